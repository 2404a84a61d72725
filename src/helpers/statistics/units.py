"""Units of disclosure: what is shown or withheld whole, counted by classes of firms in the same segments.

A unit is a question with all its items and horizons, or the 2x2 table of one item between two horizons.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

THOUSANDTHS = 1000
"""Amounts are taken to the thousandth, as whole numbers: their sums and comparisons are exact."""

VALUES = 5
"""The commonest amounts, kept apart when it is asked which firms could exchange theirs."""


@dataclass(frozen=True)
class Classes:
    """Firms in exactly the same segments, one class each, in an order that the rows of the frame do not set."""

    of: np.ndarray
    """The class of each firm."""
    patterns: np.ndarray
    """One row a class, one column a segment: whether its firms are in it."""
    sizes: np.ndarray

    def inside(self, sets: np.ndarray) -> np.ndarray:
        """Firms in each set of classes (a column each)."""
        return sets.T @ self.sizes

    def table(self, codes: np.ndarray, width: int, among: np.ndarray | None = None) -> np.ndarray:
        """One row a class, one column a code from 0: firms with it. A code below 0 is no answer."""
        kept = codes >= 0 if among is None else (codes >= 0) & among
        cells = self.of[kept] * width + codes[kept]
        return np.bincount(cells, minlength=len(self.sizes) * width).reshape(-1, width).astype(float)


@dataclass(frozen=True)
class Group:
    """Columns of a question whose answers are tied: one code a firm for the answers to all of them."""

    table: np.ndarray
    """One row a class, one column a code: firms."""
    free: np.ndarray
    """The same, without firms whose answer led them to another question that they answered."""
    exchangeable: np.ndarray
    """Codes that stand for one and the same answer."""
    cells: np.ndarray
    """One row a code, one column a cell of the tables: whether it counts there."""
    answered: np.ndarray
    """Likewise: whether it counts in the base of the cell."""
    shown: np.ndarray
    """Cells that the question's own tables show; the others are those of its pairs."""


@dataclass(frozen=True)
class Unit:
    """One unit, with all that its tables are made of."""

    groups: tuple[Group, ...]
    sums: np.ndarray
    """One row a class, one column an amount: sum in thousandths."""
    largest: np.ndarray

    @cached_property
    def counts(self) -> np.ndarray:
        """One row a class, one column a cell that is shown: firms."""
        return np.hstack([group.table @ group.cells[:, group.shown] for group in self.groups])

    def safe(self, sets: np.ndarray, threshold: int, dominance: int) -> np.ndarray:
        """Whether each set of classes (a column each) can be shown by itself.

        No cell holds from 1 to `threshold` - 1 firms, and no firm more than `dominance` percent of an amount.
        """
        counts = sets.T.astype(float) @ self.counts
        safe = ((counts == 0) | (counts >= threshold)).all(axis=1)
        for total, largest in zip((sets.T.astype(float) @ self.sums).T, self.largest.T, strict=True):
            safe &= 100 * np.where(sets, largest[:, None], 0).max(axis=0, initial=0) <= dominance * total
        return safe


@dataclass(frozen=True)
class Pair:
    """The 2x2 table of an item between two horizons: firms of each class by their two answers."""

    table: np.ndarray
    """One row a class; columns both, only the first, only the second, neither."""

    def safe(self, sets: np.ndarray, threshold: int, dominance: int) -> np.ndarray:
        """Whether each set of classes can be shown by itself.

        All four cells hold `threshold` firms: with one of them known to be empty the others would follow
        from the shares of the question, also where the pair is withheld. Where all firms gave the same answer
        at a horizon, the pair holds no more than the shares.
        """
        both, first, second, neither = (sets.T.astype(float) @ self.table).T
        margins = np.array([both + first, second + neither, both + second, first + neither])
        full = np.min([both, first, second, neither], axis=0) >= threshold
        forced = ((margins == 0) | (margins >= threshold)).all(axis=0) & (margins == 0).any(axis=0)
        return full | forced


