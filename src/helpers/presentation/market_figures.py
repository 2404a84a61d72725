"""Charts of the market: a tidy frame and a language in, a figure and its alt text out."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from scipy.optimize import isotonic_regression

from helpers.presentation import marks, style
from helpers.presentation.language import Language, marked
from helpers.presentation.marks import Group, Line
from helpers.statistics.sentences import Sentence, sentence

SHAPES = ("o", "s", "^", "D", "v", "P")
"""A shape an institute, so that lines are told apart without their colours."""

STEPS = (1, 2, 5)
"""Ticks of the markets in each power of ten."""


def trajectories(frame: pd.DataFrame, language: Language, band: pd.DataFrame | None = None) -> marks.Chart:
    """Markets by year, a line an institute, log axis, what is not printed hollow; `band` is the study's."""
    names = list(dict.fromkeys(frame.institute))
    room = 124.0 if style.narrow() else max(style.length(name) for name in names)
    figure, axes = style.canvas(420 if style.narrow() else 340, left=38, right=room + 26)
    first, last = int(frame.year.min()), int(frame.year.max())
    axes.set_xlim(first - 0.3, last + 0.3)
    axes.set_xticks(range(first, last + 1), _years(first, last))
    axes.set_yscale("log")
    ticks = marks.powers(frame.value.min(), frame.value.max(), STEPS)
    axes.set_yticks(ticks, [language.number(tick) for tick in ticks])
    axes.set_ylim(ticks[0], ticks[-1])
    axes.minorticks_off()
    axes.grid(axis="x", visible=False)
    for color, shape, name in zip(style.CYCLE, SHAPES, names, strict=False):
        _trajectory(axes, frame[frame.institute == name], color, shape)
    said = [marked("hollow: extrapolated by the institute's own rate")]
    said += [marked("half hollow: interpolated")] if (frame.how == "interpolated").any() else []
    if band is not None:
        low, high = (band[end].astype(float) for end in ("value", "value_high"))
        axes.fill_between(band.from_year.astype(int), low, high, color=style.GRID, lw=0, zorder=0)
        said += [marked("shaded: the range that the study gives")]
    _name_ends(axes, frame, dict(zip(names, style.CYCLE, strict=False)), room)
    marks.over(axes, language.text("World market, $ billion, log scale"))
    marks.read(axes, [language.text(text) for text in said], below=style.line(style.SMALL) + 8)
    chart = language.sentence(_alt_of_trajectories(frame))
    return marks.Chart(figure, chart, frame, ["institute", "year", "market", "how"])


def _years(first: int, last: int) -> list[str]:
    """Labels of the years: all, or on a narrow chart every fourth and the last."""
    years = range(first, last + 1)
    named = {*years[:-4:4], last} if style.narrow() else set(years)
    return [str(year) if year in named else "" for year in years]


def _alt_of_trajectories(frame: pd.DataFrame) -> Sentence:
    first, last = frame.loc[frame.value.idxmin()], frame.loc[frame.value.idxmax()]
    return sentence(
        "Line chart on a log scale, in billions of dollars; institutes shown: {n}. Lowest: {low:1} ({first}, "
        "{first_year:year}); highest: {high:1} ({last}, {last_year:year}, {how:term})",
        n=frame.institute.nunique(),
        low=first.value,
        first=first.institute,
        first_year=first.year,
        high=last.value,
        last=last.institute,
        last_year=last.year,
        how=last.how,
    )


def _trajectory(axes: Axes, group: pd.DataFrame, color: str, shape: str) -> None:
    known = group[group.how != "extrapolated"]
    printed, between = (known[known.how == how] for how in ("printed", "interpolated"))
    axes.plot(known.year, known.value, color=color)
    axes.plot(printed.year, printed.value, color=color, marker=shape, ms=5.5, ls="")
    half = {"fillstyle": "bottom", "markerfacecoloralt": "white"}
    axes.plot(between.year, between.value, color=color, marker=shape, ms=6.5, ls="", **half)
    beyond = group[group.how == "extrapolated"]
    if len(beyond):
        tail = pd.concat([known.tail(1), beyond])
        axes.plot(tail.year, tail.value, color=color, ls=(0, (3, 2)), lw=1.2)
        axes.plot(beyond.year, beyond.value, color=color, marker=shape, ms=6, mfc="white", ls="")


