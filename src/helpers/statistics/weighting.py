"""Weights of firms: design weights, raking to known margins, what they cost in precision, weighted intervals.

The only module that uses the library svy, an optional extra. It is imported where weights or margins need it,
so that a wave without them runs where it is not installed.
"""

from collections.abc import Iterator
from importlib.util import find_spec

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from helpers.statistics import bases

NEEDED = "weights and margins need the library svy, which is not installed; run: make weights"

ROUNDS = 1_000
"""Rounds of raking before it is given up."""

MISFIT = 1e-9
"""How far raked weights may miss a margin, as a share of it."""


def prepared(
    weight: pd.Series | None, frame: pd.DataFrame, margins: pd.DataFrame | None = None
) -> pd.Series | None:
    """One weight a firm; None where there are neither design weights nor margins.

    Design weights are scaled to sum to the firms that answered. With margins (`question, item, firms`), the
    design weights, or equal ones, are raked and sum to the population that the margins count: iterative
    proportional fitting, Deming & Stephan (1940), Annals of Mathematical Statistics 11, by svy. No weight is
    trimmed: `described` shows how far apart they are. What forbids weighting is a ValueError, a line a problem.
    """
    assert weight is None or weight.index.equals(frame.index), "weights and answers of the same firms"
    found = problems(weight, frame, margins)
    if found:
        raise ValueError("\n".join(found))
    if margins is not None and len(margins):
        return _raked(weight, frame, margins)
    return None if weight is None else weight * (len(weight) / weight.sum())


def problems(weight: pd.Series | None, frame: pd.DataFrame, margins: pd.DataFrame | None = None) -> list[str]:
    """Sentences, each a thing that forbids weighting; that raking does not converge shows only in raking."""
    raking = margins is not None and len(margins) > 0
    if weight is None and not raking:
        return []
    found = [] if find_spec("svy") else [NEEDED]
    found += [] if weight is None else _weight_problems(weight)
    if raking:
        for question, targets in margins.groupby("question", sort=False):
            found += _margin_problems(question, targets, _answers(frame, question))
        found += _total_problems(margins)
    return found


def _weight_problems(weight: pd.Series) -> list[str]:
    wrong = {"missing": weight.isna(), "0 or less": weight <= 0, "infinite": weight == np.inf}
    return [
        f"the design weight is {word} for {firms.sum()} of {len(weight)} firms"
        for word, firms in wrong.items()
        if firms.any()
    ]


def _answers(frame: pd.DataFrame, question: str) -> pd.Series | None:
    """The answer of each firm; None where a question has not exactly one answer a firm."""
    places = np.flatnonzero(frame.columns.get_level_values(0) == question)
    if len(places) != 1 or not isinstance(frame.dtypes.iloc[places[0]], pd.CategoricalDtype):
        return None
    return frame.iloc[:, places[0]]


def _margin_problems(question: str, targets: pd.DataFrame, answers: pd.Series | None) -> list[str]:
    if answers is None:
        return [f"{question}: margins need a question with one answer a firm, asked for one horizon"]
    given, counted = targets["item"], set(answers.dropna())
    twice = sorted(set(given[given.duplicated()]))
    empty = [item for item in given.drop_duplicates() if item not in counted]
    without = [item for item in answers.cat.categories if item in counted and item not in set(given)]
    missing = int(answers.isna().sum())
    said = {
        f"the margin of {', '.join(twice)} is given twice": twice,
        f"no firm answered {', '.join(empty)}, for which there is a margin; merge it with another item": empty,
        f"firms answered {', '.join(without)}, for which there is no margin": without,
        f"{missing} of {len(answers)} firms gave no answer and cannot be raked; exclude them, or leave its "
        "margins out": missing,
    }
    return [f"{question}: {problem}" for problem, holds in said.items() if holds]


def _total_problems(margins: pd.DataFrame) -> list[str]:
    totals = margins.groupby("question", sort=False)["firms"].sum()
    # svy's own tolerance: margins in fractions of a firm need not agree to the last digit
    if totals.max() - totals.min() <= 1e-6 * totals.max():
        return []
    listed = ", ".join(f"{question} {total:.10g}" for question, total in totals.items())
    return [f"the margins must count the same firms, and add up to different totals: {listed}"]


def _raked(weight: pd.Series | None, frame: pd.DataFrame, margins: pd.DataFrame) -> pd.Series:
    svy, polars = _libraries()
    questions = dict(list(margins.groupby("question", sort=False)))
    controls = {name: dict(zip(rows["item"], rows["firms"], strict=True)) for name, rows in questions.items()}
    answers = {name: _answers(frame, name).astype(object).to_numpy() for name in controls}
    start = np.ones(len(frame)) if weight is None else weight.to_numpy(dtype=float)
    sample = svy.Sample(polars.DataFrame({"design weight": start, **answers}), svy.Design(wgt="design weight"))
    raked = sample.weighting.rake(
        controls=controls,
        wgt_name="raked weight",
        tol=MISFIT / 10,  # room for rounding
        max_iter=ROUNDS,
        on_nonconvergence="ignore",  # judged below
    )
    result = pd.Series(raked.data["raked weight"].to_numpy(), index=frame.index, name="weight")
    reached = [result.groupby(answers[name]).sum() / pd.Series(controls[name]) - 1 for name in controls]
    if not max(miss.abs().max() for miss in reached) <= MISFIT:
        raise ValueError(
            f"raking does not reach the margins of {', '.join(controls)} in {ROUNDS} rounds, as where no "
            "firm has a combination of answers that they need; merge items, or leave a question's margins out"
        )
    return result


