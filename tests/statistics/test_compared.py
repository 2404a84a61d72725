from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from helpers.presentation.language import Language
from helpers.statistics import change, compared, rounding, shares, tabulation
from helpers.statistics.sentences import sentence

en = Language("en")


def answered(*rows, **options):
    """Rows (item, count, base) of the question `uses`, or with weights as `tabulation.shares` has them."""
    columns = ["item", "count", "base", "weighted_count", "weighted_base", "effective_base"]
    made = pd.DataFrame([(*row, np.nan, np.nan, np.nan)[:6] for row in rows], columns=columns)
    return shares.answered(made.assign(question="uses", horizon="now"), **options)


def published(*rows, n=36):
    """Rows (item, value, wording) of the question `uses`; the interval of words is 30 to 40."""
    figures = pd.DataFrame(
        [
            {"question": "uses", "item": item, "horizon": "now", "value": Decimal(value), "decimals": 0}
            | {"unit": "percent", "wording": wording, "phrase": "about", "base": None, "status": "printed"}
            | {"place": "section 4.3", "value_high": Decimal(40)}
            for item, value, wording in rows
        ]
    )
    return shares.verdicts(shares.published(rounding.figures(figures), n))


def fisher(a, n, b, m):
    return stats.fisher_exact([[a, n - a], [b, m - b]]).pvalue


def test_two_waves_of_answers_have_one_p():
    [row] = compared.waves(answered(("a", 24, 36)), answered(("a", 100, 240))).to_dict("records")
    assert (row["first_value"], row["second_share_low"]) == (Fraction(200, 3), 100 / 240)
    assert row["change_low"] == row["change_high"] == pytest.approx(100 * (100 / 240 - 24 / 36))
    assert row["p_low"] == row["p_high"] == pytest.approx(fisher(24, 36, 100, 240))
    assert (row["conclusion"], row["conclusion_holm"]) == ("all", "all")
    assert (row["first_interval_low"], row["first_interval_high"]) == shares.interval(24, 36)


def test_fishers_p_agrees_with_a_published_one():
    # the tea tasting of Fisher (1935, The Design of Experiments): two-sided 34 / 70
    assert compared.fisher_ends([(3, 4)], [(1, 4)]) == pytest.approx((34 / 70, 34 / 70))
    # R, help of fisher.test: criminal convictions of like-sex twins (Fisher, 1970)
    assert compared.fisher_ends([(2, 17)], [(10, 13)])[0] == pytest.approx(0.0005367, abs=5e-8)


def test_holm_runs_across_a_question():
    first = answered(("a", 18, 36), ("b", 18, 36), ("c", 18, 36))
    second = answered(("a", 165, 240), ("b", 160, 240), ("c", 120, 240))
    found = compared.waves(first, second)
    assert list(found.p_low_holm) == pytest.approx(
        list(change.holm([fisher(18, 36, b, 240) for b in (165, 160, 120)]))
    )
    assert found.p_low[0] <= 0.05 < found.p_low_holm[0]
    assert (found.conclusion[0], found.conclusion_holm[0]) == ("all", "none")


def test_holm_runs_across_all_questions_too_where_one_asks():
    """By hand: of 18 of 36 against 165 of 240 p is .037; twice that is above .05."""
    first, second = answered(("a", 18, 36)), answered(("a", 165, 240))
    other = [frame.assign(question="training_ways") for frame in (first, second)]
    found = compared.waves(pd.concat([first, other[0]]), pd.concat([second, other[1]]))
    assert 0.025 < fisher(18, 36, 165, 240) < 0.05
    assert list(found.conclusion_holm) == ["all", "all"]  # each is alone in its question
    assert list(found.conclusion_overall) == ["none", "none"]


def test_a_printed_figure_on_any_base_from_half_of_the_firms():
    """By hand: 67% is printed by 12 of 18, 14 of 21, 16 of 24, and so on to 24 of 36."""
    printed = published(("a", "67", "exact"))
    wider = compared.on_any_base(printed, 36)
    assert wider.pairs[0] == [(12, 18), (14, 21), (16, 24), (18, 27), (20, 30), (22, 33), (24, 36)]
    second = answered(("a", 105, 240))
    assert list(compared.waves(printed, second).conclusion_holm) == ["all"]
    [row] = compared.waves(wider, second).to_dict("records")
    assert row["p_high"] == pytest.approx(fisher(12, 18, 105, 240))
    assert row["conclusion_holm"] == "some"


