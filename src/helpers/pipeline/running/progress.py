"""What is told of a run while it lasts: a line a notebook with its time, live in a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm

from helpers.pipeline.running.jobs import Outcome


@contextmanager
def shown(count: int, quiet: bool) -> Iterator[Callable[[Outcome], None]]:
    """Tell of each outcome as it comes; a bar stands below where there is a terminal."""
    live = sys.stderr.isatty() and not quiet
    with tqdm(total=count, desc="notebooks", unit="", leave=False, disable=not live) as bar:

        def hear(outcome: Outcome) -> None:
            if not quiet:
                state = "failed after " if outcome.cause else ""
                bar.write(f"{outcome.job.name}: {state}{outcome.seconds:.1f} s", file=sys.stderr)
            bar.update()

        yield hear
