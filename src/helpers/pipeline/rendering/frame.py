"""What stands around every page of a wave: its name, warnings, the other language and the words of the site."""

import re
from typing import Any

from helpers.presentation.language import Language, marked
from helpers.sources import codebook, waves
from helpers.statistics.sentences import sentence

NAMES = {"en": "English", "fr": "Français"}

WORDS = {
    "skip": marked("Skip to the content"),
    "pages": marked("Pages"),
    "contents": marked("Contents"),
    "brief": marked("In brief"),
    "code": marked("Code"),
    "data": marked("Data"),
    "download": marked("Download:"),
    "csv": marked("CSV (commas)"),
    "excel": marked("CSV for French Excel (semicolons)"),
    "copy_table": marked("Copy table"),
    "copy_command": marked("Copy the command"),
    "copied": marked("Copied"),
    "sort": marked("Sort by"),
    "turn": marked("Previous and next page"),
    "previous": marked("Previous"),
    "next": marked("Next"),
    "whole": marked("Whole report:"),
    "one_file": marked("in one file"),
    "all_tables": marked("all tables (XLSX)"),
    "pdf": marked("PDF"),
    "provenance": marked("Where this comes from"),
    "reproduce": marked("How to reproduce"),
    "hashes": marked("Hashes (SHA-256) of data, code and lock"),
}


def frame(settings: waves.Described, segment: str, said: Language, languages: list[str]) -> dict[str, Any]:
    """What stands around every page of a wave, an index over segments included."""
    lines = _banner(settings, segment, said)
    title = settings.title_fr if said.code == "fr" else settings.title_en
    return blank(said) | {
        "kind": settings.kind,
        "site": title,
        "nature": _nature(settings, said),
        "banner": lines,
        "running": _quoted(" ".join(lines)),
        "foot": _quoted(title),
        "translations": [{"language": code, "name": NAMES[code]} for code in languages if code != said.code],
    }


def blank(said: Language) -> dict[str, Any]:
    """A page of no report: words and language, and nothing beside."""
    empty: dict[str, Any] = dict.fromkeys(
        ("banner", "translations", "pages", "cards", "provenance", "hashes", "whole", "files"), ()
    )
    words = {name: said.text(english) for name, english in WORDS.items()}
    unsaid = dict.fromkeys(("site", "home", "running", "foot", "nature"), "")
    return empty | unsaid | {"language": said.code, "kind": "published", "words": words}


def _quoted(text: str) -> str:
    """A text to stand between quotes in a style sheet, on every printed sheet: nothing in it ends them."""
    return re.sub(r'["\\<&\n]', lambda found: f"\\{ord(found[0]):x} ", text)


def _nature(settings: waves.Described, said: Language) -> str:
    """What a report on published figures is, and what they come from; nothing of a wave of answers."""
    if settings.kind != "published":
        return ""
    selected = marked(
        "A re-examination of the published figures; this is not the study. "
        "Survey: {n} firms that chose to answer, no sample drawn."
    )
    drawn = marked(
        "A re-examination of the published figures; this is not the study. Survey: {n} firms drawn at random."
    )
    words = selected if settings.sampling == "self-selected" else drawn
    return said.sentence(sentence(words, n=settings.respondents))


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
