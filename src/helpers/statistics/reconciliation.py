"""Reconciling the institutes: common years, spread, and where the differences in growth come from.

Markets are in the unit of the table, rates in percent a year. No mean is given as an estimate of the market:
institutes print no variance and measure unlike scopes; range, median and leave-one-out are shown instead.
"""

from collections.abc import Collection, Iterable
from itertools import permutations, product
from typing import Any

import numpy as np
import pandas as pd

from helpers.statistics import growth, rounding
from helpers.statistics.sentences import Sentence, sentence

BASE_YEAR = 2022
"""Year the institutes are compared from: the study's own."""


def aligned(
    estimates: pd.DataFrame, stated: pd.DataFrame, years: Iterable[int], rule: str = "half-up"
) -> pd.DataFrame:
    """One row an institute and year: its market that year, and how it was come by.

    `how` is printed, interpolated (geometrically, between the institute's printed years), extrapolated
    (beyond them, by its stated rate) or not known. Only printed and interpolated values are `compared`.
    `shown` is the printed figure where there is one, else the value.
    """
    rates = growth.institute_rates(estimates, stated).set_index("source")
    rows = []
    for institute, year in product(estimates.institute.unique(), years):
        printed = growth.figures_of(estimates, institute)
        rate = growth.Figure(*rates.loc[institute, ["value", "decimals"]]) if institute in rates.index else None
        rows.append({"institute": institute, "year": year, **_at(printed, rate, year, rule)})
    frame = pd.DataFrame(rows)
    return frame.assign(compared=frame.how.isin(["printed", "interpolated"]))


def _at(printed: dict[int, growth.Figure], rate: growth.Figure | None, year: int, rule: str) -> dict:
    known = {y: rounding.printed(*figure, rule) for y, figure in printed.items()}
    before, after = [y for y in known if y <= year], [y for y in known if y >= year]
    if year in known:
        return _value("printed", known[year].low, printed[year].value, known[year].high)
    if before and after:
        first, last = max(before), min(after)
        part = (year - first) / (last - first)
        ends = [(known[first].low, known[last].low), (known[first].high, known[last].high)]
        middle = _between(printed[first].value, printed[last].value, part)
        return _value("interpolated", _between(*ends[0], part), middle, _between(*ends[1], part))
    if before and rate is not None:
        first = max(before)
        grown = known[first] * growth.factor(rounding.printed(*rate, rule)) ** (year - first)
        point = float(printed[first].value * (1 + rate.value / 100) ** (year - first))
        return _value("extrapolated", grown.low, point, grown.high)
    return _value("not known", np.nan, np.nan, np.nan)


def _value(how: str, low: Any, value: Any, high: Any) -> dict:
    return {"how": how, "low": float(low), "value": float(value), "high": float(high), "shown": value}


def _between(first: Any, last: Any, part: float) -> float:
    return float(first) ** (1 - part) * float(last) ** part


def paths(
    estimates: pd.DataFrame, stated: pd.DataFrame, target_year: int, rule: str = "half-up"
) -> pd.DataFrame:
    """One row a point of an institute's trajectory: its printed years, and those compared where known."""
    years = sorted({*estimates.year.astype(int), BASE_YEAR, target_year})
    points = aligned(estimates, stated, years, rule)
    compared = points.year.isin([BASE_YEAR, target_year]) & (points.how != "not known")
    asked = (points.how == "printed") | compared
    return points[asked].reset_index(drop=True)


def trajectories(alignment: pd.DataFrame, base_year: int, target_year: int) -> pd.DataFrame:
    """One row an institute compared in both years: the two markets and its growth, in percent a year."""
    compared = alignment[alignment.compared]
    wide = compared.pivot(index="institute", columns="year", values=["low", "value", "high"])
    wide = wide.dropna().loc[[name for name in alignment.institute.unique() if name in wide.dropna().index]]
    years = target_year - base_year
    return pd.DataFrame(
        {
            "base": wide["value"][base_year],
            "target": wide["value"][target_year],
            "growth": 100 * ((wide["value"][target_year] / wide["value"][base_year]) ** (1 / years) - 1),
        }
    ).reset_index()


def throughout(alignment: pd.DataFrame) -> list[str]:
    """The institutes compared in every year of `alignment`, so that years differ by their markets alone."""
    always = alignment.groupby("institute", sort=False).compared.all()
    return list(always.index[always])


def spread(alignment: pd.DataFrame) -> pd.DataFrame:
    """One row a year and set of institutes: how many print a value, range, median and high over low.

    The sets (`among`) are those compared in every year, then all compared in that year.
    """
    same = alignment.institute.isin(throughout(alignment))
    rows = []
    for year, group in alignment[alignment.compared].groupby("year"):
        for among, kept in (("every year", group[same[group.index]]), ("this year", group)):
            printing = int((kept.how == "printed").sum())
            rows.append({"year": year, "among": among, "printing": printing, **_summary(kept)})
    return pd.DataFrame(rows)


