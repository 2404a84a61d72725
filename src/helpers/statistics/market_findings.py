"""Sentences about the market: which rates follow, how far the institutes differ, what the regions sum to."""

import pandas as pd

from helpers.statistics import growth, reconciliation, regions
from helpers.statistics.sentences import Sentence, sentence


def headline(
    estimates: pd.DataFrame, stated: pd.DataFrame, regional_figures: pd.DataFrame, year: int, rule: str
) -> list[Sentence]:
    """What a summary says of the market: the rates, the institutes up to a target year, the regions."""
    alignment = reconciliation.aligned(estimates, stated, [reconciliation.BASE_YEAR, year], rule)
    return [
        rates(growth.closure(estimates, stated, rule)),
        institutes(alignment),
        regional(regions.totals(regional_figures, estimates, rule)),
    ]


def rates(closure: pd.DataFrame) -> Sentence:
    """How many stated growth rates follow from the printed markets, and what of the others (`closure`)."""
    number = closure.verdict.value_counts()
    return sentence(
        "Of {n} growth rates that institutes state, {closed:none follows|# follows|# follow} from the markets "
        "printed for the years of their label, {only_if:none holds|# holds|# hold} on a condition only, "
        "{wrong:none is|# is|# are} inconsistent and {unknown:all can|# cannot|# cannot} be checked.",
        n=len(closure),
        closed=int(number.get("reproduced", 0)),
        only_if=int(number.get("consistent only if", 0)),
        wrong=int(number.get("inconsistent", 0)),
        unknown=int(number.get("not checkable", 0)),
    )


def unprinted(closure: pd.DataFrame) -> Sentence:
    """Why some rates cannot be checked, and that another count of years that closes does not decide."""
    missing = closure[closure.as_labelled == "endpoint not printed"]
    if missing.empty:
        return sentence("Both years of every label are printed.")
    closing = missing[missing.explained_low.notna()]
    if closing.empty:
        return sentence(
            "A year of the label is not printed for {names:names}, so that the label may hold or not.",
            names=list(missing.institute),
        )
    return sentence(
        "A year of the label is not printed for {names:names}, so that the label may hold or not. The "
        "rate of {closing:names} also closes over another period or count, which does not decide it.",
        names=list(missing.institute),
        closing=list(closing.institute),
    )


def institutes(alignment: pd.DataFrame) -> Sentence:
    """How far the same institutes differ in the first year and the last of `reconciliation.aligned`.

    Then without the one that widens the last year most.
    """
    spread = reconciliation.spread(alignment)
    same = spread[(spread.among == "every year") & (spread.compared > 2)]
    if len(same) < 2:
        return sentence("Fewer than three institutes have a market in both years: they are not compared.")
    first, last = same.iloc[0], same.iloc[-1]
    left_out = reconciliation.leave_one_out(alignment).dropna(subset=["left_out"])
    others = left_out.pivot(index="left_out", columns="year", values="ratio")
    fewer = others.loc[others[last.year].idxmin()]
    fields = {"n": int(last.compared), "first_year": first.year, "first_ratio": first.ratio}
    fields |= {"year": last.year, "ratio": last.ratio, "ends": _ends(alignment, last)}
    fields |= {"name": fewer.name, "first_without": fewer[first.year], "without": fewer[last.year]}
    return sentence(
        "Among the {n} institutes with a market in both years, the highest is {first_ratio:1} times the lowest "
        "in {first_year:year} and {ratio:1} times in {year:year} ({ends:sentence}); without {name}, "
        "{first_without:1} and {without:1} times.",
        **fields,
    )


def _ends(alignment: pd.DataFrame, row: pd.Series) -> Sentence:
    """The lowest and highest market of a year of `reconciliation.spread`, with whose is not printed."""
    of = alignment[alignment.year == row.year]
    of = of[of.institute.isin(reconciliation.throughout(alignment))].set_index("institute")
    low, high = of.loc[of.value.idxmin()], of.loc[of.value.idxmax()]
    fields = {"low": low.value, "high": high.value, "lowest": low.name, "highest": high.name}
    if low.how == high.how == "printed":
        return sentence("${low:1}bn to ${high:1}bn", **fields)
    if high.how == "printed":
        return sentence("${low:1}bn, interpolated for {lowest}, to ${high:1}bn", **fields)
    if low.how == "printed":
        return sentence("${low:1}bn to ${high:1}bn, interpolated for {highest}", **fields)
    return sentence("${low:1}bn to ${high:1}bn, interpolated for {lowest} and {highest}", **fields)


