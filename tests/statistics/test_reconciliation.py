from decimal import Decimal

import numpy as np
import pytest

from helpers.statistics import reconciliation


@pytest.fixture
def aligned(load):
    return reconciliation.aligned(load("market_estimates"), load("market_growth_stated"), [2022, 2030])


def test_each_value_says_how_it_is_known(aligned):
    how = aligned.set_index(["institute", "year"]).how
    assert how["GVR", 2030] == "printed"
    assert how["GMI", 2030] == "interpolated"
    assert how["Markets & Markets", 2030] == "extrapolated"
    assert how["Gartner", 2030] == "not known"


def test_interpolation_is_geometric(aligned):
    values = aligned.set_index(["institute", "year"]).value
    # 8 x (90/8)^(8/10) = 55.46
    assert values["GMI", 2030] == pytest.approx(8 * (90 / 8) ** 0.8)


def test_extrapolation_goes_by_the_stated_rate_and_is_left_out_of_the_range(aligned):
    values = aligned.set_index(["institute", "year"])
    assert values.value["Markets & Markets", 2030] == pytest.approx(73.5 * 1.606**3)
    spread = reconciliation.spread(aligned).set_index(["among", "year"])
    assert spread.highest["this year", 2030] == 156
    assert spread.printing["this year"].to_dict() == {2022: 4, 2030: 3}


def test_years_are_compared_over_the_same_institutes(aligned):
    """Without Markets & Markets, the lowest of 2022 at 6.9, whose 2030 is not known: 11.1 / 8 = 1.3875."""
    assert reconciliation.throughout(aligned) == [
        "GVR",
        "Fortune Business Insights",
        "Allied Market Research",
        "GMI",
    ]
    spread = reconciliation.spread(aligned).set_index(["among", "year"])
    assert spread.compared.to_dict() == {
        ("every year", 2022): 4,
        ("this year", 2022): 5,
        ("every year", 2030): 4,
        ("this year", 2030): 4,
    }
    assert spread.ratio["every year", 2022] == pytest.approx(1.3875)
    assert spread.ratio["this year", 2022] == pytest.approx(11.1 / 6.9)
    base = reconciliation.base_of_rows(reconciliation.spread(aligned))
    assert base.fields == {"n": 4, "high": 5}


def test_a_ratio_of_printed_figures_is_an_interval(aligned):
    """11.05 / 8.5 = 1.30 to 11.15 / 7.5 = 1.487; without GMI 11.05 / 8.65 = 1.277 to 11.15 / 8.55 = 1.304."""
    spread = reconciliation.spread(aligned).set_index(["among", "year"])
    ends = ["ratio_low", "ratio_high"]
    assert list(spread.loc[("every year", 2022), ends]) == pytest.approx([1.3, 11.15 / 7.5])
    left = reconciliation.leave_one_out(aligned).set_index(["year", "left_out"])
    assert list(left.loc[(2022, "GMI"), ends]) == pytest.approx([11.05 / 8.65, 11.15 / 8.55])


def test_the_only_market_is_as_high_as_itself(aligned):
    one = aligned[(aligned.institute == "GVR") & (aligned.year == 2022)]
    row = reconciliation.spread(one).iloc[0]
    assert (row.ratio_low, row.ratio_high) == (1, 1)


def test_an_interpolated_market_of_the_first_year_is_a_point_of_its_trajectory(load):
    """Allied prints 2021 and 2030, GMI 2022 and 2032: 6.5 x (125.7 / 6.5)^(1/9) = 9.03."""
    paths = reconciliation.paths(load("market_estimates"), load("market_growth_stated"), 2030)
    between = paths[paths.how == "interpolated"].set_index(["institute", "year"]).value
    assert list(between.index) == [("Allied Market Research", 2022), ("GMI", 2030)]
    assert between["Allied Market Research", 2022] == pytest.approx(9.033, abs=0.001)


