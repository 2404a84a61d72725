"""Synthetic firms that answer as the study prints: a table that gives back a largest set of its figures.

The firms are made up: many other tables give the same figures. Questions have one base each, which may be
below the number of respondents, since firms may leave a question out. A solver proposes whole numbers (strict
limits are integers there); every figure is then checked again in rationals, on the table itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain, combinations, islice, product
from math import ceil, inf
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from helpers.statistics import bases, change
from helpers.statistics.rounding import Interval
from helpers.statistics.sentences import Sentence, as_printed, sentence

SEED = 20231101
"""The study's month of publication."""

EXCLUSIVE = ("single", "bands")

ONE_ANSWER = (
    "region",
    "seniority",
    "size",
    "turnover_growth",
    "staff_share",
    "staff_growth",
    "qualification_wishes",
)
"""Questions of which a firm gives one answer at a time: two of them are in no firm together."""
EITHER = ("activity", "either", "now")
"""Firms in engineering or digital services: all of them, by the study's description of its sample."""


class Target(NamedTuple):
    """A printed figure to be given back: its key, the answers it covers, what it stands for, its stated base.

    `interval` is in percent, or in firms or employees where `unit` says so; `hedged`, it is set by words.
    `group` is the (question, item, horizon) whose firms are the base, where it is not the question's own, and
    `printed` the figure as the study words it.
    """

    question: str
    item: str
    horizon: str
    unit: str
    interval: Interval
    covers: tuple[str, ...]
    base: int | None = None
    hedged: bool = False
    group: tuple[str, str, str] | None = None
    printed: Sentence | None = None

    def __hash__(self) -> int:
        """Of all but the words, which hold a mapping."""
        return hash(self[:-1])

    @property
    def key(self) -> tuple[str, str, str]:
        """Question, item and horizon."""
        return self.question, self.item, self.horizon


def targets(survey: pd.DataFrame, recruitment: pd.DataFrame, items: pd.DataFrame) -> list[Target]:
    """The printed shares and counts of firms, in the order of the tables; figures have a column `interval`.

    `items` is the codebook's, as are the names of occupations in `recruitment`; its limits say which bands a
    sum covers. A figure printed in words and in digits is two targets. Figures that are not shares of firms, or
    have no limits to be read by, are left out.
    """
    printed = survey[survey.interval.notna() & (survey.status == "printed")]
    kept = printed[printed.unit.isin(["percent", "firms", "employees"])]
    kept = kept.assign(said=as_printed(kept))
    found = []
    for row in kept.to_dict("records"):
        covers: tuple[str, ...] = (row["item"],)
        if row["unit"] != "employees":
            covers = _covered(items[items.question == row["question"]], row["item"])
        if covers:
            base = None if pd.isna(row["base"]) else int(row["base"])
            key = (row["question"], row["item"], row["horizon"])
            hedged = row["wording"] == "approximate"
            fields = (row["unit"], row["interval"], covers, base, hedged)
            found.append(Target(*key, *fields, printed=row["said"]))
    known = set(items["item"][items.question == "recruits"])
    return [*found, *(one for one in _recruiting(recruitment) if one.item in known)]


def either(respondents: int) -> Target:
    """The description of the sample as a figure: every firm is in engineering or in digital services."""
    every = Interval(Fraction(respondents), Fraction(respondents))
    return Target(*EITHER, "firms", every, ("engineering", "digital"), respondents)


def _covered(options: pd.DataFrame, item: str) -> tuple[str, ...]:
    row = options[options["item"] == item].iloc[0]
    if row.origin != "statistic":
        return (item,)
    if item == "both":
        return ("engineering", "digital")
    if pd.isna(row.low):
        return ()
    low, high = row.low, inf if pd.isna(row.high) else row.high
    bands = options[(options.origin != "statistic") & options.low.notna()]
    ends = [inf if pd.isna(end) else end for end in bands.high]
    inside = [one >= low and end <= high for one, end in zip(bands.low, ends, strict=True)]
    return tuple(bands["item"][inside])