def leave_one_out(alignment: pd.DataFrame) -> pd.DataFrame:
    """One row a year and set: the institutes compared in every year, then without each (`left_out`) in turn.

    None of two is left out. Range, median and high over low of the set; `kept` names it.
    """
    names = throughout(alignment)
    rows = []
    for year, group in alignment.groupby("year"):
        for left_out in (None, *_dispensable(names)):
            kept = group[group.institute.isin(names) & (group.institute != left_out)]
            rows.append({"year": year, **_kept(left_out, len(kept)), **_summary(kept)})
    return pd.DataFrame(rows)


def _dispensable(names: Collection[str]) -> Collection[str]:
    """The institutes to leave out one by one: only where two at least stay to be compared."""
    return names if len(names) > 2 else ()


def _kept(left_out: str | None, number: int) -> dict:
    """Which institute a row leaves out, and the words for those it keeps."""
    every = sentence("{n:the only one|all #}", n=number)
    words = every if left_out is None else sentence("without {name}", name=left_out)
    return {"left_out": left_out, "kept": words}


def base_of_rows(rows: pd.DataFrame) -> Sentence:
    """The base of a table whose rows compare unlike numbers of institutes (`compared`)."""
    low, high = int(rows.compared.min()), int(rows.compared.max())
    if low == high:
        return sentence("n = {n} {n:institute|institutes}", n=low)
    return sentence("n = {n} to {high} institutes, by row", n=low, high=high)


def _summary(rows: pd.DataFrame) -> dict:
    """Range, median and high over low of markets, each as printed where it is an institute's figure."""
    values = rows.value
    low, high = _ratio(rows)
    return {
        "compared": len(values),
        "lowest": _as_shown(values.min(), rows),
        "median": _as_shown(values.median(), rows),
        "highest": _as_shown(values.max(), rows),
        "ratio": values.max() / values.min() if len(values) else np.nan,
        "ratio_low": low,
        "ratio_high": high,
    }


def _as_shown(value: float, rows: pd.DataFrame) -> Any:
    return next(iter(rows.shown[rows.value == value]), value)


def _ratio(rows: pd.DataFrame) -> tuple[float, float]:
    """The least and the most that the highest market can be times the lowest, each within its interval."""
    if not len(rows):
        return np.nan, np.nan
    pairs = permutations(zip(rows.low, rows.high, strict=True), 2)
    return max(1.0, rows.low.max() / rows.high.min()), max((b[1] / a[0] for a, b in pairs), default=1.0)


def decomposition(trajectory: pd.DataFrame, years: int) -> pd.DataFrame:
    """One row an institute: how far its log growth is from the mean, and through which end.

    Log growth is (ln target - ln base) / years, so its deviation is exactly the sum of a part from the
    base and a part from the target. In log points a year; the mean is the institutes' unweighted one.
    """
    base, target = np.log(trajectory["base"]), np.log(trajectory["target"])
    from_base = -100 * (base - base.mean()) / years
    from_target = 100 * (target - target.mean()) / years
    return pd.DataFrame(
        {
            "institute": trajectory.institute,
            "growth": trajectory.growth,
            "from_base": from_base,
            "from_target": from_target,
            "deviation": from_base + from_target,
        }
    )


def spread_shares(parts: pd.DataFrame) -> pd.Series:
    """Shares of the variance of log growth that come from the base and from the target; they sum to 1.

    Covariance shares (Klenow & Rodriguez-Clare, 1997, NBER Macroeconomics Annual 12): one can be negative
    where the two ends offset each other. Fewer than two institutes have no variance.
    """
    if len(parts) < 2:
        return pd.Series({"base": np.nan, "target": np.nan})
    variance = parts.deviation.var()
    return pd.Series({end: parts[f"from_{end}"].cov(parts.deviation) / variance for end in ("base", "target")})


def shares_without_one(parts: pd.DataFrame) -> pd.DataFrame:
    """One row a set: all institutes, then without each (`left_out`) in turn; `kept` names it.

    None of two is left out. `base_share` and `target_share` are their parts of the variance (`spread_shares`).
    """
    rows = []
    for left_out in (None, *_dispensable(parts.institute)):
        kept = parts[parts.institute != left_out]
        shares = {f"{end}_share": share for end, share in spread_shares(kept).items()}
        rows.append({**_kept(left_out, len(kept)), "compared": len(kept), **shares})
    return pd.DataFrame(rows)


