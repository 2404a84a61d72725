import datetime

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from helpers.sources.readers import Column


@pytest.fixture
def sav(wave):
    frame = pd.DataFrame(
        {
            "size": [1.0, 2.0, -99.0, np.nan],
            "staff": [12.0, 2.5, 98.0, 97.0],
            "name": ["a ", "", "é", "x"],
            "day": [datetime.date(2026, 3, 2)] * 4,
        }
    )
    pyreadstat.write_sav(
        frame,
        wave.folder / "a.sav",
        column_labels={"size": "Size of the firm"},
        variable_value_labels={"size": {1: "Small", 2: "Large", -99: "No answer"}, "staff": {98: "Unknown"}},
        missing_ranges={"size": [-99], "staff": [{"lo": 97, "hi": 99}]},
    )


@pytest.mark.usefixtures("sav")
def test_the_dictionary_gives_labels_values_and_missing_values(wave):
    size, staff, name, _ = wave.layout("a.sav").columns
    values = {"1": "Small", "2": "Large", "-99": "No answer"}
    assert size == Column("size", "size", ("Size of the firm",), values, ("-99",))
    assert staff == Column("staff", "staff", (), {"98": "Unknown"}, ("98",))
    assert name == Column("name", "name")


@pytest.mark.usefixtures("sav")
def test_cells_hold_codes_and_an_unlabelled_value_of_a_missing_range_is_empty(wave):
    assert wave.lists("a.sav", "staff", "size", "name", "day") == {
        "staff": ["12", "2.5", "98", None],
        "size": ["1", "2", "-99", None],
        "name": ["a", None, "é", "x"],
        "day": ["2026-03-02"] * 4,
    }
    assert list(wave.cells("a.sav", "size").index) == [2, 3, 4, 5]


@pytest.mark.usefixtures("sav")
@pytest.mark.parametrize("length", [-5, 300, 6])
def test_a_truncated_file_is_refused(wave, length):
    wave.write("b.sav", (wave.folder / "a.sav").read_bytes()[:length])
    assert "w/b.sav: cannot be read, it may be cut off" in wave.said("b.sav")
    assert "w/b.sav: cannot be read" in wave.said("b.sav", "size")


@pytest.mark.usefixtures("sav")
def test_other_files_and_columns_are_refused(wave):
    wave.write("b.sav", "a;b\n1;2\n")
    assert "w/b.sav: is not an SPSS file" in wave.said("b.sav")
    assert "column 'sise': there is no such column; allowed: size" in wave.said("a.sav", "sise")


def test_a_file_without_answers_is_refused(wave):
    pyreadstat.write_sav(pd.DataFrame({"a": pd.Series([], dtype=float)}), wave.folder / "a.sav")
    assert "holds no answers" in wave.said("a.sav")
