"""All tables of a report in one spreadsheet file: a sheet each, and a first one that leads to them."""

import datetime
import re
from collections.abc import Iterable, Iterator
from math import ceil
from pathlib import Path
from typing import Any, NamedTuple

from nbformat import NotebookNode
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from helpers.pipeline.rendering import displays, pages
from helpers.pipeline.running.jobs import Job
from helpers.presentation.language import Language, marked
from helpers.presentation.sheets import Column, Sheet
from helpers.sources import waves
from helpers.sources.formulas import neutral

Executed = tuple[Job, NotebookNode | None]

MADE = datetime.datetime(1980, 1, 1)
"""Stands as the time of making: the same report is the same file, byte for byte."""
LONGEST_NAME, LONGEST_TEXT = 31, 32_767
"""Characters in a sheet's name and in a cell that Excel allows."""
HEAD = 3
"""Row of the headings; above them stand title, base and a link to the contents."""
NUMBER, TEXT, WIDE = 12, 48, 100
"""Characters: least width of numbers, most of texts, and what lines above and below a table may take."""

HIGHEST = 409
"""Points of height that Excel allows a row."""

HEADING = {"bold": True, "text_wrap": True, "valign": "bottom", "bg_color": "#EDEFF2", "bottom": 1}
STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14, "text_wrap": True, "valign": "top"},
    "said": {"font_color": "#404040", "text_wrap": True, "valign": "top"},
    "heading": HEADING,
    "number_heading": HEADING | {"align": "right"},
    "text": {"text_wrap": True, "valign": "top"},
    "link": {"font_color": "#0B5394", "underline": 1, "valign": "top"},
}


class Entry(NamedTuple):
    """A table or figure of a report: the question of its page, and the numbered sheet its data stand in."""

    page: str
    kind: str
    title: str
    base: str
    file: str
    number: str
    sheet: Sheet

    @property
    def tab(self) -> str:
        """The name of the sheet, which is its own by the number in it; Excel allows no `[]:*?/\\` in it."""
        words = re.sub(r"[\[\]:*?/\\']", " ", f"{self.number} {self.sheet.title}")
        words = " ".join(words.split())
        return words if len(words) <= LONGEST_NAME else f"{words[: LONGEST_NAME - 1].rpartition(' ')[0]}…"


class Book:
    """A file being made, with the formats its cells share."""

    def __init__(self, path: Path, title: str):
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        # in memory: the time zone of the machine then has no part in the bytes
        self.file = Workbook(str(path), {**options, "in_memory": True})
        self.file.set_properties({"title": title, "created": MADE})
        self.formats: dict[tuple[str, str], Format] = {}

    def format(self, style: str, number: str = "") -> Format:
        """The format of a style, with a number format."""
        key = (style, number)
        if key not in self.formats:
            given = STYLES[style] | ({"num_format": number, "text_wrap": False} if number else {})
            self.formats[key] = self.file.add_format(given)
        return self.formats[key]


def entries(executed: Iterable[Executed], said: Language) -> Iterator[Entry]:
    """Every table and figure in the order of the pages.

    A figure whose data are a table of its page has that table's sheet.
    """
    for job, notebook in executed:
        if notebook is None:
            continue
        question = pages.contents(pages.translated(notebook, said))[0]["text"]
        shown = list(displays.sheets(notebook, said))
        homes = [_home(metadata, sheet, shown) for metadata, sheet in shown]
        own = [sheet for (_, sheet), home in zip(shown, homes, strict=True) if home is sheet]
        for (metadata, sheet), home in zip(shown, homes, strict=True):
            at = next(at for at, other in enumerate(own, 1) if other is home)
            file = f"{displays.FOLDERS[metadata['kind']]}/{metadata['name']}.csv"
            number = f"{job.notebook.stem[:2]}.{at}"
            yield Entry(question, metadata["kind"], sheet.title, sheet.base, file, number, home)


def _home(metadata: dict[str, Any], sheet: Sheet, shown: list[tuple[dict[str, Any], Sheet]]) -> Sheet:
    """The sheet itself; of a figure, that of the table which shows its rows and at least its columns."""
    if metadata["kind"] != "figure":
        return sheet
    columns = set(metadata["columns"])
    tables = ((one, home) for one, home in shown if one["kind"] == "table" and one["csv"] == metadata["csv"])
    return next((home for one, home in tables if columns <= set(one["columns"])), sheet)


