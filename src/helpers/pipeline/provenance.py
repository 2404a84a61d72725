"""Where a report comes from: parameters, hashes of data, code and lock, versions and dates."""

import datetime
import hashlib
import json
import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

from helpers import paths
from helpers.sources import study, waves

PACKAGES = ("pandas", "matplotlib", "papermill", "nbconvert")


def manifest(values: dict[str, Any], ran: list[str]) -> dict[str, Any]:
    """All that is needed to make the report again, and to see what it was made from.

    `values` are all parameters of the run, given or default; `ran` names the notebooks in the report.
    """
    return {
        "wave": values["wave"],
        "parameters": values,
        "notebooks": ran,
        **inputs(values["wave"], values["baseline"]),
        "versions": {"workbook": version("digital-twin-workbook"), "python": platform.python_version()}
        | {name: version(name) for name in PACKAGES},
        "time": moment().isoformat(timespec="seconds"),
    }


def inputs(wave: str, baseline: str) -> dict[str, Any]:
    """Hashes of the wave's data files, of those of a wave it is compared with, of the code and of the lock."""
    files = sorted({*_files(wave), *paths.CODEBOOK.glob("*.csv")})
    data = {file.name: digest(file) for file in files if file.exists()}
    if waves.read(wave).kind == "answers":
        compared = sorted(file for file in _files(baseline) if file.exists())
        data |= {f"{baseline}/{file.name}": digest(file) for file in compared}
    return {
        "data": data,
        "code": code_digest(),
        "lock": digest(paths.LOCK),
    }


def _files(wave: str) -> list[Path]:
    """The files a wave consists of: its settings and its tables, or the export with the answers."""
    folder, settings = waves.folder(wave), waves.read(wave)
    if settings.kind == "published":
        return [folder / "wave.toml", folder / "corrections.toml", *study.tables(wave).values()]
    named = filter(None, [settings.export.file, settings.export.structure])
    return [folder / "wave.toml", *(folder / name for name in named)]


def same(report: Path, values: dict[str, Any]) -> bool:
    """Whether the report in a folder was made with these parameters from the data, code and lock of today."""
    file = report / "manifest.json"
    if not file.exists():
        return False
    made = json.loads(file.read_text(encoding="utf-8"))
    today = {"parameters": values, **inputs(values["wave"], values["baseline"])}
    return all(made.get(name) == value for name, value in today.items())


def digest(file: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def code_digest() -> str:
    """SHA-256 of all helpers and of the notebooks' sources, by name and content."""
    seen = hashlib.sha256()
    for path in sorted(paths.NOTEBOOKS.glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        seen.update("\0".join([path.name, *("".join(cell["source"]) for cell in cells)]).encode())
    for file in sorted(Path(__file__).parents[1].rglob("*")):
        if file.suffix in {".py", ".po", ".j2", ".css", ".js"}:
            seen.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return seen.hexdigest()


def moment() -> datetime.datetime:
    """Now, or the moment `SOURCE_DATE_EPOCH` fixes."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    if fixed:
        return datetime.datetime.fromtimestamp(int(fixed), datetime.UTC)
    return datetime.datetime.now(datetime.UTC)
