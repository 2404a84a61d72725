"""What the script of a page does with its tables: sorting within groups, copying, and nothing without it."""

import nbformat
import pytest
from browsing import Opened

from helpers.pipeline.rendering import frame, pages
from helpers.presentation.language import Language

pytestmark = pytest.mark.browser

TABLE = """<div class="table" role="region" tabindex="0" aria-label="T"><table>
<caption>Entreprises <span class="base">n = 36</span></caption>
<thead><tr><th scope="col">Nom</th><th scope="col" class="number">Part (%)</th></tr></thead>
<tbody><tr class="group"><th scope="rowgroup" colspan="2">Nord</th></tr>
<tr><th scope="row">Zoé</th><td class="number">9,5</td></tr>
<tr><th scope="row">élan</th><td class="number">–</td></tr>
<tr><th scope="row">Abel</th><td class="number">1\u202f250,0</td></tr>
<tr><th scope="row">dune</th><td class="number">\u22123 à 4</td></tr>
<tr><th scope="row">Éric</th><td class="number">9,5</td></tr>
<tr><th scope="row">Karl</th><td class="number">12</td></tr></tbody>
<tbody><tr class="group"><th scope="rowgroup" colspan="2">Sud</th></tr>
<tr><th scope="row">b</th><td class="number" data-value="7">sept</td></tr>
<tr><th scope="row">a</th><td class="number" data-value="6.5">six et demi</td></tr></tbody></table></div>"""


def page_of(html, language, folder):
    """A page with one table."""
    shown = {"kind": "table", "name": "t", "title": "T", "base": "", "note": "", "csv": ""}
    output = nbformat.v4.new_output("display_data", {"text/html": html}, metadata={"workbook": shown})
    cells = [nbformat.v4.new_markdown_cell("# Q?"), nbformat.v4.new_code_cell("page.table()", outputs=[output])]
    page = frame.blank(Language(language)) | {"title": "Q?"}
    file = folder / "page.html"
    file.write_text(pages.render(nbformat.v4.new_notebook(cells=cells), page), encoding="utf-8")
    return file


@pytest.fixture
def opened(browser):
    opened = Opened(browser)
    yield opened
    assert opened.said == []
    opened.context.close()


@pytest.fixture
def shown(opened, tmp_path):
    return opened.at(page_of(TABLE, "fr", tmp_path))


def names(shown):
    return shown.locator("tbody th").all_text_contents()


AS_GIVEN = ["Nord", "Zoé", "élan", "Abel", "dune", "Éric", "Karl", "Sud", "b", "a"]


def test_numbers_sort_as_numbers_within_their_group_and_back(shown):
    """By hand: -3, 9.5 twice in the order given, 12, 1250, nothing last; then the other way round."""
    heading = shown.locator("thead th").nth(1)
    button = heading.get_by_role("button", name="Part (%)")
    button.click()
    assert names(shown) == ["Nord", "dune", "Zoé", "Éric", "Karl", "Abel", "élan", "Sud", "a", "b"]
    assert heading.get_attribute("aria-sort") == "ascending"
    button.click()
    assert names(shown) == ["Nord", "Abel", "Karl", "Zoé", "Éric", "dune", "élan", "Sud", "b", "a"]
    assert heading.get_attribute("aria-sort") == "descending"
    button.click()
    assert names(shown) == AS_GIVEN
    assert heading.get_attribute("aria-sort") is None


def test_words_sort_as_the_language_does_and_one_column_at_a_time(shown):
    shown.get_by_role("button", name="Part (%)").click()
    shown.get_by_role("button", name="Nom").press("Enter")
    assert names(shown) == ["Nord", "Abel", "dune", "élan", "Éric", "Karl", "Zoé", "Sud", "a", "b"]
    assert shown.locator("th[aria-sort]").count() == 1


