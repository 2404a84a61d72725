"""Key figures as a list of cards: each value with what it is, its base, and its interval or verdict."""

import re
from html import escape

import pandas as pd

from helpers.presentation.language import Language, missing, unbroken

PARTS = ("value", "label", "base", "interval", "verdict")
"""What a card says, in this order; what a figure does not have is left out."""

Card = dict[str, str]


def said(frame: pd.DataFrame, language: Language) -> list[Card]:
    """The words of each card, by part."""
    return [
        {part: language.sentence(row[part]) for part in PARTS if not missing(row[part])}
        for row in frame.to_dict("records")
    ]


def to_html(cards: list[Card], title: str, note: str) -> str:
    """The cards as a list that has a name, every text escaped."""
    items = "".join(f"<li>{_item(card)}</li>" for card in cards)
    under = f'<p class="note">{escape(note)}</p>' if note else ""
    return f'<ul class="key" aria-label="{escape(title)}">{items}</ul>{under}'


def to_text(cards: list[Card], title: str, base: str, note: str) -> str:
    """The cards as plain text, one a line."""
    lines = [" | ".join(card.values()) for card in cards]
    return "\n".join([f"{title} ({base})", *lines, *([note] if note else [])])


def _item(card: Card) -> str:
    return "".join(f'<p class="{part}">{_kept(part, escape(words))}</p>' for part, words in card.items())


def _kept(part: str, words: str) -> str:
    """The words with no line broken inside an interval either; a value is too large for one line."""
    if part == "interval":
        words = re.sub(r"(?<=\d) (to|à) (?=\d)", "\u00a0\\1\u00a0", words)
    return unbroken(words)
