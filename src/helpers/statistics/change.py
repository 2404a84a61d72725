"""Change between two horizons asked of the same firms, from their answers or from printed margins alone.

The same firms answered both times, so a test for independent groups (Fisher, chi-squared) is wrong here: it
ignores how answers pair up. Of a published wave the pairing is unknown; what the margins say of it are Fréchet
bounds, and a conclusion holds in all, some or none of the tables they allow.
"""

import math
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from helpers.statistics import bases, shares

HORIZONS = (("now", "3-5 years"), ("3 years", "5 years"))
"""Pairs of horizons that one question of the study is asked at."""


class Change(NamedTuple):
    """What two margins of the same firms allow; counts are None and p missing without a common base.

    `both` is the number answering yes both times, `switched` the number whose answer differs.
    """

    bases: list[int]
    both_low: int | None
    both_high: int | None
    switched_low: int | None
    switched_high: int | None
    p_low: float
    p_high: float
    conclusion: str


def both(first: int, second: int, base: int) -> tuple[int, int]:
    """Fewest and most firms that can answer yes both times (Hoeffding, 1940; Fréchet, 1951)."""
    assert 0 <= min(first, second) <= max(first, second) <= base, f"{first}, {second} are not counts of {base}"
    return max(0, first + second - base), min(first, second)


def switched(first: int, second: int, base: int) -> tuple[int, int]:
    """Fewest and most firms whose answer can differ between the two."""
    fewest, most = both(first, second, base)
    return first + second - 2 * most, first + second - 2 * fewest


def mcnemar(only_first: int, only_second: int) -> float:
    """Exact two-sided p of no change, from the firms that switched either way.

    Twice the smaller binomial tail, at most 1; with nobody switching, 1. McNemar (1947), Psychometrika 12;
    its exact form is the sign test on the firms that switched (Mosteller, 1952, Biometrics 8).
    """
    fewer = min(only_first, only_second)
    return min(1.0, 2 * float(stats.binom.cdf(fewer, only_first + only_second, 0.5)))


def tables(first: int, second: int, base: int) -> pd.DataFrame:
    """One row a 2x2 table with these margins: `both`, `only_first`, `only_second`, `neither`, `p` (McNemar)."""
    fewest, most = both(first, second, base)
    rows = [(k, first - k, second - k, base - first - second + k) for k in range(fewest, most + 1)]
    frame = pd.DataFrame(rows, columns=["both", "only_first", "only_second", "neither"])
    return frame.assign(p=[mcnemar(a, b) for a, b in zip(frame.only_first, frame.only_second, strict=True)])


def change_from_margins(
    first: Iterable[tuple[int, int]], second: Iterable[tuple[int, int]], alpha: float = 0.05
) -> Change:
    """Range of McNemar's p over every table that two figures of the same firms allow, and the conclusion.

    `first` and `second` list the feasible (count, base) of each; counts are paired where their base is the
    same. `conclusion`: a change is significant at `alpha` in "all", "some" or "none" of the tables; "no common
    base" where the two share none.
    """
    counts: dict[int, list[int]] = {}
    for count, base in second:
        counts.setdefault(base, []).append(count)
    margins = sorted({(a, b, base) for a, base in first for b in counts.get(base, [])})
    if not margins:
        return Change([], None, None, None, None, np.nan, np.nan, "no common base")
    pairs = [both(*margin) for margin in margins]
    moves = [switched(*margin) for margin in margins]
    # With the margins fixed each firm more that answers yes both times takes one from either side of the
    # switchers, so p falls: the ends of the Fréchet bounds give the ends of p.
    ends = [[mcnemar(a - k, b - k) for k in both(a, b, base)] for a, b, base in margins]
    low, high = min(p for _, p in ends), max(p for p, _ in ends)
    return Change(
        sorted({base for *_, base in margins}),
        min(fewest for fewest, _ in pairs),
        max(most for _, most in pairs),
        min(fewest for fewest, _ in moves),
        max(most for _, most in moves),
        low,
        high,
        conclusion(low, high, alpha),
    )


def conclusion(p_low: float, p_high: float, alpha: float = 0.05) -> str:
    """In how many tables p is at most `alpha`: "all", "some" or "none"; "no common base" where p is missing."""
    if np.isnan(p_low):
        return "no common base"
    return "all" if p_high <= alpha else "some" if p_low <= alpha else "none"


def holm(pvalues: Sequence[float]) -> np.ndarray:
    """Adjusted p-values, in the order given; missing ones stay missing and do not count as tests.

    Step-down Bonferroni: Holm (1979), Scandinavian Journal of Statistics 6.
    """
    adjusted = np.array(pvalues, dtype=float)
    rising = np.argsort(adjusted)[: int((~np.isnan(adjusted)).sum())]  # missing ones sort last
    steps = adjusted[rising] * np.arange(len(rising), 0, -1)
    adjusted[rising] = np.minimum(np.maximum.accumulate(steps), 1)
    return adjusted


