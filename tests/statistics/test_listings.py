"""Long lists, counted. All lists here are made up, of a few rows, so that each count can be seen."""

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.presentation.language import Language
from helpers.statistics import listings
from helpers.statistics.sentences import VERDICTS, sentence

WHERE = ("named and marked", "named only", "marked only")


@pytest.fixture
def wordings():
    rows = [
        ("about", "factor", "0.95", "1.05"),
        ("roughly", "factor", "0.9", "1.1"),
        ("half", "share", "45", "55"),
    ]
    frame = pd.DataFrame(rows, columns=["wording", "measure", "low", "high"])
    return frame.assign(low=frame.low.map(Decimal), high=frame.high.map(Decimal))


def lists(*rows):
    """Rows of list, stated, listed; a phrase makes the stated length approximate."""
    frame = [
        {
            "list": name,
            "label_en": name,
            "label_fr": name,
            "stated": stated,
            "stated_high": None,
            "listed": listed,
        }
        | {"wording": "approximate" if phrase else "exact", "phrase": phrase[0] if phrase else None}
        | {"place": "section 6, text"}
        for name, stated, listed, *phrase in rows
    ]
    return pd.DataFrame(frame).astype({"stated": "Int64", "stated_high": "Int64", "listed": "Int64"})


def verdicts(frame, key="list"):
    return dict(zip(frame[key], frame.verdict, strict=True))


def test_counts_keep_missing_values_and_the_order_of_appearance():
    frame = pd.DataFrame({"kind": ["web", "book", None, "web"]})
    found = listings.counted(frame, "kind")
    assert list(found["count"]) == [2, 1, 1]
    assert list(found.kind[:2]) == ["web", "book"]


def test_combinations_that_never_meet_are_counted_as_zero_on_request():
    frame = pd.DataFrame({"challenge": [1, 1, 2], "complexity": [1, 3, 3]})
    assert list(listings.counted(frame, ["challenge", "complexity"])["count"]) == [1, 1, 1]
    found = listings.counted(frame, ["challenge", "complexity"], complete=True)
    assert found.set_index(["challenge", "complexity"])["count"].to_dict() == {
        (1, 1): 1,
        (1, 3): 1,
        (2, 1): 0,
        (2, 3): 1,
    }


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from([1, 2, None])), min_size=1))
def test_counts_add_up_to_the_rows(rows):
    frame = pd.DataFrame(rows, columns=["letter", "number"])
    for complete in (False, True):
        assert listings.counted(frame, ["letter", "number"], complete)["count"].sum() == len(rows)


def test_lengths_of_the_lists_that_the_tables_hold():
    found = listings.lengths(
        offers=pd.DataFrame({"order": [1, 2]}),
        actions=pd.DataFrame({"action": [1, 2, 3], "challenge": [1, 1, 2]}),
        occupation_dimensions=pd.DataFrame({"dimension": [1, 1, 2]}),
        skills=pd.DataFrame(columns=["order", "level_1", "level_2", "level_3"]),
    )
    assert found == {"job_offers": 2, "actions": 3, "challenges": 2, "dimensions": 2, "skill_levels": 3}


def test_a_stated_length_is_judged_by_what_is_listed(wordings):
    # some 60 is 54 to 66, about 10 is 9.5 to 10.5: 10 only
    stated = lists(
        ("agrees", 5, 5),
        ("shorter", 60, 25, "some"),
        ("within", 60, 58, "some"),
        ("longer", 6, 7),
        ("hedged and longer", 10, 11, "about"),
        ("not printed", 4, None),
    )
    found = listings.stated_lists(stated, wordings).set_index("list")
    assert found.verdict.to_dict() == {
        "agrees": "reproduced",
        "shorter": "consistent only if",
        "within": "consistent",
        "longer": "inconsistent",
        "hedged and longer": "consistent only if",
        "not printed": "not checkable",
    }
    assert set(found.verdict) == set(VERDICTS)
    assert found.condition["shorter"].fields == {"low": 29, "high": 41}  # 54 - 25 and 66 - 25
    assert (found.stated_low["hedged and longer"], found.stated_high["hedged and longer"]) == (10, 10)


