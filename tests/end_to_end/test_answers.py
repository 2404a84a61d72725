"""The report of a wave of answers: the same pages, nothing withheld in them, no answer of a single firm."""

import csv
import json
import re

import nbformat
import pytest
from browsing import Opened, faults, wide
from conftest import workbook

from helpers import paths
from helpers.pipeline.rendering import displays
from helpers.sources import codebook
from helpers.statistics import survey

SEGMENTS = ["", "activity=engineering", "activity=digital"]
PAGES = ["index", "03_respondents", "04_activity_growth", "05_uses_sectors"]
PAGES += ["06_recruitment", "07_training", "12_waves"]

each_segment = pytest.mark.parametrize("segment", SEGMENTS)


def folder(demo, segment, language="fr"):
    return demo / "segments" / paths.slug(segment) / language if segment else demo / language


def rows(report):
    """Every row of every table and of the data of every figure, with the file it stands in."""
    for file in sorted(file for file in report.glob("*/*.csv") if not file.stem.endswith("_excel_fr")):
        with file.open(encoding="utf-8", newline="") as text:
            for row in csv.DictReader(text):
                yield file.name, row


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_says_synthetic_before_anything_else(demo, language):
    for page in folder(demo, "", language).glob("*.html"):
        head = page.read_text(encoding="utf-8").partition("<main")[0]
        assert re.search(r'<p class="banner">SYNTH[EÉ]TI(C|QUE)', head), page.name


@each_segment
def test_no_question_that_is_withheld_has_a_number_anywhere(demo, segment):
    withheld = set(survey.read("demo-2026", segment).withheld.question)
    assert withheld, "nothing is withheld: the test would see nothing"
    found = {(file, row["question"]) for file, row in rows(folder(demo, segment)) if "question" in row}
    # these two give names and reasons, and no number
    found = {(file, question) for file, question in found if file not in ("not_comparable.csv", "withheld.csv")}
    assert len(found) > 20, "the tables name their questions"
    assert {(file, question) for file, question in found if question in withheld} == set()


@each_segment
def test_no_count_under_the_threshold_leaves(demo, segment):
    """The firms either side of each share, and the four cells of each change, are none or at least five."""
    seen = {"share": 0, "change": 0, "amount": 0}
    for file, row in rows(folder(demo, segment)):
        for kind, firms in counted(file, row):
            seen[kind] += 1
            assert all(one == 0 or one >= 5 for one in firms), (file, row["question"], row["item"])
    assert seen["share"] > 50
    assert seen["change"] > 5
    assert seen["amount"] > 5


def counted(file, row):
    """The numbers of firms that stand, or follow from what stands, in a row of a table."""
    for pairs in ("pairs", "second_pairs"):
        if pairs in row and row[pairs.replace("pairs", "base_kind")] == "answers":
            for count, base in re.findall(r"\((\d+), (\d+)\)", row[pairs]):
                yield "share", (int(count), int(base) - int(count))
    if file == "changes.csv":
        base, both = int(row["bases"].strip("[]")), int(row["both_low"])
        first, second = (round(float(row[f"{which}_value"]) * base / 100) for which in ("first", "second"))
        yield "change", (both, first - both, second - both, base - first - second + both)
    if file in ("posts_counted.csv", "staff.csv") and row["base"]:  # the total has no number of firms
        base, above = int(row["base"]), int(row["positive"])
        yield "amount", (above, base - above)


def test_no_personal_or_free_text_of_the_export_is_anywhere(demo):
    """The export holds mail addresses, comments and tokens, in every row: none may be in any file."""
    with (paths.ROOT / "data" / "demo-2026" / "limesurvey.csv").open(encoding="cp1252", newline="") as text:
        answers = list(csv.DictReader(text, delimiter=";"))
    private = {
        row[name] for row in answers for name in ("email", "comment", "token", "sectortext") if row[name]
    }
    assert len(private) > 100
    everything = [
        file for file in demo.rglob("*") if file.suffix in {".html", ".csv", ".ipynb", ".json", ".svg"}
    ]
    text = "\n".join(file.read_text(encoding="utf-8") for file in everything)
    # a short token may stand by chance inside the letters of a picture: it must stand as a word
    found = set(re.findall(r"(?<![\w+/])(" + "|".join(map(re.escape, private)) + r")(?![\w+/=])", text))
    assert found == set()


@each_segment
def test_the_same_notebooks_ran_and_each_figure_says_whom_it_counts(demo, segment):
    n = survey.read("demo-2026", segment).n
    ran = sorted(folder(demo, segment).glob("notebooks/*.ipynb"))
    assert [path.stem for path in ran] == ["00_summary", *PAGES[1:]]
    label = codebook.segment_label(segment, "fr")["item"] if segment else ""
    for path in ran:
        for shown, _ in displays.of(nbformat.read(path, as_version=4), "figure"):
            counted = [int(number) for number in re.findall(r"\d+", shown["base"].partition("–")[0])]
            assert counted, "a chart without its base"
            assert f"n = {n}" in shown["base"] or max(counted) < n
            assert label in shown["base"]


