"""What the values of an export mean: each distinct value is read once, never row by row."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pandas as pd

from helpers.sources import codebook, labels, mapping, questionnaire, waves
from helpers.sources.faults import Finding
from helpers.sources.readers import Column

Key = tuple[str, str, str]
"""Question, item and horizon."""

BLANK, WRONG = -1, -2
"""No answer, and a value that is none; in numbers, NaN and infinity."""
LARGEST = 10_000_000
"""More people than any firm employs: a number beyond it is a slip."""
CLOSED = ("single", "bands")
OTHER = {"other", "others", "autre", "autres"}


@dataclass(frozen=True)
class Options:
    """The answers of a question and what they may be called, normalised."""

    items: tuple[str, ...]
    codes: dict[str, str]
    """Code in the codebook or in our LimeSurvey questionnaire -> item."""
    words: dict[str, str]
    """Label in either language, or a plain yes or no -> item."""
    allowed: str
    """The first items with their labels, for a reader."""


@dataclass(frozen=True)
class Recoded:
    """The answers of the firms that are kept, as numbers; one row a firm."""

    rows: np.ndarray
    """Row of the export."""
    cells: pd.DataFrame
    """The mapped columns as exported, without missing codes."""
    values: dict[Key, np.ndarray]
    """Multiple: 1 ticked, 0 not, else `BLANK` or `WRONG`; one answer: its place among the options; numbers."""
    columns: dict[Key, str]
    """The column of the export."""

    def questions(self) -> list[str]:
        """The questions that the export answers, in the codebook's order."""
        found = {question for question, _, _ in self.values}
        return [question for question in kinds() if question in found]

    def keys(self, question: str, item: str | None = None) -> list[Key]:
        """The columns of a question, or of one of its items."""
        return [key for key in self.values if key[0] == question and item in (None, key[1])]


@dataclass
class _Read:
    """What the distinct values of one column mean."""

    allowed: str
    answers: dict[str, np.ndarray] = field(default_factory=dict)
    """Item -> what each distinct value says of it."""
    wrong: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    """(Value as shown, what is wrong) -> places of distinct values."""
    met: set[str] = field(default_factory=set)
    """Values and parts of values that were met."""
    free: list[int] = field(default_factory=list)
    """Places of values in which text beside `other` was dropped."""


@cache
def kinds() -> dict[str, str]:
    """The type of each question."""
    questions = codebook.questions()
    return dict(zip(questions.question, questions.type, strict=True))


@cache
def horizons(question: str) -> list[str]:
    """The horizons of a question, in order."""
    questions = codebook.questions()
    return questions[questions.question == question].horizons.iloc[0].split(";")


@cache
def options(question: str) -> Options:
    """The answers of a question, in the codebook's order, without sums and means."""
    items = codebook.items()
    items = items[(items.question == question) & (items.origin != "statistic")]
    codes, words = {}, {}
    for row in items.itertuples():
        for code in (row.item, questionnaire.answer_code(row.item), questionnaire.item_code(row.item)):
            codes.setdefault(labels.normalised(code), row.item)
        for label in (row.label_en, row.label_fr):
            words.setdefault(labels.normalised(label), row.item)
    names = tuple(items["item"])
    if {"yes", "no"} <= set(names):
        words |= dict.fromkeys(labels.YES, "yes") | dict.fromkeys(labels.NO, "no")
    said = [f"{item} ({label[:30]})" for item, label in zip(names, items.label_en, strict=True)]
    more = f" and {len(said) - 6} more" if len(said) > 6 else ""
    return Options(names, codes, words, ", ".join(said[:6]) + more)


