"""Programmes, made up, and digital emissions, by the figures of section 4.1."""

from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from helpers.presentation.language import Language
from helpers.statistics import budgets, rounding

en = Language("en")
RULES = ["half-up", "half-even", "truncation"]


def programmes(*rows):
    """Rows of name, printed value, unit, programme it is part of, first and last year."""
    frame = [
        {
            "programme": name,
            "label_en": name,
            "label_fr": name,
            "value": None if value is None else Decimal(value),
        }
        | {"decimals": None if value is None else len(value.partition(".")[2]), "unit": unit}
        | {"currency": unit[:3] if unit and unit != "percent" else None, "part_of": whole}
        | {"part_of_basis": None, "value_high": None, "wording": "exact", "phrase": None}
        | {"from_year": first, "to_year": last, "years": None, "place": "section 4.1, table"}
        for name, value, unit, whole, first, last in rows
    ]
    return pd.DataFrame(frame).astype({"decimals": "Int64", "from_year": "Int64", "to_year": "Int64"})


PLAN = [
    ("plan", "50", "EUR billion", None, 2021, 2026),
    ("fund", "20", "EUR billion", "plan", 2020, 2025),
    ("call", None, None, "fund", None, None),
    ("project", "9.5", "EUR million", "call", None, None),
    ("standard", "10.5", "EUR million", None, None, None),
    ("state", "50", "percent", "standard", None, None),
    ("ports", "10", "SGD million", None, 2014, 2019),
]


def test_amounts_are_in_millions_on_their_printed_precision():
    found = budgets.amounts(programmes(*PLAN)).set_index("programme")
    assert (found.amount_low["plan"], found.amount_high["plan"]) == (49500, 50500)
    assert (found.amount_low["project"], found.amount_high["project"]) == (
        pytest.approx(9.45),
        pytest.approx(9.55),
    )
    # 49.5 % of 10.45 to 50.5 % of 10.55
    assert (found.amount_low["state"], found.amount_high["state"]) == (
        pytest.approx(5.17275),
        pytest.approx(5.32775),
    )
    assert found.how.to_dict() == {
        "plan": "printed",
        "fund": "printed",
        "call": "not stated",
        "project": "printed",
        "standard": "printed",
        "state": "share of a programme",
        "ports": "printed",
    }
    assert found.currency["state"] == "EUR"
    assert found.currency["ports"] == "SGD"


def test_what_an_amount_stands_for_is_in_the_unit_it_is_printed_in():
    found = budgets.amounts(programmes(*PLAN)).set_index("programme")
    ends = {name: said.fields["amount"] for name, said in found.stands_for.items() if said is not None}
    assert ends == {
        "plan": ("EUR billion", Decimal("49.5"), Decimal("50.5")),
        "fund": ("EUR billion", Decimal("19.5"), Decimal("20.5")),
        "project": ("EUR million", Decimal("9.45"), Decimal("9.55")),
        "standard": ("EUR million", Decimal("10.45"), Decimal("10.55")),
        "state": ("EUR million", Decimal("5.17"), Decimal("5.33")),
        "ports": ("SGD million", Decimal("9.5"), Decimal("10.5")),
    }


def test_the_least_and_most_amounts_are_those_printed_in_euros():
    said = en.sentence(
        budgets.size(budgets.amounts(programmes(*PLAN)).assign(label=lambda found: found.label_en))
    )
    assert said == (
        "Of 7 rows (programmes, projects and shares of financing), 5 have an amount in euros, 3 of which are "
        "part of another: they are not added up. The amounts printed run from €9.5 million (project) to €50 "
        "billion (plan)."
    )


def test_parts_are_counted_by_verdict():
    assert en.sentence(budgets.contained(budgets.containment(programmes(*PLAN)))) == (
        "Of 4 programmes that are part of another, none fits within the whole by the amounts printed, 1 on a "
        "condition only, none is inconsistent, 1 is stated as a share of the whole and 2 cannot be checked."
    )
    alone = ("team", "1", "EUR million", "project", None, None)
    more = budgets.containment(programmes(*PLAN, alone))
    assert "1 fits within the whole by the amounts printed, 1 on" in en.sentence(budgets.contained(more))


def test_the_footprint_is_told_with_its_year():
    """2 x 1.6, from 1.5 x 1.595 = 2.39 to 2.5 x 1.605 = 4.01."""
    assert en.sentence(budgets.footprint(environment())) == (
        "If the country’s total greenhouse gas footprint stays as it is, 60% growth takes the digital part of "
        "it from 2% to between 2.4% and 4.0% in 2040; 6.7% is printed."
    )


