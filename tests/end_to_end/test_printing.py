"""The report as a PDF: printed by the browser, with text on every sheet and nothing cut in two."""

import re
import shutil
import subprocess
from html import unescape

import nbformat
import pytest
import tiny
from browsing import Opened
from conftest import workbook

from helpers import paths
from helpers.pipeline import command
from helpers.pipeline.errors import RunError
from helpers.pipeline.rendering import frame, pages, printing
from helpers.pipeline.running.jobs import Manner
from helpers.pipeline.running.planning import Asked
from helpers.presentation.language import Language


@pytest.fixture(scope="module")
def pdf(report, tmp_path_factory):
    if not any(map(shutil.which, printing.BROWSERS)):
        pytest.skip("no chromium on this machine")
    made = tmp_path_factory.mktemp("printed") / "report.pdf"
    printing.to_pdf(report / "fr" / "report.html", made)
    return made


def sheets(pdf):
    """The text of each sheet."""
    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext on this machine (Debian: poppler-utils)")
    text = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True
    ).stdout
    return text.removesuffix("\f").split("\f")


@pytest.mark.browser
def test_every_sheet_has_text_and_a_number_and_the_contents_come_first(pdf):
    found = sheets(pdf)
    assert 20 < len(found) < 150
    for number, sheet in enumerate(found, 1):
        assert len(sheet.split()) > 20, f"sheet {number}"
        assert re.search(rf"{number} / {len(found)}\s*$", sheet), f"sheet {number}"
    assert "Sommaire" in found[0]
    assert "À quoi peut\u2011on se fier" in found[0]  # the last page, and of each its results
    assert "Résultat 1" in found[0]
    assert "Limites" not in found[0]
    assert "Sommaire" not in found[1]


