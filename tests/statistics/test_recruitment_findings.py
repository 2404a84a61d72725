"""Sentences about recruitment, on the study's own figures: each number is worked out by hand in the test."""

import pytest

from helpers.presentation.language import Language
from helpers.sources import study
from helpers.statistics import recruitment, recruitment_findings, survey

WAVE = "study-2023"


@pytest.fixture(scope="module")
def figures():
    return study.load(WAVE, "recruitment")


@pytest.fixture(scope="module")
def wordings():
    return study.load(WAVE, "wordings")


def said(sentence):
    return Language("en").sentence(sentence)


def test_the_total_of_posts_is_said_with_its_horizon_and_what_it_comes_from(figures):
    """71 posts print as 12 % of T where 11.5 T <= 7100 < 12.5 T: 569 to 617; if cut off, 547 to 591."""
    found = said(recruitment_findings.all_posts(figures, "half-up"))
    assert "569 to 617 posts" in found
    for part in ("3 to 5 years", "6 shares", "rounded half up", "71 posts", "design engineers"):
        assert part in found
    found = said(recruitment_findings.all_posts(figures, "truncation"))
    assert "547 to 591 posts" in found
    assert "truncated" in found


def test_many_posts_and_many_firms(figures, wordings):
    """71 posts in 31 % of 36 firms, 11: 6.45 each. Data scientists, 15 to 21 in 15 firms, have fewest each."""
    found = recruitment_findings.many_posts_or_many_firms(recruitment.volumes(figures, 36, wordings))
    assert said(found).startswith(
        "Many posts: design engineers, with 71 posts in 11 firms, or 6.5 per recruiting firm."
    )
    assert (
        "data scientists, with 15 to 21 posts in 15 firms, or 1.0 to 1.4 per recruiting firm if, as the study "
        "ranks them, "
        "they come after data engineers."
    ) in said(found)


def test_an_occupation_with_figures_of_its_own_needs_no_ranking(figures, wordings):
    """Without data scientists and machine learning engineers, project managers: 55 to 64 posts in 15 firms."""
    own = figures[~figures.occupation.isin(["data_scientist", "machine_learning_engineer"])]
    found = said(recruitment_findings.many_posts_or_many_firms(recruitment.volumes(own, 36, wordings)))
    assert (
        "project managers, with 55 to 64 posts in 15 firms, or 3.7 to 4.3 per recruiting firm. Firms are"
        in found
    )


def test_posts_that_no_ranking_bounds_are_what_the_others_leave(figures, wordings):
    """Without data engineers, 15 data scientists at least, and no more than the rest of all posts."""
    of = recruitment.volumes(figures[figures.occupation != "data_engineer"], 36, wordings)
    few = of[of.occupation.isin(["study_engineer", "data_scientist"])].assign(per_firm_high=[6.5, 1.0])
    assert "as the other occupations leave no more" in said(recruitment_findings.many_posts_or_many_firms(few))


def test_where_it_is_hard(figures, wordings):
    """42 % of 36 firms recruit project managers: 15, of which 60 % are 9."""
    found = said(recruitment_findings.hardest(recruitment.difficulty(figures, 36, wordings)))
    assert found == (
        "Only project managers have a figure of their own: 60% of the firms that recruit them have difficulty "
        "(9 of 15, if firms are read on all respondents). Across the occupations with most posts, the text "
        "gives 30 to 60%."
    )
    none = recruitment.difficulty(figures[figures.occupation != "project_manager"], 36, wordings)
    assert said(recruitment_findings.hardest(none)).startswith("No share")


def test_posts_beside_the_staff(figures):
    """569 to 617 posts beside 888 and 15,282 employees: 64.1 to 69.5 % and 3.7 to 4.0 %."""
    staff = recruitment.against_staff(figures, survey.read(WAVE, "").figures)
    found = said(recruitment_findings.against_staff(staff))
    assert "64.1 to 69.5% of the present staff on digital twins, and 3.7 to 4.0% of all staff" in found
    assert "not printed" in said(recruitment_findings.against_staff(staff.iloc[:0]))
