"""What base a printed percentage can have: feasible counts and bases, and bases that several figures share.

Percentages are on 0 to 100, counts and bases are firms. A printed figure is an exact interval (`rounding`),
so every answer here is exact. Testing a printed figure against the integers that could have produced it is
the GRIM test (Brown & Heathers, 2017, Social Psychological and Personality Science 8). A base that several
figures share is a hypothesis: it is shown beside an estimate and never narrows it.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache

import numpy as np
import pandas as pd

from helpers.statistics import rounding
from helpers.statistics.rounding import Interval

KEYS = ["question", "item", "horizon"]
"""What identifies an estimate within a wave."""

SEED = 20231101
"""Seed of the calibration: the study's month of publication."""


def stands_for(value: Decimal | int, decimals: int, rule: str = "half-up", zeros: str = "digits") -> Interval:
    """Every number that prints as the figure under `rule`: half-up, half-even, truncation or up_or_down.

    `up_or_down` takes a half either way, so both ends belong (what published GRIM results assume). Trailing
    zeros are digits (90 is 89.5 to 90.5) or, where `zeros` says so, may be padding (85 to 95).
    """
    if zeros not in ("digits", "padding"):
        raise ValueError(f"trailing zeros are read as 'digits' or as 'padding', not as {zeros!r}")
    if zeros == "padding":
        decimals = rounding.readings(value, decimals)[-1]  # readings are nested: the coarsest holds all
    if rule != "up_or_down":
        return rounding.printed(value, int(decimals), rule)
    half = Fraction(10) ** -int(decimals) / 2
    return Interval(Fraction(value) - half, Fraction(value) + half)


def counts(interval: Interval, base: int, whole: int = 100) -> range:
    """The counts out of `base` whose share lies in the interval, which is on 0 to `whole`; may be empty.

    With `whole` equal to `base` the interval is one of counts.
    """
    found = _integers(interval, base, whole)
    return range(max(found.start, 0), min(found.stop, int(base) + 1))


