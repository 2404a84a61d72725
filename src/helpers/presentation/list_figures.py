"""Charts of recruitment, of counted lists and of budgets."""

from decimal import Decimal
from itertools import groupby

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import MaxNLocator

from helpers.presentation import marks, style
from helpers.presentation.language import Language, marked
from helpers.presentation.marks import Group, Line
from helpers.statistics.sentences import Amount, Sentence, sentence

PALE_TO_BLUE = LinearSegmentedColormap.from_list("pale to blue", ["#f2f6fa", style.BLUE])


def volumes(frame: pd.DataFrame, language: Language) -> marks.Chart:
    """A mark an occupation whose firms are known: these across, its posts up; a point only for a number."""
    occupations = len(frame)
    frame = frame[frame.firms_low.notna()].reset_index(drop=True)
    figure, axes = style.canvas(340, left=34, right=14)
    across = _counts_up_to(frame.firms_low.max() + 2)
    up = _counts_up_to(frame.posts_high.max() + 5)
    axes.set_xlim(across[0], across[-1])
    axes.set_ylim(up[0], up[-1])
    axes.set_xticks(across)
    axes.set_yticks(up)
    for row in frame.itertuples():
        _posts(axes, row.firms_low, (row.posts_low, row.posts_high), row.how == "bounded")
    _name_points(axes, frame, language)
    marks.numbers(axes, language)
    marks.over(axes, language.text("Posts"))
    said = [
        sentence("firms that recruit, of all respondents"),
        sentence("blue line: posts that the shares allow"),
        sentence("grey: only bounded"),
        sentence("{n} of {all} occupations: those whose firms are known", n=len(frame), all=occupations),
    ]
    marks.read(axes, [language.sentence(one) for one in said], below=style.line(style.SMALL) + 8)
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


def _counts_up_to(most: float) -> list[float]:
    """Round whole numbers from 0 to `most` or above."""
    ticks = MaxNLocator(5 if style.narrow() else 7, steps=[1, 2, 4, 5, 10], integer=True)
    return [float(tick) for tick in ticks.tick_values(0, most)]


def _posts(axes: Axes, firms: float, ends: tuple[float, float], bounded: bool) -> None:
    """The posts of an occupation: a dot for a number, else two ends and nothing likelier between."""
    color = style.MUTED if bounded else style.BLUE
    axes.plot([firms] * 2, ends, color=color, lw=2)
    if ends[0] == ends[1]:
        axes.plot(firms, ends[0], "o", color=color, ms=7)
    else:
        axes.plot([firms] * 2, ends, "_", color=color, ms=9, mew=1.8)


PLACES = [("left", 0), ("right", 0), *((align, up) for up in (1, -1) for align in ("center", "left", "right"))]
"""Where a name may stand, best first: beside its point, or over or under its interval."""


def _name_points(axes: Axes, frame: pd.DataFrame, language: Language) -> None:
    """Names beside their points, each where it meets neither a mark nor another name nor the edge.

    Best is a place that is not next to another's mark either.
    """
    across = axes.transData.transform(np.c_[frame.firms_low, frame.posts_low])
    ends = np.c_[across, axes.transData.transform(np.c_[frame.firms_low, frame.posts_high])[:, 1]]
    taken = [(x - 6, low - 6, x + 6, high + 6) for x, low, high in ends]
    marked_at = list(taken)
    edge = (axes.bbox.x0, axes.bbox.y0, style.width() - style.MARGIN, axes.bbox.y1)
    behind = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}  # no grid line runs through a name
    names = [language.term(occupation) for occupation in frame.occupation]
    # the longest first: it has the fewest places
    for point, name in sorted(zip(marked_at, names, strict=True), key=lambda one: -len(one[1])):
        halves = style.wrapped(name, 0.6 * style.length(name, style.SMALL), style.SMALL)
        shapes = ([name], halves, name.split())
        tries = [(lines, _box(point, lines, *place)) for lines in shapes for place in PLACES]
        free = [(lines, box) for lines, box in tries if _free(box, taken, edge)] or tries[:1]
        near = [_widened(mark) for mark in marked_at if mark != point]
        lines, box = next(((lines, box) for lines, box in free if _free(box, near, edge)), free[0])
        taken.append(box)
        left, middle = axes.transData.inverted().transform((box[0], (box[1] + box[3]) / 2))
        look = {"va": "center", "size": style.SMALL, "linespacing": style.LEADING}
        axes.text(left, middle, "\n".join(lines), bbox=behind, zorder=1.5, **look)


