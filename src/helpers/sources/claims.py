"""Ledgers of claims: a row a quantitative statement of a report, with the checks it is put to.

A wave's ledger is the table `claims`; any other report's can be given as a CSV file with the same columns.
"""

import csv
import datetime
import re
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from helpers.sources import typed as typed_csv
from helpers.sources.problems import DataError, Problem

TABLE = "claims"

COLUMNS = (
    *("id", "section", "place", "topic", "statement_en", "statement_fr", "value_low", "value_high"),
    *("unit", "base", "wording", "checks"),
)
NEEDED = ("id", "section", "topic", "statement_en", "unit", "wording", "checks")
OPTIONAL = ("period", "verdict")

CALL = re.compile(r"\s*([a-z_]+)\s*(?:\((.*)\))?\s*")
PERIOD = re.compile(r"(\d{4}(?:-\d\d){0,2}|\.\.)(?:/(\d{4}(?:-\d\d){0,2}))?")
ENDS = {"more than": "value_high", "at least": "value_high", "less than": "value_low", "at most": "value_low"}


class Check(Protocol):
    """What a ledger must know of a check: are its arguments ids, how is it used, does it take these?"""

    of_claims: bool
    usage: str

    def accepts(self, given: tuple[str, ...], options: dict[str, str]) -> bool:
        """Whether the check takes these arguments."""


