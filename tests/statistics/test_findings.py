import pandas as pd

from helpers.presentation.language import Language
from helpers.statistics import findings
from helpers.statistics.sentences import sentence

en, fr = Language("en"), Language("fr")


def judged(*verdicts):
    rows = [
        {
            "verdict": verdict,
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
        "Of 5 quantitative claims of the study, 2 hold as printed, 1 holds only on a condition and 1 is "
        "inconsistent; 1 cannot be checked against anything in it.",
        "Inconsistent – Use cases in defence: the study says 9 (section 4.4, table). Against it: as many are "
        "listed.",
    ]


def test_an_audit_without_an_inconsistent_claim_says_none():
    [said] = findings.audited(judged("reproduced", "reproduced"))
    assert "none is inconsistent" in en.sentence(said)
    assert "aucun n’est incohérent" in fr.sentence(said)


def test_regional_markets_that_sum_to_no_total_are_not_given_a_year():
    totals = pd.DataFrame({"period": ["current"], "year": [2021], "fits": ["does not fit"]})
    assert "none of the printed world totals" in en.sentence(findings.regional(totals))
    assert "2021" in en.sentence(findings.regional(totals.assign(fits="fits")))


def test_rates_agree_in_number_with_their_count():
    closure = pd.DataFrame({"as_labelled": ["reproduced", "not reproduced", "reproduced"]})
    said = [findings.rates(closure[:n]) for n in (1, 3)]
    assert "1 follows from" in en.sentence(said[0])
    assert "2 follow from" in en.sentence(said[1])
    assert "aucun ne se déduit" in fr.sentence(findings.rates(closure[1:2]))
