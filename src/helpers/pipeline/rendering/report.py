"""From executed notebooks to a finished report folder: pages, tables, figures, manifest."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat

from helpers import paths
from helpers.pipeline import notebooks, provenance
from helpers.pipeline.rendering import colophon, displays, pages, printing, single, xlsx
from helpers.pipeline.rendering.frame import frame
from helpers.pipeline.running import folders
from helpers.pipeline.running.jobs import Job
from helpers.presentation.language import Language, unbroken
from helpers.sources import waves

INDEX = "00_summary"
WHOLE = {"report.html": "one_file", "report.pdf": "pdf", "tables.xlsx": "all_tables"}
"""Files that hold the whole report, and the word of the site for each."""

Executed = tuple[Job, nbformat.NotebookNode | None]


def build(
    executed: Iterable[Executed],
    language: str,
    languages: list[str],
    runs: dict[str, dict[str, Any]],
    pdf: bool = False,
) -> Path:
    """Write the report of one language, whole or not at all; its index page's path.

    `executed` holds every notebook of the wave, None where the wave lacks what a notebook requires; `runs`
    says of each of the others what the manifest is to say.
    """
    executed = list(executed)
    wave, segment = executed[0][0].wave, executed[0][0].segment
    target = paths.report(wave, language, segment)
    said = Language(language)
    manifest = provenance.manifest(executed[0][0].values, runs, languages)
    shared = _shared(executed, wave, said, languages, manifest)
    with folders.building(target) as folder:
        for job, notebook in executed:
            _write_notebook(folder, job, notebook, said)
        xlsx.write(folder / "tables.xlsx", executed, said, shared)
        _write_pages(folder, executed, said, shared, pdf)
        provenance.write(folder, manifest)
    return target / "index.html"


def _write_notebook(folder: Path, job: Job, notebook: nbformat.NotebookNode | None, said: Language) -> None:
    """The tables and figures of an executed notebook, and the notebook itself."""
    if notebook:
        displays.write(notebook, folder, said)
        (folder / "notebooks").mkdir(exist_ok=True)
        notebooks.write(notebook, folder / "notebooks" / job.notebook.name)


def _write_pages(
    folder: Path, executed: list[Executed], said: Language, shared: dict[str, Any], pdf: bool
) -> None:
    """The page of each notebook and the one of all; the tables and figures that they link to are there."""
    sources = [(page_name(job.notebook), _source(job, notebook, said, shared)) for job, notebook in executed]
    titles = {link["href"]: link["short"] for link in shared["pages"]}
    parts = [(name, titles[name], source) for name, source in sources if name in titles]
    whole = shared | {"title": shared["site"], "pages": (), "cards": (), "translations": (), "home": ""}
    (folder / "report.html").write_text(single.render(parts, whole), encoding="utf-8")
    if pdf:
        printing.to_pdf(folder / "report.html", folder / "report.pdf")
    shared = shared | {
        "files": frozenset(file.relative_to(folder).as_posix() for file in folder.glob("*/*.*")),
        "whole": [
            {"href": name, "text": shared["words"][word]}
            for name, word in WHOLE.items()
            if (folder / name).exists()
        ],
    }
    for name, source in sources:
        (folder / name).write_text(pages.render(source, _page(name, source, shared)), encoding="utf-8")


def _source(
    job: Job, notebook: nbformat.NotebookNode | None, said: Language, shared: dict[str, Any]
) -> nbformat.NotebookNode:
    """The notebook in the reader's language, for the wave's kind; a line where the wave lacks what it needs."""
    if not notebook:
        return _absent(job, said)
    return pages.meant_for(pages.translated(notebook, said), shared["kind"])


def _page(name: str, source: nbformat.NotebookNode, shared: dict[str, Any]) -> dict[str, Any]:
    """What stands around one page: its title, its neighbours and the same page in the other language."""
    index = name == "index.html"
    hrefs = [link["href"] for link in shared["pages"]]
    at = hrefs.index(name) if name in hrefs else None
    return shared | {
        "title": pages.contents(source)[0]["text"],
        "pages": [link | {"here": link["href"] == name} for link in shared["pages"]],
        "translations": [link | {"href": f"../{link['language']}/{name}"} for link in shared["translations"]],
        "cards": shared["cards"] if index else [],
        "home": "" if index else "index.html",
        "opens": not index,
        "previous": shared["pages"][at - 1] if at else None,
        "next": shared["pages"][at + 1] if at is not None and at + 1 < len(hrefs) else None,
    }


def page_name(notebook: Path) -> str:
    """The page of a notebook: the summary is the index."""
    return "index.html" if notebook.stem == INDEX else f"{notebook.stem}.html"


def _absent(job: Job, said: Language) -> nbformat.NotebookNode:
    """A one-line notebook in place of one whose tables the wave lacks."""
    heading = said.text(notebooks.read(job.notebook).cells[0].source).splitlines()[0]
    line = said.sentence(job.lacking)
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(f"{heading}\n\n{line}", id="absent")])


def _shared(
    executed: list[Executed], wave: str, said: Language, languages: list[str], manifest: dict[str, Any]
) -> dict[str, Any]:
    """What every page of a report shares: names, links, words and provenance."""
    settings, segment = waves.read(wave), executed[0][0].segment
    heads = [(job, _heading(job, said)) for job, _ in executed]
    links = [_link(job, head, said) for job, head in heads]
    return frame(settings, segment, said, languages) | {
        "pages": [link for link in links if link["href"]],
        "cards": sorted(
            (link for link in links if link["href"] != "index.html"), key=lambda link: not link["href"]
        ),
        "provenance": colophon.entries(said, manifest),
        "hashes": colophon.hashes(said, manifest),
        "command": colophon.command(manifest["parameters"]),
    }


def _link(job: Job, head: notebooks.Heading, said: Language) -> dict[str, str]:
    """A page's name, question and part of the study; without a link and with the reason where it is empty."""
    part = said.sentence(job.lacking) if job.lacking else head.part
    part = "" if not job.lacking and waves.read(job.wave).kind == "answers" else part  # of the study, not of it
    href = "" if job.lacking else page_name(job.notebook)
    short = said.text(notebooks.name(job.notebook))
    return {"href": href, "short": short, "title": unbroken(head.question), "part": part}


def _heading(job: Job, said: Language) -> notebooks.Heading:
    return notebooks.heading(pages.translated(notebooks.read(job.notebook), said))
