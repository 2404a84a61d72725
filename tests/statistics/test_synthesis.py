"""Synthetic firms: they print what they are asked to, and a largest set is largest."""

from collections import defaultdict
from fractions import Fraction
from itertools import product

import pytest

from helpers.sources import codebook, study
from helpers.statistics import bases, change, rounding, synthesis
from helpers.statistics.rounding import Interval
from helpers.statistics.synthesis import Target

N = 36
KINDS = codebook.questions().set_index("question").type.to_dict()


def percent(question, item, value, horizon="now", base=None, **more):
    return Target(question, item, horizon, "percent", rounding.printed(value, 0), (item,), base, **more)


@pytest.fixture(scope="module")
def wanted():
    wordings = study.load("study-2023", "wordings")
    survey, recruitment = (
        rounding.approximately(frame, wordings)
        for frame in (
            study.load("study-2023", "survey_figures"),
            study.as_in_codebook(study.load("study-2023", "recruitment")),
        )
    )
    return [*synthesis.targets(survey, recruitment, codebook.items()), synthesis.either(N)]


@pytest.fixture(scope="module")
def largest(wanted):
    return synthesis.largest_sets(wanted, KINDS, N)


@pytest.fixture(scope="module")
def firms(wanted, largest):
    return synthesis.firms(wanted, synthesis.preferred(largest, wanted), KINDS, N)


def test_the_firms_give_back_every_figure_of_a_largest_set(wanted, largest, firms):
    """Counted here in plain pandas, and compared in rationals."""
    assert len(firms) == N
    for place in synthesis.preferred(largest, wanted):
        target = wanted[place]
        if target.unit == "employees":
            continue
        if KINDS[target.question] in synthesis.EXCLUSIVE:
            answers = firms[target.question, "", target.horizon]
            count, base = answers.isin(target.covers).sum(), answers.notna().sum()
        else:
            ticks = firms[target.question].xs(target.horizon, axis=1, level="horizon")[list(target.covers)]
            count = ((ticks == 1).any(axis=1)).sum()
            base = (ticks.iloc[:, 0] != -1).sum()
        share = Fraction(int(count)) if target.unit == "firms" else Fraction(100 * int(count), int(base))
        assert share in target.interval, target.key


def test_the_firms_have_the_studys_employees(firms):
    staff, twin = firms["staff_france", "total", "now"], firms["staff_digital_twin", "total", "now"]
    assert (staff.sum(), twin.sum()) == (15282, 888)
    assert ((twin >= 1) & (twin <= staff)).all()
    share, size = firms["staff_share", "", "now"], firms["size", "", "now"]
    assert (staff[share == "all"] == twin[share == "all"]).all()
    assert staff[share == "all"].max() < 15
    assert (10 * twin[share == "under_10"] < staff[share == "under_10"]).all()
    assert (staff[size == "from_50_to_249"].between(50, 249)).all()
    small = size.isin(["under_10", "from_10_to_49", "from_50_to_249"])
    assert small.sum() == 25  # 69 % of 36


def test_two_figures_are_left_out_and_either_of_several_could_be(wanted, largest):
    """One of the two regions, and one of the four claims on activities: 2 x 4 sets."""
    left_out = [
        {wanted[place].key[:2] for place in range(len(wanted)) if place not in chosen} for chosen in largest
    ]
    assert len(largest) == len(set(largest)) == 8
    activities = {("activity", item) for item in ("engineering", "digital", "both", "either")}
    regions = {("region", item) for item in ("ile_de_france", "auvergne_rhone_alpes")}
    assert {frozenset(out) for out in left_out} == {frozenset(pair) for pair in product(activities, regions)}


def test_a_largest_set_is_largest_by_enumeration(wanted, largest):
    """Question by question, over every base and, for multiple answers, every count: no solver.

    Figures of activities are left to the test above; sums over bands are tried over every way to fill them.
    """
    groups = defaultdict(list)
    for target in wanted:
        if target.unit == "percent" and target.question not in ("activity", "recruit_difficulty"):
            groups[target.question].append(target)
    chosen = {wanted[place] for place in largest[0]}
    for question, of in groups.items():
        singles = [target for target in of if len(target.covers) == 1]
        most = max(
            sum(bool(bases.counts(target.interval, base)) for target in singles) for base in bases.from_half(N)
        )
        kept = sum(target in chosen for target in singles)
        assert kept <= most, question
        assert kept == most, question


