"""Charts of the survey: shares with their intervals, bands with their bounds, change between horizons."""

import textwrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.presentation import marks, style
from helpers.presentation.language import Language, marked
from helpers.statistics.sentences import sentence

ACROSS = {"all": (style.BLUE, "-"), "some": (style.VERMILION, "--"), "none": (style.MUTED, ":")}
"""Colour and dash of a change by the tables in which it is significant."""

PALE = "#b8dcf2"
SLOPES = 8
"""Items up to which changes are drawn as slopes; more would run into each other."""

ACROSS_TABLES = marked("Change significant in the compatible tables:")


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
    unknown = int((frame.base_kind == "base unknown").sum())
    plain = marked("% of firms; line: interval")
    axes.set_xlabel(
        language.text(marked("% of firms; line: interval; hollow: base unknown") if unknown else plain)
    )
    marks.numbers(axes, language)
    top, low = frame.loc[frame.share_low.idxmax()], frame.loc[frame.share_high.idxmin()]
    alt = sentence(
        "Dots with intervals for {n} shares, in percent of firms: highest {top:0%} ({top_label}), "
        "lowest {low:0%} ({low_label}); {unknown} have an unknown base",
        n=len(frame),
        top=100 * top.share_low,
        top_label=top.label,
        low=100 * low.share_high,
        low_label=low.label,
        unknown=unknown,
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
    marks.key(axes, [language.text(name) for name in names], [style.BLUE, PALE])
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
    """The share of each item at two horizons: as slopes, or as a row an item where there are many."""
    moved = frame.assign(by=frame.second_value.astype(float) - frame.first_value.astype(float))
    widest = moved.loc[moved.by.abs().idxmax()]
    slopes = len(frame) <= SLOPES
    figure = _slopes(frame, language) if slopes else _steps(frame, language)
    fields = {
        "n": len(frame),
        "label": widest.label,
        "first": widest.first_value,
        "second": widest.second_value,
    }
    alt = sentence(
        "Slopes for {n} items, in percent of firms: the widest change is {label}, from {first:0%} "
        "to {second:0%}",
        **fields,
    )
    if not slopes:
        alt = sentence(
            "Arrows for {n} items from one horizon to the next, in percent of firms: the widest change is "
            "{label}, from {first:0%} to {second:0%}",
            **fields,
        )
    return marks.Chart(figure, language.sentence(alt))


def _slopes(frame: pd.DataFrame, language: Language) -> Figure:
    """A line an item, from the first share to the second, styled by the conclusion."""
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
    _key_of_changes(axes, frame, language)
    return figure


def _steps(frame: pd.DataFrame, language: Language) -> Figure:
    """A row an item, an arrow from the first share to the second, under the horizons it runs between."""
    entries: list[dict | str] = []
    for pair, group in frame.groupby(["first_horizon", "second_horizon"], sort=False):
        named = sentence("{first:term} → {second:term}", first=pair[0], second=pair[1])
        entries += [language.sentence(named), *group.to_dict("records")]
    figure, axes = style.canvas(0.36 * len(entries) + 1.6)
    positions = np.arange(len(entries))[::-1]
    for position, row in zip(positions, entries, strict=True):
        if isinstance(row, dict):
            _step(axes, position, row, language)
    labels = [row if isinstance(row, str) else textwrap.fill(row["label"], 38) for row in entries]
    marks.rows(axes, labels, positions)
    for tick, row in zip(axes.get_yticklabels(), entries, strict=True):
        tick.set_fontweight("bold" if isinstance(row, str) else "normal")
    axes.set_xlim(-1.5, 101.5)
    axes.set_xlabel(language.text("% of firms"))
    marks.numbers(axes, language)
    _key_of_changes(axes, frame, language)
    return figure


def _step(axes: Axes, position: float, row: dict, language: Language) -> None:
    color, dash = ACROSS.get(row["conclusion_holm"], ACROSS["none"])
    start, end = float(row["first_value"]), float(row["second_value"])
    arrow = {"arrowstyle": "-|>", "color": color, "ls": dash, "shrinkA": 0, "shrinkB": 0, "lw": 1.6}
    axes.plot(start, position, "o", color=color, mfc="white", ms=6)
    axes.annotate("", (end, position), (start, position), arrowprops=arrow)
    said = sentence("{first:0%} to {second:0%}", first=start, second=end)
    _beside(axes, position, language.sentence(said))


def _key_of_changes(axes: Axes, frame: pd.DataFrame, language: Language) -> None:
    """What the colours say: significance in the compatible tables, or plainly where answers are at hand."""
    words, title = [marked("in all"), marked("in some"), marked("in none")], ACROSS_TABLES
    if (frame.second_base_kind == "answers").all():
        words, title = [marked("significant"), "", marked("not significant")], marked("Change, after Holm:")
    named = [
        (language.text(word), color) for word, (color, _) in zip(words, ACROSS.values(), strict=True) if word
    ]
    marks.key(axes, [name for name, _ in named], [color for _, color in named])
    axes.get_legend().set_title(language.text(title))


def posts(frame: pd.DataFrame, language: Language) -> marks.Chart:
    """A row an occupation: posts to fill in all in pale, those being filled now in full colour before it.

    `frame` is `survey.posts`, labelled by the codebook.
    """
    totals = frame.pivot(index="label", columns="horizon", values="total").sort_values("3-5 years")
    figure, axes = style.canvas(0.42 * len(totals) + 1.5)
    positions = np.arange(len(totals))
    axes.barh(positions, totals["3-5 years"], color=PALE, height=0.7)
    axes.barh(positions, totals["now"], color=style.BLUE, height=0.35)
    for position, total in zip(positions, totals["3-5 years"], strict=True):
        axes.annotate(
            language.number(total), (total, position), (4, 0), textcoords="offset points", va="center"
        )
    marks.rows(axes, [textwrap.fill(label, 38) for label in totals.index], positions)
    axes.set_xlim(0, 1.1 * totals["3-5 years"].max())
    axes.set_xlabel(language.text("posts"))
    marks.numbers(axes, language)
    names = [marked("being filled now"), marked("to fill in all, in 3 to 5 years")]
    marks.key(axes, [language.text(name) for name in names], [style.BLUE, PALE])
    alt = sentence(
        "Bars for {n} occupations: most posts {label}, {later} in all, {now} of them now",
        n=len(totals),
        label=totals.index[-1],
        later=float(totals["3-5 years"].iloc[-1]),
        now=float(totals["now"].iloc[-1]),
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
