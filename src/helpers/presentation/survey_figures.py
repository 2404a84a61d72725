"""Charts of the survey: shares with their intervals, bands with their bounds, change between horizons."""

import textwrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.presentation import marks, style
from helpers.presentation.language import Language, marked
from helpers.statistics.sentences import sentence

ACROSS = {"all": (style.BLUE, "-"), "some": (style.VERMILION, "--"), "none": (style.MUTED, ":")}
"""Colour and dash of a change by the tables in which it is significant."""


def shares(frame: pd.DataFrame, language: Language) -> marks.Chart:
    """A row a published share: dot for the share, line for its interval, hollow where the base is unknown.

    `frame` is `shares.verdicts`, labelled by the codebook; rows without an interval are left out. Questions
    are named over their items where there are several.
    """
    frame = frame[frame.interval_low.notna()].reset_index(drop=True)
    entries = _with_headings(frame)
    figure, axes = style.canvas(0.36 * len(entries) + 1.3)
    positions = np.arange(len(entries))[::-1]
    for position, row in zip(positions, entries, strict=True):
        if isinstance(row, dict):
            _share(axes, position, row, language)
    marks.rows(axes, [_label(row, frame, language) for row in entries], positions)
    for tick, row in zip(axes.get_yticklabels(), entries, strict=True):
        tick.set_fontweight("bold" if isinstance(row, str) else "normal")
    axes.set_xlim(-1.5, 101.5)
    axes.set_xlabel(language.text("% of firms; line: interval; hollow: base unknown"))
    marks.numbers(axes, language)
    top, low = frame.loc[frame.share_low.idxmax()], frame.loc[frame.share_high.idxmin()]
    alt = sentence(
        "Dots with intervals for {n} printed shares, in percent of firms: highest {top:0%} ({top_label}), "
        "lowest {low:0%} ({low_label}); {unknown} have an unknown base",
        n=len(frame),
        top=100 * top.share_low,
        top_label=top.label,
        low=100 * low.share_high,
        low_label=low.label,
        unknown=int((frame.base_kind == "base unknown").sum()),
    )
    return marks.Chart(figure, language.sentence(alt))


def _with_headings(frame: pd.DataFrame) -> list[dict | str]:
    """The rows, with the title of each question before its own where there are several questions."""
    if frame.question.nunique() == 1:
        return frame.to_dict("records")
    entries: list[dict | str] = []
    for title, group in frame.groupby("question_title", sort=False):
        entries += [title, *group.to_dict("records")]
    return entries


def _share(axes: Axes, position: float, row: dict, language: Language) -> None:
    axes.plot(_ends(row, "interval"), [position] * 2, color=style.SKY, lw=2.5, solid_capstyle="round")
    axes.plot(_ends(row, "share"), [position] * 2, color=style.BLUE, lw=6, solid_capstyle="round")
    face = "white" if row["base_kind"] == "base unknown" else style.BLUE
    middle = sum(_ends(row, "share")) / 2
    axes.plot(middle, position, "o", color=style.BLUE, mfc=face, ms=7, zorder=3, clip_on=False)
    flag = " ⚑" if row["flag"] != "ok" else ""
    _beside(axes, position, f"{language.sentence(row['printed'])}{flag}")


