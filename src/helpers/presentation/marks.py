"""What charts share: labelled rows, intervals, names beside marks, scales, and a chart with its alt text.

The axes of a chart of rows count pixels downwards, so that a row is as tall as its texts need.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import blended_transform_factory

from helpers.presentation import style
from helpers.presentation.language import Language

GAP = 12
"""Pixels between the columns of a chart, and between its groups of rows."""

TALL = 480
"""Pixels of rows from which the scale stands above them too."""

QUIET = {"color": style.MUTED, "size": style.SMALL}


class Chart(NamedTuple):
    """A figure, what it shows in words, and the rows it shows with the columns that tell them."""

    figure: Figure
    alt: str
    frame: pd.DataFrame
    columns: list[str]


class Line(NamedTuple):
    """A row of marks: its value, what tells it from others of its label, names of marks first met in it."""

    value: str = ""
    detail: str = ""
    names: Sequence[str] = ()

    @classmethod
    def of(cls, value: str, detail: str = "", names: Sequence[str] = ()) -> "Line":
        """A row whose value is broken into lines where it would take too much of the width from the plot."""
        room = style.width() * (0.5 if style.narrow() else 0.17)
        parts = [line for part in value.split("\n") for line in style.wrapped(part, room)]
        return cls("\n".join(parts), detail, names)

    @property
    def tall(self) -> float:
        """Height of its value."""
        return style.line() * (1 + self.value.count("\n"))

    @property
    def wide(self) -> float:
        """Width of its value."""
        return max(style.length(part) for part in self.value.split("\n"))


class Group(NamedTuple):
    """A label and the rows of marks under it; without any, a heading over the groups that follow."""

    label: str
    lines: Sequence[Line] = (Line(),)


class Rows(NamedTuple):
    """A figure, its axes, the middle of each row of marks, and where grid lines run behind them."""

    figure: Figure
    axes: Axes
    middles: np.ndarray
    spans: list[tuple[float, float]]


def rows(groups: Iterable[Group], thick: float = 14) -> Rows:
    """A canvas of rows, each with `thick` pixels for marks; labels beside them, or over them where narrow."""
    groups = list(groups)
    stack = _Stack(groups, thick)
    for group in groups:
        stack.add(group)
    figure, axes = style.canvas(stack.top, stack.left, stack.right)
    axes.set_ylim(stack.top, 0)
    place = blended_transform_factory(figure.dpi_scale_trans, axes.transData)
    for text, x, y, look in stack.texts:
        axes.text(x / 96, y, text, transform=place, **look)
    axes.tick_params(left=False, labelleft=False, bottom=False, labelbottom=False)
    axes.spines[:].set_visible(False)
    axes.grid(visible=False)
    return Rows(figure, axes, np.array(stack.middles), stack.spans)


class _Stack:
    """Texts and rows of marks, from the top down."""

    def __init__(self, groups: list[Group], thick: float):
        lines = [line for group in groups for line in group.lines]
        self.room = style.width() - 2 * style.MARGIN
        self.left, self.right = float(style.MARGIN), 14.0  # half of the last label of a scale
        if not style.narrow():
            labels = max(style.length(group.label) for group in groups if group.lines)
            details = max(style.length(line.detail, style.SMALL) for line in lines)
            self.room = min(labels, 0.34 * style.width())
            self.left = style.MARGIN + self.room + 1.5 * GAP + (details + GAP if details else 0)
            self.right = max(style.MARGIN + max(line.wide for line in lines) + 1.5 * GAP, self.right)
        self.thick, self.top, self.joined = thick, 0.0, False
        self.texts: list[tuple] = []
        self.middles: list[float] = []
        self.spans: list[tuple[float, float]] = []

    def add(self, group: Group) -> None:
        """A heading, or a group in the way that the width asks for."""
        if not group.lines:
            self._heading(group.label)
        elif style.narrow():
            self._over(group)
        else:
            self._beside(group)
        self.top += GAP - 4

    def _heading(self, label: str) -> None:
        self.top += GAP / 2 if self.top else 0
        lines = style.wrapped(label, style.width() - 2 * style.MARGIN, weight="bold")
        self._label(lines, self.top, weight="bold")
        self.top += style.line() * len(lines)
        self.joined = False

    def _beside(self, group: Group) -> None:
        """The label left of its rows: beside the only one, or from the first of several down."""
        label = style.wrapped(group.label, self.room)
        block, one = style.line() * len(label), len(group.lines) == 1
        middles = []
        for line in group.lines:
            self._names(line)
            middles.append(self._marks(max(self.thick, line.tall, block if one else 0) + 4))
            self._detail(line, middles[-1], self.left - 1.5 * GAP, ha="right")
            self._value(line, middles[-1])
        top = middles[0] - (block if one else style.line()) / 2
        self._label(label, top)
        self.top = max(self.top, top + block)
        self.joined = True

    def _over(self, group: Group) -> None:
        """The label over its rows; details and values over each, or the first value at the end of the label."""
        first = group.lines[0]
        ends = not first.detail
        label = style.wrapped(group.label, self.room - (first.wide + GAP if ends and first.value else 0))
        self._label(label, self.top)
        if ends:
            self._value(first, self.top + first.tall / 2)
        self.top += max(style.line() * len(label), first.tall if ends else 0)
        for at, line in enumerate(group.lines):
            if at or not ends:
                self._detail(line, self.top + line.tall / 2, style.MARGIN)
                self._value(line, self.top + line.tall / 2)
                self.top += line.tall
            self._names(line)
            self._marks(self.thick + 6)

    def _marks(self, height: float) -> float:
        """Room for the marks of a row; grid lines run from row to row where no label stands between."""
        self.middles.append(self.top + height / 2)
        start = self.spans.pop()[0] if self.joined else self.top
        self.top += height
        self.spans.append((start, self.top))
        return self.middles[-1]

    def _names(self, line: Line) -> None:
        """Room for the names of marks over their row."""
        room = style.width() - self.left - self.right
        lines = sum(len(style.wrapped(name, room, style.SMALL)) for name in line.names)
        self.top += style.line(style.SMALL) * lines + (2 if lines else 0)

    def _label(self, lines: list[str], top: float, **look: object) -> None:
        self._write("\n".join(lines), style.MARGIN, top + style.line() * len(lines) / 2, **look)

    def _detail(self, line: Line, middle: float, x: float, **look: object) -> None:
        if line.detail:
            self._write(line.detail, x, middle, **QUIET, **look)

    def _value(self, line: Line, middle: float) -> None:
        if line.value:
            self._write(line.value, style.width() - style.MARGIN, middle, ha="right")

    def _write(self, text: str, x: float, middle: float, size: float = style.TEXT, **look: object) -> None:
        """Lines of text around `middle`, each on its baseline: matplotlib's centre depends on the letters."""
        parts = text.split("\n")
        for at, part in enumerate(parts):
            y = middle + style.line(size) * (at - (len(parts) - 1) / 2) + style.RISE * size
            self.texts.append((part, x, y, {"size": size, **look}))


