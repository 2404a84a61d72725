"""A sentence whose numbers are computed: a template and its fields, worded later in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

VERDICTS = ("reproduced", "consistent", "consistent only if", "inconsistent", "not checkable")
"""What the data can say of a claim."""


@dataclass(frozen=True)
class Sentence:
    """An English template and its fields. `{year:year}`, `{rate:1%}`, `{value:1}` say how a number is shown.

    Templates are translated through the catalogue; the statistics never format a number themselves.
    """

    template: str
    fields: dict[str, Any] = field(default_factory=dict)


class Amount(NamedTuple):
    """One number with its unit, or two as a range; `{amount:amount}` shows it."""

    unit: str
    low: Any
    high: Any = None


def sentence(template: str, **fields: Any) -> Sentence:
    """A `Sentence`; the catalogue's extractor looks for calls of this name."""
    return Sentence(template, fields)


def verdict_counts(judged: dict[str, Iterable[str]]) -> pd.DataFrame:
    """One row a topic and verdict that occurs there, in the order of `VERDICTS`: `topic, verdict, count`."""
    import pandas as pd  # imported late: a run in which nothing changed words sentences, and frames none

    rows = [
        {"topic": topic, "verdict": verdict, "count": list(verdicts).count(verdict)}
        for topic, verdicts in ((topic, list(found)) for topic, found in judged.items())
        for verdict in VERDICTS
    ]
    return pd.DataFrame(rows).query("count > 0").reset_index(drop=True)


def amounts(frame: pd.DataFrame) -> pd.Series:
    """Each figure, or range, with its unit, in dollars where that is its currency: `$7.5 billion`."""
    import pandas as pd

    return pd.Series([_amount(row) for row in frame.to_dict("records")], index=frame.index, dtype=object)


def _amount(row: dict[str, Any]) -> Sentence:
    unit = f"USD {row['unit']}" if row.get("currency") == "USD" else row["unit"]
    amount = Amount(unit, row["value"], row.get("value_high"))
    if row.get("currency") == "not printed":
        return sentence("{amount:amount}, currency not printed", amount=amount)
    return sentence("{amount:amount}", amount=amount)


def periods(frame: pd.DataFrame) -> pd.Series:
    """Each period, `2022 to 2030`, or the one year, `2022`; missing where the study gives neither end."""
    import pandas as pd

    years = frame[["from_year", "to_year"]].astype(object)
    rows = years.where(years.notna(), None).itertuples(index=False)
    return pd.Series([_period(*ends) for ends in rows], index=frame.index, dtype=object)


def _period(first: int | None, last: int | None) -> Sentence | None:
    if first is None and last is None:
        return None
    if last is None:
        return sentence("from {first:year}", first=first)
    if first is None:
        return sentence("to {last:year}", last=last)
    if first == last:
        return sentence("{year:year}", year=first)
    return sentence("{first:year} to {last:year}", first=first, last=last)


def as_printed(frame: pd.DataFrame) -> pd.Series:
    """Each figure as the study words it: `69%`, `two thirds`, `40 to 50%`, `less than 15 employees`."""
    import pandas as pd

    return pd.Series([_as_printed(row) for row in frame.to_dict("records")], index=frame.index, dtype=object)


def printed_of(figures: pd.DataFrame, horizon: str) -> dict[tuple[str, str], Sentence]:
    """What is printed of each question and item at a horizon (`as_printed`), in digits where it is."""
    return in_digits(figures, horizon).printed.to_dict()


def in_digits(figures: pd.DataFrame, horizon: str) -> pd.DataFrame:
    """One row a question and item printed at a horizon, by which they are indexed: in digits where they are."""
    at = figures[(figures.horizon == horizon) & figures.printed.notna()]
    words_first = at.sort_values("wording", key=lambda wording: wording == "exact", kind="stable")
    return words_first.drop_duplicates(["question", "item"], keep="last").set_index(["question", "item"])


def hedge(words: str, unit: str) -> str:
    """The words before a number: `fewer than` of what is counted, where `less than` is meant."""
    return "fewer than" if words == "less than" and unit in COUNTED else words


def _as_printed(row: dict[str, Any]) -> Sentence | None:
    value, unit = row["value"], "percent" if str(row["unit"]).startswith("percent") else row["unit"]
    if row["wording"] == "approximate" and row["phrase"] not in FACTORS:
        return sentence("{phrase:term}", phrase=row["phrase"])
    if value is None:
        return None
    amount = Amount(unit, value, row["value_high"] if row["wording"] == "range" else None)
    hedged = row["wording"] == "range" and row.get("phrase") in FACTORS
    if hedged or row["wording"] in ("bound", "approximate"):
        return sentence("{phrase:term} {amount:amount}", phrase=hedge(row["phrase"], unit), amount=amount)
    return sentence("{amount:amount}", amount=amount)


COUNTED = ("firms", "employees", "people", "posts", "programmes", "domains")
"""Units of which there are fewer, not less."""

FACTORS = ("about", "of the order of", "nearly", "roughly")
"""Words that stand before a number, where the others stand for one."""
