"""Only what changed is run, and the plan says what did."""

import json
import os
import shutil
import subprocess
import sys

import nbformat
import pytest
import tiny
from conftest import workbook

from helpers import paths
from helpers.pipeline import notebooks
from helpers.pipeline.running import inputs, kept, planning
from helpers.pipeline.running.planning import Asked


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """A small workbook, run once: its notebooks, data and what was made of them, to be copied and changed."""
    place = tmp_path_factory.mktemp("once")
    tiny.workbook(place / "notebooks")
    shutil.copytree(paths.ROOT / "data" / "study-2023", place / "data" / "study-2023")
    made = run(place)
    assert made.returncode == 0, made.stderr
    return place


@pytest.fixture
def place(once, tmp_path, monkeypatch):
    """A copy of the workbook that was run, for this process and for the commands it starts."""
    shutil.copytree(once, tmp_path / "copy")
    for name, value in environment(tmp_path / "copy").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(paths, "NOTEBOOKS", tmp_path / "copy" / "notebooks")
    return tmp_path / "copy"


def environment(place):
    return {
        "WORKBOOK_NOTEBOOKS": str(place / "notebooks"),
        "WORKBOOK_DATA": str(place / "data"),
        "WORKBOOK_CACHE": str(place / "cache"),
        "WORKBOOK_REPORTS": str(place / "reports"),
    }


def run(place, *options):
    return workbook("run", "--language", "en", *options, **environment(place))


def would_run(place):
    """Notebook -> why it would run."""
    lines = run(place, "--dry-run").stdout.splitlines()
    said = (line.split(" (en): would run: ") for line in lines)
    return {pair[0]: pair[1] for pair in said if len(pair) == 2}


def report(place):
    return place / "reports" / "study-2023" / "en"


