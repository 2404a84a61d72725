"""Parquet: read a column at a time, so that a million rows stay light."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from helpers.sources import waves
from helpers.sources.problems import DataError, Problem
from helpers.sources.readers import columns
from helpers.sources.readers.columns import Column, Layout, place


def layout(file: Path, export: waves.Export) -> Layout:
    """One column a column of the file."""
    with _opened(file) as opened:
        names = opened.schema_arrow.names
    return Layout(tuple(Column(name, name, (name,)) for name in names), export, (), 2)


def cells(file: Path, export: waves.Export, names: Sequence[str]) -> pd.DataFrame:
    """One row a respondent, one column a name; the first row counts as row 2."""
    with _opened(file) as opened:
        columns.ensure_known(file, opened.schema_arrow.names, names)
        kinds = {name: opened.schema_arrow.field(name).type for name in names}
    _ensure_plain(file, kinds)
    with _opened(file, [name for name, kind in kinds.items() if pa.types.is_string(kind)]) as opened:
        read = {name: _category(file, opened, name) for name in names}
        return columns.frame(read, range(2, opened.metadata.num_rows + 2))


def _opened(file: Path, texts: Sequence[str] = ()) -> parquet.ParquetFile:
    """The file; columns named in `texts` are read as dictionaries, which spares a string a cell."""
    try:
        opened = parquet.ParquetFile(file, memory_map=True, read_dictionary=list(texts))
    except (pa.ArrowInvalid, OSError):
        said = "is not a Parquet file, or not a whole one"
        raise DataError([Problem(place(file), said, allowed="a whole .parquet file")]) from None
    names = opened.schema_arrow.names
    if found := columns.one_of_each(file, [(name, f"column {at}") for at, name in enumerate(names, start=1)]):
        raise DataError(found)
    if not opened.metadata.num_rows:
        raise DataError([Problem(place(file), "holds no answers", allowed="a row for each respondent")])
    return opened


def _ensure_plain(file: Path, kinds: Mapping[str, pa.DataType]) -> None:
    """Raise `DataError` for every wanted column with lists, records or bytes as cells."""
    odd = {name: kind for name, kind in kinds.items() if pa.types.is_nested(kind) or pa.types.is_binary(kind)}
    allowed = "texts, numbers, booleans, dates"
    said = "the cells are neither texts nor numbers"
    if odd:
        places = [(columns.shown(name), str(kind)) for name, kind in odd.items()]
        raise DataError([Problem(place(file), said, None, name, kind, allowed) for name, kind in places])


def _category(file: Path, opened: parquet.ParquetFile, name: str) -> pd.Categorical:
    try:
        column = opened.read(columns=[name]).column(name)
    except (pa.ArrowInvalid, OSError):
        raise DataError([Problem(place(file), "is damaged", column=columns.shown(name))]) from None
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    cells = column.unify_dictionaries().combine_chunks()
    codes = cells.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    texts = [None if value is None else columns.written(value) for value in cells.dictionary.to_pylist()]
    return columns.category(codes, texts)
