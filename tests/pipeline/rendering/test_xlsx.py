import datetime
import zipfile
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pandas as pd
import pytest
from displayed import notebook, shown

from helpers import paths
from helpers.pipeline import notebooks
from helpers.pipeline.rendering import xlsx
from helpers.presentation.language import Language

LONG = "What would make each rate close, and the endpoint its label needs: a title with / and [brackets]"
HOSTILE = [
    '=HYPERLINK("http://x","y")',
    "+1+1",
    "-2+3",
    "@x",
    "\t=1",
    "\rx",
    "  =1",
    "＝1",
    "{=1+1}",
    "http://x.fr",
]
SHARED = {"site": "The study", "banner": ["SYNTHETIC"]}


def job(name="01_market.ipynb"):
    return SimpleNamespace(notebook=Path(name), wave="study-2023")


def made(folder, *executed, code="en", shared=SHARED):
    path = folder / "tables.xlsx"
    xlsx.write(path, executed, Language(code), shared)
    return openpyxl.load_workbook(path)


def rates(rows=2):
    return pd.DataFrame(
        {
            "institute": ["GVR", "a long name of an institute " * 5, "third"][:rows],
            "year": [2022.0, 2030.0, None][:rows],
            "growth": [39.147433768, -2.0, None][:rows],
            "implied_low": [39.01, 0.5, None][:rows],
            "implied_high": [39.28, None, None][:rows],
        }
    )


COLUMNS = {"columns": ["institute", "year", "growth", "implied"]}


@pytest.fixture
def book(tmp_path):
    table = shown("table", "rates", rates(3), title=LONG, note="A note.", **COLUMNS)
    figure = shown("figure", "drawn", rates(3), title="Drawn")
    other = shown("table", "other", rates(2), title=LONG, **COLUMNS)
    return made(tmp_path, (job(), notebook(table, figure, other)), (job("02_none.ipynb"), None))


def test_there_is_a_sheet_for_each_table_and_one_of_contents(book):
    assert book.sheetnames == ["Contents", "01.1 What would make each…", "01.2 What would make each…"]


def test_the_contents_lead_to_each_sheet_and_a_figure_to_the_table_of_its_data(book):
    page = book["Contents"]
    rows = [row for row in page.iter_rows(values_only=True) if row[0] and row[0][:2] == "01"]
    assert [(row[0], row[1], row[4], row[5]) for row in rows] == [
        ("01.1", LONG, "table", "tables/rates.csv"),
        ("01.1", "Drawn", "chart", "figures/drawn.csv"),
        ("01.2", LONG, "table", "tables/other.csv"),
    ]
    links = [cell.hyperlink.location for row in page.iter_rows() for cell in row if cell.hyperlink]
    assert links == [f"'{book.sheetnames[at]}'!A1" for at in (1, 1, 2)]
    assert page["A1"].value == "The study"
    assert page["A2"].value == "SYNTHETIC"


def test_a_sheet_says_title_base_note_warning_and_source(book):
    page = book.worksheets[1]
    assert [page["A1"].value, page["A2"].value] == [LONG, "n = 2"]
    assert page["A3"].hyperlink.location == "'Contents'!A1"
    under = [page.cell(row, 1).value for row in range(9, 13)]
    assert under[:3] == ["A note.", "Where one limit is empty, the interval is open on that side.", "SYNTHETIC"]
    assert under[3].startswith("Source: OPIIEC")
    assert page["A8"].value is None


def test_numbers_are_numbers_with_the_format_of_the_page(book):
    page = book.worksheets[1]
    assert [cell.value for cell in page[4]][:5] == [
        "Institute",
        "Year",
        "Growth (% a year)",
        "Implied by the labelled years (% a year), lower limit",
        "Implied by the labelled years (% a year), upper limit",
    ]
    assert [cell.value for cell in page[5]][:5] == ["GVR", 2022, 39.147433768, 39.01, 39.28]
    assert [cell.number_format for cell in page[5]][1:5] == ["0", "#,##0.0", "#,##0.00", "#,##0.00"]
    assert page["C6"].value == -2
    assert page["C6"].data_type == "n"
    assert [cell.value for cell in page[7]][:5] == ["third", None, None, None, None]
    assert page["E6"].value is None


