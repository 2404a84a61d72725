"""A small workbook and the command run on it, for faults that come while it runs."""

import os
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import tiny

from helpers.pipeline import provenance

MOMENT = "1700000000"
PATIENCE = 60
"""Seconds after which a run that should have ended is a failure of the test."""


@dataclass
class Workbook:
    """A folder with notebooks, cache and reports, and the command run on it."""

    place: Path
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)
    """Stands in the environment of every process of its runs."""
    given: dict[str, str] = field(default_factory=dict)

    @property
    def notebooks(self) -> Path:
        return self.place / "notebooks"

    @property
    def report(self) -> Path:
        return Path(self.environment()["WORKBOOK_REPORTS"]) / "study-2023" / "en"

    @property
    def cache(self) -> Path:
        return Path(self.environment()["WORKBOOK_CACHE"])

    @property
    def temporary(self) -> Path:
        """The system's temporary folder, for its runs; near the root, since sockets have short paths."""
        return Path("/tmp") / f"faults-{self.mark[:8]}"

    def environment(self) -> dict[str, str]:
        folders = {"NOTEBOOKS": "notebooks", "CACHE": "cache", "REPORTS": "reports"}
        places = {f"WORKBOOK_{name}": str(self.place / folder) for name, folder in folders.items()}
        places |= {"WORKBOOK_MARK": self.mark, "WORKBOOK_SIGN": str(self.place / "sign")}
        self.temporary.mkdir(exist_ok=True)
        places |= {"TMPDIR": str(self.temporary)}
        return os.environ | places | {"SOURCE_DATE_EPOCH": MOMENT} | self.given

    def start(self, *options: str, before=None) -> subprocess.Popen:
        """The command, in a session of its own as a terminal gives it one."""
        command = [sys.executable, "-m", "helpers.cli", "run", "--language", "en", "--jobs", "2", *options]
        return subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd="/",
            env=self.environment(),
            start_new_session=True,
            preexec_fn=before,
        )

    def run(self, *options: str, before=None) -> tuple[int, str, str]:
        """Exit code, output and errors of the command."""
        started = self.start(*options, before=before)
        out, said = started.communicate(timeout=PATIENCE)
        return started.returncode, out, said

    def running(self) -> list[int]:
        """Processes that the runs of this workbook left."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                ours = f"WORKBOOK_MARK={self.mark}".encode() in (folder / "environ").read_bytes()
            except OSError:
                continue
            if ours:
                found.append(int(folder.name))
        return found

    def command(self, process: int) -> str:
        """The command line of a process; empty where it has ended."""
        try:
            return Path(f"/proc/{process}/cmdline").read_text().replace("\0", " ")
        except OSError:
            return ""

    def left(self, seconds: float = 15) -> list[int]:
        """Processes that are still there after a while."""
        until = time.monotonic() + seconds
        while self.running() and time.monotonic() < until:
            time.sleep(0.1)
        return self.running()

    def add(self, notebook: str, *sources: str) -> None:
        """Put code cells at the end of a notebook."""
        written = tiny.nbformat.read(self.notebooks / f"{notebook}.ipynb", as_version=4)
        for at, source in enumerate(sources):
            written.cells.append(tiny.new.new_code_cell(source, id=f"{notebook[:2]}-added{at}"))
        tiny.nbformat.write(written, self.notebooks / f"{notebook}.ipynb")

    def signed(self) -> int:
        """The process of the kernel that runs the cell `tiny.SIGN`, once it does."""
        until = time.monotonic() + PATIENCE
        sign = self.place / "sign"
        while not (sign.exists() and sign.read_text()):
            assert time.monotonic() < until, "the cell was never run"
            time.sleep(0.05)
        return int(sign.read_text())

    def results(self) -> list[str]:
        """The notebooks of which a result is kept."""
        return sorted({file.parts[-3] for file in (self.cache / "executed").glob("*/*/*.json")})

    def to_run(self) -> list[str]:
        """The notebooks that a run would run."""
        _, out, _ = self.run("--dry-run")
        return [line.split()[0] for line in out.splitlines() if "would run" in line]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a report with its bytes; of the manifest what does not tell of this very run."""
    found = {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }
    manifest = provenance.read(folder)
    for run in manifest["runs"].values():
        del run["seconds"], run["state"]
    return found | {"manifest.json": manifest}


def touched(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file of a folder with the time it was written and its bytes."""
    return {
        str(file): (file.stat().st_mtime_ns, file.read_bytes()) for file in folder.rglob("*") if file.is_file()
    }
