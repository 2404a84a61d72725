import pytest

from helpers.sources import responses, routing

PARTNERS = {"P": "partnerships", "A": "partnership_forms.purchase", "B": "partnership_forms.other"}
POSTS = {
    "N1": "recruit_posts.developer@now",
    "T1": "recruit_posts.developer@3-5 years",
    "N2": "recruit_posts.data_engineer@now",
    "T2": "recruit_posts.data_engineer@3-5 years",
    "H1": "recruit_difficulty.developer",
    "H2": "recruit_difficulty.data_engineer",
    "H3": "recruit_difficulty.none",
    "D": "difficulty",
    "R": "difficulty_reasons.pay",
}
STAFF = {"F": "staff_france", "T": "staff_digital_twin", "S": "size"}
WAYS = {"I": "training_ways.in_house", "O": "training_ways.other", "N": "training_ways.none"}
USES = {"U": {"question": "uses", "separator": ";"}, "L": "uses.none@3-5 years", "M": "uses.costs@3-5 years"}
RECRUITS = {
    "R1": "recruits.developer@3-5 years",
    "R2": "recruits.none@3-5 years",
    "N": "recruit_posts.developer@now",
    "T": "recruit_posts.developer@3-5 years",
}
NOT_ASKED = "an answer where none was asked"
TOGETHER = "«none» ticked together with other items"
UNTICKED = "posts for an occupation that the firm does not tick in «recruits»"
SIZE = "not in the size class that the firm gives"
TWINS = "more people on digital twins than staff in France"


def found(write_wave, columns, *rows, **settings):
    problems = responses.check(write_wave(columns, rows, **settings)).problems
    return [(r.row, r.column, r.value, r.problem, r.allowed) for r in problems.itertuples()]


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        (PARTNERS, "yes|x|"),
        (PARTNERS, "yes||"),
        (PARTNERS, "no||"),
        (PARTNERS, "no|0|0"),
        (POSTS, "1|1|0|0|x|||yes|x"),
        (POSTS, "0|3||||||no|"),
        (POSTS, "0|0|0|0|||||"),
        (POSTS, "0|3|1|1|||x|yes|x"),
        (STAFF, "10|10|from_10_to_49"),
        (STAFF, "49|0|from_10_to_49"),
        (STAFF, "5000||from_5000"),
        (STAFF, "|12|under_10"),
        (WAYS, "x|x|"),
        (WAYS, "||x"),
        (WAYS, "0|0|1"),
        (USES, "None|no|x"),
        (USES, "costs;design|x|"),
        (RECRUITS, "x||1|1"),
        (RECRUITS, "x||0|0"),
        (RECRUITS, "x|||"),
        (RECRUITS, "|x|0|0"),
        (RECRUITS, "||1|2"),
    ],
)
def test_answers_that_agree_pass(write_wave, columns, row):
    assert found(write_wave, columns, row) == []


@pytest.mark.parametrize(
    ("columns", "row", "expected"),
    [
        (PARTNERS, "no|x|", ("A", "x", NOT_ASKED, "blank, unless partnerships is yes")),
        (PARTNERS, "||x", ("B", "x", NOT_ASKED, "blank, unless partnerships is yes")),
        (
            POSTS,
            "1|1|0|0||x|||",
            ("H2", "x", NOT_ASKED, "blank, unless recruit_posts is above 0 for the same item"),
        ),
        (
            POSTS,
            "0|0|||||x||",
            ("H3", "x", NOT_ASKED, "blank, unless recruit_posts is above 0 for the same item"),
        ),
        (POSTS, "0|0||||||yes|", ("D", "yes", NOT_ASKED, "blank, unless recruit_posts is above 0")),
        (POSTS, "1|1||||||no|x", ("R", "x", NOT_ASKED, "blank, unless difficulty is yes")),
        (POSTS, "3|2|||||||", ("N1", "3", "more posts now than in all", "up to 2")),
        (STAFF, "12|13|", ("T", "13", TWINS, "up to 12")),
        (STAFF, "50|0|from_10_to_49", ("F", "50", SIZE, "a number in «from_10_to_49»")),
        (STAFF, "9|0|from_10_to_49", ("F", "9", SIZE, "a number in «from_10_to_49»")),
        (STAFF, "4999|0|from_5000", ("F", "4999", SIZE, "a number in «from_5000»")),
        (WAYS, "x||x", ("N", "x", TOGETHER, "ticked alone")),
        (USES, "None;costs||x", ("U", "None;costs", TOGETHER, "ticked alone")),
        (USES, "|x|x", ("L", "x", TOGETHER, "ticked alone")),
        (RECRUITS, "|x||1", ("T", "1", UNTICKED, "0 or blank, or the occupation ticked")),
    ],
)
def test_answers_that_contradict_each_other_are_named(write_wave, columns, row, expected):
    assert found(write_wave, columns, row) == [(2, *expected)]


def test_one_cell_with_several_answers_is_one_problem(write_wave):
    columns = {"P": "partnerships", "F": {"question": "partnership_forms", "separator": ";"}}
    [(row, column, value, *_)] = found(write_wave, columns, "no|Co-traitance;Autre")
    assert (row, column, value) == (2, "F", "Co-traitance;Autre")


@pytest.mark.parametrize("row", ["maybe|x|", "maybe||"])
def test_a_wrong_answer_is_one_problem_and_leads_to_no_other(write_wave, row):
    [(_, column, *_)] = found(write_wave, PARTNERS, row, mandatory=["partnership_forms", "partnerships"])
    assert column == "P"


