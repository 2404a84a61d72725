import pandas as pd
import pytest

from helpers.presentation import claim_figures, style
from helpers.presentation.language import Language
from helpers.statistics.sentences import VERDICTS


@pytest.fixture
def counts():
    rows = [("survey", 3, 2, 1, 0, 4), ("regions", 0, 5, 0, 1, 0)]
    return pd.DataFrame(rows, columns=["topic", *VERDICTS])


def test_each_verdict_has_a_column_of_bars_on_one_scale(counts):
    with style.applied():
        chart = claim_figures.verdicts(counts, Language("en"), "topic")
    [axes] = chart.figure.axes
    bars = [(bar.get_x(), bar.get_width()) for bar in axes.patches]
    starts = sorted({start for start, _ in bars})
    assert [starts.index(start) for start, _ in bars] == [0, 1, 1, 2, 3, 4]  # columns, top row first
    unit = bars[0][1] / 3
    assert [width / unit for _, width in bars] == pytest.approx([3, 2, 5, 1, 1, 4])
    texts = [text.get_text() for text in axes.texts]
    assert {"Survey", "Regions", "reproduced", "inconsistent"} <= set(texts)
    assert [text for text in texts if text.isdigit()] == ["3", "2", "5", "1", "1", "4"]


def test_the_alt_text_gives_the_sums(counts):
    chart = claim_figures.verdicts(counts, Language("en"), "topic")
    assert (
        "reproduced 3, consistent 7, consistent only on a condition 1, inconsistent 1, not checkable 4"
        in chart.alt
    )
