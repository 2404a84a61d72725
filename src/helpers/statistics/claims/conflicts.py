"""Minimal conflicting sets: claims that cannot hold together as printed, while all but any one of them can.

A check that fails links its claim with those it names. Every subset of them is tried, the others being let
go (they then stand for any number); a subset that still fails and has no smaller one that fails is minimal.
This is enumeration over exact intervals: nothing rests on a solver's tolerance. What explains a conflict is
an inference: another base, period or unit, another rounding, or a slip.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pandas as pd

from helpers.parameters import ROUNDING_RULES
from helpers.statistics.claims import audit, registry
from helpers.statistics.claims.audit import Audit
from helpers.statistics.claims.registry import CHECKS, Case, Finding
from helpers.statistics.sentences import Sentence, sentence

ASSUMPTIONS = {
    "share": sentence("the share is one of all respondents"),
    "joint": sentence("the shares of a question are of one base, no larger than the respondents"),
    "overlap": sentence("every firm is in one of the two groups at least"),
    "rate": sentence("the label's period is the one the rate is for"),
    "same": sentence("one quantity is stated twice"),
    "sum": sentence("the parts make the whole, in the units printed"),
    "inside": sentence("the period of the part lies in that of the whole"),
    "spans": sentence("the range holds every figure that it summarises"),
    "unit": sentence("amounts are in the units printed"),
    "grown": sentence("the whole that the shares are of stays as it is"),
}
"""What a check takes for granted, and so belongs to the conflicts it finds."""

KEPT_SMALL = 6
"""Claims a check may link for its subsets to be tried."""


def minimal(of: Audit, rule: str = "half-up") -> pd.DataFrame:
    """One row a minimal conflicting set: `members` (ids), `figures` (words), the check and what it assumes.

    `strict` says that a member is inconsistent whatever is tried; else `explanation` gives what would make
    the set hold. Sets found by several claims' checks are listed once, smallest first.
    """
    found: dict[tuple, dict] = {}
    for case in of.cases[rule]:
        for call in case.claim.checks:
            for members in _minimal_sets(case, call):
                key = (frozenset(members), call[0])
                found[key] = _better(found.get(key), _row(case, call, members))
    rows = sorted(found.values(), key=lambda row: (not row["strict"], len(row["members"]), row["members"]))
    return pd.DataFrame(
        rows, columns=["members", "figures", "size", "check", "assumption", "strict", "explanation"]
    )


def named(found: pd.DataFrame, statements: pd.DataFrame) -> pd.DataFrame:
    """The sets with `conflict`: each member's statement, in the reader's language, and its figure."""
    said = dict(zip(statements.id, statements.statement, strict=True))
    conflict = [
        registry.joined(
            [
                sentence("{statement}: {figure}", statement=said[name], figure=one)
                for name, one in zip(members, words, strict=True)
            ]
        )
        for members, words in zip(found.members, found.figures, strict=True)
    ]
    return found.assign(conflict=pd.Series(conflict, index=found.index, dtype=object))


def of_amounts_and_shares(found: pd.DataFrame, claims: pd.DataFrame) -> Sentence:
    """How many sets hold a share that no count prints, in digits or hedged, or an amount in another unit."""
    wording = claims.set_index("id").wording
    shares = [wording[names[0]] for names in found.members[found.check == "share"]]
    return sentence(
        "{shares} more sets hold a share that no count of all respondents prints ({plain} in plain digits, "
        "{hedged} with a hedge such as “about”), and {units} an amount that annex 2 and section 3.1 print in "
        "different units.",
        shares=len(shares),
        plain=shares.count("exact"),
        hedged=len(shares) - shares.count("exact"),
        units=int((found.check == "unit").sum()),
    )


def _minimal_sets(case: Case, call: tuple) -> Iterator[tuple[str, ...]]:
    """The minimal sets of one check, among its claim and those it names."""
    name, given, _ = call
    linked = tuple(dict.fromkeys([case.claim.id, *given])) if CHECKS[name].of_claims else ()
    if not 2 <= len(linked) <= KEPT_SMALL or holds(case, call, linked, linked):
        return
    sets: list[tuple[str, ...]] = []
    for size in range(1, len(linked) + 1):
        for members in combinations(linked, size):
            contained = any(set(smaller) <= set(members) for smaller in sets)
            if not contained and not holds(case, call, members, linked):
                sets.append(members)
                yield members


def holds(case: Case, call: tuple, members: tuple[str, ...], linked: tuple[str, ...]) -> bool:
    """Whether the check holds as printed when only these claims are kept."""
    others = frozenset(linked) - frozenset(members)
    finding = registry.verdict(replace(case, ledger=case.ledger.freed(others)), call)
    return finding.plain or finding.together


def _row(case: Case, call: tuple, members: tuple[str, ...]) -> dict:
    finding = registry.verdict(case, call)
    strict = finding.verdict == "inconsistent" and not _other_readings(case, call)
    return {
        "members": list(members),
        "figures": [case.ledger[name].words() for name in members],
        "size": len(members),
        "check": call[0],
        "assumption": ASSUMPTIONS.get(call[0]),
        "strict": strict,
        "explanation": _explanation(case, call, finding),
    }


def _better(known: dict | None, new: dict) -> dict:
    """Of two rows on one set, the one that is strict, else the first."""
    return new if known is None or (new["strict"] and not known["strict"]) else known


def _explanation(case: Case, call: tuple, finding: Finding) -> Sentence:
    """What would let the set hold: the condition found, another reading of the figures, else a slip."""
    ways = [finding.condition] if finding.condition is not None else []
    return registry.joined([*ways, *_other_readings(case, call), sentence("one of them is a slip")])


def _other_readings(case: Case, call: tuple) -> list[Sentence]:
    """Other readings of the figures under which the check holds as printed: rounding rules, padding."""
    others = [rule for rule in ROUNDING_RULES if rule != case.rule]
    tried = [(replace(case, rule=rule), sentence("rounding: {rule:term}", rule=rule)) for rule in others]
    tried.append((case.padded, audit.PADDING))
    return [said for other, said in tried if registry.verdict(other, call).plain]