def bands(frame: pd.DataFrame, language: Language) -> marks.Chart:
    """A row a band and horizon: the fewest firms it can hold in full colour, up to the most in pale."""
    figure, axes = style.canvas(0.4 * len(frame) + 1.5)
    positions = np.arange(len(frame))[::-1]
    frame = frame.fillna({"share_low": 0.0, "share_high": 0.0})
    axes.barh(positions, frame.share_low, color=style.BLUE, height=0.6)
    width = frame.share_high - frame.share_low
    axes.barh(positions, width, left=frame.share_low, color=style.SKY, alpha=0.45, height=0.6)
    for position, row in zip(positions, frame.to_dict("records"), strict=True):
        text = language.interval(row["firms_low"], row["firms_high"])
        _beside(axes, position, language.sentence(sentence("{count} firms", count=text)))
    marks.rows(axes, [_label(row, frame, language) for row in frame.to_dict("records")], positions)
    axes.set_xlim(0, 100)
    axes.set_xlabel(language.text("% of firms"))
    marks.numbers(axes, language)
    names = [marked("fewest the printed figures allow"), marked("most they allow")]
    marks.key(axes, [language.text(name) for name in names], [style.BLUE, "#b8dcf2"])
    widest = frame.loc[width.idxmax()]
    alt = sentence(
        "Bars for {n} bands, in percent of firms: the least certain is {label} ({horizon:term}), "
        "from {low:0%} to {high:0%}",
        n=len(frame),
        label=widest.label,
        horizon=widest.horizon,
        low=widest.share_low,
        high=widest.share_high,
    )
    return marks.Chart(figure, language.sentence(alt))


def changes(frame: pd.DataFrame, language: Language) -> marks.Chart:
    """A line an item printed at two horizons, from the first share to the second, styled by the conclusion."""
    figure, axes = style.canvas(3.8)
    left, right = (_apart(frame[column].astype(float)) for column in ("first_value", "second_value"))
    for row, start, end in zip(frame.to_dict("records"), left, right, strict=True):
        color, dash = ACROSS.get(row["conclusion_holm"], ACROSS["none"])
        values = [float(row["first_value"]), float(row["second_value"])]
        axes.plot([0, 1], values, color=color, ls=dash, marker="o")
        first = sentence(
            "{label}, {horizon:term}: {share:0%}",
            label=row["label"],
            horizon=row["first_horizon"],
            share=values[0],
        )
        second = sentence("{horizon:term}: {share:0%}", horizon=row["second_horizon"], share=values[1])
        text = {"va": "center", "size": 9.5, "color": style.DARK.get(color, color)}
        axes.text(-0.04, start, language.sentence(first), ha="right", **text)
        axes.text(1.04, end, language.sentence(second), ha="left", **text)
    axes.set_xlim(-1.55, 1.75)
    axes.set_ylim(min(-4, left.min() - 5), max(frame.first_value.max(), frame.second_value.max()) + 10)
    axes.set_axis_off()
    words = [marked("in all"), marked("in some"), marked("in none")]
    title = language.text("Change significant in the compatible tables:")
    colors = [color for color, _ in ACROSS.values()]
    marks.key(axes, [language.text(word) for word in words], colors)
    axes.get_legend().set_title(title)
    moved = frame.assign(by=frame.second_value.astype(float) - frame.first_value.astype(float))
    widest = moved.loc[moved.by.abs().idxmax()]
    alt = sentence(
        "Slopes for {n} items, in percent of firms: the widest change is {label}, from {first:0%} "
        "to {second:0%}",
        n=len(frame),
        label=widest.label,
        first=widest.first_value,
        second=widest.second_value,
    )
    return marks.Chart(figure, language.sentence(alt))


def _ends(row: dict, name: str) -> list[float]:
    return [100 * row[f"{name}_low"], 100 * row[f"{name}_high"]]


def _beside(axes: Axes, position: float, text: str) -> None:
    axes.annotate(
        text,
        (1.02, position),
        xycoords=axes.get_yaxis_transform(),
        va="center",
        size=9,
        color=style.MUTED,
        annotation_clip=False,
    )


def _label(row: dict | str, frame: pd.DataFrame, language: Language) -> str:
    if isinstance(row, str):
        return row
    horizons = frame[frame.question == row["question"]].horizon.nunique()
    text = row["label"] if horizons == 1 else f"{row['label']} – {language.term(row['horizon'])}"
    return textwrap.fill(text, 38)


def _apart(values: pd.Series, least: float = 5.0) -> np.ndarray:
    """Heights of labels, moved up so that two are never nearer than `least`."""
    order, placed, last = np.argsort(values.to_numpy()), np.zeros(len(values)), -np.inf
    for position in order:
        last = max(values.iloc[position], last + least)
        placed[position] = last
    return placed
