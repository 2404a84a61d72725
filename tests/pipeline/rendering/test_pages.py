import re

import nbformat
import pytest

from helpers import parameters
from helpers.pipeline import notebooks
from helpers.pipeline.rendering import brief, colophon, frame, pages, single
from helpers.presentation.language import Language
from helpers.sources import waves

new = nbformat.v4


def book(*cells):
    made = [
        new.new_markdown_cell(text, metadata={"tags": tags}, id=f"c{at}")
        for at, (text, *tags) in enumerate(cells)
    ]
    return new.new_notebook(cells=made)


SECTIONS = book(
    ("# Question?",),
    ("## Result 1: shares",),
    ("## Result 2: bases", "published"),
    ("## Result 3: posts",),
    ("## Limits",),
    ("- of print", "published"),
    ("- of answers", "answers"),
)


@pytest.mark.parametrize(
    ("kind", "left"),
    [
        (
            "published",
            [
                "# Question?",
                "## Result 1: shares",
                "## Result 2: bases",
                "## Result 3: posts",
                "## Limits",
                "- of print",
            ],
        ),
        ("answers", ["# Question?", "## Result 1: shares", "## Result 2: posts", "## Limits", "- of answers"]),
    ],
)
def test_a_page_keeps_what_is_meant_for_its_kind_of_wave_and_counts_its_results_anew(kind, left):
    assert [cell.source for cell in pages.meant_for(SECTIONS, kind).cells] == left


def test_headings_count_anew_in_french_too():
    french = book(("# Question ?",), ("## Résultat 3 : postes, 3 ans",))
    assert pages.meant_for(french, "answers").cells[1].source == "## Résultat 1 : postes, 3 ans"


def test_a_guarded_notebook_holds_what_was_displayed_and_quotes_nothing():
    error = new.new_output("error", ename="ValueError", evalue="ACME 17", traceback=["ACME 17"])
    printed = new.new_output("stream", text="ACME 17")
    bare = new.new_output("execute_result", data={"text/plain": "ACME 17"})
    plain = new.new_output("display_data", data={"text/html": "<td>ACME 17</td>"})
    table = new.new_output(
        "display_data", data={"text/plain": "n = 9"}, metadata={"workbook": {"kind": "table"}}
    )
    cell = new.new_code_cell("1 / 0", outputs=[printed, bare, plain, table, error], id="c0")
    guarded = notebooks.guarded(new.new_notebook(cells=[cell]))
    assert "ACME" not in nbformat.writes(guarded)
    assert [output.output_type for output in guarded.cells[0].outputs] == ["display_data", "error"]
    assert guarded.cells[0].outputs[1].ename == "ValueError"


def test_of_answers_a_page_keeps_the_heading_and_not_the_part_of_the_study():
    first = book(("# Question?\n\n**Part of the study:** section 1.",))
    assert pages.meant_for(first, "answers").cells[0].source == "# Question?"
    assert "section 1" in pages.meant_for(first, "published").cells[0].source


def test_results_are_numbered_as_they_stand_and_no_other_number_is_touched():
    """Where a result of the other kind of wave is left out, the next one takes its number."""
    of = pages._numbered(
        book(("Section 5.3 prints most.",), ("## Result 2: what?",), ("## Result 4: why?",)).cells
    )
    assert [cell["source"] for cell in of] == [
        "Section 5.3 prints most.",
        "## Result 1: what?",
        "## Result 2: why?",
    ]


def test_a_figure_is_one_image_that_fits_the_screen():
    shown = {
        "name": "shares",
        "alt": 'Dots & "bars"',
        "svg": '<svg viewBox="0 0 540 150"></svg>',
        "svg_narrow": '<svg viewBox="0 0 252 300"></svg>',
    }
    made = pages._figure(shown)
    assert made.count("alt=") == made.count("<img") == 1
    assert 'alt="Dots &amp; &quot;bars&quot;"' in made
    assert made.startswith("<figure><picture>")
    source, image = made.index("<source"), made.index("<img")
    assert source < image < made.index("</picture>")
    assert 'width="336" height="400"' in made[source:image]
    assert 'width="720" height="200"' in made[image:]
    assert 'media="screen and (max-width: 47.5rem)"' in made  # 760 px: the wide chart, its margins and no less


@pytest.mark.parametrize(("points", "tall"), [(840, False), (841, True)])
def test_a_chart_that_paper_would_shrink_below_what_is_read_is_marked_as_tall(points, tall):
    """By hand: letters of 9.5 pt on 235 mm are 7.5 pt high where the chart is 1,125 pixels, or 844 pt, tall."""
    svg = f'<svg viewBox="0 0 540 {points}"></svg>'
    made = pages._figure({"name": "shares", "alt": "Dots", "svg": svg, "svg_narrow": svg})
    assert ('<figure class="tall">' in made) == tall


def rows(number):
    return '<tr><th scope="row">a</th></tr>' * number


