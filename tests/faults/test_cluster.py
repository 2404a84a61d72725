"""Notebooks on a real Dask scheduler with two workers on loopback, and what happens when these are lost."""

import contextlib
import sys
import time

import pytest
import tiny
from clusters import Cluster
from faulted import contents

pytest.importorskip("distributed", reason="needs `make cluster`")
pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are looked up in /proc"),
]


@pytest.fixture
def cluster(fresh):
    """Starts a cluster for the workbook `fresh`, which is ended after the test."""
    with contextlib.ExitStack() as stack:

        def started(workers=2, **different):
            made = Cluster(fresh.place / "cluster", fresh.environment() | different, workers)
            stack.callback(made.stop)
            return made

        yield started


def test_a_cluster_gives_the_same_report(cluster, fresh, undisturbed):
    code, _, said = fresh.run("--scheduler", cluster().address)
    assert code == 0, said
    assert "Traceback" not in said
    assert contents(fresh.report) == contents(undisturbed[0].report)
    assert len([line for line in said.splitlines() if " s" in line and "(en)" in line]) == 4, "all four ran"


def test_a_worker_that_is_lost_costs_a_retry(cluster, fresh, undisturbed):
    fresh.add("02_regions", tiny.SIGN, "import time", "time.sleep(3)")
    running = cluster()
    started = fresh.start("--scheduler", running.address)
    kernel = fresh.signed()
    worker = next(each for each in running.workers if each.pid in ancestors(kernel))
    running.lose(worker)
    _, said = started.communicate(timeout=60)
    assert started.returncode == 0, said
    assert "Traceback" not in said
    assert fresh.to_run() == []


def ancestors(process):
    """The processes above one."""
    import psutil

    return [parent.pid for parent in psutil.Process(process).parents()]


def test_a_scheduler_that_goes_away_ends_the_run_in_a_line(cluster, fresh):
    fresh.add("02_regions", tiny.SIGN, "import time", "time.sleep(60)")
    running = cluster()
    started = fresh.start("--scheduler", running.address)
    fresh.signed()
    until = time.monotonic() + 60
    while len(fresh.results()) < 3 and time.monotonic() < until:
        time.sleep(0.1)
    running.lose(running.scheduler)
    _, said = started.communicate(timeout=60)
    assert started.returncode == 1
    causes = [line for line in said.splitlines() if line.startswith("workbook: ")]
    gone = f"workbook: the scheduler at {running.address} went away; what was finished is kept: run again"
    assert causes == [gone]
    assert "Traceback" not in said
    assert not fresh.report.exists()
    assert fresh.to_run() == ["02_regions"], "the others had finished and are kept"


def test_without_a_scheduler_nothing_runs(fresh):
    code, _, said = fresh.run("--scheduler", "tcp://127.0.0.1:9")
    assert code == 1
    assert said.splitlines()[-1] == "workbook: no Dask scheduler answers at tcp://127.0.0.1:9"
    assert "Traceback" not in said
    assert fresh.results() == []


def test_a_scheduler_without_workers_is_said(cluster, fresh):
    address = cluster(workers=0).address
    code, _, said = fresh.run("--scheduler", address)
    assert code == 1
    assert said.splitlines()[-1] == f"workbook: the scheduler at {address} has no workers"


def test_workers_that_do_not_share_the_cache_are_refused(cluster, fresh, tmp_path):
    address = cluster(workers=1, WORKBOOK_CACHE=str(tmp_path / "elsewhere")).address
    code, _, said = fresh.run("--scheduler", address)
    assert code == 1
    assert f"does not keep its cache in {fresh.cache}" in said
    assert fresh.results() == []
