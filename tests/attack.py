"""An attack on a wave's reports: what all shown tables, taken together, say of every withheld count.

The attacker has every table of every report that can be made. `ranges` is for one who also knows which firm is
in which segment and which firms answered each question that all are asked; `crossed` for one who does not know
the firms, and wants the counts of one segmenting question by another. Both are linear programs; whatever a
reader does with the tables, a count outside the range is impossible and one inside it cannot be told from the
true one by linear programming. Shares, intervals and amounts are no further knowledge: the first two follow
from count and base, and no sum of an amount bounds how many firms are above zero.
"""

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import linprog

from helpers.statistics import disclosure


class Range(NamedTuple):
    unit: str | tuple
    cell: tuple
    segment: str
    true: int
    low: int
    high: int
    firms: int
    """Firms of the segment that answered."""
    implied: bool
    """No firm of the wave, or every firm of it, gave the answer, and the whole wave shows that."""

    @property
    def values(self) -> int:
        return self.high - self.low + 1


class Segments:
    """Firms by the segments they are in, whether or not a report is made of them."""

    def __init__(self, frame, names):
        self.names = list(names)
        members = np.array([disclosure.membership(frame, name) for name in names]).reshape(len(names), -1).T
        self.patterns, self.of = np.unique(members, axis=0, return_inverse=True)
        self.of = self.of.ravel()
        self.sizes = self.count(np.ones(len(frame), dtype=bool))

    def count(self, firms):
        return np.bincount(self.of[firms], minlength=len(self.patterns))

    def column(self, name):
        if not name:
            return np.ones(len(self.patterns))
        return self.patterns[:, self.names.index(name)].astype(float)


class Program:
    """Unknown numbers of firms by class; what is known of them; the range of a sum of them."""

    def __init__(self):
        self.truth, self.upper, self.rows = np.zeros(0), np.zeros(0), {"eq": [], "ub": []}
        self.built = None

    def unknown(self, truth, upper):
        start = len(self.truth)
        self.truth, self.upper = np.append(self.truth, truth), np.append(self.upper, upper)
        return np.arange(start, len(self.truth))

    def known(self, at, weights):
        """The weighted sum of these unknowns is printed somewhere."""
        self.rows["eq"].append((at, weights, float(np.asarray(weights) @ self.truth[at])))

    def at_most(self, at, weights, bound=0.0):
        assert np.asarray(weights) @ self.truth[at] <= bound, "the attacker knows something false"
        self.rows["ub"].append((at, weights, bound))

    def _matrix(self, kind):
        rows = self.rows[kind]
        if not rows:
            return None, None
        place = np.concatenate([np.full(len(at), i) for i, (at, _, _) in enumerate(rows)])
        at, weights = (np.concatenate([row[j] for row in rows]) for j in (0, 1))
        shape = (len(rows), len(self.truth))
        return sparse.csr_matrix((weights, (place, at)), shape=shape), np.array([row[2] for row in rows])

    def range(self, at, weights):
        size = (len(self.truth), len(self.rows["eq"]), len(self.rows["ub"]))
        if self.built != size:
            self.built, self.matrices = size, [self._matrix(kind) for kind in ("eq", "ub")]
        (a_eq, b_eq), (a_ub, b_ub) = self.matrices
        aim = np.zeros(len(self.truth))
        np.add.at(aim, at, weights)
        bounds = np.column_stack([np.zeros(len(self.upper)), self.upper])
        ends = []
        for sign in (1, -1):
            found = linprog(sign * aim, A_ub=a_ub, b_ub=b_ub, A_eq=a_eq, b_eq=b_eq, bounds=bounds)
            assert found.status == 0, found.message
            ends.append(sign * found.fun)
        return int(np.ceil(ends[0] - 1e-6)), int(np.floor(ends[1] + 1e-6))


def columns(frame, question):
    return [column for column in frame.columns if column[0] == question]


