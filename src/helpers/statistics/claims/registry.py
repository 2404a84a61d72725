"""Checks by name, the case a check is given, and what it finds."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from helpers.statistics.claims.ledger import Claim, Ledger
from helpers.statistics.rounding import Interval
from helpers.statistics.sentences import Sentence, sentence

ORDER = ("inconsistent", "consistent only if", "not checkable", "consistent", "reproduced")
"""Verdicts from the worst; of several checks the worst counts, but one that cannot be made does not."""


@dataclass(frozen=True)
class Finding:
    """What a check finds: a verdict, its evidence, where there is one its condition, and how far off it is.

    `together` says that the claims linked by the check can all hold, although on a condition.
    """

    verdict: str
    evidence: Sentence
    condition: Sentence | None = None
    gap: Fraction | None = None
    together: bool = False

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


def failed(case: Case, evidence: Sentence, *names: str, gap: Fraction | None = None) -> Finding:
    """A claim that does not hold: inconsistent, unless it hangs on how hedging words are read."""
    if case.hedged(*names):
        return Finding("consistent only if", evidence, sentence("the words are read more loosely"))
    return Finding("inconsistent", evidence, gap=gap)
