"""Notebooks on the workers of a Dask scheduler that is there already, through joblib's `dask` backend.

Only paths and plain values cross to the workers: each has the repository, its environment, the data and the
cache at the same paths, in a folder they share (docs/cluster.md).
"""

import contextlib
import logging
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from helpers import paths
from helpers.pipeline import provenance
from helpers.pipeline.errors import RunError

WAIT = 10
"""Seconds in which a scheduler answers."""


@contextlib.contextmanager
def joined(scheduler: str) -> Iterator[None]:
    """While the block runs, joblib's jobs run on the workers of the scheduler.

    Raises `RunError` where it does not answer, where its workers do not share the cache or run other code,
    and where it, or the same notebook's worker again and again, is lost.
    """
    try:
        from distributed import Client, KilledWorker
        from joblib import parallel_config
    except ImportError:
        raise RunError(["--scheduler needs what `make cluster` installs"]) from None

    # what is lost is said once, below; asyncio tells of the client's tasks that end with a connection
    for logger in ("distributed", "distributed.client", "asyncio"):
        logging.getLogger(logger).setLevel(logging.CRITICAL)
    try:
        client = Client(scheduler, timeout=WAIT, set_as_default=True)
    except (OSError, ValueError):
        raise RunError([f"no Dask scheduler answers at {scheduler}"]) from None
    with client, parallel_config(backend="dask"):
        _ensure(client, scheduler)
        try:
            yield
        except KilledWorker:
            raise RunError(
                ["workers were lost, again and again, while they ran a notebook; what was finished is kept"]
            ) from None
        except CancelledError:
            raise RunError(
                [f"the scheduler at {scheduler} went away; what was finished is kept: run again"]
            ) from None


def _ensure(client: Any, scheduler: str) -> None:
    """Raise unless there are workers, all of which see the cache and run the same code and packages."""
    if not client.scheduler_info(n_workers=-1)["workers"]:
        raise RunError([f"the scheduler at {scheduler} has no workers"])
    paths.cache().mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=paths.cache(), prefix="shared-") as mark:
        found, here = client.run(seen, mark.name), seen(mark.name)
    problems = [
        f"the worker {worker} {said}"
        for worker, saw in found.items()
        for part, said in _differing().items()
        if saw[part] != here[part]
    ]
    if problems:
        raise RunError(problems)


def _differing() -> dict[str, str]:
    """What is to be the same on every machine, and what is said of a worker where it is not."""
    return {
        "cache": f"does not keep its cache in {paths.cache()}",
        "shared": f"does not see what this machine writes to {paths.cache()}",
        "code": "has other code than this machine",
        "lock": "has another lock than this machine",
    }


def seen(file: str) -> dict[str, Any]:
    """What a machine sees: its cache, whether a file is there, and the digests of its code and lock."""
    return {
        "cache": paths.cache(),
        "shared": Path(file).exists(),
        "code": provenance.code_digest(),
        "lock": provenance.digest(paths.LOCK),
    }
