import subprocess
import sys
from importlib.util import find_spec

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from helpers.statistics import weighting

needs_svy = pytest.mark.skipif(find_spec("svy") is None, reason="svy is not installed: make weights")


@pytest.fixture
def installed(monkeypatch):
    """What is refused is refused before svy is called: as if it were there, whether or not it is."""
    monkeypatch.setattr(weighting, "find_spec", lambda name: name)


def answers(**columns):
    """A frame of answers: a list of words is a single choice, of numbers a multiple-response item `yes`."""
    keys, values = [], []
    for question, given in columns.items():
        single = any(isinstance(value, str) for value in given)
        keys.append((question, "" if single else "yes", "now"))
        values.append(pd.Series(given, dtype="category" if single else "int8"))
    names = ["question", "item", "horizon"]
    return pd.concat(values, axis=1, keys=pd.MultiIndex.from_tuples(keys, names=names))


def margins(**targets):
    rows = [(question, item, firms) for question, given in targets.items() for item, firms in given.items()]
    return pd.DataFrame(rows, columns=["question", "item", "firms"])


def crossed(cells, rows="abcd", columns="pqrs"):
    """A firm a cell of a two-way table, with the cell's number as its weight."""
    table = [(rows[i], columns[j], cell) for i, row in enumerate(cells) for j, cell in enumerate(row)]
    region, size, weight = zip(*table, strict=True)
    return answers(region=region, size=size), pd.Series(weight, dtype=float)


def said(frame, weight=None, **targets):
    return weighting.problems(weight, frame, margins(**targets) if targets else None)


# The example of the documentation of the Julia package ProportionalFitting (vankesteren/ProportionalFitting.jl,
# docs/src/index.md), which prints its limit to six digits
SEED = [[40, 30, 20, 10], [35, 50, 100, 75], [30, 80, 70, 120], [20, 30, 40, 50]]
FITTED = [
    [64.5585, 46.2325, 35.3843, 3.82473],
    [49.9679, 68.1594, 156.499, 25.3742],
    [56.7219, 144.428, 145.082, 53.7673],
    [28.7516, 41.18, 63.0347, 17.0337],
]
TARGETS = {
    "region": dict(zip("abcd", (150, 300, 400, 150), strict=True)),
    "size": dict(zip("pqrs", (200, 300, 400, 100), strict=True)),
}


@needs_svy
def test_raking_reaches_the_published_table():
    frame, weight = crossed(SEED)
    raked = weighting.prepared(weight, frame, margins(**TARGETS))
    np.testing.assert_allclose(raked.to_numpy().reshape(4, 4), FITTED, rtol=1e-5)
    assert raked.sum() == pytest.approx(1000)


@needs_svy
def test_raking_keeps_the_odds_ratio_and_meets_the_margins_by_hand():
    # 2 x 2 of 4 2 / 1 2: odds ratio 4; margins of a half each: x / (1/2 - x) squared is 4, so x = 1/3
    frame = answers(region=[*"aaaaaabbb"], size=[*"ppppqqpqq"])
    raked = weighting.prepared(None, frame, margins(region={"a": 45, "b": 45}, size={"p": 45, "q": 45}))
    assert list(raked) == pytest.approx([30 / 4] * 4 + [15 / 2] * 2 + [15] + [30 / 2] * 2)


@needs_svy
def test_margins_of_one_question_are_poststratification():
    raked = weighting.prepared(None, answers(size=[*"ppq"]), margins(size={"p": 60, "q": 40}))
    assert list(raked) == pytest.approx([30, 30, 40])


@needs_svy
def test_weights_keep_the_index_of_the_firms():
    frame = answers(size=[*"ppq"]).set_axis([2, 5, 9])
    assert list(weighting.prepared(None, frame, margins(size={"p": 1, "q": 1})).index) == [2, 5, 9]


def test_design_weights_sum_to_the_firms_that_answered(installed):
    weight = weighting.prepared(pd.Series([10.0, 20.0, 30.0]), answers(size=[*"ppq"]))
    assert list(weight) == pytest.approx([0.5, 1, 1.5])


