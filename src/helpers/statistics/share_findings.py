"""Sentences about printed shares: what a verdict on one alone leaves out, what their bases and tests say."""

from collections.abc import Iterable
from functools import reduce

import pandas as pd

from helpers.statistics import bases
from helpers.statistics.sentences import Sentence, in_digits, sentence
from helpers.statistics.survey import Survey


def alone(known: Survey | None = None, note: Sentence | str = "") -> Sentence | str:
    """The note of a table that judges each figure alone, after `note`; nothing more where firms answered.

    `known` is the survey that the figures are of, if they are of one.
    """
    said = sentence(
        "Each figure is judged alone here. The audit also holds it against the other figures of its question "
        "and what is stated elsewhere, and may come to another verdict."
    )
    if known is not None and not known.published:
        return note
    return sentence("{said} {more}", said=note, more=said) if note else said


def on_bases(found: pd.DataFrame, keys: Iterable[tuple[str, str]], horizon: str) -> Sentence:
    """The base of figures that a sentence quotes (`sentences.printed_of`); each with its own if unlike."""
    rows = in_digits(found, horizon).loc[list(keys)]
    groups: list[tuple[Sentence, list[Sentence]]] = []
    for base, figure in zip(rows.base_words, rows.printed, strict=True):
        held = next((figures for words, figures in groups if words == base), None)
        if held is None:
            groups.append((base, [figure]))
        else:
            held.append(figure)
    if len(groups) == 1:
        return groups[0][0]
    said = [sentence("{figures:sentences}: {base:sentence}", figures=held, base=base) for base, held in groups]
    return reduce(
        lambda one, other: sentence("{first:sentence}; {second:sentence}", first=one, second=other), said
    )


def in_common(found: pd.DataFrame, n: int, rule: str) -> Sentence:
    """Whether the ways of training and the wishes about it can share a base, from labelled estimates."""
    groups = [found[found.question == name] for name in ("training_ways", "training_wishes")]
    each = [bases.joint_bases(group, n, rule) for group in groups]
    both = [base for base in each[0] if base in each[1]]
    if not both:
        return sentence("No base fits both the ways of training and the wishes about it.")
    if any(n in fitting for fitting in each):
        return sentence(
            "The ways of training and the wishes about it can share a base of {bases:options}.", bases=both
        )
    return sentence(
        "A base of {n} fits neither the ways of training nor the wishes about it; {bases:options} "
        "{few:fits|fit} both, so some firms may not have answered.",
        n=n,
        bases=both,
        few=len(both),
    )


def judged_apart(taken: pd.DataFrame, audited: pd.DataFrame) -> Sentence:
    """How many claims have another verdict alone than with all they are held against (`audit.taken_alone`)."""
    other = taken[taken.alone != taken.together]
    statements = audited.set_index("id").statement
    said = sentence(
        "Of {n} claims that another page judges too, {other:none has|# has|# have} another verdict here: these "
        "pages judge each alone.",
        n=len(taken),
        other=len(other),
    )
    if other.empty:
        return said
    named = [sentence("“{statement:name}”", statement=statements[name]) for name in other.id]
    return sentence("{said} These are {names:sentences}.", said=said, names=named)


def base_rule(n: int) -> Sentence:
    """On which base a printed share is taken (`shares.published`)."""
    return sentence(
        "If some whole number of the {n} firms gives the printed share, {n} is taken as its base (marked "
        "“assumed”); if not, every base from {half} to {below} that gives it is kept.",
        n=n,
        half=bases.from_half(n)[0],
        below=n - 1,
    )


def chance_of_a_base() -> Sentence:
    """Which bases a table of joint bases lists, and what its last column says (`bases.calibration`)."""
    return sentence(
        "Bases of any size are listed, under half of the firms too. Random sets with a common base: of draws "
        "of as many whole percentages, those that one base from half of the firms to all gives. It is no "
        "p-value; where it is high, that a common base exists says little."
    )


def below_all(joint: pd.DataFrame, below: pd.DataFrame, n: int) -> Sentence:
    """In how many questions the figures share only bases below `n`, or none; `below` is `bases.all_below`."""
    fields = {
        "below": len(below),
        "all": len(joint),
        "n": n,
        "questions": list(below.question_title),
        "none": sum(not found for found in joint.bases),
    }
    if below.empty:
        return sentence(
            "In none of {all} questions the figures share only bases below {n}; in {none:none|one|#} they "
            "share no base.",
            **fields,
        )
    said = sentence(
        "In {below} of {all} questions the figures share only bases below {n}: {questions:names}; in "
        "{none:none|one|#} they share no base.",
        **fields,
    )
    return sentence(
        "{said} Missing answers or a narrower question would explain it; so would chance: {chance:sentence}.",
        said=said,
        chance=by_chance(below),
    )


def by_chance(below: pd.DataFrame) -> Sentence:
    """How often random figures share a base too, over rows of a table of joint bases (`bases.calibration`)."""
    return sentence(
        "of random draws of as many figures, {low:0} to {high:0%} have a base in common too",
        low=100 * below.calibration.min(),
        high=100 * below.calibration.max(),
    )


def worded_too(known: Survey, found: pd.DataFrame, note: Sentence) -> Sentence:
    """The note, and why words beside the digits of the same answer have no interval (`shares.verdicts`)."""
    beside = (found.wording != "exact") & found.interval_low.isna() & (found.pairs.map(len) > 0)
    if not known.published or not beside.any():
        return note
    return sentence(
        "{note} Where the digits of the same answer are printed, the words have no interval of their own.",
        note=note,
    )


