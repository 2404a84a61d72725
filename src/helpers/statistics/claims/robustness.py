"""Conclusions of a survey report, in every table its figures allow: do they hold in all, some or none?

A conclusion compares two figures, or one with a share. It is tried on every count that prints them on the base
assumed for them and on the bases that all figures of their question share; where the two have none of these in
common, on any base from half of the respondents that prints both. Holding among these firms is one thing, being
more than chance another: the latter is McNemar's test where the same firms answered both, a binomial test
against a share, both exact and two-sided, with Holm's correction across the conclusions.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

import pandas as pd
from scipy import stats

from helpers.statistics import change, shares
from helpers.statistics.sentences import Sentence, sentence

Key = tuple[str, str, str]


class Conclusion(NamedTuple):
    """The first figure is above the second, a figure or a share in percent; `apart`: no firm gives both."""

    said: Sentence
    first: Key
    second: Key | Fraction
    apart: bool = False


HALF = Fraction(50)

CONCLUSIONS = (
    Conclusion(sentence("most firms have fewer than 250 employees"), ("size", "under_250", "now"), HALF),
    Conclusion(sentence("more than half of firms work with other firms"), ("partnerships", "yes", "now"), HALF),
    Conclusion(
        sentence("most firms have 3 years of projects or more"), ("seniority", "at_least_3", "now"), HALF
    ),
    Conclusion(
        sentence("more firms have clients in industry than in energy"),
        ("client_sector", "industry", "now"),
        ("client_sector", "energy", "now"),
    ),
    Conclusion(
        sentence("more firms are based in Île-de-France than in Auvergne-Rhône-Alpes"),
        ("region", "ile_de_france", "now"),
        ("region", "auvergne_rhone_alpes", "now"),
        True,
    ),
    Conclusion(
        sentence("fewer firms foresee growth below 20% in 5 years than in 3"),
        ("turnover_growth", "under_20", "3 years"),
        ("turnover_growth", "under_20", "5 years"),
    ),
    Conclusion(
        sentence("design is named less for 3 to 5 years than now"),
        ("uses", "design", "now"),
        ("uses", "design", "3-5 years"),
    ),
    Conclusion(
        sentence("engineering is named less for 5 years than for 3"),
        ("promising_sectors", "engineering", "3 years"),
        ("promising_sectors", "engineering", "5 years"),
    ),
    Conclusion(
        sentence("lack of experience is named more than unsuited skills"),
        ("difficulty_reasons", "experience", "now"),
        ("difficulty_reasons", "skills", "now"),
    ),
    Conclusion(
        sentence("additions to qualifications are wished for more than new ones"),
        ("qualification_wishes", "supplements", "now"),
        ("qualification_wishes", "new_qualification", "now"),
        True,
    ),
    Conclusion(
        sentence("firms train more in house than outside"),
        ("training_ways", "in_house", "now"),
        ("training_ways", "external", "now"),
    ),
    Conclusion(
        sentence("specific training is wished for more than general training"),
        ("training_wishes", "sector_specific", "now"),
        ("training_wishes", "general", "now"),
    ),
)
"""What the study concludes from figures of its survey."""


def conclusions(
    published: pd.DataFrame,
    respondents: int,
    alpha: float = 0.05,
    of: Iterable[Conclusion] = CONCLUSIONS,
) -> pd.DataFrame:
    """One row a conclusion: does it hold in `all`, `some` or `none` of the tables, and is it beyond chance?

    `published` is `shares.published`; `bases` are those of the tables (`change.on_one_base` says which).
    `p_low` to `p_high` are two-sided p-values over all the tables, `p_low_holm` and `p_high_holm` after Holm's
    correction of the smallest and of the largest across the conclusions tested, which `beyond_chance` reads at
    `alpha` ("not tested" without one); `test` names the test. Where two figures share no base there is no
    table: `holds` is "no common base", nothing is tested, and `apart` says whether it holds on any bases of
    their own; else it is None.
    """
    shared, figures = shares.shared_bases(published, respondents), _by_key(published)
    rows = [_row(one, figures, respondents, shared.get(one.first[0], [])) for one in of]
    found = change.with_holm(pd.DataFrame(rows).assign(family="conclusions"), ["family"], alpha)
    beyond = found.conclusion_holm.where(found.p_low.notna(), "not tested")
    return found.assign(beyond_chance=beyond).drop(columns=["family", "conclusion_holm"])


def _by_key(published: pd.DataFrame) -> dict[Key, dict]:
    """The figures by question, item and horizon; of one printed twice, the plain one."""
    figures: dict[Key, dict] = {}
    for row in [*published[published.wording == "exact"].to_dict("records"), *published.to_dict("records")]:
        figures.setdefault((row["question"], row["item"], row["horizon"]), row)
    return figures


def _row(one: Conclusion, figures: dict[Key, dict], respondents: int, shared: list[int]) -> dict:
    first = figures[one.first]
    if isinstance(one.second, Fraction):
        return _against_a_share(one, change.on_its_bases(first, shared) or change.any_base(first, respondents))
    firsts, seconds, _ = change.on_one_base(first, figures[one.second], respondents, shared)
    tables = _of_one_base(firsts, seconds)
    if not tables:
        apart = [Fraction(a, m) > Fraction(b, n) for a, m in firsts for b, n in seconds]
        untested = {"holds": "no common base", "apart": _held(apart), "bases": [], "test": "not tested"}
        return {"statement": one.said, **untested, "p_low": float("nan"), "p_high": float("nan")}
    p = [value for a, b, base in tables for value in _p(a, b, base, one.apart)]
    return _words(one, [a > b for a, b, _ in tables], p, "mcnemar", {base for *_, base in tables})


def _against_a_share(one: Conclusion, pairs: list[tuple[int, int]]) -> dict:
    holds = [Fraction(100 * count, base) > one.second for count, base in pairs]
    p = [float(stats.binomtest(count, base, float(one.second / 100)).pvalue) for count, base in pairs]
    return _words(one, holds, p, "binomial", {base for _, base in pairs})


def _of_one_base(first: list[tuple[int, int]], second: list[tuple[int, int]]) -> list[tuple[int, int, int]]:
    return [(a, b, base) for a, base in first for b, its_base in second if base == its_base]


def _p(first: int, second: int, base: int, apart: bool) -> list[float]:
    """McNemar's p at the ends of what two counts allow; firms that give one answer cannot be in both."""
    both = (0,) if apart else change.both(first, second, base)
    return [change.mcnemar(first - k, second - k) for k in both]


def _words(one: Conclusion, holds: list[bool], p: list[float], test: str, bases: set[int]) -> dict:
    row = {"statement": one.said, "holds": _held(holds), "apart": None, "bases": sorted(bases), "test": test}
    return row | {"p_low": min(p), "p_high": max(p)}


def _held(holds: list[bool]) -> str:
    return "all" if all(holds) else "some" if any(holds) else "none"
