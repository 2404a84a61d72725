"""Folders that are exchanged whole: what is there is always a finished one, the old or the new."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OLD = ".old"


@contextmanager
def building(target: Path) -> Iterator[Path]:
    """A new folder that takes the place of `target` when the block ends well, and vanishes when not."""
    target.parent.mkdir(parents=True, exist_ok=True)
    repair(target)
    built = Path(tempfile.mkdtemp(prefix=f".{target.name}.new-", dir=target.parent))
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
    built.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def repair(target: Path) -> None:
    """Bring back the old folder if a crash left `target` away; drop it if the new one is in place."""
    old = _old(target)
    if old.exists():
        if target.exists():
            shutil.rmtree(old)
        else:
            old.rename(target)


def _old(target: Path) -> Path:
    return target.with_name(f".{target.name}{OLD}")
