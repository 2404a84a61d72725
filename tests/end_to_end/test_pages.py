"""The finished report, read as files and opened in a real browser without a network."""

import html.parser
import json
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from helpers.pipeline import notebooks

LANGUAGES = ["en", "fr"]
PAGES = ["index.html", *(f"{path.stem}.html" for path in notebooks.every()[1:])]

every_page = pytest.mark.parametrize("name", PAGES)
both = pytest.mark.parametrize("language", LANGUAGES)


class Elements(html.parser.HTMLParser):
    """Every start tag of a page with its attributes."""

    def __init__(self, text: str):
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def of(self, tag):
        return [attributes for name, attributes in self.found if name == tag]


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
    ids = [attributes["id"] for _, attributes in page.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    for link in page.of("a"):
        target, _, anchor = link["href"].partition("#")
        if target:
            assert (report / language / target).resolve().exists(), link["href"]
        else:
            assert anchor in ids


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


@pytest.mark.browser
@both
@every_page
@pytest.mark.parametrize("width", [375, 768, 1440])
def test_a_page_opens_quietly_at_any_width(browser, report, language, name, width):
    context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
    shown, said, asked = context.new_page(), [], []
    shown.on("console", lambda message: said.append(message.text))
    shown.on("pageerror", lambda error: said.append(str(error)))
    shown.on("request", lambda request: asked.append(request.url))
    shown.goto((report / language / name).as_uri())
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    assert shown.locator("h1").is_visible()
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    context.close()


@pytest.mark.browser
@both
@every_page
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_has_no_accessibility_fault(browser, report, language, name, scheme):
    context = browser.new_context(offline=True, color_scheme=scheme)
    shown = context.new_page()
    shown.goto((report / language / name).as_uri())
    found = Axe().run(shown)
    assert found.violations_count == 0, found.generate_report()
    context.close()


@pytest.mark.browser
def test_code_opens_with_the_keyboard(browser, report):
    shown = browser.new_context(offline=True).new_page()
    shown.goto((report / "en" / "01_market_growth.html").as_uri())
    code = shown.locator("details.code").first
    assert code.get_attribute("open") is None
    code.locator("summary").focus()
    shown.keyboard.press("Enter")
    assert code.get_attribute("open") is not None


def test_pages_are_of_a_size_to_mail(report):
    sizes = {path: path.stat().st_size for path in Path(report).rglob("*.html")}
    assert max(sizes.values()) < 400_000
