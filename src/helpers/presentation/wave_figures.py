"""Charts of two waves compared."""

import numpy as np
import pandas as pd

from helpers.presentation import marks, style, survey_figures
from helpers.presentation.language import Language, half_up, marked
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
    """A row a share: hollow dot and interval for the first wave, full dot for the second; none for a range.

    `frame` is `compared.largest` of `survey.against`, labelled by the codebook; `waves` are the names of the
    two, `confidence` is that of the intervals. Words beside a share say that its change is significant.
    """
    frame = frame.reset_index(drop=True)
    names = tuple(language.sentence(wave) for wave in waves)
    answers = bool((frame.first_base_kind == "answers").all())
    middles = {wave: 50 * (frame[f"{wave}_share_low"] + frame[f"{wave}_share_high"]) for wave in WAVES}
    groups = []
    for place, row in frame.iterrows():
        value = _value(row, (COUNTED if answers else PRINTED).get(row["conclusion_holm"]), language)
        groups.append(Group(_label(row, language), [Line.of(value, names=() if place else names)]))
    drawn = marks.rows(groups, thick=24)
    for wave, (color, shift, hollow) in WAVES.items():
        at = drawn.middles + shift
        for kind, look in (("interval", {"lw": 1.5}), ("share", {"lw": 5})):
            ends = [100 * frame[f"{wave}_{kind}_{end}"] for end in ("low", "high")]
            marks.spread(drawn.axes, *ends, at, color=color, **look)
        one = np.array([_single(row, wave) for _, row in frame.iterrows()])
        marks.dots(drawn.axes, middles[wave][one], at[one], [hollow] * one.sum(), color, ms=6)
    marks.scale(drawn, language, 0, 100, _key(frame, answers, confidence, language))
    looks = zip(WAVES, names, strict=True)
    named = [marks.Name(middles[wave][0], name, WAVES[wave][0], -WAVES[wave][1]) for wave, name in looks]
    marks.named(drawn, 0, named)
    alt = language.sentence(_alt_of_moved(frame, middles, language))
    columns = ["question_title", "label", "horizon", "first_share" if answers else "first_recomputed"]
    columns += ["first_interval", "second_share", "second_interval", "change_points"]
    columns += ["significant" if answers else "conclusion_holm"]
    bases = marks.bases(frame.second_bases, frame.second_base_kind)
    return marks.Chart(drawn.figure, alt, frame, columns, bases)


def _key(frame: pd.DataFrame, answers: bool, confidence: float | None, language: Language) -> list[str]:
    """How to read the chart: what is drawn thick and thin, the order of rows, and the words beside them."""
    wide = any((frame[f"{wave}_share_high"] > frame[f"{wave}_share_low"]).any() for wave in WAVES)
    said = [language.text(survey_figures.OF_FIRMS), _lines(wide, confidence, language)]
    if answers:
        said.append(language.text(marked("largest change first")))
    else:
        said.append(language.text(marked("sorted by the least change that fits the published figure")))
    if frame.conclusion_holm.isin(COUNTED if answers else PRINTED).any():
        said.append(language.text(marked("significance: after Holm’s correction")))
    return said


def _lines(wide: bool, confidence: float | None, language: Language) -> str:
    """What the lines through a dot stand for: a thick one where a published figure has several shares."""
    if not wide or confidence is None:
        return survey_figures.line(confidence, language)
    said = sentence(
        "thick: shares that fit the published figure; thin: {confidence:0%} interval",
        confidence=100 * confidence,
    )
    return language.sentence(said)


def _alt_of_moved(frame: pd.DataFrame, middles: dict[str, pd.Series], language: Language) -> Sentence:
    """How many shares have a significant change, and the widest change."""
    widest = int(np.abs(middles["second"] - middles["first"]).to_numpy().argmax())
    return sentence(
        "Dots with intervals in two waves, in percent of firms; shares shown: {n}, with a significant change: "
        "{significant}. The widest change is {label}, from {first:sentence} to {second:sentence}",
        n=len(frame),
        significant=int((frame.conclusion_holm == "all").sum()),
        label=_label(frame.loc[widest], language),
        first=_share(frame.loc[widest], "first"),
        second=_share(frame.loc[widest], "second"),
    )


def _single(row: pd.Series, wave: str) -> bool:
    """Whether the shares of one wave that fit its figure are one in whole percent."""
    low, high = (half_up(100 * row[f"{wave}_share_{end}"], 0) for end in ("low", "high"))
    return low == high


def _share(row: pd.Series, wave: str) -> Sentence:
    """The share of one wave in whole percent, or the ends of those that fit its published figure."""
    low, high = (100 * row[f"{wave}_share_{end}"] for end in ("low", "high"))
    if _single(row, wave):
        return sentence("{share:0%}", share=low)
    return sentence("{low:0}–{high:0%}", low=low, high=high)


def _value(row: pd.Series, conclusion: str | None, language: Language) -> str:
    """Both shares, and under them the conclusion where there is one."""
    ends = {wave: _share(row, wave) for wave in WAVES}
    said = language.sentence(sentence("{first:sentence} → {second:sentence}", **ends))
    return f"{said}\n{language.text(conclusion)}" if conclusion else said


def _label(row: pd.Series, language: Language) -> str:
    named = sentence(
        "{question}: {label} ({horizon:term})",
        question=row["question_title"],
        label=row["label"],
        horizon=row["horizon"],
    )
    return language.sentence(named)
