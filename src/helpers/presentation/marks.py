"""Marks that charts share: rows, intervals, keys, and a chart with its alt text."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from helpers.presentation.language import Language


class Chart(NamedTuple):
    """A figure and what it shows, in words, for those who do not see it."""

    figure: Figure
    alt: str


def bar(axes: Axes, low: float, high: float, position: float, color: str) -> None:
    """An interval as a bar, with end ticks so that the narrowest still shows."""
    axes.plot([low, high], [position, position], color=color, lw=5, solid_capstyle="butt")
    axes.plot([low, high], [position, position], "|", color=color, ms=11, mew=2)


def numbers(axes: Axes, language: Language) -> None:
    """Horizontal tick labels as the reader's language prints them."""
    axes.xaxis.set_major_formatter(lambda value, _: language.number(value))


def rows(axes: Axes, labels: Iterable[str], positions: np.ndarray) -> None:
    """A label a row, no lines between."""
    axes.set_yticks(positions, list(labels))
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y", visible=False)
    axes.spines["left"].set_visible(False)
    axes.set_ylim(-0.6, len(positions) - 0.4)


def key(axes: Axes, names: list[str], colors: list[str]) -> None:
    """What the colours mean, above the axes."""
    handles = [Line2D([], [], color=color, lw=5, label=name) for name, color in zip(names, colors, strict=True)]
    axes.legend(handles=handles, loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=len(names), fontsize=9)
