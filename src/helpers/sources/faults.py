"""Problems of answers by the thousand: found value by value, listed in a file, shown in a terminal."""

import csv
import shutil
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from helpers.sources import formulas
from helpers.sources.problems import Problem

FILE = "problems.csv"
COLUMNS = ("row", "column", "value", "problem", "allowed")
LONGEST = 40
"""Characters of a value that are shown."""
HEADING, LEAST = 34, 24
"""Characters of a column's name in a terminal, and of what is allowed, at least."""
NOTE = 180
MOST = 1_000_000
"""Problems that are listed one by one: what a spreadsheet can open."""
TABLE_LINES, NOTE_LINES, SUMMARY_LINES = 24, 6, 20


@dataclass(frozen=True)
class Finding:
    """One thing wrong and every row of the export in which it is; no row: the whole file."""

    column: str
    value: str
    problem: str
    allowed: str
    rows: np.ndarray


@dataclass(frozen=True)
class Checked:
    """What the check of a wave's answers says."""

    problems: pd.DataFrame
    """As `listed`."""
    kinds: pd.DataFrame
    """As `kinds`."""
    notes: pd.DataFrame
    """One row a thing left unread or worth knowing: `what`, `count` (missing where there is none)."""
    kept: int
    dropped: pd.DataFrame
    """One row a reason for leaving rows out: `reason`, `firms`."""


def whole(column: str, problem: str, allowed: str = "", value: str = "") -> Finding:
    """A finding that is of no row."""
    return Finding(column, value, problem, allowed, np.zeros(1, dtype=np.int64))


def listed(found: Sequence[Finding]) -> pd.DataFrame:
    """One row a problem, in the order of the export's rows: row (missing: the whole file), column, value, ...

    Beyond a million problems, the first rows of each; `kinds` counts them all.
    """
    found = found[:MOST]
    counts = np.array([len(finding.rows) for finding in found], dtype=np.int64)
    counts = np.minimum(counts, _most_of_each(counts))
    parts = [finding.rows[:count] for finding, count in zip(found, counts, strict=True)]
    rows = np.concatenate([np.zeros(0, dtype=np.int64), *parts])
    order = np.argsort(rows, kind="stable")
    frame = {"row": pd.array(rows[order], dtype="Int64")}
    frame["row"][rows[order] == 0] = pd.NA
    shown = list(zip(*map(_shown, found), strict=True)) or [()] * len(COLUMNS[1:])
    for name, column in zip(COLUMNS[1:], shown, strict=True):
        texts = pd.Categorical(column)
        frame[name] = pd.Categorical.from_codes(np.repeat(texts.codes, counts)[order], dtype=texts.dtype)
    return pd.DataFrame(frame)


def _most_of_each(counts: np.ndarray) -> int:
    """How many rows of each finding can be listed without going beyond `MOST`."""
    low, high = 1, max(1, counts.max(initial=1))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if np.minimum(counts, middle).sum() <= MOST else (low, middle - 1)
    return low


def kinds(found: Sequence[Finding]) -> pd.DataFrame:
    """One row a (column, value, problem, allowed), the most frequent first: `count`, and its first `rows`."""
    counts: dict[tuple[str, ...], int] = defaultdict(int)
    first: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for finding in found:
        key = _shown(finding)
        counts[key] += len(finding.rows)
        first[key] = sorted([*first[key], *finding.rows[:3]])[:3]
    frame = pd.DataFrame(list(counts), columns=COLUMNS[1:], dtype=object)
    frame["count"] = np.array(list(counts.values()), dtype=np.int64)
    frame["rows"] = np.array([_places(first[key], count) for key, count in counts.items()], dtype=object)
    return frame[frame["count"] > 0].sort_values("count", ascending=False, kind="stable", ignore_index=True)


def _places(first: list[int], count: int) -> str:
    return ", ".join(map(str, first)) + (", …" if count > len(first) else "") if first != [0] else "-"


def _shown(finding: Finding) -> tuple[str, ...]:
    """Column, value, problem and what is allowed, safe to show."""
    return clean(finding.column), clean(finding.value, LONGEST), finding.problem, clean(finding.allowed)