def plain(html):
    """The words of a piece of a page, one space between."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


@pytest.mark.browser
def test_no_sheet_ends_with_a_title_or_with_the_head_of_a_table(pdf, report):
    page = (report / "fr" / "report.html").read_text(encoding="utf-8")
    body = page[page.index("<section") :]
    titles = re.findall(r"<h[1-4][^>]*>(.+?)</h[1-4]>|<caption>(.+?)</caption>", body, re.S)
    groups = re.findall(r'<th scope="rowgroup"[^>]*>(.+?)</th>', body)
    last = {plain(title)[-60:] for pair in titles for title in pair if title}
    last |= {plain(base) for base in re.findall(r'<span class="base">(.+?)</span></caption>', body)}
    last |= {plain(group) for group in groups if group[0].isupper()}  # `entreprises` ends cells too
    heads = {plain(head) for head in re.findall(r"<thead>(.+?)</thead>", body.replace("</th>", "</th> "))}
    for number, sheet in enumerate(sheets(pdf)[1:], 2):
        lines = [plain(line) for line in sheet.splitlines() if line.strip()][:-1]
        assert lines[-1][-60:] not in last | heads, f"sheet {number}"


@pytest.mark.browser
def test_the_pdf_has_bookmarks_that_lead_to_every_part_and_result(pdf, report):
    """A heading of the file in one is a bookmark each; the browser writes them as UTF-16 or plain ASCII."""
    page = (report / "fr" / "report.html").read_text(encoding="utf-8")
    headings = re.findall(r"<h([1-4])[ >]", page)
    assert b"/Outlines" in pdf.read_bytes()
    assert len(re.findall(rb"/Title [(<]", pdf.read_bytes())) in (len(headings), len(headings) + 1)  # its own


@pytest.mark.browser
def test_no_sheet_begins_with_a_note_or_ends_within_one(pdf, report):
    page = (report / "fr" / "report.html").read_text(encoding="utf-8")
    notes = " | ".join(plain(note) for note in re.findall(r'<p class="note">(.+?)</p>', page, re.S))
    for number, sheet in enumerate(sheets(pdf), 1):
        first = plain(sheet.strip().splitlines()[0])
        assert len(first) < 25 or first not in notes, f"sheet {number}"


TALL = '<svg viewBox="0 0 540 1014" xmlns="http://www.w3.org/2000/svg"><rect width="540" height="1014"/></svg>'


def warnings(pdf):
    """How far below the edge of each sheet its first word stands, and how far down the last one, in points."""
    text = subprocess.run(
        ["pdftotext", "-bbox", str(pdf), "-"], capture_output=True, text=True, check=True
    ).stdout
    found = [re.findall(r'yMin="([\d.]+)"', sheet) for sheet in text.split("<page ")[1:]]
    return [(min(map(float, sheet)), max(map(float, sheet))) for sheet in found]


@pytest.mark.browser
def test_a_warning_stands_on_every_sheet_and_a_tall_chart_has_one_of_its_own(tmp_path):
    if not any(map(shutil.which, printing.BROWSERS)):
        pytest.skip("no chromium on this machine")
    figure = {"kind": "figure", "name": "f", "title": "F", "base": "", "alt": "Bars", "data": "", "csv": ""}
    chart = nbformat.v4.new_output(
        "display_data", metadata={"workbook": figure | {"svg": TALL, "svg_narrow": TALL}}
    )
    cells = [
        nbformat.v4.new_markdown_cell("# Q?\n\nBefore."),
        nbformat.v4.new_code_cell("draw", outputs=[chart]),
        nbformat.v4.new_markdown_cell("After."),
    ]
    page = frame.blank(Language("en")) | {"title": "Q?", "running": frame._quoted('No "firm" said so.')}
    file = tmp_path / "page.html"
    file.write_text(pages.render(nbformat.v4.new_notebook(cells=cells), page), encoding="utf-8")
    printing.to_pdf(file, tmp_path / "page.pdf")
    found = sheets(tmp_path / "page.pdf")
    assert len(found) == 3
    assert len({heights[0] for heights in warnings(tmp_path / "page.pdf")}) == 1
    assert 5 < warnings(tmp_path / "page.pdf")[1][0] * 25.4 / 72 < 10  # millimetres from the edge of the paper
    for sheet, words in zip(found, ("Before.", "", "After."), strict=True):
        assert 'No "firm" said so.' in sheet
        assert words in sheet


@pytest.mark.browser
def test_a_table_longer_than_a_sheet_repeats_its_headings(pdf):
    found = sheets(pdf)
    first = max(number for number, sheet in enumerate(found) if "Chaque énoncé et son verdict" in sheet)
    for sheet in found[first + 1 : first + 4]:
        assert {"Énoncé", "Publié,", "Verdict"} <= set(sheet[:600].split())


@pytest.mark.browser
def test_the_browser_is_told_to_cut_no_row_chart_or_short_table(browser, report):
    opened = Opened(browser)
    shown = opened.at(report / "fr" / "report.html")
    shown.emulate_media(media="print")
    for what in ("tr", "figure", ".finding", ".display.short", "thead"):
        kept = shown.locator(f"main {what}").first.evaluate("(part) => getComputedStyle(part).breakInside")
        assert kept == "avoid", what
    long = shown.locator("main .display:not(.short) tbody:has(> :nth-child(9)):not(:has(.group))").first
    sides = """(body) => [...body.rows].map((row) => [getComputedStyle(row).breakBefore,
      getComputedStyle(row).breakAfter].map((kept) => kept === "avoid"))"""
    first, second, third, *_, before_last, last = long.evaluate(sides)
    assert [first, second, third] == [[False, True], [False, True], [False, False]]
    assert [before_last, last] == [[True, False], [True, False]]
    for what in (".under", ".side", "details.code", "button.copy"):
        assert not shown.locator(what).first.is_visible(), what
    opened.context.close()


def test_without_a_browser_that_is_said_before_a_notebook_runs(tmp_path):
    made = workbook("run", "--pdf", PATH=str(tmp_path), WORKBOOK_REPORTS=str(tmp_path / "reports"))
    assert made.returncode == 1
    assert made.stderr.startswith("workbook: --pdf needs the browser chromium, which is not installed")
    assert len(made.stderr.splitlines()) == 1
    assert not (tmp_path / "reports").exists()


@pytest.mark.parametrize(
    ("browser", "said"),
    [
        ("echo 'no room left' >&2; exit 3", "did not print the report: no room left"),
        ("sleep 60", "did not print the report within 1 s"),
    ],
)
def test_a_browser_that_fails_is_one_sentence(browser, said, tmp_path, monkeypatch):
    script = tmp_path / "chromium"
    script.write_text(f"#!/bin/sh\n{browser}\n")
    script.chmod(0o755)
    monkeypatch.setattr(printing, "BROWSERS", (str(script),))
    monkeypatch.setattr(printing, "SECONDS", 1)
    with pytest.raises(RunError, match=said):
        printing.to_pdf(tmp_path / "report.html", tmp_path / "report.pdf")


@pytest.mark.browser
@pytest.mark.slow
def test_a_printed_report_holds_its_pdf_and_links_to_it(tmp_path, monkeypatch):
    if not any(map(shutil.which, printing.BROWSERS)):
        pytest.skip("no chromium on this machine")
    monkeypatch.setattr(paths, "NOTEBOOKS", tiny.workbook(tmp_path / "notebooks"))
    monkeypatch.setenv("WORKBOOK_REPORTS", str(tmp_path / "reports"))
    monkeypatch.setenv("WORKBOOK_CACHE", str(tmp_path / "cache"))
    made = command.make_report(Asked(languages=["en"]), Manner(workers=1, quiet=True, pdf=True))
    assert made.failures == []
    [index] = made.pages
    assert index.with_name("report.pdf").read_bytes().startswith(b"%PDF")
    assert 'href="report.pdf"' in index.read_text(encoding="utf-8")
