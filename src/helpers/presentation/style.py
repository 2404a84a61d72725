"""One look for every chart: type, colours, two widths, where title, base and source stand, stable bytes.

Lengths are CSS pixels, 96 to the inch, so that a chart's text is as large as the page's around it.
"""

import io
import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from helpers.presentation.language import unbroken

WIDE, NARROW = 720, 320
"""Width of a chart on a screen or sheet, and on a phone: a small one shrinks it by a tenth, no more."""

MARGIN = 6
TITLE, TEXT, SMALL = 12, 10.5, 10
"""Type sizes in points, the same at both widths: 16, 14 (as a page's captions and tables) and 13.3 pixels."""

LEADING = 1.35
"""Pixels from line to line, in sizes of the type."""

RISE = 0.36 * 96 / 72
"""Pixels from the middle of a line down to its baseline, in sizes of the type."""

INK, MUTED, GRID = "#1f2328", "#57606a", "#d8dee4"
# Okabe & Ito (2008): told apart by colour-blind readers and in grey.
BLUE, ORANGE, GREEN, VERMILION, SKY, PURPLE = (
    "#0072b2",
    "#e69f00",
    "#009e73",
    "#d55e00",
    "#56b4e9",
    "#cc79a7",
)
CYCLE = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, INK)

DARK = {ORANGE: "#8a5f00", GREEN: "#00694d", SKY: "#1f6f9f", PURPLE: "#8f4a72", VERMILION: "#a34700"}
"""The colours for text: dark enough to read on white."""

FAMILIES = ["DejaVu Sans", "Verdana", "Noto Sans", "sans-serif"]
"""DejaVu Sans is drawn and measured with; a browser that lacks it takes one as wide, or narrower."""

SETTINGS = {
    "font.size": TEXT,
    "font.sans-serif": FAMILIES,
    "axes.titlesize": SMALL,
    "axes.titlecolor": MUTED,
    "axes.titlelocation": "left",
    "axes.edgecolor": MUTED,
    "axes.labelcolor": MUTED,
    "axes.labelsize": SMALL,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "text.color": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "lines.linewidth": 1.8,
    "lines.solid_capstyle": "butt",  # a line ends where its number does
    "hatch.linewidth": 0.8,
    "text.hinting": "none",  # drawn at twice the size, letters need not be fitted to pixels
    "svg.hashsalt": "workbook",
    "svg.fonttype": "none",  # text stays text: small files, and readable in print
    "figure.dpi": 96,
}


@contextmanager
def applied(width: int = WIDE) -> Iterator[None]:
    """The workbook's settings while a chart of this width is made."""
    with mpl.rc_context(SETTINGS | {"figure.figsize": (width / 96, 1)}):
        yield


def width() -> int:
    """Width of the charts being made."""
    return round(96 * mpl.rcParams["figure.figsize"][0])


def narrow() -> bool:
    """Whether the charts being made are too narrow for a column of labels beside the plot."""
    return width() < 500


def canvas(height: float, left: float, right: float) -> tuple[Figure, Axes]:
    """A figure as wide as asked for, and its axes of this height, with room for labels left and right."""
    figure = Figure(figsize=(width() / 96, height / 96))
    FigureCanvasAgg(figure)
    return figure, figure.add_axes((left / width(), 0, 1 - (left + right) / width(), 1))


def extend(figure: Figure, above: float = 0, below: float = 0) -> None:
    """Make the figure taller; what is drawn keeps its size."""
    wide, height = pixels(figure)
    taller = height + round(above) + round(below)
    for axes in figure.axes:
        x, y, w, h = axes.get_position().bounds
        axes.set_position((x, (y * height + round(below)) / taller, w, h * height / taller))
    figure.set_size_inches(wide / 96, taller / 96)


