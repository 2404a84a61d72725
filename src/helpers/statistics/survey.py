"""A wave's survey as notebooks see it: shares, amounts and changes, from printed figures or from answers alike.

The one module of statistics that asks `sources` for answers. What it returns holds no respondent, and has
passed the disclosure rule: a question that may not be shown for the firms asked for is not in it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from helpers.sources import codebook, decisions, responses, routing, study, waves
from helpers.statistics import (
    bases,
    change,
    compared,
    disclosure,
    extrapolation,
    shares,
    sums,
    tabulation,
    weighting,
)
from helpers.statistics.rounding import approximately
from helpers.statistics.sentences import Sentence, sentence


@dataclass(frozen=True)
class Survey:
    """What a wave, or a segment of it, lets one see of its survey."""

    wave: str
    segment: str
    settings: waves.Published | waves.Answered
    n: int
    """Firms: all respondents, or those of the segment."""
    figures: pd.DataFrame
    """One row a printed figure; empty where answers are at hand."""
    shares: pd.DataFrame
    """One row a question, item and horizon that may be shown: `tabulation.shares`."""
    amounts: pd.DataFrame
    """One row a number that may be shown: `base, positive, total, average`, and `concentration` in a word."""
    pairs: pd.DataFrame
    """One row an item asked at two horizons that may be shown: `tabulation.pairs`."""
    withheld: pd.DataFrame
    """One row a question that may not be shown, and why: `question, reason`."""
    hidden: pd.DataFrame
    """One row an item at two horizons that was asked and may not be shown: its keys."""
    asked: frozenset[str]
    """Questions that were asked, shown or not."""
    dropped: pd.DataFrame
    """One row a reason to leave firms out: `reason, firms`; of a segment none is told."""
    weighted: bool = False
    """Whether shares are weighted."""
    design_effect: float = 1.0
    """How many times the weights multiply the variance of a mean (Kish, 1965)."""

    @property
    def published(self) -> bool:
        """Whether only printed tables are known."""
        return self.settings.kind == "published"

    @property
    def answers(self) -> bool:
        """Whether the firms' answers are at hand."""
        return self.settings.kind == "answers"


def read(wave: str, segment: str = "") -> Survey:
    """The survey of a wave, or of one of its segments."""
    settings = waves.read(wave)
    if settings.kind == "answers":
        return _tabulated(wave, segment, settings)
    assert not segment, f"{wave} holds printed tables: it has no segments"
    none, figures = pd.DataFrame(), study.survey_figures(wave)
    return Survey(
        wave, "", settings, settings.respondents, figures, *[none] * 5, frozenset(figures.question), none
    )


def _tabulated(wave: str, segment: str, settings: waves.Answered) -> Survey:
    answers, released = _released(wave)
    members = disclosure.membership(answers.frame, segment)
    weight = _weight(wave)
    tables = (
        _shares(answers.frame, members, weight),
        _amounts(answers.frame, members, settings.disclosure),
        tabulation.pairs(answers.frame, change.HORIZONS, members),
    )
    shown = [disclosure.keep(table, released, segment) for table in tables]
    hidden = tables[2].loc[~tables[2].index.isin(shown[2].index)]
    return Survey(
        wave,
        segment,
        settings,
        int(members.sum()),
        pd.DataFrame(),
        *shown,
        released.withheld(segment).query("item == ''"),
        hidden[["question", "item", "first_horizon", "second_horizon"]],
        frozenset(answers.frame.columns.get_level_values("question")),
        answers.dropped[: 0 if segment else None],
        weight is not None,
        1.0 if weight is None else weighting.design_effect(weight[members]),
    )


def _shares(frame: pd.DataFrame, members: np.ndarray, weight: pd.Series | None) -> pd.DataFrame:
    """`tabulation.shares`; weighted, the effective base is the design's, and nothing tells single weights.

    Sums of weights at full precision would tell which firms they are of: a weighted share leaves as a whole
    percentage, on a weighted base of 1, and its effective base as a whole number of firms.
    """
    found = tabulation.shares(frame, members, weight)
    if weight is None:
        return found
    effective = weighting.effective_bases(frame, weight, members).effective_base.to_numpy()
    return found.assign(
        weighted_count=(found.weighted_count / found.weighted_base).round(2),
        weighted_base=1.0,
        effective_base=effective.round(),
    )


