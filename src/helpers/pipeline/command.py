"""`workbook run`: plan, run what changed, write the reports."""

import contextlib
import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from helpers import parameters, paths
from helpers.pipeline import cuts, provenance
from helpers.pipeline.assembly import Report, written
from helpers.pipeline.running import folders, kept, planning, processes, stopping, working
from helpers.pipeline.running.jobs import Job, Manner, Outcome
from helpers.pipeline.running.planning import Asked


@dataclass
class Made:
    """The index pages of the reports that are up to date, and a sentence for each notebook that failed."""

    pages: list[Path] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def make_report(asked: Asked, manner: Manner) -> Made:
    """Bring the report of each language up to date."""
    with stopping.heeded():
        sure = not planning.checked(asked) or asked.force
        with _begun(sure, manner) as begun:
            return _up_to_date([asked], begun) or _make([asked], begun)


def make_segments(asked: Asked, manner: Manner, question: str) -> Made:
    """One report an item of `question` that may be shown apart, and an index over them a language."""
    with stopping.heeded():
        planning.refuse(asked)
        with _begun(asked.force, manner) as begun:
            return _cut_up_to_date(asked, begun, question) or _cut(asked, begun, question)


@contextmanager
def _begun(sure: bool, manner: Manner) -> Iterator[Manner]:
    """The manner, with a server of kernels already started where it is sure that notebooks will run."""
    if not sure:
        yield manner
        return
    from helpers.pipeline.running import run

    with run.begun(manner) as begun:
        yield begun


def _cut_up_to_date(asked: Asked, manner: Manner, question: str) -> Made | None:
    """The reports of the segments and their index, where nothing at all is to be done."""
    wave = _wave(asked)
    found = cuts.remembered(wave, question)
    if found is None or not cuts.current(wave, question, asked.languages):
        return None
    made = _up_to_date(_by(asked, found), manner)
    return Made(_indexes(asked, question) + made.pages) if made else None


def _cut(asked: Asked, manner: Manner, question: str) -> Made:
    from helpers.pipeline.rendering import segments  # imported late: nbconvert takes seconds

    wave = _wave(asked)
    found, refused = segments.found(wave, question)
    cuts.remember(wave, question, found)
    runs = _by(asked, found)
    made = _up_to_date(runs, manner) or _make(runs, manner)
    if made.failures:
        return made
    with working.alone(wave, manner.quiet):
        for language in asked.languages:
            segments.write_index(wave, question, found, refused, language, asked.languages)
    return Made(_indexes(asked, question) + made.pages)


def _by(asked: Asked, segments: list[str]) -> list[Asked]:
    return [replace(asked, settings=asked.settings | {"segment": segment}) for segment in segments]


def _indexes(asked: Asked, question: str) -> list[Path]:
    folders = (paths.segments(_wave(asked), question, language) for language in asked.languages)
    return [folder / "index.html" for folder in folders]


def would_do(asked: Asked) -> Iterator[str]:
    """What a run would do, a line a notebook and a report; nothing is run or written."""
    if not planning.checked(asked):
        yield f"{_wave(asked)}: its data would be checked first"
    for report in _planned(replace(asked, check=False), paths.cache(), Manner()):
        for job in report.jobs:
            yield f"{job.name}: {_fate(job)}"
        yield f"{report.folder}: {'stays as it is' if report.current() else 'would be written'}"


def _fate(job: Job) -> str:
    if job.lacking:
        return "is not run: the wave lacks what it requires"
    return f"would run: {', '.join(job.why)}" if job.wanted else "unchanged"


def _up_to_date(runs: list[Asked], manner: Manner) -> Made | None:
    """The reports, where nothing at all is to be done; no lock is needed to see that."""
    reports = [report for asked in runs for report in _planned(asked, paths.cache(), manner)]
    if not all(report.current() and not report.stale() for report in reports):
        return None
    _say_unchanged(reports, manner)
    return Made([report.index for report in reports])


def _make(runs: list[Asked], manner: Manner) -> Made:
    """Run what changed and write each report none of whose notebooks failed, in all languages or in none."""
    with working.alone(_wave(runs[0]), manner.quiet) as folder:
        planned = [list(_planned(asked, folder, manner)) for asked in runs]
        every = [report for reports in planned for report in reports]
        with folders.repaired([report.folder for report in every]), stopping.with_children():
            return _made(planned, _execute(every, manner), manner)


def _made(planned: list[list[Report]], outcomes: dict[Path, Outcome], manner: Manner) -> Made:
    made, good = Made(), []
    for reports in planned:
        failures = [outcome.failure for outcome in _failed(reports, outcomes)]
        made.failures += failures
        good += [] if failures else reports
    _write(good, outcomes, manner)
    made.pages = [report.index for report in good]
    return made


def _write(reports: list[Report], outcomes: dict[Path, Outcome], manner: Manner) -> None:
    """Write the reports that are not as they would be written, several at once."""
    old = [report for report in reports if not report.current()]
    for _ in processes.spread(written, [(report, report.of(outcomes)) for report in old], manner.workers):
        pass
    for folder in {folder for report in reports for folder in report.stale()}:
        shutil.rmtree(folder)


def _failed(reports: list[Report], outcomes: dict[Path, Outcome]) -> Iterator[Outcome]:
    """The outcomes that went wrong; for each report they are told in `.cache/failed/` too."""
    for report in reports:
        ran = [outcomes[job.output] for job in report.jobs if job.output in outcomes]
        failed = [outcome for outcome in ran if outcome.cause]
        yield from failed
        if ran:
            _tell(ran[0].job.failed.with_name(provenance.FILE), failed)


def _tell(file: Path, failed: list[Outcome]) -> None:
    """Write what failed, and why, where the failed notebooks are; a disk without room stops nothing."""
    said = {
        each.job.notebook.stem: {"cause": each.cause, "seconds": each.seconds, "time": provenance.now()}
        for each in failed
    }
    with contextlib.suppress(OSError):
        if said:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(said, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        else:
            file.unlink(missing_ok=True)


def _planned(asked: Asked, folder: Path, manner: Manner) -> Iterator[Report]:
    planned = planning.plan(asked, folder)
    for language in asked.languages:
        yield Report([job for job in planned if job.language == language], asked.languages, manner.pdf)


def _execute(reports: list[Report], manner: Manner) -> dict[Path, Outcome]:
    """Run what is to be run; the outcomes by the output of their job."""
    _say_unchanged(reports, manner)
    wanted = [job for report in reports for job in report.jobs if job.wanted]
    if not wanted:
        return {}
    from helpers.pipeline.running import run
    from helpers.pipeline.running.progress import shown

    with shown(len(wanted), manner.quiet) as hear:
        return {outcome.job.output: outcome for outcome in run.execute(wanted, hear, manner)}


def _say_unchanged(reports: list[Report], manner: Manner) -> None:
    again = [job for report in reports for job in report.jobs if job.kept]
    for job in again:
        if job.record:
            kept.used(job.record)
    if again and not manner.quiet:
        print(f"{len(again)} notebook{'s' if len(again) > 1 else ''} unchanged", file=sys.stderr)


def _wave(asked: Asked) -> str:
    return asked.settings.get("wave", parameters.Parameters().wave)
