"""`workbook run`: plan, execute with a progress bar, write the reports."""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from helpers import parameters, paths
from helpers.pipeline import kept, planning, provenance
from helpers.pipeline.errors import RunError
from helpers.pipeline.jobs import Job, Outcome
from helpers.pipeline.planning import Asked


@dataclass(frozen=True)
class Manner:
    """How a run is made: how many notebooks at once, and what is told of it."""

    workers: int = os.cpu_count() or 1
    quiet: bool = False


def make_report(asked: Asked, manner: Manner) -> Iterator[Path]:
    """Bring the report of each language up to date; yields the path of each index page."""
    yield from _make([asked], manner)


def make_segments(asked: Asked, manner: Manner, question: str) -> Iterator[Path]:
    """One report an item of `question` that may be shown apart, and an index over them a language."""
    wave = asked.settings.get("wave", parameters.Parameters().wave)
    planning.refuse(asked)
    from helpers.pipeline import segments  # imported late: nbconvert takes seconds

    found, refused = segments.found(wave, question)
    cut = [replace(asked, settings=asked.settings | {"segment": segment}) for segment in found]
    made = list(_make(cut, manner))
    for language in asked.languages:
        yield segments.write_index(wave, question, found, refused, language, asked.languages)
    yield from made


def would_do(asked: Asked) -> Iterator[str]:
    """What a run would do, a line a notebook and a report; nothing is run or written."""
    planned = planning.plan(replace(asked, check=False), paths.cache())
    for job in planned:
        yield f"{job.name}: {_fate(job)}"
    for language in asked.languages:
        report = _Report([job for job in planned if job.language == language], asked.languages)
        state = "stays as it is" if report.current() else "would be written"
        yield f"{report.folder}: {state}"


def _fate(job: Job) -> str:
    if job.lacking:
        return "is not run: the wave lacks what it requires"
    return f"would run: {', '.join(job.why)}" if job.wanted else "unchanged"


@dataclass(frozen=True)
class _Report:
    """The jobs of one report: a wave or segment in one language."""

    jobs: list[Job]
    languages: list[str]

    @property
    def folder(self) -> Path:
        first = self.jobs[0]
        return paths.report(first.wave, first.language, first.segment)

    def current(self) -> bool:
        """Whether the report is there, as it would be written."""
        if any(job.wanted for job in self.jobs):
            return False
        results = {job.notebook.stem: provenance.digest(job.kept) for job in self.jobs if job.kept}
        return provenance.current(self.folder, self.jobs[0].values, results, self.languages)

    def write(self, outcomes: list[Outcome]) -> Path:
        """Write the report from kept results and from those of this run."""
        from helpers.pipeline import report, run  # imported late: nbconvert takes seconds

        executed = list(run.executed(self.jobs, outcomes))
        return report.build(executed, self.jobs[0].language, self.languages, self._runs(outcomes))

    def _runs(self, outcomes: list[Outcome]) -> dict[str, dict[str, Any]]:
        """What the manifest says of each notebook."""
        ran = {outcome.job.output: outcome for outcome in outcomes}
        found = {}
        for job in self.jobs:
            if job.kept:
                found[job.notebook.stem] = provenance.ran("kept", job.record, job.kept)
            elif not job.lacking:
                outcome = ran[job.output]
                found[job.notebook.stem] = provenance.ran("ran", outcome.record, outcome.notebook)
        return found


def _make(runs: list[Asked], manner: Manner) -> Iterator[Path]:
    paths.cache().mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="run-", dir=paths.cache()) as folder:
        reports = list(_planned(runs, Path(folder)))
        outcomes = _execute([job for report in reports for job in report.jobs], manner)
        failures = [outcome.failure for outcome in outcomes if outcome.cause]
        if failures:
            raise RunError(failures)
        for report in reports:
            yield report.folder / "index.html" if report.current() else report.write(outcomes)


def _planned(runs: list[Asked], folder: Path) -> Iterator[_Report]:
    for asked in runs:
        planned = planning.plan(asked, folder)
        for language in asked.languages:
            yield _Report([job for job in planned if job.language == language], asked.languages)


def _execute(jobs: list[Job], manner: Manner) -> list[Outcome]:
    wanted = [job for job in jobs if job.wanted]
    again = [job for job in jobs if job.kept]
    for job in again:
        if job.record:
            kept.used(job.record)
    if again and not manner.quiet:
        print(f"{len(again)} notebook{'s' if len(again) > 1 else ''} unchanged", file=sys.stderr)
    if not wanted:
        return []
    from helpers.pipeline import run
    from helpers.pipeline.progress import shown

    with shown(len(wanted), manner.quiet) as hear:
        return run.execute(wanted, hear, manner.workers)
