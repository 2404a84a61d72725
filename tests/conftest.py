"""Fixtures shared by the tests: known answers, the shipped tables, and one report made once."""

import csv
import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import sync_playwright

from helpers import paths
from helpers.sources import study

# How long an example takes depends on what else the machine does; speed is measured by `make bench`.
settings.register_profile("workbook", deadline=None)
settings.load_profile("workbook")

ANSWERS = Path(__file__).parent / "oracles" / "known_answers.csv"


def known_answers(topic: str) -> list:
    """The rows of one topic, the input also as a dict `given`; the source is in the test's name."""
    with ANSWERS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["topic"] == topic]
    assert rows, f"no known answer on {topic}"
    return [
        pytest.param(
            row | {"given": dict(pair.split("=", 1) for pair in row["input"].split(";"))},
            id=f"{row['case']} [{row['source']}]",
        )
        for row in rows
    ]


@pytest.fixture
def load():
    """A published table of the shipped study."""
    return lambda table: study.load("study-2023", table)


@pytest.fixture
def wave_copy(tmp_path, monkeypatch):
    """A copy of the shipped wave that a test may damage, found before the shipped one."""
    folder = tmp_path / "data" / "study-2023"
    shutil.copytree(paths.ROOT / "data" / "study-2023", folder)
    monkeypatch.setenv("WORKBOOK_DATA", str(folder.parent))
    return folder


def workbook(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    """The `workbook` command as a user runs it, in another folder."""
    return subprocess.run(
        [sys.executable, "-m", "helpers.cli", *arguments],
        capture_output=True,
        text=True,
        cwd="/",
        env=os.environ | environment,
        timeout=600,
        check=False,
    )


def made_once(tmp_path_factory, name: str, *runs: tuple[str, ...]) -> Path:
    """Reports made by these runs of the command, once for all test processes; no earlier result is used."""
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    folder = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            for arguments in runs:
                places = {"WORKBOOK_REPORTS": str(folder), "WORKBOOK_CACHE": str(shared / f"{name}-cache")}
                made = workbook("run", *arguments, **places)
                assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture(scope="session")
def report(tmp_path_factory) -> Path:
    """The report of the shipped study in both languages."""
    return made_once(tmp_path_factory, "reports", ()) / "study-2023"


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Path:
    """The reports of the demonstration wave: whole in both languages, by activity in French."""
    whole, cut = ("--wave", "demo-2026"), ("--by", "activity", "--language", "fr")
    return made_once(tmp_path_factory, "demo-reports", whole, (*whole, *cut)) / "demo-2026"


@pytest.fixture(scope="module")
def browser():
    """Debian's chromium; tests are skipped where there is none."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.skip("no chromium on this machine")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()
