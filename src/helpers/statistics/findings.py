"""Sentences about a survey: whom it counts, what its intervals cover, what it finds."""

import math
from collections.abc import Collection, Iterable

import pandas as pd

from helpers.sources import codebook, routing
from helpers.statistics import bases, compared, share_findings, shares, survey
from helpers.statistics import change as change_of
from helpers.statistics.sentences import Amount, Sentence, sentence
from helpers.statistics.survey import Survey


def base(known: Survey, language: str, found: pd.DataFrame | None = None) -> Sentence:
    """The base of a table or chart: the wave's firms, or those that answered `found`, what it shows."""
    if known.published:
        return sentence("n = {n} firms, assumed where no base is printed", n=known.n)
    answered = _answering(found) if found is not None else []
    low, high = (answered[0], answered[-1]) if answered else (known.n, known.n)
    said = sentence("n = {n} firms", n=low) if low == high else _many_bases(low, high, found)
    if not known.segment:
        return said
    return sentence(
        "{base:sentence} – {question}: {item}", base=said, **codebook.segment_label(known.segment, language)
    )


def _many_bases(low: int, high: int, found: pd.DataFrame) -> Sentence:
    """The fewest and the most firms behind a row, and whether these differ between questions only."""
    alike = all(len(_answering(rows)) == 1 for _, rows in found.groupby("question"))
    return sentence(
        "n = {n} to {high} firms, by question" if alike else "n = {n} to {high} firms, by item",
        n=low,
        high=high,
    )


def _answering(found: pd.DataFrame) -> list[int]:
    """The bases of some shares or amounts, each once, the smallest first."""
    held = found.bases if "bases" in found else [[base] for base in found.base]
    return sorted({int(base) for row in held for base in row})


def base_of_chart(base: Sentence, found: pd.DataFrame) -> Sentence:
    """The base under a chart, and that a firm could tick several answers where it could in every question."""
    if found.empty or not found.question.isin(codebook.several()).all():
        return base
    return sentence("{base:sentence}; several answers possible", base=base)


def account(known: Survey, questions: list[str], language: str) -> Sentence:
    """What of some questions is known: figures printed and lost, or questions shown and withheld."""
    if known.published:
        figures = known.figures[known.figures.question.isin(questions)]
        return printed_and_lost(figures)
    withheld = [name for name in questions if name in set(known.withheld.question)]
    absent = [name for name in questions if name not in known.asked]
    hidden, missing = ([codebook.title(name, language) for name in names] for names in (withheld, absent))
    return sentence(
        "{n} {n:firm is|firms are} counted. {withheld} {absent}",
        n=known.n,
        withheld=sentence("Withheld, to protect single firms: {titles:names}.", titles=hidden)
        if hidden
        else sentence("No question of this page is withheld."),
        absent=sentence("Not asked: {titles:names}.", titles=missing)
        if missing
        else sentence("No question of this page was left out."),
    )


def printed_and_lost(figures: pd.DataFrame) -> Sentence:
    """How many figures the text prints, and how many stood on charts only.

    A figure printed once without a horizon stands in the data at each: rows alike but for it are one figure.
    """
    printed = figures[figures.status != "lost"]
    once = printed.drop_duplicates([name for name in printed if name != "horizon"])
    said = sentence("The text prints {shown} {shown:figure|figures} of these questions", shown=len(once))
    if len(once) < len(printed):
        said = sentence(
            "{said:sentence}, {twice:of which one is|of which # are} read at several horizons",
            said=said,
            twice=len(printed) - len(once),
        )
    return sentence("{said:sentence}; {more:sentence}.", said=said, more=lost(len(figures) - len(printed)))


def lost(number: int) -> Sentence:
    """How many figures stood on charts only."""
    return sentence(
        "{n:none stood only on charts|one more stood only on a chart, which the text used here does not "
        "hold|# more stood only on charts, which the text used here does not hold}",
        n=number,
    )


