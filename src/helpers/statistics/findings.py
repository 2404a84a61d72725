"""Sentences about a survey: whom it counts, what its intervals hold, what it finds."""

import pandas as pd

from helpers.sources import codebook
from helpers.statistics import bases, shares, survey
from helpers.statistics.sentences import Sentence, sentence
from helpers.statistics.survey import Survey


def base(known: Survey, language: str, found: pd.DataFrame | None = None) -> Sentence:
    """The base of a table or chart: the wave's firms, or those that answered, where `found` are its shares."""
    if known.published:
        return sentence("n = {n} firms, assumed where no base is printed", n=known.n)
    answered = sorted({base for row in found.bases for base in row}) if found is not None else []
    low, high = (answered[0], answered[-1]) if answered else (known.n, known.n)
    fields = {"n": low, "high": high}
    if known.segment:
        fields |= codebook.segment_label(known.segment, language)
        if low == high:
            return sentence("n = {n} firms – {question}: {item}", **fields)
        return sentence("n = {n} to {high} firms, by item – {question}: {item}", **fields)
    return sentence("n = {n} firms" if low == high else "n = {n} to {high} firms, by item", **fields)


def account(known: Survey, questions: list[str], language: str) -> Sentence:
    """What of some questions is known: figures printed and lost, or questions shown and withheld."""
    if known.published:
        figures = known.figures[known.figures.question.isin(questions)]
        return sentence(
            "The text prints {shown} {shown:figure|figures} of these questions; "
            "{lost:none stood|# more stood|# more stood} only in charts, which are lost.",
            shown=int((figures.status != "lost").sum()),
            lost=int((figures.status == "lost").sum()),
        )
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
        else sentence("All its questions were asked."),
    )