def range_ends(estimates: pd.DataFrame, summary: pd.DataFrame, years: tuple[int, int], rule: str = "half-up"):
    """One row a pair of a printed first-year and a printed last-year market, across institutes.

    `gives` says which end of the study's growth range (percent a year) the pair's rate can print as: first the
    pairs that give the low end, then the high end, then those between and outside, lowest rate first.
    """
    stated = summary[summary.measure == "growth"].iloc[0]
    ends = {name: rounding.printed(stated[column], stated.decimals, rule) for name, column in _ENDS}
    whole = rounding.hull(ends.values())
    rows = []
    for first in estimates[estimates.year == years[0]].itertuples():
        for last in estimates[estimates.year == years[1]].itertuples():
            start, end = (rounding.printed(row.value, row.decimals, rule) for row in (first, last))
            fits = [name for name, rate in ends.items() if growth.closes(start, end, rate, years[1] - years[0])]
            inside = growth.closes(start, end, whole, years[1] - years[0])
            low, high = growth.cagr(start, end, years[1] - years[0])
            gives = fits[0] if fits else "between the ends" if inside else "outside range"
            rows.append(
                {"base_institute": first.institute, "base": first.value}
                | {"target_institute": last.institute, "target": last.value}
                | {"implied_low": low, "implied_high": high, "gives": gives}
            )
    found = pd.DataFrame(rows)
    order = found.assign(place=found.gives.map(_GIVES.index)).sort_values(["place", "implied_low"]).index
    return found.loc[order].reset_index(drop=True)


_ENDS = (("low end", "value"), ("high end", "value_high"))
_GIVES = ("low end", "high end", "between the ends", "outside range")


def summary_ranges(
    estimates: pd.DataFrame, stated: pd.DataFrame, summary: pd.DataFrame, rule: str = "half-up"
) -> pd.DataFrame:
    """One row a range that the study gives: which institutes' printed figures lie inside, and the verdict.

    A figure is inside when some number it stands for prints as a number from the low to the high end.
    Markets are held against the values printed for that year, the growth range against the stated rates.
    """
    rows = []
    for claim in summary[summary.source == "study"].itertuples():
        if claim.measure == "growth":
            rates = growth.institute_rates(estimates, stated)
            figures = rates.rename(columns={"source": "institute"})
            pairs = range_ends(estimates, summary, (claim.from_year, claim.to_year), rule)
        else:
            figures, pairs = estimates[estimates.year == claim.from_year], None
        rows.append(_range_row(claim, rounding.figures(figures.assign(wording="exact"), rule), pairs, rule))
    return pd.DataFrame(rows)


def _range_row(claim: Any, figures: pd.DataFrame, pairs: pd.DataFrame | None, rule: str) -> dict:
    ends = [rounding.printed(value, claim.decimals, rule) for value in (claim.value, claim.value_high)]
    whole = rounding.hull(ends)
    inside = figures.interval.map(whole.meets).astype(bool)
    given = [list(figures.institute[figures.interval.map(end.meets).astype(bool)]) for end in ends]
    verdict, condition = _range_verdict(claim, figures.institute[~inside], given, pairs, len(figures))
    return {
        "measure": claim.measure,
        "place": claim.place,
        "from_year": claim.from_year,
        "to_year": claim.to_year,
        "range_low": claim.value,
        "range_high": claim.value_high,
        "inside": list(figures.institute[inside]),
        "outside": list(figures.institute[~inside]),
        "gives_low": given[0],
        "gives_high": given[1],
        "verdict": verdict,
        "condition": condition,
    }


def _range_verdict(
    claim: Any, outside: pd.Series, given: list[list[str]], pairs: pd.DataFrame | None, n: int
) -> tuple[str, Sentence]:
    left_out = {"outside": list(outside), "n": len(outside)}
    if not len(outside):
        if all(given):
            return "reproduced", sentence(
                "rounded like the range, all {n} printed figures lie in it, and both its ends are among them",
                n=n,
            )
        return "consistent", sentence("all lie between the ends, though not every end is an institute's figure")
    if all(given):
        return "consistent only if", sentence("{outside:names} {n:is|are} left out", **left_out)
    makers = pairs[pairs.gives == "low end"] if pairs is not None and not given[0] else None
    if makers is not None and len(makers):
        return "consistent only if", sentence(
            "{outside:names} {n:is|are} left out, and the low end joins the {from_year:year} market of "
            "{first:names} to the {to_year:year} market of {last:names}",
            **left_out,
            from_year=claim.from_year,
            to_year=claim.to_year,
            first=list(dict.fromkeys(makers.base_institute)),
            last=list(dict.fromkeys(makers.target_institute)),
        )
    return "inconsistent", sentence(
        "an end is no printed figure, and {outside:names} {n:lies|lie} outside", **left_out
    )