def test_english_numbers_have_commas_in_thousands(opened, tmp_path):
    html = TABLE.replace("1\u202f250,0", "1,250.0").replace("9,5", "9.5")
    shown = opened.at(page_of(html, "en", tmp_path))
    shown.get_by_role("button", name="Part (%)").click()
    assert names(shown)[:7] == ["Nord", "dune", "Zoé", "Éric", "Karl", "Abel", "élan"]


LISTEN = """window.addEventListener('copy', (event) => {
  window.taken = ['text/plain', 'text/html'].map((kind) => event.clipboardData.getData(kind));
})"""


def test_a_table_is_copied_as_lines_and_as_a_table_where_the_page_has_no_clipboard(opened, tmp_path):
    opened.context.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    shown = opened.at(page_of(TABLE, "fr", tmp_path))
    button = shown.get_by_role("button", name="Copier le tableau")
    shown.evaluate(LISTEN)
    button.click()
    text, html = shown.evaluate("window.taken")
    assert text.splitlines()[:3] == ["Nom\tPart (%)", "Nord", "Zoé\t9,5"]
    assert html.startswith("<table>")
    assert "<button" not in html
    assert shown.get_by_role("status").text_content() == "Copié"
    assert shown.locator("button.copy").text_content() == "Copié"


def test_a_table_is_copied_through_the_clipboard_of_the_page(opened, tmp_path):
    opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
    shown = opened.at(page_of(TABLE, "fr", tmp_path))
    shown.bring_to_front()
    shown.get_by_role("button", name="Copier le tableau").click()
    shown.get_by_role("status").filter(has_text="Copié").wait_for(state="attached")
    read = "navigator.clipboard.read().then((all) => all[0].getType('text/plain')).then((blob) => blob.text())"
    assert shown.evaluate(read).splitlines()[2] == "Zoé\t9,5"


def test_only_a_table_that_scrolls_is_a_stop_of_the_keyboard(opened, tmp_path):
    """On a wide screen a table that does not fit scrolls; on a smaller one its rows are stacked."""
    shown = opened.at(page_of(TABLE.replace("Zoé", 80 * "Zoé"), "fr", tmp_path))
    region = shown.locator(".table")
    for width, stop in ((1440, 0), (375, -1), (1440, 0)):
        shown.set_viewport_size({"width": width, "height": 600})
        shown.wait_for_function("(stop) => document.querySelector('.table').tabIndex === stop", arg=stop)
        assert region.evaluate("(table) => table.scrollWidth > table.clientWidth") == (stop == 0)
    assert region.get_attribute("aria-label") == "T"


def test_a_table_that_a_phone_would_squeeze_stands_as_lists(opened, tmp_path):
    """It fits, but its longest row would take some ten lines of a word or two."""
    said = TABLE.replace("Nom", "Énoncé").replace("Zoé", "une croissance qui fait passer la part " * 5)
    shown = opened.at(page_of(said, "fr", tmp_path))
    for width, stacked in ((375, 1), (768, 0)):
        shown.set_viewport_size({"width": width, "height": 600})
        shown.wait_for_function("(n) => document.querySelectorAll('.stacked').length === n", arg=stacked)


LABELS = """[...document.querySelectorAll("tbody:first-of-type :is(th[scope=row], td)")].slice(0, 4).map(
  (cell) => [getComputedStyle(cell, "::before").content, cell.textContent, cell.offsetHeight > 0])"""


def test_stacked_rows_name_every_cell_and_drop_none(opened, tmp_path):
    """A table of two columns too, where it does not fit: the first cell after its heading, a dash as a dash."""
    shown = opened.at(page_of(TABLE.replace("Nom", "Nom de l’entreprise"), "fr", tmp_path))
    shown.set_viewport_size({"width": 160, "height": 600})
    shown.locator(".stacked").wait_for()
    names = {"Nom": '"Nom de l’entreprise"', "Part": '"Part (%)"'}
    assert shown.evaluate(LABELS) == [
        [names["Nom"], "Zoé", True],
        [names["Part"], "9,5", True],
        [names["Nom"], "élan", True],
        [names["Part"], "–", True],
    ]
    assert shown.locator("tbody [role=rowheader]").count() == len(AS_GIVEN)
    shown.set_viewport_size({"width": 900, "height": 600})
    shown.locator("table:not(.stacked)").wait_for()