def _libraries() -> tuple:
    """The modules svy and polars, on whose frames it works."""
    if not find_spec("svy"):
        raise ValueError(NEEDED)
    import polars
    import svy

    return svy, polars


def described(weight: pd.Series) -> pd.DataFrame:
    """One row: the `firms`, their weights' `total`, `smallest`, `largest` and `ratio`, and what they cost.

    `ratio` is largest to smallest; `design_effect` and `effective_n` are Kish's. The extremes are for the
    analyst, not for a report: they can be a single firm's, and tell how few gave its answers.
    """
    smallest, largest = weight.min(), weight.max()
    row = {
        "firms": len(weight),
        "total": weight.sum(),
        "smallest": smallest,
        "largest": largest,
        "ratio": largest / smallest,
        "design_effect": design_effect(weight),
        "effective_n": effective_n(weight),
    }
    return pd.DataFrame([row])


def design_effect(weight: pd.Series) -> float:
    """How many times the variance of a mean is that of equal weights, if weights and answers are unrelated.

    1 + CV^2 of the weights: Kish (1965), Survey Sampling, section 11.7.
    """
    return float(len(weight) * (weight**2).sum() / weight.sum() ** 2)


def effective_n(weight: pd.Series) -> float:
    """The number of firms with equal weights that would give the same precision (Kish, 1965)."""
    return len(weight) / design_effect(weight)


def effective_bases(frame: pd.DataFrame, weight: pd.Series, members: np.ndarray | None = None) -> pd.DataFrame:
    """One row an item, as in `tabulation.shares`: weighted `share`, `standard_error` and `effective_base`.

    The standard error is svy's, of a linearised ratio: firms drawn one by one, without clusters or strata, and
    a base or a segment a domain of all firms. Weights are taken as given, also raked ones, which as a rule
    overstates the error. The effective base is share x (1 - share) / variance (Korn & Graubard, 1998, equation
    2.1), so base - 1 with equal weights; at most the base, and the base itself at none and at all, where no
    variance can be estimated (Parker et al., 2017). Unlike Kish's, which assumes that weights and answers are
    unrelated, it is the item's own.
    """
    rows = [
        (question, item, horizon, *found)
        for question, horizon, ticks in _ticks(frame, members)
        for item, found in zip(ticks, _estimates(ticks, weight), strict=True)
    ]
    return pd.DataFrame(rows, columns=[*bases.KEYS, "share", "standard_error", "effective_base"])


def _ticks(frame: pd.DataFrame, members: np.ndarray | None) -> Iterator[tuple[str, str, dict[str, np.ndarray]]]:
    """Question, horizon, and for each item 1 or 0 a firm, missing outside the base; numbers are passed over."""
    for place, (question, item, horizon) in enumerate(frame.columns):
        column = frame.iloc[:, place]
        if isinstance(column.dtype, pd.CategoricalDtype):
            codes, items = column.cat.codes.to_numpy(), dict(enumerate(column.cat.categories))
        elif column.dtype == np.int8:
            codes, items = column.to_numpy(), {1: item}
        else:
            continue
        inside = (codes >= 0) if members is None else (codes >= 0) & members
        ticks = {name: np.where(inside, codes == code, np.nan) for code, name in items.items()}
        yield question, horizon, ticks


def _estimates(ticks: dict[str, np.ndarray], weight: pd.Series) -> list[tuple[float, float, float]]:
    """Share, standard error and effective base of each item."""
    svy, polars = _libraries()
    # by number: an item may be called as the weight is
    columns = {str(place): values for place, values in enumerate(ticks.values())}
    data = polars.DataFrame({**columns, "weight": weight.to_numpy(dtype=float)}, nan_to_null=True)
    means = svy.Sample(data, svy.Design(wgt="weight")).estimation.mean(list(columns), drop_nulls=True)
    found = []
    for values, mean in zip(columns.values(), means, strict=True):
        row = mean.to_polars().row(0, named=True)
        found.append(_effective(np.nansum(values), row["n"], row["est"], row["se"]))
    return found


def _effective(count: float, base: int, share: float, error: float) -> tuple[float, float, float]:
    if base == 0:
        return np.nan, np.nan, np.nan
    if count in (0, base):
        return count / base, 0.0, float(base)
    return share, error, min(base, share * (1 - share) / error**2)


def korn_graubard(
    share: float, base: float, effective_base: float, confidence: float = 0.95, degrees: float | None = None
) -> tuple[float, float]:
    """Lowest and highest share that a weighted `share` of `base` firms allows, as fractions of one.

    Clopper-Pearson on the effective base: Korn & Graubard (1998), Survey Methodology 24. Corrected for the
    `degrees` of freedom of the variance where they are not base - 1, as they are for firms drawn one by one
    (their equation 2.2). As Parker et al. (2017, Vital Health Stat 2(175)) and svy's "korn-graubard", not R's
    "beta": an effective base above the base counts as the base, and none and all have an interval, on the base.
    """
    assert 0 <= share <= 1, f"{share} is no share"
    effective = base if share in (0, 1) else effective_base
    if degrees is not None:
        plain, corrected = stats.t.ppf((1 + confidence) / 2, [base - 1, degrees])
        effective *= (plain / corrected) ** 2
    effective = min(base, effective)
    low, high = proportion_confint(share * effective, effective, alpha=1 - confidence, method="beta")
    return float(low), float(high)
