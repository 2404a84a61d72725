from decimal import Decimal

import pandas as pd

from helpers.presentation.language import Language
from helpers.statistics import sentences
from helpers.statistics.sentences import verdict_counts


def test_verdicts_are_counted_by_topic_in_their_order():
    found = verdict_counts({"a": ["inconsistent", "reproduced", "reproduced"], "b": []})
    assert found.to_dict("records") == [
        {"topic": "a", "verdict": "reproduced", "count": 2},
        {"topic": "a", "verdict": "inconsistent", "count": 1},
    ]


def test_figures_are_shown_as_the_study_words_them():
    rows = [
        (Decimal(69), None, "percent", "exact", None, "69%"),
        (None, None, "percent", "approximate", "two thirds", "two thirds"),
        (Decimal(40), Decimal(50), "percent growth", "range", None, "40 to 50%"),
        (Decimal(15), None, "employees", "bound", "less than", "fewer than 15 employees"),
        (Decimal(30), None, "programmes", "approximate", "roughly", "some 30 programmes"),
        (Decimal(24), None, "firms", "exact", None, "24 firms"),
    ]
    frame = pd.DataFrame(rows, columns=["value", "value_high", "unit", "wording", "phrase", "shown"])
    english = Language("en")
    assert [english.sentence(said) for said in sentences.as_printed(frame)] == frame.shown.tolist()


def test_digits_come_before_words_where_both_are_printed_of_an_answer():
    from helpers.presentation import language
    from helpers.sources import study
    from helpers.statistics.sentences import printed_of

    figures = study.load("study-2023", "survey_figures")
    said = printed_of(figures.assign(printed=sentences.as_printed(figures)), "now")
    assert language.Language("en").sentence(said["size", "under_250"]) == "69%"  # two thirds, and 69%
    assert language.Language("en").sentence(said["activity", "engineering"]) == "24 firms"
    assert ("uses", "design") in said
    assert ("turnover_growth", "under_20") not in said


def test_a_period_is_said_once_where_it_is_one_year():
    frame = pd.DataFrame(
        {"from_year": [2022, 2022, None, 2022], "to_year": [2022, 2030, None, None]}, dtype="Int64"
    )
    said = [one and Language("en").sentence(one) for one in sentences.periods(frame)]
    assert said == ["2022", "2022 to 2030", None, "from 2022"]


def test_an_amount_whose_currency_is_not_printed_says_so():
    row = {"value": Decimal("10500"), "value_high": None, "unit": "billion", "currency": "not printed"}
    [said] = sentences.amounts(pd.DataFrame([row]))
    assert Language("en").sentence(said) == "10,500 billion, currency not printed"
