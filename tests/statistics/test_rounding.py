import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.statistics import rounding
from helpers.statistics.rounding import Interval, printed

RULES = ["half-up", "half-even", "truncation"]
fractions = st.fractions(min_value=-1000, max_value=1000, max_denominator=10_000)


def test_a_figure_stands_for_half_a_unit_either_side():
    assert printed(Decimal("7.5"), 1) == Interval(Fraction("7.45"), Fraction("7.55"), True, False)


def test_truncation_only_drops_digits():
    assert printed(Decimal("7.5"), 1, "truncation") == Interval(Fraction("7.5"), Fraction("7.6"), True, False)


@pytest.mark.parametrize(("value", "ends_belong"), [("12", True), ("13", False)])
def test_half_even_keeps_both_ends_of_an_even_digit_and_none_of_an_odd_one(value, ends_belong):
    interval = printed(Decimal(value), 0, "half-even")
    assert (interval.closed_low, interval.closed_high) == (ends_belong, ends_belong)


def test_ninety_may_be_rounded_to_tens():
    assert rounding.readings(Decimal(90), 0) == [0, -1]
    assert printed(Decimal(90), -1) == Interval(Fraction(85), Fraction(95), True, False)


def test_trailing_zeros_after_the_point_are_tried_as_padding():
    assert rounding.readings(Decimal("42.60"), 2) == [2, 1]
    assert rounding.readings(Decimal("39.10"), 2) == [2, 1]
    assert rounding.readings(Decimal("60.6"), 1) == [1]
    assert rounding.readings(Decimal("10.0"), 1) == [1, 0]


def test_zeros_before_the_point_are_dropped_one_place_at_most():
    assert rounding.readings(Decimal(100), 0) == [0, -1]


def test_bounds_are_open():
    assert 5 not in rounding.less_than(5)
    assert 5 not in rounding.more_than(5)
    assert rounding.more_than(5).high == math.inf


def test_the_ends_decide_whether_touching_intervals_meet():
    assert not printed(Decimal(1), 0).meets(printed(Decimal(2), 0))  # [0.5, 1.5) and [1.5, 2.5)
    assert Interval(Fraction(0), Fraction(1)).meets(Interval(Fraction(1), Fraction(2)))


def test_fixed_width_integers_are_refused_since_they_overflow():
    with pytest.raises(AssertionError, match="not an exact end"):
        Interval(Fraction(np.int64(1)) * np.int64(3), Fraction(5))


def test_decimals_may_come_from_a_frame():
    frame = pd.DataFrame(
        {"value": [Decimal("39.10")], "decimals": pd.array([2], "Int64"), "wording": ["exact"]}
    )
    assert rounding.figures(frame).interval[0] == printed(Decimal("39.10"), 2)


def test_a_value_that_does_not_have_its_decimals_is_our_fault():
    with pytest.raises(AssertionError, match="is not printed with 0 decimals"):
        printed(Decimal("7.5"), 0)


def test_approximate_words_widen_by_the_declared_table():
    figure = {"value": [Decimal(48)], "decimals": [0], "wording": ["approximate"], "phrase": ["about"]}
    declared = {
        "wording": ["about"],
        "measure": ["factor"],
        "low": [Decimal("0.95")],
        "high": [Decimal("1.05")],
    }
    frame = rounding.approximately(pd.DataFrame(figure), pd.DataFrame(declared))
    assert frame.interval[0] == Interval(Fraction("45.6"), Fraction("50.4"))


@given(fractions, st.integers(-2, 4), st.sampled_from(RULES))
def test_a_number_lies_in_the_interval_of_what_it_prints_as(value, decimals, rule):
    assert value in printed(rounding.rounded(value, decimals, rule), decimals, rule)


@given(fractions, st.integers(-3, 3), st.integers(-2, 3), st.sampled_from(RULES))
def test_the_interval_holds_only_numbers_that_print_so(value, steps, decimals, rule):
    shown = rounding.rounded(value, decimals, rule)
    other = shown + steps * Fraction(10) ** -decimals
    assert (value in printed(other, decimals, rule)) == (rounding.rounded(value, decimals, rule) == other)


@given(st.lists(st.tuples(fractions, fractions), min_size=2, max_size=2), fractions, fractions)
def test_sums_and_differences_hold_every_sum_and_difference(ends, part_a, part_b):
    a, b = (Interval(min(pair), max(pair)) for pair in ends)
    x, y = (i.low + (i.high - i.low) * (abs(p) % 1) for i, p in ((a, part_a), (b, part_b)))
    assert x + y in a + b
    assert x - y in a - b


positive = st.fractions(min_value=Fraction(1, 100), max_value=100, max_denominator=100)


@given(positive, positive, positive, positive, st.integers(1, 9))
def test_products_quotients_and_powers_hold_every_one(a, da, b, db, power):
    first, second = Interval(a, a + da), Interval(b, b + db)
    for x in (a, a + da):
        for y in (b, b + db):
            assert x * y in first * second
            assert x / y in first / second
        assert x**power in first**power
