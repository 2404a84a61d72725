"""Counts of the firms' answers: shares, amounts, and pairs of answers of the same firms.

A frame of answers has one row a firm and columns (question, item, horizon): `int8` for an item of a multiple
question (1 ticked, 0 not ticked, -1 no answer), `category` for a single choice (its options as categories),
`float64` for a number (missing where none). Columns are read one at a time, so that memory stays flat.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers.statistics import bases

KINDS = {"count": int, "base": int, "weighted_count": float, "weighted_base": float, "effective_base": float}
"""Columns of `shares` beside its keys."""

CELLS = ["both", "only_first", "only_second", "neither", "base"]
"""The firms of a pair, by what they answered each time."""


class Coded(NamedTuple):
    """One column of answers: a code a firm (below 0: no answer), and the code of each of its items."""

    question: str
    horizon: str
    codes: np.ndarray
    items: dict[str, int]


def coded(frame: pd.DataFrame) -> Iterator[Coded]:
    """Each multiple or single-choice column, in order; numbers are passed over."""
    for place, (question, item, horizon) in enumerate(frame.columns):
        column = frame.iloc[:, place]
        if isinstance(column.dtype, pd.CategoricalDtype):
            items = {option: code for code, option in enumerate(column.cat.categories)}
            yield Coded(question, horizon, column.cat.codes.to_numpy(), items)
        elif column.dtype == np.int8:
            yield Coded(question, horizon, column.to_numpy(), {item: 1})
        else:
            assert column.dtype == np.float64, f"{question}: no answers are kept as {column.dtype}"


def shares(
    frame: pd.DataFrame, members: np.ndarray | None = None, weight: pd.Series | None = None
) -> pd.DataFrame:
    """One row an item of a multiple or single-choice question: `count` firms of the `base` that answered it.

    A single choice has a row an option, in the order of its categories, also where nobody chose it. `members`
    restricts the firms. With a `weight` there are the sums of weights, and `effective_base`, the size of an
    unweighted sample of the same precision: (sum w)^2 / sum w^2 over the base (Kish, 1965, Survey Sampling,
    section 11.7); missing without.
    """
    weights = None if weight is None else np.asarray(weight, dtype=float)
    rows = []
    for question, horizon, codes, items in coded(frame):
        answered = _among(codes >= 0, members)
        base, (weighted_base, effective) = np.count_nonzero(answered), _base_weights(answered, weights)
        for item, code in items.items():
            ticked = _among(codes == code, members)
            weighted = np.nan if weights is None else float(ticked @ weights)
            count = np.count_nonzero(ticked)
            rows.append((question, item, horizon, count, base, weighted, weighted_base, effective))
    return pd.DataFrame(rows, columns=[*bases.KEYS, *KINDS]).astype(KINDS)


def _among(firms: np.ndarray, members: np.ndarray | None) -> np.ndarray:
    return firms if members is None else firms & members


def _base_weights(answered: np.ndarray, weights: np.ndarray | None) -> tuple[float, float]:
    """Sum of weights over the base, and its effective size."""
    if weights is None:
        return np.nan, np.nan
    total, squares = float(answered @ weights), float(answered @ (weights * weights))
    return total, total**2 / squares if squares else np.nan


def amounts(frame: pd.DataFrame, members: np.ndarray | None = None) -> pd.DataFrame:
    """One row a number asked for: its `sum` and `mean` over the `base` of firms that gave it.

    `positive` firms gave more than 0; `largest` is the largest number any of them gave.
    """
    rows = []
    for key, values in _of_type(frame, np.float64).items():
        given = values[_among(~np.isnan(values), members)]
        total, base = given.sum(), len(given)
        mean, largest = (total / base, given.max()) if base else (np.nan, np.nan)
        rows.append((*key, total, mean, base, np.count_nonzero(given > 0), largest))
    kinds = {"sum": float, "mean": float, "base": int, "positive": int, "largest": float}
    return pd.DataFrame(rows, columns=[*bases.KEYS, *kinds]).astype(kinds)


def pairs(
    frame: pd.DataFrame, horizons: Sequence[tuple[str, str]], members: np.ndarray | None = None
) -> pd.DataFrame:
    """One row an item of a multiple question and pair of horizons: firms by their answers at the two.

    `both` ticked it twice, `only_first` and `only_second` once, `neither` never; `base` answered both times.
    """
    multiple = _of_type(frame, np.int8)
    rows = [
        (question, item, first, second, *crossed(codes, multiple[question, item, second], members))
        for (question, item, horizon), codes in multiple.items()
        for first, second in horizons
        if horizon == first and (question, item, second) in multiple
    ]
    return pair_frame(rows)


def _of_type(frame: pd.DataFrame, dtype: type) -> dict[tuple[str, str, str], np.ndarray]:
    places = np.flatnonzero((frame.dtypes == dtype).to_numpy())
    return {frame.columns[place]: frame.iloc[:, place].to_numpy() for place in places}


def crossed(
    first: np.ndarray, second: np.ndarray, members: np.ndarray | None = None
) -> tuple[int, int, int, int, int]:
    """`CELLS` of two columns of the same firms, coded 1 yes, 0 no, below 0 no answer."""
    answered = _among((first >= 0) & (second >= 0), members)
    base = np.count_nonzero(answered)
    yes_first, yes_second = (first == 1) & answered, (second == 1) & answered
    both = np.count_nonzero(yes_first & yes_second)
    one, other = np.count_nonzero(yes_first) - both, np.count_nonzero(yes_second) - both
    return both, one, other, base - both - one - other, base


def pair_frame(rows: list[tuple]) -> pd.DataFrame:
    """Rows (question, item, first horizon, second horizon, cells) as a frame."""
    columns = ["question", "item", "first_horizon", "second_horizon", *CELLS]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(CELLS, int))
