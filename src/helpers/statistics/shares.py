"""Shares of firms: tabulations and published figures to estimates with interval, base and flag.

Shares and interval ends are fractions of one; printed figures are percentages. An interval covers sampling
error only, as if the firms were a simple random sample of a large population: self-selection is not in it.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from fractions import Fraction
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import optimize, stats
from statsmodels.stats.proportion import proportion_confint

from helpers.statistics import bases, rounding
from helpers.statistics.rounding import Interval
from helpers.statistics.sentences import Sentence, as_printed, sentence
from helpers.statistics.weighting import korn_graubard

METHODS = {"wilson": "wilson", "clopper-pearson": "beta", "hypergeometric": None}
"""Interval methods, with the name statsmodels has for them."""

BASE_KINDS = ("stated", "base assumed", "base unknown", "not a share", "answers")
"""How the base of a share is come by: of a published one in the order the rule tries them, or counted."""

LARGE = 500
"""Firms of a group beyond which power is approximated: the exact one sums over a table of n x n."""

SMALL_BASE = 30
"""Bases below it are flagged."""

SMALL_CELL = 5
"""Simultaneous intervals need at least as many firms with each answer."""

SEVERAL = 3
"""Answers to a single choice from which intervals are simultaneous: of two, one share tells the other."""


def interval(
    count: float,
    base: float,
    confidence: float = 0.95,
    method: str = "wilson",
    population: int | None = None,
) -> tuple[float, float]:
    """Lowest and highest share that `count` out of `base` allows, as fractions of one.

    Wilson (1927) score interval; Clopper & Pearson (1934), exact binomial; or exact hypergeometric for a
    random draw from a finite `population`. All are valid at a count of 0 and of `base`.
    """
    _check(count, base, confidence, method)
    if method == "hypergeometric":
        return _hypergeometric(int(count), int(base), confidence, population)
    low, high = proportion_confint(count, base, alpha=1 - confidence, method=METHODS[method])
    # at 0 and at n the ends are 0 and 1 exactly; floating point may miss them by 1e-17
    return (0.0 if count == 0 else float(low), 1.0 if count == base else float(high))


def _check(count: float, base: float, confidence: float, method: str) -> None:
    if method not in METHODS:
        raise ValueError(f"method is {method!r}; it must be one of {', '.join(METHODS)}")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is {confidence}; it must lie between 0 and 1")
    if not (base > 0 and 0 <= count <= base):
        raise ValueError(f"{count} of {base} is no share: the count must lie between 0 and a positive base")


def _hypergeometric(count: int, base: int, confidence: float, population: int | None) -> tuple[float, float]:
    """Strict inversion of the two one-sided hypergeometric tests (Buonaccorsi, 1987).

    Kept is every number of firms in the population that neither test rejects at half of 1 - confidence. R's
    samplingbook steps one unit outward from there where the data allow it, to the first number rejected.
    """
    if population is None or population < base:
        raise ValueError(f"the exact hypergeometric interval needs a population of at least the base, {base}")
    tail = (1 - confidence) / 2
    held = range(count, int(population) - (base - count) + 1)  # firms with the answer in the population
    low = _first(held, lambda k: stats.hypergeom.sf(count - 1, population, k, base) > tail)
    beyond = _first(held, lambda k: stats.hypergeom.cdf(count, population, k, base) <= tail)
    return low / population, (beyond - 1) / population


def _first(numbers: range, holds: Callable[[int], bool]) -> int:
    """The first number from which `holds` holds, by bisection; one past the last where it never does."""
    low, high = numbers.start, numbers.stop
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def estimates(
    tabulation: pd.DataFrame,
    confidence: float = 0.95,
    method: str = "wilson",
    population: int | None = None,
    sampling: str = "self-selected",
    scheme: str = "flag-30",
) -> pd.DataFrame:
    """The tabulation, one row an estimate: `share`, `low`, `high` (fractions of one) and `flag` added.

    Needs `count` and `base`; a base of 0 has no share. Wilson and Clopper-Pearson take the population as
    large whatever its size; the hypergeometric method is refused unless the wave states a population and a
    random draw.
    """
    _allow(method, population, sampling)
    rows = [
        _estimate(count, base, confidence, method, population)
        for count, base in zip(tabulation["count"], tabulation["base"], strict=True)
    ]
    added = pd.DataFrame(rows, index=tabulation.index, columns=["share", "low", "high"], dtype=float)
    result = tabulation.assign(**added)
    return result.assign(flag=policy(result, scheme))


def _estimate(count: float, base: float, confidence: float, method: str, population: int | None) -> tuple:
    if base == 0:
        return (np.nan, np.nan, np.nan)
    return (count / base, *interval(count, base, confidence, method, population))


def _allow(method: str, population: int | None, sampling: str) -> None:
    if method == "hypergeometric" and (population is None or sampling != "random"):
        size = "not stated" if population is None else population
        raise ValueError(
            "the exact hypergeometric interval is for a random draw from a stated population; "
            f"this wave's sampling is {sampling!r} and its population is {size}"
        )


def simultaneous(counts: Sequence[int], confidence: float = 0.95, method: str = "wilson") -> pd.DataFrame:
    """One row an answer of a single choice: `count`, `base`, `share`, and `low` to `high`.

    All intervals hold together with `confidence`: each is at the level that Bonferroni leaves it. With Wilson's
    intervals these are the simultaneous intervals of Goodman (1965), Technometrics 7. Two answers are
    complements, whose intervals hold or fail together: theirs are plain. Goodman's rest on chi-squared, so
    `conditions` says whether each answer was given by at least 5 firms, the usual rule (May & Johnson, 1997,
    Computer Methods and Programs in Biomedicine 53); exact methods need none. `flag` says it in a word.
    """
    together = len(counts) >= SEVERAL
    base, level = sum(counts), _bonferroni(confidence, len(counts) if together else 1)
    rows = [(count, base, *_estimate(count, base, level, method, None)) for count in counts]
    frame = pd.DataFrame(rows, columns=["count", "base", "share", "low", "high"])
    holds = not together or method != "wilson" or min(counts) >= SMALL_CELL
    return frame.assign(conditions=holds, flag="ok" if holds else "few answers")


def _bonferroni(confidence: float, answers: int) -> float:
    return 1 - (1 - confidence) / answers


def answered(
    tabulation: pd.DataFrame,
    confidence: float = 0.95,
    method: str = "wilson",
    scheme: str = "flag-30",
    population: int | None = None,
    sampling: str = "self-selected",
    single: Collection[str] = (),
) -> pd.DataFrame:
    """One row a share of firms that answered: the tabulation in the columns of `verdicts`, with its interval.

    Takes `tabulation.shares`. `base_kind` is "answers"; `value` is the share in percent, exact, and missing
    where the base is 0. Questions of a `single` choice of three answers or more have `simultaneous` intervals,
    with the flag "few answers" where their conditions fail. With weights, shares are weighted and intervals are
    `korn_graubard`'s whatever the `method`; `count`, `bases` and `pairs` stay counts of firms.
    """
    _allow(method, population, sampling)
    weighted = tabulation.weighted_base.notna()
    if method == "hypergeometric" and weighted.any():
        raise ValueError("the exact hypergeometric interval is for unweighted answers")
    grouped = tabulation.groupby(["question", "horizon"], sort=False)["count"]
    answers = grouped.transform("size")
    alone = ~tabulation.question.isin(single) | (answers < SEVERAL)
    together = answers.mask(alone, 1)
    rows = tabulation.assign(share=_exact_shares(tabulation), answers=together).to_dict("records")
    found = [_answered_ends(row, confidence, method, population) for row in rows]
    result = _as_published(tabulation, rows).assign(
        **pd.DataFrame(found, index=tabulation.index, columns=_HULLS, dtype=float)
    )
    judged = tabulation.assign(count=[_weighed_count(row) for row in rows])
    failing = ~alone & ~weighted & (grouped.transform("min") < SMALL_CELL) & (method == "wilson")
    flag = policy(judged, scheme)
    return result.assign(flag=flag.mask(failing & (flag == "ok"), "few answers"))


def _exact_shares(tabulation: pd.DataFrame) -> pd.Series:
    """Shares as fractions; None where nobody answered."""
    counts, weights = ["count", "base"], ["weighted_count", "weighted_base"]
    chosen = [weights if weighted else counts for weighted in tabulation.weighted_base.notna()]
    rows = tabulation.to_dict("records")
    parts = [(row[part], row[whole]) for row, (part, whole) in zip(rows, chosen, strict=True)]
    return _objects([Fraction(part) / Fraction(whole) if whole else None for part, whole in parts], tabulation)


def _answered_ends(row: dict, confidence: float, method: str, population: int | None) -> tuple:
    """The share, twice, and the ends of its interval, as `_HULLS`."""
    if row["share"] is None:
        return (np.nan,) * 4
    share, level = float(row["share"]), _bonferroni(confidence, row["answers"])
    if pd.notna(row["weighted_base"]):
        ends = korn_graubard(share, row["base"], row["effective_base"], level)
    else:
        ends = interval(row["count"], row["base"], level, method, population)
    return share, share, *ends


def _weighed_count(row: dict) -> float:
    """What of the base the share stands for: the count, but for weights."""
    return 0 if row["share"] is None else float(row["share"] * row["base"])


def _said(row: dict, value: Fraction | None) -> Sentence | None:
    """A share in words; a weighted one leaves as a whole percentage."""
    if value is None:
        return None
    weighted = pd.notna(row["effective_base"])
    return sentence("{share:0%}", share=value) if weighted else sentence("{share:1%}", share=value)


def _as_published(tabulation: pd.DataFrame, rows: list[dict]) -> pd.DataFrame:
    """The tabulation with the columns of `verdicts` that every share has, whatever its interval."""
    values = [None if row["share"] is None else 100 * row["share"] for row in rows]
    pairs = [[(int(row["count"]), int(row["base"]))] if row["base"] else [] for row in rows]
    columns = {
        "unit": ["firms"] * len(rows),
        "wording": ["exact"] * len(rows),
        "value": values,
        "printed": [_said(row, value) for row, value in zip(rows, values, strict=True)],
        "base_kind": ["answers"] * len(rows),
        "bases": [[int(row["base"])] for row in rows],
        "count": [[count for count, _ in found] for found in pairs],
        "pairs": pairs,
        "note": [None if found else "nobody answered" for found in pairs],
        "verdict": [None] * len(rows),
        "condition": [None] * len(rows),
    }
    result = tabulation.assign(**{name: _objects(column, tabulation) for name, column in columns.items()})
    return result.assign(base_words=base_words(result))


def published(
    figures: pd.DataFrame,
    n: int,
    rule: str = "half-up",
    confidence: float = 0.95,
    method: str = "wilson",
    population: int | None = None,
    sampling: str = "self-selected",
    scheme: str = "flag-30",
) -> pd.DataFrame:
    """One row a printed figure (lost ones left out): the figure, its base, and its interval as a share.

    `base_kind` follows one rule, in this order: the base is (a) "stated" for the figure; else (b) `n`, where
    some count of `n` prints the figure ("base assumed"); else (c) any base from half of `n` that prints it
    ("base unknown"). `pairs` lists every such (count, base), `bases` and `count` the numbers in it; `share_low`
    to `share_high` and `interval_low` to `interval_high` are hulls over them, in fractions of one; `note` says
    why there are none, and `respondents` is `n`. Plain figures are read under `rule`; the others by the column
    `interval`, which `rounding.approximately` adds, so an approximate wording holds all counts inside its
    interval. Counts of firms are shares with a known count; other units, and rows where a boolean `of_firms` is
    false, are "not a share". `flag` is `policy`'s word.
    """
    _allow(method, population, sampling)
    kept = figures[figures.status != "lost"] if "status" in figures else figures
    read = [_reading(row, rule) for row in kept.to_dict("records")]
    found = [_base(row, i, n) for row, i in zip(kept.to_dict("records"), read, strict=True)]
    hulls = [_hull(pairs, confidence, method, population) for _, _, pairs, _ in found]
    result = kept.assign(
        interval=_objects(read, kept),
        base_kind=_objects([kind for kind, *_ in found], kept),
        bases=_objects([allowed for _, allowed, *_ in found], kept),
        count=_objects([sorted({count for count, _ in pairs}) for _, _, pairs, _ in found], kept),
        pairs=_objects([pairs for _, _, pairs, _ in found], kept),
        **pd.DataFrame(hulls, index=kept.index, columns=_HULLS, dtype=float),
        note=_objects([note for *_, note in found], kept),
        respondents=int(n),
    )
    return result.assign(flag=policy(result, scheme))


_HULLS = ["share_low", "share_high", "interval_low", "interval_high"]


def _objects(values: list, frame: pd.DataFrame) -> pd.Series:
    return pd.Series(values, index=frame.index, dtype=object)


def _is_share(row: dict) -> bool:
    return row["unit"] in ("percent", "firms") and bool(row.get("of_firms", True))


def _reading(row: dict, rule: str) -> Interval | None:
    """What the figure stands for, in its own unit."""
    if not _is_share(row):
        return None
    if row["wording"] == "exact":
        return bases.stands_for(row["value"], row["decimals"], rule)
    if "interval" not in row:
        raise ValueError(
            f"{row['question']}/{row['item']} is not printed plainly ({row['wording']}): "
            "read the wordings into a column 'interval' first"
        )
    return row["interval"]


def _base(
    row: dict, reading: Interval | None, n: int
) -> tuple[str, list[int], list[tuple[int, int]], str | None]:
    """Kind of base, bases, (count, base) pairs and, where there is no pair, the reason."""
    if not _is_share(row):
        return "not a share", [], [], None
    stated = None if pd.isna(row.get("base")) else int(row["base"])
    if reading is None:
        return ("stated" if stated else "base unknown"), [stated] if stated else [], [], "no declared reading"
    if stated is not None:
        found = pairs_at(row["unit"], reading, [stated])
        return "stated", [stated], found, None if found else "impossible under the stated base"
    found = pairs_at(row["unit"], reading, [int(n)])
    if found:
        return "base assumed", [int(n)], found, None
    found = pairs_at(row["unit"], reading, bases.from_half(n))
    note = None if found else "no base from half of n to n gives it"
    return "base unknown", sorted({base for _, base in found}), found, note


def pairs_at(unit: str, reading: Interval, allowed: Iterable[int]) -> list[tuple[int, int]]:
    """Every (count, base) with one of these bases that the reading, in percent or in firms, holds."""
    return [
        (count, base)
        for base in allowed
        for count in bases.counts(reading, base, base if unit == "firms" else 100)
    ]


def shared_bases(published_: pd.DataFrame, n: int) -> dict[str, list[int]]:
    """By question that prints two plain percentages or more: every base from n/2 that prints them all."""
    plain = bases.percentages(published_[published_.base_kind != "not a share"])
    return {
        question: [base for base in bases.from_half(n) if all(bases.counts(i, base) for i in group.interval)]
        for question, group in plain.groupby("question")
        if len(group) > 1
    }


def on_fitting_bases(
    verdicts_: pd.DataFrame,
    n: int,
    confidence: float = 0.95,
    method: str = "wilson",
    scheme: str = "flag-30",
) -> pd.DataFrame:
    """The shares of `verdicts`, with `fitting`: bases that fit all figures of the question where `n` does not.

    A figure assumed to be of all `n` has an interval that holds on these too, a flag that judges these too,
    and its base in words names them. They may widen the interval and never narrow it; the share and its base
    stay those assumed, for a shared base is a hypothesis.
    """
    shared = shared_bases(verdicts_, n)
    rows = verdicts_.to_dict("records")
    fitting = [_fitting(row, shared.get(row["question"], []), n) for row in rows]
    ends = [_widened(row, found, confidence, method) for row, found in zip(rows, fitting, strict=True)]
    widened = pd.DataFrame(ends, index=verdicts_.index, columns=_HULLS[2:], dtype=float)
    words = [_but_fitting(row["base_words"], found) for row, found in zip(rows, fitting, strict=True)]
    flags = [_flag_on(row, found, scheme) for row, found in zip(rows, fitting, strict=True)]
    named = {"fitting": fitting, "base_words": words, "flag": flags}
    return verdicts_.assign(**{name: _objects(held, verdicts_) for name, held in named.items()}, **widened)


def _but_fitting(base: Sentence | None, fitting: list[int]) -> Sentence | None:
    """The base in words, and those that fit all figures of the question where it does not."""
    if not fitting:
        return base
    return sentence(
        "{base:sentence}, but only {bases:options} {few:fits|fit} all figures",
        base=base,
        bases=fitting,
        few=len(fitting),
    )


def _flag_on(row: dict, fitting: list[int], scheme: str) -> str | None:
    """The flag of a figure, judged on the bases that fit too: the smallest counts."""
    if not fitting:
        return row["flag"]
    pairs = [*row["pairs"], *pairs_at(row["unit"], row["interval"], fitting)]
    return SCHEMES[scheme](row | {"bases": [*row["bases"], *fitting], "pairs": pairs})


def _fitting(row: dict, shared: list[int], n: int) -> list[int]:
    """The bases that a question's figures share, of a plain percentage on a base that is none of them."""
    plain = row["wording"] == "exact" and row["unit"] == "percent" and row["base_kind"] == "base assumed"
    return shared if plain and n not in shared else []


