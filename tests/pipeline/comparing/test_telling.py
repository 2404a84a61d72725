"""`workbook diff` on small reports made by hand: the folders, the words and the exit."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import workbook

from helpers.pipeline.comparing import reported, telling
from helpers.pipeline.errors import RunError

USES = "item,share_low,share_high,verdict\ndesign,0.667,0.667,consistent\ntest,0.25,0.25,consistent\n"
MARKET = "institute,year,value\nGVR,2030,156\n"
SHOWN = {"uses": ["item", "share", "verdict"], "market": ["institute", "year", "value"]}
FINDING = "2 of 3 uses grow."


def write_report(
    folder: Path,
    tables: dict[str, str] | None = None,
    figures: dict[str, str] | None = None,
    findings: tuple[str, ...] = (FINDING,),
    **given: str,
) -> Path:
    """A report with one notebook, as `workbook run` leaves it but for its pages."""
    tables = {"uses": USES} if tables is None else tables
    displays = [{"kind": "finding", "text": said} for said in findings]
    for kind, held in (("table", tables), ("figure", figures or {})):
        for name, text in held.items():
            path = folder / f"{kind}s" / f"{name}.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            columns = SHOWN.get(name, []) if kind == "table" else []
            said = {"title": f"About {name}", "columns": columns, "computed": []}
            displays.append({"kind": kind, "name": name, "csv": text, **said})
    outputs = [{"metadata": {"workbook": shown}} for shown in displays]
    write_json(folder / "notebooks" / "01_uses.ipynb", {"cells": [{"source": ""}, {"outputs": outputs}]})
    parameters = {"wave": "study-2023", "segment": "", "language": "en", "rounding": "half-up"} | given
    held = {"parameters": parameters, "notebooks": ["01_uses"], "data": {"a.csv": "ab" * 32}, "code": "c" * 64}
    write_json(folder / "manifest.json", held | {"time": "2026-11-25T00:00:00+00:00"})
    return folder


def write_json(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")


@pytest.fixture
def old(tmp_path) -> Path:
    return write_report(tmp_path / "old" / "en")


def said(old: Path, new: Path, everything: bool = False) -> list[str]:
    """What is printed below the two lines that name the reports."""
    return telling.text(telling.report(old, new, everything).sections)[2:]


def test_the_same_report_twice_did_not_move(old):
    told = telling.report(old, old)
    assert not told.moved
    assert telling.text(told.sections) == [
        f"old: {old} (study-2023, en; made 2026-11-25T00:00:00+00:00)",
        f"new: {old} (study-2023, en; made 2026-11-25T00:00:00+00:00)",
        "Beyond rounding: nothing. Within rounding: 0 values.",
        "",
        "Made from",
        "  the same parameters, data, code, lock and versions",
    ]


def test_everything_that_moved_is_told_with_its_unit(old, tmp_path):
    text = USES.replace("0.667,0.667", "0.667,0.670").replace("0.25,consistent", "0.25,inconsistent")
    tables = {"uses": text + "sell,0.5,0.5,\n", "market": MARKET}
    new = write_report(tmp_path / "new", tables, findings=("3 of 3 uses grow.",), rounding="truncation")
    assert said(old, new) == [
        "Beyond rounding: 1 value, 1 text, 1 row, 1 table or figure, 1 finding. Within rounding: 0 values.",
        "",
        "Made from",
        "  parameter rounding: half-up -> truncation",
        "",
        "Tables and figures that only one report has",
        "  new: tables/market",
        "",
        "tables/uses (rows by item)",
        "  row new: sell",
        "  test, verdict: consistent -> inconsistent",
        "  row     column       old   new  difference",
        "  design  share_high  66.7  67.0  +0.3 points",
        "",
        "Findings of 01_uses",
        "  old: 2 of 3 uses grow.",
        "  new: 3 of 3 uses grow.",
    ]
    assert telling.report(old, new).moved


def test_within_rounding_is_counted_and_listed_when_asked_for(old, tmp_path):
    new = write_report(tmp_path / "new", {"uses": USES.replace("0.667,0.667", "0.667,0.6672")})
    assert not telling.report(old, new).moved
    assert said(old, new) == [
        "Beyond rounding: nothing. Within rounding: 1 value (--all lists them).",
        *("", "Made from", "  the same parameters, data, code, lock and versions"),
    ]
    assert said(old, new, everything=True)[-3:] == [
        "tables/uses (rows by item)",
        "  row     column       old    new  difference",
        "  design  share_high  66.7  66.72  +0.02 points, within rounding",
    ]


def test_a_figure_is_shown_as_the_table_of_its_page_with_the_same_columns(old, tmp_path):
    reports = [
        write_report(tmp_path / name, {"uses": USES}, {"chart": text})
        for name, text in (("a", USES), ("b", USES.replace("0.25,0.25", "0.25,0.3")))
    ]
    assert said(*reports)[-3:] == [
        "figures/chart (rows by item)",
        "  row   column       old   new  difference",
        "  test  share_high  25.0  30.0  +5.0 points",
    ]


def test_a_table_that_is_there_twice_is_compared_once(old, tmp_path):
    new = write_report(tmp_path / "new")
    (new / "tables" / "uses_excel_fr.csv").write_text("\ufeffusage;part\n")
    assert not telling.report(old, new).moved


def test_wave_segment_and_language_that_differ_are_said_first(old, tmp_path):
    french = USES.replace("design,", "conception,").replace("test,", "essai,").replace("0.25,0.25", "0.25,0.3")
    new = write_report(
        *(tmp_path / "fr", {"uses": french}),
        findings=("2 usages sur 3.",),
        **{"language": "fr", "wave": "demo-2026", "segment": "activity=engineering"},
    )
    told = telling.text(telling.report(old, new).sections)
    assert told[:4] == [
        "The waves differ: study-2023 and demo-2026.",
        "The segments differ: (none) and activity=engineering.",
        "The languages differ: en and fr.",
        "Only numbers and codes are compared, not sentences, labels and findings.",
    ]
    assert told[6:8] == [
        "Beyond rounding: 1 value. Within rounding: 0 values.",
        "2 texts in another language not compared.",
    ]
    assert told[-3] == "tables/uses (rows in their order: no words tell them apart)"
    assert told[-1] == "  row 2  share_high  25.0  30.0  +5.0 points"


def test_long_texts_stand_below_one_another(old, tmp_path):
    new = write_report(
        tmp_path / "new", {"uses": USES.replace("test,0.25,0.25,consistent", "test,0.25,0.25," + "x" * 80)}
    )
    assert said(old, new)[-2:] == ["  test, verdict: was: consistent", f"{' ' * 17}now: {'x' * 80}"]


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[2J\x07", r"\x1b[2J\x07"),
        ("a\u202eb\u200b", r"a\u202eb\u200b"),
        ("two\nlines\r", r"two\nlines\r"),
        ("n\u00a0=\u00a036, «\u202fà\u202f»", "n\u00a0=\u00a036, «\u202fà\u202f»"),
    ],
)
def test_no_text_of_a_report_commands_the_terminal(old, tmp_path, hostile, shown):
    text = f'item,share_low,share_high,"{hostile}"\ndesign,0.667,0.667,x\n"{hostile}",0.25,0.25,"{hostile}"\n'
    new = write_report(tmp_path / "new", {"uses": text}, findings=(hostile,), rounding=hostile)
    told = telling.report(old, new).sections
    printed = [*telling.text(told), *telling.markdown(told)]
    assert all(letter.isprintable() or letter in "\u00a0\u202f" for line in printed for letter in line)
    assert f"  row new: {shown}" in printed
    assert f"  column new: {shown}" in printed
    assert f"  new: {shown}" in printed
    assert f"  parameter rounding: half-up -> {shown}" in printed


def test_markdown_holds_the_same_and_takes_no_text_for_markup(old, tmp_path):
    new = write_report(tmp_path / "new", {"uses": USES.replace("0.25,0.25", "0.25,0.3") + "a|b<i>,1,1,*x*\n"})
    lines = telling.markdown(telling.report(old, new).sections)
    assert lines[-7:] == [
        "## tables/uses (rows by item)",
        "",
        r"- row new: a\|b\<i\>",
        "",
        "| row | column | old | new | difference |",
        "|---|---|--:|--:|--:|",
        r"| test | share\_high | 25.0 | 30.0 | +5.0 points |",
    ]
    assert lines[0].startswith("- old: ")


@pytest.mark.parametrize(
    ("difference", "decimals", "told"),
    [
        (0.3, 1, "+0.3"),
        (0.14, 1, "+0.14"),
        (-0.02, 1, "-0.02"),
        (0.0004, 1, "+0.0004"),
        (6.0, 0, "+6"),
        (-18.25, 1, "-18.25"),
        (1 / 3, None, "+0.333333"),
        (float("inf"), 1, "+inf"),
    ],
)
def test_a_difference_has_the_decimals_that_tell_it(difference, decimals, told):
    assert telling.amount(difference, decimals) == told


def damage(folder: Path, name: str, text: bytes) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(text)


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("manifest.json", b"{", "is damaged: it is no JSON object"),
        ("manifest.json", b"[]", "is damaged: it is no JSON object"),
        ("manifest.json", b"[" * 100_000, "is damaged: it is no JSON object"),
        ("tables/uses.csv", b"item\nd\xe9sign\n", "is damaged: it is not UTF-8"),
        ("tables/uses.csv", b"item,n\na\n", "row 2: 1 cells under 2 headings"),
        ("tables/uses.csv", b"item,item\na,b\n", "has two columns of one name"),
        ("tables/uses.csv", b'item\n"a', "is not a table: unexpected end of data"),
        ("notebooks/01_uses.ipynb", b'{"cells": [1]}', "is damaged: it is no executed notebook"),
    ],
)
def test_a_damaged_report_is_refused_in_a_sentence(old, name, text, why):
    damage(old, name, text)
    with pytest.raises(RunError, match=why):
        reported.read(old)


def test_nothing_is_read_beyond_the_report(old, tmp_path):
    (tmp_path / "answers.csv").write_text("firm,posts\nAcme,12\n")
    (old / "tables" / "uses.csv").unlink()
    (old / "tables" / "uses.csv").symlink_to(tmp_path / "answers.csv")
    with pytest.raises(RunError, match=r"uses\.csv leads out of the report"):
        reported.read(old)


def test_an_empty_table_and_a_manifest_of_another_shape_are_no_problem(old, tmp_path):
    new = write_report(tmp_path / "new", {"uses": "", "odd": "item\n"})
    write_json(new / "manifest.json", {"parameters": [], "data": None, "notebooks": None, "versions": "3"})
    assert telling.report(old, new).moved


def test_the_command_exits_with_0_1_or_2(old, tmp_path):
    new = write_report(tmp_path / "new", {"uses": USES.replace("0.667,0.667", "0.667,0.670")})
    same, other = (
        workbook("diff", str(old), str(old)),
        workbook("diff", str(old), str(new), "--format", "markdown"),
    )
    assert (same.returncode, other.returncode) == (0, 1)
    assert "Beyond rounding: nothing." in same.stdout
    assert r"| design | share\_high | 66.7 | 67.0 | +0.3 points |" in other.stdout


@pytest.mark.parametrize(
    ("folder", "why"),
    [
        ("nowhere", "nowhere is no folder"),
        (".", "is no report: it holds no manifest.json"),
        ("old", r"is no report: it holds no manifest.json; there are"),
        ("a\x1b[2Jb", r"a\x1b[2Jb is no folder"),
    ],
)
def test_what_a_user_can_mend_is_said_in_a_sentence(old, tmp_path, folder, why):
    result = workbook("diff", str(old), str(tmp_path / folder))
    assert result.returncode == 2
    assert why in result.stderr
    assert "Traceback" not in result.stderr
    assert not result.stdout


def test_it_answers_at_once():
    """What takes seconds to import is not imported."""
    code = "import sys, helpers.cli, helpers.pipeline.comparing.telling; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "helpers.pipeline.comparing.telling" in loaded
    assert not {"pandas", "nbformat", "nbconvert", "papermill", "matplotlib", "scipy"} & set(loaded)


@pytest.mark.slow
def test_a_report_of_the_study_against_itself_and_in_french(report):
    for language in ("en", "fr"):
        told = telling.report(report / "en", report / language)
        assert not told.moved, "\n".join(telling.text(told.sections))
