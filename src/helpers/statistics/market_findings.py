"""Sentences about the market: which rates follow, how far the institutes differ, what the regions sum to."""

import math

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
        "rate of {closing:names} closes over another period or count only, which does not decide it.",
        names=list(missing.institute),
        closing=list(closing.institute),
    )


def institutes(alignment: pd.DataFrame) -> Sentence:
    """How far the same institutes differ in the first year and the last of `reconciliation.aligned`.

    Then without the one that widens the last year most. A ratio is that of printed figures, each an interval.
    """
    spread = reconciliation.spread(alignment)
    same = spread[(spread.among == "every year") & (spread.compared > 2)]
    if len(same) < 2:
        return sentence("Fewer than three institutes have a market in both years: they are not compared.")
    first, last = same.iloc[0], same.iloc[-1]
    left_out = reconciliation.leave_one_out(alignment).dropna(subset=["left_out"])
    name = left_out[left_out.year == last.year].set_index("left_out").ratio.idxmin()
    without = left_out[left_out.left_out == name].set_index("year")
    fields = {"n": int(last.compared), "first_year": first.year, "year": last.year, "name": name}
    fields |= {"first_ratio": _times(first), "ratio": _times(last), "ends": _ends(alignment, last)}
    fields |= {f"{key}without": _times(without.loc[of.year]) for key, of in (("first_", first), ("", last))}
    return sentence(
        "Among the {n} institutes with a market, printed or interpolated, in both {first_year:year} and "
        "{year:year}, the highest is {first_ratio} times the lowest in {first_year:year} and {ratio} times in "
        "{year:year} ({ends:sentence}); without {name}, {first_without} and {without} times.",
        **fields,
    )


def _times(row: pd.Series) -> Sentence:
    """How many times the lowest the highest can be, with one decimal."""
    low, high = row.ratio_low, row.ratio_high
    if math.floor(10 * low + 0.5) == math.floor(10 * high + 0.5):
        return sentence("{low:1}", low=low)
    return sentence("{low:1} to {high:1}", low=low, high=high)


def _ends(alignment: pd.DataFrame, row: pd.Series) -> Sentence:
    """The lowest and highest market of a year of `reconciliation.spread`, with whose is not printed."""
    of = alignment[alignment.year == row.year]
    of = of[of.institute.isin(reconciliation.throughout(alignment))].set_index("institute")
    low, high = of.loc[of.value.idxmin()], of.loc[of.value.idxmax()]
    fields = {"low": low.shown, "high": high.shown, "lowest": low.name, "highest": high.name}
    if low.how == high.how == "printed":
        return sentence("${low:figure}bn to ${high:figure}bn", **fields)
    if high.how == "printed":
        return sentence("${low:figure}bn, interpolated for {lowest}, to ${high:figure}bn", **fields)
    if low.how == "printed":
        return sentence("${low:figure}bn to ${high:figure}bn, interpolated for {highest}", **fields)
    return sentence("${low:figure}bn to ${high:figure}bn, interpolated for {lowest} and {highest}", **fields)


def stated_range(closure: pd.DataFrame) -> Sentence:
    """The lowest and the highest growth rate that institutes state, with their periods (`growth.closure`)."""
    ends = {"low": closure.loc[closure.stated.idxmin()], "high": closure.loc[closure.stated.idxmax()]}
    fields = {end: row.stated for end, row in ends.items()}
    fields |= {f"{end}_by": row.institute for end, row in ends.items()}
    fields |= {f"{end}_from": row.from_year for end, row in ends.items()}
    fields |= {f"{end}_to": row.to_year for end, row in ends.items()}
    return sentence(
        "The {n} growth rates stated run from {low:figure}% a year ({low_by}, {low_from:year} to "
        "{low_to:year}) to {high:figure}% ({high_by}, {high_from:year} to {high_to:year}).",
        n=len(closure),
        **fields,
    )