def test_changes_of_emissions_are_told_whole_and_with_their_sign():
    """6.65 / 2.5 and 6.75 / 1.5 are +166 and +350%, 6.7 / 2 is +235%; the share keeps a decimal."""
    found = budgets.emissions(environment()).set_index("reading")
    said = {
        name: (en.sentence(found.nominal_said[name]), en.sentence(found.implied_said[name]))
        for name in found.index
    }
    assert said["constant"] == ("3.2%", "2.4 to 4.0%")
    assert said["growth"] == ("+235%", "+166 to +350%")
    assert said["total"] == ("−52%", "−65 to −40%")


def test_the_verdict_on_emissions_is_told_in_a_sentence():
    said = en.sentence(budgets.emissions_judged(budgets.emission_verdicts(environment())))
    assert said.startswith("The study says: growth of 60% by 2040 takes the digital share")
    assert ". This is consistent only if the total footprint falls by 40 to 65% meanwhile" in said


def test_a_start_without_an_end_is_said_to_have_no_end():
    whole = ("plan", None, None, None, 2020, None)
    found = budgets.containment(programmes(whole, ("aid", "1", "EUR billion", "plan", 2020, None)))
    assert found.periods.iloc[0] == "end not stated"
    found = budgets.containment(programmes(whole, ("aid", "1", "EUR billion", "plan", None, None)))
    assert found.periods.iloc[0] == "not stated"


def test_a_programme_lists_all_that_contain_it_nearest_first():
    found = budgets.amounts(programmes(*PLAN)).set_index("programme")
    assert found.within["project"] == ["call", "fund", "plan"]
    assert found.within["plan"] == []


def test_a_part_is_held_against_its_whole():
    found = budgets.containment(programmes(*PLAN)).set_index("programme")
    # 19.5 / 50.5 = 38.61 %, 20.5 / 49.5 = 41.41 %; 2020 is before the plan
    fund = found.loc["fund"]
    assert (fund.share_low, fund.share_high) == (
        pytest.approx(38.6139, abs=1e-4),
        pytest.approx(41.4141, abs=1e-4),
    )
    assert (fund.periods, fund.verdict, fund.condition.fields) == (
        "overlapping",
        "consistent only if",
        {"years": [2020]},
    )
    assert found.verdict["call"] == "not checkable"
    assert found.verdict["state"] == "consistent"
    # a printed share is not divided by itself
    assert (found.share_low["state"], found.share_high["state"]) == (49.5, 50.5)
    assert found.share_stated[found.share_stated].index.tolist() == ["state"]
    assert found.condition["state"].template.startswith("it is stated as a share of the whole")


def test_parts_cannot_be_more_than_the_whole_together():
    # 49.5 % and 52.5 % at least
    frame = programmes(PLAN[4], PLAN[5], ("industry", "53", "percent", "standard", None, None))
    assert set(budgets.containment(frame).verdict) == {"inconsistent"}
    # 50 and 51 % may be 49.5 and 50.5
    frame = programmes(PLAN[4], PLAN[5], ("industry", "51", "percent", "standard", None, None))
    assert set(budgets.containment(frame).verdict) == {"consistent"}


def test_a_part_cannot_have_another_period():
    frame = programmes(PLAN[0], ("fund", "20", "EUR billion", "plan", 2014, 2020))
    assert budgets.containment(frame).verdict.tolist() == ["inconsistent"]
    frame = programmes(PLAN[0], ("fund", "20", "EUR billion", "plan", 2021, 2026))
    assert budgets.containment(frame).verdict.tolist() == ["consistent"]


def test_a_programme_part_of_an_unknown_one_or_of_itself_is_an_error():
    with pytest.raises(ValueError, match="part of plan, which the table does not hold"):
        budgets.containment(programmes(PLAN[1]))
    with pytest.raises(ValueError, match="fund is part of itself"):
        budgets.amounts(programmes(("fund", "20", "EUR billion", "fund", None, None)))


def test_pairs_of_dated_programmes_share_years():
    found = budgets.overlaps(programmes(*PLAN)).set_index(["programme", "other"])
    assert found.years.to_dict() == {("plan", "fund"): 5, ("plan", "ports"): 0, ("fund", "ports"): 0}
    assert found.same_money.to_dict()["plan", "fund"]
    assert not found.same_money.to_dict()["plan", "ports"]
    assert (found.from_year["plan", "fund"], found.to_year["plan", "fund"]) == (2021, 2025)


