import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.sources import responses
from helpers.sources.problems import DataError

USES = {
    "A": "uses.costs",
    "B": "uses.design",
    "C": "uses.costs@3-5 years",
    "D": "uses.design@3-5 years",
    "R": "region",
}
MIXED = {
    "Twins": "staff_digital_twin",
    "Staff": "staff_france",
    "Size": "size",
    "Partners": "partnerships",
    "Purchase": "partnership_forms.purchase",
    "Forms other": "partnership_forms.other",
    "Sectors": {"question": "client_sector", "separator": ";"},
    "Growth": "staff_growth@5 years",
}
ROWS = [
    "3|12|10 à 49 salariés|Oui|x||Santé;Énergie|dont_know|F1|1",
    "0|3|under_10|Non|||Santé|50% or less|F2|2,5",
    "||||||Énergie||F3|1",
    "40|40|10 to 49 employees|yes||x||double_or_more|F4|0.5",
]


def table(answers, question):
    return answers.frame[question].to_numpy().tolist()


def test_who_answered_any_of_a_question_has_left_its_blanks(write_wave):
    rows = ["x||||", "||0||", "||||abroad", "||x|x|"]
    answers = responses.load(write_wave(USES, rows))
    assert answers.frame.columns.tolist()[:5] == [
        ("region", "", "now"),
        ("uses", "costs", "now"),
        ("uses", "costs", "3-5 years"),
        ("uses", "design", "now"),
        ("uses", "design", "3-5 years"),
    ]
    assert table(answers, "uses") == [[1, 0, 0, 0], [0, 0, 0, 0], [-1, -1, -1, -1], [0, 1, 0, 1]]
    assert answers.frame.index.tolist() == [2, 3, 4, 5]
    assert answers.frame.index.name == "row"


def test_a_cell_of_several_answers_and_ticks_make_one_question(write_wave):
    columns = {"N": {"question": "uses", "separator": ";"}, "L": "uses.costs@3-5 years", "R": "region"}
    answers = responses.load(write_wave(columns, ["costs||", "|x|", "||abroad"]))
    assert answers.frame["uses", "costs", "now"].tolist() == [1, 0, -1]
    assert answers.frame["uses", "costs", "3-5 years"].tolist() == [0, 1, -1]
    assert answers.frame["uses", "none", "now"].tolist() == [0, 0, -1]


def test_what_was_not_asked_is_missing_even_where_an_export_says_no(write_wave):
    columns = {"P": "partnerships", "A": "partnership_forms.purchase", "B": "partnership_forms.other"}
    answers = responses.load(write_wave(columns, ["yes|1|0", "no|0|0", "yes|0|0", "yes||", "|0|0", "no||"]))
    forms = [[1, 0], [-1, -1], [0, 0], [-1, -1], [-1, -1], [-1, -1]]
    assert table(answers, "partnership_forms") == forms
    assert answers.asked["partnership_forms"].tolist() == [True, False, True, True, False, False]
    assert answers.asked["partnerships"].all()


def test_items_are_asked_one_by_one(write_wave):
    columns = {
        "P1": "recruit_posts.developer@3-5 years",
        "P2": "recruit_posts.data_engineer@now",
        "P3": "recruit_posts.bim_modeller@now",
        "H1": "recruit_difficulty.developer",
        "H2": "recruit_difficulty.data_engineer",
        "H3": "recruit_difficulty.none",
        "D": "difficulty",
    }
    rows = ["2|1||x|||yes", "2|0||||x|no", "0|0|||||", "||4|||x|yes", "2|1|||||", "2|0|||0||"]
    answers = responses.load(write_wave(columns, rows))
    assert table(answers, "recruit_difficulty") == [
        [1, 0, 0],
        [0, -1, 1],
        [-1, -1, -1],
        [-1, -1, 1],
        [-1, -1, -1],
        [-1, -1, -1],
    ]
    assert answers.asked["recruit_difficulty"].tolist() == [True, True, False, True, True, True]
    assert answers.asked["difficulty"].tolist() == [True, True, False, True, True, True]
    assert answers.frame["difficulty", "", "now"].isna().tolist() == [False, False, True, False, True, True]


@pytest.mark.parametrize(
    ("twins", "staff", "band"),
    [
        ("0", "10", "under_10"),
        ("9", "100", "under_10"),
        ("10", "100", "from_10_to_50"),
        ("50", "100", "from_10_to_50"),
        ("51", "100", "from_50_to_100"),
        ("99", "100", "from_50_to_100"),
        ("100", "100", "all"),
        ("0", "0", None),
        ("", "10", None),
    ],
)
def test_the_share_of_staff_is_derived(write_wave, twins, staff, band):
    wave = write_wave({"T": "staff_digital_twin", "F": "staff_france"}, [f"{twins}|{staff}"])
    answers = responses.load(wave)
    share = answers.frame["staff_share", "", "now"]
    assert share.iloc[0] == band if band else share.isna().all()
    assert answers.asked["staff_share"].tolist() == [True]


def test_a_share_of_staff_in_the_export_is_not_computed_again(write_wave):
    columns = {"T": "staff_digital_twin", "F": "staff_france", "S": "staff_share"}
    answers = responses.load(write_wave(columns, ["1|10|Tout l’effectif (100 %)"]))
    assert answers.frame["staff_share", "", "now"].tolist() == ["all"]


