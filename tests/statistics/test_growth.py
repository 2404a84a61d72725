from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from conftest import known_answers
from hypothesis import given
from hypothesis import strategies as st

from helpers.presentation.language import Language
from helpers.statistics import growth, rounding


def estimates(**printed):
    rows = [
        {"institute": name, "year": year, "value": Decimal(value), "decimals": len(value.partition(".")[2])}
        for name, years in printed.items()
        for year, value in years.items()
    ]
    return pd.DataFrame(rows)


def stated(name, value, first, last):
    return pd.DataFrame(
        [
            {
                "source": name,
                "scope": "world",
                "wording": "exact",
                "from_year": first,
                "to_year": last,
                "value": Decimal(value),
                "decimals": len(value.partition(".")[2]),
            }
        ]
    )


def readings(row):
    return [Language("en").sentence(said) for said in row.explanation.fields["readings"]]


def only(frame):
    assert len(frame) == 1
    return frame.iloc[0]


@pytest.mark.parametrize("row", known_answers("cagr"))
def test_known_growth_rates(row):
    given_, answer = row["given"], dict(pair.split("=") for pair in row["expected"].split(";"))
    years = int(given_["end_year"]) - int(given_["start_year"])
    start, end = (
        rounding.printed(Decimal(given_[name]), len(given_[name].partition(".")[2]))
        for name in ("start", "end")
    )
    low, high = growth.cagr(start, end, years)
    assert low < float(answer["rate"]) + 0.005
    assert high > float(answer["rate"]) - 0.005
    if "low" in answer:
        assert low == pytest.approx(float(answer["low"]), abs=0.0006)
        assert high == pytest.approx(float(answer["high"]), abs=0.0006)
    found = only(
        growth.closure(
            estimates(a={int(given_["start_year"]): given_["start"], int(given_["end_year"]): given_["end"]}),
            stated("a", given_["stated"], int(given_["start_year"]), int(given_["end_year"])),
        )
    )
    assert (found.as_labelled == "reproduced") == (answer["closes"] == "yes")
    if "only_if_periods" in answer:
        assert found.explanation.fields["periods"] == int(answer["only_if_periods"])
        assert found.verdict == "consistent only if"


def test_a_rate_over_its_labelled_years_is_reproduced():
    # 100 to 121 in two years is 10 % a year
    row = only(growth.closure(estimates(a={2022: "100", 2024: "121"}), stated("a", "10", 2022, 2024)))
    assert (row.as_labelled, row.verdict) == ("reproduced", "reproduced")


def test_counting_other_periods_is_never_called_reproduced():
    # 100 to 133.1 is 10 % over three periods, but 2022 to 2024 is two
    row = only(growth.closure(estimates(a={2022: "100.0", 2024: "133.1"}), stated("a", "10.0", 2022, 2024)))
    assert row.as_labelled == "not reproduced"
    assert row.verdict == "consistent only if"
    assert row.explanation.fields["periods"] == 3


def test_another_printed_period_is_preferred_to_another_count():
    row = only(
        growth.closure(
            estimates(a={2022: "100.0", 2023: "110.0", 2025: "133.1"}), stated("a", "10.00", 2022, 2024)
        )
    )
    assert row.as_labelled == "endpoint not printed"
    assert (row.explanation.fields["first"], row.explanation.fields["last"]) == (2022, 2023)


def test_a_printed_end_that_nothing_explains_is_inconsistent():
    row = only(growth.closure(estimates(a={2022: "100.0", 2024: "101.0"}), stated("a", "90.0", 2022, 2024)))
    assert row.verdict == "inconsistent"


def test_without_a_printed_end_nothing_can_be_said_but_the_end_needed():
    row = only(growth.closure(estimates(a={2022: "100.0"}), stated("a", "10.0", 2022, 2024)))
    assert row.verdict == "not checkable"
    assert row.needed_year == 2024
    # 99.95 x 1.0995^2 = 120.83 and 100.05 x 1.1005^2 = 121.17
    assert row.needed_low == pytest.approx(120.83, abs=0.005)
    assert row.needed_high == pytest.approx(121.17, abs=0.005)


