import datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from pyarrow import parquet


@pytest.fixture
def table(wave):
    def write(**columns):
        parquet.write_table(pa.table(columns), wave.folder / "a.parquet", row_group_size=2)

    return write


def test_columns_become_categories_of_texts(wave, table):
    table(
        **{
            "q": pa.array(["Oui", " Oui ", None, ""]),
            "q. What?": pa.array(["x", "y", "x", "y"]),
            "known": pa.array(["a", "b", "a", "a"]).dictionary_encode(),
            "staff": pa.array([3.0, 2.5, None, 1e6]),
            "whole": pa.array([1, 0, 1, None]),
            "tick": pa.array([True, False, None, True]),
            "day": pa.array([datetime.date(2026, 3, 2)] * 4),
            "share": pa.array([Decimal("5.00"), Decimal("0.50"), None, Decimal("100.00")]),
        }
    )
    layout = wave.layout("a.parquet")
    assert layout.first_row == 2
    names = [column.name for column in layout.columns]
    assert wave.lists("a.parquet", *names) == {
        "q": ["Oui", "Oui", None, None],
        "q. What?": ["x", "y", "x", "y"],
        "known": ["a", "b", "a", "a"],
        "staff": ["3", "2.5", None, "1000000"],
        "whole": ["1", "0", "1", None],
        "tick": ["1", "0", None, "1"],
        "day": ["2026-03-02"] * 4,
        "share": ["5", "0.5", None, "100"],
    }
    assert list(wave.cells("a.parquet", "q").index) == [2, 3, 4, 5]


def test_a_category_that_no_cell_has_is_no_answer(wave, table):
    table(q=pa.DictionaryArray.from_arrays(pa.array([0, 0]), pa.array(["a", "never"])), r=pa.array([1, 2]))
    assert list(wave.cells("a.parquet", "q").q.cat.categories) == ["a"]


def test_bad_files_and_columns_are_refused(wave, table):
    table(q=pa.array(["x"]), several=pa.array([["a", "b"]]), raw=pa.array([b"x"]))
    said = wave.said("a.parquet", "several", "raw")
    assert "column 'several': the cells are neither texts nor numbers" in said
    assert "column 'raw': the cells are neither texts nor numbers" in said
    assert "column 'r': there is no such column" in wave.said("a.parquet", "r")
    whole = (wave.folder / "a.parquet").read_bytes()
    wave.write("b.parquet", whole[:-20])
    assert "w/b.parquet: is not a Parquet file, or not a whole one" in wave.said("b.parquet")
    wave.write("c.parquet", whole[:4] + bytes(20) + whole[24:])
    assert "w/c.parquet, column 'q': is damaged" in wave.said("c.parquet", "q")
    table(q=pa.array([], pa.string()))
    assert "holds no answers" in wave.said("a.parquet")
    twice = pa.table([pa.array(["x"]), pa.array(["y"])], names=["q", "q"])
    parquet.write_table(twice, wave.folder / "d.parquet")
    assert "column 'q': 2 columns have one heading: column 1, column 2" in wave.said("d.parquet")