def account_of_wave(known: Survey) -> Sentence:
    """How many firms a wave counts, how they came to answer, and how much of it may be shown."""
    if known.published:
        return sentence(
            "In {year:year}, {n} firms answered an online survey that drew no sample; its charts are not in "
            "the text used here.",
            year=known.settings.fieldwork_start.year,
            n=known.n,
        )
    if known.segment:
        return sentence(
            "{n} {n:firm is|firms are} in the segment; {hidden:no question is|# question is|# questions are} "
            "withheld.",
            n=known.n,
            hidden=len(known.withheld),
        )
    fields = {"n": known.n, "dropped": int(known.dropped.firms.sum()), "hidden": len(known.withheld)}
    if known.settings.sampling == "random":
        return sentence(
            "{n} firms of a random sample are counted and {dropped:none is|# is|# are} left out; "
            "{hidden:no question is|# question is|# questions are} withheld.",
            **fields,
        )
    return sentence(
        "{n} firms that chose to answer are counted and {dropped:none is|# is|# are} left out; "
        "{hidden:no question is|# question is|# questions are} withheld.",
        **fields,
    )


def weighting(known: Survey) -> Sentence:
    """Whether firms are weighted, and what it costs."""
    if not known.weighted:
        return sentence("No weights: every firm counts once.")
    return sentence(
        "Firms are weighted: the design effect is {effect:2}, so that {n} firms tell as much of a mean as "
        "{effective:0} unweighted ones.",
        effect=known.design_effect,
        n=known.n,
        effective=known.n / known.design_effect,
    )


def asked_of(known: Survey, questions: Iterable[str], language: str) -> list[Sentence]:
    """Of each of these questions that a wave of answers did not ask all firms: which it asked."""
    partly = [name for name in dict.fromkeys(questions) if routing.decides(name) in known.asked]
    return [_asked_of(name, language) for name in partly] if known.answers else []


def _asked_of(question: str, language: str) -> Sentence:
    deciding, _, item = routing.conditions()[question].removesuffix(">0").partition("=")
    fields = {"question": question, "deciding": deciding}
    if item:
        answer = codebook.segment_label(f"{deciding}={item}", language)["item"]
        return sentence(
            "{question:question}: asked of the firms that answered “{answer:name}” to “{deciding:question}”.",
            answer=answer,
            **fields,
        )
    if routing.by_item(question):
        return sentence(
            "{question:question}: each occupation asked only of the firms that reported at least one post for "
            "it in “{deciding:question}”.",
            **fields,
        )
    return sentence(
        "{question:question}: asked of the firms that reported at least one post in “{deciding:question}”.",
        **fields,
    )


def note(known: Survey, confidence: float, method: str, found: pd.DataFrame, language: str) -> Sentence:
    """The `caveat` under a table of shares, over which bases intervals run, and which firms were asked."""
    said = caveat(known, confidence, method, found)
    more = _over_bases(known, found) if known.published else []
    for one in [*more, *asked_of(known, found.question, language)]:
        said = sentence("{said} {more}", said=said, more=one)
    return said


def _over_bases(known: Survey, found: pd.DataFrame) -> list[Sentence]:
    """Over which bases intervals run, of printed shares whose base is unknown or fits not all figures."""
    said = []
    if ((found.base_kind == "base unknown") & found.interval_low.notna()).any():
        said.append(
            sentence(
                "Where the base is unknown, the interval covers those of all possible bases, from half of the "
                "firms to all."
            )
        )
    others = {question: held for question, held in zip(found.question, found.fitting, strict=True) if held}
    if not others:
        return said
    questions = [
        sentence("{of:question} ({bases:options})", of=question, bases=held)
        for question, held in others.items()
    ]
    fitting = sentence(
        "Where all {n} firms are taken as base but only {few:another base fits|other bases fit} all figures of "
        "the question, the interval covers {few:both|these too}: {questions:sentences}.",
        n=known.n,
        few=max(len(held) for held in others.values()),
        questions=questions,
    )
    return [*said, fitting]


FLAGS = ("flagged", "withheld")
"""Words of `shares.policy` for a base that is small."""


def caveat(known: Survey, confidence: float, method: str, found: pd.DataFrame | None = None) -> Sentence:
    """What the intervals of a survey cover, to stand under every table that shows one.

    Of the shares `found` in the table it says that small bases are flagged, and that the intervals of a
    question are simultaneous, where there are such.
    """
    drawn = (known.settings.sampling, known.settings.population)
    said = shares.caveat(confidence, "korn-graubard" if known.weighted else method, *drawn)
    if found is None:
        return said
    if found.flag.isin(FLAGS).any():
        said = sentence("{said} Small bases are flagged.", said=said)
    if known.published or not _answered_together(found):
        return said
    if known.weighted or method != "wilson":
        return sentence(
            "{said} For questions with one answer out of three or more, intervals are simultaneous "
            "(Bonferroni).",
            said=said,
        )
    return sentence(
        "{said} For questions with one answer out of three or more, intervals are simultaneous (Goodman, "
        "1965).",
        said=said,
    )


