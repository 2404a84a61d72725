"""A small workbook that was run once, to be run again under faults; each test runs `FAULTS` times."""

import os
import shutil
import signal
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


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory):
    """The workbook, run without any fault, and how long that took."""
    made = Workbook(tmp_path_factory.mktemp("undisturbed"))
    tiny.workbook(made.notebooks)
    started = time.monotonic()
    code, _, said = made.run()
    assert code == 0, said
    return made, time.monotonic() - started


@pytest.fixture
def fresh(undisturbed, tmp_path):
    """The same workbook before its first run."""
    shutil.copytree(undisturbed[0].notebooks, tmp_path / "notebooks")
    made = Workbook(tmp_path)
    yield made
    for process in made.running():
        os.kill(process, signal.SIGKILL)


@pytest.fixture
def again(undisturbed, tmp_path):
    """The same workbook with its good report, to be run again."""
    shutil.copytree(undisturbed[0].place, tmp_path / "copy")
    made = Workbook(tmp_path / "copy")
    yield made
    for process in made.running():
        os.kill(process, signal.SIGKILL)
