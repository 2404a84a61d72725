import pandas as pd
import pyreadstat
import pytest

from helpers.sources import readers, waves

FORM = "delimited"


@pytest.mark.parametrize("name", ["../a.csv", "/etc/passwd", "sub/a.csv", "..", ".", "", "a\0b", "..\\a.csv"])
@pytest.mark.parametrize("form", waves.FORMATS)
def test_an_export_outside_the_folder_is_refused(wave, name, form):
    wave.form = form
    wave.write("../a.csv", "a;b\n1;2\n")
    said = wave.said(name, "a")
    assert "not a file of the wave" in said
    assert "without a path" in said


@pytest.mark.parametrize("form", waves.FORMATS)
def test_missing_and_empty_files_are_refused(wave, form):
    wave.form = form
    wave.write("b.csv", "")
    assert "w/a.csv: there is no such file; allowed: b.csv" in wave.said("a.csv")
    assert "w/b.csv: the file is empty" in wave.said("b.csv")
    (wave.folder / "c.csv").mkdir()
    assert "w/c.csv: there is no such file" in wave.said("c.csv", "a")
    assert "there is no such file" in wave.said("x" * 300)


@pytest.mark.parametrize("form", waves.FORMATS)
def test_no_kind_of_junk_gives_a_traceback(wave, form):
    wave.form = form
    for content in (b"\xff\xfe\0", b"PK\x03\x04", b"$FL2" + bytes(200), b"PAR1PAR1", b'"', b"\xd0\xcf\x11\xe0"):
        wave.write("a.bin", content)
        assert wave.said("a.bin").startswith("w/a.bin")
        assert wave.said("a.bin", "x").startswith("w/a.bin")


def test_control_characters_in_headings_stay_out_of_messages(wave):
    wave.write("a.csv", '"a\x1b[31m";"a\x1b[31m"\n1;2\n')
    said = wave.said("a.csv")
    assert "\x1b" not in said
    assert "column 'a [31m'" in said


def test_a_long_heading_is_cut_in_messages(wave):
    wave.write("a.csv", f"{'x' * 500};{'x' * 500}\n1;2\n")
    assert f"column '{'x' * 79}…'" in wave.said("a.csv")


def test_formats_are_guessed(wave):
    texts = {
        "lime.csv": ("limesurvey", '"id";"submitdate";"q1"\n1;;2\n'),
        "codes.csv": ("limesurvey", '"q1[SQ001]","q2"\n1,2\n'),
        "full.csv": ("limesurvey", '"ID de la réponse";"Date de soumission";"Q"\n1;;2\n'),
        "both.csv": ("limesurvey", '"x. Response ID";"y. Date submitted"\n1;2\n'),
        "monkey.csv": ("surveymonkey", "Respondent ID,Uses,\n,Design,Risks\n1,,\n"),
        "asked.csv": ("surveymonkey", "Q1,Q2\nResponse,Open-Ended Response\n1,\n"),
        "one.csv": ("surveymonkey", "Q1,Q2\nResponse,Design\n1,\n"),
        "plain.txt": ("delimited", "firm\tregion\n1\t2\n"),
    }
    for file, (form, content) in texts.items():
        wave.write(file, content)
        assert readers.guess(wave.folder / file) == form, file
    frame = pd.DataFrame({"a": [1.0]})
    frame.to_excel(wave.folder / "a.xlsx", engine="xlsxwriter")
    frame.to_parquet(wave.folder / "a.bin")
    pyreadstat.write_sav(frame, wave.folder / "a.sav")
    found = [readers.guess(wave.folder / file) for file in ("a.xlsx", "a.bin", "a.sav")]
    assert found == ["spreadsheet", "parquet", "spss"]


def test_what_cannot_be_guessed_is_an_error(wave):
    wave.write("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(ValueError, match="old Excel file"):
        readers.guess(wave.folder / "a.xls")
    with pytest.raises(ValueError, match="no such file"):
        readers.guess(wave.folder / "b.csv")