def test_headings_stay_in_sight_filter_and_repeat_on_paper(book):
    for page, head in ((book.worksheets[0], 6), (book.worksheets[1], 4)):
        assert page.freeze_panes == f"A{head + 1}"
        assert page.auto_filter.ref.startswith(f"A{head}:")
        assert page.print_title_rows == f"${head}:${head}"
    assert book.worksheets[1].auto_filter.ref == "A4:E7"


def test_columns_are_wide_enough_for_numbers_and_wrap_long_words(book):
    page = book.worksheets[1]
    assert 45 < page.column_dimensions["A"].width < 50
    assert page.column_dimensions["C"].width >= 12
    assert page["A6"].alignment.wrap_text


def test_the_headings_are_french_in_a_french_report(tmp_path):
    first = notebooks.read(paths.NOTEBOOKS / "01_market_growth.ipynb").cells[0].source
    table = shown("table", "rates", rates(), title="Titre", **COLUMNS)
    french = made(tmp_path, (job(), notebook(table, question=first)), code="fr")
    assert french.sheetnames == ["Sommaire", "01.1 Titre"]
    assert [cell.value for cell in french["01.1 Titre"][4]][:3] == [
        "Institut",
        "Année",
        "Croissance (% par an)",
    ]
    assert [cell.value for cell in french["Sommaire"][6]] == [
        "Feuille",
        "Titre",
        "Base",
        "Page",
        "Présentation",
        "Fichier",
    ]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_text_runs_as_a_formula_or_becomes_a_link(tmp_path, hostile):
    frame = pd.DataFrame({"institute": [hostile], "growth": [-2.5]})
    table = shown("table", "t", frame, title=hostile, base=hostile, note=hostile)
    shared = {"site": hostile, "banner": [hostile]}
    made(tmp_path, (job(), notebook(table)), shared=shared)
    with zipfile.ZipFile(tmp_path / "tables.xlsx") as file:
        sheets = [
            file.read(name).decode() for name in file.namelist() if name.startswith("xl/worksheets/sheet")
        ]
        assert all("<f>" not in sheet for sheet in sheets)
        assert not any(name.startswith("xl/worksheets/_rels") for name in file.namelist())
    book = openpyxl.load_workbook(tmp_path / "tables.xlsx")
    cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.value is not None]
    assert not any(str(cell.value).strip().startswith(("=", "+", "@", "＝")) for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert book.worksheets[1]["B5"].value == -2.5


def test_the_file_has_a_title_a_fixed_time_and_no_author(book, tmp_path):
    assert book.properties.title == "The study"
    assert book.properties.created == datetime.datetime(1980, 1, 1)
    with zipfile.ZipFile(tmp_path / "tables.xlsx") as file:
        assert "<dc:creator></dc:creator>" in file.read("docProps/core.xml").decode()


def test_the_same_report_is_the_same_file_byte_for_byte_in_another_time_zone(tmp_path, monkeypatch):
    executed = (job(), notebook(shown("table", "rates", rates(), **COLUMNS)))
    made(tmp_path, executed)
    first = (tmp_path / "tables.xlsx").read_bytes()
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    made(tmp_path, executed)
    assert (tmp_path / "tables.xlsx").read_bytes() == first


def test_a_report_without_any_table_has_no_such_file(tmp_path):
    xlsx.write(tmp_path / "tables.xlsx", [(job(), None)], Language("en"), SHARED)
    assert not (tmp_path / "tables.xlsx").exists()


def test_key_figures_on_cards_have_their_own_headings(tmp_path):
    cards = pd.DataFrame(
        {
            "key_figure": ["uses"],
            "key_label": ["Design"],
            "key_value": ["67%"],
            "key_base": ["n = 36"],
            "key_interval": ["95% interval: 50 to 80%"],
            "key_verdict": [None],
            "key_low": [66.666],
            "key_high": [66.666],
        }
    )
    page = made(tmp_path, (job("00_s.ipynb"), notebook(shown("cards", "key_figures", cards)))).worksheets[1]
    assert [cell.value for cell in page[4]][:6] == [
        "Key figure",
        "Value",
        "Value, lower limit",
        "Value, upper limit",
        "Base",
        "Interval",
    ]
    assert page["C5"].value == 66.666
    assert page["C5"].number_format == "#,##0.0"
