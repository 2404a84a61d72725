"""Run the notebooks of a wave without rendering a page, in this process; print what it took as JSON.

`python benchmarks/execute.py <warm|cold> <jobs> <wave> [runs]`: with a number of runs, so many runs of a wave
of answers, each of another segment or another confidence.
"""

import itertools
import json
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

CONFIDENCES = (0.95, 0.9, 0.99, 0.8)
SPENT: dict[str, float] = {}
"""Seconds that the cells of a notebook took, as papermill notes them; filled where one job runs at a time."""


def settings_of(wave: str, runs: int) -> list[dict]:
    """The parameters of so many different runs of a wave of answers."""
    from helpers.sources import waves
    from helpers.statistics import survey

    segments = [each for question in waves.read(wave).segments for each in survey.segments(wave, question)[0]]
    pairs = itertools.product(CONFIDENCES, segments)
    return [
        {"wave": wave, "segment": segment, "confidence": confidence}
        for confidence, segment in itertools.islice(pairs, runs)
    ]


def note_cells(run) -> None:
    """Note the cells' own seconds before the marks of papermill are taken off a notebook."""
    kept = run._kept

    def noting(job, executed, seconds):
        timed = [cell.metadata.get("papermill", {}).get("duration") or 0 for cell in executed.cells]
        SPENT[job.notebook.stem] = sum(timed)
        return kept(job, executed, seconds)

    run._kept = noting


def main() -> None:
    """Plan and run; the start of Python and all imports count."""
    begun = time.perf_counter()
    kernels, workers, wave, *runs = sys.argv[1:]
    from helpers.pipeline.running import planning, run
    from helpers.pipeline.running.jobs import Manner

    note_cells(run)
    settings = settings_of(wave, int(runs[0])) if runs else [{"wave": wave}]
    with TemporaryDirectory() as folder:
        os.environ |= {"WORKBOOK_CACHE": f"{folder}/cache", "WORKBOOK_REPORTS": f"{folder}/reports"}
        with run.begun(Manner(int(workers), cold=kernels == "cold")) as manner:
            jobs = []
            for number, given in enumerate(settings):
                asked = planning.Asked(given, ["en"], force=True)
                jobs += [job for job in planning.plan(asked, Path(folder, str(number))) if job.wanted]
            planned = time.perf_counter()
            outcomes = run.execute(jobs, lambda outcome: None, manner)
    assert not any(outcome.cause for outcome in outcomes), [outcome.failure for outcome in outcomes]
    print(
        json.dumps(
            {
                "seconds": time.perf_counter() - begun,
                "planning": planned - begun,
                "notebooks": {outcome.job.notebook.stem: outcome.seconds for outcome in outcomes},
                "cells": SPENT,
            }
        )
    )


if __name__ == "__main__":
    main()
