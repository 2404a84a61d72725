"""Who answered: overlaps that counts imply, and what a mean share of staff can mean."""

from decimal import Decimal
from fractions import Fraction

import pandas as pd

from helpers.statistics import bases, change, rounding
from helpers.statistics.rounding import Interval
from helpers.statistics.sentences import Sentence, in_digits, sentence

TENTH = Fraction(10)
"""Percent of staff at which the lowest band ends; the limit belongs to the next one."""

TAKING_PART = (("experience", "yes"),)
"""Answers that may have been a condition of taking part: the survey was meant for such firms."""


def drawn(found: pd.DataFrame) -> pd.DataFrame:
    """The estimates, without interval where all firms give an answer that may be why they were asked at all.

    Then 100 % is how the firms were chosen, and no share of a larger population that a sample could miss; nor
    is the 0 % of the other answers to the question.
    """
    keys = pd.MultiIndex.from_frame(found[["question", "item"]])
    screening = found.question[keys.isin(TAKING_PART) & (found.share_low == 1).to_numpy()]
    screened = found.question.isin(screening)
    return found.assign(**{end: found[end].mask(screened) for end in ("interval_low", "interval_high")})


def overlap(first: int, second: int, base: int, said: Interval) -> pd.DataFrame:
    """One row: firms in both groups, from the two counts alone, beside the share the study gives in words.

    Fréchet bounds (Fréchet, 1951): at least first + second - base, at most the smaller. `said` is in percent.
    """
    fewest, most = change.both(first, second, base)
    worded = bases.counts(said, base)
    ways = other_overlaps(said, first, second, base)
    if fewest in worded:
        verdict, condition = "consistent", sentence("every firm is in one group at least")
    elif ways:
        verdict, condition = "consistent only if", either(ways)
    else:
        verdict, condition = "inconsistent", sentence("no overlap that the counts allow fits the words")
    row = {"first": first, "second": second, "base": base}
    row |= {"both_low": fewest, "both_high": most, "said_low": min(worded), "said_high": max(worded)}
    return pd.DataFrame([row | {"verdict": verdict, "condition": condition}])


def overlap_printed(found: pd.DataFrame, n: int) -> pd.DataFrame:
    """`overlap` of the firms in both activities, as printed among the shares `found`, with its `words`."""
    activity = found[found.question == "activity"].set_index("item")
    counts = [int(activity.value[item]) for item in ("engineering", "digital")]
    return overlap(*counts, n, activity.interval["both"]).assign(words=[activity.printed["both"]])


def judged(found: pd.DataFrame, both: pd.DataFrame) -> pd.DataFrame:
    """The shares `found`, with the verdict of `overlap_printed` on that of the firms in both activities."""
    of = (found.question == "activity") & (found["item"] == "both")
    row = both.iloc[0]
    verdicts = [row.verdict if held else verdict for held, verdict in zip(of, found.verdict, strict=True)]
    why = [row.condition if held else condition for held, condition in zip(of, found.condition, strict=True)]
    return found.assign(verdict=verdicts, condition=pd.Series(why, index=found.index, dtype=object))


def not_of_all(found: pd.DataFrame, n: int) -> Sentence:
    """Which of the answers printed as a share no count of all `n` firms gives; digits go before words."""
    printed = in_digits(found[found.unit == "percent"], "now")
    other = printed[printed.base_kind == "base unknown"]
    if other.empty:
        return sentence(
            "Each of the {total} answers printed as a share can be a count of {n} firms.",
            total=len(printed),
            n=n,
        )
    return sentence(
        "Of the {total} answers printed as a share, {other} cannot be a count of {n} firms: {labels:names}.",
        total=len(printed),
        other=len(other),
        n=n,
        labels=list(other.label),
    )


def read_as(wordings: pd.DataFrame) -> pd.DataFrame:
    """The words read as shares, from the lowest up, with `read`: their bounds, and which are not reached."""
    declared = wordings[wordings.measure == "share"].sort_values(["low", "high"], kind="stable")
    said = [_bounds(low, high) for low, high in zip(declared.low, declared.high, strict=True)]
    return declared.assign(read=said).reset_index(drop=True)


def _bounds(low: Decimal, high: Decimal) -> Sentence:
    """Bounds with one decimal. A second one says that the bound itself is not held: 25.01 is over 25."""
    over, under = low > round(low, 1), high < round(high, 1)
    fields = {"low": low, "high": high}
    if over and under:
        return sentence("over {low:1}, under {high:1}", **fields)
    if over:
        return sentence("over {low:1} to {high:1}", **fields)
    if under:
        return sentence("{low:1} to under {high:1}", **fields)
    return sentence("{low:1} to {high:1}", **fields)


