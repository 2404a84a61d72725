"""Two waves compared: which answers can be, how their shares differ, and the firms that took part in both."""

from collections.abc import Collection, Mapping
from itertools import product

import numpy as np
import pandas as pd
from scipy import stats

from helpers.statistics import bases, change, tabulation
from helpers.statistics.sentences import Sentence, sentence

ITEM = ["question", "item"]

SIDES = ["value", "printed", "share_low", "share_high", "interval_low", "interval_high"]
SIDES += ["base_kind", "bases", "base_words", "pairs", "flag"]
"""What is kept of each wave's share, prefixed `first_` and `second_`."""


def waves(
    first: pd.DataFrame, second: pd.DataFrame, comparable: pd.DataFrame | None = None, alpha: float = 0.05
) -> pd.DataFrame:
    """One row a share that both waves have: the two, the change in points, and Fisher's exact test.

    Takes `shares.answered`, or `shares.verdicts` of a published wave; `comparable` (from `comparability`)
    leaves out what cannot be compared. A published figure stands for every (count, base) that prints it:
    `p_low` and `p_high` are the ends over all pairs of the two waves, and a conclusion holds in "all", "some"
    or "none" of them; `change_low` to `change_high` hold every difference. Adjusted across a question by Holm;
    `conclusion_overall` across all rows instead.
    The test is two-sided (Fisher, 1935, J. R. Statist. Soc. 98) and assumes that no firm answered twice;
    weighted shares are "not tested".
    """
    sides = [_side(frame, name) for frame, name in ((first, "first"), (second, "second"))]
    joined = sides[0].merge(sides[1], on=bases.KEYS)
    if comparable is not None:
        joined = joined.merge(comparable.loc[comparable.comparable, ITEM], on=ITEM)
    tested = ~(joined.pop("first_weighted").astype(bool) | joined.pop("second_weighted").astype(bool))
    rows = zip(joined.first_pairs, joined.second_pairs, tested, strict=True)
    ends = [fisher_ends(one, other) if test else (np.nan, np.nan) for one, other, test in rows]
    joined = joined.assign(
        change_low=100 * (joined.second_share_low - joined.first_share_high),
        change_high=100 * (joined.second_share_high - joined.first_share_low),
        p_low=np.array([low for low, _ in ends], dtype=float),
        p_high=np.array([high for _, high in ends], dtype=float),
    )
    found = change.with_holm(joined, ["question"], alpha)
    alone = pd.Series([change.conclusion(*end, alpha) for end in ends], index=found.index, dtype=object)
    overall = change.with_holm(joined.assign(family="all"), ["family"], alpha).conclusion_holm
    return found.assign(
        conclusion=alone.where(tested, "not tested"),
        conclusion_holm=found.conclusion_holm.where(tested, "not tested"),
        conclusion_overall=overall.where(tested, "not tested"),
        two_bases=[_bases(row) for row in found.to_dict("records")],
        first_base=[_short_base(row, "first") for row in found.to_dict("records")],
        second_base=[_short_base(row, "second") for row in found.to_dict("records")],
    )


def _bases(row: dict) -> Sentence:
    """The bases of a share in the two waves, each with its flag where it has one."""
    first, second = (_base(row[f"{wave}_base_words"], row[f"{wave}_flag"]) for wave in ("first", "second"))
    return sentence("{first:sentence}; {second:sentence}", first=first, second=second)


def _base(words: Sentence, flag: str) -> Sentence:
    return words if flag == "ok" else sentence("{base:sentence}, {flag:term}", base=words, flag=flag)


def _short_base(row: dict, wave: str) -> Sentence:
    """The base of a share in one wave, short: `36, assumed`; a small one bears a dagger."""
    kind, held, flag = (row[f"{wave}_{name}"] for name in ("base_kind", "bases", "flag"))
    said = sentence("{bases:options}", bases=held)
    if kind == "base assumed":
        said = sentence("{bases:options}, assumed", bases=held)
    if kind == "base unknown":
        said = sentence("{bases:options}, unknown", bases=held)
    if flag == "flagged":
        return sentence("{base:sentence}\u00a0†", base=said)
    return _base(said, flag)


def asked_unknown(printed: pd.DataFrame, partly: Collection[str]) -> pd.DataFrame:
    """The printed shares; the bases of questions put to part of the firms say that it is not known which."""
    words = [
        sentence("{base:sentence}, firms asked unknown", base=base) if question in partly else base
        for question, base in zip(printed.question, printed.base_words, strict=True)
    ]
    return printed.assign(base_words=pd.Series(words, index=printed.index, dtype=object))


