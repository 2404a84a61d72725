import datetime
from decimal import Decimal
from types import SimpleNamespace

import pandas as pd

from helpers.presentation.language import Language
from helpers.statistics import key_figures
from helpers.statistics.sentences import sentence

en = Language("en")


def said(rows, part):
    return [None if row.get(part) is None else en.sentence(row[part]) for row in rows]


def answered(**changes):
    row = {
        "question": "uses",
        "item": "design",
        "question_title": "Uses",
        "label": "Design",
        "horizon": "now",
        "wording": "exact",
        "share_low": 24 / 36,
        "share_high": 24 / 36,
        "interval_low": 0.503,
        "interval_high": 0.798,
        "base_words": sentence("n = {n}", n=36),
        "flag": "ok",
    }
    return pd.DataFrame({name: [value] for name, value in (row | changes).items()})


def test_a_share_says_what_it_is_its_base_and_its_interval():
    rows = key_figures.shares(answered(), 0.95)
    assert said(rows, "label") == ["Uses: Design"]
    assert said(rows, "value") == ["67%"]
    assert said(rows, "base") == ["n = 36"]
    assert said(rows, "interval") == ["95% interval: 50 to 80%"]
    assert said(rows, "verdict") == [None]
    assert round(rows[0]["low"], 4) == 66.6667


def test_a_share_of_an_unknown_base_shows_its_range_and_its_flag():
    rows = key_figures.shares(answered(share_low=0.42, share_high=0.48, flag="flagged"), 0.9)
    assert said(rows, "value") == ["42 to 48%"]
    assert said(rows, "verdict") == ["small base"]


def test_a_later_horizon_is_named():
    assert said(key_figures.shares(answered(horizon="3 years"), 0.95), "label") == ["Uses: Design, in 3 years"]


def test_only_chosen_answers_plainly_given_are_key_figures():
    assert key_figures.shares(answered(item="costs"), 0.95) == []
    assert key_figures.shares(answered(wording="approximate"), 0.95) == []
    assert key_figures.shares(answered(), 0.95, questions=["activity"]) == []


def test_what_a_segment_is_cut_by_is_no_key_figure_of_it():
    assert len(key_figures.shares(answered(), 0.95, segment="activity=digital")) == 1
    assert key_figures.shares(answered(), 0.95, segment="uses=design") == []


def test_the_market_and_its_growth_carry_their_verdicts():
    ranges = pd.DataFrame(
        {
            "measure": ["market", "growth", "market"],
            "from_year": [2022, 2022, 2030],
            "to_year": [2022, 2030, 2030],
            "range_low": [7, 35, 126],
            "range_high": [11, 39, 156],
            "verdict": ["reproduced", "consistent only if", "reproduced"],
        }
    )
    estimates = pd.DataFrame({"institute": ["a", "b", "c"], "year": [2030, 2030, 2022]})
    closure = pd.DataFrame({"institute": ["a"], "from_year": [2022], "to_year": [2030]})
    rows = key_figures.market(estimates, closure, ranges)
    assert said(rows, "value") == ["$126bn to $156bn", "35 to 39% a year"]
    assert said(rows, "verdict") == ["reproduced", "consistent on a condition only"]
    assert said(rows, "base") == [
        "n = 2 institutes that print a figure for that year",
        "n = 1 rate stated by institutes",
    ]
    another = pd.DataFrame({"institute": ["a", "b"], "from_year": [2022, 2022], "to_year": [2030, 2027]})
    rows = key_figures.market(estimates, another, ranges)
    assert said(rows, "base")[1] == "n = 2 rates stated by institutes, 1 of them for 2022–2027"


def test_respondents_say_how_they_came_to_answer_and_when():
    day = datetime.date
    settings = SimpleNamespace(
        sampling="self-selected", fieldwork_start=day(2023, 7, 6), fieldwork_end=day(2023, 8, 21)
    )
    rows = key_figures.respondents(SimpleNamespace(settings=settings, segment="", n=36))
    assert (said(rows, "value"), said(rows, "label")) == (["36"], ["Firms counted"])
    assert said(rows, "base") == ["firms that chose to answer; no sample was drawn"]
    assert said(rows, "interval") == ["asked from 6 July to 21 August 2023"]


def test_fitting_posts_are_given_as_a_range_or_not_at_all():
    figures = pd.DataFrame(
        {
            "measure": ["share_of_posts"] * 4 + ["posts"],
            "wording": ["exact", "exact", "approximate", "exact", "exact"],
            "status": ["printed", "printed", "printed", "lost", "printed"],
            "occupation": ["a", "b", "c", "d", "a"],
            "value": [Decimal(12), Decimal(11), None, None, Decimal(71)],
            "decimals": 0,
        }
    )
    rows = key_figures.fitting_posts(figures, "half-up")
    assert said(rows, "value") == ["569 to 617"]
    assert said(rows, "base") == ["from 71 posts of one occupation and 2 shares of posts, rounded half up"]
    # 12 % and 95 % are no shares of one whole
    over = figures.assign(value=figures.value.mask(figures.occupation == "b", Decimal(95)))
    assert key_figures.fitting_posts(over, "half-up") == []


def test_a_frame_of_key_figures_has_every_column():
    frame = key_figures.frame(key_figures.shares(answered(), 0.95))
    assert list(frame) == key_figures.COLUMNS
    assert list(key_figures.frame([])) == key_figures.COLUMNS


def test_an_interval_runs_over_the_bases_that_fit_all_figures_of_the_question_too():
    assumed = {"base_kind": "base assumed", "bases": [36], "base_words": sentence("n = {n}, assumed", n=36)}
    rows = key_figures.shares(answered(**assumed, fitting=[33]), 0.95)
    assert said(rows, "interval") == ["95% interval over both bases: 50 to 80%"]
    several = key_figures.shares(answered(**assumed, fitting=[30, 33]), 0.95)
    assert said(several, "interval")[0].startswith("95% interval over all these bases: ")
    plain = key_figures.shares(answered(**assumed, fitting=[]), 0.95)
    assert said(plain, "base") == ["n = 36, assumed"]


def test_stated_posts_carry_the_estimate_for_all_firms_where_there_is_one(monkeypatch):
    posts = pd.DataFrame({"horizon": ["now", "3-5 years"], "total": [10.0, 30.0], "base": 5})
    found = SimpleNamespace(reason=None, total=163.0, low=121.0, high=204.6)
    monkeypatch.setattr(key_figures.survey, "posts", lambda known: posts)
    monkeypatch.setattr(key_figures.survey, "extrapolated", lambda *asked: found)
    known = SimpleNamespace(segment="", weighted=False, settings=SimpleNamespace(population=1200))
    assert said(key_figures.stated_posts(known, 0.9), "interval") == [
        "a plain count of what they state; estimate for 1,200 firms: 160; 90% interval: 120 to 200"
    ]
    known.segment = "size=small"
    assert said(key_figures.stated_posts(known, 0.9), "interval") == ["a plain count of what they state"]
