"""Each check of the audit by hand: what holds, what holds on a condition, what cannot hold."""

import math
import re
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pandas as pd
import pytest
from conftest import ANSWERS, known_answers
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from helpers.presentation.language import Language
from helpers.sources import claims as ledgers
from helpers.sources import study
from helpers.statistics import rounding, share_findings, shares
from helpers.statistics.claims import audit, conflicts, ledger, lists, registry, robustness
from helpers.statistics.claims.audit import Audit
from helpers.statistics.sentences import VERDICTS, sentence

EN = Language("en")


@pytest.fixture(scope="module")
def wordings():
    return study.load("study-2023", "wordings")


def claim(name, value="", checks="none(unique)", unit="percent", wording=None, base="", period=""):
    """A row of a ledger: `7..11` is a range, `>40` more than, `<5` less than, else exact."""
    low, _, high = value.partition("..")
    kinds = {">": ("more than", value[1:], ""), "<": ("less than", "", value[1:])}
    word, low, high = kinds.get(value[:1], ("range" if high else "exact", low, high or low))
    if not value:
        word = "comparison"
    fields = {"id": name, "section": "1", "place": "text", "topic": "survey", "statement_en": name}
    fields |= {"statement_fr": name, "value_low": low, "value_high": high, "unit": unit, "base": base}
    return fields | {"wording": wording or word, "checks": checks, "period": period}


def typed(*rows):
    return ledgers.typed(pd.DataFrame(rows, dtype=object).replace("", None))


N = claim("n", "36", unit="firms")


@pytest.fixture
def judged(wordings):
    """Verdict, evidence and condition of the first claim of a ledger, as text."""

    def judge(*rows, rule="half-up"):
        row = audit.run(Audit(typed(*rows), wordings), rule).iloc[0]
        condition = "" if row.condition is None else EN.sentence(row.condition)
        return row.verdict, EN.sentence(row.evidence), condition

    return judge


# ---------------------------------------------------------------- recomputation


@pytest.mark.parametrize(
    ("value", "verdict"),
    [("7.5", "reproduced"), ("7.7", "consistent"), ("7.8", "consistent only if"), ("8.2", "inconsistent")],
)
def test_a_sum_holds_as_far_as_the_rounding_of_its_parts_goes(judged, value, verdict):
    """2.7 + 2.4 + 1.8 + 0.3 + 0.3 = 7.5; five halves of a tenth either side reach 7.25 to 7.75.

    Where decimals are cut off, five whole tenths above 7.5 are open: 7.8, but not 8.2.
    """
    parts = [
        claim(f"p{i}", part, unit="USD billion") for i, part in enumerate(["2.7", "2.4", "1.8", "0.3", "0.3"])
    ]
    total = claim("total", value, "sum(p0, p1, p2, p3, p4)", unit="USD billion")
    assert judged(total, *parts)[0] == verdict


def test_a_sum_in_another_unit_holds_if_all_are_in_one(judged):
    parts = claim("a", "3", unit="USD billion"), claim("b", "4", unit="USD billion")
    verdict, _, condition = judged(claim("total", "7", "sum(a, b)", unit="USD million"), *parts)
    assert verdict == "consistent only if"
    assert "in one unit" in condition
    assert judged(claim("total", "7000", "sum(a, b)", unit="USD million"), *parts)[0] == "reproduced"


@pytest.mark.parametrize(
    ("check", "value", "verdict"),
    [
        ("difference(a, b)", "3", "reproduced"),
        ("difference(a, b)", "5", "inconsistent"),  # 2 to 4 apart, whatever the rounding
        ("product(a, b)", "28", "reproduced"),
        ("product(a, b)", "45", "inconsistent"),  # at most 8 x 5 where decimals are cut off
    ],
)
def test_differences_and_products(judged, check, value, verdict):
    figures = claim("a", "7", unit="USD"), claim("b", "4", unit="USD")
    assert judged(claim("c", value, check, unit="USD"), *figures)[0] == verdict


def test_a_ratio_in_percent(judged):
    """888 of 15,282 are 5.81 %."""
    counts = claim("part", "888", unit="employees"), claim("whole", "15282", unit="employees")
    assert judged(claim("share", "6", "ratio(part, whole)"), *counts)[0] == "reproduced"
    assert judged(claim("share", "7", "ratio(part, whole)"), *counts)[0] == "inconsistent"


def test_a_product_with_shares_of_a_whole(judged):
    """32 % of 7.5 are 2.4."""
    others = claim("share", "32"), claim("world", "7.5", unit="USD billion")
    assert (
        judged(claim("europe", "2.4", "product(share, world)", unit="USD billion"), *others)[0] == "reproduced"
    )


