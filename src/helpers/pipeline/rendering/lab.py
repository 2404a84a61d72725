"""The notebook as nbconvert's template wants it; one saved from JupyterLab brings no page of a report."""

import ast
import re
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode, from_dict

from helpers import paths
from helpers.pipeline.rendering import frame, pages
from helpers.presentation.language import LOCALES, Language, catalogue
from helpers.sources import codebook, waves


class Prepared(Preprocessor):
    """The step that the template asks for before it prints: the HTML of each cell, and the page around them."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """The notebook and the resources with their page."""
        if "page" not in resources:
            nb, resources["page"] = _alone(nb)
        if not resources["page"].get("ready"):
            resources["page"] = pages.prepare(nb, resources["page"])
        return nb, resources


def _alone(notebook: NotebookNode) -> tuple[NotebookNode, dict[str, Any]]:
    """A notebook that no report made, in the language and for the wave its parameters name, and its page."""
    values = _values(notebook)
    said = Language(values["language"] if values.get("language") in LOCALES else "en")
    notebook = _translated(notebook, said)
    page = frame.blank(said)
    if values.get("wave") in paths.waves():
        page = frame.frame(waves.read(values["wave"]), _segment(values.get("segment", "")), said, [])
        notebook = pages.meant_for(notebook, page["kind"]) if notebook.cells else notebook
    headings = pages.contents(notebook)
    return notebook, page | {"title": headings[0]["text"] if headings else ""}


def _segment(named: str) -> str:
    """The segment if the codebook knows it, else all firms."""
    items = codebook.items()
    known = set(items.question + "=" + items.item)
    return named if named in known else ""


def _values(notebook: NotebookNode) -> dict[str, Any]:
    """What the cells tagged as parameters set, the last one first."""
    found: dict[str, Any] = {}
    for cell in notebook.cells:
        if {"parameters", "injected-parameters"} & set(cell.metadata.get("tags", [])):
            found |= _literals(cell.source)
    return found


def _literals(source: str) -> dict[str, Any]:
    """Names and values of the lines `name = literal` and `name: type = literal`; others are passed over."""
    found = {}
    for name, value in re.findall(r"^(\w+)\s*(?::[^=\n]+)?=\s*(.+)$", source, flags=re.M):
        try:
            found[name] = ast.literal_eval(value)
        except (SyntaxError, ValueError):
            continue
    return found


def _translated(notebook: NotebookNode, said: Language) -> NotebookNode:
    """The notebook in the reader's language, as far as the catalogue knows its texts."""
    notebook = from_dict(notebook)
    known = catalogue(said.code)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = known.get(cell.source, cell.source)
    return notebook