@pytest.mark.parametrize(("number", "kept"), [(6, True), (7, False)])
def test_a_table_of_up_to_six_rows_is_kept_on_one_sheet(number, kept):
    assert ("short" in pages._size(rows(number)).split()) == kept


LIMITS = [
    new.new_markdown_cell("# Q?\n\n- about"),
    new.new_markdown_cell("## Limits\n\n- one"),
    new.new_markdown_cell("- two"),
    new.new_markdown_cell("- three"),
    new.new_markdown_cell("1. other"),
]


def test_lists_of_cells_that_follow_each_other_are_one_list():
    html = pages.render(new.new_notebook(cells=LIMITS), frame.blank(Language("en")) | {"title": "Q?"})
    main = re.sub(r"\s+", "", html[html.index("<main") : html.index("</main")])
    assert "<ul><li>one</li><li>two</li><li>three</li></ul><ol>" in main
    assert "<ul><li>about</li></ul></div>" in main


def test_a_number_is_not_parted_from_what_it_counts_in_prose_and_findings_and_code_is_left_as_it_is():
    cells = [
        new.new_markdown_cell("# Q?\n\nIn 5 years."),
        code("say('5 years')", new.new_output("display_data", {"text/html": "<p>36 firms</p>"}, metadata=TOLD)),
    ]
    html = pages.render(new.new_notebook(cells=cells), frame.blank(Language("en")) | {"title": "Q?"})
    assert "In 5\u00a0years." in html
    assert "<p>36\u00a0firms</p>" in html
    assert "5 years" in html


TOLD = {"workbook": {"kind": "cards", "name": "c", "title": "C"}}


@pytest.mark.parametrize("text", ['a "quote"', "a \\ back", "</style><script>", "two\nlines"])
def test_what_stands_on_every_sheet_cannot_leave_its_quotes(text):
    quoted = frame._quoted(text)
    assert not re.search(r'["<\n]|\\(?![0-9a-f]+ )', quoted)
    assert re.sub(r"\\([0-9a-f]+) ", lambda found: chr(int(found[1], 16)), quoted) == text


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "this is not the study. Survey: 36 firms that chose"), ("fr", "36 entreprises volontaires")],
)
def test_a_report_on_published_figures_says_what_it_is(language, said):
    about = frame.frame(waves.read("study-2023"), "", Language(language), ["en"])["nature"]
    assert said in about
    assert frame.frame(waves.read("demo-2026"), "", Language(language), ["en"])["nature"] == ""


@pytest.mark.parametrize(
    ("more", "there"), [({}, True), ({"home": "index.html"}, False), ({"single": True}, True)]
)
def test_the_first_page_and_the_report_in_one_file_say_it_and_other_pages_do_not(more, there):
    page = frame.blank(Language("en")) | {"title": "Q?", "site": "S", "nature": "Not the study.", **more}
    html = pages.render(new.new_notebook(cells=[new.new_markdown_cell("# Q?")]), page)
    assert html.count('<p class="nature">Not the study.</p>') == there


def test_a_question_is_not_broken_at_its_hyphens_where_it_is_listed():
    page = frame.blank(Language("fr")) | {"title": "Q?"}
    html = pages.render(book(("# Q?",), ("## Où vont-ils ?",)), page)
    assert '<a href="#ou-vont-ils">Où vont\u2011ils ?</a>' in html


def shows(kind, **more):
    """An output of a kind, as `presentation` displays it."""
    html = f"<p class='{kind}'>{kind}</p>".replace("'", '"')
    return new.new_output("display_data", {"text/html": html}, metadata={"workbook": {"kind": kind, **more}})


def code(source, *outputs, tags=()):
    return new.new_code_cell(source, outputs=list(outputs), metadata={"tags": list(tags)})


def test_code_stands_under_tables_and_figures_only_in_the_order_it_ran():
    book = new.new_notebook(
        cells=[
            new.new_markdown_cell("# Q?"),
            code("load"),
            code("say first", shows("finding")),
            code("table", shows("table")),
            code("say", shows("finding")),
            new.new_markdown_cell("## Next"),
            code("say next", shows("finding")),
            code("figure", shows("figure")),
            code("tidy up"),
        ]
    )
    cells = [cell.source for cell in pages.gathered(book).cells if cell.cell_type == "code"]
    assert cells == ["", "load\n\nsay first\n\ntable\n\nsay", "", "", "say next\n\nfigure\n\ntidy up"]


def found(text):
    return shows("finding", text=text)


SAID = {
    "1": ["base"],
    "2": ["one", "one more"],
    "3": ["two"],
    "4": ["three"],
    "5": ["last"],
}


@pytest.mark.parametrize(
    ("sections", "chosen"),
    [
        ("1", []),
        ("12", ["one"]),
        ("1234", ["one", "two", "three"]),
        ("12345", ["one", "two", "last"]),
    ],
)
def test_a_page_opens_with_a_finding_a_section_and_with_the_last(sections, chosen):
    cells = []
    for name in sections:
        cells += [new.new_markdown_cell(f"## Result {name}: of it")]
        cells += [code("say", found(text)) for text in SAID[name]]
    opened = brief.mark(new.new_notebook(cells=cells), "n05-")
    assert [finding["text"] for finding in opened] == chosen
    anchors = [cell.outputs[0].metadata["anchor"] for cell in cells if cell.cell_type == "code"]
    assert anchors == [f"n05-finding-{number}" for number in range(1, len(anchors) + 1)]
    assert [finding["section"] for finding in opened[:1]] == ["Result 2"][: len(chosen)]


