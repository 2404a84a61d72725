"""Charts of the survey: shares with their intervals, bands with their bounds, change between horizons."""

from collections.abc import Sequence
from itertools import groupby

import numpy as np
import pandas as pd
from matplotlib.markers import CARETLEFT, CARETRIGHT

from helpers.presentation import marks, style
from helpers.presentation.language import MISSING, Language, marked, missing
from helpers.presentation.marks import Group, Line
from helpers.statistics.answer_findings import in_all
from helpers.statistics.sentences import Sentence, sentence

PALE = "#b8dcf2"
OF_FIRMS = marked("% of firms")
QUESTION = ("question_title", "label", "horizon")

DASHES = {"all": "-", "some": "--", "none": ":"}
"""Dash of a change by the tables in which it is significant."""

STYLES = {
    True: {
        "all": marked("solid: significant, after Holm’s correction"),
        "none": marked("dotted: not significant, after Holm’s correction"),
    },
    False: {
        "all": marked("solid: significant in all compatible tables, after Holm’s correction"),
        "some": marked("dashed: significant in some compatible tables, after Holm’s correction"),
        "none": marked("dotted: significant in no compatible table, after Holm’s correction"),
    },
}
"""What the dashes mean, of changes counted from answers or not."""


def shares(
    frame: pd.DataFrame, language: Language, confidence: float | None = None, by_horizon: bool = False
) -> marks.Chart:
    """A row a published share: dot for the share, line for its interval, hollow where the base is unknown.

    A thick line, without a dot, is a share that words leave open: none that they allow is likelier. `frame` is
    `shares.verdicts`, labelled by the codebook; rows without an interval are left out. Questions are named over
    their items where there are several, each horizon of them too where told: rows then stand as in `frame`.
    `confidence` is that of the intervals, for the key.
    """
    frame = frame[frame.interval_low.notna()]
    frame = frame.reset_index(drop=True) if by_horizon else _together(frame)
    details = ["" if by_horizon else _detail(row, frame, language) for row in frame.to_dict("records")]
    rows = zip(frame.to_dict("records"), details, strict=True)
    lines = [Line.of(_printed(row, language), detail) for row, detail in rows]
    drawn = marks.rows(_groups(frame, lines, _dated(frame, language) if by_horizon else None))
    axes, at = drawn.axes, drawn.middles
    point = ((frame.wording == "exact") | (frame.share_high == frame.share_low)).to_numpy()
    wide = ~point
    unknown = (frame.base_kind == "base unknown").to_numpy()
    marks.spread(axes, 100 * frame.interval_low, 100 * frame.interval_high, at, color=style.BLUE, lw=1.5)
    if wide.any():
        ends = [100 * frame[wide].share_low, 100 * frame[wide].share_high]
        marks.spread(axes, *ends, at[wide], color=style.BLUE, lw=5)
    marks.dots(axes, _middles(frame, "share")[point], at[point], unknown[point], style.BLUE)
    said = [
        marked("thick: shares that fit the words") if wide.any() else "",
        marked("hollow: base unknown") if unknown.any() else "",
        _dagger(set(frame.flag) - {"ok"}),
    ]
    key = [language.text(OF_FIRMS), line(confidence, language)]
    marks.scale(drawn, language, 0, 100, [*key, *(language.text(text) for text in said if text)])
    printed = [] if (frame.base_kind == "answers").all() else ["figure_printed"]
    columns = [*_telling(frame), *printed, "base_words", "share", "interval", "flag"]
    alt = language.sentence(_alt_of_shares(frame, language))
    return marks.Chart(drawn.figure, alt, frame, columns, marks.bases(frame.bases, frame.base_kind))


def _dagger(flags: set[str]) -> str:
    """What the dagger behind a share means, in the words of the table."""
    if not flags:
        return ""
    if flags == {"few answers"}:
        return marked("†: an answer with few firms")
    if "few answers" in flags:
        return marked("†: small base, or an answer with few firms")
    return marked("†: small base")


