"""Sentences that only answers of firms allow: their population, growth above a limit, hard recruiting."""

from collections.abc import Sequence
from functools import reduce

import pandas as pd

from helpers.sources import codebook
from helpers.sources.routing import EXCLUSIVE
from helpers.statistics.sentences import Sentence, sentence
from helpers.statistics.survey import Survey


def population(known: Survey) -> Sentence:
    """How many firms of the population are counted: no response rate, as who was asked is not known."""
    if known.segment:
        return sentence("How many firms of the population are in the segment is not known.")
    if known.settings.population is None:
        return sentence("Number of firms in the population and response rate unknown.")
    return sentence(
        "Population: {population} firms; {n} counted, or {share:1%}. Response rate unknown.",
        population=known.settings.population,
        n=known.n,
        share=100 * known.n / known.settings.population,
    )


def growth_above(found: pd.DataFrame, questions: Sequence[str]) -> Sentence:
    """Of each of these questions in bands, the share of firms above a limit, a horizon after another.

    `found` are labelled estimates from answers. The limit is that of the sum which the codebook has of the
    bands, since the study prints it; beside it the share of the firms that expect at least to double.
    """
    limited = found.merge(codebook.limits().astype({"low": float, "high": float}), on=["question", "item"])
    bands = [limited[(limited.question == name) & limited.low.notna()] for name in questions]
    said = [_above(held, _limit(held.question.iloc[0])) for held in bands if len(held)]
    if not said:
        return sentence("No share of these questions can be shown.")
    return reduce(lambda first, more: sentence("{said} {more}", said=first, more=more), said)


GROWING = {"turnover_growth": sentence("turnover"), "staff_growth": sentence("staff")}
"""What the firms expect to grow, by question."""

DOUBLED = 100
"""Growth in percent from which what grows has doubled."""


def _limit(question: str) -> float:
    """The limit of the sum of bands that the codebook has of a question: its upper one, else its lower one."""
    sums = codebook.items().query("question == @question and origin == 'statistic'")
    low, high = (sums[end].dropna().astype(float) for end in ("low", "high"))
    return float(high.iloc[0] if len(high) else low.iloc[0])


def _above(found: pd.DataFrame, limit: float) -> Sentence:
    """The shares of one question above a limit, and of at least double, at each horizon."""
    over, double = (_by_horizon(found[found.low >= low]) for low in (limit, DOUBLED))
    fields = {"what": GROWING[found.question.iloc[0]], "limit": limit, "n": found.bases.iloc[0][0]}
    fields |= {"over": over[0][1], "years": over[0][0], "double": double[0][1]}
    if len(over) == 1:
        return sentence(
            "{over:1%} of firms expect {what:sentence} to grow by more than {limit:0%} within {years} years; "
            "{double:1%} expect it at least to double (n = {n}).",
            **fields,
        )
    return sentence(
        "{over:1%} of firms expect {what:sentence} to grow by more than {limit:0%} within {years} years, and "
        "{later:1%} within {horizon}; {double:1%} and {doubled:1%} expect it at least to double (n = {n}).",
        horizon=over[1][0],
        later=over[1][1],
        doubled=double[1][1],
        **fields,
    )


def _by_horizon(found: pd.DataFrame) -> list[tuple[int, float]]:
    """Years to each horizon, the nearest first, and the sum of some shares there, in percent."""
    totals = found.groupby("horizon").share_low.sum()
    return [(int(horizon.split()[0]), 100 * total) for horizon, total in totals.items()]


def leads_recruiting(posts: pd.DataFrame, recruiting: pd.DataFrame) -> Sentence:
    """Which occupation has most posts in all, and which most firms recruit; both labelled by the codebook."""
    volumes = posts[(posts.horizon == "3-5 years") & (posts["item"] != "other")]
    firms = recruiting[~recruiting["item"].isin(["other", *EXCLUSIVE])]
    if volumes.empty or firms.empty:
        return sentence("Posts, or the firms that recruit, are withheld or were not asked.")
    most, widest = (
        frame[frame[column] == frame[column].max()]
        for frame, column in ((volumes, "total"), (firms, "share_low"))
    )
    fields = {
        "posts": float(most.total.iloc[0]),
        "share": 100 * widest.share_low.iloc[0],
        "n": widest.bases.iloc[0][0],
    }
    if list(most.label) == list(widest.label) and len(most) == 1:
        return sentence(
            "{occupation:name} comes first in posts ({posts} in all) and in recruiting firms ({share:1%}, "
            "n = {n}).",
            occupation=most.label.iloc[0],
            **fields,
        )
    return sentence(
        "Most posts in all: {first:names}, {posts}. Most firms: {second:names}, {share:1%} (n = {n}).",
        first=list(most.label),
        second=list(widest.label),
        **fields,
    )