def _answered_together(found: pd.DataFrame) -> bool:
    """Whether a table shows a question of which a firm gives one of three answers or more."""
    single = codebook.questions().query("type in ('single', 'bands')").question
    sizes = found[found.question.isin(single)].groupby(["question", "horizon"]).size()
    return bool((sizes >= shares.SEVERAL).any())


def change_note(known: Survey) -> Sentence:
    """How the change between two horizons is tested."""
    if known.published:
        return sentence(
            "The same firms are taken to have answered at both horizons, on the base assumed and on any that "
            "all printed figures of the question share. McNemar’s exact p, unadjusted, from the smallest to "
            "the largest over the compatible tables; significance at 5%, after Holm’s correction across the "
            "items of the question printed at both horizons."
        )
    return sentence(
        "McNemar’s exact test, on the firms that answered at both horizons and changed their answer, "
        "unweighted. p is unadjusted; significance is at 5%, after Holm’s correction across all items of a "
        "question. An item is left out where one of the four counts behind it is too small to be shown."
    )


def change(known: Survey, changes: pd.DataFrame) -> Sentence:
    """How many items changed between two horizons, and which."""
    if known.published:
        return _change_printed(changes)
    firm = changes[changes.conclusion_holm == "all"]
    questions = [sentence("{question:question}", question=name) for name in changes.question.unique()]
    fields = {"n": len(changes), "questions": questions, "firm": len(firm)}
    if firm.empty:
        return sentence(
            "Of {n} {n:item|items} asked at two horizons that may be shown ({questions:sentences}), none "
            "differs significantly between the horizons.",
            **fields,
        )
    return sentence(
        "Of {n} {n:item|items} asked at two horizons that may be shown ({questions:sentences}), {firm} "
        "{firm:differs|differ} significantly between the horizons: {named:sentences}.",
        **fields,
        named=_at_most([_moved_in_time(row) for row in firm.to_dict("records")]),
    )


def _change_printed(changes: pd.DataFrame) -> Sentence:
    """Which printed items changed for certain, which may have, and which cannot be tested."""
    if changes.empty:
        return sentence("No answer is published at two horizons.")
    firm, some, apart = (
        _at_most([_printed_change(row) for row in changes[changes.conclusion_holm == word].to_dict("records")])
        for word in ("all", "some", "no common base")
    )
    said = sentence(
        "Of {n} {n:answer|answers} published at two horizons, no change is significant for certain"
        if some
        else "Of {n} {n:answer|answers} published at two horizons, no change is significant",
        n=len(changes),
    )
    if firm:
        said = sentence(
            "Of {n} {n:answer|answers} published at two horizons, changes significant for certain: "
            "{named:sentences}",
            n=len(changes),
            named=firm,
        )
    if some:
        said = sentence(
            "{said}; for {named:sentences}, it depends on how many firms changed their answer, which is not "
            "published",
            said=said,
            named=some,
        )
    if apart:
        said = sentence(
            "{said}; not tested, as its figures share no base: {named:sentences}", said=said, named=apart
        )
    return sentence("{said}.", said=said)


def _printed_change(row: dict) -> Sentence:
    """One answer with its two printed shares, in percent."""
    return sentence(
        "“{answer:name}” ({first:figure%} to {second:figure%})",
        answer=row["label"],
        first=row["first_value"],
        second=row["second_value"],
    )


NAMED = 5
"""Answers that a sentence names at most."""


def _at_most(named: list[Sentence]) -> list[Sentence]:
    """The first `NAMED`, and how many there are besides."""
    if len(named) <= NAMED:
        return named
    return [*named[:NAMED], sentence("{n} more", n=len(named) - NAMED)]


def _moved_in_time(row: dict) -> Sentence:
    """One answer, named by the codebook, with its share at two horizons."""
    return sentence(
        "“{answer:name}” ({question:name}: {first:1%} {first_at:term}, {second:1%} {second_at:term})",
        answer=row["label"],
        question=row["question_title"],
        first=float(row["first_value"]),
        first_at=row["first_horizon"],
        second=float(row["second_value"]),
        second_at=row["second_horizon"],
    )


