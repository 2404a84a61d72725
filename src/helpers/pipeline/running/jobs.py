"""What is to be done with each notebook of a run, and what became of it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from helpers import paths
from helpers.pipeline.running.inputs import Known
from helpers.pipeline.running.kept import Record
from helpers.statistics.sentences import Sentence

CELL_TIMEOUT = 300
"""Seconds a cell may take, unless the user says otherwise."""


@dataclass(frozen=True)
class Manner:
    """How notebooks are run: how many at once, in what kernels, where, and what is told of it."""

    workers: int = os.cpu_count() or 1
    quiet: bool = False
    cold: bool = False
    """Each kernel starts from nothing, where it could be forked from a process with the libraries."""
    scheduler: str = ""
    """Address of a Dask scheduler on whose workers notebooks run; empty: processes of this machine."""
    pdf: bool = False
    """Whether each report is printed as PDF too."""
    server: str = ""
    """Address of a server of kernels that was started before; empty: one is started for the notebooks run."""


@dataclass(frozen=True)
class Job:
    """One notebook in one language. It holds paths and plain values only, so that any process can do it."""

    notebook: Path
    wave: str
    language: str
    parameters: dict[str, Any]
    """The values the notebook's own parameters cell declares."""
    values: dict[str, Any]
    """All parameters of the run, given or default."""
    output: Path
    """Where the notebook is written while it runs."""
    lacking: Sentence | None = None
    """What the notebook requires and the wave lacks, in words: it is not run."""
    kept: Path | None = None
    """An executed notebook to be used again: of an earlier run, or of the present report."""
    record: Record | None = None
    """What `kept` was made from, where that is known."""
    why: tuple[str, ...] = ()
    """Why the notebook is to be run, in words."""
    cells: tuple[str, ...] = ()
    """A digest for each of its code cells."""
    modules: tuple[str, ...] = ()
    """The modules of the package it may import."""
    known: Known = field(default_factory=dict)
    """Digests of what it may read, as they were when the run was planned."""
    environment: dict[str, str] = field(default_factory=dict)
    """Variables its kernel is given."""
    timeout: int = CELL_TIMEOUT
    keep: bool = True
    """Whether its result is kept for later runs."""

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

    @property
    def failed(self) -> Path:
        """Where the notebook is kept for reading, as far as it ran, when it fails."""
        folder = paths.cache() / "failed" / self.wave / paths.slug(self.segment) / self.language
        return folder / self.notebook.name


@dataclass(frozen=True)
class Outcome:
    """What became of a job that was run: no cause when it went well."""

    job: Job
    cause: str = ""
    notebook: Path | None = None
    """The executed notebook, or what there is of it."""
    record: Record | None = None
    """What a kept result was made from."""
    seconds: float = 0.0

    @property
    def failure(self) -> str:
        """The sentence about a failed job."""
        where = f" (read it in {self.notebook})" if self.notebook else ""
        return f"{self.job.name}: {self.cause}{where}"


def environment(checked: Iterable[Path] = (), decided: Iterable[Path] = ()) -> dict[str, str]:
    """The variables of a kernel: this run's folders, its own package first, one thread for each library."""
    given = {name: value for name, value in os.environ.items() if name.startswith("WORKBOOK_")}
    inherited = os.environ.get("PYTHONPATH", "")
    path = os.pathsep.join(filter(None, [str(paths.PACKAGE.parent), inherited]))
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    found = {"WORKBOOK_CHECKED": checked, "WORKBOOK_DECIDED": decided}
    named = {variable: os.pathsep.join(map(str, files)) for variable, files in found.items()}
    return given | threads | {"PYTHONPATH": path} | named
