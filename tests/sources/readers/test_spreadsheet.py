import datetime
import zipfile

import openpyxl
import pytest
import xlsxwriter

from helpers.sources.readers import spreadsheet


@pytest.fixture
def book(wave):
    """Write a workbook: sheet name -> rows; `also` may change the sheets by name before it is saved."""

    def write(sheets, also=None, file="a.xlsx"):
        with xlsxwriter.Workbook(str(wave.folder / file), {"default_date_format": "dd/mm/yyyy"}) as made:
            for name, rows in sheets.items():
                sheet = made.add_worksheet(name)
                for at, row in enumerate(rows):
                    sheet.write_row(at, 0, row)
                if also:
                    also(sheet)

    return write


ROWS = [["q", "n", "mail"], ["Oui", 3, "a@b.fr"], [" Non\u00a0", 2.5, ""], ["", "1\u202f234,5", "c@d.fr"]]


def test_the_only_sheet_is_read_as_categories_of_texts(wave, book):
    book({"Réponses": ROWS})
    layout = wave.layout("a.xlsx")
    assert [column.name for column in layout.columns] == ["q", "n", "mail"]
    assert (layout.found.sheet, layout.first_row, layout.notes) == ("Réponses", 2, ())
    assert wave.lists("a.xlsx", "n", "q") == {"n": ["3", "2.5", "1 234,5"], "q": ["Oui", "Non", None]}


def test_a_named_sheet_of_several_is_read(wave, book):
    book({"Notes": [["x", "y"], [1, 2]], "Réponses": ROWS})
    assert wave.lists("a.xlsx", "q", sheet="Réponses")["q"] == ["Oui", "Non", None]


def test_a_hidden_sheet_need_not_be_ruled_out(wave, book):
    book({"A": ROWS, "Lists": [["x"]]}, lambda sheet: sheet.name == "Lists" and sheet.hide())
    assert wave.layout("a.xlsx").found.sheet == "A"


def test_booleans_dates_and_times(wave, book):
    moment = datetime.datetime(2026, 3, 2, 10, 5)
    with xlsxwriter.Workbook(str(wave.folder / "a.xlsx")) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["b", "day", "moment"])
        sheet.write_row(1, 0, [True, "02/03/2026"])
        sheet.write_datetime(1, 2, moment, made.add_format({"num_format": "dd/mm/yyyy hh:mm"}))
        sheet.write_row(2, 0, [False])
        sheet.write_datetime(2, 1, moment.date(), made.add_format({"num_format": "dd/mm/yyyy"}))
    assert wave.lists("a.xlsx", "b", "day", "moment") == {
        "b": ["1", "0"],
        "day": ["02/03/2026", "2026-03-02"],
        "moment": ["2026-03-02 10:05:00", None],
    }


def test_blank_rows_are_no_respondents_and_the_others_keep_their_place(wave, book):
    book({"A": [["q", "r"], ["x", 1], [], ["", 2], [" "]]})
    frame = wave.cells("a.xlsx", "q")
    assert list(frame.index) == [2, 4]
    assert wave.lists("a.xlsx", "q") == {"q": ["x", None]}


def test_a_column_without_a_heading_is_left_out_with_a_note(wave, book):
    book({"A": [["q", "", "r"], [1, 2, 3]]})
    layout = wave.layout("a.xlsx")
    assert [column.name for column in layout.columns] == ["q", "r"]
    assert layout.notes == ("columns without a heading are not read: column B",)


def test_formulas_and_merged_cells_are_refused_where_they_are_wanted(wave, book):
    def also(sheet):
        sheet.write_formula(1, 1, "=1+1", None, 2)
        sheet.write_formula(3, 1, "=SUM(B2:B3)", None, 2)
        sheet.merge_range(2, 2, 3, 3, "x")

    book({"A": [["q", "sum", "c", "d"], ["x", 1, 2, 3], ["y", 1, "", ""], ["z"]]}, also)
    assert wave.layout("a.xlsx").notes == ("columns with formulas or merged cells cannot be read: sum, c, d",)
    assert wave.lists("a.xlsx", "q") == {"q": ["x", "y", "z"]}
    said = wave.said("a.xlsx", "q", "sum", "d")
    assert "w/a.xlsx, sheet 'A', column 'sum': has formulas or merged cells: B2, B4;" in said
    assert "column 'd': has formulas or merged cells: C3:D4;" in said


def test_formulas_that_openpyxl_writes_are_seen_too_whatever_the_name(wave, monkeypatch):
    monkeypatch.setattr(spreadsheet, "CHUNK", 2)
    made = openpyxl.Workbook()
    made.active.append(["q", "r"])
    made.active.append([1, "=HYPERLINK(1)"])
    made.save(wave.folder / "a.xlsx")
    (wave.folder / "a.xlsx").rename(wave.folder / "a.xls")
    assert "has formulas or merged cells: B2" in wave.said("a.xls", "r")


def test_merged_headings_are_refused(wave, book):
    book({"A": [["", "", "c"], ["x", "y", "z"]]}, lambda sheet: sheet.merge_range(0, 0, 0, 1, "q"))
    assert "row 1: the headings have merged cells (found 'A1:B1')" in wave.said("a.xlsx")


@pytest.mark.parametrize(
    ("sheets", "words"),
    [
        ({"A": [["q", "r"]]}, "holds headings and no answers"),
        ({"A": []}, "row 1: the row has no headings"),
        ({"A": [["q", "r", "q"], [1, 2, 3]]}, "column 'q': 2 columns have one heading: column A, column C"),
        ({"A": ROWS, "B": ROWS}, "column 'sheet': has several sheets: say which one by `sheet`; allowed: A, B"),
    ],
)
def test_a_bad_workbook_is_refused(wave, book, sheets, words):
    book(sheets)
    assert words in wave.said("a.xlsx")


def test_a_sheet_or_a_column_that_is_not_there_is_refused(wave, book):
    book({"A": ROWS})
    assert "column 'sheet': there is no such sheet (found 'B'); allowed: A" in wave.said("a.xlsx", sheet="B")
    assert "column 'z': there is no such column" in wave.said("a.xlsx", "z")


def test_files_that_are_no_workbook_are_refused(wave, book):
    book({"A": ROWS})
    whole = (wave.folder / "a.xlsx").read_bytes()
    wave.write("cut.xlsx", whole[: len(whole) // 2])
    wave.write("text.xlsx", "a;b\n1;2\n")
    for file in ("cut.xlsx", "text.xlsx"):
        assert f"w/{file}: is not an Excel file, or not a whole one" in wave.said(file)
    with zipfile.ZipFile(wave.folder / "zip.xlsx", "w") as made:
        made.writestr("content.xml", "<x/>")
    assert "w/zip.xlsx: is not an Excel file; allowed: a .xlsx file" in wave.said("zip.xlsx")


def test_a_damaged_sheet_is_refused(wave, book):
    book({"A": ROWS})
    with zipfile.ZipFile(wave.folder / "a.xlsx") as whole, zipfile.ZipFile(wave.folder / "b.xlsx", "w") as made:
        for name in whole.namelist():
            made.writestr(name, whole.read(name)[:300] if "sheet1" in name else whole.read(name))
    assert "w/b.xlsx" in wave.said("b.xlsx")


def test_old_and_protected_files_are_refused(wave):
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    wave.write("old.xls", ole)
    wave.write("secret.xlsx", ole + "EncryptedPackage".encode("utf-16-le"))
    assert "is an old Excel file (.xls); allowed: the file saved as .xlsx" in wave.said("old.xls")
    assert "is protected by a password" in wave.said("secret.xlsx")
