"""Notebooks on a real Dask scheduler with two workers on loopback."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, suppress

import pytest

distributed = pytest.importorskip("distributed", reason="needs `make cluster`")


class Cluster:
    """A scheduler and its workers, as a user would start them."""

    def __init__(self, folder, environment):
        self.folder, self.environment = folder, os.environ | environment
        self.known = folder / "scheduler.json"
        self.scheduler = self.start("scheduler", "--host", "127.0.0.1", "--port", "0")
        self.workers = [self.start("worker", "--nthreads", "1") for _ in range(2)]
        while not self.known.exists():
            time.sleep(0.05)
        self.address = json.loads(self.known.read_text())["address"]
        with distributed.Client(self.address, timeout=30) as client:
            client.wait_for_workers(2, timeout=60)

    def start(self, role, *options):
        command = [sys.executable, "-m", f"distributed.cli.dask_{role}", "--scheduler-file", str(self.known)]
        local = ["--local-directory", str(self.folder)] if role == "worker" else []
        with (self.folder / f"{role}.log").open("a") as log:
            return subprocess.Popen(
                [*command, *options, *local, "--no-dashboard"],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def stop(self):
        for process in (*self.workers, self.scheduler):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def started(tmp_path):
    """Starts a cluster whose workers have these variables; all are ended after the test."""
    with ExitStack() as stack:

        def start(**environment):
            folder = tmp_path / "cluster"
            folder.mkdir()
            cluster = Cluster(folder, environment)
            stack.callback(cluster.stop)
            return cluster

        yield start
