"""Markets by region: do they add up to a world total, and from which year do the stated growth rates hold?

Markets in billions of dollars, shares and rates in percent. "Current" is a moment the study does not date.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd

from helpers.statistics import growth, rounding
from helpers.statistics.ordering import together
from helpers.statistics.rounding import Interval
from helpers.statistics.sentences import Sentence, as_printed, sentence


def markets(regions: pd.DataFrame, rule: str = "half-up", wordings: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row a region and period: its market as printed, with its interval.

    Where the study prints a market twice, the plainly worded figure is taken. With `wordings`, approximate
    words widen the interval by that table.
    """
    values = regions[regions.measure == "value"]
    if wordings is None:
        values = rounding.figures(values, rule)
    else:
        values = rounding.approximately(values, wordings, rule)
    plain = values.assign(hedged=values.wording == "approximate").sort_values("hedged", kind="stable")
    kept = plain.drop_duplicates(["region", "period"]).sort_index()
    return kept[["region", "period", "value", "wording", "phrase", "interval"]].reset_index(drop=True)


def totals(
    regions: pd.DataFrame, estimates: pd.DataFrame, rule: str = "half-up", wordings: pd.DataFrame | None = None
) -> pd.DataFrame:
    """One row a world total that the regions' source prints: can the regional markets sum to it?

    A region with only a bound ("less than") enters as an open interval from zero. `rest_low` to `rest_high`
    is what regions with a bound must hold together for the sum to fit; `room` is the most they may hold.
    """
    regional = markets(regions, rule, wordings)
    source = regions.source[regions.measure == "value"].mode()[0]
    rows = []
    for total in rounding.figures(_exact(estimates[estimates.institute == source]), rule).itertuples():
        for period, group in regional.groupby("period", sort=False):
            if (period == "2030") == (total.year == 2030):
                rows.append({"period": period, "year": total.year, **_total_row(group, total)})
    return pd.DataFrame(rows)


def _total_row(group: pd.DataFrame, total: Any) -> dict:
    summed = rounding.total(group.interval)
    bounded = group[group.wording == "bound"].interval
    row = {
        "sum_low": float(summed.low),
        "sum_high": float(summed.high),
        "total": total.value,
        "total_low": float(total.interval.low),
        "total_high": float(total.interval.high),
        "fits": "fits" if summed.meets(total.interval) else "does not fit",
        "rest_low": None,
        "rest_high": None,
        "room": None,
    }
    if len(bounded):
        rest = total.interval - rounding.total(group[group.wording != "bound"].interval)
        row |= {"rest_low": float(rest.low), "rest_high": float(rest.high)}
        row |= {"room": float(rounding.total(bounded).high)}
    return row


def parts(regions: pd.DataFrame, estimates: pd.DataFrame, rule: str = "half-up") -> pd.DataFrame:
    """One row a world total and region: the region's printed market as a share of it, then the remainder.

    Regions with only a bound have no part of their own; they are in the remainder.
    """
    known = markets(regions, rule).query("wording != 'bound'")
    rows = []
    for row in totals(regions, estimates, rule).itertuples():
        group = known[known.period == row.period]
        shares = [100 * float(value / row.total) for value in group.value]
        for region, share in [*zip(group.region, shares, strict=True), ("remainder", 100 - sum(shares))]:
            rows.append(
                {"period": row.period, "year": row.year, "total": row.total, "region": region, "share": share}
            )
    return pd.DataFrame(rows)


