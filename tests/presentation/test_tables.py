from decimal import Decimal

import pandas as pd
import pytest

from helpers.presentation import tables
from helpers.presentation.language import Language
from helpers.statistics.sentences import sentence

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


def test_words_that_repeat_become_a_heading_over_their_rows():
    frame = pd.DataFrame({"institute": ["a", "a", "b"], "region": ["world", "europe", "world"], "year": 2022})
    html = tables.to_html(shown(frame, ["institute", "region", "year"]), "t", "b", "")
    assert html.count("<tbody>") == 2
    assert (
        '<tr class="group"><th scope="rowgroup" colspan="2">a</th></tr><tr><th scope="row">World</th>' in html
    )
    assert ">Institute</th>" not in html
    assert html.count('<th scope="row"') == 3


def test_words_that_do_not_repeat_stay_a_column():
    frame = pd.DataFrame({"institute": ["a", "b", "a"], "region": ["world", "europe", "world"], "year": 2022})
    html = tables.to_html(shown(frame, ["institute", "region", "year"]), "t", "b", "")
    assert "rowgroup" not in html
    assert html.count("<tbody>") == 1


def test_numbers_that_repeat_are_no_heading():
    frame = pd.DataFrame({"n": [36, 36], "start": [10, 25], "observed_points": [22.2, 27.8]})
    assert "rowgroup" not in tables.to_html(shown(frame, ["n", "start", "observed_points"]), "t", "b", "")


def test_a_column_without_content_is_left_out_of_the_table_and_kept_in_the_csv():
    frame = pd.DataFrame({"institute": ["a", "b"], "flag": ["ok", "ok"], "growth": [1.0, None]})
    assert shown(frame, ["institute", "flag", "growth"]).headings == ["Institute", "Growth (% a year)"]
    assert tables.to_csv(frame, en).splitlines()[0] == "institute,flag,growth"


def test_a_base_that_all_rows_share_is_said_once():
    base = sentence("n = {n}", n=9)
    frame = pd.DataFrame({"institute": ["a", "b"], "base_words": [base, base]})
    found = shown(frame, ["institute", "base_words"])
    assert found.rows == [["a"], ["b"]]
    assert tables.with_base("n = 9 firms", found) == "n = 9 firms"
    assert tables.with_base("n = 95 firms", found) == "n = 95 firms; in this table, n = 9"


def test_bases_that_differ_stay_a_column():
    frame = pd.DataFrame({"institute": ["a", "b"], "base_words": [sentence("n = {n}", n=n) for n in (9, 8)]})
    found = shown(frame, ["institute", "base_words"])
    assert found.rows == [["a", "n = 9"], ["b", "n = 8"]]
    assert tables.with_base("n = 95 firms", found) == "n = 95 firms"


def test_a_numeric_cell_carries_its_number_and_what_its_decimals_lack():
    values = [Decimal("39.10"), Decimal("35"), Decimal("15282"), None]
    frame = pd.DataFrame({"institute": list("abcd"), "value": values}, dtype=object)
    html = tables.to_html(shown(frame, ["institute", "value"]), "t", "b", "")
    assert '<td class="number" data-value="39.1">39.10</td>' in html
    assert '<td class="number" data-value="35" data-pad=".00">35</td>' in html
    assert '<td class="number" data-value="15282" data-pad=".00">15,282</td>' in html
    assert '<td class="number">–</td>' in html


def test_an_interval_is_sorted_by_its_low_end_or_the_end_it_has():
    frame = pd.DataFrame({"institute": ["a", "b"], "implied_low": [39.0, None], "implied_high": [40.0, 26.0]})
    html = tables.to_html(shown(frame, ["institute", "implied"]), "t", "b", "")
    assert 'data-value="39">39.00 to\u00a040.00<' in html
    assert 'data-value="26">below 26.00<' in html


def test_a_line_is_not_broken_inside_a_base():
    frame = pd.DataFrame({"institute": ["a"], "base_words": [sentence("n = {n}, assumed", n=36)]})
    html = tables.to_html(shown(frame, ["institute", "base_words"]), "t", "n = 36 firms", "")
    assert '<td class="short">n\u00a0=\u00a036, assumed</td>' in html
    assert '<span class="base">n\u00a0=\u00a036\u00a0firms</span>' in html


def test_an_answer_names_its_horizon_unless_it_is_now():
    frame = pd.DataFrame({"label": ["a", "a"], "horizon": ["now", "3 years"]})
    assert shown(frame, ["answer"]).rows == [["a"], ["a, in 3 years"]]


def test_the_head_of_a_row_that_takes_several_lines_is_marked_and_no_other_cell_is():
    """By hand: 30 characters, and 29."""
    frame = pd.DataFrame({"institute": ["a" * 30, "b" * 29], "base_words": [sentence("c" * 30), None]})
    html = tables.to_html(shown(frame, ["institute", "base_words"]), "t", "b", "")
    assert html.count('class="long"') == 1
    assert f'<th scope="row" class="long">{"a" * 30}</th>' in html


def test_a_heading_is_not_broken_inside_its_unit():
    frame = pd.DataFrame({"institute": ["a"], "growth": [1.0]})
    assert ">Growth (%\u00a0a\u00a0year)</th>" in tables.to_html(
        shown(frame, ["institute", "growth"]), "t", "b", ""
    )


def test_printed_and_computed_markets_stand_in_one_column():
    values = pd.Series([Decimal("137.67"), Decimal("156"), 55.4641], dtype=object)
    frame = pd.DataFrame({"institute": list("abc"), "shown": values})
    found = shown(frame, ["institute", "market"])
    assert [row[1] for row in found.rows] == ["137.67", "156", "55.5"]
    assert 'data-pad=".00">156<' in tables.to_html(found, "t", "b", "")


WIDTHS = [
    (True, "Part (%)", 4, 0, 5, ""),
    (True, "Smallest significant difference (firms)", 2, 0, 5, "width:12em"),
    (False, "Verdict", 18, 0, 5, "width:13em"),
    (False, "Answer", 40, 0, 5, ""),
    (False, "Answer", 40, 0, 7, "width:15em"),
    (False, "Why", 90, 1, 5, "min-width:calc(1 * var(--told))"),
    (False, "Why", 200, 2, 5, "min-width:calc(1.1 * var(--told))"),
]


@pytest.mark.parametrize(("numeric", "heading", "longest", "told", "columns", "wish"), WIDTHS)
def test_a_column_is_as_wide_as_its_words_ask(numeric, heading, longest, told, columns, wish):
    """By hand: (39 / 3 + 2) 0.68 + 1.6 = 11.8; 18 x 0.58 + 1.6 = 12.04; 22 x 0.58 + 1.6 = 14.4; 1.4 / 1.25."""
    assert tables._wish(numeric, heading, longest, told, columns) == wish


def test_a_label_is_not_broken_at_its_hyphen():
    assert tables._whole("In-house training") == "<span>In-house</span> training"
    assert tables._whole("2021-22") == "2021-22"
    assert tables._whole("a sentence with a well-known word in it") == "a sentence with a well-known word in it"
