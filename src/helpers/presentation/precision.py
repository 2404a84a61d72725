"""To how many decimals, and in which unit, a page shows the numbers of a column of its CSV.

What prints alike is alike to a reader. A column that the page does not show has no decimals: its numbers are
alike where they agree to a part in 10^9, which is more than processors differ by.
"""

import math
import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from helpers.presentation.columns import COLUMNS, TERMS, Column

ALIKE = 1e-9
"""Relative difference up to which numbers that no page shows are the same."""
NOTHING = 1e-12
"""What is taken for zero beside a zero."""
PRINTABLE = 1e15
"""A double holds no decimals from here on."""

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?inf")
_ROUNDED = re.compile(r"(share|fraction|interval\+?|printed|)([0-9]+)%?")
_UNIT = re.compile(r"\((%|% a year|\$ bn|points|firms|millions)\)$")
_DIFFERENCES = {"%": "points", "% a year": "points a year", "percent": "points"}
_CODES = ("term", "terms", "place")


class Precision(NamedTuple):
    """How numbers of a column are shown: times what, with how many decimals, differences in which unit."""

    scale: int = 1
    decimals: int | None = None
    """None: not shown, or with the digits of a printed figure."""
    unit: str = ""
    figure: bool = False
    """Whether it holds printed figures, which are shown with just their own digits."""

    @property
    def tolerance(self) -> float:
        """What a value may move by, in the unit shown: a tenth of the last decimal; nothing for a figure."""
        return 0.0 if self.decimals is None else 10.0 ** -(self.decimals + 1)

    def printed(self, text: str) -> str:
        """The number as the page shows it, free of the marks of a language; eight digits if it does not."""
        value = number(text)
        if self.figure or value is None or abs(value) >= PRINTABLE:
            return text
        if self.decimals is None:
            return f"{value:.8g}"
        from helpers.presentation.language import half_up  # imported late: it brings pandas along

        return format(half_up(self.scale * value, self.decimals) + 0, "f")  # + 0: no sign before a zero

    def full(self, text: str) -> str:
        """The number in the unit shown, with all its digits."""
        value = number(text)
        return text if value is None or self.scale == 1 else repr(self.scale * value)

    def prints_alike(self, old: str, new: str) -> bool:
        """Whether a reader of the page sees the same number."""
        if self.figure:
            return old == new
        return self.printed(old) == self.printed(new) if self.decimals is not None else same(old, new)

    def tolerates(self, old: str, new: str) -> bool:
        """Whether the numbers differ by no more than the tolerance."""
        if self.figure:
            return old == new
        gap = abs(self.difference(old, new))
        return same(old, new) or gap <= self.tolerance * (1 + ALIKE)

    def difference(self, old: str, new: str) -> float:
        """What the number moved by, in the unit shown."""
        before, after = number(old), number(new)
        return 0.0 if before is None or after is None or before == after else self.scale * (after - before)


def number(text: str) -> float | None:
    """The number that a cell holds; None where it holds words or nothing."""
    return float(text) if _NUMBER.fullmatch(text) else None


def same(old: str, new: str) -> bool:
    """Whether two cells hold the same number to a part in 10^9, however it is written."""
    before, after = number(old), number(new)
    if before is None or after is None:
        return False
    return math.isclose(before, after, rel_tol=ALIKE, abs_tol=NOTHING)


def shown(columns: Iterable[str], computed: Iterable[str], header: Iterable[str]) -> dict[str, Precision]:
    """The precision of each column of a CSV that a page shows, from the names of the columns shown.

    `computed` names those among them whose figures are computed, and shown with one decimal.
    """
    found: dict[str, Precision] = {}
    for name in filter(COLUMNS.__contains__, columns):
        column = COLUMNS[name]._replace(kind="1") if name in computed else COLUMNS[name]
        precision = _precision(column)
        for of in _held(name, column) if precision else []:
            found[of] = max(found.get(of, precision), precision, key=_fineness)
    return {of: found[of] for of in header if of in found}


def supposed(header: Iterable[str]) -> dict[str, Precision]:
    """The precision of each column of a CSV where no page says: that of all columns so named, if they agree."""
    meant: dict[str, set[Precision | None]] = {}
    for name, column in COLUMNS.items():
        for of in _held(name, column):
            meant.setdefault(of, set()).add(_precision(column))
    agreed = {of: kinds.pop() for of, kinds in meant.items() if len(kinds) == 1}
    # a name does not tell whether a figure is printed or computed, nor a share a part of one or of a hundred
    return {
        of: agreed[of] for of in header if agreed.get(of) and not agreed[of].figure and agreed[of].scale == 1
    }


@cache
def is_year(name: str) -> bool:
    """Whether a column of a CSV holds years, which tell rows apart as words do."""
    return any(column.kind == "year" and name in _held(key, column) for key, column in COLUMNS.items())


@cache
def is_code(name: str) -> bool:
    """Whether a column of a CSV holds words that are the same in every language."""
    kinds = {column.kind for key, column in COLUMNS.items() if name in _held(key, column)}
    return bool(kinds) and kinds <= set(_CODES)


@cache
def is_sentence(name: str) -> bool:
    """Whether a column of a CSV holds sentences that the workbook wrote."""
    return any(column.kind == "sentence" and name in _held(key, column) for key, column in COLUMNS.items())


def unit_of_row(word: str) -> str:
    """The unit of a difference between figures in a row that states its unit."""
    return _DIFFERENCES.get(word) or TERMS.get(word, word)


def _precision(column: Column) -> Precision | None:
    """The precision of a column; None where it does not hold numbers of one form."""
    stated = _UNIT.search(column.heading)
    unit = _DIFFERENCES.get(stated[1], stated[1]) if stated else ""
    if column.kind in ("year", "p"):
        return Precision(1, 3 if column.kind == "p" else 0, unit)
    if column.kind == "figure":
        return Precision(1, None, unit, True)
    rounded = _ROUNDED.fullmatch(column.kind)
    if not rounded:
        return None
    return Precision(100 if rounded[1] in ("share", "fraction") else 1, int(rounded[2]), unit)


def _held(name: str, column: Column) -> list[str]:
    """The columns of the CSV behind one column of a page."""
    of = column.of or name
    paired = column.kind == "p" or column.kind.startswith(("interval", "limits", "share"))
    return [f"{of}_low", f"{of}_high"] if paired else [of]


def _fineness(precision: Precision) -> float:
    """How fine a column is shown: the smaller the unit of its last decimal, the finer."""
    if precision.figure:
        return math.inf
    return math.log10(precision.scale) + (precision.decimals or 0)
