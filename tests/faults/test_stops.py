"""What is stopped: a run by its user, a cell by its time, a run by another that was there first."""

import os
import signal
import time

import pytest
import tiny
from faulted import touched

pytestmark = pytest.mark.faults


STOPS = {
    "ctrl-c": (signal.SIGINT, True, ()),
    "ctrl-c, one at a time": (signal.SIGINT, True, ("--jobs", "1")),
    "kill": (signal.SIGTERM, False, ()),
    "kill, cold": (signal.SIGTERM, False, ("--cold",)),
}


@pytest.mark.parametrize(("number", "whole", "kernels"), STOPS.values(), ids=STOPS)
def test_a_run_that_is_stopped_leaves_nothing_behind(again, number, whole, kernels):
    """Ctrl-C in a terminal goes to every process of the run, `kill` to the first only."""
    before = touched(again.report)
    again.add("02_regions", tiny.SIGN, "time.sleep(60)")
    started = again.start(*kernels)
    again.signed()
    at = time.monotonic()
    (os.killpg if whole else os.kill)(started.pid, number)
    out, said = started.communicate(timeout=60)
    assert time.monotonic() - at < 10
    assert started.returncode == 128 + number
    assert out == ""
    told = [line for line in said.splitlines() if "unchanged" not in line]
    assert told == ["workbook: stopped; what had finished is kept and will not run again"]
    assert again.left(2) == []
    assert touched(again.report) == before
    assert not list((again.cache / "running").iterdir())
    assert not list(again.temporary.iterdir())


def test_a_run_that_is_stopped_while_it_writes_a_report(again):
    before = touched(again.report)
    again.add("03_offers", "1 + 1")
    started = again.start()
    while not list(again.report.parent.glob(".en.new-*")):
        assert started.poll() is None, "the run ended before it wrote its report"
        time.sleep(0.01)
    os.killpg(started.pid, signal.SIGINT)
    _, said = started.communicate(timeout=60)
    assert started.returncode == 130, said
    assert touched(again.report) == before
    assert [path.name for path in again.report.parent.iterdir()] == ["en"]
    assert again.to_run() == [], "what had finished is kept"


def test_two_runs_at_once_wait_for_each_other(fresh):
    fresh.add("02_regions", tiny.SIGN)
    both = [fresh.start()]
    fresh.signed()
    both.append(fresh.start())
    said = [started.communicate(timeout=60)[1] for started in both]
    assert [started.returncode for started in both] == [0, 0], said
    waiting = f"another run of study-2023 is under way (process {both[0].pid}): waiting for it to end"
    assert said[1].splitlines() == [waiting, "4 notebooks unchanged"]
    assert waiting not in said[0]


def test_a_cell_that_never_ends(again):
    before = touched(again.report)
    again.add("02_regions", "while True: pass")
    code, _, said = again.run("--timeout", "3")
    assert code == 1
    assert "workbook: 02_regions (en): cell 3: it took longer than 3 s (read it in " in said
    assert touched(again.report) == before
    assert again.left() == []
