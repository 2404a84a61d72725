"""What was decided on showing a wave's answers, kept for the kernels of a run: it holds no answer.

The run works it out once and names the files to its kernels (`paths.decided`); what it rests on is in the
name of each.
"""

import contextlib
import json
import os
from pathlib import Path
from typing import Any

from helpers import paths


def file(wave: str, digest: str) -> Path:
    """Where the decision on a wave is kept; `digest` stands for the data, settings and code it rests on."""
    return paths.cache() / "decided" / f"{wave}-{digest}.json"


def read(wave: str) -> dict[str, Any] | None:
    """The decision on a wave that the run has named to this kernel; None where it named none."""
    for kept in paths.decided():
        if kept.stem.rpartition("-")[0] == wave:
            with contextlib.suppress(OSError, ValueError):
                return json.loads(kept.read_text(encoding="utf-8"))
    return None


def write(kept: Path, decision: dict[str, Any]) -> bool:
    """Keep a decision; whether it could be: in a read-only folder each kernel decides for itself."""
    built = kept.with_suffix(f".{os.getpid()}")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        built.write_text(json.dumps(decision), encoding="utf-8")
        built.replace(kept)
    except OSError:
        return False
    return True
