"""Words of an export as people write them: labels compared loosely, yes and no, French numbers."""

import re
import unicodedata
from decimal import Decimal

from babel.numbers import NumberFormatError, parse_decimal

YES = {"1", "y", "yes", "o", "oui", "x", "true", "vrai", "checked", "selected", "coche", "quoted"}
"""A ticked box, as exports write it, normalised."""
NO = {"0", "n", "no", "non", "false", "faux", "unchecked", "not selected", "non coche", "not quoted"}
"""A box that was left, where an export says so, normalised."""
NUMBER = re.compile(r"[+-]?\d[\d .,']*")


def normalised(text: str) -> str:
    """`text` without case, accents, markup of spaces and typographic apostrophes: two equal labels match."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").replace("œ", "oe").replace("Œ", "oe"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(plain.casefold().split())


def number(text: str) -> Decimal | None:
    """A number written the French or the English way (`1 234,5`, `1,234.5`, `1234.5`); None if it is none.

    A single comma is a decimal comma. A percent sign is not read away: a share is not a count.
    """
    text = " ".join(text.split())
    if not NUMBER.fullmatch(text):
        return None
    english = "." in text and ("," not in text or text.rindex(".") > text.rindex(","))
    try:
        if english:
            return parse_decimal(text, locale="en", strict="," in text)
        return parse_decimal(text.replace(" ", "\u202f"), locale="fr", strict=" " in text)
    except NumberFormatError:
        return None
