"""Charts of two waves compared."""

import numpy as np
import pandas as pd

from helpers.presentation import marks, style, survey_figures
from helpers.presentation.language import Language, marked
from helpers.presentation.marks import Group, Line
from helpers.statistics.sentences import Sentence, sentence

WAVES = {"first": (style.VERMILION, -5, True), "second": (style.BLUE, 5, False)}
"""Colour of a wave, how far under the middle of its row it stands, and whether its dot is hollow."""

PRINTED = {"all": marked("significant in all tables"), "some": marked("significant in some tables")}
COUNTED = {"all": marked("significant change")}
"""What stands beside a change by the tables of a printed wave, or of answers, in which it is significant."""


def moved(
    frame: pd.DataFrame,
    language: Language,
    waves: tuple[Sentence, Sentence],
    confidence: float | None = None,
) -> marks.Chart:
    """A row a share: hollow dot and interval for the first wave, full dot for the second.

    `frame` is `survey.against`, labelled by the codebook; `waves` are the names of the two, `confidence` is
    that of the intervals. Words beside a share say that its change is significant.
    """
    frame = frame.reset_index(drop=True)
    names = tuple(language.sentence(wave) for wave in waves)
    answers = bool((frame.first_base_kind == "answers").all())
    middles = {wave: 50 * (frame[f"{wave}_share_low"] + frame[f"{wave}_share_high"]) for wave in WAVES}
    groups = []
    for place, row in frame.iterrows():
        ends = {wave: middles[wave][place] for wave in WAVES}
        value = _value(ends, (COUNTED if answers else PRINTED).get(row["conclusion_holm"]), language)
        groups.append(Group(_label(row, language), [Line.of(value, names=() if place else names)]))
    drawn = marks.rows(groups, thick=24)
    for wave, (color, shift, hollow) in WAVES.items():
        at = drawn.middles + shift
        for kind, look in (("interval", {"lw": 1.5}), ("share", {"lw": 5})):
            ends = [100 * frame[f"{wave}_{kind}_{end}"] for end in ("low", "high")]
            marks.spread(drawn.axes, *ends, at, color=color, **look)
        marks.dots(drawn.axes, middles[wave], at, [hollow] * len(frame), color, ms=6)
    key = [language.text(survey_figures.OF_FIRMS), survey_figures.line(confidence, language)]
    marks.scale(drawn, language, 0, 100, key)
    looks = zip(WAVES, names, strict=True)
    named = [marks.Name(middles[wave][0], name, WAVES[wave][0], -WAVES[wave][1]) for wave, name in looks]
    marks.named(drawn, 0, named)
    alt = language.sentence(_alt_of_moved(frame, middles, language))
    columns = ["question_title", "label", "horizon", "first_share", "first_interval", "second_share"]
    columns += ["second_interval", "change_points", "significant" if answers else "conclusion_holm"]
    bases = marks.bases(frame.second_bases, frame.second_base_kind)
    return marks.Chart(drawn.figure, alt, frame, columns, bases)


def _alt_of_moved(frame: pd.DataFrame, middles: dict[str, pd.Series], language: Language) -> Sentence:
    """How many shares have a significant change, and the widest change."""
    widest = int(np.abs(middles["second"] - middles["first"]).to_numpy().argmax())
    return sentence(
        "Dots with intervals in two waves, in percent of firms; shares shown: {n}, with a significant change: "
        "{significant}. The widest change is {label}, from {first:0%} to {second:0%}",
        n=len(frame),
        significant=int((frame.conclusion_holm == "all").sum()),
        label=_label(frame.loc[widest], language),
        first=middles["first"][widest],
        second=middles["second"][widest],
    )


def _value(ends: dict[str, float], conclusion: str | None, language: Language) -> str:
    """Both shares, and under them the conclusion where there is one."""
    said = language.sentence(sentence("{first:0%} to {second:0%}", **ends))
    return f"{said}\n{language.text(conclusion)}" if conclusion else said


def _label(row: pd.Series, language: Language) -> str:
    named = sentence(
        "{question}: {label} ({horizon:term})",
        question=row["question_title"],
        label=row["label"],
        horizon=row["horizon"],
    )
    return language.sentence(named)
