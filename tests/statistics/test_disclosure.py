import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.statistics import disclosure, units

CATEGORIES = ["small", "large"]


def frame_of(columns):
    return pd.DataFrame(columns).rename_axis(columns=["question", "item", "horizon"])


def chosen(*counts, answers=("yes", "no")):
    """A single choice: so many firms for each answer in turn; a name is an answer, None is none."""
    codes = np.repeat(
        [-1 if name is None else answers.index(name) for name, _ in counts], [n for _, n in counts]
    )
    return pd.Categorical.from_codes(codes, list(answers))


def ticked(*counts):
    return np.repeat([code for code, _ in counts], [n for _, n in counts]).astype(np.int8)


def whole(column, scheme="strict", question=("vote", "", "now")):
    return disclosure.release(frame_of({question: column}), {}, [], scheme).shown(question[0])


@pytest.mark.parametrize(
    ("no", "strict", "insee"),
    [(0, True, True), (2, False, False), (3, False, True), (4, False, True), (5, True, True)],
)
def test_a_count_is_shown_if_empty_or_of_as_many_firms_as_the_scheme_says(no, strict, insee):
    column = chosen(("yes", 30), ("no", no))
    assert (whole(column), whole(column, "insee")) == (strict, insee)


@pytest.mark.parametrize(("zero", "strict"), [(3, False), (5, True)])
def test_the_firms_that_did_not_tick_are_a_count_too(zero, strict):
    assert whole(ticked((1, 30), (0, zero), (-1, 2)), question=("uses", "design", "now")) is strict


@pytest.mark.parametrize(
    ("amounts", "strict", "insee"),
    [
        ([80, 5, 5, 5, 5], True, True),  # 80 of 100 is not over 80 %
        ([801, 50, 50, 50, 49], False, True),
        ([86, 4, 4, 3, 3], False, False),
        ([0.8, 0.05, 0.05, 0.05, 0.05], True, True),  # tenths are not exact in binary
        ([1, 1, 1, 1], False, True),  # four firms above zero
        ([0] * 9, True, True),
        ([1] * 5 + [0] * 2, False, False),  # two firms at zero
    ],
)
def test_no_firm_may_hold_most_of_an_amount(amounts, strict, insee):
    values, key = np.array(amounts, dtype=float), ("posts", "developer", "now")
    assert (whole(values, question=key), whole(values, "insee", question=key)) == (strict, insee)


def test_where_only_two_items_go_together_the_firms_that_ticked_both_are_a_count():
    # 20 tick engineering, 20 digital, 36 either: 4 tick both, and it follows
    engineering, digital = ticked((1, 20), (0, 16)), ticked((0, 16), (1, 20))
    columns = {("activity", "engineering", "now"): engineering, ("activity", "digital", "now"): digital}
    assert not disclosure.release(frame_of(columns), {}, [], "strict").shown("activity")
    none = ticked((0, 36), (1, 10))
    columns = {key: np.append(column, [0] * 10).astype(np.int8) for key, column in columns.items()}
    columns["activity", "none", "now"] = none
    assert not disclosure.release(frame_of(columns), {}, [], "strict").shown("activity")


def two_horizons(both, first, second, neither):
    now = ticked((1, both + first), (0, second + neither))
    later = ticked((1, both), (0, first), (1, second), (0, neither))
    return frame_of({("uses", "design", "now"): now, ("uses", "design", "later"): later})


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ((10, 10, 10, 10), True),
        ((10, 10, 4, 10), False),
        ((10, 10, 0, 10), False),  # an empty cell would tell the others in every segment
        ((0, 0, 10, 20), True),  # nobody now: the pair says what the shares say
    ],
)
def test_a_pair_is_its_own_unit(cells, shown):
    release = disclosure.release(two_horizons(*cells), {}, [], "strict")
    assert release.shown("uses")
    assert release.shown(("uses", "design", "now", "later")) is shown
    rows = release.withheld()
    assert rows["item"].tolist() == ([] if shown else ["design"])


def by_size(small, large):
    """`small` and `large` are the answers of small and of large firms, as counts of yes, no, none."""
    n = [sum(small), sum(large)]
    codes = np.repeat([0, 1, -1] * 2, [*small, *large])
    return frame_of(
        {
            ("size", "", "now"): pd.Categorical.from_codes(np.repeat([0, 1], n), CATEGORIES),
            ("vote", "", "now"): pd.Categorical.from_codes(codes, ["yes", "no"]),
        }
    )


BOTH = ["size=small", "size=large"]


