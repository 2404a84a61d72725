"""Answers in ordered bands: annual rates, and how many firms each band can hold given what is printed.

Bands are read as cumulative growth: of turnover since the year before the survey ("compared with turnover of
2022", the study says), of staff since the survey ("compared with their present staff"). The lowest
starts at no growth: no answer option is for a decline, and none is taken to be expected. Numbers of firms are
out of one base, assumed to be all respondents.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

import numpy as np
import pandas as pd

from helpers.statistics import shares
from helpers.statistics.sentences import Sentence, sentence


def annual(limits: pd.DataFrame, years: int) -> pd.DataFrame:
    """`limits` (one row a band, `low` and `high` in percent) with its limits as rates in percent a year."""
    rate = {
        f"annual_{end}": [
            np.nan if pd.isna(limit) else 100 * ((1 + float(limit) / 100) ** (1 / years) - 1)
            for limit in limits[end]
        ]
        for end in ("low", "high")
    }
    return limits.assign(years=years, **rate)


def allocations(bands: pd.DataFrame, figures: pd.DataFrame, base: int) -> pd.DataFrame:
    """Every way to place `base` firms in the bands that prints the figures: a row a way, a column a band.

    `bands` are the answer options (`item, low, high`), exclusive and ordered; `figures` are rows of
    `shares.published` for one horizon, each about a band or a run of bands with the same limits.
    By enumeration: exact, for up to five bands.
    """
    ways = _compositions(base, len(bands))
    for figure in figures.to_dict("records"):
        covered = _covered(bands, figure)
        if covered.any() and figure["interval"] is not None:
            allowed = [count for count, _ in shares.pairs_at(figure["unit"], figure["interval"], [base])]
            ways = ways[np.isin(ways[:, covered].sum(axis=1), allowed)]
    return pd.DataFrame(ways, columns=list(bands["item"]))


def held(ways: pd.DataFrame, base: int) -> pd.DataFrame:
    """One row a band: the fewest and most firms it holds over all the ways, and the shares of the base.

    Missing where there is no way: the figures cannot be of this base under the rounding rule.
    """
    low, high = ways.min().astype(float), ways.max().astype(float)
    frame = pd.DataFrame({"item": ways.columns, "firms_low": low.to_numpy(), "firms_high": high.to_numpy()})
    return frame.assign(share_low=100 * frame.firms_low / base, share_high=100 * frame.firms_high / base)


def jointly(first: Sequence[int], second: Sequence[int], base: int) -> tuple[int, int] | tuple[None, None]:
    """Fewest and most firms that are in both of two groups whose counts lie in the given sets.

    Fréchet (1951) bounds over every pair of counts; None where a group has no possible count.
    """
    pairs = [(a, b) for a in first for b in second]
    if not pairs:
        return None, None
    return min(max(0, a + b - base) for a, b in pairs), max(min(a, b) for a, b in pairs)


def ordered(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of each question by horizon, then as they stand: bands that exclude each other come together."""
    question = pd.Categorical(frame.question, categories=frame.question.unique())
    order = pd.DataFrame({"question": question, "horizon": frame.horizon.to_numpy()})
    places = order.sort_values(["question", "horizon"], kind="stable").index
    return frame.iloc[places].reset_index(drop=True)


def outgrowing(
    both: tuple[int, int] | tuple[None, None],
    n: int,
    staff_above: Decimal,
    turnover_up_to: Decimal,
    horizon: str,
) -> Sentence:
    """How many of `n` firms expect staff to outgrow turnover, from `jointly` of more staff and less turnover.

    Only the fewest bounds them: firms in other bands may expect it too.
    """
    fields = {"staff": staff_above, "turnover": turnover_up_to, "horizon": horizon, "n": n}
    fields |= {"fewest": both[0], "most": both[1]}
    if both[0] is None:
        return sentence("The two shares cannot both be of all {n} firms.", n=n)
    if both[0] == 0:
        return sentence(
            "Perhaps no firm expects staff to grow faster than turnover: if both shares are of all {n}, 0 to "
            "{most} expect over {staff:0%} for staff and {turnover:0%} or less for turnover {horizon:term}.",
            **fields,
        )
    return sentence(
        "At least {fewest} of the {n} firms expect staff to grow faster than turnover: if both shares are of "
        "all {n}, {fewest} to {most} expect over {staff:0%} for staff and {turnover:0%} or less for turnover "
        "{horizon:term}.",
        **fields,
    )


def from_year_before(limit: Decimal, horizons: Sequence[int], survey_year: int) -> Sentence:
    """What `limit`, growth in percent, is a year if it lasts from the year before the survey to the horizon.

    The horizon is then counted from the survey, so that growth takes a year more than it says.
    """
    one = pd.DataFrame({"low": [limit], "high": [limit]})
    rates, longer = (
        [sentence("{rate:1}", rate=annual(one, years + more).annual_low[0]) for years in horizons]
        for more in (0, 1)
    )
    return sentence(
        "Growth is taken to last {horizons:options} years. Counted from {year:year} to a horizon that starts "
        "with the survey, over {years:options} years, turnover that grows by {limit:0%} would do so by "
        "{longer:sentences}% a year, not {rates:sentences}%.",
        horizons=list(horizons),
        years=[years + 1 for years in horizons],
        year=survey_year - 1,
        limit=limit,
        longer=longer,
        rates=rates,
    )


def _covered(bands: pd.DataFrame, figure: dict) -> np.ndarray:
    """Which bands lie within the limits the figure speaks of."""
    low, high = (_end(figure[end], fallback) for end, fallback in (("low", -np.inf), ("high", np.inf)))
    lows = np.array([_end(value, -np.inf) for value in bands.low])
    highs = np.array([_end(value, np.inf) for value in bands.high])
    if low == -np.inf and high == np.inf:
        return np.zeros(len(bands), dtype=bool)
    return (lows >= low) & (highs <= high)


def _end(value: object, fallback: float) -> float:
    return fallback if pd.isna(value) else float(value)


def _compositions(total: int, parts: int) -> np.ndarray:
    """Every row of `parts` whole numbers from zero that sum to `total`."""
    assert parts <= 5, "enumeration is for up to five bands"
    if parts == 1:
        return np.array([[total]])
    grids = np.indices((total + 1,) * (parts - 1)).reshape(parts - 1, -1).T
    kept = grids[grids.sum(axis=1) <= total]
    return np.column_stack([kept, total - kept.sum(axis=1)])


def by_horizon(
    groups: Iterable[tuple[tuple[str, str], pd.DataFrame]], options: dict[str, pd.DataFrame], base: int
) -> pd.DataFrame:
    """One row a question, horizon and band: fewest and most firms, shares of the base, limits as annual rates.

    `groups` are published figures with their limits, by (question, horizon); `options` the bands by question.
    """
    rows = []
    for (question, horizon), figures in groups:
        if question in options:
            ways = allocations(options[question], figures, base)
            limits = annual(options[question], int(horizon.split()[0]))[["item", "annual_low", "annual_high"]]
            rows.append(held(ways, base).merge(limits, on="item").assign(question=question, horizon=horizon))
    return pd.concat(rows, ignore_index=True)