def test_both_bases_are_told_each_with_its_flag():
    [said] = compared.waves(published(("a", "45", "exact")), answered(("a", 12, 24))).two_bases
    first, second = said.fields["first"], said.fields["second"]
    assert first.fields["base"].fields == {"bases": [20, 22, 29, 31, 33]}
    assert (first.fields["flag"], second.fields["flag"]) == ("flagged", "flagged")
    [short] = compared.waves(published(("a", "45", "exact")), answered(("a", 12, 24))).first_base
    assert en.sentence(short) == "20, 22, 29, 31 or 33, unknown\u00a0†"
    [said] = compared.waves(answered(("a", 18, 36)), answered(("a", 99, 240))).two_bases
    assert [side.fields for side in said.fields.values()] == [{"n": 36}, {"n": 240}]


def test_the_question_that_let_firms_into_the_survey_is_not_compared():
    rows = {"question": ["experience", "experience", "uses"], "item": ["yes", "no", "costs"]}
    lost = sentence("the first wave has no figure for it")
    frame = pd.DataFrame(rows).assign(comparable=[True, False, True], reason=[None, lost, None])
    found = compared.without(frame, {"experience", ""})
    assert list(found.comparable) == [False, False, True]
    decided = "the question decided which firms were surveyed"
    assert [said and said.template for said in found.reason] == [decided, decided, None]


def test_a_stated_base_is_kept():
    stated = published(("a", "67", "exact")).assign(base_kind="stated")
    assert compared.on_any_base(stated, 36).pairs[0] == [(24, 36)]


def test_a_published_figure_stands_for_all_that_print_it():
    # of 36, no count prints 45: 9 of 20, 10 of 22, 13 of 29, 14 of 31, 15 of 33
    [row] = compared.waves(published(("a", 45, "exact")), answered(("a", 150, 240))).to_dict("records")
    assert row["first_pairs"] == [(9, 20), (10, 22), (13, 29), (14, 31), (15, 33)]
    each = [fisher(*pair, 150, 240) for pair in row["first_pairs"]]
    assert (row["p_low"], row["p_high"]) == pytest.approx((min(each), max(each)))
    assert row["p_low"] < row["p_high"]
    assert row["change_low"] == pytest.approx(62.5 - 100 * 10 / 22)  # the largest of the five shares
    assert row["change_high"] == pytest.approx(62.5 - 100 * 13 / 29)  # the smallest
    assert row["second_base_kind"] == "answers"


def test_a_conclusion_may_hold_in_some_of_the_readings():
    # p is .04 for 15 of 33 at 154 of 240, and .1 for 9 of 20
    found = compared.waves(published(("a", 45, "exact")), answered(("a", 154, 240)))
    assert found.p_low[0] <= 0.05 < found.p_high[0]
    assert list(found.conclusion_holm) == ["some"]


def test_words_stand_for_every_count_inside_them():
    # 30 to 40 % of 36 firms, as printed: 11, 12, 13 and 14
    [row] = compared.waves(published(("a", 30, "range")), answered(("a", 240, 240))).to_dict("records")
    assert [count for count, _ in row["first_pairs"]] == [11, 12, 13, 14]
    assert row["conclusion_holm"] == "all"
    assert row["first_share_low"] == pytest.approx(11 / 36)


def test_the_plain_figure_is_taken_where_an_item_is_printed_twice():
    twice = published(("a", 30, "range"), ("a", 33, "exact"))
    found = compared.waves(twice, answered(("a", 100, 240)))
    assert found.first_value.tolist() == [Decimal(33)]


def test_only_shares_that_both_waves_have_are_compared():
    first = answered(("a", 18, 36), ("b", 0, 0), ("gone", 3, 36))
    second = answered(("a", 99, 240), ("b", 99, 240), ("new", 3, 240))
    assert list(compared.waves(first, second)["item"]) == ["a"]
    assert compared.waves(first.iloc[:0], second).empty
    none = pd.DataFrame({"question": ["uses"], "item": ["a"], "comparable": [False], "reason": ["why"]})
    assert compared.waves(first, second, none).empty


def test_nobody_and_everybody():
    found = compared.waves(
        answered(("a", 0, 36), ("b", 36, 36), ("c", 0, 36)),
        answered(("a", 0, 40), ("b", 40, 40), ("c", 40, 40)),
    )
    assert list(found.p_low) == pytest.approx([1, 1, 0], abs=1e-15)
    assert list(found.change_low) == [0, 0, 100]


def test_weighted_shares_are_compared_but_not_tested():
    second = answered(("a", 100, 240, 130.0, 240.0, 200.0), ("b", 100, 240))
    found = compared.waves(answered(("a", 18, 36), ("b", 18, 36)), second)
    assert list(found.conclusion) == ["not tested", "none"]
    assert list(found.conclusion_holm) == ["not tested", "none"]
    assert found.p_low.isna().tolist() == [True, False]
    assert found.change_low[0] == pytest.approx(100 * (130 / 240 - 0.5))
    assert found.p_low_holm[1] == found.p_low[1]  # what is not tested does not count


