"""Notebooks as files: which there are, what they declare and require, and their tidy form."""

import ast
from pathlib import Path
from typing import Any, NamedTuple

import nbformat

from helpers import paths

KEPT_METADATA = ("kernelspec", "language_info", "workbook")


class Heading(NamedTuple):
    """What a notebook's first cell says: its question, its part of the study, what it reproduces."""

    question: str
    part: str
    reproduced: str


def every() -> list[Path]:
    """All notebooks in reading order; a new one is picked up by its number."""
    return sorted(paths.NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))


def read(path: Path) -> nbformat.NotebookNode:
    """A notebook."""
    return nbformat.read(path, as_version=4)


def write(notebook: nbformat.NotebookNode, path: Path) -> None:
    """Write a notebook whole or not at all."""
    partial = path.with_name(f".{path.name}.partial")
    text = nbformat.writes(notebook)
    partial.write_text(text if text.endswith("\n") else text + "\n", encoding="utf-8")
    partial.replace(path)


def parameters_cell(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The cell tagged `parameters`."""
    tagged = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    assert len(tagged) == 1, "a notebook has exactly one cell tagged parameters"
    return tagged[0]


def declared(notebook: nbformat.NotebookNode) -> dict[str, Any]:
    """Names and defaults in the parameters cell, which holds annotated literals only."""
    found = {}
    for statement in ast.parse(parameters_cell(notebook).source).body:
        assert isinstance(statement, ast.AnnAssign), f"line {statement.lineno}: not an annotated literal"
        assert isinstance(statement.target, ast.Name), f"line {statement.lineno}: not a plain name"
        assert statement.value is not None, f"line {statement.lineno}: no default"
        found[statement.target.id] = ast.literal_eval(statement.value)
    return found


def requires(notebook: nbformat.NotebookNode) -> list[str]:
    """Tables of the wave that the notebook cannot do without."""
    return list(notebook.metadata.get("workbook", {}).get("requires", []))


def kinds(notebook: nbformat.NotebookNode) -> list[str]:
    """Kinds of wave the notebook runs on: `published` tables, firms' `answers`, or both."""
    return list(notebook.metadata.get("workbook", {}).get("kinds", ["published"]))


def guarded(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook with nothing but what `presentation` displayed, and errors without their message.

    Printed text, bare values and messages may quote what a firm answered.
    """
    notebook = nbformat.from_dict(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [_guarded(output) for output in cell.outputs if _displayed(output)]
    return notebook


def _displayed(output: nbformat.NotebookNode) -> bool:
    return output.output_type == "error" or "workbook" in output.get("metadata", {})


def _guarded(output: nbformat.NotebookNode) -> nbformat.NotebookNode:
    if output.output_type != "error":
        return output
    return nbformat.from_dict({**output, "evalue": "message left out", "traceback": []})


def name(path: Path) -> str:
    """A notebook's short name: the one its metadata gives, else its file name in words."""
    given = read(path).metadata.get("workbook", {}).get("name")
    return given or path.stem[3:].replace("_", " ").capitalize()


def heading(notebook: nbformat.NotebookNode) -> Heading:
    """Question, part of the study and what is reproduced, from the first cell."""
    lines = [line.strip() for line in notebook.cells[0].source.splitlines() if line.strip()]
    assert lines[0].startswith("# "), "the first cell starts with the question as heading"
    part, reproduced = (line.partition("**")[2].partition("**")[2].strip() for line in lines[1:3])
    return Heading(lines[0].removeprefix("# "), part.rstrip("."), reproduced)


def tidy(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook without what differs from run to run: times, and the marks of the tools that ran it."""
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
    return notebook
