"""A new wave from an export: its folder, with copies of the files and a `wave.toml` that proposes a mapping."""

import datetime
import shutil
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import tomlkit
from tomlkit.items import AoT, Array, Table

from helpers import parameters, paths
from helpers.sources import codebook, mapping, waves
from helpers.sources.problems import DataError, Problem

if TYPE_CHECKING:
    from helpers.sources.readers import Layout

SHIPPED = ("codebook", "study-2023", "demo-2026")
"""Folders under data/ that belong to the workbook."""
SETTINGS = "wave.toml"
PROPOSED = "proposed: look at it, then remove this line"
MEANING = {
    "title_en": "title of the reports",
    "title_fr": "title of the reports in French",
    "source_en": "who asked the firms: stands under every table and figure",
    "source_fr": "the same in French",
    "sampling": '"self-selected" (an open survey) or "random" (drawn by chance from a list of the population)',
    "fieldwork_start": "first day of fieldwork; PUT THE TRUE DATE, this is the day the file was made",
    "fieldwork_end": "last day of fieldwork; PUT THE TRUE DATE",
    "disclosure": '"strict" (5 firms, none over 80 % of an amount) or "insee" (3 firms, 85 %)',
    "segments": "questions by whose items a report may be cut",
    "mandatory": "questions that whoever is asked must have answered; others may stay blank",
    "missing": 'what stands for no answer beside a blank cell, such as "-99" or "n/a"',
    "id": "column with an identifier of the firm, never shown; empty: none",
    "weight": "column with weights; empty: every firm counts for one",
    "completed": "column that is filled only where the questionnaire was finished; empty: every row counts",
}
"""Each setting in one line, in the order of the file."""
EXPORT = {
    "file": "the export, a copy in this folder",
    "format": ", ".join(waves.FORMATS),
    "encoding": "of a text file: utf-8, cp1252",
    "delimiter": "of a text file",
    "sheet": "of a workbook",
    "structure": "LimeSurvey structure export",
}


@dataclass(frozen=True)
class Made:
    """A new wave: its settings file, what was proposed of its columns, what the reader had to say."""

    path: Path
    proposal: mapping.Proposal
    notes: tuple[str, ...]


def make(
    name: str,
    export: Path,
    structure: Path | None = None,
    *,
    form: str = "",
    encoding: str = "",
    delimiter: str = "",
    sheet: str = "",
) -> Made:
    """Copy an export (and its structure) into a new folder of that name, beside a `wave.toml` that can be run.

    `form` is one of `waves.FORMATS`; it and the settings of reading are found out where they are empty. Built
    beside its place and renamed at the end: an error leaves nothing behind, and the export as it was.
    """
    from helpers.sources import readers  # imported late: it loads the libraries of every format

    target = paths.data()[0] / name
    _refuse(name, target, export, structure)
    with _building(target) as folder:
        _copy(folder, export, structure)
        reading = waves.Export(
            file=export.name,
            format=form or readers.guess(folder / export.name),
            encoding=encoding,
            delimiter=delimiter,
            sheet=sheet,
            structure=structure.name if structure else "",
        )
        layout = readers.layout(folder, reading)
        proposal = mapping.propose(layout, codebook.questions(), codebook.items())
        text = settings(name, layout, proposal)
        waves.Answered.model_validate(tomllib.loads(text))
        (folder / SETTINGS).write_text(text, encoding="utf-8")
    return Made(target / SETTINGS, proposal, layout.notes + proposal.notes)


def sentences(made: Made) -> list[str]:
    """What a user should know of a new wave, a sentence each: what was mapped, what was not, what is next."""
    proposal, name = made.proposal, made.path.parent.name
    ways = Counter(proposal.found.values())
    said = [f"Made {made.path}, with copies of your files beside it."]
    said += [f"{note}." for note in made.notes]
    said += [f"Columns mapped by code: {ways['code']}; by label: {ways['label']}."]
    open_ = [column.name for column in proposal.columns if not column.confirmed]
    if open_:
        said.append(f"Proposed, to be looked at: {len(open_)} ({mapping.listed(open_)}).")
    cells = [column.name for column in proposal.columns if column.separator]
    if cells:
        answers = f"taken to be separated by {mapping.SEPARATOR!r}: put the true separator"
        said.append(f"Several answers in one cell, {answers}: {mapping.listed(cells)}.")
    for setting, column in proposal.special.items():
        said.append(f"Taken as `{setting}`: column {mapping.shown(column)}.")
    for reason, count in Counter(proposal.ignored.values()).items():
        said.append(f"Left unread, {reason}: {count} ({mapping.listed(_of(proposal.ignored, reason))}).")
    for column, reason in proposal.unmapped.items():
        said.append(f"Not mapped, column {mapping.shown(column)}: {reason}.")
    unanswered = Counter(question for question, _, _ in proposal.unanswered)
    if unanswered:
        said.append(f"Questions without a column, whole or in part: {', '.join(unanswered)}.")
    return [*said, f"Next: look through {SETTINGS}, then run  workbook check-data {name}"]