def without_missing(
    cells: pd.DataFrame, settings: waves.Answered, exported: dict[str, Column]
) -> tuple[pd.DataFrame, dict[str, int]]:
    """The cells with codes for no answer made blank, and what is to know of it, with counts.

    A code to which `answers` of its own column gives a meaning is an answer; columns that are not mapped
    (identifier, weight) keep what only the settings call missing.
    """
    mapped = {column.name: column for column in settings.columns}
    codes = {code.casefold() for code in settings.missing}
    always = {"n/a"} if settings.export.format == "limesurvey" else set()
    met, blanked, notes = set(), {}, {}
    for name in cells:
        column, own = mapped.get(name), set(exported[name].missing)
        here = always | codes if column else always
        gone = [text for text in cells[name].cat.categories if text in own or text.casefold() in here]
        gone = [text for text in gone if not column or text not in column.answers]
        met |= {text.casefold() for text in gone}
        blanked[name] = cells[name].cat.remove_categories(gone)
        if column and (numbers := _doubtful(column, [text for text in gone if text not in own])):
            said = f"read as no answer in column {mapping.shown(name)}: {mapping.listed(numbers)}"
            notes[said] = int(cells[name].isin(numbers).sum())
    unmet = [code for code in settings.missing if code.casefold() not in met]
    notes |= {f"missing codes that no column holds: {mapping.listed(unmet)}": len(unmet)} if unmet else {}
    return pd.DataFrame(blanked, index=cells.index), notes


def _doubtful(column: waves.Column, gone: list[str]) -> list[str]:
    """Missing codes that a firm may have meant as its number."""
    if kinds()[column.question] != "number":
        return []
    return [text for text in gone if (labels.number(text) or -1) >= 0]


def recoded(
    cells: pd.DataFrame, columns: Sequence[waves.Column], exported: dict[str, Column]
) -> tuple[Recoded, list[Finding], dict[str, int]]:
    """The answers of the mapped columns, what is wrong with their values, and what was left unread."""
    answers = Recoded(cells.index.to_numpy(), cells, {}, {})
    found: list[Finding] = []
    notes: dict[str, int] = {}
    for column in columns:
        series = cells[column.name]
        read = _read(list(series.cat.categories), column, exported[column.name].values)
        codes = series.cat.codes.to_numpy()
        for item, meaning in read.answers.items():
            key = (column.question, item, column.horizon)
            answers.values[key], answers.columns[key] = meaning[codes], column.name
        found += _findings(column.name, read, codes, answers.rows)
        if unmet := [value for value in column.answers if value not in read.met]:
            said = f"values under `answers` that are not in column {mapping.shown(column.name)}"
            notes[f"{said}: {mapping.listed(unmet)}"] = len(unmet)
        if read.free:
            said = f"texts beside «other» left unread, column {mapping.shown(column.name)}"
            notes[said] = int(np.isin(codes, read.free).sum())
    return answers, found, notes


def _findings(column: str, read: _Read, codes: np.ndarray, rows: np.ndarray) -> Iterator[Finding]:
    if not read.wrong:
        return
    order = np.argsort(codes, kind="stable")
    ends = np.searchsorted(codes[order], np.arange(int(codes.max()) + 2))
    for (value, problem), places in read.wrong.items():
        at = np.concatenate([order[ends[place] : ends[place + 1]] for place in dict.fromkeys(places)])
        yield Finding(column, value, problem, read.allowed, np.sort(rows[at]))


def _read(texts: list[str], column: waves.Column, said: dict[str, str]) -> _Read:
    """The meaning of a column's distinct values; a last entry stands for blank cells, whose code is -1."""
    if kinds()[column.question] == "number":
        return _numbers(texts, column)
    if kinds()[column.question] in CLOSED:
        return _one_answer(texts, column, said)
    return _tick(texts, column, said) if column.item else _ticks(texts, column, said)


def _numbers(texts: list[str], column: waves.Column) -> _Read:
    [item] = [column.item] if column.item else options(column.question).items
    percent = item == "percent"
    read = _Read("a number from 0 to 100" if percent else f"a whole number from 0 to {LARGEST:,}")
    read.answers[item] = meaning = np.full(len(texts) + 1, np.nan)
    read.met.update(texts)
    for place, text in enumerate(texts):
        meaning[place], problem = _number(column.answers.get(text, text), percent)
        if problem:
            read.wrong[text, problem].append(place)
    return read


def _number(text: str, percent: bool) -> tuple[float, str]:
    """A number, and what is wrong with it."""
    value = labels.number(text)
    if value is None:
        said = "has a percent sign, so it may not be the number asked" if "%" in text else "not a number"
        return np.inf, said
    if value < 0:
        return np.inf, "below 0"
    if value > (100 if percent else LARGEST):
        return np.inf, "too large"
    if not percent and value != int(value):
        return np.inf, "not a whole number"
    return float(value), ""


