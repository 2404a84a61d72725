import csv
import io
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.sources import readers, waves
from helpers.sources.readers import delimited, encoding


@pytest.mark.parametrize(
    ("content", "encoding", "found"),
    [
        ("id;réponse\n1;été\n", "utf-8", ("utf-8", ";")),
        ("id;réponse\n1;été\n", "utf-8-sig", ("utf-8", ";")),
        ("id,réponse\n1,été\n", "cp1252", ("cp1252", ",")),
        ("id\tréponse\n1\tété\n", "mac_roman", ("mac-roman", "\t")),
        ("id;réponse\r\n1;été\r\n", "utf-16", ("utf-16", ";")),
        ("id|réponse\n1|été\n", "utf-8", ("utf-8", "|")),
        ("id;réponse\r1;été", "mac_roman", ("mac-roman", ";")),
    ],
)
def test_encoding_and_separator_are_found_and_said(wave, content, encoding, found):
    wave.write("a.csv", content, encoding)
    layout = wave.layout("a.csv")
    assert (layout.found.encoding, layout.found.delimiter) == found
    assert layout.notes[0] == f"read as {found[0]}"
    assert [column.name for column in layout.columns] == ["id", "réponse"]
    assert wave.lists("a.csv", "réponse") == {"réponse": ["été"]}


@pytest.mark.parametrize("text", ["CAFÉ\u00a0: «É»", "À", "l’été", "cœur", "Énergie"])
@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_a_few_accents_are_enough_to_tell_the_encoding(wave, text, encoding):
    wave.write("a.csv", f"id;x\n1;{text}\n", encoding)
    assert wave.lists("a.csv", "x") == {"x": [text.replace("\u00a0", " ")]}


def test_what_is_stated_is_followed_without_a_note(wave):
    wave.write("a.csv", "a,b;c\n1,5;é\n", "mac_roman")
    layout = wave.layout("a.csv", encoding="mac_roman", delimiter=";")
    assert layout.notes == ()
    assert [column.name for column in layout.columns] == ["a,b", "c"]
    assert wave.lists("a.csv", "a,b", "c", encoding="mac-roman", delimiter=";") == {"a,b": ["1,5"], "c": ["é"]}


def test_commas_in_texts_and_numbers_do_not_hide_the_semicolon(wave):
    rows = ["Quels sont, d’après vous, les usages ?;part, en %", "conception, calcul;1,5", "calcul;2"]
    wave.write("a.csv", "\n".join(rows))
    assert wave.layout("a.csv").found.delimiter == ";"


def test_cells_are_categories_of_the_cleaned_texts_by_row_of_the_file(wave):
    wave.write("a.csv", 'q;mail;n\n" Oui";a@b.fr;1\u202f234,5\nOui ;;\n;c@d.fr;1\u00a0234,5\n')
    frame = wave.cells("a.csv", "n", "q")
    assert list(frame) == ["n", "q"]
    assert list(frame.index) == [2, 3, 4]
    assert frame.index.name == "row"
    assert all(isinstance(dtype, pd.CategoricalDtype) for dtype in frame.dtypes)
    assert list(frame.q.cat.categories) == ["Oui"]
    assert list(frame.q.cat.codes) == [0, 0, -1]
    assert list(frame.n.cat.categories) == ["1 234,5"]
    assert list(frame.n.cat.codes) == [0, -1, 0]


def test_a_line_end_in_quotes_is_part_of_a_cell_and_blank_lines_at_the_end_are_no_respondents(wave):
    wave.write("a.csv", '"id";"deux\nlignes"\r\n"1";"a\nb"\r\n"2";"c"\r\n\r\n\r\n')
    assert [column.name for column in wave.layout("a.csv").columns] == ["id", "deux\nlignes"]
    frame = wave.cells("a.csv", "deux\nlignes")
    assert list(frame["deux\nlignes"]) == ["a\nb", "c"]
    assert list(frame.index) == [2, 3]


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_a_blank_line_in_between_keeps_the_rows_of_the_others(wave, encoding):
    wave.write("a.csv", "a;b\n1;é\n\n3;é\n\n", encoding)
    assert wave.lists("a.csv", "a") == {"a": ["1", None, "3"]}


def test_only_wanted_columns_are_read(wave, monkeypatch):
    asked, read_csv = [], delimited.arrow_csv.read_csv

    def spied(*given):
        asked.append(read_csv(*given).column_names)
        return read_csv(*given)

    monkeypatch.setattr(delimited.arrow_csv, "read_csv", spied)
    wave.write("a.csv", "q;mail;name;n\n1;a@b.fr;x;2\n")
    wave.layout("a.csv")
    assert list(wave.cells("a.csv", "n", "q", "n")) == ["n", "q"]
    assert asked == [["none"], ["3", "0"]]


def test_a_long_file_is_looked_through_in_parts(wave, monkeypatch):
    monkeypatch.setattr(encoding, "CHUNK", 4)
    wave.write("a.csv", b"a;b\n12;\xc3\xa9\xe9\n3;\xe9\n")
    assert wave.said("a.csv", encoding="utf-8").count("row 2") == 1
    monkeypatch.setattr(encoding, "SAMPLE", 4)
    wave.write("a.csv", "a;b\n1;été\n", "mac_roman")
    assert wave.lists("a.csv", "b") == {"b": ["été"]}


def test_a_long_answer_is_kept(wave):
    wave.write("a.csv", f"a;b\n1;{'x' * 10_000}\n2;\n")
    assert [len(text or "") for text in wave.lists("a.csv", "b")["b"]] == [10_000, 0]


