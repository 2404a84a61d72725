"""Checks on shares of respondents: bases, joint bases, overlaps, parts of a whole, words beside digits.

Where a claim states its base, no other is tried. Where it states none, the respondents named by the check
are tried first, then every smaller base: what only another base prints is consistent on that condition.
"""

from collections.abc import Iterable
from fractions import Fraction

from helpers.statistics import bases, change, rounding, sample
from helpers.statistics.claims.registry import Case, Finding, check, failed
from helpers.statistics.sentences import Sentence, sentence

ANY_BASE = range(1, 201)
"""Bases tried where the number of respondents is let go: from 100 on every whole percentage is printed."""


@check("share")
def share(case: Case, respondents: str = "") -> Finding:
    """Does some count of the base print the share?"""
    interval, stated = case.interval(), case.claim.base
    if case.is_free(*filter(None, [respondents])):
        return Finding("consistent", sentence("some base prints it"))
    if stated is None and not respondents:
        return Finding("not checkable", sentence("no base is stated"))
    n = stated or case.ledger.whole(respondents)
    counts = bases.counts(interval, n)
    if counts:
        ends = {"low": counts[0], "high": counts[-1], "n": n}
        said = sentence("{low} of {n} firms" if len(counts) == 1 else "{low} to {high} of {n} firms", **ends)
        return Finding("consistent", said)
    evidence = sentence("no count of {n} firms prints it", n=n)
    if stated is not None:
        return failed(case, evidence)
    others = [base for base in range(1, n) if bases.counts(interval, base)]
    kept = [base for base in others if base in bases.from_half(n)] or others
    if kept:
        return Finding("consistent only if", evidence, _base_is(kept), wider=True)
    return failed(case, sentence("no base up to {n} prints it", n=n))


@check("share_of")
def share_of(case: Case, group: str, respondents: str) -> Finding:
    """Does some count of a group, itself a share of the respondents, print the share?"""
    n = case.ledger.whole(respondents)
    sizes = bases.counts(case.interval(group), n) if not case.is_free(group, respondents) else ANY_BASE
    pairs = [(count, size) for size in sizes if size for count in bases.counts(case.interval(), size)]
    if pairs:
        fields = {"count": pairs[0][0], "size": pairs[0][1], "n": n}
        said = sentence("{count} of {size}, if the group is counted on all {n} respondents", **fields)
        return Finding("consistent", said)
    evidence = sentence("no count of the {sizes:options} firms of the group prints it", sizes=list(sizes))
    condition = sentence("it is not a share of that group, or the group is not of all respondents")
    return Finding("consistent only if", evidence, condition)


@check("joint")
def joint(case: Case, respondents: str, *others: str) -> Finding:
    """Is there one base, no larger than the respondents, for the claim and other shares of its question?"""
    names = [name for name in (case.claim.id, *others) if name not in case.ledger.free]
    allowed, intervals = _allowed(case, respondents), [case.interval(name) for name in names]
    common = [base for base in allowed if all(bases.counts(interval, base) for interval in intervals)]
    shown = sentence("{figures:sentences}", figures=[case.ledger[name].words() for name in names])
    if not common:
        evidence = sentence("no base prints {figures} together", figures=shown)
        two, more = sentence("the two figures are not of one base"), sentence("they are not all of one base")
        return Finding("consistent only if", evidence, two if len(names) == 2 else more)
    evidence = sentence("bases that print {figures}: {bases:options}", figures=shown, bases=common)
    if respondents in case.ledger.free or allowed[-1] in common:
        return Finding("consistent", evidence)
    return Finding("consistent only if", evidence, _shared_base(common), together=True)


FEW = 7
"""Bases that a condition lists; more are told by their number and ends."""


def _base_is(kept: list[int]) -> Sentence:
    """The bases that print a share, as a condition."""
    if len(kept) <= FEW:
        return sentence("the base is {bases:options}", bases=kept)
    ends = {"count": len(kept), "low": kept[0], "high": kept[-1]}
    return sentence("the base is one of {count} from {low} to {high}", **ends)


def _shared_base(common: list[int]) -> Sentence:
    """The bases that all figures of a question share, as a condition."""
    if len(common) == 1:
        return sentence(
            "the base is {base}, the only one that the figures of the question share", base=common[0]
        )
    return sentence(
        "{base:sentence}, the only ones that the figures of the question share", base=_base_is(common)
    )


def _allowed(case: Case, respondents: str) -> range:
    if respondents in case.ledger.free:
        return ANY_BASE
    return range(1, case.ledger.whole(respondents) + 1)


@check("overlap")
def overlap(case: Case, first: str, second: str, respondents: str) -> Finding:
    """Is the claim the share in both of two groups, where every respondent is in one of them at least?

    Inclusion and exclusion; where it is not, the share may be of one group, or some may be in neither.
    """
    if case.is_free(first, second, respondents):
        return Finding("consistent", sentence("some overlap fits"))
    a, b, n = (case.ledger.whole(name) for name in (first, second, respondents))
    fewest, _ = change.both(a, b, n)
    evidence = sentence(
        "{a} and {b} of {n} leave {both} in both, if nobody is in neither", a=a, b=b, n=n, both=fewest
    )
    said = case.interval()
    if Fraction(100 * fewest, n) in said:
        return Finding("consistent", evidence)
    ways = sample.other_overlaps(said, a, b, n)
    if ways:
        return Finding("consistent only if", evidence, sample.either(ways))
    return failed(case, evidence)


@check("parts", of_claims=True)
def parts(case: Case, *others: str, whole: str = "100") -> Finding:
    """Can the claim and the others, of which a respondent gives one, be parts of the whole?"""
    least, most = _summed(case, (case.claim.id, *others))
    evidence = sentence(
        "with the shares beside it, {low:0} to {high:0%} in all", low=float(least), high=float(min(most, 10**6))
    )
    if least == most:
        evidence = sentence("with the shares beside it, {low:1%} in all", low=float(least))
    if least > int(whole):
        return failed(case, evidence, *others, gap=least / int(whole) - 1)
    exact = all(case.ledger[name].plain for name in (case.claim.id, *others)) and not case.is_free(*others)
    printed = sum(case.ledger[name].low for name in (case.claim.id, *others)) if exact else None
    return Finding("reproduced" if printed == int(whole) else "consistent", evidence)


@check("several")
def several(case: Case, *others: str, read: str = "") -> Finding:
    """Are shares of one question parts of a whole? Beyond 100% they are not: a respondent gave several answers.

    With `read=parts` the report itself takes them as parts of a whole.
    """
    least, _ = _summed(case, (case.claim.id, *others))
    evidence = sentence("together they are {sum:0%} or more, so no parts of a whole", sum=float(least))
    if least <= 100:
        return Finding("consistent", sentence("together they may be parts of a whole"))
    if read == "parts":
        return Finding("consistent only if", evidence, sentence("a respondent could give several answers"))
    return Finding("consistent", evidence)


def _summed(case: Case, names: Iterable[str]) -> tuple[Fraction, Fraction]:
    ends = [case.interval(name) for name in names]
    return sum((i.low for i in ends), Fraction(0)), sum((i.high for i in ends), Fraction(0))


@check("words")
def words(case: Case, *figures: str) -> Finding:
    """Do the digits, or their sum, lie within the words of the claim?"""
    digits = rounding.total(case.interval(name) for name in figures)
    evidence = sentence(
        "the digits are {digits:sentences}", digits=[case.ledger[name].words() for name in figures]
    )
    if case.is_free(*figures) or digits.meets(case.interval()):
        return Finding("consistent", evidence)
    return failed(case, evidence, *figures)
