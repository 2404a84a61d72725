"""Recruitment. `study` holds figures of sections 5.1 and 5.2; the other small waves are made up."""

from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from helpers.statistics import recruitment, rounding
from helpers.statistics.sentences import VERDICTS

RULES = ["half-up", "half-even", "truncation"]
COLUMNS = [
    "occupation",
    "measure",
    "value",
    "value_high",
    "decimals",
    "wording",
    "phrase",
    "unit",
    "status",
    "place",
]


def wave(*rows):
    """Rows of occupation, measure, printed value; a phrase makes it approximate, a second value a range."""
    frame = []
    for occupation, measure, value, *more in rows:
        phrase = next((word for word in more if isinstance(word, str)), None)
        high = next((number for number in more if isinstance(number, int)), None)
        frame.append(
            {
                "occupation": occupation,
                "measure": measure,
                "value": None if value is None else Decimal(value),
                "value_high": None if high is None else Decimal(high),
                "decimals": 0,
                "wording": "approximate" if phrase else "exact" if high is None else "range",
                "phrase": phrase,
                "unit": "posts" if measure == "posts" else "percent",
                "status": "printed",
                "place": "section 5.2, text",
            }
        )
    return pd.DataFrame(frame, columns=COLUMNS).astype({"decimals": "Int64"})


def shares(**printed):
    return [(name, "share_of_posts", value) for name, value in printed.items()]


@pytest.fixture
def wordings():
    rows = [
        ("about", "factor", "0.95", "1.05"),
        ("a third", "share", "29.1", "36.7"),
        ("nearly six in ten", "share", "55", "60"),
        ("nearly half", "share", "45", "50"),
    ]
    frame = pd.DataFrame(rows, columns=["wording", "measure", "low", "high"])
    return frame.assign(low=frame.low.map(Decimal), high=frame.high.map(Decimal))


@pytest.fixture
def study():
    """Section 5.2 and what 5.1 adds to it."""
    return wave(
        ("study_engineer", "posts", 71),
        ("study_engineer", "posts", 71),
        ("top_3", "share_of_posts", None, "a third"),
        *shares(study_engineer=12, methods_engineer=11, rd_engineer=10, project_manager=10),
        *shares(developer=4, data_engineer=3),
        ("study_engineer", "share_of_current_recruitment", 13),
        ("study_engineer", "share_of_firms", 31),
        ("project_manager", "share_of_firms", 42),
        ("project_manager", "share_of_firms", 42),
        ("data_scientist", "share_of_firms", 42),
        ("machine_learning_engineer", "share_of_firms", 36),
        ("bim_modeller_or_graphic_artist", "share_of_firms", 15, "about"),
        ("all", "share_in_difficulty", 30, 60),
        ("project_manager", "share_in_difficulty", 60),
    )


@pytest.fixture
def survey():
    rows = [
        ("staff_digital_twin", "total", "now", 888, "exact", None),
        ("staff_france", "total", "now", 15282, "exact", None),
        ("staff_growth", "over_50", "3 years", 60, "approximate", "nearly six in ten"),
        ("staff_growth", "double_or_more", "5 years", 50, "approximate", "nearly half"),
    ]
    frame = pd.DataFrame(rows, columns=["question", "item", "horizon", "value", "wording", "phrase"])
    return frame.assign(
        value=frame.value.map(Decimal), value_high=None, decimals=0, unit="percent", status="printed"
    )


def test_the_total_implied_by_71_posts_printed_as_12_percent(study, wordings):
    # half up: 71/.125 = 568 would print 13, 71/.115 = 617.4; half even: 12.5 prints 12, so 568 too
    # truncated: 71/.13 = 546.2 to 71/.12 = 591.7; approximate: 11.4 to 13, so 546.2 to 622.8
    found = recruitment.totals(study, wordings).set_index("reading")
    ends = {reading: (row.total_low, row.total_high) for reading, row in found.iterrows()}
    assert ends == {
        "half-up": (569, 617),
        "half-even": (568, 617),
        "truncation": (547, 591),
        "any rule": (547, 617),
        "every rule": (569, 591),
        "approximations": (547, 622),
    }


