"""A wave cut by the items of a question: which segments that gives, and whether the index over them is current.

Both are remembered, since finding out anew reads every answer.
"""

import contextlib
import json
from pathlib import Path
from typing import Any

from helpers import parameters, paths
from helpers.pipeline import provenance
from helpers.pipeline.running import checking, folders


def remembered(wave: str, question: str) -> list[str] | None:
    """The segments that these very data gave before; None where they were not cut by the question yet."""
    try:
        return list(json.loads(_memo(wave, question).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def remember(wave: str, question: str, segments: list[str]) -> None:
    """Note which segments the data give. Where that cannot be written, it is found out again."""
    memo = _memo(wave, question)
    with contextlib.suppress(OSError):
        memo.parent.mkdir(parents=True, exist_ok=True)
        memo.write_text(json.dumps(segments), encoding="utf-8")


def manifest(wave: str, question: str, language: str, languages: list[str]) -> dict[str, Any]:
    """What the index over the segments is made from."""
    whole = (paths.report(wave, language) / "index.html").exists()
    made = {"wave": wave, "question": question, "languages": languages, "whole": whole}
    return (
        made | provenance.inputs(wave, parameters.Parameters().baseline) | {"versions": provenance.versions()}
    )


def current(wave: str, question: str, languages: list[str]) -> bool:
    """Whether the index is there, in each language, as it would be written."""
    for language in languages:
        folder = paths.segments(wave, question, language)
        made = provenance.read(folder)
        if folders.leftovers(folder) or not provenance.unharmed(folder, made):
            return False
        if made != manifest(wave, question, language, languages) | {"files": made["files"]}:
            return False
    return True


def _memo(wave: str, question: str) -> Path:
    values = parameters.Parameters(wave=wave).model_dump()
    return checking.memo(values, "cut by", question)
