"""Rules that answers must keep across cells: routing, totals, exclusive items, firms twice, weights.

Single values are checked where they are read (`recoding`). All works on distinct values and whole columns, at
every size: one path and exact rows, without the seconds that a table validator (frictionless) takes to start.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from pandas.util import hash_array

from helpers.sources import codebook, labels
from helpers.sources.faults import Finding, whole
from helpers.sources.recoding import BLANK, CLOSED, Key, Recoded, kinds
from helpers.sources.routing import EXCLUSIVE, Led, condition, decides, filled, given

STAFF = ("staff_france", "employees", "now")
STAFF_DIGITAL_TWIN = ("staff_digital_twin", "employees", "now")
SIZE = ("size", "", "now")
LEAST_ALIKE = 5
"""Answers from which it is worth a note that two questionnaires are the same in all of them."""


def findings(answers: Recoded, led: Led, mandatory: Sequence[str]) -> Iterator[Finding]:
    """Everything that the answers say against each other and against the routing."""
    yield from _not_asked(answers, led)
    yield from _mandatory(answers, led, mandatory)
    for rule in (_exclusive, _digital_twin_staff, _size, _posts_now, _posts_unticked):
        yield from rule(answers)


def unanswered(answers: Recoded, led: Led) -> dict[tuple[str, str], np.ndarray]:
    """Question and horizon -> firms that were asked and left it blank.

    Of a question with items: that left all of them blank, at all its horizons (the horizon is empty).
    """
    found = {}
    for question in answers.questions():
        keys = answers.keys(question)
        for group in [[key] for key in keys] if kinds()[question] in CLOSED else [keys]:
            asked = np.logical_or.reduce([led[key[:2]] == 1 for key in group])
            blank = ~np.logical_or.reduce([filled(answers, key) for key in group])
            found[question, group[0][2] if len(keys) > 1 and len(group) == 1 else ""] = asked & blank
    return found


def notes(answers: Recoded, led: Led) -> dict[str, int]:
    """What is no problem but worth knowing, with the number of firms, the most frequent first."""
    found = {}
    for (question, horizon), where in unanswered(answers, led).items():
        found[f"firms asked «{question}»{f' ({horizon})' if horizon else ''}, without an answer"] = where.sum()
    found["firms that tick an occupation in «recruits» and give it 0 posts in all"] = _ticked_without_posts(
        answers
    )
    return {what: int(n) for what, n in sorted(found.items(), key=lambda pair: -pair[1]) if n}


def twice(ident: pd.Series, column: str) -> Iterator[Finding]:
    """Firms that answer a second time, by an identifier that is not shown."""
    known = ident.dropna()
    first = known.drop_duplicates()
    again = known[known.duplicated()]
    places = pd.Series(first.index, index=first.to_numpy())[again.to_numpy()]
    for place, rows in _grouped(pd.Series(places.to_numpy()), again.index.to_numpy()):
        allowed = f"a firm once; the other answer is in row {place}: `exclude` one of them in wave.toml"
        yield Finding(column, "", "this firm has answered already", allowed, rows)


def alike(answers: Recoded) -> int:
    """Number of firms whose answers, five or more, are all the same as those of a firm before."""
    seen, several = (np.zeros(len(answers.rows), dtype=kind) for kind in (np.uint64, np.int32))
    for name in dict.fromkeys(answers.columns.values()):
        codes = answers.cells[name].cat.codes.to_numpy()
        seen = hash_array(seen + codes.astype(np.uint64))
        several += codes >= 0
    return int(pd.Series(seen[several >= LEAST_ALIKE]).duplicated().sum())


def weights(cells: pd.Series, column: str) -> tuple[pd.Series, list[Finding]]:
    """The weights as numbers, and what is wrong with them; a weight is shown to nobody."""
    texts = list(cells.cat.categories)
    numbers = [labels.number(text) for text in texts]
    known = np.array([np.nan if n is None else float(n) for n in numbers] + [np.nan])
    weight = pd.Series(np.where(np.isfinite(known), known, np.nan)[cells.cat.codes], index=cells.index)
    found = []
    for said, where in (
        ("no weight, or not a number", weight.isna()),
        ("a weight that is not positive", weight <= 0),
    ):
        if where.any():
            found.append(Finding(column, "", said, "a number above 0", weight.index[where].to_numpy()))
    return weight, found


def _found(
    answers: Recoded, key: Key, where: np.ndarray, problem: str, allowed: Callable[[int], str]
) -> Iterator[Finding]:
    """A finding for each value that is wrong beside other answers of its firm; `allowed` by place."""
    at = np.flatnonzero(where)
    if not len(at):
        return
    column = answers.columns[key]
    texts = answers.cells[column].iloc[at].astype(object).fillna("").to_numpy()
    pairs = pd.Series(list(zip(texts, map(allowed, at), strict=True)))
    for (value, may), rows in _grouped(pairs, answers.rows[at]):
        yield Finding(column, value, problem, may, rows)


def _grouped(keys: pd.Series, rows: np.ndarray) -> Iterator[tuple[Any, np.ndarray]]:
    """Each distinct key with its rows; quick where every row has its own."""
    codes, distinct = keys.factorize()
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order])) + 1
    return zip(distinct, np.split(rows[order], starts) if len(rows) else (), strict=True)


def _not_asked(answers: Recoded, led: Led) -> Iterator[Finding]:
    for question in [q for q in answers.questions() if decides(q)]:
        by_column: dict[str, list[Key]] = {}
        for key in answers.keys(question):
            by_column.setdefault(answers.columns[key], []).append(key)
        said = f"blank, unless {condition(question)}"
        for keys in by_column.values():
            where = np.logical_or.reduce([given(answers, key) & (led[key[:2]] == 0) for key in keys])
            yield from _found(answers, keys[0], where, "an answer where none was asked", lambda _, s=said: s)


def _mandatory(answers: Recoded, led: Led, mandatory: Sequence[str]) -> Iterator[Finding]:
    for question in mandatory:
        if not answers.keys(question):
            yield whole("mandatory", "no column of the export answers this question", value=question)
    for (question, horizon), where in unanswered(answers, led).items():
        if question in mandatory and where.any():
            key = next(key for key in answers.keys(question) if horizon in ("", key[2]))
            said = "asked and not answered, though mandatory"
            yield Finding(answers.columns[key], "", said, "an answer", answers.rows[where])


def _exclusive(answers: Recoded) -> Iterator[Finding]:
    for key in [k for k in answers.values if k[1] in EXCLUSIVE and kinds()[k[0]] == "multiple"]:
        others = [k for k in answers.keys(key[0]) if k[2] == key[2] and k[1] not in EXCLUSIVE]
        beside = np.logical_or.reduce([given(answers, k) for k in others]) if others else False
        where = given(answers, key) & beside
        said = f"«{key[1]}» ticked together with other items"
        yield from _found(answers, key, where, said, lambda _: "ticked alone")


def _pair(answers: Recoded, first: Key, second: Key) -> tuple[np.ndarray, np.ndarray]:
    """Two numbers of each firm, NaN where one is not there or wrong."""
    missing = np.full(len(answers.rows), np.nan)
    pair = (answers.values.get(first, missing), answers.values.get(second, missing))
    return tuple(np.where(np.isfinite(numbers), numbers, np.nan) for numbers in pair)


def _digital_twin_staff(answers: Recoded) -> Iterator[Finding]:
    """ "Of these, how many work on digital twin projects": part of the staff in France."""
    twins, staff = _pair(answers, STAFF_DIGITAL_TWIN, STAFF)
    said = "more people on digital twins than staff in France"
    yield from _found(answers, STAFF_DIGITAL_TWIN, twins > staff, said, lambda at: f"up to {staff[at]:.0f}")


def _size(answers: Recoded) -> Iterator[Finding]:
    """Both questions ask for the employees in France."""
    if not {SIZE, STAFF} <= answers.values.keys():
        return
    bands = codebook.answers("size")
    low, high = bands.low.astype(float).to_numpy(), bands.high.astype(float).fillna(np.inf).to_numpy()
    staff, band = answers.values[STAFF], answers.values[SIZE]
    where = np.isfinite(staff) & (band >= 0) & ((staff < low[band]) | (staff > high[band]))
    names = bands["item"]
    said = "not in the size class that the firm gives"
    yield from _found(answers, STAFF, where, said, lambda at: f"a number in «{names[band[at]]}»")


def _posts_now(answers: Recoded) -> Iterator[Finding]:
    """ "How many in all do you expect to fill": the posts being filled now are among them."""
    for key in [k for k in answers.keys("recruit_posts") if k[2] == "now"]:
        now, total = _pair(answers, key, (*key[:2], "3-5 years"))
        said = "more posts now than in all"
        yield from _found(answers, key, now > total, said, lambda at, total=total: f"up to {total[at]:.0f}")


def _posts_unticked(answers: Recoded) -> Iterator[Finding]:
    """Posts are posts being filled or expected: the occupation is one that the firm recruits or plans to."""
    answered = np.zeros(len(answers.rows), dtype=bool)
    for key in answers.keys("recruits"):
        answered |= given(answers, key)
    for key in answers.keys("recruit_posts"):
        tick = answers.values.get(("recruits", key[1], "3-5 years"))
        if tick is not None:
            posts = answers.values[key]
            where = answered & ((tick == 0) | (tick == BLANK)) & np.isfinite(posts) & (posts > 0)
            said = "posts for an occupation that the firm does not tick in «recruits»"
            yield from _found(answers, key, where, said, lambda _: "0 or blank, or the occupation ticked")


def _ticked_without_posts(answers: Recoded) -> int:
    """Firms that plan to recruit and name no number: odd, but a plan need not have one yet."""
    where = np.zeros(len(answers.rows), dtype=bool)
    for key in [k for k in answers.keys("recruit_posts") if k[2] == "3-5 years"]:
        tick = answers.values.get(("recruits", key[1], "3-5 years"))
        where |= (answers.values[key] == 0) & (tick == 1) if tick is not None else False
    return int(where.sum())
