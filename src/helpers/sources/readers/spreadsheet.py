"""Excel `.xlsx`: one sheet, a row of headings; formulas and merged cells are refused where they matter."""

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from xml.etree.ElementTree import ParseError

import numpy as np
import openpyxl
import pandas as pd
from openpyxl.utils import get_column_letter
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from helpers.sources import waves
from helpers.sources.problems import DataError, Problem
from helpers.sources.readers import columns, files
from helpers.sources.readers.columns import Column, Layout, place, shown

WORKBOOK, SHEETS = "xl/workbook.xml", "xl/worksheets/"
FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
CHUNK = 1 << 22
MOST = 10
"""Cells of one column that are named at most."""


def layout(file: Path, export: waves.Export) -> Layout:
    """One column a heading of row 1; the name of the sheet, where there is one only, is filled in."""
    with closing(_workbook(file)) as book:
        sheet = _sheet(file, book, export.sheet)
        names = _headings(file, sheet)
        if not any(_filled(row) for row in _rows(sheet)):
            said = "holds headings and no answers"
            raise DataError([Problem(_at(file, sheet), said, allowed="a row for each respondent")])
        unnamed = [f"column {get_column_letter(at)}" for at, name in enumerate(names, start=1) if not name]
        notes, odd = columns.without_heading(unnamed), _odd(file, sheet)
        if refused := [shown(name) for at, name in enumerate(names) if name and at in odd]:
            notes += (f"columns with formulas or merged cells cannot be read: {', '.join(refused)}",)
        found = export.model_copy(update={"sheet": sheet.name})
    return Layout(tuple(Column(name, name, (name,)) for name in names if name), found, notes, 2)


def cells(file: Path, export: waves.Export, names: Sequence[str]) -> pd.DataFrame:
    """One row a respondent, one column a name; a row in which the sheet has no cell at all is left out."""
    with closing(_workbook(file)) as book:
        sheet = _sheet(file, book, export.sheet)
        known = _headings(file, sheet)
        columns.ensure_known(file, known, names)
        wanted = {known.index(name): name for name in names}
        _ensure_plain(file, sheet, wanted)
        rows, read = [], {name: [] for name in names}
        for row, values in enumerate(_rows(sheet), start=2):
            if _filled(values):
                rows.append(row)
                for at, name in wanted.items():
                    read[name].append(values[at])
    found = {name: columns.from_values(np.array(values, dtype=object)) for name, values in read.items()}
    return columns.frame(found, rows)


def _workbook(file: Path) -> CalamineWorkbook:
    files.ensure_unsealed(file)
    try:
        with zipfile.ZipFile(file) as parts:
            if WORKBOOK not in parts.namelist():
                raise DataError([Problem(place(file), "is not an Excel file", allowed="a .xlsx file")])
        with file.open("rb") as content:  # from its path, calamine would believe the suffix
            return CalamineWorkbook.from_filelike(content)
    except (zipfile.BadZipFile, CalamineError):
        said = "is not an Excel file, or not a whole one"
        raise DataError([Problem(place(file), said, allowed="a whole .xlsx file")]) from None


def _sheet(file: Path, book: CalamineWorkbook, name: str) -> CalamineSheet:
    """The sheet of that name, or the only one in sight."""
    sheets = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    seen = [one.name for one in sheets if one.visible == SheetVisibleEnum.Visible]
    known = [one.name for one in sheets] if name else seen
    if name not in known and (name or len(known) != 1):
        said = "there is no such sheet" if name else "has several sheets: say which one by `sheet`"
        value, allowed = shown(name) if name else None, ", ".join(map(shown, known)) or "a sheet with answers"
        raise DataError([Problem(place(file), said, column="sheet", value=value, allowed=allowed)])
    try:
        return book.get_sheet_by_name(name or known[0])
    except CalamineError:
        said = "the sheet cannot be read: the file is damaged"
        raise DataError([Problem(place(file), said, value=shown(name or known[0]))]) from None


