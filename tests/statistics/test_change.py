from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from helpers.statistics import change, shares

answers = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60)


def margins(pairs):
    """Yes at the first, yes at the second, firms."""
    return sum(a for a, _ in pairs), sum(b for _, b in pairs), len(pairs)


def published(*rows, n=36):
    """Rows of (item, horizon, value), plain percentages."""
    frame = pd.DataFrame(
        [
            {"question": "uses", "item": item, "horizon": horizon, "value": Decimal(value), "decimals": 0}
            | {"unit": "percent", "wording": "exact", "base": None, "place": "section 4.3"}
            for item, horizon, value in rows
        ]
    )
    return shares.published(frame, n)


DESIGN = [("design", "now", 67), ("design", "3-5 years", 39)]


def test_from_24_to_14_of_36_some_tables_show_a_change():
    # 14 answer yes both times: 10 stop, none starts, p = 2 / 2^10; 2 do: 22 stop, 12 start
    found = change.change_from_margins([(24, 36)], [(14, 36)])
    assert (found.both_low, found.both_high) == (2, 14)
    assert (found.switched_low, found.switched_high) == (10, 34)
    assert found.p_low == 2 / 2**10
    assert found.p_high == pytest.approx(stats.binomtest(12, 34).pvalue)
    assert [round(found.p_low, 3), round(found.p_high, 2)] == [0.002, 0.12]
    assert found.conclusion == "some"


def test_fishers_test_is_another_test_and_wrong_here():
    # it takes the two horizons for two groups of 36 firms; its .033 is neither end of McNemar's range
    naive = stats.fisher_exact([[24, 12], [14, 22]]).pvalue
    assert round(naive, 3) == 0.033
    found = change.change_from_margins([(24, 36)], [(14, 36)])
    assert found.p_low < naive < found.p_high
    assert naive not in list(change.tables(24, 14, 36).p)


@pytest.mark.parametrize(
    ("only_first", "only_second", "p"),
    [
        (1, 7, 18 / 256),  # Fagerland, Lydersen & Laake (2013), BMC Med. Res. Methodol. 13: .0703
        (0, 0, 1.0),
        (5, 5, 1.0),  # the doubled tail is 1.25: capped
        (0, 5, 2 / 32),
    ],
)
def test_mcnemars_exact_p(only_first, only_second, p):
    assert change.mcnemar(only_first, only_second) == pytest.approx(p)
    assert change.mcnemar(only_second, only_first) == pytest.approx(p)


def test_every_table_has_the_margins():
    found = change.tables(3, 2, 4)
    assert list(found.both) == [1, 2]
    assert (found.both + found.only_first == 3).all()
    assert (found.both + found.only_second == 2).all()
    assert (found[["both", "only_first", "only_second", "neither"]].sum(axis=1) == 4).all()
    assert list(found.p) == [1.0, 1.0]


@given(answers)
def test_frechet_bounds_hold_any_true_table(pairs):
    low, high = change.both(*margins(pairs))
    assert low <= sum(a and b for a, b in pairs) <= high
    low, high = change.switched(*margins(pairs))
    assert low <= sum(a != b for a, b in pairs) <= high


@settings(deadline=None)
@given(answers)
def test_the_range_of_p_holds_the_true_p_and_is_reached(pairs):
    first, second, base = margins(pairs)
    found = change.change_from_margins([(first, base)], [(second, base)])
    true = change.mcnemar(sum(a > b for a, b in pairs), sum(b > a for a, b in pairs))
    assert found.p_low <= true <= found.p_high
    every = change.tables(first, second, base)
    assert (every.p.min(), every.p.max()) == (found.p_low, found.p_high)
    moves = every.only_first + every.only_second
    assert (moves.min(), moves.max()) == (found.switched_low, found.switched_high)


def test_all_compatible_tables_may_agree():
    # from everybody to 10 of 36: 26 stop, whatever the pairing
    assert change.change_from_margins([(36, 36)], [(10, 36)]).conclusion == "all"
    # from 15 to 10: at best 5 stop and none starts, p = 2 / 32
    found = change.change_from_margins([(15, 36)], [(10, 36)])
    assert (found.p_low, found.conclusion) == (2 / 32, "none")


def test_counts_are_paired_on_the_same_base_only():
    # 1 of 2 goes with 2 of 2, never with 3 of 3; both answers are on base 2
    found = change.change_from_margins([(1, 2), (1, 4)], [(2, 2), (3, 3)])
    assert found.bases == [2]
    assert (found.both_low, found.both_high, found.switched_low, found.switched_high) == (1, 1, 1, 1)