def test_no_weight_and_no_margin_is_no_weight():
    assert weighting.prepared(None, answers(size=[*"ppq"])) is None
    assert weighting.prepared(None, answers(size=[*"ppq"]), margins()) is None


@pytest.mark.parametrize(
    ("size", "targets", "problem"),
    [
        ("ppq", {"p": 5, "q": 5, "r": 5}, "size: no firm answered r, for which there is a margin"),
        ("ppq", {"p": 5}, "size: firms answered q, for which there is no margin"),
        ("pq-", {"p": 5, "q": 5}, "size: 1 of 3 firms gave no answer and cannot be raked"),
    ],
)
def test_answers_and_margins_that_do_not_meet_are_refused(size, targets, problem, installed):
    frame = answers(size=[None if answer == "-" else answer for answer in size])
    [found] = said(frame, size=targets)
    assert found.startswith(problem)
    with pytest.raises(ValueError, match=problem):
        weighting.prepared(None, frame, margins(size=targets))


def test_a_margin_given_twice_is_refused(installed):
    twice = pd.concat([margins(size={"p": 5, "q": 5}), margins(size={"q": 5})])
    assert weighting.problems(None, answers(size=[*"ppq"]), twice) == ["size: the margin of q is given twice"]


def test_margins_of_different_totals_are_refused(installed):
    frame = answers(region=[*"abab"], size=[*"ppqq"])
    [found] = said(frame, region={"a": 600, "b": 400}, size={"p": 500.5, "q": 500})
    assert found.endswith("different totals: region 1000, size 1000.5")
    assert said(frame, region={"a": 600, "b": 400}, size={"p": 500.0005, "q": 499.9999}) == []


@pytest.mark.parametrize("question", ["sector", "growth", "asked_of_nobody"])
def test_only_a_question_with_one_answer_can_be_raked(question, installed):
    frame = answers(sector=[1, 0, 1], growth=[*"uud"])
    later = answers(growth=[*"udd"]).rename(columns={"now": "3 years"}, level="horizon")
    [found] = said(pd.concat([frame, later], axis=1), **{question: {"yes": 5}})
    assert found.startswith(f"{question}: margins need a question with one answer a firm")


def test_every_problem_is_told_at_once(installed):
    weight = pd.Series([1, 0, -2, np.nan, np.inf])
    frame = answers(size=["p", "p", "q", "q", None])
    found = said(frame, weight, size={"p": 5, "r": 5})
    assert found[:3] == [
        "the design weight is missing for 1 of 5 firms",
        "the design weight is 0 or less for 2 of 5 firms",
        "the design weight is infinite for 1 of 5 firms",
    ]
    assert len(found) == 6


@needs_svy
def test_margins_out_of_reach_are_refused():
    # no firm is (a, q) or (b, p): whatever the weights, region and size have the same margins
    frame = answers(region=[*"aabb"], size=[*"ppqq"])
    with pytest.raises(ValueError, match="raking does not reach the margins of region, size in 1000 rounds"):
        weighting.prepared(None, frame, margins(region={"a": 60, "b": 40}, size={"p": 50, "q": 50}))


def test_design_effect_by_hand():
    # 1, 1, 2, 4: n = 4, sum 8, sum of squares 22: 4 x 22 / 64 = 1.375; CV^2 = (22 / 4 - 4) / 4 = .375
    weight = pd.Series([1.0, 1, 2, 4])
    assert weighting.design_effect(weight) == pytest.approx(1.375)
    assert weighting.effective_n(weight) == pytest.approx(64 / 22)
    assert weighting.design_effect(weight * 250) == pytest.approx(1.375)
    assert weighting.effective_n(pd.Series([3.0] * 7)) == pytest.approx(7)