def _name_ends(axes: Axes, frame: pd.DataFrame, colors: dict[str, str], room: float) -> None:
    """Names right of the plot, as near to the height of their last point as the others leave room for."""
    ends = frame.groupby("institute", sort=False).tail(1).sort_values("value")
    names = [style.wrapped(name, room, style.TEXT) for name in ends.institute]
    heights = np.array([style.line() * len(lines) for lines in names])
    points = axes.transData.transform(ends[["year", "value"]].to_numpy(dtype=float))
    edge, top = axes.transAxes.transform((1, 1))
    middles = _apart(points[:, 1], heights, top)
    back = axes.transData.inverted()
    for row, lines, point, middle in zip(ends.itertuples(), names, points, middles, strict=True):
        x, y = back.transform((edge + 16, middle))
        color = colors[row.institute]
        elbow = back.transform([(point[0] + 5, point[1]), (edge + 13, middle)])
        axes.plot(*elbow.T, color=color, lw=0.7, clip_on=False, zorder=1)
        look = {"color": style.DARK.get(color, color), "linespacing": style.LEADING}
        axes.text(x, y, "\n".join(lines), va="center", **look)


def _apart(wanted: np.ndarray, heights: np.ndarray, top: float) -> np.ndarray:
    """Middles of labels from the lowest up, as near to where they are wanted as may be, all under `top`.

    None lies over another: least squares under that order, which is an isotonic regression.
    """
    stacked = heights.cumsum() - heights / 2
    middles = isotonic_regression(wanted - stacked).x + stacked
    ceiling = top
    for at in reversed(range(len(middles))):
        middles[at] = min(middles[at], ceiling - heights[at] / 2)
        ceiling = middles[at] - heights[at] / 2
    return middles


IMPLIED = {"implied": (style.BLUE, -11), "explained": (style.VERMILION, 11)}
"""Colour of a kind of implied rate, and how far under the middle of its row it stands."""


def stated_and_implied(frame: pd.DataFrame, language: Language) -> marks.Chart:
    """A row an institute: stated rate (dot) beside what its labelled years and the best explanation imply."""
    frame = frame.reset_index(drop=True)
    another = frame.explained_low.notna() & (frame.explained_low != frame.implied_low)
    shown = {"implied": frame.implied_low.notna(), "explained": another}
    named = int((1 * shown["implied"] + 2 * shown["explained"]).to_numpy().argmax())
    names = _names_of_rates(frame.loc[named], another[named], language)
    lines = []
    for place, row in enumerate(frame.to_dict("records")):
        value = f"{language.show(row['stated'], 'figure%')}\n{language.term(row['verdict'])}"
        lines.append(Line.of(value, names=[name.text for name in names] if place == named else ()))
    drawn = marks.rows(
        [Group(name, [line]) for name, line in zip(frame.institute, lines, strict=True)], thick=36
    )
    for kind, (color, shift) in IMPLIED.items():
        of = frame[shown[kind]]
        at = drawn.middles[shown[kind]] + shift
        marks.intervals(drawn.axes, of[f"{kind}_low"], of[f"{kind}_high"], at, color)
    stated = frame.stated.astype(float)
    marks.dots(drawn.axes, stated, drawn.middles, [False] * len(frame), style.INK, ms=6)
    ends = pd.concat([stated, *(frame[f"{kind}_{end}"] for kind in IMPLIED for end in ("low", "high"))])
    said = [language.text("% a year"), language.text("at the right: stated rate, and the verdict on it")]
    marks.scale(drawn, language, ends.min(), ends.max(), said)
    marks.named(drawn, named, names)
    columns = ["institute", "stated_rate", "implied", "explained", "verdict"]
    return marks.Chart(drawn.figure, language.sentence(_stated_alt(frame)), frame, columns)


def _names_of_rates(row: pd.Series, another: bool, language: Language) -> list[marks.Name]:
    """The names of the marks of a row."""
    found = [marks.Name(float(row.stated), language.text("stated"), style.INK)]
    kinds = {"implied": marked("implied by the labelled years")} if pd.notna(row.implied_low) else {}
    kinds |= {"explained": marked("implied by another period or count")} if another else {}
    for kind, name in kinds.items():
        color, shift = IMPLIED[kind]
        middle = (row[f"{kind}_low"] + row[f"{kind}_high"]) / 2
        found.append(marks.Name(middle, language.text(name), color, rise=-shift))
    return found