def clean(text: str, longest: int | None = None) -> str:
    """`text` on one line, without control and direction characters, cut."""
    start = text if longest is None else text[: 10 * longest]
    kept = start if start.isprintable() else "".join(c if c.isprintable() else " " for c in start)
    short = " ".join(kept.split())
    return short if longest is None or len(short) <= longest else short[: longest - 1] + "…"


def write(folder: Path, problems: pd.DataFrame) -> None:
    """Write every problem to `problems.csv`, whole or not at all; remove the file where there is none.

    Cells that a spreadsheet would run as a formula begin with an apostrophe.
    """
    path, partial = folder / FILE, folder / f".{FILE}.partial"
    if problems.empty:
        path.unlink(missing_ok=True)
        return
    texts = [_neutral(problems[name]) for name in COLUMNS[1:]]
    rows = problems.row.astype(object).where(problems.row.notna(), "")
    try:
        with partial.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(zip(rows, *texts, strict=True))
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _neutral(texts: pd.Series) -> np.ndarray:
    safe = [formulas.neutral(text) for text in texts.cat.categories]
    return np.array(safe, dtype=object)[texts.cat.codes.to_numpy()]


def text(checked: Checked, file: str, full: Path) -> str:
    """What a check says, for a terminal: at most 40 lines, whatever the number of problems.

    `file` is the export's name and `full` the file with all problems.
    """
    lines = [f"{file}: no problem"]
    if total := int(checked.kinds["count"].sum()):
        lines = [f"{file}: {_times(total, 'problem')}", *_table(checked.kinds[:TABLE_LINES])]
        if len(checked.kinds) > TABLE_LINES:
            lines.append(f"… and {_times(len(checked.kinds) - TABLE_LINES, 'other kind')}")
        every = "All of them" if len(checked.problems) == total else f"{len(checked.problems):,} of them"
        lines.append(f"{every}, with their rows: {full}")
    lines += [f"note: {said}" for said in _notes(checked.notes)]
    left = "".join(
        f"; {_times(row.firms, 'row')} left out: {row.reason}" for row in checked.dropped.itertuples()
    )
    return "\n".join([*lines, f"{_times(checked.kept, 'firm')} kept{left}"])


def _notes(notes: pd.DataFrame) -> list[str]:
    said = [
        clean(row.what, NOTE) + ("" if pd.isna(row.count) else f": {row.count:,}")
        for row in notes.itertuples(index=False)
    ]
    more = len(said) - NOTE_LINES
    return said[:NOTE_LINES] + ([f"… and {_times(more, 'other note')}"] if more > 0 else [])


def _times(count: int, what: str) -> str:
    return f"{count:,} {what}" + ("" if count == 1 else "s")


def _table(found: pd.DataFrame) -> list[str]:
    """Aligned columns, as wide as the terminal; what is allowed is cut first."""
    grid = [("count", "rows", "column", "value", "problem", "allowed")]
    for row in found.itertuples():
        name = row.column if len(row.column) <= HEADING else f"{row.column[:9]}…{row.column[10 - HEADING :]}"
        grid.append((f"{row.count:,}", row.rows, name, row.value, row.problem, row.allowed))
    widths = [max(len(line[place]) for line in grid) for place in range(5)]
    room = max(LEAST, shutil.get_terminal_size((160, 40)).columns - sum(widths) - 2 * len(widths))
    lines = []
    for count, *cells, allowed in grid:
        padded = [cell.ljust(width) for cell, width in zip(cells, widths[1:], strict=True)]
        lines.append("  ".join([count.rjust(widths[0]), *padded, clean(allowed, room)]).rstrip())
    return lines


def summary(kinds: pd.DataFrame, wave: str, file: str) -> list[Problem]:
    """The problems that are met most, for an error message, and where the rest is found."""
    said = [_as_problem(f"{wave}/{file}", row) for row in kinds[:SUMMARY_LINES].itertuples()]
    hint = f"{_times(kinds['count'].sum(), 'problem')} in all; `workbook check-data {wave}` lists them"
    return [*said, Problem(f"{wave}/{file}", hint)]


def _as_problem(file: str, row) -> Problem:
    place = row.rows.partition(",")[0]
    times = f" ({row.count:,} times)" if row.count > 1 else ""
    return Problem(
        file,
        row.problem + times,
        int(place) if place.isdigit() else None,
        row.column or None,
        row.value or None,
        row.allowed or None,
    )
