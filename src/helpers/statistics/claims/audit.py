"""A verdict for every claim of a ledger, with its evidence and, where there is one, its condition."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from helpers.parameters import ROUNDING_RULES
from helpers.statistics.claims import amounts, ledger, lists, registry, respondents, study
from helpers.statistics.claims.registry import ORDER, Case, Finding
from helpers.statistics.sentences import VERDICTS, Sentence, sentence

MODULES = (amounts, respondents, lists, study)
"""Where the checks stand that a ledger can call: importing them registers them."""

SEVERITIES = (("a little", 0.1), ("somewhat", 0.5), ("much", float("inf")))
"""How far a figure that cannot hold is from what it is held against, as a part of that."""


def run(
    claims: pd.DataFrame,
    wordings: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame] | None = None,
    respondents: int = 0,
    rule: str = "half-up",
) -> pd.DataFrame:
    """One row a claim: `printed`, `kinds` of check, `verdict`, `evidence`, `condition` and `severity` added.

    A claim is judged under `rule`; one that it makes inconsistent is tried under every other rounding rule,
    each applied to all figures, and with trailing zeros as padding. Without the `tables` of a wave, the
    checks that need them are not made.
    """
    tried = [cases(claims, wordings, tables, respondents, name) for name in (rule, *_others(rule))]
    found = [_judged(*under) for under in zip(*tried, strict=True)]
    added = {
        "printed": [case.claim.words() for case in tried[0]],
        "part": [_part(row.section) for row in claims.itertuples()],
        "where": [_where(row.section, row.place) for row in claims.itertuples()],
        "kinds": [[name for name, *_ in case.claim.checks] for case in tried[0]],
        "verdict": [finding.verdict for finding in found],
        "evidence": [finding.evidence for finding in found],
        "condition": [finding.condition for finding in found],
        "severity": [_severity(finding) for finding in found],
    }
    return claims.assign(
        **{name: pd.Series(cells, claims.index, dtype=object) for name, cells in added.items()}
    )


def unmakeable(claims: pd.DataFrame, wordings: pd.DataFrame) -> pd.DataFrame:
    """One row a check that cannot be made of a claim as the ledger puts it: `id`, `check`, `why`."""
    rows = []
    for case in cases(claims, wordings, None, 0, ROUNDING_RULES[0]):
        for call in case.claim.checks:
            try:
                registry.verdict(case, call)
            except ValueError as refused:
                rows.append((case.claim.id, call[0], str(refused)))
    return pd.DataFrame(rows, columns=["id", "check", "why"])


def _others(rule: str) -> list[str]:
    return [name for name in ROUNDING_RULES if name != rule]


def cases(
    claims: pd.DataFrame, wordings: pd.DataFrame, tables: Mapping | None, respondents: int, rule: str
) -> list[Case]:
    """Every claim as a case for its checks, under one rounding rule."""
    book = ledger.ledger(claims, wordings)
    wave = study.Study(tables, respondents, rule) if tables else None
    return [Case(claim, book, rule, wave) for claim in book.claims.values()]


def _judged(case: Case, *others: Case) -> Finding:
    """The verdict under the rule chosen; where it is the worst, another reading may be the condition."""
    main = combined(case)
    if main.verdict != "inconsistent":
        return main
    readings = [(other, sentence("rounding of all figures: {rule:term}", rule=other.rule)) for other in others]
    for other, said in [*readings, (padded(case), PADDING)]:
        found = combined(other)
        if found.verdict != "inconsistent":
            conditions = [said, *filter(None, [found.condition])]
            return Finding("consistent only if", main.evidence, joined(conditions))
    return main


PADDING = sentence("trailing zeros are padding, not digits")


def padded(case: Case) -> Case:
    """The case with trailing zeros read as padding."""
    return replace(case, ledger=replace(case.ledger, padded=True))


def combined(case: Case) -> Finding:
    """All checks of a claim as one finding: the worst verdict, every evidence, the conditions that remain."""
    found = [registry.verdict(case, call) for call in case.claim.checks]
    word = min((finding.verdict for finding in found), key=ORDER.index)
    made = [finding for finding in found if finding.verdict != "not checkable"]
    if word == "not checkable" and made:
        word = min((finding.verdict for finding in made), key=ORDER.index)
    kept = made or found
    against = [finding for finding in kept if not finding.plain] or kept
    conditions = [finding.condition for finding in kept if finding.condition is not None]
    gaps = [finding.gap for finding in against if finding.gap is not None]
    condition = joined(conditions) if word == "consistent only if" else None
    return Finding(word, joined([finding.evidence for finding in against]), condition, max(gaps, default=None))


def joined(sentences: list[Sentence]) -> Sentence | None:
    """Sentences one after the other, each once."""
    distinct = [one for place, one in enumerate(sentences) if one not in sentences[:place]]
    if not distinct:
        return None
    said = distinct[0]
    for other in distinct[1:]:
        said = sentence("{first}; {other}", first=said, other=other)
    return said


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


def counts(audited: pd.DataFrame, by: str = "topic") -> pd.DataFrame:
    """One row a topic (or section): a column a verdict with its number of claims, and `claims` in all."""
    table = audited.groupby([by, "verdict"], sort=False).size().unstack(fill_value=0)
    table = table.reindex(columns=list(VERDICTS), fill_value=0).reindex(dict.fromkeys(audited[by]))
    return table.assign(claims=table.sum(axis=1)).reset_index()


def by_rule(
    claims: pd.DataFrame,
    wordings: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame] | None = None,
    respondents: int = 0,
) -> pd.DataFrame:
    """One row a rounding rule, applied to the whole report: claims by verdict, `held` without a condition.

    The rule under which most claims hold as printed comes first; rules that tell nothing apart are tied.
    """
    rows = []
    for rule in ROUNDING_RULES:
        found = [combined(case).verdict for case in cases(claims, wordings, tables, respondents, rule)]
        number = {verdict: found.count(verdict) for verdict in VERDICTS}
        rows.append({"reading": rule, "held": number["reproduced"] + number["consistent"], **number})
    return pd.DataFrame(rows).sort_values("held", ascending=False, kind="stable", ignore_index=True)
