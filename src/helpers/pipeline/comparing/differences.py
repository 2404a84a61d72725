"""What is not the same in two reports: values, texts, rows, columns, tables, findings and what made them.

Everything here is a function of what `pipeline.reported` has read; `pipeline.comparing` puts it into words.
"""

import difflib
from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Any, NamedTuple

from helpers.pipeline.comparing import matching
from helpers.pipeline.comparing.matching import Keys, Pair
from helpers.pipeline.comparing.reported import Held, Table
from helpers.presentation import precision
from helpers.presentation.precision import Precision

Alike = Callable[[Precision, str, str], bool]
"""Whether two numbers that are not equal may pass for one, given how the page shows them."""
APART = ("wave", "segment", "language")
"""Parameters that say which report it is, not how it was made."""
SHORT = 8
"""How many digits of a hash are told."""


class Change(NamedTuple):
    """One value or text that is not the same: what it was, what it is, and what a number moved by."""

    row: str
    column: str
    old: str
    new: str
    difference: float | None = None
    """None for a text."""
    unit: str = ""
    decimals: int | None = None
    """Decimals on the page; None where the page does not show the column, or shows printed figures."""
    beyond: bool = True
    """Whether the change is more than may pass."""
    translated: bool = False
    """Whether it is a text that differs from language to language."""


class TableDifference(NamedTuple):
    """What is not the same in one table, or in the data of one figure."""

    name: str
    keys: Keys
    """How its rows were matched."""
    columns_gone: list[str]
    columns_new: list[str]
    rows_gone: list[str]
    rows_new: list[str]
    changes: list[Change]
    untold: int
    """Texts that differ and were not compared, since the languages do."""

    @property
    def beyond(self) -> list[Change]:
        """The changes that are more than may pass."""
        return [change for change in self.changes if change.beyond]

    @property
    def moved(self) -> bool:
        """Whether anything moved beyond what may pass."""
        return bool(self.columns_gone or self.columns_new or self.rows_gone or self.rows_new or self.beyond)


class FindingChange(NamedTuple):
    """A finding of a notebook that is not the same; empty where there was or is none."""

    notebook: str
    old: str
    new: str


class Difference(NamedTuple):
    """What is not the same in two reports."""

    tables_gone: list[str]
    tables_new: list[str]
    tables: list[TableDifference]
    findings: list[FindingChange]

    @property
    def moved(self) -> bool:
        """Whether anything moved beyond what may pass."""
        gone_or_new = self.tables_gone or self.tables_new or self.findings
        return bool(gone_or_new) or any(table.moved for table in self.tables)


class Origin(NamedTuple):
    """Something the two reports were not made alike from; empty where one of them has none of it."""

    what: str
    old: str
    new: str


def between(
    old: Held, new: Held, alike: Alike = Precision.prints_alike, same_language: bool = True
) -> Difference:
    """What moved from one report to another; numbers that are `alike` may pass for one another."""
    tables = [
        of_tables(name, table, new.tables[name], alike, same_language)
        for name, table in old.tables.items()
        if name in new.tables
    ]
    return Difference(
        [name for name in old.tables if name not in new.tables],
        [name for name in new.tables if name not in old.tables],
        tables,
        of_findings(old.findings, new.findings) if same_language else [],
    )


def of_tables(
    name: str, old: Table, new: Table, alike: Alike = Precision.prints_alike, same_language: bool = True
) -> TableDifference:
    """What moved in one table, row by row, then value by value."""
    keys = matching.keys(old, new, same_language)
    pairs = matching.pairs(old, new, keys.columns)
    shown = _shown(old, new)
    found = [change for pair in pairs if pair.old and pair.new for change in _changes(pair, shown, alike)]
    told = [change for change in found if same_language or not change.translated]
    return TableDifference(
        name,
        keys,
        [column for column in old.header if column not in new.header],
        [column for column in new.header if column not in old.header],
        [pair.label for pair in pairs if pair.new is None],
        [pair.label for pair in pairs if pair.old is None],
        (_words(old, new) if same_language else []) + told,
        len(found) - len(told),
    )


def of_findings(old: dict[str, list[str]], new: dict[str, list[str]]) -> list[FindingChange]:
    """Findings that were put otherwise, left out or added, by notebook, in the order of the page."""
    found = []
    for notebook in {**old, **new}:
        before, after = old.get(notebook, []), new.get(notebook, [])
        steps = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        for step, first, last, start, stop in steps:
            if step != "equal":
                said = zip_longest(before[first:last], after[start:stop], fillvalue="")
                found += [FindingChange(notebook, *sentences) for sentences in said]
    return found


def of_origins(old: dict[str, Any], new: dict[str, Any]) -> list[Origin]:
    """What two manifests do not have in common: parameters, notebooks, data files, code, lock and versions."""
    before, after = _origins(old), _origins(new)
    return [
        Origin(what, before.get(what, ""), after.get(what, ""))
        for what in {**before, **after}
        if before.get(what) != after.get(what)
    ]


def _shown(old: Table, new: Table) -> dict[str, Precision]:
    """How the pages show the columns that both tables have; those they do not show, at full precision."""
    columns = [column for column in old.header if column in new.header]
    shown = {**old.shown, **new.shown} or precision.supposed(columns)
    return {column: shown.get(column, Precision()) for column in columns}


def _changes(pair: Pair, shown: dict[str, Precision], alike: Alike) -> Iterator[Change]:
    """The values of a row that are not the same."""
    for column, how in shown.items():
        old, new = pair.old[column], pair.new[column]
        values = precision.number(old), precision.number(new)
        if None in values:
            if old != new:
                translated = not precision.is_code(column)
                yield Change(pair.label, column, old, new, translated=translated)
        elif old != new and (how.figure or values[0] != values[1]):
            unit = precision.unit_of_row(pair.new.get("unit", "")) if how.figure and not how.unit else how.unit
            yield _moved(pair.label, column, old, new, how, unit, alike(how, old, new))


def _moved(label: str, column: str, old: str, new: str, how: Precision, unit: str, alike: bool) -> Change:
    """A number that moved: as the page prints it; with all its digits where it prints the same."""
    printed = how.printed(old), how.printed(new)
    if printed[0] == printed[1]:
        printed = how.full(old), how.full(new)
    return Change(label, column, *printed, how.difference(old, new), unit, how.decimals, beyond=not alike)


def _words(old: Table, new: Table) -> list[Change]:
    """Title, base and note of a table that were put otherwise; nothing where a report does not tell them."""
    if not old.words or not new.words:
        return []
    names = [word for word in {**old.words, **new.words} if old.words.get(word) != new.words.get(word)]
    return [Change("", word, old.words.get(word, ""), new.words.get(word, "")) for word in names]


def _origins(manifest: dict[str, Any]) -> dict[str, str]:
    """What a report was made from, by name; hashes by their first digits."""
    named = {
        f"parameter {name}": str(value)
        for name, value in _held(manifest, "parameters").items()
        if name not in APART
    }
    named |= {f"notebook {name}": "run" for name in manifest.get("notebooks") or []}
    named |= {f"data {name}": str(digest)[:SHORT] for name, digest in _held(manifest, "data").items()}
    named |= {name: str(manifest.get(name, ""))[:SHORT] for name in ("code", "lock")}
    return named | {f"version of {name}": str(number) for name, number in _held(manifest, "versions").items()}


def _held(manifest: dict[str, Any], name: str) -> dict[str, Any]:
    """A part of a manifest; empty where it is not what it should be."""
    part = manifest.get(name)
    return part if isinstance(part, dict) else {}