def test_a_share_that_grows_with_what_it_is_a_share_of(judged):
    """2 % grown by 60 % is 3.2 %, and 1.5 to 2.5 grown by 59.5 to 60.5 % are 2.39 to 4.01: not 6.7."""
    others = claim("now", "2"), claim("growth", "60")
    assert judged(claim("later", "3.2", "grown(now, growth)"), *others)[0] == "reproduced"
    assert judged(claim("later", "6.7", "grown(now, growth)"), *others)[0] == "inconsistent"
    verdict, _, condition = judged(claim("later", "6.7", "grown(now, growth, but=whole)"), *others)
    assert (verdict, condition) == ("consistent only if", "what it is a share of changes too")


def test_a_proportion(judged):
    others = claim("years", "2", unit="years"), claim("c", "180", unit="ECTS"), claim("y", "3", unit="years")
    assert judged(claim("credits", "120", "proportion(years, c, y)", unit="ECTS"), *others)[0] == "reproduced"
    assert judged(claim("credits", "110", "proportion(years, c, y)", unit="ECTS"), *others)[0] == "inconsistent"


@pytest.mark.parametrize("row", known_answers("cagr"))
def test_known_rates_through_the_ledger(row, judged):
    given_ = row["given"]
    years = given_["start_year"], given_["end_year"]
    figures = (
        claim("start", given_["start"], unit="USD million", period=years[0]),
        claim("end", given_["end"], unit="USD million", period=years[1]),
    )
    stated = claim("rate", given_["stated"], "rate(start, end)", "percent a year", period="/".join(years))
    verdict, _, condition = judged(stated, *figures)
    expected = dict(pair.split("=") for pair in row["expected"].split(";"))
    assert (verdict == "reproduced") == (expected["closes"] == "yes"), row["source"]
    if "only_if_periods" in expected:
        assert verdict == "consistent only if", row["source"]
        assert f"counting {expected['only_if_periods']} periods" in condition, row["source"]


def test_a_rate_whose_end_is_not_printed_is_not_checkable(judged):
    start = claim("start", "8", unit="USD billion", period="2022")
    end = claim("end", "90", unit="USD billion", period="2032")
    stated = claim("rate", "25", "rate(start, end)", "percent a year", period="2022/2030")
    assert judged(stated, start, end)[0] == "not checkable"


# ---------------------------------------------------------------- shares


@pytest.mark.parametrize(
    ("value", "verdict", "condition"),
    [
        ("42", "consistent", ""),  # 15 of 36
        ("20", "consistent only if", "the base is 20, 25, 30 or 35"),
        ("55", "consistent only if", "the base is 20, 22, 29, 31 or 33"),
        ("0.4", "inconsistent", ""),  # 1 of 36 is 2.8 %, and a smaller base gives more
    ],
)
def test_a_share_without_a_base(judged, value, verdict, condition):
    found = judged(claim("share", value, "share(n)"), N)
    assert (found[0], found[2]) == (verdict, condition)


def test_a_stated_base_is_the_only_one_tried(judged):
    """45 % of 36: 16 are 44.4 %, 17 are 47.2 %."""
    assert judged(claim("share", "45", "share", base="36"))[0] == "inconsistent"
    assert judged(claim("share", "44", "share", base="36"))[0] == "consistent"


def test_another_rounding_rule_rescues_a_share_of_a_stated_base(judged):
    """20 of 36 are 55.6 %: 55 where decimals are cut off."""
    verdict, _, condition = judged(claim("share", "55", "share", base="36"))
    assert (verdict, condition) == ("consistent only if", "rounding of all figures: truncated")
    assert judged(claim("share", "55", "share", base="36"), rule="truncation")[0] == "consistent"


def test_trailing_zeros_may_be_padding(judged):
    """50 % of 35: 17 are 48.6 %, 18 are 51.4 %; rounded to tens either is 50."""
    verdict, _, condition = judged(claim("share", "50", "share", base="35"))
    assert (verdict, condition) == ("consistent only if", "trailing zeros are padding, not digits")


def test_words_alone_never_make_a_share_inconsistent(judged):
    """A third of 5 firms: 1 is 20 %, 2 are 40 %, and the table of wordings reads 29.1 to 36.7 %."""
    verdict, _, condition = judged(claim("share", "0.333", "share", "share", "a third", base="5"))
    assert (verdict, condition) == ("consistent only if", "the words are read more loosely")


@pytest.mark.parametrize("row", known_answers("bases"))
def test_known_joint_bases_through_the_ledger(row, judged):
    first, second = re.findall(r"\d+", row["given"]["percents"])
    n = claim("n", row["given"]["n_max"], unit="firms")
    found = judged(claim("a", first, "joint(n, b)"), claim("b", second), n)
    bases = re.findall(r"\d+", row["expected"])
    assert found[0] == "consistent only if", row["source"]
    assert found[2] == (
        f"the base is {bases[0]} or {bases[1]}, the only ones that the figures of the question share"
    ), row["source"]