def write(path: Path, executed: Iterable[Executed], said: Language, shared: dict[str, Any]) -> None:
    """Write what executed notebooks displayed, unless nothing was.

    `shared` is what stands around every page: here the title, and the warnings that go with every table.
    """
    executed = list(executed)
    listed = list(entries(executed, said))
    if not listed:
        return
    settings = waves.read(executed[0][0].wave)
    source = settings.source_fr if said.code == "fr" else settings.source_en
    lines = [neutral(line) for line in (*shared["banner"], f"{said.text('Source:')} {source}")]
    title = neutral(shared["site"])
    book = Book(path, title)
    first = book.file.add_worksheet(said.text(marked("Contents")))
    for entry in {entry.number: entry for entry in listed}.values():
        _table(book, entry, said, lines)
    _contents(book, first, listed, said, [title, *lines])
    book.file.close()


def _contents(book: Book, page: Worksheet, listed: list[Entry], said: Language, lines: list[str]) -> None:
    """The first sheet: one line a table or figure, with a link to its sheet."""
    words = [
        marked("Sheet"),
        marked("Title"),
        marked("Base"),
        marked("Page"),
        marked("Shown as"),
        marked("File"),
    ]
    kinds = {"table": marked("table"), "cards": marked("key figures"), "figure": marked("chart")}
    rows = [
        (entry.number, entry.title, entry.base, neutral(entry.page), said.text(kinds[entry.kind]), entry.file)
        for entry in listed
    ]
    columns = [
        Column(said.text(word), False, list(values), [""] * len(values))
        for word, values in zip(words, zip(*rows, strict=True), strict=True)
    ]
    precise = marked("Cells hold every number at full precision and show it rounded as the pages do.")
    above = [*lines, said.text(precise)]
    _lines(book, page, 0, above, columns)
    _grid(book, page, len(above) + 1, columns)
    for row, entry in enumerate(listed, len(above) + 2):
        page.write_url(row, 0, _to(entry.tab), book.format("link"), entry.number)


def _table(book: Book, entry: Entry, said: Language, lines: list[str]) -> None:
    """A sheet: title, base, a link back, the table, and under it notes and source."""
    page, sheet = book.file.add_worksheet(entry.tab), entry.sheet
    _lines(book, page, 0, [sheet.title, sheet.base], sheet.columns)
    contents = said.text(marked("Contents"))
    page.write_url(HEAD - 1, 0, _to(contents), book.format("link"), contents)
    _grid(book, page, HEAD, sheet.columns)
    under = HEAD + len(sheet.rows) + 2
    _lines(book, page, under, [*sheet.notes, *lines], sheet.columns, "said")


def _to(tab: str) -> str:
    return f"internal:'{tab}'!A1"


def _grid(book: Book, page: Worksheet, head: int, columns: list[Column]) -> None:
    """Headings that stay in sight and can filter, and the cells under them."""
    for at, column in enumerate(columns):
        page.set_column(at, at, _width(column))
        page.write_string(
            head, at, column.heading, book.format("number_heading" if column.numeric else "heading")
        )
        for row, (value, number) in enumerate(zip(column.values, column.formats, strict=True), head + 1):
            if isinstance(value, str):
                page.write_string(row, at, value[:LONGEST_TEXT], book.format("text"))
            elif value is not None:
                page.write_number(row, at, float(value), book.format("text", number))
    last = head + len(columns[0].values)
    page.autofilter(head, 0, last, len(columns) - 1)
    page.ignore_errors({"number_stored_as_text": f"A1:{xl_rowcol_to_cell(last, len(columns))}"})
    page.freeze_panes(head + 1, 0)
    page.repeat_rows(head)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&L&A&R&P / &N")


def _width(column: Column) -> int:
    """Characters that a column takes: its longest cell up to `TEXT`, and no word of its heading broken."""
    words = max((len(word) for word in column.heading.split()), default=0)
    if column.numeric:
        return max(NUMBER, words + 2)
    longest = max((len(value or "") for value in column.values), default=0)
    return max(NUMBER, words + 2, min(TEXT, longest + 2))


def _lines(
    book: Book, page: Worksheet, row: int, lines: list[str], columns: list[Column], first: str = "title"
) -> None:
    """Lines of text over the width of a table, the first in a style of its own, each as high as it needs."""
    widths = [_width(column) for column in columns]
    widths += [8] * ceil(max(0, WIDE - sum(widths)) / 8)
    last = next(at for at in range(len(widths)) if sum(widths[: at + 1]) >= WIDE)
    for at, line in enumerate(lines, row):
        style = book.format(first if at == row else "said")
        size = STYLES[first if at == row else "said"].get("font_size", 11)
        if last > 0:
            page.merge_range(at, 0, at, last, "", style)
        page.write_string(at, 0, line, style)
        needed = ceil(len(line) * size / 11 / sum(widths[: last + 1]))
        page.set_row(at, min(HIGHEST, needed * size * 1.4))