def _recruiting(figures: pd.DataFrame) -> Iterator[Target]:
    kept = figures[figures.interval.notna() & (figures.status == "printed")]
    printed = kept.drop_duplicates(["occupation", "measure", "value"])
    for row in printed.assign(said=as_printed(printed)).to_dict("records"):
        item, said = row["occupation"], row["said"]
        if row["measure"] == "share_of_firms":
            hedged = row["wording"] == "approximate"
            fields = ("percent", row["interval"], (item,), None, hedged)
            yield Target("recruits", item, "3-5 years", *fields, printed=said)
        if row["measure"] == "share_in_difficulty" and row["occupation"] != "all":
            group = ("recruits", item, "3-5 years")
            fields = ("percent", row["interval"], (item,))
            yield Target("recruit_difficulty", item, "now", *fields, group=group, printed=said)


@dataclass
class Model:
    """Whole numbers between limits, linear constraints on them, and what they are called."""

    names: dict[Any, int] = field(default_factory=dict)
    limits: list[tuple[int, int]] = field(default_factory=list)
    rows: list[tuple[dict[int, int], float, float]] = field(default_factory=list)

    def number(self, name: Any, low: int, high: int) -> int:
        """The place of a whole number; it is added where it is new."""
        if name not in self.names:
            self.names[name] = len(self.limits)
            self.limits.append((low, high))
        return self.names[name]

    def require(self, terms: Iterable[tuple[int, int]], low: float = -inf, high: float = inf) -> None:
        """Keep a sum of (factor, place) between two limits."""
        row: dict[int, int] = {}
        for factor, place in terms:
            row[place] = row.get(place, 0) + factor
        self.rows.append((row, low, high))

    def solve(self, objective: np.ndarray) -> np.ndarray | None:
        """Whole numbers that keep every constraint and make the objective least; None where there are none."""
        matrix = np.zeros((len(self.rows), len(self.limits)))
        for place, (row, _, _) in enumerate(self.rows):
            matrix[place, list(row)] = list(row.values())
        low, high = ([ends[side] for ends in self.limits] for side in (0, 1))
        kept = LinearConstraint(matrix, [row[1] for row in self.rows], [row[2] for row in self.rows])
        found = milp(
            objective, constraints=kept, bounds=Bounds(low, high), integrality=np.ones(len(self.limits))
        )
        if found.status == 2 or found.x is None:
            return None
        numbers = np.rint(found.x).astype(int)
        # what the solver took for whole is kept only if it keeps every constraint exactly
        sums = [sum(factor * int(numbers[place]) for place, factor in row.items()) for row, _, _ in self.rows]
        kept_all = all(low <= total <= high for total, (_, low, high) in zip(sums, self.rows, strict=True))
        assert kept_all, "the solver's numbers break a constraint once they are whole"
        return numbers


def margins(wanted: list[Target], kinds: dict[str, str], respondents: int) -> Model:
    """Counts and bases of the questions, with one number a target: 1 where the counts print it, else 0.

    A base is of half of the respondents at least, as for the headline intervals of shares.
    """
    model = Model()
    for target in filter(_of_firms, wanted):
        base = model.number(("base", target.question), bases.from_half(respondents).start, respondents)
        for option in target.covers:
            count = model.number(("count", target.question, option, target.horizon), 0, respondents)
            model.require([(1, base), (-1, count)], 0)
    for place, target in enumerate(wanted):
        kept = model.number(("kept", place), 0, 1)
        if _of_firms(target):
            _keep(model, target, kept, respondents)
    for question, horizon in dict.fromkeys((t.question, t.horizon) for t in filter(_of_firms, wanted)):
        if kinds[question] in EXCLUSIVE:
            _exclusive(model, question, horizon)
    if ("count", "activity", "digital", "now") in model.names:
        _overlap(model, respondents)
    return model


def _of_firms(target: Target) -> bool:
    """Whether the target counts firms; employees are placed once the firms' answers are."""
    return target.unit != "employees"


