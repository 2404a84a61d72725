"""Columns of an export matched to the codebook: proposed from its headings, checked as `wave.toml` has them.

Nothing here sees an answer: a proposal comes from headings and value labels alone.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from helpers.sources import codebook, headings, labels, questionnaire, waves
from helpers.sources.headings import Target
from helpers.sources.problems import Problem

if TYPE_CHECKING:
    from helpers.sources.readers import Column, Layout


SEPARATOR = ";"
SPECIAL = {
    "id": {
        *("id", "response id", "respondent id", "respondent_id", "responseid", "respondentid", "identifiant"),
        *("id de la reponse", "id de reponse", "id du repondant", "identifiant du repondant"),
    },
    "weight": {"weight", "weights", "poids", "ponderation", "pond", "coefficient de ponderation"},
    "completed": {"submitdate", "end date", "date de soumission", "date submitted", "date de fin", "enddate"},
}
"""Headings, normalised, of the columns that a wave's settings name apart."""
OTHER = ("other (please specify)", "other, please specify", "autre (veuillez preciser)", "autre, precisez")
OPEN = {"open-ended response", "reponse ouverte", "reponse libre"}
ONE_ANSWER = {"response", "reponse", ""}
WORDS = {
    "personal": {
        *(
            "mail",
            "email",
            "courriel",
            "telephone",
            "phone",
            "tel",
            "mobile",
            "nom",
            "prenom",
            "name",
            "surname",
        ),
        *("firstname", "lastname", "ip", "ipaddr", "adresse", "address", "siret", "siren", "contact"),
        *("latitude", "longitude", "token", "tokens"),
    },
    "free text": {
        *("comment", "comments", "commentaire", "commentaires", "remark", "remarks", "remarque", "remarques"),
        *("precisez", "preciser", "specify", "other", "autre", "autres", "verbatim", "text", "texte"),
    },
    "of the survey tool": {
        *("date", "startdate", "datestamp", "lastpage", "startlanguage", "seed", "refurl", "interviewtime"),
        *("collector", "collecteur", "id", "identifiant", "custom", "time", "duration", "duree"),
    },
}
"""Words of a heading, normalised, that tell a column without answers to the questionnaire; first match wins."""
TOOLS = {"langue de depart", "derniere page", "tete de serie", "url de referent", "url de reference"}
NOTHING = "no question or item has this heading"
TIMINGS = re.compile(r"(group|question)time\d+")


@dataclass(frozen=True)
class Proposal:
    """What the headings of an export say of its columns; only what has our own codes is certain."""

    columns: tuple[waves.Column, ...]
    found: dict[str, str]
    """How each mapped column was recognised: `code` or `label`."""
    special: dict[str, str]
    """Of `id`, `weight` and `completed`, those that were found: the column."""
    ignored: dict[str, str]
    """Columns that hold no answers to the questionnaire, or are nobody's business: the reason."""
    unmapped: dict[str, str]
    """Columns that could not be mapped: why."""
    unanswered: tuple[Target, ...]
    """What the questionnaire asks and no column answers."""
    notes: tuple[str, ...]


def propose(layout: "Layout", questions: pd.DataFrame, items: pd.DataFrame) -> Proposal:
    """A mapping of an export's columns to questions and items, by code, else by label; never of free text."""
    draft = _Draft(headings.book(questions, items))
    for column in layout.columns:
        draft.add(column)
    return Proposal(
        columns=tuple(draft.columns),
        found=draft.found,
        special=draft.special,
        ignored=draft.ignored,
        unmapped=draft.unmapped,
        unanswered=_unanswered(draft.columns, questions, items),
        notes=tuple(draft.notes),
    )


def problems(settings: waves.Answered, layout: "Layout", file: str = "wave.toml") -> list[Problem]:
    """Everything in a wave's settings that the export or the codebook does not allow."""
    book = headings.book(codebook.questions(), codebook.items())
    names = {column.name for column in layout.columns}
    found = [*_absent(settings, names)]
    for column in settings.columns:
        found += _wrong(column, book)
    found += [*_twice(settings), *_wrong_lists(settings, book)]
    return [Problem(file, said, None, place, value, allowed) for said, place, value, allowed in found]


