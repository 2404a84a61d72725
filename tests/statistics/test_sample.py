from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.presentation.language import Language
from helpers.sources import codebook
from helpers.statistics import sample, survey
from helpers.statistics.rounding import Interval


def said(low, high):
    return Interval(Fraction(low), Fraction(high))


def test_the_overlap_of_the_two_activities_is_8_to_20():
    """24 + 20 - 36 = 8; "a third", 29.1 to 36.7 %, is 11 to 13 of 36, so 3 to 5 firms in neither group."""
    [row] = sample.overlap(24, 20, 36, said("29.1", "36.7")).to_dict("records")
    assert (row["both_low"], row["both_high"]) == (8, 20)
    assert (row["said_low"], row["said_high"]) == (11, 13)
    assert row["verdict"] == "consistent only if"
    assert Language("en").sentence(row["condition"]) == (
        "it is a share of the 24 of one group (8 of 24), or 3 to 5 firms are in neither group"
    )


def test_words_that_fit_the_smallest_overlap_need_no_condition():
    """8 of 36 is 22.2 %."""
    assert sample.overlap(24, 20, 36, said(20, 25)).verdict.tolist() == ["consistent"]


def test_words_outside_the_bounds_are_inconsistent():
    assert sample.overlap(24, 20, 36, said(80, 90)).verdict.tolist() == ["inconsistent"]


def test_the_average_share_of_staff_is_a_ratio_of_totals():
    """888 / 15282 = 5.81 %; were over a quarter of firms at 100 %, the mean of firms is over 25 %."""
    found = sample.staff_share(888, 15282, Decimal(6), 0, said(31, 72), "half-up").set_index("reading")
    assert found.fits.to_dict() == {"ratio of totals": "fits", "mean of firms": "does not fit"}
    assert found.share_low["ratio of totals"] == pytest.approx(5.8107, abs=1e-4)


def test_the_mean_of_the_firms_own_shares_by_hand():
    """ "More than a quarter", 25.0 to 33.4 %, is 10 to 12 of 36 firms; "a third", 29.1 to 36.7 %, is 11 to 13.

    Least: 10 firms at 100, 13 at 0, the other 13 at 10: 1130 / 36 = 31.4. Most: 11 firms under 10, the other
    25 at up to 100: under 2610 / 36 = 72.5; the limit itself is not reached.
    """
    more_than_a_quarter = Interval(Fraction(25), Fraction("33.4"), closed_low=False)
    found = sample.mean_share(more_than_a_quarter, said("29.1", "36.7"), 36)
    assert (found.low, found.high) == (Fraction(1130, 36), Fraction(145, 2))
    assert (found.closed_low, found.closed_high) == (True, False)
    assert Language("en").sentence(sample.mean_read(found, 36)).endswith("just under 100. 72.5 is not reached.")


def test_a_mean_that_can_be_reached_is_not_said_to_be_out_of_reach():
    """All 10 firms at 100: the mean is 100, and reached."""
    found = sample.mean_share(said(100, 100), said(0, 0), 10)
    assert "not reached" not in Language("en").sentence(sample.mean_read(found, 10))


@pytest.mark.parametrize(
    ("ratio", "mean", "words"),
    [
        ("fits", "does not fit", "fits {ratio}, not {mean}."),
        ("does not fit", "fits", "fits {mean}, not {ratio}."),
        ("fits", "fits", "fits both {ratio} and {mean}."),
        ("does not fit", "does not fit", "fits neither {ratio} nor {mean}."),
    ],
)
def test_the_reading_that_fits_is_named(ratio, mean, words):
    """888 of 15,282 is 5.81%."""
    bounds = Interval(Fraction(314, 10), Fraction(725, 10))
    staff = sample.staff_share(888, 15282, Decimal(6), 0, bounds, "half-up").assign(fits=[ratio, mean])
    words = words.format(
        ratio="the ratio of the totals (888 of 15,282, 5.8%)",
        mean="the mean of the firms’ own shares (31.4 to 72.5%)",
    )
    said = Language("en").sentence(sample.fitting_reading(staff))
    assert said == f"The 6% of staff printed as an average {words}"