def test_figures_without_a_joint_base(judged):
    found = judged(claim("a", "39", "joint(n, b)"), claim("b", "20"), N)
    assert (found[0], found[2]) == ("consistent only if", "the two figures are not of one base")


def test_a_base_that_the_question_shares_is_told_instead_of_those_of_the_share_alone(judged):
    """37% is 7 of 19, 10 of 27, 11 of 30 and 13 of 35; 43% is 13 of 30 and 15 of 35, not of 19 or 27."""
    found = judged(claim("a", "37", "share(n); joint(n, b)"), claim("b", "43"), N)
    assert found[2] == "the base is 30 or 35, the only ones that the figures of the question share"


def test_many_bases_are_told_by_their_number_and_ends(judged):
    """About 15% is 14.25 to 15.75%: 3 of 20 and 21, 4 of 26, 27 and 28, 5 of 32, 33, 34 and 35."""
    assert judged(claim("a", "15", "share(n)", wording="about"), N)[2] == "the base is one of 9 from 20 to 35"


def test_a_share_of_a_group_that_is_itself_a_share(judged):
    """42 % of 36 are 15 firms, and 60 % of 15 are 9; 59 % of 15 is no whole number."""
    group = claim("group", "42")
    assert judged(claim("hard", "60", "share_of(group, n)"), group, N)[:2] == (
        "consistent",
        "9 of 15, if the group is counted on all 36 respondents",
    )
    assert judged(claim("hard", "59", "share_of(group, n)"), group, N)[0] == "consistent only if"


@pytest.mark.parametrize(
    ("value", "wording", "verdict"),
    [("22", None, "consistent"), ("0.333", "a third", "consistent only if"), ("90", None, "inconsistent")],
)
def test_an_overlap_by_inclusion_and_exclusion(judged, value, wording, verdict):
    """24 + 20 - 36 = 8 firms, 22.2 % of 36; at most 20 firms, so never 90 %."""
    groups = claim("a", "24", unit="firms"), claim("b", "20", unit="firms")
    unit = "share" if wording else "percent"
    both = claim("both", value, "overlap(a, b, n)", unit, wording)
    assert judged(both, *groups, N)[0] == verdict


def test_the_ways_to_rescue_an_overlap(judged):
    groups = claim("a", "24", unit="firms"), claim("b", "20", unit="firms")
    _, _, condition = judged(claim("both", "0.333", "overlap(a, b, n)", "share", "a third"), *groups, N)
    assert "8 of 24" in condition
    assert "3 to 5 firms are in neither group" in condition


def test_parts_of_a_whole(judged):
    assert judged(claim("a", "53", "parts(b)"), claim("b", "14"))[0] == "consistent"
    assert judged(claim("a", "50", "parts(b)"), claim("b", "50"))[0] == "reproduced"
    assert judged(claim("a", "71", "parts(b)"), claim("b", "33"))[0] == "inconsistent"
    assert judged(claim("a", "70", "parts(b)"), claim("b", "30.5"))[0] == "consistent"  # 69.5 and 30.45


def test_shares_read_as_parts_though_several_answers_are_allowed(judged):
    others = claim("b", "47"), claim("c", "42")
    assert judged(claim("a", "58", "several(b, c)"), *others)[0] == "consistent"
    verdict, _, condition = judged(claim("a", "58", "several(b, c, read=parts)"), *others)
    assert (verdict, condition) == ("consistent only if", "a respondent could give several answers")
    assert judged(claim("a", "5", "several(b, c, read=parts)"), *others)[0] == "consistent"


def test_a_verbal_fraction_against_its_digits(judged):
    words = claim("words", "0.667", "words(digits)", "share", "two thirds")
    assert judged(words, claim("digits", "69"))[0] == "consistent"
    assert judged(words, claim("digits", "50"))[0] == "consistent only if"
    both = claim("words", "0.8", "words(a, b)", "share", "eight in ten")
    assert judged(both, claim("a", "37"), claim("b", "43"))[0] == "consistent"


def test_a_subgroup_is_no_more_than_its_total(judged):
    total = claim("total", "36", unit="firms")
    assert judged(claim("part", "24", "within(total)", "firms"), total)[0] == "consistent"
    assert judged(claim("part", "37", "within(total)", "firms"), total)[0] == "inconsistent"


# ---------------------------------------------------------------- the same thing, in order, in time