def named(drawn: Rows, at: int, names: Iterable[tuple[float, str, str]], reach: float = 7) -> None:
    """Name marks of one row over it: `(x, name, colour)` each, the rightmost nearest, with a line to the mark.

    `reach` is how far the marks rise over the middle of the row.
    """
    axes, bottom = drawn.axes, drawn.middles[at] - reach - 2
    edges = axes.transAxes.transform([(0, 0), (1, 0)])[:, 0]
    for x, name, color in sorted(names, reverse=True):
        lines = style.wrapped(name, edges[1] - edges[0], style.SMALL)
        room = max(style.length(line, style.SMALL) for line in lines)
        place = axes.transData.transform((x, 0))[0]
        start = axes.transData.inverted().transform((min(place, edges[1] - room), 0))[0]
        top = bottom - style.line(style.SMALL) * len(lines)
        axes.plot([x, x], [bottom, drawn.middles[at]], color=color, lw=0.7, clip_on=False, zorder=0.5)
        look = {"color": style.DARK.get(color, color), "size": style.SMALL, "linespacing": style.LEADING}
        box = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
        axes.text(start, top, "\n".join(lines), va="top", bbox=box, **look)
        bottom = top


def scale(drawn: Rows, language: Language, low: float, high: float, said: Sequence[str]) -> None:
    """A linear scale from `low` to `high`, and how to read it."""
    ticks = MaxNLocator(5 if style.narrow() else 7, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    drawn.axes.set_xlim(low, high)
    lattice(drawn, language, [tick for tick in ticks if low <= tick <= high], said)


def lattice(drawn: Rows, language: Language, ticks: Sequence[float], said: Sequence[str]) -> None:
    """Grid lines behind the marks at `ticks`, their numbers, over tall charts too, and how to read them."""
    axes, tall = drawn.axes, drawn.axes.get_ylim()[0] > TALL
    decimals = 0 if all(float(tick).is_integer() for tick in ticks) else 1
    axes.set_xticks(ticks, [language.number(tick, decimals) for tick in ticks])
    axes.tick_params(axis="x", labelbottom=True, labeltop=tall, pad=2)
    ends = [(tick, y) for tick in ticks for span in drawn.spans for y in span]
    codes = [Path.MOVETO, Path.LINETO] * (len(ends) // 2)
    axes.add_patch(PathPatch(Path(ends, codes), fill=False, ec=style.GRID, lw=0.8, zorder=0, clip_on=False))
    number = style.line(style.SMALL) + 4
    read(axes, said, below=number)
    if tall:
        style.extend(drawn.figure, above=number)


def read(axes: Axes, said: Sequence[str], below: float) -> None:
    """How to read a scale, under its numbers, which take `below` pixels; short hints are not broken."""
    room = style.width() - style.MARGIN - axes.transAxes.transform((0, 0))[0]
    whole = [
        hint.replace(" ", "\u00a0") if style.length(hint, style.SMALL) < room / 2 else hint for hint in said
    ]
    lines = style.wrapped(" · ".join(whole), room, style.SMALL)
    axes.set_xlabel(
        "\n".join(line.removesuffix(" ·") for line in lines), loc="left", labelpad=2, linespacing=style.LEADING
    )
    style.extend(axes.figure, below=below + style.line(style.SMALL) * len(lines) + 4)


def spread(
    axes: Axes, lows: Sequence[float], highs: Sequence[float], at: Sequence[float], **look: object
) -> None:
    """A line a row from `lows` to `highs`."""
    gaps = np.full(len(lows), np.nan)
    axes.plot(np.c_[lows, highs, gaps].ravel(), np.c_[at, at, gaps].ravel(), clip_on=False, **look)


def dots(
    axes: Axes, x: Sequence[float], at: Sequence[float], hollow: Sequence[bool], color: str, **look: object
) -> None:
    """A mark a row, hollow where told."""
    x, at, hollow = np.array(x, dtype=float), np.array(at), np.array(hollow, dtype=bool)
    look = {"ls": "", "marker": "o", "ms": 7, "color": color, "zorder": 3, "clip_on": False} | look
    for mask, face in ((~hollow, color), (hollow, "white")):
        if mask.any():
            axes.plot(x[mask], at[mask], mfc=face, **look)


def columns(drawn: Rows, headings: Sequence[str]) -> tuple[np.ndarray, float]:
    """Columns of equal width under their headings; where each starts, and its width, in pixels.

    Headings that do not fit over their column stand one over the other, each with a line down to it.
    """
    axes = drawn.axes
    left, right = axes.transAxes.transform([(0, 0), (1, 0)])[:, 0]
    each = (right - left) / len(headings)
    starts, high = each * np.arange(len(headings)), style.line(style.SMALL)
    axes.set_xlim(0, right - left)
    lines = [style.wrapped(name, each - 6, style.SMALL) for name in headings]
    fit = all(style.length(line, style.SMALL) <= each - 6 for of in lines for line in of)
    tall = max(len(of) for of in lines) if fit else len(headings)
    for at, (start, of) in enumerate(zip(starts, lines, strict=True)):
        of = of if fit else [headings[at]]
        bottom = 8 if fit else 8 + high * (tall - 1 - at)
        x = start if fit else min(start, right - left - style.length(headings[at], style.SMALL))
        if not fit:
            axes.plot([start] * 2, [3 - bottom, 0], color=style.MUTED, lw=0.7, clip_on=False)
        for place, line in enumerate(reversed(of)):
            axes.text(x, -bottom - high * place, line, **QUIET)
    style.extend(drawn.figure, above=high * tall + 8)
    return starts, each


def intervals(
    axes: Axes, lows: Sequence[float], highs: Sequence[float], at: Sequence[float], color: str
) -> None:
    """An interval a row as a bar, with end ticks so that the narrowest still shows."""
    spread(axes, lows, highs, at, color=color, lw=4, solid_capstyle="butt")
    axes.plot(np.r_[lows, highs], np.r_[at, at], "|", color=color, ms=9, mew=1.8, clip_on=False)


def numbers(axes: Axes, language: Language) -> None:
    """Tick labels as the reader's language prints them."""
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: language.number(value))


def over(axes: Axes, text: str) -> None:
    """What the heights measure, written over the axes."""
    edge = style.MARGIN - axes.transAxes.transform((0, 0))[0]
    axes.annotate(text, (0, 1), (edge * 0.75, 5), xycoords="axes fraction", textcoords="offset points", **QUIET)
    style.extend(axes.figure, above=style.line(style.SMALL) + 8)
