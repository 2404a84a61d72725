import numpy as np
import pytest

from helpers.presentation import market_figures, marks, style
from helpers.presentation.language import Language
from helpers.presentation.marks import Group, Line

LONG = " ".join(f"word {number} of a long label," for number in range(1, 8))
BOTH = pytest.mark.parametrize("width", [style.WIDE, style.NARROW], ids=["wide", "narrow"])


def drawn(groups, width, **options):
    with style.applied(width):
        return marks.rows(groups, **options)


def boxes(found):
    """Top and bottom of each text, from the top of the rows down."""
    renderer, top = found.figure.canvas.get_renderer(), found.axes.bbox.y1
    found = {text.get_text(): text.get_window_extent(renderer) for text in found.axes.texts}
    return {text: (top - box.y1, top - box.y0) for text, box in found.items()}


@BOTH
@pytest.mark.parametrize("lines", [1, 2], ids=["one row", "two rows"])
def test_a_long_label_pushes_the_next_down(width, lines):
    rows = [Line(f"{at}%", "now" if lines > 1 else "") for at in range(lines)]
    found = boxes(drawn([Group(LONG, rows), Group("Next", [Line("9%")])], width))
    assert sum(part in LONG for part in found) >= 4
    tops, bottoms = zip(*sorted(found[part] for part in found if part in LONG or part == "Next"), strict=True)
    assert all(bottom <= top + 0.5 for bottom, top in zip(bottoms, tops[1:], strict=False))


def test_labels_stand_beside_their_row_where_there_is_room_and_over_it_elsewhere():
    groups = [Group("Industry", [Line("58%")]), Group("Health", [Line("25%")])]
    wide, narrow = (drawn(groups, width) for width in (style.WIDE, style.NARROW))
    assert wide.axes.bbox.x0 > style.length("Industry")
    assert narrow.axes.bbox.x0 == style.MARGIN
    tops = boxes(wide)["Industry"]
    assert tops[0] < wide.middles[0] < tops[1]
    assert boxes(narrow)["Industry"][1] < narrow.middles[0] < boxes(narrow)["Health"][0]


def test_a_long_value_is_broken_before_it_takes_the_plot():
    with style.applied():
        line = Line.of("more than seven in ten")
    assert line.value.replace("\n", " ") == "more than seven in ten"
    assert line.value.count("\n") == 1
    assert line.wide <= 0.17 * style.WIDE


def test_grid_lines_do_not_cross_headings_or_labels():
    groups = [Group("First", ()), Group("a"), Group("b"), Group("Second", ()), Group("c")]
    wide, narrow = (drawn(groups, width) for width in (style.WIDE, style.NARROW))
    assert len(wide.spans) == 2
    assert len(narrow.spans) == 3
    for found in (wide, narrow):
        heading = boxes(found)["Second"]
        assert not any(top < heading[1] and heading[0] < bottom for top, bottom in found.spans)


def test_names_of_marks_stand_over_their_row_within_the_plot():
    names = ["first of all", "last of all"]
    with style.applied(style.NARROW):
        found = marks.rows([Group("Row", [Line("1", names=names)])])
        found.axes.set_xlim(0, 100)
        marks.named(found, 0, [(5, names[0], style.BLUE), (98, names[1], style.BLUE)])
    placed = {text.get_text(): text for text in found.axes.texts}
    renderer = found.figure.canvas.get_renderer()
    ends = [placed[name].get_window_extent(renderer) for name in names]
    assert ends[0].y0 >= ends[1].y1 - 0.5  # a line each, the left one on top: no leader crosses a name
    assert ends[1].x1 <= found.axes.bbox.x1 + 4  # letters fitted to pixels
    assert boxes(found)[names[1]][1] <= found.middles[0] - 7


def test_headings_that_do_not_fit_their_column_stand_one_over_the_other():
    words = ["reproduced", "consistent", "consistent only if", "inconsistent", "not checkable"]
    lows = {}
    for width in (style.WIDE, style.NARROW):
        with style.applied(width):
            found = marks.rows([Group("Topic")])
            starts, each = marks.columns(found, words)
        assert np.diff(starts) == pytest.approx([each] * 4)
        lows[width] = {round(text.get_position()[1]) for text in found.axes.texts if text.get_text() in words}
    assert len(lows[style.WIDE]) == 1
    assert len(lows[style.NARROW]) == 5


