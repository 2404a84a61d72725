"""The questionnaire as data: questions, items, their labels in both languages."""

from functools import cache

import pandas as pd

from helpers import paths
from helpers.sources import typed, waves

DERIVED = ("staff_share",)
"""Questions that are computed from the answers to others, not asked."""


@cache
def questions() -> pd.DataFrame:
    """One row a question: type, horizons, who is asked, version, wording in both languages."""
    return typed.read(paths.CODEBOOK, "questions")


@cache
def items() -> pd.DataFrame:
    """One row an item of a question, in the order of the questionnaire: labels, limits of bands, origin.

    `origin` is `printed`, `reconstructed` (its label stood in a lost chart) or `statistic` (a sum or mean of
    items, not an answer option).
    """
    return typed.read(paths.CODEBOOK, "items")


def labelled(frame: pd.DataFrame, language: str) -> pd.DataFrame:
    """`frame`, keyed by question and item, with their labels in a language, in the codebook's order.

    Adds `question_title` and `label` (the item's).
    """
    order = items().reset_index(names="position")
    keys = order[["question", "item", "position", f"label_{language}"]]
    merged = titled(frame, language).merge(keys, on=["question", "item"], how="left", validate="m:1")
    assert len(merged) == len(frame), "labels changed the number of rows"
    assert merged.position.notna().all(), "an item is not in the codebook"
    merged = merged.rename(columns={f"label_{language}": "label"})
    return merged.sort_values("position", kind="stable").drop(columns="position").reset_index(drop=True)


def titled(frame: pd.DataFrame, language: str) -> pd.DataFrame:
    """`frame`, keyed by question, with `question_title`, the short name of the question in a language."""
    titles = questions()[["question", f"title_{language}"]]
    merged = frame.merge(titles, on="question", how="left", validate="m:1")
    return merged.rename(columns={f"title_{language}": "question_title"})


def title(question: str, language: str) -> str:
    """The short name of a question in a language."""
    return questions().set_index("question")[f"title_{language}"][question]


def answers(question: str) -> pd.DataFrame:
    """The answer options of a question with limits: its bands, in order, without sums and means."""
    options = items()[(items().question == question) & (items().origin != "statistic")]
    return options[options.low.notna()].reset_index(drop=True)


def limits() -> pd.DataFrame:
    """The limits of every item: `question, item, low, high`."""
    return items()[["question", "item", "low", "high"]]


def several() -> frozenset[str]:
    """The questions that a firm could give several answers."""
    return frozenset(questions().query("type == 'multiple'").question)


def sums() -> dict[tuple[str, str], tuple[str, ...]]:
    """By question and item of a sum of bands, the bands within its limits: two or more."""
    limited = items().astype({"low": float, "high": float}).fillna({"high": float("inf")})
    found = {}
    for row in limited[(limited.origin == "statistic") & limited.low.notna()].itertuples():
        own = limited[(limited.question == row.question) & (limited.origin != "statistic")]
        found[row.question, row.item] = tuple(own["item"][(own.low >= row.low) & (own.high <= row.high)])
    return {key: bands for key, bands in found.items() if len(bands) > 1}


def without_threshold() -> set[tuple[str, str]]:
    """Question and item of the statistics of bands that have no limits: no band is known to be in them."""
    bands = questions().query("type == 'bands'").question
    open_ = items()[items().question.isin(bands) & (items().origin == "statistic")]
    open_ = open_[open_.low.isna() & open_.high.isna()]
    return set(zip(open_.question, open_["item"], strict=True))


def wording(question: str, language: str) -> str:
    """The wording of a question in a language."""
    return questions().set_index("question")[f"wording_{language}"][question]


def asked(question: str, language: str) -> str:
    """The wording of a question, quoted, without how to fill it in, which follows its last question mark."""
    said = wording(question, language)
    said = said[: said.rfind("?") + 1] or said
    return f"«\u00a0{said}\u00a0»" if language == "fr" else f"“{said}”"


def segment_label(segment: str, language: str) -> dict[str, str]:
    """A segment in words: `question`, the short name of its question, and `item`, the label of its item."""
    question, item = segment.split("=")
    labels = items().set_index(["question", "item"])[f"label_{language}"]
    return {"question": title(question, language), "item": labels[question, item]}


def fielded(settings: waves.Published | waves.Answered) -> pd.DataFrame:
    """What a wave was asked: a row a question (`item` empty) and a row an answer option, with their versions.

    Columns `question, item, version, asked_if`. Where `wave.toml` does not give a version it is 1 for printed
    tables, and the codebook's own for answers; what no column of the export answers was not asked. `asked_if`
    starts with the answer that a firm needed to be surveyed at all.
    """
    asked = questions()[["question", "version", "asked_if"]].assign(item="")
    listed = items()[items().origin != "statistic"][["question", "item", "version"]].assign(asked_if=None)
    every = pd.concat([asked, listed], ignore_index=True)
    names = every.question + ("." + every["item"]).where(every["item"] != "", "")
    known = every.version if settings.kind == "answers" else 1
    every = every.assign(
        version=names.map(settings.versions).fillna(known).astype(int),
        asked_if=settings.screened + ";" + every.asked_if.fillna(""),
    )
    kept = [
        _answered(settings, question, item)
        for question, item in zip(every.question, every["item"], strict=True)
    ]
    return every.loc[kept, ["question", "item", "version", "asked_if"]].reset_index(drop=True)


def _answered(settings: waves.Published | waves.Answered, question: str, item: str) -> bool:
    """Whether some column of the wave's export can hold an answer; printed tables are taken to cover all."""
    if settings.kind == "published" or question in DERIVED:
        return True
    columns = [column for column in settings.columns if column.question == question]
    whole = any(not column.item for column in columns)
    return bool(columns) and (not item or whole or any(column.item == item for column in columns))
