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