def _amounts(frame: pd.DataFrame, members: np.ndarray, scheme: str) -> pd.DataFrame:
    """`tabulation.amounts`, with a word for what the largest firm holds instead of its own number."""
    found = tabulation.amounts(frame, members)
    words = disclosure.concentration(found, scheme)
    return (
        found.drop(columns="largest")
        .rename(columns={"sum": "total", "mean": "average"})
        .assign(concentration=words)
    )


@cache
def _released(wave: str) -> tuple[responses.Answers, disclosure.Release]:
    settings, answers = waves.read(wave), responses.load(wave)
    known = decisions.read(wave)
    if known is not None:
        return answers, disclosure.released(known, settings.disclosure)
    routes = codebook.questions().set_index("question").asked_if.dropna().to_dict()
    asked = set(answers.frame.columns.get_level_values(0))
    # weights would tell firms apart that the rule takes as alike: a weighted wave is shown as a whole
    cutting = [] if settings.weighted else [name for name in settings.segments if name in asked]
    named = disclosure.candidates(answers.frame, cutting)
    return answers, disclosure.release(answers.frame, routes, named, settings.disclosure)


def decision(wave: str) -> dict[str, Any]:
    """What may be shown of a wave, in lists and texts that hold no answer (`sources.decisions`)."""
    return _released(wave)[1].plain()


@cache
def _weight(wave: str) -> pd.Series | None:
    """Final weights of the firms; None where the wave has neither weights nor margins."""
    settings, (answers, _) = waves.read(wave), _released(wave)
    if not settings.weighted:
        return None
    return weighting.prepared(answers.weight, answers.frame, _margins(settings))


def _margins(settings: waves.Answered) -> pd.DataFrame | None:
    return pd.DataFrame([margin.model_dump() for margin in settings.margins]) if settings.margins else None


def weight_problems(wave: str) -> list[str]:
    """One sentence a reason why the firms of a wave cannot be weighted as its settings ask."""
    settings = waves.read(wave)
    if settings.kind == "published" or not settings.weighted:
        return []
    answers = responses.load(wave)
    try:
        weighting.prepared(answers.weight, answers.frame, _margins(settings))
    except ValueError as refused:
        return str(refused).splitlines()
    return []


def segments(wave: str, question: str) -> tuple[list[str], dict[str, Sentence]]:
    """The segments by the items of a question that may be run, and why the others may not."""
    _, released = _released(wave)
    mine = f"{question}="
    return (
        [name for name in released.runnable if name.startswith(mine)],
        {name: reason for name, reason in released.refused.items() if name.startswith(mine)},
    )


def refusal(wave: str, segment: str) -> Sentence | None:
    """Why a segment may not be run; None where it may."""
    _, released = _released(wave)
    if segment in released.runnable:
        return None
    if waves.read(wave).weighted:
        return sentence(
            "a weighted wave is reported as a whole: its weights would tell the firms of a segment apart"
        )
    unknown = sentence(
        "{segment} is no segment of {wave}; there are {segments}",
        segment=segment,
        wave=wave,
        segments=", ".join(released.runnable) or "none",
    )
    return released.refused.get(segment, unknown)


def columns(known: Survey) -> list[str]:
    """Columns of a table of estimates: how a share is printed, its base, its interval."""
    printed = ["figure_printed"] if known.published else []
    return [*printed, "base_words", "share", "interval", "flag"]


def estimates(
    known: Survey,
    questions: Sequence[str],
    rounding: str,
    confidence: float,
    method: str,
    base_policy: str = "flag-30",
) -> pd.DataFrame:
    """One row a share of some questions, with base, interval and flag: printed, or counted from answers.

    Columns as `shares.verdicts`, and of a printed wave those of `shares.on_fitting_bases`. A single choice of
    three answers or more, counted, has simultaneous intervals.
    """
    if known.published:
        found = _printed(known, questions, rounding, confidence, method, base_policy)
        return shares.on_fitting_bases(found, known.n, confidence, method, base_policy)
    counted = known.shares[known.shares.question.isin(questions)].reset_index(drop=True)
    single = codebook.questions().query("type in ('single', 'bands')").question
    settings = known.settings
    drawn = (settings.population, settings.sampling)
    found = shares.answered(counted, confidence, method, base_policy, *drawn, single=list(single))
    return found.drop(columns=["weighted_count", "weighted_base"])  # no more than the share says


