import csv
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.sources import codebook, questionnaire
from helpers.sources.problems import DataError

RULE = re.compile(r"[A-Za-z][A-Za-z0-9]{0,19}")
"""Question codes that LimeSurvey accepts (its model Question, rules on `title`)."""


@pytest.fixture
def asked():
    return questionnaire.asked()


def written(text):
    return list(csv.DictReader(text.splitlines(), delimiter="\t"))


def rows(text, kind, language="en"):
    return [row for row in written(text) if row["class"] == kind and row["language"] == language]


def test_codebook_to_structure_to_codebook_is_equal(asked):
    questions, items = questionnaire.parse(questionnaire.structure(*asked))
    pd.testing.assert_frame_equal(questions, asked[0])
    pd.testing.assert_frame_equal(items, asked[1])


def test_structure_to_codebook_to_structure_is_equal(asked):
    text = questionnaire.structure(*asked)
    assert questionnaire.structure(*questionnaire.parse(text)) == text


def test_only_what_a_firm_can_answer_is_asked(asked):
    """29 questions of the codebook, of which the share of staff is derived."""
    questions, items = asked
    assert len(questions) == 28
    assert "staff_share" not in set(questions.question)
    assert not {"mean", "total", "share", "under_250"} & set(items["item"])


def test_codes_keep_limesurveys_rules_and_differ_in_more_than_capitals(asked):
    codes = questionnaire.codes(*asked)
    for code in codes.code:
        question, _, item = code.removesuffix("]").partition("[")
        assert RULE.fullmatch(question), code
        assert not item or re.fullmatch(r"[A-Za-z0-9]{1,20}", item), code
    assert codes.code.str.lower().is_unique


@pytest.mark.parametrize(
    ("question", "item", "horizon", "code"),
    [
        ("region", "", "now", "region"),
        ("staff_france", "employees", "now", "staffFrance"),
        ("uses", "life_cycle", "3-5 years", "usesIn3To5[lifeCycle]"),
        ("turnover_growth", "", "5 years", "turnoverGrowthIn5"),
        ("recruit_posts", "data_engineer", "now", "recruitPostsNow[dataEngineer]"),
        ("client_sector", "other", "now", "clientSector[otherItem]"),
    ],
)
def test_the_headings_of_an_export_are_known_beforehand(asked, question, item, horizon, code):
    codes = questionnaire.codes(*asked).set_index(["question", "item", "horizon"]).code
    assert codes[question, item, horizon] == code


def test_no_heading_is_the_column_of_free_text_that_limesurvey_adds(asked):
    assert not questionnaire.codes(*asked).code.str.lower().str.endswith("[other]").any()


def test_answer_codes_have_five_characters_at_most_and_stay_when_items_come_before_them(asked):
    _, items = asked
    before = questionnaire.answer_codes("region", items)
    assert all(re.fullmatch("[a-z0-9]{1,5}", code) for code in before)
    assert list(before.values()) == list(items["item"][items.question == "region"])
    more = pd.concat([items.assign(item="a_new_one").head(1).assign(question="region"), items])
    assert before.items() <= questionnaire.answer_codes("region", more).items()


def test_two_items_with_one_code_are_refused(asked):
    questions, items = asked
    twin = items[items["item"] == "life_cycle"].assign(item="lifecycle")
    with pytest.raises(DataError, match="one LimeSurvey code"):
        questionnaire.codes(questions, pd.concat([items, twin]))


def test_a_code_of_limesurvey_and_too_long_a_name_are_changed():
    assert questionnaire.item_code("time") == "timeItem"
    assert questionnaire.item_code("other") == "otherItem"
    long, longer = questionnaire.item_code("x" * 21), questionnaire.item_code("x" * 22)
    assert len(long) == len(longer) == 20
    assert long != longer


def test_kinds_of_question(asked):
    kinds = {row["name"]: row["type/scale"] for row in rows(questionnaire.structure(*asked), "Q")}
    assert kinds["region"] == kinds["size"] == kinds["turnoverGrowthIn3"] == "L"
    assert kinds["activity"] == kinds["usesNow"] == kinds["usesIn3To5"] == "M"
    assert kinds["staffFrance"] == kinds["trainingCertified"] == "N"
    assert kinds["recruitPostsNow"] == "K"


def test_numbers_are_whole_and_from_0_but_percentages_end_at_100(asked):
    found = {row["name"]: row for row in rows(questionnaire.structure(*asked), "Q")}
    for name in ("staffFrance", "staffDigitalTwin", "recruitPostsNow"):
        assert (found[name]["min_num_value_n"], found[name]["num_value_int_only"]) == ("0", "1")
    percent = found["trainingCertified"]
    assert (percent["min_num_value_n"], percent["max_num_value_n"]) == ("0", "100")
    assert percent["num_value_int_only"] == ""


def test_none_excludes_the_other_answers_and_nothing_is_mandatory(asked):
    found = rows(questionnaire.structure(*asked), "Q")
    exclusive = {row["name"] for row in found if row["exclude_all_others"] == "none"}
    assert {"usesNow", "usesIn3To5", "trainingWays", "recruitDifficulty", "apprentices"} <= exclusive
    assert "activity" not in exclusive
    assert {row["mandatory"] for row in found} == {"N"}