@pytest.mark.parametrize("row", ["lots|3||||||yes|", "lots|||||||yes|", "1|lots||||||yes|", "lots||||||||"])
def test_a_wrong_number_is_one_problem_and_leads_to_no_other(write_wave, row):
    [(_, _, value, problem, _)] = found(write_wave, POSTS, row, mandatory=["difficulty"])
    assert (value, problem) == ("lots", "not a number")


def test_a_wrong_part_of_a_cell_is_one_problem_and_leads_to_no_other(write_wave):
    columns = {"R": {"question": "recruits", "separator": ";", "horizon": "3-5 years"}, "T": RECRUITS["T"]}
    [(_, column, value, *_)] = found(write_wave, columns, "Chef de projet;Plombier|2")
    assert (column, value) == ("R", "Plombier")


def test_an_item_of_several_can_decide_who_is_asked(write_wave, monkeypatch):
    monkeypatch.setattr(routing, "conditions", lambda: {"region": "activity=digital"})
    columns = {"E": "activity.engineering", "D": "activity.digital", "R": "region"}
    rows = ["|x|corse", "x||corse", "x|0|", "x|maybe|corse", "||corse"]
    problems = found(write_wave, columns, *rows)
    assert [(row, column) for row, column, *_ in problems] == [(3, "R"), (5, "D"), (6, "R")]


def test_where_the_deciding_question_is_not_in_the_export_everyone_counts_as_asked(write_wave):
    wave = write_wave({"A": "partnership_forms.purchase"}, ["x"])
    answers = responses.load(wave)
    assert answers.asked["partnership_forms"].tolist() == [True]
    said = "«partnership_forms»: everyone counts as asked, since «partnerships» is not in the export"
    assert said in answers.notes.what.tolist()


def test_a_mandatory_question_must_be_answered_by_whoever_is_asked(write_wave):
    rows = ["yes||", "no||", "yes|x|", "yes|0|0"]
    said = ("A", "", "asked and not answered, though mandatory", "an answer")
    assert found(write_wave, PARTNERS, *rows, mandatory=["partnership_forms"]) == [(2, *said)]


def test_a_mandatory_question_of_one_answer_is_asked_at_each_horizon(write_wave):
    columns = {"A": "staff_growth@3 years", "B": "staff_growth@5 years"}
    [(row, column, *_)] = found(write_wave, columns, "up_to_50|", "|up_to_50", mandatory=["staff_growth"])[:1]
    assert (row, column) == (2, "B")


def test_a_mandatory_question_must_be_in_the_export(write_wave):
    [(_, column, value, problem, _)] = found(write_wave, STAFF, "1||", mandatory=["region"])
    assert (column, value, problem) == ("mandatory", "region", "no column of the export answers this question")


def test_blanks_of_those_asked_are_counted(write_wave):
    notes = responses.check(write_wave(PARTNERS, ["yes||", "yes|x|", "no||", "||"])).notes
    counts = notes.set_index("what")["count"]
    assert counts["firms asked «partnership_forms», without an answer"] == 1


def test_a_plan_to_recruit_without_posts_is_noted(write_wave):
    notes = responses.check(write_wave(RECRUITS, ["x||0|0", "x|||", "x||0|2", "0|x|0|0"])).notes
    counts = notes.set_index("what")["count"]
    assert counts["firms that tick an occupation in «recruits» and give it 0 posts in all"] == 1


def test_a_firm_that_answers_twice_is_named_by_its_row_and_never_by_its_identifier(write_wave):
    rows = ["1||#S1", "2||#S2", "3||#S1", "4||", "5||", "6||#S1"]
    checked = responses.check(write_wave({"F": "staff_france", "S": "size"}, rows, ["token"], id="token"))
    assert checked.problems.row.tolist() == [4, 7]
    assert set(checked.problems.problem) == {"this firm has answered already"}
    assert "the other answer is in row 2" in checked.problems.allowed.iloc[0]
    assert checked.notes.set_index("what")["count"]["firms without an identifier"] == 2
    shown = checked.problems.to_string() + checked.notes.to_string() + responses.report("2026", checked)
    assert "#S" not in shown


def test_without_an_identifier_the_same_answers_are_noted_from_five_on(write_wave):
    five = {"E": "experience", "P": "partnerships", "R": "region", "S": "size", "F": "staff_france"}
    same = "firms with the very same answers as a firm before; without an identifier nobody can tell"
    rows = [
        "yes|no|corse|under_10|3",
        "yes|no|corse|under_10|3",
        "yes|no|corse|under_10|4",
        "yes||||",
        "yes||||",
    ]
    notes = responses.check(write_wave(five, rows)).notes.set_index("what")["count"]
    assert notes[same] == 1
    rows = ["yes|no|corse|under_10|3", "no|no|corse|under_10|3"]
    assert same not in responses.check(write_wave(five, rows)).notes.what.tolist()


@pytest.mark.parametrize(
    ("weight", "said"),
    [
        ("0", "a weight that is not positive"),
        ("-1", "a weight that is not positive"),
        ("", "no weight, or not a number"),
        ("anna@firm.example", "no weight, or not a number"),
        ("9" * 400, "no weight, or not a number"),
    ],
)
def test_a_weight_is_a_positive_number_and_is_not_shown(write_wave, weight, said):
    rows = [f"3|{weight}", "4|1,5"]
    assert found(write_wave, {"F": "staff_france"}, *rows, beside=["w"], weight="w") == [
        (2, "w", "", said, "a number above 0")
    ]


def test_items_of_the_codebook_are_routed_as_its_conditions_say():
    assert routing.by_item("recruit_difficulty")
    assert not routing.by_item("difficulty")
    assert not routing.by_item("partnership_forms")
    assert routing.decides("difficulty_reasons") == "difficulty"
    assert routing.decides("uses") == ""
