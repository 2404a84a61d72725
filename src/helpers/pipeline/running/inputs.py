"""What a notebook's result rests on: named files and versions, each with a digest to compare.

A name is the same on every machine: `data/study-2023/claims.csv` wherever the wave's folder lies,
`list of files in data/study-2023`, `helpers/paths.py`, `requirements.lock`, `Python`, `package pandas`.
"""

import ast
import hashlib
import os
import platform
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from helpers import paths
from helpers.sources import waves

PACKAGES = ("babel", "matplotlib", "numpy", "pandas", "scipy", "seaborn", "statsmodels", "svy")
"""Packages whose version shows in a result; the lock names the others."""
CODEBOOK = "data/codebook"
ROOMS = {"helpers": "PACKAGE", "notebooks": "NOTEBOOKS"}
LISTED = "list of files in "
WRITTEN = "problems.csv"
"""What `check-data` writes into a wave's folder: not an input."""

Known = dict[str, tuple[str, tuple[int, ...]]]
"""Name -> digest, and the state of the file when it was taken."""


def digest(file: Path) -> str:
    """SHA-256 of a file; it is read again only where its time, size or place on the disk changed."""
    return _digest(file, state(file))


def state(file: Path) -> tuple[int, ...]:
    """Time of the last change, size and number of a file: while they stay, its content does."""
    seen = file.stat()
    return (seen.st_mtime_ns, seen.st_ctime_ns, seen.st_size, seen.st_ino)


def name(file: Path) -> str | None:
    """The name of a file below the data folders, the package or the notebooks; None for any other."""
    if file.is_relative_to(paths.NOTEBOOKS):
        return f"notebooks/{_source(file).relative_to(paths.NOTEBOOKS).as_posix()}"
    if file.is_relative_to(paths.CODEBOOK):
        return f"{CODEBOOK}/{file.relative_to(paths.CODEBOOK).as_posix()}"
    if file.is_relative_to(paths.PACKAGE):
        return f"helpers/{file.relative_to(paths.PACKAGE).as_posix()}"
    for folder in paths.data():
        if file.is_relative_to(folder):
            return f"data/{file.relative_to(folder).as_posix()}"
    return None


def file(name: str) -> Path | None:
    """The file or folder that has a name today; None where there is none."""
    room, _, rest = name.removeprefix(LISTED).partition("/")
    if room in ROOMS:
        return getattr(paths, ROOMS[room]) / rest
    if name == paths.LOCK.name:
        return paths.LOCK
    if room != "data":
        return None
    wave, _, rest = rest.partition("/")
    if f"data/{wave}" == CODEBOOK:
        return paths.CODEBOOK / rest
    folders = (folder / wave for folder in paths.data() if (folder / wave / "wave.toml").exists())
    return next((folder / rest for folder in folders), None)


def value(name: str, known: Known | None = None) -> str:
    """What stands for the content of an input today; empty where it is gone."""
    if name == "Python":
        return platform.python_version()
    if name.startswith("package "):
        return _version(name.removeprefix("package "))
    place = file(name)
    try:
        if place is None:
            return ""
        if name.startswith(LISTED):
            return "\n".join(_listing(place))
        taken = (known or {}).get(name)
        return taken[0] if taken and taken[1] == state(place) else digest(place)
    except OSError:
        return ""


def known(names: Iterable[str]) -> Known:
    """Digests of files as they are now, with their state, so that a later look need not read them again."""
    found = {}
    for each in names:
        place = file(each)
        if place and place.is_file():
            found[each] = _taken(place, state(place))
    return found


def of_waves(names: Iterable[str]) -> list[str]:
    """All files of these waves and of the codebook: what a notebook may read, before it is known."""
    files = [*paths.CODEBOOK.glob("*.csv")]
    for wave in names:
        files += waves.files(wave)
    return sorted({found for found in map(name, files) if found})


def fixed() -> list[str]:
    """What every result rests on: the lock and the versions."""
    return [paths.LOCK.name, "Python", *(f"package {package}" for package in PACKAGES)]