def test_words_read_as_shares_say_which_bounds_they_do_not_reach():
    rows = [
        ("more than a quarter", "share", "25.01", "33.4"),
        ("a quarter", "share", "22.5", "29.2"),
        ("nearly half", "share", "45", "49.99"),
        ("about", "factor", "0.95", "1.05"),
        ("between", "share", "50.01", "59.99"),
    ]
    wordings = pd.DataFrame(rows, columns=["wording", "measure", "low", "high"])
    wordings = wordings.assign(low=wordings.low.map(Decimal), high=wordings.high.map(Decimal))
    assert list(map(Language("en").sentence, sample.read_as(wordings).read)) == [
        "22.5 to 29.2",
        "over 25.0 to 33.4",
        "45.0 to under 50.0",
        "over 50.0, under 60.0",
    ]


def of_study(*questions):
    """The shares of some questions of the study."""
    return survey.estimates(survey.read("study-2023"), list(questions), "half-up", 0.95, "wilson")


def test_the_share_in_both_groups_takes_the_verdict_of_their_overlap():
    """24 + 20 - 36 = 8 firms in both, where a third of 36 is 11 to 13."""
    found = of_study("activity")
    both = sample.overlap_printed(found, 36)
    assert both[["both_low", "said_low", "said_high", "verdict"]].iloc[0].tolist() == [
        8,
        11,
        13,
        "consistent only if",
    ]
    judged = sample.judged(found, both).set_index("item")
    assert judged.verdict.to_dict() == {
        "engineering": "consistent",
        "digital": "consistent",
        "both": "consistent only if",
    }
    assert judged.condition["both"] == both.condition[0]


def test_each_answer_printed_as_a_share_is_counted_once():
    """Of 39% and nearly four in ten one answer, and 20%, which no count of 36 gives; 36 firms are no share."""
    found = codebook.labelled(of_study("experience", "region"), "en")
    said = Language("en").sentence(sample.not_of_all(found, 36))
    assert said == (
        "Of the 2 answers printed as a share, 1 cannot be a count of 36 firms: Auvergne-Rhône-Alpes."
    )
    sectors = codebook.labelled(of_study("client_sector"), "en")
    assert Language("en").sentence(sample.not_of_all(sectors, 36)).startswith("Each of the 4 answers")


@given(st.lists(st.fractions(0, 100), min_size=1, max_size=9), st.data())
def test_a_true_mean_lies_within_the_bounds(stated, data):
    """Whatever the firms' own shares, the bounds from the two printed bands hold their mean."""
    own = [*stated, *data.draw(st.lists(st.just(Fraction(100)), max_size=3))]
    shares = [Fraction(100 * sum(map(of, own)), len(own)) for of in (lambda x: x == 100, lambda x: x < 10)]
    found = sample.mean_share(*(said(share, share) for share in shares), len(own))
    assert sum(own) / len(own) in found


def asked(yes, no):
    rows = {"question": ["experience", "experience", "size"], "item": ["yes", "no", "under_250"]}
    return pd.DataFrame(rows | {"share_low": [yes, no, 1.0], "interval_low": 0.0, "interval_high": 1.0})


def test_what_firms_had_to_say_to_take_part_has_no_interval():
    """Nor has its complement: that no firm says no is the same fact as that all say yes."""
    found = sample.drawn(asked(1.0, 0.0))
    assert found.interval_low.isna().tolist() == [True, True, False]
    assert found.interval_high.isna().tolist() == [True, True, False]
    assert sample.drawn(asked(0.9, 0.1)).interval_low.notna().all()


def test_under_truncation_the_average_is_not_even_that():
    """5.81 truncates to 5."""
    found = sample.staff_share(888, 15282, Decimal(6), 0, said(31, 72), "truncation").set_index("reading")
    assert found.fits["ratio of totals"] == "does not fit"
