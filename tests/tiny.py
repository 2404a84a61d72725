"""A workbook of a few quick notebooks, for tests of how notebooks are run."""

from pathlib import Path

import nbformat

new = nbformat.v4

TABLE = """
from IPython.display import display
from helpers.sources import waves
rows = waves.tables(wave)["{table}"].read_text(encoding="utf-8").splitlines()
shown = {{"kind": "table", "name": "{table}", "title": "{table}", "base": "n = 1", "note": "",
         "columns": ["place"], "computed": [], "csv": "\\n".join(rows) + "\\n"}}
display({{"text/html": "<table><tr><td>" + str(len(rows)) + "</td></tr></table>"}}, raw=True,
        metadata={{"workbook": shown}})
"""
"""A cell that shows a table of the wave and imports next to nothing."""


def book(*sources: str, title: str = "Does it run?", kinds: tuple[str, ...] = ("published", "answers")):
    """A notebook with the house's first cells and these code cells."""
    text = f"# {title}\n\n**Part of the study:** none.\n\n**Reproduced here:** none."
    declared = 'wave: str = "study-2023"  # folder under data/\nlanguage: str = "en"  # en or fr'
    cells = [
        new.new_markdown_cell(text, id="head"),
        new.new_code_cell(declared, metadata={"tags": ["parameters"]}, id="given"),
        *(new.new_code_cell(source.strip(), id=f"c{at}") for at, source in enumerate(sources)),
    ]
    return new.new_notebook(cells=cells, metadata={"workbook": {"kinds": list(kinds)}})


def write(folder: Path, **books: nbformat.NotebookNode) -> Path:
    """A folder with these notebooks, `n00_summary=...` as `00_summary.ipynb`."""
    folder.mkdir(exist_ok=True)
    for name, notebook in books.items():
        for cell in notebook.cells:
            cell.id = f"{name[1:3]}-{cell.id}"  # in one page of all notebooks they must differ
        nbformat.write(notebook, folder / f"{name.removeprefix('n')}.ipynb")
    return folder


def workbook(folder: Path) -> Path:
    """Four notebooks, each with a table of the wave of its own."""
    tables = {"n00_summary": "market_context", "n01_markets": "market_estimates"}
    tables |= {"n02_regions": "market_regions", "n03_offers": "offers"}
    return write(folder, **{name: book(TABLE.format(table=table)) for name, table in tables.items()})


SIGN = """
import os, pathlib, time
pathlib.Path(os.environ["WORKBOOK_SIGN"]).write_text(str(os.getpid()))
"""
"""A cell that tells its process to the test."""
