"""What every reader gives back: the columns of an export, and cells as categories of texts."""

import datetime
import difflib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd

from helpers.sources import waves
from helpers.sources.problems import DataError, Problem

LONGEST_SHOWN = 80
NO_BREAK = str.maketrans("\u00a0\u202f", "  ")


@dataclass(frozen=True)
class Column:
    """One column of an export, from its headings and dictionary only."""

    name: str
    """As `wave.toml` names it; there is one of a name."""
    code: str
    """The code of a LimeSurvey question (and item), the name of an SPSS variable; else the name."""
    labels: tuple[str, ...] = ()
    """Heading texts, the question's first, then the item's."""
    values: dict[str, str] = field(default_factory=dict)
    """Value -> label, where the export or its structure says so."""
    missing: tuple[str, ...] = ()
    """User-missing values of SPSS."""


@dataclass(frozen=True)
class Layout:
    """What an export holds, without its answers."""

    columns: tuple[Column, ...]
    found: waves.Export
    """The settings of reading, those that were empty filled in."""
    notes: tuple[str, ...]
    """What the user should know of how the file was read."""
    first_row: int
    """The row of the file with the first answers."""


def place(file: Path) -> str:
    """A file as problems name it: its folder and its name."""
    return f"{shown(file.parent.name)}/{shown(file.name)}"


def shown(text: str) -> str:
    """A text from a file for a message: on one line, without control characters, cut at 80 characters."""
    clean = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return clean if len(clean) <= LONGEST_SHOWN else clean[: LONGEST_SHOWN - 1] + "…"


def one_of_each(file: Path, headings: Iterable[tuple[str, str]]) -> list[Problem]:
    """A problem for each heading that several columns have; `headings` are pairs of heading and place."""
    places = defaultdict(list)
    for heading, where in headings:
        places[heading].append(where)
    return [
        Problem(
            place(file),
            f"{len(found)} columns have one heading: {', '.join(found)}",
            column=shown(heading),
            allowed="a heading of its own for each column",
        )
        for heading, found in places.items()
        if heading and len(found) > 1
    ]


def without_heading(places: Sequence[str]) -> tuple[str, ...]:
    """A note on columns that cannot be asked for."""
    if not places:
        return ()
    return (f"columns without a heading are not read: {', '.join(places)}",)


def ensure_known(file: Path, known: Collection[str], wanted: Iterable[str]) -> None:
    """Raise `DataError` for every wanted column that the export lacks."""
    lacking = [name for name in wanted if name not in known]
    if lacking:
        raise DataError([_absent(file, known, name) for name in lacking])


def _absent(file: Path, known: Collection[str], name: str) -> Problem:
    near = difflib.get_close_matches(name, known, n=3)
    allowed = ", ".join(map(shown, near)) or "the headings of the file"
    return Problem(place(file), "there is no such column", column=shown(name), allowed=allowed)


def cleaned(text: str) -> str:
    """A cell without spaces around it and with plain spaces for French no-break ones."""
    return text.translate(NO_BREAK).strip()


def written(value: object) -> str:
    """A typed cell as text: `3` and `2.5`, `1` or `0` for a boolean, ISO dates."""
    if isinstance(value, bool | np.bool_):
        return str(int(value))
    if isinstance(value, float | np.floating):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value()
        return f"{value.quantize(Decimal(1)) if whole else value.normalize():f}"
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return cleaned(str(value))


def category(codes: np.ndarray, texts: Sequence[str | None]) -> pd.Categorical:
    """Cells from the places of their texts in `texts`, -1 standing for an empty cell.

    Texts that are the same once cleaned become one category; those that no cell has are left out.
    """
    used = np.bincount(codes + 1, minlength=len(texts) + 1)[1:] > 0
    clean = [(cleaned(text) or None) if met and text else None for text, met in zip(texts, used, strict=True)]
    places, distinct = pd.factorize(np.array(clean, dtype=object))
    # Few categories, one byte a cell: on a million rows that halves the time.
    kept = np.append(places, -1).astype(np.int8 if len(distinct) < 128 else np.int32)[codes]
    return pd.Categorical.from_codes(kept, categories=pd.Index(distinct, dtype="str"))


def from_values(values: pd.Series | np.ndarray) -> pd.Categorical:
    """Cells from typed values, those that are missing being empty."""
    codes, distinct = pd.factorize(values)
    return category(codes, [written(value) for value in distinct])


def frame(columns: Mapping[str, pd.Categorical], rows: Iterable[int]) -> pd.DataFrame:
    """The cells of an export by column, with the rows of the file."""
    return pd.DataFrame(dict(columns), index=pd.Index(rows, name="row"))