def posts(known: Survey) -> Sentence:
    """How many posts the firms state, now and in all."""
    if "recruit_posts" not in known.asked:
        return sentence("The number of posts was not asked.")
    found = survey.posts(known)
    totals = found.groupby("horizon").total.sum()
    if not {"now", "3-5 years"} <= set(totals.index):
        return sentence("The number of posts is withheld, or was asked for one horizon only.")
    return sentence(
        "The {n} firms that gave a number are filling {now} {now:post|posts} and expect to fill {later} in all "
        "within 3 to 5 years: a plain count of what these firms state, unweighted.",
        n=_answering(found)[-1],
        now=float(totals["now"]),
        later=float(totals["3-5 years"]),
    )


def extrapolation(known: Survey, question: str, horizon: str, confidence: float) -> Sentence:
    """The total of a number over all firms of the population, or why none is given."""
    if known.segment:
        return sentence(
            "No total is extrapolated: how many firms of the population are in a segment is not known."
        )
    if known.weighted:
        return sentence("No total is extrapolated: the firms are weighted, and the totals are plain counts.")
    found = survey.extrapolated(known, question, horizon, confidence)
    if found is None:
        return sentence("No total is extrapolated: the number is withheld, or was not asked.")
    if found.reason is not None:
        return found.reason
    return sentence(
        "Extrapolated to all {population} firms of the population, the total to fill {horizon:term} would be "
        "{total:-1} posts, from {low:-1} to {high:-1} at {confidence:0%} (bootstrap, finite population). Firms "
        "that did not answer are taken to be like the {n} that did: non-response is not in the interval.",
        horizon=horizon.replace("3-5 years", "within 3-5 years"),  # posts of now are among them
        population=known.settings.population,
        total=found.total,
        low=found.low,
        high=found.high,
        confidence=100 * confidence,
        n=found.firms,
    )


def two_bases(known: Survey, before: Survey, language: str) -> Sentence:
    """The bases of a comparison of two waves."""
    first, second = wave_names(known, before)
    return sentence(
        "First: {first:sentence}, {before:sentence}. Second: {second:sentence}, {now:sentence}",
        first=first,
        before=base(before, language),
        second=second,
        now=base(known, language),
    )


def wave_names(known: Survey, before: Survey) -> tuple[Sentence, Sentence]:
    """What a chart or table calls the baseline and the wave: the year firms were asked, or the day."""
    first, second = before.settings, known.settings
    if first.fieldwork_start.year == second.fieldwork_start.year:
        days = (one.fieldwork_start for one in (first, second))
        earlier, later = (sentence("wave of {start:date}", start=day) for day in days)
        return earlier, later
    years = (one.fieldwork_start.year for one in (first, second))
    earlier, later = (sentence("{year:year} wave", year=year) for year in years)
    return earlier, later


def _baseline(known: Survey, before: Survey) -> Sentence:
    """The baseline, in a sentence."""
    start = before.settings.fieldwork_start
    if start.year == known.settings.fieldwork_start.year:
        return sentence("the wave of {start:date}", start=start)
    return sentence("the {year:year} wave", year=start.year)


def against_note(known: Survey, before: Survey, found: pd.DataFrame, language: str) -> Sentence:
    """How two waves are tested against each other, and whom the questions of the later were asked."""
    said = sentence("{tested} Differences are computed from unrounded shares.", tested=_how_tested(before))
    if known.settings.synthetic != before.settings.synthetic:
        said = sentence("{origins} {said}", origins=_origins(known, before, language), said=said)
    partly = asked_of(known, found.question, language)
    for more in partly:
        said = sentence("{said} {more}", said=said, more=more)
    if partly and before.published:
        said = sentence(
            "{said} Which firms were asked {n:this question|these questions} in {before:sentence} is not "
            "published.",
            said=said,
            n=len(partly),
            before=_baseline(known, before),
        )
    for more in one_sentence(before, found):
        said = sentence("{said} {more}", said=said, more=more)
    return said


def _origins(known: Survey, before: Survey, language: str) -> Sentence:
    """Where the figures of two waves come from, one of which a generator made."""
    first, second = (getattr(wave.settings, f"source_{language}") for wave in (before, known))
    if before.published:
        return sentence(
            "First wave: published figures ({first:name}). Second wave: {second:name}.",
            first=first,
            second=second,
        )
    return sentence("First wave: {first:name}. Second wave: {second:name}.", first=first, second=second)


