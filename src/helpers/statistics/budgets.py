"""Public programmes and digital emissions: what contains what, and do printed shares and growth agree?

Amounts are in millions of the currency they are printed in (never converted), shares and changes in
percent. A printed figure is an interval (`rounding`), taken at its printed digits even where it is hedged.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Any

import pandas as pd

from helpers.statistics import rounding
from helpers.statistics.rounding import Interval
from helpers.statistics.sentences import Amount, Sentence, as_printed, sentence

MILLIONS = {"EUR million": 1, "EUR billion": 1000, "SGD million": 1}
HUNDRED = rounding.exactly(100)

FOOTPRINT = (
    ("digital_share_of_footprint", "report"),
    ("digital_growth", "horizon"),
    ("digital_share_of_footprint", "horizon"),
)
"""Measure and kind of year of the share now, its growth, and the later share."""


def amounts(programmes: pd.DataFrame, rule: str = "half-up") -> pd.DataFrame:
    """One row a programme: its amount in millions, and the programmes it is a part of, nearest first.

    `amount_low` to `amount_high` is what the printed figure (`printed`) stands for, `stands_for` the same in
    the unit it is printed in; `how` says whether the amount is printed, a printed share of the programme it
    is part of, or not stated. Only programmes with no `within` may be added up, and only in one currency.
    """
    millions = _millions(programmes, rule)
    parents = _parents(programmes)
    rows = []
    for row in programmes.assign(printed=as_printed(programmes)).itertuples():
        amount = millions[row.programme]
        how = "not stated" if amount is None else "share of a programme" if row.unit == "percent" else "printed"
        kept = {name: getattr(row, name) for name in ("programme", "label_en", "label_fr", "value", "unit")}
        kept |= {"how": how, "currency": _currency(programmes, row.programme)} | _ends("amount", amount)
        kept |= {"printed": row.printed, "stands_for": _stands_for(row, amount, kept["currency"])}
        kept |= {name: _year(getattr(row, name)) for name in ("from_year", "to_year", "years")}
        rows.append(kept | {"within": _chain(row.programme, parents), "place": row.place})
    return pd.DataFrame(rows)


def containment(programmes: pd.DataFrame, rule: str = "half-up") -> pd.DataFrame:
    """One row a programme that is part of another: its share of the whole, and how their periods lie.

    Can the part be within the whole, in amount and in time? The parts of a whole are also held against it
    together. Shares are in percent; nothing is said across currencies. `share_stated` says that the share is
    printed as such: no amount of the part then bears on it.
    """
    millions, parents = _millions(programmes, rule), _parents(programmes)
    periods = {row.programme: (_year(row.from_year), _year(row.to_year)) for row in programmes.itertuples()}
    rows = []
    for part, whole in parents.items():
        amount, of = millions[part], millions[whole]
        known = amount is not None and of is not None
        row = programmes[programmes.programme == part].iloc[0]
        stated = row.unit == "percent"
        share = rounding.printed(row.value, row.decimals, rule) if stated else None
        if known and share is None:
            share = amount / of * HUNDRED
        siblings = [millions[name] for name, above in parents.items() if above == whole]
        shares = (share, _sum_share(siblings, of), stated)
        verdict, condition = _contained(*shares, periods[part], periods[whole])
        kept = {"programme": part, "part_of": whole, "part_of_basis": row.part_of_basis}
        kept |= _ends("share", share) | {
            "share_stated": stated,
            "periods": _position(periods[part], periods[whole]),
        }
        rows.append(kept | {"verdict": verdict, "condition": condition})
    return pd.DataFrame(rows)


def overlaps(programmes: pd.DataFrame) -> pd.DataFrame:
    """One row a pair of programmes whose periods are printed: the years they share (`years`, 0 if none).

    `same_money` says that one is part of the other: their amounts are not to be added.
    """
    parents = _parents(programmes)
    dated = programmes.dropna(subset=["from_year", "to_year"])
    rows = []
    for a, b in combinations(dated.itertuples(), 2):
        first, last = max(int(a.from_year), int(b.from_year)), min(int(a.to_year), int(b.to_year))
        years = max(last - first + 1, 0)
        common = {"from_year": first if years else None, "to_year": last if years else None, "years": years}
        nested = b.programme in _chain(a.programme, parents) or a.programme in _chain(b.programme, parents)
        rows.append({"programme": a.programme, "other": b.programme} | common | {"same_money": nested})
    return pd.DataFrame(rows)


def emissions(environment: pd.DataFrame, rule: str = "half-up") -> pd.DataFrame:
    """One row a reading of the growth of digital emissions: what it implies, an interval in percent.

    The share now and the growth of the digital part give the later share if all emissions stay, or if all
    others do; the two printed shares give the growth, or with the growth the change of all emissions or of
    all others. `nominal` is the result at the printed digits; `nominal_said`, `implied_said` word the results.
    """
    figures = [_figure(environment, *name) for name in FOOTPRINT]
    points = [rounding.exactly(row.value) for row in figures]
    intervals = [rounding.printed(row.value, row.decimals, rule) for row in figures]
    rows = []
    for (name, said), point, ends in zip(
        _implied(*figures), _implications(*points), _implications(*intervals), strict=True
    ):
        row = {"reading": name, "statement": said, "nominal": float(point.low)} | _ends("implied", ends)
        rows.append(row | _worded(name, row))
    return pd.DataFrame(rows)


def _worded(reading: str, row: dict) -> dict[str, Sentence]:
    """The results of a reading in words: a share with a decimal, a change whole and with its sign."""
    value, low, high = row["nominal"], row["implied_low"], row["implied_high"]
    ends = {"low": low, "high": high}
    if reading in ("constant", "others constant"):
        said = sentence("{value:1%}", value=value), sentence("{low:1} to {high:1%}", **ends)
    elif low > 0:
        said = sentence("+{value:0%}", value=value), sentence("+{low:0} to +{high:0%}", **ends)
    else:
        said = sentence("{value:0%}", value=value), sentence("{low:0} to {high:0%}", **ends)
    return {"nominal_said": said[0], "implied_said": said[1]}


def emissions_judged(verdicts: pd.DataFrame) -> Sentence:
    """The verdict on the growth of the digital share, of `emission_verdicts`."""
    row = verdicts.iloc[0]
    fields = {"statement": row.statement, "condition": row.condition}
    if row.verdict == "consistent only if":
        return sentence(
            "The study says: {statement}. This is consistent only if {condition:sentence}.", **fields
        )
    return sentence(
        "The study says: {statement}. This is {verdict:term}: {condition:sentence}.",
        verdict=row.verdict,
        **fields,
    )


def emission_verdicts(environment: pd.DataFrame, rule: str = "half-up") -> pd.DataFrame:
    """One row a statement on digital emissions: its verdict and why, or on what condition."""
    share, growth, later = (_figure(environment, *name) for name in FOOTPRINT)
    found = emissions(environment, rule).set_index("reading")
    statement = sentence(
        "growth of {growth:0%} by {year:year} takes the digital share of the country’s greenhouse gas "
        "footprint from {share:0%} to {later:1%}",
        growth=growth.value,
        year=later.year,
        share=share.value,
        later=later.value,
    )
    figures = [rounding.printed(row.value, row.decimals, rule) for row in (share, growth, later)]
    constant, others_constant = _implications(*figures)[:2]
    if constant.meets(figures[-1]):
        verdict, condition = "consistent", sentence("it does so if the total footprint stays as it is")
    elif others_constant.meets(figures[-1]):
        verdict, condition = "consistent only if", sentence("the rest of the footprint stays as it is")
    else:
        verdict, condition = "consistent only if", _total_must(found.loc["total"], found.loc["others"])
    rows = [{"statement": statement, "verdict": verdict, "condition": condition}]
    return pd.DataFrame(rows + list(_worldwide(environment, share)))


def _stands_for(row: Any, amount: Interval | None, currency: str) -> Sentence | None:
    """The ends of an amount in the unit it is printed in; of a share of a programme, in millions."""
    if amount is None:
        return None
    # half a unit of the last printed decimal takes one decimal more; an end worked out from a share is rounded
    unit, places = (f"{currency} million", 2) if row.unit == "percent" else (row.unit, int(row.decimals) + 1)
    ends = [rounding.rounded(end / MILLIONS[unit], places) for end in (amount.low, amount.high)]
    low, high = (Decimal(end.numerator) / Decimal(end.denominator) for end in ends)
    return sentence("{amount:amount}", amount=Amount(unit, low, high))


def size(known: pd.DataFrame) -> Sentence:
    """How many rows have an amount in euros, the least and most printed (`amounts`, in one language)."""
    euros = in_euros(known)
    printed = euros[euros.how == "printed"]
    if printed.empty:
        return sentence("No programme has a printed amount in euros.")
    most, least = printed.loc[printed.amount_high.idxmax()], printed.loc[printed.amount_low.idxmin()]
    return sentence(
        "Of {n} rows (programmes, projects and shares of financing), {euros} {euros:has|have} an amount in "
        "euros, {parts:none being|# of which is|# of which are} part of another: they are not added up. The "
        "amounts printed run from {low} ({least}) to {high} ({most}).",
        n=len(known),
        euros=len(euros),
        low=least.printed,
        least=least.label,
        high=most.printed,
        most=most.label,
        parts=int(euros.within.map(bool).sum()),
    )


def in_euros(known: pd.DataFrame) -> pd.DataFrame:
    """The rows of `amounts` with an amount in euros."""
    return known[known.amount_low.notna() & (known.currency == "EUR")]


def contained(parts: pd.DataFrame) -> Sentence:
    """How many parts can be within their whole (`containment`); a share of it that is stated is told apart."""
    stated = parts.share_stated & (parts.verdict == "consistent")
    number = parts.verdict[~stated].value_counts()
    return sentence(
        "Of {n} programmes that are part of another, {fit:none fits|# fits|# fit} within the whole by the "
        "amounts printed, {only_if:none|#|#} on a condition only, {wrong:none is|# is|# are} inconsistent, "
        "{stated:none is stated as a share|# is stated as a share|# are stated as shares} of the whole "
        "and {unknown:all can|# cannot|# cannot} be checked.",
        n=len(parts),
        stated=int(stated.sum()),
        fit=int(number.get("consistent", 0)),
        only_if=int(number.get("consistent only if", 0)),
        wrong=int(number.get("inconsistent", 0)),
        unknown=int(number.get("not checkable", 0)),
    )


def footprint(environment: pd.DataFrame, rule: str = "half-up") -> Sentence:
    """What the stated growth makes of the digital share of the footprint, beside the later share printed."""
    share, growth, later = (_figure(environment, *name) for name in FOOTPRINT)
    constant = emissions(environment, rule).set_index("reading").loc["constant"]
    return sentence(
        "If the country’s total greenhouse gas footprint stays as it is, {growth:figure%} growth takes the "
        "digital part of it from {share:figure%} to between {low:1%} and {high:1%} in {year:year}; "
        "{later:figure%} is printed.",
        growth=growth.value,
        share=share.value,
        low=constant.implied_low,
        high=constant.implied_high,
        year=later.year,
        later=later.value,
    )


def _figure(environment: pd.DataFrame, measure: str, year_kind: str) -> Any:
    of = environment[(environment.measure == measure) & (environment.year_kind == year_kind)]
    if len(of) != 1:
        raise ValueError(f"one printed figure of {measure} ({year_kind}) is needed, {len(of)} are there")
    return next(of.itertuples())


def _implications(share: Interval, growth: Interval, later: Interval) -> list[Interval]:
    """The five results of `emissions`, in percent: each is monotone in every figure that it uses."""

    def grown(now: Fraction, growth: Fraction) -> Fraction:
        return now * (100 + growth) / 100

    def of_rest(now: Fraction, growth: Fraction) -> Fraction:
        return 100 * grown(now, growth) / (grown(now, growth) + 100 - now)

    def total(now: Fraction, growth: Fraction, then: Fraction) -> Fraction:
        return 100 * grown(now, growth) / then - 100

    def others(now: Fraction, growth: Fraction, then: Fraction) -> Fraction:
        return (100 + total(now, growth, then)) * (100 - then) / (100 - now) - 100

    return [
        _monotone(grown, [(share, "low"), (growth, "low")]),
        _monotone(of_rest, [(share, "low"), (growth, "low")]),
        _monotone(lambda now, then: 100 * then / now - 100, [(share, "high"), (later, "low")]),
        _monotone(total, [(share, "low"), (growth, "low"), (later, "high")]),
        _monotone(others, [(share, "low"), (growth, "low"), (later, "high")]),
    ]


def _monotone(result: Callable[..., Fraction], figures: list[tuple[Interval, str]]) -> Interval:
    """What a monotone function gives; beside each figure, the end of it that makes the result lowest."""
    other = {"low": "high", "high": "low"}
    lowest = [(getattr(figure, end), getattr(figure, f"closed_{end}")) for figure, end in figures]
    highest = [
        (getattr(figure, other[end]), getattr(figure, f"closed_{other[end]}")) for figure, end in figures
    ]
    low, high = (result(*(value for value, _ in ends)) for ends in (lowest, highest))
    return Interval(low, high, all(closed for _, closed in lowest), all(closed for _, closed in highest))


def _implied(share: Any, growth: Any, later: Any) -> Iterator[tuple[str, Sentence]]:
    fields = {"growth": growth.value, "later": later.value, "year": later.year}
    yield "constant", sentence("share in {year:year} if the total footprint stays as it is", **fields)
    yield (
        "others constant",
        sentence("share in {year:year} if the rest of the footprint stays as it is", **fields),
    )
    yield "growth", sentence("growth that gives {later:1%} if the total footprint stays as it is", **fields)
    yield (
        "total",
        sentence("change of the total footprint that gives {later:1%} with {growth:0%} growth", **fields),
    )
    yield (
        "others",
        sentence("change of the rest of the footprint that gives {later:1%} with {growth:0%} growth", **fields),
    )


def _total_must(total: pd.Series, others: pd.Series) -> Sentence:
    if total.implied_high < 0:
        return sentence(
            "the total footprint falls by {low:0} to {high:0%} meanwhile (all but digital by {others_low:0} to "
            "{others_high:0%})",
            low=-total.implied_high,
            high=-total.implied_low,
            others_low=-others.implied_high,
            others_high=-others.implied_low,
        )
    return sentence(
        "the total footprint changes by {low:0} to {high:0%} meanwhile",
        low=total.implied_low,
        high=total.implied_high,
    )


def _worldwide(environment: pd.DataFrame, share: Any) -> Iterator[dict]:
    for row in environment[environment.measure == "digital_share_of_emissions"].itertuples():
        yield {
            "statement": sentence(
                "{low:0} to {high:0%} of emissions in the world, {share:0%} of the footprint of the country",
                low=row.value,
                high=row.value_high,
                share=share.value,
            ),
            "verdict": "not checkable",
            "condition": sentence("emissions and a footprint are not the same quantity"),
        }


def _millions(programmes: pd.DataFrame, rule: str) -> dict[str, Interval | None]:
    """The amount of each programme in millions; a share of a programme is worked out from its amount."""
    rows = {row.programme: row for row in programmes.itertuples()}

    def amount(name: str) -> Interval | None:
        row = rows[name]
        if row.value is None:
            return None
        printed = rounding.printed(row.value, row.decimals, rule)
        if row.unit != "percent":
            return printed * rounding.exactly(MILLIONS[row.unit])
        whole = amount(row.part_of)
        return None if whole is None else printed * whole / HUNDRED

    return {name: amount(name) for name in rows}


def _parents(programmes: pd.DataFrame) -> dict[str, str]:
    parents = {row.programme: row.part_of for row in programmes.itertuples() if isinstance(row.part_of, str)}
    unknown = sorted(set(parents.values()) - set(programmes.programme))
    if unknown:
        raise ValueError(f"programmes are part of {', '.join(unknown)}, which the table does not hold")
    return parents


def _chain(programme: str, parents: dict[str, str]) -> list[str]:
    """The programmes that contain this one, nearest first."""
    found = []
    while programme in parents:
        programme = parents[programme]
        if programme in found:
            raise ValueError(f"{programme} is part of itself")
        found.append(programme)
    return found


def _currency(programmes: pd.DataFrame, name: str) -> str:
    known = programmes.set_index("programme").currency
    chain = [name, *_chain(name, _parents(programmes))]
    return next(known[one] for one in chain if isinstance(known[one], str))


def _year(cell: Any) -> int | None:
    return None if pd.isna(cell) else int(cell)


def _ends(name: str, interval: Interval | None) -> dict[str, float | None]:
    low, high = (None, None) if interval is None else (float(interval.low), float(interval.high))
    return {f"{name}_low": low, f"{name}_high": high}


def _sum_share(parts: list[Interval | None], whole: Interval | None) -> Interval | None:
    known = [part for part in parts if part is not None]
    return None if whole is None or not known else rounding.total(known) / whole * HUNDRED


def _position(part: tuple, whole: tuple) -> str:
    """How the period of a part lies to that of its whole."""
    if None in (*part, *whole):
        return "not stated" if None in (part[0], whole[0]) else "end not stated"
    if whole[0] <= part[0] and part[1] <= whole[1]:
        return "within"
    return "apart" if part[1] < whole[0] or whole[1] < part[0] else "overlapping"


def _contained(
    share: Interval | None, together: Interval | None, stated: bool, part: tuple, whole: tuple
) -> tuple[str, Sentence]:
    if together is not None and together.low > 100:
        return "inconsistent", sentence("the parts together are more than the whole")
    where = _position(part, whole)
    if where == "apart":
        return "inconsistent", sentence("the two periods share no year")
    if where == "overlapping":
        years = [year for year in range(part[0], part[1] + 1) if not whole[0] <= year <= whole[1]]
        return "consistent only if", sentence(
            "what the part spends in {years:years} is not counted in the whole", years=years
        )
    if share is None:
        return "not checkable", sentence("the amount of the part or that of the whole is not stated")
    if stated:
        return "consistent", sentence(
            "it is stated as a share of the whole, so that only the sum of such parts bears on it"
        )
    return "consistent", sentence(
        "it is {low:1} to {high:1%} of the whole", low=float(share.low), high=float(share.high)
    )
