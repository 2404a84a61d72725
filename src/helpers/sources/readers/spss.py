"""SPSS `.sav`: codes as cells; labels and user-missing values beside them."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd
import pyreadstat

from helpers.sources import waves
from helpers.sources.problems import DataError, Problem
from helpers.sources.readers import columns, files
from helpers.sources.readers.columns import Column, Layout, place, written

MAGIC = (b"$FL2", b"$FL3")


def layout(file: Path, export: waves.Export) -> Layout:
    """One column a variable; its code is its name, its label that of the variable."""
    names, about = _dictionary(file)
    found = tuple(_column(name, about) for name in names)
    return Layout(found, export, (), 2)


def cells(file: Path, export: waves.Export, names: Sequence[str]) -> pd.DataFrame:
    """One row a respondent, one column a name; a user-missing value stays as the code it is.

    A value of a user-missing range that has no label becomes an empty cell: `Column.missing` cannot list it.
    """
    known, about = _dictionary(file)
    columns.ensure_known(file, known, names)
    if not names:
        return columns.frame({}, range(2, about.number_rows + 2))
    read, _ = _read(file, usecols=list(names), user_missing=True)
    found = {name: columns.from_values(_answers(read[name], name, about)) for name in names}
    return columns.frame(found, range(2, len(read) + 2))


def _dictionary(file: Path) -> tuple[list[str], pyreadstat.metadata_container]:
    """Names of the variables, and what the file says of them; its last row is read to see that it is whole."""
    if files.beginning(file, 4) not in MAGIC:
        raise DataError([Problem(place(file), "is not an SPSS file", allowed="a .sav file")])
    _, about = _read(file, metadataonly=True, user_missing=True)
    if not about.number_rows:
        raise DataError([Problem(place(file), "holds no answers", allowed="a row for each respondent")])
    numeric = [name for name in about.column_names if about.readstat_variable_types[name] == "double"]
    _read(file, usecols=(numeric or about.column_names)[:1], row_offset=about.number_rows - 1, row_limit=1)
    return about.column_names, about


def _read(file: Path, **options) -> tuple[pd.DataFrame, pyreadstat.metadata_container]:
    try:
        return pyreadstat.read_sav(file, **options)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError) as refused:
        said = f"cannot be read, it may be cut off: {columns.shown(str(refused)).lower()}"
        raise DataError([Problem(place(file), said, allowed="a whole .sav file")]) from None


def _column(name: str, about: pyreadstat.metadata_container) -> Column:
    label = about.column_names_to_labels.get(name) or ""
    values = {written(value): text for value, text in about.variable_value_labels.get(name, {}).items()}
    missing = [written(one["lo"]) for one in _ranges(name, about) if one["lo"] == one["hi"]]
    within = [written(v) for v in about.variable_value_labels.get(name, {}) if _in(v, _ranges(name, about))]
    return Column(name, name, (label,) if label else (), values, tuple(dict.fromkeys(missing + within)))


def _ranges(name: str, about: pyreadstat.metadata_container) -> list[dict]:
    return about.missing_ranges.get(name, [])


def _in(value: object, ranges: Iterable[dict]) -> bool:
    numeric = isinstance(value, int | float)
    return any(one["lo"] <= value <= one["hi"] for one in ranges if numeric != isinstance(one["lo"], str))


def _answers(values: pd.Series, name: str, about: pyreadstat.metadata_container) -> pd.Series:
    """The values of a variable without those of a user-missing range that have no label."""
    wide = [one for one in _ranges(name, about) if one["lo"] != one["hi"]]
    if not wide:
        return values
    single = {one["lo"] for one in _ranges(name, about) if one not in wide}
    kept = single | about.variable_value_labels.get(name, {}).keys()
    return values.where([value in kept or not _in(value, wide) for value in values])
