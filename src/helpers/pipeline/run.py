"""Run the notebooks of a wave with papermill: checked parameters in, executed notebooks out."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers import parameters, paths
from helpers.pipeline import notebooks, provenance
from helpers.pipeline.errors import RunError
from helpers.presentation.language import Language
from helpers.sources import checks, responses, study, waves
from helpers.statistics.sentences import Sentence, sentence

CELL_TIMEOUT = 300
"""Seconds a cell may take."""


@dataclass(frozen=True)
class Job:
    """One notebook to run in one language, and where the executed notebook goes."""

    notebook: Path
    wave: str
    language: str
    parameters: dict[str, Any]
    """The values the notebook's own parameters cell declares."""
    values: dict[str, Any]
    """All parameters of the run, given or default."""
    output: Path
    lacking: Sentence | None = None
    """What the notebook requires and the wave lacks, in words: it is not run."""
    kept: Path | None = None
    """The executed notebook of the present report, where it is to be kept."""

    @property
    def wanted(self) -> bool:
        """Whether the notebook is to be run."""
        return self.lacking is None and self.kept is None

    @property
    def segment(self) -> str:
        """The segment the run is restricted to; empty for all firms."""
        return self.values.get("segment", "")

    @property
    def name(self) -> str:
        """The notebook, language and segment, as shown while it runs."""
        return f"{self.notebook.stem} ({', '.join(filter(None, [self.language, self.segment]))})"


@dataclass(frozen=True)
class Outcome:
    """What became of a job: no cause when it went well."""

    job: Job
    cause: str = ""


def plan(settings: dict[str, Any], languages: list[str], only: list[str], folder: Path) -> list[Job]:
    """The jobs of a run. Every bad value is reported at once, before a kernel starts.

    With `only`, the other notebooks keep their place in the present report where its parameters, data,
    code and lock are those of this run; else they are run too, so that a report is never of two minds.
    """
    refuse(settings, languages, only)
    given = parameters.check(settings)[0]
    jobs = []
    for language in languages:
        values = parameters.Parameters(**given | {"language": language}).model_dump()
        ensure(values["wave"], values["segment"])
        _ensure_baseline(values["wave"], values["baseline"])
        _ensure_method(values)
        present = paths.report(values["wave"], language, values["segment"])
        keep = bool(only) and provenance.same(present, values)
        for path in notebooks.every():
            kept = present / "notebooks" / path.name if keep and path.stem[:2] not in only else None
            jobs.append(_job(path, values, folder, kept))
    return jobs


def refuse(settings: dict[str, Any], languages: list[str], only: list[str]) -> None:
    """Raise `RunError` with every value that is not allowed."""
    problems = _problems(settings, languages, only)
    if problems:
        raise RunError(problems)


def ensure(wave: str, segment: str = "") -> None:
    """Raise unless the wave's data are as described and the segment may be run."""
    settings = waves.read(wave)
    if settings.kind == "answers":
        responses.ensure(wave)
        if settings.weighted:
            _ensure_weights(wave)
    else:
        checks.ensure(waves.folder(wave))
    if segment and settings.kind == "published":
        raise RunError(
            [f"{wave} holds printed tables, no answers of firms: it cannot be cut to the segment {segment!r}"]
        )
    if segment:
        from helpers.statistics import survey

        refusal = survey.refusal(wave, segment)
        if refusal:
            raise RunError([Language("en").sentence(refusal)])


def _ensure_weights(wave: str) -> None:
    from helpers.statistics import survey  # imported late: it takes a second

    problems = survey.weight_problems(wave)
    if problems:
        raise RunError([f"{wave}: {problem}" for problem in problems])


def _ensure_method(values: dict[str, Any]) -> None:
    """Raise where the exact hypergeometric interval is asked for firms that are no draw from a population."""
    settings = waves.read(values["wave"])
    drawn = settings.sampling == "random" and settings.population is not None and settings.kind == "answers"
    if values["method"] == "hypergeometric" and (not drawn or settings.weighted or values["segment"]):
        raise RunError(
            [
                "method 'hypergeometric' is for all firms of a random draw from a stated population, "
                f"unweighted; see sampling and population of {values['wave']}"
            ]
        )


def _ensure_baseline(wave: str, baseline: str) -> None:
    """Raise unless a wave of answers has another wave, whose data are as described, to be compared with."""
    if waves.read(wave).kind == "published":
        return
    if baseline == wave:
        raise RunError([f"{wave} cannot be its own baseline; name another with --set baseline=..."])
    ensure(baseline)


def execute(jobs: list[Job], report: Callable[[Outcome], None]) -> None:
    """Run the jobs, as many at once as there are cores; `report` hears of each as it ends.

    Raises `RunError` when any failed. A failed notebook stays, as far as it ran, under `.cache/failed/`.
    """
    from joblib import Parallel, delayed  # imported late: a bad parameter is answered at once

    wanted = [job for job in jobs if job.wanted]
    for folder in {job.output.parent for job in wanted}:
        folder.mkdir(parents=True, exist_ok=True)
    workers = Parallel(n_jobs=min(os.cpu_count() or 1, len(wanted) or 1), return_as="generator_unordered")
    failed = []
    for outcome in workers(delayed(_execute)(job) for job in wanted):
        report(outcome)
        if outcome.cause:
            failed.append(_failure(outcome))
    if failed:
        raise RunError(failed)