def edit(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def contents(folder):
    """Every file of a folder with its bytes and the time it was written."""
    return {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in folder.rglob("*") if file.is_file()}


def test_without_a_change_nothing_runs_and_the_report_is_left_alone(place):
    before = contents(place / "reports")
    made = run(place)
    assert made.stdout.strip() == str(report(place) / "index.html")
    assert made.stderr.strip() == "4 notebooks unchanged"
    assert contents(place / "reports") == before


def test_without_a_change_no_slow_library_is_imported(place):
    """Nor is a kernel started: that takes jupyter_client."""
    code = (
        "import sys; from helpers.pipeline import command\n"
        "from helpers.pipeline.running.planning import Asked\n"
        "command.make_report(Asked(languages=['en']), command.Manner())\n"
        "print([name for name in ('pandas', 'nbformat', 'jupyter_client', 'frictionless', 'joblib')"
        " if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_a_changed_table_runs_its_notebook_only_and_the_report_has_it(place):
    edit(
        place / "data" / "study-2023" / "market_regions.csv",
        "europe,share,current,GVR,32",
        "europe,share,current,GVR,31",
    )
    assert would_run(place) == {"02_regions": "data/study-2023/market_regions.csv changed"}
    made = run(place)
    assert made.stderr.splitlines()[0] == "3 notebooks unchanged"
    assert "GVR,31" in (report(place) / "tables" / "market_regions.csv").read_text(encoding="utf-8")


def test_a_changed_cell_is_named(place):
    edit(place / "notebooks" / "03_offers.ipynb", "<table>", "<table lang='en'>")
    assert would_run(place) == {"03_offers": "cell 2 changed"}


def test_a_text_that_changed_is_rendered_and_nothing_runs(place):
    edit(place / "notebooks" / "03_offers.ipynb", "Does it run?", "Does it still run?")
    assert would_run(place) == {}
    made = run(place)
    assert "4 notebooks unchanged" in made.stderr
    assert "Does it still run?" in (report(place) / "03_offers.html").read_text(encoding="utf-8")
    manifest = json.loads((report(place) / "manifest.json").read_text())
    assert {made["state"] for made in manifest["runs"].values()} == {"kept"}


def test_a_new_table_of_the_wave_counts_and_a_list_of_problems_does_not(place):
    wave = place / "data" / "study-2023"
    (wave / "problems.csv").write_text("row\n")
    assert would_run(place) == {}
    (wave / "extra.csv").write_text("row\n")
    reasons = set(would_run(place).values())
    assert reasons == {"data/study-2023 holds other files (new: extra.csv)"}
    assert len(would_run(place)) == 4


def test_a_changed_module_runs_the_notebooks_that_may_import_it(place, monkeypatch, tmp_path):
    package = tmp_path / "helpers"
    shutil.copytree(paths.PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(paths, "PACKAGE", package)
    assert [job for job in plan(tmp_path) if job.wanted] == []
    edit(package / "statistics" / "shares.py", "import", "import  ")
    assert [job for job in plan(tmp_path) if job.wanted] == []
    edit(package / "sources" / "problems.py", "import", "import  ")
    assert [job.why for job in plan(tmp_path)] == [("helpers/sources/problems.py changed",)] * 4


def test_the_lock_and_python_count(place, monkeypatch, tmp_path):
    lock = tmp_path / "requirements.lock"
    lock.write_text("another\n")
    monkeypatch.setattr(paths, "LOCK", lock)
    monkeypatch.setattr(inputs.platform, "python_version", lambda: "3.99.0")
    now = f"Python {'.'.join(map(str, sys.version_info[:3]))} became 3.99.0"
    assert {job.why for job in plan(tmp_path)} == {(now, "requirements.lock changed")}


def plan(folder, *only, **settings):
    return planning.plan(Asked(settings, ["en"], list(only)), folder)


def test_other_parameters_are_another_result(place, tmp_path):
    edit(place / "notebooks" / "03_offers.ipynb", '\\"en\\"', '\\"fr\\"')
    assert would_run(place) == {"03_offers": "cell 1 changed"}
    french = planning.plan(Asked({}, ["fr"]), tmp_path)
    assert {job.why for job in french} == {(planning.NEVER,)}


def test_named_notebooks_run_again_and_the_others_only_where_they_changed(place, tmp_path):
    assert {job.notebook.stem: job.why for job in plan(tmp_path, "01") if job.wanted} == {
        "01_markets": (planning.NAMED,)
    }
    edit(place / "notebooks" / "03_offers.ipynb", "<table>", "<table lang='en'>")
    assert {job.notebook.stem for job in plan(tmp_path, "01") if job.wanted} == {"01_markets", "03_offers"}


def test_force_runs_everything(place):
    lines = run(place, "--dry-run", "--force").stdout
    assert lines.count("would run: --force") == 4


def test_a_dry_run_writes_nothing(once, tmp_path):
    places = environment(once) | {
        "WORKBOOK_CACHE": str(tmp_path / "cache"),
        "WORKBOOK_REPORTS": str(tmp_path / "reports"),
    }
    before = contents(once)
    said = workbook("run", "--dry-run", **places)
    assert said.returncode == 0
    assert said.stdout.count("would run: never run with these parameters") == 8
    assert list(tmp_path.iterdir()) == []
    assert contents(once) == before


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.write_bytes(file.read_bytes()[:100]),
        lambda file: file.write_bytes(file.read_bytes().replace(b"market_context", b"market_contest")),
        lambda file: file.unlink(),
        lambda file: file.with_suffix(".json").write_text("{"),
        lambda file: file.with_suffix(".json").write_text("[]"),
    ],
)
def test_a_damaged_result_counts_as_absent(place, damage):
    [file] = (place / "cache" / "executed" / "00_summary").rglob("*.ipynb")
    damage(file)
    assert would_run(place) == {"00_summary": planning.NEVER}


def test_a_page_that_somebody_changed_is_written_again(place):
    page = report(place) / "01_markets.html"
    before = page.read_bytes()
    page.write_bytes(b"edited")
    assert run(place).stderr.strip() == "4 notebooks unchanged"
    assert page.read_bytes() == before


def test_a_file_that_somebody_put_beside_the_pages_stays(place):
    before = contents(place / "reports")
    (report(place) / "note.txt").write_text("mine")
    run(place)
    assert (report(place) / "note.txt").read_text() == "mine"
    assert before.items() <= contents(place / "reports").items()


def test_a_module_or_file_beside_the_notebooks_counts(place):
    """The house rules want neither; whoever has one all the same gets no old result."""
    (place / "notebooks" / "mine.py").write_text("number = 1\n")
    (place / "notebooks" / "mine.csv").write_text("1\n")
    reading = "import mine; open('mine.csv').read()\\nfrom helpers"
    edit(place / "notebooks" / "03_offers.ipynb", "from helpers", reading)
    made = run(place, "--cold")
    assert made.returncode == 0, made.stderr
    assert would_run(place) == {}
    (place / "notebooks" / "mine.csv").write_text("2\n")
    assert would_run(place) == {"03_offers": "notebooks/mine.csv changed"}
    (place / "notebooks" / "mine.csv").write_text("1\n")
    (place / "notebooks" / "mine.py").write_text("number = 2\n")
    assert would_run(place) == {"03_offers": "notebooks/mine.py changed"}


def test_data_that_nobody_checked_are_said_to_be_checked_first(place):
    assert "would be checked" not in run(place, "--dry-run").stdout
    (place / "data" / "study-2023" / "offers.csv").write_text("damaged")
    said = run(place, "--dry-run")
    assert said.stdout.splitlines()[0] == "study-2023: its data would be checked first"


@pytest.mark.parametrize("text", ["{", '{"cells": []}', ""])
def test_a_notebook_that_is_none_is_a_sentence(place, text):
    (place / "notebooks" / "03_offers.ipynb").write_text(text)
    said = run(place)
    assert said.returncode == 1
    assert said.stderr.startswith(f"workbook: {place / 'notebooks' / '03_offers.ipynb'}")
    assert "Traceback" not in said.stderr


def test_quiet_tells_where_the_reports_are_and_nothing_else(place):
    for options in ([], ["--only", "03"]):
        made = run(place, "--quiet", *options)
        assert made.stdout == f"{report(place) / 'index.html'}\n"
        assert made.stderr == ""


def test_the_day_of_the_run_stays_when_only_text_changed(place):
    [record] = (place / "cache" / "executed" / "00_summary").rglob("*.json")
    for record in (place / "cache" / "executed").rglob("*.json"):
        made = json.loads(record.read_text())
        record.write_text(json.dumps(made | {"made": "2024-02-03T10:00:00+00:00"}))
    edit(place / "notebooks" / "03_offers.ipynb", "Does it run?", "Does it still run?")
    run(place)
    assert "3 February 2024" in (report(place) / "index.html").read_text(encoding="utf-8")
    assert json.loads((report(place) / "manifest.json").read_text())["time"] == "2024-02-03T10:00:00+00:00"


def test_of_one_set_of_parameters_three_results_are_kept_and_old_ones_go(monkeypatch, tmp_path):
    monkeypatch.setenv("WORKBOOK_CACHE", str(tmp_path))
    made = {"parameters": {"wave": "a"}, "inputs": {}, "made": "2026-01-01T00:00:00+00:00", "seconds": 1.0}
    for number in range(5):
        record = kept.keep("00_summary", made | {"cells": [str(number)]}, f"{number}")
        at = 1_000_000_000 * (2 + number)
        os.utime(record.file.with_suffix(".json"), ns=(at, at)) if number < 2 else None
    found = kept.records("00_summary", {"wave": "a"})
    assert {record.cells[0] for record in found} == {"2", "3", "4"}
    for record in found[1:]:
        os.utime(record.file.with_suffix(".json"), (0, 0))
    kept.keep("00_summary", made | {"parameters": {"wave": "b"}, "cells": []}, "")
    assert [record.cells for record in kept.records("00_summary", {"wave": "a"})] == [found[0].cells]


def test_the_modules_of_a_notebook_are_all_it_may_import():
    found = inputs.modules(["from helpers.sources import responses"])
    assert "helpers/sources/responses.py" in found
    assert "helpers/sources/__init__.py" in found
    assert "helpers/__init__.py" in found
    assert "helpers/sources/readers/spss.py" in found  # imported by a computed name
    assert not [name for name in found if "presentation" in name or "pipeline" in name]
    assert inputs.modules(["import json"]) == []


def test_a_cell_with_commands_of_ipython_is_read_without_them():
    source = "%matplotlib inline\n!ls\nfrom helpers import parameters\n"
    assert inputs.modules([source]) == ["helpers/__init__.py", "helpers/parameters.py"]


def test_a_cell_that_is_no_python_may_import_anything():
    assert inputs.modules(["from helpers import ("]) == sorted(
        f"helpers/{file.relative_to(paths.PACKAGE).as_posix()}" for file in paths.PACKAGE.rglob("*.py")
    )


@pytest.mark.parametrize("path", notebooks.every(), ids=lambda path: path.stem)
def test_no_shipped_notebook_may_import_the_pipeline(path):
    modules = inputs.modules(notebooks.run_sources(notebooks.plain(path)))
    assert modules
    assert not [name for name in modules if name.startswith("helpers/pipeline/")]


def test_outputs_are_joined_to_the_text_of_today():
    new = nbformat.v4
    shown = new.new_output("display_data", data={"text/plain": "4"})
    executed = new.new_notebook(
        cells=[
            new.new_code_cell("a = 1", metadata={"tags": ["parameters"]}),
            new.new_code_cell("a = 2", metadata={"tags": ["injected-parameters"]}),
            new.new_markdown_cell("Before."),
            new.new_code_cell("a", outputs=[shown], execution_count=3),
        ]
    )
    present = new.new_notebook(
        cells=[
            new.new_markdown_cell("After."),
            new.new_code_cell("a = 1", metadata={"tags": ["parameters"]}),
            new.new_code_cell("a", metadata={"tags": ["published"]}, outputs=[], execution_count=9),
        ]
    )
    joined = notebooks.joined(present, executed).cells
    assert [cell.source for cell in joined] == ["After.", "a = 1", "a = 2", "a"]
    assert joined[3].outputs == [shown]
    assert joined[3].execution_count == 3
    assert joined[3].metadata.tags == ["published"]