def _widened(row: dict, fitting: list[int], confidence: float, method: str) -> tuple[float, float]:
    """The ends of an interval, moved outwards to hold on each of these bases."""
    ends = (row["interval_low"], row["interval_high"])
    if not fitting:
        return ends
    low, high = _hull(pairs_at(row["unit"], row["interval"], fitting), confidence, method, None)[2:]
    return min(ends[0], low), max(ends[1], high)


def _hull(pairs: list[tuple[int, int]], confidence: float, method: str, population: int | None) -> tuple:
    if not pairs:
        return (np.nan,) * 4
    ends = [interval(count, base, confidence, method, population) for count, base in pairs]
    each = [count / base for count, base in pairs]
    return min(each), max(each), min(low for low, _ in ends), max(high for _, high in ends)


def policy(estimates: pd.DataFrame, scheme: str = "flag-30") -> pd.Series:
    """One word an estimate: "ok", "flagged" or "withheld"; None where there is no base to judge.

    `flag-30` flags an estimate if any of its bases is below 30. `nchs` is the standard of `nchs`; of several
    (count, base) the worst word counts. Takes `estimates` or `published`.
    """
    if scheme not in SCHEMES:
        raise ValueError(f"scheme is {scheme!r}; it must be one of {', '.join(SCHEMES)}")
    words = [SCHEMES[scheme](row) for row in estimates.to_dict("records")]
    return pd.Series(words, index=estimates.index, dtype=object)


