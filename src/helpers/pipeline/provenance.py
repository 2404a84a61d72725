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
from helpers.pipeline import notebooks
from helpers.pipeline.running.inputs import digest
from helpers.pipeline.running.kept import Record
from helpers.sources import waves

PACKAGES = ("pandas", "matplotlib", "papermill", "nbconvert")
FILE = "manifest.json"


def manifest(values: dict[str, Any], runs: dict[str, dict[str, Any]], languages: list[str]) -> dict[str, Any]:
    """All that is needed to make the report again, and to see what it was made from.

    `values` are all parameters of the run, given or default; `runs` says of each notebook in the report what
    came of it (see `ran`); the pages lead to each other in these `languages`.
    """
    return {
        "wave": values["wave"],
        "parameters": values,
        "languages": languages,
        "notebooks": list(runs),
        "runs": runs,
        **inputs(values["wave"], values["baseline"]),
        "versions": versions(),
        "time": max((run["made"] for run in runs.values()), default=now()),
    }


def ran(state: str, record: Record | None, file: Path) -> dict[str, Any]:
    """What the manifest says of a notebook: whether it ran or was kept, when it ran, how long, from what."""
    said = {"state": state, "made": now(), "seconds": None, "sha256": digest(file), "key": None, "data": []}
    if record:
        read = [name.removeprefix("data/") for name in record.inputs if name.startswith("data/")]
        said |= {"made": record.made, "seconds": record.seconds, "key": record.key, "data": read}
    return said


def write(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the manifest of a finished report, with the hash of each of its files."""
    text = json.dumps(manifest | {"files": files(folder)}, indent=2, ensure_ascii=False)
    (folder / FILE).write_text(text + "\n", encoding="utf-8")


def files(folder: Path) -> dict[str, str]:
    """Name and hash of each file of a report but the manifest."""
    found = sorted(file for file in folder.rglob("*") if file.is_file() and file.name != FILE)
    return {file.relative_to(folder).as_posix(): digest(file) for file in found}


def unharmed(folder: Path, made: dict[str, Any]) -> bool:
    """Whether each file that a manifest names is as it was written."""
    listed = made.get("files", {})
    try:
        return bool(listed) and all(digest(folder / name) == was for name, was in listed.items())
    except OSError:  # one is gone, or the folder is just being exchanged
        return False


def inputs(wave: str, baseline: str) -> dict[str, Any]:
    """Hashes of the wave's data files, of those of a wave it is compared with, of the code and of the lock."""
    data = {file.name: digest(file) for file in sorted({*waves.files(wave), *paths.CODEBOOK.glob("*.csv")})}
    if waves.read(wave).kind == "answers":
        data |= {f"{baseline}/{file.name}": digest(file) for file in sorted(waves.files(baseline))}
    return {
        "data": data,
        "code": code_digest(),
        "lock": digest(paths.LOCK),
    }


def versions() -> dict[str, str]:
    """Versions of the workbook, of Python and of the libraries whose work shows."""
    found = {"workbook": version("digital-twin-workbook"), "python": platform.python_version()}
    return found | {name: version(name) for name in PACKAGES}


def same(report: Path, values: dict[str, Any]) -> bool:
    """Whether the report in a folder was made with these parameters from the data, code and lock of today."""
    made = read(report)
    today = {"parameters": values, **inputs(values["wave"], values["baseline"])} if made else {}
    return bool(made) and all(made.get(name) == value for name, value in today.items())


def current(report: Path, values: dict[str, Any], results: dict[str, str], languages: list[str]) -> bool:
    """Whether a report is what writing it again would give, and all of its files are as they were written.

    `results` are the hashes of the executed notebooks.
    """
    made = read(report)
    if not made or {stem: run["sha256"] for stem, run in made.get("runs", {}).items()} != results:
        return False
    if made.get("languages") != languages or made.get("versions") != versions() or not same(report, values):
        return False
    return unharmed(report, made)


def read(report: Path) -> dict[str, Any]:
    """The manifest of a report; empty where there is none that can be read."""
    try:
        return dict(json.loads((report / FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def stale(report: Path, wave: str) -> list[Path]:
    """Reports of segments made from other data than a report: beside it they would tell the difference."""
    data = _own(read(report).get("data", {}))
    found = (paths.reports() / wave / "segments").glob(f"*/*/{FILE}")
    return [file.parent for file in found if _own(read(file.parent).get("data", {})) != data]


def _own(data: dict[str, str]) -> dict[str, str]:
    """The hashes of a wave's own files; those of a wave it is compared with stand under its name."""
    return {name: digest for name, digest in data.items() if "/" not in name}


def code_digest() -> str:
    """SHA-256 of all helpers and of the notebooks' sources, by name and content."""
    seen = hashlib.sha256()
    for path in notebooks.every():
        cells = notebooks.plain(path)["cells"]
        text = [path.name, *("".join([cell["source"], *cell["metadata"].get("tags", [])]) for cell in cells)]
        seen.update("\0".join(text).encode())
    for file in sorted(paths.PACKAGE.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            seen.update(f"{file.relative_to(paths.PACKAGE).as_posix()}\0{digest(file)}\0".encode())
    return seen.hexdigest()


def now() -> str:
    """The moment as the manifest writes it."""
    return moment().isoformat(timespec="seconds")


def moment() -> datetime.datetime:
    """Now, or the moment `SOURCE_DATE_EPOCH` fixes."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    if fixed:
        return datetime.datetime.fromtimestamp(int(fixed), datetime.UTC)
    return datetime.datetime.now(datetime.UTC)