def account_of_wave(known: Survey) -> Sentence:
    """How many firms a wave counts, how they came to answer, and how much of it may be shown."""
    if known.published:
        return sentence(
            "{n} firms answered an online survey that drew no sample; its charts are not in the text used "
            "here.",
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


def caveat(known: Survey, confidence: float, method: str) -> Sentence:
    """What the intervals of a survey hold, to stand under every table that shows one."""
    said = shares.caveat(confidence, "korn-graubard" if known.weighted else method, known.settings.sampling)
    if known.published:
        return said
    if known.weighted or method != "wilson":
        return sentence(
            "{said} Where a firm gives one answer of several, the intervals hold together (Bonferroni).",
            said=said,
        )
    return sentence(
        "{said} Where a firm gives one answer of several, the intervals hold together (Goodman).", said=said
    )


def change_note(known: Survey) -> Sentence:
    """How the change between two horizons is tested."""
    if known.published:
        return sentence(
            "Base assumed, and the same firms at both horizons. McNemar’s exact p, unadjusted, from the "
            "smallest to the largest over the compatible tables; significance at 5%, after Holm’s correction "
            "across the items printed."
        )
    return sentence(
        "McNemar’s exact test on the firms whose answer differs, unweighted. p is unadjusted; significance is "
        "at 5%, after Holm’s correction across all items of a question. An item is left out where one of the "
        "four counts behind it is too small to be shown."
    )


def change(known: Survey, changes: pd.DataFrame) -> Sentence:
    """How many items changed between two horizons."""
    firm, some = (changes[changes.conclusion_holm == word] for word in ("all", "some"))
    if known.published:
        return sentence(
            "Of {n} {n:item|items} printed at two horizons, {firm:none|#|#} changed significantly in all "
            "compatible tables and {open:none|#|#} in some of them only.",
            n=len(changes),
            firm=len(firm),
            open=len(some),
        )
    return sentence(
        "Of {n} {n:item|items} asked at two horizons that may be shown, {firm:none|#|#} changed significantly.",
        n=len(changes),
        firm=len(firm),
    )


def posts(known: Survey) -> Sentence:
    """How many posts the firms state, now and in all."""
    if "recruit_posts" not in known.asked:
        return sentence("The number of posts was not asked.")
    totals = survey.posts(known).groupby("horizon").total.sum()
    if not {"now", "3-5 years"} <= set(totals.index):
        return sentence("The number of posts is withheld, or was asked for one horizon only.")
    return sentence(
        "These firms are filling {now} {now:post|posts} and expect to fill {later} in all within 3 to 5 years.",
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
        "All {population} firms of the population would have {total:0} posts to fill: {low:0} to {high:0} at "
        "{confidence:0%} (bootstrap on {n} firms, finite population; non-response is not allowed for).",
        population=known.settings.population,
        total=found.total,
        low=found.low,
        high=found.high,
        confidence=100 * confidence,
        n=found.firms,
    )


def two_bases(known: Survey, before: Survey, language: str) -> Sentence:
    """The bases of a comparison of two waves."""
    return sentence(
        "{before:name}: {first}; {wave:name}: {second}",
        first=base(before, language),
        before=before.wave,
        second=base(known, language),
        wave=known.wave,
    )


def against_note(known: Survey, before: Survey) -> Sentence:
    """How two waves are tested against each other."""
    if before.published:
        return sentence(
            "Fisher’s exact test, two-sided, taking no firm to have answered both waves. p is unadjusted; "
            "significance is at 5%, after Holm’s correction across the items of a question. A printed figure "
            "stands for every count and base that prints it: p from the smallest to the largest over them."
        )
    return sentence(
        "Fisher’s exact test, two-sided, taking no firm to have answered both waves. p is unadjusted; "
        "significance is at 5%, after Holm’s correction across the items of a question."
    )


def against(known: Survey, before: Survey, found: pd.DataFrame) -> Sentence:
    """How many shares changed between two waves."""
    if not survey.comparable(known, before):
        return sentence(
            "The baseline ({before:name}) cannot be cut to the same firms: the segment is not compared "
            "with it.",
            before=before.wave,
        )
    if known.weighted or before.weighted:
        return sentence(
            "None of the {n} shares that both waves have is tested: they are weighted.", n=len(found)
        )
    firm, some = (found[found.conclusion_holm == word] for word in ("all", "some"))
    if before.published:
        return sentence(
            "Of {n} {n:share|shares} that the baseline ({before:name}) prints too, {firm:none differs|# "
            "differs|# differ} significantly whatever count the printed figure stands for, and "
            "{open:none|#|#} for some counts only.",
            n=len(found),
            before=before.wave,
            firm=len(firm),
            open=len(some),
        )
    return sentence(
        "Of {n} {n:share|shares} that both waves have, {firm:none differs|# differs|# differ} significantly.",
        n=len(found),
        firm=len(firm),
    )


def matched(found: pd.DataFrame) -> Sentence:
    """How many answers changed among the firms that took part in both waves."""
    if found.empty:
        return sentence(
            "No firm is followed from one wave to the next: that needs answers, not a segment, and an "
            "identifier that both waves declare to be the firm's."
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


def rates(closure: pd.DataFrame) -> Sentence:
    """How many stated growth rates follow from the printed markets (`growth.closure`)."""
    return sentence(
        "Of {n} growth rates that institutes state, {closed:none follows|# follows|# follow} from the markets "
        "printed for the years of their label.",
        n=len(closure),
        closed=int((closure.as_labelled == "reproduced").sum()),
    )


def institutes(spread: pd.DataFrame) -> Sentence:
    """How far the institutes differ in the last year compared (`reconciliation.spread`)."""
    last = spread.iloc[-1]
    return sentence(
        "For {year:year}, the {n} institutes compared, {printing} of them with a printed value, range from "
        "{low:1} to {high:1} billion dollars, a factor of {ratio:1}.",
        year=last.year,
        n=int(last.compared),
        printing=int(last.printing),
        low=last.lowest,
        high=last.highest,
        ratio=last.ratio,
    )


def regional(totals: pd.DataFrame) -> Sentence:
    """Which year's world total the undated regional markets sum to (`regions.totals`)."""
    fitting = totals[(totals.period == "current") & (totals.fits == "fits")]
    if fitting.empty:
        return sentence("The regional markets called “current” sum to none of the printed world totals.")
    return sentence(
        "The regional markets called “current” sum to the world total of {years:years}.",
        years=list(fitting.year),
    )


def printed_bases(answered: pd.DataFrame, n: int, rule: str) -> Sentence:
    """How many printed percentages are no count of all respondents, and where they share a smaller base."""
    digits = answered[(answered.wording == "exact") & (answered.unit == "percent")]
    joint = bases.joint_base_table(answered, n, rule)
    return sentence(
        "Of the {n} survey percentages printed in digits, {unknown} {unknown:is|are} no count of all {base} "
        "firms, if answers are unweighted: their base is unknown. In {fewer} of {groups} questions the figures "
        "share smaller bases only, as random figures often do.",
        unknown=int((digits.base_kind == "base unknown").sum()),
        n=len(digits),
        base=n,
        fewer=len(bases.all_below(joint, n)),
        groups=len(joint),
    )


def audited(judged: pd.DataFrame) -> list[Sentence]:
    """The headline of an audit (`claims.audit.run`, with its statements in the reader's language)."""
    number = judged.verdict.value_counts()
    main = sentence(
        "Of {n} quantitative claims of the study, {held} {held:holds|hold} as printed, {only_if} "
        "{only_if:holds|hold} only on a condition and {wrong:none is|# is|# are} inconsistent; {unchecked} "
        "cannot be checked against anything in it.",
        n=len(judged),
        held=int(number.get("reproduced", 0) + number.get("consistent", 0)),
        only_if=int(number.get("consistent only if", 0)),
        wrong=int(number.get("inconsistent", 0)),
        unchecked=int(number.get("not checkable", 0)),
    )
    wrong = judged[judged.verdict == "inconsistent"]
    return [main, *(_cannot_hold(row) for row in wrong.to_dict("records"))]


def _cannot_hold(row: dict) -> Sentence:
    return sentence(
        "Inconsistent – {statement}: the study says {printed} ({where:place}). Against it: {evidence}.",
        statement=row["statement"],
        printed=row["printed"],
        where=row["where"],
        evidence=row["evidence"],
    )


def leading(known: Survey, found: pd.DataFrame, questions: list[str]) -> Sentence:
    """Of each of these questions the answer with the highest share, of those printed plainly or shown."""
    own = codebook.items().query("origin != 'statistic'")[["question", "item"]]
    plain = found[(found.wording == "exact") & found.share_low.notna()].merge(own, on=["question", "item"])
    rows = [plain[plain.question == question] for question in questions]
    leaders = [_leader(of.loc[of.share_low.idxmax()], of.horizon.nunique() > 1) for of in rows if len(of)]
    if not leaders:
        return sentence("No share of these questions can be shown.")
    if known.published:
        return sentence("Highest share printed, by question: {leaders:sentences}.", leaders=leaders)
    return sentence("Most frequent answer, by question: {leaders:sentences}.", leaders=leaders)


def _leader(row: pd.Series, dated: bool) -> Sentence:
    """One share with its answer, question and base, and with its horizon where the question has several."""
    fields = {"printed": row.printed, "answer": row.label, "base": row.base_words}
    fields |= {"question": row.question_title, "horizon": row.horizon}
    if dated:
        template = "{printed:sentence} “{answer:name}” ({question:name}, {horizon:term}; {base:sentence})"
        return Sentence(template, fields)
    template = "{printed:sentence} “{answer:name}” ({question:name}; {base:sentence})"
    return Sentence(template, fields)