def _headings(file: Path, sheet: CalamineSheet) -> list[str]:
    """The headings in row 1, up to the last one."""
    names = [columns.written(value) for value in next(sheet.iter_rows(), [])]
    while names and not names[-1]:
        names.pop()
    if not names:
        said, allowed = "the row has no headings", "headings in the first row of the sheet"
        raise DataError([Problem(_at(file, sheet), said, 1, allowed=allowed)])
    letters = [f"column {get_column_letter(at)}" for at in range(1, len(names) + 1)]
    found = columns.one_of_each(file, zip(names, letters, strict=True))
    found += [
        Problem(_at(file, sheet), "the headings have merged cells", 1, value=area, allowed="a cell each")
        for (top, _), area in _merged(sheet).items()
        if top == 0
    ]
    if found:
        raise DataError(found)
    return names


def _rows(sheet: CalamineSheet) -> Iterator[list]:
    """The rows below the headings."""
    rows = sheet.iter_rows()
    next(rows, None)
    return rows


def _filled(row: Sequence[object]) -> bool:
    return any(value != "" and not (isinstance(value, str) and value.isspace()) for value in row)


def _at(file: Path, sheet: CalamineSheet) -> str:
    return f"{place(file)}, sheet {shown(sheet.name)!r}"


def _ensure_plain(file: Path, sheet: CalamineSheet, wanted: Mapping[int, str]) -> None:
    """Raise `DataError` for every wanted column with formulas or merged cells."""
    odd = _odd(file, sheet)
    found = []
    for at in sorted(odd.keys() & wanted.keys()):
        more = f" and {len(odd[at]) - MOST} more" if len(odd[at]) > MOST else ""
        said = f"has formulas or merged cells: {', '.join(odd[at][:MOST])}{more}"
        allowed = "plain values: copy the column and paste it as values"
        found.append(Problem(_at(file, sheet), said, column=shown(wanted[at]), allowed=allowed))
    if found:
        raise DataError(found)


def _odd(file: Path, sheet: CalamineSheet) -> dict[int, list[str]]:
    """The formulas and merged areas of each column that has some, by place of the column from 0."""
    odd = defaultdict(list)
    for (_, left), area in _merged(sheet).items():
        width = openpyxl.utils.range_boundaries(area)[2] - left
        for at in range(left, left + width):
            odd[at].append(area)
    for at, name in _formulas(file, sheet.name):
        odd[at].append(name)
    return odd


def _merged(sheet: CalamineSheet) -> dict[tuple[int, int], str]:
    """The merged areas by row and column, from 0, of their first cell."""
    return {
        (top, left): f"{get_column_letter(left + 1)}{top + 1}:{get_column_letter(right + 1)}{bottom + 1}"
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    }


def _formulas(file: Path, sheet: str) -> Iterator[tuple[int, str]]:
    """Column, from 0, and name of each cell with a formula; looked for only where the file has some at all."""
    if not _any_formula(file):
        return
    try:
        with file.open("rb") as content, closing(openpyxl.load_workbook(content, read_only=True)) as book:
            for row in book[sheet].iter_rows():
                yield from ((cell.column - 1, cell.coordinate) for cell in row if cell.data_type == "f")
    except (KeyError, TypeError, ValueError, ParseError):
        said, allowed = "its formulas cannot be looked through", "the file saved again as .xlsx"
        raise DataError([Problem(place(file), said, allowed=allowed)]) from None


def _any_formula(file: Path) -> bool:
    """Whether any sheet has a formula, from its bytes: much faster than cell by cell."""
    with zipfile.ZipFile(file) as parts:
        for name in parts.namelist():
            if name.startswith(SHEETS):
                with parts.open(name) as part:
                    before = b""
                    while chunk := part.read(CHUNK):
                        if FORMULA.search(before + chunk):
                            return True
                        before = chunk[-32:]
    return False