def intervals_note(
    known: Survey,
    before: Survey,
    confidence: float,
    method: str,
    note: Sentence,
    found: pd.DataFrame | None = None,
) -> Sentence:
    """The note of a table that shows the intervals of two waves, how these are made, and its mark of a base.

    `found` are the rows of the table, whose bases bear the mark (`compared.waves`).
    """
    said = _how_made(known, before, confidence, method, note)
    if before.published:
        said = sentence(
            "{said} Those of the first wave hold on every base shown, and on any other that fits all figures "
            "of the question.",
            said=said,
        )
    if found is None or found.empty or not (found[["first_flag", "second_flag"]] == "flagged").to_numpy().any():
        return said
    return sentence("{said} †: small base, or a small one fits all figures of the question.", said=said)


def _how_made(known: Survey, before: Survey, confidence: float, method: str, note: Sentence) -> Sentence:
    """The note, and how the intervals of two waves are made."""
    fields = {"confidence": 100 * confidence, "note": note}
    first, second = ("korn-graubard" if wave.weighted else method for wave in (before, known))
    if first != second:
        return sentence(
            "{note} Intervals at {confidence:0%}: {first:term} in the first wave, {second:term} in the second; "
            "in a wave of answers Bonferroni’s correction where a firm gives one answer of three or more.",
            first=first,
            second=second,
            **fields,
        )
    if method != "wilson" or known.weighted:
        return sentence(
            "{note} Intervals at {confidence:0%}: {method:term}; in a wave of answers with Bonferroni’s "
            "correction where a firm gives one answer of three or more.",
            method=first,
            **fields,
        )
    return sentence(
        "{note} Intervals at {confidence:0%}: {method:term}; in a wave of answers Goodman’s where a firm gives "
        "one answer of three or more.",
        method=first,
        **fields,
    )


def _how_tested(before: Survey) -> Sentence:
    if before.published:
        return sentence(
            "Fisher’s exact test, two-sided, taking no firm to have answered both waves. p is unadjusted; "
            "significance is at 5%, after Holm’s correction across the items of a question. A published figure "
            "stands for every count that rounds to it on the bases shown; p is given as a range over these "
            "counts."
        )
    return sentence(
        "Fisher’s exact test, two-sided, taking no firm to have answered both waves. p is unadjusted; "
        "significance is at 5%, after Holm’s correction across the items of a question."
    )


def against(known: Survey, before: Survey, found: pd.DataFrame) -> list[Sentence]:
    """How many shares changed between two waves, and how many still do where the reading is stricter."""
    if not survey.comparable(known, before):
        said = sentence(
            "The baseline, {before:sentence}, cannot be cut to the same firms: the segment is not compared "
            "with it.",
            before=_baseline(known, before),
        )
        return [said]
    if known.weighted or before.weighted:
        return [
            sentence("None of the {n} shares that both waves have is tested: they are weighted.", n=len(found))
        ]
    once = _undated(before)
    said = _changed(known, before, found, once)
    return [_and_who_answered(known, before, said), _stricter(before, found, once)]


def _undated(before: Survey) -> set[tuple[str, str]]:
    """The questions and items whose zeros at several horizons a wave published in one statement."""
    if not before.published:
        return set()
    figures = before.figures[change_of.undated(before.figures)]
    return set(zip(figures.question, figures["item"], strict=True))


def _changed(known: Survey, before: Survey, found: pd.DataFrame, once: Collection[tuple]) -> Sentence:
    """Which of the shares tested differ significantly, those furthest apart first; names are the codebook's."""
    firm, some = (found[found.conclusion_holm == word] for word in ("all", "some"))
    fields = {"n": len(found), "firm": len(firm), "before": _baseline(known, before)}
    if firm.empty and some.empty:
        return sentence(
            "Of {n} {n:share|shares} compared with {before:sentence}, none differs significantly.", **fields
        )
    said = sentence(
        "Of {n} {n:share|shares} compared with {before:sentence}, none differs significantly whatever count "
        "the published figure stands for.",
        **fields,
    )
    if len(firm):
        said = sentence(
            "Of {n} {n:share|shares} compared with {before:sentence}, {firm} {firm:differs|differ} "
            "significantly: {named:sentences}.",
            named=_differing(firm, once),
            **fields,
        )
    said = _in_some(said, some, once)
    left = len(found) - len(firm) - len(some)
    if not left:
        return said
    return sentence("{said} The other {n:one does|# do} not differ significantly.", said=said, n=left)


