"""Checks on amounts: worked out again from others, stated twice, in order, in one unit, over a period.

A figure is an exact interval, so a result is one too. A result that agrees only where all figures are taken
to be in one unit, whatever is printed beside them, is consistent on that condition.
"""

import datetime
import math
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from itertools import pairwise

import pandas as pd

from helpers.statistics import growth, rounding
from helpers.statistics.claims.ledger import BOTH
from helpers.statistics.claims.registry import Case, Finding, check, failed
from helpers.statistics.rounding import Interval
from helpers.statistics.sentences import Amount, Sentence, sentence

HUNDRED = rounding.exactly(100)

RATIO = sentence("the ratio of the two figures")

EXCUSES = {
    "total": sentence("the two are shares of different totals"),
    "scope": sentence("the two do not speak of the same field"),
    "label": sentence("the two count different things under one label"),
    "whole": sentence("what it is a share of changes too"),
    "outside": sentence("what falls outside the period is not counted in the whole"),
    "left out": sentence("the range leaves some figures out"),
    "once": sentence("what stands in two lists is counted once"),
    "hedge": sentence("the hedged figure is read more loosely"),
}
"""Conditions that a ledger may name under which two figures are not the same quantity."""


@check("sum")
def added(case: Case, *parts: str) -> Finding:
    """Is the claim the sum of the parts?"""
    return _again(case, parts, lambda *of: rounding.total(of), sentence("the sum of the parts"))


@check("difference")
def difference(case: Case, first: str, second: str) -> Finding:
    """Is the claim the first less the second?"""
    return _again(case, (first, second), lambda a, b: a - b, sentence("the difference"))


@check("product")
def product(case: Case, *factors: str) -> Finding:
    """Is the claim the product of the factors, shares counting as parts of 1?"""
    shares = sum(case.ledger[name].percent for name in factors) - case.claim.percent
    scale = rounding.exactly(Fraction(1, 100**shares) if shares >= 0 else Fraction(100**-shares))
    return _again(case, factors, lambda *of: reduce(Interval.__mul__, of) * scale, sentence("the product"))


@check("ratio")
def ratio(case: Case, part: str, whole: str) -> Finding:
    """Is the claim the part divided by the whole, in percent where it is a share?"""
    scale = HUNDRED if case.claim.percent else rounding.exactly(1)
    return _again(case, (part, whole), lambda a, b: _over(a, b) * scale, RATIO)


@check("proportion")
def proportion(case: Case, beside: str, first: str, second: str) -> Finding:
    """Is the claim to the one beside it as the first is to the second?"""
    said = sentence("the same proportion as elsewhere")
    return _again(case, (beside, first, second), lambda x, y, z: x * _over(y, z), said)


@check("grown")
def grown(case: Case, start: str, rise: str, but: str = "") -> Finding:
    """Is the claim the start, risen by a percentage?"""
    said = sentence("the start with its growth")
    return _again(case, (start, rise), lambda a, b: a * growth.factor(b), said, but)


def _excuse(name: str) -> Sentence:
    if name not in EXCUSES:
        raise ValueError(f"the condition is {name!r}; it must be one of {', '.join(EXCUSES)}")
    return EXCUSES[name]


def _over(a: Interval, b: Interval) -> Interval:
    """Quotient; a divisor that may be zero allows everything."""
    return a / b if b.low > 0 else Interval(Fraction(0), math.inf, True, False)


def _again(case: Case, parts: tuple[str, ...], work_out: Callable, said: Sentence, but: str = "") -> Finding:
    stated = case.interval()
    result = work_out(*(case.interval(name) for name in parts))
    evidence = _evidence(case, said, result)
    if result.meets(stated):
        return Finding("reproduced" if _nominal(case, parts, work_out) else "consistent", evidence)
    bare = work_out(*(case.interval(name, scaled=False) for name in parts))
    if bare.meets(case.interval(scaled=False)):
        condition = sentence("all figures are in one unit, whatever is printed beside them")
        return Finding("consistent only if", _evidence(case, said, bare, scaled=False), condition)
    if but:
        return Finding("consistent only if", evidence, _excuse(but))
    return failed(case, evidence, *parts, gap=_gap(stated, result))


def _nominal(case: Case, parts: tuple[str, ...], work_out: Callable) -> bool:
    """Whether the printed digits themselves give the printed digits."""
    claims = [case.claim, *(case.ledger[name] for name in parts)]
    if case.is_free(*parts) or not all(claim.plain for claim in claims):
        return False
    points = [rounding.exactly(Fraction(claim.low) * claim.scale[1]) for claim in claims[1:]]
    result = work_out(*points).low / case.claim.scale[1]
    return rounding.rounded(result, case.claim.decimals, case.rule) == Fraction(case.claim.low)