def test_the_same_seed_gives_the_same_firms_and_another_gives_others(wanted, largest, firms):
    chosen = synthesis.preferred(largest, wanted)
    assert synthesis.firms(wanted, chosen, KINDS, N).equals(firms)
    assert not synthesis.firms(wanted, chosen, KINDS, N, seed=1).equals(firms)


def test_a_set_that_leaves_out_words_is_preferred():
    targets = [percent("region", "ile_de_france", 39), percent("region", "abroad", 20, hedged=True)]
    assert synthesis.preferred([(1,), (0,)], targets) == (0,)


def test_strict_limits_are_kept_by_integers():
    """12.5 % of 16 is 2: half up prints 13, so 12 is out of reach of a base of 16."""
    sixteen = [percent("uses", "design", 12, base=16), percent("uses", "costs", 50, base=16)]
    assert [len(chosen) for chosen in synthesis.largest_sets(sixteen, KINDS, 16)] == [1]
    thirteen = [percent("uses", "design", 13, base=16), percent("uses", "costs", 50, base=16)]
    assert [len(chosen) for chosen in synthesis.largest_sets(thirteen, KINDS, 16)] == [2]


def test_exclusive_answers_come_to_the_whole_at_most():
    both = [
        percent("qualification_wishes", "supplements", 60),
        percent("qualification_wishes", "new_qualification", 50),
    ]
    assert [len(chosen) for chosen in synthesis.largest_sets(both, KINDS, 20)] == [1, 1]
    multiple = [percent("training_ways", "in_house", 60), percent("training_ways", "external", 50)]
    assert [len(chosen) for chosen in synthesis.largest_sets(multiple, KINDS, 20)] == [2]


def test_cells_of_a_cross_table_by_hand():
    """67 % and 39 % of 36 firms are 24 and 14: in both are 2 (24 + 14 - 36) to 14."""
    first, second = percent("uses", "design", 67, base=N), percent("uses", "design", 39, "3-5 years", base=N)
    found = synthesis.cells(first, second, N).set_index(["first_answer", "second_answer"])
    assert found.loc[("yes", "yes")].tolist() == [2, 14]
    assert found.loc[("yes", "no")].tolist() == [10, 22]
    assert found.loc[("no", "yes")].tolist() == [0, 12]
    assert found.loc[("no", "no")].tolist() == [0, 12]


def test_cells_of_two_questions_may_have_two_bases():
    """10 of 20 said yes, and 10 of 20: of 36 firms none to 10 said both."""
    first, second = percent("uses", "design", 50, base=20), percent("training_ways", "in_house", 50, base=20)
    found = synthesis.cells(first, second, N).set_index(["first_answer", "second_answer"])
    assert found.loc[("yes", "yes")].tolist() == list(change.both(10, 10, N)) == [0, 10]


def test_cross_tables_are_of_the_base_that_all_figures_of_the_question_share(wanted):
    """67, 56 and 48 % share a base of 27 only: 18, 15 and 13 firms, so 6 to 15 train both ways, 4 to 13."""
    found = synthesis.crossed(wanted, N)
    ways = found[found.question == "training_ways"].set_index(["item", "second_item"])
    assert ways.loc[("in_house", "self_training"), ["both_low", "both_high"]].tolist() == [6, 15]
    assert ways.bases.tolist() == [[27]] * 3
    assert ways.loc[("in_house", "external"), ["both_low", "both_high"]].tolist() == [4, 13]
    assert ways.loc[("in_house", "external"), ["neither_low", "neither_high"]].tolist() == [0, 9]
    assert "region" not in set(found.question)  # no base in common, and no firm has two regions


def test_the_synthetic_firms_lie_within_the_cross_tables(wanted, firms):
    for row in synthesis.crossed(wanted, N).itertuples():
        if KINDS[row.question] == "multiple" and row.question != "activity":
            first, second = (
                firms[row.question, row.item, row.first_horizon],
                firms[row.question, row.second_item, row.second_horizon],
            )
            assert row.both_low <= ((first == 1) & (second == 1)).sum() <= row.both_high
            assert row.neither_low <= ((first == 0) & (second == 0)).sum() <= row.neither_high


def test_a_figure_that_no_base_prints_is_left_out():
    nothing = Target(
        "uses", "design", "now", "percent", Interval(Fraction(1, 100), Fraction(2, 100)), ("design",)
    )
    assert synthesis.largest_sets([nothing, percent("uses", "costs", 50)], KINDS, N)[0] == (1,)