def test_columns_without_a_heading_are_left_out_with_a_note(wave):
    wave.write("a.csv", "a;;b;\n1;2;3;\n")
    layout = wave.layout("a.csv")
    assert [column.name for column in layout.columns] == ["a", "b"]
    assert layout.notes[-1] == "columns without a heading are not read: column 2, column 4"
    assert wave.lists("a.csv", "b") == {"b": ["3"]}


def test_an_answer_is_text_whatever_it_looks_like(wave):
    wave.write("a.csv", 'a;b\n=cmd|"/c calc"!A1;<b>x</b>\nNA;null\nTRUE;007\n')
    found = {"a": ['=cmd|"/c calc"!A1', "NA", "TRUE"], "b": ["<b>x</b>", "null", "007"]}
    assert wave.lists("a.csv", "a", "b") == found


SPACES = str.maketrans("\u00a0\u202f", "  ")
CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=8)


@given(
    rows=st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8),
    delimiter=st.sampled_from(";,\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_the_csv_module_writes_is_read_back(rows, delimiter, encoding):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([["a", "b", "c"], *rows])
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "x.csv").write_bytes(text.getvalue().encode(encoding))
        stated = {"delimiter": delimiter, "encoding": encoding.removesuffix("-sig")}
        export = waves.Export(file="x.csv", format="delimited", **stated)
        frame = readers.cells(Path(folder), export, ["c", "a", "b"]).astype(object)
    plain = [[cell.translate(SPACES).strip() or None for cell in row] for row in rows]
    assert frame.where(frame.notna(), None)[["a", "b", "c"]].values.tolist() == plain


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("a;b\n", ["holds headings and no answers"]),
        ("a;b", ["holds headings and no answers"]),
        ("a;b\n\n\n", ["holds headings and no answers"]),
        ("\na;b\n1;2\n", ["row 1: the row has no headings"]),
        ("abc\nd\n", ["row 1: only one column is found", "'|'"]),
        ("a;b\n1;2\n3\n4;5;6\n7;8\n", ["row 3: too few cells", "row 4: too many cells (found '3')"]),
        ('a;b\n1;"x\ny"\n3;4;5\n', ["row 3: too many cells"]),
        ('a;b\n1;2\n"3;4\n5;6\n', ["row 3: too few cells; a quotation mark may be missing"]),
        ("a;b;a\n1;2;3\n", ["column 'a': 2 columns have one heading: column 1, column 3"]),
        ("a;b\n1;2\n\0;4\n", ["row 3: holds NUL bytes"]),
        (b"a;b\n1;\xc3\xa9\n2;\xe9\n3;x\n4;\xe9\n", ["row 3: mixes encodings", "row 5: mixes encodings"]),
    ],
)
def test_a_bad_file_is_refused_with_all_its_rows(wave, content, words):
    wave.write("a.csv", content)
    said = wave.said("a.csv")
    assert said.startswith("w/a.csv")
    for word in words:
        assert word in said


def test_a_separator_that_gives_one_column_is_answered_with_those_that_give_several(wave):
    wave.write("a.csv", "a;b;c\n1;2;3\n")
    said = wave.said("a.csv", delimiter=",")
    assert "only one column is found, cells being separated by ','" in said
    assert said.endswith("allowed: ';' gives 3 columns")


def test_one_column_is_read_where_its_separator_is_stated(wave):
    wave.write("a.csv", "usages, moyens\nx\n\ny;z\n")
    assert wave.lists("a.csv", "usages, moyens", delimiter="|") == {"usages, moyens": ["x", None, "y;z"]}


@pytest.mark.parametrize("delimiter", ["::", '"', "\n", "¤"])
def test_what_cannot_separate_is_refused(wave, delimiter):
    wave.write("a.csv", "a;b\n1;2\n")
    assert "column 'delimiter': not a separator" in wave.said("a.csv", delimiter=delimiter)


@pytest.mark.parametrize("encoding", ["klingon", "base64", "unicode_escape", "a\0b"])
def test_what_is_no_encoding_of_texts_is_refused(wave, encoding):
    wave.write("a.csv", "a;b\n1;2\n")
    said = wave.said("a.csv", encoding=encoding)
    assert "column 'encoding': not an encoding that can be read" in said
    assert "utf-8, cp1252" in said


def test_bytes_that_are_not_of_the_stated_encoding_are_named_by_row(wave):
    wave.write("a.csv", b'a;b\n1;x\n"2\n";\xe9\n3;\xe9\n')
    said = wave.said("a.csv", encoding="utf-8")
    assert said.count("\n") == 1
    assert "row 3: holds bytes that are not utf-8" in said
    assert "row 4: holds bytes that are not utf-8" in said
    assert "row 2: holds bytes that are not cp1252" in wave_said_cp1252(wave)


def wave_said_cp1252(wave):
    wave.write("b.csv", b"a;b\n1;\x81\n")
    return wave.said("b.csv", encoding="cp1252")


def test_many_uneven_rows_do_not_flood(wave):
    wave.write("a.csv", "a;b\n" + "1\n" * 5000)
    lines = wave.said("a.csv").splitlines()
    assert len(lines) == 101
    assert lines[-1] == "w/a.csv: 4900 more rows have too few or too many cells"


def test_columns_that_are_not_there_are_all_named(wave):
    wave.write("a.csv", "region;size\n1;2\n")
    said = wave.said("a.csv", "size", "regoin", "x\x1b[31m")
    assert "column 'regoin': there is no such column; allowed: region" in said
    assert "column 'x [31m': there is no such column; allowed: the headings" in said
