"""Charts of two waves compared."""

import textwrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.presentation import marks, style
from helpers.presentation.language import Language
from helpers.statistics.sentences import sentence


def moved(frame: pd.DataFrame, language: Language, waves: tuple[str, str]) -> marks.Chart:
    """A row a share: hollow dot and interval for the first wave, full dot for the second.

    `frame` is `compared.waves`, labelled by the codebook; `waves` are the names of the two.
    """
    figure, axes = style.canvas(0.5 * len(frame) + 1.5)
    positions = np.arange(len(frame))[::-1]
    for position, row in zip(positions, frame.to_dict("records"), strict=True):
        _moved(axes, position, row)
    marks.rows(axes, [_label(row, language) for row in frame.to_dict("records")], positions)
    axes.set_xlim(-1.5, 101.5)
    axes.set_xlabel(language.text("% of firms; line: interval"))
    marks.numbers(axes, language)
    marks.key(axes, list(waves), [style.ORANGE, style.BLUE])
    middle = [(_middle(row, "second") - _middle(row, "first")) for row in frame.to_dict("records")]
    widest = frame.iloc[int(np.argmax(np.abs(middle)))]
    alt = sentence(
        "Dots with intervals for {n} shares in two waves, in percent of firms: the widest change is {label}, "
        "from {first:0%} to {second:0%}",
        n=len(frame),
        label=widest.label,
        first=_middle(widest.to_dict(), "first"),
        second=_middle(widest.to_dict(), "second"),
    )
    return marks.Chart(figure, language.sentence(alt))


def _moved(axes: Axes, position: float, row: dict) -> None:
    for wave, color, shift in (("first", style.ORANGE, 0.14), ("second", style.BLUE, -0.14)):
        ends = [100 * row[f"{wave}_interval_{end}"] for end in ("low", "high")]
        shares = [100 * row[f"{wave}_share_{end}"] for end in ("low", "high")]
        axes.plot(ends, [position + shift] * 2, color=color, lw=2, alpha=0.55, solid_capstyle="round")
        axes.plot(shares, [position + shift] * 2, color=color, lw=6, solid_capstyle="round")
        face = "white" if wave == "first" else color
        axes.plot(
            _middle(row, wave), position + shift, "o", color=color, mfc=face, ms=6, zorder=3, clip_on=False
        )


def _middle(row: dict, wave: str) -> float:
    return 50 * (row[f"{wave}_share_low"] + row[f"{wave}_share_high"])


def _label(row: dict, language: Language) -> str:
    named = sentence(
        "{question}: {label} ({horizon:term})",
        question=row["question_title"],
        label=row["label"],
        horizon=row["horizon"],
    )
    return textwrap.fill(language.sentence(named), 40)
