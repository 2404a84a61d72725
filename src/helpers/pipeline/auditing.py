"""The audit in the terminal: of a wave's own ledger, or of any ledger given as a CSV file."""

from pathlib import Path

import pandas as pd

from helpers.pipeline.errors import RunError
from helpers.presentation.language import Language
from helpers.sources import claims, study, waves
from helpers.sources.problems import DataError, Problem
from helpers.statistics.claims import audit, registry
from helpers.statistics.claims.audit import Audit
from helpers.statistics.sentences import VERDICTS

STUDY = "study-2023"
"""The wave whose ledger is audited when no file is given, and whose declared wordings every audit uses."""


def report(path: Path | None, topic: str | None, verdict: str | None) -> list[str]:
    """The lines to print: claims by topic and verdict, then the claims asked for, or those that do not hold.

    Raises `DataError` with every bad row of the file, `RunError` where no claim has the topic or verdict.
    """
    audited = _of_wave() if path is None else _of_file(path)
    chosen = _chosen(audited, topic, verdict)
    language = Language("en")
    lines = [f"{len(chosen)} of {len(audited)} claims" if topic or verdict else f"{len(audited)} claims", ""]
    lines += _counts(chosen)
    shown = chosen if topic or verdict else chosen[chosen.verdict.isin(["inconsistent", "consistent only if"])]
    for row in shown.to_dict("records"):
        lines += ["", *_claim(row, language)]
    return lines


def _of_wave() -> pd.DataFrame:
    tables = study.every(STUDY)
    ledger = claims.typed(tables["claims"])
    return audit.run(Audit(ledger, tables["wordings"], tables, waves.read(STUDY).respondents))


def _of_file(path: Path) -> pd.DataFrame:
    wordings = study.load(STUDY, "wordings")
    ledger = claims.read(path, registry.CHECKS, wordings)
    refused = audit.unmakeable(ledger, wordings)
    if len(refused):
        rows = {name: place for place, name in enumerate(ledger.id, start=2)}
        raise DataError(
            [Problem(path.name, row.why, rows[row.id], "checks", row.check) for row in refused.itertuples()]
        )
    return audit.run(Audit(ledger, wordings))


def _chosen(audited: pd.DataFrame, topic: str | None, verdict: str | None) -> pd.DataFrame:
    known = {"topic": list(dict.fromkeys(audited.topic)), "verdict": list(VERDICTS)}
    asked = {"topic": topic, "verdict": verdict}
    problems = [
        f"--{name} is {word!r}; it must be one of {', '.join(known[name])}"
        for name, word in asked.items()
        if word is not None and word not in known[name]
    ]
    if problems:
        raise RunError(problems)
    for name, word in asked.items():
        audited = audited[audited[name] == word] if word is not None else audited
    return audited


def _counts(audited: pd.DataFrame) -> list[str]:
    """One line a topic, one column a verdict, as aligned text."""
    table = audit.counts(audited)
    rows = [["topic", *VERDICTS], *table[["topic", *VERDICTS]].astype(str).to_numpy().tolist()]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        "  ".join(
            cell.rjust(width) if i else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


def _claim(row: dict, language: Language) -> list[str]:
    said = [f"{row['verdict']}: {row['id']}  {row['statement_en']}: {language.sentence(row['printed'])}"]
    said += [f"  {language.sentence(row['evidence'])}"]
    if row["condition"] is not None:
        said += [f"  only if {language.sentence(row['condition'])}"]
    return said
