import dataclasses

import numpy as np
import pytest

from helpers.sources import codebook, labels, questionnaire, readers, recoding, responses
from helpers.sources.problems import DataError

SINGLE = {"Q": "experience"}
BANDS = {"Q": "size"}
TICK = {"E": "activity.engineering", "D": "activity.digital"}
CELL = {"Q": {"question": "client_sector", "separator": ";"}}
STAFF = {"Q": "staff_france"}


def answers(write_wave, columns, *rows, **settings):
    return responses.load(write_wave(columns, rows, **settings)).frame


def problems(write_wave, columns, *rows, **settings):
    found = responses.check(write_wave(columns, rows, **settings)).problems
    return [(r.row, r.column, r.value, r.problem) for r in found.itertuples()]


def in_export(monkeypatch, **changes):
    """The export says this of its first column."""
    layout = readers.layout

    def changed(*given):
        found = layout(*given)
        first = dataclasses.replace(found.columns[0], **changes)
        return dataclasses.replace(found, columns=(first, *found.columns[1:]))

    monkeypatch.setattr(readers, "layout", changed)


@pytest.mark.parametrize(
    ("columns", "value", "item"),
    [
        (SINGLE, "yes", "yes"),
        (SINGLE, "Yes, at least one project", "yes"),
        (SINGLE, "OUI, au moins un  projet", "yes"),
        (SINGLE, "Oui", "yes"),
        (SINGLE, "N", "no"),
        (SINGLE, "0", "no"),
        (BANDS, "from_10_to_49", "from_10_to_49"),
        (BANDS, "10 a 49 salaries", "from_10_to_49"),
        (BANDS, "10 to 49 Employees", "from_10_to_49"),
        (BANDS, questionnaire.answer_code("from_10_to_49"), "from_10_to_49"),
        ({"Q": "region"}, "Provence-Alpes-Côte d'Azur", "provence_alpes_cote_d_azur"),
    ],
)
def test_one_answer_is_known_by_code_label_or_limesurvey_code(write_wave, columns, value, item):
    frame = answers(write_wave, columns, value)
    assert frame.iloc[0, 0] == item
    assert list(frame.dtypes.iloc[0].categories) == list(recoding.options(columns["Q"]).items)


@pytest.mark.parametrize(
    ("columns", "value"),
    [(SINGLE, "perhaps"), (SINGLE, "2"), (BANDS, "12"), (BANDS, "under_250"), (BANDS, "<b>10</b>")],
)
def test_what_is_no_answer_is_a_problem_and_never_guessed(write_wave, columns, value):
    assert problems(write_wave, columns, value) == [(2, "Q", value, "not an answer of this question")]


def test_the_settings_say_what_a_value_means_before_anything_else(write_wave):
    columns = {"Q": {"question": "experience", "answers": {"1": "no", "2": "yes"}}}
    frame = answers(write_wave, columns, "1", "2", "yes")
    assert frame["experience", "", "now"].tolist() == ["no", "yes", "yes"]


def test_the_labels_of_an_export_say_what_its_values_mean(write_wave, monkeypatch):
    in_export(monkeypatch, values={"1": "Non", "2": "Oui, au moins un projet"})
    assert answers(write_wave, SINGLE, "1", "2")["experience", "", "now"].tolist() == ["no", "yes"]


def test_a_labelled_value_is_not_taken_for_a_plain_yes(write_wave, monkeypatch):
    in_export(monkeypatch, values={"1": "Rather not"})
    assert problems(write_wave, SINGLE, "1") == [(2, "Q", "1", "not an answer of this question")]


def test_a_tick_whose_values_are_labelled_is_read_by_its_labels(write_wave, monkeypatch):
    in_export(monkeypatch, values={"1": "No", "2": "Yes"})
    frame = answers(write_wave, TICK, "1|1", "2|")
    assert frame["activity", "engineering", "now"].tolist() == [0, 1]
    assert frame["activity", "digital", "now"].tolist() == [1, 0]


@pytest.mark.parametrize(
    "value",
    ["1", "Y", "yes", "OUI", "o", "x", "X", "Coché", "engineering", "Ingénierie", "ENGINEERING", "Selected"],
)
def test_a_tick_in_the_ways_of_exports(write_wave, value):
    frame = answers(write_wave, TICK, f"{value}|")
    assert frame.to_numpy().tolist() == [[1, 0]]
    assert set(frame.dtypes) == {np.dtype("int8")}


@pytest.mark.parametrize("value", ["0", "N", "no", "Non", "not selected", "Unchecked"])
def test_an_explicit_no_is_an_answer(write_wave, value):
    assert answers(write_wave, TICK, f"{value}|").to_numpy().tolist() == [[0, 0]]


@pytest.mark.parametrize("value", ["2", "perhaps", "Digital", "7 %"])
def test_what_is_neither_yes_nor_no_is_a_problem(write_wave, value):
    assert problems(write_wave, TICK, f"{value}|1") == [(2, "E", value, "neither ticked nor left")]


def test_the_settings_say_what_ticks(write_wave):
    column = {"question": "activity", "item": "engineering", "answers": {"2": "no", "A": "yes"}}
    frame = answers(write_wave, {"E": column}, "2", "A")
    assert frame["activity", "engineering", "now"].tolist() == [0, 1]


def ticked(frame):
    return [item for (_, item, _), value in frame.iloc[0].items() if value == 1]