def test_what_is_recounted_takes_the_place_of_what_was_typed(wordings):
    stated = lists(("actions", 13, 12))
    assert verdicts(listings.stated_lists(stated, wordings, {"actions": 13})) == {"actions": "reproduced"}


def test_another_way_of_counting_is_a_condition(wordings):
    way = sentence("two of them are counted as one")
    found = listings.stated_lists(lists(("sectors", 6, 7)), wordings, otherwise={"sectors": (6, way)}).iloc[0]
    assert (found.verdict, found.condition) == ("consistent only if", way)


@pytest.mark.parametrize("phrase", ["a dozen or so", "half"])
def test_a_word_without_a_factor_is_an_error(phrase, wordings):
    with pytest.raises(ValueError, match=f"no factor for '{phrase}'"):
        listings.stated_lists(lists(("offers", 12, 12, phrase)), wordings)


@settings(deadline=None)
@given(st.integers(1, 500), st.sampled_from(["about", "some"]))
def test_the_stated_number_is_among_those_it_stands_for(stated, phrase):
    frame = pd.DataFrame({"wording": ["about", "roughly"], "measure": "factor"})
    frame = frame.assign(low=[Decimal("0.95"), Decimal("0.9")], high=[Decimal("1.05"), Decimal("1.1")])
    found = listings.stated_lists(lists(("list", stated, stated, phrase)), frame).iloc[0]
    assert found.stated_low <= stated <= found.stated_high
    assert found.verdict == "reproduced"


def lines(sector, use_cases, details, blocks=1, doubtful=0):
    """Lines of a sector: use cases, then details; the last `doubtful` lines are of an uncertain level."""
    levels = ["use case"] * use_cases + ["detail"] * details
    frame = pd.DataFrame({"sector": sector, "level": levels, "subsector": None, "certainty": "high"})
    frame["block"] = [f"b{place % blocks}" for place in range(len(frame))]
    frame.loc[len(frame) - doubtful :, "certainty"] = "medium"
    frame["parent_order"] = [1 if level == "detail" else None for level in levels]
    return frame


def stated_cases(*rows):
    """Rows of sector, number, and "~" for an approximate one; `detailed` counts with the details."""
    frame = [
        {"sector": sector, "value": Decimal(value), "value_high": None}
        | {"counts": "detailed" if "detailed" in more else "identified"}
        | {"wording": "approximate" if "~" in more else "exact", "phrase": "~" if "~" in more else None}
        | {"place": "section 4.4, synthesis table" if "~" in more else f"section 4.4, {sector} sheet"}
        for sector, value, *more in rows
    ]
    return pd.DataFrame(frame)


def judged(cases, stated, wordings):
    assert len(stated) == 1
    return listings.use_cases_stated(cases, stated, wordings).iloc[0]


def test_a_tilde_is_read_as_about(wordings):
    found = judged(lines("energy", 21, 0), stated_cases(("energy", 20, "~")), wordings)
    assert (found.stated_low, found.stated_high, found.verdict) == (19, 21, "consistent")


def test_use_cases_listed_as_stated_are_reproduced(wordings):
    found = judged(lines("energy", 19, 4), stated_cases(("energy", 19)), wordings)
    assert (found.verdict, found.use_cases, found.details, found.lines) == ("reproduced", 19, 4, 23)


def test_a_number_may_count_the_details_too(wordings):
    found = judged(lines("industry", 3, 5), stated_cases(("industry", 8)), wordings)
    assert (found.verdict, found.condition.fields) == ("consistent only if", {"way": "use cases and details"})


def test_a_number_may_count_the_blocks(wordings):
    found = judged(lines("defence", 9, 0, blocks=4), stated_cases(("defence", 4)), wordings)
    assert (found.verdict, found.condition.fields) == ("consistent only if", {"way": "blocks"})