def _in_some(said: Sentence, some: pd.DataFrame, once: Collection[tuple]) -> Sentence:
    """What is said, and which shares differ for some counts only that the published figure may stand for."""
    if some.empty:
        return said
    return sentence(
        "{said} {n:One more differs|# more differ} only on some readings of the published figure: "
        "{named:sentences}.",
        said=said,
        n=len(some),
        named=_differing(some, once),
    )


def _differing(found: pd.DataFrame, once: Collection[tuple]) -> list[Sentence]:
    """The answers that differ, those furthest apart first, each with its shares at every horizon."""
    first = compared.largest(found, len(found))
    answers = first.groupby(["question", "item"], sort=False)
    return _at_most([_then_and_now(rows.sort_index(), key in once) for key, rows in answers])


def _then_and_now(rows: pd.DataFrame, once: bool) -> Sentence:
    """One answer and its question, with the shares of both waves, a horizon after another.

    `once` says that the first wave published its shares in one statement.
    """
    row = rows.iloc[0]
    fields = {"answer": row.label, "question": row.question_title}
    fields["shares"] = [_both_shares(one) for one in rows.to_dict("records")]
    if once and len(rows) > 1:
        return sentence(
            "“{answer:name}” ({question:name}: {shares:sentences}; in the first wave, one published statement, "
            "without a horizon)",
            **fields,
        )
    return sentence("“{answer:name}” ({question:name}: {shares:sentences})", **fields)


def _both_shares(row: dict) -> Sentence:
    """The shares of the two waves, in whole percent, and the horizon they speak of if that is not now."""
    first, second = (
        Amount("percent", *sorted({_whole(row[f"{wave}_share_{end}"]) for end in ("low", "high")}))
        for wave in ("first", "second")
    )
    if row["horizon"] == "now":
        return sentence("{first:amount} then {second:amount}", first=first, second=second)
    return sentence(
        "{first:amount} then {second:amount} {horizon:term}", first=first, second=second, horizon=row["horizon"]
    )


def _whole(share: float) -> int:
    """A share in whole percent, rounded half up."""
    return math.floor(100 * share + 0.5)


def one_sentence(before: Survey, found: pd.DataFrame) -> list[Sentence]:
    """Of each answer in `found` with zeros at several horizons that one sentence prints: a note."""
    if not before.published or found.empty:
        return []
    zeros = before.figures[change_of.undated(before.figures)]
    shown = found.drop_duplicates(["question", "item"])[["question", "item", "label"]]
    return [
        sentence(
            "“{answer:name}”: the {n} zeros of {before:sentence} come from one sentence, which states no "
            "horizon.",
            answer=label,
            n=rows.horizon.nunique(),
            before=sentence("the {year:year} wave", year=before.settings.fieldwork_start.year),
        )
        for label, rows in zeros.merge(shown, on=["question", "item"]).groupby("label")
    ]


def _stricter(before: Survey, found: pd.DataFrame, once: Collection[tuple]) -> Sentence:
    """Which shares differ without assuming a base, and corrected across all shares."""
    overall = found[found.conclusion_overall == "all"]
    fields = {"n": len(found), "overall": _left(overall)}
    if not before.published:
        return sentence(
            "With Holm’s correction across all {n} {n:share|shares} instead of within each question, "
            "{overall:sentence}.",
            **fields,
        )
    any_base = found[found.on_any_base == "all"]
    if len(overall) and overall.index.equals(any_base.index):
        fields["overall"] = sentence("{n:the same share differs|the same # shares differ}", n=len(overall))
    said = sentence(
        "Read more strictly: on any base from half of the {base} firms to all of them, {any_base:sentence}; "
        "with Holm’s correction across all {n} {n:share|shares} instead of within each question, "
        "{overall:sentence}.",
        base=before.n,
        any_base=_left(any_base),
        **fields,
    )
    left = found[found.index.isin([*overall.index, *any_base.index])]
    keys = set(zip(left.question, left["item"], strict=True))
    if len(left) < 2 or len(keys) > 1 or not keys <= set(once):
        return said
    return sentence(
        "{said} In the first wave, these shares are one published statement: they make one finding.",
        said=said,
    )