def line(confidence: float | None, language: Language) -> str:
    """What the line through a dot stands for, in the key of a chart."""
    if confidence is None:
        return language.text("line: interval")
    return language.sentence(sentence("line: {confidence:0%} interval", confidence=100 * confidence))


def _alt_of_shares(frame: pd.DataFrame, language: Language) -> Sentence:
    """The highest and the lowest share, as printed, and how many have an unknown base."""
    top, low = frame.loc[frame.share_low.idxmax()], frame.loc[frame.share_high.idxmin()]
    said = sentence(
        "Dots with intervals, in percent of firms; shares shown: {n}. Highest: {top_label}, {top}; "
        "lowest: {low_label}, {low}",
        n=len(frame),
        top=top.printed,
        top_label=_named(top, frame, language),
        low=low.printed,
        low_label=_named(low, frame, language),
    )
    if len(frame) == 1:
        named = _named(top, frame, language)
        said = sentence(
            "Dot with interval, in percent of firms: {label}, {share}", label=named, share=top.printed
        )
    unknown = int((frame.base_kind == "base unknown").sum())
    if unknown == 0:
        return said
    return sentence("{shares}; shares with an unknown base: {unknown}", shares=said, unknown=unknown)


def bands(frame: pd.DataFrame, language: Language) -> marks.Chart:
    """A row a band, horizon by horizon: the fewest firms it can hold in full colour, up to the most in pale."""
    frame = frame.reset_index(drop=True)
    low, high = (frame[f"share_{end}"].fillna(0.0).to_numpy() for end in ("low", "high"))
    widths = high - low
    lines = [Line(_held(row, language)) for row in frame.to_dict("records")]
    drawn = marks.rows(_groups(frame, lines, _dated(frame, language)))
    drawn.axes.barh(drawn.middles, low, color=style.BLUE, height=14)
    look = {"color": PALE, "edgecolor": style.BLUE, "lw": 0.8, "height": 14}
    drawn.axes.barh(drawn.middles, widths, left=low, **look)
    said = [
        OF_FIRMS,
        marked("full: minimum compatible with the published figures") if (low > 0).any() else "",
        marked("pale: up to the maximum compatible with them") if (widths > 0).any() else "",
        marked("at the end: firms (% of firms)"),
    ]
    marks.scale(drawn, language, 0, 100, [language.text(text) for text in said if text])
    least = int(widths.argmax())
    alt = sentence(
        "Bars, in percent of firms, from the fewest to the most that the printed figures allow; "
        "bands shown: {n}. The least certain is {label} ({horizon:term}), from {low:0%} to {high:0%}",
        n=len(frame),
        label=frame.label[least],
        horizon=frame.horizon[least],
        low=low[least],
        high=high[least],
    )
    columns = [*_telling(frame), "firms", "share_of_firms"]
    return marks.Chart(drawn.figure, language.sentence(alt), frame, columns)


def _held(row: dict, language: Language) -> str:
    """The firms of a band, and their share; nothing where no number of firms is possible."""
    if missing(row["firms_low"]):
        return MISSING
    firms, share = (language.interval(row[f"{name}_low"], row[f"{name}_high"]) for name in ("firms", "share"))
    return language.sentence(sentence("{firms:name} ({share:name}%)", firms=firms, share=share))


