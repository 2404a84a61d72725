"""A claim as printed, and what it stands for: an exact interval, and whether hedging words set its ends.

Shares of 1 are read as percentages, so that words and digits compare. Amounts with a scale in their unit
("USD million") can be put on one scale. Dates are ISO text.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import pandas as pd

from helpers.statistics import rounding
from helpers.statistics.rounding import Interval
from helpers.statistics.sentences import Amount, Sentence, hedge, sentence

SCALES = {"million": 10**6, "billion": 10**9}

WHOLE = (
    *("count", "people", "firms", "employees", "posts", "rank", "level", "year of study"),
    *("years", "months", "hours", "ECTS"),
)
"""Units of numbers that are counted, not rounded."""

BOTH = "both"
"""The wording of two figures, each of which is stated: 3 and 5 years, not 3 to 5."""

ENDS = {"more than": "low", "at least": "low", "less than": "high", "at most": "high"}


@dataclass(frozen=True)
class Claim:
    """One quantitative statement; `low` and `high` are Decimals, ISO dates or None, `period` (from, to)."""

    id: str
    topic: str
    low: Any
    high: Any
    unit: str
    base: int | None
    wording: str
    period: tuple[str, str]
    checks: tuple

    @property
    def percent(self) -> bool:
        """Whether it is a share, given as a percentage or as a share of 1."""
        return self.unit == "share" or self.unit.startswith("percent")

    @property
    def plain(self) -> bool:
        """Whether it is one number, printed without a hedge."""
        return self.wording in ("exact", "counted") and self.low is not None and self.unit != "date"

    @property
    def decimals(self) -> int:
        """Digits printed after the decimal point."""
        values = [value for value in (self.low, self.high) if isinstance(value, Decimal)]
        return max(-value.as_tuple().exponent for value in values)

    @property
    def scale(self) -> tuple[str, int]:
        """What is measured and how many of it one unit is: `("USD", 1000000)`."""
        what, _, size = self.unit.rpartition(" ")
        return (what, SCALES[size]) if what and size in SCALES else (self.unit, 1)

    def words(self) -> Sentence:
        """The value in words: `39%`, `7 to 11 USD billion`, `nearly half`, `3 and 5 years`."""
        if self.low is None and self.high is None:
            return sentence("no figure")
        if self.unit == "share":
            return sentence("{wording:word}", wording=self.wording)
        if self.wording == BOTH:
            last = Amount(self.unit, self.high)
            return sentence("{first:figure} and {last:amount}", first=self.low, last=last)
        if self.wording in ("exact", "counted", "range", "comparison"):
            return _amount(self)
        if self.wording == "at most":
            return self._at_most()
        wording = hedge(self.wording, self.unit)
        return sentence("{wording:word} {amount}", wording=wording, amount=_amount(self))

    def _at_most(self) -> Sentence:
        """The most that a report names: `up to 4 km`, or of a rank `in the top 10`."""
        if self.unit == "rank":
            return sentence("in the top {rank:figure}", rank=self.high)
        return sentence("up to {amount:sentence}", amount=_amount(self))


def _amount(claim: Claim) -> Sentence:
    low, high = claim.low if claim.low is not None else claim.high, claim.high
    return sentence("{amount:amount}", amount=Amount(claim.unit, low, None if high == low else high))


class Word(NamedTuple):
    """How a hedging word is read: as a share in percent, or as factors of the number it stands before."""

    measure: str
    low: Fraction
    high: Fraction


@dataclass(frozen=True)
class Ledger:
    """Claims by id. Those in `free` are let go: they stand for every number their unit allows.

    `padded` reads trailing zeros as padding where that is possible: 150 may be tens, 42.60 may be tenths.
    """

    claims: Mapping[str, Claim]
    words: Mapping[str, Word]
    free: frozenset[str] = frozenset()
    padded: bool = False

    def __getitem__(self, name: str) -> Claim:
        return self.claims[name]

    def freed(self, names: Iterable[str]) -> "Ledger":
        """The same ledger with these claims let go."""
        return replace(self, free=frozenset(names))

    def whole(self, name: str) -> int:
        """The whole number that a claim states."""
        value = self.claims[name].low
        if not isinstance(value, Decimal) or value != value.to_integral_value():
            raise ValueError(f"the claim {name!r} states no whole number")
        return int(value)

    def hedged(self, *names: str) -> bool:
        """Whether a word that only the table of wordings reads sets an end of one of them."""
        return any(self.claims[name].wording in self.words for name in names if name not in self.free)

    def interval(self, name: str, rule: str, scaled: bool = True) -> Interval:
        """All numbers that the claim stands for, percentages for shares; `scaled`: in the basic unit."""
        claim = self.claims[name]
        factor = Fraction(claim.scale[1]) if scaled else Fraction(1)
        if name in self.free:
            return Interval(Fraction(0), math.inf, True, False)
        return _read(claim, self.words, rule, self.padded) * rounding.exactly(factor)


def ledger(frame: pd.DataFrame, wordings: pd.DataFrame) -> Ledger:
    """The claims of a typed frame, read with the declared wordings."""
    names = ("id", "topic", "unit", "wording", "period", "checks")
    found = {}
    for row in frame.to_dict("records"):
        base = None if pd.isna(row["base"]) else int(row["base"])
        fields = {name: row[name] for name in names} | {"low": row["value_low"], "high": row["value_high"]}
        found[row["id"]] = Claim(base=base, **fields)
    columns = (wordings.measure, wordings.low, wordings.high)
    words = [Word(measure, Fraction(low), Fraction(high)) for measure, low, high in zip(*columns, strict=True)]
    return Ledger(found, dict(zip(wordings.wording, words, strict=True)))


def _read(claim: Claim, words: Mapping[str, Word], rule: str, padded: bool) -> Interval:
    values = [value for value in (claim.low, claim.high) if isinstance(value, Decimal)]
    if not values:
        raise ValueError(f"the claim {claim.id!r} has no number to be checked")
    if claim.wording in words:
        return _worded(claim, words[claim.wording])
    if claim.wording in ENDS:
        return rounding.BOUNDS[claim.wording](_in_percent(claim, values[0]))
    return rounding.hull([_printed(claim, value, rule, padded) for value in values])


def _worded(claim: Claim, word: Word) -> Interval:
    if word.measure == "share":
        return Interval(word.low, word.high)
    least, most = (_in_percent(claim, value) for value in (claim.low, claim.high))
    return Interval(least * word.low, most * word.high)


def _printed(claim: Claim, value: Decimal, rule: str, padded: bool) -> Interval:
    # readings are nested: the coarsest holds all
    coarsest = rounding.readings(value, claim.decimals)[-1]
    if padded and claim.unit != "share" and coarsest < claim.decimals:
        return _from_zero(rounding.printed(value, coarsest, rule))
    if claim.unit in WHOLE and value == value.to_integral_value():
        return rounding.exactly(value)
    if claim.unit == "share":
        return rounding.exactly(_in_percent(claim, value))
    return _from_zero(rounding.printed(value, claim.decimals, rule))


def _from_zero(interval: Interval) -> Interval:
    """What is printed as 0 is no less than 0: amounts and shares are not negative."""
    return Interval(Fraction(0), interval.high, True, interval.closed_high) if interval.low < 0 else interval


def _in_percent(claim: Claim, value: Decimal) -> Fraction:
    return Fraction(value) * 100 if claim.unit == "share" else Fraction(value)