def test_a_question_is_shown_in_a_segment_if_it_can_be_there_and_among_the_others():
    assert disclosure.release(by_size((9, 9, 2), (9, 0, 0)), {}, BOTH, "strict").where["vote"] == {"", *BOTH}
    assert disclosure.release(by_size((9, 9, 2), (9, 4, 0)), {}, BOTH, "strict").where["vote"] == {""}


def test_a_segment_runs_if_it_and_the_others_have_enough_firms():
    release = disclosure.release(by_size((9, 9, 0), (9, 0, 0)), {}, BOTH, "strict")
    assert (release.runnable, release.refused) == (tuple(BOTH), {})
    frame = frame_of(
        {("sector", item, "now"): ticked((1, n), (0, 40 - n)) for item, n in [("a", 20), ("b", 4)]}
    )
    release = disclosure.release(frame, {}, ["sector=a", "sector=b"], "strict")
    assert release.runnable == ()  # the four firms would be told by the question itself
    assert release.refused["sector=b"].fields == {"question": "sector"}
    with pytest.raises(ValueError, match="no report is made of segment 'sector=b'"):
        release.shown("sector", "sector=b")
    hidden = frame_of({("size", "", "now"): chosen(("small", 30), (None, 3), answers=("small", "large"))})
    release = disclosure.release(hidden, {}, BOTH, "strict")
    assert list(release.refused) == BOTH  # three firms outside the one, none in the other
    assert release.refused["size=small"].fields == {"threshold": 5}


def test_two_segmenting_questions_are_shown_by_each_other_or_not_at_all():
    size = chosen(("small", 30), ("large", 30), answers=("small", "large"))
    for few, together in ((3, False), (10, True)):
        sector = ticked((1, 15), (0, 15), (1, few), (0, 30 - few))
        other = np.tile([1, 0], 30).astype(np.int8)
        columns = {("size", "", "now"): size, ("sector", "a", "now"): sector, ("sector", "b", "now"): other}
        release = disclosure.release(frame_of(columns), {}, [*BOTH, "sector=a", "sector=b"], "strict")
        assert [release.shown("sector", segment) for segment in BOTH] == [together] * 2
        assert [release.shown("size", segment) for segment in ("sector=a", "sector=b")] == [together] * 2


def test_two_segmenting_questions_are_looked_at_from_both_sides():
    # engineers pass by who is in the sector (18 of 33) and who is not (12 of 27); 2 of them said no to it
    engineering, sector = ticked((1, 30), (0, 30)), ticked((1, 18), (0, 2), (-1, 10), (1, 15), (0, 15))
    columns = {("activity", "engineering", "now"): engineering, ("sector", "a", "now"): sector}
    columns["activity", "digital", "now"] = np.tile([1, 0], 30).astype(np.int8)
    release = disclosure.release(
        frame_of(columns), {}, ["activity=engineering", "activity=digital", "sector=a"], "strict"
    )
    assert not release.shown("sector", "activity=engineering")
    assert not release.shown("activity", "sector=a")


def test_a_share_of_staff_goes_with_the_staff_it_comes_from():
    employees = np.array([900.0, *[10] * 11])
    share = chosen(("low", 6), ("high", 6), answers=("low", "high"))
    columns = {("staff_france", "employees", "now"): employees, ("staff_share", "", "now"): share}
    release = disclosure.release(frame_of(columns), {}, [], "strict")
    assert release.withheld().question.tolist() == ["staff_france", "staff_share"]


@pytest.mark.parametrize(
    ("segment", "said"),
    [
        ("colour=red", "no question 'colour'; known are size, vote"),
        ("size=huge", "size has no answer 'huge'; known are small, large"),
    ],
)
def test_a_segment_that_is_not_there_is_refused_in_words(segment, said):
    with pytest.raises(ValueError, match=said):
        disclosure.membership(by_size((5, 5, 0), (5, 5, 0)), segment)


def test_segments_are_answers_to_choose_from_that_all_are_asked_about_now():
    frame = by_size((5, 5, 0), (5, 5, 0))
    assert disclosure.candidates(frame, ["size", "vote"]) == [*BOTH, "vote=yes", "vote=no"]
    with pytest.raises(ValueError, match="about now and only now"):
        disclosure.candidates(two_horizons(9, 9, 9, 9), ["uses"])
    with pytest.raises(ValueError, match="no segments by 'vote'"):
        disclosure.release(frame, {"vote": "size=small"}, ["vote=yes"], "strict")
    with pytest.raises(ValueError, match="must be one of strict, insee"):
        disclosure.release(frame, {}, [], "lax")