def changes(frame: pd.DataFrame, language: Language) -> marks.Chart:
    """A row an item, an arrow from the first share to the second, under the horizons it runs between.

    A dotted arrow is a change that is not significant, a dashed one is so in some tables only; words beside
    say so too.
    """
    frame = _together(frame)
    answers = bool((frame.second_base_kind == "answers").all())
    groups: list[Group] = []
    for pair, rows in frame.groupby(["question_title", "first_horizon", "second_horizon"], sort=False):
        named = sentence(
            "{question} – {first:term} → {second:term}", question=pair[0], first=pair[1], second=pair[2]
        )
        groups.append(Group(language.sentence(named), ()))
        groups += [
            Group(row["label"], [Line.of(_moved(row, answers, language))]) for row in rows.to_dict("records")
        ]
    drawn = marks.rows(groups)
    first, second = (frame[column].astype(float).to_numpy() for column in ("first_value", "second_value"))
    _arrows(drawn, first, second, frame.conclusion_holm)
    said = [OF_FIRMS, marked("circle: first horizon; arrow: to the second")]
    said += [text for found, text in STYLES[answers].items() if (frame.conclusion_holm == found).any()]
    marks.scale(drawn, language, 0, 100, [language.text(text) for text in said])
    alt = language.sentence(_alt_of_changes(frame, first, second, answers))
    columns = ["question_title", "label", "first_horizon", "second_horizon", "first_value", "second_value"]
    columns += ["significant" if answers else "conclusion_holm"]
    bases = marks.bases(frame.bases, frame.second_base_kind)
    return marks.Chart(drawn.figure, alt, frame, columns, bases)


def _alt_of_changes(frame: pd.DataFrame, first: np.ndarray, second: np.ndarray, answers: bool) -> Sentence:
    """The widest change, and how many are significant."""
    widest = int(np.abs(second - first).argmax())
    counts = frame.conclusion_holm.value_counts()
    said = sentence(
        "Arrows from the share at one horizon to the share at the next, in percent of firms; items shown: {n}. "
        "The widest change is {label}, from {first:0%} to {second:0%}",
        n=len(frame),
        label=frame.label[widest],
        first=first[widest],
        second=second[widest],
    )
    fields = {"changes": said, "all": int(counts.get("all", 0)), "some": int(counts.get("some", 0))}
    if answers:
        return sentence("{changes}; significant changes: {all}", **fields)
    return sentence(
        "{changes}; changes significant in all compatible tables: {all}, in some of them: {some}", **fields
    )


def _moved(row: dict, answers: bool, language: Language) -> str:
    """Both shares, and the conclusion where there is one."""
    ends = {"first": float(row["first_value"]), "second": float(row["second_value"])}
    said = language.sentence(sentence("{first:0%} → {second:0%}", **ends))
    words = {"all": marked("significant in all tables"), "some": marked("significant in some tables")}
    if answers:
        words = {"all": marked("significant change")}
    found = words.get(row["conclusion_holm"])
    return f"{said}\n{language.text(found)}" if found else said


def _arrows(drawn: marks.Rows, first: np.ndarray, second: np.ndarray, conclusions: Sequence[str]) -> None:
    """A line a row from the first share to the second: a circle at its start, the tip of a head at its end."""
    for conclusion, dash in DASHES.items():
        of = np.array([(found if found in DASHES else "none") == conclusion for found in conclusions])
        if of.any():
            color = style.MUTED if conclusion == "none" else style.BLUE
            at = drawn.middles[of]
            marks.spread(
                drawn.axes, first[of], second[of], at, color=color, lw=1.8, ls=dash, solid_capstyle="butt"
            )
            marks.dots(drawn.axes, first[of], at, of[of], color, ms=6)
            for shape, toward in ((CARETRIGHT, (second > first)[of]), (CARETLEFT, (second < first)[of])):
                look = {"marker": shape, "ms": 9, "mew": 0}
                marks.dots(drawn.axes, second[of][toward], at[toward], ~toward[toward], color, **look)