def _flag_30(row: dict) -> str | None:
    found = row["bases"] if "bases" in row else [row["base"]]
    if not found:
        return None
    return "flagged" if min(found) < SMALL_BASE else "ok"


def _nchs(row: dict) -> str | None:
    found = row["pairs"] if "pairs" in row else [(row["count"], row["base"])]
    words = [nchs(count, base, row.get("effective_base"))[0] for count, base in found]
    return max(words, key=_WORDS.index, default=None)


_WORDS = ("ok", "flagged", "withheld")
SCHEMES = {"flag-30": _flag_30, "nchs": _nchs}
"""Base-size policies: name and what it says of a row."""


def nchs(count: float, base: float, effective_base: float | None = None) -> tuple[str, str | None]:
    """Whether a proportion may be shown by the standard of the US health statistics office, and why not.

    Withheld: base or effective base under 30; 95 % Clopper-Pearson interval (Korn & Graubard, 1998: on the
    effective base) at least .30 wide; or wider than .05 and than 130 % of the share. Flagged: a count of 0
    or all (for review), or a complement that would be withheld for its relative width (footnote). Degrees of
    freedom, which need a clustered design, are not judged. Parker et al. (2017), Vital Health Stat 2(175).
    """
    # at 0 and at all the variance is 0 and no effective base is defined: the standard takes the base itself
    plain = pd.isna(effective_base) or count in (0, base)
    effective = base if plain else min(base, effective_base)
    if base == 0 or effective < SMALL_BASE:
        return "withheld", "base under 30"
    share = count / base
    low, high = interval(share * effective, effective, 0.95, "clopper-pearson")
    width = high - low
    if width >= 0.30:
        return "withheld", "interval at least .30 wide"
    if count in (0, base):  # no relative width: it would divide by a share or a complement of 0
        return "flagged", "a count of 0 or of all"
    if width > 0.05 and width > 1.30 * share:
        return "withheld", "interval wider than 130 % of the share"
    if width > 0.05 and width > 1.30 * (1 - share):
        return "flagged", "interval wider than 130 % of the complement"
    return "ok", None


