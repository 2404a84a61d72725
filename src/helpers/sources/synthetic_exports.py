"""The demonstration wave: the answers of synthetic firms as four survey tools export them, untidy as usual."""

import csv
import datetime
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import xlsxwriter

from helpers import paths
from helpers.sources import codebook, questionnaire, synthetic

FIRMS, SEED = 240, 2026
FILES = {
    "limesurvey": "limesurvey.csv",
    "surveymonkey": "surveymonkey.csv",
    "spreadsheet": "answers.xlsx",
    "spss": "answers.sav",
}
"""The export in each format."""
START, END = datetime.date(2026, 3, 2), datetime.date(2026, 4, 10)
UNFINISHED = 8
SHEET = "Réponses"
CROSSED = ("client_sector", "domains", "services", "uses", "recruits", "training_topics")
"""Questions that the spreadsheet answers with a cross or a blank; the others say Yes or No."""
NO_ANSWER, NOT_ASKED = -99, -9
COMMENTS = (
    "Merci ; l’enquête est un peu longue",
    'Nous préférons dire "maquette numérique"',
    "Rappelez-nous après l’été, à l’accueil",
)
OTHERS = ("Œnologie", "Pêche", "Musées & théâtres")
Key = tuple[str, str, str]
"""Question, item and horizon."""


@dataclass(frozen=True)
class Returned:
    """The questionnaires that came back, one row each: a test row, the firms, some that stopped on the way."""

    answers: pd.DataFrame
    finished: np.ndarray


def returned(n: int, seed: int) -> Returned:
    """The answers of `synthetic.firms(n, seed)` in their order, with the rows a wave has to leave out.

    The first row is the test of whoever set the survey up; eight more stop at some question.
    """
    firms, stopped = synthetic.firms(n, seed), synthetic.firms(UNFINISHED, seed + 1)
    questions = questionnaire.asked()[0].question
    place = stopped.columns.get_level_values("question").map({q: at for at, q in enumerate(questions)})
    for row, last in enumerate(np.linspace(1, len(questions) - 3, UNFINISHED, dtype=int)):
        for column in stopped.columns[place > last]:
            whole = stopped[column].dtype == np.int8
            stopped.loc[row, column] = -1 if whole else np.nan
    frame = pd.concat([synthetic.firms(1, seed + 2), firms, stopped], ignore_index=True)
    finished = np.arange(len(frame)) <= n
    at = np.concatenate([[-1], np.arange(n), np.linspace(0, n, UNFINISHED, endpoint=False) + 0.5])
    order = np.argsort(at, kind="stable")
    return Returned(frame.iloc[order].reset_index(drop=True), finished[order])