def horizon_changes(
    published: pd.DataFrame,
    n: int,
    horizons: Sequence[tuple[str, str]] = HORIZONS,
    alpha: float = 0.05,
    family: Sequence[str] = ("question", "first_horizon", "second_horizon"),
) -> pd.DataFrame:
    """One row an item printed at both horizons of a pair: its change, `Change`'s columns, and Holm's.

    `published` is `shares.published`; where an item is printed twice at a horizon the plain figure is taken.
    `matched` says on which bases the two figures meet (`on_one_base`). `p_low_holm` and `p_high_holm` are
    adjusted across the items of a `family`, largest and smallest p apart; `conclusion_holm` reads them.
    """
    kept = published[published.base_kind != "not a share"]
    shared = shares.shared_bases(kept, n)
    rows = [
        {"question": question, "item": item, **_change_row(figures, pair, n, shared.get(question, ()), alpha)}
        for (question, item), figures in kept.groupby(["question", "item"], sort=False)
        for pair in horizons
        if set(pair) <= set(figures.horizon)
    ]
    frame = pd.DataFrame(rows, columns=_COLUMNS).astype(dict.fromkeys(_COUNTS, "Int64"))
    return with_holm(frame, family, alpha)


def undated(figures: pd.DataFrame) -> pd.Series:
    """Whether each printed figure is a zero read at several horizons of an item from one sentence.

    Such figures share the place and the words; the sentence itself states no horizon.
    """
    zeros = figures[(figures.value == 0) & (figures.wording == "exact")]
    alike = zeros.groupby(["question", "item", "place", "phrase"], dropna=False).horizon
    return (alike.transform("nunique") > 1).reindex(figures.index, fill_value=False)


def with_holm(frame: pd.DataFrame, family: Sequence[str], alpha: float = 0.05) -> pd.DataFrame:
    """The frame with `p_low` and `p_high` adjusted across each `family`, apart, and what they conclude."""
    grouped = frame.groupby(list(family), sort=False)
    for end in ("p_low", "p_high"):
        frame = frame.assign(**{f"{end}_holm": grouped[end].transform(lambda p: holm(list(p))).astype(float)})
    adjusted = zip(frame.p_low_holm, frame.p_high_holm, strict=True)
    return frame.assign(conclusion_holm=[conclusion(low, high, alpha) for low, high in adjusted])