class Significant(NamedTuple):
    """Two counts, their difference (None where the groups differ in size), and Fisher's two-sided p."""

    start: int
    reached: int
    difference: int | None
    p: float


class Detectable(NamedTuple):
    """Two true shares, their difference, and the power to find it."""

    start: float
    reached: float
    difference: float
    power: float


def smallest_significant_difference(
    n: int, p0: float, alpha: float = 0.05, direction: str = "either", second_n: int | None = None
) -> Significant | None:
    """The smallest OBSERVED difference that is significant between a group of `n` firms and one of `second_n`.

    About data already in hand: the first has round(p0 x n) yes answers, and `reached` is the nearest count of
    the second (of `n` firms too, unless told) at which Fisher's exact test, two-sided, gives p <= `alpha`.
    Says nothing of how likely a true difference is to be found: that is `detectable_difference`. Groups must be
    disjoint. `direction` is up, down or either (the nearer of the two); None where no count is far enough.
    Fisher (1935), J. R. Statist. Soc. 98, "The logic of inductive inference".
    """
    _check_shares(p0=p0, alpha=alpha)
    other = int(n if second_n is None else second_n)
    start = int(rounding.rounded(Fraction(str(p0)) * int(n), 0))
    for reached in _nearest(Fraction(start, int(n)), other, _signs(direction)):
        p = float(stats.fisher_exact([[start, n - start], [reached, other - reached]]).pvalue)
        if p <= alpha:
            return Significant(start, reached, abs(reached - start) if other == n else None, p)
    return None