def write(folder: Path, n: int = FIRMS, seed: int = SEED) -> None:
    """Write four exports of the same answers, the LimeSurvey structure and `wave.toml`: the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    answers = returned(n, seed)
    _limesurvey(folder / FILES["limesurvey"], answers)
    _surveymonkey(folder / FILES["surveymonkey"], answers)
    _spreadsheet(folder / FILES["spreadsheet"], answers)
    _spss(folder / FILES["spss"], answers)
    structure = questionnaire.structure(*questionnaire.asked())
    (folder / "structure.txt").write_text(structure, encoding="utf-8-sig", newline="")
    (folder / "wave.toml").write_text(settings("limesurvey"), encoding="utf-8", newline="\n")


def _paradata(answers: Returned) -> pd.DataFrame:
    """What a survey tool records beside the answers, one row a questionnaire: invented mail, text, addresses.

    `submitted` is empty where the questionnaire was not finished. Addresses are of the ranges kept for examples
    (RFC 2606, RFC 5737).
    """
    number = np.arange(1, len(answers.finished) + 1)
    moments = pd.Series(pd.date_range(START, END, periods=len(number)).floor("min"))
    return pd.DataFrame(
        {
            "number": number,
            "firm": [f"F{place:04d}" for place in number],
            "submitted": moments.where(answers.finished),
            "email": [f"firm{place}@example.org" for place in number],
            "address": [f"192.0.2.{place % 250 + 1}" for place in number],
            "comment": _now_and_then(number, COMMENTS, 11),
            "sector_text": _now_and_then(number, OTHERS, 16),
        }
    )


def _now_and_then(number: np.ndarray, texts: Sequence[str], every: int) -> list[str]:
    return [texts[place // every % len(texts)] if place % every == 0 else "" for place in number]


def _kinds() -> dict[str, str]:
    questions = codebook.questions()
    return dict(zip(questions.question, questions.type, strict=True))


def _words(key: Key, language: str) -> list[str]:
    """What a respondent reads: the options of a question with one answer, or the one item of a column."""
    items = codebook.items().set_index(["question", "item"])[f"label_{language}"]
    return [items[key[0], item] for item in ([key[1]] if key[1] else synthetic.options(key[0]))]


def _chosen(values: pd.Series, words: Sequence[str]) -> list[str]:
    """The word of each code, from 0; what is missing (-1) is left blank."""
    codes = values.cat.codes if isinstance(values.dtype, pd.CategoricalDtype) else values
    return np.array([*words, ""], dtype=object)[codes.to_numpy()].tolist()


def _untidy(cells: list[str], aloud: bool = False) -> list[str]:
    """Cells as people leave them: spaces around some, and some in capitals or without (`aloud`)."""
    changes: dict[int, Callable[[str], str]] = {5: lambda cell: f" {cell}", 12: lambda cell: f"{cell}  "}
    if aloud:
        changes |= {3: str.upper, 8: str.lower}
    return [changes.get(row % 17, str)(cell) if cell else cell for row, cell in enumerate(cells)]


def _french(values: pd.Series, space: str) -> list[str]:
    """Numbers the French way; some of those who leave one blank write n/a."""
    whole = [f"{value:,.1f}".removesuffix(".0").replace(",", space).replace(".", ",") for value in values]
    blank = ["n/a" if row % 3 == 0 else "" for row in range(len(values))]
    return [blank[row] if np.isnan(value) else whole[row] for row, value in enumerate(values)]


def _csv(file: Path, rows: list[Sequence[object]], encoding: str, delimiter: str, quoting: int) -> None:
    with file.open("w", encoding=encoding, newline="") as out:
        csv.writer(out, delimiter=delimiter, quoting=quoting).writerows(rows)


def _limesurvey(file: Path, answers: Returned) -> None:
    """Semicolons, cp1252, question codes as headings and codes as answers."""
    beside, kinds = _paradata(answers), _kinds()
    columns: dict[str, Sequence[object]] = {
        "id": beside.number,
        "submitdate": beside.submitted.dt.strftime("%Y-%m-%d %H:%M:%S").fillna(""),
        "lastpage": np.where(answers.finished, 9, 4),
        "startlanguage": np.where(beside.number % 9 == 0, "en", "fr"),
        "token": beside.firm,
        "ipaddr": beside.address,
    }
    _, items = questionnaire.asked()
    for code, key in _columns("limesurvey"):
        values, kind = answers.answers[key], kinds[key[0]]
        if kind == "number":
            columns[code] = _untidy(_french(values, "\u00a0"))
        else:
            words = ["", "Y"] if kind == "multiple" else list(questionnaire.answer_codes(key[0], items))
            columns[code] = _untidy(_chosen(values, words))
    columns |= {"sectortext": beside.sector_text, "comment": beside.comment, "email": beside.email}
    _csv(file, [list(columns), *zip(*columns.values(), strict=True)], "cp1252", ";", csv.QUOTE_ALL)


def _surveymonkey(file: Path, answers: Returned) -> None:
    """Commas, UTF-8 with a byte-order mark, two rows of French headings, the label itself where ticked."""
    beside, kinds = _paradata(answers), _kinds()
    columns: dict[tuple[str, str], Sequence[object]] = {
        ("Respondent ID", ""): 11_800_000_000 + beside.number,
        ("Collector ID", ""): [430_000_000] * len(beside),
        ("End Date", ""): beside.submitted.dt.strftime("%d/%m/%Y %H:%M").fillna(""),
        ("IP Address", ""): beside.address,
        ("Email Address", ""): beside.email,
        ("Custom Data 1", ""): beside.firm,
    }
    for key, values in answers.answers.items():
        if kinds[key[0]] == "number":
            columns[_headings(key)] = _untidy(_french(values, "\u202f"))
        else:
            words = _words(key, "fr") if key[1] == "" else ["", *_words(key, "fr")]
            columns[_headings(key)] = _untidy(_chosen(values, words), aloud=True)
    columns["Autre secteur : précisez", "Open-Ended Response"] = beside.sector_text
    columns["Vos remarques", "Open-Ended Response"] = beside.comment
    first = [text for text, _ in columns]
    first = ["" if text == before else text for text, before in zip(first, [None, *first], strict=False)]
    rows = [first, [text for _, text in columns], *zip(*columns.values(), strict=True)]
    _csv(file, rows, "utf-8-sig", ",", csv.QUOTE_MINIMAL)


def _headings(key: Key) -> tuple[str, str]:
    """The two headings of a SurveyMonkey column: the question, and what it says of the item and the horizon."""
    question, item, horizon = key
    said = _words(key, "fr") if item and len(synthetic.options(question)) > 1 else []
    said += [questionnaire.HORIZONS[horizon]["fr"]] if len(_horizons(question)) > 1 else []
    return codebook.wording(question, "fr"), " - ".join(said) or "Response"


def _horizons(question: str) -> list[str]:
    questions = codebook.questions().set_index("question")
    return questions.horizons[question].split(";")


def _spreadsheet(file: Path, answers: Returned) -> None:
    """English labels; Yes and No for some questions, a cross for others; numbers as numbers; two sheets."""
    beside, kinds = _paradata(answers), _kinds()
    columns: dict[str, Sequence[object]] = {
        "Firm": beside.firm,
        "Sent on": beside.submitted.dt.strftime("%Y-%m-%d").fillna(""),
        "E-mail": beside.email,
    }
    for key, values in answers.answers.items():
        if kinds[key[0]] == "number":
            cells = [None if np.isnan(value) else value for value in values]
        elif kinds[key[0]] == "multiple":
            cells = _untidy(_chosen(values, ["", "x"] if key[0] in CROSSED else ["No", "Yes"]), aloud=True)
        else:
            cells = _untidy(_chosen(values, _words(key, "en")), aloud=True)
        columns[_heading(key)] = cells
    columns |= {"Other sector": beside.sector_text, "Remarks": beside.comment}
    with xlsxwriter.Workbook(str(file)) as book:
        book.set_properties({"created": datetime.datetime.combine(END, datetime.time(12))})
        notes, sheet = book.add_worksheet("Notes"), book.add_worksheet(SHEET)
        notes.write_column(0, 0, ["SYNTHETIC: no firm stands behind these answers", f"Answers: sheet {SHEET}"])
        for place, (heading, cells) in enumerate(columns.items()):
            sheet.write_column(0, place, [heading, *cells])


def _heading(key: Key) -> str:
    """The heading of a spreadsheet column: short name of the question, item and horizon."""
    question, item, horizon = key
    said = codebook.questions().set_index("question").title_en[question]
    said += f": {_words(key, 'en')[0]}" if item and len(synthetic.options(question)) > 1 else ""
    return said + (f" ({questionnaire.HORIZONS[horizon]['en']})" if len(_horizons(question)) > 1 else "")


def _spss(file: Path, answers: Returned) -> None:
    """Numeric codes with value labels; no answer and not asked are user-missing values."""
    beside, kinds = _paradata(answers), _kinds()
    # pyreadstat 1.3 writes moments that pandas counts in seconds as days of 1970
    sent = beside.submitted.astype("datetime64[ns]")
    columns: dict[str, Sequence[object]] = {"firm": beside.firm, "submitted": sent}
    value_labels, labels = {}, {"firm": "Firm", "submitted": "Questionnaire sent on"}
    for key, values in answers.answers.items():
        name, question = _variable(key), key[0]
        words = {0: "No", 1: "Yes"}
        if kinds[question] in ("single", "bands"):
            values = values.cat.codes.replace(-1, -2) + 1
            words = dict(enumerate(_words(key, "en"), start=1))
        blank = values.isna() | (values == -1)
        missing = np.where(_asked(answers.answers, key), NO_ANSWER, NOT_ASKED)
        columns[name] = values.mask(blank, missing)
        labels[name] = _heading(key)
        missing_words = {NO_ANSWER: "No answer", NOT_ASKED: "Not asked"}
        value_labels[name] = missing_words if kinds[question] == "number" else words | missing_words
    texts = {"email": beside.email, "sector_text": beside.sector_text, "comment": beside.comment}
    frame = pd.DataFrame(columns | texts)
    pyreadstat.write_sav(
        frame,
        file,
        file_label="SYNTHETIC answers, no firm stands behind them",
        column_labels=labels,
        row_compress=True,
        variable_value_labels=value_labels,
        variable_format={name: "F8.0" for name in value_labels if name != "training_certified"},
        missing_ranges={name: [NO_ANSWER, NOT_ASKED] for name in value_labels},
    )
    _undated(file)


def _variable(key: Key) -> str:
    """The name of an SPSS variable."""
    question, item, horizon = key
    when = questionnaire.HORIZONS[horizon]["en"].replace(" ", "_") if len(_horizons(question)) > 1 else ""
    one = len(synthetic.options(question)) == 1
    return "_".join(part for part in (question, when, "" if one else item) if part)


def _asked(answers: pd.DataFrame, key: Key) -> np.ndarray:
    """Where the answers to earlier questions led a firm to this item."""
    condition = codebook.questions().set_index("question").asked_if[key[0]]
    if not condition:
        return np.ones(len(answers), dtype=bool)
    if "=" in condition:
        question, answer = condition.split("=")
        return (answers[question, "", "now"] == answer).to_numpy()
    posts = answers[condition.removesuffix(">0")] > 0
    one = key[1] in posts.columns.get_level_values("item")
    return (posts[key[1]] if one else posts).any(axis=1).to_numpy()


def _undated(file: Path) -> None:
    """Set the day and the time of writing, in bytes 92 to 108 of an SPSS file, to the end of fieldwork."""
    content = bytearray(file.read_bytes())
    content[92:109] = b"10 Apr 2612:00:00"
    file.write_bytes(content)


def _columns(form: str) -> list[tuple[str, Key]]:
    """The name of each column of an export as its reader gives it, with what the column answers."""
    codes = questionnaire.codes(*questionnaire.asked())
    keys = list(zip(codes.question, codes["item"], codes.horizon, strict=True))
    if form == "limesurvey":
        return list(zip(codes.code, keys, strict=True))
    named = {"surveymonkey": lambda key: " | ".join(_headings(key)), "spreadsheet": _heading, "spss": _variable}
    return [(named[form](key), key) for key in keys]


BESIDE = {
    "limesurvey": (
        "token",
        "submitdate",
        ("id", "lastpage", "startlanguage", "ipaddr", "sectortext", "comment", "email"),
    ),
    "surveymonkey": (
        "Custom Data 1",
        "End Date",
        (
            "Respondent ID",
            "Collector ID",
            "IP Address",
            "Email Address",
            "Autre secteur : précisez | Open-Ended Response",
            "Vos remarques | Open-Ended Response",
        ),
    ),
    "spreadsheet": ("Firm", "Sent on", ("E-mail", "Other sector", "Remarks")),
    "spss": ("firm", "submitted", ("email", "sector_text", "comment")),
}
"""Of each export: the column that identifies the firm, the one filled at the end, those left unread."""


def settings(form: str) -> str:
    """The text of `wave.toml` for the export in one of the four formats."""
    ident, completed, ignored = BESIDE[form]
    export = {"file": FILES[form], "format": form}
    export |= {"spreadsheet": {"sheet": SHEET}, "limesurvey": {"structure": "structure.txt"}}.get(form, {})
    test = {"row": 3 if form == "surveymonkey" else 2, "reason": "test row of whoever set the survey up"}
    columns = []
    for name, (question, item, horizon) in _columns(form):
        column = {"name": name, "question": question} | ({"item": item} if item else {})
        columns.append(_toml(column | ({"horizon": horizon} if horizon != "now" else {})))
    return "\n".join(
        [
            "# SYNTHETIC: no firm stands behind these answers. Written by `make demo`.",
            'kind = "answers"',
            "synthetic = true",
            'sampling = "random" # as invented as the answers',
            "population = 1200 # invented",
            'screened = "experience=yes" # as in 2023',
            f"fieldwork_start = {START}",
            f"fieldwork_end = {END}",
            'title_en = "SYNTHETIC: a demonstration wave of invented firms"',
            'title_fr = "SYNTHÉTIQUE : une vague de démonstration, aux entreprises inventées"',
            'source_en = "synthetic answers, no firm was asked"',
            'source_fr = "réponses synthétiques, aucune entreprise n’a été interrogée"',
            f"export = {_toml(export)}",
            f"id = {_toml(ident)}",
            f"completed = {_toml(completed)}",
            'missing = ["n/a"]',
            f"ignored = {_toml(list(ignored))}",
            'disclosure = "strict"',
            'segments = ["activity", "size", "client_sector"]',
            f"exclude = [{_toml(test)}]",
            "columns = [",
            *(f"  {column}," for column in columns),
            "]\n",
        ]
    )


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(part)}" for key, part in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    write(paths.ROOT / "data" / "demo-2026")
