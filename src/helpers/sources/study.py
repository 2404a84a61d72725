"""The published tables of a wave: CSV files to typed, tidy frames."""

from pathlib import Path

import pandas as pd

from helpers.sources import checks, corrections, typed, waves


def load(wave: str, table: str) -> pd.DataFrame:
    """One published table of a wave, a row a printed figure, declared corrections made.

    Numbers are `Decimal`s as printed (None where empty), so that statistics on them can be exact; whole
    numbers are nullable integers, the rest text. Raises `DataError` with all problems of the wave's files.
    """
    folder = waves.folder(wave)
    checks.ensure(folder)
    return corrections.apply(folder, table, typed.read(folder, table))


def every(wave: str) -> dict[str, pd.DataFrame]:
    """All published tables of a wave by name, each as `load` gives it."""
    folder = waves.folder(wave)
    checks.ensure(folder)
    return {name: corrections.apply(folder, name, typed.read(folder, name)) for name in tables(wave)}


def corrections_made(wave: str, language: str) -> pd.DataFrame:
    """One row a declared correction: table, column, what is printed, what is used, cells, why."""
    frame = pd.DataFrame(corrections.read(waves.folder(wave)), columns=list(corrections.FIELDS))
    kept = ["table", "column", "printed", "used", "expect"]
    return frame[kept].assign(reason=frame[f"reason_{language}"])


def tables(wave: str) -> dict[str, Path]:
    """Name and file of each published table of a wave."""
    return waves.tables(wave)