def test_several_counts_widen_the_range():
    single = change.change_from_margins([(24, 36)], [(14, 36)])
    several = change.change_from_margins([(23, 36), (24, 36), (25, 36)], [(14, 36)])
    assert several.p_low < single.p_low
    assert several.p_high > single.p_high
    assert several.p_low == 2 / 2**11


def test_without_a_common_base_nothing_is_concluded():
    found = change.change_from_margins([(24, 36)], [(15, 33)])
    assert (found.bases, found.both_low, found.conclusion) == ([], None, "no common base")
    assert np.isnan(found.p_low)


def test_holm_by_hand():
    # sorted .005, .01, .03, .04 times 4, 3, 2, 1: .02, .03, .06, then .04 raised to .06
    assert change.holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert change.holm([0.6, 0.7]) == pytest.approx([1.0, 1.0])
    assert len(change.holm([])) == 0


@settings(deadline=None, max_examples=10)  # statsmodels collects garbage at each call
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_agrees_with_statsmodels(pvalues):
    assert change.holm(pvalues) == pytest.approx(multipletests(pvalues, method="holm")[1])


def test_holm_does_not_count_missing_tests():
    assert change.holm([0.01, np.nan, 0.03]) == pytest.approx([0.02, np.nan, 0.03], nan_ok=True)


def test_a_printed_item_at_both_horizons_is_a_row():
    found = change.horizon_changes(
        published(*DESIGN, ("dialogue", "now", 53)), 36
    )  # 19 of 36; 33 cannot print 53
    assert list(found["item"]) == ["design"]
    row = found.iloc[0]
    assert (row.first_value, row.second_value, row.bases) == (67, 39, [36])
    assert (row.matched, row.conclusion) == ("bases of the figures", "some")


def test_a_change_must_stand_on_the_base_that_all_figures_of_the_question_share_too():
    """With 45 beside them, 67 and 39 are 22 and 13 of 33: at least 2 say so twice, 20 stop and 11 start."""
    row = change.horizon_changes(published(*DESIGN, ("dialogue", "now", 45)), 36).iloc[0]
    assert row.bases == [33, 36]
    assert (row.both_low, row.both_high) == (2, 14)
    assert row.p_low == 2 / 2**10  # of 36: 10 stop and none starts
    assert row.p_high == pytest.approx(stats.binomtest(11, 31).pvalue)
    assert round(row.p_high, 3) == 0.150


def test_holm_runs_across_the_items_of_a_question():
    # the second item goes from 36 to 10 of 36; the largest p of both are doubled or kept by rank
    rows = [*DESIGN, ("costs", "now", 100), ("costs", "3-5 years", 28)]
    found = change.horizon_changes(published(*rows), 36).set_index("item")
    assert found.p_low_holm["design"] == pytest.approx(2 / 2**10)  # the larger of the two smallest: as it is
    assert found.p_low_holm["costs"] == pytest.approx(2 * found.p_low["costs"])
    assert found.p_high_holm["costs"] == pytest.approx(2 * found.p_high["costs"])
    assert dict(found.conclusion_holm) == {"design": "some", "costs": "all"}


def test_holm_may_take_a_conclusion_back():
    # 6 of 36 stop and none starts: p = 2 / 64 = .031 at best, doubled .0625
    rows = [(item, horizon, value) for item in ("a", "b") for horizon, value in (("now", 17), ("3-5 years", 0))]
    found = change.horizon_changes(published(*rows, ("c", "now", 19)), 36)  # 17 and 19 share base 36 only
    assert list(found.conclusion) == ["all", "all"]
    assert list(found.p_high_holm) == pytest.approx([2 * 2 / 64] * 2)
    assert list(found.conclusion_holm) == ["none", "none"]


def test_where_one_base_is_unknown_the_firms_still_share_a_base():
    # 45 is not printed by 36 but by 20, 22, 29, 31 and 33; of these only 33 prints 67 (22 firms)
    found = change.horizon_changes(published(("a", "now", 67), ("a", "3-5 years", 45)), 36).iloc[0]
    assert (found.first_base_kind, found.second_base_kind) == ("base assumed", "base unknown")
    assert (found.bases, found.matched) == ([33], "bases of the figures")
    assert found.switched_low == 22 - 15


def test_figures_that_meet_on_no_base_of_theirs_are_compared_on_any_from_half():
    """75 is 27 of 36, 46 no count of 36; both are of 24 or 28 firms, which do not print the 41 beside them."""
    rows = [("a", "now", 75), ("a", "3-5 years", 46), ("b", "now", 41)]
    found = change.horizon_changes(published(*rows), 36).iloc[0]
    assert (found.bases, found.matched) == ([24, 28], "any base from half of n")