def test_a_scale_has_round_ticks_that_enclose_its_data_in_the_readers_language():
    with style.applied():
        found = marks.rows([Group("Row", [Line("1")])])
        marks.scale(found, Language("fr"), 0, 21_000, ["postes"])
    ticks = [label.get_text() for label in found.axes.get_xticklabels()]
    assert ticks == ["0", "5\u202f000", "10\u202f000", "15\u202f000", "20\u202f000", "25\u202f000"]
    assert found.axes.get_xlim() == (0, 25_000)


def test_labels_of_line_ends_keep_their_distance_and_stay_under_the_top():
    placed = market_figures._apart(np.array([10.0, 11.0, 50.0, 95.0, 96.0]), np.array([18.0] * 5), 100)
    # around the middle of the first two, 10.5; the last two under the top
    assert list(placed) == pytest.approx([1.5, 19.5, 50.0, 73.0, 91.0])


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(5.17, 95_550, [1, 10, 100, 1_000, 10_000, 100_000]), (1, 10, [1, 10]), (12, 80, [10, 100])],
)
def test_powers_enclose_what_a_log_scale_shows(low, high, expected):
    assert marks.powers(low, high) == expected


def test_powers_may_have_steps_between():
    assert marks.powers(6.5, 304, (1, 2, 5)) == [5, 10, 20, 50, 100, 200, 500]


def test_a_tick_label_that_would_meet_the_next_is_left_out():
    with style.applied(style.NARROW):
        found = marks.rows([Group("Row", [Line("1")])])
        found.axes.set_xscale("log")
        found.axes.set_xlim(1, 100_000)
        marks.lattice(found, Language("en"), [1, 10, 100, 1_000, 10_000, 100_000], ["posts"])
    labels = [label.get_text() for label in found.axes.get_xticklabels()]
    assert labels == ["1", "10", "100", "1,000", "", "100,000"]


@BOTH
def test_no_line_to_a_mark_is_covered_by_the_name_of_another(width):
    names = ["North America", "Asia-Pacific", "South America", "Africa and Middle East"]
    places = [18, 80, 94, 98]
    with style.applied(width):
        found = marks.rows([Group("Row", [Line("1", names=names)])])
        found.axes.set_xlim(0, 100)
        marks.named(found, 0, zip(places, names, [style.BLUE] * 4, strict=True))
    renderer = found.figure.canvas.get_renderer()
    texts = [text.get_window_extent(renderer) for text in found.axes.texts if text.get_text() in names]
    assert len(texts) == 4
    for line in found.axes.lines:
        stem, top, _ = found.axes.transData.transform(line.get_xydata())
        above = [box for box in texts if box.y0 > top[1] - 1 and box.x0 - 4 <= stem[0] <= box.x1 + 4]
        assert above  # its own name
        assert not [box for box in texts if box.y1 < stem[1] and box.x0 < stem[0] < box.x1]


def test_the_line_to_a_mark_under_another_passes_beside_it():
    with style.applied():
        found = marks.rows([Group("Row", [Line("1", names=["over", "under"])])], thick=36)
        found.axes.set_xlim(0, 100)
        marks.named(found, 0, [(50, "under", style.BLUE, -11), (50.1, "over", style.INK, 0)])
    ends = {line.get_color(): found.axes.transData.transform(line.get_xydata()) for line in found.axes.lines}
    under, over = ends[style.BLUE], ends[style.INK]
    assert under[0][0] == pytest.approx(over[0][0] + marks.APART)
    assert over[1][1] - under[1][1] == pytest.approx(11)  # each ends at the height of its mark
    assert under[2][0] == pytest.approx(found.axes.transData.transform((50, 0))[0])


def test_grid_lines_leave_room_for_the_names_of_marks():
    groups = [Group("a", [Line("1")]), Group("b", [Line("2", names=["named"])]), Group("c", [Line("3")])]
    found = drawn(groups, style.WIDE)
    assert len(found.spans) == 2
    assert found.spans[1][0] - found.spans[0][1] >= style.line(style.SMALL)