def test_extreme_weights_are_shown():
    row = weighting.described(pd.Series([0.5, 1, 1, 12.5])).iloc[0]
    assert (row.firms, row.total, row.smallest, row.largest, row.ratio) == (4, 15, 0.5, 12.5, 25)
    assert row.design_effect * row.effective_n == pytest.approx(4)


# Ward (2019), Stata Journal 19(3), 510-522, kg_nchs on the 2014 NAMCS, and R's survey 4.4-2,
# svyciprop(method = "beta"); all as quoted in svy's own tests (tests/test_prop_ci.py)
@pytest.mark.parametrize(
    ("share", "error", "base", "degrees", "low", "high", "digits"),
    [
        (0.0157735, 0.0013157, 45710, 2129, 0.0133, 0.0186, 5e-5),
        (0.0388459, 0.0177429, 440, 1958, 0.0120, 0.0910, 5e-5),
        (0.507348258357226, 0.0192309892530454, 922, 921, 0.468954757876348, 0.545677337133621, 1e-9),
        (0.507348258357226, 0.0167712595840644, 922, 56, 0.473233376535445, 0.541412207644769, 1e-9),
        (0.471999767708621, 0.0348828290040279, 276, 56, 0.400786658613709, 0.544064683764286, 1e-9),
        (0.501335861736522, 0.0438888962101757, 167, 52, 0.410824184861583, 0.5917831333426, 1e-9),
    ],
)
def test_korn_graubard_agrees_with_stata_and_r(share, error, base, degrees, low, high, digits):
    found = weighting.korn_graubard(share, base, share * (1 - share) / error**2, degrees=degrees)
    assert found == pytest.approx((low, high), abs=digits)


def test_degrees_of_freedom_at_all_and_at_none():
    # Stata, kg_nchs, 100 firms, 5 degrees of freedom, all: effective n 59.58, .9400 to 1 (quoted as above);
    # at all the lower end is half of the tail to the power of 1 / n
    low, high = weighting.korn_graubard(1, 100, 80, degrees=5)
    assert (low, high) == (pytest.approx(0.025 ** (1 / 59.58), abs=1e-5), 1)
    assert low == pytest.approx(0.94, abs=5e-5)
    assert weighting.korn_graubard(0, 100, 80, degrees=5) == (0, pytest.approx(1 - low))


def test_none_and_all_have_an_interval_on_the_base():
    assert weighting.korn_graubard(0, 36, 20) == (0, pytest.approx(1 - 0.025 ** (1 / 36)))
    assert weighting.korn_graubard(1, 36, 20) == (pytest.approx(0.025 ** (1 / 36)), 1)
    assert weighting.korn_graubard(1, 1, 1) == (pytest.approx(0.025), 1)


@pytest.mark.parametrize("count", [1, 7, 18, 35])
def test_equal_weights_give_clopper_pearson(count):
    plain = proportion_confint(count, 36, alpha=0.1, method="beta")
    assert weighting.korn_graubard(count / 36, 36, 36, 0.9) == pytest.approx(plain)
    # an effective base above the base counts as the base
    assert weighting.korn_graubard(count / 36, 36, 50, 0.9) == pytest.approx(plain)


def test_an_effective_base_below_the_base_widens_the_interval():
    low, high = weighting.korn_graubard(0.25, 100, 40)
    # 10 of 40: each end leaves a fortieth in its tail
    assert stats.binom.sf(9, 40, low) == pytest.approx(0.025)
    assert stats.binom.cdf(10, 40, high) == pytest.approx(0.025)


FIRMS = answers(sector=[1, 0, 0, -1, 1], size=["p", "p", "q", None, "q"])
WEIGHT = pd.Series([1.0, 2, 3, 4, 2])


@needs_svy
def test_the_effective_base_by_hand():
    # sector: ticked 3 of 8 in weight; sum of (w (y - 3/8))^2 is (25 + 36 + 81 + 100) / 64 = 242/64;
    # n / (n - 1) = 5/4 over all firms; variance (242/64) (5/4) / 8^2 = 605 / 8192
    row = weighting.effective_bases(FIRMS, WEIGHT).iloc[0]
    assert tuple(row[:3]) == ("sector", "yes", "now")
    assert row["share"] == pytest.approx(3 / 8)
    assert row["standard_error"] == pytest.approx((605 / 8192) ** 0.5)
    assert row["effective_base"] == pytest.approx(15 / 64 * 8192 / 605)