def test_figures_that_share_a_base_with_all_of_their_question_are_compared_on_no_other():
    """75 and 46 are of 24 or 28 firms; 38 is 9 of 24 and no count of 28 (10 are 36%, 11 are 39%)."""
    rows = [("a", "now", 75), ("a", "3-5 years", 46), ("b", "now", 38)]
    found = change.horizon_changes(published(*rows), 36).iloc[0]
    assert (found.bases, found.matched) == ([24], "bases of the figures")
    assert (found.both_low, found.both_high) == (18 + 11 - 24, 11)


def test_figures_without_any_common_base_stay_without_a_conclusion():
    # up to 36, 39 and 20 share no base (39: 18, 23, 28, 31, 33, 36; 20: multiples of 5)
    found = change.horizon_changes(published(("a", "now", 39), ("a", "3-5 years", 20)), 36).iloc[0]
    assert (found.matched, found.conclusion, found.conclusion_holm) == ("no common base",) * 3
    assert pd.isna(found.both_low)
    assert pd.isna(found.p_low_holm)


def test_the_plain_figure_is_taken_where_an_item_is_printed_twice():
    frame = published(*DESIGN, ("design", "now", 64))
    frame.loc[2, "wording"] = "approximate"
    assert change.horizon_changes(frame, 36).first_value[0] == 67


def test_what_is_no_share_of_firms_does_not_change():
    frame = published(*DESIGN)
    assert change.horizon_changes(frame.assign(base_kind="not a share"), 36).empty


def test_no_pair_of_horizons_gives_an_empty_frame():
    found = change.horizon_changes(published(("a", "now", 67)), 36)
    assert found.empty
    assert {"question", "item", "p_low", "p_high_holm", "conclusion_holm"} <= set(found.columns)


@settings(deadline=None, max_examples=25)
@given(st.permutations(range(6)))
def test_changes_do_not_depend_on_row_order(order):
    rows = [
        *DESIGN,
        ("costs", "now", 42),
        ("costs", "3-5 years", 28),
        ("risks", "now", 45),
        ("risks", "3-5 years", 67),
    ]
    straight = published(*rows)
    keys = ["question", "item"]
    expected = change.horizon_changes(straight, 36).sort_values(keys, ignore_index=True)
    mixed = change.horizon_changes(straight.iloc[list(order)], 36).sort_values(keys, ignore_index=True)
    pd.testing.assert_frame_equal(mixed, expected)


def test_newcombes_interval_agrees_with_his_table():
    # Newcombe (1998), Statistics in Medicine 17, table III, method 10: cells and limits of (f - g) / n
    printed = [
        ((36, 12, 2, 0), (0.0569, 0.3404)),
        ((20, 12, 2, 16), (0.0562, 0.3292)),
        ((18, 12, 2, 18), (0.0562, 0.3290)),
        ((36, 14, 0, 0), (0.1528, 0.4167)),
        ((35, 14, 0, 1), (0.1461, 0.4175)),
        ((18, 14, 0, 18), (0.1441, 0.3963)),
        ((2, 97, 1, 0), (0.8721, 0.9854)),
        ((1, 97, 1, 1), (0.8736, 0.9850)),
        ((0, 29, 1, 0), (0.6666, 0.9882)),
        ((2, 98, 0, 0), (0.9178, 0.9945)),
        ((1, 98, 0, 1), (0.9171, 0.9916)),
        ((0, 30, 0, 0), (0.8395, 1.0)),
        ((54, 0, 0, 0), (-0.0664, 0.0664)),
        ((30, 0, 0, 24), (-0.0358, 0.0358)),
    ]
    for (both, more, fewer, neither), limits in printed:
        # one end of the table is a unit of its last digit off, whoever computes it
        assert change.newcombe(both, fewer, more, neither) == pytest.approx(limits, abs=1.01e-4)


@settings(max_examples=60)
@given(answers)
def test_newcombes_interval_holds_the_change_and_turns_with_it(pairs):
    cells = {(a, b): sum(pair == (a, b) for pair in pairs) for a in (True, False) for b in (True, False)}
    both, neither = cells[True, True], cells[False, False]
    only_first, only_second = cells[True, False], cells[False, True]
    low, high = change.newcombe(both, only_first, only_second, neither)
    assert -1 <= low <= (only_second - only_first) / len(pairs) + 1e-12
    assert (only_second - only_first) / len(pairs) - 1e-12 <= high <= 1
    back = change.newcombe(both, only_second, only_first, neither)
    assert back == pytest.approx((-high, -low))


