from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pytest

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
        "1 holds only on a condition and 1 is inconsistent; 1 cannot be judged from the study’s own figures.",
        "Inconsistent – “Use cases in defence”: the study says 9 (section 4.4, table), yet as many are listed.",
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
    assert en.sentence(said).endswith(" Another 2 figures, counted here from its lists, serve to check them.")


def of_study(*questions):
    known = survey.read("study-2023", "")
    found = survey.estimates(known, list(questions), "half-up", 0.95, "wilson", "flag-30")
    return known, codebook.labelled(found, "en")


def test_a_note_names_the_questions_whose_intervals_hold_on_another_base_too():
    """The reasons fit 24 firms only: 18, 11 and 9 of them are 75, 46 and 38%."""
    known, found = of_study("difficulty_reasons", "promising_sectors")
    assert en.sentence(findings.note(known, 0.95, "wilson", found, "en")).endswith(
        "Small bases are flagged. Where the base is unknown, the interval covers those of all possible bases, "
        "from half of the firms to all. Where all 36 firms are taken as base but only another base fits all "
        "figures of the question, the interval covers both: Reasons for difficulty (24)."
    )
    known, found = of_study("promising_sectors")
    assert en.sentence(findings.note(known, 0.95, "wilson", found, "en")).endswith("is not in them.")


def test_a_note_tells_of_flags_and_of_simultaneous_intervals_only_where_the_table_has_them():
    """Yes and no are complements, and several reasons may be ticked; wishes have four answers, one a firm."""
    known = survey.read("demo-2026")
    for questions, told in ((["difficulty", "difficulty_reasons"], False), (["qualification_wishes"], True)):
        found = survey.estimates(known, questions, "half-up", 0.95, "wilson")
        said = en.sentence(findings.caveat(known, 0.95, "wilson", found))
        assert ("intervals are simultaneous (Goodman, 1965)" in said) == told
        assert "flagged" not in said
        small = found.assign(flag="flagged")
        assert "Small bases are flagged." in en.sentence(findings.caveat(known, 0.95, "wilson", small))


def test_the_leading_answer_of_each_question_is_the_highest_share_printed_plainly():
    """By hand: of uses 67, 39 and 45% are printed, of sectors 42, 36 and no firm; base 36 is not stated."""
    known, found = of_study("uses", "promising_sectors")
    assert en.sentence(findings.leading(known, found, ["uses", "promising_sectors"])) == (
        "By question, the highest share published as a percentage in digits: 67% “Optimise design” (Uses of "
        "digital twins, now; n = 36, assumed, but only 33 fits all figures) and 42% “Engineering” (Promising "
        "sectors, in 3 years; n = 36, assumed; the only answer published so)."
    )
    assert en.sentence(findings.leading(known, found, ["uses"])) == (
        "The highest share published as a percentage in digits: 67% “Optimise design” (Uses of digital twins, "
        "now; n = 36, assumed, but only 33 fits all figures)."
    )