def _keep(model: Model, target: Target, kept: int, respondents: int) -> None:
    """Where `kept` is 1, the counts lie in the target's interval; limits that do not belong are off by one.

    Where it is 0, each limit is moved by just as much as any counts could break it.
    """
    base, count = _places(model, target)
    model.require([(1, base), (-(target.base or 1), kept)], 0)
    scale = 100
    if target.unit == "firms":
        base, scale = model.number("all", respondents, respondents), respondents
    low, high = target.interval.low, target.interval.high
    if low > -inf:
        strict, room = int(not target.interval.closed_low), low.numerator * respondents + 1
        least = [(scale * low.denominator, place) for place in count] + [(-low.numerator, base)]
        model.require([*least, (-room, kept)], strict - room)
    if high < inf:
        strict = int(not target.interval.closed_high)
        room = scale * high.denominator * respondents * len(count) + 1
        most = [(-scale * high.denominator, place) for place in count] + [(high.numerator, base)]
        model.require([*most, (-room, kept)], strict - room)


def _places(model: Model, target: Target) -> tuple[int, list[int]]:
    """Where the base and the counts of a target stand."""
    base = model.names["base", target.question]
    if target.group is not None:
        base = model.number(("count", *target.group), 0, model.limits[base][1])
    if target.question == "activity" and target.item in ("both", "either"):
        return base, [model.number(("count", *target.key), 0, model.limits[base][1])]
    return base, [model.names["count", target.question, option, target.horizon] for option in target.covers]


def _exclusive(model: Model, question: str, horizon: str) -> None:
    """A firm gives one answer: the counts of a question, with other answers, come to its base."""
    found = [
        place for name, place in model.names.items() if name[0] == "count" and name[1::2] == (question, horizon)
    ]
    rest = model.number(("count", question, "other", horizon), 0, model.limits[0][1])
    model.require([(1, place) for place in (*found, rest)] + [(-1, model.names["base", question])], 0, 0)


def _overlap(model: Model, respondents: int) -> None:
    """Firms in both activities and in either, from those in each."""
    names = [("count", "activity", item, "now") for item in ("engineering", "digital", "both", "either")]
    first, second, both, one = (model.number(name, 0, respondents) for name in names)
    model.require([(1, first), (-1, both)], 0)
    model.require([(1, second), (-1, both)], 0)
    model.require([(1, first), (1, second), (-1, both), (-1, one)], 0, 0)
    model.require([(1, model.names["base", "activity"]), (-1, one)], 0)


def largest_sets(
    wanted: list[Target], kinds: dict[str, str], respondents: int, most: int = 20
) -> list[tuple[int, ...]]:
    """The largest sets of targets that one table can give back, as places in `wanted`; `most` of them at most.

    More than one means that the figures alone do not say which of them is off.
    """
    parts = [_largest(places, wanted, kinds, respondents, most) for places in _apart(wanted)]
    return [tuple(sorted(chain(*choice))) for choice in islice(product(*parts), most)]


def _apart(wanted: list[Target]) -> list[list[int]]:
    """Places of the targets whose counts are tied to each other: those of a question and of its group.

    No constraint ties two of these lists, so the largest sets of all are made of the largest of each.
    """
    found: dict[str, list[int]] = {}
    for place, target in enumerate(wanted):
        found.setdefault(target.group[0] if target.group else target.question, []).append(place)
    return list(found.values())


def _largest(
    places: list[int], wanted: list[Target], kinds: dict[str, str], respondents: int, most: int
) -> list[tuple[int, ...]]:
    """The largest sets of targets at these places that can hold together."""
    model = margins([wanted[place] for place in places], kinds, respondents)
    kept = [model.names["kept", number] for number in range(len(places))]
    objective = np.zeros(len(model.limits))
    objective[kept] = -1
    found: list[tuple[int, ...]] = []
    while len(found) < most:
        numbers = model.solve(objective)
        if numbers is None:
            break
        chosen = [at for at in kept if numbers[at]]
        if found and len(chosen) < len(found[0]):
            break
        found.append(tuple(place for place, at in zip(places, kept, strict=True) if numbers[at]))
        if len(chosen) == len(kept):
            break  # all of them: no other set is as large
        model.require([(1, at) for at in chosen], high=len(chosen) - 1)
    return found


def preferred(sets: list[tuple[int, ...]], wanted: list[Target]) -> tuple[int, ...]:
    """Of several largest sets, one that leaves out words rather than digits; ties go to the first figures."""

    def cost(chosen: tuple[int, ...]) -> tuple:
        out = [place for place in range(len(wanted)) if place not in chosen]
        return sum(not wanted[place].hedged for place in out), [-place for place in out]

    return min(sets, key=cost)


