"""Sentences about printed shares: each says the numbers of its table, in both languages."""

from fractions import Fraction
from types import SimpleNamespace

import pandas as pd
import pytest

from helpers.presentation.language import Language
from helpers.sources import codebook
from helpers.statistics import sample, share_findings, shares, survey
from helpers.statistics.rounding import Interval
from helpers.statistics.sentences import sentence

en = Language("en")


def of_study(*questions):
    known = survey.read("study-2023", "")
    found = survey.estimates(known, list(questions), "half-up", 0.95, "wilson", "flag-30")
    return known, codebook.labelled(found, "en")


def test_words_beside_digits_are_said_to_have_no_interval_of_their_own():
    """Of the partnerships 55% is printed too; of the answers on growth none is printed in both forms."""
    note = sentence("Note.")
    known, found = of_study("partnerships")
    said = en.sentence(share_findings.worded_too(known, found, note))
    assert said.startswith("Note. Where the digits of the same answer are printed, the words have no interval")
    known, found = of_study("turnover_growth")
    assert share_findings.worded_too(known, found, note) is note


def test_a_base_in_common_is_told_with_what_it_suggests():
    """18, 15 and 13 of 27 are 67, 56 and 48%; 16, 13 and 7 are 59, 48 and 26%; no count of 36 is 48%."""
    _, found = of_study("training_ways", "training_wishes")
    assert en.sentence(share_findings.in_common(found, 36, "half-up")) == (
        "A base of 36 fits neither the ways of training nor the wishes about it; 27 fits both, so some firms "
        "may not have answered."
    )
    ways = found[found["item"].isin(["in_house", "self_training"])]  # 24 and 20 of 36
    wishes = found[found["item"] == "sector_specific"]  # 59% is a count of 22, 27, 29, 32 or 34
    assert en.sentence(share_findings.in_common(pd.concat([ways, wishes]), 36, "half-up")) == (
        "The ways of training and the wishes about it can share a base of 27."
    )


def test_a_verdict_alone_says_so_after_the_note_of_the_table():
    known, _ = of_study("size")
    said = en.sentence(share_findings.alone(known, sentence("No weights: every firm counts once.")))
    assert said.startswith("No weights: every firm counts once. Each figure is judged alone here.")


def test_shares_whose_verdict_differs_are_counted_and_named():
    taken = pd.DataFrame(
        {"id": ["a", "b"], "alone": ["consistent"] * 2, "together": ["consistent", "consistent only if"]}
    )
    statements = pd.DataFrame({"id": ["a", "b"], "statement": ["One", "Another"]})
    said = en.sentence(share_findings.judged_apart(taken, statements))
    assert said.startswith("Of 2 claims that another page judges too, 1 has another verdict here")
    assert said.endswith("These are “Another”.")
    assert "none has" in en.sentence(share_findings.judged_apart(taken[:1], statements))


def test_how_often_chance_shares_a_base_is_quoted_from_the_table():
    """Of three questions one shares base 24 only, as 31% of random draws do, and one shares none."""
    joint = pd.DataFrame(
        {"question_title": ["A", "B", "C"], "bases": [[36], [24], []], "calibration": [0.7, 0.31, 0.7]}
    )
    said = en.sentence(share_findings.below_all(joint, joint[1:2], 36))
    assert said.startswith(
        "In 1 of 3 questions the figures share only bases below 36: B; in one they share no base."
    )
    assert "of random draws of as many figures, 31 to 31% have a base in common too" in said
    none = en.sentence(share_findings.below_all(joint[:1], joint[:0], 36))
    assert none == "In none of 1 questions the figures share only bases below 36; in none they share no base."