@settings(max_examples=25)
@given(st.permutations(range(4)))
def test_comparisons_do_not_depend_on_row_order(order):
    first = published(("a", 45, "exact"), ("b", 33, "exact"), ("c", 30, "range"), ("d", 50, "exact"))
    second = answered(("a", 150, 240), ("b", 99, 240), ("c", 40, 240), ("d", 3, 240))
    straight = compared.waves(first, second)
    mixed = compared.waves(first.iloc[list(order)], second.iloc[list(order)])
    pd.testing.assert_frame_equal(mixed.sort_values("item", ignore_index=True), straight)


def versions(*rows):
    """Rows (question, item, version, asked_if)."""
    made = [(*row, None)[:4] for row in rows]
    return pd.DataFrame(made, columns=["question", "item", "version", "asked_if"])


def having(*keys):
    """Shares at (question, item, horizon)."""
    frame = pd.DataFrame(keys, columns=["question", "item", "horizon"])
    return frame.assign(base_kind="answers", pairs=[[(1, 2)]] * len(keys))


def test_what_the_questionnaires_keep_from_being_compared():
    first = versions(
        *(("uses", "", 1), ("uses", "same", 1), ("uses", "gone", 1), ("uses", "reworded", 1)),
        *(("size", "", 1), ("size", "small", 1)),
        *(("reasons", "", 1, "difficulty=yes"), ("reasons", "pay", 1)),
        *(("old", "", 1), ("old", "a", 1)),
    )
    second = versions(
        *(("uses", "", 1), ("uses", "same", 1), ("uses", "reworded", 2), ("uses", "added", 1)),
        *(("size", "", 2), ("size", "small", 1)),
        *(("reasons", "", 1), ("reasons", "pay", 1)),
        *(("young", "", 1), ("young", "a", 1)),
    )
    every = [(q, i, "now") for q, i in {*zip(first.question, first["item"], strict=True)} if i]
    every += [(q, i, "now") for q, i in {*zip(second.question, second["item"], strict=True)} if i]
    found = compared.comparability(first, second, having(*every), having(*every)).set_index(
        ["question", "item"]
    )
    reasons = {key: said and said.template for key, said in found.reason.items()}
    assert reasons == {
        ("uses", "same"): None,
        ("uses", "gone"): "the answer is gone in the second wave",
        ("uses", "reworded"): "the wording of the answer changed",
        ("uses", "added"): "the answer was added in the second wave",
        ("size", "small"): "the wording of the question changed",
        ("reasons", "pay"): "other firms were asked",
        ("old", "a"): "the question is not in the second wave",
        ("young", "a"): "the question is new in the second wave",
    }
    assert found.comparable.sum() == 1


def test_what_the_figures_keep_from_being_compared():
    listed = [("uses", "", 1), *(("uses", item, 1) for item in ("both", "lost", "amount", "unread", "later"))]
    listed += [("staff", "", 1), ("staff", "employees", 1)]
    first = having(
        ("uses", "both", "now"),
        ("uses", "both", "5 years"),
        ("uses", "amount", "now"),
        ("uses", "later", "now"),
    )
    first.loc[2, "base_kind"] = "not a share"
    first.at[2, "pairs"] = []
    first = pd.concat([first, having(("uses", "unread", "now"))], ignore_index=True)
    second = having(
        ("uses", "both", "now"),
        ("uses", "lost", "now"),
        ("uses", "later", "5 years"),
        ("uses", "amount", "now"),
    )
    found = compared.comparability(versions(*listed), versions(*listed), first, second, numbers=["staff"])
    reasons = {key: said and said.template for key, said in zip(found["item"], found.reason, strict=True)}
    assert reasons == {
        "both": None,
        "lost": (
            "the first wave has no comparable figure for it: not published, "
            "given only by a chart that is not in the text, or of part of the firms only"
        ),
        "amount": "not a share of firms",
        "unread": "the second wave has no figure for it",
        "later": "the two waves have no horizon in common",
        "employees": "not a share of firms",
    }


def test_an_answer_compared_at_one_horizon_is_told_at_the_other():
    first = having(("uses", "design", "now"), ("uses", "costs", "now"))
    second = having(("uses", "design", "now"), ("uses", "design", "5 years"), ("uses", "risks", "now"))
    listed = [("uses", "", 1), *(("uses", item, 1) for item in ("design", "costs", "risks"))]
    comparable = compared.comparability(versions(*listed), versions(*listed), first, second)
    found = compared.at_one_horizon(comparable, first, second)
    assert found[["question", "item", "horizon"]].values.tolist() == [["uses", "design", "5 years"]]
    assert found.reason[0].template == "the first wave has no figure for it at this horizon"


