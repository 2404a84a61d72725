"""Work spread over processes by joblib: those of this machine, or of a cluster."""

import os
from collections.abc import Callable, Iterator
from typing import Any

from helpers.pipeline.errors import RunError
from helpers.pipeline.running import stopping


def spread(work: Callable[[Any], Any], items: list[Any], workers: int | None) -> Iterator[Any]:
    """What `work` makes of each item, in the order in which that is done, by so many processes at once.

    Without `workers` they are those that `joblib.parallel_config` names around it. Raises `RunError` where the
    system killed one.
    """
    if not items:
        return
    from joblib import Parallel, delayed  # imported late: a run in which nothing changed needs none
    from joblib.externals.loky.process_executor import BrokenProcessPool

    ours = {"n_jobs": -1}
    if workers is not None:
        ours = {"n_jobs": min(workers, len(items)), "initializer": stopping.follow, "initargs": (os.getpid(),)}
    try:
        yield from Parallel(return_as="generator_unordered", **ours)(delayed(work)(item) for item in items)
    except BrokenProcessPool:
        said = "a process of the run was killed (perhaps out of memory); what had finished is kept: run again"
        raise RunError([said]) from None
