"""The rule of disclosure: the segments in which each unit of a wave can be shown."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from itertools import combinations_with_replacement

import numpy as np
import pandas as pd

from helpers.statistics import exchanges, units
from helpers.statistics.units import Classes, Pair, Unit


@dataclass(frozen=True)
class Scheme:
    """Fewest firms in a cell that is not empty, and the largest share of an amount, in percent, of one firm."""

    threshold: int
    dominance: int


@dataclass(frozen=True)
class Cut:
    """The segments of a wave, one column each in the patterns of the classes."""

    firms: Classes
    questions: np.ndarray
    """The question of each segment."""
    scheme: Scheme

    def safe(self, unit: Unit | Pair, sets: np.ndarray) -> np.ndarray:
        """Whether each set of classes (a column each) and all other firms can be shown by themselves."""
        rule = (self.scheme.threshold, self.scheme.dominance)
        return unit.safe(sets, *rule) & unit.safe(~sets, *rule)

    def whole(self, unit: Unit | Pair) -> bool:
        """Whether the unit can be shown for the whole wave."""
        return bool(self.safe(unit, np.ones((len(self.firms.sizes), 1), dtype=bool))[0])

    @cached_property
    def tight(self) -> list[tuple[int, int]]:
        """Two segments of which one holds the other, or that have no firm in common, or that hold all firms.

        The counts in both, in only one and in none of them then follow from theirs and those of the wave.
        """
        patterns = self.firms.patterns.astype(float)
        both = patterns.T @ (patterns * self.firms.sizes[:, None])
        sizes = np.diag(both)
        only = sizes[:, None] - both
        neither = self.firms.sizes.sum() - sizes - only.T
        empty = (both == 0) | (only == 0) | (only.T == 0) | (neither == 0)
        return [(int(one), int(other)) for one, other in np.argwhere(np.triu(empty, 1))]

    def smallest(self, among: np.ndarray) -> int:
        """The smallest of these segments; the first, of two of one size."""
        sizes = self.firms.inside(self.firms.patterns)
        return int(np.where(among, sizes, np.inf).argmin())


Shown = dict[str | tuple, np.ndarray | None]
"""Each unit: whether it is shown in each segment; None where it is not even shown for the whole wave."""


def decide(frame: pd.DataFrame, cut: Cut, led_from: dict[str, tuple[str, ...]]) -> tuple[Shown, np.ndarray]:
    """Where each unit is shown, and whether a report can be made of each segment."""
    order = list(TopologicalSorter(led_from).static_order())
    pairs = {question: _pairs(frame, question, cut) for question in order}
    built = {question: _unit(frame, question, cut, led_from, pairs[question]) for question in order}
    whole: dict[str, bool] = {}
    for question in order:
        whole[question] = cut.whole(built[question]) and all(whole[one] for one in led_from[question])
    sizes = cut.firms.inside(cut.firms.patterns)
    enough = np.minimum(sizes, cut.firms.sizes.sum() - sizes) >= cut.scheme.threshold
    runs = enough & np.array([whole[one] for one in cut.questions], dtype=bool)
    crossed = _crossed(built, cut, runs)
    found: Shown = {}
    for question in order:
        found[question] = None
        if whole[question]:
            allowed = np.all([runs, *(found[one] for one in led_from[question])], axis=0)
            segmenting = question in crossed
            found[question] = crossed[question] if segmenting else _question(built[question], cut, allowed)
        found |= _shown_pairs(question, pairs[question], cut, found[question])
    return {
        unit: found[unit] for question in _listed(frame) for unit in (question, *_keys(question, pairs))
    }, runs


def _listed(frame: pd.DataFrame) -> list[str]:
    return list(dict.fromkeys(question for question, *_ in frame.columns))


def _keys(question: str, pairs: dict[str, dict[tuple, Pair]]) -> list[tuple]:
    return [(question, *name) for name in pairs[question]]


def _pairs(frame: pd.DataFrame, question: str, cut: Cut) -> dict[tuple, Pair]:
    names = units.pair_names(frame, question)
    return {name: units.pair(frame, question, *name, cut.firms) for name in names}


def _unit(
    frame: pd.DataFrame, question: str, cut: Cut, led_from: dict[str, tuple[str, ...]], pairs: dict[tuple, Pair]
) -> Unit:
    led = {one for one, sources in led_from.items() if question in sources}
    answered = units.answered(frame, led) if led else None
    paired = tuple(name for name, pair in pairs.items() if cut.whole(pair))
    return units.question(frame, question, cut.firms, answered, paired)


def _question(unit: Unit, cut: Cut, allowed: np.ndarray) -> np.ndarray:
    patterns = cut.firms.patterns
    shown = _underivable(unit, cut, allowed & cut.safe(unit, patterns))
    return _unexposed(
        cut, shown, ~shown, lambda shown, segment: exchanges.exposed(unit, patterns, shown, segment)
    )


def _shown_pairs(question: str, pairs: dict[tuple, Pair], cut: Cut, of_question: np.ndarray | None) -> Shown:
    """Where each pair of a question is shown: at most where the question is."""
    found: Shown = {(question, *name): None for name in pairs}
    for name, pair in pairs.items():
        if of_question is None or not cut.whole(pair):
            continue
        shown = _underivable(pair, cut, of_question & cut.safe(pair, cut.firms.patterns))
        found[question, *name] = _shown_pair(pair, cut, of_question, shown)
    return found


def _shown_pair(pair: Pair, cut: Cut, of_question: np.ndarray, shown: np.ndarray) -> np.ndarray | None:
    """Where a pair is shown; nowhere, where the shares would give it away although it is shown for the wave."""

    def exposed(shown: np.ndarray, segment: int) -> bool:
        return exchanges.exposed_pair(pair, cut.firms.patterns, of_question, shown, segment)

    shown = _unexposed(cut, shown, of_question & ~shown, exposed)
    if not shown.any() and any(exposed(shown, segment) for segment in np.flatnonzero(of_question)):
        return None
    return shown


def _underivable(unit: Unit | Pair, cut: Cut, shown: np.ndarray) -> np.ndarray:
    """The segments left when no small set of firms can be had by adding and subtracting shown ones."""
    shown = shown.copy()
    for question in dict.fromkeys(cut.questions):
        of_question = cut.questions == question
        if _apart(cut, of_question):
            while (among := shown & of_question).any() and not _rest_safe(unit, cut, among):
                shown[cut.smallest(among)] = False
    for one, other in cut.tight:
        if shown[one] and shown[other] and not _two_safe(unit, cut, one, other):
            two = np.isin(np.arange(len(shown)), (one, other))
            shown[cut.smallest(two)] = False
    return shown


def _apart(cut: Cut, among: np.ndarray) -> bool:
    """Whether no firm is in two of these segments."""
    return bool((cut.firms.patterns[:, among].sum(axis=1) <= 1).all())


def _rest_safe(unit: Unit | Pair, cut: Cut, among: np.ndarray) -> bool:
    """Whether the firms in none of these segments can be shown by themselves: their counts follow."""
    rest = ~cut.firms.patterns[:, among].any(axis=1)
    return bool(cut.safe(unit, rest[:, None])[0])


def _two_safe(unit: Unit | Pair, cut: Cut, one: int, other: int) -> bool:
    """Whether the firms in both, in only one and in none of two segments can be shown."""
    first, second = cut.firms.patterns[:, one], cut.firms.patterns[:, other]
    four = np.column_stack([first & second, first & ~second, ~first & second, ~first & ~second])
    firms = cut.firms.inside(four)
    few = (firms > 0) & (firms < cut.scheme.threshold)
    return not few.any() and bool(cut.safe(unit, four).all())


def _unexposed(
    cut: Cut, shown: np.ndarray, withheld: np.ndarray, exposed: Callable[[np.ndarray, int], bool]
) -> np.ndarray:
    """The segments left when no withheld count is exposed; the smallest go, of the same question first."""
    waiting = list(np.flatnonzero(withheld))
    while waiting and shown.any():
        segment = waiting[0]
        if not exposed(shown, segment):
            waiting.pop(0)
            continue
        near = shown & (cut.questions == cut.questions[segment])
        dropped = cut.smallest(near if near.any() else shown)
        shown = shown & (np.arange(len(shown)) != dropped)
        waiting.append(dropped)
    return shown


def _crossed(built: dict[str, Unit], cut: Cut, runs: np.ndarray) -> dict[str, np.ndarray]:
    """Each question of the segments: whether it is shown in each.

    Two such questions hold the same counts, each by the segments of the other: both are shown so or none is.
    """
    listed = list(dict.fromkeys(cut.questions))
    by = {question: cut.questions == question for question in listed}
    together = {}
    for one, other in combinations_with_replacement(listed, 2):
        safe = _safe_by(built[one], cut, by[other]) and _safe_by(built[other], cut, by[one])
        together[one, other] = together[other, one] = safe

    def shown(question: str) -> np.ndarray:
        return runs & np.array([together[question, one] for one in cut.questions], dtype=bool)

    while lost := [
        pair for question in listed for pair in _lost(built[question], cut, shown(question), question)
    ]:
        one, other = lost[0]
        together[one, other] = together[other, one] = False
    return {question: shown(question) for question in listed}


def _safe_by(unit: Unit, cut: Cut, segments: np.ndarray) -> bool:
    """Whether the whole table of a question by all segments of another can be shown."""
    safe = bool(cut.safe(unit, cut.firms.patterns[:, segments]).all())
    return safe and (not _apart(cut, segments) or _rest_safe(unit, cut, segments))


def _lost(unit: Unit, cut: Cut, shown: np.ndarray, question: str) -> list[tuple[str, str]]:
    """Pairs of questions, of which segments would have to go since a small set of firms follows from them."""
    lost = np.flatnonzero(shown & ~_underivable(unit, cut, shown))
    return [(question, other) for other in cut.questions[lost]]
