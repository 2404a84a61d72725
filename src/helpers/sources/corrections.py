"""Declared corrections of a wave's tables: what is printed, what is used, why, and a guard.

The data files keep what is printed. `corrections.toml` says which value is read otherwise; its `expect`
is the number of cells that print the value, so that a correction cannot outlive what it corrects.
"""

import csv
import tomllib
from pathlib import Path

import pandas as pd

from helpers.sources.problems import Problem

FIELDS = ("table", "column", "printed", "used", "expect", "reason_en", "reason_fr")


def read(folder: Path) -> list[dict]:
    """The corrections a wave declares, in order."""
    file = folder / "corrections.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))["correction"] if file.exists() else []


def apply(folder: Path, table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` with the corrections of `table` made."""
    for correction in read(folder):
        if correction["table"] == table:
            column = frame[correction["column"]]
            frame = frame.assign(
                **{correction["column"]: column.mask(column == correction["printed"], correction["used"])}
            )
    return frame


def problems(folder: Path) -> list[Problem]:
    """Corrections that lack a field, or whose printed value stands in another number of cells than expected."""
    file = f"{folder.name}/corrections.toml"
    try:
        declared = read(folder)
    except (tomllib.TOMLDecodeError, KeyError) as refused:
        return [Problem(file, f"cannot be read: {refused}")]
    return [problem for correction in declared for problem in _problems(folder, file, correction)]


def _problems(folder: Path, file: str, correction: dict) -> list[Problem]:
    missing = [name for name in FIELDS if name not in correction]
    if missing:
        return [Problem(file, "the correction lacks a field", column=", ".join(missing))]
    with (folder / f"{correction['table']}.csv").open(encoding="utf-8", newline="") as text:
        cells = [row.get(correction["column"]) for row in csv.DictReader(text)]
    found = cells.count(correction["printed"])
    if found == correction["expect"]:
        return []
    expected = f"{correction['expect']} cells of {correction['table']}"
    said = f"the value to correct stands in {found} cells"
    return [Problem(file, said, None, correction["column"], correction["printed"], expected)]