def words_note() -> Sentence:
    """By which rule words are read as shares (the table of wordings gives a reason for each)."""
    return sentence(
        "Thirds, quarters and a fifth run to the midpoints with the next simple fractions; half and tenths, to "
        "half a tenth either side. “Nearly” starts half a tenth below and does not reach the fraction; “more "
        "than” runs from above it to the next one; a majority is over half."
    )


def other_overlaps(said: Interval, first: int, second: int, base: int) -> list[Sentence]:
    """Ways in which a share said to be in both groups can hold, though it is not the smallest overlap.

    It may be a share of one group, or some firms may be in neither.
    """
    fewest, most = change.both(first, second, base)
    ways = [
        sentence("it is a share of the {size} of one group ({both} of {size})", both=fewest, size=size)
        for size in sorted({first, second}, reverse=True)
        if Fraction(100 * fewest, size) in said
    ]
    neither = [base - first - second + k for k in bases.counts(said, base) if fewest <= k <= most]
    if neither:
        ways.append(sentence("{low} to {high} firms are in neither group", low=neither[0], high=neither[-1]))
    return ways


def either(ways: list[Sentence]) -> Sentence:
    """Several conditions of which one is enough."""
    said = ways[0]
    for other in ways[1:]:
        said = sentence("{first}, or {other}", first=said, other=other)
    return said


def mean_share(all_staff: Interval, under_tenth: Interval, base: int) -> Interval:
    """What the mean of the firms' own shares of staff can be, in percent, from two bands of one base.

    Over every number of firms whose share of the base lies in the intervals (in percent): each firm with all
    its staff counts 100, each in the lowest band from 0 to just under 10, each other from 10 to under 100.
    """
    ways = [
        (whole, few)
        for whole in bases.counts(all_staff, base)
        for few in bases.counts(under_tenth, base)
        if whole + few <= base
    ]
    low = min(100 * whole + TENTH * (base - whole - few) for whole, few in ways)
    high, reached = max((100 * (base - few) + TENTH * few, whole == base) for whole, few in ways)
    return Interval(low / base, high / base, True, reached)


def staff_share(part: int, whole: int, printed: Decimal, decimals: int, mean: Interval, rule: str):
    """One row a way to read "on average": its share in percent, and whether it prints as the study's figure.

    The ratio of totals weighs firms by size; the mean of the firms' own shares, `mean`, does not.
    """
    stands = rounding.printed(printed, decimals, rule)
    ratio = Fraction(100 * part, whole)
    rows = [
        {"reading": "ratio of totals", "share_low": ratio, "share_high": ratio, "fits": ratio in stands},
        {
            "reading": "mean of firms",
            "share_low": mean.low,
            "share_high": mean.high,
            "fits": mean.meets(stands),
        },
    ]
    frame = pd.DataFrame(rows)
    words = frame.fits.map({True: "fits", False: "does not fit"})
    return frame.assign(
        part=part,
        whole=whole,
        printed_share=printed,
        share_low=frame.share_low.astype(float),
        share_high=frame.share_high.astype(float),
        fits=words,
    )


def mean_read(mean: Interval, base: int) -> Sentence:
    """How `mean_share` reads the two bands, and whether its upper end can be reached."""
    said = sentence(
        "Mean of the firms’ own shares: over every number of firms that the two bands allow, both of {n} "
        "firms. A firm wholly on digital twins counts 100, one under 10% from 0 to just under 10, any other "
        "from 10 to just under 100.",
        n=base,
    )
    if mean.closed_high:
        return said
    return sentence("{said} {high:1} is not reached.", said=said, high=mean.high)


def fitting_reading(staff: pd.DataFrame) -> Sentence:
    """Which of the two readings of `staff_share` prints as the study's figure."""
    totals, firms = staff.iloc[0], staff.iloc[1]
    ratio = sentence(
        "the ratio of the totals ({part} of {whole}, {share:1%})",
        part=int(totals.part),
        whole=int(totals.whole),
        share=totals.share_low,
    )
    mean = sentence(
        "the mean of the firms’ own shares ({low:1} to {high:1%})", low=firms.share_low, high=firms.share_high
    )
    fields = {"printed": totals.printed_share, "ratio": ratio, "mean": mean}
    fits = tuple(staff.fits == "fits")
    if fits == (True, True):
        return sentence(
            "The {printed:figure%} of staff printed as an average fits both {ratio:sentence} and "
            "{mean:sentence}.",
            **fields,
        )
    if fits == (False, False):
        return sentence(
            "The {printed:figure%} of staff printed as an average fits neither {ratio:sentence} nor "
            "{mean:sentence}.",
            **fields,
        )
    if fits == (True, False):
        return sentence(
            "The {printed:figure%} of staff printed as an average fits {ratio:sentence}, not {mean:sentence}.",
            **fields,
        )
    return sentence(
        "The {printed:figure%} of staff printed as an average fits {mean:sentence}, not {ratio:sentence}.",
        **fields,
    )