def test_routing_is_written_in_the_codes_of_the_structure(asked):
    text = questionnaire.structure(*asked)
    led = {row["name"]: row["relevance"] for row in rows(text, "Q")}
    assert led["experience"] == "1"
    assert led["partnershipForms"] == "partnerships.NAOK == 'yes'"
    assert led["difficultyReasons"] == "difficulty.NAOK == 'yes'"
    assert led["difficulty"].startswith("sum(recruitPostsNow_studyEngineer.NAOK, ")
    assert led["difficulty"].endswith("recruitPostsIn3To5_otherItem.NAOK) > 0")
    lines = text.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("Q\tM\trecruitDifficulty"))
    first = lines[start + 1].split("\t")
    assert first[3] == "sum(recruitPostsNow_studyEngineer.NAOK, recruitPostsIn3To5_studyEngineer.NAOK) > 0"


def test_both_languages_hold_the_same_rows_in_the_same_order(asked):
    text = questionnaire.structure(*asked)
    for kind in ("G", "Q", "SQ", "A"):
        english, french = rows(text, kind), rows(text, kind, "fr")
        key = "type/scale" if kind == "G" else "name"
        assert [row[key] for row in english] == [row[key] for row in french]
    assert rows(text, "G", "fr")[0]["name"] == "Votre entreprise"
    languages = [row["language"] for row in written(text) if row["class"] in ("G", "Q", "SQ", "A")]
    assert languages == sorted(languages)


def test_settings_protect_those_who_answer(asked):
    found = {
        row["name"]: row["text"] for row in written(questionnaire.structure(*asked)) if row["class"] == "S"
    }
    assert found["anonymized"] == "Y"
    assert found["ipaddr"] == "N"
    assert (found["language"], found["additional_languages"]) == ("en", "fr")


PRINTABLE = st.text(st.characters(exclude_categories=("Cc", "Cs")) | st.sampled_from("\t\n\r"), max_size=60)
"""Whatever can be printed: tabs, newlines, quotes, markup, formulas and the rest of Unicode."""


@given(PRINTABLE, PRINTABLE)
def test_hostile_labels_survive_and_stay_in_their_cell(label, wording):
    questions, items = questionnaire.asked()
    items.loc[1, "label_fr"], questions.loc[1, "wording_en"] = label, wording
    text = questionnaire.structure(questions, items)
    assert {line.count("\t") for line in text.removesuffix("\n").split("\n")} == {16}
    again = questionnaire.parse(text)
    assert again[1].label_fr[1] == label
    assert again[0].wording_en[1] == wording


@pytest.mark.parametrize("label", ["<b>bold</b>", '=HYPERLINK("x")', "{TOKEN}", "+1", "@x"])
def test_markup_formulas_and_expressions_are_written_as_plain_text(asked, label):
    questions, items = asked
    items.loc[1, "label_en"] = label
    cell = next(
        row["text"] for row in rows(questionnaire.structure(questions, items), "A") if row["name"] == "no"
    )
    assert not set(cell) & set('<>"{}=+@')


def test_what_cannot_be_printed_is_refused(asked):
    questions, items = asked
    items.loc[1, "label_en"] = "bell \a"
    with pytest.raises(DataError, match="cannot be printed"):
        questionnaire.structure(questions, items)


def test_an_export_of_limesurvey_with_its_own_columns_and_questions_is_read():
    """Columns as `tsvSurveyExport` orders them, quoted cells, a text question that the codebook cannot hold."""
    lines = [
        "id\trelated_id\tclass\ttype/scale\tname\trelevance\ttext\thelp\tlanguage",
        "\t\tS\t\tsid\t\t639872\t\t",
        '5\t\tG\t1\t"My group"\t1\t\t\tfr',
        '7\t\tQ\tL\tnewTopic\t1\t"Dites ""oui"""\t\tfr',
        "7\t\tA\t0\tA1\t\tOui\t\tfr",
        "8\t\tQ\tT\tremarks\t1\tVos remarques\t\tfr",
        "9\t\tQ\tM\tusesNow\tnewTopic.NAOK == 'A1'\tUsages\t\tfr",
        "10\t\tSQ\t0\tlifeCycle\t1\tCycle de vie\t\tfr",
    ]
    questions, items = questionnaire.parse("\ufeff" + "\r\n".join(lines) + "\r\n")
    assert list(questions.question) == ["new_topic", "uses"]
    assert questions.wording_fr[0] == 'Dites "oui"'
    assert list(questions.asked_if) == [None, "new_topic=a_1"]
    assert list(items["item"]) == ["a_1", "life_cycle"]
    assert list(questions.place) == ["My group", "My group"]


@pytest.mark.parametrize("text", ["", "class\tname\n", "\0", "no structure at all", '"' + "x" * 200_000])
def test_what_is_no_structure_is_an_error_in_words(text):
    with pytest.raises(DataError):
        questionnaire.parse(text)


def test_sections_of_the_codebook_have_titles():
    places = codebook.questions().place.str.partition(",")[0]
    assert set(places) == set(questionnaire.SECTIONS)


def test_a_question_as_asked_ends_with_its_last_question_mark():
    assert codebook.asked("client_sector", "en") == "“In which sectors are your clients?”"
    assert re.search(r"^«\s.*au total pensez-vous pourvoir\s\?\s»$", codebook.asked("recruit_posts", "fr"))
    assert codebook.asked("uses", "en").count("?") == 2
