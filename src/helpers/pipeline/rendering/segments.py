"""Reports of a wave by the items of a question, and the page that leads to them."""

from pathlib import Path
from typing import Any

import nbformat

from helpers import paths
from helpers.pipeline import cuts, provenance
from helpers.pipeline.errors import RunError
from helpers.pipeline.rendering import pages
from helpers.pipeline.rendering.frame import frame
from helpers.pipeline.running import checking, folders
from helpers.presentation.language import Language, marked
from helpers.sources import codebook, waves
from helpers.statistics import survey
from helpers.statistics.sentences import Sentence, sentence


def found(wave: str, question: str) -> tuple[list[str], dict[str, Sentence]]:
    """The segments by the items of a question that may be run, and why the others may not."""
    checking.ensure_wave(wave)
    settings = waves.read(wave)
    cutting = settings.segments if settings.kind == "answers" else ()
    if question not in cutting:
        allowed = ", ".join(cutting) or "none: the wave holds printed tables only"
        raise RunError([f"{wave} cannot be cut by {question!r}; allowed: {allowed}"])
    made, refused = survey.segments(wave, question)
    if not made and not refused:
        raise RunError([f"{wave} has no segments by {question!r}: it was not asked, or the firms are weighted"])
    return made, refused


def write_index(
    wave: str,
    question: str,
    made: list[str],
    refused: dict[str, Sentence],
    language: str,
    languages: list[str],
) -> Path:
    """Write the page that leads to the reports by the items of a question; its path."""
    said, settings = Language(language), waves.read(wave)
    heading = said.sentence(sentence("Reports by answer: {question:question}", question=question))
    page = frame(settings, "", said, languages) | {"title": heading, "cards": _cards(wave, made, refused, said)}
    page["translations"] = [
        link | {"href": f"../{link['language']}/index.html"} for link in page["translations"]
    ]
    text = "\n\n".join([f"# {heading}", *_notes(question, said)])
    source = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text, id="index")])
    target = paths.segments(wave, question, language)
    with folders.building(target) as folder:
        (folder / "index.html").write_text(pages.render(source, page), encoding="utf-8")
        provenance.write(folder, cuts.manifest(wave, question, language, languages))
    return target / "index.html"


def _cards(wave: str, made: list[str], refused: dict[str, Sentence], said: Language) -> list[dict[str, Any]]:
    """One card a segment: a link to its report, or why it has none; the report on all firms first."""
    cards = [_card(codebook.segment_label(segment, said.code)["item"], said, wave, segment) for segment in made]
    cards += [
        {
            "href": "",
            "title": codebook.segment_label(segment, said.code)["item"],
            "part": said.sentence(reason),
        }
        for segment, reason in refused.items()
    ]
    if (paths.report(wave, said.code) / "index.html").exists():
        cards.insert(0, _card(said.text(marked("Report on all firms")), said, wave, ""))
    return cards


def _card(title: str, said: Language, wave: str, segment: str) -> dict[str, Any]:
    """The card of a report: its title, how many firms it counts, and the way to it from the index."""
    folder = f"../../{paths.slug(segment)}" if segment else "../../.."
    firms = sentence("n = {n} firms", n=survey.read(wave, segment).n)
    return {"href": f"{folder}/{said.code}/index.html", "title": title, "part": said.sentence(firms)}


def _notes(question: str, said: Language) -> list[str]:
    """What the reports have in common: whether a firm can be in several, and that small ones are not made."""
    several = codebook.questions().set_index("question").type[question] == "multiple"
    overlap = marked(
        "A firm may give several of these answers, so the segments overlap: their numbers do not add up."
    )
    apart = marked("A firm gives one of these answers, so it is in one report at most.")
    small = marked("An answer that too few firms give, or that all but a few give, has no report of its own.")
    return [said.text(overlap if several else apart), said.text(small)]