def _stated_alt(frame: pd.DataFrame) -> Sentence:
    stated = frame.stated.astype(float)
    return sentence(
        "Dots for the stated rates, with the intervals that printed markets imply, in percent a year; "
        "institutes shown: {n}. Stated rates run from {low:1%} ({first}) to {high:1%} ({last}); "
        "rates that close as labelled: {closed}",
        n=len(frame),
        low=stated.min(),
        first=frame.institute[stated.idxmin()],
        high=stated.max(),
        last=frame.institute[stated.idxmax()],
        closed=int((frame.as_labelled == "reproduced").sum()),
    )


def parts_of_deviation(frame: pd.DataFrame, language: Language, years: tuple[int, int]) -> marks.Chart:
    """A row an institute: its growth's deviation from the mean, split between the two `years`."""
    frame = frame.reset_index(drop=True)
    names = [language.sentence(sentence("from {year:year}", year=year)) for year in years]
    names.append(language.text(marked("both together")))
    values = [language.number(value, 1) for value in frame.deviation]
    lines = [Line(value, names=() if place else names) for place, value in enumerate(values)]
    drawn = marks.rows(
        [Group(name, [line]) for name, line in zip(frame.institute, lines, strict=True)], thick=18
    )
    base, target = frame.from_base.to_numpy(), frame.from_target.to_numpy()
    beside = np.where(np.sign(base) == np.sign(target), base, 0.0)
    look = {"height": 16, "edgecolor": "white", "lw": 0.8}
    drawn.axes.barh(drawn.middles, base, color=style.ORANGE, **look)
    drawn.axes.barh(drawn.middles, target, left=beside, color=style.BLUE, **look)
    marks.dots(
        drawn.axes,
        frame.deviation,
        drawn.middles,
        [False] * len(frame),
        style.INK,
        marker="D",
        ms=6,
        mec="white",
    )
    ends = np.r_[base, target + beside, frame.deviation, 0]
    said = [marked("deviation from the mean, log points a year"), marked("at the right: both together")]
    marks.scale(drawn, language, ends.min(), ends.max(), [language.text(text) for text in said])
    marks.uprights(drawn, [0], ec=style.MUTED, lw=1, zorder=2)
    places = [base[0] / 2, beside[0] + 0.75 * target[0], frame.deviation[0]]
    rises = {style.ORANGE: 8, style.BLUE: 8, style.INK: 4}
    marks.named(drawn, 0, zip(places, names, rises, rises.values(), strict=True))
    columns = ["institute", "from_base", "from_target", "deviation"]
    return marks.Chart(drawn.figure, language.sentence(_deviation_alt(frame, years)), frame, columns)


def _deviation_alt(frame: pd.DataFrame, years: tuple[int, int]) -> Sentence:
    widest = frame.loc[frame.deviation.abs().idxmax()]
    return sentence(
        "Stacked bars with a mark for their sum, in log points a year; institutes shown: {n}. "
        "The widest deviation is {value:1} ({institute}): {base:1} from {first:year}, {target:1} from "
        "{last:year}",
        first=years[0],
        last=years[1],
        n=len(frame),
        value=widest.deviation,
        institute=widest.institute,
        base=widest.from_base,
        target=widest.from_target,
    )


REST = {"color": "white", "edgecolor": style.MUTED, "hatch": "////", "lw": 0.8}