def notes(settings: waves.Answered, layout: "Layout") -> list[str]:
    """What the user should know of a mapping that is allowed: columns left out, proposals not yet looked at."""
    special = {settings.id, settings.weight, settings.completed}
    known = {column.name for column in settings.columns} | set(settings.ignored) | special
    names = [column.name for column in layout.columns]
    left = [name for name in names if name not in known]
    gone = [name for name in settings.ignored if name not in names]
    open_ = [column.name for column in settings.columns if not column.confirmed]
    said = [
        (left, "neither mapped nor ignored; their answers are not used"),
        (gone, "listed under `ignored`, but not in the export"),
        (
            open_,
            "proposed by the workbook and not yet confirmed: look at each, then remove `confirmed = false`",
        ),
    ]
    return [f"{_columns(len(found))} {what}: {listed(found)}" for found, what in said if found]


def listed(names: Iterable[str], most: int = 8) -> str:
    """Column names for a sentence: cleaned, cut, the first few."""
    names = list(names)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(shown(name) for name in names[:most]) + more


def shown(text: str, longest: int = 40) -> str:
    """A heading as it is shown: on one line, without control characters, cut at 40 characters, in quotes."""
    clean = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return repr(clean if len(clean) <= longest else clean[: longest - 1] + "…")


def _columns(count: int) -> str:
    return "1 column is" if count == 1 else f"{count} columns are"


@dataclass
class _Draft:
    """A proposal while the columns of an export pass by, in their order."""

    book: headings.Book
    columns: list[waves.Column] = field(default_factory=list)
    found: dict[str, str] = field(default_factory=dict)
    special: dict[str, str] = field(default_factory=dict)
    ignored: dict[str, str] = field(default_factory=dict)
    unmapped: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    taken: dict[Target, str] = field(default_factory=dict)
    before: Target | None = None
    """What the column just before answers."""

    def add(self, column: "Column") -> None:
        """Sort one more column into the proposal."""
        before, self.before = self.before, None
        texts = [headings.key(text) for text in (column.code, *column.labels)]
        special = next((kind for kind, names in SPECIAL.items() if set(texts) & names), "")
        if special and special not in self.special:
            self.special[special] = column.name
        elif reason := _free_text(column, texts, self.book):
            self.ignored[column.name] = reason
        elif exact := _only(self.book.codes[column.code]):
            self._map(column, exact, "code", confirmed=True)
        elif loose := _only(self.book.loose[headings.letters(column.code)]):
            self._map(column, loose, "code")
        else:
            self._by_label(column, before)

    def _by_label(self, column: "Column", before: Target | None) -> None:
        found = _labelled(column, self.book, before)
        if isinstance(found, tuple):
            self._map(column, found, "label")
        elif found == NOTHING and (reason := _without_answers(column)):
            self.ignored[column.name] = reason
        else:
            self.unmapped[column.name] = found

    def _map(self, column: "Column", target: Target, how: str, confirmed: bool = False) -> None:
        question, item, horizon = target
        rivals = [t for t in self.taken if t[::2] == target[::2] and (t[1] == item or not (t[1] and item))]
        if rivals:
            self.unmapped[column.name] = f"answers the same as column {shown(self.taken[rivals[0]])}"
            return
        whole = self.book.kinds[question] == "multiple" and not item
        answers, unknown = _values(column, target, self.book)
        if unknown:
            said = f"column {shown(column.name)}: these answers are not in the codebook: {listed(unknown)}"
            self.notes.append(f"{said}; say under `answers` which item each one is")
        self.taken[target], self.before, self.found[column.name] = column.name, target, how
        separator = SEPARATOR if whole else ""
        self.columns.append(
            waves.Column(
                name=column.name,
                question=question,
                item=item,
                horizon=horizon,
                separator=separator,
                answers=answers,
                confirmed=confirmed and not whole,
            )
        )


def _only(found: set[Target]) -> Target | None:
    return next(iter(found)) if len(found) == 1 else None


def _free_text(column: "Column", texts: list[str], book: headings.Book) -> str:
    """Why a column holds what people typed in: the text beside `other`, an open question; empty if it does not.

    Value labels show that a column is closed, whatever its name. Open answers to a question for a number stay.
    """
    if column.values:
        return ""
    if any(text.endswith(OTHER) for text in texts) or re.search(r"(\[other\]|_other)$", column.code.lower()):
        return "free text beside «other»"
    if texts[-1] in OPEN:
        asked = {book.kinds[question] for text in texts for question, _ in book.texts.get(text, ())}
        return "" if asked == {"number"} else "free text"
    return ""


def _without_answers(column: "Column") -> str:
    """Why a column that fits no question is none to read: personal, free text, of the survey tool."""
    texts = [headings.key(text) for text in (column.code, *column.labels)]
    words = {word for text in texts for word in re.findall(r"[a-z0-9]+", text)}
    if TOOLS & set(texts) or any(TIMINGS.fullmatch(text) for text in texts):
        return "of the survey tool"
    return next((reason for reason, known in WORDS.items() if words & known), "")


