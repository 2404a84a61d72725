"""LimeSurvey's structure export (`.txt`, tab-separated): what each column of a survey's answers asked.

Layout: LimeSurvey manual, "Tab Separated Value survey structure"; rows of class Q (question), SQ (subquestion)
and A (answer) follow each other, the base language first and each other language after it.
"""

import csv
import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from helpers.sources.problems import DataError, Problem
from helpers.sources.readers import encoding
from helpers.sources.readers.columns import place

NEEDED = ("class", "type/scale", "name", "text", "language")
DUAL, GRIDS, RANKING, LISTS = "1", (":", ";"), "R", ("L", "!")
"""Types of question: dual scale, arrays of cells, ranking; lists, which may have an «other»."""
OTHER = "-oth-"
"""What LimeSurvey exports where «other» was chosen in a list."""


@dataclass(frozen=True)
class Asked:
    """What a column of the answers is about."""

    labels: tuple[str, ...]
    """Text of the question, then of the subquestion, plain."""
    values: dict[str, str]
    """Answer code -> label."""


@dataclass
class _Question:
    code: str
    kind: str
    text: str
    other: bool
    items: dict[str, dict[str, str]] = field(default_factory=dict)
    """Scale -> code of a subquestion -> text."""
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    """Scale -> code of an answer -> label."""


def read(file: Path) -> tuple[dict[str, Asked], tuple[str, ...]]:
    """What each possible column asked, by its code, in the base language; and a note on the languages."""
    rows = _rows(file)
    languages = list(dict.fromkeys(row["language"] for row in rows if row["class"] == "Q"))
    if not languages:
        raise DataError([Problem(place(file), "holds no question", column="class", allowed="rows of class Q")])
    asked: dict[str, Asked] = {}
    for question in _questions(row for row in rows if row["language"] == languages[0]):
        asked |= dict(_columns(question))
    also = f", not in {', '.join(languages[1:])}" if languages[1:] else ""
    return asked, (f"texts of the questions are taken from {file.name} in {languages[0]}{also}",)


def _rows(file: Path) -> list[dict[str, str]]:
    known = encoding.of(file, "utf-8")
    text = file.read_text(encoding.for_python(known))
    try:
        head, *lines = csv.reader(io.StringIO(text, newline=""), delimiter="\t")
    except csv.Error as refused:
        raise DataError([Problem(place(file), f"cannot be read: {refused}")]) from None
    if lacking := [name for name in NEEDED if name not in head]:
        allowed = "a structure exported as tab-separated values (*.txt)"
        said = "the column is missing"
        raise DataError([Problem(place(file), said, 1, name, allowed=allowed) for name in lacking])
    blank = dict.fromkeys((*NEEDED, "other"), "")
    return [blank | dict(zip(head, line, strict=False)) for line in lines]


def _questions(rows: Iterator[dict[str, str]]) -> list[_Question]:
    found: list[_Question] = []
    for row in rows:
        name, text, scale = row["name"].strip(), plain(row["text"]), row["type/scale"].strip() or "0"
        if row["class"] == "Q":
            found.append(_Question(name, row["type/scale"].strip(), text, row["other"] == "Y"))
        elif row["class"] == "SQ" and found:
            found[-1].items.setdefault(scale, {})[name] = text
        elif row["class"] == "A" and found:
            found[-1].answers.setdefault(scale, {})[name] = text
    return found


def plain(text: str) -> str:
    """A text without markup, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^<>]*>", " ", text)).split())


def _columns(question: _Question) -> Iterator[tuple[str, Asked]]:
    """The columns of a question as LimeSurvey's headings name them, with brackets or underscores."""
    answers = question.answers.get("0", {})
    for parts, texts, scale in _parts(question):
        values = question.answers.get(scale, {}) if question.kind == DUAL else answers
        if question.kind in LISTS and question.other and not parts:
            values = values | {OTHER: "Other"}
        asked = Asked((question.text, *texts), dict(values))
        yield question.code + "".join(f"[{part}]" for part in parts), asked
        if parts:
            yield "_".join((question.code, *parts)), asked
    if question.other:
        asked = Asked((question.text, "Other"), {})
        yield from ((code, asked) for code in (f"{question.code}[other]", f"{question.code}_other"))


def _parts(question: _Question) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], str]]:
    """Of each column: the codes after the question's, the texts after the question's, the scale of answers."""
    items = question.items.get("0", {})
    if question.kind == RANKING:
        places = range(1, len(items or question.answers.get("0", {})) + 1)
        yield from (((str(rank),), (str(rank),), "0") for rank in places)
    elif question.kind == DUAL:
        for code, text in items.items():
            yield from (((code, number), (text, number), scale) for number, scale in (("1", "0"), ("2", "1")))
    elif question.kind in GRIDS:
        across = question.items.get("1", {})
        for code, text in items.items():
            yield from (((f"{code}_{over}",), (text, head), "0") for over, head in across.items())
    elif items:
        yield from (((code,), (text,), "0") for code, text in items.items())
    else:
        yield (), (), "0"
