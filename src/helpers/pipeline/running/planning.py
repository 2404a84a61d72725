"""What a run has to do: which notebooks to run and why, which results to use again."""

import functools
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from helpers import parameters, paths
from helpers.pipeline import notebooks, provenance
from helpers.pipeline.errors import RunError
from helpers.pipeline.running import checking, inputs, jobs, kept
from helpers.pipeline.running.jobs import Job
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
    named by the user or not, so that a report is never of two minds. A notebook about the other kind of wave,
    printed tables or answers, has no job and no page: there is nothing it could say.
    """
    refuse(asked)
    given = parameters.check(asked.settings)[0]
    found = []
    for language in asked.languages:
        values = parameters.Parameters(**given | {"language": language}).model_dump()
        if asked.check:
            checking.ensure(values)
        report = _Common(values, folder, asked)
        kind = waves.read(values["wave"]).kind
        found += [_job(path, report) for path in notebooks.every() if kind in notebooks.kinds(read(path))]
    return found


@dataclass(frozen=True)
class _Common:
    """What the notebooks of a report have in common; the costly parts are worked out if one needs them."""

    values: dict[str, Any]
    folder: Path
    asked: Asked

    @functools.cached_property
    def waves(self) -> list[str]:
        """The wave, and the one that answers are compared with."""
        wave = self.values["wave"]
        compared = [self.values["baseline"]] if waves.read(wave).kind == "answers" else []
        return list(dict.fromkeys([wave, *compared]))

    @functools.cached_property
    def environment(self) -> dict[str, str]:
        """The variables of the kernels. Where nothing is looked at, what may be shown is not decided either."""
        decided = [checking.decided(wave) for wave in self.waves] if self.asked.check else []
        checked = [paths.CODEBOOK, *(waves.folder(wave) for wave in self.waves)]
        return jobs.environment(checked, filter(None, decided))

    @functools.cached_property
    def present(self) -> Path | None:
        """The present report, where some notebooks are named and it was made from what there is today."""
        report = paths.report(self.values["wave"], self.values["language"], self.values["segment"])
        return report if self.asked.only and provenance.same(report, self.values) else None


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


def _job(path: Path, report: _Common) -> Job:
    """The job of one notebook: it gets the values its own parameters cell declares."""
    values, asked = report.values, report.asked
    notebook = read(path)
    own = {name: values[name] for name in _declared(path, notebook)}
    output = report.folder / paths.slug(values["segment"]) / values["language"] / path.name
    sources = notebooks.run_sources(notebook)
    job = Job(path, values["wave"], values["language"], own, values, output, cells=tuple(kept.cells(sources)))
    if lacking := _lacking(notebook, values["wave"]):
        return replace(job, lacking=lacking)
    if asked.force or path.stem[:2] in asked.only:
        return _to_run(job, sources, [FORCED if asked.force else NAMED], report)
    return _again(job, report) or _to_run(job, sources, _why(job), report)


def _again(job: Job, report: _Common) -> Job | None:
    """The job with the result that is used again; None where there is none."""
    record = kept.valid(kept.records(job.notebook.stem, job.parameters), list(job.cells))
    if record:
        return replace(job, kept=record.file, record=record)
    if report.present and (report.present / "notebooks" / job.notebook.name).exists():
        return replace(job, kept=report.present / "notebooks" / job.notebook.name)
    return None


def _why(job: Job) -> list[str]:
    records = kept.records(job.notebook.stem, job.parameters)
    return list(kept.changes(records[0], list(job.cells))) if records else [NEVER]


def _to_run(job: Job, sources: list[str], why: list[str], report: _Common) -> Job:
    """The job with all that running it takes, and the state of what it may read."""
    modules = inputs.modules(sources)
    return replace(
        job,
        why=tuple(why),
        modules=tuple(modules),
        known=inputs.known([*inputs.of_waves(report.waves), *modules]),
        environment=report.environment,
        timeout=report.asked.timeout,
    )


def _lacking(notebook: dict[str, Any], wave: str) -> Sentence | None:
    """What the notebook requires and the wave lacks; None where it can run."""
    if waves.read(wave).kind == "answers":
        return None
    available = waves.tables(wave)
    missing = [table for table in notebooks.requires(notebook) if table not in available]
    if not missing:
        return None
    return sentence("This page needs tables that the wave does not have: {tables:names}.", tables=missing)
