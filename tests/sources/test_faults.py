import csv
import subprocess
import time

import numpy as np
import pandas as pd
import pytest

from helpers import paths
from helpers.sources import faults, responses, waves
from helpers.sources.faults import Checked, Finding
from helpers.sources.problems import DataError

EXPERIENCE = {"E": "experience", "R": "region"}


def checked(*found):
    nothing = pd.DataFrame({"what": [], "count": pd.array([], dtype="Int64")})
    return Checked(
        faults.listed(found), faults.kinds(found), nothing, 3, pd.DataFrame({"reason": [], "firms": []})
    )


def listed(wave):
    with (waves.folder(wave) / "problems.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_problems_are_listed_by_row():
    both = np.array([5, 2])
    found = [
        Finding("a", "x", "wrong", "y", both),
        faults.whole("w", "too short"),
        Finding("b", "", "no", "", both[:1]),
    ]
    frame = faults.listed(found)
    assert frame.row.astype(object).where(frame.row.notna(), 0).tolist() == [0, 2, 5, 5]
    assert frame.column.tolist() == ["w", "a", "a", "b"]


def test_the_full_list_is_in_a_file_until_there_is_no_problem(write_wave):
    columns = {"E": "experience", "F": "staff_france"}
    wave = write_wave(columns, ["perhaps|-3", "yes|3", "=cmd()|4"])
    responses.check(wave)
    assert [list(row.values())[:4] for row in listed(wave)] == [
        ["2", "E", "perhaps", "not an answer of this question"],
        ["2", "F", "'-3", "below 0"],
        ["4", "E", "'=cmd()", "not an answer of this question"],
    ]
    export = (waves.folder(wave) / "export.csv").read_bytes()
    responses.check(write_wave(columns, ["yes|3"]))
    assert not (waves.folder(wave) / "problems.csv").exists()
    assert export.startswith(b"E|F")


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_cell_of_the_list_runs_in_a_spreadsheet(tmp_path, start):
    faults.write(tmp_path, faults.listed([Finding(f"{start}c", f"{start}v", "p", f"{start}a", np.array([2]))]))
    with (tmp_path / "problems.csv").open(encoding="utf-8-sig", newline="") as file:
        [_, cells] = csv.reader(file)
    assert cells == ["2", f"'{start}c", f"'{start}v", "p", f"'{start}a"]


def test_a_list_that_cannot_be_written_leaves_the_last_one(tmp_path, monkeypatch):
    problems = faults.listed([Finding("c", "v", "p", "a", np.array([2]))])
    faults.write(tmp_path, problems)
    before = (tmp_path / "problems.csv").read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(faults, "_neutral", lambda texts: map(full, texts))
    with pytest.raises(OSError, match="No space"):
        faults.write(tmp_path, problems)
    assert [path.name for path in tmp_path.iterdir()] == ["problems.csv"]
    assert (tmp_path / "problems.csv").read_bytes() == before


def test_a_folder_that_cannot_be_written_is_said_plainly(write_wave, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(faults, "write", refuse)
    with pytest.raises(DataError, match=r"2026/problems.csv: cannot be written: Permission denied"):
        responses.check(write_wave(EXPERIENCE, ["yes|"]))


@pytest.mark.parametrize("wave", ["demo-2026", "2026"])
def test_git_ignores_the_list_of_problems(wave):
    ignored = subprocess.run(
        ["git", "check-ignore", "-q", f"data/{wave}/problems.csv"], cwd=paths.ROOT, check=False
    )
    assert ignored.returncode == 0


def test_values_are_cut_and_lose_what_steers_a_terminal(write_wave):
    value = "\x1b[31m" + "é" * 10_000 + "\u202e"
    frame = responses.check(write_wave(EXPERIENCE, [f"{value}|", "a\u202eb|"])).problems
    assert frame.value.tolist() == ["[31m" + "é" * 35 + "…", "a b"]
    assert faults.clean("a\x00\n\tb \u200b c") == "a b c"


def test_the_terminal_shows_the_most_frequent_first(write_wave):
    wave = write_wave(EXPERIENCE, ["perhaps|mars", "no|mars", "yes|mars", "no|mars", "perhaps|corse"])
    text = responses.report(wave, responses.check(wave)).splitlines()
    assert text[0] == "2026/export.csv: 6 problems"
    assert text[1].split() == ["count", "rows", "column", "value", "problem", "allowed"]
    assert text[2].split()[:7] == ["4", "2,", "3,", "4,", "…", "R", "mars"]
    assert text[3].split()[:4] == ["2", "2,", "6", "E"]
    assert text[4].startswith("All of them, with their rows: ")
    assert text[4].endswith("2026/problems.csv")
    assert text[-1] == "5 firms kept"


def test_a_line_fits_the_terminal_and_keeps_the_end_of_a_heading(monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    heading = "Dans quels secteurs vos clients exercent-ils ? | Santé"
    allowed = ", ".join(f"item_{number}" for number in range(40))
    text = faults.text(checked(Finding(heading, "x", "wrong", allowed, np.array([2]))), "f", paths.ROOT)
    [line] = [line for line in text.splitlines() if "wrong" in line]
    assert len(line) <= 120
    assert "exercent-ils ? | Santé" in line
    assert line.endswith("…")


def test_without_a_problem_it_says_so_and_what_was_left_out(write_wave):
    wave = write_wave(EXPERIENCE, ["yes|corse", "|", "|"])
    text = responses.report(wave, responses.check(wave)).splitlines()
    assert text[0] == "2026/export.csv: no problem"
    assert text[-1] == "1 firm kept; 2 rows left out: without any answer"


def test_75000_errors_neither_hang_nor_flood(write_wave):
    columns = {"E": "experience", "F": "staff_france", "P": "partnerships"}
    rows = [f"maybe {n}|{n} people|no idea" for n in range(25_000)]
    wave = write_wave(columns, rows)
    start = time.perf_counter()
    found = responses.check(wave)
    text = responses.report(wave, found)
    # Four seconds on the machine this was written on would be slow; a quadratic step would take minutes.
    assert time.perf_counter() - start < 30
    assert len(found.problems) == 75_000
    assert len(text.splitlines()) <= 40
    assert "25,000  2, 3, 4, …  P" in text
    assert "… and 49,977 other kinds" in text
    assert len(listed(wave)) == 75_000
    assert listed(wave)[-1]["row"] == "25001"


def test_beyond_what_a_spreadsheet_opens_each_kind_is_listed_from_its_first_rows(monkeypatch):
    monkeypatch.setattr(faults, "MOST", 10)
    found = [Finding("a", "x", "wrong", "y", np.arange(2, 102)), Finding("b", "", "no", "", np.arange(2, 5))]
    both = checked(*found)
    assert both.problems.column.value_counts().to_dict() == {"a": 7, "b": 3}
    assert both.kinds["count"].tolist() == [100, 3]
    text = faults.text(both, "f", paths.ROOT)
    assert text.startswith("f: 103 problems")
    assert "10 of them, with their rows: " in text


def test_values_that_look_alike_once_cut_are_one_kind():
    found = [Finding("a", "x" * 50 + end, "wrong", "", np.array([row])) for end, row in (("1", 9), ("2", 4))]
    kinds = faults.kinds(found)
    assert kinds[["count", "rows"]].to_numpy().tolist() == [[2, "4, 9"]]


def test_a_problem_of_the_whole_file_has_no_row():
    text = faults.text(checked(faults.whole("mandatory", "not there", value="region")), "f", paths.ROOT)
    assert text.splitlines()[2].split() == ["1", "-", "mandatory", "region", "not", "there"]