def _box(point: tuple[float, ...], lines: list[str], align: str, up: int) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of a name beside, over or under the box of a point and its interval."""
    x, middle = (point[0] + point[2]) / 2, (point[1] + point[3]) / 2
    long = max(style.length(line, style.SMALL) for line in lines)
    tall = style.line(style.SMALL) * len(lines)
    off = 9 if up == 0 else -6
    left = x + {"left": off, "right": -off - long, "center": -long / 2}[align]
    bottom = {0: middle - tall / 2, 1: point[3] + 1, -1: point[1] - 1 - tall}[up]
    return left, bottom, left + long, bottom + tall


def _widened(mark: tuple[float, ...]) -> tuple[float, ...]:
    """The box of a mark with room for a line around it, where a name would seem to be its own."""
    room = style.line(style.SMALL)
    return mark[0] - room, mark[1] - room, mark[2] + room, mark[3] + room


def _free(box: tuple[float, ...], taken: list[tuple], edge: tuple[float, ...]) -> bool:
    """Whether a box lies within the edge and on none that is taken."""
    within = box[0] >= edge[0] and box[1] >= edge[1] and box[2] <= edge[2] and box[3] <= edge[3]
    return within and not any(
        box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in taken
    )


SKILL_HEADINGS = {
    "behavioural": marked("behavioural skill"),
    "organisational": marked("organisational skill"),
    "technical": marked("technical skill"),
}
"""Headings of columns of skills, in words short enough to stand over them where these are wide."""


def heatmap(
    frame: pd.DataFrame, language: Language, rows: list[str], columns: list[str], of: str = "rows"
) -> marks.Chart:
    """A grid of counts, each of the `of` of its row and shaded by its share of them.

    `rows` name a row of the frame; where they are two, the first stands once, over the rows that share it.
    """
    names = [[language.show(cell, "word") for cell in line] for line in frame[rows].to_numpy()]
    broken = {} if style.narrow() else SKILL_HEADINGS
    headings = [language.text(broken[name]) if name in broken else language.term(name) for name in columns]
    groups: list[Group] = []
    for over, held in groupby(names, key=lambda parts: parts[:-1]):
        groups += [Group(" – ".join(over), ())] if over else []
        groups += [Group(parts[-1]) for parts in held]
    drawn = marks.rows(groups, thick=26)
    starts, each = marks.columns(drawn, headings)
    counts, whole = frame[columns].astype(int), frame[of].astype(int)
    for name, start in zip(columns, starts, strict=True):
        _cells(drawn, start, each, counts[name], whole, language)
    said = [marked("rows with a mark or a skill, of all rows of the family"), marked("dark: a large share")]
    marks.read(drawn.axes, [language.text(text) for text in said], below=0)
    named = [" – ".join(parts) for parts in names]
    alt = language.sentence(_alt_of_cells(counts, whole, named, [language.term(name) for name in columns]))
    return marks.Chart(drawn.figure, alt, frame, [*rows, of, *columns])


def _cells(
    drawn: marks.Rows, start: float, wide: float, counts: pd.Series, whole: pd.Series, language: Language
) -> None:
    """A column of the grid: counts of their wholes, the darker the larger the share."""
    shades = PALE_TO_BLUE((counts / whole.clip(lower=1)).to_numpy())
    drawn.axes.barh(drawn.middles, wide - 3, left=start, height=28, color=shades)
    for middle, count, total, shade in zip(drawn.middles, counts, whole, shades, strict=True):
        text = language.sentence(sentence("{count} of {total}", count=count, total=total))
        look = {"ha": "center", "va": "center", "color": style.ink_on(shade[:3])}
        drawn.axes.text(start + wide / 2 - 1.5, middle, text, **look)


def _alt_of_cells(counts: pd.DataFrame, whole: pd.Series, names: list[str], headings: list[str]) -> Sentence:
    """How many cells hold all rows of their family and how many none, and the cell that holds most."""
    row, column = np.unravel_index(counts.to_numpy().argmax(), counts.shape)
    return sentence(
        "Grid of counts, shaded by their share of the rows of a family; families: {rows}, columns: {columns}. "
        "Cells with all rows: {all}, with none: {none}. Highest count: {value} of {total} ({row}; {column})",
        rows=len(counts),
        columns=len(headings),
        all=int(counts.eq(whole, axis=0).to_numpy().sum()),
        none=int(counts.eq(0).to_numpy().sum()),
        value=int(counts.iloc[row, column]),
        total=int(whole.iloc[row]),
        row=names[row],
        column=headings[column],
    )


LANES = {
    "table": (style.VERMILION, 13, marked("stated in the synthesis table")),
    "detailed": (style.VERMILION, 13, marked("stated in the table, details included")),
    "sheet": (style.PURPLE, 0, marked("stated on the sheet")),
    "listed": (style.BLUE, -13, marked("listed on the sheet, and what doubtful lines allow")),
}
"""Colour of a number of use cases, how far over the middle of its row it stands, and its name."""


def stated_and_listed(frame: pd.DataFrame, language: Language) -> marks.Chart:
    """A row a sector: use cases stated in the table (interval), on its sheet (diamond), and listed (dot).

    A line through a dot runs over the counts that doubtful lines allow.
    """
    frame = frame.reset_index(drop=True)
    lanes = _lanes(frame)
    listed = lanes["listed"].set_index("sector")
    names = _names_of_counts({lane: of[of.sector == listed.index[0]] for lane, of in lanes.items()}, language)
    first = [[name.text for name in names], *([[]] * (len(listed) - 1))]
    groups = [
        Group(language.term(sector), [Line.of(_counts(frame, sector, language), names=of)])
        for sector, of in zip(listed.index, first, strict=True)
    ]
    drawn = marks.rows(groups, thick=42)
    at = pd.Series(drawn.middles, index=listed.index)
    _mark_lanes(drawn, lanes, at)
    said = [language.text("use cases stated or listed; those listed, without detail lines")]
    most = max(frame.stated_high.max(), frame.use_cases_high.max())
    marks.scale(drawn, language, 0, most, said)
    marks.named(drawn, 0, names)
    alt = language.sentence(_alt_of_stated(frame, len(listed)))
    columns = ["sector", "counts", "place", "stated_between", "use_cases", "use_cases_between"]
    return marks.Chart(drawn.figure, alt, frame, columns)


def _mark_lanes(drawn: marks.Rows, lanes: dict[str, pd.DataFrame], at: pd.Series) -> None:
    """The marks of each lane, `at` being the middles of the rows by sector."""
    for lane in ("table", "detailed"):
        of = lanes[lane]
        marks.intervals(
            drawn.axes, of.stated_low, of.stated_high, at[of.sector] - LANES[lane][1], LANES[lane][0]
        )
    sheet, listed = lanes["sheet"], lanes["listed"]
    marks.dots(
        drawn.axes,
        sheet.stated_low,
        at[sheet.sector],
        [False] * len(sheet),
        LANES["sheet"][0],
        marker="D",
        ms=6,
    )
    color, rise, _ = LANES["listed"]
    marks.spread(drawn.axes, listed.use_cases_low, listed.use_cases_high, at - rise, color=color, lw=1.5)
    marks.dots(drawn.axes, listed.use_cases, at - rise, [False] * len(listed), color, ms=6)


def _counts(frame: pd.DataFrame, sector: str, language: Language) -> str:
    """What is stated of a sector, each number once, plainly where it is, and what its sheet lists."""
    of = frame[frame.sector == sector]
    plain_last = of.sort_values("printed", key=lambda said: said.map(_is_plain), kind="stable")
    kept = of[of.index.isin(plain_last.drop_duplicates("stated", keep="last").index)]
    fields = {"stated": list(kept.printed), "listed": int(of.use_cases.iloc[0])}
    return language.sentence(sentence("{stated:sentences} stated; {listed} listed", **fields))


def _is_plain(said: Sentence) -> bool:
    return "phrase" not in said.fields


def _lanes(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The stated numbers by where they stand, and a row a sector for what its sheet lists."""
    in_table = frame.place.str.contains("synthesis table")
    detailed = frame.counts == "detailed"
    return {
        "table": frame[in_table & ~detailed],
        "detailed": frame[in_table & detailed],
        "sheet": frame[~in_table],
        "listed": frame.drop_duplicates("sector"),
    }