def test_the_other_shares_narrow_nothing_and_other_readings_widen(study, wordings):
    found = recruitment.totals(study, wordings).set_index("reading")
    assert (found.fitting_low == found.total_low).all()
    assert (found.fitting_high == found.total_high).all()
    # 547 to 568 are added and 592 to 617 taken away by truncation
    assert found.loc["truncation", ["number", "gained", "lost"]].tolist() == [45, 22, 26]
    assert found.loc["half-even", ["number", "gained", "lost"]].tolist() == [50, 1, 0]


def test_a_share_that_no_whole_number_prints_removes_a_total():
    # 2 posts print 10 % of 20 or 21 (2/.105 = 19.05, 2/.095 = 21.05); 33 % of 20 is 6.5 to 6.7
    # posts, of 21 is 7
    figures = wave(("a", "posts", 2), *shares(a=10, b=33))
    assert recruitment.fitting_totals(wave(("a", "posts", 2), *shares(a=10))) == [20, 21]
    assert recruitment.fitting_totals(figures) == [21]


def test_posts_cannot_exceed_the_total():
    # 67 % of 3 is 2 posts; twice 2 is more than 3
    assert recruitment.fitting_totals(wave(("a", "posts", 2), *shares(a=67))) == [3]
    assert recruitment.fitting_totals(wave(("a", "posts", 2), *shares(a=67, b=67))) == []


def test_shares_that_no_total_fits_are_inconsistent_and_have_no_posts(wordings, survey):
    figures = wave(("a", "posts", 2), *shares(a=67, b=67))
    with pytest.raises(ValueError, match="no total number of posts fits"):
        recruitment.posts(figures)
    found = recruitment.verdicts(figures, survey, 36, wordings)
    assert list(found.verdict) == ["consistent", "inconsistent"]


def test_a_total_needs_posts_and_a_share_of_one_occupation():
    with pytest.raises(ValueError, match="no occupation prints both"):
        recruitment.fitting_totals(wave(("a", "posts", 2), *shares(b=10)))


def test_a_share_printed_as_zero_bounds_no_total():
    with pytest.raises(ValueError, match="bound no total"):
        recruitment.fitting_totals(wave(("a", "posts", 2), *shares(a=0)))


def test_two_counts_of_one_occupation_fit_no_total():
    assert recruitment.fitting_totals(wave(("a", "posts", 71), ("a", "posts", 72), *shares(a=12))) == []


def test_each_share_becomes_an_interval_of_posts(study):
    # 10.5 % of 569 is 59.7, 11.5 % of 617 is 70.96; 9.5 and 10.5 %: 54.1 and 64.8; 3.5 and 4.5 %: 19.9 and
    # 27.8; 2.5 and 3.5 %: 14.2 and 21.6
    found = recruitment.posts(study).set_index("occupation")
    assert found.loc["methods_engineer", ["posts_low", "posts_high"]].tolist() == [60, 70]
    assert found.loc["rd_engineer", ["posts_low", "posts_high"]].tolist() == [55, 64]
    assert found.loc["developer", ["posts_low", "posts_high"]].tolist() == [20, 27]
    assert found.loc["data_engineer", ["posts_low", "posts_high"]].tolist() == [15, 21]
    assert found.loc["study_engineer", ["posts_low", "posts_high"]].tolist() == [71, 71]
    assert found.of_posts_high["study_engineer"] == pytest.approx(100 * 71 / 569)


def test_what_no_occupation_prints_is_left():
    # 2 and 7 of 21
    found = recruitment.posts(wave(("a", "posts", 2), *shares(a=10, b=33))).set_index("occupation")
    assert found.loc["other", ["posts_low", "posts_high"]].tolist() == [12, 12]
    assert found.loc["other", "how"] == "what is left"


def test_the_largest_number_of_posts_leaves_room_for_the_others():
    # 50 posts print 50 % of 100 and of 101 (50/.505 = 99.01, 50/.495 = 101.01); of 100, b has 50 and nothing
    # is left; of 101, b has 50, or 51 (50.495 %) where nothing else is left
    found = recruitment.posts(wave(("a", "posts", 50), *shares(a=50, b=50))).set_index("occupation")
    assert found.loc["b", ["posts_low", "posts_high"]].tolist() == [50, 51]
    assert found.loc["other", ["posts_low", "posts_high"]].tolist() == [0, 1]


