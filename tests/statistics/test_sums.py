from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from helpers.presentation.language import Language
from helpers.statistics import shares, sums, survey
from helpers.statistics.rounding import Interval, printed

PARTS = {("years", "over_3"): ("from_3_to_5", "over_5")}


def figures(first, second, low, high, base=None):
    """Two answers in digits, and their sum in words that allow `low` to `high` percent."""
    same = {
        "question": "years",
        "horizon": "now",
        "unit": "percent",
        "decimals": 0,
        "base": None,
        "phrase": None,
    }
    digits = [
        same | {"item": item, "value": Decimal(value), "wording": "exact", "interval": printed(value, 0)}
        for item, value in (("from_3_to_5", first), ("over_5", second))
    ]
    words = {"value": Decimal(80), "wording": "approximate", "phrase": "eight in ten"}
    said = Interval(Fraction(low), Fraction(high))
    return pd.DataFrame([*digits, same | words | {"item": "over_3", "interval": said, "base": base}])


def found(*rows, n=36, **base):
    published = shares.published(figures(*rows, **base), n)
    return sums.on_bases_of_parts(published, PARTS, n, 0.95, "wilson").set_index("item")


def test_counts_that_a_sum_can_be():
    """37% and 43% are 11 and 13 of 30, 13 and 15 of 35; no count of 36 gives either."""
    both = [printed(37, 0), printed(43, 0)]
    assert {base: sums.added(base, both) for base in (30, 35, 36)} == {30: {24}, 35: {28}, 36: set()}


def test_a_sum_is_held_on_the_bases_of_its_parts():
    """Eight in ten, 75 to 85%, would be 27 to 30 of 36; the parts allow 24 of 30 and 28 of 35 alone."""
    row = found(37, 43, 75, 85).loc["over_3"]
    assert (row.base_kind, row.bases, row.pairs) == ("base unknown", [30, 35], [(24, 30), (28, 35)])
    assert (row.share_low, row.share_high, row.flag) == (0.8, 0.8, "ok")
    ends = [proportion_confint(count, base, method="wilson") for count, base in row.pairs]
    assert row.interval_low == pytest.approx(min(low for low, _ in ends))
    assert row.interval_high == pytest.approx(max(high for _, high in ends))


def test_a_sum_on_a_small_base_is_flagged():
    """50 and 45% are 10 and 9 of 20, and of no base from 21 to 24."""
    row = found(50, 45, 90, 100, n=21).loc["over_3"]
    assert (row.pairs, row.flag) == ([(19, 20)], "flagged")


def test_a_sum_keeps_all_firms_where_they_give_its_parts():
    """25 and 50% are 9 and 18 of 36."""
    row = found(25, 50, 70, 80).loc["over_3"]
    assert (row.base_kind, row.bases, row.adds) == ("base assumed", [36], False)


def test_a_sum_keeps_a_stated_base_and_one_with_parts_that_share_none():
    """39 and 20% are of no base in common from 18 to 36."""
    assert found(37, 43, 75, 85, base=36).loc["over_3"].bases == [36]
    assert found(39, 20, 55, 65).loc["over_3"].bases == [36]


def test_a_sum_that_its_parts_cannot_be_is_inconsistent():
    """37 and 43% come to 80%, never to 55 to 65%."""
    judged = sums.verdicts(shares.verdicts(found(37, 43, 55, 65).reset_index())).set_index("item")
    assert judged.verdict["over_3"] == "inconsistent"
    assert judged.base_words["over_3"] is None


def test_the_study_says_on_which_bases_eight_in_ten_holds():
    known = survey.read("study-2023")
    study = survey.estimates(known, ["seniority", "turnover_growth"], "half-up", 0.95, "wilson")
    row = study[study["item"] == "at_least_3"].iloc[0]
    assert (row.verdict, row.flag) == ("consistent only if", "ok")
    said = Language("en").sentence
    assert said(row.condition) == "the base is 30 or 35, as for the answers it adds"
    assert said(row.base_words) == "n = 30 or 35, unknown"
    strong = study[study["item"] == "strong"]
    assert set(strong.verdict) == {"not checkable"}
    assert {said(why) for why in strong.condition} == {"no threshold is stated"}
