"""Printed figures as exact intervals.

A figure printed as 7.5 stands for every number that rounds to it. All ends are `Fraction`s (infinite
ends are floats) and know whether they belong to the interval, so that "agrees" and "cannot agree" are
decided exactly. The idea of testing printed figures against what could have produced them is that of
the GRIM test (Brown & Heathers, 2017, Social Psychological and Personality Science 8).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pandas as pd

Number = Fraction | float
"""A `Fraction`, or an infinite float."""


@dataclass(frozen=True)
class Interval:
    """All numbers from `low` to `high`; `closed_low`, `closed_high` say whether the ends belong to it."""

    low: Number
    high: Number
    closed_low: bool = True
    closed_high: bool = True

    def __post_init__(self):
        for end in (self.low, self.high):
            # numpy's fixed-width integers overflow silently inside a Fraction
            exact = isinstance(end, Fraction) and type(end.numerator) is int
            assert exact or end in (-math.inf, math.inf), f"not an exact end: {end!r}"
        point = self.low == self.high and self.closed_low and self.closed_high
        assert point or self.low < self.high, f"empty interval {self}"

    def __contains__(self, value: Number) -> bool:
        above = value > self.low or (value == self.low and self.closed_low)
        below = value < self.high or (value == self.high and self.closed_high)
        return above and below

    def meets(self, other: "Interval") -> bool:
        """Whether some number lies in both."""
        return _reaches(self, other) and _reaches(other, self)

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(
            self.low + other.low,
            self.high + other.high,
            self.closed_low and other.closed_low,
            self.closed_high and other.closed_high,
        )

    def __neg__(self) -> "Interval":
        return Interval(-self.high, -self.low, self.closed_high, self.closed_low)

    def __sub__(self, other: "Interval") -> "Interval":
        return self + -other

    def __mul__(self, other: "Interval") -> "Interval":
        """Product of two intervals that hold no negative number."""
        assert min(self.low, other.low) >= 0, "only for intervals that hold no negative number"
        return Interval(
            _times(self.low, other.low),
            _times(self.high, other.high),
            (self.closed_low and other.closed_low) or 0 in self or 0 in other,
            self.closed_high and other.closed_high,
        )

    def __truediv__(self, other: "Interval") -> "Interval":
        """Quotient of independent intervals; the divisor holds positive numbers only."""
        assert other.low > 0, "only for divisors above zero"
        inverse = Interval(
            Fraction(0) if other.high == math.inf else 1 / other.high,
            1 / other.low,
            other.closed_high,
            other.closed_low,
        )
        return self * inverse

    def __pow__(self, exponent: int) -> "Interval":
        """Whole power of an interval that holds no negative number."""
        assert self.low >= 0, "only for intervals that hold no negative number"
        exponent = int(exponent)
        return Interval(self.low**exponent, self.high**exponent, self.closed_low, self.closed_high)


def exactly(value: Decimal | Fraction | int) -> Interval:
    """The interval that holds this one number."""
    return Interval(Fraction(value), Fraction(value))


def total(intervals: Iterable[Interval]) -> Interval:
    """Sum of independent intervals."""
    result = exactly(0)
    for interval in intervals:
        result = result + interval
    return result


def hull(intervals: Iterable[Interval]) -> Interval:
    """The smallest interval that holds all of them."""
    intervals = list(intervals)
    low = min(i.low for i in intervals)
    high = max(i.high for i in intervals)
    return Interval(
        low,
        high,
        any(i.closed_low for i in intervals if i.low == low),
        any(i.closed_high for i in intervals if i.high == high),
    )


def printed(value: Decimal | int, decimals: int, rule: str = "half-up") -> Interval:
    """Every number that prints as `value` with this many decimals (negative: tens, hundreds) under `rule`.

    `half-up` takes halves away from zero, `half-even` to the even digit, `truncation` drops digits.
    """
    centre, unit = Fraction(value), _unit(decimals)
    assert (centre / unit).denominator == 1, f"{value} is not printed with {decimals} decimals"
    if centre < 0:
        return -printed(-value, decimals, rule)
    if rule == "truncation":
        return Interval(centre if centre else -unit, centre + unit, bool(centre), False)
    closed_low, closed_high = _halves(centre / unit, rule)
    return Interval(centre - unit / 2, centre + unit / 2, closed_low, closed_high)


def rounded(value: Fraction, decimals: int, rule: str = "half-up") -> Fraction:
    """`value` as it would be printed with this many decimals under `rule`."""
    if value < 0:
        return -rounded(-value, decimals, rule)
    unit = _unit(decimals)
    whole, rest = divmod(value / unit, 1)
    half = Fraction(1, 2)
    up = {"half-up": rest >= half, "half-even": rest > half or (rest == half and whole % 2 == 1)}
    return (whole + up.get(rule, False)) * unit


def readings(value: Decimal | int, decimals: int) -> list[int]:
    """Numbers of decimals a printed figure may have been rounded to, as printed first.

    Trailing zeros may be digits or padding: 42.60 is read with 2 decimals, then 1. Zeros before the point
    are dropped one place at most (90 may be tens), and only where none are printed after it.
    """
    last = 0 if decimals > 0 else decimals - 1
    found, unit = [int(decimals)], _unit(decimals)
    while value and found[-1] > last and (Fraction(value) / (unit * 10)).denominator == 1:
        unit *= 10
        found.append(found[-1] - 1)
    return found


def more_than(value: Decimal | int) -> Interval:
    """Every number above `value`."""
    return Interval(Fraction(value), math.inf, False, False)


def less_than(value: Decimal | int) -> Interval:
    """Every number from zero to below `value`: the study's bounds are on amounts."""
    return Interval(Fraction(0), Fraction(value), False, False)


