"""What a finished report holds: its manifest, tables, data of figures and findings.

Nothing beyond the report's folder is read, and it is read as plain JSON and CSV: `nbformat` alone would take
longer than all the rest.
"""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from helpers.pipeline.errors import RunError
from helpers.presentation import precision
from helpers.presentation.precision import Precision

FOLDERS = {"table": "tables", "cards": "tables", "figure": "figures"}
"""Where the data of each kind of display stand in a report."""
AGAIN = "_excel_fr"
"""How the file name of a table ends that is written a second time, for Excel in French."""
WORDS = ("title", "base", "note")


class Table(NamedTuple):
    """A table, or the data of a figure, as written: a row a dict of texts."""

    header: list[str]
    rows: list[dict[str, str]]
    shown: dict[str, Precision]
    """How the page shows the columns it shows; empty where no page tells."""
    words: dict[str, str]
    """Title, base and note on the page."""


class Held(NamedTuple):
    """The tables and data of figures by `tables/name` or `figures/name`, the findings by notebook."""

    tables: dict[str, Table]
    findings: dict[str, list[str]]


class Report(NamedTuple):
    """A finished report of one wave, segment and language."""

    folder: str
    manifest: dict[str, Any]
    held: Held

    def parameter(self, name: str) -> str:
        """A parameter of the run; empty where the manifest does not tell."""
        return str(_dict(self.manifest.get("parameters")).get(name, ""))


def read(folder: Path) -> Report:
    """The report in a folder; raises `RunError` where there is none, or where a file of it cannot be read."""
    manifest = _manifest(folder)
    shown = of_notebooks(_inside(folder, "notebooks", "*.ipynb"))
    tables = {}
    for place in dict.fromkeys(FOLDERS.values()):
        for path in _inside(folder, place, "*.csv"):
            if not path.stem.endswith(AGAIN):
                name = f"{place}/{path.stem}"
                told = shown.tables.get(name)
                header, rows = parsed(_text(path), path)
                tables[name] = Table(header, rows, told.shown if told else {}, told.words if told else {})
    return Report(str(folder), manifest, Held(tables, shown.findings))


def of_notebooks(paths: list[Path]) -> Held:
    """What executed notebooks displayed, from the metadata of their outputs."""
    tables: dict[str, Table] = {}
    findings: dict[str, list[str]] = {}
    for path in paths:
        try:
            displays = list(_displays(_json(path)))
            tables |= _tables(displays, path)
            findings[path.stem] = [str(each["text"]) for each in displays if each["kind"] == "finding"]
        except (AttributeError, KeyError, TypeError) as damaged:
            raise RunError([f"{path} is damaged: it is no executed notebook"]) from damaged
    return Held(tables, findings)


def parsed(text: str, path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Header and rows of a CSV; raises `RunError` where rows and header do not agree."""
    try:
        header, *lines = list(csv.reader(io.StringIO(text, newline=""), strict=True)) or [[]]
    except csv.Error as refused:
        raise RunError([f"{path} is not a table: {refused}"]) from refused
    if len(set(header)) < len(header):
        raise RunError([f"{path} has two columns of one name"])
    for place, cells in enumerate(lines, start=2):
        if len(cells) != len(header):
            raise RunError([f"{path}, row {place}: {len(cells)} cells under {len(header)} headings"])
    return header, [dict(zip(header, map(_blank, cells), strict=True)) for cells in lines]


def _tables(displays: list[dict[str, Any]], path: Path) -> dict[str, Table]:
    """The tables and data of figures of one notebook, by their place in a report."""
    named = {_header(each): each for each in reversed(displays) if each["kind"] == "table"}
    found = {}
    for each in displays:
        if each["kind"] in FOLDERS:
            # a figure that names no columns shows those of the table of its page with the same data
            told = each if each.get("columns") else named.get(_header(each), each)
            found[f"{FOLDERS[each['kind']]}/{each['name']}"] = _table(each, told, path)
    return found


def _table(display: dict[str, Any], told: dict[str, Any], path: Path) -> Table:
    header, rows = parsed(str(display["csv"]), path)
    named = "columns" in told and "computed" in told
    shown = precision.shown(told["columns"], told["computed"], header) if named else {}
    words = {word: str(display[word]) for word in WORDS if display.get(word)}
    return Table(header, rows, shown, words)


def _displays(notebook: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The metadata of each display of the workbook, in the order of the page."""
    for cell in notebook.get("cells", []):
        for output in cell.get("outputs", []):
            shown = output.get("metadata", {}).get("workbook")
            if shown:
                yield shown


def _header(display: dict[str, Any]) -> str:
    """The first line of a display's CSV."""
    return str(display.get("csv", "")).partition("\n")[0]


def _manifest(folder: Path) -> dict[str, Any]:
    if not folder.is_dir():
        raise RunError([f"{folder} is no folder; name the folder of a report, such as reports/study-2023/en"])
    file = folder / "manifest.json"
    if not file.is_file():
        found = sorted(path.parent for path in folder.glob("*/manifest.json"))
        hint = f"; there are {', '.join(map(str, found))}" if found else ""
        raise RunError([f"{folder} is no report: it holds no manifest.json{hint}"])
    return _json(_guarded(file, folder))


def _inside(folder: Path, place: str, pattern: str) -> list[Path]:
    """The files of a part of a report, by name."""
    return [_guarded(path, folder) for path in sorted((folder / place).glob(pattern))]


def _guarded(path: Path, folder: Path) -> Path:
    """`path`, unless a link leads from it out of the report."""
    if not path.resolve().is_relative_to(folder.resolve()):
        raise RunError([f"{path} leads out of the report; it is not read"])
    return path


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(_text(path))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise RunError([f"{path} is damaged: it is no JSON object"])
    return found


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as refused:
        raise RunError([f"{path} cannot be read: {refused.strerror}"]) from refused
    except UnicodeDecodeError as refused:
        raise RunError([f"{path} is damaged: it is not UTF-8"]) from refused


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _blank(cell: str) -> str:
    """A cell; what is no number counts as empty."""
    return "" if cell in ("nan", "NaN") else cell
