"""Checks against the tables of a wave, by the verdicts that the other notebooks show too."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import pandas as pd

from helpers.statistics import budgets, listings, reconciliation, recruitment, regions
from helpers.statistics.claims.registry import Case, Finding, check
from helpers.statistics.sentences import Sentence, sentence


@dataclass(frozen=True)
class Study:
    """The tables of a wave and its number of respondents; verdicts are worked out when first asked for."""

    tables: Mapping[str, pd.DataFrame]
    respondents: int
    rule: str = "half-up"

    def _of(self, *names: str) -> list[pd.DataFrame]:
        return [self.tables[name] for name in names]

    @cached_property
    def regional(self) -> pd.DataFrame:
        """Verdicts on regional markets."""
        names = ("market_regions", "market_growth_stated", "market_estimates", "wordings")
        return regions.verdicts(*self._of(*names), self.rule)

    @cached_property
    def sums(self) -> pd.DataFrame:
        """Sums of regional markets, beside the printed world totals."""
        return regions.totals(*self._of("market_regions", "market_estimates"), self.rule)

    @cached_property
    def growth(self) -> pd.DataFrame:
        """Growth of the regions from each supposed base year."""
        stated = self.tables["market_growth_stated"]
        return regions.base_years(
            self.tables["market_regions"], stated[stated.scope != "world"], rule=self.rule
        )

    @cached_property
    def shares(self) -> pd.DataFrame:
        """Shares of the regions in each printed world total."""
        return regions.shares(*self._of("market_regions", "market_estimates"), self.rule)

    @cached_property
    def summaries(self) -> pd.DataFrame:
        """Verdicts on the study's own summary ranges."""
        names = ("market_estimates", "market_growth_stated", "market_context")
        return reconciliation.summary_ranges(*self._of(*names), self.rule)

    @cached_property
    def lists(self) -> pd.DataFrame:
        """Verdicts on lists announced with a number."""
        lengths = listings.lengths(*self._of("offers", "actions", "occupation_dimensions", "skills"))
        otherwise = listings.sectors_as_sheets(self.tables["use_cases"])
        return listings.stated_lists(*self._of("stated_counts", "wordings"), lengths, otherwise)

    @cached_property
    def use_cases(self) -> pd.DataFrame:
        """Verdicts on stated numbers of use cases."""
        return listings.use_cases_stated(*self._of("use_cases", "use_cases_stated", "wordings"))

    @cached_property
    def recruitment(self) -> pd.DataFrame:
        """Verdicts on recruitment."""
        figures, survey, wordings = self._of("recruitment", "survey_figures", "wordings")
        return recruitment.verdicts(figures, survey, self.respondents, wordings, self.rule)

    @cached_property
    def posts(self) -> list[int]:
        """Total numbers of posts that print the shares."""
        return recruitment.fitting_totals(self.tables["recruitment"], self.rule)

    @cached_property
    def programmes(self) -> pd.DataFrame:
        """Verdicts on programmes that are part of another."""
        return budgets.containment(self.tables["programmes"], self.rule)

    @cached_property
    def emissions(self) -> pd.DataFrame:
        """Verdicts on digital emissions."""
        return budgets.emission_verdicts(self.tables["environment"], self.rule)


def _check(name: str) -> Callable:
    return check(name, of_claims=False, of_study=True)


def _finding(rows: pd.DataFrame, evidence: Sentence) -> Finding:
    """The one row of a table of verdicts as a finding; its sentence is the condition, where there is one."""
    if len(rows) != 1:
        raise ValueError(f"one verdict is needed, {len(rows)} are there")
    row = rows.iloc[0]
    if row.verdict == "consistent only if":
        return Finding(row.verdict, evidence, row.condition)
    return Finding(row.verdict, row.condition)


@_check("regional")
def regional(case: Case, region: str, what: str) -> Finding:
    """A regional statement: `current` or `2030` sum, `growth`, `share`, or a `share of studies`, as a range."""
    of = case.study.regional[case.study.regional.region == region]
    fits = {
        "current": lambda said: said.fields.get("period") == "current",
        "2030": lambda said: said.fields.get("period") == "2030",
        "growth": lambda said: said.template.startswith("growth"),
        "share": lambda said: said.fields.get("kind") == "share",
        "share of studies": lambda said: said.fields.get("kind") == "range",
    }
    row = of[[fits[what](said) for said in of.statement]]
    return _finding(row, _regional_evidence(case.study, region, what))