def environment(share="2", growth="60", later="6.7"):
    rows = [
        ("digital_share_of_emissions", "3", "4", 2020, "report", "range"),
        ("digital_share_of_footprint", share, None, 2020, "report", "exact"),
        ("digital_growth", growth, None, 2040, "horizon", "exact"),
        ("digital_share_of_footprint", later, None, 2040, "horizon", "exact"),
    ]
    frame = pd.DataFrame(rows, columns=["measure", "value", "value_high", "year", "year_kind", "wording"])
    decimals = [len(value.partition(".")[2]) for value in frame.value]
    number = {
        name: [None if cell is None else Decimal(cell) for cell in frame[name]]
        for name in ("value", "value_high")
    }
    return frame.assign(
        decimals=decimals, **{name: pd.Series(cells, dtype=object) for name, cells in number.items()}
    )


def test_what_60_percent_growth_does_to_a_share_of_2_percent():
    found = budgets.emissions(environment()).set_index("reading")
    # 2 x 1.6 = 3.2; 1.5 x 1.595 = 2.3925; 2.5 x 1.605 = 4.0125
    assert found.loc["constant", ["nominal", "implied_low", "implied_high"]].tolist() == pytest.approx(
        [3.2, 2.3925, 4.0125]
    )
    # 3.2 / 101.2
    assert found.nominal["others constant"] == pytest.approx(100 * 3.2 / 101.2)
    # 6.7 / 2 = 3.35; 6.65 / 2.5 = 2.66; 6.75 / 1.5 = 4.5
    assert found.loc["growth", ["nominal", "implied_low", "implied_high"]].tolist() == pytest.approx(
        [235, 166, 350]
    )


def test_the_total_must_fall_for_6_7_percent():
    found = budgets.emissions(environment()).set_index("reading")
    # 3.2 / 6.7 = 0.4776; 2.3925 / 6.75 = 0.3544; 4.0125 / 6.65 = 0.6034
    assert found.loc["total", ["nominal", "implied_low", "implied_high"]].tolist() == pytest.approx(
        [-52.239, -64.556, -39.662], abs=1e-3
    )
    # (3.2 / 6.7) x (93.3 / 98) = 0.4547; the ends x 93.25 / 98.5 and x 93.35 / 97.5
    assert found.loc["others", ["nominal", "implied_low", "implied_high"]].tolist() == pytest.approx(
        [-54.530, -66.445, -42.230], abs=1e-3
    )


def test_the_statement_holds_only_if_emissions_fall():
    found = budgets.emission_verdicts(environment())
    assert list(found.verdict) == ["consistent only if", "not checkable"]
    fields = found.condition[0].fields
    assert (fields["low"], fields["high"]) == (pytest.approx(39.662, abs=1e-3), pytest.approx(64.556, abs=1e-3))


def test_a_share_that_growth_alone_gives_is_consistent():
    assert budgets.emission_verdicts(environment(later="3.2")).verdict[0] == "consistent"
    # 40 % of 100, doubled, is 80 of 140 where the others stay: 57.1 %
    found = budgets.emission_verdicts(environment("40", "100", "57"))
    assert found.verdict[0] == "consistent only if"
    assert found.condition[0].template == "the rest of the footprint stays as it is"


def test_a_missing_figure_is_an_error():
    with pytest.raises(ValueError, match="one printed figure of digital_growth"):
        budgets.emissions(environment().query("measure != 'digital_growth'"))


@settings(deadline=None)
@given(
    st.integers(1, 400),
    st.integers(401, 10_000),
    st.integers(1, 4000),
    st.integers(1, 9000),
    st.sampled_from(RULES),
)
def test_the_truth_lies_in_every_interval(digital, others, digital_then, others_then, rule):
    """Digital and other emissions, now and later, printed: shares and growth with one decimal."""
    share = Fraction(100 * digital, digital + others)
    then = Fraction(100 * digital_then, digital_then + others_then)
    growth = Fraction(100 * digital_then, digital) - 100
    shown = [rounding.rounded(figure, 1, rule) for figure in (share, growth, then)]
    assume(shown[1] >= 0 and Fraction(1, 2) <= min(shown[0], shown[2]) and shown[2] <= 99)
    found = budgets.emissions(environment(*(f"{float(figure):.1f}" for figure in shown)), rule).set_index(
        "reading"
    )
    true = {
        "constant": Fraction(100 * digital_then, digital + others),
        "others constant": Fraction(100 * digital_then, digital_then + others),
        "growth": 100 * then / share - 100,
        "total": Fraction(100 * (digital_then + others_then), digital + others) - 100,
        "others": Fraction(100 * others_then, others) - 100,
    }
    for reading, value in true.items():
        assert found.implied_low[reading] - 1e-9 <= value <= found.implied_high[reading] + 1e-9