def coded(frame, column):
    """Codes of a column, -1 for no answer, and the answers they stand for."""
    values = frame[column]
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.codes.to_numpy().astype(int), list(values.cat.categories)
    if values.dtype == np.int8:
        return values.to_numpy().astype(int), ["not ticked", "ticked"]
    return np.where(values.isna(), -1, values.fillna(0) > 0).astype(int), ["zero", "above zero"]


def ranges(frame, asked_if, segments, release, questions=None) -> Iterator[Range]:
    """What an attacker who knows the segments of every firm can say of every withheld count.

    Counts of the units that are not even shown for the whole wave are left out: no table is of them.
    """
    cut = Segments(frame, segments)
    asked_if = {question: condition for question, condition in asked_if.items() if condition}
    segmenting = {segment.partition("=")[0] for segment in segments}
    for question in dict.fromkeys(column[0] for column in frame.columns):
        if question in segmenting or (questions is not None and question not in questions):
            continue
        items = dict.fromkeys(column[1] for column in columns(frame, question))
        for item in items:
            horizons = [column[2] for column in columns(frame, question) if column[1] == item]
            yield from _ranges(frame, asked_if, cut, release, question, item, horizons)


def _shown(cut, release, unit):
    return [name for name in ["", *cut.names] if name in release.where[unit]]


def _ranges(frame, asked_if, cut, release, question, item, horizons):
    pairs = [
        (question, item, *two) for two in combinations(horizons, 2) if (question, item, *two) in release.where
    ]
    for group in [horizons] if pairs else [[horizon] for horizon in horizons]:
        program, answers = Program(), {}
        base = _base(program, frame, asked_if, cut, release, question, item, group)
        cells = _answers(program, frame, cut, release, question, item, group, pairs, base)
        _led(program, frame, asked_if, cut, release, question, item, cells)
        answers |= cells
        for unit in [question, *pairs]:
            if not release.shown(unit):
                continue
            for segment in cut.names:
                if segment in release.where[unit]:
                    continue
                yield from _withheld(program, cut, unit, segment, answers, base)


