"""Checks of a wave's files against its `datapackage.json`: every problem at once, in plain words."""

import contextlib
import csv
import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from helpers import paths
from helpers.sources import claims, corrections, recruitment, survey
from helpers.sources.problems import DataError, Problem

LIMIT = 1000
"""Problems reported of one file at most."""

KINDS = {
    "integer": "a whole number",
    "number": "a number with a decimal point, no spaces, no sign of unit",
    "boolean": "true or false",
    "date": "a date as 2023-11-30",
}


def ensure(folder: Path) -> None:
    """Raise `DataError` unless every file of the wave and of the codebook is as its `datapackage.json` says.

    A wave that passed is remembered by the hash of its files, so unchanged data are checked once. In a
    notebook of a run nothing is looked at again: the notebook depends on the tables it loads, not on all.
    """
    if folder.resolve() in paths.checked():
        return
    codebook = digest(paths.CODEBOOK)
    _ensure(paths.CODEBOOK, codebook)
    _ensure(folder, digest(folder) + codebook[:16])


def digest(folder: Path) -> str:
    """Hash of all files that decide whether a wave is valid, and of the checks themselves."""
    seen = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        seen.update(file.read_bytes())
    for file in sorted(folder.iterdir()):
        if file.suffix in {".csv", ".json", ".toml"}:
            seen.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return seen.hexdigest()


def problems(folder: Path) -> list[Problem]:
    """Everything wrong with the files of a folder, in the order of `datapackage.json`.

    Rules across rows and files (survey figures against the codebook, corrections) follow, on the rows that
    are as described; a file whose header is not is left out of them.
    """
    try:
        package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as refused:
        return [Problem(f"{folder.name}/datapackage.json", f"cannot be read: {refused}")]
    missing = [r["path"] for r in package["resources"] if not (folder / r["path"]).is_file()]
    if missing:
        return [Problem(f"{folder.name}/{path}", "the file is missing") for path in missing]
    found = list(_of_package(folder, package))
    if any(problem.file.endswith(".csv") and problem.row in (None, 1) for problem in found):
        return found
    bad_rows = {
        path.stem: {p.row for p in found if p.file.endswith(f"/{path.name}")} for path in folder.glob("*.csv")
    }
    found += survey.problems(folder, bad_rows.get(survey.TABLE, ())) + recruitment.problems(folder, bad_rows)
    found += claims.of_wave(folder, bad_rows.get(claims.TABLE, ()))
    return found or corrections.problems(folder)


@cache
def _ensure(folder: Path, fingerprint: str) -> None:
    memo = paths.cache() / "checked" / fingerprint
    if memo.exists():
        return
    found = problems(folder)
    if found:
        raise DataError(found)
    # A memo that cannot be kept (a read-only folder) costs three seconds the next time, nothing else.
    with contextlib.suppress(OSError):
        memo.parent.mkdir(parents=True, exist_ok=True)
        memo.touch()


def _of_package(folder: Path, package: dict) -> Iterator[Problem]:
    from frictionless import Package  # imported late: it takes seconds

    report = Package.from_descriptor(package, basepath=str(folder)).validate(limit_errors=LIMIT)
    errors = {task.place: [error.to_dict() for error in task.errors] for task in report.tasks}
    for resource in package["resources"]:
        path, found = folder / resource["path"], errors.get(resource["path"], [])
        file = f"{folder.name}/{resource['path']}"
        if len(found) >= LIMIT:
            yield Problem(file, f"has {LIMIT} problems or more; the first {LIMIT} follow")
        header_broken = any(error["type"].endswith("-label") for error in found)
        for error in found:
            if error["type"].endswith("-label") or not header_broken:
                yield _in_words(file, resource["schema"], error)
        if not found:
            yield from _printed_digits(file, path)
    for error in report.errors:
        yield Problem(f"{folder.name}/datapackage.json", error.message)


def _in_words(file: str, schema: dict, error: dict) -> Problem:
    """A frictionless error as a problem in plain words."""
    kind, column = error["type"], error.get("fieldName") or error.get("label")
    row, value = error.get("rowNumber"), error.get("cell")
    fields = {field["name"]: field for field in schema["fields"]}
    if kind == "incorrect-label":
        found = error["label"]
        return Problem(file, "another column stands in its place", 1, column, found, ", ".join(fields))
    if kind == "missing-label":
        return Problem(file, "the column is missing", 1, column, allowed=", ".join(fields))
    if kind == "extra-label":
        return Problem(file, "the column is not known", 1, column, allowed=", ".join(fields))
    if kind == "primary-key":
        key = ", ".join(schema["primaryKey"])
        cells = ", ".join(
            cell for cell, name in zip(error["cells"], fields, strict=False) if name in schema["primaryKey"]
        )
        return Problem(file, error["note"], row, key, cells, "each combination once")
    if kind == "type-error":
        return Problem(file, "not of the right kind", row, column, value, KINDS.get(fields[column]["type"]))
    if kind == "constraint-error":
        return Problem(file, "not an allowed value", row, column, value, _allowed(fields[column]))
    return Problem(file, error["note"] or error["title"].lower(), row, column, value)


def _allowed(field: dict) -> str:
    """What a field's constraints allow, in words."""
    rules = field.get("constraints", {})
    said = [KINDS[field["type"]]] if field["type"] in KINDS else []
    if "enum" in rules:
        return ", ".join(map(str, rules["enum"]))
    if "minimum" in rules:
        said.append(f"from {rules['minimum']}")
    if "maximum" in rules:
        said.append(f"up to {rules['maximum']}")
    if "pattern" in rules:
        said.append(f"text like {rules['pattern']}")
    return " ".join(said + (["not empty"] if rules.get("required") else []))


def _printed_digits(file: str, path: Path) -> Iterator[Problem]:
    """`decimals` must count the digits that `value` shows after the point."""
    with path.open(encoding="utf-8", newline="") as text:
        for number, row in enumerate(csv.DictReader(text), start=2):
            if row.get("value") and row.get("decimals"):
                shown = len(row["value"].partition(".")[2])
                if shown != int(row["decimals"]):
                    allowed = f"{shown}, the digits that value {row['value']!r} shows"
                    yield Problem(
                        file,
                        "does not count the printed decimals",
                        number,
                        "decimals",
                        row["decimals"],
                        allowed,
                    )
            if row.get("wording") == "range" and not row.get("value_high"):
                yield Problem(file, "a range needs its upper end", number, "value_high")
