"""Checks on lists announced with a number, and reasons why a claim cannot be checked."""

from helpers.statistics.claims import relations
from helpers.statistics.claims.registry import Case, Finding, check
from helpers.statistics.sentences import sentence

REASONS = {
    "outside": sentence("a fact from elsewhere, printed once: nothing in the study bears on it"),
    "unique": sentence("printed once; no other figure of the study bears on it"),
    "lost": sentence("the chart that showed it is lost"),
    "vague": sentence("too vague to be held against a figure"),
    "currency": sentence("the currency is not printed, and nothing else bears on it"),
    "list": sentence("the list is not printed, or cannot be told apart from another"),
    "horizon": sentence("the synthesis table has no horizon for it, and no firm names the sector"),
    "not-firms": sentence("not a share of firms, and its whole is not printed"),
}

NOTHING_BEARS = ("outside", "unique", "currency")
"""Reasons that say that nothing else bears on the claim: not so where another claim is held against it."""

NAMED = sentence("printed once; other figures are held against it")


@check("none", of_claims=False)
def none(case: Case, reason: str) -> Finding:
    """The claim cannot be checked, for this reason."""
    if reason not in REASONS:
        raise ValueError(f"the reason is {reason!r}; it must be one of {', '.join(REASONS)}")
    named = reason in NOTHING_BEARS and relations.is_named(case)
    return Finding("not checkable", NAMED if named else REASONS[reason])


@check("listed", of_claims=False)
def listed(case: Case, number: str) -> Finding:
    """Does the list that the claim announces have as many items?"""
    stated, found = case.interval(), int(number)
    evidence = sentence("listed: {found}", found=found)
    if found in stated:
        return Finding("reproduced" if stated.low == stated.high else "consistent", evidence)
    if found < stated.low:
        return Finding("consistent only if", evidence, sentence("the list leaves some out"))
    if case.hedged():
        return Finding("consistent only if", evidence, sentence("the words are read more loosely"))
    return Finding("inconsistent", evidence, gap=(found - stated.high) / found)
