"""A sentence whose numbers are computed: a template and its fields, worded later in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

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


def sentence(template: str, **fields: Any) -> Sentence:
    """A `Sentence`; the catalogue's extractor looks for calls of this name."""
    return Sentence(template, fields)


def verdict_counts(judged: dict[str, Iterable[str]]) -> pd.DataFrame:
    """One row a topic and verdict that occurs there, in the order of `VERDICTS`: `topic, verdict, count`."""
    rows = [
        {"topic": topic, "verdict": verdict, "count": list(verdicts).count(verdict)}
        for topic, verdicts in ((topic, list(found)) for topic, found in judged.items())
        for verdict in VERDICTS
    ]
    return pd.DataFrame(rows).query("count > 0").reset_index(drop=True)
