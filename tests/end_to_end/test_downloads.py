"""The files of a finished report that people open in a spreadsheet."""

import csv
import html
import re

import nbformat
import openpyxl
import pandas as pd
import pytest

from helpers import paths
from helpers.pipeline.rendering import displays
from helpers.presentation.columns import COLUMNS
from helpers.presentation.language import Language
from helpers.sources.formulas import neutral
from helpers.statistics.sentences import VERDICTS

both = pytest.mark.parametrize("language", ["en", "fr"])


def executed(folder):
    for path in sorted((folder / "notebooks").glob("*.ipynb")):
        yield nbformat.read(path, as_version=4)


def plain(text):
    return html.unescape(re.sub(r"[\s\u202f]+", " ", re.sub(r"</?span>", "", text)))


@pytest.fixture
def folder(report, language):
    return report / language


@pytest.fixture
def book(folder):
    return openpyxl.load_workbook(folder / "tables.xlsx")


@both
def test_every_word_and_every_number_of_a_sheet_stands_on_its_page(folder, language):
    said, seen = Language(language), 0
    for notebook in executed(folder):
        pages = {
            shown["name"]: plain(output.data["text/html"]) for shown, output in displays.of(notebook, "table")
        }
        for shown, sheet in displays.sheets(notebook, said):
            page = pages.get(shown["name"]) if shown["kind"] == "table" else None
            for column in sheet.columns if page else ():
                for value, number in zip(column.values, column.formats, strict=True):
                    text = value if isinstance(value, str) else _as_shown(value, number, said)
                    if text == said.term("now"):  # a page leaves it out where other horizons are named
                        continue
                    assert plain(text) in page or plain(text).replace("'", "", 1) in page, (shown["name"], text)
                    seen += 1
    assert seen > 5000


def _as_shown(value, number, said):
    if value is None:
        return ""
    if number == "0":
        return str(int(value))
    if "[<" in number:
        return said.chance(float(value), float(value))
    return said.number(value, len(number.partition(".")[2]))


@both
def test_the_sheet_of_the_ledger_holds_every_claim_with_its_verdict(book, language):
    said = Language(language)
    with (paths.ROOT / "data" / "study-2023" / "claims.csv").open(encoding="utf-8", newline="") as file:
        ledger = list(csv.DictReader(file))
    places = list(dict.fromkeys((row["section"], row["place"]) for row in ledger))
    ledger.sort(key=lambda row: places.index((row["section"], row["place"])))  # a place all together
    stated = [row[f"statement_{language}"] for row in ledger]
    title = said.text("Every claim and its verdict")
    (page,) = (page for page in book if page["A1"].value == title)
    headings = [cell.value for cell in page[4]]
    names = ("claim_or_count", "judged", "why_judged")
    at = {name: headings.index(said.text(COLUMNS[name].heading)) for name in names}
    rows = [row for row in page.iter_rows(min_row=5, values_only=True, max_row=4 + len(stated))]
    assert len(stated) == 371
    assert [row[at["claim_or_count"]] for row in rows] == [neutral(text) for text in stated]
    assert {row[at["judged"]] for row in rows} == {said.term(verdict) for verdict in (*VERDICTS, "counted")}
    assert page.cell(5 + len(stated), 1).value is None
    wanting = [row for row in rows if not row[at["why_judged"]]]
    assert wanting == []


@both
def test_there_is_a_sheet_for_every_table_in_the_order_of_the_pages(book, folder, language):
    shown = [
        neutral(table["title"]) for notebook in executed(folder) for table, _ in displays.of(notebook, "table")
    ]
    titles = [page["A1"].value for page in book.worksheets[1:]]
    assert [title for title in titles if title in set(shown)] == shown
    assert all(len(name) <= 31 for name in book.sheetnames)
    assert len({name.lower() for name in book.sheetnames}) == len(book.sheetnames)


@both
def test_every_heading_is_words_of_the_reader_and_none_stands_twice(folder, language):
    said = Language(language)
    words = {said.text(column.heading) for column in COLUMNS.values()}
    ends = [said.text(end).format(heading="") for end in ("{heading}, lower limit", "{heading}, upper limit")]
    for notebook in executed(folder):
        for shown, sheet in displays.sheets(notebook, said):
            headings = [column.heading for column in sheet.columns]
            assert len(set(headings)) == len(headings), shown["name"]
            for heading in headings:
                own = heading.rpartition(" – ")[2] if heading not in words else heading
                kept = next((own.removesuffix(end) for end in ends if own.endswith(end)), own)
                assert kept in words, (shown["name"], heading)


@both
def test_the_csv_for_french_excel_hold_the_numbers_of_the_csv(folder, language):
    said = Language(language)
    files = sorted(folder.glob("*/*_excel_fr.csv"))
    assert len(files) == len([*folder.glob("*/*.csv")]) / 2 > 80
    for file in files:
        assert file.read_bytes()[:3] == b"\xef\xbb\xbf"
    volumes = pd.read_csv(
        folder / "tables" / "volumes_excel_fr.csv", sep=";", decimal=",", encoding="utf-8-sig"
    )
    raw = pd.read_csv(folder / "tables" / "volumes.csv")
    heading = said.text("{heading}, upper limit").format(heading=said.text("Posts per recruiting firm"))
    pd.testing.assert_series_equal(volumes[heading], raw["per_firm_high"], check_names=False)


@pytest.mark.parametrize("segment", ["", "segments/activity-digital/"])
def test_a_sheet_of_answers_tells_no_more_than_its_csv_and_says_synthetic(demo, segment):
    folder = demo / segment / "fr"
    book = openpyxl.load_workbook(folder / "tables.xlsx")
    rows = {
        neutral(row[1]): row[5] for row in book["Sommaire"].iter_rows(min_row=6, values_only=True) if row[5]
    }
    for page in book.worksheets[1:]:
        lines = [row[0] for row in page.iter_rows(values_only=True) if row[0]]
        assert any(str(line).startswith("SYNTHÉTIQUE") for line in lines), page.title
        text = (folder / rows[page["A1"].value]).read_text(encoding="utf-8")
        numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", text)]
        known = {round(number, 6) for number in [*numbers, *(100 * number for number in numbers)]}
        cells = [cell for row in page.iter_rows(min_row=5) for cell in row if cell.data_type == "n"]
        assert {round(cell.value, 6) for cell in cells if cell.value is not None} <= known, page.title
