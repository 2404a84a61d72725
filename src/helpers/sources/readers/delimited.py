"""Delimited text: one row of headings, then a row a respondent; encoding and separator are found out."""

import codecs
import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow_csv

from helpers.sources import waves
from helpers.sources.problems import DataError, Problem
from helpers.sources.readers import columns, encoding, files
from helpers.sources.readers.columns import Column, Layout, place

SEPARATORS = {";": "';'", "\t": "a tab", ",": "','", "|": "'|'"}
"""What may stand between two cells, with its name."""
SAMPLE, SAMPLE_ROWS = 1 << 17, 40
"""Characters and rows by which a separator is recognised; the csv module takes no longer cell."""
BLOCK = 1 << 23
MOST = 100
"""Rows with too few or too many cells that are named at most."""


@dataclass(frozen=True)
class Text:
    """A delimited file whose encoding, separator and headings are known."""

    file: Path
    found: waves.Export
    headings: tuple[tuple[str, ...], ...]
    """The rows of headings, as many as the format has."""
    notes: tuple[str, ...]


def layout(file: Path, export: waves.Export) -> Layout:
    """One column a heading."""
    text = opened(file, export)
    names = text.headings[0]
    return described(text, names, [Column(name, name, (name,)) for name in names if name])


def cells(file: Path, export: waves.Export, names: Sequence[str]) -> pd.DataFrame:
    """One row a respondent, one column a name."""
    text = opened(file, export)
    return read(text, text.headings[0], names)


def opened(file: Path, export: waves.Export, heading_rows: int = 1) -> Text:
    """A delimited file with all that is left open in its settings found out."""
    files.ensure_unsealed(file)
    known = encoding.of(file, export.encoding)
    sample = _sample(file, known)
    delimiter = _delimiter(file, sample, export.delimiter)
    headings = _headings(file, known, delimiter, heading_rows)
    found = export.model_copy(update={"encoding": known, "delimiter": delimiter})
    notes = [] if export.encoding else [f"read as {known}"]
    notes += [] if export.delimiter else [f"cells are separated by {SEPARATORS[delimiter]}"]
    return Text(file, found, headings, tuple(notes))


def described(text: Text, names: Sequence[str], described: Sequence[Column]) -> Layout:
    """The layout of a delimited file with columns of these names ("" where there is no heading).

    Its rows are looked through, so that what is wrong with them is said before anything is mapped.
    """
    _ensure_distinct(text, names)
    _table(text, len(names), [])
    unnamed = [f"column {at}" for at, name in enumerate(names, start=1) if not name]
    notes = text.notes + columns.without_heading(unnamed)
    return Layout(tuple(described), text.found, notes, len(text.headings) + 1)


def read(text: Text, names: Sequence[str], wanted: Sequence[str]) -> pd.DataFrame:
    """The wanted columns of a delimited file with columns of these names."""
    _ensure_distinct(text, names)
    columns.ensure_known(text.file, names, wanted)
    table = _table(text, len(names), [names.index(name) for name in wanted])
    rows = table.num_rows - _blank_lines(text)
    first = len(text.headings) + 1
    read = {name: _category(table.column(str(names.index(name))))[:rows] for name in wanted}
    return columns.frame(read, range(first, first + rows))


def starting(file: Path, rows: int) -> list[list[str]]:
    """The first rows of a text file, cut into cells."""
    sample = _sample(file, encoding.of(file, ""))
    return _rows(sample, _delimiter(file, sample, ""))[:rows]


def _ensure_distinct(text: Text, names: Sequence[str]) -> None:
    placed = [(name, f"column {at}") for at, name in enumerate(names, start=1)]
    if found := columns.one_of_each(text.file, placed):
        raise DataError(found)


def _sample(file: Path, known: str) -> str:
    with file.open(encoding=encoding.for_python(known), newline="") as content:
        return content.read(SAMPLE)


def _delimiter(file: Path, sample: str, stated: str) -> str:
    """The separator as stated, else the one that cuts the first rows into equally many cells, two at least.

    One column alone is believed only where the separator is stated and no other would give several.
    """
    if stated and (len(stated) != 1 or not stated.isascii() or stated in '"\r\n\0'):
        said, allowed = "not a separator of cells", " ".join(SEPARATORS.values())
        raise DataError([Problem(place(file), said, column="delimiter", value=stated, allowed=allowed)])
    widths = {separator: _widths(sample, separator) for separator in {*SEPARATORS, *stated}}
    several = {separator: found for separator, found in widths.items() if found and found[0] > 1}
    if stated:
        better = {one: found for one, found in several.items() if _steady(found) > 0.5}
        if better and stated not in several:
            _refuse_one_column(file, stated, better)
        return stated
    if not several:
        _refuse_one_column(file, "", {})
    order = list(SEPARATORS)
    return max(several, key=lambda one: (_steady(several[one]), several[one][0], -order.index(one)))


