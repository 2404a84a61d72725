import re

import pandas as pd
import pytest

from helpers.presentation import marks, style, survey_figures
from helpers.presentation import page as pages
from helpers.sources import codebook
from helpers.statistics import rounding, shares


@pytest.fixture
def shown(load, monkeypatch):
    """What a page displays of a chart of two shares."""
    kept = {}
    monkeypatch.setattr(pages, "display", lambda bundle, raw, metadata: kept.update(bundle, **metadata))
    figures = rounding.approximately(load("survey_figures"), load("wordings"))
    found = codebook.labelled(shares.verdicts(shares.published(figures, 36)), "en")
    found = found[(found.question == "promising_sectors") & (found["item"] == "engineering")]
    found = found.assign(secret="<kept from the table>")
    pages.Page("study-2023", "en").figure(
        "sectors", survey_figures.shares, found, title="Which <sectors>?", base="n = 36"
    )
    return kept


def test_a_figure_has_a_wide_and_a_narrow_drawing(shown):
    assert 'viewBox="0 0 540 ' in shown["workbook"]["svg"]
    assert 'viewBox="0 0 240 ' in shown["workbook"]["svg_narrow"]


def test_a_figure_carries_its_data_as_a_table_named_apart_from_others(shown):
    data = shown["workbook"]["data"]
    assert "Data: Which &lt;sectors&gt;?" in data
    for cell in ("Engineering", "in\u00a03\u00a0years", "42%", "41.7", "27 to\u00a058"):
        assert f">{cell}</t" in data
    assert "kept from the table" not in data


def test_the_plain_text_of_a_figure_holds_the_values_behind_it(shown):
    lines = shown["text/plain"].splitlines()
    assert lines[0] == "Which <sectors>? (n = 36)"
    assert lines[1].startswith("Dots with intervals, in percent of firms; shares shown: 2.")
    assert lines[2].split()[:2] == ["Answer", "Horizon"]
    assert [line.split()[0] for line in lines[3:]] == ["Engineering", "Engineering"]
    assert "41.7" in lines[3]


def test_an_alt_text_ends_its_title_once(shown):
    assert shown["workbook"]["alt"].startswith("Which <sectors>? Dots")
    assert shown["image/png"]["alt"] == shown["workbook"]["alt"]


def test_an_empty_chart_says_so(monkeypatch):
    kept = {}
    monkeypatch.setattr(pages, "display", lambda bundle, raw, metadata: kept.update(bundle))
    pages.Page("study-2023", "en").figure("x", survey_figures.shares, pd.DataFrame(), title="Shares", base="n")
    assert kept["text/plain"] == "Shares – nothing to show."


def bare(bases):
    """Draws a chart with nothing but its bases."""

    def draw(frame, language):
        figure, _ = style.canvas(40, 10, 10)
        return marks.Chart(figure, "Dots", frame, ["label"], bases)

    return draw


@pytest.mark.parametrize(
    ("base", "bases", "expected"),
    [
        ("n = 240 firms", (216, 236), "n = 240 firms; bases of 216 to 236"),
        ("n = 240 firms", (40, 40), "n = 240 firms; base of 40"),
        ("n = 95 firms", (95, 95), "n = 95 firms"),
        ("n = 36 firms, assumed", None, "n = 36 firms, assumed"),
    ],
)
def test_a_chart_says_the_bases_of_its_rows_where_the_page_does_not(monkeypatch, base, bases, expected):
    kept = {}
    monkeypatch.setattr(pages, "display", lambda bundle, raw, metadata: kept.update(metadata["workbook"]))
    frame = pd.DataFrame({"label": ["Design"]})
    pages.Page("demo-2026", "en").figure("x", bare(bases), frame, title="Which?", base=base)
    assert kept["base"] == expected
    assert f">{expected}<" in kept["svg"]
    assert expected in kept["data"].replace("\u00a0", " ")


def test_a_chart_of_two_waves_names_the_source_of_each(monkeypatch):
    kept = {}
    monkeypatch.setattr(pages, "display", lambda bundle, raw, metadata: kept.update(metadata["workbook"]))
    frame = pd.DataFrame({"label": ["Design"]})
    page = pages.Page("demo-2026", "en")
    page.figure("x", bare(None), frame, title="Which?", base="n", also="study-2023")
    assert re.search(r"Sources: OPIIEC.*; synthetic answers", kept["svg"])
