"""Synthetic firms: invented answers to the codebook's questions, drawn from a seed. No firm stands behind them.

The chances are chosen, not estimated: they make a wave that looks like one, and say nothing about the field.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.sources import codebook, questionnaire

Answers = dict[tuple[str, str], np.ndarray]
"""(question, horizon) -> an answer a firm: ticks (bool, a column an item), the place of the one answer in the
codebook's list (a vector), or numbers (float, a column an item)."""

SIZE = (24, 29, 25, 15, 7)
RECRUITING = (50, 62, 72, 80, 85)
LARGEST = 30_000
REGION = (40, 14, 1, 5, 1, 0.4, 4, 5, 2, 6, 9, 6, 7, 0.4, 1.2)
SENIORITY = (18, 36, 46)
"""Chances of firms without and with experience of a project."""

CHANCES = {
    "client_sector": (
        (55, 46, 60, 18, 32, 15, 38, 36, 32, 22, 14),
        (58, 36, 30, 30, 35, 50, 32, 20, 16, 30, 14),
    ),
    "domains": (
        (75, 52, 40, 58, 38, 42, 30, 14, 26, 13, 28, 30, 24, 34, 40, 12),
        (22, 62, 60, 26, 50, 46, 22, 50, 45, 34, 26, 45, 36, 14, 22, 12),
    ),
    "services": ((74, 26, 52, 56, 50, 28, 26, 12), (32, 66, 46, 52, 24, 34, 40, 14)),
    "partnership_forms": ((56, 46, 42, 18), (60, 36, 46, 18)),
    "partner_kinds": ((58, 38, 40, 30, 16), (36, 52, 50, 46, 16)),
    "uses": ((50, 44, 40, 58, 38, 40, 46, 34, 22), (56, 46, 36, 44, 28, 38, 38, 46, 22)),
    "promising_sectors": (
        (48, 46, 30, 42, 40, 32, 50, 38, 34, 26),
        (54, 42, 38, 32, 34, 36, 34, 36, 32, 26),
    ),
    "recruits": (
        (58, 36, 34, 46, 28, 30, 28, 26, 36, 48, 26, 24),
        (26, 26, 34, 42, 60, 50, 44, 38, 26, 26, 28, 24),
    ),
    "difficulty_reasons": ((62, 54, 42, 46, 26, 28, 20), (60, 46, 56, 52, 28, 24, 20)),
    "training_ways": ((58, 50, 46, 16), (52, 64, 40, 16)),
    "training_wishes": ((56, 38, 42, 17), (46, 40, 46, 17)),
    "training_topics": ((52, 40, 62, 28, 36, 46, 16), (42, 64, 40, 46, 28, 58, 16)),
    "apprentices": ((56, 44), (60, 48)),
}
"""Percent of engineering firms, then of digital firms, that tick each item, in the codebook's order.

A firm that is both has the higher one. The item `none` is drawn apart."""

NONE = {"training_ways": 11, "training_wishes": 11, "training_topics": 11, "apprentices": 22}
BLANK = (0.02, 0.06)
"""Share of firms that leave a question blank, from the first question to the last: people tire."""


@dataclass(frozen=True)
class Profile:
    """What a firm is, on which its answers depend: one row a firm."""

    activity: np.ndarray
    """Two columns: engineering, digital."""
    band: np.ndarray
    """Place of its size band in the codebook."""


def firms(n: int, seed: int) -> pd.DataFrame:
    """One row a firm, one column a (question, item, horizon), as `helpers.sources.responses` returns answers.

    Every question of the codebook that is asked has its columns, in the codebook's order. Routing holds among
    the answers given: what was not asked is missing, like what was left blank.
    """
    rng = np.random.default_rng(seed)
    profile = _profile(rng, n)
    answers = _who(rng, profile) | _staff(rng, profile) | _projects(rng, profile)
    answers |= _outlook(rng, profile, answers["client_sector", "now"]) | _recruitment(rng, profile)
    answers |= _training(rng, profile)
    return pd.DataFrame(dict(_columns(answers, _answered(rng, answers)))).rename_axis(
        columns=["question", "item", "horizon"]
    )


def options(question: str) -> list[str]:
    """The items of a question that can be answered, in the codebook's order."""
    _, items = questionnaire.asked()
    return items["item"][items.question == question].tolist()


def _profile(rng: np.random.Generator, n: int) -> Profile:
    kind = _one(rng, n, (36, 36, 28))
    band = _one(rng, n, SIZE)
    return Profile(np.column_stack([kind != 1, kind != 0]), band)


def _percent(rng: np.random.Generator, chance: np.ndarray | float, shape: tuple[int, ...] = ()) -> np.ndarray:
    """True with a chance in percent."""
    return rng.random(shape or np.shape(chance), dtype=np.float32) * 100 < chance


