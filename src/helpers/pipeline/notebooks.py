"""Notebooks as files: which there are, what they declare and require, and their tidy form.

`nbformat` takes a second to import: a run in which nothing changed does without it.
"""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from helpers import paths

if TYPE_CHECKING:
    from nbformat import NotebookNode

KEPT_METADATA = ("kernelspec", "language_info", "workbook")
RUN_TAGS = ("parameters", "raises-exception", "skip-execution")
"""Tags that decide what running a cell does."""
INJECTED = "injected-parameters"
"""Tag of the cell that papermill puts after the parameters cell, with the values of the run."""
MARKER = "papermill-error-cell-tag"
"""Tag of the cells by which papermill points to a failure."""


class Heading(NamedTuple):
    """What a notebook's first cell says: its question, its part of the study, what it reproduces."""

    question: str
    part: str
    reproduced: str


def every() -> list[Path]:
    """All notebooks in reading order; a new one is picked up by its number."""
    return sorted(paths.NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))


def read(path: Path) -> NotebookNode:
    """A notebook."""
    import nbformat

    return nbformat.read(path, as_version=4)


def plain(path: Path) -> dict[str, Any]:
    """A notebook as plain JSON, the source of each cell as one text."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
    return notebook


def text(notebook: NotebookNode) -> str:
    """A notebook as the text of its file."""
    import nbformat

    written = nbformat.writes(notebook)
    return written if written.endswith("\n") else written + "\n"


def write(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook whole or not at all."""
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(text(notebook), encoding="utf-8")
    partial.replace(path)


def tagged(cell: dict[str, Any], tag: str) -> bool:
    """Whether a cell has a tag."""
    return tag in cell["metadata"].get("tags", [])


def code(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """The code cells that the notebook itself holds, in order; what papermill put in is not among them."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code" and not tagged(cell, INJECTED)]


def run_sources(notebook: dict[str, Any]) -> list[str]:
    """What decides what each code cell does: its source, and its tags that matter to a run."""
    return [
        "\n".join([cell["source"], *(f"#{tag}" for tag in RUN_TAGS if tagged(cell, tag))])
        for cell in code(notebook)
    ]


def joined(present: NotebookNode, executed: NotebookNode) -> NotebookNode:
    """The present notebook with the outputs of the executed one, code cells matched in order.

    The cell with the values of the run comes along; text, titles and tags are those of the present notebook.
    """
    import nbformat

    outputs = iter(code(executed))
    given = [cell for cell in executed.cells if tagged(cell, INJECTED)]
    found = nbformat.from_dict(present)
    found.cells = []
    for cell in nbformat.from_dict(present).cells:
        found.cells.append(cell)
        if cell.cell_type == "code":
            shown = next(outputs)
            cell.outputs, cell.execution_count = shown.outputs, shown.execution_count
            found.cells += given if tagged(cell, "parameters") else []
    assert next(outputs, None) is None, "the executed notebook has other code cells"
    return found


def parameters_cell(notebook: dict[str, Any]) -> dict[str, Any]:
    """The cell tagged `parameters`."""
    found = [cell for cell in notebook["cells"] if tagged(cell, "parameters")]
    assert len(found) == 1, "a notebook has exactly one cell tagged parameters"
    return found[0]


def declared(notebook: dict[str, Any]) -> dict[str, Any]:
    """Names and defaults in the parameters cell, which holds annotated literals only."""
    found = {}
    for statement in ast.parse(parameters_cell(notebook)["source"]).body:
        assert isinstance(statement, ast.AnnAssign), f"line {statement.lineno}: not an annotated literal"
        assert isinstance(statement.target, ast.Name), f"line {statement.lineno}: not a plain name"
        assert statement.value is not None, f"line {statement.lineno}: no default"
        found[statement.target.id] = ast.literal_eval(statement.value)
    return found


def requires(notebook: dict[str, Any]) -> list[str]:
    """Tables of the wave that the notebook cannot do without."""
    return list(notebook["metadata"].get("workbook", {}).get("requires", []))


def kinds(notebook: dict[str, Any]) -> list[str]:
    """Kinds of wave the notebook runs on: `published` tables, firms' `answers`, or both."""
    return list(notebook["metadata"].get("workbook", {}).get("kinds", ["published"]))


def guarded(notebook: NotebookNode) -> NotebookNode:
    """The notebook with nothing but what `presentation` displayed, and errors without their message.

    Printed text, bare values and messages may quote what a firm answered.
    """
    import nbformat

    notebook = nbformat.from_dict(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [_guarded(output) for output in cell.outputs if _displayed(output)]
    return notebook


def _displayed(output: NotebookNode) -> bool:
    return output.output_type == "error" or "workbook" in output.get("metadata", {})


def _guarded(output: NotebookNode) -> NotebookNode:
    import nbformat

    if output.output_type != "error":
        return output
    return nbformat.from_dict({**output, "evalue": "message left out", "traceback": []})


def name(path: Path) -> str:
    """A notebook's short name: the one its metadata gives, else its file name in words."""
    given = read(path).metadata.get("workbook", {}).get("name")
    return given or path.stem[3:].replace("_", " ").capitalize()


def heading(notebook: NotebookNode) -> Heading:
    """Question, part of the study and what is reproduced, from the first cell."""
    lines = [line.strip() for line in notebook.cells[0].source.splitlines() if line.strip()]
    assert lines[0].startswith("# "), "the first cell starts with the question as heading"
    part, reproduced = (line.partition("**")[2].partition("**")[2].strip() for line in lines[1:3])
    return Heading(lines[0].removeprefix("# "), part.rstrip("."), reproduced)


def tidy(notebook: NotebookNode) -> NotebookNode:
    """The notebook without what differs from run to run: times, and the marks of the tools that ran it."""
    import nbformat

    notebook = nbformat.from_dict(notebook)
    notebook.metadata = nbformat.from_dict(
        {name: notebook.metadata[name] for name in KEPT_METADATA if name in notebook.metadata}
    )
    notebook.metadata["language_info"] = nbformat.from_dict({"name": "python"})
    for cell in notebook.cells:
        for name in ("papermill", "execution"):
            cell.metadata.pop(name, None)
        if not cell.metadata.get("tags", True):
            cell.metadata.pop("tags")
        if tagged(cell, INJECTED):
            cell.id = INJECTED  # papermill draws one at random
    return notebook
