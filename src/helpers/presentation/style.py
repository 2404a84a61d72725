"""One look for every chart: type, colours, where title, base and source stand, and stable bytes."""

import io
import textwrap
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

WIDTH = 7.5
"""Inches; 720 pixels on a page, so that 10 points read as the page's text does."""

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
CYCLE = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY)

DARK = {ORANGE: "#8a5f00", GREEN: "#00694d", SKY: "#1f6f9f", PURPLE: "#8f4a72", VERMILION: "#a34700"}
"""The colours for text: dark enough to read on white."""

SETTINGS = {
    "font.size": 10,
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Noto Sans", "sans-serif"],
    "axes.titlesize": 10,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
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
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "svg.hashsalt": "workbook",
    "svg.fonttype": "none",  # text stays text: small files, and readable in print
    "figure.dpi": 96,
}


@contextmanager
def applied() -> Iterator[None]:
    """The workbook's settings while a chart is made."""
    with mpl.rc_context(SETTINGS):
        yield


def canvas(height: float) -> tuple[Figure, mpl.axes.Axes]:
    """An empty figure of the workbook's width, and its axes."""
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.subplots()


def finish(figure: Figure, title: str, base: str, source: str) -> None:
    """Put the title and base above the axes and the source below, all flush left."""
    lines = textwrap.wrap(title, 72)
    height = figure.get_figheight()
    above, below = 0.24 * len(lines) + 0.30, 0.26
    figure.get_layout_engine().set(rect=(0, below / height, 1, 1 - (above + below) / height))
    figure.text(
        0.008, 1 - 0.04 / height, "\n".join(lines), va="top", weight="bold", size=11.5, linespacing=1.35
    )
    figure.text(0.008, 1 - (0.24 * len(lines) + 0.06) / height, base, va="top", color=MUTED, size=9.5)
    figure.text(0.008, 0.06 / height, source, va="bottom", color=MUTED, size=8.5)


def pixels(figure: Figure) -> tuple[int, int]:
    """Width and height of the figure on a page."""
    width, height = figure.get_size_inches() * 96
    return round(width), round(height)


def png(figure: Figure) -> str:
    """The figure as a PNG at twice the size of the page, in base64."""
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=192, metadata={"Software": None})
    return b64encode(out.getvalue()).decode()


def svg(figure: Figure) -> str:
    """The figure as SVG, the same bytes each time."""
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()