def _refuse_one_column(file: Path, stated: str, several: dict[str, list[int]]) -> None:
    named = [f"{SEPARATORS[one]} gives {found[0]} columns" for one, found in sorted(several.items())]
    said = "only one column is found, cells being separated by "
    said += repr(stated) if stated else ", ".join(SEPARATORS.values())
    allowed = ", ".join(named) or "a text with several columns; `delimiter` says what is between them"
    raise DataError([Problem(place(file), said, 1, allowed=allowed)])


def _widths(sample: str, separator: str) -> list[int]:
    """The number of cells of each of the first rows."""
    return [len(row) for row in _rows(sample, separator) if row]


def _steady(widths: list[int]) -> float:
    """The share of rows that have as many cells as the headings."""
    return sum(width == widths[0] for width in widths) / len(widths)


def _rows(sample: str, separator: str) -> list[list[str]]:
    """The first rows of a sample; the last of a sample that fills its room may be cut off, and is left out."""
    rows = list(islice(csv.reader(io.StringIO(sample, newline=""), delimiter=separator), SAMPLE_ROWS))
    return rows[:-1] if len(sample) == SAMPLE and len(rows) > 1 else rows


def _headings(file: Path, known: str, delimiter: str, rows: int) -> tuple[tuple[str, ...], ...]:
    """The rows of headings, without spaces around them; one that is blank or cut off is an error."""
    with file.open(encoding=encoding.for_python(known), newline="") as content:
        reader = csv.reader(content, delimiter=delimiter)
        try:
            found = [tuple(map(_heading, next(reader, ()))) for _ in range(rows)]
            answers = any(reader)
        except csv.Error as refused:
            said = f"the first rows cannot be read, a quotation mark may be missing: {refused}"
            raise DataError([Problem(place(file), said, row=1)]) from None
    for row, headings in enumerate(found, start=1):
        if not any(headings):
            allowed = f"headings in the first {'row' if rows == 1 else f'{rows} rows'}"
            raise DataError([Problem(place(file), "the row has no headings", row, allowed=allowed)])
        if len(headings) != len(found[0]):
            raise DataError([_uneven(file, row, len(headings), len(found[0]))])
    if not answers:
        said = "holds headings and no answers"
        raise DataError([Problem(place(file), said, allowed="a row for each respondent")])
    return tuple(found)


def _heading(cell: str) -> str:
    return cell.removeprefix("\ufeff").strip()


def _table(text: Text, width: int, wanted: Sequence[int]) -> pa.Table:
    """The wanted columns, by place, every cell a dictionary entry; rows of another width are an error.

    One thread: only then does the parser know the number of a row.
    """
    uneven: list[tuple[int, int]] = []

    def skip(row: arrow_csv.InvalidRow) -> str:
        uneven.append((row.number, row.actual_columns))
        return "skip"

    names = [str(at) for at in range(width)]
    try:
        table = arrow_csv.read_csv(
            text.file,
            arrow_csv.ReadOptions(
                use_threads=False,
                block_size=BLOCK,
                column_names=names,
                skip_rows_after_names=len(text.headings),
                encoding=text.found.encoding,
            ),
            arrow_csv.ParseOptions(
                delimiter=text.found.delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=skip,
            ),
            # Without a wanted column one that does not exist is asked for: no list at all would mean all.
            arrow_csv.ConvertOptions(
                include_columns=[str(at) for at in wanted] or ["none"],
                include_missing_columns=True,
                column_types=dict.fromkeys(names, pa.dictionary(pa.int32(), pa.string())),
                strings_can_be_null=True,
                null_values=[""],
            ),
        )
    except pa.ArrowInvalid:
        said = "the rows cannot be told apart: a quotation mark may be missing, or one row may be endless"
        raise DataError([Problem(place(text.file), said)]) from None
    if uneven:
        raise DataError(_all_uneven(text.file, uneven, width))
    return table


def _all_uneven(file: Path, uneven: list[tuple[int, int]], width: int) -> list[Problem]:
    found = [_uneven(file, row, cells, width) for row, cells in uneven[:MOST]]
    if len(uneven) > MOST:
        found.append(Problem(place(file), f"{len(uneven) - MOST} more rows have too few or too many cells"))
    return found


def _uneven(file: Path, row: int, cells: int, width: int) -> Problem:
    said = "too few cells; a quotation mark may be missing" if cells < width else "too many cells"
    return Problem(place(file), said, row, value=str(cells), allowed=f"{width}, as many as there are headings")


def _blank_lines(text: Text) -> int:
    """How many blank lines end the file (LimeSurvey writes one): they are no respondents."""
    with encoding.mapped(text.file) as content:
        start, end = content[:2], content[-4096:]
    known = text.found.encoding
    if known == "utf-16":
        known += "-be" if start == codecs.BOM_UTF16_BE else "-le"
    lines = end.decode(known, errors="ignore").replace("\r\n", "\n").replace("\r", "\n")
    return max(len(lines) - len(lines.rstrip("\n")) - 1, 0)


def _category(column: pa.ChunkedArray) -> pd.Categorical:
    cells = column.unify_dictionaries().combine_chunks()
    if isinstance(cells, pa.ChunkedArray):
        cells = pa.concat_arrays(cells.chunks)
    codes = cells.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return columns.category(np.asarray(codes), cells.dictionary.to_pylist())
