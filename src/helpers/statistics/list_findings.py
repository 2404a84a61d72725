"""Sentences about counted lists: occupations and their marks, skills, advertisements, use cases."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from helpers.statistics import listings
from helpers.statistics.sentences import VERDICTS, Sentence, sentence


def marks(occupations: pd.DataFrame, readings: pd.DataFrame) -> Sentence:
    """How many rows of the tables bear a mark, and which: as declared, and over all declared readings."""
    counts = listings.mark_counts(occupations, readings).set_index("meaning")
    order = ("transforming", "in_tension", "emerging", "other_title")
    found = [_over(counts.loc[meaning], meaning) for meaning in order]
    return sentence(
        "Of {n} rows of the two tables of occupations, {marked} bear a mark: {counts:sentences}. A row may "
        "bear several.",
        n=len(occupations),
        marked=int(occupations.marks.notna().sum()),
        counts=found,
    )


def _over(row: pd.Series, meaning: str) -> Sentence:
    """A count as declared, with its ends where a doubtful reading may change it."""
    fields = {"count": int(row["count"]), "low": row.count_low, "high": row.count_high, "meaning": meaning}
    if row.count_low == row.count_high:
        return sentence("{count} {meaning:term}", **fields)
    return sentence("{count} {meaning:term} ({low} to {high})", **fields)


def skills(occupations: pd.DataFrame) -> Sentence:
    """Which skills are ticked for how many rows, and for how many of the marked ones."""
    whole, marked = (
        listings.flag_counts(rows).iloc[0] for rows in (occupations, occupations.dropna(subset=["marks"]))
    )
    fields = {skill: whole[skill] for skill in listings.SKILLS}
    fields |= {f"marked_{skill}": marked[skill] for skill in listings.SKILLS}
    return sentence(
        "Of the {n} rows of the two tables of occupations, a behavioural skill is ticked for {behavioural} "
        "({marked_behavioural} of the {marked} marked rows), an organisational one for {organisational} "
        "({marked_organisational} of {marked}) and a technical one for {technical} ({marked_technical} of "
        "{marked}).",
        n=whole["rows"],
        marked=marked["rows"],
        **fields,
    )


def carried(emerging: pd.DataFrame, tense: pd.DataFrame) -> Sentence:
    """How many occupations emerge and are hard to fill, from `listings.carriers`, each title once a sector."""
    emerge, hold = listings.held_counts(emerging), listings.held_counts(tense)
    return sentence(
        "{emerging} occupations are marked as emerging ({sure} in every reading of the marks) and {tense} as "
        "hard to fill ({certain} in every reading, {most} in at least one). An occupation in both sectors "
        "counts twice.",
        emerging=emerge["declared"],
        sure=emerge["certain"],
        tense=hold["declared"],
        certain=hold["certain"],
        most=hold["all"],
    )


def emerging_named(found: pd.DataFrame, unmarked: Sequence[dict[str, Any]] = ()) -> Sentence:
    """Which occupations emerge, from `listings.described` in one language; those of a doubtful mark apart.

    `unmarked` are those that the text names so and no row marks so (`listings.named_unmarked`).
    """
    said = _emerging(found)
    if not unmarked:
        return said
    return sentence(
        "{said} Named as emerging in the text, but marked otherwise: {others:sentences}.",
        said=said,
        others=[sentence("{title:name} ({read:terms})", **one) for one in unmarked],
    )


def _emerging(found: pd.DataFrame) -> Sentence:
    sure = list(dict.fromkeys(found.title[found.certain]))
    doubtful = [title for title in dict.fromkeys(found.title[~found.certain]) if title not in sure]
    if not doubtful:
        return sentence("Marked as emerging: {sure:names}.", sure=sure)
    return sentence(
        "Marked as emerging: {sure:names}; on a doubtful reading also {doubtful:names}.",
        sure=sure,
        doubtful=doubtful,
    )


def carried_base(found: pd.DataFrame) -> Sentence:
    """The base of a list of occupations with a mark: those of the declared reading, and those of another."""
    counts = listings.held_counts(found)
    fields = {"n": counts["declared"], "more": counts["all"] - counts["declared"]}
    if not fields["more"]:
        return sentence("n = {n} occupations", **fields)
    return sentence("n = {n} occupations as declared, and {more} in the other reading only", **fields)


def named_and_marked(found: pd.DataFrame) -> Sentence:
    """How far the text names the occupations that the tables mark, from `listings.overlap`."""
    counts = found["where"].value_counts()
    both, named, marked = (int(counts.get(word, 0)) for word in listings.NAMED_AND_MARKED)
    return sentence(
        "{both} occupations are named in section 5.1 and marked in the tables; {named} are named and not "
        "marked; {marked} are marked and not named.",
        both=both,
        named=named,
        marked=marked,
    )


def themes_and_offers(skills: pd.DataFrame, offers: pd.DataFrame) -> Sentence:
    """What most themes of skills are, and what the printed advertisements offer."""
    types = skills.type.value_counts()
    return sentence(
        "{most} of {themes} themes of annex 3 are {type:term}. Of {offers} advertisements printed, {jobs} "
        "offer a job and {engineering} are in engineering.",
        most=int(types.iloc[0]),
        themes=len(skills),
        type=types.index[0],
        offers=len(offers),
        jobs=int((offers.kind == "job").sum()),
        engineering=int((offers.activity == "engineering").sum()),
    )


def judged(verdicts: pd.DataFrame, what: Sentence) -> Sentence:
    """How many statements, of a frame with a row each, got which verdict; `what` counts and names them."""
    counts = verdicts.verdict.value_counts()
    reproduced, consistent, conditional, wrong, unknown = (int(counts.get(word, 0)) for word in VERDICTS)
    return sentence(
        "Of {what:sentence}, {held:none is|# is|# are} reproduced or consistent, {conditional:none holds|# "
        "holds|# hold} only on a condition and {wrong:none is|# is|# are} inconsistent; {unknown:all can|# "
        "cannot|# cannot} be checked.",
        what=what,
        held=reproduced + consistent,
        conditional=conditional,
        wrong=wrong,
        unknown=unknown,
    )


def use_cases(found: pd.DataFrame, sums: pd.DataFrame) -> Sentence:
    """Use cases stated in the two places and listed, all sectors together."""
    once = found.drop_duplicates("sector")
    by_place = sums.set_index("source")
    table, sheet = by_place.loc["synthesis table"], by_place.loc["sector sheet"]
    return sentence(
        "Over {sectors} sectors, the synthesis table states {low} to {high} use cases and the sheets {sheets}; "
        "the sheets list {listed} ({least} to {most} with doubtful lines read either way), and {details} lines "
        "of detail under {with_details} of them besides.",
        sectors=len(once),
        low=table.stated_low,
        high=table.stated_high,
        sheets=sheet.stated_low,
        listed=int(once.use_cases.sum()),
        least=int(once.use_cases_low.sum()),
        most=int(once.use_cases_high.sum()),
        details=int(once.details.sum()),
        with_details=int(once.with_details.sum()),
    )