def variance(shares: pd.DataFrame) -> Sentence:
    """From which year the spread of growth comes, and whom that rests on (`reconciliation.shares_without_one`).

    A share of the last year on the other side of a half, once an institute is left out, means it rests on that
    institute.
    """
    if len(shares) < 4:
        return sentence("Fewer than three institutes have a market in both years: the spread is not split.")
    whole, others = shares.iloc[0], shares.iloc[1:].set_index("left_out").target_share
    turned = others[(others > 0.5) != (whole.target_share > 0.5)]
    fields = {"n": int(whole.compared), "base": 100 * whole.base_share, "target": 100 * whole.target_share}
    fields |= {"low": 100 * others.min(), "lowest": others.idxmin()}
    fields |= {"high": 100 * others.max(), "highest": others.idxmax()}
    rests = sentence("That rests on {turned:names}.", turned=list(turned.index))
    return sentence(
        "Over all {n} institutes the last year accounts for {target:0%} of the variance of growth and the "
        "first year for {base:0%}; a negative share offsets the other. {rests} With one institute left out, "
        "the last year’s share runs from {low:0%} (without {lowest}) to {high:0%} (without {highest}).",
        rests=sentence("No single institute decides that.") if turned.empty else rests,
        **fields,
    )


def regional(totals: pd.DataFrame) -> Sentence:
    """Which year's world total the undated regional markets sum to (`regions.totals`)."""
    fitting = totals[(totals.period == "current") & (totals.fits == "fits")]
    if fitting.empty:
        return sentence("The regional markets called “current” sum to none of the printed world totals.")
    return sentence(
        "The regional markets called “current” sum to the world total of {years:years}.",
        years=list(fitting.year),
    )


def bounded(totals: pd.DataFrame) -> Sentence:
    """What the regions with only a bound must hold for the markets of 2030 to sum to the world total."""
    later = totals[totals.period == "2030"].iloc[0]
    return sentence(
        "For {year:year}, the regions with only an upper bound must together hold more than ${low:1}bn for the "
        "sum to fit; their bounds leave room for less than ${room:0}bn.",
        year=later.year,
        low=later.rest_low,
        room=later.room,
    )


def regional_growth(supposed: pd.DataFrame) -> list[Sentence]:
    """A sentence a region whose growth is stated: from which base years it follows (`regions.base_years`)."""
    told = supposed[supposed.fits.notna()]
    return [_from_years(region, group) for region, group in told.groupby("region", sort=False)]


def _from_years(region: str, group: pd.DataFrame) -> Sentence:
    fitting = list(group.base_year[group.fits == "fits"])
    fields = {"region": region, "printed": group.printed.iloc[0], "years": fitting}
    if len(fitting) == len(group):
        return sentence(
            "{region:term}: the growth stated ({printed} a year) follows from either base year.", **fields
        )
    if fitting:
        return sentence(
            "{region:term}: the growth stated ({printed} a year) follows only if “current” is {years:years}.",
            **fields,
        )
    return sentence(
        "{region:term}: the growth stated ({printed} a year) follows from no base year tried.", **fields
    )


def regional_shares(shares: pd.DataFrame) -> Sentence:
    """How many printed shares follow from the markets, by the year supposed (`regions.shares`)."""
    told = shares[shares.fits.notna()]
    years = [
        sentence(
            "{fits:none follows|# follows|# follow} if “current” means {year:year}",
            fits=int((group.fits == "fits").sum()),
            year=year,
        )
        for year, group in told.groupby("year")
    ]
    return sentence(
        "Of {n} printed {n:share|shares} of the world market, {years:sentences}.",
        n=len(told) // max(told.year.nunique(), 1),
        years=years,
    )