def test_a_quantity_stated_twice(judged):
    assert judged(claim("a", "42", "same(b)"), claim("b", "42"))[0] == "consistent"  # a repetition
    counted = claim("b", "42", "none(unique)", "count", "counted")
    assert judged(claim("a", "42", "same(b)", "count"), counted)[0] == "reproduced"
    assert judged(claim("a", "42", "same(b)"), claim("b", "42.4"))[0] == "consistent"
    assert judged(claim("a", "19", "same(b)", "count"), claim("b", "22", unit="count"))[0] == "inconsistent"
    found = judged(claim("a", "13", "same(b, but=total)"), claim("b", "12"))
    assert (found[0], found[2]) == ("consistent only if", "the two are shares of different totals")
    assert judged(claim("a", "3..5", "same(b)", "years"), claim("b", "5", unit="years"))[0] == "inconsistent"


def test_an_end_of_a_range(judged):
    span = claim("span", "30..60")
    assert judged(claim("a", "60", "end_of(span)"), span)[0] == "consistent"
    assert judged(claim("a", "50", "end_of(span)"), span)[0] == "inconsistent"


def test_a_range_against_what_it_summarises(judged):
    rates = claim("a", "39.48"), claim("b", "25"), claim("c", "35")
    assert judged(claim("range", "35..39", "spans(a, c)"), *rates)[0] == "consistent"  # 39.48 prints as 39
    assert judged(claim("range", "35..39", "spans(a, b, c)"), *rates)[0] == "inconsistent"
    found = judged(claim("range", "35..39", "spans(a, b, c, but=left out)"), *rates)
    assert found[0] == "consistent only if"
    assert "outside: 25%" in found[1]


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [("42", "28", "reproduced"), ("28", "42", "inconsistent"), ("10", "10", "consistent only if")],
)
def test_figures_said_to_fall(judged, first, second, verdict):
    found = judged(claim("order", "", "ahead(a, b)", "order"), claim("a", first), claim("b", second))
    assert found[0] == verdict


def test_the_highest_figures(judged):
    others = claim("a", "42"), claim("b", "36"), claim("c", "31")
    assert judged(claim("order", "", "most(a, b, c, first=2)", "order"), *others)[0] == "consistent"
    assert judged(claim("order", "", "most(a, c, b, first=2)", "order"), *others)[0] == "inconsistent"


def test_growth_said_to_be_faster(judged):
    """1.8 to 51 is 28-fold, 2.7 to 48 is 18-fold."""
    markets = [
        claim(name, value, unit="USD") for name, value in zip("abcd", ("1.8", "51", "2.7", "48"), strict=True)
    ]
    assert judged(claim("order", "", "faster(a, b, c, d)", "order"), *markets)[0] == "reproduced"
    assert judged(claim("order", "", "faster(c, d, a, b)", "order"), *markets)[0] == "inconsistent"


def test_a_unit_a_thousand_times_off(judged):
    like = claim("like", "7..11", unit="USD billion", wording="of the order of")
    verdict, _, condition = judged(claim("a", "11.1", "unit(like)", "USD million"), like)
    assert (verdict, condition) == ("consistent only if", "it is in billions of dollars, like the others")
    assert judged(claim("a", "11.1", "unit(like)", "USD billion"), like)[0] == "consistent"


def test_dates_and_periods(judged):
    dates = claim("dates", "2020-01-01..2023-12-31", unit="date")
    assert judged(claim("years", "4", "lasts(dates)", "years"), dates)[0] == "reproduced"
    assert judged(claim("years", "3", "lasts(dates)", "years"), dates)[0] == "inconsistent"
    assert judged(claim("start", "2020-01-01", "begins(dates)", "date"), dates)[0] == "consistent"
    assert judged(claim("start", "2021-01-01", "begins(dates)", "date"), dates)[0] == "inconsistent"
    old = claim("old", "79", unit="EUR billion", period="2014/2020")
    assert judged(claim("new", "95", "follows(old)", "EUR billion", period="2021/2027"), old)[0] == "consistent"
    assert (
        judged(claim("new", "95", "follows(old)", "EUR billion", period="2019/2027"), old)[0] == "inconsistent"
    )
    whole = claim("whole", "54", unit="EUR billion", period="2021/2026")
    part = claim("part", "20", "inside(whole, but=outside)", "EUR billion", period="2020/2025")
    assert judged(part, whole)[0] == "consistent only if"
    assert (
        judged(claim("part", "20", "inside(whole)", "EUR billion", period="2022/2025"), whole)[0]
        == "consistent"
    )


@pytest.mark.parametrize(
    ("stated", "listed", "verdict"),
    [("7", "7", "reproduced"), ("6", "5", "consistent only if"), ("6", "7", "inconsistent")],
)
def test_a_list_announced_with_a_number(judged, stated, listed, verdict):
    assert judged(claim("list", stated, f"listed({listed})", "count"))[0] == verdict


def test_a_reason_for_what_cannot_be_checked(judged):
    assert judged(claim("a", "5", "none(lost)"))[:2] == ("not checkable", "the chart that showed it is lost")


