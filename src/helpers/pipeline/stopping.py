"""Ending early: Ctrl-C and SIGTERM leave no process behind; processes whose run is gone end themselves."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PATIENCE = 2.0
"""Seconds that processes are given to end by themselves."""
SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopped(BaseException):
    """The user, or the system, asked the run to end; `code` is the exit code that says so."""

    def __init__(self, number: int):
        self.code = 128 + number
        super().__init__(signal.Signals(number).name)


@contextmanager
def heeded() -> Iterator[None]:
    """While the block lasts, Ctrl-C and SIGTERM end it as `Stopped`, with every process it started."""

    def stop(number: int, _: object) -> None:
        for each in SIGNALS:
            signal.signal(each, signal.SIG_IGN)  # a second Ctrl-C must not end the ending
        raise Stopped(number)

    before = {each: signal.signal(each, stop) for each in SIGNALS}
    try:
        yield
    except BaseException:
        end_children()
        raise
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def end_children() -> None:
    """End all processes that this one started, and those that they started."""
    import psutil  # imported late: only an early end needs it

    children = psutil.Process().children(recursive=True)
    for child in children:
        with suppress(psutil.NoSuchProcess):
            child.kill()
    psutil.wait_procs(children, timeout=PATIENCE)


def follow_parent() -> None:
    """In a process of a run: end with the run, however that ended. Ctrl-C is the run's to answer."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    if not any(thread.name == follow_parent.__name__ for thread in threading.enumerate()):
        name = follow_parent.__name__
        threading.Thread(target=_follow, args=(os.getppid(),), name=name, daemon=True).start()


def _follow(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.25)
    end_children()
    os._exit(1)