def _evidence(case: Case, said: Sentence, result: Interval, scaled: bool = True) -> Sentence:
    """What is worked out, in the unit of the claim; in none where units as printed are left aside."""
    size, unit = (case.claim.scale[1], case.claim.unit) if scaled else (1, "count")
    unit = "percent" if unit == "share" else unit
    low, high = (_shown(end, size, case.claim.decimals) for end in (result.low, result.high))
    if high is None:
        worked = sentence("more than {low:amount}", low=Amount(unit, low))
    else:
        worked = sentence("{amount:amount}", amount=Amount(unit, low, None if low == high else high))
    return sentence("{said:sentence} gives {ends}", said=said, ends=worked)


def _shown(end: Fraction | float, size: int, decimals: int) -> Decimal | None:
    """An end of a result as a figure: whole, or with the decimals of the claim and one at least."""
    if abs(end) == math.inf:
        return None
    value = Fraction(end) / size
    if value.denominator == 1:
        return Decimal(value.numerator)
    near = rounding.rounded(value, max(1, decimals))
    places = Decimal(1).scaleb(-max(1, decimals))
    return (Decimal(near.numerator) / Decimal(near.denominator)).quantize(places)


def _gap(stated: Interval, found: Interval) -> Fraction | None:
    """How far two intervals that do not meet are apart, as a part of what was found."""
    ends = (stated.low, stated.high, found.low, found.high)
    if any(abs(end) == math.inf for end in ends) or not found.high:
        return None
    return max(stated.low - found.high, found.low - stated.high, Fraction(0)) / abs(found.high)


@check("rate")
def rate(case: Case, start: str, end: str, *others: str) -> Finding:
    """Is the claim the compound growth a year from start to end, over its own period?

    `others` are figures of further years, among which another period may be found.
    """
    names = (start, end, *others)
    claims = [case.ledger[name] for name in names]
    if case.is_free(*names) or not all(claim.plain for claim in (case.claim, *claims)):
        return _rate_of_ranges(case, start, end)
    figures = [(_year(claim.period[1]), claim.low, claim.decimals) for claim in claims]
    estimates = pd.DataFrame(figures, columns=["year", "value", "decimals"]).assign(institute="")
    stated = {"source": "", "scope": "world", "wording": "exact", "value": case.claim.low}
    stated |= {"decimals": case.claim.decimals} | _labels(case)
    found = growth.closure(estimates, pd.DataFrame([stated]), case.rule).iloc[0]
    implied = sentence("no printed pair of the labelled years")
    if found.as_labelled != "endpoint not printed":
        ends = {"low": found.implied_low, "high": found.implied_high}
        implied = sentence("the labelled years imply {low:2} to {high:2%} a year", **ends)
    if found.verdict == "not checkable":
        return Finding("not checkable", sentence("an end of the labelled period is not printed"))
    return Finding(found.verdict, implied, None if found.verdict == "reproduced" else found.explanation)


def _rate_of_ranges(case: Case, start: str, end: str) -> Finding:
    years = [_year(case.ledger[name].period[1]) for name in (start, end)]
    label = _labels(case)
    if years != [label["from_year"], label["to_year"]]:
        return Finding("not checkable", sentence("an end of the labelled period is not printed"))
    first, last = case.interval(start), case.interval(end)
    evidence = sentence("some pair of the printed ends grows so")
    if growth.closes(first, last, case.interval(), years[1] - years[0]):
        return Finding("consistent", evidence)
    return failed(case, sentence("no pair of the printed ends grows so"), start, end)


def _labels(case: Case) -> dict[str, int]:
    return {"from_year": _year(case.claim.period[0]), "to_year": _year(case.claim.period[1])}


def _year(date: str) -> int:
    if not date[:4].isdigit():
        raise ValueError(f"a check over years needs a period with a first and a last year, not {date!r}")
    return int(date[:4])


@check("same")
def same(case: Case, other: str, but: str = "") -> Finding:
    """Is the claim the same quantity as another, stated elsewhere or counted?

    A report that states a figure twice repeats it: that is consistent. A count that gives it reproduces it.
    """
    claim, twin = case.claim, case.ledger[other]
    if (claim.low, claim.high, claim.scale) == (twin.low, twin.high, twin.scale) and not case.is_free(other):
        if "counted" in (claim.wording, twin.wording):
            return Finding("reproduced", sentence("counted alike"), repeats=True)
        return Finding("consistent", sentence("also stated elsewhere"), repeats=True)
    return replace(_differing(case, other, but), repeats=twin.wording == "counted")


