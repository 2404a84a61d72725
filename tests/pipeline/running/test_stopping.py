"""A signal ends the run wherever it finds it."""

import subprocess
import sys

TASK = """
import asyncio, os, signal
from helpers.pipeline.running.stopping import heeded

async def beside():
    os.kill(os.getpid(), signal.SIGTERM)

async def notebook():
    waited_for = asyncio.ensure_future(beside())
    await asyncio.sleep(5)
    print("went on")

with heeded():
    asyncio.run(notebook())
"""


def test_a_signal_that_finds_the_run_in_a_task_ends_it():
    """Notebooks run in tasks; asyncio keeps what one raises, unless it is to end the program."""
    ended = subprocess.run([sys.executable, "-c", TASK], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (128 + 15, "")
