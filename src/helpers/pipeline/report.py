"""From executed notebooks to a finished report folder: pages, tables, figures, manifest."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat
from babel.dates import format_date

from helpers import paths
from helpers.pipeline import displays, folders, notebooks, pages, provenance
from helpers.pipeline.run import Job
from helpers.presentation.language import Language, marked
from helpers.sources import codebook, waves
from helpers.statistics.sentences import sentence

INDEX = "00_summary"
NAMES = {"en": "English", "fr": "Français"}

Executed = tuple[Job, nbformat.NotebookNode | None]


def build(executed: Iterable[Executed], language: str, languages: list[str]) -> Path:
    """Write the report of one language, whole or not at all; its index page's path.

    `executed` holds every notebook of the wave, None where the wave lacks what a notebook requires.
    """
    executed = list(executed)
    wave, segment = executed[0][0].wave, executed[0][0].segment
    target = paths.report(wave, language, segment)
    said = Language(language)
    ran = [job.notebook.stem for job, notebook in executed if notebook]
    manifest = provenance.manifest(executed[0][0].values, ran)
    shared = _shared(executed, wave, said, languages, manifest)
    with folders.building(target) as folder:
        for job, notebook in executed:
            _write_page(folder, job, notebook, said, shared)
        text = json.dumps(manifest, indent=2, ensure_ascii=False)
        (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")
    _drop_stale(paths.reports() / wave / "segments", manifest["data"])
    return target / "index.html"


def _drop_stale(segments: Path, data: dict[str, str]) -> None:
    """Remove reports of segments made from other data: beside the new ones they would tell the difference."""
    for file in segments.glob("*/*/manifest.json"):
        if _own(json.loads(file.read_text(encoding="utf-8"))["data"]) != _own(data):
            shutil.rmtree(file.parent)


def _own(data: dict[str, str]) -> dict[str, str]:
    """The hashes of a wave's own files; those of a wave it is compared with stand under its name."""
    return {name: digest for name, digest in data.items() if "/" not in name}


def _write_page(
    folder: Path, job: Job, notebook: nbformat.NotebookNode | None, said: Language, shared: dict[str, Any]
) -> None:
    """The page of one notebook, its tables and figures, and the executed notebook itself."""
    name = page_name(job.notebook)
    source = notebook or _absent(job, said)
    source = pages.meant_for(pages.translated(source, said), shared["kind"]) if notebook else source
    page = shared | {
        "title": pages.contents(source)[0]["text"],
        "pages": [link | {"here": link["href"] == name} for link in shared["pages"]],
        "translations": [link | {"href": f"../{link['language']}/{name}"} for link in shared["translations"]],
        "cards": shared["cards"] if name == "index.html" else [],
    }
    (folder / name).write_text(pages.render(source, page), encoding="utf-8")
    if notebook:
        displays.write(notebook, folder)
        (folder / "notebooks").mkdir(exist_ok=True)
        notebooks.write(notebook, folder / "notebooks" / job.notebook.name)


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
        "cards": [link for link in links if link["href"] != "index.html"],
        "provenance": _provenance(said, manifest, settings),
        "hashes": _hashes(said, manifest),
    }


def frame(settings: waves.Described, segment: str, said: Language, languages: list[str]) -> dict[str, Any]:
    """What stands around every page of a wave, an index over segments included."""
    return {
        "language": said.code,
        "kind": settings.kind,
        "site": settings.title_fr if said.code == "fr" else settings.title_en,
        "banner": _banner(settings, segment, said),
        "translations": [{"language": code, "name": NAMES[code]} for code in languages if code != said.code],
        "words": _words(said),
    }


def _banner(settings: waves.Described, segment: str, said: Language) -> list[str]:
    """What a reader must know before anything else: that answers are synthetic, that firms were selected."""
    lines = []
    if settings.synthetic:
        template = marked("SYNTHETIC: a generator made these answers. They say nothing about any firm.")
        lines.append(said.text(template))
    if settings.kind == "answers" and not all(column.confirmed for column in settings.columns):
        lines.append(said.text(marked("The mapping of some columns is a proposal that nobody has confirmed.")))
    if segment:
        named = codebook.segment_label(segment, said.code)
        only = sentence("Only the firms with this answer – {question}: {item}.", **named)
        lines.append(said.sentence(only))
    return lines


def _link(job: Job, head: notebooks.Heading, said: Language) -> dict[str, str]:
    """A page's name, question and part of the study; without a link and with the reason where it is empty."""
    part = said.sentence(job.lacking) if job.lacking else head.part
    part = "" if not job.lacking and waves.read(job.wave).kind == "answers" else part  # of the study, not of it
    href = "" if job.lacking else page_name(job.notebook)
    short = said.text(notebooks.name(job.notebook))
    return {"href": href, "short": short, "title": head.question, "part": part}


def _heading(job: Job, said: Language) -> notebooks.Heading:
    return notebooks.heading(pages.translated(notebooks.read(job.notebook), said))


def _words(said: Language) -> dict[str, str]:
    words = {
        "skip": marked("Skip to the content"),
        "pages": marked("Pages"),
        "contents": marked("Contents"),
        "code": marked("Code"),
        "download": marked("Download:"),
        "data": marked("Data"),
        "provenance": marked("Where this comes from"),
        "hashes": marked("Hashes (SHA-256) of data, code and lock"),
    }
    return {name: said.text(english) for name, english in words.items()}


def _provenance(said: Language, manifest: dict[str, Any], settings: waves.Wave) -> list[dict[str, str]]:
    source = settings.source_fr if said.code == "fr" else settings.source_en
    given = {name: value for name, value in sorted(manifest["parameters"].items()) if value != ""}
    values = ", ".join(f"{name} = {value}" for name, value in given.items())
    versions = ", ".join(f"{name} {number}" for name, number in manifest["versions"].items())
    date = format_date(provenance.moment(), "long", locale=said.locale)
    entries = {
        marked("Source"): source,
        marked("Wave"): f"{manifest['wave']} (n = {said.number(_respondents(manifest, settings))})",
        marked("Parameters"): values,
        marked("Versions"): versions,
        marked("Run on"): date,
    }
    return [{"name": said.text(name), "value": value} for name, value in entries.items()]


def _respondents(manifest: dict[str, Any], settings: waves.Described) -> int:
    if settings.kind == "published":
        return settings.respondents
    from helpers.statistics import survey  # imported late: only waves of answers are counted

    return survey.read(manifest["wave"], manifest["parameters"]["segment"]).n


def _hashes(said: Language, manifest: dict[str, Any]) -> list[dict[str, str]]:
    named = manifest["data"] | {said.text("code"): manifest["code"], said.text("lock"): manifest["lock"]}
    return [{"name": name, "value": value} for name, value in named.items()]