def read(path: Path, checks: Mapping[str, Check], wordings: pd.DataFrame) -> pd.DataFrame:
    """The typed ledger in a CSV file, one row a claim. Raises `DataError` with every bad row at once.

    `checks` holds the known checks by name.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            header, rows = reader.fieldnames or [], list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as refused:
        raise DataError([Problem(path.name, f"cannot be read: {refused}")]) from None
    found = list(_of_header(path.name, header)) or problems(path.name, rows, checks, set(wordings.wording))
    if not rows and not found:
        found = [Problem(path.name, "holds no claim")]
    if found:
        raise DataError(found)
    return typed(pd.DataFrame(rows, dtype=object).replace("", None))


def typed(frame: pd.DataFrame) -> pd.DataFrame:
    """A ledger of text with its numbers as `Decimal`s, its checks as calls and its periods as pairs.

    A call is (name, arguments, options). Dates stay ISO text.
    """
    cells = frame.reindex(columns=[*COLUMNS, *OPTIONAL]).astype(object)
    cells = cells.where(cells.notna(), None)
    rows = [row | _typed(row) for row in cells.to_dict("records")]
    return pd.DataFrame(rows, columns=[*COLUMNS, *OPTIONAL]).astype({"base": "Int64"})


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    values = {name: row[name] for name in ("value_low", "value_high")}
    if row["unit"] != "date":
        values = {name: None if value is None else Decimal(value) for name, value in values.items()}
    start, end = PERIOD.fullmatch(row["period"]).groups() if row["period"] else ("", "")
    base = None if row["base"] is None else int(row["base"])
    return values | {"base": base, "period": (start, end or start), "checks": calls(row["checks"])}


def calls(text: str) -> tuple:
    """The checks of a cell: `sum(a, b); share(n)` is two calls, each (name, arguments, options)."""
    return tuple(_call(part) for part in text.split(";"))


def _call(text: str) -> tuple[str, tuple[str, ...], dict[str, str]]:
    parts = CALL.fullmatch(text)
    if parts is None:
        raise ValueError(f"{text.strip()!r} is not of the form name(argument, option=value)")
    given = [one.strip() for one in (parts[2] or "").split(",") if one.strip()]
    options = dict(re.split(r"\s*=\s*", one, maxsplit=1) for one in given if "=" in one)
    return parts[1], tuple(one for one in given if "=" not in one), options


def problems(file: str, rows: list[dict], checks: Mapping[str, Check] | None, words: set[str]) -> list[Problem]:
    """Everything wrong with the rows of a ledger; rows are counted as in the file, the header being row 1."""
    known, seen, found = {row["id"] for row in rows}, set(), []
    for number, row in enumerate(rows, start=2):
        bad = [*_of_cells(row, words), *_of_values(row), *_of_checks(row, checks, known)]
        if row["id"] in seen:
            bad.append(("id", "the id stands in another row too", row["id"], "each id once"))
        seen.add(row["id"])
        found += [Problem(file, said, number, column, value, allowed) for column, said, value, allowed in bad]
    return found


def of_wave(folder: Path, bad_rows: Collection[int | None] = ()) -> list[Problem]:
    """What is wrong with the ledger of a wave across its cells, if it has one; known bad rows are left out.

    Which checks there are is not known here: their names and arguments are held by the tests.
    """
    if not {TABLE, "wordings"} <= {resource["name"] for resource in typed_csv.resources(folder)}:
        return []
    with (folder / f"{TABLE}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    words = set(typed_csv.read(folder, "wordings").wording)
    found = problems(f"{folder.name}/{TABLE}.csv", rows, None, words)
    return [problem for problem in found if problem.row not in bad_rows]


Bad = tuple[str, str, str | None, str | None]


def _of_header(file: str, header: list[str]) -> Iterator[Problem]:
    for name in COLUMNS:
        if name not in header:
            yield Problem(file, "the column is missing", 1, name, allowed=", ".join((*COLUMNS, *OPTIONAL)))


def _of_cells(row: dict, words: set[str]) -> Iterator[Bad]:
    for name in NEEDED:
        if not row[name]:
            yield name, "the cell is empty", None, "not empty"
    plain = {"exact", "range", "both", "counted", "comparison", *ENDS}
    if row["wording"] and row["wording"] not in plain | words:
        yield "wording", "not a known wording", row["wording"], ", ".join(sorted(plain | words))
    if row["base"] and not re.fullmatch(r"[1-9]\d*", row["base"]):
        yield "base", "not of the right kind", row["base"], "a whole number from 1"
    if row.get("period") and not PERIOD.fullmatch(row["period"]):
        yield "period", "not of the right kind", row["period"], "2023, 2022/2030 or ../2030"
    if row.get(None):
        yield "checks", "the row has more cells than the header", None, None


def _of_values(row: dict) -> Iterator[Bad]:
    values = {}
    for name in ("value_low", "value_high"):
        if row[name]:
            values[name] = _value(row[name], row["unit"])
            if values[name] is None:
                kind = "a date as 2023-11-30" if row["unit"] == "date" else "a number with a decimal point"
                yield name, "not of the right kind", row[name], kind
    if None in values.values():
        return
    low, high = (values.get(name) for name in ("value_low", "value_high"))
    if not values and row["wording"] != "comparison":
        yield "value_low", "both values are empty", None, "empty only where the wording is comparison"
    if row["wording"] == "both" and len(values) < 2:
        yield "value_high", "one of two values is empty", None, "two values where the wording is both"
    if low is not None and high is not None and low > high:
        yield "value_high", "below value_low", row["value_high"], f"from {row['value_low']}"
    if values and row["wording"] in ("exact", "counted") and low != high:
        yield "value_high", "not the value_low of an exact figure", row["value_high"], row["value_low"]
    if row["wording"] in ENDS and row[ENDS[row["wording"]]]:
        yield ENDS[row["wording"]], f"filled in beside {row['wording']!r}", row[ENDS[row["wording"]]], "empty"
    if row["unit"] == "share" and any(value > 1 for value in values.values()):
        yield "value_high", "more than the whole", row["value_high"] or row["value_low"], "a share from 0 to 1"


def _value(text: str, unit: str) -> Decimal | str | None:
    if unit == "date":
        return text if _is_date(text) else None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and number >= 0 else None


def _is_date(text: str) -> bool:
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
        return False
    try:
        datetime.date.fromisoformat(text + "-01" * (2 - text.count("-")))
    except ValueError:
        return False
    return True


def _of_checks(row: dict, checks: Mapping[str, Check] | None, known: set[str]) -> Iterator[Bad]:
    if not row["checks"]:
        return
    try:
        parsed = calls(row["checks"])
    except ValueError as refused:
        yield "checks", str(refused), None, "name(argument, option=value); ..."
        return
    for name, given, options in parsed if checks is not None else ():
        if name not in checks:
            yield "checks", "not a known check", name, ", ".join(sorted(checks))
            continue
        if not checks[name].accepts(given, options):
            yield "checks", f"{name} has too few, too many or unknown arguments", None, checks[name].usage
        for argument in given if checks[name].of_claims else ():
            if argument not in known:
                yield "checks", f"{name} names a claim that is not in the ledger", argument, None
