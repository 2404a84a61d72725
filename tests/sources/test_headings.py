import pytest

from helpers.sources import codebook, headings, questionnaire


@pytest.fixture(scope="module")
def book():
    return headings.book(codebook.questions(), codebook.items())


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("<p>Région du <b>siège</b></p>", "region du siege"),
        ("Moins de 20&nbsp;%", "moins de 20 %"),
        ("a < b", "a < b"),
    ],
)
def test_headings_are_compared_without_markup_case_and_accents(heading, key):
    assert headings.key(heading) == key


def test_every_code_of_our_questionnaire_means_one_column(book):
    codes = questionnaire.codes(*questionnaire.asked())
    for row in codes.itertuples():
        assert book.codes[row.code] == {(row.question, row.item, row.horizon)}
        assert book.loose[headings.letters(row.code)] == {(row.question, row.item, row.horizon)}


def test_a_text_means_its_question_and_says_its_horizon_where_it_does(book):
    assert book.texts["uses of digital twins"] == {("uses", "")}
    assert book.texts["uses of digital twins (in 3 to 5 years)"] == {("uses", "3-5 years")}
    assert book.texts["usages du jumeau numerique - aujourd'hui"] == {("uses", "now")}


def test_items_are_known_by_both_labels_but_statistics_are_not(book):
    assert book.inner["client_sector"]["energy"] == book.inner["client_sector"]["energie"] == {("energy", "")}
    assert "both engineering and digital" not in book.inner["activity"]


def test_answers_are_known_by_label_code_and_limesurvey_code(book):
    known = book.answers["size"]
    code = questionnaire.answer_code("under_10")
    assert known["fewer than 10 employees"] == known["under_10"] == known[code] == "under_10"
    assert "under_250" not in known