def _differing(case: Case, other: str, but: str) -> Finding:
    """What two figures of one quantity that are not printed alike say."""
    claim, twin = case.claim, case.ledger[other]
    evidence = sentence("{other} elsewhere", other=twin.words())
    if case.is_free(other):
        return Finding("consistent", evidence)
    if "date" in (claim.unit, twin.unit) or (claim.scale[0] != twin.scale[0] and not claim.percent):
        return failed(case, evidence, other)
    if case.interval().meets(case.interval(other)) and not _both_ranges(case, other):
        return Finding("consistent", evidence)
    if but:
        return Finding("consistent only if", evidence, _excuse(but))
    if claim.scale != twin.scale and case.interval(scaled=False).meets(case.interval(other, scaled=False)):
        condition = sentence("the two figures are in one unit")
        return Finding("consistent only if", evidence, condition)
    return failed(case, evidence, other, gap=_gap(case.interval(), case.interval(other)))


def _both_ranges(case: Case, other: str) -> bool:
    """Whether a range stands beside something else than that range: meeting is not being the same."""
    return bool({"range", BOTH} & {case.claim.wording, case.ledger[other].wording})


@check("end_of")
def end_of(case: Case, other: str) -> Finding:
    """Is the claim an end of a range stated elsewhere?"""
    span = case.ledger[other]
    evidence = sentence("the range is {range}", range=span.words())
    if case.claim.low in (span.low, span.high) or case.is_free(other):
        return Finding("consistent", evidence, repeats=True)
    return failed(case, evidence, other)


@check("within")
def within(case: Case, total: str) -> Finding:
    """Is the claim no more than the whole that it is part of?"""
    part, whole = case.interval(), case.interval(total)
    evidence = sentence("no more than the whole: {whole}", whole=case.ledger[total].words())
    if part.low < whole.high or (part.low == whole.high and part.closed_low and whole.closed_high):
        return Finding("consistent", evidence)
    said = sentence("the whole is {whole}", whole=case.ledger[total].words())
    return failed(case, said, total, gap=_gap(part, whole))


@check("fallen")
def fallen(case: Case, before: str) -> Finding:
    """Is the claim less than it was before, as the report says?"""
    now, then = case.interval(), case.interval(before)
    evidence = sentence("less than the {before} before, as said", before=case.ledger[before].words())
    if case.is_free(before) or now.low < then.high:
        return Finding("consistent", evidence)
    said = sentence("no less than the {before} before", before=case.ledger[before].words())
    return failed(case, said, before, gap=_gap(now, then))


@check("ahead")
def ahead(case: Case, *names: str) -> Finding:
    """Do the figures stand in falling order, as the claim says?"""
    evidence = sentence("the figures are {figures:sentences}", figures=_all_words(case, names))
    if case.is_free(*names):
        return Finding("consistent", evidence)
    pairs = [(case.interval(a), case.interval(b)) for a, b in pairwise(names)]
    if any(a.high < b.low or (a.high == b.low and not (a.closed_high and b.closed_low)) for a, b in pairs):
        return failed(case, evidence, *names)
    if all(a.low >= b.high and not (a.low == b.high and a.closed_low and b.closed_high) for a, b in pairs):
        return Finding("reproduced", evidence)
    if any(case.ledger[a].low == case.ledger[b].low for a, b in pairwise(names)):
        return Finding("consistent only if", evidence, sentence("figures printed alike differ as said"))
    return Finding("consistent", evidence)


@check("most")
def most(case: Case, *names: str, first: str = "1") -> Finding:
    """Are the first so many figures no lower than all the others?"""
    evidence = sentence("the figures are {figures:sentences}", figures=_all_words(case, names))
    leading = [case.interval(name) for name in names[: int(first)]]
    others = [case.interval(name) for name in names[int(first) :]]
    if any(a.high < b.low for a in leading for b in others):
        return failed(case, evidence, *names)
    return Finding("consistent", evidence)


