import re

import numpy as np
import pandas as pd
import pytest
from matplotlib.markers import CARETLEFT
from matplotlib.patches import Rectangle

from helpers.presentation import survey_figures
from helpers.presentation.language import Language
from helpers.sources import codebook
from helpers.statistics import bands, change, rounding, shares

en = Language("en")


@pytest.fixture
def published(load):
    figures = rounding.approximately(load("survey_figures"), load("wordings"))
    return codebook.labelled(shares.verdicts(shares.published(figures, 36)), "en")


def dots(axes, marker="o", hollow=None):
    """Where the marks of a chart stand, those of a kind only."""
    of = [line for line in axes.lines if line.get_marker() == marker]
    if hollow is not None:
        of = [line for line in of if (line.get_markerfacecolor() == "white") == hollow]
    return [float(x) for line in of for x in line.get_xdata()]


def written(axes):
    """The texts on a chart, but not its scale."""
    return [text.get_text() for text in axes.texts]


def test_shares_stand_where_their_counts_are(published):
    sectors = published[published.question == "client_sector"]
    axes = survey_figures.shares(sectors, en).figure.axes[0]
    assert dots(axes) == pytest.approx([100 * c / 36 for c in (21, 17, 15, 9)])


def test_an_interval_runs_from_its_low_to_its_high_end(published):
    health = published[(published.question == "client_sector") & (published["item"] == "health")]
    line = survey_figures.shares(health, en).figure.axes[0].lines[0]
    # Wilson, 9 of 36: (p + z²/2n ± z·sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n) with z = 1.96
    assert [float(x) for x in line.get_xdata()[:2]] == pytest.approx([13.75, 41.07], abs=0.01)


def test_an_unknown_base_is_hollow(published):
    region = published[published.question == "region"]
    axes = survey_figures.shares(region, en).figure.axes[0]
    unknown = region[region.base_kind == "base unknown"]
    assert len(unknown) > 0
    assert dots(axes, hollow=True) == pytest.approx(list(50 * (unknown.share_low + unknown.share_high)))
    assert len(dots(axes)) == len(region) - 1, "words beside digits have no mark of their own"


def test_words_that_allow_many_shares_have_no_dot_in_their_middle(published):
    growth = published[published.question == "turnover_growth"]
    growth = growth[growth["item"].isin(["strong", "under_20"]) & (growth.horizon == "5 years")]
    chart = survey_figures.shares(growth, en)
    assert "a majority" in written(chart.figure.axes[0])
    assert dots(chart.figure.axes[0]) == pytest.approx([100 * 10 / 36])  # of the 28% alone
    assert "thick: shares that fit the words" in re.sub(r"\s", " ", chart.figure.axes[0].get_xlabel())


def test_questions_are_named_over_their_items(published):
    two = published[published.question.isin(["training_ways", "apprentices"])]
    axes = survey_figures.shares(two, en).figure.axes[0]
    bold = [text.get_text() for text in axes.texts if text.get_fontweight() == "bold"]
    assert bold == ["Ways of training", "Work-study trainees"]


def test_an_item_is_named_once_and_its_horizons_beside_it(published):
    sectors = published[(published.question == "promising_sectors") & (published["item"] == "engineering")]
    texts = written(survey_figures.shares(sectors, en).figure.axes[0])
    assert texts.count("Engineering") == 1
    assert [text for text in texts if text.startswith("in ")] == ["in 3 years", "in 5 years"]


def test_an_arrow_runs_from_the_first_share_to_the_second(published):
    found = change.horizon_changes(published[published.wording == "exact"], 36)
    found = codebook.labelled(found[found["item"] == "design"], "en")
    chart = survey_figures.changes(found, en)
    axes = chart.figure.axes[0]
    assert [list(line.get_xdata()[:2]) for line in axes.lines if len(line.get_xdata()) == 3] == [[67.0, 39.0]]
    assert dots(axes, hollow=True) == [67.0]
    assert dots(axes, CARETLEFT) == [39.0]  # whose tip stands on the share
    assert "67% → 39%" in written(axes)
    assert "significant in" in written(axes)
    assert "in some of them: 1" in chart.alt