def _labelled(column: "Column", book: headings.Book, before: Target | None) -> Target | str:
    """What a column answers by its headings; or why that cannot be said."""
    texts = [headings.key(text) for text in (column.labels or (column.name,))]
    found, said = set(), []
    for outer, inner in _halves(texts):
        for question, horizon in book.texts.get(outer, ()):
            for target in _inside(book, question, horizon, "" if inner in OPEN | ONE_ANSWER else inner):
                (found.add if isinstance(target, tuple) else said.append)(target)
    if not found and len(texts) == 1:
        return _alone(texts[0], book, before)
    if len(found) > 1:
        return "fits several questions: " + ", ".join(sorted({question for question, _, _ in found}))
    return found.pop() if found else (said or [NOTHING])[0]


def _halves(texts: list[str]) -> Iterator[tuple[str, str]]:
    """A heading as question and item: its two rows, or the one row, whole and cut wherever it may be."""
    if len(texts) > 1:
        yield texts[0], texts[-1]
        return
    [text] = texts
    yield text, ""
    for cut in re.finditer(r" ?[\[:/|–-] ", text + " "):
        yield text[: cut.start()], text[cut.end() :].strip()
    if text.endswith("]"):
        outer, _, inner = text[:-1].rpartition("[")
        yield outer.strip(), inner.strip()


def _inside(book: headings.Book, question: str, horizon: str, inner: str) -> Iterator[Target | str]:
    """The columns of a question that the second part of a heading may mean; or why it means none."""
    pairs = {("", "")} if not inner else book.inner[question].get(inner, set())
    if not pairs:
        yield f"no item of {question!r} has this heading"
    for item, when in pairs:
        if not (horizon and when and horizon != when):
            yield _complete(book, question, item, horizon or when)


def _complete(book: headings.Book, question: str, item: str, horizon: str) -> Target | str:
    kind, options, horizons = book.kinds[question], book.options[question], book.horizons[question]
    if not horizon and len(horizons) > 1:
        return f"does not say for which horizon of {question!r}: {', '.join(horizons)}"
    if kind in ("single", "bands") and item:
        return f"{question!r} has one answer: it cannot be read from a column an answer"
    if kind == "number" and not item:
        if len(options) > 1:
            return f"does not say for which item of {question!r}"
        item = options[0]
    return question, item, horizon or horizons[0]


def _alone(text: str, book: headings.Book, before: Target | None) -> Target | str:
    """What a heading answers that is an item's label alone: of the only question that has it, or of the last.

    `other` alone is left to the user: it may as well be what people typed in.
    """
    found = {
        (question, item, horizon)
        for question, inner in book.inner.items()
        for item, horizon in inner.get(text, ())
        if item and book.kinds[question] in ("multiple", "number")
    }
    run = {(q, item, when or before[2]) for q, item, when in found if before and q == before[0]}
    if before and before[1] and run:
        found = run
    if any(item == "other" for _, item, _ in found):
        return "is a tick of «other» or its free text: map it by hand if it is a tick"
    if len(found) > 1:
        return "is an item of several questions: " + ", ".join(sorted({question for question, _, _ in found}))
    return _complete(book, *found.pop()) if found else NOTHING


def _values(column: "Column", target: Target, book: headings.Book) -> tuple[dict[str, str], list[str]]:
    """Items for the codes of a column with value labels, and the labels that no item has.

    Nothing is needed where the values are codes of the codebook or of our questionnaire, for ticks and numbers.
    """
    question, item, _ = target
    if item or book.kinds[question] == "number":
        return {}, []
    known = book.answers[question]
    values = {value: text for value, text in column.values.items() if value not in column.missing}
    answers = {
        value: known[headings.key(text)] for value, text in values.items() if headings.key(text) in known
    }
    unknown = [text for value, text in values.items() if value not in answers and value not in known]
    if all(known.get(value) == item for value, item in answers.items()):
        return {}, unknown
    return answers, unknown


def _unanswered(
    columns: list[waves.Column], questions: pd.DataFrame, items: pd.DataFrame
) -> tuple[Target, ...]:
    items = items[items.origin != "statistic"]
    questions = questions[~questions.question.isin(questionnaire.derived())]
    answered = {(column.question, column.item, column.horizon) for column in columns}
    rows = questionnaire.codes(questions, items)[["question", "item", "horizon"]].itertuples(index=False)
    return tuple(
        (question, item, horizon)
        for question, item, horizon in rows
        if not {(question, item, horizon), (question, "", horizon)} & answered
    )


