"""The folders a run works in while it holds its wave: what a killed run left in them goes at the next start.

The system's temporary folder takes sockets, whose paths must be short, and whatever kernels leave; the cache
takes notebooks while they run. Both may hold what firms answered.
"""

import contextlib
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from helpers import paths
from helpers.pipeline.running import locks

TEMPORARY = "temporary"
PREFIX = "workbook-"
ATTEMPTS = 20
"""Times that a folder is removed again, a tenth of a second apart, before it is left to the next start."""


@contextmanager
def alone(wave: str, quiet: bool = False) -> Iterator[Path]:
    """A folder to work in while no other run of the wave does."""
    lock = paths.reports() / f".{wave}.lock"
    with locks.held(lock, wave, quiet):
        place = paths.cache() / "running" / hashlib.sha256(str(lock).encode()).hexdigest()[:16]
        _sweep(place)
        place.mkdir(parents=True)
        try:
            folder = Path(tempfile.mkdtemp(dir=place))
            with _temporary(folder / TEMPORARY):
                yield folder
        finally:
            _sweep(place)


@contextmanager
def _temporary(link: Path) -> Iterator[None]:
    """The block, and all processes it starts, with a temporary folder of its own; `link` leads to it."""
    before = os.environ.get("TMPDIR"), tempfile.tempdir
    folder = tempfile.mkdtemp(prefix=PREFIX)
    link.symlink_to(folder)
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    try:
        yield
    finally:
        tempfile.tempdir = before[1]
        os.environ.pop("TMPDIR")
        if before[0] is not None:
            os.environ["TMPDIR"] = before[0]


def _sweep(place: Path) -> None:
    """Remove the folder; again where a process that is ending still wrote to it meanwhile."""
    for link in place.glob(f"*/{TEMPORARY}"):
        with contextlib.suppress(OSError):
            folder = link.resolve()
            if folder.name.startswith(PREFIX):
                shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(place, ignore_errors=True)
    for _ in range(ATTEMPTS):
        if not place.exists():
            break
        time.sleep(0.1)
        shutil.rmtree(place, ignore_errors=True)