def rested_on(read: Iterable[Path], modules: Iterable[str]) -> list[str]:
    """All inputs of a notebook that read these files and may import these modules.

    The list of a wave's files counts, so that a new table does; and a wave's export of answers counts
    whichever way it was read, since some readers open files without Python knowing.
    """
    found = {named for named in map(name, read) if named and not named.endswith(f"/{WRITTEN}")}
    folders = {"/".join(named.split("/")[:2]) for named in found if named.startswith("data/")}
    for folder in folders - {CODEBOOK}:
        wave = folder.removeprefix("data/")
        if wave in paths.waves() and waves.read(wave).kind == "answers":
            found |= {named for named in map(name, waves.files(wave)) if named}
    return sorted({*found, *(LISTED + folder for folder in folders), *modules, *fixed()})


def modules(sources: Iterable[str]) -> list[str]:
    """All modules of `helpers` that code with these texts may import, late imports and packages included."""
    found: set[str] = set()
    waiting = {each for source in sources for each in _imported(source, "")}
    while waiting:
        each = waiting.pop()
        found.add(each)
        place = paths.PACKAGE / each.removeprefix("helpers/")
        waiting |= _imported(place.read_text(encoding="utf-8"), each) - found
    return sorted(found)


def imported(sources: Iterable[str]) -> list[str]:
    """The modules of `helpers` that code with these texts names, dotted."""
    files = sorted({each for source in sources for each in _imported(source, "")})
    return [file.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for file in files]


@cache
def _taken(file: Path, state: tuple[int, ...]) -> tuple[str, tuple[int, ...]]:
    """One object for all notebooks that may read a file: a run of many segments plans thousands."""
    return _digest(file, state), state


@cache
def _digest(file: Path, _: tuple[int, ...]) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


@cache
def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"


def _source(file: Path) -> Path:
    """The module that a compiled one was made from; any other file itself."""
    if file.suffix != ".pyc":
        return file
    return file.parents[1] / f"{file.name.partition('.')[0]}.py"


def _listing(folder: Path) -> list[str]:
    return sorted(name for name in os.listdir(folder) if name != WRITTEN and not name.startswith("."))


@cache
def _imported(source: str, module: str) -> frozenset[str]:
    """The modules that a text imports by name. One that imports by a computed name counts all of its folder."""
    found: set[str] = set()
    tree = _tree(source)
    if tree is None:
        return frozenset(_below(paths.PACKAGE))
    for node in _statements(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found |= _files(alias.name)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                found |= _files(f"{node.module}.{alias.name}")
    if "import_module" in source or "__import__" in source:
        found |= _below((paths.PACKAGE / module.removeprefix("helpers/")).parent)
    return frozenset(found)


def _statements(tree: ast.AST) -> Iterator[ast.AST]:
    """The statements of a text, those within others included: imports are among them, never in expressions."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.stmt | ast.excepthandler | ast.match_case):
            yield node
            yield from _statements(node)


def _tree(source: str) -> ast.AST | None:
    """A text parsed; of a cell with commands of IPython, the rest of it. None where that is no Python."""
    lines = [line for line in source.splitlines() if not line.lstrip().startswith(("%", "!", "?"))]
    for text in (source, "\n".join(lines)):
        with suppress(SyntaxError, ValueError):
            return ast.parse(text)
    return None


def _below(folder: Path) -> set[str]:
    return {f"helpers/{path.relative_to(paths.PACKAGE).as_posix()}" for path in folder.rglob("*.py")}


def _files(dotted: str) -> set[str]:
    """The files that importing a dotted name of `helpers` runs: the packages on the way and the module."""
    parts = dotted.split(".")
    if parts[0] != "helpers":
        return set()
    found = set()
    for length in range(1, len(parts) + 1):
        below = "/".join(parts[1:length])
        for each in (f"{below}/__init__.py".lstrip("/"), f"{below}.py"):
            if (paths.PACKAGE / each).is_file():
                found.add(f"helpers/{each}")
    return found
