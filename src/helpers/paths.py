"""The only module that knows folders. They follow from the package's own place, never from the caller's."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = Path(os.environ.get("WORKBOOK_NOTEBOOKS", ROOT / "notebooks")).resolve()
"""Folder of the notebooks (`WORKBOOK_NOTEBOOKS`, else `notebooks/`)."""
PACKAGE = Path(__file__).parent.resolve()
CODEBOOK = ROOT / "data" / "codebook"
LOCK = ROOT / "requirements.lock"


def data() -> list[Path]:
    """Folders that hold waves, first match wins: `WORKBOOK_DATA` when set, then the repository's `data/`."""
    outside = os.environ.get("WORKBOOK_DATA")
    return ([Path(outside).resolve()] if outside else []) + [ROOT / "data"]


def waves() -> dict[str, Path]:
    """Every wave's name and folder: a folder with a `wave.toml` in it."""
    found: dict[str, Path] = {}
    for folder in data():
        for settings in sorted(folder.glob("*/wave.toml")):
            found.setdefault(settings.parent.name, settings.parent)
    return found


def checked() -> list[Path]:
    """Folders that the run which started this kernel has found to be as described (`WORKBOOK_CHECKED`)."""
    return _listed("WORKBOOK_CHECKED")


def decided() -> list[Path]:
    """Files with what the run which started this kernel has decided may be shown (`WORKBOOK_DECIDED`)."""
    return _listed("WORKBOOK_DECIDED")


def _listed(variable: str) -> list[Path]:
    return [Path(each) for each in os.environ.get(variable, "").split(os.pathsep) if each]


def reports() -> Path:
    """Folder of the finished reports (`WORKBOOK_REPORTS`, else `reports/`)."""
    return Path(os.environ.get("WORKBOOK_REPORTS", ROOT / "reports")).resolve()


def report(wave: str, language: str, segment: str = "") -> Path:
    """Folder of a finished report: of a whole wave, or of one of its segments."""
    whole = reports() / wave
    return (whole / "segments" / slug(segment) if segment else whole) / language


def segments(wave: str, question: str, language: str) -> Path:
    """Folder of the index over the reports of a wave by the items of a question."""
    return reports() / wave / "segments" / question / language


def slug(segment: str) -> str:
    """A segment as the name of a folder: `activity=engineering` is `activity-engineering`."""
    return segment.replace("=", "-")


def cache() -> Path:
    """Folder of what can be made again (`WORKBOOK_CACHE`, else `.cache/`)."""
    return Path(os.environ.get("WORKBOOK_CACHE", ROOT / ".cache")).resolve()
