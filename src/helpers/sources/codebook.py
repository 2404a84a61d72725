"""The questionnaire as data: questions, items, their labels in both languages."""

from functools import cache

import pandas as pd

from helpers import paths
from helpers.sources import typed


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


def answers(question: str) -> pd.DataFrame:
    """The answer options of a question with limits: its bands, in order, without sums and means."""
    options = items()[(items().question == question) & (items().origin != "statistic")]
    return options[options.low.notna()].reset_index(drop=True)


def limits() -> pd.DataFrame:
    """The limits of every item: `question, item, low, high`."""
    return items()[["question", "item", "low", "high"]]


def wording(question: str, language: str) -> str:
    """The wording of a question in a language."""
    return questions().set_index("question")[f"wording_{language}"][question]
