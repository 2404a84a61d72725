"""Which tables of a wave of answers may be shown, for the whole wave and by segment.

A question is shown or withheld whole, and so is the 2x2 table of an item between two horizons. The rule is of
the threshold and dominance kind (Hundepool et al., 2012, Statistical Disclosure Control, chapters 4 and 5); it
is the same whichever reports are made. `docs/disclosure.md` says in plain words what it proves.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from helpers.statistics import units, withholding
from helpers.statistics.sentences import Sentence, sentence
from helpers.statistics.withholding import Cut, Scheme

SCHEMES = {"strict": Scheme(5, 80), "insee": Scheme(3, 85)}
"""`insee`: thresholds of the French statistical office for business statistics."""

GIVEN_AWAY = {"staff_share": ("staff_france", "staff_digital_twin"), "recruit_posts": ("recruits",)}
"""Questions whose figures say much of the answers to others: withheld where one of those is, as if led to."""


@dataclass(frozen=True)
class Release:
    """What may be shown of a wave. A unit is a question, or (question, item, first horizon, second horizon)."""

    scheme: Scheme
    runnable: tuple[str, ...]
    """Segments of which a report may be made."""
    refused: dict[str, Sentence]
    """Segments of which none may be made, and why."""
    where: dict[str | tuple, frozenset[str]]
    """Each unit: the segments where it is shown, "" being the whole wave."""
    led_from: dict[str, tuple[str, ...]]
    """Each question: those whose answers lead to it, or that it gives away."""

    def plain(self) -> dict[str, Any]:
        """The decision in lists and texts, from which `released` makes it again."""
        where = [[unit, sorted(segments)] for unit, segments in self.where.items()]
        return {"runnable": self.runnable, "refused": list(self.refused), "where": where, "led": self.led_from}

    def shown(self, unit: str | tuple, segment: str = "") -> bool:
        """Whether a unit is shown in a segment; "" is the whole wave."""
        if segment and segment not in self.runnable:
            raise ValueError(f"no report is made of segment {segment!r}; allowed: {', '.join(self.runnable)}")
        return segment in self.where[unit]

    def withheld(self, segment: str = "") -> pd.DataFrame:
        """One row a unit withheld there: `question, item, first_horizon, second_horizon, reason`.

        The last three keys are empty where the whole question is withheld, which has no rows of its pairs.
        """
        rows = []
        for unit in self.where:
            question = unit if isinstance(unit, str) else unit[0]
            covered = unit != question and not self.shown(question, segment)
            if not covered and not self.shown(unit, segment):
                key = (unit, "", "", "") if unit == question else unit
                rows.append((*key, self._reason(question, segment)))
        return pd.DataFrame(rows, columns=["question", "item", "first_horizon", "second_horizon", "reason"])

    def _reason(self, question: str, segment: str) -> Sentence:
        """Why, in one wording for all that the answers decide: to say which rule it was would tell more."""
        led = [one for one in self.led_from[question] if not self.shown(one, segment)]
        if led:
            return sentence("it would tell of {question:question}, which is withheld", question=led[0])
        fields = {"most": self.scheme.threshold - 1, "dominance": self.scheme.dominance}
        if not segment:
            return sentence(
                "one of its counts is of 1 to {most} firms, or one firm has over {dominance:0%} of an amount, "
                "or such a figure would follow from it",
                **fields,
            )
        return sentence(
            "in this segment or among the other firms, one of its counts is of 1 to {most} firms, or one firm "
            "has over {dominance:0%} of an amount, or such a figure would follow from several reports",
            **fields,
        )


def membership(frame: pd.DataFrame, segment: str) -> np.ndarray:
    """Whether each firm is in a segment `question=item`; in "" all are."""
    if not segment:
        return np.ones(len(frame), dtype=bool)
    question, _, item = segment.partition("=")
    listed = {name for name, *_ in frame.columns}
    if question not in listed:
        raise ValueError(
            f"segment {segment!r}: no question {question!r}; known are {', '.join(sorted(listed))}"
        )
    known = candidates(frame, [question])
    if segment not in known:
        items = ", ".join(one.partition("=")[2] for one in known)
        raise ValueError(f"segment {segment!r}: {question} has no answer {item!r}; known are {items}")
    if (question, item, "now") in frame.columns:
        return (frame[question, item, "now"] == 1).to_numpy()
    column = frame[question, "", "now"].cat
    return (column.codes == column.categories.get_loc(item)).to_numpy()


def candidates(frame: pd.DataFrame, questions: Sequence[str]) -> list[str]:
    """Every `question=item` by which a report may be asked for, in the order of the questionnaire."""
    found = []
    for question in questions:
        columns = [column for column in frame.columns if column[0] == question]
        items = [item for column in columns for item in _items(frame, column)]
        if not items or {horizon for *_, horizon in columns} != {"now"}:
            raise ValueError(
                f"no segments by {question!r}: they need answers to choose from, asked about now and only now"
            )
        found += [f"{question}={item}" for item in items]
    return found


def _items(frame: pd.DataFrame, column: tuple[str, str, str]) -> list[str]:
    dtype = frame.dtypes[column]
    if isinstance(dtype, pd.CategoricalDtype):
        return [str(item) for item in dtype.categories]
    return [column[1]] if dtype == np.int8 else []


def release(frame: pd.DataFrame, asked_if: dict[str, str], segments: Sequence[str], scheme: str) -> Release:
    """What may be shown of a wave, of all segments that a report can ever be asked for (`candidates`).

    `asked_if` gives the condition on which each question is asked, as in the codebook.
    """
    if scheme not in SCHEMES:
        raise ValueError(f"scheme is {scheme!r}; it must be one of {', '.join(SCHEMES)}")
    rule, led_from = SCHEMES[scheme], _led_from(frame, asked_if)
    questions = [segment.partition("=")[0] for segment in segments]
    _check_segmenting(questions, led_from)
    members = np.zeros((len(frame), len(segments)), dtype=bool)
    for place, segment in enumerate(segments):
        members[:, place] = membership(frame, segment)
    cut = Cut(units.classes(members), np.array(questions, dtype=object), rule)
    found, runs = withholding.decide(frame, cut, led_from)
    names = np.array(segments, dtype=object)
    where = {
        unit: frozenset() if shown is None else frozenset(["", *names[shown]]) for unit, shown in found.items()
    }
    return _release(rule, names[runs], names[~runs], where, led_from)


def released(plain: dict[str, Any], scheme: str) -> Release:
    """The release whose `Release.plain` this is."""
    where = {
        unit if isinstance(unit, str) else tuple(unit): frozenset(segments) for unit, segments in plain["where"]
    }
    led_from = {question: tuple(led) for question, led in plain["led"].items()}
    return _release(SCHEMES[scheme], plain["runnable"], plain["refused"], where, led_from)


def _release(
    rule: Scheme,
    runnable: Iterable[str],
    refused: Iterable[str],
    where: dict[str | tuple, frozenset[str]],
    led_from: dict[str, tuple[str, ...]],
) -> Release:
    why = {name: _refusal(name, where, rule) for name in refused}
    return Release(rule, tuple(runnable), why, where, led_from)


def _refusal(segment: str, where: dict[str | tuple, frozenset[str]], rule: Scheme) -> Sentence:
    question = segment.partition("=")[0]
    if not where[question]:
        return sentence("{question:question} is withheld for the whole wave", question=question)
    return sentence("fewer than {threshold} firms are in it, or outside it", threshold=rule.threshold)


def _check_segmenting(questions: Sequence[str], led_from: dict[str, tuple[str, ...]]) -> None:
    for question in dict.fromkeys(questions):
        if led_from[question]:
            led = ", ".join(led_from[question])
            raise ValueError(f"no segments by {question!r}: who is in them depends on the answers to {led}")


def _led_from(frame: pd.DataFrame, asked_if: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Each question of the frame, and those whose answers lead to it or that it gives away."""
    questions = list(dict.fromkeys(name for name, *_ in frame.columns))
    found = {}
    for question in questions:
        condition = asked_if.get(question) or ""
        led = [re.split("[=<>]", condition)[0]] if condition else []
        found[question] = tuple(one for one in (*led, *GIVEN_AWAY.get(question, ())) if one in questions)
    return found