def _names_of_counts(first: dict[str, pd.DataFrame], language: Language) -> list[marks.Name]:
    """The names of the marks of the first sector."""
    found = []
    for lane, of in first.items():
        color, rise, text = LANES[lane]
        low, high = ("use_cases", "use_cases") if lane == "listed" else ("stated_low", "stated_high")
        places = (of[low] + of[high]) / 2
        found += [marks.Name(x, language.text(text), color, rise) for x in places[:1]]
    return found


def _alt_of_stated(frame: pd.DataFrame, sectors: int) -> Sentence:
    alike = frame[frame.counts == "identified"]
    worst = alike.loc[(alike.use_cases - alike.stated_low).abs().idxmax()]
    return sentence(
        "Marks for the use cases stated and listed; sectors shown: {n}, stated numbers: {numbers}. "
        "The widest gap is {sector:term}: {stated} stated, {listed} listed ({low} to {high})",
        n=sectors,
        numbers=len(frame),
        sector=worst.sector,
        stated=int(worst.stated_low),
        listed=int(worst.use_cases),
        low=int(worst.use_cases_low),
        high=int(worst.use_cases_high),
    )


def budgets(frame: pd.DataFrame, language: Language) -> marks.Chart:
    """A row a programme, parts under their whole; amounts in euros on a log axis, hollow where a part.

    A programme without an amount, or with one in another currency, has a row without a mark.
    """
    frame = frame.loc[_under_their_whole(frame)].reset_index(drop=True)
    groups = [
        Group("– " * len(row["within"]) + row["label"], [Line.of(_amount(row, language))])
        for row in frame.to_dict("records")
    ]
    drawn = marks.rows(groups)
    shown = (frame.amount_low.notna() & (frame.currency == "EUR")).to_numpy()
    euros, at = frame[shown], drawn.middles[shown]
    part = euros.within.map(bool)
    ticks = marks.powers(euros.amount_low.min(), euros.amount_high.max())
    drawn.axes.set_xscale("log")
    drawn.axes.minorticks_off()
    drawn.axes.set_xlim(ticks[0], ticks[-1])
    marks.spread(drawn.axes, euros.amount_low, euros.amount_high, at, color=style.BLUE, lw=2)
    marks.dots(drawn.axes, (euros.amount_low + euros.amount_high) / 2, at, part, style.BLUE)
    said = [
        marked("log scale"),
        marked("line: amounts that round to it"),
        marked("hollow, after dashes: part of the programme above"),
    ]
    said += [] if shown.all() else [marked("no mark: not stated, or not in euros")]
    shown_ticks = [_euros(tick, language, tick == ticks[0]) for tick in ticks]
    marks.lattice(drawn, language, ticks, [language.text(text) for text in said], shown_ticks)
    alt = _alt_of_budgets(frame, euros)
    columns = ["programme_name", "figure_printed", "stands_for", "within"]
    return marks.Chart(drawn.figure, language.sentence(alt), frame, columns)


