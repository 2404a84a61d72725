"""What charts share: labelled rows, intervals, names beside marks, scales, and a chart with its alt text.

The axes of a chart of rows count pixels downwards, so that a row is as tall as its texts need.
"""

from collections.abc import Iterable, Sequence
from math import ceil, floor, log10
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

APART = 10
"""Pixels from one line between a name and its mark to the next."""

QUIET = {"color": style.MUTED, "size": style.SMALL}


class Chart(NamedTuple):
    """A figure, what it shows in words, and the rows it shows with the columns that tell them."""

    figure: Figure
    alt: str
    frame: pd.DataFrame
    columns: list[str]
    bases: tuple[int, int] | None = None
    """The fewest and the most respondents behind a row, where answers were counted."""


def bases(found: Iterable[Sequence[int]], kinds: pd.Series) -> tuple[int, int] | None:
    """The fewest and the most respondents behind a row of answers; None for printed figures."""
    if not (kinds == "answers").all():
        return None
    sizes = [size for row in found for size in row]
    return min(sizes), max(sizes)


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
        """Room for the names of marks over their row, where no grid line runs."""
        room = (style.width() - self.left - self.right) / 2
        lines = sum(len(style.wrapped(name, room, style.SMALL)) for name in line.names)
        self.top += style.line(style.SMALL) * lines + (2 if lines else 0)
        self.joined = self.joined and not lines

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


class Name(NamedTuple):
    """A name for a mark of a row: where the mark stands, and how many pixels over the middle of its row."""

    x: float
    text: str
    color: str
    rise: float = 0


class _Placed(NamedTuple):
    """A name in lines, where they start, and where the line down to its mark stands, in pixels."""

    name: Name
    lines: list[str]
    start: float
    foot: float


def named(drawn: Rows, at: int, names: Iterable[tuple]) -> None:
    """Name marks of one row over it, each with a line to its mark that no other name covers.

    `names` are `Name`s or their fields.
    """
    axes, middle = drawn.axes, drawn.middles[at]
    bottom = max(start for start, _ in drawn.spans if start < middle) - 1
    back = axes.transData.inverted()
    for name, lines, start, foot in _stacked(axes, [Name(*name) for name in names]):
        left, stem = back.transform([(start, 0), (foot, 0)])[:, 0]
        end = middle - name.rise
        axes.plot([stem, stem, name.x], [bottom, end, end], color=name.color, lw=0.7, clip_on=False, zorder=0.5)
        bottom -= style.line(style.SMALL) * len(lines)
        color = style.DARK.get(name.color, name.color)
        look = {"color": color, "size": style.SMALL, "linespacing": style.LEADING}
        axes.text(left, bottom, "\n".join(lines), va="top", **look)


def _stacked(axes: Axes, names: Sequence[Name]) -> list[_Placed]:
    """The names from the lowest up: next, one that covers no line of those which stand higher."""
    edges = axes.transAxes.transform([(0, 0), (1, 0)])[:, 0]
    waiting, found = _feet(axes, names), []
    while waiting:
        others = [foot for _, foot in waiting]
        tries = [place for name, foot in reversed(waiting) for place in _places(name, foot, *edges)]
        best = min(tries, key=lambda place: _covered(place, others))
        found.append(best)
        waiting.remove((best.name, best.foot))
    return found


def _feet(axes: Axes, names: Sequence[Name]) -> list[tuple[Name, float]]:
    """The names from left to right, and where their lines stand: `APART`, the higher of two close marks first.

    So the line to a lower mark passes beside the mark over it.
    """
    places = [axes.transData.transform((name.x, 0))[0] for name in names]
    order = sorted(range(len(names)), key=places.__getitem__)
    for before, after in zip(range(len(order)), range(1, len(order)), strict=False):
        close = places[order[after]] - places[order[before]] < APART
        if close and names[order[after]].rise > names[order[before]].rise:
            order[before], order[after] = order[after], order[before]
    found: list[tuple[Name, float]] = []
    for at in order:
        least = found[-1][1] + APART if found else places[at]
        found.append((names[at], max(places[at], least)))
    return found


def _places(name: Name, foot: float, left: float, right: float) -> list[_Placed]:
    """Where a name may stand, best first: right or left of its line; in more lines where room is short."""
    found = []
    for room in (right - left, (right - left) / 2):
        lines = style.wrapped(name.text, room, style.SMALL)
        wide = max(style.length(line, style.SMALL) for line in lines)
        starts = (min(foot, right - wide), max(foot - wide, left))
        found += [_Placed(name, lines, start, foot) for start in starts]
    return found


def _covered(place: _Placed, feet: Iterable[float]) -> int:
    """How many lines of other names a name would stand on."""
    wide = max(style.length(line, style.SMALL) for line in place.lines)
    return sum(place.start - 3 < foot < place.start + wide + 3 for foot in feet if foot != place.foot)


