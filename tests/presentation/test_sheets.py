import io
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from helpers.presentation import sheets, tables
from helpers.presentation.language import Language
from helpers.statistics.sentences import Amount, sentence

HOSTILE = ['=HYPERLINK("http://x")', "+1+1", "-2+3", "@x", "\t=1", "\rx", "  =1", "＝1", "a;=1"]


def read(frame, columns, code="en", **told):
    language = Language(code)
    shown = {"name": "t", "title": "Title", "base": "n = 36", "note": "", "columns": columns}
    shown |= {"computed": tables.computed(frame, columns), "csv": tables.to_csv(frame, language)}
    return sheets.read(shown | told, language)


def column(frame, name, code="en"):
    (found,) = read(frame, [name], code).columns
    return found


def test_numbers_keep_every_digit_and_are_shown_as_the_page_shows_them():
    found = column(pd.DataFrame({"growth": [39.147433768, -2.0]}), "growth")
    assert found.values == [Decimal("39.147433768"), Decimal("-2")]
    assert found.formats == ["#,##0.0", "#,##0.0"]
    assert found.numeric


def test_shares_stand_in_points_as_their_heading_says():
    frame = pd.DataFrame({"share_low": [0.5, 0.125], "share_high": [0.5, 0.25]})
    low, high = read(frame, ["share"]).columns
    assert (low.heading, low.values) == ("Share (%), lower limit", [50, Decimal("12.5")])
    assert (high.heading, high.values) == ("Share (%), upper limit", [50, 25])
    assert column(pd.DataFrame({"calibration": [0.0956]}), "calibration").values == [Decimal("9.56")]


def test_an_interval_is_two_columns_headed_in_french():
    frame = pd.DataFrame({"implied_low": [39.01349], "implied_high": [39.28168]})
    headings = [found.heading for found in read(frame, ["implied"], "fr").columns]
    assert headings == [
        "Déduit des années du libellé (% par an), borne inférieure",
        "Déduit des années du libellé (% par an), borne supérieure",
    ]


def test_intervals_that_are_all_points_are_one_column():
    frame = pd.DataFrame({"firms_low": [3, 5], "firms_high": [3, 5]})
    assert column(frame, "firms").heading == "Firms"


@pytest.mark.parametrize("end", [None, float("inf"), np.nan])
def test_an_open_end_is_an_empty_cell_and_the_sheet_says_so(end):
    frame = pd.DataFrame({"annual_low": [0.0, 25.9], "annual_high": [14.4, end]})
    sheet = read(frame, ["annual"], "fr")
    assert sheet.columns[1].values == [Decimal("14.4"), None]
    assert sheet.notes == ["Lorsqu’une borne est vide, l’intervalle est ouvert de ce côté."]


def test_a_sheet_whose_intervals_are_closed_or_unknown_says_nothing_of_open_ends():
    frame = pd.DataFrame({"annual_low": [0.0, None], "annual_high": [14.4, None]})
    assert read(frame, ["annual"]).notes == []


def test_printed_figures_show_their_own_digits_and_computed_ones_one_decimal():
    printed = column(
        pd.DataFrame({"stated_rate": [1, 2], "stated": [Decimal("42.60"), Decimal("25")]}), "stated"
    )
    assert printed.values == [Decimal("42.60"), Decimal("25")]
    assert printed.formats == ["#,##0.00", "#,##0"]
    computed = column(pd.DataFrame({"first_value": [38.26086956521739]}), "first_value")
    assert computed.formats == ["#,##0.0"]


def test_years_have_no_thousands_separator_and_no_decimal():
    found = column(pd.DataFrame({"year": [2027.0, None]}), "year")
    assert found.values == [2027, None]
    assert found.formats[0] == "0"


@pytest.mark.parametrize(("code", "shown"), [("en", '"< 0.001"'), ("fr", '"< 0,001"')])
def test_a_small_p_is_never_shown_as_nothing(code, shown):
    frame = pd.DataFrame({"p_low": [0.0000012, 0.5], "p_high": [0.02, 1.0]})
    low, _ = read(frame, ["p"], code).columns
    assert low.values[0] == Decimal("0.0000012")
    assert low.formats[0] == f"[<0.0005]{shown};0.000"