def test_doubtful_lines_make_the_count_an_interval(wordings):
    # 3 use cases and 2 details, the two details doubtful: 3 to 5 use cases
    found = judged(lines("industry", 3, 2, doubtful=2), stated_cases(("industry", 4)), wordings)
    assert (found.use_cases_low, found.use_cases, found.use_cases_high) == (3, 3, 5)
    assert (found.verdict, found.condition.fields) == ("consistent only if", {"least": 3, "most": 5})


def test_a_shorter_list_may_leave_some_out(wordings):
    found = judged(lines("health", 14, 0, blocks=5), stated_cases(("health", 15)), wordings)
    assert (found.verdict, found.condition.fields) == ("consistent only if", {"missing": 1})


def test_a_shorter_list_is_counted_by_the_way_that_lacks_fewest(wordings):
    # 16 use cases and 44 details are 60 of 75; 64 with the blocks, which are no use cases
    found = judged(lines("industry", 16, 44, blocks=4), stated_cases(("industry", 75)), wordings)
    assert found.condition.fields == {"way": "use cases and details", "low": 15, "high": 15}
    detailed = judged(lines("industry", 16, 44, blocks=4), stated_cases(("industry", 75, "detailed")), wordings)
    assert detailed.condition.fields == {"missing": 15}


def test_doubtful_lines_change_how_many_are_left_out(wordings):
    """About 22 is 21 to 23 (20.9 to 23.1). Of 16 use cases 2 are doubtful, and so are 3 of the details.

    14 to 19 use cases then, and 21 - 19 = 2 to 23 - 14 = 9 left out. 60 lines in all, whatever their level.
    """
    cases = lines("industry", 16, 44, blocks=4)
    cases.loc[[14, 15, 16, 17, 18], "certainty"] = "medium"
    found = judged(cases, stated_cases(("industry", 22, "~")), wordings)
    assert (found.stated_low, found.stated_high) == (21, 23)
    assert (found.use_cases_low, found.use_cases_high) == (14, 19)
    assert found.condition.fields == {"low": 2, "high": 9}
    found = judged(cases, stated_cases(("industry", 75)), wordings)
    assert found.condition.fields == {"way": "use cases and details", "low": 15, "high": 15}


def test_stated_numbers_stand_sector_by_sector(wordings):
    cases = pd.concat([lines("energy", 19, 0), lines("health", 14, 0)])
    stated = stated_cases(("energy", 19, "~"), ("health", 15, "~"), ("energy", 19), ("health", 15))
    found = listings.use_cases_stated(cases, stated, wordings)
    assert list(found.sector) == ["energy", "energy", "health", "health"]


def test_stated_lists_stand_in_the_order_of_the_study(wordings):
    places = [
        "section 5.2, text",
        "annex 3, table",
        "section 1, text",
        "section 5.2, table",
        "section 5.2, text",
    ]
    stated = lists(*((f"list {number}", 1, 1) for number in range(5))).assign(place=places)
    found = listings.stated_lists(stated, wordings)
    assert list(found.list) == ["list 2", "list 0", "list 4", "list 3", "list 1"]


@pytest.mark.parametrize(
    ("phrases", "said"),
    [
        (
            ["~", None],
            "“About”, a tilde in the synthesis table, stands before a figure: it is read as 5% either side.",
        ),
        (["roughly"], "“Some”, the French ending -aine, makes a round number: it is read as 10% either side."),
        ([None], ""),
    ],
)
def test_only_the_hedges_of_a_table_are_explained(wordings, phrases, said):
    assert Language("en").sentence(listings.words_read(wordings, phrases)) == said


def test_the_use_cases_that_have_details_are_counted(wordings):
    """Five details, all under the first of three use cases."""
    assert judged(lines("industry", 3, 5), stated_cases(("industry", 8)), wordings).with_details == 1