def withheld(comparable: pd.DataFrame, first: Collection[str], second: Collection[str]) -> pd.DataFrame:
    """What is comparable, less the questions that the disclosure rule withholds in either wave."""
    said = {question: sentence("withheld in the first wave (disclosure control)") for question in first}
    said |= {question: sentence("withheld in the second wave (disclosure control)") for question in second}
    return _less(comparable, said)


def _less(comparable: pd.DataFrame, said: Mapping[str, Sentence]) -> pd.DataFrame:
    """What is comparable, less these questions, each for the reason said."""
    reasons = [
        said.get(question, reason)
        for question, reason in zip(comparable.question, comparable.reason, strict=True)
    ]
    reason = pd.Series(reasons, index=comparable.index, dtype=object)
    return comparable.assign(reason=reason, comparable=comparable.comparable & ~comparable.question.isin(said))


def on_any_base(printed: pd.DataFrame, n: int) -> pd.DataFrame:
    """The printed shares of a wave of `n` firms, each on every base from half of `n` that prints it.

    A stated base is kept. It undoes the assumption that all firms answered wherever they print a figure.
    """
    wider = [change.any_base(row, n) for row in printed.to_dict("records")]
    return printed.assign(pairs=pd.Series(wider, index=printed.index, dtype=object))


def largest(found: pd.DataFrame, count: int) -> pd.DataFrame:
    """The `count` rows of `waves` whose shares lie furthest apart, the furthest first."""
    if found.empty:
        return found
    apart = np.maximum(found.change_low, -found.change_high)  # the least change that the printed figures allow
    return found.loc[apart.sort_values(ascending=False, kind="stable").index[:count]]


