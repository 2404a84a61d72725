"""A frame as a quiet, accessible table: HTML, plain text and CSV."""

import csv
import io
import itertools
import math
import re
from decimal import Decimal
from fractions import Fraction
from html import escape
from numbers import Real
from typing import Any, NamedTuple

import pandas as pd
from babel.numbers import get_decimal_symbol

from helpers.presentation.columns import COLUMNS, Column
from helpers.presentation.language import MISSING, Language, missing, unbroken
from helpers.sources import codebook
from helpers.sources.formulas import neutral
from helpers.statistics.rounding import Interval
from helpers.statistics.sentences import Sentence, sentence

BASE = "base_words"
"""The column that says the base of each row."""

SHORT, SHORT_BASE = 12, 24
"""Cells with so many characters or fewer, and bases, are not broken over lines."""
LONG = 30
"""Characters from which the head of a row takes several lines: other columns leave it room."""
LABEL, SENTENCE = 26, 60
"""Characters up to which the words of a column stay on one line, and take two beside a column of sentences."""
PLAIN, BOLD = 0.58, 0.68
"""Width of a character, in sizes of the type."""
DENSE = 7
"""Columns from which words are given less room."""
GUTTER = 1.6
"""Sizes of type between the words of a column and those of the next."""


class Cells(NamedTuple):
    """A table as shown: its columns, and text, machine number and language of its cells, row by row."""

    columns: list[Column]
    headings: list[str]
    rows: list[list[str]]
    numbers: list[list[float | None]]
    language: Language
    base: str = ""
    """The words of a column of bases that says the same in every row, and is not shown."""


def cells(frame: pd.DataFrame, columns: list[str], language: Language) -> Cells:
    """The chosen columns of `frame` as text in the reader's language.

    A column without any content is left out; so is a column of bases that says the same in every row.
    """
    known = [COLUMNS[name] for name in columns]
    fields = [column.of or name for name, column in zip(columns, known, strict=True)]
    records = frame.to_dict("records")
    rows = [
        [_shown(row, field, column.kind, language) for field, column in zip(fields, known, strict=True)]
        for row in records
    ]
    numbers = [
        [_number(row, field) if column.numeric else None for field, column in zip(fields, known, strict=True)]
        for row in records
    ]
    base = _same_base(columns, rows)
    kept = [i for i, name in enumerate(columns) if i == 0 or (_tells(rows, i) and not (base and name == BASE))]
    return Cells(
        [known[i] for i in kept],
        [language.text(known[i].heading) for i in kept],
        [[row[i] for i in kept] for row in rows],
        [[row[i] for i in kept] for row in numbers],
        language,
        base,
    )


def with_base(words: str, shown: Cells) -> str:
    """The words for a table's base, with those that a column of bases says in every row."""
    if not shown.base or f"{words} ".startswith(f"{shown.base} "):
        return words
    return shown.language.text("{base}; in this table, {shown}").format(base=words, shown=shown.base)


def to_html(shown: Cells, title: str, base: str, note: str) -> str:
    """The table with caption, `scope` on every heading cell, and every text escaped.

    Where the first column says the same in rows that follow each other, it becomes a heading over them.
    """
    grouped = _grouped(shown)
    headings = list(zip(shown.columns, shown.headings, _widths(shown), strict=True))[grouped:]
    head = "".join(
        f'<th scope="col"{_class(column, heading)}{width}>{_bound(escape(heading))}</th>'
        for column, heading, width in headings
    )
    under = f'<p class="note">{unbroken(escape(note))}</p>' if note else ""
    return (
        f'<div class="table" role="region" tabindex="0" aria-label="{escape(title)}"><table>'
        f'<caption>{escape(title)} <span class="base">{unbroken(escape(base))}</span></caption>'
        f"<thead><tr>{head}</tr></thead>{_bodies(shown, grouped)}</table>{under}</div>"
    )


def to_text(shown: Cells, title: str, base: str, note: str) -> str:
    """The table as aligned plain text."""
    grid = [shown.headings, *shown.rows]
    widths = [max(len(row[i]) for row in grid) for i in range(len(shown.columns))]
    lines = [
        "  ".join(
            cell.rjust(width) if column.numeric else cell.ljust(width)
            for cell, width, column in zip(row, widths, shown.columns, strict=True)
        ).rstrip()
        for row in grid
    ]
    return "\n".join([f"{title} ({base})", *lines, *([note] if note else [])])


