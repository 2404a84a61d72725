"""Ending early: Ctrl-C and SIGTERM leave no process behind; processes whose run is gone end themselves."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PATIENCE = 2.0
"""Seconds that processes are given to end by themselves."""
KEEPER = "resource_tracker"
SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopped(SystemExit):
    """The user, or the system, asked the run to end; `code` is the exit code that says so.

    A signal may come while asyncio runs a task: it lets out of it what is a SystemExit, and nothing else.
    """

    def __init__(self, number: int):
        super().__init__(128 + number)


@contextmanager
def heeded() -> Iterator[None]:
    """While the block lasts, Ctrl-C and SIGTERM end it as `Stopped`."""

    def stop(number: int, _: object) -> None:
        for each in SIGNALS:
            signal.signal(each, signal.SIG_IGN)  # a second Ctrl-C must not end the ending
        raise Stopped(number)

    before = {each: signal.signal(each, stop) for each in SIGNALS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def with_children() -> Iterator[None]:
    """Where the block does not end well, every process that it started ends too."""
    try:
        yield
    except BaseException:
        end_children()
        raise


def end_children() -> None:
    """End all processes that this one started, and those that they started.

    joblib's keeper of shared resources is left: it tidies up after the others, and ends with this process.
    """
    import psutil  # imported late: only an early end needs it

    ended = []
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            if KEEPER not in " ".join(child.cmdline()):
                child.kill()
                ended.append(child)
    psutil.wait_procs(ended, timeout=PATIENCE)


def follow(run: int) -> None:
    """In a process that a run started: end with the run, however that ended. Ctrl-C is the run's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, args=(run,), daemon=True).start()


def _follow(run: int) -> None:
    while os.getppid() == run:
        time.sleep(0.25)
    end_children()
    os._exit(1)
