"""From the firms of a random draw to all firms of a stated population: totals with an interval."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from helpers.statistics.sentences import Sentence, sentence

SEED = 20231101
"""Seed of the bootstrap: the month the study was published."""

DRAWS = 4_000
FEWEST = 30
"""Firms below which no total is extrapolated."""


class Total(NamedTuple):
    """A total of the population from `low` to `high`; where there is none, all missing and the `reason`."""

    firms: int
    total: float
    low: float
    high: float
    reason: Sentence | None


def total(
    values: Sequence[float],
    population: int | None,
    sampling: str,
    confidence: float = 0.95,
    seed: int = SEED,
    draws: int = DRAWS,
) -> Total:
    """The total of a number over all firms of the population, from what a random draw of them gave.

    `values` has one number of 0 or more a firm that answered; those that did not are taken to be like them.
    The expansion estimate (population times mean) with the percentile interval of `resampled`. The total is
    known to be at least what the firms themselves gave, so the interval never starts below that. Refused, with
    a reason, unless the draw is random and the population stated, for fewer than 30 firms, and where one firm
    gives more than a third.
    """
    given = np.asarray(values, dtype=float)
    assert (given >= 0).all(), "one number of 0 or more a firm that answered"
    reason = _refused(given, population, sampling)
    if reason is not None:
        return Total(len(given), np.nan, np.nan, np.nan, reason)
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    low, high = np.quantile(resampled(given, population, seed, draws), tails)
    return Total(len(given), population * given.mean(), max(low, given.sum()), high, None)


def _refused(given: np.ndarray, population: int | None, sampling: str) -> Sentence | None:
    if sampling != "random":
        return sentence("No total is extrapolated: the firms were not drawn at random.")
    if population is None:
        return sentence("No total is extrapolated: the number of firms in the population is not stated.")
    if len(given) > population:
        return sentence(
            "No total is extrapolated: {firms} firms answered of a population of {population}.",
            firms=len(given),
            population=population,
        )
    if len(given) < FEWEST:
        return sentence("No total is extrapolated: fewer than {fewest} firms answered.", fewest=FEWEST)
    if given.sum() == 0:
        return sentence("No total is extrapolated: every firm gave 0.")
    if 3 * given.max() > given.sum():
        return sentence("No total is extrapolated: one firm makes up more than a third of the sum.")
    return None


def resampled(given: np.ndarray, population: int, seed: int = SEED, draws: int = DRAWS) -> np.ndarray:
    """Totals by the rescaling bootstrap, for a simple random draw without replacement.

    Each draws n - 1 of the n firms with replacement and moves its mean towards the sample's by the finite
    population correction, sqrt(1 - f) with f = n / population: the variance of the mean is then the textbook's,
    (1 - f) s^2 / n, and 0 where all firms answered. Rao & Wu (1988), J. Amer. Statist. Assoc. 83, 231-241.
    """
    random, firms, mean = np.random.default_rng(seed), len(given), given.mean()
    means = np.array([given[random.integers(firms, size=firms - 1)].mean() for _ in range(draws)])
    return population * (mean + np.sqrt(1 - firms / population) * (means - mean))