def test_what_is_not_compared_is_counted_by_reason_the_most_frequent_first():
    new, lost = sentence("the question is new in the second wave"), sentence("not a share of firms")
    rows = [("Size", "small", new), ("Uses", "costs", lost), ("Uses", "risks", lost), ("Size", "large", lost)]
    found = compared.by_reason(pd.DataFrame(rows, columns=["question_title", "label", "reason"]))
    assert list(found.reason) == [lost, new]
    assert list(found.number) == [3, 1]
    assert [said.fields for said in found.questions[0]] == [
        {"question": "Uses", "n": 2},
        {"question": "Size", "n": 1},
    ]
    assert found.answers[0] == ["Uses: costs", "Uses: risks", "Size: large"]
    assert compared.by_reason(pd.DataFrame(columns=["question_title", "label", "reason"])).empty


def test_the_study_is_compared_with_a_wave_of_answers(load):
    figures = rounding.approximately(load("survey_figures"), load("wordings"))
    study = shares.verdicts(shares.published(figures, 36))
    listed = [(question, "", 1) for question in figures.question.unique()]
    listed += [(*key, 1) for key in figures[["question", "item"]].drop_duplicates().itertuples(index=False)]
    wave = figures[["question", "item", "horizon"]].drop_duplicates().assign(count=100, base=240)
    wave = shares.answered(wave.assign(weighted_count=np.nan, weighted_base=np.nan, effective_base=np.nan))
    comparable = compared.comparability(versions(*listed), versions(*listed), study, wave)
    found = compared.waves(study, wave, comparable).set_index(["question", "item", "horizon"])
    reasons = comparable.set_index(["question", "item"]).reason
    assert "not in the text" in reasons["size", "under_10"].template
    assert reasons["staff_share", "mean"].template == "not a share of firms"
    row = found.loc["activity", "engineering", "now"]
    assert row.p_low == row.p_high == pytest.approx(fisher(24, 36, 100, 240))
    assert found.loc["region", "auvergne_rhone_alpes", "now"].first_bases == [20, 25, 30, 35]


def frame(uses, size):
    made = pd.DataFrame({("uses", "a", "now"): np.array(uses, dtype=np.int8), ("size", "", "now"): size})
    made.columns = pd.MultiIndex.from_tuples(made.columns, names=["question", "item", "horizon"])
    return made


def test_matched_firms_are_crossed_item_by_item():
    first = frame([1, 1, 0, -1, 0], pd.Categorical(["s", "s", "l", "l", None], ["s", "l"]))
    second = frame([1, 0, 1, 1, 0], pd.Categorical(["s", "l", "l", "s", "s"], ["s", "m", "l"]))
    second.index = [9, 7, 5, 3, 2]  # rows of another file
    found = compared.matched(first, second).set_index(["question", "item"])
    assert list(found.loc[("uses", "a"), tabulation.CELLS]) == [1, 1, 1, 1, 4]
    assert list(found.loc[("size", "s"), tabulation.CELLS]) == [1, 1, 1, 1, 4]
    assert list(found.loc[("size", "l"), tabulation.CELLS]) == [1, 1, 1, 1, 4]
    assert ("size", "m") not in found.index
    assert (found.first_horizon == found.second_horizon).all()
    changes = change.observed(found.reset_index())
    assert list(changes.conclusion_holm) == ["none"] * 3
    with pytest.raises(AssertionError, match="same firms"):
        compared.matched(first, second.iloc[:3])


def test_questions_put_to_a_part_of_the_firms_say_that_it_is_not_known_which():
    printed = pd.DataFrame({"question": ["uses", "difficulty"], "base_words": [sentence("n = {n}", n=36)] * 2})
    said = [en.sentence(words) for words in compared.asked_unknown(printed, {"difficulty"}).base_words]
    assert said == ["n = 36", "n = 36, firms asked unknown"]


def test_what_is_withheld_is_not_compared_whatever_else_keeps_it_apart():
    apart = [None, sentence("not a share of firms"), None]
    found = pd.DataFrame({"question": ["uses", "region", "size"], "item": "x", "reason": apart})
    found = compared.withheld(found.assign(comparable=[True, False, True]), {"size"}, {"region"})
    assert list(found.comparable) == [True, False, False]
    assert [reason and en.sentence(reason) for reason in found.reason] == [
        None,
        "withheld in the second wave (disclosure control)",
        "withheld in the first wave (disclosure control)",
    ]
