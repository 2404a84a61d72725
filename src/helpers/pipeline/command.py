"""`workbook run`: plan, execute with a progress bar, write the reports."""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tqdm import tqdm

from helpers import parameters, paths
from helpers.pipeline import run


def make_report(
    settings: dict[str, Any], languages: list[str], only: list[str], pdf: bool = False
) -> Iterator[Path]:
    """Run the notebooks and write one report a language; yields the path of each index page.

    With `only`, the other notebooks are taken from the report that is there.
    """
    yield from _make([settings], languages, only, pdf)


def make_segments(
    settings: dict[str, Any], languages: list[str], only: list[str], question: str, pdf: bool = False
) -> Iterator[Path]:
    """One report an item of `question` that may be shown apart, and an index over them a language."""
    wave = settings.get("wave", parameters.Parameters().wave)
    run.refuse(settings, languages, only)
    from helpers.pipeline import segments  # imported late: nbconvert takes seconds

    found, refused = segments.found(wave, question)
    made = list(_make([settings | {"segment": segment} for segment in found], languages, only, pdf))
    for language in languages:
        yield segments.write_index(wave, question, found, refused, language, languages)
    yield from made


def _make(runs: list[dict[str, Any]], languages: list[str], only: list[str], pdf: bool) -> Iterator[Path]:
    paths.cache().mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="run-", dir=paths.cache()) as folder:
        planned = [run.plan(settings, languages, only, Path(folder)) for settings in runs]
        _execute([job for jobs in planned for job in jobs])
        from helpers.pipeline import report  # imported late: nbconvert takes seconds

        for jobs in planned:
            for language in languages:
                executed = [pair for pair in run.executed(jobs) if pair[0].language == language]
                yield report.build(executed, language, languages, pdf)


def _execute(jobs: list[run.Job]) -> None:
    wanted = sum(job.wanted for job in jobs)
    with tqdm(total=wanted, desc="notebooks", unit="", disable=not sys.stderr.isatty()) as bar:

        def report(outcome: run.Outcome) -> None:
            bar.set_postfix_str(outcome.job.name)
            bar.update()
            if bar.disable:
                state = "failed" if outcome.cause else "done"
                print(f"{outcome.job.name}: {state}", file=sys.stderr)

        run.execute(jobs, report)
