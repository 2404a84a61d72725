"""Rules that a wave's survey figures must keep, across rows and against the codebook."""

import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterator
from decimal import Decimal
from pathlib import Path

import pandas as pd

from helpers.sources import codebook, typed
from helpers.sources.problems import Problem

TABLE = "survey_figures"
EXCLUSIVE = ("single", "bands")


def problems(folder: Path, bad_rows: Collection[int | None] = ()) -> list[Problem]:
    """Every survey figure that cannot be: unknown question or item, impossible share, count or sum.

    Rows of the file that are already known to be bad are left out.
    """
    if TABLE not in {resource["name"] for resource in typed.resources(folder)}:
        return []
    figures = typed.read(folder, TABLE, bad_rows)
    settings = tomllib.loads((folder / "wave.toml").read_text(encoding="utf-8"))
    file = f"{folder.name}/{TABLE}.csv"
    found = [*_unknown(file, figures), *_over_base(file, figures, settings["respondents"])]
    found += [*_out_of_range(file, figures), *_over_whole(file, figures)]
    return sorted(found, key=lambda problem: problem.row or 0)


def _unknown(file: str, figures: pd.DataFrame) -> Iterator[Problem]:
    known = codebook.questions().set_index("question").horizons
    items = set(zip(codebook.items().question, codebook.items()["item"], strict=True))
    for row in figures.itertuples():
        if row.question not in known.index:
            yield Problem(file, "not a question of the codebook", row.row, "question", row.question)
        elif (row.question, row.item) not in items:
            allowed = ", ".join(item for question, item in sorted(items) if question == row.question)
            yield Problem(file, "not an item of the question", row.row, "item", row.item, allowed)
        elif row.horizon not in known[row.question].split(";"):
            allowed = known[row.question].replace(";", ", ")
            yield Problem(file, "not a horizon of the question", row.row, "horizon", row.horizon, allowed)


def _out_of_range(file: str, figures: pd.DataFrame) -> Iterator[Problem]:
    for row in figures[figures.unit == "percent"].itertuples():
        for column in ("value", "value_high"):
            value = getattr(row, column)
            if value is not None and not 0 <= value <= 100:
                yield Problem(file, "not a share", row.row, column, str(value), "from 0 to 100")


def _over_base(file: str, figures: pd.DataFrame, respondents: int) -> Iterator[Problem]:
    for row in figures.itertuples():
        base = respondents if pd.isna(row.base) else int(row.base)
        if base > respondents:
            allowed = f"up to {respondents}, the respondents of the wave"
            yield Problem(file, "the base is larger than the survey", row.row, "base", str(base), allowed)
        if row.unit == "firms" and row.value is not None and row.value > base:
            yield Problem(
                file, "the count is above its base", row.row, "value", str(row.value), f"up to {base}"
            )


def _over_whole(file: str, figures: pd.DataFrame) -> Iterator[Problem]:
    """Answers of which a firm gives one cannot make more than the whole, at their printed precision."""
    kinds = codebook.questions().set_index("question").type
    items = codebook.items().set_index(["question", "item"]).origin
    groups: dict[tuple, dict[str, tuple[int, Decimal]]] = defaultdict(dict)
    for row in figures[(figures.unit == "percent") & (figures.wording == "exact")].itertuples():
        answer = items.get((row.question, row.item)) != "statistic" and kinds.get(row.question) in EXCLUSIVE
        if answer and row.value is not None:
            least = row.value - Decimal(1).scaleb(-int(row.decimals)) / 2
            groups[row.question, row.horizon][row.item] = (row.row, least)
    for (question, horizon), shares in groups.items():
        least = sum(share for _, share in shares.values())
        if least > 100:
            said = f"the answers to {question!r} ({horizon}) come to {least} % or more: a firm gives only one"
            rows = [row for row, _ in shares.values()]
            yield Problem(file, said, max(rows), "value", allowed="shares that can sum to 100")
