import itertools
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pandas as pd
import pytest
from conftest import known_answers
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.statistics import bases

PYTHONS = {"half-up": ROUND_HALF_UP, "half-even": ROUND_HALF_EVEN, "truncation": ROUND_DOWN}


def decimals(text):
    return -Decimal(text).as_tuple().exponent


def as_printed(count, base, places, rule):
    return (Decimal(100 * count) / base).quantize(Decimal(1).scaleb(-places), rounding=PYTHONS[rule])


def figures(*values, question="q", **columns):
    """Plain percentages of one question, an item each."""
    rows = [
        {"question": question, "item": f"i{i}", "horizon": "now", "value": Decimal(text)}
        | {"decimals": decimals(text), "unit": "percent", "wording": "exact", **columns}
        for i, text in enumerate(values)
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize("row", known_answers("grim"))
def test_grim_agrees_with_known_answers(row):
    given = row["given"]
    scale = 100 if "percent" in given else 1
    text = given.get("percent", given.get("x"))
    n, items = int(given["n"]), int(given.get("items", 1))
    found = bases.prints(Decimal(text), decimals(text), n, items, given["rounding"], scale)
    assert found == (row["expected"] == "T"), f"{row['case']}: {row['source']}"


@pytest.mark.parametrize("row", known_answers("bases"))
def test_joint_bases_agree_with_known_answers(row):
    given = row["given"]
    found = bases.joint_bases(figures(*given["percents"].split(",")), int(given["n_max"]))
    assert f"n in {{{', '.join(map(str, found))}}}" == row["expected"], f"{row['case']}: {row['source']}"


def test_feasible_pairs_of_two_thirds_by_hand():
    # 66.67 prints 67; of the bases up to 9 only multiples of 3 come near (5/7 = 71.4, 5/8 = 62.5)
    assert bases.feasible(Decimal(67), 0, 9) == [(2, 3), (4, 6), (6, 9)]


def test_low_base_leaves_smaller_bases_out():
    assert bases.feasible(Decimal(67), 0, 9, low_base=4) == [(4, 6), (6, 9)]


@pytest.mark.parametrize("value", [0, 100])
def test_nobody_and_everybody_print_from_every_base(value):
    assert bases.feasible(Decimal(value), 0, 36) == [(base * value // 100, base) for base in range(1, 37)]


@pytest.mark.parametrize("value", [0, 100])
def test_a_count_is_never_below_nobody_or_above_everybody(value):
    # half a percent of 300 is more than one firm, on either side of the end
    found = bases.feasible(Decimal(value), 0, 300, low_base=300)
    assert found == ([(0, 300), (1, 300)] if value == 0 else [(299, 300), (300, 300)])


def test_half_of_an_odd_n_is_rounded_up():
    assert list(bases.from_half(5)) == [3, 4, 5]


@pytest.mark.parametrize(
    ("rule", "printed"),
    [("half-up", {13}), ("half-even", {12}), ("truncation", {12}), ("up_or_down", {12, 13})],
)
def test_one_of_eight_is_a_tie_at_twelve_and_a_half(rule, printed):
    assert {v for v in (12, 13) if (1, 8) in bases.feasible(Decimal(v), 0, 8, rule)} == printed


@pytest.mark.parametrize("rule", PYTHONS)
@pytest.mark.parametrize("places", [0, 1])
def test_feasible_pairs_are_those_that_the_decimal_module_prints(rule, places):
    table = {}
    for base in range(1, 37):
        for count in range(base + 1):
            table.setdefault(as_printed(count, base, places, rule), []).append((count, base))
    for step in range(100 * 10**places + 1):
        value = Decimal(step).scaleb(-places)
        assert bases.feasible(value, places, 36, rule) == table.get(value, []), value


@settings(deadline=None)
@given(
    st.integers(1, 400).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))),
    st.integers(0, 2),
    st.sampled_from(list(PYTHONS)),
)
def test_a_true_count_and_base_are_in_their_own_feasible_set(true, places, rule):
    count, base = true
    value = as_printed(count, base, places, rule)
    assert true in bases.feasible(value, places, base, rule, low_base=base)


