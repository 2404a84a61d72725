"""A small workbook that was run once, to be run again under faults; each test runs `FAULTS` times."""

import os
import shutil
import signal
import sys
import time

import pytest
import tiny
from faulted import Workbook


def pytest_generate_tests(metafunc):
    """Every test of this folder as often as asked for."""
    metafunc.parametrize("turn", range(int(os.environ.get("FAULTS", "1"))))


@pytest.fixture(autouse=True)
def turn():
    """Which of its runs a test is in."""


@pytest.fixture(autouse=True)
def on_linux():
    """Processes are looked up in /proc."""
    if not sys.platform.startswith("linux"):
        pytest.skip("faults are provoked on Linux only")


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory):
    """The workbook, run without any fault, and how long that took."""
    made = Workbook(tmp_path_factory.mktemp("undisturbed"))
    tiny.workbook(made.notebooks)
    started = time.monotonic()
    code, _, said = made.run()
    assert code == 0, said
    yield made, time.monotonic() - started
    clear(made)


def clear(made):
    """End what a failed test left running."""
    for process in made.running():
        os.kill(process, signal.SIGKILL)
    shutil.rmtree(made.temporary, ignore_errors=True)


@pytest.fixture
def fresh(undisturbed, tmp_path):
    """The same workbook before its first run."""
    shutil.copytree(undisturbed[0].notebooks, tmp_path / "notebooks")
    made = Workbook(tmp_path)
    yield made
    clear(made)


@pytest.fixture
def again(undisturbed, tmp_path):
    """The same workbook with its good report, to be run again."""
    shutil.copytree(undisturbed[0].place, tmp_path / "copy")
    made = Workbook(tmp_path / "copy")
    yield made
    clear(made)
