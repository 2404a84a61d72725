"""Sentences about counted lists, on the study's own tables: each number is counted again here, cell by cell."""

import pandas as pd
import pytest

from helpers.presentation.language import Language
from helpers.sources import study
from helpers.statistics import list_findings, listings
from helpers.statistics.sentences import sentence

en = Language("en")


def table(name):
    return study.load("study-2023", name)


@pytest.fixture(scope="module")
def occupations():
    return table("occupations")


@pytest.fixture(scope="module")
def readings(occupations):
    return listings.read_marks(occupations, table("occupation_marks"), table("occupation_matches"))


def said(sentence):
    return Language("en").sentence(sentence)


def test_marks_are_counted_with_their_doubt(occupations, readings):
    found = said(list_findings.marks(occupations, readings))
    cells = occupations.marks.dropna()
    assert f"Of {len(occupations)} rows" in found
    assert f"{len(cells)} bear a mark" in found
    # every lightning bolt of the first table and every 4 of the second; the row `! +` may be one more
    tense = int(cells.str.contains("⚡").sum() + cells.str.contains("4").sum())
    assert f"{tense} hard to fill ({tense} to {tense + 1})" in found


def test_ticked_skills_are_counted_in_all_rows_and_in_the_marked_ones(occupations):
    found = said(list_findings.skills(occupations))
    for skill in listings.SKILLS:
        ticked = occupations[occupations[skill].astype(bool)]
        marked = int(ticked.marks.notna().sum())
        assert f"{skill} in {len(ticked)} ({marked} of the 35 marked)" in found


def test_a_mark_of_the_other_reading_only_is_not_counted(readings):
    """Deconstruction (`! +`) is emerging as declared and hard to fill if read otherwise: 19, and 1 more."""
    tense = listings.carriers(readings, "in_tension")
    assert said(list_findings.carried_base(tense)) == (
        "n = 19 occupations as declared, and 1 in the other reading only"
    )
    assert tense[~tense.read].title.tolist() == ["Spécialiste déconstruction - dépollution"]
    emerging = listings.carriers(readings, "emerging")
    assert said(list_findings.carried_base(emerging)) == "n = 5 occupations"
    assert said(list_findings.carried(emerging, tense)).startswith(
        "5 occupations are marked as emerging (4 in every reading of the marks) and 19 as hard to fill"
    )


def test_verdicts_are_counted():
    marks = table("stated_counts")
    frame = marks.assign(verdict=["reproduced"] * 2 + ["not checkable"] + ["inconsistent"] * (len(marks) - 3))
    found = said(list_findings.judged(frame, sentence("{n} lists", n=len(frame))))
    assert found == (
        "Of 45 lists, 2 are reproduced or consistent, none holds only on a condition and 42 are "
        "inconsistent; 1 cannot be checked."
    )


def test_use_cases_over_all_sectors():
    """The table states 22, 19, 22, 15, 9, 12, of which both 22 may be 21 to 23; sheets 75, 12, 19, 19, 15, 9.

    Listed: 16 + 12 + 19 + 22 + 14 + 20 = 103, of which 14 to 19 in industry: 101 to 106.
    """
    use_cases, stated, wordings = table("use_cases"), table("use_cases_stated"), table("wordings")
    found = listings.use_cases_stated(use_cases, stated, wordings)
    sums = listings.use_case_sums(use_cases, stated, wordings)
    told = said(list_findings.use_cases(found, sums))
    for part in ("97 to 101 use cases", "the sheets 149", "list 103 (101 to 106", "44 lines of detail"):
        assert part in told


def test_industry_leaves_out_2_to_9_use_cases():
    """About 22 is 21 to 23; 14 sure use cases and 5 lines of a doubtful level, of the 60 of the sheet."""
    use_cases, stated, wordings = table("use_cases"), table("use_cases_stated"), table("wordings")
    found = listings.use_cases_stated(use_cases, stated, wordings)
    row = found[(found.sector == "industry") & found.place.str.contains("synthesis")].iloc[0]
    assert (row.use_cases_low, row.use_cases, row.use_cases_high) == (14, 16, 19)
    assert row.condition.fields == {"low": 2, "high": 9}


def test_emerging_occupations_are_named_once_and_a_doubtful_one_apart():
    found = pd.DataFrame({"title": ["A", "B", "A", "C", "C"], "certain": [True, True, True, False, False]})
    assert said(list_findings.emerging_named(found)) == (
        "Marked as emerging: A and B; on a doubtful reading also C."
    )
    assert said(list_findings.emerging_named(found[:3])) == "Marked as emerging: A and B."


def test_sectors_that_share_a_row_of_the_synthesis_stand_in_one_row():
    """The table of section 4.4 has one row for building and territories, with a horizon for each."""
    rows = listings.synthesis_rows(table("sector_synthesis"))
    assert len(rows) == 6
    shown = rows.set_index("sector").loc["building_territories"]
    assert en.sentence(shown.use_cases_printed) == "about 22"
    assert en.sentence(shown.promising) == "Building: in 3 and 5 years; Territories: in 5 years"
    assert (shown.diversity_marks, shown.factors_counted) == (2, 5)
    assert en.sentence(rows.set_index("sector").loc["health"].promising) == "in 5 years"