def _nearest(share: Fraction, n: int, signs: tuple[int, ...]) -> list[int]:
    """Counts of `n` whose share differs from `share` in a direction of `signs`, nearest first."""
    apart = {count: Fraction(count, n) - share for count in range(n + 1)}
    allowed = [count for count, gap in apart.items() if any(sign * gap > 0 for sign in signs)]
    return sorted(allowed, key=lambda count: (abs(apart[count]), signs[0] * apart[count] < 0))


def detectable_difference(
    n: int,
    p0: float,
    power: float = 0.80,
    alpha: float = 0.05,
    direction: str = "either",
    second_n: int | None = None,
) -> Detectable | None:
    """The smallest TRUE difference in shares that groups of `n` and `second_n` firms show with this `power`.

    About a survey still to be made: if the true share of the first group is `p0` and that of the second (of
    `n` firms too, unless told) `reached`, Fisher's exact test (two-sided, at `alpha`) is significant with
    probability `power`. Usually more than an observed difference must be, which is
    `smallest_significant_difference`. `direction` is up, down or either (the nearer of the two); None where
    even a share of 0 or 1 is not found. Exact, by summing over all pairs of binomial counts: Bennett & Hsu
    (1960), Biometrika 47; beyond `LARGE` firms the power of the chi-squared test takes its place: Fleiss, Levin
    & Paik (2003), Statistical Methods for Rates and Proportions, section 4.
    """
    _check_shares(p0=p0, power=power, alpha=alpha)
    if power <= alpha:
        raise ValueError(f"power is {power}; it must be above alpha, {alpha}")

    other = n if second_n is None else second_n
    chance = _normal_power if max(n, other) > LARGE else fisher_power

    def found_with(p1: float) -> float:
        return chance(n, p0, p1, alpha, other)

    found = []
    for sign in _signs(direction):
        end = 1.0 if sign > 0 else 0.0
        if end != p0 and found_with(end) >= power:
            reached = optimize.brentq(lambda p1: found_with(p1) - power, p0, end, xtol=1e-9)
            found.append(Detectable(p0, reached, abs(reached - p0), found_with(reached)))
    return min(found, key=lambda one: round(one.difference, 6), default=None)


