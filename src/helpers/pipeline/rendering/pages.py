"""A notebook as one HTML page, by nbconvert with the workbook's own template."""

import base64
import itertools
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from helpers.pipeline.rendering import brief
from helpers.presentation.language import Language, unbroken

SITE = Path(__file__).parent / "site"
TEMPLATE = {"template_name": "workbook", "extra_template_basedirs": [str(SITE)]}
SHORT = 6
"""Rows of a table that is kept on one sheet when printed."""
TALL = 1120
"""Pixels of a chart that gets a whole sheet when printed: beside text, its letters were under 7.5 pt."""
WIDE, DENSE = 7, 9
"""Columns from which a table is printed in smaller type, and shown so on a screen too."""
BARE = ("table", "cards", "figure", None)
"""Kinds of what is shown that have a row of links and code under them."""
NUMBERED = re.compile(r"\w+ \d+\b")
"""How the heading of a result starts, in either language: `Result 3`."""
SENTENCE = 90
"""Characters from which what a cell says is a sentence."""

NARROW = "screen and (max-width: 47.5rem)"
"""Where the wide chart would be shrunk; a sheet of paper holds it."""


class Headings(IPythonRenderer):
    """Markdown to HTML with plain headings, each with an anchor that no other on the page has."""

    def __init__(self, anchors: Iterable[str] = (), down: int = 0):
        super().__init__(escape=True)
        self.anchors, self.down = iter(anchors), down

    def heading(self, text: str, level: int, **_: Any) -> str:
        """A heading, `down` levels lower; the anchors were given in the order of the page."""
        anchor = next(self.anchors, "")
        mark = f' id="{anchor}"' if anchor else ""
        level = min(6, level + self.down)
        return f"<h{level}{mark}>{text}</h{level}>\n"