def test_answers_that_are_tied_are_all_named():
    """Of the rows, 50% is said by two at one horizon and by one at the other."""
    known, found = of_study("uses")
    row = found[found["item"] == "design"].iloc[[0]].assign(printed=sentence("{n:0%}", n=50))
    rows = [("design", "now"), ("costs", "now"), ("risks", "3-5 years")]
    tied = pd.concat([row.assign(item=item, label=item, horizon=horizon) for item, horizon in rows])
    assert en.sentence(findings.leading(known, tied, ["uses"])) == (
        "The highest share published as a percentage in digits: 50% “design” and “costs” (Uses of digital "
        "twins, now; n = 36, assumed, but only 33 fits all figures) and 50% “risks” (Uses of digital twins, in "
        "3 to 5 years; n = 36, assumed, but only 33 fits all figures)."
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


def test_a_table_says_whether_its_bases_differ_by_question_or_by_item():
    known = survey.read("demo-2026")
    rows = [("uses", [230]), ("uses", [230]), ("promising_sectors", [232])]
    found = pd.DataFrame(rows, columns=["question", "bases"])
    assert en.sentence(findings.base(known, "en", found)) == "n = 230 to 232 firms, by question"
    items = found.assign(bases=[[230], [231], [232]])
    assert en.sentence(findings.base(known, "en", items)) == "n = 230 to 232 firms, by item"
    assert en.sentence(findings.base(known, "en", found[:2])) == "n = 230 firms"


def test_a_chart_says_that_several_answers_were_possible_where_all_its_questions_allow_them():
    base = sentence("n = {n} firms", n=36)
    uses, size = (pd.DataFrame({"question": [name]}) for name in ("uses", "size"))
    assert en.sentence(findings.base_of_chart(base, uses)) == "n = 36 firms; several answers possible"
    assert findings.base_of_chart(base, pd.concat([uses, size])) == base
    assert findings.base_of_chart(base, uses[:0]) == base


def compared_rows(*rows):
    """Labelled rows of a comparison: item, horizon, ends of the first share, second share, conclusion."""
    columns = ["item", "horizon", "first_share_low", "first_share_high", "second_share_low", "conclusion_holm"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(
        question="uses",
        question_title="Uses",
        label=frame["item"].str.capitalize(),
        second_share_high=frame.second_share_low,
        change_low=100 * (frame.second_share_low - frame.first_share_high),
        change_high=100 * (frame.second_share_low - frame.first_share_low),
        conclusion_overall=frame.conclusion_holm,
        on_any_base=frame.conclusion_holm,
    )


def test_shares_that_differ_are_named_the_furthest_apart_first_and_the_rest_counted():
    known, before = survey.read("demo-2026"), survey.read("study-2023")
    found = compared_rows(
        ("design", "now", 0.667, 0.667, 0.439, "all"),
        ("costs", "3 years", 0, 0, 0.32, "all"),
        ("costs", "5 years", 0, 0, 0.38, "all"),
        ("risks", "now", 0.17, 0.22, 0.41, "some"),
        ("other", "now", 0.1, 0.1, 0.1, "none"),
    )
    said = en.sentence(findings.against(known, before, found)[0])
    assert said.startswith(
        "Of 5 shares compared with the 2023 wave, 3 differ significantly: “Costs” (Uses: 0% then 32% in 3 "
        "years and 0% then 38% in 5 years) and “Design” (Uses: 67% then 44%). One more differs only on some "
        "readings of the published figure: “Risks” (Uses: 17 to 22% then 41%). The other one does not differ "
        "significantly."
    )
    many = compared_rows(*[(f"item{at}", "now", 0.1, 0.1, 0.9 - at / 100, "all") for at in range(7)])
    said = en.sentence(findings.against(known, before, many)[0])
    assert "“Item4” (Uses: 10% then 86%) and 2 more." in said
    assert "Item5" not in said
    none = en.sentence(findings.against(known, before, found[4:])[0])
    assert none.startswith("Of 1 share compared with the 2023 wave, none differs significantly.")


def test_zeros_of_several_horizons_that_one_sentence_prints_are_said_to_be_so():
    """The study says once that no firm chose transport; engineering has a figure for each horizon."""
    before = survey.read("study-2023")
    rows = [("transport", "Transport"), ("engineering", "Engineering")]
    found = pd.DataFrame(rows, columns=["item", "label"]).assign(question="promising_sectors")
    assert [en.sentence(said) for said in findings.one_sentence(before, found)] == [
        "“Transport”: the 2 zeros of the 2023 wave come from one sentence, which states no horizon."
    ]
    assert findings.one_sentence(before, found[1:]) == []
    one = replace(before, figures=before.figures[before.figures.horizon != "5 years"])
    assert findings.one_sentence(one, found) == []
    assert findings.one_sentence(survey.read("demo-2026"), found) == []


def test_intervals_of_two_waves_say_their_level_and_how_they_are_made():
    known, before, note = survey.read("demo-2026"), survey.read("study-2023"), sentence("Tested.")
    assert en.sentence(findings.intervals_note(known, before, 0.9, "wilson", note)) == (
        "Tested. Intervals at 90%: Wilson; in a wave of answers Goodman’s where a firm gives one answer of "
        "three or more. Those of the first wave hold on every base shown, and on any other that fits all "
        "figures of the question."
    )
    flags = pd.DataFrame({"first_flag": ["ok", "flagged"], "second_flag": "ok"})
    assert en.sentence(findings.intervals_note(known, before, 0.9, "wilson", note, flags)).endswith(
        " †: small base, or a small one fits all figures of the question."
    )
    assert "†" not in en.sentence(findings.intervals_note(known, before, 0.9, "wilson", note, flags[:1]))
    exact = en.sentence(findings.intervals_note(known, before, 0.9, "clopper-pearson", note))
    assert "Clopper" in exact
    assert "Bonferroni" in exact


def test_items_that_changed_between_horizons_are_named_with_both_shares():
    known = survey.read("demo-2026")
    row = {"question": "uses", "question_title": "Uses", "label": "Risks", "conclusion_holm": "all"}
    row |= {"first_value": 23.9, "second_value": 36.5, "first_horizon": "now", "second_horizon": "3-5 years"}
    changes = pd.DataFrame([row, row | {"label": "Costs", "conclusion_holm": "none"}])
    assert en.sentence(findings.change(known, changes)) == (
        "Of 2 items asked at two horizons that may be shown (Uses of digital twins), 1 differs significantly "
        "between the horizons: “Risks” (Uses: 23.9% now, 36.5% in 3 to 5 years)."
    )
    assert "none differs significantly between" in en.sentence(findings.change(known, changes[1:]))


def printed_changes(*conclusions):
    labels = ["Design", "Costs", "Risks"]
    rows = [
        {"label": label, "conclusion_holm": found, "first_value": Decimal(67), "second_value": Decimal(39)}
        for label, found in zip(labels, conclusions, strict=False)
    ]
    return pd.DataFrame(rows, columns=["label", "conclusion_holm", "first_value", "second_value"])


@pytest.mark.parametrize(
    ("conclusions", "said"),
    [
        ((), "No answer is published at two horizons."),
        (("none",), "Of 1 answer published at two horizons, no change is significant."),
        (
            ("some", "none"),
            "Of 2 answers published at two horizons, no change is significant for certain; for “Design” (67% "
            "to 39%), it depends on how many firms changed their answer, which is not published.",
        ),
        (
            ("all", "some"),
            "Of 2 answers published at two horizons, changes significant for certain: “Design” (67% to 39%); "
            "for “Costs” (67% to 39%), it depends on how many firms changed their answer, which is not "
            "published.",
        ),
        (
            ("none", "no common base"),
            "Of 2 answers published at two horizons, no change is significant; not tested, as its figures "
            "share no base: “Costs” (67% to 39%).",
        ),
    ],
)
def test_printed_changes_are_named_and_none_is_more_certain_than_its_tables(conclusions, said):
    assert en.sentence(findings.change(survey.read("study-2023"), printed_changes(*conclusions))) == said


def test_a_figure_without_a_horizon_is_counted_once_and_is_no_change():
    """Of uses 67, 39 and 45% are printed, of sectors 42 and 36%; that no firm chose transport is said once."""
    known, found = of_study("uses", "promising_sectors")
    assert "prints 6 figures" in en.sentence(findings.account(known, ["uses", "promising_sectors"], "en"))
    assert list(survey.changes(known, found)["item"]) == ["design", "engineering"]


def test_shares_of_one_published_statement_are_said_to_be_so():
    known, before = survey.read("demo-2026"), survey.read("study-2023")
    found = compared_rows(
        ("transport", "3 years", 0, 0, 0.32, "all"), ("transport", "5 years", 0, 0, 0.38, "all")
    )
    found = found.assign(question="promising_sectors", question_title="Sectors")
    said = en.sentence(findings.against(known, before, found)[0])
    assert (
        "2 differ significantly: “Transport” (Sectors: 0% then 32% in 3 years and 0% then 38% in 5 years; in "
        "the first wave, one published statement, without a horizon)."
    ) in said
    assert "one published statement" in en.sentence(findings.against(known, before, found)[1])
    alone = en.sentence(findings.against(known, before, found[:1])[0])
    assert "one published statement" not in alone


def test_stricter_readings_name_what_they_leave():
    """On any base the first is left, with the correction across all shares the second alone."""
    known, before = survey.read("demo-2026"), survey.read("study-2023")
    found = compared_rows(("design", "now", 0.6, 0.6, 0.4, "all"), ("costs", "3 years", 0.1, 0.1, 0.5, "all"))
    found = found.assign(on_any_base=["all", "none"], conclusion_overall=["none", "all"])
    said = en.sentence(findings.against(known, before, found)[1])
    assert "to all of them, 1 share differs significantly, “Design”; with Holm’s" in said
    assert said.endswith("within each question, 1 share differs significantly, “Costs” (in 3 years).")
    none = en.sentence(findings.against(known, before, found.assign(on_any_base="none"))[1])
    assert "to all of them, no share differs significantly; with" in none


def test_a_table_of_a_synthetic_wave_beside_a_real_one_says_where_each_comes_from():
    known, before = survey.read("demo-2026"), survey.read("study-2023")
    found = pd.DataFrame({"question": ["activity"], "item": "digital", "label": "Digital"})
    said = en.sentence(findings.against_note(known, before, found, "en"))
    assert said.startswith("First wave: published figures (OPIIEC, study by ")
    assert "Second wave: synthetic answers, no firm was asked." in said
    assert "Differences are computed from unrounded shares." in said
    real = replace(known, settings=known.settings.model_copy(update={"synthetic": False}))
    assert en.sentence(findings.against_note(real, before, found, "en")).startswith("Fisher’s exact test")


@pytest.mark.parametrize(
    ("questions", "words"),
    [
        (["seniority"], "The text prints 3 figures of these questions; one more stood only on a chart, which"),
        (["turnover_growth"], "The text prints 6 figures of these questions, of which one is read at several"),
        (["experience"], "The text prints 1 figure of these questions; none stood only on charts."),
    ],
)
def test_a_figure_read_at_several_horizons_is_counted_once(questions, words):
    known = survey.read("study-2023")
    assert en.sentence(findings.account(known, questions, "en")).startswith(words)


def test_answers_have_one_leader_a_horizon():
    """Of the published rows read as answers, 67% now would hide the 39% of the later horizon."""
    known, found = survey.read("demo-2026"), of_study("uses")[1]
    said = en.sentence(findings.leading(known, found[found["item"] == "design"], ["uses"]))
    assert said.startswith("Most frequent answers to the main questions, by horizon: 67% “Optimise design”")
    assert "39% “Optimise design” (Uses of digital twins, in 3 to 5 years" in said
