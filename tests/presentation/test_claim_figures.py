import pandas as pd
import pytest

from helpers.presentation import claim_figures, style
from helpers.presentation.language import Language
from helpers.statistics.sentences import VERDICTS


@pytest.fixture
def counts():
    rows = [("survey", 3, 2, 1, 0, 4), ("regions", 0, 5, 0, 1, 0)]
    return pd.DataFrame(rows, columns=["topic", *VERDICTS])


def test_each_verdict_is_a_piece_of_a_bar_from_where_the_last_ends(counts):
    with style.applied():
        chart = claim_figures.verdicts(counts, Language("en"), "topic")
    [axes] = chart.figure.axes
    pieces = {round(bar.get_y() + bar.get_height() / 2): [] for bar in axes.patches}
    for bar in axes.patches:
        pieces[round(bar.get_y() + bar.get_height() / 2)].append((bar.get_x(), bar.get_width()))
    assert pieces[1] == [(0, 3), (3, 2), (5, 1), (6, 0), (6, 4)]
    assert pieces[0] == [(0, 0), (0, 5), (5, 0), (5, 1), (6, 0)]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Survey", "Regions"]


def test_the_alt_text_gives_the_sums(counts):
    chart = claim_figures.verdicts(counts, Language("en"), "topic")
    assert "3 claims reproduced, 7 consistent, 1 consistent only on a condition, 1 inconsistent" in chart.alt