def _normal_power(n: int, p0: float, p1: float, alpha: float, other: int) -> float:
    """Probability that the chi-squared test of two shares is significant, by the normal approximation."""
    pooled = (n * p0 + other * p1) / (n + other)
    same = np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / other))
    apart = np.sqrt(p0 * (1 - p0) / n + p1 * (1 - p1) / other)
    beyond = abs(p1 - p0) - stats.norm.ppf(1 - alpha / 2) * same
    return float(beyond > 0) if apart == 0 else float(stats.norm.cdf(beyond / apart))


def _signs(direction: str) -> tuple[int, ...]:
    signs = {"either": (1, -1), "up": (1,), "down": (-1,)}
    if direction not in signs:
        raise ValueError(f"direction is {direction!r}; it must be one of {', '.join(signs)}")
    return signs[direction]


def _check_shares(**given: float) -> None:
    for name, value in given.items():
        if not 0 <= value <= 1:
            raise ValueError(f"{name} is {value}; it must lie between 0 and 1")


def fisher_power(n: int, p0: float, p1: float, alpha: float = 0.05, second_n: int | None = None) -> float:
    """Probability that Fisher's exact test, two-sided, is significant for binomials of `n` and `second_n`."""
    other = int(n if second_n is None else second_n)
    first, second = stats.binom.pmf(np.arange(n + 1), n, p0), stats.binom.pmf(np.arange(other + 1), other, p1)
    return float(first @ (_fisher(int(n), other) <= alpha) @ second)