def test_a_list_of_which_only_examples_are_named_is_not_checkable(wordings):
    """Of eight domains one is named: the list is not said to be whole. Eight named of eight would be."""
    row = {
        "list": "domains",
        "label_en": "",
        "label_fr": "",
        "stated": 8,
        "stated_high": None,
        "place": "section 4",
    }
    row |= {"wording": "exact", "phrase": None, "listed": 1, "extent": "examples"}
    found = listings.stated_lists(pd.DataFrame([row]), wordings).iloc[0]
    assert (found.verdict, found.condition.template) == ("not checkable", "only examples are named")
    whole = pd.DataFrame([row | {"listed": 8, "extent": "whole"}])
    assert listings.stated_lists(whole, wordings).verdict.iloc[0] == "reproduced"


def test_actions_rated_most_complex_name_their_challenge():
    actions = pd.DataFrame({"challenge": ["A", "B", "B"], "complexity": [1, 3, 3]})
    said = Language("en").sentence
    assert said(listings.hardest(actions)) == (
        "Of 3 actions on 2 challenges, 2 are rated most complex, all under “B”."
    )
    assert [said(grade) for grade in listings.graded(actions).grade] == ["1 (least)", "3 (most)", "3 (most)"]


def test_people_whose_names_cannot_be_counted_are_named():
    people = pd.DataFrame({"label": ["All", "Experts"], "verdict": ["reproduced", "not checkable"]})
    assert Language("en").sentence(listings.interviewed(people)) == (
        "Of 2 stated numbers of people interviewed, 1 agrees with the names listed and 1 cannot be checked: "
        "“Experts”."
    )


def test_sources_without_an_area_come_last():
    found = listings.zones(pd.DataFrame({"zone": [None, "France", None]}))
    assert [Language("en").show(zone, "") for zone in found.zone] == ["France", "not stated"]
    assert list(found["count"]) == [1, 2]


def test_lines_stand_in_the_order_of_the_synthesis_table():
    cases = pd.concat([lines("a", 2, 1), lines("b", 1, 0)])
    found = listings.lines_by_level(cases, stated_cases(("b", 1), ("a", 2)))
    assert found.to_numpy().tolist() == [["use case", "b", 1], ["use case", "a", 2], ["detail", "a", 1]]


def test_a_longer_list_is_inconsistent_with_an_exact_number_but_not_with_a_hedged_one(wordings):
    cases = lines("defence", 20, 0, blocks=8)
    assert judged(cases, stated_cases(("defence", 9)), wordings).verdict == "inconsistent"
    found = judged(cases, stated_cases(("defence", 9, "~")), wordings)
    assert found.verdict == "consistent only if"
    assert (found.condition.fields["way"], found.condition.fields["count"]) == ("blocks", 8)


def test_a_number_at_odds_with_another_of_its_sector_may_be_that_of_another_sector(wordings):
    cases = pd.concat([lines("building", 22, 0, blocks=9), lines("energy", 19, 0)])
    stated = stated_cases(("building", 22, "~"), ("building", 19), ("energy", 19))
    found = listings.use_cases_stated(cases, stated, wordings)
    assert list(found.verdict) == ["reproduced", "inconsistent", "reproduced"]
    assert found.condition[1].fields == {"use_cases": 22, "blocks": 9, "same": ["energy"]}


def test_use_cases_of_two_lists_of_a_sector_may_be_counted_once(wordings):
    """11 and 11 lines: 19 if 3 stand in both lists, but never 10 nor, with no second list, 19."""
    cases = lines("building", 22, 0).assign(subsector=["a"] * 11 + ["b"] * 11)
    found = judged(cases, stated_cases(("building", 19)), wordings)
    assert (found.verdict, found.condition.fields) == (
        "consistent only if",
        {"count": 22, "common": 3},
    )
    assert "in both lists" in found.condition.template
    assert judged(cases, stated_cases(("building", 10)), wordings).verdict == "inconsistent"
    assert judged(lines("building", 22, 0), stated_cases(("building", 19)), wordings).verdict == "inconsistent"