def test_a_claim_is_judged_by_the_checks_of_others_that_name_it(judged):
    """888 of 15,282 are 5.81%, which prints as 6: the 15,282 can be right, but is not worked out."""
    share = claim("share", "6", "ratio(part, staff)"), claim("part", "888", unit="employees")
    said = judged(claim("staff", "15282", "relation", "employees"), *share)
    assert said == ("consistent", "held against 6%: the ratio of the two figures gives 5.8%", "")
    assert judged(claim("staff", "12000", "relation", "employees"), *share)[0] == "inconsistent"
    whole = claim("whole", "54", "relation", "EUR billion", period="2021/2026")
    part = claim("part", "20", "inside(whole, but=outside)", "EUR billion", period="2020/2025")
    condition = "what falls outside the period is not counted in the whole"
    assert judged(whole, part)[::2] == ("consistent only if", condition)


def test_a_claim_that_no_other_names_is_in_no_relation(judged):
    with pytest.raises(ValueError, match="no check of another claim names 'a'"):
        judged(claim("a", "5", "relation"), claim("b", "5"))


@pytest.mark.parametrize("reason", ["outside", "unique", "currency"])
def test_nothing_is_said_to_bear_on_no_claim_that_another_is_held_against(judged, reason):
    whole = claim("whole", "5", f"none({reason})")
    said = judged(whole, claim("part", "3", "within(whole)"))[1]
    assert said == "printed once; other figures are held against it"
    assert judged(whole, claim("part", "3", "share(n)"), N)[1] == EN.sentence(lists.REASONS[reason])


def test_what_has_fallen_is_less_than_before(judged):
    now, then = claim("now", "3", "fallen(then)", "months"), claim("then", "18", unit="months")
    assert judged(now, then)[:2] == ("consistent", "less than the 18 months before, as said")
    assert judged(claim("now", "18", "fallen(then)", "months"), then)[:2] == (
        "inconsistent",
        "no less than the 18 months before",
    )


# ---------------------------------------------------------------- verdicts, severity


def test_the_worst_check_counts_but_one_that_cannot_be_made_does_not(judged):
    assert judged(claim("a", "42", "same(b); share(n)"), claim("b", "42"), N)[0] == "consistent"
    assert judged(claim("a", "42", "none(unique); share(n)"), N)[0] == "consistent"
    assert judged(claim("a", "42", "same(b); share(n)"), claim("b", "50"), N)[0] == "inconsistent"


def test_a_repetition_neither_weakens_what_a_check_reproduces_nor_is_told_beside_it(judged):
    """Three are listed and the 3 is printed twice; 42% is 15 of 36 firms and printed twice."""
    said = judged(claim("a", "3", "listed(3); same(b)", "count"), claim("b", "3", unit="count"))
    assert said == ("reproduced", "listed: 3", "")
    assert judged(claim("a", "42", "same(b); share(n)"), claim("b", "42"), N)[1] == "15 of 36 firms"


def test_a_second_count_of_a_list_counts_but_is_not_told_twice(judged):
    """Nine stated, twenty listed and counted: still inconsistent where only the count says so."""
    counted = claim("b", "20", unit="count", wording="counted")
    stated = claim("a", "9", "listed(20); same(b)", "count")
    assert judged(stated, counted)[:2] == ("inconsistent", "listed: 20")
    assert judged(claim("a", "9", "listed(9); same(b)", "count"), counted)[0] == "inconsistent"


def test_shares_taken_alone_and_together(wordings):
    """67 and 39% are 24 and 14 of 36, but with 45% they share base 33 only; counted rows are left out."""
    rows = claim("a", "67", "share(n); joint(n, b, c)"), claim("b", "39"), claim("c", "45"), N
    counted = claim("d", "42", "share(n)", wording="counted")
    found = audit.taken_alone(Audit(typed(*rows, counted), wordings)).to_dict("records")
    assert found == [{"id": "a", "alone": "consistent", "together": "consistent only if"}]


def test_counted_figures_are_no_claims_of_the_report(wordings):
    rows = claim("a", "42", "share(n)"), N, claim("c", "20", unit="count", wording="counted")
    of = Audit(typed(*rows), wordings)
    audited = audit.run(of)
    assert list(audit.stated(audited).id) == ["a", "n"]
    told = audit.told(audited)
    assert list(told.origin) == ["stated", "stated", "counted"]
    assert list(told.judged) == ["consistent", "not checkable", "counted"]
    assert audit.by_rule(of)["not checkable"].tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    ("stated", "severity"), [("21", "a little"), ("19", "somewhat"), ("9", "much"), ("22", None)]
)
def test_how_far_off(wordings, stated, severity):
    """21, 19 and 9 are 5, 14 and 59 % off 22."""
    rows = claim("a", stated, "same(b)", "count"), claim("b", "22", unit="count")
    assert audit.run(Audit(typed(*rows), wordings)).severity.iloc[0] == severity


