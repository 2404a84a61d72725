"""A notebook as one HTML page, by nbconvert with the workbook's own template."""

import base64
import itertools
import re
import unicodedata
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from helpers.presentation.language import Language

SITE = Path(__file__).parent / "site"


class Headings(IPythonRenderer):
    """Markdown to HTML with plain headings, each with an anchor that no other on the page has."""

    def __init__(self, anchors: list[str]):
        super().__init__(escape=True)
        self.anchors = iter(anchors)

    def heading(self, text: str, level: int, **_: Any) -> str:
        """A heading; the anchors were given in the order of the page."""
        return f'<h{level} id="{next(self.anchors)}">{text}</h{level}>\n'


def translated(notebook: nbformat.NotebookNode, language: Language) -> nbformat.NotebookNode:
    """The notebook with its markdown cells in the reader's language."""
    notebook = nbformat.from_dict(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = language.text(cell.source)
    return notebook


def gathered(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook with the code of cells that show nothing moved to the next cell that does.

    A reader meets results first; the code behind each is one click away, in one place.
    """
    waiting: list[str] = []
    kept = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            waiting.append(cell.source)
            if not cell.outputs:
                continue
            cell = cell | {"source": "\n\n".join(waiting)}
            waiting = []
        kept.append(cell)
    return nbformat.from_dict({**notebook, "cells": kept})


def meant_for(notebook: nbformat.NotebookNode, kind: str) -> nbformat.NotebookNode:
    """The notebook without the cells tagged for the other kind of wave; its numbered headings count anew.

    A cell tagged `published` or `answers` speaks of that kind of wave only. Of answers, the first cell keeps
    its heading.
    """
    other = {"published": "answers", "answers": "published"}[kind]
    kept = [cell for cell in notebook.cells if other not in cell.metadata.get("tags", [])]
    if kind == "answers":  # which part of the study a page reproduces is of no use to another survey
        kept[0] = nbformat.from_dict({**kept[0], "source": kept[0].source.partition("\n")[0]})
    return nbformat.from_dict({**notebook, "cells": _numbered(kept)})


def _numbered(cells: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """The cells, headings such as `## Result 3: ...` numbered from 1 without gaps."""
    numbers = itertools.count(1)
    found = []
    for cell in cells:
        if cell.cell_type == "markdown" and re.match(r"## \w+ \d+\b", cell.source):
            cell = cell | {"source": re.sub(r"\d+", str(next(numbers)), cell.source, count=1)}
        found.append(cell)
    return found


def contents(notebook: nbformat.NotebookNode) -> list[dict[str, Any]]:
    """Every heading of a notebook: level, text and an anchor that is its own."""
    found, taken = [], set()
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for marks, text in re.findall(r"^(#{1,6}) (.+)$", cell.source, flags=re.M):
                anchor = _slug(text)
                while anchor in taken:
                    anchor += "-2"
                taken.add(anchor)
                found.append({"level": len(marks), "text": text, "id": anchor})
    return found


def render(notebook: nbformat.NotebookNode, page: dict[str, Any]) -> str:
    """The page of a translated notebook. `page` holds language, title, links, words and provenance."""
    entries = contents(notebook)
    page = page | {"contents": [entry for entry in entries if entry["level"] == 2]}
    renderer = Headings([entry["id"] for entry in entries])
    exporter = _exporter()
    exporter.register_filter("markdown2html", MarkdownWithMath(renderer=renderer).render)
    resources = {"page": page, "css": (SITE / "workbook" / "page.css").read_text(encoding="utf-8")}
    return exporter.from_notebook_node(gathered(notebook), resources=resources)[0]


@cache
def _exporter() -> HTMLExporter:
    exporter = HTMLExporter(template_name="workbook", extra_template_basedirs=[str(SITE)])
    exporter.register_filter("display", _display)
    return exporter


def _display(output: nbformat.NotebookNode, page: dict[str, Any]) -> str:
    """An output as HTML: ours by its metadata, anything else as escaped text."""
    shown = output.get("metadata", {}).get("workbook")
    if output.output_type == "error":
        return f'<pre class="error">{escape(output.ename)}: {escape(output.evalue)}</pre>'
    if output.output_type == "stream":
        return f"<pre>{escape(output.text)}</pre>"
    if shown is None:
        return f"<pre>{escape(output.data.get('text/plain', ''))}</pre>"
    if shown["kind"] == "figure":
        return _figure(shown, page)
    links = _links(page, "tables", shown["name"], ["csv"]) if shown["kind"] in ("table", "cards") else ""
    return output.data["text/html"] + links


def _figure(shown: dict[str, Any], page: dict[str, Any]) -> str:
    svg = base64.b64encode(shown["svg"].encode()).decode()
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', shown["svg"])
    assert size, f"the SVG of {shown['name']} has no size"
    width, height = (round(float(points) * 96 / 72) for points in size.groups())
    return (
        f'<figure><img src="data:image/svg+xml;base64,{svg}" width="{width}" height="{height}" '
        f'alt="{escape(shown["alt"])}"></figure>'
        + _links(page, "figures", shown["name"], ["png", "svg", "csv"])
    )


def _links(page: dict[str, Any], folder: str, name: str, kinds: list[str]) -> str:
    """Links to the files of a display, with its name for those who hear them out of context."""
    said = " · ".join(
        f'<a href="{folder}/{name}.{kind}" download aria-label="{kind.upper()} {name}">{kind.upper()}</a>'
        for kind in kinds
    )
    return f'<p class="links">{escape(page["words"]["download"])} {said}</p>'


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "part"
