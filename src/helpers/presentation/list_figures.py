"""Charts of recruitment, of counted lists and of budgets."""

import textwrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from helpers.presentation import marks, style
from helpers.presentation.language import Language, marked
from helpers.statistics.sentences import sentence

PALE_TO_BLUE = LinearSegmentedColormap.from_list("pale to blue", ["#f2f6fa", style.BLUE])


def volumes(frame: pd.DataFrame, language: Language) -> marks.Chart:
    """A point an occupation: recruiting firms across, posts up with interval, hollow where only bounded."""
    frame = frame[frame.firms_low.notna()].reset_index(drop=True)
    figure, axes = style.canvas(4.6)
    for row in frame.itertuples():
        bounded = row.how == "bounded"
        color = style.MUTED if bounded else style.BLUE
        axes.plot([row.firms_low] * 2, [row.posts_low, row.posts_high], color=color, lw=2.5, alpha=0.7)
        middle = (row.posts_low + row.posts_high) / 2
        axes.plot(row.firms_low, middle, "o", color=color, mfc="white" if bounded else color, ms=7)
    _name_points(axes, frame, language)
    axes.set_xlabel(language.text("firms that recruit, of all respondents"))
    axes.set_ylabel(language.text("posts (line: interval; hollow: only bounded)"))
    axes.set_ylim(0, 1.18 * frame.posts_high.max())
    axes.set_xlim(frame.firms_low.min() - 1.5, frame.firms_low.max() + 4)
    most, widest = frame.loc[frame.posts_high.idxmax()], frame.loc[frame.firms_low.idxmax()]
    alt = sentence(
        "Scatter of {n} occupations, posts against recruiting firms: most posts {posts} ({first:term}), "
        "most firms {firms} ({second:term})",
        n=len(frame),
        posts=int(most.posts_high),
        first=most.occupation,
        firms=int(widest.firms_low),
        second=widest.occupation,
    )
    return marks.Chart(figure, language.sentence(alt))


def _name_points(axes: Axes, frame: pd.DataFrame, language: Language) -> None:
    """Names to the right of the points, or under a point that has a neighbour there."""
    middles = (frame.posts_low + frame.posts_high) / 2
    for row, middle in zip(frame.itertuples(), middles, strict=True):
        right = frame.firms_low.between(row.firms_low + 1, row.firms_low + 4)
        crowded = (right & ((middles - middle).abs() < 8)).any()
        place = {"xytext": (-9, -16), "ha": "right"} if crowded else {"xytext": (9, 0), "ha": "left"}
        name = language.term(row.occupation)
        axes.annotate(name, (row.firms_low, middle), textcoords="offset points", va="center", size=9, **place)


def heatmap(frame: pd.DataFrame, language: Language, rows: list[str], columns: list[str]) -> marks.Chart:
    """A grid of counts: a row of the frame named by `rows`, a column each of `columns`, numbers written in."""
    import seaborn  # imported late: it takes seconds

    names = [" – ".join(language.show(cell, "word") for cell in line) for line in frame[rows].to_numpy()]
    labels = [textwrap.fill(name, 46) for name in names]
    headings = [language.term(name) for name in columns]
    figure, axes = style.canvas(0.42 * len(frame) + 1.4)
    counts = frame[columns].astype(int).to_numpy()
    texts = np.array([[language.number(value) for value in line] for line in counts])
    seaborn.heatmap(
        counts,
        annot=texts,
        fmt="",
        cmap=PALE_TO_BLUE,
        cbar=False,
        linewidths=1.5,
        ax=axes,
        xticklabels=headings,
        yticklabels=labels,
    )
    axes.tick_params(length=0)
    axes.set_yticklabels(labels, rotation=0)
    axes.set_xticklabels(headings, rotation=18, ha="left", rotation_mode="anchor", size=9.5)
    axes.xaxis.tick_top()
    axes.grid(visible=False)
    where = np.unravel_index(counts.argmax(), counts.shape)
    alt = sentence(
        "Grid of counts, {rows} rows by {columns} columns: highest {value} ({row}, {column})",
        rows=len(frame),
        columns=len(columns),
        value=int(counts.max()),
        row=names[where[0]],
        column=headings[where[1]],
    )
    return marks.Chart(figure, language.sentence(alt))