Wrong = tuple[str, str, str | None, str | None]
"""What is wrong, where, the value, what is allowed."""


def _absent(settings: waves.Answered, names: set[str]) -> Iterator[Wrong]:
    """Columns that the settings name and the export lacks."""
    said = {"id": settings.id, "weight": settings.weight, "completed": settings.completed}
    for setting, name in said.items():
        if name and name not in names:
            yield "the export has no column of this name", setting, shown(name), None
    for column in settings.columns:
        if column.name not in names:
            yield "the export has no column of this name", "columns.name", shown(column.name), None


def _wrong(column: waves.Column, book: headings.Book) -> Iterator[Wrong]:
    """What the codebook does not allow of one entry under `columns`."""
    where, question = shown(column.name), column.question
    if question not in book.kinds:
        yield "not a question of the codebook", where, question, ", ".join(book.kinds)
        return
    kind, options = book.kinds[question], book.options[question]
    if column.horizon not in book.horizons[question]:
        allowed = ", ".join(book.horizons[question])
        yield f"not a horizon of {question!r}", where, column.horizon, allowed
    if kind in ("single", "bands"):
        if column.item or column.separator:
            said = f"{question!r} has one answer: give neither item nor separator"
            yield said, where, column.item or column.separator, None
    elif column.item and column.item not in options:
        yield f"not an item of {question!r}", where, column.item, ", ".join(options)
    elif not column.item and kind == "number" and len(options) > 1:
        yield f"which item of {question!r}?", where, None, ", ".join(options)
    elif kind == "multiple" and bool(column.item) == bool(column.separator):
        yield "give an item, or the separator of several answers in one cell", where, column.item or None, None
    yield from _wrong_answers(column, kind, options)


def _wrong_answers(column: waves.Column, kind: str, options: list[str]) -> Iterator[Wrong]:
    """Targets of `answers` that are none: an item; for a tick yes, no or its item; for a number a number."""
    allowed = options
    if kind == "multiple" and column.item:
        allowed = ["yes", "no", column.item]
    for target in column.answers.values():
        fits = labels.number(target) is not None if kind == "number" else target in allowed
        if not fits:
            said = "a number" if kind == "number" else ", ".join(allowed)
            yield f"not an answer of {column.question!r}", shown(column.name), target, said


def _twice(settings: waves.Answered) -> Iterator[Wrong]:
    """Answers that two columns give, and columns that are mapped twice or also ignored."""
    seen: dict[Target, str] = {}
    for column in settings.columns:
        key = (column.question, column.item, column.horizon)
        whole = (column.question, "", column.horizon)
        rivals = [
            seen[other] for other in seen if other == key or (other[::2] == key[::2] and whole in (other, key))
        ]
        if rivals:
            said = f"column {shown(rivals[0])} answers this already"
            yield said, shown(column.name), " ".join(part for part in key if part), "one column an answer"
        seen.setdefault(key, column.name)
    for name, count in Counter(column.name for column in settings.columns).items():
        if count > 1:
            yield f"is mapped {count} times", shown(name), None, "once"
        if name in settings.ignored:
            yield "is mapped and ignored", shown(name), None, "one of the two"


def _of_all_firms_now(question: str) -> bool:
    asked = codebook.questions().set_index("question").loc[question]
    return asked.horizons == "now" and pd.isna(asked.asked_if)


def _wrong_lists(settings: waves.Answered, book: headings.Book) -> Iterator[Wrong]:
    """Segments, mandatory questions and margins that the codebook does not know or that cannot be."""
    closed = [question for question, kind in book.kinds.items() if kind != "number"]
    whole = [question for question in closed if _of_all_firms_now(question)]
    for question in settings.segments:
        if question not in whole:
            yield (
                "not a question with answer items that all firms are asked about now",
                "segments",
                question,
                (", ".join(whole)),
            )
    for question in settings.mandatory:
        if question not in book.kinds:
            yield "not a question of the codebook", "mandatory", question, ", ".join(book.kinds)
    for margin in settings.margins:
        if margin.question not in closed:
            yield "not a question with answer items", "margins", margin.question, ", ".join(closed)
        elif margin.item not in book.options[margin.question]:
            allowed = ", ".join(book.options[margin.question])
            yield f"not an item of {margin.question!r}", "margins", margin.item, allowed
    for (question, item), count in Counter((m.question, m.item) for m in settings.margins).items():
        if count > 1:
            yield f"is given {count} times", "margins", f"{question}={item}", "once"
