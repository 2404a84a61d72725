"""Run notebooks with papermill: checked parameters in, executed notebooks out."""

import contextlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from helpers import paths
from helpers.pipeline import notebooks, provenance
from helpers.pipeline.errors import RunError
from helpers.pipeline.running import inputs, jobs, kept, processes, stopping, traced, warm
from helpers.pipeline.running.jobs import Job, Manner, Outcome
from helpers.sources import waves


@dataclass(frozen=True)
class Kernels:
    """Where kernels come from: a server's address, a server of each process's own, or ordinary ones."""

    server: str = ""
    own: tuple[str, ...] = ()
    """The modules that a process's own server imports."""

    def environment(self) -> dict[str, str]:
        """The variable by which the kernel manager of this process finds the server."""
        address = warm.own(self.own) if self.own and warm.SUPPORTED else self.server
        return {warm.SERVER: address} if address else {}


def execute(wanted: list[Job], hear: Callable[[Outcome], None], manner: Manner) -> list[Outcome]:
    """Run the jobs, so many at once; `hear` is told of each as it ends. None stops because another failed."""
    if manner.scheduler:
        from helpers.pipeline.running import cluster

        own = () if manner.cold else tuple(_imported(job.notebook for job in wanted))
        with cluster.joined(manner.scheduler):
            return _execute(wanted, hear, Kernels(own=own), None)
    if manner.server or manner.cold or not warm.SUPPORTED:
        return _execute(wanted, hear, Kernels(manner.server), manner.workers)
    with warm.serving(_imported(job.notebook for job in wanted)) as address:
        return _execute(wanted, hear, Kernels(address), manner.workers)


@contextmanager
def begun(manner: Manner) -> Iterator[Manner]:
    """The manner with a server of kernels for any notebook, which imports while the run is planned."""
    if manner.cold or manner.scheduler or not warm.SUPPORTED:
        yield manner
        return
    with warm.serving(_imported(notebooks.every())) as address:
        yield replace(manner, server=address)


def _imported(files: Iterable[Path]) -> list[str]:
    """The modules of `helpers` that the code cells of these notebooks name."""
    return inputs.imported(source for file in files for source in notebooks.run_sources(notebooks.plain(file)))


def _execute(
    wanted: list[Job], hear: Callable[[Outcome], None], kernels: Kernels, workers: int | None
) -> list[Outcome]:
    for folder in {job.output.parent for job in wanted}:
        folder.mkdir(parents=True, exist_ok=True)
    assert all(job.wanted for job in wanted), "what a notebook rests on is known of those to be run only"
    outcomes = []
    longest_first = sorted(wanted, key=lambda job: -len(job.cells))  # so that none ends alone
    for outcome in processes.spread(partial(done, kernels=kernels), longest_first, workers):
        hear(outcome)
        outcomes.append(outcome)
    return outcomes


def done(job: Job, kernels: Kernels) -> Outcome:
    """Run one notebook and keep its result, or what there is of it."""
    started = time.monotonic()
    with _in(job.environment | kernels.environment()):
        try:
            job.failed.unlink(missing_ok=True)
            outcome = _done(job, started)
        except OSError as refused:
            outcome = Outcome(job, _refused(refused))
        for file in (job.output, _trace(job)):
            with contextlib.suppress(OSError):
                file.unlink(missing_ok=True)
    bare = replace(job, known={}, modules=())  # what it took to run it need not come back
    return replace(outcome, job=bare, seconds=round(time.monotonic() - started, 3))


def _done(job: Job, started: float) -> Outcome:
    executed, cause = _executed(job)
    if cause or executed is None:
        return Outcome(job, cause, _kept_for_reading(job))
    return _kept(job, executed, round(time.monotonic() - started, 3))


@contextmanager
def _in(environment: dict[str, str]) -> Iterator[None]:
    """The block with these variables set, for the kernels that it starts."""
    before = dict(os.environ)
    os.environ |= environment
    try:
        yield
    finally:
        os.environ.clear()
        os.environ |= before


def refresh(report: Callable[[Path], None]) -> None:
    """Execute every committed notebook again, in place, with its own defaults."""
    with stopping.heeded(), TemporaryDirectory() as folder, stopping.with_children():
        wanted = [_refreshing(path, Path(folder)) for path in notebooks.every()]
        outcomes = execute(wanted, lambda outcome: report(outcome.job.notebook), Manner())
        if failures := [outcome.failure for outcome in outcomes if outcome.cause]:
            raise RunError(failures)
        for outcome in outcomes:
            executed = notebooks.read(outcome.notebook)
            notebooks.write(executed, outcome.job.notebook)


