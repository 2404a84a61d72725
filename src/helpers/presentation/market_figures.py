"""Charts of the market: a tidy frame and a language in, a figure and its alt text out."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from helpers.presentation import marks, style
from helpers.presentation.language import Language, marked
from helpers.statistics.sentences import Sentence, sentence


def trajectories(frame: pd.DataFrame, language: Language, band: pd.DataFrame | None = None) -> marks.Chart:
    """Markets by year, a line an institute, log axis; extrapolated ends hollow; `band` is the study's range."""
    figure, axes = style.canvas(4.4)
    ends = []
    for color, (institute, group) in zip(style.CYCLE, frame.groupby("institute", sort=False), strict=False):
        _trajectory(axes, group, color)
        last = group.iloc[-1]
        ends.append((last.year, last.value, institute, color))
    axes.set_yscale("log")
    if band is not None:
        low, high = (band[end].astype(float) for end in ("value", "value_high"))
        years = band.from_year.astype(int)
        axes.fill_between(years, low, high, color=style.GRID, alpha=0.6, lw=0, zorder=0)
        shaded = language.text(
            "shaded: the study's summary range\nhollow: extrapolated by the institute's own rate"
        )
        axes.text(0.98, 0.04, shaded, transform=axes.transAxes, ha="right", color=style.MUTED, size=9)
    _label_ends(axes, ends)
    axes.set_xlim(frame.year.min() - 0.3, frame.year.max() + 0.3)
    axes.set_xticks(range(int(frame.year.min()), int(frame.year.max()) + 1))
    axes.set_yticks(
        [5, 10, 20, 50, 100, 200, 500], [language.number(tick) for tick in (5, 10, 20, 50, 100, 200, 500)]
    )
    axes.set_ylim(5, max(200, 1.15 * frame.value.max()))
    axes.minorticks_off()
    axes.set_ylabel(language.text("World market, $ billion, log scale"))
    axes.grid(axis="x", visible=False)
    first, last = frame.loc[frame.value.idxmin()], frame.loc[frame.value.idxmax()]
    alt = sentence(
        "Line chart on a log scale, {n} institutes, in billions of dollars: lowest {low:1} ({first}, "
        "{first_year:year}), highest {high:1} ({last}, {last_year:year}, {how:term})",
        n=frame.institute.nunique(),
        low=first.value,
        first=first.institute,
        first_year=first.year,
        high=last.value,
        last=last.institute,
        last_year=last.year,
        how=last.how,
    )
    return marks.Chart(figure, language.sentence(alt))


def _trajectory(axes: Axes, group: pd.DataFrame, color: str) -> None:
    known = group[group.how != "extrapolated"]
    axes.plot(known.year, known.value, color=color, marker="o", ms=5)
    beyond = group[group.how == "extrapolated"]
    if len(beyond):
        tail = pd.concat([known.tail(1), beyond])
        axes.plot(tail.year, tail.value, color=color, ls=(0, (3, 2)), lw=1.2)
        axes.plot(beyond.year, beyond.value, color=color, marker="o", ms=6, mfc="white", ls="")


def _label_ends(axes: Axes, ends: list[tuple]) -> None:
    """Names beside the last points; on a log axis they are kept at least 12 % apart."""
    placed = -np.inf
    for year, value, name, color in sorted(ends, key=lambda end: end[1]):
        height = max(np.log(value), placed + 0.17)
        placed = height
        axes.annotate(
            name,
            (year, value),
            xytext=(1.01, np.exp(height)),
            textcoords=axes.get_yaxis_transform(),
            va="center",
            color=style.DARK.get(color, color),
            size=9.5,
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": color, "lw": 0.6, "alpha": 0.5, "shrinkA": 0, "shrinkB": 4},
        )


def stated_and_implied(frame: pd.DataFrame, language: Language) -> marks.Chart:
    """A row an institute: stated rate (dot) beside what its labelled years and the best explanation imply."""
    figure, axes = style.canvas(0.62 * len(frame) + 1.5)
    positions = np.arange(len(frame))[::-1]
    kinds = {"implied": (style.BLUE, 0.2), "explained": (style.ORANGE, -0.2)}
    for position, row in zip(positions, frame.to_dict("records"), strict=True):
        for kind, (color, shift) in kinds.items():
            same = kind == "explained" and row["explained_low"] == row["implied_low"]
            if not same and pd.notna(row[f"{kind}_low"]):
                marks.bar(axes, row[f"{kind}_low"], row[f"{kind}_high"], position + shift, color)
        axes.plot(float(row["stated"]), position, "o", color=style.INK, ms=6, zorder=3)
        axes.annotate(
            f"{language.figure(row['stated'])} – {language.term(row['verdict'])}",
            (1.02, position),
            xycoords=axes.get_yaxis_transform(),
            va="center",
            size=9.5,
            annotation_clip=False,
        )
    marks.rows(axes, frame.institute, positions)
    axes.set_xlabel(language.text("% a year"))
    marks.numbers(axes, language)
    names = [
        marked("stated"),
        marked("implied by the labelled years"),
        marked("implied by another period or count"),
    ]
    colors = [style.INK, style.BLUE, style.ORANGE]
    marks.key(axes, [language.text(name) for name in names], colors)
    return marks.Chart(figure, language.sentence(_stated_alt(frame)))