def settings(name: str, layout: "Layout", proposal: mapping.Proposal) -> str:
    """The text of `wave.toml`: every setting with a line on what it means, then the columns."""
    document = tomlkit.document()
    document.add(tomlkit.comment(f"Settings of the wave {name}, made by `workbook new-wave`. Yours to edit."))
    document.add(tomlkit.comment("What each setting does, and how to mend it: docs/new-wave.md."))
    document.add("kind", tomlkit.item("answers"))
    for key, value in _values(name, proposal).items():
        document.add(key, tomlkit.item(value).comment(MEANING[key]))
    document.add(tomlkit.comment("population = 1200 # firms in the population, where it is known"))
    document.add(tomlkit.comment("columns left unread on purpose:"))
    document.add("ignored", _ignored(proposal))
    for column, reason in proposal.unmapped.items():
        document.add(tomlkit.comment(f"not mapped: column {mapping.shown(column)}: {reason}"))
    document.add("export", _export(layout))
    document.add("columns", _columns(proposal))
    return tomlkit.dumps(document)


def _refuse(name: str, target: Path, export: Path, structure: Path | None) -> None:
    """Raise `DataError` with everything that speaks against a new wave of that name from these files."""
    found = []
    if parameters.check({"wave": name})[1]:
        allowed = f"{parameters.allowed('wave')}, the first a letter or digit, 64 at most"
        found.append(Problem("new-wave", "not a name for a wave", value=name, allowed=allowed))
    elif name.casefold() in SHIPPED:
        found.append(Problem("new-wave", "the name is a folder of the workbook", value=name, allowed="another"))
    elif name in paths.waves() or target.exists():
        said = "there is a wave of this name already"
        found.append(Problem("new-wave", said, value=name, allowed="another name, or remove its folder first"))
    files = [file for file in (export, structure) if file]
    found += [Problem(mapping.shown(str(f)), "there is no such file") for f in files if not f.is_file()]
    names = [SETTINGS, *(file.name for file in files)]
    if len({name.casefold() for name in names}) < len(names):
        said = f"export and structure need names of their own, other than {SETTINGS}"
        found.append(Problem("new-wave", said, value=", ".join(names[1:])))
    if found:
        raise DataError(found)


@contextmanager
def _building(target: Path) -> Iterator[Path]:
    """A new folder that is put in its place when the block ends well, and vanishes when not."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new-wave-", dir=target.parent) as beside:
            folder = Path(beside) / target.name
            folder.mkdir()
            yield folder
            folder.rename(target)
    except OSError as refused:
        said = f"the wave cannot be made: {refused.strerror}"
        raise DataError([Problem("new-wave", said, value=refused.filename)]) from None


def _copy(folder: Path, *files: Path | None) -> None:
    for file in filter(None, files):
        shutil.copyfile(file, folder / file.name)


def _values(name: str, proposal: mapping.Proposal) -> dict:
    today = datetime.date.today()
    values = {
        "title_en": f"Digital twin survey, wave {name}",
        "title_fr": f"Enquête sur le jumeau numérique, vague {name}",
        "source_en": f"Survey of firms, wave {name}",
        "source_fr": f"Enquête auprès des entreprises, vague {name}",
        "sampling": "self-selected",
        "fieldwork_start": today,
        "fieldwork_end": today,
        "disclosure": "strict",
        "segments": list(waves.Answered.model_fields["segments"].default),
        "mandatory": [],
        "missing": [],
    }
    return values | {key: proposal.special.get(key, "") for key in ("id", "weight", "completed")}


def _ignored(proposal: mapping.Proposal) -> Array:
    listed = tomlkit.array()
    listed.multiline(True)
    for column, reason in proposal.ignored.items():
        listed.add_line(column, comment=reason)
    listed.add_line(indent="")
    return listed


def _export(layout: "Layout") -> Table:
    table = tomlkit.table()
    for key, meaning in EXPORT.items():
        if value := getattr(layout.found, key):
            table.add(key, tomlkit.item(value).comment(meaning))
    return table


def _columns(proposal: mapping.Proposal) -> AoT:
    """One `[[columns]]` a mapped column; empty settings are left out."""
    tables = tomlkit.aot()
    for column in proposal.columns:
        table = tomlkit.table()
        for key, value in _said(column):
            table.add(key, value)
        if not column.confirmed:
            table.add("confirmed", tomlkit.item(False).comment(PROPOSED))
        tables.append(table)
    return tables


def _said(column: waves.Column) -> Iterator[tuple[str, object]]:
    yield "name", column.name
    yield "question", column.question
    if column.item:
        yield "item", column.item
    if column.horizon != "now":
        yield "horizon", column.horizon
    if column.separator:
        yield "separator", tomlkit.item(column.separator).comment("between several answers in one cell")
    if column.answers:
        answers = tomlkit.inline_table()
        answers.update(column.answers)
        yield "answers", answers


def _of(columns: dict[str, str], reason: str) -> list[str]:
    return [column for column, why in columns.items() if why == reason]
