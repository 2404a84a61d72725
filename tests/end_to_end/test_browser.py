"""The finished report in a real browser without a network: every page, both languages, three widths."""

import shutil

import pytest
from browsing import LANGUAGES, PAGES, WIDTHS, Opened, faults, keep, wide

pytestmark = pytest.mark.browser

every_page = pytest.mark.parametrize("name", PAGES)
both = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def opened(browser):
    """One page of the browser for the whole module: opening a new one costs more than the tests."""
    opened = Opened(browser)
    yield opened
    opened.context.close()


@both
@every_page
def test_a_page_opens_quietly_at_any_width_and_has_no_accessibility_fault(opened, report, language, name):
    shown = opened.at(report / language / name)
    for width in reversed(WIDTHS):
        assert wide(shown, width) <= width
        assert shown.locator("h1").is_visible()
        keep(shown, f"{language}-{name.removesuffix('.html')}-{width}")
    # what a page repeats is looked at once: further rows, and the outputs of the pages in the one of all
    left_out = [".cell" if name == "report.html" else "tbody tr:nth-child(n + 9)"]
    assert faults(shown, leave_out=left_out) == []
    if language == "en":
        assert faults(shown, "dark", leave_out=left_out) == []
        shown.emulate_media(color_scheme="light")
    assert opened.said == []
    assert opened.outside() == []


@both
def test_the_report_in_one_file_is_whole_alone_in_an_empty_folder(opened, report, language, tmp_path):
    shown = opened.at(shutil.copy(report / language / "report.html", tmp_path / "mailed.html"))
    broken = "[...document.images].filter((image) => !image.complete || !image.naturalWidth).length"
    assert shown.evaluate("document.images.length") > 10
    assert shown.evaluate(broken) == 0
    assert {url for url in opened.asked if url.startswith("file:")} >= {(tmp_path / "mailed.html").as_uri()}
    shown.locator(".parts > ol > li > a").last.click()
    assert shown.evaluate("Math.abs(document.querySelector(location.hash).getBoundingClientRect().top) < 100")
    assert opened.said == []


@both
def test_a_page_is_whole_without_scripts(browser, report, language):
    opened = Opened(browser, java_script_enabled=False, viewport={"width": 375, "height": 800})
    shown = opened.at(report / language / "05_uses_sectors.html")
    assert shown.locator("main table").first.is_visible()
    assert shown.locator("button").count() == 0
    assert not shown.locator(".pages a").first.is_visible()
    shown.locator(".pages summary").click()
    assert shown.locator(".pages a").first.is_visible()
    code = shown.locator("details.code").first
    assert not code.locator("pre").is_visible()
    code.locator("summary").click()
    assert code.locator("pre").is_visible()
    opened.context.close()


@pytest.mark.parametrize(("width", "folded"), [(375, True), (768, True), (1440, False)])
def test_lists_stand_beside_the_text_where_there_is_room_and_are_folded_where_not(
    opened, report, width, folded
):
    shown = opened.at(report / "fr" / "05_uses_sectors.html")
    wide(shown, width)
    for of in (".pages", ".contents"):
        assert shown.locator(f"{of} a").first.is_visible() != folded
    text, lists = (shown.locator(name).bounding_box() for name in ("h1", ".side"))
    assert (lists["x"] + lists["width"] <= text["x"]) == (not folded)


def test_the_first_screen_of_a_phone_shows_the_question_and_what_was_found(opened, report):
    for name in PAGES[1:-1]:
        shown = opened.at(report / "fr" / name)
        shown.set_viewport_size({"width": 375, "height": 667})
        first = shown.locator(".brief li").first.bounding_box()
        assert first["y"] + first["height"] <= 667, name


def test_the_list_of_contents_follows_the_reader(opened, report):
    shown = opened.at(report / "en" / "05_uses_sectors.html")
    wide(shown, 1440)
    for at in (2, 4):
        place = shown.locator("main h2[id]").nth(at)
        place.evaluate("(heading) => window.scrollTo({top: heading.offsetTop - 20, behavior: 'instant'})")
        current = shown.locator(".contents a[aria-current=location]")
        current.wait_for()
        shown.wait_for_function(
            "(id) => document.querySelector('.contents [aria-current]')?.hash === '#' + id",
            arg=place.get_attribute("id"),
            timeout=5000,
        )
        assert current.count() == 1


WALKED = """() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  const kind = at.closest('.under') ? 'under' : at.closest('nav, footer, thead, .brief, .table')?.className
    || at.closest('nav, footer, thead, .table')?.localName || at.className;
  return {tag: at.localName, kind, ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
          seen: box.width > 0 && box.height > 0 && box.left >= 0 && box.right <= innerWidth + 1};
}"""


@pytest.mark.parametrize("width", [375, 1440])
def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(opened, report, width):
    shown = opened.at(report / "en" / "05_uses_sectors.html")
    wide(shown, width)
    walked = []
    for _ in range(150):
        shown.keyboard.press("Tab")
        stop = shown.evaluate(WALKED)
        if stop["tag"] == "body":
            break
        walked.append(stop)
    assert walked[0]["kind"] == "skip"
    assert all(stop["ring"] and stop["seen"] for stop in walked), [
        w for w in walked if not (w["ring"] and w["seen"])
    ]
    kinds = list(dict.fromkeys(stop["kind"] for stop in walked))
    order = ["skip", "name", "other", "pages", "contents", "brief", "thead", "under", "turn", "site"]
    assert [kind for kind in order if kind in kinds] == [kind for kind in kinds if kind in order]
    # on a phone the rows of a table are stacked, and have no headings to sort by
    assert set(order) - {"name", "other", *(["thead"] if width == 375 else [])} <= set(kinds)


@pytest.mark.parametrize("folded", [".pages", ".contents", "details.code", "details.data"])
def test_what_is_folded_opens_and_closes_with_the_keyboard(opened, report, folded):
    shown = opened.at(report / "en" / "01_market_growth.html")
    wide(shown, 375)
    summary = shown.locator(f"{folded} summary").first
    for opened_now in (True, False):
        summary.focus()
        shown.keyboard.press("Enter")
        assert summary.evaluate("(summary) => summary.parentElement.open") == opened_now


def test_the_skip_link_leads_past_the_lists(opened, report):
    shown = opened.at(report / "en" / "05_uses_sectors.html")
    wide(shown, 1440)
    shown.keyboard.press("Tab")
    shown.keyboard.press("Enter")
    shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.closest('main') !== null")