def test_blocks_of_two_parts_of_a_sector_are_told_apart(wordings):
    cases = lines("building", 4, 0, blocks=1).assign(subsector=["a", "a", "b", "b"])
    assert judged(cases, stated_cases(("building", 4)), wordings).blocks == 2


def test_sums_over_sectors_stand_beside_the_lines(wordings):
    cases = pd.concat([lines("energy", 19, 0), lines("health", 14, 2)])
    stated = stated_cases(("energy", 19, "~"), ("health", 15, "~"), ("energy", 19), ("health", 15))
    found = listings.use_case_sums(cases, stated, wordings).set_index("source")
    # about 19 is 18.05 to 19.95, about 15 is 14.25 to 15.75: each one number
    assert found.loc["synthesis table", ["stated_low", "stated_high"]].tolist() == [34, 34]
    assert found.loc["sector sheet", ["use_cases", "lines"]].tolist() == [33, 35]


def test_interviews_are_summed():
    people = pd.DataFrame({"phase": ["1", "2", "all"], "kind": ["a", "b", "all"], "stated": [7, 29, 36]})
    people = people.assign(listed=pd.array([None, 29, 36], dtype="Int64"))
    assert list(listings.interviews(people).verdict) == ["not checkable", "reproduced", "reproduced"]
    assert list(listings.interviews(people.assign(stated=[7, 28, 36])).verdict)[-1] == "inconsistent"


OCCUPATIONS = pd.DataFrame(
    [
        (1, "engineering", "steering", "manager", "! !", True, True, True, True),
        (2, "engineering", "steering", "buyer", None, False, False, False, False),
        (3, "engineering", "design", "geomatician", "+", False, False, True, False),
        (4, "engineering", "service", "geomatician", "+", True, False, True, False),
        (5, "digital", "build", "developer", "1 4", True, True, True, False),
        (6, "digital", "build", "designer", "1", True, True, False, False),
        (7, "digital", "run", "trainer", None, True, True, True, False),
    ],
    columns=["order", "sector", "family", "title", "marks", *listings.SKILLS, "bold"],
).assign(title_en=lambda frame: frame.title, family_en=lambda frame: frame.family)

MARKS = pd.DataFrame(
    [
        ("engineering", "!", "token", "transforming", None),
        ("engineering", "+", "token", "emerging", None),
        ("engineering", "! !", "sequence", "transforming", "transforming;other_title"),
        ("digital", "1", "token", "transforming", "other_title"),
        ("digital", "4", "token", "in_tension", None),
    ],
    columns=["sector", "mark", "scope", "meaning", "alternative"],
)

MATCHES = pd.DataFrame(
    [
        ("transforming", "manager", "engineering", "manager", "exact"),
        ("transforming", "web designer", "digital", "designer", "variant"),
        ("emerging", "geomatician", "engineering", "geomatician", "exact"),
        ("emerging", "ecologist", "engineering", "buyer", "variant"),
        ("dimension_1", "trainer", "digital", "trainer", "exact"),
        ("dimension_1", "graphic artist", "digital", "designer", "doubtful"),
        ("dimension_2", "developer", "digital", "developer", "doubtful"),
        ("dimension_2", "developers", "digital", "developer", "variant"),
    ],
    columns=["list", "occupation_fr", "sector", "title", "match"],
)


def ends(frame, *key):
    return {
        tuple(row[name] for name in key) if len(key) > 1 else row[key[0]]: (row["count_low"], row["count_high"])
        for row in frame.to_dict("records")
    }


def test_a_doubtful_mark_is_counted_as_an_interval():
    found = listings.mark_counts(OCCUPATIONS, listings.read_marks(OCCUPATIONS, MARKS))
    # manager is transforming in both readings; developer and designer may bear another title instead
    assert ends(found, "meaning") == {
        "emerging": (2, 2),
        "transforming": (1, 3),
        "in_tension": (1, 1),
        "other_title": (0, 3),
    }
    assert dict(zip(found.meaning, found["count"], strict=True))["transforming"] == 3


