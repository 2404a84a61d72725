"""The README's table of notebooks, from their first cells (`make readme` writes it)."""

from helpers import paths
from helpers.pipeline import notebooks

START, END = "<!-- notebooks: written by `make readme` -->", "<!-- end of notebooks -->"


def table() -> str:
    """One row a notebook: its file, its question, its part of the study."""
    rows = ["| notebook | question | part of the study |", "|---|---|---|"]
    for path in notebooks.every():
        head = notebooks.heading(notebooks.read(path))
        rows.append(f"| [`{path.stem}`](notebooks/{path.name}) | {head.question} | {head.part} |")
    return "\n".join(rows)


def written(text: str) -> str:
    """The README's text with the table brought up to date."""
    before, rest = text.split(START)
    return f"{before}{START}\n{table()}\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    file = paths.ROOT / "README.md"
    file.write_text(written(file.read_text(encoding="utf-8")), encoding="utf-8")
