"""The answers of a wave: a survey's export read, recoded and checked."""

import contextlib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from helpers import paths
from helpers.sources import faults, mapping, readers, recoding, routing, validation, waves
from helpers.sources.faults import Checked, Finding
from helpers.sources.problems import DataError, Problem
from helpers.sources.recoding import Key, Recoded

SHARE = "staff_share"


@dataclass(frozen=True)
class Answers:
    """The answers of a wave, one row a firm that is kept; the index `row` is the row of the export."""

    frame: pd.DataFrame
    """Columns (question, item, horizon). Multiple: int8, 1 ticked, 0 not, -1 no answer or not asked; one
    answer: a category; numbers: float."""
    asked: dict[str, np.ndarray]
    """Question -> whether routing led each firm to it, or to any of its items."""
    weight: pd.Series | None
    ident: pd.Series | None
    """Identifier of the firm; never shown."""
    dropped: pd.DataFrame
    """One row a reason for leaving rows out: `reason`, `firms`."""
    notes: pd.DataFrame
    """One row a thing left unread or worth knowing: `what`, `count` (missing where there is none)."""


@dataclass(frozen=True)
class _Examined:
    """A wave's answers with everything that was found out about them."""

    answers: Recoded
    led: routing.Led
    weight: pd.Series | None
    ident: pd.Series | None
    checked: Checked


def load(wave: str) -> Answers:
    """The answers of a wave. Raises `DataError` with the problems, the most frequent first."""
    settings = _settings(wave)
    seen = _examined(wave, settings)
    if len(seen.checked.problems):
        raise DataError(faults.summary(seen.checked.kinds, wave, settings.export.file))
    asked = {
        question: np.logical_or.reduce([seen.led[key[:2]] == 1 for key in seen.answers.keys(question)])
        for question in seen.answers.questions()
    }
    frame = _frame(seen.answers, seen.led)
    if SHARE in frame.columns.get_level_values("question"):
        asked.setdefault(SHARE, np.ones(len(frame), dtype=bool))
    return Answers(frame, asked, seen.weight, seen.ident, seen.checked.dropped, seen.checked.notes)


def check(wave: str) -> Checked:
    """Every problem of a wave's answers; the full list goes to `problems.csv` in the wave's folder."""
    checked = _examined(wave, _settings(wave)).checked
    try:
        faults.write(waves.folder(wave), checked.problems)
    except OSError as refused:
        raise DataError([Problem(f"{wave}/{faults.FILE}", f"cannot be written: {refused.strerror}")]) from None
    return checked


def report(wave: str, checked: Checked) -> str:
    """What `check` found, for a terminal: at most 40 lines."""
    return faults.text(checked, f"{wave}/{_settings(wave).export.file}", waves.folder(wave) / faults.FILE)


def ensure(wave: str) -> None:
    """Raise `DataError` unless a wave's answers can be used; one that passed is remembered by its files."""
    memo = paths.cache() / "checked" / _digest(waves.folder(wave), _settings(wave))
    if memo.exists():
        return
    load(wave)
    # A memo that cannot be kept (a read-only folder) costs a second check, nothing else.
    with contextlib.suppress(OSError):
        memo.parent.mkdir(parents=True, exist_ok=True)
        memo.touch()


def _settings(wave: str) -> waves.Answered:
    settings = waves.read(wave)
    if not isinstance(settings, waves.Answered):
        said = "has published tables only, no firms' answers"
        raise DataError(
            [Problem(f"{wave}/wave.toml", said, column="kind", value=settings.kind, allowed="answers")]
        )
    return settings


def _digest(folder: Path, settings: waves.Answered) -> str:
    """Hash of what decides whether answers are valid: the export, its settings, the codebook, this package."""
    seen = hashlib.sha256()
    named = [name for name in (settings.export.file, settings.export.structure) if name]
    files = [folder / name for name in (*named, "wave.toml")] + sorted(paths.CODEBOOK.glob("*.csv"))
    for file in [*files, *sorted(Path(__file__).parent.rglob("*.py"))]:
        if file.is_file():
            with file.open("rb") as content:
                seen.update(file.name.encode() + b"\0" + hashlib.file_digest(content, "sha256").digest())
    return seen.hexdigest()


def _examined(wave: str, settings: waves.Answered) -> _Examined:
    """A wave read and checked. Settings that do not fit the export stop before any answer is looked at."""
    folder = waves.folder(wave)
    layout = readers.layout(folder, settings.export)
    if not settings.columns:
        raise DataError([Problem(f"{wave}/wave.toml", "maps no column of the export", column="columns")])
    if wrong := mapping.problems(settings, layout, f"{wave}/wave.toml"):
        raise DataError(wrong)
    exported = {column.name: column for column in layout.columns}
    mapped = [column.name for column in settings.columns]
    beside = [name for name in (settings.id, settings.weight, settings.completed) if name]
    cells = readers.cells(folder, layout.found, list(dict.fromkeys(mapped + beside)))
    cells, blanked = recoding.without_missing(cells, settings, exported)
    kept, dropped = _kept(cells, settings)
    found = list(_not_in_export(settings, cells.index)) + list(_empty(kept))
    cells = cells[kept]
    answers, wrong, unread = recoding.recoded(cells[mapped], settings.columns, exported)
    led = routing.led(answers)
    ident, weight, beside = _beside(cells, settings)
    found += [*wrong, *validation.findings(answers, led, settings.mandatory), *beside]
    told: dict[str, int | None] = dict.fromkeys((*layout.notes, *mapping.notes(settings, layout)))
    told |= blanked | unread | _doubts(answers, ident) | validation.notes(answers, led)
    notes = pd.DataFrame({"what": list(told), "count": pd.array(list(told.values()), dtype="Int64")})
    checked = Checked(faults.listed(found), faults.kinds(found), notes, int(kept.sum()), dropped)
    return _Examined(answers, led, weight, ident, checked)


