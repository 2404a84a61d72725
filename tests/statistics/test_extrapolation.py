import numpy as np
import pytest

from helpers.statistics import extrapolation

SIGNATURES = {42: 23, 41: 4, 36: 1, 32: 1, 29: 1, 27: 2, 23: 1, 19: 1, 16: 2, 15: 2, 14: 1, 11: 1, 10: 1}
SIGNATURES |= {9: 1, 7: 1, 6: 3, 5: 2, 4: 1, 3: 1}
SHEETS = 676
"""Signatures on 50 of 676 sheets of a petition: Cochran (1977), Sampling Techniques, section 2.8."""


@pytest.fixture
def signatures():
    return np.repeat(list(SIGNATURES), list(SIGNATURES.values())).astype(float)


def test_the_example_is_cochrans(signatures):
    # he prints n = 50, the sum 1471, the sum of squares 54,497 and s^2 = 229.0
    assert (len(signatures), signatures.sum(), (signatures**2).sum()) == (50, 1471, 54_497)
    assert round(signatures.var(ddof=1), 1) == 229.0


def test_the_total_and_its_interval_agree_with_cochran(signatures):
    # he prints a total of 19,888 with 80 % limits 18,107 and 21,669, by the normal distribution
    found = extrapolation.total(signatures, SHEETS, "random", confidence=0.80)
    assert found.total == pytest.approx(19_888, abs=0.5)
    assert (found.low, found.high) == pytest.approx((18_107, 21_669), abs=0.02 * (21_669 - 18_107))
    assert (found.firms, found.reason) == (50, None)


def test_the_variance_of_the_bootstrap_is_the_textbooks(signatures):
    # N^2 (1 - f) s^2 / n; 20,000 draws leave a standard error of 1 % on a variance
    drawn = extrapolation.resampled(signatures, SHEETS, draws=20_000)
    textbook = SHEETS**2 * (1 - 50 / SHEETS) * signatures.var(ddof=1) / 50
    assert drawn.var() == pytest.approx(textbook, rel=0.04)
    # of a few firms one more or less in each draw would show
    few = np.array([1.0, 2, 4, 8, 16])
    drawn = extrapolation.resampled(few, 50, draws=20_000)
    assert drawn.var() == pytest.approx(50**2 * (1 - 5 / 50) * few.var(ddof=1) / 5, rel=0.04)
    # where most firms answered, the correction is most of it
    drawn = extrapolation.resampled(signatures, 60, draws=20_000)
    assert drawn.var() == pytest.approx(60**2 * (1 - 50 / 60) * signatures.var(ddof=1) / 50, rel=0.04)


def test_intervals_hold_the_true_total_about_as_often_as_they_say():
    random = np.random.default_rng(7)
    firms = random.gamma(0.7, 12, 400).round()
    held = 0
    for _ in range(300):
        drawn = random.choice(firms, 80, replace=False)
        found = extrapolation.total(drawn, 400, "random", draws=300, seed=int(random.integers(2**31)))
        held += found.low <= firms.sum() <= found.high
    # 95 % of 300 is 285, with a standard error of 4; skewed numbers cost a few points
    assert 270 <= held <= 295


def test_a_seed_gives_the_same_interval(signatures):
    first, again, other = (extrapolation.total(signatures, SHEETS, "random", seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first.low != other.low
    assert first.total == other.total


def test_a_census_leaves_no_doubt(signatures):
    found = extrapolation.total(signatures, 50, "random")
    assert (found.low, found.total, found.high) == (1471, 1471, 1471)


def test_the_total_is_at_least_what_the_firms_gave(signatures):
    # 40 of 41 firms gave 1 or 0: all that is unknown is one firm
    given = np.array([1.0] * 4 + [0.0] * 36)
    found = extrapolation.total(given, 41, "random", confidence=0.999)
    assert found.low == 4
    assert extrapolation.resampled(given, 41).min() < 4


@pytest.mark.parametrize(
    ("values", "population", "sampling", "words"),
    [
        ([1] * 40, 300, "self-selected", "drawn at random"),
        ([1] * 40, None, "random", "not stated"),
        ([1] * 29, 300, "random", "fewer than {fewest}"),
        ([1] * 40, 39, "random", "of a population of"),
        ([21] + [1] * 40, 300, "random", "more than a third"),
        ([0] * 40, 300, "random", "every firm gave 0"),
        ([], 300, "random", "fewer than {fewest}"),
    ],
)
def test_what_cannot_be_extrapolated_is_refused_with_a_sentence(values, population, sampling, words):
    found = extrapolation.total(values, population, sampling)
    assert words in found.reason.template
    assert np.isnan([found.total, found.low, found.high]).all()
    assert found.firms == len(values)


def test_a_third_of_the_sum_is_not_more_than_a_third():
    assert extrapolation.total([20] + [1] * 40, 300, "random").reason is None


def test_thirty_firms_are_enough():
    assert extrapolation.total([1, 2] * 15, 300, "random").reason is None