@check("faster")
def faster(case: Case, *names: str) -> Finding:
    """Does the first pair of figures (start, end) grow by a larger factor than each of the other pairs?"""
    starts, ends = names[::2], names[1::2]
    factors = [_over(case.interval(b), case.interval(a)) for a, b in zip(starts, ends, strict=True)]
    low, high = float(factors[0].low), float(max(factor.high for factor in factors[1:]))
    evidence = sentence(
        "its value grows {low:1}-fold or more, those of the others {high:1}-fold at most", low=low, high=high
    )
    if all(factors[0].low > other.high for other in factors[1:]):
        return Finding("reproduced", evidence)
    slower = any(factors[0].high < other.low for other in factors[1:])
    return failed(case, evidence, *names) if slower else Finding("consistent", evidence)


def _all_words(case: Case, names: tuple[str, ...]) -> list[Sentence]:
    return [case.ledger[name].words() for name in names]


@check("unit")
def unit(case: Case, *others: str) -> Finding:
    """Is the claim in the unit it is printed in, or only in that of like amounts a hundred times apart?"""
    evidence = sentence("like amounts are {others:sentences}", others=_all_words(case, others))
    if case.is_free(*others) or not any(_far(case, other, scaled=True) for other in others):
        return Finding("consistent", evidence)
    if not any(_far(case, other, scaled=False) for other in others):
        said = sentence("it is {unit:word}, like the others", unit=f"in {case.ledger[others[0]].unit}")
        return Finding("consistent only if", evidence, said)
    return failed(case, evidence, *others)


def _far(case: Case, other: str, scaled: bool) -> bool:
    one, two = case.interval(scaled=scaled), case.interval(other, scaled=scaled)
    return one.high * 100 < two.low or two.high * 100 < one.low


@check("lasts")
def lasts(case: Case, other: str) -> Finding:
    """Is the claim, in years, the time from the first to the last day of another?"""
    days = case.ledger[other]
    if days.unit != "date" or None in (days.low, days.high):
        raise ValueError(f"the claim {other!r} is no pair of dates")
    start, end = (datetime.date.fromisoformat(day) for day in (days.low, days.high))
    evidence = sentence("the dates printed are that far apart")
    after = end + datetime.timedelta(days=1)
    years = after.year - start.year
    exact = (after.month, after.day) == (start.month, start.day)
    if case.is_free(other) or (exact and years == case.claim.low):
        return Finding("consistent" if case.is_free(other) else "reproduced", evidence)
    near = abs((after - start).days / 365.25 - float(case.claim.low or 0)) < 0.5
    if near:
        return Finding("consistent", evidence)
    return failed(case, sentence("the dates are {dates}", dates=days.words()), other)


@check("begins")
def begins(case: Case, other: str) -> Finding:
    """Is the claim the first day of another?"""
    if case.claim.low == case.ledger[other].low or case.is_free(other):
        return Finding("consistent", sentence("the dates printed start on that day"), repeats=True)
    return failed(case, sentence("the dates are {dates}", dates=case.ledger[other].words()), other)


@check("follows")
def follows(case: Case, other: str) -> Finding:
    """Does the claim's period start after that of another ends? It says nothing of the amounts."""
    start, end = case.claim.period[0], case.ledger[other].period[1]
    evidence = sentence("one ends in {end:name}, the next starts in {start:name}", end=end, start=start)
    if start > end or case.is_free(other):
        return Finding("consistent", evidence)
    return failed(case, evidence, other)


@check("inside")
def inside(case: Case, other: str, but: str = "") -> Finding:
    """Does the claim's period lie in that of another?"""
    (start, end), (first, last) = case.claim.period, case.ledger[other].period
    fields = {"start": start, "end": end, "first": first, "last": last}
    evidence = sentence(
        "the part runs {start:name} to {end:name}, the whole {first:name} to {last:name}", **fields
    )
    if (first <= start and end <= last) or case.is_free(other):
        return Finding("consistent", evidence)
    if but:
        return Finding("consistent only if", evidence, _excuse(but))
    return failed(case, evidence, other)


@check("spans")
def spans(case: Case, *figures: str, but: str = "") -> Finding:
    """Does the claim, a range, hold every figure that it summarises?"""
    span, kept = case.interval(), [name for name in figures if name not in case.ledger.free]
    out = [name for name in kept if not case.interval(name).meets(span)]
    fields = {"inside": len(kept) - len(out), "all": len(kept)}
    evidence = sentence("{inside} of {all} figures lie inside", **fields)
    if not out:
        return Finding("consistent", evidence)
    fields |= {"out": _all_words(case, tuple(out))}
    evidence = sentence("{inside} of {all} figures lie inside; outside: {out:sentences}", **fields)
    if but:
        return Finding("consistent only if", evidence, _excuse(but))
    return failed(case, evidence, *out)
