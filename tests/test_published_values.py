"""What the committed notebooks show against the study itself: right, not merely unchanged."""

import csv
import io

import pytest

from helpers import paths
from helpers.pipeline import notebooks
from helpers.pipeline.rendering import displays


@pytest.fixture(scope="module")
def shown():
    """Every table the committed notebooks display, by name, as rows of text."""
    found = {}
    for path in notebooks.every():
        for display, _ in displays.of(notebooks.read(path), "table"):
            found[display["name"]] = list(csv.DictReader(io.StringIO(display["csv"])))
    return found


def by(rows, *keys):
    return {tuple(row[key] for key in keys): row for row in rows}


def test_annex_2_is_shown_with_its_printed_digits(shown):
    rows = by(shown["market_estimates"], "institute", "year")
    assert rows["Fortune Business Insights", "2030"]["value"] == "137.67"
    assert rows["GMI", "2032"]["value"] == "90"


@pytest.mark.parametrize(
    ("institute", "stated", "verdict"),
    [
        ("GVR", "39.10", "reproduced"),
        ("Markets & Markets", "60.6", "reproduced"),
        ("Fortune Business Insights", "42.60", "consistent only if"),
        ("Allied Market Research", "39.48", "not checkable"),
        ("GMI", "25", "not checkable"),
    ],
)
def test_every_stated_rate_of_annex_2_has_its_verdict(shown, institute, stated, verdict):
    row = by(shown["closure"], "institute")[(institute,)]
    assert (row["stated"], row["verdict"]) == (stated, verdict)


def test_the_studys_ranges_are_those_of_section_3_1(shown):
    rows = by(shown["summary_ranges"], "measure", "from_year")
    assert (rows["market", "2022"]["range_low"], rows["market", "2022"]["range_high"]) == ("7", "11")
    assert (rows["growth", "2022"]["range_low"], rows["growth", "2022"]["range_high"]) == ("35", "39")
    assert (rows["market", "2030"]["range_low"], rows["market", "2030"]["range_high"]) == ("126", "156")


def test_the_printed_shares_of_section_3_2_are_found_again(shown):
    rows = [row for row in shown["regional_shares"] if row["year"] == "2021" and row["stated"]]
    for row in rows:
        high = float(row["stated_to"] or row["stated"]) + 0.5
        assert float(row["implied_low"]) < high
        assert float(row["implied_high"]) > float(row["stated"]) - 0.5


def test_every_table_and_figure_has_a_name_of_its_own():
    names = [
        (kind, display["name"])
        for path in notebooks.every()
        for kind in ("table", "figure")
        for display, _ in displays.of(notebooks.read(path), kind)
    ]
    assert len(names) == len(set(names))


def test_no_notebook_is_missing_from_the_tests():
    assert [path.name for path in notebooks.every()] == sorted(p.name for p in paths.NOTEBOOKS.glob("*.ipynb"))


def test_every_printed_survey_figure_is_shown_somewhere_with_its_base(shown):
    with (paths.ROOT / "data/study-2023/survey_figures.csv").open(encoding="utf-8", newline="") as file:
        printed = [row for row in csv.DictReader(file) if row["status"] == "printed"]
    keys = ("question", "item", "horizon", "value", "wording", "place")
    displayed = {
        tuple(row[key] for key in keys)
        for rows in shown.values()
        for row in rows
        if {*keys, "base_kind", "flag"} <= set(row)
    }
    missing = [row for row in printed if tuple(row[key] for key in keys) not in displayed]
    assert missing == []


def test_the_joint_base_of_every_question_with_several_figures_is_shown(shown):
    """Worked out by hand from the counts each percentage allows."""
    expected = {
        "client_sector": "36",
        "region": "",
        "seniority": "30; 35",
        "turnover_growth": "36",
        "uses": "33",
        "promising_sectors": "33; 36",
        "qualification_wishes": "36",
        "training_ways": "27",
        "training_wishes": "27",
        "difficulty_reasons": "24",
        "recruits": "36",
    }
    joint = {
        row["question"]: row["bases"]
        for rows in shown.values()
        for row in rows
        if {"changed_by", "bases"} <= set(row)
    }
    assert joint == expected


def test_67_to_39_per_cent_is_significant_in_some_tables_only(shown):
    """McNemar's exact p on base 36, or on 33, which all figures of the question share."""
    [row] = [row for row in shown["changes"] if row["item"] == "design"]
    assert (round(float(row["p_low"]), 3), round(float(row["p_high"]), 2)) == (0.002, 0.15)
    assert row["conclusion_holm"] == "some"
