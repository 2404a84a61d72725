import json

import pytest
from conftest import workbook
from typer.testing import CliRunner

from helpers import cli
from helpers.pipeline import command
from helpers.pipeline.rendering import printing
from helpers.pipeline.running.jobs import Manner


def test_version_and_waves():
    assert workbook("--version").stdout.startswith("workbook ")
    said = workbook("waves").stdout
    assert "study-2023  printed tables, n = 36" in said
    assert "demo-2026  answers: SYNTHETIC" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "--wave", "nowhere"], "there is no wave 'nowhere'; allowed: demo-2026, study-2023"),
        (["run", "--wave", "../../etc"], "parameter 'wave' is '../../etc'"),
        (["run", "--set", "target_year=1999"], "a whole number from 2023 to 2032"),
        (["run", "--set", "nonsense"], "--set 'nonsense' is not of the form name=value"),
        (["run", "--language", "de"], "it must be one of en, fr"),
        (["run", "--only", "99"], "there is no notebook '99'; there are 00, 01"),
        (["run", "--language", "en", "--set", "language=fr"], "not both"),
        (["run", "--wave", "a", "--set", "wave=b"], "'wave' is given more than once"),
    ],
)
def test_bad_input_is_one_plain_sentence_and_a_non_zero_exit(arguments, said, tmp_path):
    result = workbook(*arguments, WORKBOOK_REPORTS=str(tmp_path / "reports"))
    assert result.returncode != 0
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "reports").exists()


def test_damaged_data_are_reported_together_and_nothing_is_written(wave_copy, tmp_path):
    path = wave_copy / "market_estimates.csv"
    text = path.read_text().replace("GVR,2021,7.5", "GVR,2021,many").replace("Gartner,2031", "Gartner,31")
    path.write_text(text)
    result = workbook("run", WORKBOOK_REPORTS=str(tmp_path / "reports"))
    assert result.returncode == 1
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 2
    assert all(line.startswith("workbook: study-2023/market_estimates.csv, row ") for line in lines)
    assert not (tmp_path / "reports").exists()
    assert path.read_text() == text


def test_a_changed_digit_changes_the_report(wave_copy, report, tmp_path):
    path = wave_copy / "market_estimates.csv"
    path.write_text(path.read_text().replace("GVR,2030,156,0", "GVR,2030,157,0"))
    reports = tmp_path / "reports"
    result = workbook("run", "--language", "en", WORKBOOK_REPORTS=str(reports))
    assert result.returncode == 0, result.stderr
    before, after = (
        (folder / "en" / "tables" / "spread.csv").read_text() for folder in (report, reports / "study-2023")
    )
    assert ",156," in before
    assert ",157," in after
    made = [json.loads((f / "en" / "manifest.json").read_text()) for f in (report, reports / "study-2023")]
    changed = {name for name in made[0]["data"] if made[0]["data"][name] != made[1]["data"][name]}
    assert changed == {"market_estimates.csv"}


def test_what_is_asked_of_a_run_is_what_it_does(monkeypatch):
    """Every option that says how, not what: each reaches the run under its own name."""
    heard = []
    monkeypatch.setattr(printing, "browser", lambda: "")
    monkeypatch.setattr(command, "make_report", lambda asked, manner: heard.append(manner) or command.Made())
    options = ["--jobs", "3", "--quiet", "--cold", "--scheduler", "tcp://host:1", "--pdf"]
    for chosen in ([], options, options[-1:]):
        assert CliRunner().invoke(cli.app, ["run", *chosen]).exit_code == 0
    asked = {"workers": 3, "quiet": True, "cold": True, "scheduler": "tcp://host:1", "pdf": True}
    assert heard == [Manner(), Manner(**asked), Manner(pdf=True)]