@pytest.mark.parametrize(
    ("low", "high", "end"),
    [
        (20, 25, "8 of 36 firms are in both (22%), as its words say (“a third”)."),
        (
            30,
            "36.7",
            "not the 11 to 13 that its words call for (“a third”). The share in words fits only if it is a "
            "share of the 24 of one group (8 of 24), or 3 to 5 firms are in neither group.",
        ),
        (80, 90, "nor does any other overlap that the counts allow."),
    ],
)
def test_the_overlap_of_two_groups_in_words(low, high, end):
    """24 + 20 - 36 = 8 firms, 22% of 36 and a third of 24; 30 to 36.7% of 36 are 11 to 13."""
    said = Interval(Fraction(low), Fraction(high))
    found = sample.overlap(24, 20, 36, said).assign(words=[sentence("a third")])
    assert en.sentence(share_findings.overlapping(found)).endswith(end)


def test_a_share_under_a_condition_has_a_reserve():
    note, said = sentence("{n} firms.", n=36), Interval(Fraction(30), Fraction(367, 10))
    assert "see Result 3" in en.sentence(share_findings.reserved(sample.overlap(24, 20, 36, said), note))
    fitting = Interval(Fraction(20), Fraction(25))
    assert share_findings.reserved(sample.overlap(24, 20, 36, fitting), note) is note


def test_the_rule_of_bases_names_its_numbers():
    said = en.sentence(share_findings.base_rule(36))
    assert "the 36 firms" in said
    assert "every base from 18 to 35 that gives it" in said


def test_what_this_many_firms_can_show():
    said = en.sentence(share_findings.power(shares.two_figures_about_n(36, [10, 25, 50])))
    assert said.startswith("Between two groups of 36 firms, such as two surveys of this size, ")
    assert "22.2 to 27.8 points" in said  # as the table beside it shows them
    assert "30.0 to 35.1 points" in said


def test_conclusions_beyond_chance_are_named():
    said = [sentence("{n} are more", n=n) for n in (1, 2)]
    found = pd.DataFrame({"statement": said, "holds": ["all", "some"], "beyond_chance": ["all", "some"]})
    found = found.assign(apart=None)
    assert en.sentence(share_findings.concluded(found)) == (
        "1 of the 2 conclusions holds among these firms in every compatible table. 1 is beyond chance in all "
        "of these tables, and 1 in some only. Beyond chance in all: 1 are more."
    )


def test_how_large_a_change_between_two_waves_must_be():
    about = pd.DataFrame({"n": 36, "observed_points": [16.2, 17.9], "detectable": [21.4, 24.6]})
    assert en.sentence(share_findings.power_of_waves(about)) == (
        "For one share tested alone, a change is significant once it reaches 16.2 to 17.9 points, depending on "
        "the first share; a true one must reach 21.4 to 24.6 points to be found four times in five. With "
        "Holm’s correction, as under Result 1, more is needed."
    )
    answers = SimpleNamespace(answers=True)
    assert en.sentence(share_findings.power(about, answers)).startswith("Against another survey of 36 firms, ")


def test_a_base_that_quoted_figures_share_is_told_once_and_unlike_ones_each_with_its_figures():
    """69 and 39% are 25 and 14 of 36; a count of all 36 prints no 20%."""
    _, found = of_study("size", "region")
    alike = [("size", "under_250"), ("region", "ile_de_france")]
    assert en.sentence(share_findings.on_bases(found, alike, "now")) == "n = 36, assumed"
    apart = [*alike, ("region", "auvergne_rhone_alpes")]
    assert en.sentence(share_findings.on_bases(found, apart, "now")) == (
        "69% and 39%: n = 36, assumed; 20%: n = 20, 25, 30 or 35, unknown"
    )


def test_the_base_of_a_quoted_figure_follows_the_rounding_rule():
    """Truncated, 24 of 36 print as 66%: the 67% printed is then of another base."""
    known = survey.read("study-2023", "")
    found = survey.estimates(known, ["training_ways"], "truncation", 0.95, "wilson")
    said = en.sentence(share_findings.on_bases(found, [("training_ways", "in_house")], "now"))
    assert said == "n = 28, 31 or 34, unknown"
