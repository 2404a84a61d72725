from helpers.statistics.sentences import verdict_counts


def test_verdicts_are_counted_by_topic_in_their_order():
    found = verdict_counts({"a": ["inconsistent", "reproduced", "reproduced"], "b": []})
    assert found.to_dict("records") == [
        {"topic": "a", "verdict": "reproduced", "count": 2},
        {"topic": "a", "verdict": "inconsistent", "count": 1},
    ]


def test_figures_are_shown_as_the_study_words_them():
    from decimal import Decimal

    import pandas as pd

    from helpers.presentation.language import Language
    from helpers.statistics.sentences import as_printed

    rows = [
        (Decimal(69), None, "percent", "exact", None, "69%"),
        (None, None, "percent", "approximate", "two thirds", "two thirds"),
        (Decimal(40), Decimal(50), "percent growth", "range", None, "40 to 50%"),
        (Decimal(15), None, "employees", "bound", "less than", "less than 15 employees"),
        (Decimal(30), None, "programmes", "approximate", "roughly", "some 30 programmes"),
        (Decimal(24), None, "firms", "exact", None, "24 firms"),
    ]
    frame = pd.DataFrame(rows, columns=["value", "value_high", "unit", "wording", "phrase", "shown"])
    english = Language("en")
    assert [english.sentence(said) for said in as_printed(frame)] == frame.shown.tolist()