def test_no_occupation_has_more_posts_than_the_others_leave(wordings):
    # 505 posts print 51 % of 981 to 1,000; half of a total needs 49.5 % of it: only 1,000 has 505 + 495
    figures = wave(("a", "posts", 505), *shares(a=51, b=50))
    assert recruitment.fitting_totals(figures) == [1000]
    found = recruitment.posts(figures).set_index("occupation")
    assert found.loc["b", ["posts_low", "posts_high"]].tolist() == [495, 495]
    assert found.loc["other", ["posts_low", "posts_high"]].tolist() == [0, 0]
    assert recruitment.leading(figures, wordings, 2).of_posts_high[0] == 100


def test_leading_occupations_leave_the_others_their_posts(wordings):
    # 1 post prints 1 % of up to 200; of 200, b and c have 99 or 100 each (half), but not 200 of 199 together
    found = recruitment.leading(wave(("a", "posts", 1), *shares(a=1, b=50, c=50)), wordings, 2)
    assert found.leading[0] == ["b", "c"]
    assert found.of_posts_high[0] == pytest.approx(99.5)


def test_equal_shares_tie_for_a_rank(study):
    found = recruitment.posts(study).set_index("occupation")
    assert found.tied["rd_engineer"] == ["project_manager"]
    assert found.loc["project_manager", ["rank_low", "rank_high"]].tolist() == [3, 4]
    assert found.loc["developer", ["rank_low", "rank_high"]].tolist() == [5, 5]


def test_three_occupations_hold_a_third_and_the_third_place_is_tied(study, wordings):
    found = recruitment.leading(study, wordings).set_index("reading").loc["half-up"]
    assert found.leading == ["study_engineer", "methods_engineer", "rd_engineer"]
    assert found.tied == ["project_manager"]
    # at a total of 617: from 71 + 65 + 59 = 195, which is 31.60 %; no total is below 71/617 + 10.5 + 9.5
    assert 31.507 <= found.of_posts_low <= 100 * 195 / 617 + 1e-9
    # at 569: up to 71 + 65 + 59 = 195, which is 34.27 %; no total is above 71/569 + 11.5 + 10.5
    assert 100 * 195 / 569 - 1e-9 <= found.of_posts_high <= 34.478


def test_shares_of_firms_are_counts_of_36(study, wordings):
    # 15/36 = 41.67, 11/36 = 30.56, 13/36 = 36.11; about 15 is 14.25 to 15.75 %, 5.1 to 5.7 firms
    found = recruitment.firms(study, 36, wordings).set_index("occupation")
    assert found.firms_low.dropna().to_dict() == {
        "study_engineer": 11,
        "project_manager": 15,
        "data_scientist": 15,
        "machine_learning_engineer": 13,
    }
    assert (found.firms_low.dropna() == found.firms_high.dropna()).all()
    about = found.loc["bim_modeller_or_graphic_artist"]
    assert (about.below, about.above) == (5, 6)
    assert 20 in about.bases  # 3 of 20
    assert 36 not in about.bases
    assert min(found.bases["project_manager"]) == 19  # 8 of 19 is 42.1 %, and 18 is half of 36: 7/18 = 38.9


def test_truncation_leaves_shares_of_firms_without_a_count(study, wordings):
    # 41.67 prints 41 and 44.44 prints 44 when cut
    found = recruitment.firms(study, 36, wordings, "truncation").set_index("occupation")
    assert pd.isna(found.firms_low["project_manager"])
    assert (found.below["project_manager"], found.above["project_manager"]) == (15, 16)
    verdicts = recruitment._firm_verdicts(found.reset_index(), study, 36)
    assert verdicts[1]["verdict"] == "consistent only if"
    assert verdicts[1]["condition"].fields["below_share"] == Fraction(1500, 36)


def test_many_posts_are_not_many_firms(study, wordings):
    found = recruitment.volumes(study, 36, wordings).set_index("occupation")
    # 71 / 11 = 6.45; 55 to 64 over 15; data scientists: 15 firms, no more posts than the 21 of data engineers
    assert found.per_firm_low["study_engineer"] == found.per_firm_high["study_engineer"]
    assert found.per_firm_low["study_engineer"] == pytest.approx(71 / 11)
    assert found.per_firm_low["project_manager"] == pytest.approx(55 / 15)
    assert found.per_firm_high["project_manager"] == pytest.approx(64 / 15)
    scientist = found.loc["data_scientist"]
    assert (scientist.posts_low, scientist.posts_high, scientist.bounded_by) == (15, 21, "data_engineer")
    assert (scientist.per_firm_low, scientist.per_firm_high) == (1, pytest.approx(21 / 15))


