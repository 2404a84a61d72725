"""The questionnaire as a LimeSurvey structure file in both languages, and the codes its export will carry.

The format and the limits of codes are LimeSurvey's: `TSVImportSurvey` in its `import_helper.php`, the rules of
its model `Question` (20 letters and digits, a letter first), and 5 characters for the code of an answer.
"""

import csv
import hashlib
import html
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from helpers.sources import codebook
from helpers.sources.problems import DataError, Problem

LANGUAGES = ("en", "fr")
TITLE = {
    "en": "Skills, jobs and training needs for the digital twin",
    "fr": "Besoins en compétences, emploi et formation concernant le jumeau numérique",
}
SECTIONS = {
    "section 1": {"en": "Your firm", "fr": "Votre entreprise"},
    "section 4.2": {"en": "Your place in the field", "fr": "Votre place dans le domaine"},
    "section 4.3": {"en": "Growth, uses and sectors", "fr": "Croissance, usages et secteurs"},
    "section 5.2": {"en": "Jobs and recruitment", "fr": "Emploi et recrutement"},
    "section 5.3": {"en": "Training", "fr": "Formation"},
}
"""Groups of the questionnaire, by the section of the study that reports on them."""
SUFFIXES = {"now": "Now", "3 years": "In3", "3-5 years": "In3To5", "5 years": "In5"}
"""End of a question's code where its answers do not all speak of now."""
HORIZONS = {
    "now": {"en": "now", "fr": "aujourd’hui"},
    "3 years": {"en": "in 3 years", "fr": "dans 3 ans"},
    "3-5 years": {"en": "in 3 to 5 years", "fr": "dans 3 à 5 ans"},
    "5 years": {"en": "in 5 years", "fr": "dans 5 ans"},
}
COLUMNS = (
    *(
        "class",
        "type/scale",
        "name",
        "relevance",
        "text",
        "help",
        "language",
        "validation",
        "mandatory",
        "other",
    ),
    *("default", "same_default", "cssclass", "exclude_all_others", "min_num_value_n", "max_num_value_n"),
    "num_value_int_only",
)
KINDS = {"L": "single", "!": "single", "M": "multiple", "N": "number", "K": "number"}
LONGEST, LONGEST_ANSWER = 20, 5
RESERVED = {"lang", "sid", "savedid", "token", "qid", "gid", "sgq", "self", "that", "this", "time", "other"}
"""Codes that LimeSurvey keeps for itself; `question[other]` is its own column of free text."""
ENTITIES = str.maketrans(
    {character: f"&#{ord(character)};" for character in '"{}\t\n\r'} | {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
)
FORMULA = "=+-@"
HELD = ["question", "type", "horizons", "asked_if", "wording_en", "wording_fr", "place"]
HELD_OF_ITEMS = ["question", "item", "label_en", "label_fr"]


def asked() -> tuple[pd.DataFrame, pd.DataFrame]:
    """The questions and the items that are put to firms, in the columns that a LimeSurvey structure holds.

    Derived questions and statistics are left out; `place` is the section of the study only.
    """
    questions, items = codebook.questions(), codebook.items()
    questions = questions[~questions.question.isin(derived())][HELD]
    questions = questions.assign(place=questions.place.str.partition(",")[0])
    items = items[items.question.isin(questions.question) & (items.origin != "statistic")][HELD_OF_ITEMS]
    return questions.reset_index(drop=True), items.reset_index(drop=True)


def derived() -> set[str]:
    """Questions that are computed from others, not asked."""
    questions = codebook.questions()
    return set(questions.question[questions.wording_en.str.startswith("Derived")])


def question_code(question: str, horizon: str = "") -> str:
    """The LimeSurvey code of a question; with its horizon where the question is not of now alone."""
    return _short(question, LONGEST, SUFFIXES.get(horizon, ""))


def item_code(item: str) -> str:
    """The LimeSurvey code of a subquestion: of an item that is ticked, or given a number."""
    return _short(item, LONGEST)


def answer_code(item: str) -> str:
    """The LimeSurvey code of an answer of which a firm gives one; its own letters, so that it never changes."""
    if len(item) <= LONGEST_ANSWER and item.isalnum():
        return item
    return item.replace("_", "")[:2] + _digest(item, LONGEST_ANSWER - 2)


def codes(questions: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """One row a column with answers in the LimeSurvey export: `question, item, horizon, code`.

    `code` is the heading, `question[item]`; `item` is empty where a firm gives one answer.
    """
    rows = []
    for row in questions.itertuples():
        options = list(items["item"][items.question == row.question])
        for horizon in row.horizons.split(";"):
            code = question_code(row.question, horizon if row.horizons != "now" else "")
            if row.type in ("single", "bands"):
                rows.append((row.question, "", horizon, code))
            elif row.type == "number" and len(options) == 1:
                rows.append((row.question, options[0], horizon, code))
            else:
                rows += [(row.question, item, horizon, f"{code}[{item_code(item)}]") for item in options]
    frame = pd.DataFrame(rows, columns=["question", "item", "horizon", "code"])
    _unique(frame.code, "questions or items")
    return frame


def answer_codes(question: str, items: pd.DataFrame) -> dict[str, str]:
    """What a LimeSurvey export says for each answer of a question of which a firm gives one: code -> item."""
    options = list(items["item"][items.question == question])
    _unique([answer_code(item) for item in options], f"answers of {question!r}")
    return {answer_code(item): item for item in options}


def structure(questions: pd.DataFrame, items: pd.DataFrame) -> str:
    """A LimeSurvey structure file of `asked()` or frames like it: tab-separated, for UTF-8 with a BOM.

    One answer: list; several: multiple choice, one question a horizon, so that `none` excludes the others of
    its own horizon only; numbers: from 0, whole unless percentages. Nothing is mandatory. The first language's
    rows come first, as LimeSurvey asks.
    """
    written = _Written(questions, items, codes(questions, items))
    rows = [{"class": "S", "name": name, "text": text} for name, text in _settings()]
    rows += [_row("SL", "surveyls_title", TITLE[language], language) for language in LANGUAGES]
    for language in LANGUAGES:
        rows += _groups(written, language)
    lines = ["\t".join(row.get(column, "") for column in COLUMNS) for row in rows]
    return "\n".join(["\t".join(COLUMNS), *lines]) + "\n"


def parse(text: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The questions and items of a LimeSurvey structure, in the columns of `asked()`.

    Codes of the codebook become its names, others are written its way. Questions of other kinds (text, dates)
    are left out; `single` stands for `bands` unless the structure is ours.
    """
    rows = _rows(text)
    languages = list(dict.fromkeys(row["language"] for row in rows if row["class"] == "Q"))
    if not languages:
        raise DataError(
            [Problem("structure", "holds no question", column="class", allowed="rows with class Q")]
        )
    first, last = (code if code in languages else languages[0] for code in LANGUAGES)
    base, other = (_questions([r for r in rows if r["language"] == code]) for code in (first, last))
    codes_of = {code: _named(code) for code in base}
    asked_if = {code: _condition(entry, base, codes_of) for code, entry in base.items()}
    parsed, items = {}, {}
    for code, entry in base.items():
        name, horizon = codes_of[code]
        known = parsed.setdefault(name, entry | {"question": name, "horizons": [], "asked_if": asked_if[code]})
        known["horizons"].append(horizon)
        known |= {"wording_en": entry["text"], "wording_fr": other.get(code, entry)["text"]}
        for option, label in entry["options"].items():
            said = other.get(code, entry)["options"].get(option, label)
            items[name, _item(name, option) if option else entry["item"]] = (label, said)
    return _frame_of_questions(parsed), _frame_of_items(items)


@dataclass(frozen=True)
class _Written:
    """What a structure is written from."""

    questions: pd.DataFrame
    items: pd.DataFrame
    codes: pd.DataFrame


def _settings() -> list[tuple[str, str]]:
    first, *others = LANGUAGES
    private = [("anonymized", "Y"), ("ipaddr", "N"), ("refurl", "N"), ("savetimings", "N"), ("datestamp", "N")]
    return [("language", first), ("additional_languages", " ".join(others)), ("format", "G"), *private]


def _row(kind: str, name: str, text: str, language: str, **cells: str) -> dict[str, str]:
    return {"class": kind, "name": name, "text": _escaped(text), "language": language} | cells


def _groups(written: _Written, language: str) -> Iterator[dict[str, str]]:
    section, order = "", 0
    for question in written.questions.itertuples():
        if question.place != section:
            section, order = question.place, order + 1
            title = SECTIONS.get(section, {}).get(language, section)
            yield {"class": "G", "name": _escaped(title), "language": language} | {
                "type/scale": str(order),
                "relevance": "1",
            }
        for horizon in question.horizons.split(";"):
            yield from _question(written, question, horizon, language)


def _question(written: _Written, question, horizon: str, language: str) -> Iterator[dict[str, str]]:
    options = written.items[written.items.question == question.question]
    labels = dict(zip(options["item"], options[f"label_{language}"], strict=True))
    text = getattr(question, f"wording_{language}")
    if ";" in question.horizons:
        text += f" ({HORIZONS[horizon][language]})"
    code = question_code(question.question, horizon if question.horizons != "now" else "")
    one = question.type == "number" and len(labels) == 1
    kind = {"single": "L", "bands": "L", "multiple": "M"}.get(question.type, "N" if one else "K")
    row = _row("Q", code, text, language, relevance=_relevance(written, question.asked_if))
    row |= {"type/scale": kind, "mandatory": "N", "other": "N"}
    if language == LANGUAGES[0]:
        row |= _attributes(question.type, list(labels))
    if one:
        yield row | {"help": _escaped(next(iter(labels.values())))}
        return
    yield row
    if kind == "L":
        answers = {item: code for code, item in answer_codes(question.question, written.items).items()}
        yield from (_row("A", answers[i], label, language) | {"type/scale": "0"} for i, label in labels.items())
        return
    for item, label in labels.items():
        led = _relevance(written, question.asked_if, item)
        yield _row("SQ", item_code(item), label, language, relevance=led)


def _attributes(kind: str, options: list[str]) -> dict[str, str]:
    """Settings of a question; `cssclass` carries what LimeSurvey has no place for, and shows nothing."""
    if kind == "bands":
        return {"cssclass": "bands"}
    if kind == "multiple":
        return {"exclude_all_others": item_code("none")} if "none" in options else {}
    if kind == "number":
        limits = {"max_num_value_n": "100"} if options == ["percent"] else {"num_value_int_only": "1"}
        return limits | {"min_num_value_n": "0"} | ({"cssclass": options[0]} if len(options) == 1 else {})
    return {}


def _relevance(written: _Written, condition: str | None, item: str = "") -> str:
    """Who is asked, as a LimeSurvey expression; of an item, where routing holds item by item."""
    if not isinstance(condition, str):
        return "1"
    question, sign, answer = condition.partition("=" if "=" in condition else ">")
    columns = written.codes[written.codes.question == question]
    assert len(columns), f"{question!r} leads to a question but is not asked"
    if sign == "=":
        if item:
            return "1"
        one = columns["item"].eq("").all()
        places = columns.code if one else columns.code[columns["item"] == answer]
        value = answer_code(answer) if one else "Y"
        return " or ".join(f"{_variable(place)} == '{value}'" for place in places)
    if item:
        columns = columns[columns["item"] == item]
        if columns.empty:
            return "1"
    return f"sum({', '.join(map(_variable, columns.code))}) > 0"


def _variable(code: str) -> str:
    """A column in LimeSurvey's expressions; without an answer it counts as empty, not as unknown."""
    return code.replace("[", "_").replace("]", "") + ".NAOK"


def _short(name: str, longest: int, suffix: str = "") -> str:
    """A name in letters and digits: `from_10_to_49` is `from10To49`; one that is too long ends in a digest."""
    head, *words = name.split("_")
    code = head + "".join(word[:1].upper() + word[1:] for word in words) + suffix
    if code.lower() in RESERVED:
        code += "Item"
    if len(code) > longest:
        code = code[: longest - 5 - len(suffix)] + _digest(name, 5) + suffix
    return code


def _digest(name: str, length: int) -> str:
    number, digits = int.from_bytes(hashlib.sha256(name.encode()).digest()), ""
    while len(digits) < length:
        number, place = divmod(number, 36)
        digits += "0123456789abcdefghijklmnopqrstuvwxyz"[place]
    return digits


def _unique(found: Iterable[str], what: str) -> None:
    """LimeSurvey's databases may not tell capitals: two codes must differ in more."""
    twice = [code for code, count in Counter(code.lower() for code in found).items() if count > 1]
    if twice:
        said = f"two {what} have one LimeSurvey code; rename one of them"
        raise DataError([Problem("codebook", said, value=code) for code in twice])


def _escaped(text: str) -> str:
    """A label as LimeSurvey's HTML: nothing in it is markup, an expression, a formula or the end of a cell."""
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\t\n\r" for c in text):
        raise DataError([Problem("codebook", "a label holds characters that cannot be printed", value=text)])
    if text[:1] and text[0] in FORMULA:
        return f"&#{ord(text[0])};" + text[1:].translate(ENTITIES)
    return text.translate(ENTITIES)


def _rows(text: str) -> list[dict[str, str]]:
    try:
        head, *lines = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter="\t")
    except (csv.Error, ValueError) as refused:
        raise DataError([Problem("structure", f"cannot be read: {refused}")]) from None
    needed = ("class", "type/scale", "name", "text", "language")
    if missing := [column for column in needed if column not in head]:
        allowed = "a structure exported as tab-separated values (*.txt)"
        raise DataError(
            [Problem("structure", "the column is missing", 1, name, None, allowed) for name in missing]
        )
    rows = [
        dict.fromkeys((*COLUMNS, *head), "") | dict(zip(head, line, strict=False)) for line in lines if line
    ]
    return [row for row in rows if row["class"] in ("G", "Q", "SQ", "A")]


def _questions(rows: list[dict[str, str]]) -> dict[str, dict]:
    """The questions of one language by their code: kind, text, routing, place, labels of their options."""
    found: dict[str, dict] = {}
    sections = {title: section for section, titles in SECTIONS.items() for title in titles.values()}
    place, entry = "", None
    for row in rows:
        text = html.unescape(row["text"])
        if row["class"] == "G":
            place = html.unescape(row["name"])
        elif row["class"] == "Q":
            entry = {"text": text, "relevance": row["relevance"], "place": sections.get(place, place)}
            entry |= {"type": KINDS.get(row["type/scale"], ""), "options": {}}
            if entry["type"] == "single" and row["cssclass"] == "bands":
                entry["type"] = "bands"
            if row["type/scale"] == "N":
                entry |= {"options": {"": html.unescape(row["help"])}, "item": row["cssclass"] or "amount"}
            if entry["type"]:
                found[row["name"]] = entry
        elif entry is not None:
            entry["options"][row["name"]] = text
    return found


def _named(code: str) -> tuple[str, str]:
    """The question and the horizon of a LimeSurvey question code."""
    for row in codebook.questions().itertuples():
        for horizon in row.horizons.split(";"):
            if code == question_code(row.question, horizon if row.horizons != "now" else ""):
                return row.question, horizon
    for horizon, suffix in sorted(SUFFIXES.items(), key=lambda pair: -len(pair[1])):
        if code.endswith(suffix):
            return _snake(code.removesuffix(suffix)), horizon
    return _snake(code), "now"


def _item(question: str, code: str) -> str:
    """The item of a LimeSurvey subquestion or answer code, by the codebook's names where they fit."""
    items = codebook.items()
    for item in items["item"][items.question == question]:
        if code in (item_code(item), answer_code(item), item):
            return item
    return _snake(code.removesuffix("Item") if code.removesuffix("Item") in RESERVED else code)


def _snake(code: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Za-z])(?=[0-9])", "_", code).lower()


def _condition(entry: dict, base: dict[str, dict], codes_of: dict[str, tuple[str, str]]) -> str | None:
    """`asked_if` of the codebook from a LimeSurvey expression of the kinds that `structure` writes."""
    if found := re.match(r"sum\((\w+?)(_\w+)?\.NAOK.*\) > 0$", entry["relevance"]):
        return f"{codes_of[found[1]][0]}>0" if found[1] in base else None
    if found := re.match(r"(\w+?)(?:_(\w+))?\.NAOK == '(\w+)'", entry["relevance"]):
        question = codes_of[found[1]][0] if found[1] in base else ""
        return f"{question}={_item(question, found[2] or found[3])}" if question else None
    return None


def _frame_of_questions(parsed: dict[str, dict]) -> pd.DataFrame:
    for entry in parsed.values():
        for language in LANGUAGES if len(entry["horizons"]) > 1 else ():
            said = f" ({HORIZONS[entry['horizons'][-1]][language]})"
            entry[f"wording_{language}"] = entry[f"wording_{language}"].removesuffix(said)
        entry["horizons"] = ";".join(entry["horizons"])
    return pd.DataFrame(parsed.values(), columns=HELD, dtype=object)


def _frame_of_items(items: dict[tuple[str, str], tuple[str, str]]) -> pd.DataFrame:
    rows = [(*key, *labels) for key, labels in items.items()]
    return pd.DataFrame(rows, columns=HELD_OF_ITEMS, dtype=object)
