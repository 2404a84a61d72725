"""One run of a wave at a time: a lock that the system takes back when its holder ends, however it ends."""

import contextlib
import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

try:
    import fcntl
except ImportError:  # a system without flock: runs of one wave at once are the user's care
    fcntl = None  # type: ignore[assignment]

UNKNOWN = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)
"""What a file system without locks answers."""


@contextmanager
def held(lock: Path, what: str, quiet: bool = False) -> Iterator[None]:
    """Hold the lock while the block lasts; where another process does, say so in a line and wait for it."""
    if fcntl is None:
        yield
        return
    lock.parent.mkdir(parents=True, exist_ok=True)
    # A descriptor of its own: no process that this one starts inherits it and keeps the lock.
    with lock.open("a+", encoding="utf-8") as file:
        try:
            _take(file, what, quiet)
        except OSError as refused:
            if refused.errno not in UNKNOWN:
                raise
            print(f"{lock.parent} knows no locks: do not run {what} twice at once", file=sys.stderr)
        with contextlib.suppress(OSError):  # who holds it is for the message only
            file.truncate(0)
            file.write(f"{os.getpid()}\n")
            file.flush()
        yield


def _take(file: TextIO, what: str, quiet: bool) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        if not quiet:
            file.seek(0)
            holder = file.read().strip()
            who = f" (process {holder})" if holder else ""
            print(
                f"another run of {what} is under way{who}: waiting for it to end", file=sys.stderr, flush=True
            )
        fcntl.flock(file, fcntl.LOCK_EX)
