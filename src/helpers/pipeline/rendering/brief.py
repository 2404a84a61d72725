"""What a page has found, in brief: the sentences it opens with, each leading to the place where it stands."""

import re
from typing import Any

from nbformat import NotebookNode

from helpers.presentation.language import unbroken

MOST = 3
"""Sentences a page opens with."""


def mark(notebook: NotebookNode, prefix: str = "") -> list[dict[str, Any]]:
    """Give each finding of a notebook an anchor; those the page opens with: text, anchor, name of the section.

    They are those of cells tagged `brief`; without the tag, the first of each section, the first two and the
    last where there are more than three. What stands under the first heading is about the data, no finding.
    """
    found = _findings(notebook, prefix)
    chosen = [finding for finding in found if finding["tagged"]]
    if not chosen:
        sections = {finding["section"]: finding for finding in reversed(found) if finding["at"] > 1}
        chosen = sorted(sections.values(), key=lambda finding: finding["number"])
    if len(chosen) > MOST:
        chosen = [*chosen[: MOST - 1], chosen[-1]]
    return chosen


def _findings(notebook: NotebookNode, prefix: str) -> list[dict[str, Any]]:
    """Every finding, its section's name and the section's place on the page."""
    found: list[dict[str, Any]] = []
    section, at = "", 0
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            headings = re.findall(r"^## (.+)$", cell.source, flags=re.M)
            section, at = (headings[-1] if headings else section), at + len(headings)
        for output in cell.get("outputs", []):
            shown = output.get("metadata", {}).get("workbook", {})
            if shown.get("kind") == "finding":
                anchor = f"{prefix}finding-{len(found) + 1}"
                output.metadata["anchor"] = anchor
                found.append(
                    {
                        "text": unbroken(shown["text"]),
                        "id": anchor,
                        "section": re.split(r"\s*:", section)[0],
                        "at": at,
                        "number": len(found),
                        "tagged": "brief" in cell.metadata.get("tags", []),
                    }
                )
    return found