def screened(found: pd.DataFrame, note: Sentence) -> Sentence:
    """The note, and why a share has no interval, where `sample.drawn` left one out."""
    if found.interval_low.notna().all():
        return note
    return sentence(
        "{note} No interval where every firm gives the same answer and that answer may have been a condition "
        "for taking part.",
        note=note,
    )


def overlapping(overlap: pd.DataFrame) -> Sentence:
    """What the two counts of activities leave for both, and whether the words fit it (`sample.overlap`)."""
    row = overlap.iloc[0]
    counted = sentence(
        "If every firm is in one group at least, as the study describes its sample, {both} of {base} firms are "
        "in both ({share:0%})",
        both=int(row.both_low),
        base=int(row.base),
        share=100 * row.both_low / row.base,
    )
    fields = {"counted": counted, "words": row.words, "low": int(row.said_low), "high": int(row.said_high)}
    if row.verdict == "consistent":
        return sentence("{counted}, as its words say (“{words:sentence}”).", **fields)
    if row.verdict == "inconsistent":
        return sentence(
            "{counted}, not the {low} to {high} that its words call for (“{words:sentence}”); nor does any "
            "other overlap that the counts allow.",
            **fields,
        )
    return sentence(
        "{counted}, not the {low} to {high} that its words call for (“{words:sentence}”). The share in words "
        "fits only if {condition:sentence}.",
        condition=row.condition,
        **fields,
    )


def reserved(overlap: pd.DataFrame, note: Sentence) -> Sentence:
    """The note, and that the share of firms in both activities stands under a condition (`sample.overlap`)."""
    if overlap.empty or overlap.verdict.iloc[0] == "consistent":
        return note
    return sentence(
        "{note} The share of firms in both activities is read here as one of all firms; the counts of the two "
        "activities leave fewer (see Result 3).",
        note=note,
    )


def power(about: pd.DataFrame, known: Survey | None = None) -> Sentence:
    """What differences a survey of this size shows, and finds (`shares.two_figures_about_n`).

    Where firms answered, the second group is another survey as large: `known` says so.
    """
    fields = {"n": int(about.n.iloc[0]), **_least_and_most(about)}
    if known is not None and known.answers:
        return sentence(
            "Against another survey of {n} firms, a difference is significant once it reaches {low:1} to "
            "{high:1} points, depending on the starting share; to be found four times in five, a true one must "
            "be {least:1} to {most:1} points.",
            **fields,
        )
    return sentence(
        "Between two groups of {n} firms, such as two surveys of this size, a difference is significant once "
        "it reaches {low:1} to {high:1} points, depending on the starting share; to be found four times in "
        "five, a true one must be {least:1} to {most:1} points.",
        **fields,
    )


def power_of_waves(about: pd.DataFrame) -> Sentence:
    """How large a change between two waves must be (`shares.two_figures_about_n`, with the second's size)."""
    return sentence(
        "For one share tested alone, a change is significant once it reaches {low:1} to {high:1} points, "
        "depending on the first share; a true one must reach {least:1} to {most:1} points to be found four "
        "times in five. With Holm’s correction, as under Result 1, more is needed.",
        **_least_and_most(about),
    )


def _least_and_most(about: pd.DataFrame) -> dict[str, float]:
    """The ends of the differences that are significant, and of those that are found."""
    return {
        "low": about.observed_points.min(),
        "high": about.observed_points.max(),
        "least": about.detectable.min(),
        "most": about.detectable.max(),
    }


def tests(robust: pd.DataFrame) -> Sentence:
    """How conclusions are tested (`robustness.conclusions`)."""
    return sentence(
        "Tests are exact and two-sided, at 5%, as if these firms were a simple random sample of a large "
        "population; they chose to answer. McNemar’s test where the same firms give both answers, binomial "
        "against a half. p from the smallest to the largest over the compatible tables; significance after "
        "Holm’s correction across the {n} conclusions tested. Bases: the one assumed and those that all "
        "figures of the question share; where the two figures have no such base in common, any from half of "
        "the firms that gives both.",
        n=int(robust.p_low.notna().sum()),
    )


def concluded(robust: pd.DataFrame) -> Sentence:
    """How many conclusions hold whatever the firms answered, and how many are beyond chance."""
    firm = robust[robust.beyond_chance == "all"]
    said = sentence(
        "{held:sentence} {firm:None is|# is|# are} beyond chance in all of these tables, and "
        "{some:none|#|#} in some only.",
        held=_held(robust),
        firm=len(firm),
        some=int((robust.beyond_chance == "some").sum()),
    )
    if firm.empty:
        return said
    return sentence("{said} Beyond chance in all: {names:sentences}.", said=said, names=list(firm.statement))


def _held(robust: pd.DataFrame) -> Sentence:
    """How many conclusions hold in all tables, and how many that have no table hold on any bases."""
    numbers = {"held": int((robust.holds == "all").sum()), "n": len(robust)}
    apart = int((robust.apart == "all").sum())
    if not apart:
        return sentence(
            "{held} of the {n} conclusions {held:holds|hold} among these firms in every compatible table.",
            **numbers,
        )
    return sentence(
        "{held} of the {n} conclusions {held:holds|hold} among these firms in every compatible table; for "
        "{apart:none|one other|# others} the two figures share no base, but {apart:it holds|they hold} on any "
        "bases of their own.",
        apart=apart,
        **numbers,
    )
