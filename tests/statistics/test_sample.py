from decimal import Decimal
from fractions import Fraction

import pytest

from helpers.statistics import sample
from helpers.statistics.rounding import Interval


def said(low, high):
    return Interval(Fraction(low), Fraction(high))


def test_the_overlap_of_the_two_activities_is_8_to_20():
    """24 + 20 - 36 = 8; "a third", 29.1 to 36.7 %, is 11 to 13 of 36, so 3 to 5 firms in neither group."""
    [row] = sample.overlap(24, 20, 36, said("29.1", "36.7")).to_dict("records")
    assert (row["both_low"], row["both_high"]) == (8, 20)
    assert (row["said_low"], row["said_high"]) == (11, 13)
    assert row["verdict"] == "consistent only if"
    assert row["condition"].fields == {"low": 3, "high": 5}


def test_words_that_fit_the_smallest_overlap_need_no_condition():
    """8 of 36 is 22.2 %."""
    assert sample.overlap(24, 20, 36, said(20, 25)).verdict.tolist() == ["consistent"]


def test_words_outside_the_bounds_are_inconsistent():
    assert sample.overlap(24, 20, 36, said(80, 90)).verdict.tolist() == ["inconsistent"]


def test_the_average_share_of_staff_is_a_ratio_of_totals():
    """888 / 15282 = 5.81 %; were over a quarter of firms at 100 %, the mean of firms is over 25 %."""
    found = sample.staff_share(888, 15282, Decimal(6), 0, said(25, 33), "half-up").set_index("reading")
    assert found.fits.to_dict() == {"ratio of totals": "fits", "mean of firms": "does not fit"}
    assert found.share_low["ratio of totals"] == pytest.approx(5.8107, abs=1e-4)


def test_under_truncation_the_average_is_not_even_that():
    """5.81 truncates to 5."""
    found = sample.staff_share(888, 15282, Decimal(6), 0, said(25, 33), "truncation").set_index("reading")
    assert found.fits["ratio of totals"] == "does not fit"
