import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.statistics import bases, tabulation

HORIZONS = [("now", "3-5 years")]


def answers(**columns):
    """A frame of answers: a list for `uses/a/now` is of a multiple question, strings are of a single choice."""
    made = {}
    for name, values in columns.items():
        question, item, horizon = name.split("__")
        made[question, item, horizon.replace("_", " ")] = values
    frame = pd.DataFrame(made)
    frame.columns = pd.MultiIndex.from_tuples(frame.columns, names=bases.KEYS)
    return frame


@pytest.fixture
def frame():
    return answers(
        uses__design__now=np.array([1, 1, 0, -1, 0], dtype=np.int8),
        uses__costs__now=np.array([0, 1, 0, -1, 1], dtype=np.int8),
        size____now=pd.Categorical(["small", "large", None, "small", "small"], ["small", "medium", "large"]),
        staff__employees__now=[3.0, 0.0, np.nan, 50.0, 7.0],
    )


def test_shares_count_firms_that_ticked_among_those_that_answered(frame):
    found = tabulation.shares(frame)
    expected = [
        ("uses", "design", "now", 2, 4),
        ("uses", "costs", "now", 2, 4),
        ("size", "small", "now", 3, 4),
        ("size", "medium", "now", 0, 4),
        ("size", "large", "now", 1, 4),
    ]
    assert list(found[[*bases.KEYS, "count", "base"]].itertuples(index=False, name=None)) == expected
    assert found[["weighted_count", "weighted_base", "effective_base"]].isna().all(axis=None)


def test_members_restrict_the_firms(frame):
    found = tabulation.shares(frame, np.array([True, False, True, True, False]))
    assert list(found["count"]) == [1, 0, 2, 0, 0]
    assert list(found.base) == [2, 2, 2, 2, 2]
    assert tabulation.shares(frame, np.zeros(5, dtype=bool)).base.eq(0).all()


def test_weights_are_summed_and_the_effective_base_is_kishs(frame):
    weight = pd.Series([1.0, 1.0, 2.0, 4.0, 2.0])
    found = tabulation.shares(frame, weight=weight).set_index("item")
    assert found.weighted_count["design"] == 2
    assert found.weighted_base["design"] == 6
    assert found.effective_base["design"] == pytest.approx(36 / 10)  # (1+1+2+2)^2 / (1+1+4+4)
    assert found.weighted_count["small"] == 7
    assert found.effective_base["small"] == pytest.approx(64 / 22)  # (1+1+4+2)^2 / (1+1+16+4)
    some = tabulation.shares(frame, np.array([True, False, False, False, True]), weight).set_index("item")
    assert some.effective_base["design"] == pytest.approx(9 / 5)
    none = tabulation.shares(frame, np.zeros(5, dtype=bool), weight)
    assert none.effective_base.isna().all()


def test_equal_weights_leave_the_base_as_it_is(frame):
    # Kish (1965): weights that do not vary cost nothing, whatever their size
    found = tabulation.shares(frame, weight=pd.Series([0.3] * 5))
    assert list(found.effective_base) == pytest.approx(list(found.base))
    assert list(found.weighted_count / found.weighted_base) == pytest.approx(list(found["count"] / found.base))


def test_amounts_sum_what_firms_gave(frame):
    [row] = tabulation.amounts(frame).to_dict("records")
    assert (row["question"], row["item"], row["horizon"]) == ("staff", "employees", "now")
    assert (row["sum"], row["mean"], row["base"], row["positive"], row["largest"]) == (60, 15, 4, 3, 50)
    [row] = tabulation.amounts(frame, np.array([True, True, True, False, False])).to_dict("records")
    assert (row["sum"], row["base"], row["positive"], row["largest"]) == (3, 2, 1, 3)
    [row] = tabulation.amounts(frame, np.zeros(5, dtype=bool)).to_dict("records")
    assert (row["sum"], row["base"], row["positive"]) == (0, 0, 0)
    assert np.isnan([row["mean"], row["largest"]]).all()