def _side(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """The shares of one wave that have a count, each once: the plain figure where it is printed twice."""
    kept = _with_share(frame)
    order = ["hedged", *(["place"] if "place" in kept else [])]
    kept = kept.assign(hedged=kept.wording != "exact").sort_values(order, kind="stable")
    kept = kept.drop_duplicates(bases.KEYS).sort_index()
    weighted = kept.weighted_base.notna() if "weighted_base" in kept else False
    sides = kept[[*bases.KEYS, *SIDES]].assign(weighted=weighted)
    return sides.rename(columns={column: f"{name}_{column}" for column in (*SIDES, "weighted")})


def _with_share(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame.pairs.map(len).astype(int) > 0]


def fisher_ends(first: list[tuple[int, int]], second: list[tuple[int, int]]) -> tuple[float, float]:
    """Smallest and largest p of Fisher's exact test, two-sided, over every two (count, base) of two groups."""
    found = [
        float(stats.fisher_exact([[count, base - count], [other, size - other]]).pvalue)
        for (count, base), (other, size) in product(first, second)
    ]
    return min(found), max(found)


def comparability(
    first_versions: pd.DataFrame,
    second_versions: pd.DataFrame,
    first: pd.DataFrame,
    second: pd.DataFrame,
    numbers: Collection[str] = (),
) -> pd.DataFrame:
    """One row an answer of either wave: whether it is `comparable`, and the `reason` where it is not.

    Versions have `question`, `item`, `version` and `asked_if`: a row a question (its `item` empty), with the
    version of its wording and whom it was asked, and a row an answer, with the version of its own. `first` and
    `second` are the waves' shares as `waves` takes them; `numbers` are the questions that ask for a number.
    """
    listed = pd.concat([first_versions, second_versions])[ITEM].drop_duplicates()
    listed = listed[listed["item"] != ""]
    found = listed.merge(_worded(first_versions), on=ITEM, how="left")
    found = found.merge(_worded(second_versions), on=ITEM, how="left", suffixes=("_first", "_second"))
    rules = [*_questionnaires(found, first_versions, second_versions), *_figures(found, first, second, numbers)]
    reasons = [next((said for holds, said in rules if holds[at]), None) for at in range(len(found))]
    result = found[ITEM].assign(reason=pd.Series(reasons, index=found.index, dtype=object))
    return result.assign(comparable=[reason is None for reason in reasons])


Rule = tuple[np.ndarray, Sentence]
"""Which answers cannot be compared, and why."""


def _worded(versions: pd.DataFrame) -> pd.DataFrame:
    """One row an answer: its `version`, its question's `wording`, and `asked_if`."""
    asked = versions["item"] == ""
    questions = versions.loc[asked, ["question", "version", "asked_if"]].fillna({"asked_if": ""})
    answers = versions.loc[~asked, [*ITEM, "version"]]
    return answers.merge(questions.rename(columns={"version": "wording"}), on="question")


def _questionnaires(found: pd.DataFrame, first: pd.DataFrame, second: pd.DataFrame) -> list[Rule]:
    """What in the questionnaires keeps an answer from being compared, weightiest first."""
    rules = [
        (~found.question.isin(first.question), sentence("the question is new in the second wave")),
        (~found.question.isin(second.question), sentence("the question is not in the second wave")),
        (found.version_first.isna(), sentence("the answer was added in the second wave")),
        (found.version_second.isna(), sentence("the answer is gone in the second wave")),
        (found.wording_first != found.wording_second, sentence("the wording of the question changed")),
        (found.version_first != found.version_second, sentence("the wording of the answer changed")),
        (found.asked_if_first != found.asked_if_second, sentence("other firms were asked")),
    ]
    return [(holds.to_numpy(), said) for holds, said in rules]


def _figures(
    found: pd.DataFrame, first: pd.DataFrame, second: pd.DataFrame, numbers: Collection[str]
) -> list[Rule]:
    """What in the waves' figures keeps an answer from being compared, weightiest first."""
    answers = pd.MultiIndex.from_frame(found[ITEM])
    amounts = [_listed(frame[frame.base_kind == "not a share"], ITEM) for frame in (first, second)]
    shares = [_with_share(frame) for frame in (first, second)]
    at = [_listed(frame, ITEM) for frame in shares]
    both = _listed(shares[0], bases.KEYS).intersection(_listed(shares[1], bases.KEYS))
    no_share = found.question.isin(numbers) | answers.isin(amounts[0]) | answers.isin(amounts[1])
    lost = sentence(
        "the first wave has no comparable figure for it: not published, given only by a chart that is not in "
        "the text, or of part of the firms only"
    )
    return [
        (no_share.to_numpy(), sentence("not a share of firms")),
        (~answers.isin(at[0]), lost),
        (~answers.isin(at[1]), sentence("the second wave has no figure for it")),
        (~answers.isin(both.droplevel("horizon")), sentence("the two waves have no horizon in common")),
    ]


def without(comparable: pd.DataFrame, screening: Collection[str]) -> pd.DataFrame:
    """What is comparable, less the questions that let firms into a survey: all gave the same answer."""
    return _less(
        comparable, dict.fromkeys(screening, sentence("the question decided which firms were surveyed"))
    )


def at_one_horizon(comparable: pd.DataFrame, first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """One row a share of the second wave that the first has at another horizon only: its keys and the `reason`.

    `comparable` (from `comparability`) speaks of answers, whatever their horizon.
    """
    allowed = comparable.loc[comparable.comparable, ITEM]
    here = _with_share(second)[bases.KEYS].drop_duplicates().merge(allowed, on=ITEM)
    alone = here[~_listed(here, bases.KEYS).isin(_listed(_with_share(first), bases.KEYS))]
    reason = sentence("the first wave has no figure for it at this horizon")
    return alone.assign(reason=[reason] * len(alone)).reset_index(drop=True)


def by_reason(apart: pd.DataFrame) -> pd.DataFrame:
    """One row a reason not to compare, the most frequent first: `number` of items, and `questions` with theirs.

    Takes answers that are not compared, labelled by the codebook; `answers` names them all.
    """
    rows = []
    for _, held in apart.groupby(apart.reason.map(lambda reason: reason.template), sort=False):
        counts = held.question_title.value_counts(sort=False)
        named = [sentence("{question} ({n})", question=title, n=n) for title, n in counts.items()]
        answers = [f"{title}: {label}" for title, label in zip(held.question_title, held.label, strict=True)]
        rows.append((held.reason.iloc[0], len(held), named, answers))
    found = pd.DataFrame(rows, columns=["reason", "number", "questions", "answers"])
    return found.sort_values("number", ascending=False, kind="stable", ignore_index=True)


def _listed(frame: pd.DataFrame, keys: list[str]) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(frame[keys])


def matched(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """One row an answer asked in both waves: the firms that took part twice, by what they answered each time.

    Frames of answers whose rows are the same firms in the same order; an answer of a single choice counts as
    ticked or not. Columns as `tabulation.pairs`, for `change.observed`: both horizons are the question's own.
    """
    assert len(first) == len(second), "the two frames must hold the same firms, in the same order"
    then = _ticked(first)
    rows = [
        (*key, key[2], *tabulation.crossed(then[key], codes))
        for key, codes in _ticked(second).items()
        if key in then
    ]
    return tabulation.pair_frame(rows)


def _ticked(frame: pd.DataFrame) -> dict[tuple[str, str, str], np.ndarray]:
    """Each answer's column: 1 ticked, 0 not ticked, -1 no answer."""
    return {
        (question, item, horizon): np.where(codes < 0, -1, codes == code).astype(np.int8)
        for question, horizon, codes, items in tabulation.coded(frame)
        for item, code in items.items()
    }