def translated(notebook: nbformat.NotebookNode, language: Language) -> nbformat.NotebookNode:
    """The notebook with its markdown cells in the reader's language."""
    notebook = nbformat.from_dict(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = language.text(cell.source)
    return notebook


def gathered(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook with its code behind tables and figures only, in the order it ran.

    A reader meets results first. The code of cells that show nothing stands behind the next table or figure;
    that of a sentence behind the last one of its section, where there is one.
    """
    waiting: list[str] = []
    kept: list[nbformat.NotebookNode] = []
    last = None
    for cell in nbformat.from_dict(notebook).cells:
        if cell.cell_type != "code":
            last = None if re.search(r"^## ", cell.source, flags=re.M) else last
            kept.append(cell)
            continue
        waiting.append(cell.source)
        shown, cell.source = bool(cell.outputs), ""
        if _bare(cell):
            last = cell
        if last is not None:
            last.source = "\n\n".join(filter(None, [last.source, *waiting]))
            waiting = []
        if shown:
            kept.append(cell)
    _append(kept, waiting)
    return nbformat.from_dict({**notebook, "cells": kept})


def _row(cell: nbformat.NotebookNode) -> int:
    """After which of its outputs the row of links and code stands: the last table or figure; 0 for no row."""
    if not cell.source and not _bare(cell):
        return 0
    bare = [number for number, output in enumerate(cell.outputs, 1) if _kind(output) in BARE]
    return bare[-1] if bare else len(cell.outputs)


def _kind(output: nbformat.NotebookNode) -> str | None:
    """What kind of thing an output shows; None where no `Page` displayed it."""
    return output.get("metadata", {}).get("workbook", {}).get("kind")


def _bare(cell: nbformat.NotebookNode) -> bool:
    """Whether a cell shows a table, a figure or something that is not ours: its code stands under it."""
    return any(_kind(output) in BARE for output in cell.outputs)


def _append(cells: list[nbformat.NotebookNode], sources: list[str]) -> None:
    """Put what is left of the code behind the last cell that shows something."""
    for cell in reversed(cells):
        if sources and cell.cell_type == "code":
            cell.source = "\n\n".join(filter(None, [cell.source, *sources]))
            return


def meant_for(notebook: nbformat.NotebookNode, kind: str) -> nbformat.NotebookNode:
    """The notebook without the cells tagged for the other kind of wave; its numbered headings count anew.

    A cell tagged `published` or `answers` speaks of that kind of wave only. Of answers, the first cell keeps
    its heading.
    """
    other = {"published": "answers", "answers": "published"}[kind]
    kept = [cell for cell in notebook.cells if other not in cell.metadata.get("tags", [])]
    if (
        kind == "answers" and kept and kept[0].cell_type == "markdown"
    ):  # which part of the study a page reproduces is of no use to another survey
        kept[0] = nbformat.from_dict({**kept[0], "source": kept[0].source.partition("\n")[0]})
    return nbformat.from_dict({**notebook, "cells": _numbered(kept)})


def _is_result(source: str) -> bool:
    """Whether a cell of prose opens with the heading of a result, not with words as `Section 5.3`."""
    return source.startswith("## ") and bool(NUMBERED.match(source.removeprefix("## ")))


def _numbered(cells: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """The cells, headings such as `## Result 3: ...` numbered from 1 without gaps."""
    numbers = itertools.count(1)
    found = []
    for cell in cells:
        if cell.cell_type == "markdown" and _is_result(cell.source):
            cell = cell | {"source": re.sub(r"\d+", str(next(numbers)), cell.source, count=1)}
        found.append(cell)
    return found


def contents(notebook: nbformat.NotebookNode, prefix: str = "") -> list[dict[str, Any]]:
    """Every heading of a notebook: level, text and an anchor that is its own."""
    found, taken = [], set()
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for marks, text in _headings(cell):
                anchor = prefix + _slug(text)
                while anchor in taken:
                    anchor += "-2"
                taken.add(anchor)
                found.append({"level": len(marks), "text": unbroken(text), "id": anchor})
    return found


def _headings(cell: nbformat.NotebookNode) -> list[tuple[str, str]]:
    return re.findall(r"^(#{1,6}) (.+)$", cell.source, flags=re.M)


def render(notebook: nbformat.NotebookNode, page: dict[str, Any]) -> str:
    """The page of a translated notebook. `page` holds language, title, links, words and provenance."""
    return _exporter().from_notebook_node(notebook, resources={"page": page})[0]


class Exporter(HTMLExporter):
    """nbconvert's exporter without its second reading of the page, which takes most of its time."""

    def from_notebook_node(self, nb: nbformat.NotebookNode, resources: Any = None, **kw: Any) -> Any:
        """The page and its resources."""
        self.register_filter("highlight_code", Highlight2HTML(pygments_lexer="python", parent=self))
        return TemplateExporter.from_notebook_node(self, nb, resources, **kw)


@cache
def _exporter() -> HTMLExporter:
    return Exporter(**TEMPLATE)


def prepare(notebook: nbformat.NotebookNode, page: dict[str, Any]) -> dict[str, Any]:
    """Put into each cell the HTML that the template prints; returns `page` with its contents."""
    entries = contents(notebook)
    notebook.cells = opened(notebook, page, [entry["id"] for entry in entries])
    return page | {"contents": [entry for entry in entries if entry["level"] == 2]}


def opened(
    notebook: nbformat.NotebookNode, page: dict[str, Any], anchors: list[str], down: int = 0, prefix: str = ""
) -> list[nbformat.NotebookNode]:
    """The cells in the order of the page, each with its HTML; headings `down` levels lower.

    `anchors` are those of the headings; other places of the page have names that start with `prefix`.
    """
    found = brief.mark(notebook, prefix)
    cells = _apart(gathered(notebook).cells)
    prose = MarkdownWithMath(renderer=Headings(anchors, down))
    for cell in cells:
        if cell.cell_type == "markdown":
            cell.metadata["html"] = unbroken(prose.render(cell.source))
        elif cell.cell_type == "code":
            cell.metadata["html"] = [unbroken(_display(output)) for output in cell.outputs]
            cell.metadata["row"] = _row(cell)
            cell.metadata["data"] = "".join(_data(output) for output in cell.outputs)
            cell.metadata["files"] = [link for output in cell.outputs for link in _files(output, page)]
    _join_lists(cells)
    if cells and cells[0].metadata.get("opens") and page.get("opens", True):
        cells[0].metadata |= {"brief": found, "place": f"{prefix}brief", "level": 2 + down}
    return cells


def _join_lists(cells: list[nbformat.NotebookNode]) -> None:
    """Make one list of those that stand in cells one after the other."""
    for before, after in itertools.pairwise(cells):
        if any(cell.cell_type != "markdown" or cell.metadata.get("about") for cell in (before, after)):
            continue
        first, second = before.metadata["html"], after.metadata["html"]
        if first.endswith("</ul>\n") and second.startswith("<ul>\n"):
            before.metadata["html"] = first.removesuffix("</ul>\n")
            after.metadata["html"] = second.removeprefix("<ul>\n")


def _apart(cells: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """The cells, the first one in two: its heading, which what is found follows, and the rest."""
    first = cells[0] if cells else None
    if first is None or first.cell_type != "markdown" or not first.source.startswith("# "):
        return cells
    heading, _, rest = first.source.partition("\n")
    lead = [nbformat.v4.new_markdown_cell(heading, metadata={"opens": True})]
    if rest.strip():
        lead.append(nbformat.v4.new_markdown_cell(rest.strip(), metadata={"about": True}))
    return [*lead, *cells[1:]]


def _display(output: nbformat.NotebookNode) -> str:
    """An output as HTML: ours by its metadata, a picture as such, anything else as escaped text."""
    shown = output.get("metadata", {}).get("workbook")
    if output.output_type == "error":
        return f'<pre class="error">{escape(output.ename)}: {escape(output.evalue)}</pre>'
    if output.output_type == "stream":
        return f"<pre>{escape(output.text)}</pre>"
    if shown is None:
        return _foreign(output)
    if shown["kind"] == "figure":
        return _figure(shown)
    html = output.data["text/html"]
    if shown["kind"] == "finding":
        return html.replace("<p ", f'<p id="{output.metadata["anchor"]}" ', 1)
    if shown["kind"] != "table":
        return html
    return f'<div class="{_size(html)}">{_grouped(html)}</div>'


def _grouped(html: str) -> str:
    """A table that scrolls as a group, no landmark: of thirty, none would lead anywhere."""
    return html.replace('role="region"', 'role="group"')


def _data(output: nbformat.NotebookNode) -> str:
    """The table of a figure's data, to stand folded under it."""
    shown = output.get("metadata", {}).get("workbook", {})
    return _grouped(shown["data"]) if shown.get("kind") == "figure" else ""


def _foreign(output: nbformat.NotebookNode) -> str:
    """An output that no `Page` displayed."""
    text = escape(output.data.get("text/plain", ""))
    if "image/png" not in output.data:
        return f"<pre>{text}</pre>"
    alt = escape(output.metadata.get("image/png", {}).get("alt", "")) or text
    png = "".join(output.data["image/png"].split())
    return f'<figure><img src="data:image/png;base64,{png}" alt="{alt}"></figure>'


def _size(html: str) -> str:
    """What the style needs to know of a table: whether it fits on a sheet, is wide, holds sentences."""
    cells = re.findall(r">([^<]*)</t[dh]>", html)
    facts = {
        "short": html.count('scope="row"') <= SHORT,
        "wide": html.count('scope="col"') >= WIDE,
        "dense": html.count('scope="col"') >= DENSE,
        "wordy": max(map(len, cells), default=0) > SENTENCE,
    }
    return " ".join(["display", *(name for name, holds in facts.items() if holds)])


def _figure(shown: dict[str, Any]) -> str:
    """The chart as wide as the screen allows, one alt text for both widths."""
    wide, wide_size = _image(shown["svg"], shown["name"])
    narrow, narrow_size = _image(shown["svg_narrow"], shown["name"])
    tall = ' class="tall"' if _pixels(shown["svg"], shown["name"])[1] > TALL else ""
    return (
        f'<figure{tall}><picture><source media="{NARROW}" srcset="{narrow}" {narrow_size}>'
        f'<img src="{wide}" {wide_size} alt="{escape(shown["alt"])}"></picture></figure>'
    )


def _image(svg: str, name: str) -> tuple[str, str]:
    """The address of an SVG in the page itself, and its size, so that nothing jumps."""
    width, height = _pixels(svg, name)
    address = f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
    return address, f'width="{width}" height="{height}"'


def _pixels(svg: str, name: str) -> tuple[int, int]:
    """Width and height of a drawing on a page."""
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert size, f"the SVG of {name} has no size"
    return round(float(size[1]) * 96 / 72), round(float(size[2]) * 96 / 72)


def _files(output: nbformat.NotebookNode, page: dict[str, Any]) -> list[dict[str, str]]:
    """Links to the files of a table or figure that the report holds, each with its title for who hears them."""
    shown = output.get("metadata", {}).get("workbook", {})
    kinds = {"csv": page["words"]["csv"], "excel_fr.csv": page["words"]["excel"]}
    folder = {"table": "tables", "cards": "tables", "figure": "figures"}.get(shown.get("kind", ""))
    if folder is None:
        return []
    if folder == "figures":
        kinds = {"png": "PNG", "svg": "SVG"} | kinds
    found = []
    for end, label in kinds.items():
        href = f"{folder}/{shown['name']}{'_' if '_' in end else '.'}{end}"
        if href in page["files"]:
            found.append({"href": href, "text": label, "title": f"{label} – {shown['title']}"})
    return found


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "part"
