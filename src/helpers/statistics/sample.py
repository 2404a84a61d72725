"""Who answered: overlaps that counts imply, and what a mean share of staff can mean."""

from decimal import Decimal
from fractions import Fraction

import pandas as pd

from helpers.statistics import change, rounding
from helpers.statistics.rounding import Interval
from helpers.statistics.sentences import sentence


def overlap(first: int, second: int, base: int, said: Interval) -> pd.DataFrame:
    """One row: firms in both groups, from the two counts alone, beside the share the study gives in words.

    Fréchet bounds (Fréchet, 1951): at least first + second - base, at most the smaller. `said` is in percent;
    `neither_low` and `neither_high` are the firms in neither group that the words would call for.
    """
    fewest, most = change.both(first, second, base)
    worded = [k for k in range(base + 1) if Fraction(100 * k, base) in said]
    neither = [base - first - second + k for k in worded if fewest <= k <= most]
    if not neither:
        verdict, condition = "inconsistent", sentence("no overlap that the counts allow fits the words")
    elif fewest in worded:
        verdict, condition = "consistent", sentence("every firm is in one group at least")
    else:
        verdict = "consistent only if"
        condition = sentence("{low} to {high} firms are in neither group", low=min(neither), high=max(neither))
    row = {"first": first, "second": second, "base": base}
    row |= {"both_low": fewest, "both_high": most, "said_low": min(worded), "said_high": max(worded)}
    return pd.DataFrame([row | {"verdict": verdict, "condition": condition}])


def staff_share(part: int, whole: int, printed: Decimal, decimals: int, all_staff: Interval, rule: str):
    """One row a way to read "on average": its share in percent, and whether it prints as the study's figure.

    The ratio of totals weighs firms by size. The mean of the firms' own shares cannot be below the share of
    firms (`all_staff`, in percent) whose staff all work on digital twins, since each of those counts 100.
    """
    stands = rounding.printed(printed, decimals, rule)
    ratio = Fraction(100 * part, whole)
    rows = [
        {"reading": "ratio of totals", "share_low": ratio, "share_high": ratio, "fits": ratio in stands},
        {
            "reading": "mean of firms",
            "share_low": all_staff.low,
            "share_high": Fraction(100),
            "fits": Interval(all_staff.low, Fraction(100)).meets(stands),
        },
    ]
    frame = pd.DataFrame(rows)
    words = frame.fits.map({True: "fits", False: "does not fit"})
    return frame.assign(
        printed_share=printed,
        share_low=frame.share_low.astype(float),
        share_high=frame.share_high.astype(float),
        fits=words,
    )
