"""Checks of a wave's files against its `datapackage.json`: every problem at once, in plain words."""

import contextlib
import csv
import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from helpers import paths
from helpers.sources import corrections
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
    """Raise `DataError` unless every file of the wave is as its `datapackage.json` says.

    A wave that passed is remembered by the hash of its files, so unchanged data are checked once.
    """
    _ensure(folder, digest(folder))


def digest(folder: Path) -> str:
    """Hash of all files that decide whether a wave is valid, and of the checks themselves."""
    seen = hashlib.sha256(Path(__file__).read_bytes())
    for file in sorted(folder.iterdir()):
        if file.suffix in {".csv", ".json", ".toml"}:
            seen.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return seen.hexdigest()


def problems(folder: Path) -> list[Problem]:
    """Everything wrong with the files of a wave, file by file in the order of `datapackage.json`."""
    try:
        package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as refused:
        return [Problem(f"{folder.name}/datapackage.json", f"cannot be read: {refused}")]
    found = []
    for resource in package["resources"]:
        found += list(_of_resource(folder, resource))
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


def _of_resource(folder: Path, resource: dict) -> Iterator[Problem]:
    path = folder / resource["path"]
    file = f"{folder.name}/{resource['path']}"
    if not path.is_file():
        yield Problem(file, "the file is missing")
        return
    from frictionless import Package  # imported late: it takes seconds

    package = {"name": "wave", "resources": [resource]}
    report = Package.from_descriptor(package, basepath=str(folder)).validate(limit_errors=LIMIT)
    for warning in report.warnings:
        yield Problem(file, f"more than {LIMIT} problems; the first {LIMIT} follow ({warning})")
    errors = [error.to_dict() for task in report.tasks for error in task.errors]
    errors += [error.to_dict() for error in report.errors]
    header_broken = any(error["type"].endswith("-label") for error in errors)
    for error in errors:
        if error["type"].endswith("-label") or not header_broken:
            yield _in_words(file, resource["schema"], error)
    if not errors:
        yield from _printed_digits(file, path)


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
