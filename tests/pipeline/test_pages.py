import nbformat
import pytest

from helpers.pipeline import notebooks, pages

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
    source, image = made.index("<source"), made.index("<img")
    assert source < image < made.index("</picture>")
    assert 'width="336" height="400"' in made[source:image]
    assert 'width="720" height="200"' in made[image:]
    assert 'media="screen and (max-width: 47.5rem)"' in made  # 760 px: the wide chart, its margins and no less
