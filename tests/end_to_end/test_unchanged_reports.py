"""Reports that are there already: nothing runs, nothing is written."""

import pytest
from conftest import workbook

CUT = ("--wave", "demo-2026", "--by", "activity", "--language", "fr")


def again(reports, *options):
    """The command that made the reports, once more."""
    cache = reports.parent.with_name(f"{reports.parent.name}-cache")
    return workbook("run", *options, WORKBOOK_REPORTS=str(reports.parent), WORKBOOK_CACHE=str(cache))


def written(folder):
    return {file: file.stat().st_mtime_ns for file in folder.rglob("*") if file.is_file()}


def test_a_study_that_did_not_change_is_left_alone(report):
    before = written(report)
    made = again(report)
    assert made.stderr.strip() == "24 notebooks unchanged"
    assert written(report) == before


@pytest.mark.parametrize("options", [CUT, ("--wave", "demo-2026")], ids=["by", "whole"])
def test_answers_that_did_not_change_are_not_even_read(demo, options):
    before = written(demo)
    made = again(demo, *options)
    assert made.returncode == 0
    assert made.stderr.strip() == "14 notebooks unchanged"
    assert ("segments/activity/fr/index.html" in made.stdout) == ("--by" in options)
    assert written(demo) == before
