"""`workbook audit`: the study's ledger, any other, and what is said of bad rows."""

import re
from pathlib import Path

import pytest
from conftest import workbook

from helpers import paths

DOCUMENT = paths.ROOT / "docs" / "read-the-audit.md"


@pytest.fixture
def example(tmp_path) -> Path:
    """The ledger that the document shows."""
    path = tmp_path / "claims.csv"
    path.write_text(
        re.search(r"```csv\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.S)[1], encoding="utf-8"
    )
    return path


def test_the_ledger_of_the_document_is_ten_lines_and_gets_the_verdicts_it_says(example):
    assert len(example.read_text(encoding="utf-8").splitlines()) == 10
    run = workbook("audit", str(example))
    assert run.returncode == 0, run.stderr
    assert "inconsistent: no " in run.stdout
    assert "inconsistent: sales-2024 " in run.stdout
    assert "consistent only if: growth " in run.stdout
    assert "few" not in run.stdout


def test_the_studys_own_ledger_by_topic_and_verdict():
    run = workbook("audit", "--topic", "use cases stated", "--verdict", "inconsistent")
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("1 of ")
    assert "s44-defence-sheet" in run.stdout


def test_bad_rows_come_all_at_once_without_a_traceback(example):
    text = example.read_text(encoding="utf-8")
    example.write_text(text.replace("33,33", "33,x").replace("none(unique)", "nothing"), encoding="utf-8")
    run = workbook("audit", str(example))
    assert run.returncode == 1
    assert "row 2, column 'checks': not a known check (found 'nothing')" in run.stderr
    assert "row 3, column 'value_high': not of the right kind (found 'x')" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(
    ("found", "put", "said"),
    [
        ("none(unique)", "none(because)", "the reason is 'because'"),
        (
            'exact,"rate(sales-2020, sales-2024)",2020/2024',
            'exact,"rate(sales-2020, sales-2024)",',
            "needs a period",
        ),
        ("share(n); parts(yes)", "ahead(n)", ""),
    ],
)
def test_a_check_that_cannot_be_made_is_a_bad_row(example, found, put, said):
    text = example.read_text(encoding="utf-8")
    assert found in text
    example.write_text(text.replace(found, put), encoding="utf-8")
    run = workbook("audit", str(example))
    assert run.returncode == (1 if said else 0)
    assert said in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("arguments", [("nowhere.csv",), ("--topic", "nothing"), ("--verdict", "wrong")])
def test_what_cannot_be_found_is_said_plainly(arguments):
    run = workbook("audit", *arguments)
    assert run.returncode == 1
    assert run.stderr.startswith("workbook: ")
    assert "Traceback" not in run.stderr