def base_years(
    regions: pd.DataFrame,
    stated: pd.DataFrame,
    years: tuple[int, ...] = (2021, 2022),
    rule: str = "half-up",
    wordings: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row a region and assumed base year: the growth to 2030 it implies, beside the stated one.

    `printed` is the stated growth in words, `stated_low` to `stated_high` what it stands for; they, `fits` and
    `fits_at` (the only end of a stated range that can be reached) are empty where the study states no growth
    for the region. A 2030 market with only a bound gives a bound on growth. `fits_widely` is `fits` where the
    word before the growth is read by the table `wordings`, and `widely` says how.
    """
    claims = rounding.figures(stated, rule).assign(printed=as_printed(stated))
    claims = claims.drop_duplicates("scope").set_index("scope")
    wide = markets(regions, rule).pivot(index="region", columns="period", values="interval")
    rows = []
    for region in dict.fromkeys(regions.region):
        claim = claims.loc[region] if region in claims.index else None
        for year in years:
            row = {"region": region, "base_year": year, **_base_year(wide.loc[region], claim, year, rule)}
            rows.append(row | _read_widely(wide.loc[region], claim, year, wordings))
    return pd.DataFrame(rows)


def _base_year(market: pd.Series, claim: pd.Series | None, year: int, rule: str) -> dict:
    low, high = growth.cagr(market["current"], market["2030"], 2030 - year)
    implied = {"implied_low": max(low, -100.0) if market["2030"].low > 0 else None, "implied_high": high}
    if claim is None:
        return implied | dict.fromkeys(("printed", "stated_low", "stated_high", "fits", "fits_at"))
    return implied | {
        "printed": claim.printed,
        "stated_low": float(claim.interval.low),
        "stated_high": float(claim.interval.high),
        "fits": _fits(market, claim.interval, year),
        "fits_at": _only_end(market, claim, year, rule),
    }


def _fits(market: pd.Series, rate: Interval, year: int) -> str:
    closes = growth.closes(market["current"], market["2030"], rate, 2030 - year)
    return "fits" if closes else "does not fit"


def _only_end(market: pd.Series, claim: pd.Series, year: int, rule: str) -> str | None:
    """The end of a stated range that some possible growth prints as, if none prints as a number past it."""
    if claim.wording != "range":
        return None
    step = Fraction(1, 10 ** int(claim.decimals))
    for end, past in (("low end", (step, Fraction(0))), ("high end", (Fraction(0), -step))):
        value = claim.value if end == "low end" else claim.value_high
        others = [
            Fraction(one) + shift for one, shift in zip((claim.value, claim.value_high), past, strict=True)
        ]
        rest = rounding.hull(rounding.printed(other, claim.decimals, rule) for other in others)
        at = rounding.printed(value, claim.decimals, rule)
        if _fits(market, at, year) == "fits" and _fits(market, rest, year) != "fits":
            return end
    return None


def _read_widely(
    market: pd.Series, claim: pd.Series | None, year: int, wordings: pd.DataFrame | None
) -> dict[str, Any]:
    """Whether the growth holds with its word read by the table of wordings, and how that reads it."""
    known = set() if wordings is None else set(wordings.wording[wordings.measure == "factor"])
    if claim is None or claim.phrase not in known:
        return {"fits_widely": None, "widely": None}
    low, high = _factors(claim.phrase, wordings)
    top = claim.value if claim.value_high is None else claim.value_high
    rate = Interval(Fraction(claim.value) * Fraction(low), Fraction(top) * Fraction(high))
    return {"fits_widely": _fits(market, rate, year), "widely": _reading(claim.phrase, wordings)}


def _factors(phrase: str, wordings: pd.DataFrame) -> tuple[Decimal, Decimal]:
    declared = wordings.set_index("wording").loc[phrase]
    return declared["low"], declared["high"]


def _reading(phrase: str, wordings: pd.DataFrame) -> Sentence:
    """How a word before a figure is read: `“about” is read as 5% either side`."""
    low, high = _factors(phrase, wordings)
    if 1 - low == high - 1:
        template = "“{phrase:term}” is read as {percent:0%} either side"
        return sentence(template, phrase=phrase, percent=100 * (high - 1))
    template = "“{phrase:term}” is read as {low:0} to {high:0%} of the figure"
    return sentence(template, phrase=phrase, low=100 * low, high=100 * high)


def shares(regions: pd.DataFrame, estimates: pd.DataFrame, rule: str = "half-up") -> pd.DataFrame:
    """One row a region and world total: the share it implies, beside each share the study prints (`printed`).

    Shares of the sum of regions need no total; where a total is given the two are independent figures.
    """
    source = regions.source[regions.measure == "value"].mode()[0]
    printed = rounding.figures(_exact(estimates[estimates.institute == source]), rule)
    claims = rounding.figures(regions[regions.measure == "share"], rule)
    claims = claims.assign(printed=as_printed(claims))
    rows = []
    for market in markets(regions, rule).query("wording != 'bound'").itertuples():
        for total in printed.itertuples():
            if (market.period == "2030") == (total.year == 2030):
                share = market.interval / total.interval
                stated = claims[(claims.region == market.region) & (claims.period == market.period)]
                rows += _share_rows(market, total.year, share, stated)
    return together(pd.DataFrame(rows), "region")


def _share_rows(market: Any, year: int, share: Interval, stated: pd.DataFrame) -> list[dict]:
    implied = {
        "region": market.region,
        "period": market.period,
        "year": year,
        "implied_low": 100 * float(share.low),
        "implied_high": 100 * float(share.high),
    }
    percent = share * rounding.exactly(100)
    found = [
        implied
        | {
            "stated": claim.value,
            "stated_to": claim.value_high,
            "printed": claim.printed,
            "source": claim.source,
            "fits": "fits" if percent.meets(claim.interval) else "does not fit",
        }
        for claim in stated.itertuples()
    ]
    return found or [implied | dict.fromkeys(("stated", "stated_to", "printed", "source", "fits"))]


def verdicts(
    regions: pd.DataFrame,
    stated: pd.DataFrame,
    estimates: pd.DataFrame,
    wordings: pd.DataFrame,
    rule: str = "half-up",
) -> pd.DataFrame:
    """One row a regional statement of the study, or check of ours, by region: verdict and condition."""
    sums = totals(regions, estimates, rule).assign(
        rest_low_hedged=totals(regions, estimates, rule, wordings).rest_low
    )
    hedged = markets(regions, rule).query("period == '2030' and wording == 'approximate'").phrase.unique()
    words = [_reading(phrase, wordings) for phrase in hedged]
    rows = [_sum_verdict(period, group, words) for period, group in sums.groupby("period", sort=False)]
    stated = stated[stated.scope != "world"]
    supposed = base_years(regions, stated, rule=rule, wordings=wordings)
    rows += [_growth_verdict(claim, supposed) for claim in stated.drop_duplicates("scope").itertuples()]
    implied = shares(regions, estimates, rule).dropna(subset=["fits"])
    rows += [_share_verdict(key, group) for key, group in implied.groupby(["region", "source"], sort=False)]
    order = [*dict.fromkeys(["world", *regions.region, *stated.scope])]
    return pd.DataFrame(rows).sort_values(
        "region", key=lambda region: region.map(order.index), kind="stable", ignore_index=True
    )


def _sum_verdict(period: str, sums: pd.DataFrame, words: list[Sentence]) -> dict:
    fitting = sums[sums.fits == "fits"]
    statement = sentence("regional markets sum to the world total ({period:term})", period=period)
    if period == "2030" and len(fitting):
        row = fitting.iloc[0]
        verdict, condition = _bounded_sum(row, words)
    else:
        verdict, condition = _years_verdict(fitting.year, sums.year, sentence("fits every printed total"))
    return {"region": "world", "statement": statement, "verdict": verdict, "condition": condition}


def _bounded_sum(row: pd.Series, words: list[Sentence]) -> tuple[str, Sentence]:
    if row.rest_low <= 0:
        return "consistent", sentence("the sum fits even if the regions with a bound hold next to nothing")
    ends = {"rest": row.rest_low, "room": row.room}
    if not words:
        return "consistent only if", sentence(
            "the regions with only an upper bound together hold more than ${rest:1}bn, though less than "
            "${room:1}bn",
            **ends,
        )
    return "consistent only if", sentence(
        "the regions with only an upper bound together hold more than ${rest:1}bn, though less than "
        "${room:1}bn (more than ${hedged:1}bn where {words:sentences})",
        **ends,
        hedged=row.rest_low_hedged,
        words=words,
    )


def _growth_verdict(claim: Any, supposed: pd.DataFrame) -> dict:
    tried = supposed[supposed.region == claim.scope]
    statement = _growth_statement(claim)
    if tried.empty:
        verdict, condition = "not checkable", sentence("no market is printed for it")
    else:
        verdict, condition = _growth_condition(tried)
    return {"region": claim.scope, "statement": statement, "verdict": verdict, "condition": condition}


def _growth_condition(tried: pd.DataFrame) -> tuple[str, Sentence]:
    """The verdict on a growth at its printed digits, and beside it what a wider reading of its word adds."""
    strictly, widely = (tried[tried[fits] == "fits"] for fits in ("fits", "fits_widely"))
    every = sentence("holds from either base year")
    verdict, condition = _years_verdict(strictly.base_year, tried.base_year, every)
    if strictly.fits_at.notna().all() and strictly.fits_at.nunique() == 1:
        template = "{condition}, and the growth is at {end:term} of the range"
        condition = sentence(template, condition=condition, end=strictly.fits_at.iloc[0])
    if len(widely) <= len(strictly):
        return verdict, condition
    reading = {"reading": widely.widely.iloc[0], "years": [int(year) for year in widely.base_year]}
    if strictly.empty and len(widely) == len(tried):
        return "consistent only if", widely.widely.iloc[0]
    if strictly.empty:  # how a word is read makes no statement inconsistent
        return "consistent only if", sentence("“current” means {years:years} and {reading}", **reading)
    template = "{condition} ({years:years} where {reading})"
    return verdict, sentence(template, condition=condition, **reading)


def _growth_statement(claim: Any) -> Sentence:
    stated = as_printed(pd.DataFrame([claim._asdict()])).iloc[0]
    if pd.isna(claim.from_year):
        return sentence("growth: {stated} a year", stated=stated)
    return sentence(
        "growth: {stated} a year from {first:year} to {last:year}, by {source}",
        stated=stated,
        first=claim.from_year,
        last=claim.to_year,
        source=claim.source,
    )


def _share_verdict(key: tuple[str, str], tried: pd.DataFrame) -> dict:
    first = tried.iloc[0]
    kind = "share" if first.stated_to is None else "range"
    statement = sentence("{printed} of the world market", printed=first.printed, kind=kind)
    every = sentence("holds against every printed total")
    verdict, condition = _years_verdict(tried[tried.fits == "fits"].year, tried.year, every)
    return {"region": key[0], "statement": statement, "verdict": verdict, "condition": condition}


def _years_verdict(fitting: pd.Series, tried: pd.Series, every: Sentence) -> tuple[str, Sentence]:
    """Verdict on a statement whose year is not printed, from the years under which it holds."""
    if not len(fitting):
        return "inconsistent", sentence("holds from none of {years:years}", years=[int(y) for y in tried])
    if len(fitting) == len(tried):
        return "consistent", every
    return "consistent only if", sentence(
        "“current” means {years:years}", years=[int(year) for year in fitting]
    )


def _exact(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(wording="exact")
