"""What `make bench` times of whole runs: ours against papermill's and nbconvert's, on the same notebooks.

Contenders take turns, each in processes of its own, without rendering a page; runs of ours that render are
timed apart. The result is `benchmarks/results.md`.
"""

import itertools
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
WAVE, ANSWERS = "study-2023", "demo-2026"
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
RUNS = (1, 10, 50)
UNCOMPILED = "PYTHONDONTWRITEBYTECODE"
"""Where it is set, every kernel compiles the package again, which would flatter what starts few."""
SAMPLED = 0.5
"""Seconds between two looks at the memory."""


@dataclass(frozen=True)
class Run:
    """One run of a contender: wall-clock seconds, peak memory of all its processes, what it printed."""

    seconds: float
    peak: float
    printed: str


def notebooks() -> list[Path]:
    """The notebooks that run on the published wave, in reading order."""
    from helpers.pipeline import notebooks

    return [path for path in notebooks.every() if "published" in notebooks.kinds(notebooks.plain(path))]


def peak_of(process: psutil.Process, seen: list[float], ended: threading.Event) -> None:
    """Note the memory of a process and all below it, until it ends."""
    while not ended.wait(SAMPLED):
        seen.append(sum(map(memory, [process, *children(process)])) / 2**20)


def memory(process: psutil.Process) -> int:
    """KiB of a process, pages that it shares counted in part; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def children(process: psutil.Process) -> list[psutil.Process]:
    """All processes below one; none where it has ended."""
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def timed(command: list[str], **environment: str) -> Run:
    """Run a command from start to end."""
    begun, seen, ended = time.perf_counter(), [0.0], threading.Event()
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != UNCOMPILED} | environment,
    )
    watch = threading.Thread(target=peak_of, args=(psutil.Process(process.pid), seen, ended))
    watch.start()
    printed, said = process.communicate()
    seconds = time.perf_counter() - begun
    ended.set()
    watch.join()
    assert process.returncode == 0, f"{' '.join(command)}\n{said}"
    return Run(seconds, max(seen), printed)


def together(runs: list[Run]) -> Run:
    """Commands that ran one after the other, as one run."""
    return Run(sum(run.seconds for run in runs), max(run.peak for run in runs), "")


def papermill_command(folder: Path) -> Run:
    """papermill's command, once a notebook."""
    options = ["-p", "language", "en", "--cwd", str(ROOT / "notebooks"), "--no-progress-bar", "-k", "python3"]
    return together(
        [timed([str(BIN / "papermill"), str(path), str(folder / path.name), *options]) for path in notebooks()]
    )


def papermill_api(folder: Path) -> Run:
    """papermill's function in a loop, in one process."""
    code = (
        "import sys, papermill\n"
        "for path in sys.argv[2:]:\n"
        "    papermill.execute_notebook(path, f'{sys.argv[1]}/' + path.rpartition('/')[2],"
        " {'language': 'en'}, kernel_name='python3', cwd='notebooks', progress_bar=False)"
    )
    return timed([sys.executable, "-c", code, str(folder), *map(str, notebooks())])


def nbconvert(folder: Path) -> Run:
    """`jupyter nbconvert --execute`, one command for all notebooks."""
    options = ["--to", "notebook", "--execute", "--output-dir", str(folder)]
    return timed([str(BIN / "jupyter"), "nbconvert", *options, *map(str, notebooks())])


def ours(kernels: str, jobs: int, wave: str = WAVE, *runs: str) -> Run:
    """Our execution of the same notebooks."""
    return timed([sys.executable, "benchmarks/execute.py", kernels, str(jobs), wave, *runs])


def in_turn(contenders: dict[str, Callable[[], Run]], rounds: int) -> dict[str, list[Run]]:
    """Every contender once a round, one after the other, so that what else the machine does hits all alike."""
    found: dict[str, list[Run]] = {name: [] for name in contenders}
    for number in range(1, rounds + 1):
        for name, run in contenders.items():
            found[name].append(run())
            print(f"{found[name][-1].seconds:8.2f} s  round {number}  {name}", file=sys.stderr, flush=True)
    return found


def middle(runs: list[Run]) -> float:
    """Median seconds."""
    return statistics.median(run.seconds for run in runs)


def cells_of(folder: Path) -> float:
    """Seconds that the cells took in notebooks that papermill executed."""
    cells = [
        cell
        for path in folder.glob("*.ipynb")
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
    ]
    return sum(cell["metadata"].get("papermill", {}).get("duration") or 0 for cell in cells)


def overhead(run: Run) -> float:
    """Seconds a notebook takes beyond its cells in a warm run of ours, once warm: the first is left out."""
    told = json.loads(run.printed)
    names = list(told["notebooks"])[1:]
    return statistics.median(told["notebooks"][name] - told["cells"][name] for name in names)