def crossed(*rows):
    columns = ["item", "both", "only_first", "only_second", "neither"]
    frame = pd.DataFrame([row[:5] for row in rows], columns=columns)
    base = frame[columns[1:]].sum(axis=1)
    return frame.assign(question="uses", first_horizon="now", second_horizon="3-5 years", base=base)


def test_observed_pairs_give_one_p():
    # Fagerland, Lydersen & Laake (2013), BMC Med. Res. Methodol. 13: 1, 1; 7, 12 with exact p .0703
    [row] = change.observed(crossed(("a", 1, 1, 7, 12))).to_dict("records")
    assert round(row["p_low"], 4) == 0.0703
    assert row["p_low"] == row["p_high"] == row["p_low_holm"] == row["p_high_holm"]
    assert (row["both_low"], row["both_high"], row["switched_low"], row["switched_high"]) == (1, 1, 8, 8)
    assert (row["first_value"], row["second_value"]) == (200 / 21, 800 / 21)
    assert row["difference"] == pytest.approx(600 / 21)
    assert (row["conclusion"], row["conclusion_holm"], row["bases"]) == ("none", "none", [21])


def test_observed_changes_have_the_columns_of_published_ones():
    found = change.observed(crossed(("a", 1, 1, 7, 12)))
    expected = change.horizon_changes(published(*DESIGN), 36)
    assert set(expected.columns) | {"difference", "difference_low", "difference_high"} == set(found.columns)
    assert (
        found.dtypes[expected.columns]
        .drop(["first_value", "second_value"])
        .equals(expected.dtypes.drop(["first_value", "second_value"]))
    )


def test_holm_takes_observed_changes_back_together():
    # 6 stop and none starts, twice: 2 / 2^6 = .031 each, doubled above .05; 9 of 9 stays
    found = change.observed(crossed(("a", 3, 6, 0, 9), ("b", 0, 6, 0, 9)))
    assert list(found.conclusion) == ["all", "all"]
    assert list(found.p_low_holm) == pytest.approx([2 * 2 / 64] * 2)
    assert list(found.conclusion_holm) == ["none", "none"]
    apart = crossed(("a", 3, 6, 0, 9), ("b", 0, 6, 0, 9)).assign(question=["uses", "sectors"])
    assert list(change.observed(apart).conclusion_holm) == ["all", "all"]


def test_an_item_nobody_answered_twice_has_no_change():
    found = change.observed(crossed(("a", 0, 0, 0, 0), ("b", 3, 9, 0, 3)))
    assert list(found.conclusion_holm) == ["no common base", "all"]
    assert found.loc[0, ["first_value", "second_value", "p_low", "difference", "both_low"]].isna().all()
    assert found.p_low_holm[1] == 2 / 2**9  # the empty item is no test
    assert change.observed(crossed()).empty
    assert "conclusion_holm" in change.observed(crossed())


def test_nobody_or_everybody_switching():
    found = change.observed(crossed(("all", 12, 0, 0, 0), ("none", 0, 0, 0, 12), ("turn", 0, 12, 0, 0)))
    assert list(found.p_low) == [1, 1, 2 / 2**12]
    assert list(found.difference) == [0, 0, -100]
    assert found.difference_low[2] == -100


@settings(max_examples=40)
@given(answers)
def test_the_observed_p_lies_in_the_range_the_margins_allow(pairs):
    cells = [sum(pair == cell for pair in pairs) for cell in ((1, 1), (1, 0), (0, 1), (0, 0))]
    [row] = change.observed(crossed(("a", *cells))).to_dict("records")
    first, second, base = margins(pairs)
    allowed = change.change_from_margins([(first, base)], [(second, base)])
    assert allowed.p_low <= row["p_low"] <= allowed.p_high
    assert allowed.switched_low <= row["switched_low"] <= allowed.switched_high


def test_zeros_that_one_sentence_prints_for_several_horizons_are_undated():
    columns = ["item", "horizon", "value", "place"]
    rows = [("a", "3 years", 0, "text"), ("a", "5 years", 0, "text"), ("b", "3 years", 42, "note")]
    rows += [("b", "5 years", 42, "note"), ("c", "3 years", 0, "text"), ("c", "5 years", 0, "table")]
    figures = pd.DataFrame(rows, columns=columns).assign(question="q", wording="exact", phrase=None)
    assert list(change.undated(figures)) == [True, True, False, False, False, False]
    assert not change.undated(figures.assign(value=7)).any()
