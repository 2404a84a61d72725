"""Charts of the audit: how many claims of each topic, or each part of the study, have which verdict."""

import numpy as np
import pandas as pd

from helpers.presentation import marks, style
from helpers.presentation.language import Language
from helpers.statistics.sentences import VERDICTS, sentence

COLORS = dict(zip(VERDICTS, (style.BLUE, style.SKY, style.ORANGE, style.VERMILION, style.GRID), strict=True))
"""A colour a verdict; they differ in lightness too, so that they can be told apart in grey."""


def verdicts(frame: pd.DataFrame, language: Language, by: str) -> marks.Chart:
    """A bar a row of `audit.counts`, one piece a verdict, with the number of claims written in."""
    figure, axes = style.canvas(0.32 * len(frame) + 1.5)
    positions = np.arange(len(frame))[::-1]
    left = np.zeros(len(frame))
    for verdict in VERDICTS:
        widths = frame[verdict].to_numpy(dtype=float)
        axes.barh(positions, widths, left=left, color=COLORS[verdict], edgecolor="white", height=0.72)
        for position, start, width in zip(positions, left, widths, strict=True):
            if width >= 2:
                color = "white" if verdict in ("reproduced", "inconsistent") else style.INK
                text = language.number(width)
                axes.text(start + width / 2, position, text, ha="center", va="center", color=color, size=8.5)
        left += widths
    show = language.place if by == "part" else language.term
    marks.rows(axes, [show(name) for name in frame[by]], positions)
    axes.set_xlabel(language.text("claims"))
    marks.numbers(axes, language)
    marks.key(axes, [language.term(verdict) for verdict in VERDICTS], [COLORS[verdict] for verdict in VERDICTS])
    sums = {verdict: int(frame[verdict].sum()) for verdict in VERDICTS}
    alt = sentence(
        "Stacked bars, {rows} rows: {reproduced} claims reproduced, {consistent} consistent, {only_if} "
        "consistent only on a condition, {inconsistent} inconsistent, {unchecked} not checkable",
        rows=len(frame),
        reproduced=sums["reproduced"],
        consistent=sums["consistent"],
        only_if=sums["consistent only if"],
        inconsistent=sums["inconsistent"],
        unchecked=sums["not checkable"],
    )
    return marks.Chart(figure, language.sentence(alt))
