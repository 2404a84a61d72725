"""Charts of recruitment, of counted lists and of budgets."""

from itertools import groupby

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from helpers.presentation import marks, style
from helpers.presentation.language import Language, marked
from helpers.presentation.marks import Group, Line
from helpers.statistics.sentences import sentence

PALE_TO_BLUE = LinearSegmentedColormap.from_list("pale to blue", ["#f2f6fa", style.BLUE])


def volumes(frame: pd.DataFrame, language: Language) -> marks.Chart:
    """A point an occupation: recruiting firms across, posts up with interval, hollow where only bounded."""
    frame = frame[frame.firms_low.notna()].reset_index(drop=True)
    figure, axes = style.canvas(340, left=34, right=14)
    axes.set_xlim(frame.firms_low.min() - 1.5, frame.firms_low.max() + 2)
    axes.set_ylim(0, 1.15 * frame.posts_high.max())
    for row in frame.itertuples():
        bounded = row.how == "bounded"
        color = style.MUTED if bounded else style.BLUE
        axes.plot([row.firms_low] * 2, [row.posts_low, row.posts_high], color=color, lw=2)
        middle = (row.posts_low + row.posts_high) / 2
        axes.plot(row.firms_low, middle, "o", color=color, mfc="white" if bounded else color, ms=7)
    _name_points(axes, frame, language)
    axes.set_xticks(np.arange(np.ceil(axes.get_xlim()[0] / 2) * 2, axes.get_xlim()[1] + 0.1, 2))
    marks.numbers(axes, language)
    marks.over(axes, language.text("Posts"))
    said = [
        marked("firms that recruit, of all respondents"),
        marked("line: interval"),
        marked("hollow: only bounded"),
    ]
    marks.read(axes, [language.text(text) for text in said], below=style.line(style.SMALL) + 8)
    most, widest = frame.loc[frame.posts_high.idxmax()], frame.loc[frame.firms_low.idxmax()]
    alt = sentence(
        "Scatter of posts against recruiting firms; occupations shown: {n}. Most posts: {first:term}, {posts}; "
        "most firms: {second:term}, {firms}",
        n=len(frame),
        posts=int(most.posts_high),
        first=most.occupation,
        firms=int(widest.firms_low),
        second=widest.occupation,
    )
    return marks.Chart(figure, language.sentence(alt), frame, ["occupation", "firms", "posts", "how"])


PLACES = [("left", 0), ("right", 0), *((align, up) for up in (1, -1) for align in ("center", "left", "right"))]
"""Where a name may stand, best first: beside its point, or over or under its interval."""


def _name_points(axes: Axes, frame: pd.DataFrame, language: Language) -> None:
    """Names beside their points, each where it meets neither a mark nor another name nor the edge."""
    across = axes.transData.transform(np.c_[frame.firms_low, frame.posts_low])
    ends = np.c_[across, axes.transData.transform(np.c_[frame.firms_low, frame.posts_high])[:, 1]]
    taken = [(x - 6, low - 6, x + 6, high + 6) for x, low, high in ends]
    edge = (axes.bbox.x0, axes.bbox.y0, style.width() - style.MARGIN, axes.bbox.y1)
    for point, occupation in zip(list(taken), frame.occupation, strict=True):
        name = language.term(occupation)
        boxes = [_box(point, name, *place) for place in PLACES]
        box = next((box for box in boxes if _free(box, taken, edge)), boxes[0])
        taken.append(box)
        left, middle = axes.transData.inverted().transform((box[0], (box[1] + box[3]) / 2))
        axes.text(left, middle, name, va="center", size=style.SMALL)