def test_words_are_those_of_the_page():
    frame = pd.DataFrame(
        {
            "verdict": ["consistent only if"],
            "place": ["annex 2, table"],
            "bases": [[19, 24, 36]],
            "figures": [[Decimal("42.60"), Decimal("25")]],
            "inside": [["GVR", "Markets & Markets"]],
            "tied": [["project_manager", "developer"]],
            "condition": [sentence("{amount:amount}", amount=Amount("percent", Decimal("35"), Decimal("39")))],
        }
    )
    columns = ["verdict", "place", "bases", "figures", "inside", "tied", "condition"]
    sheet = read(frame, columns, "fr")
    assert list(sheet.rows[0]) == [
        "cohérent sous condition",
        "annexe 2, tableau",
        "19, 24 ou 36",
        "42,60 et 25",
        "GVR et Markets & Markets",
        "chefs de projet et développeurs",
        "35 à 39\u00a0%",
    ]
    assert not any(found.numeric for found in sheet.columns)


def test_a_list_of_sentences_leaves_in_the_readers_words():
    frame = pd.DataFrame({"figures": [[sentence("{amount:amount}", amount=Amount("percent", Decimal("69")))]]})
    assert tables.to_csv(frame, Language("fr")) == "figures\n69\u00a0%\n"


def test_a_column_without_content_is_left_out():
    frame = pd.DataFrame({"institute": ["a"], "explanation": [None]})
    assert [found.heading for found in read(frame, ["institute", "explanation"]).columns] == ["Institute"]


def test_a_heading_that_stands_twice_is_told_apart():
    """The intervals of two waves have one heading on the page, each beside its share."""
    columns = ["first_share", "first_interval", "second_share", "second_interval"]
    frame = pd.DataFrame({f"{name}_{end}": [at] for name in columns for at, end in enumerate(("low", "high"))})
    for name in ("first_share", "second_share"):
        frame[f"{name}_high"] = frame[f"{name}_low"]
    assert [found.heading for found in read(frame, columns).columns] == [
        "First wave (%)",
        "First wave (%) – Interval (%), lower limit",
        "First wave (%) – Interval (%), upper limit",
        "Second wave (%)",
        "Second wave (%) – Interval (%), lower limit",
        "Second wave (%) – Interval (%), upper limit",
    ]


@pytest.mark.parametrize(
    ("horizons", "headings"),
    [(["now", "3 years"], ["Réponse", "Horizon"]), (["now", "now"], ["Réponse"])],
)
def test_an_answer_and_its_horizon_are_two_columns_to_filter_by(horizons, headings):
    frame = pd.DataFrame({"label": ["a", "b"], "horizon": horizons})
    sheet = read(frame, ["answer"], "fr")
    assert [found.heading for found in sheet.columns] == headings
    assert sheet.columns[0].values == ["a", "b"]


def test_nothing_leaves_that_is_not_in_the_csv():
    """Numbers and words come from the CSV alone: what it does not hold, no other file can."""
    frame = pd.DataFrame({"institute": ["a"], "growth": [39.147433768]})
    sheet = read(frame, ["institute", "growth"], csv="institute,growth\na,39\n")
    assert sheet.rows == [("a", Decimal("39"))]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_labels_are_neutral_wherever_they_stand(hostile):
    frame = pd.DataFrame({"institute": [hostile], "growth": [-2.5], hostile: [1]})
    assert "'" in tables.to_csv(frame, Language("en")).partition("growth,")[2]
    sheet = read(frame, ["institute", "growth"], title=hostile, base=hostile, note=hostile)
    texts = [sheet.title, sheet.base, *sheet.notes, sheet.rows[0][0]]
    assert all("'" in text for text in texts)
    assert sheet.rows[0][1] == Decimal("-2.5")


def test_signs_that_words_join_are_neutral_too():
    """The CSV has `+; +`, which runs nothing; a spreadsheet would try to read `+ et +`."""
    assert column(pd.DataFrame({"marks": [["+", "+"], ["+"]]}), "marks", "fr").values == ["'+ et +", "+"]


def test_the_csv_for_french_excel_is_read_back_with_its_numbers():
    frame = pd.DataFrame(
        {
            "institute": ["GVR", "a; b", 'dit "c"'],
            "year": [2022, 2023, 2024],
            "growth": [1234567.25, -2.464711350462212, None],
        }
    )
    text = sheets.excel_csv(read(frame, ["institute", "year", "growth"], "fr"))
    assert text.splitlines()[:2] == ["Institut;Année;Croissance (% par an)", "GVR;2022;1234567,25"]
    assert text.count("\r\n") == 4
    back = pd.read_csv(io.StringIO(text), sep=";", decimal=",")
    assert list(back["Croissance (% par an)"][:2]) == [1234567.25, -2.464711350462212]
    assert list(back["Institut"]) == ["GVR", "a; b", 'dit "c"']


def test_a_tiny_number_is_written_without_an_exponent():
    frame = pd.DataFrame({"p_low": [1.5e-07], "p_high": [1.5e-07]})
    assert "0,00000015" in sheets.excel_csv(read(frame, ["p"], "fr"))
