"""Every chart of every notebook, at both widths and in both languages: texts whole, apart, large enough."""

import re
from itertools import combinations
from typing import Any, NamedTuple

import matplotlib.text
import numpy as np
import pytest
from matplotlib.patches import Rectangle
from matplotlib.path import Path

from helpers.pipeline import notebooks
from helpers.presentation import page as pages
from helpers.presentation import style, tables
from helpers.presentation.language import Language
from helpers.sources import waves

RUNS = [
    ("study-2023", "en", ""),
    ("study-2023", "fr", ""),
    ("demo-2026", "en", ""),
    ("demo-2026", "fr", ""),
    ("demo-2026", "fr", "activity=engineering"),
]
WIDTHS = {"wide": style.WIDE, "narrow": style.NARROW}

each_run = pytest.mark.parametrize("run", RUNS, indirect=True, ids=lambda run: "-".join(filter(None, run)))
each_width = pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)


class Figure(NamedTuple):
    """What a notebook hands to `Page.figure`."""

    name: str
    language: Language
    draw: Any
    frame: Any
    said: dict[str, str]
    options: dict[str, Any]

    def drawn(self):
        chart = self.draw(self.frame, self.language, **self.options)
        style.finish(chart.figure, **self.said)
        return chart


def figures(wave: str, language: str, segment: str) -> list[Figure]:
    """The figures of a run, from the notebooks' own code."""
    found: list[Figure] = []

    def keep(page, name, draw, frame, *, title, base, also="", **options):
        said = {"title": title, "base": base, "source": "Source"}
        said = {key: page.language.sentence(words) if key != "source" else words for key, words in said.items()}
        if not frame.empty:
            found.append(Figure(name, page.language, draw, frame, said, options))

    given = {"wave": wave, "language": language, "segment": segment}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages.Page, "figure", keep)
        for name in ("table", "say", "tell"):
            patch.setattr(pages.Page, name, lambda *_, **__: None)
        for path in notebooks.every():
            notebook = notebooks.read(path)
            if waves.read(wave).kind in notebooks.kinds(notebook):
                execute(notebook, given)
    return found