def _one_answer(texts: list[str], column: waves.Column, said: dict[str, str]) -> _Read:
    known = options(column.question)
    read = _Read(known.allowed)
    read.answers[""] = meaning = np.full(len(texts) + 1, BLANK, dtype=np.int8)
    read.met.update(texts)
    for place, text in enumerate(texts):
        item, free = _item(text, column, said)
        meaning[place] = known.items.index(item) if item else WRONG
        if free:
            read.free.append(place)
        if not item:
            read.wrong[text, "not an answer of this question"].append(place)
    return read


def _tick(texts: list[str], column: waves.Column, said: dict[str, str]) -> _Read:
    read = _Read("yes or no, a cross or blank, or the item itself")
    read.answers[column.item] = meaning = np.full(len(texts) + 1, BLANK, dtype=np.int8)
    read.met.update(texts)
    for place, text in enumerate(texts):
        meaning[place], free = _ticked(text, column, said)
        if free:
            read.free.append(place)
        if meaning[place] == WRONG:
            read.wrong[text, "neither ticked nor left"].append(place)
    return read


def _ticked(text: str, column: waves.Column, said: dict[str, str]) -> tuple[int, bool]:
    """Whether a value ticks an item, and whether text beside it was dropped.

    A value that the export labels means what its label says.
    """
    if text in column.answers:
        return int(column.answers[text] != "no"), False
    name = labels.normalised(said.get(text, text))
    if name in labels.YES or name in labels.NO:
        return int(name in labels.YES), False
    item, free = _item(text, column, said)
    return (1, free) if item == column.item else (WRONG, False)


def _ticks(texts: list[str], column: waves.Column, said: dict[str, str]) -> _Read:
    """Several answers in one cell: who gave one has left the other items."""
    known = options(column.question)
    read = _Read(known.allowed)
    read.answers = {item: np.append(np.zeros(len(texts), np.int8), np.int8(BLANK)) for item in known.items}
    for place, parts in enumerate(_parts(texts, column, said)):
        for part, item, free in parts:
            read.met.add(part)
            if free:
                read.free.append(place)
            if item:
                read.answers[item][place] = 1
            else:
                read.wrong[part, "not an answer of this question"].append(place)
    for place in {place for places in read.wrong.values() for place in places}:
        for meaning in read.answers.values():
            meaning[place] = WRONG
    return read


Part = tuple[str, str, bool]
"""A part of a cell, its item (empty: none), and whether text beside it was dropped."""


def _parts(texts: list[str], column: waves.Column, said: dict[str, str]) -> Iterator[list[Part]]:
    """The answers in each cell. A label may hold the separator itself ("Transport, logistics").

    The longest run of parts that is an answer counts as one.
    """
    meant: dict[str, Part] = {}

    def read(part: str) -> Part:
        if part not in meant:
            meant[part] = (part, *_item(part, column, said))
        return meant[part]

    longest = 1 + _separators(column)
    for text in texts:
        split = text.split(column.separator) if column.separator else [text]
        found, start = [], 0
        while start < len(split):
            runs = range(min(len(split), start + longest), start + 1, -1)
            joined = ((end, read(column.separator.join(split[start:end]).strip())) for end in runs)
            single = (start + 1, read(split[start].strip()))
            start, part = next((run for run in joined if run[1][1] and not run[1][2]), single)
            found += [part] if part[0] else []
        yield found


def _separators(column: waves.Column) -> int:
    """How often the separator stands in a name of an answer, at most."""
    known = options(column.question)
    separator = column.separator.strip()
    names = [*known.codes, *known.words, *column.answers]
    return max(name.count(separator) for name in names) if separator else 0


def _item(text: str, column: waves.Column, said: dict[str, str]) -> tuple[str, bool]:
    """The item that a value stands for (empty: none), and whether it is `other` with a text beside it.

    By `answers` of the settings, else by the export's label of the value, else by code or label.
    """
    if text in column.answers:
        return column.answers[text], False
    known, name = options(column.question), labels.normalised(text)
    label = labels.normalised(said[text]) if text in said else ""
    # An export that labels its values says what they mean: a labelled 1 is not a yes.
    item = known.words.get(label) or known.codes.get(name) or ("" if label else known.words.get(name))
    if item:
        return item, False
    head, colon, _ = name.partition(":")
    head = head.strip()
    other = head in OTHER or "other" in (known.codes.get(head), known.words.get(head))
    return ("other", True) if colon and other and "other" in known.items else ("", False)
