"""The report of a wave or segment in one language: whether it is up to date, and how it is put together."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers import paths
from helpers.pipeline import notebooks, provenance
from helpers.pipeline.running import folders
from helpers.pipeline.running.jobs import Job, Outcome


@dataclass(frozen=True)
class Report:
    """What a report is put together from: a job a notebook."""

    jobs: list[Job]
    languages: list[str]
    """The languages its pages lead to."""
    pdf: bool = False
    """Whether it is printed as PDF too."""

    @property
    def folder(self) -> Path:
        """Where the finished report stands."""
        first = self.jobs[0]
        return paths.report(first.wave, first.language, first.segment)

    @property
    def index(self) -> Path:
        """The page that a reader opens first."""
        return self.folder / "index.html"

    def current(self) -> bool:
        """Whether the report is there as it would be written, with nothing left to run or to tidy up."""
        if self.pdf and not (self.folder / "report.pdf").exists():
            return False
        if any(job.wanted for job in self.jobs) or folders.leftovers(self.folder):
            return False
        results = {job.notebook.stem: provenance.digest(job.kept) for job in self.jobs if job.kept}
        return provenance.current(self.folder, self.jobs[0].values, results, self.languages)

    def stale(self) -> list[Path]:
        """Reports of the wave's segments that may not stand beside this one."""
        return provenance.stale(self.folder, self.jobs[0].wave)

    def of(self, outcomes: dict[Path, Outcome]) -> dict[Path, Outcome]:
        """The outcomes of its own jobs, by their output."""
        return {job.output: outcomes[job.output] for job in self.jobs if job.output in outcomes}

    def write(self, outcomes: dict[Path, Outcome]) -> None:
        """Write the report from kept results and from those of this run, by the job's output."""
        from helpers.pipeline.rendering import report  # imported late: nbconvert takes seconds

        executed = [(job, self._executed(job, outcomes)) for job in self.jobs]
        runs = {job.notebook.stem: _said(job, outcomes) for job in self.jobs if not job.lacking}
        report.build(executed, self.jobs[0].language, self.languages, runs, self.pdf)

    def _executed(self, job: Job, outcomes: dict[Path, Outcome]) -> Any:
        """The notebook of today with its outputs; None where the wave lacks what it requires."""
        if job.lacking:
            return None
        file = job.kept or outcomes[job.output].notebook
        return notebooks.tidy(notebooks.joined(notebooks.read(job.notebook), notebooks.read(file)))


def written(work: tuple[Report, dict[Path, Outcome]]) -> None:
    """Write a report, in whatever process."""
    report, outcomes = work
    report.write(outcomes)


def _said(job: Job, outcomes: dict[Path, Outcome]) -> dict[str, Any]:
    """What the manifest says of a notebook."""
    if job.kept:
        return provenance.ran("kept", job.record, job.kept)
    outcome = outcomes[job.output]
    return provenance.ran("ran", outcome.record, outcome.notebook)
