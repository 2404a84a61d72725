"""SurveyMonkey CSV: a row of questions, blank where the question goes on, and a row of answer options."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from helpers.sources import waves
from helpers.sources.readers import delimited
from helpers.sources.readers.columns import Column, Layout

JOINT = " | "


def layout(file: Path, export: waves.Export) -> Layout:
    """One column a pair of question and option, `Response` for a single answer; named `question | option`."""
    text = delimited.opened(file, export, heading_rows=2)
    pairs = _pairs(text)
    names = [JOINT.join(filter(None, pair)) for pair in pairs]
    found = [
        Column(name, name, tuple(filter(None, pair))) for name, pair in zip(names, pairs, strict=True) if name
    ]
    return delimited.described(text, names, found)


def cells(file: Path, export: waves.Export, names: Sequence[str]) -> pd.DataFrame:
    """One row a respondent, one column a name."""
    text = delimited.opened(file, export, heading_rows=2)
    return delimited.read(text, [JOINT.join(filter(None, pair)) for pair in _pairs(text)], names)


def _pairs(text: delimited.Text) -> list[tuple[str, str]]:
    """Question and option of each column, the question filled forward over its options."""
    pairs, question = [], ""
    for asked, option in zip(*text.headings, strict=True):
        question = asked or (question if option else "")
        pairs.append((question, option))
    return pairs