def test_tables_keep_the_rows_that_are_shown():
    release = disclosure.release(two_horizons(10, 10, 4, 10), {}, [], "strict")
    table = pd.DataFrame({"question": ["uses"], "item": ["design"], "count": [20]})
    assert disclosure.keep(table, release).equals(table)
    pairs = table.assign(first_horizon="now", second_horizon="later")
    assert disclosure.keep(pairs, release).empty


@pytest.mark.parametrize(
    ("total", "largest", "positive", "words"),
    [
        (99, 32, 9, "under a third"),
        (99, 33, 9, "a third to two thirds"),
        (99, 66, 9, "a third to two thirds"),
        (99, 67, 9, "over two thirds"),
        (0.3, 0.1, 9, "a third to two thirds"),
        (100, 80, 9, "over two thirds"),
        (100, 81, 9, None),
        (100, 20, 4, None),
    ],
)
def test_concentration_is_told_in_thirds(total, largest, positive, words):
    table = pd.DataFrame({"sum": [total], "largest": [largest], "positive": [positive]})
    assert disclosure.concentration(table).tolist() == [words]


@st.composite
def waves(draw):
    n = draw(st.integers(12, 60))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    chance = draw(st.floats(0.2, 0.7))
    columns = {("size", "", "now"): pd.Categorical.from_codes(rng.choice(4, n) - 1, ["a", "b", "c"])}
    for item in "def":
        columns["sector", item, "now"] = (rng.random(n) < chance).astype(np.int8)
    columns["vote", "", "now"] = pd.Categorical.from_codes(
        rng.choice(3, n, p=[0.1, 0.5, 0.4]) - 1, ["yes", "no"]
    )
    for horizon in ("now", "later"):
        columns["uses", "x", horizon] = np.where(rng.random(n) < 0.05, -1, rng.random(n) < chance).astype(
            np.int8
        )
    columns["posts", "y", "now"] = np.floor(rng.lognormal(0, 1, n))
    columns["hard", "y", "now"] = np.where(columns["posts", "y", "now"] > 0, rng.integers(0, 2, n), -1).astype(
        np.int8
    )
    return frame_of(columns)


def decided(frame, scheme="insee"):
    segments = disclosure.candidates(frame, ["size", "sector"])
    return disclosure.release(frame, {"hard": "posts>0"}, segments, scheme)


def counts(frame, question, firms):
    for column in [one for one in frame.columns if one[0] == question]:
        values = frame.loc[firms, column]
        if values.dtype == np.float64:
            yield from ((values > 0).sum(), (values == 0).sum())
        elif values.dtype == np.int8:
            yield from ((values == 1).sum(), (values == 0).sum())
        else:
            yield from values.value_counts()


@settings(max_examples=60)
@given(waves())
def test_no_shown_count_is_of_fewer_firms_than_the_scheme_says(frame):
    release = decided(frame)
    for unit, where in release.where.items():
        for segment in where:
            firms = disclosure.membership(frame, segment)
            for side in (firms, ~firms):
                if isinstance(unit, str):
                    assert not {1, 2} & set(counts(frame, unit, side))
                    continue
                first, second = (frame.loc[side, (*unit[:2], horizon)] for horizon in unit[2:])
                cells = [((first == a) & (second == b)).sum() for a in (0, 1) for b in (0, 1)]
                assert not {1, 2} & set(cells)


@settings(max_examples=60)
@given(waves())
def test_what_is_shown_rests_on_what_it_comes_from(frame):
    release = decided(frame)
    assert release.where["hard"] <= release.where["posts"]
    assert release.where[("uses", "x", "now", "later")] <= release.where["uses"]
    assert all("" in where for where in release.where.values() if where)
    shown = [
        {release.shown(unit, segment) for segment in release.runnable if segment.startswith(f"{by}=")}
        for unit, by in (("size", "sector"), ("sector", "size"))
    ]
    assert all(len(one) <= 1 for one in shown)
    if all(shown):
        assert shown[0] == shown[1]


@settings(max_examples=40)
@given(waves(), st.randoms(use_true_random=False))
def test_the_order_of_rows_decides_nothing(frame, random):
    order = list(range(len(frame)))
    random.shuffle(order)
    assert decided(frame) == decided(frame) == decided(frame.iloc[order])


def test_a_class_of_firms_is_those_in_the_same_segments():
    found = units.classes(np.array([[1, 0], [0, 1], [1, 0], [1, 1]], dtype=bool))
    assert found.sizes.tolist() == [1, 2, 1]
    assert found.patterns[found.of].tolist() == [[True, False], [False, True], [True, False], [True, True]]