def keep(table: pd.DataFrame, release: Release, segment: str = "") -> pd.DataFrame:
    """The rows of a tabulation whose unit is shown in the segment.

    A tabulation with `first_horizon` and `second_horizon` is of pairs, any other of questions.
    """
    keys = ["question"]
    if "first_horizon" in table:
        keys += ["item", "first_horizon", "second_horizon"]
    named = table[keys].itertuples(index=False, name=None)
    kept = [release.shown(key if len(key) > 1 else key[0], segment) for key in named]
    return table[np.array(kept, dtype=bool)]


def concentration(amounts: pd.DataFrame, scheme: str = "strict") -> pd.Series:
    """The share of the largest firm in each amount (`sum`, `positive`, `largest`), in words.

    None where the scheme does not allow it: too few firms above zero, or one firm has too much.
    """
    rule = SCHEMES[scheme]
    columns = zip(amounts["sum"], amounts["largest"], amounts["positive"], strict=True)
    words = [_concentration(total, largest, positive, rule) for total, largest, positive in columns]
    return pd.Series(words, index=amounts.index, dtype=object)


def _concentration(total: float, largest: float, positive: int, rule: Scheme) -> str | None:
    if positive < rule.threshold:
        return None
    whole, part = (round(value * units.THOUSANDTHS) for value in (total, largest))
    if 100 * part > rule.dominance * whole:
        return None
    if 3 * part < whole:
        return "under a third"
    return "over two thirds" if 3 * part > 2 * whole else "a third to two thirds"