def classes(members: np.ndarray) -> Classes:
    """Firms by the segments they are in; `members` has a row a firm and a column a segment."""
    of = np.zeros(len(members), dtype=np.int64)
    for column in members.T:
        of = of * 2 + column
        if of.max(initial=0) > 2**40:
            of = np.unique(of, return_inverse=True)[1]
    _, first, of = np.unique(of, return_index=True, return_inverse=True)
    return Classes(of, members[first], np.bincount(of, minlength=len(first)).astype(float))


def question(
    frame: pd.DataFrame, name: str, firms: Classes, led: np.ndarray | None = None, paired: tuple = ()
) -> Unit:
    """The unit of a question. `led` are firms that answered a question to which an answer of it leads.

    `paired` are the (item, first horizon, second horizon) whose pairs are shown for the whole wave.
    """
    columns = [(at, *column[1:]) for at, column in enumerate(frame.columns) if column[0] == name]
    kinds = {frame.dtypes.iloc[at] for at, *_ in columns}
    free = None if led is None else ~led
    if kinds == {np.dtype(np.int8)}:
        groups = tuple(_ticked(frame, columns, firms, free, paired))
    elif kinds == {np.dtype(np.float64)}:
        amounts = [frame.iloc[:, at].to_numpy() for at, *_ in columns]
        groups = tuple(_given(values, firms, free) for values in amounts)
        return Unit(groups, *_amounts(amounts, firms))
    else:
        groups = tuple(_chosen(frame.iloc[:, at].cat, firms, free) for at, *_ in columns)
    none = np.zeros((len(firms.sizes), 0))
    return Unit(groups, none, none)


def pair_names(frame: pd.DataFrame, name: str) -> list[tuple[str, str, str]]:
    """Every (item, first horizon, second horizon) of a multiple-response question."""
    columns = [column for column in frame.columns if column[0] == name and frame[column].dtype == np.int8]
    items = dict.fromkeys(item for _, item, _ in columns)
    horizons = {item: [horizon for _, one, horizon in columns if one == item] for item in items}
    return [(item, *two) for item in items for two in combinations(horizons[item], 2)]


def pair(frame: pd.DataFrame, name: str, item: str, first: str, second: str, firms: Classes) -> Pair:
    """The unit of one item between two horizons."""
    one, other = (frame[name, item, horizon].to_numpy() for horizon in (first, second))
    codes = np.where((one >= 0) & (other >= 0), 2 * (one != 1) + (other != 1), -1)
    return Pair(firms.table(codes, 4))


def answered(frame: pd.DataFrame, names: set[str]) -> np.ndarray:
    """Firms that answered any of these questions."""
    found = np.zeros(len(frame), dtype=bool)
    for at, (name, *_) in enumerate(frame.columns):
        if name in names:
            column = frame.iloc[:, at]
            found |= (column >= 0).to_numpy() if column.dtype == np.int8 else column.notna().to_numpy()
    return found


def _chosen(column: Any, firms: Classes, free: np.ndarray | None) -> Group:
    width = len(column.categories)
    return _group(column.codes.to_numpy().astype(np.int64), width, np.eye(width, dtype=bool), firms, free)


def _group(
    codes: np.ndarray,
    width: int,
    cells: np.ndarray,
    firms: Classes,
    free: np.ndarray | None,
    **other: np.ndarray,
) -> Group:
    table = firms.table(codes, width)
    whole = {
        "exchangeable": np.ones(width, dtype=bool),
        "answered": np.ones_like(cells),
        "shown": np.ones(cells.shape[1], dtype=bool),
    }
    return Group(
        table, table if free is None else firms.table(codes, width, free), cells=cells, **whole | other
    )