def _left(found: pd.DataFrame) -> Sentence:
    """How many shares differ, and their answers, those furthest apart first."""
    if found.empty:
        return sentence("no share differs significantly")
    answers = compared.largest(found, len(found)).groupby(["question", "item"], sort=False)
    return sentence(
        "{n:# share differs|# shares differ} significantly, {named:sentences}",
        n=len(found),
        named=_at_most([_with_horizons(rows.sort_index()) for _, rows in answers]),
    )


def _with_horizons(rows: pd.DataFrame) -> Sentence:
    """One answer, and its horizons where they are not now alone."""
    if set(rows.horizon) == {"now"}:
        return sentence("“{answer:name}”", answer=rows.label.iloc[0])
    return sentence(
        "“{answer:name}” ({horizons:terms})", answer=rows.label.iloc[0], horizons=list(rows.horizon)
    )


def _and_who_answered(known: Survey, before: Survey, said: Sentence) -> Sentence:
    """A finding on two waves, with what no test of chance holds: that firms chose to answer."""
    chose = [wave.settings.sampling == "self-selected" for wave in (before, known)]
    if not any(chose):
        return said
    if all(chose):
        return sentence(
            "{said} The firms of both waves chose to answer: a difference may come from who answered, which no "
            "test measures.",
            said=said,
        )
    first, second = _baseline(known, before), _baseline(before, known)
    return sentence(
        "{said} The firms of {wave:sentence} chose to answer: a difference may come from who answered, which "
        "no test measures.",
        said=said,
        wave=first if chose[0] else second,
    )


def widest(shown: pd.DataFrame, found: pd.DataFrame) -> Sentence:
    """The title of a chart of the shares that differ most, which says how many it leaves out."""
    if len(shown) == len(found):
        return sentence("How do the shares of the two waves differ?")
    return sentence(
        "Which shares changed most between the two waves? The {shown} largest changes, of {n} shares compared",
        shown=len(shown),
        n=len(found),
    )


def matched(known: Survey, before: Survey, found: pd.DataFrame) -> Sentence:
    """How many answers changed among the firms that took part in both waves, or why that is not known."""
    if known.segment:
        return sentence(
            "Firms are followed from one wave to the next for the whole wave only, not in a segment."
        )
    if before.published:
        return sentence(
            "No firm can be followed: of {before:sentence} only published figures are known.",
            before=_baseline(known, before),
        )
    if found.empty:
        return sentence(
            "No firm is followed: that needs an identifier which both waves declare to be the firm's, and "
            "answers of enough firms to be shown."
        )
    firm = found[found.conclusion_holm == "all"]
    return sentence(
        "Of {n} {n:answer|answers} that may be shown, {firm:none|#|#} changed significantly among the firms "
        "that took part twice.",
        n=len(found),
        firm=len(firm),
    )


def matched_base(found: pd.DataFrame) -> Sentence:
    """The base of a table of matched firms: the most that answered an item both times."""
    most = max((base for row in found.bases for base in row), default=0)
    return sentence("n = {n} firms or fewer, by item", n=most)


def printed_bases(answered: pd.DataFrame, n: int, rule: str) -> Sentence:
    """How many printed percentages are no count of all respondents, and where they share a smaller base."""
    digits = answered[(answered.wording == "exact") & (answered.unit == "percent")]
    joint = bases.joint_base_table(answered, n, rule)
    below = bases.all_below(joint, n)
    said = sentence(
        "Of the {n} survey percentages printed in digits, {unknown} {unknown:is|are} no count of all {base} "
        "firms, if answers are unweighted: their base is unknown. In {fewer:none|#|#} of {groups} questions "
        "the figures share smaller bases only.",
        unknown=int((digits.base_kind == "base unknown").sum()),
        n=len(digits),
        base=n,
        fewer=len(below),
        groups=len(joint),
    )
    if below.empty:
        return said
    chance = share_findings.by_chance(below)
    return sentence("{said} Chance alone may do so: {chance:sentence}.", said=said, chance=chance)


