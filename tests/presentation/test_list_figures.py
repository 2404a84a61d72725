import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from helpers.presentation import list_figures, style
from helpers.presentation.language import Language
from helpers.statistics import budgets, listings

en = Language("en")


def written(chart):
    """The texts on a chart, from the top down."""
    texts = sorted(chart.figure.axes[0].texts, key=lambda text: text.get_position()[1])
    return [text.get_text() for text in texts]


def test_a_cell_is_shaded_by_its_share_of_its_row_and_says_of_how_many():
    rows = [("engineering", "steering", 2, 1), ("engineering", "design", 10, 5), ("digital", "test", 6, 6)]
    frame = pd.DataFrame(rows, columns=["sector", "family", "rows", "technical"])
    chart = list_figures.heatmap(frame, en, rows=["sector", "family"], columns=["technical"])
    cells = [bar for bar in chart.figure.axes[0].patches if isinstance(bar, Rectangle)]
    half, also_half, all_of_it = (bar.get_facecolor() for bar in cells)
    assert half == also_half != all_of_it
    assert [text for text in written(chart) if " of " in text] == ["1 of 2", "5 of 10", "6 of 6"]
    assert "all rows of the family" in chart.figure.axes[0].get_xlabel().replace("\u00a0", " ")
    assert "Cells with all rows: 1, with none: 0. Highest count: 6 of 6" in chart.alt
    assert "rows" in chart.columns


@pytest.fixture
def stated(load):
    return listings.use_cases_stated(load("use_cases"), load("use_cases_stated"), load("wordings"))


def test_every_stated_number_is_drawn_and_what_is_listed_has_its_interval(stated):
    with style.applied():
        chart = list_figures.stated_and_listed(stated, en)
    axes = chart.figure.axes[0]
    marks = {line.get_marker(): len(line.get_xdata()) for line in axes.lines if line.get_marker() in "D|"}
    ticks = [line for line in axes.lines if line.get_marker() == "|"]
    assert (
        marks["D"] + sum(len(line.get_xdata()) // 2 for line in ticks) == len(stated) == len(chart.frame) == 13
    )
    industry = [line for line in axes.lines if line.get_color() == style.BLUE and line.get_marker() == "None"]
    assert list(industry[0].get_xdata()[:2]) == [14, 19]
    assert "75 stated, 16 listed (14 to 19)" in chart.alt


def test_marks_of_use_cases_stand_apart_and_differ_in_colour_and_shape(stated):
    with style.applied():
        axes = list_figures.stated_and_listed(stated, en).figure.axes[0]
    found = {(line.get_color(), line.get_marker()) for line in axes.lines if line.get_marker() != "None"}
    assert len({color for color, _ in found}) == len({shape for _, shape in found}) == len(found) == 3
    boxes = [(x, y, line.get_markersize() * 96 / 72) for line in axes.lines if line.get_marker() in "oD"
             for x, y in line.get_xydata()]  # fmt: skip
    for x, y, size in boxes:
        near = [other for other in boxes if other[0] == x and 0 < abs(other[1] - y) < (size + other[2]) / 2]
        assert not near


@pytest.fixture
def amounts(load):
    frame = budgets.amounts(load("programmes"))
    labels = dict(zip(frame.programme, frame.label_en, strict=True))
    within = [[labels[name] for name in names] for names in frame.within]
    return frame.assign(label=frame.label_en, within=within)


def test_every_programme_has_a_row_under_the_one_it_is_part_of(amounts):
    with style.applied():
        chart = list_figures.budgets(amounts, en)
    assert len(chart.frame) == len(amounts) == 17
    above = list(chart.frame.label)
    for row in chart.frame.itertuples():
        if row.within:
            between = above[above.index(row.within[0]) + 1 : above.index(row.label)]
            parts = chart.frame.set_index("label").within
            assert all(row.within[0] in parts[name] for name in between)
    texts = written(chart)
    assert texts.count("not stated") == 4
    assert "S$10m" in texts
    assert "about €95.5bn" in texts


def test_only_amounts_in_euros_have_a_mark_and_the_others_are_explained(amounts):
    chart = list_figures.budgets(amounts, en)
    axes = chart.figure.axes[0]
    assert sum(len(line.get_xdata()) for line in axes.lines if line.get_marker() == "o") == 12
    assert "no mark: not stated" in axes.get_xlabel().replace("\u00a0", " ").replace("\n", " ")
    assert "programmes: 17, with an amount in euros: 12" in chart.alt


def test_posts_known_as_a_range_have_ticks_and_no_dot_in_their_middle():
    rows = [("study_engineer", 11, 71, 71, "printed"), ("data_scientist", 15, 15, 21, "bounded")]
    rows += [("project_manager", 15, 55, 64, "from its share"), ("rd_engineer", None, 55, 64, "from its share")]
    frame = pd.DataFrame(rows, columns=["occupation", "firms_low", "posts_low", "posts_high", "how"])
    with style.applied():
        axes = list_figures.volumes(frame, en).figure.axes[0]
    lines = [line for line in axes.lines if line.get_marker() in ("o", "_")]
    places = [(line.get_marker(), *map(tuple, line.get_xydata())) for line in lines]
    assert places == [("o", (11, 71)), ("_", (15, 15), (15, 21)), ("_", (15, 55), (15, 64))]
    assert axes.get_xlim()[0] == 0
    said = axes.get_xlabel().replace("\u00a0", " ").replace("\n", " ")
    assert "grey: only bounded" in said
    assert "3 of 4 occupations: those whose firms are known" in said


def test_ticks_in_euros_have_the_unit_where_it_changes(amounts):
    with style.applied(style.NARROW):
        chart = list_figures.budgets(amounts, en)
    labels = [label.get_text() for label in chart.figure.axes[0].get_xticklabels()]
    assert labels[:6] == ["€1m", "10", "100", "€1bn", "10", "100"]


def test_each_stated_number_is_told_once(stated):
    """Of industry about 22 and twice 75 are stated; of energy about 19 and 19, plainly on its sheet."""
    assert list_figures._counts(stated, "industry", en) == "about 22 and 75 stated; 16 listed"
    assert list_figures._counts(stated, "energy", en) == "19 stated; 19 listed"
