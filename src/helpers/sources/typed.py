"""CSV files to typed frames, by the fields of a `datapackage.json`."""

import csv
import json
from collections.abc import Collection
from decimal import Decimal
from pathlib import Path

import pandas as pd


def resources(folder: Path) -> list[dict]:
    """The resources that a folder's `datapackage.json` describes."""
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["resources"]


def read(folder: Path, table: str, without: Collection[int | None] | None = None) -> pd.DataFrame:
    """One table: numbers as `Decimal`s as printed (None where empty), whole numbers nullable, the rest text.

    With `without`, those rows of the file are left out and a column `row` holds the place of the others.
    """
    resource = next(r for r in resources(folder) if r["name"] == table)
    with (folder / resource["path"]).open(encoding="utf-8", newline="") as text:
        placed = [(row, cells) for row, cells in enumerate(csv.DictReader(text), start=2)]
    rows = [cells for row, cells in placed if row not in (without or ())]
    columns = {}
    for field in resource["schema"]["fields"]:
        cells = [row[field["name"]] or None for row in rows]
        columns[field["name"]] = _column(cells, field["type"])
    frame = pd.DataFrame(columns)
    if without is not None:
        frame = frame.assign(row=[row for row, _ in placed if row not in without])
    return frame


def _column(cells: list[str | None], kind: str) -> pd.Series:
    if kind == "integer":
        return pd.Series([None if cell is None else int(cell) for cell in cells], dtype="Int64")
    if kind == "number":
        return pd.Series([None if cell is None else Decimal(cell) for cell in cells], dtype=object)
    if kind == "boolean":
        return pd.Series([None if cell is None else cell == "true" for cell in cells], dtype="boolean")
    return pd.Series(cells, dtype=object)
