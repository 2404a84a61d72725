import pandas as pd

from helpers.presentation import cards
from helpers.presentation.language import Language
from helpers.statistics.sentences import sentence

FRAME = pd.DataFrame(
    {
        "label": [sentence("{question}: {item}", question="<b>Size</b>", item="x"), sentence("n")],
        "value": [sentence("{low:0%}", low=66.7), sentence("{n}", n=1240)],
        "base": [sentence("n = {n}", n=36), None],
        "interval": [None, None],
        "verdict": [sentence("{verdict:term}", verdict="reproduced"), None],
    },
    dtype=object,
)


def test_a_card_says_what_its_figure_has_in_a_fixed_order():
    english = cards.said(FRAME, Language("en"))
    assert list(english[0]) == ["value", "label", "base", "verdict"]
    assert english[0]["value"] == "67%"
    assert english[1] == {"value": "1,240", "label": "n"}
    french = cards.said(FRAME, Language("fr"))
    assert [card["value"] for card in french] == ["67\u00a0%", "1\u202f240"]


def test_cards_are_a_list_with_a_name_and_every_text_escaped():
    html = cards.to_html(cards.said(FRAME, Language("en")), 'a "name"', "a note")
    assert html.startswith('<ul class="key" aria-label="a &quot;name&quot;"><li><p class="value">67%</p>')
    assert html.count("<li>") == 2
    assert "<b>" not in html
    assert '<p class="base">n\u00a0=\u00a036</p>' in html
    assert html.endswith('</ul><p class="note">a note</p>')


def test_an_interval_stands_on_one_line_of_a_card_and_a_value_may_take_two():
    frame = FRAME.assign(interval=[sentence("interval: {low} to {high}", low=50, high=80), None])
    frame.loc[0, "value"] = sentence("{low} to {high}", low=126, high=156)
    html = cards.to_html(cards.said(frame, Language("en")), "t", "")
    assert '<p class="interval">interval: 50\u00a0to\u00a080</p>' in html
    assert '<p class="value">126 to\u00a0156</p>' in html


def test_cards_as_text_take_a_line_each():
    text = cards.to_text(cards.said(FRAME, Language("en")), "Key figures", "n = 36", "").splitlines()
    assert text == ["Key figures (n = 36)", "67% | <b>Size</b>: x | n = 36 | reproduced", "1,240 | n"]
