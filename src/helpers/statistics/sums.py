"""Shares that add answers of one question, held on the bases that their parts allow together.

Two shares add up to a share only on one base. So a printed sum whose parts are printed too is of a base that
they have in common, and of the counts that they have there: `n` is not assumed where it is no such base.
"""

from collections.abc import Iterable, Mapping
from itertools import product

import pandas as pd

from helpers.statistics import bases, shares
from helpers.statistics.rounding import Interval
from helpers.statistics.sentences import Sentence, sentence

Parts = Mapping[tuple[str, str], tuple[str, ...]]
"""By question and item of a sum, the items that it adds."""

HULLS = ("share_low", "share_high", "interval_low", "interval_high")


def on_bases_of_parts(
    published_: pd.DataFrame, parts: Parts, n: int, confidence: float, method: str, scheme: str = "flag-30"
) -> pd.DataFrame:
    """The shares of `shares.published`, with sums on the bases from half of `n` that all their parts share.

    Of a sum whose parts are all printed as plain percentages that `n` does not give together, the pairs (count,
    base), share, interval and flag are those of the parts added, where the sum as printed allows them. `adds`
    says which rows these are. A sum keeps its stated base, and `n` where its parts share no base at all.
    """
    rows = published_.to_dict("records")
    plain = {
        _key(row): row["interval"] for row in rows if row["wording"] == "exact" and row["unit"] == "percent"
    }
    found = [_on_parts(row, _intervals(row, parts, plain), n, confidence, method) for row in rows]
    merged = [row | new for row, new in zip(rows, found, strict=True)]
    listed = {
        name: pd.Series([row[name] for row in merged], index=published_.index, dtype=object)
        for name in ("base_kind", "pairs", "bases", "count", "note")
    }
    ends = {name: pd.Series([row[name] for row in merged], published_.index, dtype=float) for name in HULLS}
    result = published_.assign(**listed, **ends, adds=[bool(new) for new in found])
    return result.assign(flag=shares.policy(result, scheme))


def _intervals(row: dict, parts: Parts, plain: dict[tuple, Interval]) -> list[Interval]:
    """What the parts of a sum stand for; none where the row is no sum, or a part is not printed in digits."""
    items = parts.get((row["question"], row["item"]), ())
    keys = [(row["question"], item, row["horizon"]) for item in items]
    return [plain[key] for key in keys] if all(key in plain for key in keys) else []


def _on_parts(row: dict, intervals: list[Interval], n: int, confidence: float, method: str) -> dict:
    """What changes of a row whose parts `n` does not give together, on the bases that they share."""
    if not intervals or row["base_kind"] in ("stated", "not a share"):
        return {}
    sums = {base: added(base, intervals) for base in bases.from_half(n)}
    if sums[n] or not any(sums.values()):
        return {}
    printed = shares.pairs_at(row["unit"], row["interval"], sums)
    pairs = [(count, base) for count, base in printed if count in sums[base]]
    ends = dict(zip(HULLS, _hull(pairs, confidence, method), strict=True))
    return ends | {
        "base_kind": "base unknown",
        "pairs": pairs,
        "bases": sorted({base for _, base in pairs}),
        "count": sorted({count for count, _ in pairs}),
        "note": None if pairs else "no base of its parts gives it",
    }


def added(base: int, intervals: Iterable[Interval]) -> set[int]:
    """Every sum, up to `base`, of counts of it: one for each share in percent; none if a share has no count."""
    ways = product(*(bases.counts(interval, base) for interval in intervals))
    return {total for total in map(sum, ways) if total <= base}


def _hull(pairs: list[tuple[int, int]], confidence: float, method: str) -> tuple:
    if not pairs:
        return (float("nan"),) * 4
    each = [count / base for count, base in pairs]
    lows, highs = zip(*(shares.interval(*pair, confidence, method) for pair in pairs), strict=True)
    return min(each), max(each), min(lows), max(highs)


def verdicts(judged: pd.DataFrame) -> pd.DataFrame:
    """The shares of `shares.verdicts`, with what the bases of its parts let one say of a sum."""
    rows = judged.to_dict("records")
    found = [_verdict(row) if row["adds"] else (row["verdict"], row["condition"]) for row in rows]
    return judged.assign(
        verdict=[verdict for verdict, _ in found],
        condition=pd.Series([why for _, why in found], index=judged.index, dtype=object),
    )


def _verdict(row: dict) -> tuple[str, Sentence]:
    if not row["pairs"]:
        return "inconsistent", sentence("on no base that the answers it adds share")
    return "consistent only if", sentence(
        "the base is {bases:options}, as for the answers it adds", bases=row["bases"]
    )


def _key(row: dict) -> tuple[str, str, str]:
    return row["question"], row["item"], row["horizon"]
