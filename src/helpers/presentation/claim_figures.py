"""Charts of the audit: how many claims of each topic, or each part of the study, have which verdict."""

import numpy as np
import pandas as pd

from helpers.presentation import marks, style
from helpers.presentation.language import Language
from helpers.presentation.marks import Group
from helpers.statistics.sentences import VERDICTS, sentence

COLORS = dict(zip(VERDICTS, (style.BLUE, style.SKY, style.ORANGE, style.VERMILION, "#8c959f"), strict=True))
"""A colour a verdict; each also has a column of its own."""

LEAST = 2
"""The length of the shortest bar, in pixels: one claim of many is still seen."""

APART = 20
"""Pixels that the longest bar leaves, beside its number, before the next column."""

COLUMNS = ("reproduced", "consistent_number", "only_if", "inconsistent_number", "not_checkable", "claims")


def verdicts(frame: pd.DataFrame, language: Language, by: str) -> marks.Chart:
    """A row a row of `audit.counts`, a column a verdict with a bar for its number of claims; one scale."""
    show = language.place if by == "part" else language.term
    drawn = marks.rows([Group(show(name)) for name in frame[by]], thick=16)
    starts, each = marks.columns(drawn, [language.term(verdict) for verdict in VERDICTS])
    most = max(1, frame[list(VERDICTS)].to_numpy().max())
    unit = (each - style.length(language.number(most), style.SMALL) - APART) / most
    for start, verdict in zip(starts, VERDICTS, strict=True):
        found = (frame[verdict] > 0).to_numpy()
        at, numbers = drawn.middles[found], frame[verdict].to_numpy()[found]
        wide = np.maximum(unit * numbers, LEAST)
        drawn.axes.barh(at, wide, left=start, color=COLORS[verdict], height=14)
        for middle, number, length in zip(at, numbers, wide, strict=True):
            text = language.number(number)
            drawn.axes.text(start + length + 4, middle, text, va="center", size=style.SMALL)
    sums = {verdict: int(frame[verdict].sum()) for verdict in VERDICTS}
    alt = sentence(
        "Bars of the number of claims; rows: {rows}, one column per verdict. In all: reproduced {reproduced}, "
        "consistent {consistent}, consistent only on a condition {only_if}, inconsistent {inconsistent}, "
        "not checkable {unchecked}",
        rows=len(frame),
        reproduced=sums["reproduced"],
        consistent=sums["consistent"],
        only_if=sums["consistent only if"],
        inconsistent=sums["inconsistent"],
        unchecked=sums["not checkable"],
    )
    named = "part_of_study" if by == "part" else "topic"
    return marks.Chart(drawn.figure, language.sentence(alt), frame, [named, *COLUMNS])