@pytest.mark.parametrize(
    ("separator", "value", "items"),
    [
        (";", "Santé;Énergie", ["energy", "health"]),
        (";", "energy", ["energy"]),
        (" / ", "Defence / Digital", ["digital", "defence"]),
        (", ", "Transport, logistics, Health", ["health", "transport"]),
        (",", "Urban planning, territories,Building and construction", ["building", "territories"]),
        (";", "Santé;;Santé;", ["health"]),
    ],
)
def test_several_answers_in_a_cell_are_split(write_wave, separator, value, items):
    columns = {"Q": {"question": "client_sector", "separator": separator}}
    frame = answers(write_wave, columns, value)
    assert ticked(frame) == items
    assert frame.shape == (1, 11)
    assert (frame.to_numpy() >= 0).all(), "the other items of the cell were left"


def test_text_beside_other_is_dropped_and_counted(write_wave):
    wave = write_wave(CELL, ["Santé;Autre : musées", "Other: =1+1", "Énergie"])
    found = responses.load(wave)
    assert found.frame["client_sector", "other", "now"].tolist() == [1, 1, 0]
    [note] = [row for row in found.notes.itertuples() if "beside" in row.what]
    assert note.count == 2
    assert "musées" not in found.notes.to_string()


def test_a_part_of_a_cell_that_is_no_answer_is_named(write_wave):
    found = problems(write_wave, CELL, "Santé;Musées", "Énergie", "Musées")
    said = "not an answer of this question"
    assert found == [(2, "Q", "Musées", said), (4, "Q", "Musées", said)]


@pytest.mark.parametrize(
    ("value", "number"), [("12", 12), ("1 234", 1234), ("1234.0", 1234), ("1,234.0", 1234), ("0", 0)]
)
def test_numbers_are_read_as_people_write_them(write_wave, value, number):
    assert answers(write_wave, STAFF, value).iloc[0, 0] == number


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("about 12", "not a number"),
        ("-3", "below 0"),
        ("12 %", "has a percent sign, so it may not be the number asked"),
        ("1,234", "not a whole number"),
        ("2.5", "not a whole number"),
        ("99999999999", "too large"),
        ("9" * 400, "too large"),
        ("=1+1", "not a number"),
    ],
)
def test_a_number_of_people_is_whole_and_not_negative(write_wave, value, said):
    shown = value if len(value) < 41 else value[:39] + "…"
    assert problems(write_wave, STAFF, value) == [(2, "Q", shown, said)]


@pytest.mark.parametrize(("value", "wrong"), [("0", 0), ("33,5", 0), ("100", 0), ("100.5", 1), ("-1", 1)])
def test_a_percentage_is_from_0_to_100(write_wave, value, wrong):
    assert len(problems(write_wave, {"Q": "training_certified"}, value)) == wrong


def test_missing_codes_are_no_answers(write_wave):
    columns = {"Q": "experience", "S": "staff_france"}
    wave = write_wave(columns, ["n/a|12", "yes|-9"], missing=["N/A", "-9", "-8"])
    found = responses.load(wave)
    assert found.frame["experience", "", "now"].isna().tolist() == [True, False]
    assert found.frame["staff_france", "employees", "now"].isna().tolist() == [False, True]
    assert "missing codes that no column holds: '-8'" in found.notes.what.tolist()


def test_a_missing_code_that_may_be_a_number_is_noted(write_wave):
    found = responses.load(write_wave(STAFF, ["99", "12"], missing=["99"]))
    assert found.notes.set_index("what")["count"]["read as no answer in column 'Q': '99'"] == 1


def test_a_code_to_which_answers_gives_a_meaning_is_not_missing(write_wave):
    columns = {"Q": {"question": "experience", "answers": {"9": "no"}}}
    frame = answers(write_wave, columns, "9", "yes", missing=["9"])
    assert frame["experience", "", "now"].tolist() == ["no", "yes"]


def test_missing_values_of_the_export_are_no_answers(write_wave, monkeypatch):
    in_export(monkeypatch, missing=("-99",))
    frame = answers(write_wave, STAFF, "-99", "3")
    assert frame.index.tolist() == [3], "a firm without any answer is left out"


def test_limesurvey_says_where_a_question_was_not_shown(write_wave):
    export = {"file": "export.csv", "format": "limesurvey", "encoding": "utf-8", "delimiter": "|"}
    columns = {"experience": "experience", "region": "region"}
    wave = write_wave(columns, ["N/A|abroad"], export=export)
    assert responses.load(wave).frame["experience", "", "now"].isna().all()
    with pytest.raises(DataError, match="N/A"):
        responses.load(write_wave(columns, ["N/A|abroad"]))


def test_answers_that_the_export_does_not_hold_are_noted(write_wave):
    columns = {"Q": {"question": "experience", "answers": {"A": "yes", "B": "no"}}}
    notes = responses.load(write_wave(columns, ["A"])).notes
    assert [row.what for row in notes.itertuples()] == [
        "values under `answers` that are not in column 'Q': 'B'"
    ]


def test_values_of_rows_left_out_are_no_problem(write_wave):
    rows = ["perhaps|", "yes|done"]
    assert problems(write_wave, SINGLE, *rows, beside=["sent"], completed="sent") == []


def test_no_name_of_an_answer_stands_for_two_items():
    items = codebook.items()
    for question, group in items[items.origin != "statistic"].groupby("question"):
        seen: dict[str, str] = {}
        for row in group.itertuples():
            codes = (questionnaire.answer_code(row.item), questionnaire.item_code(row.item))
            for name in {labels.normalised(n) for n in (row.item, row.label_en, row.label_fr, *codes)}:
                assert seen.setdefault(name, row.item) == row.item, (question, name)