def _withheld(program, cut, unit, segment, answers, base):
    weights = cut.column(segment)
    truth = program.truth
    for (of, cell), at in answers.items():
        if of != unit:
            continue
        tiled = np.tile(weights, len(at) // len(weights))
        low, high = program.range(at, tiled)
        whole = truth[at].sum()
        implied = whole in (0, base["whole"])
        firms = int(weights @ base["truth"])
        yield Range(unit, cell, segment, int(tiled @ truth[at]), low, high, firms, implied)


def _base(program, frame, asked_if, cut, release, question, item, horizons):
    """Firms of each class that answered: known where all are asked, else unknown and bounded by the router."""
    codes = np.array([coded(frame, (question, item, horizon))[0] for horizon in horizons])
    truth = cut.count((codes >= 0).all(axis=0))
    if question not in asked_if:
        return {"fixed": truth, "whole": truth.sum(), "truth": truth}
    at = program.unknown(truth, cut.sizes)
    for name in _shown(cut, release, question):
        program.known(at, cut.column(name))
    router = asked_if[question].replace(">", "=").partition("=")[0]
    answer = asked_if[question].partition("=")[2]
    if router in release.where and (answer or (router, item) in {column[:2] for column in frame.columns}):
        _bounded(program, frame, cut, release, router, answer, item, at)
    return {"at": at, "whole": truth.sum(), "truth": truth}


def _bounded(program, frame, cut, release, router, answer, item, at):
    """Only firms that gave the router's answer were asked."""
    if answer:
        column = next(one for one in columns(frame, router) if one[1] in ("", answer))
        codes, answers = coded(frame, column)
        ticked = codes == (answers.index(answer) if column[1] == "" else 1)
        several = [ticked]
    else:
        several = [coded(frame, one)[0] == 1 for one in columns(frame, router) if one[1] == item]
    leads = [program.unknown(cut.count(ticked), cut.sizes) for ticked in several]
    for lead in leads:
        for name in _shown(cut, release, router):
            program.known(lead, cut.column(name))
    for place in range(len(cut.sizes)):
        program.at_most(
            np.array([at[place], *(lead[place] for lead in leads)]), np.array([1.0, *[-1.0] * len(leads)])
        )


def _answers(program, frame, cut, release, question, item, horizons, pairs, base):
    """Unknowns for the joint answers at these horizons; the cells that tables show are sums of them."""
    coded_columns = [coded(frame, (question, item, horizon)) for horizon in horizons]
    widths = [len(answers) for _, answers in coded_columns]
    joint = {}
    for combination in np.ndindex(*widths):
        firms = np.all(
            [codes == code for (codes, _), code in zip(coded_columns, combination, strict=True)], axis=0
        )
        joint[combination] = program.unknown(cut.count(firms), cut.sizes)
    for place in range(len(cut.sizes)):
        at = np.array([unknowns[place] for unknowns in joint.values()])
        if "fixed" in base:
            program.rows["eq"].append((at, np.ones(len(at)), float(base["fixed"][place])))
        else:
            program.known(np.append(at, base["at"][place]), np.append(np.ones(len(at)), -1.0))
    cells = {}
    for position, (_, answers) in enumerate(coded_columns):
        for code, answer in enumerate(answers):
            at = np.concatenate([unknowns for key, unknowns in joint.items() if key[position] == code])
            cells[question, (item, horizons[position], answer)] = at
    for pair in pairs:
        first, second = (horizons.index(horizon) for horizon in pair[2:])
        for one, other in np.ndindex(2, 2):
            at = [unknowns for key, unknowns in joint.items() if (key[first], key[second]) == (one, other)]
            cells[pair, (one, other)] = np.concatenate(at)
    for (unit, _), at in cells.items():
        for name in _shown(cut, release, unit):
            program.known(at, np.tile(cut.column(name), len(at) // len(cut.sizes)))
    return cells


def _led(program, frame, asked_if, cut, release, question, item, cells):
    """Firms that answered what this question led to gave the answer that leads there."""
    for child, condition in asked_if.items():
        router, _, answer = condition.replace(">", "=").partition("=")
        if router != question or child not in release.where:
            continue
        if condition.partition("=")[2]:
            yes = [at for (unit, cell), at in cells.items() if unit == question and answer in (cell[2], item)]
            yes = yes[-1:] if item in ("", answer) else []
            asked = columns(frame, child)
        else:
            # an amount at any horizon leads on: only where there is one does it bound who was asked
            once = len([column for column in columns(frame, question) if column[1] == item]) == 1
            yes = [at for (unit, cell), at in cells.items() if once and cell[2] == "above zero"]
            asked = [column for column in columns(frame, child) if column[1] == item]
        if not yes or not asked:
            continue
        answered = np.any([coded(frame, column)[0] >= 0 for column in asked], axis=0)
        base = program.unknown(cut.count(answered), cut.sizes)
        for name in _shown(cut, release, child):
            program.known(base, cut.column(name))
        for place in range(len(cut.sizes)):
            program.at_most(np.array([base[place], yes[0][place]]), np.array([1.0, -1.0]))


def crossed(frame, segments, release) -> Iterator[Range]:
    """What an attacker who has only tables can say of one segmenting question by the segments of another.

    Unknown are the firms by both questions, and by both and each answer whose tables are shown by either.
    """
    listed = list(dict.fromkeys(segment.partition("=")[0] for segment in segments))
    for one, other in combinations(listed, 2):
        firsts = [segment for segment in segments if segment.startswith(f"{one}=")]
        seconds = [segment for segment in segments if segment.startswith(f"{other}=")]
        if not (release.shown(one) and release.shown(other)):
            continue
        if all(segment in release.where[one] for segment in seconds if segment in release.runnable):
            continue
        for first in _profiles(frame, firsts):
            for second in _profiles(frame, seconds):
                yield from _crossed(frame, release, one, other, first, second)


def _profiles(frame, segments):
    """The segments of a question, all in one where no firm is in two, else one by one; last, all others."""
    members = np.array([disclosure.membership(frame, segment) for segment in segments])
    if (members.sum(axis=0) <= 1).all():
        return [(segments, members)]
    return [([segment], row[None]) for segment, row in zip(segments, members, strict=True)]


def _crossed(frame, release, one, other, first, second):
    (names, rows), (others, lines) = first, second
    code = np.where(rows.any(axis=0), rows.argmax(axis=0), len(names))
    place = np.where(lines.any(axis=0), lines.argmax(axis=0), len(others))
    shape = (len(names) + 1, len(others) + 1)
    cell = code * shape[1] + place
    program = Program()
    table = np.bincount(cell, minlength=np.prod(shape))
    at = program.unknown(table, np.full(len(table), len(frame))).reshape(shape)
    for axis in (at, at.T):
        for line in axis:
            program.known(line, np.ones(len(line)))
    for column in frame.columns:
        question = column[0]
        if question in (one, other) or not release.shown(question):
            continue
        _told(program, frame, release, column, cell, at, names, others)
    for i, name in enumerate(names):
        for j, segment in enumerate(others):
            low, high = program.range(at[i, [j]], np.ones(1))
            firms = int(table.reshape(shape)[:, j].sum())
            yield Range(one, (name,), segment, int(table.reshape(shape)[i, j]), low, high, firms, False)


def _told(program, frame, release, column, cell, at, names, others):
    codes, answers = coded(frame, column)
    kept = []
    for code in range(-1, len(answers)):
        truth = np.bincount(cell[codes == code], minlength=at.size)
        unknown = program.unknown(truth, np.full(at.size, len(frame))).reshape(at.shape)
        kept.append(unknown)
        program.known(unknown.ravel(), np.ones(at.size))
        for lines, segments in ((unknown, names), (unknown.T, others)):
            for line, segment in zip(lines, segments, strict=False):
                if segment in release.where[column[0]]:
                    program.known(line, np.ones(len(line)))
    for place in np.ndindex(at.shape):
        parts = np.array([unknown[place] for unknown in kept])
        program.known(np.append(parts, at[place]), np.append(np.ones(len(parts)), -1.0))


def differences(frame, segments, release) -> Iterator[tuple]:
    """Every count of 1 to threshold - 1 firms that a reader gets by adding and subtracting shown tables.

    From the whole wave and one segment, two segments where what is in both follows, and the segments of one
    question that share no firm.
    """
    members = {segment: disclosure.membership(frame, segment) for segment in segments}
    for column in frame.columns:
        codes, answers = coded(frame, column)
        shown = [segment for segment in segments if segment in release.where[column[0]]]
        for label, firms in _derivable(members, shown, len(frame)):
            for code, answer in enumerate(answers):
                count = int(((codes == code) & firms).sum())
                if 0 < count < release.scheme.threshold:
                    yield (*column, answer, label, count)


def _derivable(members, shown, n):
    for segment in shown:
        yield segment, members[segment]
        yield f"all but {segment}", ~members[segment]
    for one, other in combinations(shown, 2):
        a, b = members[one], members[other]
        four = {"both": a & b, "only the first": a & ~b, "only the second": b & ~a, "none": ~a & ~b}
        if not all(firms.any() for firms in four.values()):
            yield from ((f"{one}, {other}: {name}", firms) for name, firms in four.items())
    for question in dict.fromkeys(segment.partition("=")[0] for segment in shown):
        rows = [members[segment] for segment in members if segment.startswith(f"{question}=")]
        if np.sum(rows, axis=0).max() <= 1:
            kept = [members[segment] for segment in shown if segment.startswith(f"{question}=")]
            yield f"the rest of {question}", ~np.any(kept, axis=0)


def leaks(frame, asked_if, segments, scheme, questions=None) -> list:
    """Everything that the reports of a wave give away: small counts, and withheld counts of under 3 values."""
    release = disclosure.release(frame, asked_if, segments, scheme)
    found = list(differences(frame, segments, release))
    for one in (*ranges(frame, asked_if, segments, release, questions), *crossed(frame, segments, release)):
        if one.values < min(3, one.firms + 1) and not one.implied:
            found.append(one)
    return found
