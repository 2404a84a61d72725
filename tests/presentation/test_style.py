import re

import pytest

from helpers import paths
from helpers.presentation import style


def test_lines_break_at_spaces_only_and_never_at_a_no_break_space():
    assert style.wrapped("within 3 to 5 years", style.length("within 3 to")) == ["within 3", "to 5 years"]
    assert style.wrapped("58\u00a0% à 60\u00a0%", style.length("58\u00a0% à")) == ["58\u00a0%", "à 60\u00a0%"]
    assert style.wrapped("unbreakable", 1) == ["unbreakable"]


def test_a_number_is_not_parted_from_its_unit():
    text = "Secteurs porteurs – dans 3 ans → dans 5 ans"
    assert style.wrapped(text, style.length(text) - 1) == ["Secteurs porteurs – dans 3 ans →", "dans 5 ans"]
    assert style.wrapped("Bases : n = 36 firms", 1) == ["Bases", ":", "n = 36 firms"]


def test_bold_is_measured_as_bold():
    assert style.length("Uses", weight="bold") > style.length("Uses")
    assert style.length("Uses", 20) == pytest.approx(2 * style.length("Uses", 10))


@pytest.mark.parametrize(
    ("color", "ink"),
    [(style.BLUE, "white"), (style.VERMILION, "black"), (style.GREEN, "black"), ("#000000", "white")],
)
def test_what_is_written_on_a_colour_contrasts_with_it(color, ink):
    assert style.ink_on(color) == ink


def test_a_taller_figure_keeps_what_is_drawn():
    with style.applied(style.NARROW):
        figure, axes = style.canvas(100, left=10, right=26)
        before = axes.bbox.size
        style.extend(figure, above=40, below=20)
    assert style.pixels(figure) == (320, 160)
    assert list(before) == pytest.approx([284, 100])
    assert list(axes.bbox.size) == pytest.approx([284, 100])
    assert [axes.bbox.x0, axes.bbox.y0] == pytest.approx([10, 20])


def test_a_title_is_wrapped_to_the_width_and_the_figure_grows_for_it():
    heights = []
    for width in (style.WIDE, style.NARROW):
        with style.applied(width):
            figure, _ = style.canvas(100, 10, 10)
            style.finish(figure, "How do the stated rates compare with those implied?", "n = 5", "Source")
        heights.append(style.pixels(figure)[1])
        assert figure.texts[0].get_text().count("\n") == (0 if width == style.WIDE else 1)
    assert heights[1] - heights[0] == pytest.approx(style.line(style.TITLE), abs=1)


@pytest.fixture
def written():
    with style.applied():
        figure, axes = style.canvas(60, 10, 10)
        axes.text(0.5, 0.5, "p = 0.00123, 1; 2 – font-family: x;")
        axes.plot([0, 1], [0, 1], "o")
        return style.svg(figure)


def test_a_short_svg_keeps_its_texts_to_the_letter(written):
    assert ">p = 0.00123, 1; 2 – font-family: x;</text>" in written


def test_a_short_svg_leaves_out_what_browsers_do_not_need(written):
    assert not re.search(r"<metadata|<!DOCTYPE|id=\"(line2d|text|patch)_|\n.*\n", written)
    assert not re.search(r'="[^"]*\d\.\d{3}', written)
    assert written.startswith('<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="540pt" height="45pt"')
    assert "text{font-family:'DejaVu Sans',Verdana," in written


def test_a_chart_is_written_in_the_sizes_of_captions_and_tables():
    [sheet] = (paths.ROOT / "src" / "helpers" / "pipeline").rglob("page.css")
    css = sheet.read_text(encoding="utf-8")
    small = re.search(r"--small: ([\d.]+)rem", css)
    caption = re.search(r"caption {[^}]*font-size: ([\d.]+)rem", css)
    sizes = [16 * float(found[1]) for found in (small, caption)]
    assert [size * 96 / 72 for size in (style.TEXT, style.TITLE)] == pytest.approx(sizes)
