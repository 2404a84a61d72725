"""A real Dask cluster for tests."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path


class Cluster:
    """A scheduler and its workers on loopback, started as a user would, in an environment; `address`."""

    def __init__(self, folder: Path, environment: dict[str, str], workers: int = 2):
        self.folder, self.environment = folder, environment
        self.folder.mkdir()
        self.known = self.folder / "scheduler.json"
        self.scheduler = self.start("scheduler", "--host", "127.0.0.1", "--port", "0")
        while not self.known.exists() or not self.known.read_text().strip().endswith("}"):
            time.sleep(0.05)
        self.address = json.loads(self.known.read_text())["address"]
        local = ["--nthreads", "1", "--local-directory", str(self.folder)]
        self.workers = [self.start("worker", *local) for _ in range(workers)]
        if workers:
            from distributed import Client

            with Client(self.address, timeout=30) as client:
                client.wait_for_workers(workers, timeout=60)

    def start(self, role: str, *options: str) -> subprocess.Popen:
        command = [sys.executable, "-m", f"distributed.cli.dask_{role}", "--scheduler-file", str(self.known)]
        with (self.folder / f"{role}.log").open("a") as log:
            return subprocess.Popen(
                [*command, *options, "--no-dashboard"],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def lose(self, process: subprocess.Popen) -> None:
        """End one of its processes, and those it started, as a machine that is switched off."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        """End all of it."""
        for process in (*self.workers, self.scheduler):
            self.lose(process)
