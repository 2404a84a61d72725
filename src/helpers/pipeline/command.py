"""`workbook run`: plan, execute with a progress bar, write the reports."""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tqdm import tqdm

from helpers import paths
from helpers.pipeline import run


def make_report(settings: dict[str, Any], languages: list[str], only: list[str]) -> Iterator[Path]:
    """Run the notebooks and write one report a language; yields the path of each index page.

    With `only`, the other notebooks are taken from the report that is there.
    """
    paths.cache().mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="run-", dir=paths.cache()) as folder:
        jobs = run.plan(settings, languages, only, Path(folder))
        _execute(jobs)
        from helpers.pipeline import report  # imported late: nbconvert takes seconds

        for language in languages:
            executed = [pair for pair in run.executed(jobs) if pair[0].language == language]
            yield report.build(executed, language, languages)


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