@needs_svy
def test_a_row_an_option_in_their_order_and_numbers_passed_over():
    frame = pd.concat([FIRMS, pd.DataFrame({("staff_france", "employees", "now"): [1.0, 2, 3, 4, 5]})], axis=1)
    found = weighting.effective_bases(frame, WEIGHT)
    assert list(found["item"]) == ["yes", "p", "q"]
    assert list(found["share"]) == pytest.approx([3 / 8, 3 / 8, 5 / 8])


@needs_svy
def test_none_and_all_count_the_base_and_nobody_nothing():
    frame = answers(none=[0, 0, -1], all=[1, -1, 1], nobody=[-1, -1, -1])
    found = weighting.effective_bases(frame, pd.Series([1.0, 5, 9]))
    assert list(found["share"][:2]) == [0, 1]
    assert list(found["effective_base"][:2]) == [2, 2]
    assert found.iloc[2, 3:].isna().all()


@needs_svy
def test_an_effective_base_is_at_most_the_base():
    # the firm that ticked weighs next to nothing: share x (1 - share) / variance is far above 3
    found = weighting.effective_bases(answers(one=[1, 0, 0]), pd.Series([0.01, 5, 5]))
    assert found["effective_base"][0] == 3


@needs_svy
def test_a_segment_is_a_domain_of_all_firms():
    # firms 0, 2, 4: ticked 3 of 6 in weight; sum of (w / 2)^2 = (1 + 9 + 4) / 4; n / (n - 1) = 5/4 over all
    members = np.array([True, False, True, True, True])
    row = weighting.effective_bases(FIRMS, WEIGHT, members).iloc[0]
    assert row["share"] == pytest.approx(1 / 2)
    assert row["standard_error"] == pytest.approx((14 / 4 * 5 / 4 / 36) ** 0.5)


@needs_svy
def test_intervals_are_those_of_svy():
    """The whole way, against svy's own interval of the same firms."""
    import polars
    import svy

    seeded = np.random.default_rng(5)
    ticked, weight = (seeded.random(60) < 0.3).astype("int8"), seeded.uniform(0.5, 4, 60)
    data = polars.DataFrame({"ticked": ticked, "weight": weight})
    sample = svy.Sample(data, svy.Design(wgt="weight"))
    told = sample.estimation.prop("ticked", ci_method="korn-graubard").to_polars().row(1, named=True)
    row = weighting.effective_bases(answers(one=ticked), pd.Series(weight)).iloc[0]
    found = weighting.korn_graubard(row["share"], 60, row["effective_base"])
    assert found == pytest.approx((told["lci"], told["uci"]))


def test_without_the_library_the_user_is_told_what_to_install(monkeypatch):
    monkeypatch.setattr(weighting, "find_spec", lambda name: None)
    frame, weight = answers(size=[*"ppq"]), pd.Series([1.0, 2, 3])
    assert said(frame, weight) == [weighting.NEEDED]
    assert said(frame, size={"p": 5, "q": 5}) == [weighting.NEEDED]
    with pytest.raises(ValueError, match="make weights"):
        weighting.prepared(weight, frame)
    with pytest.raises(ValueError, match="make weights"):
        weighting.effective_bases(answers(one=[1, 0, 0]), weight)


def test_an_unweighted_wave_imports_none_of_it():
    code = (
        "import pkgutil, sys, importlib, pandas as pd, helpers.statistics as room\n"
        "for module in pkgutil.iter_modules(room.__path__):\n"
        "    importlib.import_module(f'{room.__name__}.{module.name}')\n"
        "room.weighting.prepared(None, pd.DataFrame())\n"
        "print([name for name in sys.modules if name.startswith('svy')])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
