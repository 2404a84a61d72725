"""`workbook diff`: what moved from one report to another, in words, as aligned text or as Markdown."""

import math
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from helpers.pipeline.comparing import differences, reported
from helpers.pipeline.comparing.differences import APART, Change, Difference, FindingChange, TableDifference
from helpers.pipeline.comparing.matching import Keys
from helpers.pipeline.comparing.reported import Report

INLINE = 80
"""Characters that an old and a new text may take together to stand in one line."""
NONE = "(none)"
HEADINGS = ["row", "column", "old", "new", "difference"]
MARKED = r"\`*_{}[]<>|#~"
"""Characters that Markdown takes for more than themselves."""


class Section(NamedTuple):
    """A part of what is told: its heading, lines, and numbers that moved, a row each under `HEADINGS`."""

    heading: str
    lines: list[str]
    moved: tuple[list[str], ...] = ()


class Told(NamedTuple):
    """What moved, in words, and whether anything moved beyond rounding."""

    sections: list[Section]
    moved: bool


def report(old: Path, new: Path, everything: bool = False) -> Told:
    """What moved from the report in one folder to that in another; with `everything`, within rounding too.

    Raises `RunError` where a folder holds no report or a file of it cannot be read.
    """
    reports = reported.read(old), reported.read(new)
    same_language = reports[0].parameter("language") == reports[1].parameter("language")
    found = differences.between(reports[0].held, reports[1].held, same_language=same_language)
    first = Section("", [*_apart(*reports), *_named(*reports), *headline(found, everything)])
    return Told([first, Section("Made from", _origins(*reports)), *sections(found, everything)], found.moved)


def sections(found: Difference, everything: bool = False) -> list[Section]:
    """What moved, a section each for tables that only one report has, for each table and each notebook."""
    lines = [f"gone: {name}" for name in found.tables_gone] + [f"new: {name}" for name in found.tables_new]
    told = [Section("Tables and figures that only one report has", lines)]
    told += [_table(table, everything) for table in found.tables]
    for notebook in dict.fromkeys(change.notebook for change in found.findings):
        changes = [change for change in found.findings if change.notebook == notebook]
        told.append(
            Section(f"Findings of {notebook}", [line for change in changes for line in _finding(change)])
        )
    return [section for section in told if section.lines or section.moved]


def headline(found: Difference, everything: bool = False) -> list[str]:
    """How much moved beyond rounding and within it, in a sentence or two."""
    beyond = [change for table in found.tables for change in table.beyond]
    within = sum(len(table.changes) - len(table.beyond) for table in found.tables)
    counts = {
        "value": sum(change.difference is not None for change in beyond),
        "text": sum(change.difference is None for change in beyond),
        "row": sum(len(table.rows_gone + table.rows_new) for table in found.tables),
        "column": sum(len(table.columns_gone + table.columns_new) for table in found.tables),
        "table or figure": len(found.tables_gone + found.tables_new),
        "finding": len(found.findings),
    }
    told = ", ".join(_counted(number, what) for what, number in counts.items() if number)
    hint = " (--all lists them)" if within and not everything else ""
    lines = [f"Beyond rounding: {told or 'nothing'}. Within rounding: {_counted(within, 'value')}{hint}."]
    untold = sum(table.untold for table in found.tables)
    return lines + ([f"{_counted(untold, 'text')} in another language not compared."] if untold else [])


def text(told: list[Section]) -> list[str]:
    """The sections as aligned plain text."""
    lines: list[str] = []
    for section in told:
        indent = "  " if section.heading else ""
        lines += ["", *filter(None, [plain(section.heading)])]
        lines += [f"{indent}{plain(line)}" for line in section.lines]
        lines += [f"{indent}{line}" for line in _aligned(section.moved)]
    return lines[1:]


def markdown(told: list[Section]) -> list[str]:
    """The sections as Markdown."""
    lines: list[str] = []
    for section in told:
        lines += ["", f"## {_marked(section.heading)}"] if section.heading else []
        lines += ["", *(f"- {_marked(line)}" for line in section.lines)] if section.lines else []
        if section.moved:
            rows = [HEADINGS, *section.moved]
            grid = ["| " + " | ".join(map(_marked, row)) + " |" for row in rows]
            lines += ["", grid[0], "|---|---|--:|--:|--:|", *grid[1:]]
    return lines[1:]