def regional_parts(frame: pd.DataFrame, language: Language) -> marks.Chart:
    """A bar a world total: the regions' printed markets as shares of it, and the remainder hatched.

    A region is named over the first bar in which it has a part; a share too wide for its part stands there too.
    """
    keys = list(dict.fromkeys(zip(frame.period, frame.year, frame.total, strict=True)))
    bars = [keys.index(key) for key in zip(frame.period, frame.year, frame.total, strict=True)]
    placed = frame.assign(bar=bars, start=frame.share.groupby(bars).cumsum() - frame.share)
    placed = placed[placed.share > 0]
    regions = [region for region in dict.fromkeys(frame.region) if region != "remainder"]
    colors = dict(zip(regions, style.CYCLE, strict=False)) | {"remainder": style.MUTED}
    names: dict[int, list[marks.Name]] = {bar: [] for bar in range(len(keys))}
    for row in placed.assign(first=~placed.region.duplicated()).itertuples():
        said = [language.term(row.region)] if row.first else []
        said += [] if _fits(row.share, language) else [language.percent(row.share)]
        if said:
            middle = row.start + row.share / 2
            names[row.bar].append(marks.Name(middle, ", ".join(said), colors[row.region], rise=11))
    lines = [Line(names=[name.text for name in of]) for of in names.values()]
    drawn = marks.rows(
        [Group(_against(key, language), [line]) for key, line in zip(keys, lines, strict=True)], thick=24
    )
    for region, group in placed.groupby("region", sort=False):
        look = REST if region == "remainder" else {"color": colors[region], "edgecolor": "white", "lw": 0.8}
        drawn.axes.barh(drawn.middles[group.bar], group.share, left=group.start, height=22, **look)
    most = max(100.0, round(placed.groupby("bar").share.sum().max(), 6))
    marks.scale(drawn, language, 0, most, _reading(frame, language))
    for bar, of in names.items():
        marks.named(drawn, bar, of)
    _inside(drawn, placed, colors, language)
    alt = language.sentence(_alt_of_regions(frame, len(keys)))
    return marks.Chart(drawn.figure, alt, frame, ["period", "year", "total", "region", "world_share"])


def _reading(frame: pd.DataFrame, language: Language) -> list[str]:
    """How to read the bars; a region with only a bound in some year has no part of its own there."""
    said = [language.text("% of the world total")]
    if (frame.region == "remainder").any():
        bounded = frame.region.nunique() - frame.groupby("year").region.nunique()
        said.append(language.sentence(_hatched(bounded[bounded > 0])))
    return said


def _hatched(bounded: pd.Series) -> Sentence:
    """What the remainder is, from how many regions have no part of their own in a year."""
    if bounded.empty:
        return sentence("hatched: not attributed")
    inside = [
        sentence("{n:# region|# regions} with only an upper bound in {year:year}", year=year, n=n)
        for year, n in bounded.items()
    ]
    return sentence("hatched: not attributed; it includes {inside:sentences}", inside=inside)


def _against(key: tuple, language: Language) -> str:
    """What a bar stands for."""
    period, year, total = key
    template = "{period:term}, against ${total:figure} billion ({year:year})"
    if period == str(year):
        template = "{period:term}, against ${total:figure} billion"
    return language.sentence(sentence(template, period=period, year=year, total=total))


def _alt_of_regions(frame: pd.DataFrame, bars: int) -> Sentence:
    rest = frame[frame.region == "remainder"]
    return sentence(
        "Stacked bars of the regions' shares, in percent of the world total; totals shown: {bars}. "
        "The remainder that no region explains runs from {low:0%} to {high:0%}, the most against the total "
        "of {year:year}",
        bars=bars,
        low=rest.share.min(),
        high=rest.share.max(),
        year=rest.year[rest.share.idxmax()],
    )


def _fits(share: float, language: Language) -> bool:
    """Whether a part is wide enough to hold its share: half of the chart is plot, or all of a narrow one."""
    plot = style.width() - 20 if style.narrow() else style.width() / 2
    return share / 100 * plot >= style.length(language.percent(share), style.SMALL) + 6


def _inside(drawn: marks.Rows, frame: pd.DataFrame, colors: dict[str, str], language: Language) -> None:
    """A share written on its bar where the bar is wide enough to hold it."""
    for row in frame.itertuples():
        if not _fits(row.share, language):
            continue
        look = {"size": style.SMALL, "color": style.ink_on(colors[row.region])}
        if row.region == "remainder":
            look |= {"color": style.INK, "bbox": {"facecolor": "white", "edgecolor": "none", "pad": 1.5}}
        text, middle = language.percent(row.share), row.start + row.share / 2
        drawn.axes.text(middle, drawn.middles[row.bar], text, ha="center", va="center", **look)