def _printed(
    known: Survey, questions: Sequence[str], rounding: str, confidence: float, method: str, base_policy: str
) -> pd.DataFrame:
    """One row a printed share of some questions: `shares.verdicts`."""
    figures = known.figures[known.figures.question.isin(questions)]
    read = approximately(figures, study.load(known.wave, "wordings"), rounding)
    found = shares.published(read, known.n, rounding, confidence, method, scheme=base_policy)
    found = sums.on_bases_of_parts(found, codebook.sums(), known.n, confidence, method, base_policy)
    return _not_checkable(sums.verdicts(shares.verdicts(found)), codebook.without_threshold())


def _not_checkable(found: pd.DataFrame, keys: Collection[tuple[str, str]]) -> pd.DataFrame:
    """The shares, with no verdict on those of which no threshold is known: they cannot be counted."""
    of = [key in keys for key in zip(found.question, found["item"], strict=True)]
    open_ = pd.Series(of, index=found.index) & (found.base_kind != "not a share")
    why = pd.Series([sentence("no threshold is stated")] * len(found), index=found.index, dtype=object)
    return found.assign(
        verdict=found.verdict.mask(open_, "not checkable"), condition=found.condition.mask(open_, why)
    )


def changes(known: Survey, found: pd.DataFrame) -> pd.DataFrame:
    """One row an item at two horizons: the change, from the printed shares or from the firms' answers.

    `found` are the `estimates` of the questions; columns as `change.horizon_changes`. A printed zero without a
    horizon is no change between two.
    """
    if known.published:
        return change.horizon_changes(found[(found.wording == "exact") & ~change.undated(found)], known.n)
    asked = set(found.question)
    pairs, hidden = (table[table.question.isin(asked)] for table in (known.pairs, known.hidden))
    return _in_words(change.observed(pairs, hidden=hidden))


def change_columns(known: Survey) -> list[str]:
    """Columns of a table of changes: the two shares, the firms that changed, the test and its conclusion."""
    return ["first_value", "second_value", "both_counted", "changed", "p", concluded(known)]


def concluded(known: Survey) -> str:
    """The column that says whether a change is significant: in which compatible tables, or plainly."""
    return "conclusion_holm" if known.published else "significant"


def shares_compared(before: Survey) -> list[str]:
    """Columns of the shares of two waves: of a printed first wave, recomputed from counts that print them."""
    first = "first_recomputed" if before.published else "first_share"
    return [first, "first_interval", "second_share", "second_interval"]


def _in_words(found: pd.DataFrame) -> pd.DataFrame:
    """Changes between known counts, with the conclusion as a plain word."""
    words = {"all": "significant", "none": "not significant"}
    return found.assign(significant=found.conclusion_holm.map(words).fillna(found.conclusion_holm))


def amounts(known: Survey, questions: Sequence[str]) -> pd.DataFrame:
    """One row a number of some questions: `base`, `total`, `average`, and what the largest firm holds of it."""
    return known.amounts[known.amounts.question.isin(questions)].reset_index(drop=True)


def posts(known: Survey) -> pd.DataFrame:
    """One row an occupation and horizon: posts to fill, and their `share` of all posts of the horizon."""
    found = amounts(known, ["recruit_posts"])
    whole = found.groupby("horizon").total.transform("sum")
    return found.assign(share=found.total / whole.where(whole > 0))


def extrapolated(known: Survey, question: str, horizon: str, confidence: float) -> extrapolation.Total | None:
    """The total of a number over all firms of the population; None where the number may not be shown."""
    assert not known.segment, "how many firms of the population are in a segment is not known"
    if known.amounts.query("question == @question and horizon == @horizon").empty:
        return None
    answers, _ = _released(known.wave)
    given = answers.frame[question].xs(horizon, axis=1, level="horizon")
    values = given[given.notna().all(axis=1)].sum(axis=1)
    settings = known.settings
    return extrapolation.total(list(values), settings.population, settings.sampling, confidence)


def baseline(wave: str, segment: str) -> Survey:
    """The wave that another is compared with; cut to the same segment where that may be."""
    cut = bool(segment) and waves.read(wave).kind == "answers" and refusal(wave, segment) is None
    return read(wave, segment if cut else "")


def comparable(known: Survey, before: Survey) -> bool:
    """Whether both waves speak of the same firms: a segment needs its counterpart."""
    return known.segment == before.segment


