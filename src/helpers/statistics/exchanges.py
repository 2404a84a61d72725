"""Proof that a withheld count keeps several values: firms whose answers can be exchanged, unseen.

Every report shows counts by segments. If some firms exchange their answers and no shown count changes, the
answers after the exchange are as possible as those before it, also to someone who knows which firm is in which
segment. The values that a withheld count takes over such exchanges are all possible.
"""

from collections.abc import Iterator

import numpy as np

from helpers.statistics.units import Group, Pair, Unit

STEPS = 2
"""How far a withheld count must be able to move, all in all: 3 values."""

TYPES = 100
"""At most so many classes of firms in the segment, and as many outside, are tried on a side of an exchange."""

DIGITS = 39
"""Numbers of so many digits in base 3 are held in 64 bits."""


def exposed(unit: Unit, patterns: np.ndarray, shown: np.ndarray, segment: int) -> bool:
    """Whether some count of the unit, withheld in `segment`, keeps fewer than 3 values.

    `shown` are the segments where the unit is shown. Left out are answers that no firm, or every firm, gave,
    since the whole wave shows that; a segment of one firm can only keep 2 values.
    """
    inside, seen = patterns[:, segment], patterns[:, shown]
    if seen.shape[1] > DIGITS:
        return True
    keys = seen @ 3 ** np.arange(seen.shape[1], dtype=np.int64)
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.diff(keys[order], prepend=-1))
    for group in unit.groups:
        needed, up, down = _swaps(group, inside, order, starts)
        for cell in np.flatnonzero(up + down < needed):
            if not _moves(group, cell, inside, keys, up[cell], down[cell], needed[cell]):
                return True
    return False