def test_a_cell_declared_as_a_whole_is_not_read_mark_by_mark():
    of = listings.read_marks(OCCUPATIONS, MARKS).query("title == 'manager'")
    assert list(of.meaning) == ["transforming", "other_title"]
    assert list(of.certain) == [True, False]
    assert list(of.read) == [True, False]


def test_what_the_text_names_settles_a_doubtful_mark():
    readings = listings.read_marks(OCCUPATIONS, MARKS, MATCHES)
    found = listings.mark_counts(OCCUPATIONS, readings)
    # the designer is named as transforming, so its mark is not another title; the developer is not named
    assert ends(found, "meaning")["transforming"] == (2, 3)
    assert ends(found, "meaning")["other_title"] == (0, 2)


def test_every_family_has_a_count_of_every_meaning():
    readings = listings.read_marks(OCCUPATIONS, MARKS)
    found = listings.mark_counts(OCCUPATIONS, readings, ["sector", "family"])
    assert len(found) == 5 * 4
    assert ends(found, "family", "meaning")["run", "transforming"] == (0, 0)
    assert ends(found, "family", "meaning")["build", "transforming"] == (0, 2)


def test_a_mark_without_a_declared_reading_is_an_error():
    with pytest.raises(ValueError, match=r"manager \(engineering\): no declared reading of '\?'"):
        listings.read_marks(OCCUPATIONS.assign(marks="! ?"), MARKS)


def test_skills_ticked_are_counted_by_sector():
    found = listings.flag_counts(OCCUPATIONS, ["sector"]).set_index("sector")
    assert found.loc["engineering"].to_dict() == {
        "rows": 4,
        "marked": 3,
        "bold": 1,
        "behavioural": 2,
        "organisational": 1,
        "technical": 3,
        "all_three": 1,
        "no_skill": 1,
    }
    whole = listings.flag_counts(OCCUPATIONS).iloc[0]
    assert (whole["rows"], whole.marked, whole.all_three) == (7, 5, 3)


def test_marks_meet_skills():
    readings = listings.read_marks(OCCUPATIONS, MARKS)
    found = listings.marks_by_skill(OCCUPATIONS, readings)
    # transforming and behavioural: manager surely; developer and designer perhaps
    counts = ends(found, "meaning", "skill")
    assert counts["transforming", "behavioural"] == (1, 3)
    assert counts["transforming", "technical"] == (1, 2)
    assert counts["emerging", "behavioural"] == (1, 1)
    assert counts["any mark", "technical"] == (4, 4)
    assert counts["no mark", "technical"] == (1, 1)
    of = found.set_index(["meaning", "skill"])[["of_low", "of", "of_high"]]
    assert of.loc[("no mark", "technical")].tolist() == [2, 2, 2]
    # of the rows that may be transforming the manager's is certain, the developer's and designer's are not
    assert of.loc[("transforming", "technical")].tolist() == [1, 3, 3]


def test_an_occupation_of_two_families_carries_its_mark_once():
    found = listings.carriers(listings.read_marks(OCCUPATIONS, MARKS), "emerging")
    assert found.to_dict("records") == [
        {
            "sector": "engineering",
            "title": "geomatician",
            "certain": True,
            "read": True,
            "held": listings.HELD[0],
        }
    ]


