"""The file of an export: in its wave's folder, there, readable, of a kind that can be read."""

import os
from pathlib import Path

from helpers.sources.problems import DataError, Problem
from helpers.sources.readers.columns import place, shown

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of an old Office file, or of a new one behind a password (MS-CFB, MS-OFFCRYPTO)."""
SEALED = "EncryptedPackage".encode("utf-16-le")


def located(folder: Path, name: str) -> Path:
    """The file of that name in a folder; `DataError` if the name leads elsewhere or the file is empty."""
    if not name or name != Path(name).name or name in (".", "..") or "\\" in name or "\0" in name:
        allowed = "the name of a file in the wave's folder, without a path"
        said = "not a file of the wave"
        raise DataError([Problem(shown(folder.name), said, value=shown(name), allowed=allowed)])
    file = folder / name
    if not os.path.isfile(file):  # of a Path, a name that is too long is an OSError
        raise DataError([Problem(place(file), "there is no such file", allowed=_present(folder))])
    if not beginning(file, 1):
        raise DataError([Problem(place(file), "the file is empty", allowed="an export with answers")])
    return file


def beginning(file: Path, length: int) -> bytes:
    """The first bytes of a file."""
    try:
        with file.open("rb") as content:
            return content.read(length)
    except OSError as refused:
        raise DataError([Problem(place(file), f"cannot be opened: {refused.strerror}")]) from None


def ensure_unsealed(file: Path) -> None:
    """Raise `DataError` for an old Office file, or one behind a password."""
    if beginning(file, len(OLE)) != OLE:
        return
    if SEALED in file.read_bytes():
        said, allowed = "is protected by a password", "the file saved without a password"
    else:
        said, allowed = "is an old Excel file (.xls)", "the file saved as .xlsx"
    raise DataError([Problem(place(file), said, allowed=allowed)])


def _present(folder: Path) -> str:
    names = sorted(file.name for file in folder.glob("*") if file.is_file() and file.name != "wave.toml")
    return ", ".join(map(shown, names[:20])) or "the folder holds no export"
