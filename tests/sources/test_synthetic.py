import csv

import numpy as np
import pandas as pd
import pytest

from helpers import paths
from helpers.sources import synthetic

FIXED = {"n": 240, "seed": 2026}
WITH_NONE = ("uses", "promising_sectors", "recruits", "recruit_difficulty", "training_ways")
WITH_NONE += ("training_wishes", "training_topics", "apprentices")


@pytest.fixture(scope="module")
def wave():
    return synthetic.firms(**FIXED)


@pytest.fixture(scope="module")
def many():
    return synthetic.firms(20_000, 7)


def rows(table):
    with (paths.CODEBOOK / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


TYPES = {row["question"]: row["type"] for row in rows("questions") if row["question"] != "staff_share"}
MULTIPLE = [question for question, kind in TYPES.items() if kind == "multiple"]


def ticks(frame, question, horizon):
    """One column an item; firms that did not answer are left out."""
    part = frame[question].xs(horizon, axis=1, level="horizon")
    return part[(part >= 0).any(axis=1)]


def horizons(frame, question):
    return frame[question].columns.get_level_values("horizon").unique()


def test_every_asked_item_of_the_codebook_has_a_column_at_each_horizon(wave):
    expected = []
    for question in rows("questions"):
        items = [row["item"] for row in rows("items") if row["question"] == question["question"]]
        kept = {(r["question"], r["item"]) for r in rows("items") if r["origin"] != "statistic"}
        items = [item for item in items if (question["question"], item) in kept]
        if question["type"] in ("single", "bands"):
            items = [""]
        if question["question"] != "staff_share":
            expected += [
                (question["question"], item, at) for item in items for at in question["horizons"].split(";")
            ]
    assert wave.columns.tolist() == expected
    assert wave.columns.names == ["question", "item", "horizon"]
    assert len(wave) == 240


def test_ticks_are_small_whole_numbers_and_single_answers_categories(wave):
    assert wave["domains", "bim", "now"].dtype == np.int8
    assert set(wave["domains", "bim", "now"]) == {-1, 0, 1}
    assert wave["partnerships", "", "now"].cat.categories.tolist() == ["yes", "no"]
    assert wave["turnover_growth", "", "5 years"].cat.categories[-1] == "dont_know"
    assert wave["staff_france", "employees", "now"].dtype == float


def test_the_seed_decides(wave):
    assert synthetic.firms(**FIXED).equals(wave)
    assert not synthetic.firms(240, 2027).equals(wave)


@pytest.mark.parametrize("question", MULTIPLE)
def test_whoever_answers_ticks_something_and_none_stands_alone(many, question):
    for horizon in horizons(many, question):
        part = ticks(many, question, horizon).clip(lower=0)
        assert (part.sum(axis=1) > 0).all()
        assert ("none" in part) == (question in WITH_NONE)
        if "none" in part:
            assert (part.sum(axis=1)[part["none"] == 1] == 1).all()
            assert 0 < part["none"].mean() < 0.5


def test_routing_holds_among_the_answers_given(many):
    yes = many["partnerships", "", "now"] == "yes"
    for question in ("partnership_forms", "partner_kinds"):
        assert (many.loc[~yes, question] == -1).all(axis=None)
        assert (many.loc[yes, question] >= 0).all(axis=1).mean() > 0.9
    posts = many["recruit_posts"].xs("3-5 years", axis=1, level="horizon") > 0
    hard = many["recruit_difficulty"].droplevel("horizon", axis=1)
    for occupation in posts:
        assert (hard.loc[~posts[occupation], occupation] == -1).all()
        assert (hard.loc[posts[occupation], occupation] >= 0).mean() > 0.9
    assert (hard.loc[~posts.any(axis=1), "none"] == -1).all()
    assert many.loc[~posts.any(axis=1), ("difficulty", "", "now")].isna().all()
    difficult = many["difficulty", "", "now"] == "yes"
    assert (many.loc[~difficult, "difficulty_reasons"] == -1).all(axis=None)
    assert (hard.loc[many["difficulty", "", "now"] == "no", "none"] != 0).all()


def test_posts_agree_with_occupations_ticked_and_between_horizons(many):
    posts = many["recruit_posts"].dropna()
    now, later = (posts.xs(at, axis=1, level="horizon") for at in ("now", "3-5 years"))
    assert (now <= later).all(axis=None)
    assert (now % 1 == 0).all(axis=None)
    assert (now < later).any(axis=None)
    ticked = many["recruits"].droplevel("horizon", axis=1).loc[posts.index]
    answered = ticked["none"] >= 0
    assert ((later > 0) == (ticked[later.columns] == 1))[answered].all(axis=None)


def test_staff_fits_the_size_band_and_holds_those_on_digital_twins(many):
    limits = {row["item"]: (row["low"], row["high"]) for row in rows("items") if row["question"] == "size"}
    staff, twins = many["staff_france", "employees", "now"], many["staff_digital_twin", "employees", "now"]
    for band in many["size", "", "now"].cat.categories:
        low, high = (float(limit or "inf") for limit in limits[band])
        assert staff[many["size", "", "now"] == band].dropna().between(max(low, 1), high).all()
    both = staff.notna() & twins.notna()
    assert (twins[both] <= staff[both]).all()
    assert (twins >= 0)[both].all()
    assert many["training_certified", "percent", "now"].dropna().between(0, 100).all()


@pytest.mark.parametrize("question", ["turnover_growth", "staff_growth"])
def test_growth_is_stochastically_higher_at_the_later_horizon(many, question):
    known = many[question].droplevel("item", axis=1)
    known = known[(known != "dont_know").all(axis=1)].dropna()
    bands = known["3 years"].cat.categories[:-1].tolist()
    for last in range(1, len(bands)):
        first, second = (known[at].isin(bands[:last]).mean() for at in ("3 years", "5 years"))
        assert first - second > 0.05


def test_uses_are_kept_dropped_and_gained(many):
    first, second = (ticks(many, "uses", at) for at in ("now", "3-5 years"))
    for item in set(first) - {"none"}:
        for change in ((1, 1), (1, 0), (0, 1), (0, 0)):
            assert ((first[item] == change[0]) & (second[item] == change[1])).mean() > 0.03


def test_clients_and_fields_depend_on_the_activity(many):
    engineering = (many["activity", "engineering", "now"] == 1) & (many["activity", "digital", "now"] == 0)
    digital = (many["activity", "engineering", "now"] == 0) & (many["activity", "digital", "now"] == 1)
    for key in (("client_sector", "building", "now"), ("domains", "bim", "now")):
        assert (many.loc[engineering, key] == 1).mean() > (many.loc[digital, key] == 1).mean() + 0.2


def test_two_to_six_in_a_hundred_leave_a_question_blank(many):
    for question in set(TYPES) - {"partnership_forms", "partner_kinds", "difficulty", "difficulty_reasons"}:
        if question != "recruit_difficulty":
            column = many[question].iloc[:, 0]
            assert 0.016 < (column.isna() | (column == -1)).mean() < 0.065, question


def cells(frame):
    """question -> firms in each cell of its tables: yes and no of an item, a category, more than 0."""
    found = {}
    for key, column in frame.items():
        if TYPES[key[0]] == "multiple":
            counts = [(column == 1).sum(), (column == 0).sum()]
        elif TYPES[key[0]] == "number":
            counts = [(column > 0).sum()]
        else:
            counts = column.value_counts().tolist()
        found.setdefault(key[0], []).extend(counts)
    return found


def thin(frame):
    return {question for question, counts in cells(frame).items() if any(0 < count < 5 for count in counts)}


def test_only_the_regions_are_thin_in_the_whole_wave(wave):
    assert thin(wave) == {"region"}


def test_two_by_two_tables_of_horizons_are_not_thin_either(wave):
    for question in ("uses", "promising_sectors"):
        for item, part in wave[question].T.groupby(level="item"):
            counts = part.T[(part.T >= 0).all(axis=1)].value_counts()
            assert counts.min() >= 5, (question, item)


def test_no_firm_has_over_four_fifths_of_an_amount(wave):
    for key, column in wave.items():
        if TYPES[key[0]] == "number":
            assert column.max() <= 0.8 * column.sum(), key


def test_shares_of_staff_are_not_thin(wave):
    staff, twins = wave["staff_france", "employees", "now"], wave["staff_digital_twin", "employees", "now"]
    share = (100 * twins / staff).dropna()
    bands = [(share < 10).sum(), share.between(10, 50).sum(), (share == 100).sum()]
    assert min(*bands, len(share) - sum(bands)) >= 5


@pytest.mark.parametrize(
    ("key", "value", "least"),
    [
        *((("activity", item, "now"), 1, 20) for item in ("engineering", "digital")),
        *((("client_sector", item, "now"), 1, 20) for item in ("industry", "building", "energy")),
        *((("size", "", "now"), item, 16) for item in ("from_10_to_49", "from_50_to_249")),
    ],
)
def test_the_segments_of_the_demonstration_keep_most_questions(wave, key, value, least):
    """A question is kept where its cells are large enough both in the segment and in its complement."""
    column = wave[key]
    answered = column.notna() & (column != -1)
    segment, complement = wave[answered & (column == value)], wave[answered & (column != value)]
    assert min(len(segment), len(complement)) >= 50
    assert len(set(TYPES) - thin(segment) - thin(complement)) >= least


def test_any_number_of_firms_takes_the_same_form(many):
    assert many.dtypes.equals(synthetic.firms(1, 7).dtypes)
    assert pd.api.types.is_integer_dtype(many.index)
