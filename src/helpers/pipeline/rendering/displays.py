"""What an executed notebook displayed: the tables and figures its outputs carry in their metadata."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from helpers.presentation import sheets as sheets_of
from helpers.presentation.language import Language

FOLDERS = {"table": "tables", "cards": "tables", "figure": "figures"}
"""Kinds of displays that have data, and the folder of a report their files are in."""


def of(notebook: NotebookNode, *kinds: str) -> Iterator[tuple[dict[str, Any], NotebookNode]]:
    """Every display of some kinds (`table`, `cards`, `figure`, `finding`): its metadata and its output."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            shown = output.get("metadata", {}).get("workbook")
            if shown and shown["kind"] in kinds:
                yield shown, output


def sheets(notebook: NotebookNode, said: Language) -> Iterator[tuple[dict[str, Any], sheets_of.Sheet]]:
    """Every table, list of cards and figure in the order of the page: its metadata, its data as a sheet.

    A figure has the note of the first table of its page with the same columns of data: it says what they are.
    """
    notes = {sheets_of.header(shown): shown["note"] for shown, _ in reversed([*of(notebook, "table")])}
    for shown, _ in of(notebook, *FOLDERS):
        told = {
            "columns": sheets_of.CARDS,
            "computed": [],
            "note": notes.get(sheets_of.header(shown), ""),
        }
        yield shown, sheets_of.read(told | shown, said)


def write(notebook: NotebookNode, folder: Path, said: Language) -> None:
    """Write the data of each table, list of cards and figure as two CSV, and each figure as PNG and SVG."""
    for shown, sheet in sheets(notebook, said):
        path = folder / FOLDERS[shown["kind"]] / shown["name"]
        _write(path.with_name(f"{path.name}.csv"), shown["csv"])
        _write(path.with_name(f"{path.name}_excel_fr.csv"), sheets_of.excel_csv(sheet), "utf-8-sig")
    for shown, output in of(notebook, "figure"):
        path = folder / "figures" / shown["name"]
        _write(path.with_name(f"{path.name}.svg"), shown["svg"])
        png = base64.b64decode(output.data["image/png"])
        _fresh(path.with_name(f"{path.name}.png")).write_bytes(png)


def _write(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Write the text as it is: the ends of its lines are its own, whatever the machine."""
    _fresh(path).write_text(text, encoding=encoding, newline="")


def _fresh(path: Path) -> Path:
    """`path`, whose name no other display of the report has taken."""
    assert not path.exists(), f"two displays are named {path.name}"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
