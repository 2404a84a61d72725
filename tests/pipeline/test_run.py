import nbformat
import pytest

from helpers import paths
from helpers.pipeline import notebooks, run
from helpers.pipeline.errors import RunError
from helpers.sources.problems import DataError


@pytest.fixture
def no_kernel(monkeypatch):
    """A run in which starting a notebook is an error of the test."""

    def started(job):
        raise AssertionError(f"a kernel was started for {job.name}")

    monkeypatch.setattr(run, "_execute", started)


def test_bad_parameters_stop_before_a_kernel_starts_and_all_at_once(no_kernel, tmp_path):
    with pytest.raises(RunError) as refused:
        run.plan({"rounding": "up", "taget_year": "2030"}, ["de"], ["77"], tmp_path)
    said = " | ".join(refused.value.problems)
    assert len(refused.value.problems) == 4
    for part in ("'taget_year' is not known", "'rounding' is 'up'", "'language' is 'de'", "no notebook '77'"):
        assert part in said


def test_damaged_data_stop_before_a_kernel_starts(no_kernel, wave_copy, tmp_path):
    (wave_copy / "market_estimates.csv").write_text("institute\nGVR\n")
    with pytest.raises(DataError, match="the column is missing"):
        run.plan({}, ["en"], [], tmp_path)


def test_a_notebook_gets_only_what_it_declares(tmp_path):
    jobs = {job.notebook.stem: job for job in run.plan({"target_year": "2028"}, ["en"], [], tmp_path)}
    assert jobs["01_market_growth"].parameters["target_year"] == 2028
    assert "target_year" not in jobs["02_market_regions"].parameters


def test_a_wave_without_a_table_gets_no_kernel_for_it(wave_copy, tmp_path):
    import json

    package = json.loads((wave_copy / "datapackage.json").read_text())
    package["resources"] = [r for r in package["resources"] if r["name"] != "market_regions"]
    (wave_copy / "datapackage.json").write_text(json.dumps(package))
    jobs = {job.notebook.stem: job for job in run.plan({}, ["en"], [], tmp_path)}
    assert jobs["02_market_regions"].lacking.fields == {"tables": ["market_regions"]}
    assert not jobs["02_market_regions"].wanted
    assert jobs["01_market_growth"].wanted


@pytest.fixture
def one_notebook(tmp_path, monkeypatch):
    """A workbook with a single notebook, whose last cell is given."""

    def made(source, wave="study-2023"):
        folder = tmp_path / "notebooks"
        folder.mkdir()
        new = nbformat.v4
        cells = [
            new.new_markdown_cell(
                "# Does it run?\n\n**Part of the study:** none.\n\n**Reproduced here:** none."
            ),
            new.new_code_cell('wave: str = "study-2023"  # folder', metadata={"tags": ["parameters"]}),
            new.new_code_cell(source),
        ]
        book = new.new_notebook(cells=cells, metadata={"workbook": {"kinds": ["published", "answers"]}})
        nbformat.write(book, folder / "00_summary.ipynb")
        monkeypatch.setattr(paths, "NOTEBOOKS", folder)
        monkeypatch.setenv("WORKBOOK_CACHE", str(tmp_path / "cache"))
        return run.plan({"wave": wave}, ["en"], [], tmp_path / "out")

    return made


def test_a_failing_cell_is_named_and_its_notebook_kept_for_reading(one_notebook, tmp_path):
    jobs = one_notebook("1 / 0")
    with pytest.raises(RunError, match=r"00_summary \(en\): cell \d: ZeroDivisionError: division by zero"):
        run.execute(jobs, lambda outcome: None)
    kept = notebooks.read(tmp_path / "cache" / "failed" / "en" / "00_summary.ipynb")
    assert any(output.output_type == "error" for cell in kept.cells for output in cell.get("outputs", []))


def test_a_notebook_that_fails_on_answers_quotes_none_of_them(one_notebook, tmp_path):
    """Neither the terminal nor the notebook that is kept may hold what the message or a print says."""
    jobs = one_notebook("print('FIRM 17'); raise ValueError('FIRM 17')", wave="demo-2026")
    with pytest.raises(RunError, match=r"cell \d: ValueError \(its message is left out") as failed:
        run.execute(jobs, lambda outcome: None)
    kept = (tmp_path / "cache" / "failed" / "en" / "00_summary.ipynb").read_text(encoding="utf-8")
    outputs = kept.replace("print('FIRM 17'); raise ValueError('FIRM 17')", "")
    assert "FIRM 17" not in str(failed.value) + outputs


def test_a_killed_kernel_is_a_failure_whatever_its_notebook_says(one_notebook):
    jobs = one_notebook("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(RunError, match="the kernel died"):
        run.execute(jobs, lambda outcome: None)


def test_a_cell_that_never_ends_is_stopped(one_notebook, monkeypatch):
    from functools import partial

    monkeypatch.setattr(run, "CELL_TIMEOUT", 2)
    [job] = one_notebook("while True: pass")
    job.output.parent.mkdir(parents=True)
    assert partial(run._execute, job)().cause == "a cell took longer than 2 s"


def test_only_keeps_the_pages_of_a_report_made_from_the_same_inputs(report, monkeypatch, tmp_path):
    monkeypatch.setenv("WORKBOOK_REPORTS", str(report.parent))
    jobs = run.plan({}, ["en"], ["02"], tmp_path)
    assert [job.notebook.stem for job in jobs if job.wanted] == ["02_market_regions"]
    assert all(job.kept.is_file() for job in jobs if not job.wanted and not job.lacking)


def test_only_runs_everything_where_the_report_has_other_parameters(report, monkeypatch, tmp_path):
    monkeypatch.setenv("WORKBOOK_REPORTS", str(report.parent))
    jobs = run.plan({"rounding": "truncation"}, ["en"], ["02"], tmp_path)
    assert all(job.wanted for job in jobs if not job.lacking)
