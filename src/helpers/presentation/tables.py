"""A frame as a quiet, accessible table: HTML, plain text and CSV."""

import csv
import io
from decimal import Decimal
from fractions import Fraction
from html import escape
from typing import Any, NamedTuple

import pandas as pd

from helpers.presentation.columns import COLUMNS, Column
from helpers.presentation.language import Language, missing
from helpers.sources.formulas import neutral
from helpers.statistics.rounding import Interval
from helpers.statistics.sentences import Sentence


class Cells(NamedTuple):
    """A table as shown: its columns and the text of its cells, row by row."""

    columns: list[Column]
    headings: list[str]
    rows: list[list[str]]


def cells(frame: pd.DataFrame, columns: list[str], language: Language) -> Cells:
    """The chosen columns of `frame` as text in the reader's language."""
    known = [COLUMNS[name] for name in columns]
    rows = [
        [
            _shown(row, column.of or name, column.kind, language)
            for name, column in zip(columns, known, strict=True)
        ]
        for row in frame.to_dict("records")
    ]
    return Cells(known, [language.text(column.heading) for column in known], rows)


def to_html(shown: Cells, title: str, base: str, note: str) -> str:
    """The table with caption, `scope` on every heading cell, and every text escaped."""
    head = "".join(
        f'<th scope="col"{_class(column)}>{escape(heading)}</th>'
        for column, heading in zip(shown.columns, shown.headings, strict=True)
    )
    body = "".join(f"<tr>{_row(shown.columns, row)}</tr>" for row in shown.rows)
    under = f'<p class="note">{escape(note)}</p>' if note else ""
    return (
        f'<div class="table" role="region" tabindex="0" aria-label="{escape(title)}"><table>'
        f'<caption>{escape(title)} <span class="base">{escape(base)}</span></caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{under}</div>"
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
    if kind == "p":
        return language.chance(row[f"{name}_low"], row[f"{name}_high"])
    if kind.startswith("interval"):
        return language.interval(row[f"{name}_low"], row[f"{name}_high"], int(kind.removeprefix("interval")))
    if kind.startswith("fraction"):
        return language.number(100 * row[name], int(kind.removeprefix("fraction")))
    if kind.startswith("share"):
        ends = (100 * row[f"{name}_{end}"] for end in ("low", "high"))
        return language.interval(*ends, int(kind.removeprefix("share")))
    return language.show(row[name], kind)


def _row(columns: list[Column], row: list[str]) -> str:
    first = f'<th scope="row">{escape(row[0])}</th>'
    rest = (
        f"<td{_class(column)}>{escape(cell)}</td>" for column, cell in zip(columns[1:], row[1:], strict=True)
    )
    return first + "".join(rest)


def _class(column: Column) -> str:
    return ' class="number"' if column.numeric else ""


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
