"""The ledger is the regression: each verdict is the recorded one, and agrees with the tables and notebooks."""

import csv
import io
from decimal import Decimal

import pytest

from helpers import paths
from helpers.pipeline import notebooks
from helpers.pipeline.rendering import displays
from helpers.sources import claims, study
from helpers.statistics.claims import audit, conflicts, lists, relations
from helpers.statistics.claims.audit import Audit


@pytest.fixture(scope="module")
def report():
    tables = study.every("study-2023")
    return Audit(claims.typed(tables["claims"]), tables["wordings"], tables, 36)


@pytest.fixture(scope="module")
def audited(report):
    return audit.run(report)


@pytest.fixture(scope="module")
def by_id(audited):
    return audited.set_index("id")


@pytest.fixture(scope="module")
def shown():
    found = {}
    for path in notebooks.every():
        for display, _ in displays.of(notebooks.read(path), "table"):
            found[display["name"]] = list(csv.DictReader(io.StringIO(display["csv"])))
    return found


def test_each_verdict_is_the_recorded_one(audited):
    recorded = study.load("study-2023", "claims").set_index("id").verdict
    other = [
        f"{row.id}: {row.verdict}, recorded as {recorded[row.id]}"
        for row in audited.itertuples()
        if row.verdict != recorded[row.id]
    ]
    assert other == [], "a check that changes a verdict is a deliberate edit of data/study-2023/claims.csv"


def test_nothing_is_without_evidence_and_no_condition_is_missing(audited):
    assert audited.evidence.notna().all()
    conditional = audited.verdict == "consistent only if"
    assert audited.condition[conditional].notna().all()
    assert audited.condition[~conditional].isna().all()


def test_each_inconsistency_has_a_minimal_set(report, audited):
    found = conflicts.minimal(report)
    members = {name for names in found[found.strict].members for name in names}
    wrong = set(audited.id[audited.verdict == "inconsistent"])
    assert wrong <= members


def test_nothing_is_said_to_bear_on_no_claim_that_another_is_held_against(report, audited):
    """A relation bears on all its members: one that cannot be judged by its own check says why, truly."""
    named = {case.claim.id for case in report.cases["half-up"] if relations.is_named(case)}
    reasons = [lists.REASONS[name].template for name in lists.NOTHING_BEARS]
    open_ = audited[(audited.verdict == "not checkable") & audited.id.isin(named)]
    assert [row.id for row in open_.itertuples() if row.evidence.template in reasons] == []
    assert set(open_.id) == {
        *("s1-experts", "s1-managers", "s32-china-growth", "s41-junon", "a2-amr-growth", "a2-gmi-growth"),
        "s42-relance",  # of its two projects one has public partners; the list of the two is lost
    }


def test_shares_that_no_count_prints_are_told_in_digits_and_hedged(report):
    """Twelve plain percentages, as the summary counts them, and about 15% beside them."""
    found = conflicts.of_amounts_and_shares(conflicts.minimal(report), report.claims)
    assert found.fields == {"shares": 13, "plain": 12, "hedged": 1, "units": 13}


def test_no_hedged_figure_is_inconsistent(audited):
    words = set(study.load("study-2023", "wordings").wording)
    assert not (audited.wording.isin(words) & (audited.verdict == "inconsistent")).any()


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("s1-both", "consistent only if"),  # 24 + 20 - 36 = 8 firms, not a third
        ("s1-twin-share", "reproduced"),  # 888 of 15,282 are 5.8 %
        ("s1-staff", "consistent"),  # the 15,282 of the row above
        ("s1-sme", "consistent"),  # 25 of 36
        ("s1-ara", "consistent only if"),  # 7 of 36 are 19.4 %
        ("s31-market-2022", "reproduced"),  # 6.9 to 11.1 print as 7 to 11
        ("s32-cardio-countries", "consistent only if"),  # five are named
        ("s41-france-2030", "consistent only if"),  # 2021 to 2026, its part 2020 to 2025
        ("s41-later-footprint", "consistent only if"),  # 2 % x 1.6 = 3.2 %
        ("s42-seniority", "consistent"),  # 37 + 43 = 80
        ("s43-dialogue", "consistent only if"),  # 16 of 36 are 44.4 %
        ("s43-sectors", "consistent only if"),  # seven bullets
        ("s43-others", "reproduced"),  # three in a sentence, building in the next
        ("s43-transport", "consistent"),  # none of 36 firms
        ("s41-systemx-domains", "not checkable"),  # the twin is named as one of them
        ("s41-atlas-domains", "not checkable"),  # the list ends with etc.
        ("s44-building-sheet", "consistent only if"),  # 22 are listed, in two lists that may overlap
        ("s44-defence-sheet", "inconsistent"),  # 20 are listed
        ("s44-reactor-dates", "consistent"),  # 4 years
        ("s52-leading", "reproduced"),  # 12 + 11 + 10 % of all posts
        ("s52-difficulty-managers", "consistent"),  # 9 of 15
        ("s54-but-credits", "reproduced"),  # 60 a year, as 120 in 2 years
        ("a2-gvr-growth", "reproduced"),
        ("a2-fbi-growth", "consistent only if"),
        ("a2-gmi-growth", "not checkable"),
    ],
)
def test_verdicts_worked_out_by_hand(by_id, name, verdict):
    assert by_id.verdict[name] == verdict