def firms(
    wanted: list[Target], chosen: tuple[int, ...], kinds: dict[str, str], respondents: int, seed: int = SEED
) -> pd.DataFrame:
    """One row a synthetic firm whose answers print the chosen targets; columns (question, item, horizon).

    Multiple questions: 1 ticked, 0 not, -1 no answer. Single answers and bands: the answer, missing where
    none. Margins and answers are drawn by random objectives with `seed`; every figure is checked again.
    """
    rng = np.random.default_rng(seed)
    model = margins(wanted, kinds, respondents)
    for place in chosen:
        model.require([(1, model.names["kept", place])], 1)
    objective = rng.random(len(model.limits)) - 0.5
    # fewest missing answers: a question is left out by no more firms than its figures call for
    objective[[place for name, place in model.names.items() if name[0] == "base"]] -= 10
    numbers = model.solve(objective)
    assert numbers is not None, "the chosen figures do not hold together"
    counts = {name: int(numbers[place]) for name, place in model.names.items() if name[0] in ("count", "base")}
    columns = _columns(counts, kinds, respondents, rng)
    staff = [wanted[place] for place in chosen if not _of_firms(wanted[place])]
    if staff:
        columns |= _staff(staff, counts, respondents, rng)
    table = pd.DataFrame(columns)
    table.columns = pd.MultiIndex.from_tuples(table.columns, names=["question", "item", "horizon"])
    table.index = pd.Index([f"S{number:02d}" for number in range(1, respondents + 1)], name="synthetic_firm")
    missed = [place for place in chosen if not gives(table, wanted[place], kinds)]
    assert not missed, f"the table does not print {[wanted[place].key for place in missed]}"
    return table


def _columns(counts: dict, kinds: dict[str, str], respondents: int, rng: np.random.Generator) -> dict:
    """Answers of every firm, drawn at random with the counts and bases given."""
    columns: dict[tuple[str, str, str], Any] = {}
    bases_of = {name[1]: count for name, count in counts.items() if name[0] == "base"}
    for question, base in bases_of.items():
        answering = rng.permutation(respondents)[:base]
        of = {name[2:]: count for name, count in counts.items() if name[:2] == ("count", question)}
        if question == "activity":
            columns |= _activity(of, answering, respondents)
        elif kinds[question] in EXCLUSIVE:
            columns |= _single(question, of, answering, respondents, rng)
        elif question != "recruit_difficulty":
            columns |= _multiple(question, of, answering, respondents, rng)
    return columns | _difficulty(counts, columns, respondents, rng)


def _activity(of: dict, answering: np.ndarray, respondents: int) -> dict:
    """Two activities whose overlap is given: some firms have the one, others from the overlap on the other."""
    first, second = of["engineering", "now"], of["digital", "now"]
    start = first - of["both", "now"]
    ticked = {"engineering": answering[:first], "digital": answering[start : start + second]}
    columns = {}
    for item, members in ticked.items():
        columns["activity", item, "now"] = _ticks(members, answering, respondents)
    return columns


def _multiple(
    question: str, of: dict, answering: np.ndarray, respondents: int, rng: np.random.Generator
) -> dict:
    return {
        (question, item, horizon): _ticks(rng.permutation(answering)[:count], answering, respondents)
        for (item, horizon), count in of.items()
    }


def _ticks(members: np.ndarray, answering: np.ndarray, respondents: int) -> np.ndarray:
    cells = np.full(respondents, -1, dtype=np.int8)
    cells[answering] = 0
    cells[members] = 1
    return cells


def _single(question: str, of: dict, answering: np.ndarray, respondents: int, rng: np.random.Generator) -> dict:
    columns = {}
    for horizon in dict.fromkeys(horizon for _, horizon in of):
        answers = [item for (item, at), count in of.items() if at == horizon for _ in range(count)]
        cells = np.full(respondents, None, dtype=object)
        cells[answering] = rng.permutation(np.array(answers, dtype=object))
        options = [item for item, at in of if at == horizon]
        columns[question, "", horizon] = pd.Categorical(cells, categories=options)
    return columns