def execute(notebook, given: dict[str, str]) -> None:
    """The notebook's code up to its last figure, with these parameters."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    last = max((at for at, cell in enumerate(cells) if "page.figure(" in cell.source), default=-1)
    space: dict[str, Any] = {}
    for cell in cells[: last + 1]:
        exec(cell.source, space)
        if "parameters" in cell.metadata.get("tags", []):
            space.update({name: value for name, value in given.items() if name in space})


@pytest.fixture(scope="module")
def run(request) -> list[Figure]:
    found = figures(*request.param)
    assert len(found) >= 8
    return found


def texts_drawn(figure) -> list[tuple[str, Any, float]]:
    """Each text that is drawn, with the box it takes and its size in pixels."""
    seen = []
    draw = matplotlib.text.Text.draw

    def record(text, renderer, *args, **kwargs):
        if text.get_visible() and text.get_text().strip():
            seen.append((text.get_text(), text.get_window_extent(renderer), text.get_size() * 96 / 72))
        return draw(text, renderer, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matplotlib.text.Text, "draw", record)
        figure.canvas.draw()
    return seen


def overlapping(texts: list[tuple[str, Any, float]]) -> list[tuple[str, str]]:
    """Pairs of texts that share more than the edge of their boxes."""
    return [
        (first[0], second[0])
        for first, second in combinations(texts, 2)
        if min(first[1].x1, second[1].x1) - max(first[1].x0, second[1].x0) > 0.5
        and min(first[1].y1, second[1].y1) - max(first[1].y0, second[1].y0) > 0.5
    ]


@each_run
@each_width
def test_texts_are_whole_apart_and_of_a_size_to_read(run, width):
    for figure in run:
        with style.applied(width):
            drawn = figure.drawn().figure
            texts = texts_drawn(drawn)
        wide, tall = style.pixels(drawn)
        assert wide == width, figure.name
        outside = [text for text, box, _ in texts if min(box.x0, box.y0) < 0 or box.x1 > wide or box.y1 > tall]
        assert outside == [], figure.name
        assert overlapping(texts) == [], figure.name
        lines = [line.strip() for text, *_ in texts for line in text.split("\n")]
        assert not [line for line in lines if line.startswith("·") or line.endswith("·")], figure.name
        assert min(size for _, _, size in texts) >= 11.5, figure.name


def segments(figure) -> list[tuple[str, Path]]:
    """What runs between texts, in pixels: grid lines, lines from names to marks, and lines across rows."""
    found = []
    for axes in figure.axes:
        for line in axes.lines:
            if line.get_linewidth() < 1:
                found.append(("line to a mark", axes.transData.transform_path(line.get_path())))
        for patch in axes.patches:
            if not isinstance(patch, Rectangle):
                found.append(("grid", axes.transData.transform_path(patch.get_path())))
        lines = (line for axis in (axes.xaxis, axes.yaxis) for line in axis.get_gridlines())
        found += [
            ("grid", line.get_transform().transform_path(line.get_path()))
            for line in lines
            if line.get_visible()
        ]
    return found


def pieces(path: Path) -> list[Path]:
    """A path as its straight pieces."""
    parts, start = [], None
    for point, code in path.iter_segments():
        if code == Path.LINETO:
            parts.append(Path([start, point]))
        start = point
    return parts


def on_a_bar(box, axes) -> bool:
    """Whether a text stands within a bar, which hides the grid."""
    bars = (bar.get_window_extent() for bar in axes.patches if isinstance(bar, Rectangle))
    return any(bar.x0 <= box.x0 and box.x1 <= bar.x1 and bar.y0 <= box.y0 and box.y1 <= bar.y1 for bar in bars)


def crossed(figure) -> list[tuple[str, str]]:
    """Texts of a chart through which a line runs that they do not hide."""
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    drawn = [(kind, piece) for kind, path in segments(figure) for piece in pieces(path)]
    found = []
    for text in (text for axes in figure.axes for text in axes.texts if text.get_text().strip()):
        box = text.get_window_extent(renderer).padded(-1.5)
        hidden = ("grid",) if text.get_bbox_patch() or on_a_bar(box, text.axes) else ()
        found += [
            (kind, text.get_text())
            for kind, piece in drawn
            if kind not in hidden and piece.intersects_bbox(box, filled=False)
        ]
    return found


@each_run
@each_width
def test_no_line_runs_through_a_text(run, width):
    for figure in run:
        with style.applied(width):
            assert crossed(figure.drawn().figure) == [], figure.name


def beyond_ticks(figure) -> list[float]:
    """Ends of marks and bars that no two labelled ticks enclose."""
    figure.canvas.draw()
    [axes] = figure.axes
    lines = [line.get_xydata() for line in axes.lines if line.get_linewidth() >= 1]  # thinner: names to marks
    bars = [bar.get_bbox().get_points() for bar in axes.patches if isinstance(bar, Rectangle)]
    found = []
    for at, axis in enumerate((axes.xaxis, axes.yaxis)):
        labels = [(tick.get_loc(), tick.label1) for tick in axis.get_major_ticks()]
        ticks = [place for place, label in labels if label.get_visible() and label.get_text()]
        if ticks:
            ends = np.concatenate([points[:, at] for points in lines + bars])
            found += [end for end in ends if end < min(ticks) - 1e-6 or end > max(ticks) + 1e-6]
    return found


@each_run
@each_width
def test_ticks_enclose_what_is_drawn(run, width):
    for figure in run:
        with style.applied(width):
            assert beyond_ticks(figure.drawn().figure) == [], figure.name


@each_run
def test_both_widths_have_the_same_type_and_say_the_same(run):
    for figure in run:
        said = []
        for width in WIDTHS.values():
            with style.applied(width):
                chart = figure.drawn()
                written = style.svg(chart.figure)
            said.append((chart.alt, set(re.findall(r"font-size:([\d.]+)px|font:[^;]*?([\d.]+)px", written))))
            assert f'viewBox="0 0 {width * 0.75:g} ' in written
            assert len(written) < 30_000, figure.name
        assert said[0] == said[1], figure.name


@each_run
def test_every_figure_has_an_alt_text_and_the_rows_it_shows(run):
    for figure in run:
        with style.applied():
            chart = figure.drawn()
        assert len(chart.alt) > 40
        shown = tables.cells(chart.frame, chart.columns, figure.language)
        assert len(shown.rows) == len(chart.frame) > 0
        assert all(any(cell not in ("", "–") for cell in row) for row in shown.rows), figure.name


def test_texts_that_touch_are_found():
    with style.applied():
        figure, axes = style.canvas(40, 10, 10)
        axes.set_axis_off()
        axes.text(0.1, 0.5, "first")
        assert overlapping(texts_drawn(figure)) == []
        axes.text(0.11, 0.5, "second")
        assert overlapping(texts_drawn(figure)) == [("first", "second")]