def test_an_occupation_with_a_mark_in_the_other_reading_only_comes_last_and_is_counted_apart():
    """`! !` of the manager may be another title, `1` of developer and designer too: none as declared."""
    found = listings.carriers(listings.read_marks(OCCUPATIONS, MARKS), "other_title")
    assert set(found.held) == {"in the other reading only"}
    assert listings.held_counts(found) == {"certain": 0, "declared": 0, "all": 3}
    marks = MARKS.assign(meaning=["transforming", "emerging", "transforming", "transforming", "other_title"])
    found = listings.carriers(listings.read_marks(OCCUPATIONS, marks), "other_title")
    assert list(zip(found.title, found.held, strict=True)) == [
        ("manager", "in the other reading only"),
        ("developer", "in every reading"),
        ("designer", "in the other reading only"),
    ]
    assert listings.held_counts(found) == {"certain": 1, "declared": 1, "all": 3}


def test_an_occupation_is_named_for_certain_unless_all_its_matches_are_doubtful():
    found = listings.named(MATCHES, ["dimension_1", "dimension_2"]).set_index("title")
    assert found.certain.to_dict() == {"trainer": True, "designer": False, "developer": True}
    assert found.names["developer"] == ["developer", "developers"]


def test_members_of_two_lists_are_in_both_or_in_one_only():
    named = listings.named(MATCHES, ["dimension_1", "dimension_2"])
    found = listings.overlap(named, listings.marked(OCCUPATIONS), WHERE)
    assert list(zip(found.title, found["where"], strict=True)) == [
        ("designer", "named and marked"),
        ("developer", "named and marked"),
        ("trainer", "named only"),
        ("manager", "marked only"),
        ("geomatician", "marked only"),
    ]
    # the designer may not be the graphic artist that is named: then it is marked only
    assert ends(listings.overlap_counts(found, WHERE), "where") == {
        "named and marked": (1, 2),
        "named only": (1, 1),
        "marked only": (2, 3),
    }


def test_a_list_with_a_member_twice_is_our_fault():
    twice = pd.DataFrame({"sector": "a", "title": ["x", "x"], "certain": True})
    with pytest.raises(AssertionError, match="twice"):
        listings.overlap(twice, twice)


@settings(deadline=None)
@given(
    st.dictionaries(st.integers(0, 9), st.booleans()),
    st.dictionaries(st.integers(0, 9), st.booleans()),
    st.data(),
)
def test_the_true_overlap_is_in_its_interval(first, second, data):
    """Whatever the doubtful members turn out to be."""
    frames = [
        pd.DataFrame({"m": pd.Series(list(of), dtype=int), "certain": pd.Series(list(of.values()), dtype=bool)})
        for of in (first, second)
    ]
    truth = [{m for m, sure in of.items() if sure or data.draw(st.booleans())} for of in (first, second)]
    counts = ends(listings.overlap_counts(listings.overlap(*frames, key=["m"])), "where")
    true = {
        "both": len(truth[0] & truth[1]),
        "first only": len(truth[0] - truth[1]),
        "second only": len(truth[1] - truth[0]),
    }
    for where, (low, high) in counts.items():
        assert low <= true[where] <= high


def test_an_occupation_is_described_by_its_families_and_marks():
    found = listings.described(
        listings.carriers(listings.read_marks(OCCUPATIONS, MARKS), "emerging"), OCCUPATIONS
    )
    assert found.families[0] == ["design", "service"]
    assert found.marks[0] == ["+", "+"]
    assert found.signs[0] == ["sign +"]


def test_named_occupations_bear_their_mark_or_it_is_misprinted():
    readings = listings.read_marks(OCCUPATIONS, MARKS, MATCHES)
    found = listings.mark_verdicts(readings, MATCHES, OCCUPATIONS)
    # of the two named as emerging, the ecologist (the buyer's row) bears no mark; both transforming ones do,
    # the web designer (the designer's row) because the text names it so
    assert list(found.verdict) == ["consistent only if", "consistent only if", "consistent"]
    assert found.statement[0].fields == {"count": 2, "titles": ["geomatician", "buyer"]}
    [missing] = found.condition[0].fields["missing"]
    assert missing.fields == {"title": "buyer", "read": ["no mark"]}
    assert found.condition[1].fields == {"doubtful": 1, "count": 2}


