"""The study's notebooks give the same to the byte wherever they run, pictures included.

Pages are made of the executed notebooks alone, whichever kernels executed them; but for the day they name.
"""

import os

import pytest
from clusters import Cluster
from conftest import workbook

pytestmark = pytest.mark.slow

FOLDERS = ("notebooks", "tables", "figures")


def results(report):
    """Executed notebooks, tables and figures of a report in both languages."""
    files = [file for folder in FOLDERS for file in report.glob(f"*/{folder}/*")]
    return {file.relative_to(report).as_posix(): file.read_bytes() for file in files}


@pytest.fixture
def again(tmp_path):
    """Makes the report with further options; what it holds. Nothing kept is used."""
    places = {"WORKBOOK_REPORTS": str(tmp_path / "reports"), "WORKBOOK_CACHE": str(tmp_path / "cache")}

    def make(*options):
        made = workbook("run", *options, **places)
        assert made.returncode == 0, made.stderr
        return results(tmp_path / "reports" / "study-2023")

    make.environment = os.environ | places
    return make


def differing(first, second):
    assert len(first) > 100
    return [name for name in sorted(first.keys() | second.keys()) if first.get(name) != second.get(name)]


def test_kernels_that_start_from_nothing_give_the_same_as_forked_ones(report, again):
    assert differing(results(report), again("--cold")) == []


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="a cluster is ended by its process groups")
def test_a_cluster_gives_the_same_as_this_machine(report, again, tmp_path):
    pytest.importorskip("distributed", reason="needs `make cluster`")
    cluster = Cluster(tmp_path / "cluster", again.environment)
    try:
        assert differing(results(report), again("--scheduler", cluster.address)) == []
    finally:
        cluster.stop()
