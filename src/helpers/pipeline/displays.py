"""What an executed notebook displayed: the tables and figures its outputs carry in their metadata."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbformat import NotebookNode


def of(notebook: NotebookNode, kind: str) -> Iterator[tuple[dict[str, Any], NotebookNode]]:
    """Every display of a kind (`table`, `cards`, `figure`, `finding`): its metadata and its output."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            shown = output.get("metadata", {}).get("workbook")
            if shown and shown["kind"] == kind:
                yield shown, output


def write(notebook: NotebookNode, folder: Path) -> None:
    """Write each table, and each list of cards, as CSV, and each figure as PNG, SVG and the CSV of its data."""
    for shown, _ in [*of(notebook, "table"), *of(notebook, "cards")]:
        _fresh(folder / "tables" / f"{shown['name']}.csv").write_text(shown["csv"], encoding="utf-8")
    for shown, output in of(notebook, "figure"):
        _fresh(folder / "figures" / f"{shown['name']}.csv").write_text(shown["csv"], encoding="utf-8")
        _fresh(folder / "figures" / f"{shown['name']}.svg").write_text(shown["svg"], encoding="utf-8")
        png = base64.b64decode(output.data["image/png"])
        _fresh(folder / "figures" / f"{shown['name']}.png").write_bytes(png)


def _fresh(path: Path) -> Path:
    """`path`, whose name no other display of the report has taken."""
    assert not path.exists(), f"two displays are named {path.name}"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
