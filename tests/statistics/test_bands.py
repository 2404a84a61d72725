from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.presentation.language import Language
from helpers.statistics import bands
from helpers.statistics.rounding import Interval

BANDS = pd.DataFrame({"item": ["low", "middle", "high"], "low": [0, 20, 40], "high": [20, 40, None]})


def figure(low, high, least, most, unit="percent"):
    interval = Interval(Fraction(least), Fraction(most))
    return {"low": low, "high": high, "unit": unit, "interval": interval}


def test_a_band_read_over_three_years_as_a_yearly_rate():
    """1.2^(1/3) = 1.0627, 1.4^(1/3) = 1.1187."""
    found = bands.annual(BANDS, 3)
    assert found.annual_low.tolist() == pytest.approx([0, 6.27, 11.87], abs=0.01)
    assert found.annual_high.tolist()[:2] == pytest.approx([6.27, 11.87], abs=0.01)


def test_one_printed_band_bounds_the_others():
    """Half of 4 firms in the first band leaves 0 to 2 for each of the others."""
    ways = bands.allocations(BANDS, pd.DataFrame([figure(0, 20, 50, 50)]), 4)
    found = bands.held(ways, 4).set_index("item")
    assert found.firms_low.to_dict() == {"low": 2, "middle": 0, "high": 0}
    assert found.firms_high.to_dict() == {"low": 2, "middle": 2, "high": 2}


def test_a_sum_of_bands_bounds_what_it_covers():
    """A quarter in the first and three quarters in the first two leave exactly half for the second."""
    figures = pd.DataFrame([figure(0, 20, 25, 25), figure(0, 40, 75, 75)])
    found = bands.held(bands.allocations(BANDS, figures, 4), 4).set_index("item")
    assert found.firms_low.to_dict() == found.firms_high.to_dict() == {"low": 1, "middle": 2, "high": 1}


def test_an_answer_without_limits_says_nothing_of_the_bands():
    free = bands.allocations(BANDS, pd.DataFrame([figure(None, None, 90, 100)]), 4)
    assert len(free) == 15  # the ways to place 4 firms in 3 bands: 6 over 2


def test_bands_that_cannot_hold_the_figures_have_no_way():
    figures = pd.DataFrame([figure(0, 20, 75, 75), figure(0, 40, 25, 25)])
    ways = bands.allocations(BANDS, figures, 4)
    assert len(ways) == 0
    assert bands.held(ways, 4).firms_low.isna().all()
    assert bands.jointly([], [1], 4) == (None, None)


def test_two_groups_of_the_same_firms_overlap_by_what_exceeds_the_base():
    """At least 20 + 26 - 36 = 10, at most 21."""
    assert bands.jointly([20, 21], [26, 27, 28], 36) == (10, 21)


@given(st.lists(st.integers(0, 2), min_size=1, max_size=12))
def test_true_answers_lie_within_the_bounds(answers):
    base = len(answers)
    counts = [answers.count(band) for band in range(3)]
    share = Fraction(100 * counts[0], base)
    ways = bands.allocations(BANDS, pd.DataFrame([figure(0, 20, share, share)]), base)
    found = bands.held(ways, base)
    assert all(
        low <= count <= high for low, count, high in zip(found.firms_low, counts, found.firms_high, strict=True)
    )


def test_the_bands_of_the_study_at_three_years(load):
    """42 % of 36 is 15; over 70 and up to 80 % in the first two is 26 to 28; a quarter doubling is 9 or 10.

    So the second band holds 26 - 15 to 28 - 15, less what the others leave: 36 - 15 - 9 = 12 at most.
    """
    from helpers.sources import codebook
    from helpers.statistics import rounding, shares

    figures = rounding.approximately(load("survey_figures"), load("wordings"))
    published = shares.published(figures[figures.question == "turnover_growth"], 36)
    limited = published.merge(codebook.limits(), on=["question", "item"])
    groups = limited.groupby(["question", "horizon"], sort=False)
    found = bands.by_horizon(groups, {"turnover_growth": codebook.answers("turnover_growth")}, 36)
    three = found[found.horizon == "3 years"].set_index("item")
    assert three.firms_low.to_dict() == {
        "under_20": 15,
        "from_20_to_40": 11,
        "from_40_to_100": 0,
        "double_or_more": 9,
    }
    assert three.firms_high["from_20_to_40"] == 12
    assert three.firms_high["from_40_to_100"] == 1


@pytest.mark.parametrize(
    ("both", "words"),
    [
        ((10, 21), "At least 10 of the 36 firms expect staff to grow faster than turnover"),
        ((0, 3), "Perhaps no firm expects staff to grow faster than turnover"),
        ((None, None), "The two shares cannot both be of all 36 firms."),
    ],
)
def test_only_the_fewest_firms_bound_those_whose_staff_outgrows_turnover(both, words):
    said = Language("en").sentence(bands.outgrowing(both, 36, Decimal(50), Decimal(40), "3 years"))
    assert said.startswith(words)


def test_growth_counted_from_the_year_before_lasts_a_year_more():
    """1.2^(1/3) = 1.0627 and 1.2^(1/4) = 1.0466; 1.2^(1/5) = 1.0371 and 1.2^(1/6) = 1.0309."""
    said = Language("en").sentence(bands.from_year_before(Decimal(20), [3, 5], 2023))
    assert said == (
        "Growth is taken to last 3 or 5 years. Counted from 2022 to a horizon that starts with the survey, "
        "over 4 or 6 years, turnover that grows by 20% would do so by 4.7 and 3.1% a year, not 6.3 and 3.7%."
    )


def test_bands_are_ordered_by_question_then_horizon():
    rows = [("turnover", "3 years", "a"), ("turnover", "5 years", "a"), ("turnover", "3 years", "b")]
    frame = pd.DataFrame([*rows, ("staff", "3 years", "a")], columns=["question", "horizon", "item"])
    assert bands.ordered(frame)["item"].tolist() == ["a", "b", "a", "a"]
    assert bands.ordered(frame).question.tolist() == ["turnover"] * 3 + ["staff"]