def study_growth(claim: pd.Series) -> Sentence:
    """The verdict on the growth range of the study, a row of `reconciliation.summary_ranges`."""
    fields = {"low": claim.range_low, "high": claim.range_high, "condition": claim.condition}
    fields |= {"place": claim.place.partition(",")[0]}
    if claim.verdict == "consistent only if":
        return sentence(
            "Growth of {low:figure} to {high:figure}% a year ({place:place}) holds only if {condition}.",
            **fields,
        )
    if claim.verdict == "inconsistent":
        return sentence(
            "Growth of {low:figure} to {high:figure}% a year ({place:place}) does not hold: {condition}.",
            **fields,
        )
    return sentence(
        "Growth of {low:figure} to {high:figure}% a year ({place:place}) holds: {condition}.", **fields
    )


def log_points(parts: pd.DataFrame) -> Sentence:
    """How to read `reconciliation.decomposition`: the mean, and that log points are no percentage points."""
    about = sentence(
        "The mean is the unweighted one of these institutes, a point of reference only and no estimate of the "
        "market. The parts are in log points a year and are not differences of the growth column"
    )
    row = parts.loc[parts.deviation.abs().idxmax()]
    return sentence(
        "{about}: {institute} is {log:1} log points from the mean, with growth of {growth:1%} where the mean "
        "of the column is {mean:1%}.",
        about=about,
        institute=row.institute,
        log=row.deviation,
        growth=row.growth,
        mean=parts.growth.mean(),
    )


def variance(shares: pd.DataFrame, years: tuple[int, int]) -> Sentence:
    """From which of two years the spread of growth comes, and whom that rests on (`shares_without_one`).

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
    fields |= {"first": years[0], "last": years[1]}
    rests = sentence("That rests on {turned:names}.", turned=list(turned.index))
    return sentence(
        "Over all {n} institutes the markets of {last:year} account for {target:0%} of the variance of growth "
        "and those of {first:year} for {base:0%}; a negative share offsets the other. {rests} With one "
        "institute left out, the share of {last:year} runs from {low:0%} (without {lowest}) to {high:0%} "
        "(without {highest}).",
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
        "sum to fit; their bounds add up to ${room:1}bn.",
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
        said = _from_some(fields, group[group.fits == "fits"])
    else:
        said = sentence(
            "{region:term}: the growth stated ({printed} a year) follows from no base year tried.", **fields
        )
    widely = group[group.fits_widely == "fits"]
    if len(widely) <= len(fitting):
        return said
    return sentence(
        "{said} But where {reading}, it follows from {years:years}.",
        said=said,
        reading=widely.widely.iloc[0],
        years=list(widely.base_year),
    )


def _from_some(fields: dict, fitting: pd.DataFrame) -> Sentence:
    """That a growth follows from some base years, and whether at one end of its range only."""
    ends = set(fitting.fits_at)
    if len(ends) > 1 or None in ends:
        return sentence(
            "{region:term}: the growth stated ({printed} a year) follows only if “current” is {years:years}.",
            **fields,
        )
    return sentence(
        "{region:term}: the growth stated ({printed} a year) follows only if “current” is {years:years}, and "
        "then at {end:term} of its range only.",
        end=ends.pop(),
        **fields,
    )


def regional_shares(shares: pd.DataFrame) -> Sentence:
    """How many printed shares follow from the markets, by the year supposed (`regions.shares`)."""
    told = shares[shares.fits.notna()]
    years = [
        _following(int((group.fits == "fits").sum()), len(group), year) for year, group in told.groupby("year")
    ]
    return sentence(
        "Of {n} printed {n:share|shares} of the world market, {years:sentences}.",
        n=len(told) // max(told.year.nunique(), 1),
        years=years,
    )


def _following(fits: int, of: int, year: int) -> Sentence:
    """How many shares follow if “current” means a year."""
    if fits == of > 1:
        return sentence("all follow if “current” means {year:year}", year=year)
    template = "{fits:none follows|# follows|# follow} if “current” means {year:year}"
    return sentence(template, fits=fits, year=year)
