"""Folders that are exchanged whole: what is there is always a finished one, the old or the new.

Whoever builds a folder holds the lock of its wave, so that what an earlier run left is nobody's.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

OLD = ".old"
NEW = ".new-"


@contextmanager
def building(target: Path) -> Iterator[Path]:
    """A new folder that takes the place of `target` when the block ends well, and vanishes when not."""
    target.parent.mkdir(parents=True, exist_ok=True)
    repair(target)
    built = Path(tempfile.mkdtemp(prefix=f".{target.name}{NEW}", dir=target.parent))
    built.chmod(0o755)
    try:
        yield built
        exchange(built, target)
    finally:
        shutil.rmtree(built, ignore_errors=True)


def exchange(built: Path, target: Path) -> None:
    """Put `built` in the place of `target` by renames; `repair` mends what a crash between them leaves."""
    old = _old(target)
    if target.exists():
        target.rename(old)
    try:
        built.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def repair(target: Path) -> None:
    """Bring back the old folder if a crash left `target` away, and drop what crashes left beside it."""
    old = _old(target)
    if old.exists() and not target.exists():
        old.rename(target)
    for left in leftovers(target):
        shutil.rmtree(left)


@contextmanager
def repaired(targets: list[Path]) -> Iterator[None]:
    """The block, with these folders whole when it begins and, however it ends, when it has ended."""
    for target in targets:
        repair(target)
    try:
        yield
    finally:
        for target in targets:
            with suppress(OSError):
                repair(target)


def leftovers(target: Path) -> list[Path]:
    """What runs that were killed left beside a folder."""
    return [*target.parent.glob(f".{target.name}{OLD}"), *target.parent.glob(f".{target.name}{NEW}*")]


def _old(target: Path) -> Path:
    return target.with_name(f".{target.name}{OLD}")