def scale(drawn: Rows, language: Language, low: float, high: float, said: Sequence[str]) -> None:
    """A linear scale between round numbers that enclose `low` to `high`, and how to read it."""
    ticks = enclosing(low, high)
    drawn.axes.set_xlim(ticks[0], ticks[-1])
    lattice(drawn, language, ticks, said)


def enclosing(low: float, high: float) -> list[float]:
    """Round numbers from `low` or below to `high` or above."""
    ticks = MaxNLocator(5 if style.narrow() else 7, steps=[1, 2, 2.5, 5, 10])
    return [float(tick) for tick in ticks.tick_values(low, high)]


def powers(low: float, high: float, steps: Sequence[int] = (1,)) -> list[float]:
    """`steps` times powers of ten, from `low` or below to `high` or above: the ticks of a log scale."""
    tens = range(floor(log10(low)), ceil(log10(high)) + 1)
    ticks = [step * 10.0**ten for ten in tens for step in steps]
    first, last = max(tick for tick in ticks if tick <= low), min(tick for tick in ticks if tick >= high)
    return [tick for tick in ticks if first <= tick <= last]


def uprights(drawn: Rows, places: Sequence[float], **look: object) -> None:
    """Lines across the rows at `places`, but not over their labels or the names of their marks."""
    ends = [(x, y) for x in places for span in drawn.spans for y in span]
    codes = [Path.MOVETO, Path.LINETO] * (len(ends) // 2)
    drawn.axes.add_patch(PathPatch(Path(ends, codes), fill=False, clip_on=False, **look))


def lattice(
    drawn: Rows,
    language: Language,
    ticks: Sequence[float],
    said: Sequence[str],
    labels: Sequence[str] | None = None,
) -> None:
    """Grid lines behind the marks at `ticks`, their numbers, over tall charts too, and how to read them.

    `labels` take the place of the numbers.
    """
    axes, tall = drawn.axes, drawn.axes.get_ylim()[0] > TALL
    decimals = 0 if all(float(tick).is_integer() for tick in ticks) else 1
    labels = labels or [language.number(tick, decimals) for tick in ticks]
    axes.set_xticks(ticks, _legible(axes, ticks, labels))
    axes.tick_params(axis="x", labelbottom=True, labeltop=tall, pad=2)
    ends = axes.transAxes.transform([(0, 0), (1, 0)])[:, 0] * (1, -1) + (0, style.width())
    for at, side, room in ((0, "left", ends[0]), (-1, "right", ends[1])):
        if style.length(labels[at], style.SMALL) / 2 > room:
            for label in (axes.xaxis.majorTicks[at].label1, axes.xaxis.majorTicks[at].label2):
                label.set_horizontalalignment(side)
    uprights(drawn, ticks, ec=style.GRID, lw=0.8, zorder=0)
    number = style.line(style.SMALL) + 4
    read(axes, said, below=number)
    if tall:
        style.extend(drawn.figure, above=number)


def _legible(axes: Axes, ticks: Sequence[float], labels: Sequence[str]) -> list[str]:
    """The labels of ticks, but none that would meet the one after it; first and last stay within the width."""
    places = axes.transData.transform([(tick, 0) for tick in ticks])[:, 0]
    kept, limit = [], float(style.width())
    for place, label in zip(reversed(places), reversed(labels), strict=True):
        wide = style.length(label, style.SMALL)
        start = min(place - wide / 2, style.width() - wide)
        kept.append(label if start + wide <= limit else "")
        limit = start - 4 if kept[-1] else limit
    return kept[::-1]


def read(axes: Axes, said: Sequence[str], below: float) -> None:
    """How to read a scale, under its numbers, which take `below` pixels; short hints are not broken."""
    room = style.width() - style.MARGIN - axes.transAxes.transform((0, 0))[0]
    whole = [
        hint.replace(" ", "\u00a0") if style.length(hint, style.SMALL) < room / 2 else hint for hint in said
    ]
    lines = style.wrapped("\u00a0· ".join(whole), room, style.SMALL)
    text = "\n".join(line.removesuffix("\u00a0·") for line in lines)
    axes.set_xlabel(text, loc="left", labelpad=2, linespacing=style.LEADING)
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
    spread(axes, lows, highs, at, color=color, lw=4)
    axes.plot(np.r_[lows, highs], np.r_[at, at], "|", color=color, ms=9, mew=1.8, clip_on=False)


def numbers(axes: Axes, language: Language) -> None:
    """Tick labels as the reader's language prints them."""
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: language.number(value))


def over(axes: Axes, text: str) -> None:
    """What the heights measure, written over the axes."""
    edge = style.MARGIN - axes.transAxes.transform((0, 0))[0]
    axes.annotate(text, (0, 1), (edge * 0.75, 9), xycoords="axes fraction", textcoords="offset points", **QUIET)
    style.extend(axes.figure, above=style.line(style.SMALL) + 13)
