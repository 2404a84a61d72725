"""The reader's language: words from the catalogue, numbers as INSEE or the ONS prints them."""

import math
import re
import string
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from pandas import NA

from helpers.presentation.columns import TERMS, UNITS
from helpers.sources import codebook
from helpers.statistics.sentences import Amount, Sentence

CATALOGUES = Path(__file__).parent / "catalogues"
LOCALES = {"en": Locale("en", "GB"), "fr": Locale("fr", "FR")}
MISSING = "–"
_formatter = string.Formatter()


def marked(english: str) -> str:
    """The text itself; the catalogue's extractor looks for calls of this name."""
    return english


@cache
def catalogue(code: str) -> dict[str, str]:
    """Every translated text of a language, by its English original; empty for English."""
    if code == "en":
        return {}
    with (CATALOGUES / f"{code}.po").open("rb") as file:
        return {message.id: message.string for message in read_po(file, locale=code) if message.id}


def half_up(value: float | Decimal | Fraction | int, decimals: int) -> Decimal:
    """`value` rounded half up to `decimals` (negative: tens, hundreds), as the reader expects."""
    unit = Decimal(1).scaleb(-decimals)
    if isinstance(value, Fraction):
        steps = math.floor(abs(value) / Fraction(unit) + Fraction(1, 2))
        return (-1 if value < 0 else 1) * steps * unit
    number = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    return (number / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit


def missing(value: Any) -> bool:
    """Whether a cell holds nothing."""
    return value is None or value is NA or (isinstance(value, float) and value != value)


MONTHS = "|".join(
    locale.months["format"]["wide"][number] for locale in LOCALES.values() for number in range(1, 13)
)
COUNTED = (
    "ans?|mois|points?|postes?|entreprises?|%|years?|months?|posts?|firms?"
    f"|millions?|billions?|milliards?|euros?|{MONTHS}"
)
"""What a number counts, in either language: its line is not broken before it."""

YEARS = r"(?:years?|ans?)\b"
"""What a horizon is counted in: `in 3` and `to 5 years` each stay on one line."""

BEFORE = "sur|of|phase|section|annexe?"
"""What stands before a number that its line is not broken from: `sur 36`, `phase 1`."""

INVERTED = (
    r"(?<=[a-zà-ÿ])-(?:t-)?(?=(?:ils?|elles?|ce)\b)|-t-(?=on\b)|(?<=t)-(?=on\b)|(?<=\b[Nn]on)-(?=réponse)"
)
"""Where French joins a verb to what follows it: `forment-elles`, `donne-t-elle`, `peut-on`."""


def unbroken(text: str) -> str:
    """The text with no line broken inside `n = 36`, `to 5 years` or `donne-t-elle`, nor before a unit.

    A range may be broken before its second end. `text` may hold tags, which stay as they are.
    """
    text = re.sub(r"\bn = (?=\d)", "n\u00a0=\u00a0", text)
    text = re.sub(rf"\b(in|dans) (?=\d+[ \u00a0](?:(?:to|à)[ \u00a0]\d+[ \u00a0])?{YEARS})", "\\1\u00a0", text)
    text = re.sub(r"(?<=[\d%]) (to|à) (?=\d)", " \\1\u00a0", text)
    text = re.sub(rf"\b({BEFORE}) (?=\d)", "\\1\u00a0", text)
    text = re.sub(rf"(?:(?<=\d)|(?<=\d[%])|(?<=\b1er)) (?=(?:{COUNTED})(?!\w)|[«“])", "\u00a0", text)
    return re.sub(rf"(?:{INVERTED})(?![^<>]*>)", lambda found: found[0].replace("-", "\u2011"), text)


class Language:
    """Words and numbers of one language; everything a reader sees goes through it."""

    def __init__(self, code: str):
        self.code = code
        self.locale = LOCALES[code]

    def text(self, english: str) -> str:
        """A text of the catalogue, its apostrophes as printed; that a text has no translation is our fault."""
        if self.code == "en" or not english:
            return english.replace("'", "’")
        translated = catalogue(self.code).get(english)
        assert translated, f"no {self.code} translation of {english!r}"
        return translated

    def term(self, word: str) -> str:
        """The label of a word that stands in the data."""
        assert word in TERMS, f"{word!r} stands in the data but has no label"
        return self.text(TERMS[word])

    def number(self, value: Any, decimals: int = 0) -> str:
        """A number with a fixed count of decimals, rounded half up."""
        if missing(value):
            return MISSING
        shown = half_up(value, decimals)
        pattern = "#,##0" + ("." + "0" * decimals if decimals > 0 else "")
        text = format_decimal(abs(shown), format=pattern, locale=self.locale)
        return ("\u2212" if shown < 0 else "") + text

    def figure(self, value: Decimal | float | int | None) -> str:
        """A printed figure with just the digits it was printed with; a computed one with one decimal."""
        if missing(value):
            return MISSING
        if isinstance(value, float):
            return self.number(value, 1)
        return self.number(value, max(0, -Decimal(value).as_tuple().exponent))

    def percent(self, value: Any, decimals: int = 0) -> str:
        """A share or rate given in percent."""
        return self._with_percent(self.number(value, decimals))

    def interval(self, low: Any, high: Any, decimals: int = 0) -> str:
        """`39.0 to 39.3`; one-sided where an end is missing or infinite."""
        no_low, no_high = (missing(end) or abs(end) == math.inf for end in (low, high))
        if no_low and no_high:
            return MISSING
        if no_low or no_high:
            template = marked("below {value}") if no_low else marked("above {value}")
            return self.text(template).format(value=self.number(high if no_low else low, decimals))
        ends = self.number(low, decimals), self.number(high, decimals)
        return ends[0] if ends[0] == ends[1] else self.text("{low} to {high}").format(low=ends[0], high=ends[1])

    def rises(self, low: float, high: float, decimals: int = 0) -> str:
        """A change, or its ends, with a plus before what rises: `−3.2`, `+9.0 to +9.7`."""
        ends = [("+" if half_up(end, decimals) > 0 else "") + self.number(end, decimals) for end in (low, high)]
        return ends[0] if ends[0] == ends[1] else self.text("{low} to {high}").format(low=ends[0], high=ends[1])

    def limits(self, low: Any, high: Any, decimals: int = 0) -> str:
        """The limits of a band: `6.3 to 11.9`, or, the lower belonging to it, `26.0 or more`."""
        if missing(low) or not missing(high):
            return self.interval(low, high, decimals)
        return self.text("{value} or more").format(value=self.number(low, decimals))

    def chance(self, low: Any, high: Any) -> str:
        """A p-value, or its ends; never as nothing: `< 0.001`."""
        if missing(low) or missing(high):
            return MISSING
        least = f"< {self.number(0.001, 3)}"
        ends = [least if end < 0.0005 else self.number(end, 3) for end in (low, high)]
        return ends[0] if ends[0] == ends[1] else self.text("{low} to {high}").format(low=ends[0], high=ends[1])

    def listing(self, items: Iterable[str]) -> str:
        """`A, B and C`."""
        items = list(items)
        if len(items) < 2:
            return "".join(items) or MISSING
        return self.text("{items} and {last}").format(items=", ".join(items[:-1]), last=items[-1])

    def series(self, items: Iterable[str]) -> str:
        """`A; B; C`, for parts that hold commas."""
        first, *others = items
        for item in others:
            first = self.text("{items}; {last}").format(items=first, last=item)
        return first

    def options(self, numbers: Iterable[int]) -> str:
        """`20, 25 or 30`, or none; where there are many, their ends: `one of 9 from 19 to 35`."""
        shown = [self.number(number) for number in numbers]
        if len(shown) < 2:
            return "".join(shown) or self.text("none")
        if len(shown) > 7:
            template = self.text("any of {count} from {low} to {high}")
            return template.format(count=self.number(len(shown)), low=shown[0], high=shown[-1])
        return self.text("{items} or {last}").format(items=", ".join(shown[:-1]), last=shown[-1])

    def counted(self, number: int, forms: list[str]) -> str:
        """The form a number calls for: `firm|firms`, or with one for none: `none|#|#`, `#` being the number."""
        *none, one, other = forms
        if none and number == 0:
            return none[0]
        singular = self.locale.plural_form(int(number)) == "one"
        return (one if singular else other).replace("#", self.number(number))

    def amount(self, value: Amount) -> str:
        """A number or a range with its unit: `35 to 39% a year`, `1 year`; dates are spelt out."""
        if value.unit == "date":
            return self.days([end for end in value[1:] if not missing(end)])
        ends = [self.figure(end) for end in value[1:] if not missing(end)]
        said = ends[0] if len(ends) == 1 else self.text("{low} to {high}").format(low=ends[0], high=ends[1])
        if value.unit not in UNITS:
            return said if value.unit == "count" else f"{said} {self.show(value.unit, 'word')}"
        last = value.low if missing(value.high) else value.high
        forms = self.text(UNITS[value.unit]).split("|")
        return forms[0 if self.locale.plural_form(last) == "one" else -1].replace("#", said)

    def day(self, text: str) -> str:
        """A day, a month or a year in ISO form as one writes it: `30 November 2023`, `May 2023`."""
        if "-" not in text:
            return text
        start = date.fromisoformat(text if text.count("-") == 2 else f"{text}-01")
        if text.count("-") == 1:
            return format_skeleton("yMMMM", start, locale=self.locale)
        said = format_date(start, "long", locale=self.locale)
        return re.sub(r"^1(?= )", "1er", said) if self.code == "fr" else said

    def days(self, ends: list[str]) -> str:
        """A day, or two as a range that says what they share once: `6 July to 21 August 2023`."""
        if len(set(ends)) == 1:
            return self.day(ends[0])
        first, last = (self.day(end) for end in ends)
        words = marked("{low} to {high}")
        if all(end.count("-") == 2 for end in ends):
            words = marked("{first} to {last}")
            first = first if ends[0][:4] != ends[1][:4] else first.rpartition(" ")[0]
            first = first if ends[0][:7] != ends[1][:7] else first.rpartition(" ")[0]
        elif ends[0][:4] == ends[1][:4]:
            first = first.rpartition(" ")[0]
        return self.text(words).format(first=first, last=last, low=first, high=last)

    def place(self, value: str) -> str:
        """A place in the study: `annex 2, table`."""
        return ", ".join(self._place_part(part) for part in value.split(", "))

    def sentence(self, said: Sentence | str) -> str:
        """A sentence in this language, its fields shown as their format says."""
        if isinstance(said, str):
            return self.text(said)
        parts = []
        for literal, name, spec, _ in _formatter.parse(self.text(said.template)):
            parts.append(literal)
            if name is not None:
                parts.append(self.show(said.fields[name], spec or ""))
        return "".join(parts)

    def show(self, value: Any, spec: str) -> str:
        """A value as its format asks: `1`, `1%`, `year`, `term`, `names`, `figure`, `firm|firms`..."""
        if isinstance(value, Sentence):
            return self.sentence(value)
        if missing(value):
            return MISSING
        if "|" in spec:
            return self.counted(value, spec.split("|"))
        plain = {
            "year": lambda: str(int(value)),
            "date": lambda: self.day(value.isoformat()),
            "years": lambda: self.listing(str(int(year)) for year in value),
            "term": lambda: self.term(value),
            "amount": lambda: self.amount(value),
            "terms": lambda: self.listing(self.term(word) for word in value),
            "question": lambda: codebook.title(value, self.code),
            "names": lambda: self.listing(value),
            "place": lambda: self.place(value),
            "figure": lambda: self.figure(value),
            "figure%": lambda: self._with_percent(self.figure(value)),
            "figures": lambda: self.listing(self.figure(number) for number in value),
            "options": lambda: self.options(value),
            "bases": lambda: self.options(value) if value else self.text("none"),
            "sentence": lambda: self.sentence(value),
            "sentences": lambda: self.listing(self.sentence(said) for said in value),
            "name": lambda: str(value),
            "word": lambda: self.term(value) if value in TERMS else str(value),
            "": lambda: value if isinstance(value, str) else self.number(value),
        }
        if spec in plain:
            return plain[spec]()
        return self.percent(value, int(spec[:-1])) if spec.endswith("%") else self.number(value, int(spec))

    def _with_percent(self, text: str) -> str:
        return text if text == MISSING else text + ("\u00a0%" if self.code == "fr" else "%")

    def _place_part(self, part: str) -> str:
        word, _, number = part.partition(" ")
        if number[:1].isdigit():
            return f"{self.term(word)} {number}"
        return self.term(part)