def _refreshing(path: Path, folder: Path) -> Job:
    notebook = notebooks.plain(path)
    wave, cells = notebooks.declared(notebook)["wave"], tuple(kept.cells(notebooks.run_sources(notebook)))
    given = {"cells": cells, "environment": jobs.environment(), "keep": False}
    return Job(path, wave, "en", {}, {}, folder / path.name, **given)


def _executed(job: Job) -> tuple[Any, str]:
    """The executed notebook, or why there is none. papermill's exception decides, not what its output says."""
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    try:
        return _papermill(job), ""
    except PapermillExecutionError as failed:
        return None, _cause(job, failed)
    except DeadKernelError:
        return None, f"{_where(job)}the kernel died (perhaps out of memory)"
    except CellTimeoutError:
        return None, f"{_where(job)}it took longer than {job.timeout} s"
    except RuntimeError as failed:  # what jupyter_client raises of a kernel that never answered
        return None, f"no kernel: {failed}"


def _papermill(job: Job) -> Any:
    """Run one notebook in a kernel of its own."""
    import warnings

    warnings.filterwarnings("ignore", category=UserWarning, module="papermill|nbclient|zmq|traitlets")
    from papermill import execute_notebook

    from helpers.pipeline.running import kernels  # noqa: F401  registers the engine

    trace = f"__import__({traced.__name__!r}, fromlist=['install']).install({str(_trace(job))!r})"
    return execute_notebook(
        job.notebook,
        job.output,
        job.parameters,
        kernel_name="python3",
        language="python",
        extra_arguments=["--log-level=CRITICAL", f"--IPKernelApp.exec_lines={trace}"],
        engine_name="whole",
        whole_output=str(job.output),
        request_save_on_cell_execute=False,
        kernel_manager_class="helpers.pipeline.running.kernels.PrivateKernelManager",
        shutdown_kernel="immediate",
        progress_bar=False,
        execution_timeout=job.timeout,
        cwd=str(paths.NOTEBOOKS),
    )


def _trace(job: Job) -> Path:
    return job.output.with_suffix(".reads")


def _kept(job: Job, executed: Any, seconds: float) -> Outcome:
    """The executed notebook, kept with all it rests on; of answers only what may be shown."""
    tidy = notebooks.tidy(executed)
    text = notebooks.text(notebooks.guarded(tidy) if _private(job) else tidy)
    read = _read(job)
    rested = {name: inputs.value(name, job.known) for name in inputs.rested_on(read or [], job.modules)}
    if changed := [name for name in rested if name in job.known and rested[name] != job.known[name][0]]:
        said = f"{', '.join(changed)} changed while the notebook ran; run it again"
        return Outcome(job, said)
    if read is None or not job.keep:  # where nobody knows what it read, its result is of this run only
        job.output.with_suffix(".result").write_bytes(text.encode())
        return Outcome(job, notebook=job.output.with_suffix(".result"))
    made = {"parameters": job.parameters, "cells": list(job.cells), "inputs": rested}
    made |= {"made": provenance.now(), "seconds": seconds}
    record = kept.keep(job.notebook.stem, made, text)
    return Outcome(job, notebook=record.file, record=record)


def _read(job: Job) -> list[Path] | None:
    """The files the kernel read below the data folders and the package; None where that is not known."""
    try:
        first, *lines = _trace(job).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return None
    return [Path(line) for line in lines] if first == traced.START else None


def _cause(job: Job, failed: Any) -> str:
    """Which cell failed and why; without the message where it may quote a firm's answer."""
    if _private(job):
        return f"{_where(job)}{failed.ename} (its message is left out: it may quote an answer)"
    return f"{_where(job)}{failed.ename}: {failed.evalue}"


def _where(job: Job) -> str:
    """The cell at which a notebook stopped, by its number among the code cells of the notebook itself."""
    with contextlib.suppress(OSError, ValueError, LookupError):
        cells = notebooks.code(notebooks.plain(job.output))
        started = [cell["metadata"].get("papermill", {}).get("status") != "pending" for cell in cells]
        return f"cell {max(number for number, ran in enumerate(started, start=1) if ran)}: "
    return ""


def _private(job: Job) -> bool:
    return waves.read(job.wave).kind == "answers"


def _refused(refused: OSError) -> str:
    return f"{refused.filename or paths.cache()} cannot be written: {refused.strerror or refused}"


def _kept_for_reading(job: Job) -> Path | None:
    """The notebook as far as it ran, kept for reading; None where there is nothing or no room for it."""
    try:
        found = notebooks.tidy(notebooks.read(job.output))
        job.failed.parent.mkdir(parents=True, exist_ok=True)
        notebooks.write(notebooks.guarded(found) if _private(job) else found, job.failed)
    except (OSError, ValueError):
        return None
    return job.failed
