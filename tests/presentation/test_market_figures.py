import re

import pytest
from matplotlib.patches import Rectangle

from helpers.presentation import market_figures, style
from helpers.presentation.language import Language
from helpers.statistics import growth, reconciliation, regions

en = Language("en")


@pytest.fixture
def closure(load):
    return growth.closure(load("market_estimates"), load("market_growth_stated"))


@pytest.fixture
def paths(load):
    return reconciliation.paths(load("market_estimates"), load("market_growth_stated"), 2030)


def test_extrapolated_ends_are_hollow_and_the_others_filled(paths):
    chart = market_figures.trajectories(paths, en)
    hollow = [line for line in chart.figure.axes[0].lines if line.get_markerfacecolor() == "white"]
    drawn = sorted((float(x), float(y)) for line in hollow for x, y in line.get_xydata())
    expected = paths[paths.how == "extrapolated"]
    assert drawn == sorted(zip(expected.year.astype(float), expected.value, strict=True))


def test_every_institute_is_labelled_on_the_chart(paths):
    chart = market_figures.trajectories(paths, en)
    labels = {text.get_text().replace("\n", " ") for text in chart.figure.axes[0].texts}
    assert set(paths.institute) <= labels


def test_an_institute_has_a_mark_of_its_own_besides_its_colour(paths):
    chart = market_figures.trajectories(paths, en)
    marked = {
        line.get_color(): line.get_marker()
        for line in chart.figure.axes[0].lines
        if line.get_marker() != "None"
    }
    assert len(set(marked.values())) == len(marked) == paths.institute.nunique()


def test_what_is_interpolated_in_either_year_is_half_hollow(paths):
    chart = market_figures.trajectories(paths, en)
    half = [line for line in chart.figure.axes[0].lines if line.get_fillstyle() == "bottom"]
    drawn = sorted(float(x) for line in half for x in line.get_xdata())
    assert drawn == [2022, 2030]


def test_the_dots_are_the_stated_rates(closure):
    chart = market_figures.stated_and_implied(closure, en)
    [dots] = [list(line.get_xdata()) for line in chart.figure.axes[0].lines if line.get_marker() == "o"]
    assert dots == [float(value) for value in closure.stated]


def test_alt_text_gives_extremes_and_unit(closure):
    alt = market_figures.stated_and_implied(closure, en).alt
    assert "percent a year" in alt
    assert "25.0% (GMI) to 60.6% (Markets & Markets)" in alt


def test_bars_of_regions_add_up_to_the_whole(load):
    parts = regions.parts(load("market_regions"), load("market_estimates"))
    chart = market_figures.regional_parts(parts, en)
    widths = {}
    for bar in chart.figure.axes[0].patches:
        if not isinstance(bar, Rectangle):
            continue  # grid lines
        row = round(float(bar.get_y()))
        widths[row] = widths.get(row, 0) + bar.get_width()
    assert len(widths) == 3
    assert all(width == pytest.approx(100) for width in widths.values())


def test_the_hatched_part_says_how_many_regions_it_holds(load):
    """In 2030 two regions have only a bound; the bars before name the year of their total."""
    parts = regions.parts(load("market_regions"), load("market_estimates"))
    axes = market_figures.regional_parts(parts, en).figure.axes[0]
    said = axes.get_xlabel().replace("\n", " ").replace("\u00a0", " ")
    assert "it includes 2 regions with only an upper bound in 2030" in said
    texts = " ".join(text.get_text() for text in axes.texts)
    assert "current, against $7.5 billion (2021)" in texts
    assert "2030, against $156 billion" in texts
    assert "(2030)" not in texts
    whole = market_figures.regional_parts(parts[parts.period == "current"], en).figure.axes[0].get_xlabel()
    assert "upper bound" not in whole


def test_a_region_is_named_once_at_the_first_bar_that_holds_it(load):
    parts = regions.parts(load("market_regions"), load("market_estimates"))
    texts = [text.get_text() for text in market_figures.regional_parts(parts, en).figure.axes[0].texts]
    assert [texts.count(name) for name in ("North America", "Asia-Pacific", "remainder")] == [1, 1, 1]


def test_the_same_chart_has_the_same_bytes(closure):
    made = []
    for _ in range(2):
        with style.applied():
            chart = market_figures.stated_and_implied(closure, en)
            style.finish(chart.figure, "Title", "n = 5", "Source")
            made.append((style.svg(chart.figure), style.png(chart.figure)))
    assert made[0] == made[1]


def test_charts_name_no_address_outside(closure):
    with style.applied():
        chart = market_figures.stated_and_implied(closure, en)
        addresses = re.findall(r'(?:href|src)="(https?:[^"]*)"', style.svg(chart.figure))
    assert addresses == []
