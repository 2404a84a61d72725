"""The published tables of a wave: CSV files to typed, tidy frames."""

import csv
import json
from decimal import Decimal
from pathlib import Path

import pandas as pd

from helpers.sources import checks, corrections, waves


def load(wave: str, table: str) -> pd.DataFrame:
    """One published table of a wave, a row a printed figure, declared corrections made.

    Numbers are `Decimal`s as printed (None where empty), so that statistics on them can be exact; whole
    numbers are nullable integers, the rest text. Raises `DataError` with all problems of the wave's files.
    """
    folder = waves.folder(wave)
    checks.ensure(folder)
    resource = next(r for r in _resources(folder) if r["name"] == table)
    frame = _typed(folder / resource["path"], resource["schema"]["fields"])
    return corrections.apply(folder, table, frame)


def corrections_made(wave: str, language: str) -> pd.DataFrame:
    """One row a declared correction: table, column, what is printed, what is used, cells, why."""
    frame = pd.DataFrame(corrections.read(waves.folder(wave)), columns=list(corrections.FIELDS))
    kept = ["table", "column", "printed", "used", "expect"]
    return frame[kept].assign(reason=frame[f"reason_{language}"])


def tables(wave: str) -> dict[str, Path]:
    """Name and file of each published table of a wave."""
    folder = waves.folder(wave)
    return {resource["name"]: folder / resource["path"] for resource in _resources(folder)}


def _resources(folder: Path) -> list[dict]:
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["resources"]


def _typed(file: Path, fields: list[dict]) -> pd.DataFrame:
    with file.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    columns = {}
    for field in fields:
        cells = [row[field["name"]] or None for row in rows]
        columns[field["name"]] = _column(cells, field["type"])
    return pd.DataFrame(columns)


def _column(cells: list[str | None], kind: str) -> pd.Series:
    if kind == "integer":
        return pd.Series([None if cell is None else int(cell) for cell in cells], dtype="Int64")
    if kind == "number":
        return pd.Series([None if cell is None else Decimal(cell) for cell in cells], dtype=object)
    if kind == "boolean":
        return pd.Series([cell == "true" for cell in cells], dtype=bool)
    return pd.Series(cells, dtype=object)
