"""The French catalogue against the texts of the workbook (`make catalogue` brings it up to date).

Texts stand in calls (`sentence`, `text`, `marked`, `say`, `Column`), in the keywords and variables of the
names below, in the labels of `TERMS` and `UNITS`, in the names of notebooks, and in their markdown cells.
"""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po

from helpers import paths
from helpers.presentation.columns import TERMS, UNITS
from helpers.presentation.language import CATALOGUES

CALLS = {"sentence", "text", "marked", "say", "Column"}
KEYWORDS = {"title", "base", "note"}
NAMES = KEYWORDS | {"question", "template"}


def texts() -> dict[str, list[str]]:
    """Every text a reader may see, with the places it stands in."""
    found: dict[str, list[str]] = {}
    package = Path(__file__).parents[1]
    for file in sorted(package.rglob("*.py")):
        for text in _in_code(file.read_text(encoding="utf-8")):
            found.setdefault(text, []).append(file.relative_to(package).as_posix())
    for label in (*TERMS.values(), *UNITS.values()):
        found.setdefault(label, []).append("presentation/columns.py")
    for file in sorted(paths.NOTEBOOKS.glob("[0-9][0-9]_*.ipynb")):
        for text in _in_notebook(file):
            found.setdefault(text, []).append(file.name)
    return {text: places for text, places in found.items() if text}


def read(code: str) -> Catalog:
    """The catalogue of a language as it stands."""
    with (CATALOGUES / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


def update(code: str) -> None:
    """Add texts that are new, drop those no longer used; translations that stand are kept."""
    file = CATALOGUES / f"{code}.po"
    known = {message.id: message.string for message in read(code)} if file.exists() else {}
    catalog = Catalog(locale=code, project="workbook", charset="utf-8", fuzzy=False)
    for text, places in texts().items():
        catalog.add(text, known.get(text, ""), locations=[(place, None) for place in sorted(set(places))])
    with file.open("wb") as out:
        write_po(out, catalog, width=100, omit_header=True, sort_output=False)


def _in_notebook(file: Path) -> Iterator[str]:
    notebook = json.loads(file.read_text(encoding="utf-8"))
    yield notebook["metadata"]["workbook"].get("name") or file.stem[3:].replace("_", " ").capitalize()
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            yield source
        else:
            yield from _in_code(source)


def _in_code(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield from _strings(node.args[:1] if name in CALLS else [])
            yield from _strings([word.value for word in node.keywords if word.arg in KEYWORDS])
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in NAMES:
            yield from _strings([node.value])


def _strings(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.IfExp):
            yield from _strings([node.body, node.orelse])


if __name__ == "__main__":
    update("fr")