def test_median_without_one_institute(aligned):
    left = reconciliation.leave_one_out(aligned).set_index(["year", "left_out"])
    assert left["median"][2030, "GMI"] == Decimal("137.67")  # 125.7, 137.67, 156: as printed
    assert (left.lowest[2030, "GMI"], left.highest[2030, "GMI"]) == (Decimal("125.7"), Decimal("156"))
    assert left.ratio[2030, "GMI"] == pytest.approx(156 / 125.7)
    assert (2022, "Markets & Markets") not in left.index
    assert set(left.compared) == {4, 3}


def test_the_parts_of_a_deviation_sum_to_it_exactly(aligned):
    compared = reconciliation.trajectories(aligned, 2022, 2030)
    parts = reconciliation.decomposition(compared, 8)
    growth = np.log(compared.target / compared.base) / 8 * 100
    assert np.allclose(parts.deviation, growth - growth.mean())
    assert np.allclose(parts.from_base + parts.from_target, parts.deviation)
    assert reconciliation.spread_shares(parts).sum() == pytest.approx(1)


def test_shares_of_the_spread_when_only_the_base_differs():
    import pandas as pd

    same_end = pd.DataFrame({"institute": ["a", "b"], "base": [1.0, 2.0], "target": [8.0, 8.0], "growth": 0.0})
    shares = reconciliation.spread_shares(reconciliation.decomposition(same_end, 4))
    assert shares.to_dict() == pytest.approx({"base": 1, "target": 0})


def test_the_summary_ranges_of_the_study(load):
    found = reconciliation.summary_ranges(
        load("market_estimates"), load("market_growth_stated"), load("market_context")
    )
    verdicts = dict(zip(zip(found.measure, found.from_year, strict=True), found.verdict, strict=True))
    assert verdicts == {
        ("market", 2022): "reproduced",  # 6.9 prints as 7, 11.1 as 11
        ("growth", 2022): "consistent only if",
        ("market", 2030): "reproduced",  # 125.7 prints as 126, 156 as 156
    }
    growth_row = found[found.measure == "growth"].iloc[0]
    assert growth_row.inside == ["GVR", "Allied Market Research"]
    assert growth_row.condition.fields["first"] == ["GVR"]
    assert growth_row.condition.fields["last"] == ["Allied Market Research"]


def test_only_one_pair_of_markets_gives_the_low_end(load):
    pairs = reconciliation.range_ends(load("market_estimates"), load("market_context"), (2022, 2030))
    low = pairs[pairs.gives == "low end"]
    # (125.7 / 11.1)^(1/8) = 35.45
    assert list(zip(low.base, low.target, strict=True)) == [(Decimal("11.1"), Decimal("125.7"))]
    assert list(pairs[pairs.gives == "high end"].target) == [156.0]  # (156/11.1)^(1/8) = 39.15
    assert list(dict.fromkeys(pairs.gives)) == ["low end", "high end", "between the ends", "outside range"]
    assert len(pairs) == 12


def test_a_range_no_figure_supports_is_inconsistent(load):
    context = load("market_context")
    wrong = context.assign(value=context.value.mask(context.from_year == 2030, context.value * 10))
    wrong = wrong.assign(value_high=wrong.value_high.mask(wrong.from_year == 2030, wrong.value_high * 10))
    found = reconciliation.summary_ranges(load("market_estimates"), load("market_growth_stated"), wrong)
    assert found[found.from_year == 2030].verdict.tolist() == ["inconsistent"]


def test_leaving_one_institute_out_can_turn_the_spread_round():
    """Without c only the base differs; with it the target does most of the work."""
    import pandas as pd

    three = pd.DataFrame(
        {"institute": list("abc"), "base": [1.0, 2.0, 1.0], "target": [8.0, 8.0, 512.0], "growth": 0.0}
    )
    found = reconciliation.shares_without_one(reconciliation.decomposition(three, 4)).set_index("left_out")
    assert found.base_share["c"] == pytest.approx(1)
    assert found.target_share["b"] == pytest.approx(1)
    assert list(found.compared) == [3, 2, 2, 2]
    # in units of ln 2 growth is 3, 2 and 9, less the mean -5/3, -8/3 and 13/3; the base gives 1/3, -2/3 and 1/3
    assert found.base_share.iloc[0] == pytest.approx((-5 + 16 + 13) / (25 + 64 + 169))