def _integers(interval: Interval, times: int, over: int) -> range:
    """The integers in interval x times / over. An infinite end gives the range's end at 0 or at `times`."""
    first, last = 0, int(times)
    if interval.low > -np.inf:
        below, unit = interval.low.numerator * int(times), interval.low.denominator * int(over)
        first = -(-below // unit) if interval.closed_low else below // unit + 1
    if interval.high < np.inf:
        above, unit = interval.high.numerator * int(times), interval.high.denominator * int(over)
        last = above // unit if interval.closed_high else -(-above // unit) - 1
    return range(first, last + 1)


def feasible(
    value: Decimal, decimals: int, n: int, rule: str = "half-up", low_base: int = 1, zeros: str = "digits"
) -> list[tuple[int, int]]:
    """Every (count, base) with `low_base` <= base <= `n` whose share in percent prints as the figure."""
    return pairs(stands_for(value, decimals, rule, zeros), range(low_base, int(n) + 1))


def pairs(interval: Interval, bases: Iterable[int]) -> list[tuple[int, int]]:
    """Every (count, base) with one of these bases whose share in percent lies in the interval."""
    return [(count, base) for base in bases for count in counts(interval, base)]


def from_half(n: int) -> range:
    """The bases from half of `n` (rounded up) to `n`."""
    return range(-(-int(n) // 2), int(n) + 1)


def percentages(figures: pd.DataFrame) -> pd.DataFrame:
    """The rows of `figures` that print a plain percentage of firms, each once, in an order of their own.

    A boolean column `of_firms`, where present, is false for percentages of something else (a mean, a
    growth rate, a share of staff). Highest figure first, so that no result depends on the order of rows.
    """
    plain = (figures.unit == "percent") & (figures.wording == "exact") & figures.value.notna()
    if "of_firms" in figures:
        plain &= figures.of_firms.astype(bool)
    kept = figures[plain].drop_duplicates([*KEYS, "value", "decimals"])
    order = sorted(range(len(kept)), key=lambda i: (-kept.value.iloc[i], *map(str, kept[KEYS].iloc[i])))
    return kept.iloc[order]


def feasible_sets(
    figures: pd.DataFrame, n: int, rule: str = "half-up", low_base: int = 1, zeros: str = "digits"
) -> pd.DataFrame:
    """One row a plain percentage of firms and (count, base) that prints as it, base <= `n`."""
    rows = [
        (row.question, row.item, row.horizon, row.value, count, base)
        for row in percentages(figures).itertuples()
        for count, base in feasible(row.value, row.decimals, n, rule, low_base, zeros)
    ]
    return pd.DataFrame(rows, columns=[*KEYS, "value", "count", "base"])


def feasible_bases(
    figures: pd.DataFrame, n: int, rule: str = "half-up", low_base: int = 1, zeros: str = "digits"
) -> pd.DataFrame:
    """One row a plain percentage of firms: `bases`, the list of bases <= `n` that print it."""
    kept = percentages(figures)
    found = [sorted(bases) for bases in _base_sets(kept, n, rule, low_base, zeros)]
    return kept[[*KEYS, "value", "decimals"]].assign(bases=pd.Series(found, index=kept.index, dtype=object))


def joint_bases(
    group: pd.DataFrame, n: int, rule: str = "half-up", low_base: int = 1, zeros: str = "digits"
) -> list[int]:
    """All bases <= `n` compatible with every plain percentage of the group (with none: every base)."""
    return _joint(_base_sets(percentages(group), n, rule, low_base, zeros), low_base, n)


def leave_one_out_bases(
    group: pd.DataFrame, n: int, rule: str = "half-up", low_base: int = 1, zeros: str = "digits"
) -> pd.DataFrame:
    """One row a dropped figure: the joint bases of the others, and whether they differ from those of all."""
    kept = percentages(group)
    return _leaving_out(kept, _base_sets(kept, n, rule, low_base, zeros), low_base, n)


def _leaving_out(kept: pd.DataFrame, sets: list[set[int]], low_base: int, n: int) -> pd.DataFrame:
    others = [_joint(sets[:i] + sets[i + 1 :], low_base, n) for i in range(len(sets))]
    changed = [bases != _joint(sets, low_base, n) for bases in others]
    frame = kept[[*KEYS, "value"]].reset_index(drop=True)
    return frame.assign(bases=pd.Series(others, dtype=object), changed=pd.Series(changed, dtype=bool))


def largest_joint_subsets(
    group: pd.DataFrame, n: int, rule: str = "half-up", low_base: int = 1, zeros: str = "digits"
) -> pd.DataFrame:
    """One row a largest subset of the group's figures that shares a base: `kept`, `left_out`, `bases`.

    `kept` and `left_out` list (item, horizon, value). One row with nothing left out where all share a base;
    no row where no base prints any figure.
    """
    kept = percentages(group)
    return _largest_subsets(kept, _base_sets(kept, n, rule, low_base, zeros), low_base, n)


def _largest_subsets(kept: pd.DataFrame, sets: list[set[int]], low_base: int, n: int) -> pd.DataFrame:
    names = [tuple(row) for row in kept[["item", "horizon", "value"]].itertuples(index=False)]
    # Of all 2^k subsets only those that some base prints can share one, so going through the bases is enough.
    subsets: dict[tuple[int, ...], list[int]] = {}
    for base in range(low_base, int(n) + 1):
        printed = tuple(i for i, bases in enumerate(sets) if base in bases)
        subsets.setdefault(printed, []).append(base)
    size = max(map(len, subsets), default=0)
    rows = [_subset_row(names, members, bases) for members, bases in sorted(subsets.items()) if size]
    return pd.DataFrame(
        [row for row in rows if len(row["kept"]) == size], columns=["kept", "left_out", "bases"]
    )


def _subset_row(names: list[tuple], members: tuple[int, ...], bases: list[int]) -> dict:
    kept = [names[i] for i in members]
    return {"kept": kept, "left_out": [name for name in names if name not in kept], "bases": bases}


@cache
def calibration(k: int, n: int, rule: str = "half-up", draws: int = 20_000, seed: int = SEED) -> float:
    """Share of seeded draws of `k` distinct integers in 1..99 that have a common base from n/2 to `n`.

    This is NOT a p-value: printed shares are no random draw of integers, nobody fixed beforehand which
    groups to look at, and the figures of one question depend on each other. It says how easily `k` figures
    share a base by arithmetic alone; it is to be read beside the number of groups tried. Its own standard
    error is at most .5 / sqrt(draws): .011 for 2000.
    """
    if not 1 <= k <= 99:
        raise ValueError(f"{k} distinct integers cannot be drawn from 1 to 99")
    if n >= 100:
        return 1.0  # from a base of 100 on, every whole percentage is printed by some count
    printable = _printable(n, rule)
    joint = np.ones((len(printable), draws), dtype=bool)
    for nth in _orders(draws, seed)[:, :k].T:
        joint &= printable[:, nth]
    return float(joint.any(axis=0).mean())


@cache
def _orders(draws: int, seed: int) -> np.ndarray:
    """So many random orders of the numbers 0 to 98, a row each: its first k are k distinct ones drawn."""
    return np.random.default_rng(seed).random((draws, 99)).argsort(axis=1).astype(np.uint8)


@cache
def _printable(n: int, rule: str) -> np.ndarray:
    """A row a base from n/2 to `n`, a column a whole percentage from 1 to 99: does some count print it?"""
    intervals = [stands_for(percent, 0, rule) for percent in range(1, 100)]
    return np.array([[len(counts(i, base)) > 0 for i in intervals] for base in from_half(n)])


def joint_base_table(
    figures: pd.DataFrame,
    n: int,
    rule: str = "half-up",
    by: Sequence[str] = ("question",),
    zeros: str = "digits",
    smallest: int = 2,
) -> pd.DataFrame:
    """One row a group of at least `smallest` plain percentages (by question, or as `by` says).

    `figures` and `items` list the group, highest first; `bases` the joint bases <= `n`, `bases_from_half`
    those from n/2. Leave-one-out: `changed_by` lists the (item, horizon, value) without which the bases
    change, `without_one` every base that some leave-one-out allows. `left_out` lists what each largest
    subset with a common base leaves out (empty lists where all share one). `calibration` is not a p-value
    and missing where figures have decimals; `groups_tried` is the number of rows.
    """
    grouped = percentages(figures).groupby(list(by), sort=True)
    groups = [(key, group) for key, group in grouped if len(group) >= smallest]
    rows = [
        dict(zip(by, key, strict=True)) | _table_row(group, n, rule, zeros) | {"groups_tried": len(groups)}
        for key, group in groups
    ]
    return pd.DataFrame(rows, columns=[*by, *_TABLE, "groups_tried"])


_TABLE = ["figures", "items", "bases", "bases_from_half"]
_TABLE += ["changed_by", "without_one", "left_out", "calibration"]


def _table_row(group: pd.DataFrame, n: int, rule: str, zeros: str) -> dict:
    """The row of a group of plain percentages, each of which is there once."""
    sets = _base_sets(group, n, rule, 1, zeros)
    bases, dropped = _joint(sets, 1, n), _leaving_out(group, sets, 1, n)
    changing = dropped[dropped.changed]
    inner = {value for value in group.value if 0 < value < 100}  # 0 and 100 print from every base
    whole = (group.decimals.astype(int) == 0).all() and inner
    return {
        "figures": list(group.value),
        "items": list(zip(group["item"], group.horizon, strict=True)),
        "bases": bases,
        "bases_from_half": [base for base in bases if base in from_half(n)],
        "changed_by": [tuple(row) for row in changing[["item", "horizon", "value"]].itertuples(index=False)],
        "without_one": sorted({base for found in dropped.bases for base in found}),
        "left_out": list(_largest_subsets(group, sets, 1, n).left_out),
        "calibration": calibration(len(inner), int(n), rule) if whole else np.nan,
    }


def prints(mean: Decimal, decimals: int, n: int, items: int = 1, rule: str = "half-up", scale: int = 1) -> bool:
    """Whether some mean of `n` answers to `items` items, all integers, prints as `mean` (GRIM test).

    With `scale` 100 the figure is the percentage of a whole number of answers. Brown & Heathers (2017).
    """
    return len(_integers(stands_for(mean, decimals, rule), int(n) * int(items), scale)) > 0


def _base_sets(kept: pd.DataFrame, n: int, rule: str, low_base: int, zeros: str) -> list[set[int]]:
    """For each row the bases that print it."""
    intervals = [stands_for(row.value, row.decimals, rule, zeros) for row in kept.itertuples()]
    return [{base for base in range(low_base, int(n) + 1) if counts(i, base)} for i in intervals]


def _joint(sets: list[set[int]], low_base: int, n: int) -> list[int]:
    return sorted(set(range(low_base, int(n) + 1)).intersection(*sets))


def all_below(joint: pd.DataFrame, n: int) -> pd.DataFrame:
    """The rows of `joint_base_table` whose figures share a base, but none as large as `n`."""
    return joint[[bool(found) and max(found) < n for found in joint.bases]]