def test_padding_zeros_make_it_conditional_and_are_named():
    # 100 to 142.55 is 42.55 %: 42.60 only when read as 42.6
    row = only(growth.closure(estimates(a={2022: "100.00", 2023: "142.55"}), stated("a", "42.60", 2022, 2023)))
    assert row.verdict == "consistent only if"
    assert readings(row) == ["42.60 read as 42.6"]


def test_a_zero_before_the_point_may_be_padding_too():
    # 105 to 115.5 is 10 %, and 100 in tens may be 104; from 99.5 to 100.5 growth would be 14 to 17 %
    row = only(growth.closure(estimates(a={2022: "100", 2023: "115"}), stated("a", "10.5", 2022, 2023)))
    assert row.verdict == "consistent only if"
    assert readings(row) == ["100 read as rounded to the nearest 10"]


def test_the_studys_rates_get_the_verdicts_worked_out_by_hand(load):
    """GVR: (156/11.1)^(1/8) = 39.15; M&M: (73.5/6.9)^(1/5) = 60.50; Fortune: 41.43 over 2022-2030 but
    42.55 over 2023-2030; Allied prints no 2022; GMI: (90/8)^(1/11) = 24.61, (90/8)^(1/10) = 27.39."""
    found = growth.closure(load("market_estimates"), load("market_growth_stated")).set_index("institute")
    assert found.verdict.to_dict() == {
        "GVR": "reproduced",
        "Markets & Markets": "reproduced",
        "Fortune Business Insights": "consistent only if",
        "Allied Market Research": "not checkable",
        "GMI": "not checkable",
    }
    fortune = found.explanation["Fortune Business Insights"].fields
    assert (fortune["first"], fortune["last"]) == (2023, 2030)
    assert readings(found.loc["Fortune Business Insights"]) == ["42.60 read as 42.6"]
    assert found.explained_low[["GVR", "Markets & Markets"]].isna().all()  # nothing but the label is needed
    assert found.explanation["GMI"].fields["periods"] == 11
    assert found.needed_low["Allied Market Research"] == pytest.approx(8.77, abs=0.01)


def test_steps_compare_a_year_with_the_long_run(load):
    found = growth.steps(load("market_estimates"), load("market_growth_stated")).set_index("institute")
    # 11.1 / 7.5 = 1.48; 11.51 / 8.6 = 1.338
    assert found.against_long_run.to_dict() == {"GVR": "above", "Fortune Business Insights": "below"}
    assert found.step_low["GVR"] < 48 < found.step_high["GVR"]


@given(
    st.integers(100, 9999),
    st.integers(1, 90),
    st.integers(1, 9),
    st.sampled_from(["half-up", "half-even", "truncation"]),
)
def test_a_true_rate_always_closes(start, rate, years, rule):
    end = Fraction(start) * (1 + Fraction(rate, 100)) ** years
    shown = rounding.rounded(end, 1, rule)
    intervals = [
        rounding.printed(start, 0, rule),
        rounding.printed(shown, 1, rule),
        rounding.printed(rate, 0, rule),
    ]
    assert growth.closes(*intervals, years)
    low, high = growth.cagr(*intervals[:2], years)
    assert low - 1e-9 <= rate <= high + 1e-9


def test_an_unprinted_endpoint_leaves_the_label_open_whatever_else_closes():
    # 100 in 2022 to 133.1 in 2024 would be 10 % over three periods, but the label's 2025 is not printed
    row = only(growth.closure(estimates(a={2022: "100.0", 2024: "133.1"}), stated("a", "10.0", 2022, 2025)))
    assert (row.as_labelled, row.verdict) == ("endpoint not printed", "not checkable")
    assert row.explanation.fields["periods"] == 3


def test_the_explanation_is_shown_at_the_reading_that_closed():
    """1.000 read as 1.0 stands for 0.95 to 1.05: 1.05 x 1.5 reaches 1.54, while 1.005 x 1.5 does not.

    So the implied rate runs from 1.535 / 1.05 to 1.545 / 0.95, and not over all that 1 stands for.
    """
    row = only(growth.closure(estimates(a={2022: "1.000", 2023: "1.54"}), stated("a", "50.00", 2022, 2023)))
    assert readings(row) == ["1.000 read as 1.0"]
    assert row.explained_low == pytest.approx(46.19, abs=0.01)
    assert row.explained_high == pytest.approx(62.63, abs=0.01)
