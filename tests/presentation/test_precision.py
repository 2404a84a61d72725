"""How finely a page shows a number: expected values by hand from the headings and kinds in `COLUMNS`."""

import pytest

from helpers.presentation import precision
from helpers.presentation.precision import Precision

POINTS = Precision(100, 1, "points")
"""A share from 0 to 1, shown in percent with one decimal."""


@pytest.mark.parametrize(
    ("shown", "text", "printed"),
    [
        (POINTS, "0.6666666666666666", "66.7"),
        (POINTS, "0.125", "12.5"),
        (Precision(1, 0), "12.5", "13"),  # half up, not half to even
        (Precision(1, 1), "-0.04", "0.0"),  # no sign before a zero
        (Precision(1, 0), "2030.0", "2030"),
        (Precision(1, 0), "1234567", "1234567"),
        (Precision(1, 2), "inf", "inf"),
        (Precision(1, 2), "1e300", "1e300"),  # a double holds no decimals there
        (Precision(1, None, "", True), "42.60", "42.60"),  # a printed figure keeps its digits
        (Precision(), "0.12345678912", "0.12345679"),
    ],
)
def test_a_number_is_printed_as_the_page_does(shown, text, printed):
    assert shown.printed(text) == printed


@pytest.mark.parametrize(
    ("shown", "old", "new", "alike"),
    [
        (POINTS, "0.66651", "0.66749", True),  # both print 66.7
        (POINTS, "0.66649", "0.66651", False),  # 66.6 and 66.7
        (Precision(1, 3), "0.0004", "0.0001", True),  # both print < 0.001
        (Precision(1, 3), "0.0004", "0.0005", False),
        (Precision(1, None, "", True), "39.10", "39.1", False),
        (Precision(), "1000000000", "1000000001", True),  # a part in 10^9
        (Precision(), "1000000000", "1000000002", False),
        (Precision(), "0", "1e-17", True),
        (Precision(), "inf", "inf", True),
    ],
)
def test_what_prints_alike_is_alike(shown, old, new, alike):
    assert shown.prints_alike(old, new) == alike


@pytest.mark.parametrize(
    ("shown", "old", "new", "tolerated"),
    [
        (POINTS, "0.66649", "0.66650", True),  # 0.001 points, though it prints another digit
        (POINTS, "0.6665", "0.6666", True),  # 0.01 points: the tolerance
        (POINTS, "0.6665", "0.66662", False),  # 0.012 points
        (POINTS, "0.667", "0.670", False),  # 0.3 points
        (Precision(1, 0, "firms"), "11", "12", False),
        (Precision(1, None, "", True), "39.10", "39.1", False),
        (Precision(), "3.0", "3.0000000001", True),
        (Precision(), "3.0", "3.0000001", False),
    ],
)
def test_the_tolerance_is_a_tenth_of_the_last_decimal(shown, old, new, tolerated):
    assert shown.tolerates(old, new) == tolerated


def test_a_difference_is_in_the_unit_shown():
    assert POINTS.difference("0.667", "0.670") == pytest.approx(0.3)
    assert POINTS.difference("0.667", "") == 0


@pytest.mark.parametrize("text", ["", "n = 36", "True", "1_000", "1 000", "nan", "12%", "٣", "0x10"])
def test_words_are_no_numbers(text):
    assert precision.number(text) is None


def test_the_columns_of_a_page_tell_the_precision_of_the_columns_of_its_csv():
    header = ["label", "value", "share_low", "share_high", "change_low", "change_high", "year", "other"]
    found = precision.shown(["label", "share", "change_points", "value", "year", "unheard_of"], [], header)
    assert found == {
        "value": Precision(1, None, "", True),
        "share_low": Precision(100, 1, "points"),
        "share_high": Precision(100, 1, "points"),
        "change_low": Precision(1, 1, "points"),
        "change_high": Precision(1, 1, "points"),
        "year": Precision(1, 0),
    }


def test_a_computed_figure_has_one_decimal_and_of_two_ways_to_show_a_column_the_finer_counts():
    assert precision.shown(["stated_rate"], ["stated_rate"], ["stated"]) == {
        "stated": Precision(1, 1, "points a year")
    }
    both = precision.shown(["claimed", "implied_rate", "implied"], [], ["implied_low", "implied_high"])
    assert both == dict.fromkeys(["implied_low", "implied_high"], Precision(1, 2, "points a year"))


def test_without_a_page_a_name_counts_only_where_all_columns_of_that_name_are_alike():
    found = precision.supposed(["highest", "year", "share_low", "value", "n", "unheard_of"])
    assert found == {"highest": Precision(1, 1, "$ bn"), "year": Precision(1, 0), "n": Precision(1, 0)}


def test_years_codes_and_sentences_are_known_by_the_columns_of_the_pages():
    assert precision.is_year("needed_year")
    assert not precision.is_year("n")
    assert precision.is_code("verdict")
    assert not precision.is_code("label")
    assert precision.is_sentence("condition")
    assert not precision.is_sentence("verdict")


def test_a_figure_takes_the_unit_of_its_row():
    assert precision.unit_of_row("percent") == "points"
    assert precision.unit_of_row("USD billion") == "billion dollars"
    assert precision.unit_of_row("furlongs") == "furlongs"