def test_an_occupation_named_so_and_marked_otherwise_is_told_with_its_marks():
    moved = MATCHES.assign(title=MATCHES.title.where(MATCHES.title != "buyer", "manager"))
    readings = listings.read_marks(OCCUPATIONS, MARKS)
    titles = OCCUPATIONS.assign(title_en=OCCUPATIONS.title.str.upper())
    found = listings.named_unmarked("emerging", readings, moved, titles, "en")
    # the manager's mark is transforming as declared
    assert found == [{"title": "MANAGER", "read": ["transforming"]}]
    assert listings.named_unmarked("transforming", readings, moved, titles, "en") == []


def test_a_column_for_doubt_is_shown_only_where_there_is_some():
    sure = pd.DataFrame({"count": [2, 3], "count_low": [2, 3], "count_high": [2, 3]})
    assert listings.between(sure) == []
    assert listings.between(sure.assign(count_high=[2, 4])) == ["count_between"]


def test_a_doubtful_mark_that_the_text_settles_bears_no_text_out():
    readings = listings.read_marks(OCCUPATIONS, MARKS, MATCHES)
    # the designer's 1 may be another title; the manager's ! ! has transforming in both readings
    assert readings.title[readings.settled].tolist() == ["designer"]
    assert not listings.read_marks(OCCUPATIONS, MARKS).settled.any()
    sure = MATCHES[MATCHES.occupation_fr != "web designer"]
    found = listings.mark_verdicts(listings.read_marks(OCCUPATIONS, MARKS, sure), sure, OCCUPATIONS)
    assert found.verdict[1] == "reproduced"


def test_skills_ticked_in_other_rows_too_are_told():
    """Transforming: manager, developer, designer. Of buyer, geomatician twice, trainer, 3 have one."""
    readings = listings.read_marks(OCCUPATIONS, MARKS, MATCHES)
    last = listings.mark_verdicts(readings, MATCHES, OCCUPATIONS).iloc[-1]
    assert last.condition.fields == {"count": 3, "also": 3, "rest": 4}


def test_a_transforming_occupation_without_a_skill_is_noticed():
    bare = OCCUPATIONS.assign(
        **{skill: OCCUPATIONS[skill] & (OCCUPATIONS.order != 1) for skill in listings.SKILLS}
    )
    found = listings.mark_verdicts(listings.read_marks(bare, MARKS, MATCHES), MATCHES, bare)
    assert found.verdict.iloc[-1] == "consistent only if"
    assert found.condition.iloc[-1].fields == {"missing": 1, "count": 3}


def test_a_mark_that_may_only_be_read_as_transforming_asks_for_no_skill():
    marks = MARKS.assign(alternative=["emerging", "transforming", None, "other_title", None])
    bare = OCCUPATIONS.assign(technical=OCCUPATIONS.technical & (OCCUPATIONS.order != 3))
    found = listings.mark_verdicts(listings.read_marks(bare, marks), MATCHES, bare)
    assert found.verdict.iloc[-1] == "consistent"


def test_sheets_of_use_cases_count_the_main_sectors():
    count, _ = listings.sectors_as_sheets(pd.concat([lines("a", 2, 0), lines("b", 1, 0)]))["main_sectors"]
    assert count == 2


def test_a_mark_with_two_readings_names_both():
    found = listings.declared_readings(MARKS, OCCUPATIONS.assign(place=OCCUPATIONS.sector + " table"))
    assert found.meanings.tolist()[2:4] == [["transforming"], ["transforming"]]
    assert found.alternatives.tolist()[2:4] == [["transforming", "other_title"], ["other_title"]]
    assert found.place.tolist()[2:4] == ["engineering table", "digital table"]
    # "! !" is read as a whole, so no row bears "!" alone; "1" stands on the developer and the designer
    assert dict(zip(found.mark, found.rows, strict=True)) == {"!": 0, "+": 2, "! !": 1, "1": 2, "4": 1}
    assert found.signs[2] == ["sign !", "sign !"]