def test_charts_stand_on_answers_as_on_printed_shares():
    rows = [("uses", item, "now", count, 40) for item, count in (("design", 30), ("costs", 8), ("risks", 0))]
    counted = pd.DataFrame(rows, columns=["question", "item", "horizon", "count", "base"])
    counted = counted.assign(weighted_count=np.nan, weighted_base=np.nan, effective_base=np.nan)
    counted.loc[2, "base"] = 0
    chart = survey_figures.shares(codebook.labelled(shares.answered(counted), "en"), en)
    assert sorted(dots(chart.figure.axes[0])) == [20, 75]  # nobody answered the third
    assert {"75.0%", "20.0%"} <= set(written(chart.figure.axes[0]))
    assert len(chart.frame) == 2
    assert "Highest: Optimise design, 75.0%; lowest: Anticipate or reduce costs, 20.0%" in chart.alt


def test_one_share_is_described_as_one():
    counted = pd.DataFrame({"question": ["uses"], "item": "design", "horizon": "now", "count": 30, "base": 40})
    counted = counted.assign(weighted_count=np.nan, weighted_base=np.nan, effective_base=np.nan)
    chart = survey_figures.shares(codebook.labelled(shares.answered(counted), "en"), en)
    assert chart.alt == "Dot with interval, in percent of firms: Optimise design, 75.0%"


def test_a_change_that_is_not_significant_is_dotted_and_says_nothing():
    pairs = pd.DataFrame(
        {"question": "uses", "item": ["design", "costs"], "both": [10, 5], "only_first": [20, 1]}
    )
    pairs = pairs.assign(only_second=[0, 2], neither=[10, 32], base=40)
    pairs = pairs.assign(first_horizon="now", second_horizon="3-5 years")
    found = codebook.labelled(change.observed(pairs), "en")
    chart = survey_figures.changes(found, en)
    assert chart.bases == (40, 40)
    axes = chart.figure.axes[0]
    lines = {
        tuple(line.get_xdata()[:2]): line.get_linestyle() for line in axes.lines if len(line.get_xdata()) == 3
    }
    assert lines == {(75.0, 25.0): "-", (15.0, 17.5): ":"}
    assert " ".join(written(axes)).count("significant change") == 1
    assert "from 75% to 25%; significant changes: 1" in chart.alt


def many_pairs():
    """Nine items, of which one moves from 75 to 25 %."""
    items = list(codebook.items().query("question == 'uses' and origin != 'statistic'")["item"])[:9]
    pairs = pd.DataFrame({"question": "uses", "item": items, "both": 10, "only_first": 5, "only_second": 5})
    pairs = pairs.assign(neither=20, base=40, first_horizon="now", second_horizon="3-5 years")
    pairs.loc[0, ["both", "only_first", "only_second", "neither"]] = [10, 20, 0, 10]
    return codebook.labelled(change.observed(pairs), "en")


def test_many_changes_have_a_row_each_and_the_widest_is_told():
    chart = survey_figures.changes(many_pairs(), en)
    axes = chart.figure.axes[0]
    assert len(dots(axes, hollow=True)) == 9
    assert sorted(dots(axes, CARETLEFT)) == [25.0]
    assert "Improve performance, from 75% to 25%" in chart.alt


def test_posts_now_lie_within_posts_in_all_in_the_order_of_the_table():
    rows = [("developer", "now", 3.0), ("developer", "3-5 years", 8.0)]
    rows += [("data_engineer", "now", 1.0), ("data_engineer", "3-5 years", 20.0)]
    posts = pd.DataFrame(rows, columns=["item", "horizon", "total"]).assign(question="recruit_posts")
    chart = survey_figures.posts(codebook.labelled(posts, "en"), en)
    widths = [bar.get_width() for bar in chart.figure.axes[0].patches if isinstance(bar, Rectangle)]
    assert widths[:4] == [8, 20, 3, 1]
    assert {"3 of 8", "1 of 20"} <= set(written(chart.figure.axes[0]))
    assert (
        chart.alt == "Bars of posts; occupations shown: 2. Most posts: Data engineer, 20 in all, 1 of them now"
    )


def held(rows):
    """Bands of turnover growth, each with the fewest and the most of 36 firms."""
    frame = pd.DataFrame(rows, columns=["item", "firms_low", "firms_high"])
    frame = frame.assign(question="turnover_growth", horizon="3 years")
    ends = {f"share_{end}": frame[f"firms_{end}"] / 36 * 100 for end in ("low", "high")}
    return frame.assign(label=frame["item"], question_title="Growth", **ends)