@cache
def _fisher(n: int, other: int) -> np.ndarray:
    """Fisher's two-sided p for each count of `n` and of `other`: the tables no more likely than that one."""
    p = np.ones((n + 1, other + 1))
    for total in range(1, n + other):
        first = np.arange(max(0, total - other), min(n, total) + 1)
        chance = stats.hypergeom.pmf(first, n + other, total, n)
        rising = np.sort(chance)
        # equal chances may differ in the last digit: 1e-7 is the tolerance of R's fisher.test
        as_unlikely = np.searchsorted(rising, chance * (1 + 1e-7), side="right")
        p[first, total - first] = np.minimum(np.cumsum(rising)[as_unlikely - 1], 1)
    return p


def base_words(published_: pd.DataFrame) -> pd.Series:
    """The base of each figure in words: `n = 36`, `n = 36, assumed`, `n = 20, 25, 30 or 35`."""
    return pd.Series(
        [_base_words(row) for row in published_.to_dict("records")], index=published_.index, dtype=object
    )


def _base_words(row: dict) -> Sentence | None:
    if not row["bases"]:
        return None
    if row["base_kind"] == "base assumed":
        return sentence("n = {n}, assumed", n=row["bases"][0])
    if row["base_kind"] in ("stated", "answers"):
        return sentence("n = {n}", n=row["bases"][0])
    return sentence("n = {bases:options}, unknown", bases=row["bases"])


def verdicts(published_: pd.DataFrame) -> pd.DataFrame:
    """The published shares, with `printed` and `base_words` to show them, and what the base lets one say.

    A share that the stated base gives, or all respondents where none is stated, is consistent; one that only
    another base gives is consistent only if that was the base. Words beside
    digits for the same answer are held against the digits, and have no share or interval of their own.
    """
    rows = published_.to_dict("records")
    digits = {_key(row): row["interval"] for row in rows if row["wording"] == "exact"}
    found = [_verdict(row, digits.get(_key(row))) for row in rows]
    twice = [row["wording"] != "exact" and _key(row) in digits for row in rows]
    told = published_.assign(base_words=base_words(published_))
    hidden = {name: told[name].mask(twice) for name in _HULLS}
    hidden |= {name: told[name].where(~np.array(twice), None) for name in ("base_words", "flag")}
    return told.assign(
        printed=as_printed(published_),
        verdict=[verdict for verdict, _ in found],
        condition=[condition for _, condition in found],
        **hidden,
    )


def _key(row: dict) -> tuple[str, str, str]:
    return row["question"], row["item"], row["horizon"]