def _stated_alt(frame: pd.DataFrame) -> Sentence:
    stated = frame.stated.astype(float)
    return sentence(
        "Dots and intervals for {n} institutes, percent a year: stated rates from {low:1%} ({first}) "
        "to {high:1%} ({last}); {closed} close as labelled",
        n=len(frame),
        low=stated.min(),
        first=frame.institute[stated.idxmin()],
        high=stated.max(),
        last=frame.institute[stated.idxmax()],
        closed=int((frame.as_labelled == "reproduced").sum()),
    )


def parts_of_deviation(frame: pd.DataFrame, language: Language) -> marks.Chart:
    """A row an institute: its growth's deviation from the mean, split into first year and last year."""
    figure, axes = style.canvas(0.6 * len(frame) + 1.5)
    positions = np.arange(len(frame))[::-1]
    colors = {"from_base": style.SKY, "from_target": style.BLUE}
    for position, row in zip(positions, frame.to_dict("records"), strict=True):
        offsets = {True: 0.0, False: 0.0}
        for part, color in colors.items():
            axes.barh(position, row[part], left=offsets[row[part] > 0], color=color, height=0.5)
            offsets[row[part] > 0] += row[part]
        axes.plot(row["deviation"], position, "D", color=style.INK, ms=6, zorder=3)
        axes.annotate(
            language.number(row["deviation"], 1),
            (row["deviation"], position),
            xytext=(0, -18),
            textcoords="offset points",
            ha="center",
            size=9,
        )
    axes.axvline(0, color=style.MUTED, lw=1)
    marks.rows(axes, frame.institute, positions)
    marks.numbers(axes, language)
    axes.set_xlabel(language.text("deviation from the mean, log points a year (about percentage points)"))
    names = [marked("from the first year"), marked("from the last year"), marked("both together")]
    marks.key(axes, [language.text(name) for name in names], [style.SKY, style.BLUE, style.INK])
    widest = frame.loc[frame.deviation.abs().idxmax()]
    alt = sentence(
        "Stacked bars for {n} institutes, log points a year: the widest deviation is {value:1} ({institute}), "
        "{base:1} from the first year and {target:1} from the last year",
        n=len(frame),
        value=widest.deviation,
        institute=widest.institute,
        base=widest.from_base,
        target=widest.from_target,
    )
    return marks.Chart(figure, language.sentence(alt))


def regional_parts(frame: pd.DataFrame, language: Language) -> marks.Chart:
    """A bar a world total: the regions' printed markets as shares of it, and the remainder hatched."""
    bars = list(frame.groupby(["period", "year", "total"], sort=False))
    figure, axes = style.canvas(0.85 * len(bars) + 1.2)
    positions = np.arange(len(bars))[::-1]
    regions = [region for region in dict.fromkeys(frame.region) if region != "remainder"]
    colors = dict(zip(regions, style.CYCLE, strict=False))
    for position, (_, group) in zip(positions, bars, strict=True):
        left = 0.0
        for row in group.itertuples():
            look = {"color": colors.get(row.region)}
            if row.region == "remainder":
                look = {"facecolor": "white", "edgecolor": style.MUTED, "hatch": "////", "lw": 0.8}
            axes.barh(position, row.share, left=left, height=0.56, **look)
            _inside(axes, language.percent(row.share), left + row.share / 2, position, row.share, row.region)
            left += row.share
    against = [
        sentence(
            "{period:term}, against\n$ {total:figure} bn in {year:year}", period=period, year=year, total=total
        )
        for (period, year, total), _ in bars
    ]
    marks.rows(axes, [language.sentence(label) for label in against], positions)
    axes.set_xlim(0, max(100.0, frame.groupby(["period", "year"]).share.sum().max()))
    axes.set_xlabel(language.text("% of the world total"))
    handles = [Patch(color=colors[region], label=language.term(region)) for region in regions]
    remainder = language.text("remainder")
    handles.append(Patch(facecolor="white", edgecolor=style.MUTED, hatch="////", label=remainder))
    axes.legend(handles=handles, loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=3, fontsize=9)
    rest = frame[frame.region == "remainder"]
    worst = rest.loc[rest.share.idxmax()]
    alt = sentence(
        "Stacked bars of {bars} world totals, percent: the remainder that no region explains runs from "
        "{low:0%} to {high:0%}, the largest against the total of {year:year}",
        bars=len(bars),
        low=rest.share.min(),
        high=rest.share.max(),
        year=worst.year,
    )
    return marks.Chart(figure, language.sentence(alt))


def _inside(axes: Axes, text: str, x: float, y: float, share: float, region: str) -> None:
    """A share written on its bar where the bar is wide enough to hold it."""
    if share >= 5:
        rest = region == "remainder"
        color = style.INK if rest or region in ("south_america", "africa_middle_east") else "white"
        box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5} if rest else None
        axes.text(x, y, text, ha="center", va="center", size=9, color=color, bbox=box)
