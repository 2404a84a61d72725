"""What a run has to do: which notebooks to run and why, which results to use again."""

import functools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from helpers import parameters, paths
from helpers.pipeline import checking, inputs, jobs, kept, notebooks, provenance
from helpers.pipeline.errors import RunError
from helpers.pipeline.jobs import Job
from helpers.sources import waves
from helpers.statistics.sentences import Sentence, sentence

FORCED = "--force"
NAMED = "--only names it"
NEVER = "never run with these parameters"


@dataclass(frozen=True)
class Asked:
    """What the user asked for: parameters, languages, and which notebooks are run again in any case."""

    settings: dict[str, Any] = field(default_factory=dict)
    languages: list[str] = field(default_factory=lambda: list(parameters.LANGUAGES))
    only: list[str] = field(default_factory=list)
    """Numbers of notebooks to run again though nothing changed."""
    force: bool = False
    timeout: int = jobs.CELL_TIMEOUT
    check: bool = True
    """Whether data that were not yet found good are looked at."""


def plan(asked: Asked, folder: Path) -> list[Job]:
    """The jobs of a run. Every bad value is reported at once, before a kernel starts.

    Results are used again where all they were made from is as it was; notebooks whose results are not are run,
    named by the user or not, so that a report is never of two minds.
    """
    refuse(asked)
    given = parameters.check(asked.settings)[0]
    found = []
    for language in asked.languages:
        values = parameters.Parameters(**given | {"language": language}).model_dump()
        if asked.check:
            checking.ensure(values)
        present = functools.cache(functools.partial(_present, values, bool(asked.only)))
        found += [_job(path, values, folder, asked, present) for path in notebooks.every()]
    return found


def checked(asked: Asked) -> bool:
    """Whether the data were found good before. Raises `RunError` with every value that is not allowed."""
    refuse(asked)
    given = parameters.check(asked.settings)[0]
    return checking.remembered(parameters.Parameters(**given).model_dump())


def refuse(asked: Asked) -> None:
    """Raise `RunError` with every value that is not allowed."""
    problems = _problems(asked)
    if problems:
        raise RunError(problems)


def _problems(asked: Asked) -> list[str]:
    """A sentence for each value that is not allowed, each name no notebook declares, each unknown number."""
    problems = parameters.check(asked.settings)[1]
    for language in asked.languages:
        problems += parameters.check({"language": language})[1]
    declared = {name for path in notebooks.every() for name in _declared(path, read(path))}
    known = [name for name in asked.settings if name in parameters.Parameters.model_fields]
    problems += [f"no notebook declares the parameter {name!r}" for name in known if name not in declared]
    numbers = [path.stem[:2] for path in notebooks.every()]
    return problems + [
        f"there is no notebook {number!r}; there are {', '.join(numbers)}"
        for number in asked.only
        if number not in numbers
    ]


def read(path: Path) -> dict[str, Any]:
    """A notebook as plain JSON; one that cannot be read stops the run in a sentence."""
    try:
        return notebooks.plain(path)
    except (OSError, ValueError, KeyError) as refused:
        raise RunError([f"{path} cannot be read as a notebook: {refused}"]) from None


def _declared(path: Path, notebook: dict[str, Any]) -> dict[str, Any]:
    try:
        return notebooks.declared(notebook)
    except (AssertionError, SyntaxError, ValueError) as refused:
        raise RunError([f"{path}: its parameters cannot be read: {refused}"]) from None


def _job(
    path: Path, values: dict[str, Any], folder: Path, asked: Asked, present: Callable[[], Path | None]
) -> Job:
    """The job of one notebook: it gets the values its own parameters cell declares."""
    notebook = read(path)
    own = {name: values[name] for name in _declared(path, notebook)}
    output = folder / paths.slug(values["segment"]) / values["language"] / path.name
    sources = notebooks.run_sources(notebook)
    job = Job(path, values["wave"], values["language"], own, values, output, cells=tuple(kept.cells(sources)))
    if lacking := _lacking(notebook, values["wave"]):
        return replace(job, lacking=lacking)
    if asked.force or path.stem[:2] in asked.only:
        return _to_run(job, sources, [FORCED if asked.force else NAMED], asked.timeout)
    return _again(job, present) or _to_run(job, sources, _why(job), asked.timeout)


def _again(job: Job, present: Callable[[], Path | None]) -> Job | None:
    """The job with the result that is used again; None where there is none."""
    record = kept.valid(kept.records(job.notebook.stem, job.parameters), list(job.cells))
    if record:
        return replace(job, kept=record.file, record=record)
    report = present()
    if report and (report / "notebooks" / job.notebook.name).exists():
        return replace(job, kept=report / "notebooks" / job.notebook.name)
    return None


def _present(values: dict[str, Any], wanted: bool) -> Path | None:
    """The present report, where some notebooks are named and it was made from what there is today."""
    report = paths.report(values["wave"], values["language"], values["segment"])
    return report if wanted and provenance.same(report, values) else None


def _why(job: Job) -> list[str]:
    records = kept.records(job.notebook.stem, job.parameters)
    return list(kept.changes(records[0], list(job.cells))) if records else [NEVER]


def _to_run(job: Job, sources: list[str], why: list[str], timeout: int) -> Job:
    """The job with all that running it takes, and the state of what it may read."""
    compared = [job.values["baseline"]] if waves.read(job.wave).kind == "answers" else []
    involved = dict.fromkeys([job.wave, *compared])
    modules = inputs.modules(sources)
    return replace(
        job,
        why=tuple(why),
        modules=tuple(modules),
        known=inputs.known([*inputs.of_waves(involved), *modules]),
        environment=jobs.environment([paths.CODEBOOK, *(waves.folder(wave) for wave in involved)]),
        timeout=timeout,
    )


def _lacking(notebook: dict[str, Any], wave: str) -> Sentence | None:
    """What the notebook requires and the wave lacks; None where it can run."""
    kind = waves.read(wave).kind
    if kind not in notebooks.kinds(notebook):
        if kind == "answers":
            return sentence("This page is about the printed tables of a study; this wave holds firms’ answers.")
        return sentence("This page needs the answers of firms; of this wave only printed tables are known.")
    if kind == "answers":
        return None
    available = waves.tables(wave)
    missing = [table for table in notebooks.requires(notebook) if table not in available]
    if not missing:
        return None
    return sentence("This page needs tables that the wave does not have: {tables:names}.", tables=missing)