SIZES = {"under_10": 9, "from_10_to_49": 49, "from_50_to_249": 249, "from_250_to_4999": 4999, "from_5000": inf}
"""Size classes of the codebook, and the most employees in each."""

SMALL = ("under_10", "from_10_to_49", "from_50_to_249")


def _staff(staff: list[Target], counts: dict, respondents: int, rng: np.random.Generator) -> dict:
    """Size, share of staff on digital twins, and employees of every firm, drawn together: they bind each other.

    Firms whose staff all work on digital twins have fewer employees than the study says; the others with at
    least a tenth have one employee elsewhere.
    """
    totals = {target.question: ceil(target.interval.low) for target in staff if target.item == "total"}
    most = next((int(t.interval.high) - 1 for t in staff if t.item == "fully_dedicated_maximum"), None)
    model, every = Model(), totals["staff_france"]
    for firm in range(respondents):
        all_staff = model.number((firm, "staff_france"), 1, every)
        twin = model.number((firm, "staff_digital_twin"), 1, every)
        model.require([(1, all_staff), (-1, twin)], 0)
        small, large = (model.number((firm, "size", size), 0, 1) for size in ("small", "large"))
        model.require([(1, all_staff), (every, small)], high=every + SIZES[SMALL[-1]])
        model.require([(1, all_staff), (-1 - SIZES[SMALL[-1]], large)], 0)
        _share_of_staff(model, firm, (all_staff, twin), every, most or every)
    _as_counted(model, counts, respondents)
    for question, total in totals.items():
        model.require([(1, model.names[firm, question]) for firm in range(respondents)], total, total)
    objective = np.array([rng.random() if len(name) == 3 else 0.0 for name in model.names])
    numbers = model.solve(objective)
    assert numbers is not None, "no numbers of employees go with the answers on size and share of staff"
    return _staff_columns(model, numbers, totals, respondents)


def _share_of_staff(model: Model, firm: int, places: tuple[int, int], every: int, most: int) -> None:
    all_staff, twin = places
    under, whole, other = (
        model.number((firm, "staff_share", answer), 0, 1) for answer in ("under_10", "all", "other")
    )
    model.require([(1, all_staff), (-10, twin), (-11 * every, under)], 1 - 11 * every)
    model.require([(1, twin), (-1, all_staff), (-every, whole)], -every)
    model.require([(1, all_staff), (every, whole)], high=every + most)
    model.require([(10, twin), (-1, all_staff), (-every, other)], -every)
    model.require([(1, all_staff), (-1, twin), (-every, other)], 1 - every)


def _as_counted(model: Model, counts: dict, respondents: int) -> None:
    """As many firms with each answer as the margins say, one answer a firm at most."""
    numbers = {name[1:3]: count for name, count in counts.items() if name[1] in ("size", "staff_share")}
    small = sum(numbers["size", size] for size in SMALL)
    sizes = {("size", "small"): small, ("size", "large"): counts["base", "size"] - small}
    shares = {
        answer: count for answer, count in numbers.items() if answer[0] == "staff_share" and len(answer) == 2
    }
    for answer, number in (sizes | shares).items():
        model.require([(1, model.names[firm, *answer]) for firm in range(respondents)], number, number)
    for firm in range(respondents):
        for answers in (sizes, shares):
            model.require([(1, model.names[firm, *answer]) for answer in answers], high=1)


def _staff_columns(model: Model, numbers: np.ndarray, totals: dict, respondents: int) -> dict:
    def given(firm: int, question: str) -> str | None:
        names = [name for name in model.names if name[:2] == (firm, question) and len(name) == 3]
        return next((name[2] for name in names if numbers[model.names[name]]), None)

    every = range(respondents)
    staff = {question: [float(numbers[model.names[firm, question]]) for firm in every] for question in totals}
    shares = [given(firm, "staff_share") for firm in every]
    sizes = [
        next(size for size, most in SIZES.items() if employees <= most) if given(firm, "size") else None
        for firm, employees in zip(every, staff["staff_france"], strict=True)
    ]
    columns: dict[tuple[str, str, str], Any] = {(name, "total", "now"): cells for name, cells in staff.items()}
    columns["size", "", "now"] = pd.Categorical(sizes, categories=list(SIZES))
    columns["staff_share", "", "now"] = pd.Categorical(shares, categories=["under_10", "all", "other"])
    return columns