def test_a_notebook_may_name_what_its_page_opens_with():
    cells = [new.new_markdown_cell("## Data"), code("say", found("a"))]
    cells += [
        new.new_markdown_cell("## Result"),
        code("say", found("b")),
        code("say", found("c"), tags=["brief"]),
    ]
    assert [finding["text"] for finding in brief.mark(new.new_notebook(cells=cells))] == ["c"]


FIRST = new.new_notebook(
    cells=[new.new_markdown_cell("# One\n\nAbout."), new.new_markdown_cell("## Data\n\nText.")]
)
LINKED = "# Two\n\n## Data\n\n[there](05_one.html), [its data](05_one.html#data), [start](index.html)"


def test_pages_in_one_file_have_anchors_of_their_own_and_headings_one_level_down():
    page = frame.blank(Language("en")) | {"title": "All", "site": "All"}
    second = new.new_notebook(cells=[new.new_markdown_cell(LINKED)])
    parts = [("index.html", "Start", FIRST), ("05_one.html", "One", FIRST), ("06_two.html", "Two", second)]
    html = single.render(parts, page)
    assert html.count("<h1") == 1
    for heading in ('<h2 id="n05">One</h2>', '<h3 id="n05-data">Data</h3>', '<h2 id="n06">Two</h2>'):
        assert html.count(heading) == 1, heading
    for link in ('<a href="#n05">there</a>', '<a href="#n05-data">its data</a>', '<a href="#n00">start</a>'):
        assert link in html, link
    assert html.index('<section class="part" aria-labelledby="n05">') < html.index('<h2 id="n05">')
    assert html.count("<section") == html.count("</section>") == 3


def test_on_paper_the_contents_of_the_report_in_one_file_name_the_results_only():
    page = frame.blank(Language("fr")) | {"title": "Tout", "site": "Tout"}
    french = book(("# Question ?",), ("## Données",), ("## Résultat 1 : postes",), ("## Limites",))
    html = single.render([("05_one.html", "Une", french)], page)
    for name, mark in (("donnees", ' class="aside"'), ("resultat-1-postes", ""), ("limites", ' class="aside"')):
        assert f'<li{mark}><a href="#n05-{name}">' in html


def test_a_link_to_a_file_is_there_only_where_the_report_holds_the_file():
    shown = {"kind": "table", "name": "t", "title": "A <title>"}
    cells = [
        new.new_markdown_cell("# Q?"),
        code("x", shows("table", **{k: v for k, v in shown.items() if k != "kind"})),
    ]
    page = frame.blank(Language("fr")) | {"title": "Q?"}
    held = {"tables/t.csv", "tables/t_excel_fr.csv"}
    for files, links in ((held, 2), ({"tables/t.csv"}, 1), (set(), 0)):
        html = pages.render(new.new_notebook(cells=cells), page | {"files": files})
        assert html.count("download aria-label") == links
    html = pages.render(new.new_notebook(cells=cells), page | {"files": held})
    for said in ("CSV (virgules)", "CSV pour Excel en français (points-virgules)"):
        assert f'aria-label="{said} – A &lt;title&gt;">{said}</a>' in html


@pytest.mark.parametrize(
    ("given", "command"),
    [
        ({"language": "fr"}, "make report LANGUAGE=fr"),
        (
            {"wave": "demo-2026", "segment": "activity=digital", "language": "en"},
            "make report WAVE=demo-2026 LANGUAGE=en SEGMENT=activity=digital",
        ),
        (
            {"language": "en", "confidence": 0.9, "method": "clopper-pearson"},
            ".venv/bin/workbook run --language en --set confidence=0.9 --set method=clopper-pearson",
        ),
    ],
)
def test_a_page_says_how_to_make_it_again_with_what_is_not_the_default(given, command):
    assert colophon.command(parameters.Parameters(**given).model_dump()) == command


def test_a_page_says_its_parameters_in_words():
    values = parameters.Parameters(language="fr", confidence=0.9).model_dump()
    made = {
        "parameters": values,
        "wave": "study-2023",
        "versions": {"python": "3"},
        "time": "2026-03-01T10:00:00",
    }
    said = {entry["name"]: entry["value"] for entry in colophon.entries(Language("fr"), made)}
    assert said["Vague"] == "2023 (study-2023), n\u00a0=\u00a036"
    assert "au niveau de confiance de 90\u00a0%" in said["Paramètres"]
    assert said["Exécuté le"] == "1er mars 2026"
    assert "années comparées : 2022 et 2030" in said["Paramètres"].replace("\u00a0", " ")
    assert "half-up" not in said["Paramètres"]
