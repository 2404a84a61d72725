"""A displayed table as a sheet: headings and words as the page shows them, numbers as numbers.

All of it is read from the full-precision CSV that a display carries, and the names of the columns it shows: the
metadata of an output hold every number once, and no download can tell more than that file does.
"""

import csv
import io
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from helpers.presentation.columns import COLUMNS
from helpers.presentation.language import MISSING, Language, marked
from helpers.sources.formulas import neutral

Value = Decimal | str | None

CARDS = ["key_label", "key_value", "key_low", "key_high", "key_base", "key_interval", "key_verdict"]
"""Columns of the key figures that stand on cards."""


class Column(NamedTuple):
    """A column of a sheet: its heading, whether it holds numbers, and for each row a value and its format.

    The format is a spreadsheet's number format; of a text it is empty. An empty cell is None.
    """

    heading: str
    numeric: bool
    values: list[Value]
    formats: list[str]


class Sheet(NamedTuple):
    """A table, or the data of a figure, with what stands around it."""

    name: str
    title: str
    base: str
    notes: list[str]
    columns: list[Column]

    @property
    def rows(self) -> list[tuple[Value, ...]]:
        """The values, row by row."""
        return list(zip(*(column.values for column in self.columns), strict=True))


def read(shown: dict[str, Any], language: Language) -> Sheet:
    """The sheet of a display from its metadata, whose `columns` are named as in `COLUMNS`.

    A pair of columns shown as one interval becomes two again, unless all its ends are equal. Columns without
    any content are left out.
    """
    names, *lines = csv.reader(io.StringIO(shown["csv"], newline=""))
    raw = {name: tuple(line[at] for line in lines) for at, name in enumerate(names)}
    computed = {name: "1" for name in shown["computed"]}
    kinds = {name: computed.get(name, COLUMNS[name].kind) for name in shown["columns"]}
    headings = _headings(list(kinds), language)
    found = [
        column
        for (name, kind), heading in zip(kinds.items(), headings, strict=True)
        for column in _columns(name, kind, heading, raw, language)
    ]
    kept = [column for column in found if any(value is not None for value in column.values)]
    notes = [shown["note"]] if shown["note"] else []
    if any(_one_sided(name, raw) for name, kind in kinds.items() if _paired(kind)):
        notes.append(language.text(marked("Where one limit is empty, the interval is open on that side.")))
    title, base, *notes = (neutral(words) for words in (shown["title"], shown["base"], *notes))
    return Sheet(shown["name"], title, base, notes, kept or found)


def _headings(names: list[str], language: Language) -> list[str]:
    """The heading of each column; one that stands twice follows that of the column it belongs to, before it."""
    plain = [language.text(COLUMNS[name].heading) for name in names]
    found, owner = [], ""
    for heading in plain:
        twice = plain.count(heading) > 1
        owner = owner if twice else heading
        found.append(f"{owner} – {heading}" if twice and owner else heading)
    return found


def header(shown: dict[str, Any]) -> str:
    """The names of all columns that a display carries, as one line."""
    return shown["csv"].partition("\n")[0]


def excel_csv(sheet: Sheet) -> str:
    """The table as French Excel opens it by double click: `;` between cells, decimal commas, all digits.

    The byte order mark is the writer's: it belongs to the encoding.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.heading for column in sheet.columns])
    writer.writerows([_written(value) for value in row] for row in sheet.rows)
    return out.getvalue()


def _written(value: Value) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    return value or ""


def _columns(
    name: str, kind: str, heading: str, raw: dict[str, tuple[str, ...]], language: Language
) -> list[Column]:
    """The column, or the two columns, of the sheet for one that is shown."""
    of = COLUMNS[name].of or name
    if kind == "answer":  # in a sheet, the horizon is a column to filter by
        asked = [] if set(raw["horizon"]) == {"now"} else _headings(["horizon"], language)
        horizons = [column for title in asked for column in _columns("horizon", "term", title, raw, language)]
        return [*_columns("label", "", heading, raw, language), *horizons]
    if not _paired(kind):
        if COLUMNS[name].numeric:
            return [_numbers(heading, raw[of], kind, language)]
        values = [_words(text, kind, language) for text in raw[of]]
        return [Column(neutral(heading), False, values, [""] * len(values))]
    low, high = raw[f"{of}_low"], raw[f"{of}_high"]
    if low == high:
        return [_numbers(heading, low, kind, language)]
    ends = {marked("{heading}, lower limit"): low, marked("{heading}, upper limit"): high}
    return [
        _numbers(language.text(template).format(heading=heading), texts, kind, language)
        for template, texts in ends.items()
    ]


def _paired(kind: str) -> bool:
    return kind == "p" or kind.startswith(("interval", "limits", "share"))


def _one_sided(name: str, raw: dict[str, tuple[str, ...]]) -> bool:
    of = COLUMNS[name].of or name
    ends = zip(raw[f"{of}_low"], raw[f"{of}_high"], strict=True)
    return any((_number(low, "") is None) != (_number(high, "") is None) for low, high in ends)


def _numbers(heading: str, texts: tuple[str, ...], kind: str, language: Language) -> Column:
    values = [_number(text, kind) for text in texts]
    return Column(neutral(heading), True, values, [_format(value, kind, language) for value in values])


def _number(text: str, kind: str) -> Decimal | None:
    """The number as the heading counts it: shares in points."""
    if text in ("", "inf", "-inf"):
        return None
    value = Decimal(text)
    if kind.startswith(("share", "fraction")):
        value *= 100
    return value if kind == "figure" else value.normalize()


def _format(value: Decimal | None, kind: str, language: Language) -> str:
    """The number format that shows what the page shows."""
    if value is None or kind == "year":
        return "0"
    if kind == "p":
        return f'[<0.0005]"< {language.number(0.001, 3)}";0.000'
    own, digits = max(0, -value.as_tuple().exponent), re.search(r"\d+", kind)
    printed = not digits or (kind.startswith("printed") and own <= PRINTED)
    decimals = own if printed else int(digits[0])
    percent = {"en": '"%"', "fr": '"\u00a0%"'}[language.code] if kind.endswith("%") else ""
    return "#,##0" + ("." + "0" * decimals if decimals else "") + percent


PRINTED = 2
"""Decimals that a figure is printed with at most; one computed beside it has more."""

_LISTS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "names": ("names", str),
    "sentences": ("names", str),  # the CSV holds them in the reader's language
    "terms": ("terms", str),
    "years": ("years", float),
    "options": ("options", int),
    "bases": ("bases", int),
    "figures": ("figures", Decimal),
}
"""Kinds of columns whose cells are lists: how one is shown, and what its items are."""


def _words(text: str, kind: str, language: Language) -> str | None:
    """A cell of the CSV as the page shows it; empty where the page has a dash."""
    if not text:
        return language.show([], kind) if kind == "bases" else None
    if kind in _LISTS:
        shown, item = _LISTS[kind]
        said = language.show([item(part) for part in text.split("; ")], shown)
    else:
        said = text if kind in ("sentence", "asked") else language.show(text, kind)
    return None if said == MISSING else neutral(said)
