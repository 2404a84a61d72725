"""The few figures a report opens with, each with what it is, its base, and its interval or verdict."""

import math
from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from helpers.statistics import recruitment, survey
from helpers.statistics.sentences import Amount, Sentence, sentence
from helpers.statistics.survey import Survey

COLUMNS = ["figure", "label", "value", "base", "interval", "verdict", "low", "high"]
"""Of a key figure: its words, and the number or the ends of the range that `value` shows."""

SHARES = (
    ("activity", "engineering"),
    ("turnover_growth", "under_20"),
    ("uses", "design"),
    ("difficulty_reasons", "experience"),
    ("qualification_wishes", "supplements"),
    ("training_ways", "in_house"),
)
"""One answer to each main question, the same in every wave: picked once, not for being the highest."""

FEWER = ("activity", "uses", "difficulty_reasons", "training_ways")
"""Questions shown where the market and its growth stand beside the survey."""


def frame(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """One row a key figure, in `COLUMNS`; what a figure does not have is missing."""
    return pd.DataFrame(list(rows), columns=COLUMNS).astype(object)


def market(estimates: pd.DataFrame, closure: pd.DataFrame, ranges: pd.DataFrame) -> list[dict[str, Any]]:
    """The last market that the study sums up, and its growth, from `reconciliation.summary_ranges`.

    Their bases are the institutes with a market printed for that year, and the rates of `growth.closure`.
    """
    rows = []
    last = ranges[ranges.measure == "market"].sort_values("to_year").iloc[-1:]
    for row in pd.concat([last, ranges[ranges.measure == "growth"]]).to_dict("records"):
        held = closure if row["measure"] == "growth" else estimates[estimates.year == row["to_year"]]
        rows.append(
            {
                "figure": row["measure"],
                "label": _range_label(row),
                "value": _range_value(row),
                "base": _range_base(row, held),
                "verdict": _verdict(row["verdict"]),
                "low": row["range_low"],
                "high": row["range_high"],
            }
        )
    return rows


def _verdict(word: str) -> Sentence:
    if word == "consistent only if":
        return sentence("consistent on a condition only")
    return sentence("{verdict:term}", verdict=word)


def _range_label(row: dict[str, Any]) -> Sentence:
    if row["measure"] == "growth":
        return sentence(
            "Growth of the world market, {first:year} to {last:year}, as the study sums it up",
            first=row["from_year"],
            last=row["to_year"],
        )
    return sentence("World market in {year:year}, as the study sums it up", year=row["to_year"])


def _range_value(row: dict[str, Any]) -> Sentence:
    ends = {"low": row["range_low"], "high": row["range_high"]}
    if row["measure"] == "growth":
        return sentence("{low:figure} to {high:figure%} a year", **ends)
    return sentence("${low:figure}bn to ${high:figure}bn", **ends)


def _range_base(row: dict[str, Any], held: pd.DataFrame) -> Sentence:
    if row["measure"] == "growth":
        return _rates_base(row, held)
    return sentence(
        "n = {n} {n:institute that prints|institutes that print} a figure for that year", n=len(held)
    )


def _rates_base(row: dict[str, Any], rates: pd.DataFrame) -> Sentence:
    """How many rates are stated, and over which other periods some of them are."""
    others = [f"{a}–{b}" for a, b in zip(rates.from_year, rates.to_year, strict=True)]
    others = [period for period in others if period != f"{row['from_year']}–{row['to_year']}"]
    if not others:
        return sentence("n = {n} {n:rate|rates} stated by institutes", n=len(rates))
    return sentence(
        "n = {n} rates stated by institutes, {others} of them for {periods:names}",
        n=len(rates),
        others=len(others),
        periods=list(dict.fromkeys(others)),
    )


def respondents(known: Survey) -> list[dict[str, Any]]:
    """How many firms the survey counts, how they came to answer, and when."""
    settings = known.settings
    label = sentence("{n:Firm|Firms} of the segment" if known.segment else "{n:Firm|Firms} counted", n=known.n)
    drawn = (
        sentence("a random sample")
        if settings.sampling == "random"
        else sentence("firms that chose to answer; no sample was drawn")
    )
    return [
        {
            "figure": "firms",
            "label": label,
            "value": sentence("{n}", n=known.n),
            "base": drawn,
            "interval": _dates(settings.fieldwork_start, settings.fieldwork_end),
            "low": known.n,
            "high": known.n,
        }
    ]


def _dates(start: date | None, end: date | None) -> Sentence | None:
    if start is None or end is None:
        return None
    days = Amount("date", start.isoformat(), end.isoformat())
    return sentence("asked on {days:amount}" if start == end else "asked from {days:amount}", days=days)


def shares(
    answered: pd.DataFrame,
    confidence: float,
    segment: str = "",
    questions: Iterable[str] | None = None,
) -> list[dict[str, Any]]:
    """Some shares of firms: the first horizon of each of `SHARES` that may be shown and is plainly given.

    `answered` are labelled estimates. What a segment is cut by is left out: all its firms say the same.
    Bases that fit all figures of a question (`shares.on_fitting_bases`) stand beside an assumed base that is
    none of them, and the interval holds on all.
    """
    cut = segment.partition("=")[0]
    wanted = [key for key in SHARES if key[0] != cut and (questions is None or key[0] in questions)]
    plain = answered[(answered.wording == "exact") & answered.interval_low.notna()]
    rows = []
    for question, item in wanted:
        found = plain[(plain.question == question) & (plain["item"] == item)]
        rows += [_share(row, confidence) for row in found.iloc[:1].to_dict("records")]
    return rows


def _share(row: dict[str, Any], confidence: float) -> dict[str, Any]:
    named = {"question": row["question_title"], "item": row["label"], "horizon": row["horizon"]}
    template = "{question}: {item}" if row["horizon"] == "now" else "{question}: {item}, {horizon:term}"
    return {
        "figure": row["question"],
        "label": sentence(template, **named),
        "value": _percentage(row["share_low"], row["share_high"]),
        "base": row["base_words"],
        "interval": _interval(row, confidence),
        "verdict": None if row["flag"] == "ok" else sentence("{flag:term}", flag=row["flag"]),
        "low": 100 * row["share_low"],
        "high": 100 * row["share_high"],
    }


def _interval(row: dict[str, Any], confidence: float) -> Sentence:
    fields = {"confidence": 100 * confidence}
    fields |= {"low": 100 * row["interval_low"], "high": 100 * row["interval_high"]}
    if not row.get("fitting"):
        return sentence("{confidence:0%} interval: {low:0} to {high:0%}", **fields)
    return sentence(
        "{confidence:0%} interval over {others:both|all these} bases: {low:0} to {high:0%}",
        others=len(row["fitting"]),
        **fields,
    )


def _percentage(low: float, high: float) -> Sentence:
    ends = {"low": 100 * low, "high": 100 * high}
    same = math.floor(ends["low"] + 0.5) == math.floor(ends["high"] + 0.5)
    return sentence("{low:0%}" if same else "{low:0} to {high:0%}", **ends)


def fitting_posts(figures: pd.DataFrame, rule: str) -> list[dict[str, Any]]:
    """The posts that one number and the shares of posts allow: `recruitment.fitting_totals` as a key figure."""
    allowed, of = recruitment.fitting_totals(figures, rule), recruitment.anchor(figures)
    if not allowed:
        return []
    return [
        {
            "figure": "posts",
            "label": sentence("Posts needed in 3 to 5 years; the study prints no total"),
            "value": sentence("{low} to {high}", low=min(allowed), high=max(allowed)),
            "base": sentence(
                "from {posts} posts of one occupation and {shares} {shares:share|shares} of posts, {rule:term}",
                posts=of["posts"],
                shares=of["shares"],
                rule=rule,
            ),
            "low": min(allowed),
            "high": max(allowed),
        }
    ]


def stated_posts(known: Survey, confidence: float) -> list[dict[str, Any]]:
    """The posts that firms state they expect to fill in all; none where their number may not be shown.

    Beside them the total over all firms of the population, where `survey.extrapolated` gives one.
    """
    found = survey.posts(known)
    totals = found.groupby("horizon").total.sum()
    if not {"now", "3-5 years"} <= set(totals.index):
        return []
    return [
        {
            "figure": "posts",
            "label": sentence("Posts to fill within 3 to 5 years, {now} of them now", now=float(totals["now"])),
            "value": sentence("{n}", n=float(totals["3-5 years"])),
            "base": sentence("n = {n} {n:firm|firms}", n=int(found["base"].max())),
            "interval": _over_all_firms(known, confidence),
            "low": float(totals["3-5 years"]),
            "high": float(totals["3-5 years"]),
        }
    ]


def _over_all_firms(known: Survey, confidence: float) -> Sentence:
    """That posts are a plain count, and the estimate for all firms of the population where there is one."""
    plain = sentence("a plain count of what they state")
    whole = known.segment or known.weighted
    found = None if whole else survey.extrapolated(known, "recruit_posts", "3-5 years", confidence)
    if found is None or found.reason is not None:
        return plain
    return sentence(
        "{plain}; estimate for {population} firms: {total:-1}; {confidence:0%} interval: {low:-1} to {high:-1}",
        plain=plain,
        population=known.settings.population,
        total=found.total,
        confidence=100 * confidence,
        low=found.low,
        high=found.high,
    )
