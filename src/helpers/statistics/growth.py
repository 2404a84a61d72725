"""Growth of a market: compound rates from printed figures, and whether stated rates close.

Rates are in percent a year. A printed figure is an interval (`rounding`), so a rate computed from two of
them is one too. Whether a stated rate closes is decided without roots, in rationals.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any, NamedTuple

import pandas as pd

from helpers.statistics import rounding
from helpers.statistics.rounding import Interval
from helpers.statistics.sentences import Sentence, sentence


class Figure(NamedTuple):
    """A figure as printed: its digits and how many of them are decimals."""

    value: Decimal
    decimals: int


class Closing(NamedTuple):
    """How a stated rate closes: first and last year, periods counted, names of figures read without zeros.

    `decimals` are those under which start, end and rate are read.
    """

    first: int
    last: int
    periods: int
    dropped: tuple[str, ...]
    decimals: tuple[int, ...]


def cagr(start: Interval, end: Interval, years: int) -> tuple[float, float]:
    """Lowest and highest compound annual growth rate, in percent, that `start` to `end` allow."""
    return (
        100 * (float(end.low / start.high) ** (1 / years) - 1),
        100 * (float(end.high / start.low) ** (1 / years) - 1),
    )


def closes(start: Interval, end: Interval, rate: Interval, periods: int) -> bool:
    """Whether some start, rate (percent) and end satisfy start x (1 + rate)^periods = end, exactly."""
    return (start * factor(rate) ** periods).meets(end)


def closing_readings(start: Figure, end: Figure, rate: Figure, periods: int, rule: str) -> Iterator[tuple]:
    """Every reading of the three figures under which they close, fewest dropped zeros first.

    A reading names the figures taken without their trailing zeros (none: "as printed"), and gives the
    decimals of all three.
    """
    named = {"start": start, "end": end, "rate": rate}
    options = product(*(rounding.readings(*figure) for figure in named.values()))
    for decimals in sorted(options, key=lambda taken: -sum(taken)):
        intervals = [
            rounding.printed(figure.value, taken, rule)
            for figure, taken in zip(named.values(), decimals, strict=True)
        ]
        if closes(*intervals, periods):
            pairs = zip(named, decimals, strict=True)
            yield tuple(name for name, taken in pairs if taken < named[name].decimals), decimals


def closure(estimates: pd.DataFrame, stated: pd.DataFrame, rule: str = "half-up") -> pd.DataFrame:
    """One row a rate an institute states: does it close as labelled, and if not, what explains it best?

    `as_labelled` is reproduced, not reproduced or endpoint not printed, with the interval the labelled
    endpoints imply. `explanation` says what closes, `explained_low` to `explained_high` what it implies if it
    is not the label as printed; `needed_low` to `needed_high` is the endpoint (in `needed_year`) that would
    make the label true. "Consistent only if" is said of a label that its printed
    endpoints contradict; where one is not printed the label may hold as it is, so that it is not checkable
    whatever else closes. Rates in percent a year, markets in the table's unit.
    """
    rates = institute_rates(estimates, stated)
    return pd.DataFrame(
        [_closure_row(figures_of(estimates, rate.source), rate, rule) for rate in rates.itertuples()]
    )


def _closure_row(printed: dict[int, Figure], stated: Any, rule: str) -> dict:
    rate, label = Figure(stated.value, stated.decimals), (stated.from_year, stated.to_year)
    closing = _labelled(printed, rate, label, rule)
    missing = [year for year in label if year not in printed]
    as_labelled = "endpoint not printed" if missing else "reproduced" if closing else "not reproduced"
    best = closing or _best_explanation(printed, rate, label, rule)
    low, high = (None, None) if missing else implied(printed, *label, rule)
    verdict = _verdict(as_labelled, closing, best)
    return {
        "institute": stated.source,
        "from_year": stated.from_year,
        "to_year": stated.to_year,
        "stated": stated.value,
        "implied_low": low,
        "implied_high": high,
        "as_labelled": as_labelled,
        "explanation": _explanation(best, label, _readings(printed, rate, best)),
        **_explained(printed, None if verdict == "reproduced" else best, rule),
        **_needed(printed, rate, label, rule),
        "verdict": verdict,
    }


def _labelled(printed: dict[int, Figure], rate: Figure, label: tuple[int, int], rule: str) -> Closing | None:
    if not all(year in printed for year in label):
        return None
    return _first_closing(printed, rate, label, [label[1] - label[0]], rule)


def _best_explanation(printed: dict, rate: Figure, label: tuple, rule: str) -> Closing | None:
    """Another pair of printed years; else another number of periods on a printed pair, nearest count first."""
    pairs = [(a, b) for a in printed for b in printed if a < b]
    for pair in pairs:
        found = pair != label and _first_closing(printed, rate, pair, [pair[1] - pair[0]], rule)
        if found:
            return found
    for pair in sorted(pairs, key=lambda years: years != label):
        true_count = pair[1] - pair[0]
        counts = sorted(range(1, true_count + 3), key=lambda k: abs(k - true_count))
        found = _first_closing(printed, rate, pair, counts, rule)
        if found:
            return found
    return None


def _first_closing(
    printed: dict, rate: Figure, pair: tuple, counts: Iterable[int], rule: str
) -> Closing | None:
    for periods in counts:
        for reading in closing_readings(printed[pair[0]], printed[pair[1]], rate, periods, rule):
            return Closing(*pair, periods, *reading)
    return None


def _verdict(as_labelled: str, closing: Closing | None, best: Closing | None) -> str:
    if closing:
        return "consistent only if" if closing.dropped else "reproduced"
    if as_labelled == "endpoint not printed":
        # an unprinted endpoint may well make the label true, whatever else happens to close
        return "not checkable"
    return "consistent only if" if best else "inconsistent"


def _readings(printed: dict[int, Figure], rate: Figure, best: Closing | None) -> list[Sentence]:
    """How the figures are read whose trailing zeros a closing takes for padding: `42.60 read as 42.6`."""
    if best is None:
        return []
    named = {"start": printed[best.first], "end": printed[best.last], "rate": rate}
    taken = dict(zip(named, best.decimals, strict=True))
    return [_reading(named[name], taken[name]) for name in best.dropped]


def _reading(figure: Figure, decimals: int) -> Sentence:
    if decimals < 0:
        template = "{printed:figure} read as rounded to the nearest {unit}"
        return sentence(template, printed=figure.value, unit=10**-decimals)
    read = figure.value.quantize(Decimal(1).scaleb(-decimals))
    return sentence("{printed:figure} read as {read:figure}", printed=figure.value, read=read)


def _explanation(best: Closing | None, label: tuple[int, int], readings: list[Sentence]) -> Sentence:
    if best is None:
        return sentence("no pair of printed years")
    years = {"first": best.first, "last": best.last}
    if best.periods != best.last - best.first:
        counts = {"periods": best.periods, "true_count": best.last - best.first}
        return sentence(
            "counting {periods} periods from {first:year} to {last:year} instead of {true_count}",
            **years,
            **counts,
        )
    if (best.first, best.last) == label:
        if not best.dropped:
            return sentence("the label itself")
        return sentence("the label, with {readings:sentences}", readings=readings)
    if best.dropped:
        template = "the period {first:year} to {last:year}, with {readings:sentences}"
        return sentence(template, **years, readings=readings)
    return sentence("the period {first:year} to {last:year}", **years)


def _explained(printed: dict[int, Figure], best: Closing | None, rule: str) -> dict:
    """The rate implied by the pair of the explanation, with its own number of periods."""
    if best is None:
        return {"explained_low": None, "explained_high": None}
    ends = zip((best.first, best.last), best.decimals, strict=False)
    start, end = (rounding.printed(printed[year].value, decimals, rule) for year, decimals in ends)
    low, high = cagr(start, end, best.periods)
    return {"explained_low": low, "explained_high": high}


def _needed(printed: dict, rate: Figure, label: tuple[int, int], rule: str) -> dict:
    """The end that the labelled start and the rate call for; where the start is not printed, the start."""
    grown = factor(rounding.printed(rate.value, rate.decimals, rule)) ** (label[1] - label[0])
    if label[0] in printed:
        needed, year = rounding.printed(*printed[label[0]], rule) * grown, label[1]
    elif label[1] in printed:
        needed, year = rounding.printed(*printed[label[1]], rule) / grown, label[0]
    else:
        return {"needed_year": None, "needed_low": None, "needed_high": None}
    return {"needed_year": year, "needed_low": float(needed.low), "needed_high": float(needed.high)}


def steps(estimates: pd.DataFrame, stated: pd.DataFrame, rule: str = "half-up") -> pd.DataFrame:
    """One row a pair of consecutive years an institute prints: that year's growth beside its long-run rate."""
    rows = []
    for row in institute_rates(estimates, stated).itertuples():
        printed = figures_of(estimates, row.source)
        for year in printed:
            if year + 1 in printed:
                low, high = implied(printed, year, year + 1, rule)
                against = "above" if low > row.value else "below" if high < row.value else "about equal"
                rows.append(
                    {"institute": row.source, "from_year": year, "to_year": year + 1, "stated": row.value}
                    | {"step_low": low, "step_high": high, "against_long_run": against}
                )
    return pd.DataFrame(rows)


def factor(rate: Interval) -> Interval:
    """1 + rate/100, for a rate in percent."""
    hundredth = rounding.exactly(Fraction(1, 100))
    return rounding.exactly(1) + rate * hundredth


def implied(printed: dict[int, Figure], first: int, last: int, rule: str) -> tuple[float, float]:
    """Lowest and highest rate that two printed years of one institute allow."""
    start, end = (rounding.printed(*printed[year], rule) for year in (first, last))
    return cagr(start, end, last - first)


def institute_rates(estimates: pd.DataFrame, stated: pd.DataFrame) -> pd.DataFrame:
    """The rows of `stated` that are exact world rates of an institute with estimates."""
    known = stated.source.isin(set(estimates.institute)) & (stated.scope == "world")
    return stated[known & (stated.wording == "exact")]


def figures_of(estimates: pd.DataFrame, institute: str) -> dict[int, Figure]:
    """An institute's printed figures by year."""
    rows = estimates[estimates.institute == institute].sort_values("year")
    return {int(row.year): Figure(row.value, int(row.decimals)) for row in rows.itertuples()}