def _given(values: np.ndarray, firms: Classes, free: np.ndarray | None) -> Group:
    """Zero, each of the commonest amounts, and any other: what is counted is above zero, and zero."""
    found, times = np.unique(values[values > 0], return_counts=True)
    common = found[np.lexsort((found, -times))][:VALUES]
    codes = np.where(np.isnan(values), -1, np.where(values > 0, VALUES + 1, 0))
    for code, value in enumerate(common, start=1):
        codes[values == value] = code
    cells = np.zeros((VALUES + 2, 2), dtype=bool)
    cells[1:, 0], cells[0, 1] = True, True
    return _group(codes, VALUES + 2, cells, firms, free, exchangeable=np.arange(VALUES + 2) <= VALUES)


def _amounts(amounts: list[np.ndarray], firms: Classes) -> tuple[np.ndarray, np.ndarray]:
    """Sum and largest of each amount in each class, in thousandths."""
    sums, largest = np.zeros((2, len(firms.sizes), len(amounts)))
    for at, values in enumerate(amounts):
        whole = np.nan_to_num(np.round(values * THOUSANDTHS))
        sums[:, at] = np.bincount(firms.of, weights=whole, minlength=len(firms.sizes))
        np.maximum.at(largest[:, at], firms.of, whole)
    return sums, largest


def _ticked(
    frame: pd.DataFrame, columns: list[tuple], firms: Classes, free: np.ndarray | None, paired: tuple
) -> Iterator[Group]:
    """A group an item with its horizons; two items that alone can go together are one group.

    A firm that ticks nothing has not answered. So where only two items are ever ticked together, the firms
    that ticked both follow from the shares: they are cells too.
    """
    ticks = {at: frame.iloc[:, at].to_numpy() for at, *_ in columns}
    items = list(dict.fromkeys(item for _, item, _ in columns))
    two = _together(ticks, columns, items)
    tied = [two] if len(two) == 2 else []
    for chosen in [*tied, *([item] for item in items if not tied or item not in two)]:
        kept = [column for column in columns if column[1] in chosen]
        codes = sum((ticks[at].astype(np.int64) + 1) * 3**place for place, (at, *_) in enumerate(kept))
        yield _ticks(codes, kept, len(chosen) == 2, firms, free, paired)


def _together(ticks: dict[int, np.ndarray], columns: list[tuple], items: list[str]) -> list[str]:
    """Items that some firm ticked beside another one, at the same horizon."""
    found = set()
    for horizon in dict.fromkeys(horizon for *_, horizon in columns):
        at = [(place, item) for place, item, one in columns if one == horizon]
        several = sum((ticks[place] == 1).astype(np.int16) for place, _ in at) > 1
        found |= {item for place, item in at if (several & (ticks[place] == 1)).any()}
    return [item for item in items if item in found]


def _ticks(
    codes: np.ndarray, columns: list[tuple], two: bool, firms: Classes, free: np.ndarray | None, paired: tuple
) -> Group:
    width = 3 ** len(columns)
    digits = np.arange(width)[:, None] // 3 ** np.arange(len(columns)) % 3 - 1
    cells, bases, shown = [], [], []
    for at in range(len(columns)):
        cells += [digits[:, at] == 1, digits[:, at] == 0]
        bases += [digits[:, at] >= 0] * 2
        shown += [True] * 2
    for a, b in combinations(range(len(columns)), 2):
        (_, item, first), (_, other, second) = columns[a], columns[b]
        across = two and first == second
        if across or (item == other and (item, first, second) in paired):
            cells += [(digits[:, a] == x) & (digits[:, b] == y) for x, y in ((1, 1), (1, 0), (0, 1), (0, 0))]
            bases += [(digits[:, a] >= 0) & (digits[:, b] >= 0)] * 4
            shown += [across] * 4
    masks = np.column_stack(cells)
    answered, shown = np.column_stack(bases), np.array(shown)
    return _group(codes, width, masks, firms, free, answered=answered, shown=shown)