def observed(
    pairs: pd.DataFrame,
    confidence: float = 0.95,
    alpha: float = 0.05,
    family: Sequence[str] = ("question", "first_horizon", "second_horizon"),
    hidden: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row an item answered twice by the same firms: the columns of `horizon_changes`, and the difference.

    Takes `tabulation.pairs`. The pairing is known, so both ends of a range are the same and a conclusion is
    "all" or "none"; "no common base" where nobody answered both times. `difference`, from `difference_low` to
    `difference_high` (`newcombe`), is in points; values are in percent. Weights play no part. Items that may
    not be shown, `hidden`, count as tests of their family, with p = 1, so that what is shown is not made
    significant by what is not.
    """
    rows = [_observed_row(row, confidence, alpha) for row in pairs.to_dict("records")]
    frame = pd.DataFrame(rows, columns=[*_COLUMNS, *_DIFFERENCE]).astype(
        dict.fromkeys(_COUNTS, "Int64") | dict.fromkeys(_DIFFERENCE, float)
    )
    if hidden is None or hidden.empty:
        return with_holm(frame, family, alpha)
    tested = pd.concat([frame, hidden[list(family)].assign(p_low=1.0, p_high=1.0)], ignore_index=True)
    return with_holm(tested, family, alpha)[: len(frame)]


_DIFFERENCE = ["difference", "difference_low", "difference_high"]


def _observed_row(row: dict[str, Any], confidence: float, alpha: float) -> dict:
    known = {name: row[name] for name in ("question", "item", "first_horizon", "second_horizon")}
    known |= {"first_base_kind": "answers", "second_base_kind": "answers", "matched": "same firms"}
    if row["base"] == 0:
        nothing = Change([], None, None, None, None, np.nan, np.nan, "no common base")
        return known | {"first_value": None, "second_value": None, **nothing._asdict()}
    base, moved = row["base"], row["only_first"] + row["only_second"]
    p = mcnemar(row["only_first"], row["only_second"])
    both = (row["both"], row["both"])
    change = Change([base], *both, moved, moved, p, p, conclusion(p, p, alpha))
    first, second = (100 * (row["both"] + row[only]) / base for only in ("only_first", "only_second"))
    low, high = newcombe(*(row[cell] for cell in ("both", "only_first", "only_second", "neither")), confidence)
    known |= {
        "first_value": first,
        "second_value": second,
        "difference": 100 * (row["only_second"] - row["only_first"]) / base,
    }
    return known | {"difference_low": 100 * low, "difference_high": 100 * high, **change._asdict()}


def newcombe(
    both: int, only_first: int, only_second: int, neither: int, confidence: float = 0.95
) -> tuple[float, float]:
    """Lowest and highest change of a share, second minus first, in the same firms; as fractions of one.

    Method 10 of Newcombe (1998), Statistics in Medicine 17, 2635-2650: Wilson's limits of the two shares,
    squared and added, with their correlation corrected for continuity.
    """
    base = both + only_first + only_second + neither
    first, second = (both + only_first) / base, (both + only_second) / base
    first_low, first_high = shares.interval(both + only_first, base, confidence)
    second_low, second_high = shares.interval(both + only_second, base, confidence)
    phi = _correlation(both, only_first, only_second, neither)
    down = _joined(second - second_low, first_high - first, phi)
    up = _joined(second_high - second, first - first_low, phi)
    return max(-1.0, second - first - down), min(1.0, second - first + up)


def _correlation(both: int, only_first: int, only_second: int, neither: int) -> float:
    margins = (both + only_first) * (only_second + neither) * (both + only_second) * (only_first + neither)
    if margins == 0:
        return 0.0
    above = both * neither - only_first * only_second
    half = (both + only_first + only_second + neither) / 2
    return (max(above - half, 0) if above > 0 else above) / math.sqrt(margins)


def _joined(one: float, other: float, phi: float) -> float:
    return math.sqrt(max(one**2 - 2 * phi * one * other + other**2, 0))


_COLUMNS = [
    *("question", "item", "first_horizon", "second_horizon", "first_value", "second_value"),
    *("first_base_kind", "second_base_kind", "matched", *Change._fields),
]


_COUNTS = ["both_low", "both_high", "switched_low", "switched_high"]


def _change_row(
    figures: pd.DataFrame, pair: tuple[str, str], n: int, shared: Iterable[int], alpha: float
) -> dict:
    first, second = (_plainest(figures[figures.horizon == horizon]) for horizon in pair)
    *margins, matched = on_one_base(first, second, n, shared)
    change = change_from_margins(*margins, alpha)
    return {
        "first_horizon": pair[0],
        "second_horizon": pair[1],
        "first_value": first["value"],
        "second_value": second["value"],
        "first_base_kind": first["base_kind"],
        "second_base_kind": second["base_kind"],
        "matched": matched if change.bases else "no common base",
        **change._asdict(),
    }


def _plainest(figures: pd.DataFrame) -> dict[str, Any]:
    """The plainly worded figure where there is one; ties go by place, so the order of rows does not matter."""
    order = figures.assign(hedged=figures.wording != "exact").sort_values(["hedged", "place"], kind="stable")
    return order.iloc[0].to_dict()


def on_one_base(
    first: dict[str, Any], second: dict[str, Any], n: int, shared: Iterable[int] = ()
) -> tuple[list[tuple[int, int]], list[tuple[int, int]], str]:
    """The (count, base) of two figures that the same firms gave, and a word for where their bases come from.

    The base stated or assumed, with those that all figures of the question share (`shared`): an assumed base is
    a hypothesis, so what is concluded has to stand on the others as well. Where the two figures have none of
    these in common, any base from half of `n`.
    """
    rows = (first, second)
    one, two = (on_its_bases(row, shared) for row in rows)
    if {base for _, base in one} & {base for _, base in two}:
        return one, two, "bases of the figures"
    one, two = (any_base(row, n) for row in rows)
    return one, two, "any base from half of n"


def on_its_bases(row: dict[str, Any], shared: Iterable[int]) -> list[tuple[int, int]]:
    """The (count, base) of a figure on the base stated or assumed for it and on the shared ones, each once."""
    headline = row["pairs"] if row["base_kind"] in ("stated", "base assumed") else []
    return list(dict.fromkeys([*headline, *_at(row, shared)]))


def any_base(row: dict[str, Any], n: int) -> list[tuple[int, int]]:
    """Every (count, base) from half of `n` that prints a figure; those of its own base where that is stated."""
    return _at(row, bases.from_half(n))


def _at(row: dict[str, Any], allowed: Iterable[int]) -> list[tuple[int, int]]:
    """The (count, base) of a figure on these bases; of a stated base, no other."""
    if row["base_kind"] == "stated" or row["interval"] is None:
        return row["pairs"]
    return shares.pairs_at(row["unit"], row["interval"], allowed)