def stated_and_listed(frame: pd.DataFrame, language: Language) -> marks.Chart:
    """A row a sector: use cases stated in the table (bar), on its sheet (diamond), and listed (dot)."""
    sectors = list(dict.fromkeys(frame.sector))
    figure, axes = style.canvas(0.55 * len(sectors) + 1.5)
    positions = np.arange(len(sectors))[::-1]
    for position, sector in zip(positions, sectors, strict=True):
        of = frame[(frame.sector == sector) & (frame.counts == "identified")]
        table = of[of.place.str.contains("synthesis table")].iloc[0]
        marks.bar(axes, table.stated_low, table.stated_high, position + 0.2, style.ORANGE)
        for sheet in of[~of.place.str.contains("synthesis table")].itertuples():
            axes.plot(sheet.stated_low, position, "D", color=style.VERMILION, ms=7)
        axes.plot(table.use_cases, position - 0.2, "o", color=style.BLUE, ms=7)
    marks.rows(axes, [language.term(sector) for sector in sectors], positions)
    axes.set_xlim(0, 1.1 * max(frame.stated_high[frame.counts == "identified"].max(), frame.use_cases.max()))
    axes.set_xlabel(language.text("use cases, without detail lines"))
    marks.numbers(axes, language)
    names = [
        marked("stated in the synthesis table"),
        marked("stated on the sheet"),
        marked("listed on the sheet"),
    ]
    marks.key(axes, [language.text(name) for name in names], [style.ORANGE, style.VERMILION, style.BLUE])
    gap = (frame.use_cases - frame.stated_low).abs()[frame.counts == "identified"]
    worst = frame.loc[gap.idxmax()]
    alt = sentence(
        "Marks for {n} sectors, in use cases: the widest gap is {sector:term}, with {stated} stated "
        "and {listed} listed",
        n=len(sectors),
        sector=worst.sector,
        stated=int(worst.stated_low),
        listed=int(worst.use_cases),
    )
    return marks.Chart(figure, language.sentence(alt))


def budgets(frame: pd.DataFrame, language: Language) -> marks.Chart:
    """A row a programme with an amount in euros, log axis; parts of another programme hollow and indented."""
    frame = frame[frame.amount_low.notna() & (frame.currency == "EUR")].reset_index(drop=True)
    figure, axes = style.canvas(0.4 * len(frame) + 1.2)
    positions = np.arange(len(frame))[::-1]
    for position, row in zip(positions, frame.to_dict("records"), strict=True):
        ends, part = [row["amount_low"], row["amount_high"]], bool(row["within"])
        middle = float(np.sqrt(ends[0] * ends[1]))
        axes.plot(ends, [position] * 2, color=style.SKY, lw=4, solid_capstyle="round")
        axes.plot(middle, position, "o", color=style.BLUE, mfc="white" if part else style.BLUE, ms=7)
        text = language.interval(*ends, 0 if ends[0] >= 100 else 2)
        axes.annotate(text, (ends[1], position), xytext=(9, 0), textcoords="offset points", va="center", size=9)
    names = [textwrap.fill(("– " if row.within else "") + row.label, 40) for row in frame.itertuples()]
    marks.rows(axes, names, positions)
    axes.set_xscale("log")
    ticks = [1, 10, 100, 1_000, 10_000, 100_000]
    axes.set_xticks(ticks, [language.number(tick) for tick in ticks])
    axes.minorticks_off()
    axes.set_xlim(1, 1_500_000)
    axes.set_xlabel(language.text("€ million, log scale; hollow: part of another"))
    top, low = frame.loc[frame.amount_high.idxmax()], frame.loc[frame.amount_low.idxmin()]
    alt = sentence(
        "Dots on a log scale for {n} programmes, in millions of euros: largest {top:0} ({first}), "
        "smallest {low:1} ({last}); {parts} are part of another",
        n=len(frame),
        top=top.amount_high,
        first=top.label,
        low=low.amount_low,
        last=low.label,
        parts=int(frame.within.map(bool).sum()),
    )
    return marks.Chart(figure, language.sentence(alt))
