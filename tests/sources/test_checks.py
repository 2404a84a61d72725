import shutil

import pytest

from helpers.sources import checks, corrections, study, waves
from helpers.sources.problems import DataError, Problem


def replace(folder, file, old, new, count=1):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file}"
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def found(folder):
    return [str(problem) for problem in checks.problems(folder)]


def test_the_shipped_wave_has_no_problem():
    assert checks.problems(waves.folder("study-2023")) == []


def test_an_unknown_wave_names_the_known_ones():
    with pytest.raises(DataError, match=r"no wave 'nowhere'.*study-2023"):
        waves.folder("nowhere")


def test_all_problems_are_reported_at_once_with_place_and_what_is_allowed(wave_copy):
    file = "market_estimates.csv"
    replace(wave_copy, file, "GVR,2022,11.1,1,million", "GVR,2021,abc,1,zloty")
    replace(wave_copy, file, "Gartner,2031", "Gartner,1931")
    said = found(wave_copy)
    where = "study-2023/market_estimates.csv, row "
    assert f"{where}3, column 'value': not of the right kind (found 'abc'); allowed: a number" in "\n".join(
        said
    )
    assert f"{where}3, column 'unit': not an allowed value (found 'zloty'); allowed: million, billion" in said
    assert any(line.startswith(f"{where}5, column 'year'") and "from 2000" in line for line in said)
    assert any("row 3, column 'institute, year'" in line and "each combination once" in line for line in said)
    assert len(said) == 4


def test_a_misnamed_column_is_one_problem_that_lists_the_columns(wave_copy):
    replace(wave_copy, "market_estimates.csv", "institute,year,value", "institute,yaer,value")
    [said] = found(wave_copy)
    assert "row 1, column 'year': another column stands in its place (found 'yaer')" in said
    assert "allowed: institute, year, value" in said


def test_a_missing_and_an_extra_column_are_named(wave_copy):
    path = wave_copy / "market_estimates.csv"
    rows = [line.rsplit(',"', 1)[0] for line in path.read_text().splitlines()]
    path.write_text("\n".join([rows[0].removesuffix(",place"), *rows[1:]]) + "\n")
    [said] = found(wave_copy)
    assert "column 'place': the column is missing" in said
    replace(wave_copy, "wordings.csv", "low,high,reason", "low,high,reason,comment")
    assert any("column 'comment': the column is not known" in line for line in found(wave_copy))


def test_a_missing_file_is_named(wave_copy):
    (wave_copy / "wordings.csv").unlink()
    assert found(wave_copy) == ["study-2023/wordings.csv: the file is missing"]


def test_decimals_must_count_the_printed_digits(wave_copy):
    replace(wave_copy, "market_estimates.csv", "7.5,1", "7.5,2")
    assert "column 'decimals': does not count the printed decimals (found '2')" in found(wave_copy)[0]


def test_a_correction_cannot_outlive_what_it_corrects(wave_copy):
    replace(wave_copy, "market_estimates.csv", "GVR,2021,7.5,1,million", "GVR,2021,7.5,1,billion")
    said = found(wave_copy)
    assert said == [
        "study-2023/corrections.toml, column 'unit': the value to correct stands in 12 cells (found 'million');"
        " allowed: 13 cells of market_estimates"
    ]


def test_a_correction_needs_all_its_fields(wave_copy):
    replace(wave_copy, "corrections.toml", "expect = 13", "")
    assert "lacks a field" in found(wave_copy)[0]


def test_corrections_are_made_on_reading_and_not_in_the_file(wave_copy):
    before = (wave_copy / "market_estimates.csv").read_bytes()
    assert set(study.load("study-2023", "market_estimates").unit) == {"billion"}
    assert (wave_copy / "market_estimates.csv").read_bytes() == before
    assert b"million" in before


def test_damaged_data_are_refused_before_any_statistic(wave_copy):
    replace(wave_copy, "market_estimates.csv", "7.5,1", "seven,1")
    with pytest.raises(DataError, match="found 'seven'"):
        study.load("study-2023", "market_estimates")


def test_bad_settings_of_a_wave_are_all_named(wave_copy):
    replace(wave_copy, "wave.toml", "respondents = 36", "respondents = -1")
    replace(wave_copy, "wave.toml", '"self-selected"', '"at will"')
    with pytest.raises(DataError) as refused:
        waves.read("study-2023")
    assert [problem.column for problem in refused.value.problems] == ["sampling", "respondents"]


def test_a_wave_is_checked_again_when_a_file_changes(wave_copy, monkeypatch, tmp_path):
    monkeypatch.setenv("WORKBOOK_CACHE", str(tmp_path / "cache"))
    checks.ensure(wave_copy)
    assert list((tmp_path / "cache" / "checked").iterdir())
    replace(wave_copy, "market_estimates.csv", "7.5,1", "7.5,9")
    with pytest.raises(DataError):
        checks.ensure(wave_copy)


def test_a_copy_elsewhere_is_the_same_wave(wave_copy, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(wave_copy, other)
    assert checks.digest(other) == checks.digest(wave_copy)


def test_a_long_value_is_cut_in_the_message():
    assert "x" * 41 not in str(Problem("f.csv", "wrong", 2, "c", "x" * 10_000))


def test_without_corrections_a_table_is_as_printed(wave_copy, load):
    (wave_copy / "corrections.toml").unlink()
    assert corrections.read(wave_copy) == []
    assert set(study.load("study-2023", "market_estimates").unit) == {"million"}
