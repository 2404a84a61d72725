"""LimeSurvey CSV: headings as codes, as codes and texts, or as texts; answers as codes or in full."""

import dataclasses
import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from helpers.sources import labels, waves
from helpers.sources.readers import delimited, files, structure
from helpers.sources.readers.columns import Column, Layout
from helpers.sources.readers.structure import Asked

CODE = re.compile(r"([A-Za-z]\w*(?:\[[^\[\]]*\]){0,2})(?:\. (.*))?", re.DOTALL)
"""A heading with the code of a question and item, as `Q1[SQ001]` or `Q1[SQ001]. Text`."""
ITEM = re.compile(r"(.*?)\s*((?:\[[^\[\]]*\]\s*)+)", re.DOTALL)
"""A text as LimeSurvey puts it: the question's, then the item's in brackets."""


def layout(file: Path, export: waves.Export) -> Layout:
    """One column a heading, with the texts and answer codes of the structure export where there is one."""
    text = delimited.opened(file, export)
    asked, notes = _asked(file, export)
    names = text.headings[0]
    coded = 2 * sum(CODE.fullmatch(name) is not None for name in names) > len(names)
    codes = _codes(asked)
    found = [_column(name, coded, asked, codes) for name in names if name]
    if asked and not any(column.code in asked for column in found):
        notes += (f"no column of the export is a question of {export.structure}: is it of another survey",)
    layout = delimited.described(text, names, found)
    return dataclasses.replace(layout, notes=layout.notes + notes)


def cells(file: Path, export: waves.Export, names: Sequence[str]) -> pd.DataFrame:
    """One row a respondent, one column a name."""
    return delimited.cells(file, export, names)


def _asked(file: Path, export: waves.Export) -> tuple[dict[str, Asked], tuple[str, ...]]:
    if not export.structure:
        return {}, ()
    return structure.read(files.located(file.parent, export.structure))


def _column(name: str, coded: bool, asked: dict[str, Asked], codes: dict[str, str]) -> Column:
    """A column by its heading; where the structure knows its code, or its text, by the structure."""
    match = CODE.fullmatch(name) if coded else None
    code, text = match.groups() if match else (codes.get(_key(_parts(name)), name), name)
    known = asked.get(code, Asked(_parts(text or ""), {}))
    return Column(name, code, known.labels, known.values)


def _codes(asked: dict[str, Asked]) -> dict[str, str]:
    """Text of question and item -> code, where one column of the structure has this text."""
    found: dict[str, str] = {}
    for code, known in asked.items():
        other = found.setdefault(_key(known.labels), code)
        if other and asked[other] is not known:
            found[_key(known.labels)] = ""
    return {text: code for text, code in found.items() if code}


def _key(texts: tuple[str, ...]) -> str:
    return labels.normalised(" ".join(texts))


def _parts(text: str) -> tuple[str, ...]:
    """The texts of question and item in a heading."""
    match = ITEM.fullmatch(text)
    if not match or not match[1]:
        return (text,) if text else ()
    return (match[1], *(part.strip() for part in re.findall(r"\[([^\[\]]*)\]", match[2])))
