"""All notebooks of a report as one page that needs no folder beside it."""

import re
from collections.abc import Iterable
from typing import Any

import nbformat

from helpers.pipeline.rendering import pages

Part = tuple[str, str, nbformat.NotebookNode]
"""The name of a notebook's own page, its short name, and the translated notebook."""


def render(parts: Iterable[Part], page: dict[str, Any]) -> str:
    """The page of all parts: contents first, headings one level lower, links between pages made anchors."""
    parts = list(parts)
    page = page | {"files": (), "ready": True, "single": True, "contents": [], "parts": []}
    cells: list[nbformat.NotebookNode] = []
    for name, short, notebook in parts:
        prefix = f"{_anchor(name)}-"
        entries = pages.contents(notebook, prefix)
        entries[0]["id"] = _anchor(name)
        own = pages.opened(
            notebook, page | {"opens": name != "index.html"}, [entry["id"] for entry in entries], 1, prefix
        )
        own[0].metadata["part"] = _anchor(name)
        for number, cell in enumerate(own):
            cell["id"] = f"{prefix}{number}"
        cells += own
        inner = [_listed(entry) for entry in entries if entry["level"] == 2]
        page["parts"].append(entries[0] | {"inner": inner})
        page["contents"].append({"text": short, "id": _anchor(name)})
    return _within(pages.render(nbformat.v4.new_notebook(cells=cells), page), [name for name, _, _ in parts])


def _listed(entry: dict[str, Any]) -> dict[str, Any]:
    """A heading in the contents, which on paper name the results only: they have no page numbers to go by."""
    return entry | {"aside": not pages.NUMBERED.match(entry["text"])}


def _anchor(name: str) -> str:
    """The anchor of a notebook's part: `n05` for `05_uses_sectors.html`."""
    return f"n{name[:2]}" if name[:2].isdigit() else "n00"


def _within(html: str, names: list[str]) -> str:
    """The page with its links to other pages leading to their parts in it."""
    for name in names:
        html = html.replace(f'href="{name}"', f'href="#{_anchor(name)}"')
        html = re.sub(rf'href="{re.escape(name)}#([^"]+)"', rf'href="#{_anchor(name)}-\1"', html)
    return html