TABLES = {
    "s1-sme": ("survey_figures", {"question": "size", "item": "under_250", "wording": "exact"}),
    "s1-staff": ("survey_figures", {"question": "staff_france", "item": "total"}),
    "s42-partners": ("survey_figures", {"question": "partnerships", "wording": "exact"}),
    "s43-dialogue": ("survey_figures", {"question": "uses", "item": "dialogue", "status": "printed"}),
    "s53-certified": (
        "survey_figures",
        {"question": "training_wishes", "item": "certified", "wording": "exact"},
    ),
    "s32-eu-2030": ("market_regions", {"region": "europe", "period": "2030"}),
    "s41-later-footprint": ("environment", {"year": 2040, "measure": "digital_share_of_footprint"}),
    "s41-junon": ("programmes", {"programme": "junon"}),
    "s54-but-module": ("training_supply", {"topic": "but", "item": "digital_twin_credits"}),
    "s52-study-share": ("recruitment", {"occupation": "study_engineer", "measure": "share_of_posts"}),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_claim_prints_what_the_other_tables_print(by_id, name):
    table, key = TABLES[name]
    frame = study.load("study-2023", table)
    for column, value in key.items():
        frame = frame[frame[column] == value]
    assert {Decimal(value) for value in frame.value} == {by_id.value_low[name]}


def test_every_estimate_of_annex_2_is_a_claim(audited):
    """Institutes and years are told apart by their printed figures alone: no two are the same."""
    markets = audited[(audited.section == "annex 2") & (audited.unit == "USD million")]
    estimates = study.load("study-2023", "market_estimates")
    printed = {(value, str(year)) for value, year in zip(estimates.value, estimates.year, strict=True)}
    assert {(row.value_low, row.period[0]) for row in markets.itertuples()} == printed
    assert len(markets) == len(estimates)


def test_every_percentage_of_the_survey_is_a_claim(audited):
    survey = study.load("study-2023", "survey_figures")
    plain = survey[(survey.unit == "percent") & (survey.wording == "exact") & (survey.status == "printed")]
    stated = set(audited.value_low[audited.unit == "percent"])
    assert set(plain.value) <= stated


def test_the_audit_agrees_with_the_other_notebooks(by_id, shown):
    closure = {row["institute"]: row["verdict"] for row in shown["closure"]}
    names = {"GVR": "gvr", "Markets & Markets": "mm", "Fortune Business Insights": "fbi"}
    names |= {"Allied Market Research": "amr", "GMI": "gmi"}
    assert {by: by_id.verdict[f"a2-{short}-growth"] for by, short in names.items()} == closure
    sheets = {"industry", "energy", "building", "health", "defence", "transport"}
    found = {
        row["sector"].removesuffix("_territories"): row["verdict"]
        for rows in shown.values()
        for row in rows
        if {"sector", "counts", "place", "verdict"} <= set(row) and row["place"].endswith("sheet")
    }
    assert {sector: by_id.verdict[f"s44-{sector}-sheet"] for sector in sheets} == found


def test_the_whole_ledger_leaves_as_a_table(shown, audited):
    places = list(dict.fromkeys(audited["where"]))  # a place all together, else in the ledger's order
    assert [row["id"] for row in shown["claims"]] == [
        row.id for place in places for row in audited[audited["where"] == place].itertuples()
    ]
    assert {row["verdict"] for row in shown["claims"]} <= {*audited.verdict}


def test_statements_stand_in_both_languages_and_are_short(audited):
    for language in ("statement_en", "statement_fr"):
        assert audited[language].str.len().between(5, 110).all()


def test_the_ledger_covers_every_topic_of_its_description():
    text = (paths.ROOT / "data" / "study-2023" / "datapackage.json").read_text(encoding="utf-8")
    topics = study.load("study-2023", "claims").topic
    assert all(f'"{topic}"' in text for topic in set(topics))
    assert topics.nunique() == 25