def key(axes):
    """How to read the scale, on one line."""
    return re.sub(r"\s+", " ", axes.get_xlabel())


def test_the_fewest_and_the_most_firms_of_a_band_stand_beside_it_and_in_the_key():
    """11 of 36 is 30.6%, 12 is 33.3%."""
    chart = survey_figures.bands(held([("a", 0, 26), ("b", 11, 12), ("c", 10, 10)]), en)
    axes = chart.figure.axes[0]
    assert {"0 to 26 (0 to 72%)", "11 to 12 (31 to 33%)", "10 (28%)"} <= set(written(axes))
    assert "full: minimum compatible with the published figures" in key(axes)
    assert "pale: up to the maximum" in key(axes)
    assert "The least certain is a (in 3 years), from 0% to 72%" in chart.alt


def test_the_key_names_only_the_ends_that_a_bar_shows():
    assert "full" not in key(survey_figures.bands(held([("a", 0, 26), ("b", 0, 12)]), en).figure.axes[0])
    assert "pale" not in key(survey_figures.bands(held([("a", 26, 26)]), en).figure.axes[0])


def test_a_band_that_no_number_of_firms_fits_has_a_dash():
    assert "–" in written(survey_figures.bands(held([("a", None, None), ("b", 0, 12)]), en).figure.axes[0])


def test_bands_of_a_horizon_come_together(published):
    growth = published[published.question.isin(["turnover_growth", "staff_growth"])]
    axes = survey_figures.shares(bands.ordered(growth), en, by_horizon=True).figure.axes[0]
    bold = [text.get_text() for text in axes.texts if text.get_fontweight() == "bold"]
    assert bold == [
        "Expected growth of turnover – in 3 years",
        "Expected growth of turnover – in 5 years",
        "Expected growth of staff – in 3 years",
        "Expected growth of staff – in 5 years",
    ]


def test_words_that_allow_few_shares_have_no_dot_either(published):
    """One in four of 36 is 9 or 10."""
    double = published[(published["item"] == "double_or_more") & (published.horizon == "3 years")]
    axes = survey_figures.shares(double, en).figure.axes[0]
    assert dots(axes) == []
    thick = next(line for line in axes.lines if line.get_linewidth() == 5)
    assert list(thick.get_xdata()[:2]) == pytest.approx([25, 100 * 10 / 36])


def test_each_dash_that_is_drawn_is_explained(published):
    found = change.horizon_changes(published[published.wording == "exact"], 36)
    axes = survey_figures.changes(codebook.labelled(found, "en"), en).figure.axes[0]
    dashes = {line.get_linestyle() for line in axes.lines if len(line.get_xdata()) > 1} - {"None"}
    said = axes.get_xlabel().replace("\u00a0", " ").replace("\n", " ")
    words = {"-": "solid: significant", "--": "dashed: significant in some", ":": "dotted: significant in no "}
    assert {"--", ":"} <= dashes
    assert all(words[dash] in said for dash in dashes)
    assert "solid" not in said


def test_shares_of_answers_tell_their_smallest_and_largest_base_and_printed_ones_none(published):
    counted = pd.DataFrame({"question": ["uses", "uses"], "item": ["design", "costs"], "horizon": "now"})
    counted = counted.assign(count=[30, 8], base=[40, 36], weighted_count=np.nan, weighted_base=np.nan)
    counted = codebook.labelled(shares.answered(counted.assign(effective_base=np.nan)), "en")
    assert survey_figures.shares(counted, en).bases == (36, 40)
    assert survey_figures.shares(published[published.question == "client_sector"], en).bases is None


def test_the_key_says_the_level_of_the_intervals_and_answers_have_no_printed_figure(published):
    sectors = published[published.question == "client_sector"]
    chart = survey_figures.shares(sectors, en, confidence=0.9)
    assert "line: 90% interval" in re.sub(r"\s", " ", chart.figure.axes[0].get_xlabel())
    assert "figure_printed" in chart.columns
    counted = pd.DataFrame({"question": ["uses"], "item": "design", "horizon": "now", "count": 30, "base": 40})
    counted = counted.assign(weighted_count=np.nan, weighted_base=np.nan, effective_base=np.nan)
    answered = survey_figures.shares(codebook.labelled(shares.answered(counted), "en"), en)
    assert "figure_printed" not in answered.columns
