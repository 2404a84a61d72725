"""Results of notebooks that were run before, in `.cache/executed/`, with all that each rests on.

A result is two files: the executed notebook, and a record that names its inputs, its time and the notebook's
hash. Each is written whole under another name first, the record last: what does not fit together is absent.
"""

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from helpers import paths
from helpers.pipeline.running import inputs

GENERATIONS = 3
"""Results kept of a notebook with the same parameters, the latest."""
DAYS = 30
"""Days after which a result that nobody used is dropped."""


@dataclass(frozen=True)
class Record:
    """What a kept result was made from, when, in how many seconds, and its hash."""

    parameters: dict[str, Any]
    cells: list[str]
    """A digest for each code cell, in order."""
    inputs: dict[str, str]
    """Name of an input -> its digest or version (see `inputs`)."""
    made: str
    seconds: float
    sha256: str
    file: Path
    """The executed notebook."""

    @property
    def key(self) -> str:
        """One digest for all the result was made from."""
        return _hash(self.parameters, self.cells, self.inputs)


def cells(sources: Iterable[str]) -> list[str]:
    """A digest for each code cell."""
    return [hashlib.sha256(source.encode()).hexdigest() for source in sources]


def records(stem: str, parameters: dict[str, Any]) -> list[Record]:
    """The whole results of a notebook with these parameters, the latest first."""
    found = sorted(_folder(stem, parameters).glob("*.json"), key=_age)
    read = (_read(file) for file in found)
    return [record for record in read if record and _whole(record)]


def valid(found: Iterable[Record], present: list[str]) -> Record | None:
    """The first result whose code cells are the present ones and whose inputs are as they were."""
    return next((record for record in found if not any(changes(record, present))), None)


def changes(record: Record, present: list[str]) -> Iterator[str]:
    """What is no longer as it was when a result was made, in words."""
    if len(record.cells) != len(present):
        yield f"{len(present)} code cells instead of {len(record.cells)}"
    else:
        for number, (was, now) in enumerate(zip(record.cells, present, strict=True), start=1):
            if was != now:
                yield f"cell {number} changed"
    for name, was in record.inputs.items():
        now = inputs.value(name)
        if now != was:
            yield _changed(name, was, now)


def keep(stem: str, record: dict[str, Any], text: str) -> Record:
    """Keep an executed notebook under what it was made from, and drop results too old or too many."""
    folder = _folder(stem, record["parameters"])
    key = _hash(record["parameters"], record["cells"], record["inputs"])
    digest = hashlib.sha256(text.encode()).hexdigest()
    made = Record(**record, sha256=digest, file=folder / f"{key[:32]}.ipynb")
    folder.mkdir(parents=True, exist_ok=True)
    _write(made.file, text)
    described = {name: value for name, value in asdict(made).items() if name != "file"}
    _write(made.file.with_suffix(".json"), json.dumps(described, indent=1, ensure_ascii=False))
    _prune(folder)
    return made


def used(record: Record) -> None:
    """Note that a result was used, so that it is not dropped; a cache that cannot be written is left."""
    with contextlib.suppress(OSError):
        os.utime(record.file.with_suffix(".json"))


def _folder(stem: str, parameters: dict[str, Any]) -> Path:
    return paths.cache() / "executed" / stem / _hash(parameters)[:16]


def _hash(*values: Any) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def _read(file: Path) -> Record | None:
    try:
        return Record(**json.loads(file.read_text(encoding="utf-8")), file=file.with_suffix(".ipynb"))
    except (OSError, ValueError, TypeError):
        return None


def _whole(record: Record) -> bool:
    try:
        return inputs.digest(record.file) == record.sha256
    except OSError:
        return False


def _age(file: Path) -> float:
    try:
        return -file.stat().st_mtime
    except OSError:
        return 0


def _changed(name: str, was: str, now: str) -> str:
    if name.startswith(inputs.LISTED):
        before, after = set(was.split("\n")), set(now.split("\n"))
        said = [f"new: {', '.join(sorted(after - before))}"] if after - before else []
        said += [f"gone: {', '.join(sorted(before - after))}"] if before - after else []
        return f"{name.removeprefix(inputs.LISTED)} holds other files ({'; '.join(said)})"
    if "/" not in name and not name.endswith(".lock"):
        return f"{name} {was} became {now}"
    return f"{name} changed" if now else f"{name} is gone"


def _write(file: Path, text: str) -> None:
    """Write a file whole or not at all; two processes that write it at once do not mix."""
    partial = file.with_name(f".{file.name}.{os.getpid()}.partial")
    try:
        partial.write_bytes(text.encode())
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)


def _prune(folder: Path) -> None:
    """Drop results beyond the latest of these parameters, and unused ones of the whole notebook."""
    late = time.time() - DAYS * 86400
    old = sorted(folder.glob("*.json"), key=_age)[GENERATIONS:]
    old += [file for file in folder.parent.glob("*/*.json") if -_age(file) < late]
    old += [file for file in folder.parent.glob("*/.*.partial") if -_age(file) < late]
    for file in old:
        for each in (file, file.with_suffix(".ipynb")):
            with contextlib.suppress(OSError):
                each.unlink()