def test_the_index_of_segments_leads_to_each_and_to_all_firms_and_says_that_they_overlap(demo):
    page = (demo / "segments" / "activity" / "fr" / "index.html").read_text(encoding="utf-8")
    cards = re.findall(r'<li><a href="([^"]+)">[^<]+</a><br><span>([^<]+)</span>', page)
    asked = {"../../../fr": "", **{f"../../{paths.slug(name)}/fr": name for name in SEGMENTS[1:]}}
    assert cards == [
        (f"{place}/index.html", f"n = {survey.read('demo-2026', segment).n} entreprises")
        for place, segment in asked.items()
    ]
    assert all((demo / "segments" / "activity" / "fr" / link).resolve().exists() for link, _ in cards)
    assert "se recoupent" in page


def test_the_index_of_segments_is_made_from_the_same_data_as_they_are(demo):
    """So that it goes with them, and leads to none that is gone."""
    made = [
        json.loads((demo / "segments" / name / "fr" / "manifest.json").read_text(encoding="utf-8"))["data"]
        for name in ("activity", "activity-digital")
    ]
    assert made[0] == made[1]


def test_the_page_of_a_segment_says_which_and_how_to_make_it_again(demo):
    page = (folder(demo, "activity=digital") / "05_uses_sectors.html").read_text(encoding="utf-8")
    assert "<dt>Segment</dt><dd>" in page
    assert "make report WAVE=demo-2026 LANGUAGE=fr SEGMENT=activity=digital" in page


def test_there_is_no_page_about_printed_tables_and_none_leads_to_it(demo):
    assert {file.stem for file in (demo / "en").glob("*.html")} == {*PAGES, "report"}
    assert "01_market_growth" not in (demo / "en" / "index.html").read_text(encoding="utf-8")
    assert "regional markets" not in (demo / "en" / "index.html").read_text(encoding="utf-8")


def test_the_summary_tells_what_changed_since_the_baseline(demo):
    page = (demo / "en" / "index.html").read_text(encoding="utf-8")
    assert re.search(r"Of \d+ shares compared with the 2023 wave, \w+ differs? significantly", page)


def test_the_manifest_names_the_export_and_the_segment(demo):
    manifest = json.loads((folder(demo, "activity=digital") / "manifest.json").read_text())
    assert manifest["parameters"]["segment"] == "activity=digital"
    assert {"limesurvey.csv", "structure.txt", "wave.toml"} <= set(manifest["data"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--segment", "activity=engineering"], "study-2023 holds printed tables, no answers of firms"),
        (["--wave", "demo-2026", "--segment", "activity=banking"], "is no segment of demo-2026"),
        (["--wave", "demo-2026", "--segment", "region=corse"], "is no segment of demo-2026"),
        (["--wave", "demo-2026", "--segment", "activity"], "a question and its item"),
        (["--wave", "demo-2026", "--by", "region"], "cannot be cut by 'region'; allowed: activity, size"),
        (["--by", "activity"], "cannot be cut by 'activity'; allowed: none"),
        (["--wave", "demo-2026", "--by", "size", "--segment", "activity=digital"], "not both"),
        (["--wave", "demo-2026", "--set", "baseline=demo-2026"], "cannot be its own baseline"),
        (["--set", "method=hypergeometric"], "is for all firms of a random draw from a stated population"),
        (["--wave", "demo-2026", "--set", "baseline=nowhere"], "there is no wave 'nowhere'"),
    ],
)
def test_what_cannot_be_cut_is_refused_in_a_sentence(arguments, said, tmp_path):
    result = workbook("run", *arguments, WORKBOOK_REPORTS=str(tmp_path / "reports"))
    assert result.returncode != 0
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "reports").exists()


@pytest.mark.browser
def test_every_page_opens_quietly_and_has_no_accessibility_fault(browser, demo):
    opened = Opened(browser)
    cut, whole = folder(demo, "activity=engineering"), folder(demo, "")
    files = [(375, cut / f"{name}.html") for name in PAGES]
    files += [(1440, whole / f"{name}.html") for name in PAGES]
    files += [(width, demo / "segments" / "activity" / "fr" / "index.html") for width in (375, 1440)]
    for width, file in files:
        shown = opened.at(file)
        assert wide(shown, width) <= width, file
        assert faults(shown, leave_out=["tbody tr:nth-child(n + 9)"]) == [], file
    assert (opened.said, opened.outside()) == ([], [])
    opened.context.close()