def test_posts_are_never_a_bare_point(study, wordings):
    for found in (recruitment.posts(study), recruitment.volumes(study, 36, wordings)):
        assert found.posts_low.notna().all()
        assert found.posts_high.notna().all()
        assert "value" not in found


def test_nine_of_fifteen_firms_are_in_difficulty(study, wordings):
    # 59.5 to 60.5 % of 15 is 8.9 to 9.1; 29.5 to 30.5 % is 4.4 to 4.6
    found = recruitment.difficulty(study, 36, wordings).set_index(["occupation", "end"])
    assert found.loc[("project_manager", "own figure"), ["difficulty_low", "difficulty_high"]].tolist() == [
        9,
        9,
    ]
    assert found.fits["project_manager", "lowest of the range"] == "does not fit"
    assert found.fits["data_scientist", "highest of the range"] == "fits"


def test_posts_as_a_percentage_of_staff(study, survey):
    found = recruitment.against_staff(study, survey).set_index("group")
    twin, all_staff = found.loc["staff_digital_twin"], found.loc["staff_france"]
    assert (twin.growth_low, twin.growth_high) == (pytest.approx(56900 / 888), pytest.approx(61700 / 888))
    assert (all_staff.growth_low, all_staff.growth_high) == (
        pytest.approx(56900 / 15282),
        pytest.approx(61700 / 15282),
    )


@pytest.fixture
def verdicts(study, survey, wordings):
    found = recruitment.verdicts(study, survey, 36, wordings)
    return found.assign(said=[sentence.template for sentence in found.statement])


def only(found, said):
    rows = found[found.said.str.contains(said, regex=False)]
    assert len(rows) == 1, f"{said!r} is said {len(rows)} times"
    return rows.iloc[0]


def test_every_verdict_is_a_known_word(verdicts):
    assert set(verdicts.verdict) <= set(VERDICTS)
    assert set(verdicts.topic) == {"posts", "firms", "difficulty", "staff"}


def test_a_third_is_reproduced_and_the_tie_is_named(verdicts):
    row = only(verdicts, "posts for {leading:terms}")
    assert row.verdict == "reproduced"
    assert row.condition.fields["tied"] == ["project_manager"]


def test_project_managers_come_fourth_only_if_they_have_no_more_posts(verdicts):
    row = only(verdicts, "come after")
    assert row.verdict == "consistent only if"
    assert (row.condition.fields["first"], row.condition.fields["second"]) == (3, 4)


def test_developers_are_before_the_first_digital_occupation(verdicts):
    row = only(verdicts, "first digital occupation")
    assert row.verdict == "consistent only if"
    assert row.condition.fields["more"] == ["developer"]


def test_12_and_13_percent_are_not_of_one_total(verdicts):
    assert only(verdicts, "recruitment under way").verdict == "consistent only if"


def test_the_low_end_of_the_difficulties_belongs_to_no_known_occupation(verdicts):
    row = only(verdicts, "lowest share")
    assert row.verdict == "consistent only if"
    # 3/10, 6/20, 7/23 = 30.4, 8/27 = 29.6, 9/30 and 10/33 = 30.3
    assert row.condition.fields["bearing"] == [10, 20, 23, 27, 30, 33]
    assert only(verdicts, "highest share").verdict == "consistent"


def test_all_respondents_are_a_base_like_another(study, survey, wordings):
    # out of 33, 14, 12 and 10 firms recruit an occupation: none of them has 30 %
    found = recruitment.verdicts(study, survey, 33, wordings)
    found = found.assign(said=[sentence.template for sentence in found.statement])
    assert only(found, "lowest share").condition.fields["bearing"] == [10, 20, 23, 27, 30, 33]


def test_project_managers_in_difficulty_are_nine_of_fifteen(verdicts):
    row = only(verdicts, "of the firms that recruit")
    assert (row.verdict, row.condition.fields["count"], row.condition.fields["base"]) == ("consistent", 9, 15)


def test_difficulty_without_a_number_of_firms_is_not_checkable(study, survey, wordings):
    figures = study[~((study.occupation == "project_manager") & (study.measure == "share_of_firms"))]
    found = recruitment.verdicts(figures, survey, 36, wordings)
    found = found.assign(said=[sentence.template for sentence in found.statement])
    assert only(found, "of the firms that recruit").verdict == "not checkable"