def test_pairs_cross_the_answers_of_the_same_firms():
    frame = answers(
        uses__a__now=np.array([1, 1, 0, 0, -1, 1, 1], dtype=np.int8),
        uses__b__now=np.array([1, 1, 1, 1, 1, 1, 1], dtype=np.int8),
        uses__a__3to5=np.array([1, 0, 1, 0, 1, -1, 1], dtype=np.int8),
        growth____now=pd.Categorical(["x"] * 7),
        growth____3to5=pd.Categorical(["x"] * 7),
    )
    [row] = tabulation.pairs(frame, [("now", "3to5")]).to_dict("records")
    assert (row["question"], row["item"], row["first_horizon"]) == ("uses", "a", "now")
    assert [row[cell] for cell in tabulation.CELLS] == [2, 1, 1, 1, 5]
    members = np.array([True, True, True, False, False, False, False])
    [row] = tabulation.pairs(frame, [("now", "3to5")], members).to_dict("records")
    assert [row[cell] for cell in tabulation.CELLS] == [1, 1, 1, 0, 3]
    assert tabulation.pairs(frame, [("now", "5 years")]).empty


def test_an_empty_frame_gives_empty_tabulations():
    frame = answers(uses__a__now=np.array([], dtype=np.int8), size____now=pd.Categorical([], ["s"]))
    assert tabulation.shares(frame)[["count", "base"]].eq(0).all(axis=None)
    nothing = frame.iloc[:, :0]
    assert list(tabulation.shares(nothing).columns) == [*bases.KEYS, *tabulation.KINDS]
    assert tabulation.amounts(nothing).empty


def test_answers_of_another_kind_are_our_fault():
    with pytest.raises(AssertionError, match="int64"):
        tabulation.shares(answers(uses__a__now=[1, 0]))


firms = st.lists(
    st.tuples(
        st.sampled_from([-1, 0, 1]),
        st.sampled_from([-1, 0, 1]),
        st.sampled_from(["x", "y", None]),
        st.booleans(),
    ),
    max_size=40,
)


def survey(rows):
    first, second, choice, member = zip(*rows, strict=True) if rows else ((), (), (), ())
    frame = answers(
        uses__a__now=np.array(first, dtype=np.int8),
        uses__a__later=np.array(second, dtype=np.int8),
        size____now=pd.Categorical(choice, ["x", "y", "z"]),
    )
    return frame, np.array(member, dtype=bool)


@settings(max_examples=60)
@given(firms)
def test_shares_are_what_pandas_counts(rows):
    frame, members = survey(rows)
    found = tabulation.shares(frame, members).set_index(["question", "item", "horizon"])
    kept = frame[members]
    ticks = kept["uses", "a", "now"]
    assert tuple(found.loc["uses", "a", "now"][["count", "base"]]) == ((ticks == 1).sum(), (ticks >= 0).sum())
    chosen = kept["size", "", "now"].value_counts()
    for option in ("x", "y", "z"):
        assert found.loc[("size", option, "now"), "count"] == chosen[option]


@settings(max_examples=60)
@given(firms)
def test_a_segment_and_its_complement_make_the_whole(rows):
    frame, members = survey(rows)
    numbers = ["count", "base"]
    parts = tabulation.shares(frame, members)[numbers] + tabulation.shares(frame, ~members)[numbers]
    pd.testing.assert_frame_equal(parts, tabulation.shares(frame)[numbers])
    options = tabulation.shares(frame).query("question == 'size'")
    assert options["count"].sum() == options.base.iloc[0]


@settings(max_examples=60)
@given(firms)
def test_margins_of_pairs_are_the_shares_of_those_who_answered_twice(rows):
    frame, members = survey(rows)
    [pair] = tabulation.pairs(frame, [("now", "later")], members).to_dict("records")
    assert sum(pair[cell] for cell in ("both", "only_first", "only_second", "neither")) == pair["base"]
    twice = members & (frame["uses"] >= 0).all(axis=1).to_numpy()
    found = tabulation.shares(frame, twice).set_index("horizon")
    assert pair["base"] == found.base["later"]
    assert pair["both"] + pair["only_first"] == found[found["item"] == "a"]["count"]["now"]
    assert pair["both"] + pair["only_second"] == found["count"]["later"]


@settings(max_examples=30)
@given(firms.filter(bool), st.randoms())
def test_the_order_of_firms_does_not_matter(rows, random):
    mixed = list(rows)
    random.shuffle(mixed)
    (frame, members), (other, others) = survey(rows), survey(mixed)
    pd.testing.assert_frame_equal(tabulation.shares(frame, members), tabulation.shares(other, others))
    horizons = [("now", "later")]
    pd.testing.assert_frame_equal(
        tabulation.pairs(frame, horizons, members), tabulation.pairs(other, horizons, others)
    )