def _regional_evidence(study: Study, region: str, what: str) -> Sentence:
    """What the regional markets imply, from each year that "current" may mean."""
    if what in ("current", "2030"):
        sums = study.sums[study.sums.period == what]
        ends = {"low": sums.sum_low.iloc[0], "high": sums.sum_high.iloc[0]}
        shown = [
            sentence("${total:figure}bn ({year:year})", total=row.total, year=row.year)
            for row in sums.itertuples()
        ]
        return sentence(
            "regions sum to ${low:2}bn to ${high:2}bn; world totals: {shown:sentences}", shown=shown, **ends
        )
    of = study.growth if what == "growth" else study.shares
    rows = of[of.region == region].dropna(subset=["fits"])
    years = rows.base_year if what == "growth" else rows.year
    shown = [
        sentence("{low:1} to {high:1%} ({year:year})", low=low, high=high, year=year)
        for low, high, year in dict.fromkeys(zip(rows.implied_low, rows.implied_high, years, strict=True))
    ]
    return sentence("implied by the markets: {shown:sentences}", shown=shown)


@_check("summary")
def summary(case: Case, measure: str, year: str) -> Finding:
    """A range that summarises what the institutes print."""
    of = case.study.summaries
    row = of[(of.measure == measure) & (of.from_year == int(year))]
    return _finding(row, sentence("inside the range: {inside:names}", inside=list(row.iloc[0].inside)))


@_check("stated_list")
def stated_list(case: Case, name: str) -> Finding:
    """A list announced with a number, against the items that are listed."""
    rows = case.study.lists[case.study.lists.list == name].drop_duplicates("list")
    listed = rows.iloc[0].listed
    return _finding(rows, sentence("listed: {found}", found=0 if pd.isna(listed) else int(listed)))


@_check("use_cases")
def use_cases(case: Case, sector: str, counts: str, where: str) -> Finding:
    """A stated number of use cases, in the synthesis table or on the sheet, against those listed."""
    of = case.study.use_cases
    in_table = of.place.str.contains("synthesis table") == (where == "table")
    row = of[(of.sector == sector) & (of.counts == counts) & in_table]
    found = {"use_cases": row.iloc[0].use_cases, "details": row.iloc[0].details}
    template = "{use_cases} use cases and {details:no detail line|# detail line|# detail lines} are listed"
    found = _finding(row, sentence(template, **found))
    if found.verdict != "inconsistent":
        return found
    listed, more = int(row.iloc[0].use_cases), int(row.iloc[0].use_cases - row.iloc[0].stated)
    off = sentence("{more} more are listed", more=more) if more > 0 else None
    return replace(found, gap=Fraction(abs(more), listed), off=off)


POSTS = {
    "leading": "posts for {leading",
    "next": "come after",
    "first digital": "are the first digital occupation",
    "lowest": "the lowest share of firms",
    "highest": "the highest share of firms",
}
"""What tells the statements of `recruitment.verdicts` apart."""


@_check("posts")
def posts(case: Case, what: str) -> Finding:
    """A statement on posts: do the printed shares have a `total`, who is `leading`, `next`, `first digital`?"""
    if what != "total":
        return _recruitment(case, what)
    allowed = case.study.posts
    if not allowed:
        return Finding("inconsistent", sentence("no total number of posts prints the shares"))
    ends = {"low": allowed[0], "high": allowed[-1]}
    return Finding("consistent", sentence("all posts together are {low} to {high}", **ends))


@_check("difficulty")
def difficulty(case: Case, what: str) -> Finding:
    """The `ends` of the range of firms in difficulty, over occupations."""
    assert what == "ends", f"unknown statement {what!r}"
    found = [_recruitment(case, end) for end in ("lowest", "highest")]
    return min(found, key=lambda one: one.plain)


def _recruitment(case: Case, what: str) -> Finding:
    of = case.study.recruitment
    row = of[[POSTS[what] in said.template for said in of.statement]]
    return _finding(row, sentence("posts and firms by occupation, as printed"))


@_check("programme")
def programme(case: Case, name: str) -> Finding:
    """A programme that is part of another: can it be, in amount and in time?"""
    of = case.study.programmes
    evidence = sentence("the periods of the part and of the whole, as printed")
    return _finding(of[of.programme == name], evidence)


@_check("emissions")
def emissions(case: Case, what: str) -> Finding:
    """Digital emissions: `growth` of the share in the country, or the share in the `world` beside it."""
    of = case.study.emissions
    worldwide = pd.Series(["in the world" in said.template for said in of.statement], index=of.index)
    evidence = sentence("the share now, its growth and the later share, as printed")
    return _finding(of[worldwide == (what == "world")], evidence)


@_check("counted")
def counted(case: Case, table: str, **filters: str) -> Finding:
    """Are there as many rows in a table, or as many counted in a column (`table.column`)?"""
    name, _, column = table.partition(".")
    frame = case.study.tables[name]
    for key, value in filters.items():
        frame = frame[frame[key].astype(str).str.casefold() == value.casefold()]
    number = int(frame[column].sum()) if column else len(frame)
    evidence = sentence("{number} in the data", number=number)
    if number == case.claim.low:
        return Finding("reproduced", evidence)
    return Finding("inconsistent", evidence)