def finish(figure: Figure, title: str, base: str, source: str) -> None:
    """Put the title and base above the axes and the source below, all flush left and wrapped to the width."""
    room = width() - 2 * MARGIN
    said = [(title, TITLE, "bold", INK), (base, SMALL, "normal", MUTED), (source, SMALL, "normal", MUTED)]
    blocks = [(wrapped(text, room, size, weight), size, weight, color) for text, size, weight, color in said]
    heights = [line(size) * len(lines) for lines, size, _, _ in blocks]
    extend(figure, above=heights[0] + heights[1] + 3 * MARGIN, below=heights[2] + 2 * MARGIN)
    wide, tall = pixels(figure)
    tops = [MARGIN, MARGIN + heights[0] + 2, tall - MARGIN - heights[2]]
    for (lines, size, weight, color), top in zip(blocks, tops, strict=True):
        look = {"size": size, "weight": weight, "color": color, "linespacing": LEADING, "va": "top"}
        figure.text(MARGIN / wide, 1 - top / tall, "\n".join(lines), **look)


SLACK = 1.015
"""How much longer a line may come out than it measures: letters are fitted to pixels."""


@lru_cache(maxsize=4096)
def length(text: str, size: float = TEXT, weight: str = "normal") -> float:
    """How long a line of text is."""
    font = FontProperties(family=FAMILIES[0], size=size, weight=weight)
    return text_to_path.get_text_width_height_descent(text, font, ismath=False)[0] * SLACK * 96 / 72


def line(size: float = TEXT) -> float:
    """Height of a line of text."""
    return size * LEADING * 96 / 72


def wrapped(text: str, room: float, size: float = TEXT, weight: str = "normal") -> list[str]:
    """The text in lines no longer than `room`, broken at spaces that do not part a number from its unit."""
    lines: list[str] = []
    for word in _words(text):
        if lines and length(f"{lines[-1]} {word}", size, weight) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _words(text: str) -> list[str]:
    """What a line is not broken within, as on a page: `n = 36`, `à 64`. Spaces stay as given."""
    kept = unbroken(text)
    ends = [found.start() for found in re.finditer(r"(?<!\d) | (?![a-zà-ÿ])|(?<=\d) (?=(?:to|à)\b)", kept)]
    return [
        text[start:end] for start, end in zip([0, *(end + 1 for end in ends)], [*ends, len(text)], strict=True)
    ]


def ink_on(color: Any) -> str:
    """Black or white, whichever is read better on a colour: 4.5 to 1 at least."""
    channels = np.array(to_rgb(color))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return "black" if linear @ (0.2126, 0.7152, 0.0722) > 0.179 else "white"


def pixels(figure: Figure) -> tuple[int, int]:
    """Width and height of the figure on a page."""
    across, down = figure.get_size_inches() * 96
    return round(across), round(down)


def png(figure: Figure) -> str:
    """The figure as a PNG at twice the size of the page, in base64."""
    out = io.BytesIO()
    lightly = {"compress_level": 3}  # a third less time, for one byte more in a hundred
    figure.savefig(out, format="png", dpi=192, metadata={"Software": None}, pil_kwargs=lightly)
    return b64encode(out.getvalue()).decode()


def svg(figure: Figure) -> str:
    """The figure as SVG, the same bytes each time."""
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return _shortened(out.getvalue())


SHORTER = (
    (r"<\?xml.*?\?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>", ""),
    (r' id="(?:figure|axes|patch|text|line2d|xtick|ytick|matplotlib\.axis|\w+Collection)_\d+"', ""),
    (r' transform="rotate\(-0 [^)]*\)"', ""),
    (r" font-family: [^;\"]*;(?=[^<>]*>)", ""),
    (r"text-anchor: start; (?=[^<>]*>)", ""),
    (r"(\d\.\d\d)\d+(?=[^<>]*>)", r"\1"),
    (r"\s+", " "),
    (r"> <", "><"),
    (r"([;:,]) (?=[^<>]*\"[^<>]*>)", r"\1"),
    (r"<g>(<(?:path|text)[^>]*?(?:/>|>[^<]*</text>))</g>", r"\1"),
    (r"<g></g>|<g/>", ""),
)
"""What matplotlib writes at length in the tags of an SVG, and how little of it a browser needs."""


def _shortened(written: str) -> str:
    """The same drawing in a third of the bytes: pages hold two of each chart."""
    for long, short in SHORTER:
        written = re.sub(long, short, written, flags=re.DOTALL)
    families = ",".join(f"'{name}'" if " " in name else name for name in FAMILIES)
    return written.replace("*{", f"text{{font-family:{families}}}*{{", 1).strip() + "\n"