def to_csv(frame: pd.DataFrame, language: Language) -> str:
    """Every column of `frame` at full precision, one line a row, safe to open in a spreadsheet."""
    frame = frame.drop(columns=[name for name in frame if frame[name].map(_is_interval).any()])
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([neutral(name) for name in frame.columns])
    for row in frame.itertuples(index=False):
        writer.writerow([_raw(value, language) for value in row])
    return out.getvalue()


def computed(frame: pd.DataFrame, columns: list[str]) -> list[str]:
    """The columns of printed figures that hold computed ones here, which are shown with one decimal."""
    figures = [name for name in columns if COLUMNS[name].kind == "figure"]
    return [name for name in figures if _floats(frame[COLUMNS[name].of or name])]


def _shown(row: dict, name: str, kind: str, language: Language) -> str:
    if kind == "answer":
        return row[name] if row["horizon"] == "now" else f"{row[name]}, {language.term(row['horizon'])}"
    if kind == "asked":
        return _asked(row, name, language)
    if kind == "p":
        return language.chance(row[f"{name}_low"], row[f"{name}_high"])
    if kind.startswith("interval+"):
        return language.rises(row[f"{name}_low"], row[f"{name}_high"], int(kind.removeprefix("interval+")))
    if kind.startswith("interval"):
        return language.interval(row[f"{name}_low"], row[f"{name}_high"], int(kind.removeprefix("interval")))
    if kind.startswith("limits"):
        return language.limits(row[f"{name}_low"], row[f"{name}_high"], int(kind.removeprefix("limits")))
    if kind.startswith("printed"):
        computed = isinstance(row[name], float)
        return language.show(row[name], kind.removeprefix("printed") if computed else "figure")
    if kind.startswith("fraction"):
        return language.number(100 * row[name], int(kind.removeprefix("fraction")))
    if kind.startswith("share"):
        ends = (100 * row[f"{name}_{end}"] for end in ("low", "high"))
        return language.interval(*ends, int(kind.removeprefix("share")))
    return language.show(row[name], kind)


def _asked(row: dict, name: str, language: Language) -> str:
    """The short name of a question, and whether a firm could give it several answers."""
    if row["question"] not in codebook.several():
        return row[name]
    return language.sentence(sentence("{question:name} (several answers possible)", question=row[name]))


def _number(row: dict, name: str) -> float | None:
    """What a numeric cell is sorted by: its number, or the low end of its interval, else the high end."""
    for field in (name, f"{name}_low", f"{name}_high"):
        value = row.get(field)
        if isinstance(value, Real | Decimal) and not missing(value) and math.isfinite(value):
            return float(value)
    return None


def _tells(rows: list[list[str]], column: int) -> bool:
    return any(row[column] != MISSING for row in rows)


def _same_base(columns: list[str], rows: list[list[str]]) -> str:
    """What a column of bases says, if it says the same in each of several rows."""
    said = {row[columns.index(BASE)] for row in rows} if BASE in columns[1:] else set()
    return said.pop() if len(said) == 1 and len(rows) > 1 else ""


def _grouped(shown: Cells) -> bool:
    """Whether the first column is shown as headings over groups of rows: words that repeat, row after row."""
    column, first = shown.columns[0], [row[0] for row in shown.rows]
    repeated = any(before == after for before, after in itertools.pairwise(first))
    return repeated and len(shown.columns) > 2 and (column.kind == "year" or not column.numeric)


def _bodies(shown: Cells, grouped: bool) -> str:
    """The rows, in one body, or in a body a group with its heading."""
    rows = list(enumerate(shown.rows))
    if not grouped:
        return f"<tbody>{''.join(_row(shown, i, 0) for i, _ in rows)}</tbody>"
    width = len(shown.columns) - 1
    return "".join(
        f'<tbody><tr class="group"><th scope="rowgroup" colspan="{width}">{escape(name)}</th></tr>'
        f"{''.join(_row(shown, i, 1) for i, _ in members)}</tbody>"
        for name, members in itertools.groupby(rows, key=lambda row: row[1][0])
    )


def _row(shown: Cells, index: int, first: int) -> str:
    """A row from its column `first` on, which heads it."""
    found = []
    for place, column in list(enumerate(shown.columns))[first:]:
        tag, scope = ("th", ' scope="row"') if place == first else ("td", "")
        text, number = shown.rows[index][place], shown.numbers[index][place]
        value = "" if number is None else f' data-value="{number:.12g}"'
        look = _class(column, text) or _long(place == first, text)
        attributes = scope + look + value + _pad(shown, index, place)
        found.append(f"<{tag}{attributes}>{_whole(unbroken(escape(text)))}</{tag}>")
    return f"<tr>{''.join(found)}</tr>"


