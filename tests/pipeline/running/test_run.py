import json

import pytest
import tiny

from helpers import paths
from helpers.pipeline import notebooks
from helpers.pipeline.errors import RunError
from helpers.pipeline.running import planning, run
from helpers.pipeline.running.jobs import Manner
from helpers.pipeline.running.planning import Asked
from helpers.sources.problems import DataError


@pytest.fixture
def no_kernel(monkeypatch):
    """A run in which starting a notebook is an error of the test."""

    def started(job):
        raise AssertionError(f"a kernel was started for {job.name}")

    monkeypatch.setattr(run, "done", started)


def planned(folder, languages=("en",), only=(), **settings):
    asked = Asked(settings, list(languages), list(only))
    return {job.notebook.stem: job for job in planning.plan(asked, folder)}


def test_bad_parameters_stop_before_a_kernel_starts_and_all_at_once(no_kernel, tmp_path):
    with pytest.raises(RunError) as refused:
        planned(tmp_path, ["de"], ["77"], rounding="up", taget_year="2030")
    said = " | ".join(refused.value.problems)
    assert len(refused.value.problems) == 4
    for part in ("'taget_year' is not known", "'rounding' is 'up'", "'language' is 'de'", "no notebook '77'"):
        assert part in said


def test_damaged_data_stop_before_a_kernel_starts(no_kernel, wave_copy, tmp_path):
    (wave_copy / "market_estimates.csv").write_text("institute\nGVR\n")
    with pytest.raises(DataError, match="the column is missing"):
        planned(tmp_path)


def test_a_notebook_gets_only_what_it_declares(tmp_path):
    jobs = planned(tmp_path, target_year="2028")
    assert jobs["01_market_growth"].parameters["target_year"] == 2028
    assert "target_year" not in jobs["02_market_regions"].parameters


def test_a_wave_without_a_table_gets_no_kernel_for_it(wave_copy, tmp_path):
    package = json.loads((wave_copy / "datapackage.json").read_text())
    package["resources"] = [r for r in package["resources"] if r["name"] != "market_regions"]
    (wave_copy / "datapackage.json").write_text(json.dumps(package))
    jobs = planned(tmp_path)
    assert jobs["02_market_regions"].lacking.fields == {"tables": ["market_regions"]}
    assert not jobs["02_market_regions"].wanted
    assert jobs["01_market_growth"].wanted


def test_a_notebook_about_the_other_kind_of_wave_has_no_job(tmp_path):
    assert "12_waves" not in planned(tmp_path)
    assert "11_audit" in planned(tmp_path)


@pytest.fixture
def one_notebook(tmp_path, monkeypatch):
    """A workbook with a single notebook, whose last cell is given."""

    def made(source, wave="study-2023", timeout=300):
        folder = tiny.write(tmp_path / "notebooks", n00_summary=tiny.book(source))
        monkeypatch.setattr(paths, "NOTEBOOKS", folder)
        monkeypatch.setenv("WORKBOOK_CACHE", str(tmp_path / "cache"))
        return planning.plan(Asked({"wave": wave}, ["en"], timeout=timeout), tmp_path / "out")

    return made


def outcome(jobs):
    [found] = run.execute(jobs, lambda outcome: None, Manner(1))
    return found


def test_a_failing_cell_is_named_and_its_notebook_kept_for_reading(one_notebook, tmp_path):
    failed = outcome(one_notebook("1 / 0"))
    kept = tmp_path / "cache" / "failed" / "study-2023" / "en" / "00_summary.ipynb"
    said = f"00_summary (en): cell 2: ZeroDivisionError: division by zero (read it in {kept})"
    assert failed.failure == said
    cells = notebooks.read(kept).cells
    assert any(output.output_type == "error" for cell in cells for output in cell.get("outputs", []))


def test_a_notebook_that_fails_on_answers_quotes_none_of_them(one_notebook, tmp_path):
    """Neither the terminal nor the notebook that is kept may hold what the message or a print says."""
    source = "print('FIRM 17'); raise ValueError('FIRM 17')"
    failed = outcome(one_notebook(source, wave="demo-2026"))
    assert "cell 2: ValueError (its message is left out" in failed.failure
    assert "FIRM 17" not in failed.failure
    for file in (tmp_path / "cache").rglob("*"):
        if file.is_file():
            assert "FIRM 17" not in file.read_text(encoding="utf-8").replace(source, ""), file


def test_of_answers_only_what_was_displayed_is_kept(one_notebook, tmp_path):
    source = "print('FIRM 17'); 'FIRM 17'"
    assert not outcome(one_notebook(source, wave="demo-2026")).cause
    everything = [file.read_text(encoding="utf-8") for file in tmp_path.rglob("*") if file.is_file()]
    assert "FIRM 17" not in "".join(everything).replace(source, "")


def test_a_killed_kernel_is_a_failure_whatever_its_notebook_says(one_notebook):
    failed = outcome(one_notebook("import os, signal; os.kill(os.getpid(), signal.SIGKILL)"))
    assert failed.cause == "cell 2: the kernel died (perhaps out of memory)"
    assert failed.notebook.exists()


def test_a_cell_that_never_ends_is_stopped(one_notebook):
    failed = outcome(one_notebook("while True: pass", timeout=2))
    assert failed.cause == "cell 2: it took longer than 2 s"


def test_named_notebooks_run_and_the_pages_of_a_report_from_the_same_inputs_stay(report, monkeypatch, tmp_path):
    """Where the results of the other notebooks are not kept, those of the present report are used."""
    monkeypatch.setenv("WORKBOOK_REPORTS", str(report.parent))
    monkeypatch.setenv("WORKBOOK_CACHE", str(tmp_path / "cache"))
    jobs = planned(tmp_path, only=["02"]).values()
    assert [job.notebook.stem for job in jobs if job.wanted] == ["02_market_regions"]
    assert all(job.kept.is_file() for job in jobs if not job.wanted and not job.lacking)


def test_everything_runs_where_the_report_has_other_parameters(report, monkeypatch, tmp_path):
    monkeypatch.setenv("WORKBOOK_REPORTS", str(report.parent))
    monkeypatch.setenv("WORKBOOK_CACHE", str(tmp_path / "cache"))
    jobs = planned(tmp_path, only=["02"], rounding="truncation").values()
    assert all(job.wanted for job in jobs if not job.lacking)


def test_data_that_change_while_a_notebook_runs_make_it_fail(one_notebook, wave_copy):
    """Its result would be of nobody knows which data."""
    source = """
from helpers.sources import waves
file = waves.tables(wave)["offers"]
print(len(file.read_text()))
file.write_text(file.read_text() + "\\n")
"""
    failed = outcome(one_notebook(source))
    assert failed.cause == "data/study-2023/offers.csv changed while the notebook ran; run it again"
