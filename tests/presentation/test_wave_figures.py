import pandas as pd

from helpers.presentation import wave_figures
from helpers.presentation.language import Language
from helpers.sources import codebook
from helpers.statistics.sentences import sentence


def test_each_share_stands_in_both_waves_and_the_widest_change_is_named():
    rows = [("design", 0.25, 0.75), ("costs", 0.5, 0.4)]
    frame = pd.DataFrame(rows, columns=["item", "first", "second"]).assign(question="uses", horizon="now")
    for wave in ("first", "second"):
        for end, width in (("low", -0.1), ("high", 0.1)):
            frame[f"{wave}_share_{end}"] = frame[wave]
            frame[f"{wave}_interval_{end}"] = frame[wave] + width
    frame = frame.assign(first_base_kind="base assumed", conclusion_holm=["all", "none"])
    frame = frame.assign(second_base_kind="answers", second_bases=[[230], [216]])
    names = tuple(sentence("{year:year} wave", year=year) for year in (2023, 2026))
    chart = wave_figures.moved(codebook.labelled(frame, "fr"), Language("fr"), names)
    dots = [line for line in chart.figure.axes[0].lines if line.get_marker() == "o"]
    places = [(list(line.get_xdata()), line.get_markerfacecolor() == "white") for line in dots]
    assert places == [([50.0, 25.0], True), ([40.0, 75.0], False)]
    texts = [text.get_text() for text in chart.figure.axes[0].texts]
    assert chart.bases == (216, 230)
    assert {"vague de 2023", "vague de 2026"} <= set(texts)  # named at the first row, not in a key
    assert sum("significatif" in text for text in texts) == 1  # in words, not by colour alone
    assert "avec une évolution significative : 1" in chart.alt.replace("\u00a0", " ")
    assert "25\u00a0% → 75\u00a0%" in " ".join(texts)
    assert "Optimiser la conception (actuellement)\u00a0», de 25\u00a0% à 75\u00a0%" in chart.alt


def test_a_published_range_has_its_ends_for_a_label_and_no_dot_between_them():
    """By hand: 6 to 8 of 36 firms are 17 to 22%, 9 or 10 are 25 to 28%; 10 of 22 and 13 of 29 are 45%."""
    ends = [(6 / 36, 8 / 36), (9 / 36, 10 / 36), (13 / 29, 10 / 22)]
    frame = pd.DataFrame(ends, columns=["first_share_low", "first_share_high"])
    frame = frame.assign(item=["design", "costs", "risks"], question="uses", horizon="now")
    frame = frame.assign(second_share_low=0.41, second_share_high=0.41, conclusion_holm="some")
    for wave in ("first", "second"):
        frame = frame.assign(**{f"{wave}_interval_low": 0.1, f"{wave}_interval_high": 0.6})
    frame = frame.assign(first_base_kind="base assumed", second_base_kind="answers", second_bases=[[230]] * 3)
    names = tuple(sentence("{year:year} wave", year=year) for year in (2023, 2026))
    chart = wave_figures.moved(codebook.labelled(frame, "en"), Language("en"), names, confidence=0.95)
    axes = chart.figure.axes[0]
    texts = " ".join(text.get_text() for text in axes.texts)
    assert all(label in texts for label in ("17–22% → 41%", "25–28% → 41%", "45% → 41%"))
    hollow = [line for line in axes.lines if line.get_marker() == "o" and line.get_markerfacecolor() == "white"]
    assert [len(line.get_xdata()) for line in hollow] == [1]
    key = axes.get_xlabel().replace("\u00a0", " ").replace("\n", " ")
    assert "thick: shares that fit the published figure; thin: 95% interval" in key
    assert "significance: after Holm’s correction" in key
    assert "first_recomputed" in chart.columns