def _one(rng: np.random.Generator, n: int, weights: Sequence[float]) -> np.ndarray:
    """Place of one answer a firm, drawn with these weights."""
    ends = np.cumsum(weights) / np.sum(weights)
    return np.minimum(np.searchsorted(ends, rng.random(n), side="right"), len(weights) - 1).astype(np.int8)


def _chances(question: str, activity: np.ndarray) -> np.ndarray:
    engineering, digital = (np.array(row, dtype=np.float32) for row in CHANCES[question])
    return np.maximum(activity[:, [0]] * engineering, activity[:, [1]] * digital)


def _ticks(rng: np.random.Generator, chance: np.ndarray) -> np.ndarray:
    """Ticks with a chance in percent; a firm that draws none ticks the item it came closest to."""
    nearness = 100 * rng.random(chance.shape, dtype=np.float32) / np.maximum(chance, 1e-6)
    ticked = nearness < 1
    ticked[np.arange(len(chance)), nearness.argmin(axis=1)] = True
    return ticked


def _or_none(ticked: np.ndarray, none: np.ndarray) -> np.ndarray:
    """Ticks with a last column, `none`, which stands alone."""
    return np.column_stack([ticked & ~none[:, None], none])


def _who(rng: np.random.Generator, profile: Profile) -> Answers:
    n = len(profile.band)
    return {
        # the survey is of firms with experience, as that of 2023
        ("experience", "now"): np.zeros(len(profile.band), dtype=int),
        ("activity", "now"): profile.activity,
        ("size", "now"): profile.band,
        ("region", "now"): _one(rng, n, REGION),
        ("client_sector", "now"): _ticks(rng, _chances("client_sector", profile.activity)),
    }


def _staff(rng: np.random.Generator, profile: Profile) -> Answers:
    """Employees within the firm's band, small ones most often; those on digital twins are some of them."""
    bands = codebook.answers("size")
    low = np.maximum(bands.low.astype(float), 1).to_numpy()[profile.band]
    high = bands.high.fillna(LARGEST).astype(float).to_numpy()[profile.band] + 1
    n = len(low)
    employees = np.floor(low * (high / low) ** rng.random(n))
    dedicated = _percent(rng, np.array((26, 17, 9, 3, 0))[profile.band])
    share = np.where(dedicated, 1, rng.beta(0.9, 1.5 + profile.band))
    twins = np.ceil(employees * share)
    return {("staff_france", "now"): employees[:, None], ("staff_digital_twin", "now"): twins[:, None]}


def _projects(rng: np.random.Generator, profile: Profile) -> Answers:
    n = len(profile.band)
    multiple = ("domains", "services", "partnership_forms", "partner_kinds")
    return {
        ("seniority", "now"): _one(rng, n, SENIORITY),
        ("partnerships", "now"): np.where(_percent(rng, 66, (n,)), 0, 1),
        **{(question, "now"): _ticks(rng, _chances(question, profile.activity)) for question in multiple},
    }


def _outlook(rng: np.random.Generator, profile: Profile, clients: np.ndarray) -> Answers:
    """Uses, promising sectors and growth at two horizons; firms see promise where they have clients."""
    n = len(profile.band)
    uses = _chances("uses", profile.activity)
    sectors = _chances("promising_sectors", profile.activity)
    client = [options("client_sector").index(item) for item in options("promising_sectors")[:-1]]
    sectors = np.minimum(sectors - 8 + 22 * clients[:, client], 84)
    turnover = np.exp(rng.normal(np.log(36), 0.95, n))
    staff = turnover * np.exp(rng.normal(np.log(1.3), 0.5, n))
    later = 1 + rng.exponential(0.7, n)
    unsure = _percent(rng, 10, (n,))
    return {
        **_switching(rng, "uses", ("now", "3-5 years"), uses, keep=70, gain=36),
        **_switching(rng, "promising_sectors", ("3 years", "5 years"), sectors, keep=72, gain=30),
        **_growth("turnover_growth", turnover, later, unsure, unsure | _percent(rng, 6, (n,))),
        **_growth("staff_growth", staff, later, unsure, unsure | _percent(rng, 6, (n,))),
    }


def _switching(
    rng: np.random.Generator, question: str, horizons: tuple[str, str], chance: np.ndarray, keep: int, gain: int
) -> Answers:
    """Ticks at two horizons: an item is kept, or gained, with a chance in percent, lower for rare items.

    Some firms answer `none` at both horizons, at the first or at the second.
    """
    first = _ticks(rng, chance)
    second = _ticks(rng, np.where(first, np.minimum(keep, 40 + chance), gain * np.minimum(chance, 40) / 40))
    kind = _one(rng, len(chance), (7, 11, 7, 75))
    return {
        (question, horizons[0]): _or_none(first, kind <= 1),
        (question, horizons[1]): _or_none(second, (kind == 0) | (kind == 2)),
    }