def _kept(cells: pd.DataFrame, settings: waves.Answered) -> tuple[np.ndarray, pd.DataFrame]:
    """Which rows are answers of a firm, and how many are left out for which reason."""
    left: dict[str, np.ndarray] = {"excluded by wave.toml": cells.index.isin([e.row for e in settings.exclude])}
    if settings.completed:
        left["not completed"] = cells[settings.completed].isna().to_numpy()
    left["without any answer"] = np.logical_and.reduce([cells[c.name].isna() for c in settings.columns])
    kept, counts = np.ones(len(cells), dtype=bool), {}
    for reason, where in left.items():
        counts[reason] = int((where & kept).sum())
        kept &= ~where
    counts = {reason: count for reason, count in counts.items() if count}
    return kept, pd.DataFrame({"reason": list(counts), "firms": pd.array(list(counts.values()), dtype="int64")})


def _not_in_export(settings: waves.Answered, rows: pd.Index) -> Iterator[Finding]:
    for row in [entry.row for entry in settings.exclude if entry.row not in rows]:
        allowed = f"a row from {rows.min()} to {rows.max()}" if len(rows) else "the export has no rows"
        yield faults.whole("exclude", "the export has no such row", allowed, str(row))


def _empty(kept: np.ndarray) -> Iterator[Finding]:
    if not kept.any():
        said = "no firm's answers are left" if len(kept) else "the export holds no answers"
        yield faults.whole("", said, "at least one questionnaire that is finished and not excluded")


def _beside(
    cells: pd.DataFrame, settings: waves.Answered
) -> tuple[pd.Series | None, pd.Series | None, list[Finding]]:
    """Identifiers and weights of the firms, and what is wrong with them."""
    ident, weight, found = None, None, []
    if settings.id:
        ident = cells[settings.id].astype(object).rename(None)
        found += validation.twice(ident, settings.id)
    if settings.weight:
        weight, wrong = validation.weights(cells[settings.weight], settings.weight)
        found += wrong
    return ident, weight, found


def _doubts(answers: Recoded, ident: pd.Series | None) -> dict[str, int]:
    """Firms that may be twice in the export, and questions of which nobody can tell who was asked."""
    said = {}
    if ident is None:
        said["firms with the very same answers as a firm before; without an identifier nobody can tell"] = (
            validation.alike(answers)
        )
    else:
        said["firms without an identifier"] = int(ident.isna().sum())
    for question in routing.untold(answers):
        gate = routing.decides(question)
        said[f"«{question}»: everyone counts as asked, since «{gate}» is not in the export"] = len(answers.rows)
    return {what: count for what, count in said.items() if count}


def _frame(answers: Recoded, led: routing.Led) -> pd.DataFrame:
    """The answers as statistics take them: what was not asked is missing.

    An answer or a number where none was asked is a problem already; only an explicit no is not.
    """
    columns: dict[Key, np.ndarray | pd.Categorical] = {}
    for question in recoding.kinds():
        keys = _ordered(answers.keys(question))
        if recoding.kinds()[question] == "multiple":
            columns |= _ticks(answers, led, keys)
        elif recoding.kinds()[question] == "number":
            columns |= {key: answers.values[key] for key in keys}
        else:
            columns |= {key: _choice(question, answers.values[key]) for key in keys}
        if question == SHARE and not keys:
            columns |= _share(answers)
    frame = pd.DataFrame(columns, index=pd.Index(answers.rows, name="row"))
    frame.columns = pd.MultiIndex.from_tuples(columns, names=["question", "item", "horizon"])
    return frame


def _ordered(keys: list[Key]) -> list[Key]:
    """Columns of a question in the order of the codebook: item by item, each at its horizons."""
    items = ["", *(recoding.options(keys[0][0]).items if keys else ())]
    horizons = recoding.horizons(keys[0][0]) if keys else []
    return sorted(keys, key=lambda key: (items.index(key[1]), horizons.index(key[2])))


def _ticks(answers: Recoded, led: routing.Led, keys: list[Key]) -> dict[Key, np.ndarray]:
    """Ticks of a question; who answered any of it has left what is blank, wherever it was asked."""
    asked = {key: led[key[:2]] == 1 for key in keys}
    answered = np.zeros(len(answers.rows), dtype=bool)
    for key in keys:
        answered |= asked[key] & (answers.values[key] >= 0)
    return {
        key: np.where(answered & asked[key], np.maximum(answers.values[key], 0), recoding.BLANK).astype(np.int8)
        for key in keys
    }


def _choice(question: str, places: np.ndarray) -> pd.Categorical:
    return pd.Categorical.from_codes(places, list(recoding.options(question).items))


def _share(answers: Recoded) -> dict[Key, pd.Categorical]:
    """The share of staff on digital twins, in bands, from the two numbers of staff."""
    if not {validation.STAFF, validation.STAFF_DIGITAL_TWIN} <= answers.values.keys():
        return {}
    staff, twins = answers.values[validation.STAFF], answers.values[validation.STAFF_DIGITAL_TWIN]
    bands = {
        "under_10": 10 * twins < staff,
        "from_10_to_50": (10 * twins >= staff) & (2 * twins <= staff),
        "from_50_to_100": (2 * twins > staff) & (twins < staff),
        "all": twins == staff,
    }
    assert list(bands) == list(recoding.options(SHARE).items), "the bands of staff_share have changed"
    places = np.select([where & (staff > 0) for where in bands.values()], range(len(bands)), -1)
    return {(SHARE, "", "now"): _choice(SHARE, places)}
