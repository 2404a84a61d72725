"""Which row of one table is which row of another: by the columns that tell rows apart."""

from collections import Counter
from typing import NamedTuple

from helpers.pipeline.comparing.reported import Table
from helpers.presentation import precision

RESULTS = (
    *("verdict", "judged", "severity", "flag", "fits", "gives", "holds", "beyond_chance"),
    *("significant", "conclusion", "conclusion_holm", "as_labelled", "against_long_run"),
)
"""Columns of words that are results: they tell rows apart only beside others, where those do not suffice."""

Row = dict[str, str]


class Keys(NamedTuple):
    """The columns that tell rows apart, and whether they tell all of them apart."""

    columns: list[str]
    unique: bool


class Pair(NamedTuple):
    """A row of the old table and the row of the new one it is; None where there is none."""

    label: str
    old: Row | None
    new: Row | None


def keys(old: Table, new: Table, same_language: bool = True) -> Keys:
    """The first columns of words, or of years, that each tell more rows apart, until all are.

    Sentences and results come last. In another language, words that are translated tell nothing apart.
    """
    chosen: list[str] = []
    for column in _candidates(old, new, same_language):
        if chosen and _unique(chosen, old, new):
            break
        more = [*chosen, column]
        named = not chosen and not _comes_last(column)
        if named or any(_distinct(table, more) > _distinct(table, chosen) for table in (old, new)):
            chosen += [column] if chosen or column not in RESULTS else []
    if _unique(chosen, old, new):
        return Keys(chosen, True)
    return Keys([column for column in chosen if not _comes_last(column)], False)


def pairs(old: Table, new: Table, columns: list[str]) -> list[Pair]:
    """The rows of both tables, those of the old one in their order, then those that only the new one has.

    Rows that the columns do not tell apart are taken in their order.
    """
    before, after = _named(old.rows, columns), _named(new.rows, columns)
    names = [*before, *(name for name in after if name not in before)]
    return [Pair(_label(*name), before.get(name), after.get(name)) for name in names]


def _named(rows: list[Row], columns: list[str]) -> dict[tuple[tuple[str, ...], int], Row]:
    """The rows by what they are called and, among rows of one name, by their order."""
    seen: Counter[tuple[str, ...]] = Counter()
    found = {}
    for row in rows:
        name = _key(row, columns)
        seen[name] += 1
        found[name, seen[name]] = row
    return found


def _label(name: tuple[str, ...], place: int) -> str:
    """What a row is called in words."""
    words = ", ".join(filter(None, name))
    if not words:
        return f"row {place}"
    return words if place == 1 else f"{words} ({place})"


def _key(row: Row, columns: list[str]) -> tuple[str, ...]:
    """What a row is called; a year is one year however it is written."""
    values = [(row[key], precision.number(row[key])) for key in columns]
    return tuple(text if value is None else f"{value:.15g}" for text, value in values)


def _candidates(old: Table, new: Table, same_language: bool) -> list[str]:
    """Columns of both tables that hold words or years, in their order, sentences and results last."""
    held = [
        column
        for column in old.header
        if column in new.header
        and (precision.is_year(column) or any(map(_is_word, _values(old, column) | _values(new, column))))
        and (same_language or _shared(old, new, column))
    ]
    return sorted(held, key=lambda column: (column in RESULTS, _comes_last(column)))


def _comes_last(column: str) -> bool:
    """Whether a column says what was found of a row, not what it is called."""
    return column in RESULTS or precision.is_sentence(column)


def _shared(old: Table, new: Table, column: str) -> bool:
    """Whether at least half of a column's values stand in both tables."""
    sides = _values(old, column), _values(new, column)
    return 2 * len(sides[0] & sides[1]) >= max(1, min(map(len, sides)))


def _values(table: Table, column: str) -> set[str]:
    return {row[column] for row in table.rows} - {""}


def _is_word(text: str) -> bool:
    return precision.number(text) is None


def _distinct(table: Table, columns: list[str]) -> int:
    return len({_key(row, columns) for row in table.rows})


def _unique(columns: list[str], old: Table, new: Table) -> bool:
    return all(_distinct(table, columns) == len(table.rows) for table in (old, new))
