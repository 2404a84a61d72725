"""Rules that a wave's tables on recruitment and occupations must keep, across rows."""

from collections.abc import Collection, Iterator
from decimal import Decimal
from pathlib import Path

import pandas as pd

from helpers.sources import typed
from helpers.sources.problems import Problem

FIGURES, OCCUPATIONS, MARKS = "recruitment", "occupations", "occupation_marks"


def problems(folder: Path, bad_rows: dict[str, Collection[int | None]]) -> list[Problem]:
    """Shares of posts that exceed the whole, and marks without a declared reading.

    `bad_rows` are the rows of each table that are already known to be bad; they are left out.
    """
    known = {resource["name"] for resource in typed.resources(folder)}
    found: list[Problem] = []
    if FIGURES in known:
        figures = typed.read(folder, FIGURES, bad_rows.get(FIGURES, ()))
        found += _over_whole(f"{folder.name}/{FIGURES}.csv", figures)
    if {OCCUPATIONS, MARKS} <= known:
        occupations = typed.read(folder, OCCUPATIONS, bad_rows.get(OCCUPATIONS, ()))
        marks = typed.read(folder, MARKS, bad_rows.get(MARKS, ()))
        found += _unknown_marks(f"{folder.name}/{OCCUPATIONS}.csv", occupations, marks)
    return found


def _over_whole(file: str, figures: pd.DataFrame) -> Iterator[Problem]:
    """A post is of one occupation, so shares of posts cannot make more than the whole at their precision."""
    shares = figures[(figures.measure == "share_of_posts") & (figures.wording == "exact")]
    shares = shares[shares.value.notna()].drop_duplicates("occupation")
    halves = [Decimal(1).scaleb(-int(decimals)) / 2 for decimals in shares.decimals]
    least = sum(shares.value) - sum(halves)
    if least > 100:
        said = f"the shares of posts come to {least} % or more"
        yield Problem(file, said, int(shares.row.max()), "value", allowed="shares that can sum to 100")


def _unknown_marks(file: str, occupations: pd.DataFrame, marks: pd.DataFrame) -> Iterator[Problem]:
    declared = marks.groupby("sector").mark.agg(set)
    for row in occupations.dropna(subset=["marks"]).itertuples():
        known = declared.get(row.sector, set())
        unread = [mark for mark in row.marks.split() if mark not in known]
        if unread and row.marks not in known:
            allowed = "the marks of occupation_marks.csv: " + ", ".join(sorted(known))
            yield Problem(file, "a mark without a declared reading", row.row, "marks", row.marks, allowed)