def executions(folder: Path) -> list[str]:
    """The lines of results on one language of the study."""
    outputs = folder / "outputs"
    outputs.mkdir()
    cores = os.cpu_count() or 1
    contenders = {
        "papermill command, in a loop": lambda: papermill_command(outputs),
        "papermill function, in a loop": lambda: papermill_api(outputs),
        "jupyter nbconvert --execute": lambda: nbconvert(outputs),
        "ours, cold kernels, one at a time": lambda: ours("cold", 1),
        f"ours, cold kernels, {cores} at a time": lambda: ours("cold", cores),
        "ours, warm kernels, one at a time": lambda: ours("warm", 1),
        f"ours, warm kernels, {cores} at a time": lambda: ours("warm", cores),
    }
    names = list(contenders)
    found = in_turn(contenders, ROUNDS)
    loop, best = middle(found[names[0]]), middle(found[names[-1]])
    lines = ["| run | median s | papermill command / this | peak GiB |", "|---|--:|--:|--:|"]
    lines += [
        f"| {name} | {middle(runs):.1f} | {loop / middle(runs):.1f} | {max(run.peak for run in runs):.2f} |"
        for name, runs in found.items()
    ]
    papermill_command(outputs)
    count = len(notebooks())
    theirs = (loop - cells_of(outputs)) / count
    mine = statistics.median(overhead(run) for run in found[names[-2]])
    lines += [
        "",
        f"- Against the papermill command in a loop: {loop / best:.1f} times faster (target 5).",
        f"- Against `jupyter nbconvert --execute`: {middle(found[names[2]]) / best:.1f} times faster "
        "(target 4).",
        f"- Time of a notebook beyond its cells: {theirs:.2f} s in the loop, {mine:.2f} s warm; "
        f"{theirs / mine:.1f} times lower (target 8).",
    ]
    return lines


def whole_runs(folder: Path) -> list[str]:
    """The lines of results on the command that users type, pages included."""
    environment = {
        "WORKBOOK_CACHE": str(folder / "cache"),
        "WORKBOOK_REPORTS": str(folder / "reports"),
        "WORKBOOK_DATA": str(folder / "data"),
    }
    shutil.copytree(ROOT / "data" / WAVE, folder / "data" / WAVE)
    command = [str(BIN / "workbook"), "run", "--wave", WAVE, "--language", "en"]
    table = folder / "data" / WAVE / "sector_synthesis.csv"

    header, *rows = table.read_text(encoding="utf-8").splitlines()
    names, numbers = header.split(","), itertools.count(1)

    def changed() -> Run:
        """One more name of a column in quotes each time: other bytes, the same table."""
        quoted = next(numbers)
        titles = [*(f'"{name}"' for name in names[:quoted]), *names[quoted:]]
        table.write_text("\n".join([",".join(titles), *rows]) + "\n", encoding="utf-8")
        return timed(command, **environment)

    def forced() -> Run:
        return timed([*command, "--force"], **environment)

    def pages() -> Run:
        shutil.rmtree(folder / "reports")
        return timed(command, **environment)

    contenders = {
        "`make report LANGUAGE=en FORCE=1`: every notebook, and the pages": forced,
        "nothing changed": lambda: timed(command, **environment),
        "one table changed (its notebooks only, and the pages)": changed,
        "the pages alone (no notebook runs)": pages,
    }
    found = in_turn(contenders, ROUNDS)
    lines = ["| command | median s | peak GiB |", "|---|--:|--:|"]
    lines += [
        f"| {name} | {middle(runs):.2f} | {max(run.peak for run in runs):.2f} |" for name, runs in found.items()
    ]
    unchanged = middle(found["nothing changed"])
    return [*lines, "", f"- A run in which nothing changed: {unchanged:.2f} s (target 2), no kernel started."]


def growth() -> list[str]:
    """The lines of results on many runs of a wave of answers: segments, then other confidences of them."""
    lines = ["| runs of the notebooks on answers | s | s a run | peak GiB |", "|--:|--:|--:|--:|"]
    each = {}
    for runs in RUNS:
        run = ours("warm", os.cpu_count() or 1, ANSWERS, str(runs))
        each[runs] = run.seconds / runs
        lines.append(f"| {runs} | {run.seconds:.1f} | {each[runs]:.2f} | {run.peak:.2f} |")
        print(lines[-1], file=sys.stderr, flush=True)
    ratio = each[RUNS[-1]] / each[RUNS[-2]]
    return [*lines, "", f"- Time a run, 50 against 10: {100 * ratio:.0f} % (target at most 110 %)."]


def machine() -> str:
    """What was measured on, and with what."""
    packages = ("papermill", "nbclient", "nbconvert", "ipykernel", "jupyter_client", "pandas", "matplotlib")
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}; "
        f"Python {platform.python_version()}, {versions}."
    )


def main() -> None:
    """Measure, and write the tables."""
    with TemporaryDirectory(prefix="bench-") as folder:
        parts = {
            f"The {len(notebooks())} notebooks of the study, one language, no pages": executions(Path(folder)),
            "Whole runs": whole_runs(Path(folder)),
            "Many runs": growth(),
        }
    text = [
        "# What runs take",
        "",
        f"Written by `make bench`: medians of {ROUNDS} rounds in which all take turns. {machine()}",
        "",
        "Peak memory is that of all processes of a run, shared pages counted once. The start of each command "
        "and all imports count.",
    ]
    for heading, lines in parts.items():
        text += ["", f"## {heading}", "", *lines]
    (ROOT / "benchmarks" / "results.md").write_text("\n".join(text) + "\n", encoding="utf-8")
    print("\n".join(text))


if __name__ == "__main__":
    main()
