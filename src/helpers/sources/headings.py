"""The codebook as headings of an export may name it: by code, by wording, title or label, in both languages."""

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from helpers.sources import labels, questionnaire

Target = tuple[str, str, str]
"""Question, item and horizon. An empty item: the one answer, or all answers of the question in one cell."""
JOINTS = ("{} ({})", "{} - {}", "{} – {}", "{}, {}", "{}: {}", "{} : {}", "{} {}", "{} / {}")
"""How headings put an item or a horizon behind a question."""


@dataclass(frozen=True)
class Book:
    """Lookups from what a heading says to questions, items and horizons; several where it is ambiguous."""

    questions: pd.DataFrame
    items: pd.DataFrame

    @cached_property
    def kinds(self) -> dict[str, str]:
        """Question -> its type."""
        return dict(zip(self.questions.question, self.questions.type, strict=True))

    @cached_property
    def horizons(self) -> dict[str, list[str]]:
        """Question -> its horizons."""
        return {row.question: row.horizons.split(";") for row in self.questions.itertuples()}

    @cached_property
    def options(self) -> dict[str, list[str]]:
        """Question -> its items."""
        return {name: list(self.items["item"][self.items.question == name]) for name in self.kinds}

    @cached_property
    def words(self) -> dict[str, dict[str, set[str]]]:
        """Question -> label -> items."""
        return {name: _texts(self.items[self.items.question == name]) for name in self.kinds}

    @cached_property
    def codes(self) -> dict[str, set[Target]]:
        """Code, spelt as it stands -> targets."""
        return _sets(_exact(self.questions, self.items, self))

    @cached_property
    def loose(self) -> dict[str, set[Target]]:
        """Code in letters and digits -> targets."""
        return _sets(_spelt(self))

    @cached_property
    def texts(self) -> dict[str, set[tuple[str, str]]]:
        """A question's text -> (question, horizon, empty where the text does not say)."""
        return _sets(_question_texts(self))

    @cached_property
    def inner(self) -> dict[str, dict[str, set[tuple[str, str]]]]:
        """Question -> text of an item or of a horizon -> (item, horizon)."""
        return {name: _sets(_inner_texts(self, name)) for name in self.kinds}

    @cached_property
    def answers(self) -> dict[str, dict[str, str]]:
        """Question -> label, code or LimeSurvey code of an answer -> item."""
        return {name: _answer_words(words) for name, words in self.words.items()}


def book(questions: pd.DataFrame, items: pd.DataFrame) -> Book:
    """Everything a heading can be looked up in, of the questions and items that are asked."""
    return Book(questions, items[items.origin != "statistic"])


def _sets(pairs: Iterable[tuple[str, Any]]) -> dict[str, set]:
    found: dict[str, set] = defaultdict(set)
    for name, value in pairs:
        found[name].add(value)
    return found


def _question_texts(book: Book) -> Iterator[tuple[str, tuple[str, str]]]:
    for row in book.questions.itertuples():
        said = {text: {""} for text in (row.title_en, row.title_fr, row.wording_en, row.wording_fr)}
        for text, (_, horizon) in _with_horizons(said, book.horizons[row.question]):
            yield text, (row.question, horizon)


def _inner_texts(book: Book, question: str) -> Iterator[tuple[str, tuple[str, str]]]:
    horizons = book.horizons[question]
    yield from _with_horizons(book.words[question], horizons)
    for horizon in horizons if len(horizons) > 1 else ():
        for text in questionnaire.HORIZONS[horizon].values():
            yield key(text), ("", horizon)


def _texts(items: pd.DataFrame) -> dict[str, set[str]]:
    """Label -> items of a question."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in items.itertuples():
        found[row.label_en].add(row.item)
        found[row.label_fr].add(row.item)
    return found


def _answer_words(words: dict[str, set[str]]) -> dict[str, str]:
    known = {key(text): next(iter(found)) for text, found in words.items() if len(found) == 1}
    named = {item for found in words.values() for item in found}
    return known | {questionnaire.answer_code(item): item for item in named} | {item: item for item in named}


def _with_horizons(words: dict[str, set[str]], horizons: list[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each text as a key, alone and with a horizon behind it: (what it names, horizon or empty)."""
    for text, names in words.items():
        for name in names:
            yield key(text), (name, "")
            for horizon in horizons:
                for said in questionnaire.HORIZONS[horizon].values():
                    for joint in JOINTS:
                        yield key(joint.format(text, said)), (name, horizon)


def _targets(book: Book) -> Iterator[Target]:
    """Every column a complete export could have; a multiple-response question in one cell among them."""
    for question, kind in book.kinds.items():
        options = ["", *book.options[question]] if kind == "multiple" else book.options[question]
        for horizon in book.horizons[question]:
            for item in [""] if kind in ("single", "bands") else options:
                yield question, item, horizon


def _exact(questions: pd.DataFrame, items: pd.DataFrame, book: Book) -> Iterator[tuple[str, Target]]:
    """The codes of our own questionnaire, and the codebook's names as they stand."""
    for row in questionnaire.codes(questions, items).itertuples():
        yield row.code, (row.question, row.item, row.horizon)
    for target in _targets(book):
        question, item, _ = target
        if len(book.horizons[question]) == 1:
            if not item or len(book.options[question]) == 1:
                yield question, target
            if item:
                yield f"{question}[{item}]", target
                yield f"{question}_{item}", target


def _spelt(book: Book) -> Iterator[tuple[str, Target]]:
    """Codes as others spell them, in letters and digits: question, horizon where there are several, item."""
    for target in _targets(book):
        question, item, horizon = target
        when = {horizon, questionnaire.SUFFIXES[horizon], *questionnaire.HORIZONS[horizon].values()}
        when = {letters(text) for text in when} | ({""} if len(book.horizons[question]) == 1 else set())
        whats = {letters(item), letters(questionnaire.item_code(item))} if item else {""}
        if item and len(book.options[question]) == 1:
            whats.add("")
        for said in when:
            for what in whats:
                yield letters(question) + said + what, target
                yield letters(question) + what + said, target


def letters(text: str) -> str:
    """A code without all by which spellings differ: capitals, underscores, brackets."""
    return re.sub(r"[^a-z0-9]", "", labels.normalised(text))


def key(text: str) -> str:
    """A heading or a label for comparison: without markup, case, accents and needless spaces."""
    return labels.normalised(html.unescape(re.sub(r"<[^<>]*>", " ", text)))