def _swaps(
    group: Group, inside: np.ndarray, order: np.ndarray, starts: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each cell: steps needed, and steps up and down by swaps of firms that no shown table tells apart."""

    def by_class(counts: np.ndarray) -> np.ndarray:
        return np.add.reduceat(counts[order], starts)

    cells, answered = group.table @ group.cells, group.table @ group.answered
    with_cell, firms = by_class(cells), by_class(answered)
    now, members = by_class(cells * inside[:, None]), by_class(answered * inside[:, None])
    up = (np.minimum(with_cell, members) - now).sum(axis=0)
    down = (now - np.maximum(0, with_cell - firms + members)).sum(axis=0)
    trivial = (cells.sum(axis=0) == 0) | (cells.sum(axis=0) == answered.sum(axis=0))
    return np.where(trivial, 0, np.minimum(STEPS, members.sum(axis=0))), up, down


def _codes(group: Group, cell: int) -> Iterator[tuple[int, int]]:
    """Two codes a firm may exchange, of which the first counts in the cell and the second in its base."""
    used = group.exchangeable & group.table.any(axis=0)
    counted, based = group.cells[:, cell] & used, group.answered[:, cell] & ~group.cells[:, cell] & used
    unanswered = group.answered[:, group.shown]
    for one in np.flatnonzero(counted):
        for other in np.flatnonzero(based):
            if (unanswered[one] == unanswered[other]).all():
                yield one, other


def _moves(
    group: Group, cell: int, inside: np.ndarray, keys: np.ndarray, up: float, down: float, needed: float
) -> bool:
    """Whether exchanges between four firms move the count as far as needed, with what swaps do."""
    for one, other in _codes(group, cell):
        sides = group.free[:, one], group.free[:, other]
        up = max(up, _reach(*sides, inside, keys, needed - down))
        down = max(down, _reach(*sides[::-1], inside, keys, needed - up))
        if up + down >= needed:
            return True
    return False


def _reach(giving: np.ndarray, taking: np.ndarray, inside: np.ndarray, keys: np.ndarray, needed: float) -> int:
    """Steps in the segment where, again and again, two firms give their answer to two others.

    `keys` hold the shown segments of a class as digits in base 3: where two classes have the sum of two
    others, each shown segment loses as many firms as it gains.
    """
    giving, taking, steps = giving.copy(), taking.copy(), 0
    while steps < needed:
        firms = _four(giving, taking, inside, keys)
        if firms is None:
            break
        np.subtract.at(giving, firms[:2], 1)
        np.subtract.at(taking, firms[2:], 1)
        steps += int(inside[firms[2:]].sum()) - int(inside[firms[:2]].sum())
    return steps


def _four(giving: np.ndarray, taking: np.ndarray, inside: np.ndarray, keys: np.ndarray) -> np.ndarray | None:
    """Classes of two firms that give and two that take, such that the segment gains; None if it cannot."""
    from_, to = _twos(giving, inside), _twos(taking, inside)
    for lost, gained in ((0, 2), (0, 1), (1, 2)):
        giver = from_[:, inside[from_].sum(axis=0) == lost]
        taker = to[:, inside[to].sum(axis=0) == gained]
        short, long = sorted((giver, taker), key=lambda side: side.shape[1])
        if not short.shape[1]:
            continue
        order = np.argsort(keys[short].sum(axis=0), kind="stable")
        sums, sought = keys[short].sum(axis=0)[order], keys[long].sum(axis=0)
        at = np.searchsorted(sums, sought).clip(max=len(sums) - 1)
        found = np.flatnonzero(sums[at] == sought)
        if len(found):
            two, others = short[:, order[at[found[0]]]], long[:, found[0]]
            return np.concatenate([two, others] if short is giver else [others, two])
    return None


def _twos(counts: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Every two firms by class, one column each: two rows."""
    types = np.concatenate([_spread(np.flatnonzero((counts > 0) & side)) for side in (inside, ~inside)])
    i, j = np.triu_indices(len(types))
    enough = (i != j) | (counts[types[i]] > 1)
    return np.array([types[i[enough]], types[j[enough]]])


def _spread(types: np.ndarray) -> np.ndarray:
    """The types, or `TYPES` of them at even distances."""
    if len(types) <= TYPES:
        return types
    return types[np.linspace(0, len(types) - 1, TYPES).round().astype(int)]


def exposed_pair(
    pair: Pair, patterns: np.ndarray, question: np.ndarray, shown: np.ndarray, segment: int
) -> bool:
    """Whether a pair, withheld in `segment` where its question is shown, keeps fewer than 3 values there.

    Four firms exchange their answers at the second horizon: one that gave both answers and one that gave
    neither, for one that gave only the first and one that gave only the second. The shares stay in every
    segment of `question`, the pair in every segment of `shown`.
    """
    if question.sum() > DIGITS:
        return True
    table, steps = pair.table, 0
    digits = 3 ** np.arange(question.sum(), dtype=np.int64)
    told = patterns[:, question].astype(int)
    for sign in (1, -1):
        left = table.copy()
        while steps < STEPS and _exchange_pair(
            left, told, digits, patterns[:, shown], patterns[:, segment], sign
        ):
            steps += 1
    return steps < STEPS


def _exchange_pair(
    left: np.ndarray, told: np.ndarray, digits: np.ndarray, kept: np.ndarray, inside: np.ndarray, sign: int
) -> bool:
    """Exchange once, moving the count up or down; the firms are taken off `left`."""
    both, first, second, neither = (_spread(np.flatnonzero(column)) for column in left.T)
    i, j = (side.ravel() for side in np.meshgrid(both, first, indexing="ij"))
    fits = (inside[j].astype(int) - inside[i] == sign) & (kept[i] == kept[j]).all(axis=1)
    k, m = (side.ravel() for side in np.meshgrid(neither, second, indexing="ij"))
    one, other = (told[i[fits]] - told[j[fits]] + 1) @ digits, (told[k] - told[m] + 1) @ digits
    common, at, where = np.intersect1d(one, other, return_indices=True)
    if not len(common):
        return False
    firms = (i[fits][at[0]], j[fits][at[0]], m[where[0]], k[where[0]])
    for code, firm in enumerate(firms):
        left[firm, code] -= 1
    return True
