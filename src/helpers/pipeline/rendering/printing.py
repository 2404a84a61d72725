"""The report in one file as a PDF, printed by the browser that Debian packages."""

import os
import shutil
import signal
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from helpers.pipeline.errors import RunError

BROWSERS = ("chromium", "chromium-browser")
SECONDS = 180
"""Time the browser has for one report."""


def browser() -> str:
    """Where the browser is. Raises `RunError` where there is none: it is asked before a notebook runs."""
    for name in BROWSERS:
        found = shutil.which(name)
        if found:
            return found
    raise RunError(
        [
            "--pdf needs the browser chromium, which is not installed (Debian: apt install chromium); "
            "report.html can be printed from any browser"
        ]
    )


def to_pdf(page: Path, target: Path) -> None:
    """Print a page to `target`. Raises `RunError` where the browser does not."""
    with TemporaryDirectory(prefix="browser-", ignore_cleanup_errors=True) as profile:
        said = _run(
            [
                browser(),
                "--headless",
                *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
                "--disable-gpu",
                f"--user-data-dir={profile}",
                "--no-pdf-header-footer",
                "--generate-pdf-document-outline",
                f"--print-to-pdf={target}",
                page.resolve().as_uri(),
            ]
        )
    if not target.exists() or not target.stat().st_size:
        last = said.strip().splitlines()[-1:] or ["it said nothing"]
        raise RunError([f"the browser did not print the report: {last[0]}"])


def _run(command: list[str]) -> str:
    """What the browser says; ended with its children when its time is up."""
    started = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        return started.communicate(timeout=SECONDS)[1]
    except subprocess.TimeoutExpired:
        raise RunError([f"the browser did not print the report within {SECONDS} s"]) from None
    finally:
        if started.poll() is None:
            os.killpg(started.pid, signal.SIGKILL)
            started.wait()