def _bound(heading: str) -> str:
    """A heading with no line broken inside a unit in brackets: `($ bn)`, `(% a year)`."""
    return re.sub(r"\([^()]{1,12}\)", lambda unit: unit[0].replace(" ", "\u00a0"), heading)


def _widths(shown: Cells) -> list[str]:
    """What each heading says of the width of its column, where the browser would share it out badly.

    It gives what is left over to the columns with most text: labels would be broken so that one sentence has
    a line less, and a column of short numbers would be as wide as its heading.
    """
    longest = [max((len(row[place]) for row in shown.rows), default=0) for place in range(len(shown.columns))]
    told = sum(length > SENTENCE for length in longest)
    wanted = (
        _wish(column.numeric, heading, length, told, len(longest))
        for column, heading, length in zip(shown.columns, shown.headings, longest, strict=True)
    )
    return [f' style="{wish}"' if wish else "" for wish in wanted]


def _wish(numeric: bool, heading: str, longest: int, told: int, columns: int) -> str:
    """The width of a column in sizes of its type, its gutter included; empty for what the browser gives.

    `longest` is the length of its longest cell; of so many `columns`, `told` hold sentences, which share the
    room that style gives to one. Beside them, or in a dense table, words take two lines.
    """
    short = len(heading) <= SHORT
    least = BOLD * (len(heading) if short else len(heading) / (2 if len(heading) <= 22 else 3) + 2)
    if numeric:
        return "" if short else f"width:{math.ceil(least + GUTTER)}em"
    if longest > SENTENCE:
        share = (1.4 if longest > 2 * SENTENCE else 1) / (1 + (told - 1) / 4)
        return f"min-width:calc({share * (0.75 if told > 1 and columns == DENSE - 1 else 1):.2g} * var(--told))"
    crowded = told and columns >= DENSE
    if longest > LABEL and not told and columns < DENSE:
        return ""
    words = (
        longest if longest <= (SHORT if crowded else LABEL) else max(SHORT if crowded else 20, longest / 2 + 2)
    )
    return f"width:{math.ceil(max(least, PLAIN * words) + GUTTER)}em"


def _pad(shown: Cells, index: int, place: int) -> str:
    """The decimals that a number lacks of its column: to stand behind it unseen, its digits as printed."""
    kind = shown.columns[place].kind
    if kind != "figure" and not kind.startswith("printed"):
        return ""
    tails = [_decimals(row[place], shown.language) for row in shown.rows]
    lacking = max(tails, key=len)[len(tails[index]) :] if shown.numbers[index][place] is not None else ""
    return f' data-pad="{re.sub(r"[0-9]", "0", lacking)}"' if lacking else ""


def _decimals(text: str, language: Language) -> str:
    found = re.search(rf"[{get_decimal_symbol(language.locale)}]\d+$", text)
    return found[0] if found else ""


def _whole(text: str) -> str:
    """The words of a label, none broken at its hyphen: `In-house`."""
    return re.sub(r"[^\W\d]+(?:-[^\W\d]+)+", r"<span>\g<0></span>", text) if len(text) <= LABEL else text


def _class(column: Column, text: str) -> str:
    if column.numeric:
        return ' class="number"'
    limit = SHORT_BASE if text.startswith("n = ") and ";" not in text else SHORT
    return ' class="short"' if len(text) <= limit and " " in text else ""


def _long(head: bool, text: str) -> str:
    return ' class="long"' if head and len(text) >= LONG else ""


def _raw(value: Any, language: Language) -> Any:
    if isinstance(value, Sentence):
        return neutral(language.sentence(value))
    if isinstance(value, list | tuple):
        words = (language.sentence(item) if isinstance(item, Sentence) else str(item) for item in value)
        return neutral("; ".join(words))
    if missing(value):
        return ""
    if isinstance(value, Fraction):
        return repr(float(value))
    if isinstance(value, str):
        return neutral(value)
    return str(value) if isinstance(value, Decimal) else value


def _is_interval(value: Any) -> bool:
    return isinstance(value, Interval)


def _floats(values: pd.Series) -> bool:
    known = [value for value in values if not missing(value)]
    return bool(known) and all(isinstance(value, float) for value in known)