def refresh(report: Callable[[Path], None]) -> None:
    """Execute every committed notebook again, in place, with its own defaults."""
    folder = paths.cache() / "refresh"
    folder.mkdir(parents=True, exist_ok=True)
    for path in notebooks.every():
        wave = notebooks.declared(notebooks.read(path))["wave"]
        outcome = _execute(Job(path, wave, "en", {}, {}, folder / path.name))
        if outcome.cause:
            raise RunError([_failure(outcome)])
        notebooks.write(notebooks.tidy(notebooks.read(folder / path.name)), path)
        report(path)


def _problems(settings: dict[str, Any], languages: list[str], only: list[str]) -> list[str]:
    """A sentence for each value that is not allowed, each name no notebook declares, each unknown number."""
    problems = parameters.check(settings)[1]
    for language in languages:
        problems += parameters.check({"language": language})[1]
    declared = {name for path in notebooks.every() for name in notebooks.declared(notebooks.read(path))}
    known = [name for name in settings if name in parameters.Parameters.model_fields]
    problems += [f"no notebook declares the parameter {name!r}" for name in known if name not in declared]
    numbers = [path.stem[:2] for path in notebooks.every()]
    return problems + [
        f"there is no notebook {number!r}; there are {', '.join(numbers)}"
        for number in only
        if number not in numbers
    ]


def _job(path: Path, values: dict[str, Any], folder: Path, kept: Path | None) -> Job:
    """The job of one notebook: it gets the values its own parameters cell declares."""
    notebook = notebooks.read(path)
    own = {name: values[name] for name in notebooks.declared(notebook)}
    lacking = _lacking(notebook, values["wave"])
    output = folder / paths.slug(values["segment"]) / values["language"] / path.name
    kept = kept if kept and kept.exists() and not lacking else None
    return Job(path, values["wave"], values["language"], own, values, output, lacking, kept)


def _lacking(notebook: Any, wave: str) -> Sentence | None:
    """What the notebook requires and the wave lacks; None where it can run."""
    kind = waves.read(wave).kind
    if kind not in notebooks.kinds(notebook):
        if kind == "answers":
            return sentence("This page is about the printed tables of a study; this wave holds firms’ answers.")
        return sentence("This page needs the answers of firms; of this wave only printed tables are known.")
    if kind == "answers":
        return None
    available = study.tables(wave)
    missing = [table for table in notebooks.requires(notebook) if table not in available]
    if not missing:
        return None
    return sentence("This page needs tables that the wave does not have: {tables:names}.", tables=missing)


def _execute(job: Job) -> Outcome:
    """Run one notebook. papermill's exception decides, not what its output says of itself."""
    import warnings

    warnings.filterwarnings("ignore", category=UserWarning, module="papermill|nbclient|zmq|traitlets")
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill import execute_notebook
    from papermill.exceptions import PapermillExecutionError

    from helpers.pipeline import kernels  # noqa: F401  registers the engine

    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    try:
        execute_notebook(
            job.notebook,
            job.output,
            job.parameters,
            kernel_name="python3",
            language="python",
            extra_arguments=["--log-level=CRITICAL"],
            engine_name="whole",
            whole_output=str(job.output),
            request_save_on_cell_execute=False,
            kernel_manager_class="helpers.pipeline.kernels.PrivateKernelManager",
            shutdown_kernel="immediate",
            progress_bar=False,
            execution_timeout=CELL_TIMEOUT,
            cwd=str(paths.NOTEBOOKS),
        )
    except PapermillExecutionError as failed:
        return Outcome(job, _cause(job, failed))
    except DeadKernelError:
        return Outcome(job, "the kernel died (perhaps out of memory)")
    except CellTimeoutError:
        return Outcome(job, f"a cell took longer than {CELL_TIMEOUT} s")
    return Outcome(job)


def _cause(job: Job, failed: Any) -> str:
    """Which cell failed and why; without the message where it may quote a firm's answer."""
    if _private(job):
        return f"cell {failed.exec_count}: {failed.ename} (its message is left out: it may quote an answer)"
    return f"cell {failed.exec_count}: {failed.ename}: {failed.evalue}"


def _private(job: Job) -> bool:
    return waves.read(job.wave).kind == "answers"


def _failure(outcome: Outcome) -> str:
    """The sentence about a failed job; its notebook is kept for reading."""
    job = outcome.job
    kept = paths.cache() / "failed" / paths.slug(job.segment) / job.language / job.output.name
    kept.parent.mkdir(parents=True, exist_ok=True)
    where = ""
    if job.output.exists():
        if _private(job):
            notebooks.write(notebooks.guarded(notebooks.read(job.output)), kept)
        else:
            shutil.copyfile(job.output, kept)
        where = f" (read it in {kept})"
    return f"{job.name}: {outcome.cause}{where}"


def executed(jobs: list[Job]) -> Iterator[tuple[Job, Any]]:
    """Each job with its executed notebook, or None where the wave lacks what it requires."""
    for job in jobs:
        if job.lacking:
            yield job, None
        else:
            found = notebooks.tidy(notebooks.read(job.kept or job.output))
            yield job, notebooks.guarded(found) if _private(job) else found