def against(known: Survey, before: Survey, rounding: str, confidence: float, method: str) -> pd.DataFrame:
    """One row a share that both waves have: `compared.waves`; none where they are not comparable.

    Where the first wave is printed, `on_any_base` is the conclusion without assuming a base.
    """
    if not comparable(known, before):
        return pd.DataFrame(columns=[*bases.KEYS, "conclusion_holm"])
    first, second = _both(known, before, rounding, confidence, method)
    if before.published:
        first = compared.asked_unknown(first, {name for name in known.asked if routing.decides(name)})
    allowed = _comparability(known, before, first, second)
    found = _in_words(compared.waves(first, second, allowed))
    if not before.published:
        return found
    wider = compared.waves(compared.on_any_base(first, before.n), second, allowed)
    return found.assign(on_any_base=wider.conclusion_holm)


def not_comparable(known: Survey, before: Survey) -> pd.DataFrame:
    """One row an item that is not compared, and why: `question, item, reason`.

    An item compared at one horizon and not at another is a row with that `horizon`.
    """
    if not comparable(known, before):
        return pd.DataFrame(columns=["question", "item", "reason", "horizon"])
    first, second = _both(known, before, "half-up", 0.95, "wilson")
    found = _comparability(known, before, first, second)
    hidden = [set(wave.withheld.question) if wave.answers else set() for wave in (before, known)]
    found = compared.withheld(found, *hidden)
    apart = found[~found.comparable]
    return pd.concat([apart, compared.at_one_horizon(found, first, second)], ignore_index=True)


def _both(known: Survey, before: Survey, rounding: str, confidence: float, method: str) -> list[pd.DataFrame]:
    asked = list(codebook.questions().question)
    settings = (asked, rounding, confidence, method, "flag-30")
    return [estimates(wave, *settings) for wave in (before, known)]


def _comparability(known: Survey, before: Survey, first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    numbers = codebook.questions().query("type == 'number'").question
    found = compared.comparability(
        codebook.fielded(before.settings), codebook.fielded(known.settings), first, second, list(numbers)
    )
    return compared.without(found, {wave.settings.screened.partition("=")[0] for wave in (before, known)})


def matched(known: Survey, before: Survey) -> pd.DataFrame:
    """One row an item of the firms that answered both waves: `change.observed`; none unless firms are followed.

    Both waves must say that their identifier is the firm's (`panel`). A question is left out whole where a cell
    of one of its 2x2 tables, or of the firms of either wave that are not matched, is under the threshold.
    """
    nobody = pd.DataFrame(columns=["question", "item", "conclusion_holm", "bases"])
    if known.segment or not (_followed(known) and _followed(before)):
        return nobody
    then, now = (_released(wave.wave)[0] for wave in (before, known))
    ours, theirs = (answers.ident.dropna() for answers in (now, then))
    firms = set(ours) & set(theirs)
    frames = [answers.frame.loc[ident.index] for answers, ident in ((then, theirs), (now, ours))]
    orders = [ident[ident.isin(firms)].sort_values(kind="stable").index for ident in (theirs, ours)]
    pairs = compared.matched(*(frame.loc[order] for frame, order in zip(frames, orders, strict=True)))
    left = [answers.frame.drop(index=order) for answers, order in zip((then, now), orders, strict=True)]
    threshold = max(disclosure.SCHEMES[wave.settings.disclosure].threshold for wave in (known, before))
    first, second = _both(known, before, "half-up", 0.95, "wilson")
    allowed = _comparability(known, before, first, second).query("comparable")
    shown = pairs.merge(allowed[["question", "item"]], on=["question", "item"])
    shown = shown[~shown.question.isin(_telling(pairs, left, threshold))]
    return _in_words(change.observed(shown))


def _followed(known: Survey) -> bool:
    return known.answers and known.settings.panel and bool(known.settings.id)


def _telling(pairs: pd.DataFrame, left: list[pd.DataFrame], threshold: int) -> set[str]:
    """Questions of which a table of matched firms, or what it leaves of a wave, would tell of too few firms."""
    cells = pairs[["both", "only_first", "only_second", "neither"]]
    found = set(pairs.question[((cells < threshold) & (cells > 0)).any(axis=1)])
    for frame in left:
        rest = tabulation.shares(frame)
        no = rest["base"] - rest["count"]
        small = (rest["count"].between(1, threshold - 1)) | no.between(1, threshold - 1)
        found |= set(rest.question[small])
    return found
