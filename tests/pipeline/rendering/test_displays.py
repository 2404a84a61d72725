import pandas as pd
import pytest
from displayed import notebook, shown

from helpers.pipeline.rendering import displays
from helpers.presentation import sheets
from helpers.presentation.language import Language

fr = Language("fr")


def test_a_report_gets_two_csv_of_each_display_and_two_pictures_of_each_figure(tmp_path):
    cards = pd.DataFrame([dict.fromkeys(sheets.CARDS, None) | {"key_label": "part", "key_value": "67 %"}])
    book = notebook(shown("table", "rates"), shown("figure", "drawn"), shown("cards", "key", cards))
    displays.write(book, tmp_path, fr)
    assert sorted(file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*.*")) == [
        "figures/drawn.csv",
        "figures/drawn.png",
        "figures/drawn.svg",
        "figures/drawn_excel_fr.csv",
        "tables/key.csv",
        "tables/key_excel_fr.csv",
        "tables/rates.csv",
        "tables/rates_excel_fr.csv",
    ]
    assert (tmp_path / "figures" / "drawn.svg").read_text() == "<svg>drawn</svg>"
    assert (tmp_path / "tables" / "rates.csv").read_bytes() == b"institute,growth\nGVR,39.147433768\n'=1,-2.0\n"


def test_the_csv_for_french_excel_begins_with_a_byte_order_mark(tmp_path):
    displays.write(notebook(shown("table", "rates")), tmp_path, fr)
    written = (tmp_path / "tables" / "rates_excel_fr.csv").read_bytes()
    assert written == (b"\xef\xbb\xbf" + b"Institut;Croissance (% par an)\r\nGVR;39,147433768\r\n'=1;-2\r\n")


def test_a_figure_has_its_own_columns_and_the_note_of_the_table_with_its_data():
    table = shown("table", "rates", note="Intervals at 95%.")
    drawn = shown("figure", "drawn", columns=["growth"])
    (_, sheet), _ = displays.sheets(notebook(drawn, table), fr)
    assert [column.heading for column in sheet.columns] == ["Croissance (% par an)"]
    assert sheet.notes == ["Intervals at 95%."]


def test_two_displays_of_one_name_are_a_fault(tmp_path):
    with pytest.raises(AssertionError, match=r"two displays are named rates\.csv"):
        displays.write(notebook(shown("table", "rates"), shown("table", "rates")), tmp_path, fr)