def _box(point: tuple[float, ...], name: str, align: str, up: int) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of a name beside, over or under the box of a point and its interval."""
    x, middle = (point[0] + point[2]) / 2, (point[1] + point[3]) / 2
    long, tall = style.length(name, style.SMALL), style.line(style.SMALL)
    off = 9 if up == 0 else -6
    left = x + {"left": off, "right": -off - long, "center": -long / 2}[align]
    bottom = {0: middle - tall / 2, 1: point[3] + 1, -1: point[1] - 1 - tall}[up]
    return left, bottom, left + long, bottom + tall


def _free(box: tuple[float, ...], taken: list[tuple], edge: tuple[float, ...]) -> bool:
    """Whether a box lies within the edge and on none that is taken."""
    within = box[0] >= edge[0] and box[1] >= edge[1] and box[2] <= edge[2] and box[3] <= edge[3]
    return within and not any(
        box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in taken
    )


def heatmap(frame: pd.DataFrame, language: Language, rows: list[str], columns: list[str]) -> marks.Chart:
    """A grid of counts: a row of the frame named by `rows`, a column each of `columns`, numbers written in.

    Where two columns name a row, the first stands once, over the rows that share it.
    """
    names = [[language.show(cell, "word") for cell in line] for line in frame[rows].to_numpy()]
    headings = [language.term(name) for name in columns]
    groups: list[Group] = []
    for over, of in groupby(names, key=lambda parts: parts[:-1]):
        groups += [Group(" – ".join(over), ())] if over else []
        groups += [Group(parts[-1]) for parts in of]
    drawn = marks.rows(groups, thick=26)
    starts, each = marks.columns(drawn, headings)
    counts = frame[columns].astype(int).to_numpy()
    for start, column in zip(starts, counts.T, strict=True):
        shades = PALE_TO_BLUE(column / max(1, counts.max()))
        drawn.axes.barh(drawn.middles, each - 3, left=start, height=28, color=shades)
        for middle, value, shade in zip(drawn.middles, column, shades, strict=True):
            look = {"ha": "center", "va": "center", "color": style.ink_on(shade[:3])}
            drawn.axes.text(start + each / 2 - 1.5, middle, language.number(value), **look)
    where = np.unravel_index(counts.argmax(), counts.shape)
    alt = sentence(
        "Grid of counts; rows: {rows}, columns: {columns}. Lowest {low}, highest {value} ({row}; {column})",
        rows=len(frame),
        columns=len(columns),
        low=int(counts.min()),
        value=int(counts.max()),
        row=" – ".join(names[where[0]]),
        column=headings[where[1]],
    )
    return marks.Chart(drawn.figure, language.sentence(alt), frame, [*rows, *columns])


def stated_and_listed(frame: pd.DataFrame, language: Language) -> marks.Chart:
    """A row a sector: use cases stated in the table (interval), on its sheet (diamond), and listed (dot)."""
    frame = frame[frame.counts == "identified"].reset_index(drop=True)
    in_table = frame.place.str.contains("synthesis table")
    table = frame[in_table].drop_duplicates("sector").set_index("sector")
    sectors = list(table.index)
    sheets = frame[~in_table]
    marked_names = _names_of_counts(table, sheets, language)
    groups = [
        Group(language.term(sector), [Line(names=[name for _, name, _ in marked_names] if not place else ())])
        for place, sector in enumerate(sectors)
    ]
    drawn = marks.rows(groups, thick=26)
    axes, at = drawn.axes, drawn.middles
    marks.intervals(axes, table.stated_low, table.stated_high, at - 7, style.VERMILION)
    on_sheet = at[[sectors.index(sector) for sector in sheets.sector]]
    marks.dots(axes, sheets.stated_low, on_sheet, [True] * len(sheets), style.VERMILION, marker="D")
    marks.dots(axes, table.use_cases, at + 7, [False] * len(table), style.BLUE)
    said = [language.text("use cases, without detail lines")]
    marks.scale(drawn, language, 0, 1.05 * max(frame.stated_high.max(), frame.use_cases.max()), said)
    marks.named(drawn, 0, marked_names, reach=13)
    worst = frame.loc[(frame.use_cases - frame.stated_low).abs().idxmax()]
    alt = sentence(
        "Marks for the use cases stated and listed; sectors shown: {n}. "
        "The widest gap is {sector:term}: {stated} stated, {listed} listed",
        n=len(sectors),
        sector=worst.sector,
        stated=int(worst.stated_low),
        listed=int(worst.use_cases),
    )
    columns = ["sector", "place", "stated_between", "use_cases"]
    return marks.Chart(drawn.figure, language.sentence(alt), frame, columns)


def _names_of_counts(
    table: pd.DataFrame, sheets: pd.DataFrame, language: Language
) -> list[tuple[float, str, str]]:
    """Place, name and colour of the marks of the first sector."""
    row, sheet = table.iloc[0], sheets[sheets.sector == table.index[0]]
    found = [
        (row.stated_low, language.text("stated in the synthesis table"), style.VERMILION),
        (row.use_cases, language.text("listed on the sheet"), style.BLUE),
    ]
    sheet = [(low, language.text("stated on the sheet"), style.VERMILION) for low in sheet.stated_low[:1]]
    return found + sheet


def budgets(frame: pd.DataFrame, language: Language) -> marks.Chart:
    """A row a programme with an amount in euros, log axis; parts of another programme hollow and indented."""
    frame = frame[frame.amount_low.notna() & (frame.currency == "EUR")].reset_index(drop=True)
    part = frame.within.map(bool)
    groups = []
    for row in frame.itertuples():
        text = language.interval(row.amount_low, row.amount_high, 0 if row.amount_low >= 100 else 2)
        groups.append(Group(("– " if row.within else "") + row.label, [Line(text)]))
    drawn = marks.rows(groups)
    drawn.axes.set_xscale("log")
    drawn.axes.minorticks_off()
    drawn.axes.set_xlim(1, 200_000)
    marks.spread(drawn.axes, frame.amount_low, frame.amount_high, drawn.middles, color=style.BLUE, lw=2)
    marks.dots(drawn.axes, np.sqrt(frame.amount_low * frame.amount_high), drawn.middles, part, style.BLUE)
    said = [marked("€ million, log scale"), marked("line: interval"), marked("hollow: part of another")]
    marks.lattice(drawn, language, [1, 10, 100, 1_000, 10_000, 100_000], [language.text(text) for text in said])
    top, low = frame.loc[frame.amount_high.idxmax()], frame.loc[frame.amount_low.idxmin()]
    alt = sentence(
        "Dots on a log scale, in millions of euros; programmes shown: {n}, of which parts of another: {parts}. "
        "Largest: {first}, {top:0}; smallest: {last}, {low:1}",
        n=len(frame),
        top=top.amount_high,
        first=top.label,
        low=low.amount_low,
        last=low.label,
        parts=int(part.sum()),
    )
    columns = ["programme_name", "figure_printed", "stands_for", "within"]
    return marks.Chart(drawn.figure, language.sentence(alt), frame, columns)
