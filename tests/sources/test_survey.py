import pytest

from helpers.sources import checks, codebook, study
from helpers.sources.problems import DataError

FIGURES = "survey_figures.csv"


def append(folder, *lines):
    path = folder / FIGURES
    path.write_text(path.read_text(encoding="utf-8") + "\n".join(lines) + "\n", encoding="utf-8")


def replace(folder, old, new):
    path = folder / FIGURES
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def found(folder):
    return [str(problem) for problem in checks.problems(folder)]


def figure(question="uses", item="costs", horizon="now", value="50", unit="percent", base=""):
    return f'{question},{item},{horizon},{value},,0,{unit},exact,,{base},printed,"section 9, text"'


def test_an_unknown_question_item_and_horizon_are_each_reported(wave_copy):
    append(wave_copy, figure(question="nonsense"), figure(item="nonsense"), figure(horizon="5 years"))
    said = "\n".join(found(wave_copy))
    assert "column 'question': not a question of the codebook (found 'nonsense')" in said
    assert "column 'item': not an item of the question (found 'nonsense'); allowed: costs, design" in said
    assert "column 'horizon': not a horizon of the question (found '5 years'); allowed: now, 3-5 years" in said


def test_a_share_over_100_and_a_count_above_its_base_are_reported_with_their_rows(wave_copy):
    rows = len((wave_copy / FIGURES).read_text(encoding="utf-8").splitlines())
    append(wave_copy, figure(value="101"), figure(item="risks", value="30", unit="firms", base="24"))
    assert [line.split(": ", 1)[0] for line in found(wave_copy)] == [
        f"study-2023/{FIGURES}, row {rows + 1}, column 'value'",
        f"study-2023/{FIGURES}, row {rows + 2}, column 'value'",
    ]


def test_a_negative_share_is_reported_beside_the_other_problems(wave_copy):
    replace(wave_copy, "client_sector,industry,now,58", "client_sector,industry,now,-58")
    append(wave_copy, figure(item="nonsense"))
    said = found(wave_copy)
    assert any("column 'value'" in line and "from 0" in line for line in said)
    assert any("not an item of the question" in line for line in said)
    assert len(said) == 2


def test_a_base_larger_than_the_survey_is_reported(wave_copy):
    append(wave_copy, figure(base="37"))
    assert any("the base is larger than the survey" in line for line in found(wave_copy))


def test_the_same_figure_twice_is_reported(wave_copy):
    append(wave_copy, figure(), figure())
    assert any("the same as" in line for line in found(wave_copy))


def test_answers_of_which_a_firm_gives_one_cannot_exceed_the_whole(wave_copy):
    """43 and 37 are printed; with 25 they come to 104.5 at least: 105 less half a point for each of three."""
    append(wave_copy, figure("seniority", "under_3", value="25"))
    [said] = found(wave_copy)
    assert "the answers to 'seniority' (now) come to 103.5 % or more: a firm gives only one" in said


def test_three_answers_that_only_rounding_takes_over_100_are_allowed(wave_copy):
    """43 + 37 + 21 = 101, which 42.5 + 36.5 + 20.5 = 99.5 rescues."""
    append(wave_copy, figure("seniority", "under_3", value="21"))
    assert found(wave_copy) == []


def test_answers_of_which_a_firm_gives_several_may_exceed_the_whole():
    assert checks.problems(study.waves.folder("study-2023")) == []


def test_all_survey_problems_stop_the_data_from_being_read(wave_copy):
    append(wave_copy, figure(question="nonsense"))
    with pytest.raises(DataError, match="not a question of the codebook"):
        study.load("study-2023", "survey_figures")


def test_the_codebook_covers_what_the_study_reports():
    """The list of the survey's subjects, one question each."""
    known = set(codebook.questions().question)
    assert {
        *("activity", "size", "region", "client_sector", "staff_france", "staff_digital_twin", "seniority"),
        *("domains", "services", "partnerships", "partner_kinds", "turnover_growth", "uses", "staff_growth"),
        *("promising_sectors", "recruits", "recruit_posts", "recruit_difficulty", "difficulty_reasons"),
        *("qualification_wishes", "training_ways", "training_wishes", "apprentices"),
    } <= known


def test_every_item_has_both_labels_and_a_known_question():
    items = codebook.items()
    assert items.label_en.notna().all()
    assert items.label_fr.notna().all()
    assert set(items.question) == set(codebook.questions().question)
    assert not items.duplicated(["question", "order"]).any()


def test_routing_points_to_known_questions_and_items():
    items = set(zip(codebook.items().question, codebook.items()["item"], strict=True))
    for condition in codebook.questions().asked_if.dropna():
        question, sign, item = condition.partition("=" if "=" in condition else ">")
        assert question in set(codebook.questions().question)
        assert sign == ">" or (question, item) in items


def test_labels_are_in_the_order_of_the_questionnaire(load):
    figures = load("survey_figures").sample(frac=1, random_state=1)
    labels = codebook.labelled(figures, "en")
    assert list(dict.fromkeys(labels.question)) == [
        q for q in codebook.questions().question if q in set(labels.question)
    ]
    assert len(labels) == len(figures)


def test_bands_of_a_question_leave_out_sums_and_opinions():
    assert list(codebook.answers("turnover_growth")["item"]) == [
        "under_20",
        "from_20_to_40",
        "from_40_to_100",
        "double_or_more",
    ]