def table_of(*rows):
    """A table with these cells."""
    width = len(rows[0])
    heads = "".join(f'<th scope="col">{"column " * 9}{number}</th>' for number in range(width))
    body = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in others)}</tr>'
        for first, *others in rows
    )
    table = f"<table><caption>T</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="table" role="region" tabindex="0" aria-label="T">{table}</div>'


@pytest.mark.parametrize(
    ("rows", "bold"),
    [
        ((("a", "x"), ("b", "x")), ["a", "b"]),
        ((("36", "x", "1"), ("36", "y", "2")), ["x", "y"]),
        ((("a", "x"), ("a", "y"), ("b", "y")), ["a", "a", "b"]),
        ((("36", "x"), ("36", "x"), ("36", "y")), ["x", "x", "y"]),
        ((("a", "x"), ("a", "y"), ("b", "y"), ("b", "z")), ["x", "y", "y", "z"]),
        ((("36", "x"),), ["36"]),
    ],
)
def test_a_stacked_row_is_headed_by_the_first_cell_that_tells_it_from_others(opened, tmp_path, rows, bold):
    shown = opened.at(page_of(table_of(*rows), "fr", tmp_path))
    assert shown.locator("tbody .leads").all_text_contents() == bold


def test_a_title_is_as_wide_as_the_text_over_a_narrow_table(opened, tmp_path):
    shown = opened.at(page_of(TABLE.replace("Entreprises <", 12 * "Entreprises " + "<"), "fr", tmp_path))
    shown.set_viewport_size({"width": 1440, "height": 600})
    table, title, note = (
        shown.locator(part).evaluate("(part) => part.getBoundingClientRect().width")
        for part in ("thead", "caption", "main")
    )
    assert table < 400 < 600 < title < note


def test_the_arrow_of_the_last_heading_is_whole(shown):
    shown.set_viewport_size({"width": 1440, "height": 600})
    room = """() => {
      const button = [...document.querySelectorAll(".sort")].at(-1), edge = button.closest("table");
      const arrow = parseFloat(getComputedStyle(button, "::after").width);
      return edge.getBoundingClientRect().right - button.getBoundingClientRect().right - arrow; }"""
    assert shown.evaluate(room) > 0


AFTER = TABLE.replace("</th></tr></thead>", '</th><th scope="col">Base</th></tr></thead>').replace(
    '<td class="number">9,5</td>', '<td class="number">9,5</td><td>n = 36</td>'
)


@pytest.mark.parametrize(("media", "least"), [("screen", 25), ("print", 14)])
def test_words_stand_off_the_number_before_them(opened, tmp_path, media, least):
    """By hand: on screen 0.85 and 1.1 rem of 14 pixels' type are 31 pixels; in print less."""
    shown = opened.at(page_of(AFTER, "fr", tmp_path))
    shown.emulate_media(media=media)
    gap = """() => {
      const words = document.querySelector("td:not(.number)"), number = words.previousElementSibling;
      const [before, after] = [number, words].map((cell) => getComputedStyle(cell));
      return parseFloat(before.paddingRight) + parseFloat(after.paddingLeft); }"""
    assert shown.evaluate(gap) >= least


def test_long_heads_of_rows_have_room_on_a_wide_screen(opened, tmp_path):
    """By hand: 12 rem are 192 pixels; other columns would take most of the width."""
    wide = TABLE.replace('<th scope="row">Zoé', f'<th scope="row" class="long">{"Zoé " * 9}').replace(
        ">9,5<", f">{'9,5' * 90}<"
    )
    shown = opened.at(page_of(wide, "fr", tmp_path))
    for width, room in ((1440, True), (900, False)):
        shown.set_viewport_size({"width": width, "height": 600})
        least = shown.locator("th.long").evaluate("(head) => getComputedStyle(head).minWidth")
        assert (least == "192px") == room