def plain(said: str) -> str:
    """Text that only prints: what would command a terminal, or turn the reading order, is written out."""
    return "".join(
        letter if letter.isprintable() or unicodedata.category(letter) == "Zs" else ascii(letter)[1:-1]
        for letter in said
    )


def _apart(old: Report, new: Report) -> list[str]:
    """What makes the two reports different ones: wave, segment, language."""
    lines = []
    for name in APART:
        values = [each.parameter(name) or NONE for each in (old, new)]
        if values[0] != values[1]:
            lines.append(f"The {name}s differ: {values[0]} and {values[1]}.")
            if name == "language":
                lines.append("Only numbers and codes are compared, not sentences, labels and findings.")
    return lines


def _named(old: Report, new: Report) -> list[str]:
    """The two reports: folder, wave, segment, language and when they were made."""
    return [
        f"{side}: {each.folder} ({', '.join(filter(None, [each.parameter(name) for name in APART]))}; "
        f"made {each.manifest.get('time', 'at no stated time')})"
        for side, each in (("old", old), ("new", new))
    ]


def _origins(old: Report, new: Report) -> list[str]:
    found = differences.of_origins(old.manifest, new.manifest)
    if not found:
        return ["the same parameters, data, code, lock and versions"]
    return [f"{origin.what}: {origin.old or NONE} -> {origin.new or NONE}" for origin in found]


def _table(table: TableDifference, everything: bool) -> Section:
    changes = table.changes if everything else table.beyond
    lines = [f"column gone: {column}" for column in table.columns_gone]
    lines += [f"column new: {column}" for column in table.columns_new]
    lines += [f"row gone: {label}" for label in table.rows_gone]
    lines += [f"row new: {label}" for label in table.rows_new]
    for change in changes:
        if change.difference is None:
            lines += _put(f"{', '.join(filter(None, [change.row, change.column]))}: ", change.old, change.new)
    moved = tuple(_row(change) for change in changes if change.difference is not None)
    return Section(f"{table.name} ({_matched(table.keys)})", lines, moved)


def _matched(keys: Keys) -> str:
    """How rows were matched."""
    if not keys.columns:
        return "one row" if keys.unique else "rows in their order: no words tell them apart"
    return f"rows by {', '.join(keys.columns)}" + ("" if keys.unique else "; those alike in their order")


def _row(change: Change) -> list[str]:
    """The cells of a number that moved."""
    moved = f"{amount(change.difference, change.decimals)} {change.unit}".rstrip()
    return [
        change.row,
        change.column,
        change.old,
        change.new,
        moved + ("" if change.beyond else ", within rounding"),
    ]


def amount(difference: float, decimals: int | None) -> str:
    """A difference with its sign and the decimals of the page, or one more where those do not tell it.

    What is less than those tell has two digits; what the page does not show has six.
    """
    if decimals is None or not math.isfinite(difference):
        return f"{difference:+.6g}"
    steps = difference * 10**decimals
    if abs(steps) < 0.1:
        return f"{difference:+.2g}"
    return f"{difference:+.{decimals if math.isclose(steps, round(steps), abs_tol=1e-6) else decimals + 1}f}"


def _finding(change: FindingChange) -> Iterator[str]:
    if not change.old or not change.new:
        yield f"new: {change.new}" if change.new else f"gone: {change.old}"
    else:
        yield from (f"old: {change.old}", f"new: {change.new}")


def _put(name: str, old: str, new: str) -> list[str]:
    """A text that changed, in one line where both fit."""
    old, new = old or NONE, new or NONE
    if len(old) + len(new) <= INLINE:
        return [f"{name}{old} -> {new}"]
    return [f"{name}was: {old}", f"{' ' * len(name)}now: {new}"]


def _aligned(rows: tuple[list[str], ...]) -> list[str]:
    """Numbers that moved, under their headings, in columns."""
    grid = [[plain(cell) for cell in row] for row in [HEADINGS, *rows]] if rows else []
    widths = [max(map(len, column)) for column in zip(*grid, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if place < 2 or place == 4 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in grid
    ]


def _marked(said: str) -> str:
    """Text that Markdown shows as it is."""
    return "".join(f"\\{letter}" if letter in MARKED else letter for letter in plain(said))


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what.replace(' or', 's or')}s"
