import numpy as np
import pandas as pd
import pytest

from helpers.presentation import survey_figures
from helpers.presentation.language import Language
from helpers.sources import codebook
from helpers.statistics import change, rounding, shares

en = Language("en")


@pytest.fixture
def published(load):
    figures = rounding.approximately(load("survey_figures"), load("wordings"))
    return codebook.labelled(shares.verdicts(shares.published(figures, 36)), "en")


def test_shares_stand_where_their_counts_are(published):
    sectors = published[published.question == "client_sector"]
    axes = survey_figures.shares(sectors, en).figure.axes[0]
    dots = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "o"]
    assert dots == pytest.approx([100 * c / 36 for c in (21, 17, 15, 9)])


def test_an_unknown_base_is_hollow(published):
    region = published[published.question == "region"]
    axes = survey_figures.shares(region, en).figure.axes[0]
    faces = [line.get_markerfacecolor() == "white" for line in axes.lines if line.get_marker() == "o"]
    assert faces == (region.base_kind == "base unknown").tolist()


def test_questions_are_named_over_their_items(published):
    two = published[published.question.isin(["training_ways", "apprentices"])]
    axes = survey_figures.shares(two, en).figure.axes[0]
    bold = [tick.get_text() for tick in axes.get_yticklabels() if tick.get_fontweight() == "bold"]
    assert bold == ["Ways of training", "Work-study trainees"]


def test_the_slopes_join_the_two_printed_shares(published):
    found = change.horizon_changes(published[published.wording == "exact"], 36)
    axes = survey_figures.changes(codebook.labelled(found, "en"), en).figure.axes[0]
    assert [67.0, 39.0] in [list(line.get_ydata()) for line in axes.lines]


def test_charts_stand_on_answers_as_on_printed_shares():
    rows = [("uses", item, "now", count, 40) for item, count in (("design", 30), ("costs", 8), ("risks", 0))]
    counted = pd.DataFrame(rows, columns=["question", "item", "horizon", "count", "base"])
    counted = counted.assign(weighted_count=np.nan, weighted_base=np.nan, effective_base=np.nan)
    counted.loc[2, "base"] = 0
    axes = survey_figures.shares(codebook.labelled(shares.answered(counted), "en"), en).figure.axes[0]
    dots = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "o"]
    assert sorted(dots) == [20, 75]  # nobody answered the third
    assert {"75.0%", "20.0%"} == {text.get_text() for text in axes.texts}


def test_slopes_stand_on_observed_pairs():
    pairs = pd.DataFrame(
        {"question": "uses", "item": ["design", "costs"], "both": [10, 5], "only_first": [20, 1]}
    )
    pairs = pairs.assign(only_second=[0, 2], neither=[10, 32], base=40)
    pairs = pairs.assign(first_horizon="now", second_horizon="3-5 years")
    found = codebook.labelled(change.observed(pairs), "en")
    chart = survey_figures.changes(found, en)
    lines = {tuple(line.get_ydata()): line.get_linestyle() for line in chart.figure.axes[0].lines}
    assert lines[75.0, 25.0] == "-"
    assert lines[15.0, 17.5] == ":"
    assert "from 75% to 25%" in chart.alt


def many_pairs():
    """Nine items, of which one moves from 75 to 25 %: more than slopes can hold."""
    items = list(codebook.items().query("question == 'uses' and origin != 'statistic'")["item"])[:9]
    pairs = pd.DataFrame({"question": "uses", "item": items, "both": 10, "only_first": 5, "only_second": 5})
    pairs = pairs.assign(neither=20, base=40, first_horizon="now", second_horizon="3-5 years")
    pairs.loc[0, ["both", "only_first", "only_second", "neither"]] = [10, 20, 0, 10]
    return codebook.labelled(change.observed(pairs), "en")


def test_many_changes_have_a_row_each_and_an_arrow_to_the_second_share():
    chart = survey_figures.changes(many_pairs(), en)
    axes = chart.figure.axes[0]
    ends = [(text.xyann[0], text.xy[0]) for text in axes.texts if getattr(text, "arrow_patch", None)]
    assert ends[0] == (75.0, 25.0)
    assert len(ends) == 9
    assert "Improve performance, from 75% to 25%" in chart.alt


def test_posts_now_lie_within_posts_in_all_and_the_most_stand_on_top():
    rows = [("developer", "now", 3.0), ("developer", "3-5 years", 8.0)]
    rows += [("data_engineer", "now", 1.0), ("data_engineer", "3-5 years", 20.0)]
    posts = pd.DataFrame(rows, columns=["item", "horizon", "total"]).assign(question="recruit_posts")
    chart = survey_figures.posts(codebook.labelled(posts, "en"), en)
    widths = [bar.get_width() for bar in chart.figure.axes[0].patches]
    assert widths == [8, 20, 3, 1]
    assert chart.alt == "Bars for 2 occupations: most posts Data engineer, 20 in all, 1 of them now"