def test_trailing_zeros_are_digits_unless_named_padding():
    # 7 of 8 is 87.5: it is not 90, but it rounds to 90 in tens
    assert (7, 8) not in bases.feasible(Decimal(90), 0, 8)
    assert (7, 8) in bases.feasible(Decimal(90), 0, 8, zeros="padding")
    with pytest.raises(ValueError, match="trailing zeros"):
        bases.feasible(Decimal(90), 0, 8, zeros="maybe")


def test_grim_counts_items_as_more_integers():
    # 5.83 of 50 is no fiftieth; with two items a hundredth is possible (Brown & Heathers, 2017)
    assert not bases.prints(Decimal("5.83"), 2, 50)
    assert bases.prints(Decimal("5.83"), 2, 50, items=2)


def test_feasible_sets_hold_plain_percentages_of_firms_only():
    plain = figures("50", "67")
    rest = [
        figures("40", wording="approximate", question="hedged"),
        figures("40", unit="employees", question="staff"),
        figures("40", question="mean").assign(of_firms=False),
    ]
    frame = pd.concat(
        [plain.assign(of_firms=True), *[r.assign(of_firms=r.get("of_firms", True)) for r in rest]]
    )
    # up to a base of 5, 2 of 5 would print 40
    found = bases.feasible_sets(frame, 5)
    assert set(found.question) == {"q"}
    assert list(zip(found.value, found["count"], found.base, strict=True)) == [
        (67, 2, 3),
        (50, 1, 2),
        (50, 2, 4),
    ]


def test_feasible_bases_list_the_bases_of_each_figure():
    found = bases.feasible_bases(figures("50", "67"), 6)
    assert dict(zip(found["item"], found.bases, strict=True)) == {"i0": [2, 4, 6], "i1": [3, 6]}


def test_dropping_a_figure_may_change_the_joint_bases():
    # up to 27, 67, 56 and 48 meet at 27 only (18, 15 and 13 firms); 48 alone keeps out 9 and 18
    group = figures("67", "56", "48")
    assert bases.joint_bases(group, 27) == [27]
    dropped = bases.leave_one_out_bases(group, 27).set_index("value")
    assert dropped.bases[48] == [9, 18, 27]
    assert dropped.changed[48]
    assert bases.joint_bases(figures("67", "50", "33"), 6) == [6]
    kept = bases.leave_one_out_bases(figures("67", "50", "33"), 6).set_index("value")
    assert kept.bases.to_dict() == {67: [6], 50: [3, 6], 33: [6]}
    assert kept.changed.to_dict() == {67: False, 50: True, 33: False}


def test_without_a_joint_base_the_largest_subsets_are_named():
    # up to 20, 39 prints from 18 only (7 firms) and 20 from multiples of 5 only
    found = bases.largest_joint_subsets(figures("39", "20"), 20)
    assert [[value for *_, value in kept] for kept in found.kept] == [[39], [20]]
    assert list(found.bases) == [[18], [5, 10, 15, 20]]
    assert [left[0][2] for left in found.left_out] == [20, 39]


def test_the_largest_subsets_are_those_of_a_full_enumeration():
    values = ["67", "39", "45", "20", "55"]
    sets = {v: {base for _, base in bases.feasible(Decimal(v), 0, 36)} for v in values}
    for size in range(len(values), 0, -1):
        kept = {c for c in itertools.combinations(values, size) if set.intersection(*[sets[v] for v in c])}
        if kept:
            break
    found = bases.largest_joint_subsets(figures(*values), 36)
    assert {frozenset(str(v) for *_, v in row) for row in found.kept} == {frozenset(c) for c in kept}
    for row in found.itertuples():
        assert row.bases == sorted(set.intersection(*[sets[str(v)] for *_, v in row.kept]))


def test_a_joint_base_leaves_nothing_out():
    assert list(bases.largest_joint_subsets(figures("74", "43"), 36).left_out) == [[]]