def _alt_of_budgets(frame: pd.DataFrame, euros: pd.DataFrame) -> Sentence:
    top, low = euros.loc[euros.amount_high.idxmax()], euros.loc[euros.amount_low.idxmin()]
    return sentence(
        "Dots on a log scale, in millions of euros; programmes: {all}, with an amount in euros: {n}, of which "
        "parts of another: {parts}. Largest: {first}, {top:0}; smallest: {last}, {low:1}",
        all=len(frame),
        n=len(euros),
        top=top.amount_high,
        first=top.label,
        low=low.amount_low,
        last=low.label,
        parts=int(euros.within.map(bool).sum()),
    )


def _under_their_whole(frame: pd.DataFrame) -> list[int]:
    """The rows, each programme followed by its parts and theirs, else in their order; `within` holds labels."""
    order = {name: place for place, name in enumerate(frame.label)}
    chains = [(*reversed(within), name) for name, within in zip(frame.label, frame.within, strict=True)]
    ranked = sorted(range(len(frame)), key=lambda at: [order[name] for name in chains[at]])
    return [frame.index[at] for at in ranked]


def _euros(millions: float, language: Language, first: bool) -> str:
    """Euros at a tick: 1 million, 10, 100, 1 billion and so on, with the unit where it changes."""
    unit, size = ("€bn", 1000) if millions >= 1000 else ("€m", 1)
    value = Decimal(repr(millions)) / size
    return (
        language.amount(Amount(unit, value.normalize()))
        if first or value == 1
        else language.figure(value.normalize())
    )


SHORT = {"EUR billion": "€bn", "EUR million": "€m", "SGD million": "S$m"}
"""Units of amounts by their short form, which fits beside a row."""


def _amount(row: dict, language: Language) -> str:
    """The amount as printed, with its unit in short; of a share of a programme, what it comes to."""
    if pd.isna(row["amount_low"]):
        return language.term("not stated")
    said = row["printed"] if row["how"] == "printed" else row["stands_for"]
    amount = said.fields["amount"]
    amount = amount._replace(unit=SHORT.get(amount.unit, amount.unit))
    if said.fields.get("phrase") == "about":
        return language.sentence(sentence("about {amount:amount}", amount=amount))
    return language.sentence(Sentence(said.template, said.fields | {"amount": amount}))