def hardest(found: pd.DataFrame) -> Sentence:
    """How many recruiting firms meet difficulties, and for which occupations, from labelled estimates."""
    shown = found[found.interval_low.notna()]
    yes = shown[(shown.question == "difficulty") & (shown["item"] == "yes")]
    said = [_difficulty(row) for row in yes.to_dict("records")]
    by = shown[(shown.question == "recruit_difficulty") & ~shown["item"].isin(["other", *EXCLUSIVE])]
    said += [_by_occupation(by)] if len(by) > 1 else []
    if not said:
        return sentence("Difficulty in recruiting is withheld, or was not asked.")
    return said[0] if len(said) == 1 else sentence("{said} {more}", said=said[0], more=said[1])


def _difficulty(row: dict) -> Sentence:
    return sentence(
        "{share:1%} of recruiting firms meet difficulties (interval {low:0} to {high:0%}; n = {n}).",
        share=100 * row["share_low"],
        low=100 * row["interval_low"],
        high=100 * row["interval_high"],
        n=row["bases"][0],
    )


def _by_occupation(found: pd.DataFrame) -> Sentence:
    """The lowest and the highest share, and whether every interval has a point in common with every other.

    On a line, intervals overlap two by two if the highest low end is no higher than the lowest high end.
    """
    low, high = found.loc[found.share_low.idxmin()], found.loc[found.share_low.idxmax()]
    fields = {"low": _named(low), "high": _named(high)}
    if found.interval_low.max() <= found.interval_high.min():
        return sentence(
            "By occupation, from {low:sentence} to {high:sentence}; the intervals are wide and all overlap: no "
            "ranking is drawn.",
            **fields,
        )
    return sentence(
        "By occupation, from {low:sentence} to {high:sentence}; their intervals do not all overlap.", **fields
    )


def _named(row: pd.Series) -> Sentence:
    return sentence(
        "{share:1%} ({occupation:name}, n = {n})",
        share=100 * row.share_low,
        occupation=row.label,
        n=row.bases[0],
    )


def columns_of_largest(posts: pd.DataFrame) -> list[str]:
    """The column of a table of posts for what the largest firm holds; none where all rows say the same."""
    return [] if _held_alike(posts) else ["concentration"]


def posts_table(posts: pd.DataFrame) -> pd.DataFrame:
    """The posts by occupation, as a table shows them: those in all named so, and all occupations together.

    How many firms have a post of any kind is not in `posts`, nor what the largest holds of all.
    """
    whole = posts.groupby("horizon", sort=False, as_index=False)[["total", "share"]].sum()
    every = whole.assign(label=sentence("All occupations"))
    counts = dict.fromkeys(["base", "positive"], "Int64")  # whole numbers, although the last rows have none
    return in_all(pd.concat([posts.astype(counts), every], ignore_index=True))


def in_all(posts: pd.DataFrame) -> pd.DataFrame:
    """The posts, with a name for the later horizon that says that posts of now are among them."""
    return posts.assign(horizon=posts.horizon.replace("3-5 years", "in all, 3-5 years"))


def posts_note(posts: pd.DataFrame) -> Sentence:
    """The note of a table of posts: what is counted, and what the largest firm holds."""
    if _held_alike(posts):
        return sentence(
            "Plain counts of what these firms stated, unweighted. In every row the largest firm holds "
            "{part:term} of the posts.",
            part=posts.concentration.iloc[0],
        )
    return sentence(
        "Plain counts of what these firms stated, unweighted. The last column: what the largest firm holds of "
        "the posts."
    )


def _held_alike(posts: pd.DataFrame) -> bool:
    return bool(posts.concentration.notna().all()) and posts.concentration.nunique() == 1