def test_calibration_of_one_figure_is_the_share_of_printable_integers():
    # bases 1 and 2 print of 1..99 only 50: 1 in 99
    assert bases.calibration(1, 2, draws=20_000) == pytest.approx(1 / 99, abs=0.003)


def test_calibration_agrees_with_all_pairs():
    printable = {v: {base for _, base in bases.feasible(Decimal(v), 0, 36, low_base=18)} for v in range(1, 100)}
    pairs = list(itertools.combinations(range(1, 100), 2))
    exact = sum(bool(printable[a] & printable[b]) for a, b in pairs) / len(pairs)
    assert bases.calibration(2, 36, draws=20_000) == pytest.approx(exact, abs=0.012)  # four standard errors


def test_calibration_is_seeded_and_says_it_is_no_p_value():
    assert bases.calibration.__wrapped__(3, 36) == bases.calibration.__wrapped__(3, 36)
    assert bases.calibration(3, 36, seed=1) != bases.calibration(3, 36, seed=2)
    assert "NOT a p-value" in bases.calibration.__doc__


def test_from_a_base_of_a_hundred_everything_has_a_common_base():
    assert bases.calibration(8, 150) == 1.0
    every = [len(bases.feasible(Decimal(v), 0, 100, low_base=100)) for v in range(1, 100)]
    assert min(every) == 1


def test_calibration_refuses_more_figures_than_there_are():
    with pytest.raises(ValueError, match="cannot be drawn"):
        bases.calibration(100, 36)


def test_the_table_has_a_row_for_each_group_of_several_figures():
    frame = pd.concat(
        [
            figures("74", "43", question="joint"),
            figures("20", "39", question="apart"),
            figures("69", question="single"),
            figures("74.3", "43.5", question="fine"),
        ]
    )
    table = bases.joint_base_table(frame, 36).set_index("question")
    assert list(table.index) == ["apart", "fine", "joint"]
    assert set(table.groups_tried) == {3}
    assert table.bases["joint"] == [23, 35]
    assert table.bases["apart"] == []
    assert table.figures["apart"] == [39, 20]
    assert [value for *_, value in table.changed_by["joint"]] == [74, 43]
    assert table.left_out["joint"] == [[]]
    assert len(table.left_out["apart"]) == 2
    assert table.calibration["joint"] == bases.calibration(2, 36)
    assert pd.isna(table.calibration["fine"])


def test_the_table_shows_the_joint_bases_from_half_of_n_apart():
    # halves and thirds meet at multiples of 6
    row = bases.joint_base_table(figures("50", "67"), 12).iloc[0]
    assert row.bases == [6, 12]
    assert row.bases_from_half == [6, 12]
    assert bases.joint_base_table(figures("50", "67"), 13).bases_from_half[0] == [12]


def test_groups_may_be_split_by_horizon():
    frame = figures("67", "39").assign(horizon=["now", "3-5 years"])
    assert len(bases.joint_base_table(frame, 36)) == 1
    assert bases.joint_base_table(frame, 36, by=("question", "horizon")).empty


def test_a_figure_printed_twice_counts_once():
    frame = pd.concat([figures("74", "43"), figures("74")])
    assert len(bases.leave_one_out_bases(frame, 36)) == 2


@settings(deadline=None, max_examples=25)
@given(st.permutations(range(5)))
def test_bases_do_not_depend_on_row_order(order):
    frame = pd.concat([figures("67", "39", "45"), figures("39", "20", question="region")], ignore_index=True)
    mixed = frame.iloc[list(order)]
    pd.testing.assert_frame_equal(bases.joint_base_table(mixed, 36), bases.joint_base_table(frame, 36))
    pd.testing.assert_frame_equal(bases.feasible_sets(mixed, 36), bases.feasible_sets(frame, 36))
    whole, shuffled = (bases.largest_joint_subsets(f, 36) for f in (frame, mixed))
    pd.testing.assert_frame_equal(whole, shuffled)


def test_questions_whose_joint_bases_all_fall_short_of_the_survey():
    joint = pd.DataFrame({"question": ["a", "b", "c"], "bases": [[36], [24, 27], []]})
    assert bases.all_below(joint, 36).question.tolist() == ["b"]