def _difficulty(counts: dict, columns: dict, respondents: int, rng: np.random.Generator) -> dict:
    """Occupations hard to recruit, among the firms that recruit them."""
    found = {}
    for name, count in counts.items():
        if name[:2] == ("count", "recruit_difficulty"):
            asked = np.flatnonzero(columns["recruits", name[2], "3-5 years"] == 1)
            found["recruit_difficulty", name[2], "now"] = _ticks(
                rng.permutation(asked)[:count], asked, respondents
            )
    return found


def tabulated(table: pd.DataFrame, target: Target, kinds: dict[str, str]) -> tuple[int, int]:
    """Firms (or employees) that a target counts, and its base, in a table of answers."""
    if target.item == "fully_dedicated_maximum":
        dedicated = table["staff_share", "", "now"] == "all"
        return int(table.loc[dedicated, (target.question, "total", "now")].max()), int(dedicated.sum())
    if target.unit == "employees":
        answers = table[target.key]
        return int(answers.sum()), int(answers.notna().sum())
    if kinds[target.question] in EXCLUSIVE:
        answers = table[target.question, "", target.horizon]
        return int(answers.isin(target.covers).sum()), int(answers.notna().sum())
    ticks = np.array([table[target.question, option, target.horizon] for option in target.covers])
    together = ticks.min(axis=0) == 1 if target.item == "both" else ticks.max(axis=0) == 1
    return int(together.sum()), int((ticks[0] >= 0).sum())


def gives(table: pd.DataFrame, target: Target, kinds: dict[str, str]) -> bool:
    """Whether the table prints the target, decided in rationals."""
    count, base = tabulated(table, target, kinds)
    if base == 0 or target.base not in (None, base):
        return False
    return (Fraction(100 * count, base) if target.unit == "percent" else Fraction(count)) in target.interval


def given_back(
    table: pd.DataFrame, wanted: list[Target], chosen: Iterable[int], kinds: dict[str, str]
) -> pd.DataFrame:
    """One row a target: what the synthetic firms give, whether it was asked of them, whether it prints."""
    chosen, rows = set(chosen), []
    for place, target in enumerate(wanted):
        count, base = tabulated(table, target, kinds)
        row = {
            "question": target.question,
            "item": target.item,
            "horizon": target.horizon,
            "printed": target.printed,
            "count": count,
            "counted": "firms" if _of_firms(target) else "employees",
            "base": base,
        }
        row |= {"asked": place in chosen, "gives": "fits" if gives(table, target, kinds) else "does not fit"}
        rows.append(row | {"share": count / base if base and _of_firms(target) else None})
    return pd.DataFrame(rows)


def rows_told(figures: int, rows: int) -> Sentence:
    """Why a table of figures given back has fewer rows than figures that hold together; what it leaves out."""
    said = sentence("Figures with no threshold or no base of firms are left out.")
    if rows == figures:
        return said
    return sentence(
        "{rows} rows for {figures} figures: that every firm is in engineering or digital services, as the "
        "study describes its sample, is counted among them and has no row. {said}",
        rows=rows,
        figures=figures,
        said=said,
    )


def left_out(names: list[str], sets: int) -> Sentence:
    """Which figures the synthetic firms do not give back, and how many other choices would serve."""
    if not names:
        return sentence("No figure is left out.")
    return sentence(
        "Left out here, since they cannot hold with the others: {names:sentences}. {other:No other choice "
        "leaves|One other choice leaves|# other choices leave} out as few.",
        names=[sentence("“{name:name}”", name=name) for name in names],
        other=sets - 1,
    )


def taken(cross: pd.DataFrame) -> Sentence:
    """What a table of pairs of answers takes for granted (`crossed`)."""
    said = sentence(
        "Bases taken: those that print all such shares of the question; tests of change take the base assumed "
        "as well."
    )
    if "activity" not in set(cross.question):
        return said
    more = sentence("That every firm is in engineering or digital services is not taken for granted here.")
    return sentence("{said} {more}", said=said, more=more)