def test_rows_are_left_out_for_one_reason_each_and_counted(write_wave):
    rows = ["3|done", "4|", "|done", "|", "6|done"]
    exclude = [{"row": 2, "reason": "test"}, {"row": 3, "reason": "test"}]
    answers = responses.load(
        write_wave({"F": "staff_france"}, rows, ["sent"], completed="sent", exclude=exclude)
    )
    assert answers.frame.index.tolist() == [6]
    assert dict(zip(answers.dropped.reason, answers.dropped.firms, strict=True)) == {
        "excluded by wave.toml": 2,
        "not completed": 1,
        "without any answer": 1,
    }


def test_a_row_to_exclude_must_be_in_the_export(write_wave):
    wave = write_wave({"F": "staff_france"}, ["3"], exclude=[{"row": 9, "reason": "test"}])
    with pytest.raises(
        DataError, match=r"the export has no such row \(found '9'\); allowed: a row from 2 to 2"
    ):
        responses.load(wave)


def test_a_wave_without_a_firm_left_is_an_error(write_wave):
    wave = write_wave({"F": "staff_france"}, ["3|"], ["sent"], completed="sent")
    with pytest.raises(DataError, match="no firm's answers are left"):
        responses.load(wave)


def test_settings_that_do_not_fit_the_export_stop_first(write_wave):
    with pytest.raises(DataError, match="not a question of the codebook"):
        responses.load(write_wave({"F": "staff_fr"}, ["abc"]))
    with pytest.raises(DataError, match="maps no column"):
        responses.load(write_wave({}, ["3"], ["F"]))


def test_a_published_wave_has_no_answers():
    with pytest.raises(DataError, match="has published tables only"):
        responses.load("study-2023")


def test_weights_and_identifiers_go_beside_the_answers(write_wave):
    answers = responses.load(write_wave(MIXED, ROWS, ["token", "w"], id="token", weight="w"))
    assert answers.weight.tolist() == [1, 2.5, 1, 0.5]
    assert answers.ident.tolist() == ["F1", "F2", "F3", "F4"]
    assert answers.weight.index.equals(answers.frame.index)
    assert not {"F1", "token", "w"} & set(answers.frame.columns.get_level_values(0))


def test_only_the_columns_that_are_needed_are_read(write_wave, monkeypatch):
    asked = []
    read = responses.readers.cells
    monkeypatch.setattr(responses.readers, "cells", lambda *g: asked.append(list(g[2])) or read(*g))
    wave = write_wave({"F": "staff_france"}, ["3|anna@firm.example|S1"], ["mail", "token"], id="token")
    responses.load(wave)
    assert asked == [["F", "token"]]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(len(ROWS))), st.permutations([*MIXED, "token", "w"]), st.permutations(list(MIXED)))
def test_the_order_of_rows_and_columns_changes_nothing(write_wave, rows, columns, entries):
    straight = responses.load(write_wave(MIXED, ROWS, ["token", "w"], id="token", weight="w"))
    names = [*MIXED, "token", "w"]
    shuffled = [[ROWS[row].split("|")[names.index(name)] for name in columns] for row in rows]
    wave = write_wave(MIXED, ROWS, ["token", "w"], id="token", weight="w")
    export = responses.waves.folder(wave) / "export.csv"
    export.write_text("\n".join("|".join(line) for line in [columns, *shuffled]) + "\n", encoding="utf-8")
    toml = responses.waves.folder(wave) / "wave.toml"
    head, *blocks = toml.read_text(encoding="utf-8").split("[[columns]]")
    blocks = dict(zip(MIXED, (block.strip("\n") + "\n" for block in blocks), strict=True))
    toml.write_text(head + "".join(f"\n[[columns]]\n{blocks[name]}" for name in entries), encoding="utf-8")
    other = responses.load(wave)
    back = [list(rows).index(row) for row in range(len(ROWS))]
    pd.testing.assert_frame_equal(
        other.frame.iloc[back].reset_index(drop=True), straight.frame.reset_index(drop=True)
    )
    assert other.weight.iloc[back].tolist() == straight.weight.tolist()
    assert all(np.array_equal(other.asked[q][back], straight.asked[q]) for q in straight.asked)
    assert list(other.asked) == list(straight.asked)


def test_the_error_of_a_wave_sums_up_and_says_where_the_rest_is(write_wave):
    rows = [f"answer {number}" for number in range(30)] + ["same"] * 5
    with pytest.raises(DataError) as refused:
        responses.load(write_wave({"E": "experience"}, rows))
    problems = [str(problem) for problem in refused.value.problems]
    assert len(problems) == 21
    said = "not an answer of this question (5 times) (found 'same'); allowed: yes"
    assert problems[0].startswith(f"2026/export.csv, row 32, column 'E': {said}")
    assert problems[-1] == "2026/export.csv: 35 problems in all; `workbook check-data 2026` lists them"


def test_a_wave_that_passed_is_remembered_until_a_file_changes(write_wave, monkeypatch):
    wave = write_wave({"E": "experience"}, ["yes"])
    responses.ensure(wave)
    read = []
    monkeypatch.setattr(responses, "load", read.append)
    responses.ensure(wave)
    responses.check(wave)
    (responses.waves.folder(wave) / "notes.csv").write_text("unrelated")
    responses.ensure(wave)
    assert read == []
    write_wave({"E": "experience"}, ["no"])
    responses.ensure(wave)
    write_wave({"E": "partnerships"}, ["no"])
    responses.ensure(wave)
    assert read == ["2026", "2026"]


def test_a_wave_with_problems_is_not_remembered(write_wave):
    wave = write_wave({"E": "experience"}, ["perhaps"])
    for _ in range(2):
        with pytest.raises(DataError):
            responses.ensure(wave)