def test_evidence_and_condition_are_told_together(wordings):
    found = audit.told(audit.run(Audit(typed(claim("a", "20", "share(n)"), N), wordings))).why
    assert Language("en").sentence(found.iloc[0]) == (
        "no count of 36 firms prints it – condition: the base is 20, 25, 30 or 35"
    )


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (
            (2, 2, 1),
            "Figures rounded half up and rounded half to even fit equally well: 2 of 2 claims then hold as "
            "printed; 1 truncated.",
        ),
        (
            (2, 1, 1),
            "Figures rounded half up fit best: 2 of 2 claims then hold as printed; 1 rounded half to even "
            "and 1 truncated.",
        ),
        ((1, 1, 1), "No rule fits better than another: by each, 1 of 2 claims hold as printed."),
    ],
)
def test_the_rule_that_fits_best_is_named_or_those_that_fit_alike(held, said):
    rules = pd.DataFrame({"reading": ["half-up", "half-even", "truncation"], "held": held})
    rules = rules.assign(**dict.fromkeys(VERDICTS, 0)).assign(
        reproduced=held, inconsistent=[2 - n for n in held]
    )
    assert Language("en").sentence(audit.best_rule(rules)) == said


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (claim("a", "", unit="order", wording="comparison"), "no figure"),
        (claim("a", "..10", unit="rank", wording="at most"), "in the top 10"),
        (claim("a", "..4", unit="km", wording="at most"), "up to 4 km"),
        (claim("a", "3..5", unit="years", wording="both"), "3 and 5 years"),
        (claim("a", "22", unit="million"), "22 million"),
        (claim("a", "186", unit="full-time equivalents"), "186 full-time equivalents"),
    ],
)
def test_a_figure_is_told_as_it_is_printed(wordings, row, said):
    assert Language("en").sentence(ledger.ledger(typed(row), wordings)["a"].words()) == said


def test_two_values_are_not_one_of_them(judged):
    """3 and 5 years are stated alike elsewhere, but 5 years alone are something else."""
    both = claim("b", "3..5", unit="years", wording="both")
    assert judged(claim("a", "3..5", "same(b)", "years", "both"), both)[:2] == (
        "consistent",
        "also stated elsewhere",
    )
    assert judged(claim("a", "5", "same(b)", "years"), both)[0] == "inconsistent"


def test_how_far_off_is_measured_between_the_nearest_ends(wordings):
    """10.95 is 9.4 % above 10.01, though 11.05 is 10.4 % above it."""
    parts = claim("a", "5.01", unit="km"), claim("b", "4.99", unit="km")
    found = audit.run(Audit(typed(claim("total", "11.0", "sum(a, b)", unit="km"), *parts), wordings)).iloc[0]
    assert (found.verdict, found.severity) == ("inconsistent", "a little")


def test_no_check_stands_against_a_claim_that_the_data_made(wordings):
    """Figures printed from counts of 36 firms are consistent, whatever the counts."""

    @given(st.lists(st.integers(0, 36), min_size=2, max_size=5))
    @settings(max_examples=60)
    def holds(counts):
        names = [f"c{i}" for i in range(len(counts))]
        rows = []
        for name, count in zip(names, counts, strict=True):
            others = ", ".join(other for other in names if other != name)
            shown = str(int(Fraction(100 * count, 36) + Fraction(1, 2)))
            rows.append(claim(name, shown, f"share(n); joint(n, {others})"))
        verdicts = audit.run(Audit(typed(*rows, N), wordings)).verdict
        assert set(verdicts[:-1]) == {"consistent"}

    holds()


def test_counts_have_a_row_a_topic_and_a_column_a_verdict(wordings):
    rows = claim("a", "5"), claim("b", "42", "share(n)"), claim("c", "20", "share(n)"), N
    found = audit.counts(audit.run(Audit(typed(*rows), wordings))).iloc[0]
    assert (found.topic, found.claims) == ("survey", 4)
    assert [found[word] for word in ("consistent", "consistent only if", "not checkable")] == [1, 1, 2]


def test_the_rule_that_fits_most_claims_comes_first(wordings):
    """20 of 36 are 55.6 % and 17 are 47.2 %: cut off they print as 55 and 47, half up as 56 and 47."""
    rows = claim("a", "55", "share", base="36"), claim("b", "47", "share", base="36")
    found = audit.by_rule(Audit(typed(*rows), wordings))
    assert found.reading.iloc[0] == "truncation"
    assert list(found.held) == [2, 1, 1]


# ---------------------------------------------------------------- conclusions


def published(wordings, *figures):
    """`shares.published` of figures (item, value or word) of one question asked of 36 firms."""
    rows = [
        {"question": "uses", "item": item, "horizon": "now", "unit": "percent", "decimals": 0, "base": None}
        | ({"value": None, "wording": "approximate", "phrase": value} if isinstance(value, str) else {})
        | ({"value": Decimal(value), "wording": "exact", "phrase": None} if isinstance(value, int) else {})
        for item, value in figures
    ]
    return shares.published(rounding.approximately(pd.DataFrame(rows), wordings), 36)


