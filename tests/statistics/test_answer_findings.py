from types import SimpleNamespace

import pandas as pd

from helpers.presentation.language import Language
from helpers.statistics import answer_findings

en = Language("en")


def shares(question, rows):
    """Labelled shares from answers: item, horizon, count and base, with an interval ten points either side."""
    frame = pd.DataFrame(rows, columns=["item", "horizon", "count", "base"])
    share = frame["count"] / frame.base
    return frame.assign(
        question=question,
        question_title=question.replace("_", " ").capitalize(),
        label=frame["item"].str.capitalize(),
        share_low=share,
        share_high=share,
        interval_low=share - 0.1,
        interval_high=share + 0.1,
        bases=[[base] for base in frame.base],
    )


def wave(population, segment=""):
    return SimpleNamespace(settings=SimpleNamespace(population=population), segment=segment, n=240)


def test_the_population_is_stated_and_a_response_rate_never():
    said = [en.sentence(answer_findings.population(of)) for of in (wave(1200), wave(None), wave(1200, "a=b"))]
    assert said == [
        "Population: 1,200 firms; 240 counted, or 20.0%. Response rate unknown.",
        "Number of firms in the population and response rate unknown.",
        "How many firms of the population are in the segment is not known.",
    ]


def test_bands_are_summed_above_the_limit_of_the_codebooks_sum():
    """By hand, of 200: above 40%, 50 + 30 = 80 firms and 60 + 44 = 104."""
    counts = {"under_20": (60, 40), "from_20_to_40": (40, 36), "from_40_to_100": (50, 60)}
    counts |= {"double_or_more": (30, 44), "dont_know": (20, 20)}
    rows = [
        (item, horizon, count, 200)
        for item, both in counts.items()
        for horizon, count in zip(("3 years", "5 years"), both, strict=True)
    ]
    turnover = shares("turnover_growth", rows)
    said = answer_findings.growth_above(turnover, ["turnover_growth", "staff_growth"])
    assert en.sentence(said) == (
        "40.0% of firms expect turnover to grow by more than 40% within 3 years, and 52.0% within 5; 15.0% and "
        "22.0% expect it at least to double (n = 200)."
    )
    near = turnover[turnover.horizon == "3 years"]
    assert en.sentence(answer_findings.growth_above(near, ["turnover_growth"])) == (
        "40.0% of firms expect turnover to grow by more than 40% within 3 years; 15.0% expect it at least to "
        "double (n = 200)."
    )
    staff = shares("staff_growth", [("up_to_50", "3 years", 30, 50), ("double_or_more", "3 years", 20, 50)])
    both = answer_findings.growth_above(pd.concat([turnover, staff]), ["turnover_growth", "staff_growth"])
    assert "(n = 200). 40.0% of firms expect staff to grow by more than 50% within 3 years;" in en.sentence(
        both
    )
    assert "can be shown" in en.sentence(answer_findings.growth_above(staff[:0], ["staff_growth"]))


def recruiting(*rows):
    return shares("recruits", [(item, "3-5 years", count, 100) for item, count in rows])


def stated(*rows):
    frame = pd.DataFrame(rows, columns=["item", "total"])
    return frame.assign(horizon="3-5 years", label=frame["item"].str.capitalize())


def test_the_occupation_that_leads_posts_and_firms_is_named_once_or_each_is():
    """That nobody recruits, and that it is another occupation, lead nothing."""
    posts = stated(("manager", 30), ("developer", 20), ("other", 90))
    one = recruiting(("manager", 40), ("developer", 20), ("none", 60))
    assert en.sentence(answer_findings.leads_recruiting(posts, one)) == (
        "Manager comes first in posts (30 in all) and in recruiting firms (40.0%, n = 100)."
    )
    tied = recruiting(("manager", 40), ("developer", 40))
    assert en.sentence(answer_findings.leads_recruiting(posts, tied)) == (
        "Most posts in all: Manager, 30. Most firms: Manager and Developer, 40.0% (n = 100)."
    )
    assert "withheld" in en.sentence(answer_findings.leads_recruiting(posts[:0], one))


def test_where_recruiting_is_hard_and_whether_an_occupation_stands_out():
    """Intervals reach ten points either way: 45 and 60% share those from 50 to 55; 45 and 70% share none."""
    difficulty = shares("difficulty", [("yes", "now", 77, 100), ("no", "now", 23, 100)])
    close = [("developer", "now", 45, 100), ("manager", "now", 60, 100), ("other", "now", 99, 100)]
    found = pd.concat([difficulty, shares("recruit_difficulty", close)])
    assert en.sentence(answer_findings.hardest(found)) == (
        "77.0% of recruiting firms meet difficulties (interval 67 to 87%; n = 100). By occupation, from 45.0% "
        "(Developer, n = 100) to 60.0% (Manager, n = 100); the intervals are wide and all overlap: no ranking "
        "is drawn."
    )
    apart = shares("recruit_difficulty", [("developer", "now", 45, 100), ("manager", "now", 70, 100)])
    said = en.sentence(answer_findings.hardest(apart))
    assert said.startswith("By occupation")
    assert said.endswith("their intervals do not all overlap.")
    assert "not asked" in en.sentence(answer_findings.hardest(found[:0]))


def test_a_table_of_posts_ends_with_all_occupations():
    """3 + 1 posts now, 8 + 12 in all: shares of 100 %; how many firms have any post is not known."""
    rows = [
        ("now", 3.0, 0.75, 2),
        ("3-5 years", 8.0, 0.4, 2),
        ("now", 1.0, 0.25, 1),
        ("3-5 years", 12.0, 0.6, 3),
    ]
    posts = pd.DataFrame(rows, columns=["horizon", "total", "share", "positive"])
    posts = posts.assign(label=list("aabb"), base=4)
    shown = answer_findings.posts_table(posts)
    assert list(shown.horizon) == ["now", "in all, 3-5 years"] * 3
    assert shown.total.tolist() == [3, 8, 1, 12, 4, 20]
    assert shown.share.tolist()[-2:] == [1, 1]
    assert shown.positive.isna().tolist() == [False] * 4 + [True] * 2
    assert shown.to_csv(columns=["base", "positive"], index=False).split() == [
        *("base,positive", "4,2", "4,2", "4,1", "4,3", ",", ",")
    ]
    assert en.sentence(shown.label.iloc[-1]) == "All occupations"


def test_what_the_largest_firm_holds_is_a_column_only_where_rows_differ():
    alike = pd.DataFrame({"concentration": ["under a third"] * 2})
    differing = pd.DataFrame({"concentration": ["under a third", "over two thirds"]})
    lacking = pd.DataFrame({"concentration": ["under a third", None]})
    assert answer_findings.columns_of_largest(alike) == []
    assert "In every row the largest firm holds less than a third" in en.sentence(
        answer_findings.posts_note(alike)
    )
    for other in (differing, lacking, alike[:0]):
        assert answer_findings.columns_of_largest(other) == ["concentration"]
        assert "The last column" in en.sentence(answer_findings.posts_note(other))