def test_shares_of_growing_firms_bound_no_total_of_posts(verdicts):
    # 55 to 60 % of 36 firms are 20 or 21, 45 to 50 % are 17 or 18; of one size, 20 above 50 % are
    # 20 x 50 / 36 = 27.8 % at least, 17 doubling are 17 x 100 / 36 = 47.2 %; a lower bound is rounded down
    rows = verdicts[verdicts.topic == "staff"]
    assert list(rows.verdict) == ["not checkable", "not checkable"]
    assert [row.fields["count"] for row in rows.condition] == [20, 17]
    assert [row.fields["least"] for row in rows.condition] == [27, 47]
    assert rows.said.str.startswith("the posts needed go with the staff growth foreseen").all()


def test_words_that_no_count_of_the_respondents_fits_are_taken_at_their_lowest(study, survey, wordings):
    # of 3 firms, 55 to 60 % and 45 to 50 % are none: 55 % x 50 = 27.5, rounded down, and 45 % x 100
    found = recruitment.verdicts(study, survey, 3, wordings)
    least = [said.fields["least"] for said in found.condition[found.topic == "staff"]]
    assert least == [27, 45]


def test_a_word_that_no_table_declares_is_an_error(study, wordings):
    with pytest.raises(ValueError, match="no row for 'about'"):
        recruitment.firms(study, 36, wordings[wordings.wording != "about"])


def test_a_lost_row_changes_nothing_until_it_is_filled(study, wordings):
    lost = wave(("methods_engineer", "posts", None)).assign(status="lost")
    assert recruitment.posts(pd.concat([study, lost])).equals(recruitment.posts(study))
    # 65 posts printed as 11 %: 65/.115 = 565.2 to 65/.105 = 619.05, wider than 569 to 617
    filled = pd.concat([study, wave(("methods_engineer", "posts", 65))], ignore_index=True)
    assert recruitment.fitting_totals(filled) == list(range(569, 618))
    # 60 posts: up to 60/.105 = 571.4
    filled = pd.concat([study, wave(("methods_engineer", "posts", 60))], ignore_index=True)
    assert recruitment.fitting_totals(filled) == [569, 570, 571]


def test_the_order_of_rows_changes_no_interval(study, wordings):
    turned = study.iloc[::-1].reset_index(drop=True)
    first, second = (
        recruitment.volumes(frame, 36, wordings).set_index("occupation") for frame in (study, turned)
    )
    assert first[["posts_low", "posts_high"]].equals(second.loc[first.index, ["posts_low", "posts_high"]])
    assert recruitment.totals(study, wordings).equals(recruitment.totals(turned, wordings))


@settings(deadline=None)
@given(st.data(), st.sampled_from(RULES))
def test_the_truth_is_always_among_the_readings(data, rule):
    total = data.draw(st.integers(1, 600))
    first = data.draw(st.integers(1, total))
    second = data.draw(st.integers(0, total - first))
    # a share that prints as 0 bounds no total from above
    printed = [int(rounding.rounded(Fraction(100 * count, total), 0, rule)) for count in (first, second)]
    assume(printed[0] >= 1)
    figures = wave(("a", "posts", first), *shares(a=printed[0], b=printed[1]))
    assert total in recruitment.fitting_totals(figures, rule)
    found = recruitment.posts(figures, rule).set_index("occupation")
    assert found.posts_low["b"] <= second <= found.posts_high["b"]
    rest = total - first - second
    assert found.posts_low["other"] <= rest <= found.posts_high["other"]
    assert found.of_posts_low["b"] <= 100 * second / total + 1e-9
    assert 100 * second / total <= found.of_posts_high["b"] + 1e-9


@settings(deadline=None)
@given(st.integers(1, 120).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.sampled_from(RULES))
def test_a_true_number_of_firms_is_in_its_interval(pair, rule):
    count, n = pair
    share = int(rounding.rounded(Fraction(100 * count, n), 0, rule))
    wordings = pd.DataFrame(columns=["wording", "measure", "low", "high"])
    found = recruitment.firms(wave(("a", "share_of_firms", share)), n, wordings, rule).iloc[0]
    assert found.firms_low <= count <= found.firms_high
    assert n in found.bases