def concluded(frame, second, apart=False):
    one = robustness.Conclusion(sentence("said"), ("uses", "a", "now"), second, apart)
    return robustness.conclusions(frame, 36, of=[one]).iloc[0]


def test_a_conclusion_on_answers_that_no_firm_gives_together(wordings):
    """19 and 5 of 36: 24 firms chose, and 5 or fewer of 24 have a two-sided p of 2 x 55,455 / 2^24."""
    found = concluded(published(wordings, ("a", 53), ("b", 14)), ("uses", "b", "now"), apart=True)
    assert (found.holds, found.beyond_chance) == ("all", "all")
    assert found.p_low == found.p_high == pytest.approx(2 * 55455 / 2**24)


def test_a_conclusion_against_a_half(wordings):
    """25 of 36 firms: twice the chance of 25 heads or more in 36."""
    found = concluded(published(wordings, ("a", 69)), Fraction(50))
    assert found.p_low == pytest.approx(2 * sum(math.comb(36, k) for k in range(25, 37)) / 2**36)
    assert concluded(published(wordings, ("a", 42)), Fraction(50)).holds == "none"


def test_a_conclusion_that_hangs_on_how_firms_paired_their_answers(wordings):
    """67 and 39 % of 36 are 24 and 14: p is 2 / 2^10 if all who stay are the same, far more if not."""
    found = concluded(published(wordings, ("a", 67), ("b", 39)), ("uses", "b", "now"))
    assert (found.holds, found.beyond_chance) == ("all", "some")
    assert found.p_low == pytest.approx(2 / 2**10)


def test_a_conclusion_that_holds_in_some_tables_only(wordings):
    """Four in ten is read as 13 to 16 of 36 firms, and 42 % are 15 of them: more only where it is 16."""
    assert concluded(published(wordings, ("a", "four in ten"), ("b", 42)), ("uses", "b", "now")).holds == "some"
    assert concluded(published(wordings, ("a", 42), ("b", 42)), ("uses", "b", "now")).holds == "none"


def test_conclusions_are_corrected_for_their_number_by_holm(wordings):
    """25 of 36 against a half has p = .029; three like it are each .086, and none is beyond chance."""
    frame = published(wordings, ("a", 69))
    one = robustness.Conclusion(sentence("said"), ("uses", "a", "now"), Fraction(50))
    found = robustness.conclusions(frame, 36, of=[one] * 3)
    assert found.p_high_holm.tolist() == pytest.approx([3 * found.p_high[0]] * 3)
    assert found.beyond_chance.tolist() == ["none"] * 3
    assert concluded(frame, Fraction(50)).beyond_chance == "all"
    assert set(found.test) == {"binomial"}


def test_figures_without_a_common_base_are_compared_each_on_its_own(wordings):
    found = concluded(published(wordings, ("a", 39), ("b", 20)), ("uses", "b", "now"))
    assert (found.holds, found.apart, found.bases) == ("no common base", "all", [])
    assert (found.test, found.beyond_chance) == ("not tested", "not tested")


def test_a_conclusion_is_tried_on_the_base_assumed_and_on_those_of_the_whole_question(wordings):
    """67 and 39% are 24 and 14 of 36; with 45% beside them all three are of 33, where they are 22 and 13."""
    found = concluded(published(wordings, ("a", 67), ("b", 39), ("c", 45)), ("uses", "b", "now"))
    assert (found.holds, found.apart, found.bases) == ("all", None, [33, 36])
    assert found.p_high == pytest.approx(
        stats.binomtest(11, 31).pvalue
    )  # of 33: 20 the first only, 11 the second


def test_where_no_base_is_assumed_for_both_that_of_the_question_is_the_only_one(wordings):
    """75, 46 and 38% share base 24, where 18 and 11 firms leave 5 to 11 in both; 28 prints no 38%."""
    found = concluded(published(wordings, ("a", 75), ("b", 46), ("c", 38)), ("uses", "b", "now"))
    assert found.bases == [24]
    assert found.p_low == pytest.approx(2 / 2**7)  # 7 the first only
    assert found.p_high == pytest.approx(stats.binomtest(6, 19).pvalue)  # 13 the first only, 6 the second


def test_against_a_half_the_bases_of_the_question_are_tried_too(wordings):
    """37 and 43% share 30 and 35; eight in ten may be 23 of 30. Alone, 55% may be of any base but 36."""
    found = concluded(published(wordings, ("a", "eight in ten"), ("b", 37), ("c", 43)), Fraction(50))
    assert found.bases == [30, 35, 36]
    assert found.p_high == pytest.approx(2 * sum(math.comb(30, k) for k in range(23, 31)) / 2**30)
    assert concluded(published(wordings, ("a", 55)), Fraction(50)).bases == [20, 22, 29, 31, 33]