BOUNDS = {
    "more than": more_than,
    "less than": less_than,
    "at least": lambda value: Interval(Fraction(value), math.inf, True, False),
    "at most": lambda value: Interval(Fraction(0), Fraction(value)),
}


def figures(frame: pd.DataFrame, rule: str = "half-up") -> pd.DataFrame:
    """`frame` with a column `interval`: what each printed figure stands for, taken as printed.

    Uses `value`, `decimals`, `wording`, and where present `value_high` and `phrase`. An approximate figure
    is taken at its printed digits here; `approximately` widens it by the declared table.
    """
    intervals = [_figure(row, rule) for row in frame.to_dict("records")]
    return frame.assign(interval=pd.Series(intervals, index=frame.index, dtype=object))


def approximately(frame: pd.DataFrame, wordings: pd.DataFrame, rule: str = "half-up") -> pd.DataFrame:
    """`figures`, with approximate words read by the table `wordings` (`wording, measure, low, high`).

    `measure` is `share` (low and high are percentages) or `factor` (they multiply the printed number).
    """
    declared = wordings.set_index("wording")
    result = figures(frame, rule)
    for place, row in result[result.wording == "approximate"].iterrows():
        result.at[place, "interval"] = _worded(row, declared.loc[row["phrase"]])
    return result


def _figure(row: dict, rule: str) -> Interval | None:
    value, decimals = row["value"], row["decimals"]
    if row["wording"] == "bound":
        return BOUNDS[row["phrase"]](value)
    if value is None:
        return None
    low = printed(value, decimals, rule)
    if row["wording"] == "range":
        return hull([low, printed(row["value_high"], decimals, rule)])
    return low


def _worded(row: pd.Series, wording: pd.Series) -> Interval:
    low, high = Fraction(wording["low"]), Fraction(wording["high"])
    if wording["measure"] == "share":
        return Interval(low, high)
    return Interval(Fraction(row["value"]) * low, Fraction(row["value"]) * high)


def _unit(decimals: int) -> Fraction:
    return Fraction(10) ** -int(decimals)


def _halves(units: Fraction, rule: str) -> tuple[bool, bool]:
    if rule == "half-even":
        return units % 2 == 0, units % 2 == 0
    assert rule == "half-up", f"unknown rounding rule {rule!r}"
    return units != 0, False


def _times(a: Number, b: Number) -> Number:
    return Fraction(0) if a == 0 or b == 0 else a * b


def _reaches(a: Interval, b: Interval) -> bool:
    """Whether `a` does not lie wholly above `b`."""
    return a.low < b.high or (a.low == b.high and a.closed_low and b.closed_high)