def posts(frame: pd.DataFrame, language: Language) -> marks.Chart:
    """A bar an occupation, in the order of the table: posts in all, those of now within them."""
    totals = frame.pivot_table(index="label", columns="horizon", values="total", sort=False)
    names = [language.text("being filled now"), language.text("in all, within 3 to 5 years")]
    values = [
        language.sentence(sentence("{now} of {all}", now=row["now"], all=row["3-5 years"]))
        for row in totals.to_dict("records")
    ]
    lines = [Line(value, names=() if place else names) for place, value in enumerate(values)]
    drawn = marks.rows([Group(label, [line]) for label, line in zip(totals.index, lines, strict=True)])
    for horizon, color in (("3-5 years", PALE), ("now", style.BLUE)):
        drawn.axes.barh(drawn.middles, totals[horizon], color=color, edgecolor=style.BLUE, lw=0.8, height=14)
    first, top = totals.iloc[0], totals.loc[totals["3-5 years"].idxmax()]
    marks.scale(drawn, language, 0, totals.max().max(), [language.text("posts, now and in all")])
    ends = zip((first["now"] / 2, first["3-5 years"]), names, strict=True)
    marks.named(drawn, 0, [(x, name, style.BLUE, 7) for x, name in ends])
    alt = sentence(
        "Bars of posts; occupations shown: {n}. Most posts: {label}, {later} in all, {now} of them now",
        n=len(totals),
        label=top.name,
        later=float(top["3-5 years"]),
        now=float(top["now"]),
    )
    shown = in_all(frame)
    return marks.Chart(drawn.figure, language.sentence(alt), shown, ["label", "horizon", "total_stated"])


def _together(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of a question side by side, and in it those of an item, in the order of their first row."""
    first = {
        key: place for place, key in reversed(list(enumerate(zip(frame.question, frame["item"], strict=True))))
    }
    questions = {name: place for place, name in reversed(list(enumerate(frame.question)))}
    keys = [(questions[q], first[q, i]) for q, i in zip(frame.question, frame["item"], strict=True)]
    return frame.iloc[sorted(range(len(frame)), key=keys.__getitem__)].reset_index(drop=True)


def _groups(frame: pd.DataFrame, lines: Sequence[Line], headings: Sequence[str] | None = None) -> list[Group]:
    """A group an item, with the heading of its rows before the first: the title of the question, if not told.

    No heading stands where all rows have the same.
    """
    headings = list(frame.question_title) if headings is None else headings
    groups: list[Group] = []
    title = None
    for (heading, _), held in groupby(
        zip(headings, frame["item"], frame.label, lines, strict=True), _first_two
    ):
        held = list(held)
        if heading != title and len(set(headings)) > 1:
            groups.append(Group(heading, ()))
        title = heading
        groups.append(Group(held[0][2], [line for *_, line in held]))
    return groups


def _first_two(row: tuple) -> tuple:
    return row[:2]


def _dated(frame: pd.DataFrame, language: Language) -> list[str]:
    """The horizon of each row, after the title of its question where there are several."""
    horizons = [language.term(horizon) for horizon in frame.horizon]
    if frame.question.nunique() == 1:
        return horizons
    said = [
        sentence("{question:name} – {horizon:name}", question=question, horizon=horizon)
        for question, horizon in zip(frame.question_title, horizons, strict=True)
    ]
    return [language.sentence(one) for one in said]


def _telling(frame: pd.DataFrame) -> list[str]:
    """The columns that tell the rows apart: question and horizon only where there are several."""
    several = {"question_title": frame.question.nunique() > 1, "horizon": _horizons(frame).max() > 1}
    return [column for column in QUESTION if several.get(column, True)]


def _horizons(frame: pd.DataFrame) -> pd.Series:
    return frame.groupby("question").horizon.nunique()


def _detail(row: dict, frame: pd.DataFrame, language: Language) -> str:
    return language.term(row["horizon"]) if _horizons(frame)[row["question"]] > 1 else ""


def _named(row: pd.Series, frame: pd.DataFrame, language: Language) -> str:
    horizon = _detail(row, frame, language)
    return f"{row.label} – {horizon}" if horizon else row.label


def _printed(row: dict, language: Language) -> str:
    return language.sentence(row["printed"]) + ("" if row["flag"] == "ok" else " †")


def _middles(frame: pd.DataFrame, name: str) -> pd.Series:
    return 50 * (frame[f"{name}_low"] + frame[f"{name}_high"])