def test_a_conclusion_without_a_table_is_told_apart(wordings):
    """39 and 20% share no base; 42 and 28% are 15 and 10 of 36. One holds in every table, one has none."""
    frame = published(wordings, ("a", 39), ("b", 20)).assign(question="region")
    frame = pd.concat([frame, published(wordings, ("a", 42), ("b", 28))], ignore_index=True)
    pairs = [((question, "a", "now"), (question, "b", "now")) for question in ("region", "uses")]
    of = [robustness.Conclusion(sentence("said"), *pair) for pair in pairs]
    said = EN.sentence(share_findings.concluded(robustness.conclusions(frame, 36, of=of)))
    assert said.startswith(
        "1 of the 2 conclusions holds among these firms in every compatible table; for one other the two "
        "figures share no base, but it holds on any bases of their own. None is beyond chance"
    )


# ---------------------------------------------------------------- conflicts


def members(frame):
    return [set(names) for names in frame.members]


def test_a_rate_its_ends_and_the_label_cannot_all_be_true(wordings):
    """8.6 to 137.67 in 8 years is 41.4 % a year, not 42.6; any two of the three can stand."""
    rows = (
        claim("rate", "42.60", "rate(start, end)", "percent a year", period="2022/2030"),
        claim("start", "8.6", unit="USD billion", period="2022"),
        claim("end", "137.67", unit="USD billion", period="2030"),
    )
    found = conflicts.minimal(Audit(typed(*rows), wordings))
    assert members(found) == [{"rate", "start", "end"}]


def test_four_claims_on_two_groups_cannot_all_be_true(wordings):
    rows = (
        claim("both", "0.333", "overlap(a, b, n)", "share", "a third"),
        claim("a", "24", unit="firms"),
        claim("b", "20", unit="firms"),
        N,
    )
    found = conflicts.minimal(Audit(typed(*rows), wordings))
    assert members(found) == [{"both", "a", "b", "n"}]
    assert not found.strict.any()


def test_two_shares_and_the_number_of_firms(wordings):
    """39 and 20 % share no base up to 36, but do from 46 on (18 and 9 of 46)."""
    found = conflicts.minimal(Audit(typed(claim("a", "39", "joint(n, b)"), claim("b", "20"), N), wordings))
    assert members(found) == [{"a", "b", "n"}]


def test_a_figure_that_conflicts_alone_is_the_whole_set(wordings):
    """Of three parts of a whole, the first two are already too much."""
    rows = claim("a", "80", "parts(b, c)"), claim("b", "70"), claim("c", "5")
    assert members(conflicts.minimal(Audit(typed(*rows), wordings))) == [{"a", "b"}]


def test_what_holds_is_in_no_conflict(wordings):
    found = conflicts.minimal(
        Audit(typed(claim("a", "42", "share(n); joint(n, b)"), claim("b", "28"), N), wordings)
    )
    assert found.empty


def test_every_set_of_the_study_is_minimal(wordings):
    """Whatever single claim is let go, the rest can hold; with all of them it cannot."""
    tables = study.every("study-2023")
    of = Audit(ledgers.typed(tables["claims"]), wordings, tables, 36)
    cases = {case.claim.id: case for case in of.cases["half-up"]}
    found = conflicts.minimal(of)
    assert len(found) > 10
    for row in found.itertuples():
        [(case, call)] = [
            (case, call)
            for case in cases.values()
            for call in case.claim.checks
            if call[0] == row.check and set(row.members) <= {case.claim.id, *call[1]}
        ][:1]
        linked = (case.claim.id, *call[1])
        assert not conflicts.holds(case, call, tuple(row.members), linked), row.members
        for kept in combinations(row.members, len(row.members) - 1):
            assert conflicts.holds(case, call, kept, linked), (row.members, kept)


# ---------------------------------------------------------------- the registry


def test_every_topic_of_the_known_answers_has_its_tests():
    topics = {line.split(",")[0] for line in ANSWERS.read_text(encoding="utf-8").splitlines()[1:]}
    tests = "\n".join(file.read_text(encoding="utf-8") for file in ANSWERS.parents[1].rglob("test_*.py"))
    assert topics == set(re.findall(r'known_answers\("([a-z-]+)"\)', tests))


def test_a_check_says_how_it_is_used():
    assert registry.CHECKS["rate"].usage == "rate(start, end, *others)"
    assert registry.CHECKS["rate"].accepts(("a", "b"), {})
    assert not registry.CHECKS["rate"].accepts(("a",), {})
    assert not registry.CHECKS["rate"].accepts(("a", "b"), {"wrong": "x"})