def cells(
    first: Target, second: Target, respondents: int, allowed: Sequence[int] | None = None
) -> pd.DataFrame:
    """One row a cell of a cross-table of two figures: the fewest and most firms that it can hold.

    Over every count and base (of half of the respondents at least) that print the two, by Fréchet's bounds
    (1951): exact. Figures of one question have one base, one of those `allowed` where they are given; those
    of two questions may each have their own.
    """
    pairs = [_pairs(target, allowed or bases.from_half(respondents)) for target in (first, second)]
    same = first.question == second.question
    ends: dict[tuple[str, str], list[int]] = {}
    for count, base in pairs[0]:
        for other, its_base in pairs[1]:
            if same and base != its_base:
                continue
            total = base if same else respondents
            for names, sizes in _quarters(count, base, other, its_base):
                ends.setdefault(names, []).extend(change.both(*sizes, total))
    rows = [
        {"first_answer": a, "second_answer": b, "firms_low": min(of), "firms_high": max(of)}
        for (a, b), of in ends.items()
    ]
    return pd.DataFrame(rows, columns=["first_answer", "second_answer", "firms_low", "firms_high"])


def crossed(wanted: list[Target], respondents: int) -> pd.DataFrame:
    """One row a pair of printed shares of one question that a firm may both give: its cross-table's bounds.

    `both`, `only_first`, `only_second` and `neither` are fewest to most firms, over the `bases` that print all
    such shares of the question, or the two where none does. Pairs that share no base, and figures set by
    words or covering several answers, are left out.
    """
    plain = {target.key: target for target in wanted if _of_firms(target) and not target.hedged}
    single = [target for target in plain.values() if len(target.covers) == 1 and target.group is None]
    rows = []
    for first, second in combinations(single, 2):
        exclusive = first.item != second.item and first.horizon == second.horizon
        if first.question == second.question and not (exclusive and first.question in ONE_ANSWER):
            shared = _shared(single, first.question, respondents)
            found = cells(first, second, respondents, shared)
            if len(found):
                taken = {"bases": _bases_taken(first, second, respondents, shared)}
                rows.append(_crossed_row(first, second, found) | taken)
    return pd.DataFrame(rows)


def _shared(single: list[Target], question: str, respondents: int) -> list[int]:
    """Bases that print every share of a question; none where they share none."""
    of = [target.interval for target in single if target.question == question and target.unit == "percent"]
    found = bases.from_half(respondents)
    return [base for base in found if all(bases.counts(interval, base) for interval in of)]


def _bases_taken(first: Target, second: Target, respondents: int, shared: list[int]) -> list[int]:
    """The bases over which a pair is crossed: those that print both figures."""
    one, two = (_pairs(target, shared or bases.from_half(respondents)) for target in (first, second))
    return sorted({base for _, base in one} & {base for _, base in two})


CELLS = {
    ("yes", "yes"): "both",
    ("yes", "no"): "only_first",
    ("no", "yes"): "only_second",
    ("no", "no"): "neither",
}


def _crossed_row(first: Target, second: Target, found: pd.DataFrame) -> dict:
    row = {"question": first.question, "item": first.item, "first_horizon": first.horizon}
    row |= {"second_item": second.item, "second_horizon": second.horizon}
    for cell in found.itertuples():
        name = CELLS[cell.first_answer, cell.second_answer]
        row |= {f"{name}_low": cell.firms_low, f"{name}_high": cell.firms_high}
    return row


def _quarters(count: int, base: int, other: int, its_base: int) -> Iterator[tuple]:
    for a, size in (("yes", count), ("no", base - count)):
        for b, its_size in (("yes", other), ("no", its_base - other)):
            yield (a, b), (size, its_size)


def _pairs(target: Target, allowed: Sequence[int]) -> list[tuple[int, int]]:
    allowed = allowed if target.base is None else [target.base]
    whole = {base: base if target.unit == "firms" else 100 for base in allowed}
    return [(count, base) for base in allowed for count in bases.counts(target.interval, base, whole[base])]