def audited(judged: pd.DataFrame) -> list[Sentence]:
    """The headline of an audit (`claims.audit.run`, with its statements in the reader's language).

    Figures counted from the report's tables are told apart: they are what its claims are held against.
    """
    stated = judged[judged.wording != "counted"]
    number = stated.verdict.value_counts()
    main = sentence(
        "Of {n} quantitative claims that the study states, {held} {held:holds|hold} as printed ({again} "
        "reproduced from other figures), {only_if} {only_if:holds|hold} only on a condition and "
        "{wrong:none is|# is|# are} inconsistent; {unchecked} cannot be judged from the study’s own figures.",
        n=len(stated),
        held=int(number.get("reproduced", 0) + number.get("consistent", 0)),
        again=int(number.get("reproduced", 0)),
        only_if=int(number.get("consistent only if", 0)),
        wrong=int(number.get("inconsistent", 0)),
        unchecked=int(number.get("not checkable", 0)),
    )
    wrong = stated[stated.verdict == "inconsistent"]
    if len(stated) < len(judged):
        main = sentence(
            "{main} {counted:Another figure, counted here from its lists, serves|Another # figures, counted "
            "here from its lists, serve} to check them.",
            main=main,
            counted=len(judged) - len(stated),
        )
    return [main, *(_cannot_hold(row) for row in wrong.to_dict("records"))]


def _cannot_hold(row: dict) -> Sentence:
    return sentence(
        "Inconsistent – “{statement}”: the study says {printed} ({where:place}), yet {evidence}.",
        statement=row["statement"],
        printed=row["printed"],
        where=row["where"],
        evidence=row["evidence"],
    )


def leading(known: Survey, found: pd.DataFrame, questions: list[str]) -> Sentence:
    """Of each of these questions the answers with the highest share, of those printed in percent or shown."""
    own = codebook.items().query("origin != 'statistic'")[["question", "item"]]
    plain = found[(found.wording == "exact") & found.share_low.notna()].merge(own, on=["question", "item"])
    if known.published:
        plain = plain[plain.unit == "percent"]
    rows = [plain[plain.question == question] for question in questions]
    if not known.published:  # a horizon of its own leader: the highest share of all would hide the other
        rows = [alone for of in rows for _, alone in of.groupby("horizon", sort=False)]
    dated = set(plain.question[plain.groupby("question").horizon.transform("nunique") > 1])
    leaders = [leader for of in rows for leader in _leaders(of, dated, known.published)]
    if not leaders:
        return sentence("No share of these questions can be shown.")
    if not known.published and len(leaders) == 1:
        return sentence("Most frequent answer: {leader:sentence}.", leader=leaders[0])
    if not known.published:
        return sentence(
            "Most frequent answers to the main questions, by horizon: {leaders:sentences}."
            if dated & set(questions)
            else "Most frequent answers to the main questions: {leaders:sentences}.",
            leaders=leaders,
        )
    said = sentence(
        "By question, the highest share published as a percentage in digits: {leaders:sentences}."
        if len(set(plain.question) & set(questions)) > 1
        else "The highest share published as a percentage in digits: {leaders:sentences}.",
        leaders=leaders,
    )
    none = [
        sentence("{of:question}", of=question) for question in questions if question not in set(plain.question)
    ]
    if not none:
        return said
    return sentence("{said} None is printed so for {questions:sentences}.", said=said, questions=none)


def _leaders(found: pd.DataFrame, dated: Collection[str], published: bool) -> list[Sentence]:
    """The highest share of a question, with all answers that are tied; one a horizon that it stands at.

    `dated` are the questions that have several horizons. An answer that is the only one published says so.
    """
    top = found[found.share_low == found.share_low.max()]
    tied = top.groupby(["horizon", "value"], sort=False)
    alone = published and found["item"].nunique() == 1
    return [_leader(rows, rows.question.iloc[0] in dated, alone) for _, rows in tied]


def _leader(tied: pd.DataFrame, dated: bool, alone: bool) -> Sentence:
    """One share with its answers, question and base, and with its horizon where the question has several."""
    row = tied.iloc[0]
    base = row.base_words
    if alone:
        base = sentence("{base:sentence}; the only answer published so", base=base)
    quoted = [sentence("“{answer:name}”", answer=label) for label in tied.label]
    fields = {"printed": row.printed, "answers": quoted, "base": base}
    fields |= {"question": row.question_title, "horizon": row.horizon}
    if dated:
        template = "{printed:sentence} {answers:sentences} ({question:name}, {horizon:term}; {base:sentence})"
        return Sentence(template, fields)
    template = "{printed:sentence} {answers:sentences} ({question:name}; {base:sentence})"
    return Sentence(template, fields)
