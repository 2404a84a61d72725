import pandas as pd

from helpers.presentation.language import Language
from helpers.sources import codebook
from helpers.statistics import findings, survey
from helpers.statistics.sentences import sentence

en, fr = Language("en"), Language("fr")


def judged(*verdicts, wording="exact"):
    rows = [
        {
            "verdict": verdict,
            "wording": wording,
            "statement": "Use cases in defence",
            "printed": sentence("{value}", value=9),
            "where": "section 4.4, table",
            "evidence": sentence("as many are listed"),
        }
        for verdict in verdicts
    ]
    return pd.DataFrame(rows)


def test_an_audit_is_summed_up_by_verdict_and_names_what_is_inconsistent():
    found = findings.audited(
        judged("reproduced", "consistent", "consistent only if", "inconsistent", "not checkable")
    )
    assert [en.sentence(said) for said in found] == [
        "Of 5 quantitative claims that the study states, 2 hold as printed (1 reproduced from other figures), "
        "1 holds only on a condition and 1 is inconsistent; 1 cannot be checked against anything in it.",
        "Inconsistent – Use cases in defence: the study says 9 (section 4.4, table). Against it: as many are "
        "listed.",
    ]


def test_an_audit_without_an_inconsistent_claim_says_none():
    [said] = findings.audited(judged("reproduced", "reproduced"))
    assert "none is inconsistent" in en.sentence(said)
    assert "aucun n’est incohérent" in fr.sentence(said)


def test_figures_counted_here_are_told_apart_from_claims():
    both = pd.concat([judged("consistent"), judged("reproduced", "reproduced", wording="counted")])
    [said] = findings.audited(both)
    assert en.sentence(said).startswith(
        "Of 1 quantitative claims that the study states, 1 holds as printed (0 "
    )
    assert en.sentence(said).endswith(" 2 more figures, counted here from its lists, serve to check them.")


def of_study(*questions):
    known = survey.read("study-2023", "")
    found = survey.estimates(known, list(questions), "half-up", 0.95, "wilson", "flag-30")
    return known, codebook.labelled(found, "en")


def test_a_note_names_the_questions_whose_intervals_hold_on_another_base_too():
    """The reasons fit 24 firms only: 18, 11 and 9 of them are 75, 46 and 38%."""
    known, found = of_study("difficulty_reasons", "promising_sectors")
    assert en.sentence(findings.note(known, 0.95, "wilson", found, "en")).endswith(
        "Intervals on 36 firms or on the only base that fits all figures of the question: Reasons for "
        "difficulty (24)."
    )
    known, found = of_study("promising_sectors")
    assert "only base" not in en.sentence(findings.note(known, 0.95, "wilson", found, "en"))


def test_the_leading_answer_of_each_question_is_the_highest_share_printed_plainly():
    """By hand: of uses 67, 39 and 45% are printed, of sectors 42, 36 and no firm; base 36 is not stated."""
    known, found = of_study("uses", "promising_sectors")
    assert en.sentence(findings.leading(known, found, ["uses", "promising_sectors"])) == (
        "Among the single answers printed as a percentage in digits, the highest: 67% “Optimise design” (Uses "
        "of digital twins, now; n = 36, assumed) and 42% “Engineering” (Promising sectors, in 3 years; n = "
        "36, assumed)."
    )


def test_answers_that_are_tied_are_all_named():
    """Of the rows, 50% is said by two at one horizon and by one at the other."""
    known, found = of_study("uses")
    row = found[found["item"] == "design"].iloc[[0]].assign(printed=sentence("{n:0%}", n=50))
    rows = [("design", "now"), ("costs", "now"), ("risks", "3-5 years")]
    tied = pd.concat([row.assign(item=item, label=item, horizon=horizon) for item, horizon in rows])
    assert en.sentence(findings.leading(known, tied, ["uses"])) == (
        "Among the single answers printed as a percentage in digits, the highest: 50% “design” and “costs” "
        "(Uses of digital twins, now; n = 36, assumed) and 50% “risks” (Uses of digital twins, in 3 to 5 "
        "years; n = 36, assumed)."
    )


def test_a_sum_of_answers_and_a_question_without_figures_lead_nothing():
    """Printed of size is only the sum over small and medium firms, 69%."""
    known, found = of_study("size")
    assert (
        en.sentence(findings.leading(known, found, ["size", "uses"]))
        == "No share of these questions can be shown."
    )


def test_a_count_of_firms_is_no_highest_share_and_its_question_is_named_as_left_out():
    """24 firms is no percentage; of the regions 39 and 20% are printed."""
    known, found = of_study("activity", "region")
    said = en.sentence(findings.leading(known, found, ["activity", "region"]))
    assert "39% “Île-de-France”" in said
    assert said.endswith("None is printed so for Activity.")
