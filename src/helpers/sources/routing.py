"""Who was asked what: the conditions of the codebook, on the answers of each firm."""

from functools import cache

import numpy as np

from helpers.sources import codebook
from helpers.sources.recoding import BLANK, CLOSED, WRONG, Key, Recoded, kinds, options

EXCLUSIVE = ("none", "dont_know")
"""Items that cannot stand beside others."""
Led = dict[tuple[str, str], np.ndarray]
"""Question and item -> whether each firm was asked: 1, 0, or `WRONG` where the answer that decides is none."""


@cache
def conditions() -> dict[str, str]:
    """Of each question that not everyone is asked, the condition: `question=item` or `question>0`."""
    asked_if = codebook.questions().set_index("question").asked_if
    return asked_if[asked_if.notna()].to_dict()


def decides(question: str) -> str:
    """The question on whose answer it depends who is asked; empty where everyone is."""
    return conditions().get(question, "").partition("=")[0].removesuffix(">0")


def by_item(question: str) -> bool:
    """Whether each item is asked on the number given for the same item of the question that decides."""
    condition = conditions().get(question, "")
    own = set(options(question).items) - set(EXCLUSIVE)
    return condition.endswith(">0") and own <= set(options(decides(question)).items)


def condition(question: str) -> str:
    """Who is asked a question, in words."""
    words = conditions()[question].replace("=", " is ").replace(">", " is above ")
    return words + (" for the same item" if by_item(question) else "")


def led(answers: Recoded) -> Led:
    """Who was asked each question and item; everyone where the question that decides is not in the export."""
    everyone = np.ones(len(answers.rows), dtype=np.int8)
    found: Led = {}
    for question in answers.questions():
        known = bool(decides(question)) and bool(answers.keys(decides(question)))
        whole = _holds(answers, conditions()[question]) if known else everyone
        for _, item, _ in answers.keys(question):
            one = known and by_item(question) and answers.keys(decides(question), item)
            found[question, item] = _holds(answers, conditions()[question], item) if one else whole
    return found


def untold(answers: Recoded) -> list[str]:
    """Questions of which nobody can tell who was asked: the question that decides is not in the export."""
    return [q for q in answers.questions() if decides(q) and not answers.keys(decides(q))]


def _holds(answers: Recoded, condition: str, item: str = "") -> np.ndarray:
    """Whether a condition holds for each firm: 1, 0 or `WRONG`; for an item where routing is item by item."""
    question, _, answer = condition.removesuffix(">0").partition("=")
    if kinds()[question] == "number":
        holds = [_positive(answers.values[key]) for key in answers.keys(question, item or None)]
    elif kinds()[question] in CLOSED:
        place = options(question).items.index(answer)
        values = [answers.values[key] for key in answers.keys(question)]
        holds = [np.where(value == WRONG, WRONG, value == place) for value in values]
    else:
        holds = [answers.values[key] for key in answers.keys(question, answer)]
    table = np.array(holds, dtype=np.int8)
    unsure = np.where((table == WRONG).any(axis=0), np.int8(WRONG), np.int8(0))
    return np.where((table == 1).any(axis=0), np.int8(1), unsure)


def _positive(numbers: np.ndarray) -> np.ndarray:
    return np.where(np.isinf(numbers), WRONG, numbers > 0)


def filled(answers: Recoded, key: Key) -> np.ndarray:
    """Where a firm filled in a cell, be it wrong; an explicit no fills a tick."""
    values = answers.values[key]
    return ~np.isnan(values) if values.dtype == float else values != BLANK


def given(answers: Recoded, key: Key) -> np.ndarray:
    """Where a firm gave an answer. An explicit no is none: exports write it beside items never shown."""
    values = answers.values[key]
    if values.dtype == float:
        return np.isfinite(values)
    return values == 1 if kinds()[key[0]] == "multiple" else values >= 0
