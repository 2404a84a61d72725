"""Checks by name, the case a check is given, and what it finds."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from helpers.statistics.claims.ledger import Claim, Ledger
from helpers.statistics.rounding import Interval
from helpers.statistics.sentences import Sentence, sentence

ORDER = ("inconsistent", "consistent only if", "not checkable", "consistent", "reproduced")
"""Verdicts from the worst; of several checks the worst counts, but one that cannot be made does not."""


@dataclass(frozen=True)
class Finding:
    """What a check finds: a verdict, its evidence, where there is one its condition, and how far off it is.

    `together` says that the claims linked by the check can all hold, although on a condition, which is then
    told instead of a `wider` one. `repeats` says that the check only finds again what another statement, or
    the workbook's own count, says. `off` says in words how far a figure is from what was found.
    """

    verdict: str
    evidence: Sentence
    condition: Sentence | None = None
    gap: Fraction | None = None
    together: bool = False
    repeats: bool = False
    wider: bool = False
    off: Sentence | None = None

    @property
    def plain(self) -> bool:
        """Whether nothing stands against the claim as printed, no condition being needed."""
        return self.verdict not in ("inconsistent", "consistent only if")


@dataclass(frozen=True)
class Case:
    """A claim under a check: the ledger it stands in, the rounding rule, and the tables of the wave, if any."""

    claim: Claim
    ledger: Ledger
    rule: str
    study: Any = None

    def interval(self, name: str = "", scaled: bool = True) -> Interval:
        """What a claim of the ledger stands for; its own claim where none is named."""
        return self.ledger.interval(name or self.claim.id, self.rule, scaled)

    def hedged(self, *names: str) -> bool:
        """Whether hedging words set what the claim or one of those named stands for."""
        return self.ledger.hedged(self.claim.id, *names)

    def is_free(self, *names: str) -> bool:
        """Whether the claim or one of those named is let go."""
        return bool(self.ledger.free & {self.claim.id, *names})

    @cached_property
    def padded(self) -> "Case":
        """The case with trailing zeros read as padding."""
        return replace(self, ledger=replace(self.ledger, padded=True))

    @cached_property
    def finding(self) -> Finding:
        """All checks of the claim as one finding, made once."""
        return combined([verdict(self, call) for call in self.claim.checks])


Check = Callable[..., Finding]


@dataclass(frozen=True)
class Kind:
    """A registered check: its function, and whether its arguments are claims of the ledger or other words."""

    run: Check
    of_claims: bool
    of_study: bool
    usage: str

    def accepts(self, given: tuple[str, ...], options: Mapping[str, str]) -> bool:
        """Whether the check takes these arguments."""
        try:
            inspect.signature(self.run).bind(None, *given, **options)
        except TypeError:
            return False
        return True


CHECKS: dict[str, Kind] = {}


def check(name: str, of_claims: bool = True, of_study: bool = False) -> Callable[[Check], Check]:
    """Register a check under the name by which a ledger calls it."""

    def register(function: Check) -> Check:
        assert name not in CHECKS, f"two checks are called {name}"
        taken = [str(one.replace(annotation=one.empty)) for one in _taken(function)]
        CHECKS[name] = Kind(function, of_claims, of_study, f"{name}({', '.join(taken)})")
        return function

    return register


def _taken(function: Check) -> list[inspect.Parameter]:
    """The parameters of a check after its case."""
    return list(inspect.signature(function).parameters.values())[1:]


def verdict(case: Case, call: tuple) -> Finding:
    """What one check of a ledger, `(name, arguments, options)`, finds of a case."""
    name, given, options = call
    kind = CHECKS[name]
    if kind.of_study and case.study is None:
        return Finding("not checkable", sentence("needs the tables of the study"))
    return kind.run(case, *given, **options)


def combined(found: list[Finding]) -> Finding:
    """Several findings as one: the worst verdict, every evidence, the conditions that remain.

    A check that cannot be made counts only where none can; one that finds no more than a repetition counts only
    where no other is made, and its evidence and condition are told only where no other stands for them.
    """
    made = [finding for finding in found if finding.verdict != "not checkable"] or found
    kept = [finding for finding in made if not (finding.repeats and finding.plain)] or made
    word = min((finding.verdict for finding in kept), key=ORDER.index)
    against = [finding for finding in kept if not finding.plain] or kept
    told = [finding for finding in against if not finding.repeats] or against
    narrowed = any(finding.together for finding in told)
    conditions = [
        finding.condition for finding in told if finding.condition and not (narrowed and finding.wider)
    ]
    gaps = [finding.gap for finding in against if finding.gap is not None]
    condition = joined(conditions) if word == "consistent only if" else None
    off = next((finding.off for finding in against if finding.off is not None), None)
    evidence = joined([finding.evidence for finding in told])
    return Finding(word, evidence, condition, max(gaps, default=None), off=off)


def joined(sentences: list[Sentence]) -> Sentence | None:
    """Sentences one after the other, each once."""
    distinct = [one for place, one in enumerate(sentences) if one not in sentences[:place]]
    if not distinct:
        return None
    said = distinct[0]
    for other in distinct[1:]:
        said = sentence("{first}; {other}", first=said, other=other)
    return said


def failed(case: Case, evidence: Sentence, *names: str, gap: Fraction | None = None) -> Finding:
    """A claim that does not hold: inconsistent, unless it hangs on how hedging words are read."""
    if case.hedged(*names):
        return Finding("consistent only if", evidence, sentence("the words are read more loosely"))
    return Finding("inconsistent", evidence, gap=gap)
