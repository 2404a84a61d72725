"""Sentences about recruitment: how many posts, in how many firms, where it is hard, what it means for staff."""

from typing import Any

import pandas as pd

from helpers.statistics import recruitment
from helpers.statistics.sentences import Amount, Sentence, sentence


def all_posts(figures: pd.DataFrame, rule: str) -> Sentence:
    """How many posts in all, and from what: the study prints their horizon and some shares, no total."""
    allowed, of = recruitment.fitting_totals(figures, rule), recruitment.anchor(figures)
    if not allowed:
        return sentence("No total number of posts fits all the printed shares, {rule:term}.", rule=rule)
    return sentence(
        "The study prints no total of the posts needed within 3 to 5 years (section 5.2). Its "
        "{shares} shares of posts, {rule:term}, and the {posts} posts of one occupation ({occupation:term}) "
        "allow {low} to {high} posts in all, planned or under way.",
        low=min(allowed),
        high=max(allowed),
        rule=rule,
        **of,
    )


def many_posts_or_many_firms(volumes: pd.DataFrame) -> Sentence:
    """The occupation with most posts, and the one with fewest a firm, from `recruitment.volumes`."""
    known = volumes[volumes.firms_low.notna()]
    plain = known[known.how != "bounded"]
    if plain.empty:
        return sentence("No occupation has both its posts and its recruiting firms printed.")
    most, fewest = plain.loc[plain.posts_high.idxmax()], known.loc[known.per_firm_high.idxmin()]
    return sentence(
        "Many posts: {first:sentence}. Many firms with few posts each: {last:sentence}. Firms are read on all "
        "respondents.",
        first=_in_firms(most),
        last=_bounded(fewest),
    )


def _in_firms(row: pd.Series) -> Sentence:
    return sentence(
        "{occupation:term}, with {posts:amount} in {firms:amount}, or {each:amount} per recruiting firm",
        occupation=row.occupation,
        posts=_range("posts", row.posts_low, row.posts_high),
        firms=_range("firms", row.firms_low, row.firms_high),
        each=_range("count", row.per_firm_low, row.per_firm_high, float),
    )


def _bounded(row: pd.Series) -> Sentence:
    """The posts and firms of an occupation, with what its posts rest on where they are not printed."""
    if row.how != "bounded":
        return _in_firms(row)
    if row.bounded_by == "other":
        return sentence("{posts:sentence}, as the other occupations leave no more", posts=_in_firms(row))
    return sentence(
        "{posts:sentence} if, as the study ranks them, they come after {before:term}",
        posts=_in_firms(row),
        before=row.bounded_by,
    )


def hardest(difficulty: pd.DataFrame) -> Sentence:
    """Where recruiting is hard: the occupation with a share of its own, from `recruitment.difficulty`."""
    own = difficulty[(difficulty.end == "own figure") & (difficulty.fits == "fits")]
    if own.empty:
        return sentence("No share of firms in difficulty is printed for a single occupation.")
    top = own.loc[own.printed_share.map(float).idxmax()]
    fields = {
        "occupation": top.occupation,
        "share": top.printed_share,
        "count": _range("count", top.difficulty_low, top.difficulty_high),
        "base": _range("count", top.recruiting_low, top.recruiting_high),
    }
    alone = difficulty[difficulty.end == "own figure"].occupation.nunique() == 1
    said = sentence(
        "Only {occupation:term} have a figure of their own: {share:0%} of the firms that recruit them have "
        "difficulty ({count:amount} of {base:amount}, if firms are read on all respondents)."
        if alone
        else "Highest figure of a single occupation: {share:0%} of the firms that recruit {occupation:term} "
        "have difficulty ({count:amount} of {base:amount}, if firms are read on all respondents).",
        **fields,
    )
    ends = difficulty[difficulty.end.isin(recruitment.ENDS)].printed_share
    if ends.empty:
        return said
    return sentence(
        "{said} Across the occupations with most posts, the text gives {low:0} to {high:0%}.",
        said=said,
        low=min(ends),
        high=max(ends),
    )


def against_staff(staff: pd.DataFrame) -> Sentence:
    """All posts as a share of the staff on digital twins and of all staff, from `recruitment.against_staff`."""
    growth = {
        row.group: _range("percent", row.growth_low, row.growth_high, float) for row in staff.itertuples()
    }
    twin, every = (growth.get(group) for group in recruitment.STAFF)
    if twin is None or every is None:
        return sentence("The staff that these posts would join is not printed.")
    return sentence(
        "All these posts together are {twin:amount} of the present staff on digital twins, and {every:amount} "
        "of all staff. How many of them replace people who leave is not printed.",
        twin=twin,
        every=every,
    )


def guide(difficulty: pd.DataFrame) -> Sentence:
    """What the figures tried in `recruitment.difficulty` are."""
    own = list(dict.fromkeys(difficulty.occupation[difficulty.end == "own figure"]))
    return sentence(
        "The text gives one figure for {own:terms} and, across the occupations with most posts, only the "
        "lowest and the highest share, either of which may be theirs. Each of the two is tried on every "
        "occupation whose recruiting firms are known: does a whole number of these firms give it?",
        own=own,
    )


def _range(unit: str, low: Any, high: Any, of: type = int) -> Amount:
    """Both ends, or one where they show the same: whole numbers, or with one decimal `of` float."""
    ends = [of(end) for end in (low, high)]
    return Amount(unit, ends[0]) if abs(ends[0] - ends[1]) < 0.05 else Amount(unit, *ends)
