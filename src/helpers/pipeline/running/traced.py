"""In a kernel: which files it reads below the data folders, the package and the notebooks, a line each.

`watch` goes before anything of the workbook is imported; `install` names the file to write to. A kernel forked
from a process that watched tells what was read before the fork too. The package's modules are left out: what of
them a notebook may import is known from its text.
"""

import os

from helpers import paths

START = "files read"
"""First line of every trace: without it nothing is known."""

_roots: tuple[str, ...] = ()
_read: dict[str, None] = {}
_out: int | None = None


def watch() -> None:
    """Note from now on which files are read."""
    global _roots
    if not _roots:
        import sys

        folders = [*paths.data(), paths.CODEBOOK, paths.PACKAGE, paths.NOTEBOOKS]
        _roots = tuple(f"{folder}{os.sep}" for folder in folders)
        sys.addaudithook(_hook)


def install(path: str) -> None:
    """Write to `path` what was read since `watch`, and from now on each file as it is read."""
    global _out
    watch()
    _out = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for line in [START, *_read]:
        _write(line)


def _hook(event: str, arguments: tuple) -> None:
    if event != "open":
        return
    path, _, flags = arguments
    if not isinstance(path, str | os.PathLike) or (flags or 0) & (os.O_WRONLY | os.O_RDWR):
        return
    file = os.path.abspath(path)
    if file.startswith(_roots) and file not in _read and not _module(file):
        _read[file] = None
        if _out is not None:
            _write(file)


def _module(file: str) -> bool:
    return file.endswith((".py", ".pyc")) and file.startswith(f"{paths.PACKAGE}{os.sep}")


def _write(line: str) -> None:
    os.write(_out, f"{line}\n".encode())
