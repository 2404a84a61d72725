"""A verdict for every claim of a ledger, with its evidence and, where there is one, its condition."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from helpers.parameters import ROUNDING_RULES
from helpers.statistics.claims import amounts, ledger, lists, registry, relations, respondents, study
from helpers.statistics.claims.registry import Case, Finding
from helpers.statistics.sentences import VERDICTS, Sentence, sentence

MODULES = (amounts, relations, respondents, lists, study)
"""Where the checks stand that a ledger can call: importing them registers them."""

SEVERITIES = (("a little", 0.1), ("somewhat", 0.5), ("much", float("inf")))
"""How far a figure that cannot hold is from what it is held against, as a part of that."""


@dataclass(frozen=True)
class Audit:
    """The claims of a report and what they are held against; each check is made once under each rule.

    Without the `tables` of a wave, the checks that need them are not made.
    """

    claims: pd.DataFrame
    wordings: pd.DataFrame
    tables: Mapping[str, pd.DataFrame] | None = None
    respondents: int = 0

    @cached_property
    def cases(self) -> dict[str, list[Case]]:
        """By rounding rule, every claim as a case for its checks."""
        book = ledger.ledger(self.claims, self.wordings)
        found = {}
        for rule in ROUNDING_RULES:
            wave = study.Study(self.tables, self.respondents, rule) if self.tables else None
            found[rule] = [Case(claim, book, rule, wave) for claim in book.claims.values()]
        return found


def run(of: Audit, rule: str = "half-up") -> pd.DataFrame:
    """One row a claim: `printed`, `kinds` of check, `verdict`, `evidence`, `condition` and `severity` added.

    `origin` tells claims that the report states from figures counted here; `off` words how far off one is.

    A claim is judged under `rule`; one that it makes inconsistent is tried under every other rounding rule,
    each applied to all figures, and with trailing zeros as padding.
    """
    claims, cases = of.claims, of.cases[rule]
    others = zip(*(of.cases[other] for other in _others(rule)), strict=True)
    found = [_judged(case, *readings) for case, readings in zip(cases, others, strict=True)]
    added = {
        "printed": [case.claim.words() for case in cases],
        "part": [_part(row.section) for row in claims.itertuples()],
        "where": [_where(row.section, row.place) for row in claims.itertuples()],
        "kinds": [[name for name, *_ in case.claim.checks] for case in cases],
        "verdict": [finding.verdict for finding in found],
        "evidence": [finding.evidence for finding in found],
        "condition": [finding.condition for finding in found],
        "severity": [_severity(finding) for finding in found],
        "off": [_off(finding) for finding in found],
        "origin": ["counted" if case.claim.wording == "counted" else "stated" for case in cases],
    }
    return claims.assign(
        **{name: pd.Series(cells, claims.index, dtype=object) for name, cells in added.items()}
    )


def unmakeable(claims: pd.DataFrame, wordings: pd.DataFrame) -> pd.DataFrame:
    """One row a check that cannot be made of a claim as the ledger puts it: `id`, `check`, `why`."""
    rows = []
    for case in Audit(claims, wordings).cases[ROUNDING_RULES[0]]:
        for call in case.claim.checks:
            try:
                registry.verdict(case, call)
            except ValueError as refused:
                rows.append((case.claim.id, call[0], str(refused)))
    return pd.DataFrame(rows, columns=["id", "check", "why"])


def _others(rule: str) -> list[str]:
    return [name for name in ROUNDING_RULES if name != rule]


def _judged(case: Case, *others: Case) -> Finding:
    """The verdict under the rule chosen; where it is the worst, another reading may be the condition."""
    main = case.finding
    if main.verdict != "inconsistent":
        return main
    readings = [(other, sentence("rounding of all figures: {rule:term}", rule=other.rule)) for other in others]
    for other, said in [*readings, (case.padded, PADDING)]:
        found = other.finding
        if found.verdict != "inconsistent":
            conditions = [said, *filter(None, [found.condition])]
            return Finding("consistent only if", main.evidence, registry.joined(conditions))
    return main


PADDING = sentence("trailing zeros are padding, not digits")


def _part(section: str) -> str:
    return f"section {section}" if section[:1].isdigit() else section


def _where(section: str, place: str | None) -> str:
    return _part(section) if place in (None, section) else f"{_part(section)}, {place}"


def _severity(finding: Finding) -> str | None:
    if finding.verdict != "inconsistent":
        return None
    if finding.gap is None:
        return "not measured"
    return next(word for word, limit in SEVERITIES if finding.gap < limit)


def _off(finding: Finding) -> Sentence | None:
    """How far off a figure that cannot hold is, counted where the check counts it."""
    severity = _severity(finding)
    return finding.off if finding.off or severity is None else sentence("{word:term}", word=severity)


def told(audited: pd.DataFrame) -> pd.DataFrame:
    """Every claim as a table tells it: `judged`, its verdict unless it is counted here, and `why`.

    `why` is the evidence and, where there is one, the condition.
    """
    counted_here = audited.origin == "counted"
    why = [_why(*cells) for cells in zip(audited.evidence, audited.condition, strict=True)]
    return audited.assign(
        judged=audited.verdict.where(~counted_here, "counted"),
        why=pd.Series(why, index=audited.index, dtype=object),
    )


def _why(evidence: Sentence, condition: Sentence | None) -> Sentence:
    if condition is None:
        return evidence
    said = {"evidence": evidence, "condition": condition}
    return sentence("{evidence:sentence} – condition: {condition:sentence}", **said)


def counts(audited: pd.DataFrame, by: str = "topic") -> pd.DataFrame:
    """One row a topic (or section): a column a verdict with its number of claims, and `claims` in all."""
    table = audited.groupby([by, "verdict"], sort=False).size().unstack(fill_value=0)
    table = table.reindex(columns=list(VERDICTS), fill_value=0).reindex(dict.fromkeys(audited[by]))
    return table.assign(claims=table.sum(axis=1)).reset_index()


def stated(audited: pd.DataFrame) -> pd.DataFrame:
    """The claims that the report states: those counted from its tables are what they are held against."""
    return audited[audited.wording != "counted"]


def taken_alone(of: Audit, rule: str = "half-up") -> pd.DataFrame:
    """One row a stated claim that another page judges too: `id`, its verdict `alone` there, and `together`.

    Alone are the checks that other pages show: the base of a share, and those on tables of a wave; together
    are all checks that the ledger names.
    """
    rows = []
    for case in of.cases[rule]:
        calls = [call for call in case.claim.checks if _elsewhere(call[0])]
        if calls and case.claim.wording != "counted":
            alone = registry.combined([registry.verdict(case, call) for call in calls]).verdict
            rows.append({"id": case.claim.id, "alone": alone, "together": case.finding.verdict})
    return pd.DataFrame(rows, columns=["id", "alone", "together"])


def _elsewhere(check: str) -> bool:
    """Whether another page shows the verdict of a check."""
    return check == "share" or (registry.CHECKS[check].of_study and check != "counted")


def by_rule(of: Audit) -> pd.DataFrame:
    """One row a rounding rule, applied to the whole report: stated claims by verdict, `held` unconditionally.

    The rule under which most claims hold as printed comes first; rules that tell nothing apart are tied.
    """
    rows = []
    for rule in ROUNDING_RULES:
        found = [case.finding.verdict for case in of.cases[rule] if case.claim.wording != "counted"]
        number = {verdict: found.count(verdict) for verdict in VERDICTS}
        rows.append({"reading": rule, "held": number["reproduced"] + number["consistent"], **number})
    return pd.DataFrame(rows).sort_values("held", ascending=False, kind="stable", ignore_index=True)


def best_rule(rules: pd.DataFrame) -> Sentence:
    """Which rounding rule fits a report best (`by_rule`), or which fit it alike, beside the others."""
    most = rules.held.max()
    best, others = rules[rules.held == most], rules[rules.held < most]
    fields = {"best": list(best.reading), "held": int(most), "n": int(rules[list(VERDICTS)].iloc[0].sum())}
    if others.empty:
        return sentence(
            "No rule fits better than another: by each, {held} of {n} claims hold as printed.", **fields
        )
    fields["fewer"] = [
        sentence("{held} {rule:term}", held=row.held, rule=row.reading) for row in others.itertuples()
    ]
    if len(best) == 1:
        return sentence(
            "Figures {best:terms} fit best: {held} of {n} claims then hold as printed; {fewer:sentences}.",
            **fields,
        )
    return sentence(
        "Figures {best:terms} fit equally well: {held} of {n} claims then hold as printed; {fewer:sentences}.",
        **fields,
    )