def _growth(
    question: str, percent: np.ndarray, later: np.ndarray, unsure: np.ndarray, later_unsure: np.ndarray
) -> Answers:
    """Bands of growth in 3 and in 5 years, the second never lower; after the bands comes `dont_know`."""
    lows = codebook.answers(question).low.iloc[1:].astype(float).to_numpy()
    unknown = options(question).index("dont_know")
    return {
        (question, "3 years"): np.where(unsure, unknown, np.searchsorted(lows, percent, side="right")),
        (question, "5 years"): np.where(
            later_unsure, unknown, np.searchsorted(lows, percent * later, side="right")
        ),
    }


def _recruitment(rng: np.random.Generator, profile: Profile) -> Answers:
    """Posts in all and, among them, posts now; an occupation is ticked where it has posts."""
    n = len(profile.band)
    recruiting = _percent(rng, np.array(RECRUITING)[profile.band])
    ticked = _ticks(rng, _chances("recruits", profile.activity)) & recruiting[:, None]
    more = np.array((0.4, 0.8, 1.5, 2.5, 4.0))[profile.band][:, None]
    posts = np.where(ticked, 1 + rng.poisson(more, ticked.shape), 0)
    hard = _percent(rng, 72, (n,)) & recruiting
    chance = np.where(ticked, 58, 0) + np.where(ticked.any(axis=1), 0, 1)[:, None]
    return {
        ("recruits", "3-5 years"): _or_none(ticked, ~recruiting),
        ("recruit_posts", "now"): rng.binomial(posts, 0.5).astype(float),
        ("recruit_posts", "3-5 years"): posts.astype(float),
        ("recruit_difficulty", "now"): _or_none(_ticks(rng, chance), ~hard),
        ("difficulty", "now"): np.where(hard, 0, 1),
        ("difficulty_reasons", "now"): _ticks(rng, _chances("difficulty_reasons", profile.activity)),
    }


def _training(rng: np.random.Generator, profile: Profile) -> Answers:
    n = len(profile.band)
    certified = np.where(_percent(rng, 24, (n,)), 0, np.round(rng.beta(1.2, 2.4, n) * 40) * 2.5)
    ticked = {question: _ticks(rng, _chances(question, profile.activity)) for question in NONE}
    return {
        ("qualification_wishes", "now"): _one(rng, n, (40, 26, 19, 15)),
        ("training_certified", "now"): certified[:, None],
        **{
            (question, "now"): _or_none(ticked[question], _percent(rng, NONE[question], (n,)))
            for question in NONE
        },
    }


def _answered(rng: np.random.Generator, answers: Answers) -> dict[str, np.ndarray]:
    """For each question, where it was asked and answered: a vector, or a column an item."""
    questions, _ = questionnaire.asked()
    n, rates = len(answers["size", "now"]), np.linspace(*BLANK, len(questions))
    given = {question: rng.random(n) >= rate for question, rate in zip(questions.question, rates, strict=True)}
    posts = (answers["recruit_posts", "3-5 years"] > 0) & given["recruit_posts"][:, None]
    given["partnership_forms"] &= given["partnerships"] & (answers["partnerships", "now"] == 0)
    given["partner_kinds"] &= given["partnerships"] & (answers["partnerships", "now"] == 0)
    given["difficulty"] &= posts.any(axis=1)
    given["difficulty_reasons"] &= given["difficulty"] & (answers["difficulty", "now"] == 0)
    given["recruit_difficulty"] = given["recruit_difficulty"][:, None] & np.column_stack(
        [posts, posts.any(axis=1)]
    )
    return given


def _columns(
    answers: Answers, given: dict[str, np.ndarray]
) -> Iterator[tuple[tuple[str, str, str], np.ndarray | pd.Categorical]]:
    """Each (question, item, horizon) with its column, in the codebook's order."""
    for row in questionnaire.asked()[0].itertuples():
        items, answered = options(row.question), given[row.question]
        horizons = row.horizons.split(";")
        if row.type in ("single", "bands"):
            for horizon in horizons:
                codes = np.where(answered, answers[row.question, horizon], -1)
                yield (row.question, "", horizon), pd.Categorical.from_codes(codes, items)
            continue
        kind, missing = (np.int8, -1) if row.type == "multiple" else (float, np.nan)
        for place, item in enumerate(items):
            where = answered[:, place] if answered.ndim == 2 else answered
            for horizon in horizons:
                values = answers[row.question, horizon]
                assert values.shape[1] == len(items), f"{row.question}: a chance for each item"
                yield (row.question, item, horizon), np.where(where, values[:, place], missing).astype(kind)
