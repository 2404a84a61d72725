"""What `make bench` times of waves of answers: checking, tabulating, and what memory it takes.

Each size runs in a process of its own, so that the peak of memory is its own.
"""

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

SIZES = (1_000, 10_000, 100_000)
LARGEST = 1_000_000
SEED = 2026
SETTINGS = """kind = "answers"
synthetic = true
sampling = "self-selected"
fieldwork_start = 2026-03-02
fieldwork_end = 2026-04-10
title_en = "Bench"
title_fr = "Bench"
source_en = "SYNTHETIC"
source_fr = "SYNTHETIC"
[export]
file = "answers.parquet"
format = "parquet"
"""


def write(folder: Path, n: int) -> None:
    """A wave of `n` invented firms: answers in Parquet, and its settings."""
    from helpers.sources import synthetic

    frame = synthetic.firms(n, SEED)
    columns, text = {}, [SETTINGS]
    for question, item, horizon in frame.columns:
        name = "|".join((question, item, horizon))
        column = frame[question, item, horizon]
        columns[name] = column.astype(object).where(column != -1, None) if column.dtype == np.int8 else column
        text.append(f'[[columns]]\nname = "{name}"\nquestion = "{question}"\nhorizon = "{horizon}"')
        if item:
            text.append(f'item = "{item}"')
    pd.DataFrame(columns).to_parquet(folder / "answers.parquet", index=False)
    (folder / "wave.toml").write_text("\n".join(text), encoding="utf-8")


def timed(task):
    """The result of a task and the seconds it took."""
    start = time.perf_counter()
    result = task()
    return result, time.perf_counter() - start


def by_hand(frame: pd.DataFrame) -> tuple:
    """The same counts and bases as an analyst writes them: a comparison and a value count a column."""
    ticked = frame.select_dtypes("int8")
    counts, bases = (ticked == 1).sum(), (ticked >= 0).sum()
    chosen = {name: frame[name].value_counts() for name in frame.select_dtypes("category")}
    numbers = frame.select_dtypes("float64").agg(["sum", "count", "max"])
    return counts, bases, chosen, numbers


def measured(wave: str) -> dict[str, float]:
    """Seconds to check and load, to tabulate with intervals, by hand, and the peak of memory in GiB."""
    from helpers.sources import codebook, responses
    from helpers.statistics import shares, tabulation

    answers, loading = timed(lambda: responses.load(wave))
    frame = answers.frame
    runs = [
        (
            timed(lambda: (tabulation.shares(frame), tabulation.amounts(frame)))[1],
            timed(lambda: by_hand(frame))[1],
        )
        for _ in range(5)
    ]
    ours, hand = (sorted(column)[2] for column in zip(*runs, strict=True))
    single = codebook.questions().query("type in ('single', 'bands')").question
    _, intervals = timed(lambda: shares.answered(tabulation.shares(frame), single=list(single)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return {"columns": frame.shape[1], "load": loading, "ours": ours, "hand": hand, "intervals": intervals} | {
        "peak": peak
    }


def check_data() -> float:
    """Seconds of `workbook check-data` on the demonstration wave, as a user runs it: the median of five."""
    command = [sys.executable, "-m", "helpers.cli", "check-data", "demo-2026"]
    quiet = {"check": True, "stdout": subprocess.DEVNULL}
    return sorted(timed(lambda: subprocess.run(command, **quiet))[1] for _ in range(5))[2]


def main() -> None:
    """Print one line a size."""
    print(f"{check_data():8.2f} s  check-data of 240 firms (target 3 s)")
    for n in (*SIZES, LARGEST):
        with TemporaryDirectory() as folder:
            (Path(folder) / "bench").mkdir()
            write(Path(folder) / "bench", n)
            threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
            found = subprocess.run(
                [sys.executable, __file__, "bench"],
                env=os.environ | threads | {"WORKBOOK_DATA": folder, "WORKBOOK_CACHE": folder},
                check=True,
                capture_output=True,
                text=True,
            )
        row = json.loads(found.stdout)
        ratio = row["hand"] / row["ours"]
        print(
            f"{row['load']:8.2f} s  {n:,} firms x {row['columns']:.0f} columns: read and checked; "
            f"tabulated in {row['ours']:.3f} s, in pandas by hand {row['hand']:.3f} s (ratio {ratio:.1f}); "
            f"with intervals {row['intervals']:.3f} s; peak {row['peak']:.2f} GiB"
        )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measured(sys.argv[1])))
    else:
        main()