def _verdict(row: dict, digits: Interval | None) -> tuple[str, Sentence | None]:
    if row["base_kind"] == "not a share":
        return "not checkable", sentence("not a share of firms")
    if row["wording"] == "approximate" and digits is not None and row["interval"] is not None:
        # words and digits of one figure: the digits decide, and the words are held against them
        if digits.meets(row["interval"]):
            return "consistent", sentence("the digits printed for it lie within the words")
        return "consistent only if", sentence("the words are read more loosely than the table does")
    tried = {"half": bases.from_half(row["respondents"])[0], "n": row["respondents"]}
    if row["base_kind"] == "base unknown" and row["pairs"]:
        return "consistent only if", sentence(
            "the base is {bases:options} (at least {half} of the {n})", bases=row["bases"], **tried
        )
    if row["base_kind"] == "stated" and not row["pairs"]:
        return "inconsistent", sentence("the stated base does not give it")
    if not row["pairs"]:
        return "inconsistent", sentence("no base from {half} to {n} gives it", **tried)
    if row["base_kind"] == "stated":
        return "consistent", sentence("the stated base gives it")
    return "consistent", sentence("a base of all {n} respondents gives it", n=tried["n"])


def caveat(confidence: float, method: str, sampling: str, population: int | None = None) -> Sentence:
    """What an interval of this wave covers, to stand under every table that shows one.

    Of a random draw from a stated `population` it says that the interval takes this to be large: a finite
    population correction would narrow it.
    """
    fields = {"confidence": 100 * confidence, "method": method}
    if sampling == "random" and population is not None and method != "hypergeometric":
        return sentence(
            "{confidence:0%} confidence intervals ({method:term}): sampling error only, as in a simple random "
            "sample of a large population; with {population} firms in all, they are somewhat too wide.",
            population=population,
            **fields,
        )
    if sampling == "random":
        return sentence(
            "{confidence:0%} confidence intervals ({method:term}): sampling error only, as in a simple random "
            "sample.",
            **fields,
        )
    return sentence(
        "{confidence:0%} confidence intervals ({method:term}): sampling error only, as if these firms were a "
        "simple random sample of a large population; self-selection is not in them.",
        **fields,
    )


def two_figures_about_n(n: int, starts: Iterable[int], second_n: int | None = None) -> pd.DataFrame:
    """One row a starting share (percent): the smallest significant and the detectable rise from it, apart.

    `observed` is in firms (missing where the groups differ in size) and `observed_points` in points;
    `detectable` is in points. The second group, or wave, is of `n` firms too unless `second_n` says otherwise.
    """
    rows = []
    for start in starts:
        seen = smallest_significant_difference(n, start / 100, direction="up", second_n=second_n)
        true = detectable_difference(n, start / 100, direction="up", second_n=second_n)
        rows.append(
            {
                "n": n,
                "start": start,
                "observed": None if seen is None else seen.difference,
                "observed_points": None if seen is None else _points(seen, n, second_n),
                "detectable": None if true is None else 100 * true.difference,
            }
        )
    frame = pd.DataFrame(rows)
    return frame if second_n is None else frame.assign(second_n=second_n)


def _points(seen: Significant, n: int, second_n: int | None) -> float:
    reached = Fraction(seen.reached, n if second_n is None else second_n)
    return float(100 * abs(reached - Fraction(seen.start, n)))


KEY_SHARES = (
    ("activity", "engineering"),
    ("activity", "digital"),
    ("size", "under_250"),
    ("turnover_growth", "under_20"),
    ("uses", "design"),
    ("qualification_wishes", "supplements"),
    ("training_ways", "in_house"),
    ("difficulty_reasons", "experience"),
)
"""What the study's summaries lean on: one answer or two of each part of the survey."""


def key_shares(published_: pd.DataFrame) -> pd.DataFrame:
    """The rows of `published_` that a summary shows: the plainly printed shares among `KEY_SHARES`."""
    keys = pd.MultiIndex.from_frame(published_[["question", "item"]])
    return published_[keys.isin(KEY_SHARES) & (published_.wording == "exact").to_numpy()]
