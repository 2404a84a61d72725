"""Relations between claims: a check of one claim bears on every claim that it names.

A claim that has no check of its own is judged by those that name it, as far as they show that it can be right.
"""

from helpers.statistics.claims.ledger import Claim
from helpers.statistics.claims.registry import CHECKS, Case, Finding, check, combined, verdict
from helpers.statistics.sentences import Sentence, sentence


@check("relation", of_claims=False)
def relation(case: Case) -> Finding:
    """Do the checks of other claims that name the claim hold?

    They then say that it can be right, not that it is worked out: consistent at best, else what they find.
    """
    naming = [claim for claim in case.ledger.claims.values() if _calls(claim, case.claim.id)]
    if not naming:
        raise ValueError(f"no check of another claim names {case.claim.id!r}")
    found = combined([_beside(case, claim) for claim in naming])
    word = "consistent" if found.verdict == "reproduced" else found.verdict
    return Finding(word, found.evidence, found.condition, found.gap)


def is_named(case: Case) -> bool:
    """Whether a check of another claim names the claim: its figure is then held against the other."""
    return any(_calls(claim, case.claim.id) for claim in case.ledger.claims.values())


def _calls(claim: Claim, name: str) -> list[tuple]:
    """The checks of a claim that name another."""
    return [call for call in claim.checks if CHECKS[call[0]].of_claims and name in call[1]]


def _beside(case: Case, other: Claim) -> Finding:
    """What the checks of another claim that name this one find, with the other figure told."""
    beside = Case(other, case.ledger, case.rule, case.study)
    calls = _calls(other, case.claim.id)
    found = combined([verdict(beside, call) for call in calls])
    fell = found.plain and all(name == "fallen" for name, *_ in calls)
    return Finding(found.verdict, _told(other, found.evidence, fell), found.condition, found.gap)


def _told(other: Claim, evidence: Sentence, fell: bool) -> Sentence:
    """The evidence of a check of another claim, from the side of the one it names."""
    if fell:
        return sentence("more than the {after} after, as said", after=other.words())
    return sentence("held against {other}: {evidence:sentence}", other=other.words(), evidence=evidence)
