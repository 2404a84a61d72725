import pandas as pd

from helpers.presentation import tables
from helpers.presentation.language import Language

en = Language("en")
HOSTILE = '<script>alert("x")</script>'


def shown(frame, columns):
    return tables.cells(frame, columns, en)


def test_text_from_a_file_is_escaped_wherever_it_stands():
    frame = pd.DataFrame({"institute": [HOSTILE]})
    html = tables.to_html(shown(frame, ["institute"]), HOSTILE, HOSTILE, HOSTILE)
    assert "<script>" not in html
    assert html.count("&lt;script&gt;") == 5  # cell, caption, its base, note, and the region's label


def test_every_heading_cell_has_its_scope():
    frame = pd.DataFrame({"institute": ["a", "b"], "year": [2022, 2023]})
    html = tables.to_html(shown(frame, ["institute", "year"]), "t", "b", "")
    assert html.count('<th scope="col"') == 2
    assert html.count('<th scope="row"') == 2
    assert html.count("<caption>") == 1


def test_formulas_are_neutralised_in_text_and_left_in_numbers():
    frame = pd.DataFrame({"institute": ["=1+1", "@x", "-2", "plain"], "value": [-2.0, 1.0, 1.0, 1.0]})
    lines = tables.to_csv(frame, en).splitlines()
    assert lines == ["institute,value", "'=1+1,-2.0", "'@x,1.0", "'-2,1.0", "plain,1.0"]


def test_the_csv_has_full_precision_where_the_table_rounds():
    frame = pd.DataFrame({"institute": ["a"], "growth": [39.147433768]})
    assert shown(frame, ["institute", "growth"]).rows == [["a", "39.1"]]
    assert "39.147433768" in tables.to_csv(frame, en)


def test_a_pair_of_columns_is_shown_as_one():
    frame = pd.DataFrame({"institute": ["a"], "implied_low": [39.013], "implied_high": [39.281]})
    assert shown(frame, ["institute", "implied"]).rows == [["a", "39.01 to 39.28"]]


def test_plain_text_aligns_numbers_to_the_right():
    frame = pd.DataFrame({"institute": ["a", "b"], "growth": [9.0, 10.0]})
    text = tables.to_text(shown(frame, ["institute", "growth"]), "t", "b", "").splitlines()
    assert text[0] == "t (b)"
    assert {len(line) for line in text[1:]} == {len(text[1])}


def test_a_list_of_pairs_keeps_its_pairs_in_the_csv():
    assert tables.to_csv(pd.DataFrame({"pairs": [[(24, 36), (8, 12)]]}), en) == 'pairs\n"(24, 36); (8, 12)"\n'
