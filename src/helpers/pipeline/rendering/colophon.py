"""Where a page comes from, in the reader's words, and the one command that makes it again."""

import shlex
from datetime import datetime
from decimal import Decimal
from typing import Any

from helpers import parameters
from helpers.presentation.language import Language, marked, unbroken
from helpers.sources import codebook, waves
from helpers.statistics.sentences import Sentence, sentence


def entries(said: Language, manifest: dict[str, Any]) -> list[dict[str, str]]:
    """Source, wave, segment, parameters, versions and date of a run, each with its name."""
    values, settings = manifest["parameters"], waves.read(manifest["wave"])
    wave = sentence("{wave:sentence}, n = {n}", wave=_named(manifest["wave"]), n=_respondents(values, settings))
    versions = ", ".join(f"{name} {number}" for name, number in manifest["versions"].items())
    found = {marked("Source"): settings.source_fr if said.code == "fr" else settings.source_en}
    found[marked("Wave")] = unbroken(said.sentence(wave))
    if values["segment"]:
        named = codebook.segment_label(values["segment"], said.code)
        found[marked("Segment")] = said.sentence(sentence("{question}: {item}", **named))
    moment = datetime.fromisoformat(manifest["time"])
    chosen = said.series(said.sentence(words) for words in _parameters(values, settings.kind))
    found[marked("Parameters")] = chosen
    found[marked("Run on")] = said.day(moment.date().isoformat())
    found[marked("Versions")] = versions
    return [{"name": said.text(name), "value": value} for name, value in found.items()]


def _named(wave: str) -> Sentence:
    """A wave by its year, where that is known, and by the name of its folder."""
    start = waves.read(wave).fieldwork_start
    if start is None:
        return sentence("{name:name}", name=wave)
    return sentence("{year:year} ({name:name})", year=start.year, name=wave)


def _parameters(values: dict[str, Any], kind: str) -> list[Sentence]:
    """Each parameter of a run that bears on its numbers, in words."""
    percent = (100 * Decimal(str(values["confidence"]))).normalize()
    said = [
        sentence("intervals: {method:term}, confidence of {percent:figure%}", **values, percent=percent),
        sentence("bases: {policy:sentence}", policy=_policy(values["base_policy"])),
    ]
    if kind == "answers":
        return [*said, sentence("wave compared with: {baseline:sentence}", baseline=_named(values["baseline"]))]
    return [
        *said,
        sentence("printed figures: {rounding:term}", **values),
        sentence("years compared: 2022 and {target_year:year}", **values),
    ]


def _policy(name: str) -> Sentence:
    if name == "nchs":
        return sentence("by the NCHS standards")
    return sentence("flagged under 30 respondents")


def _respondents(values: dict[str, Any], settings: waves.Described) -> int:
    if settings.kind == "published":
        return settings.respondents
    from helpers.statistics import survey  # imported late: only waves of answers are counted

    return survey.read(values["wave"], values["segment"]).n


def hashes(said: Language, manifest: dict[str, Any]) -> list[dict[str, str]]:
    """The SHA-256 of each data file, of the code and of the lock."""
    named = manifest["data"] | {said.text("code"): manifest["code"], said.text("lock"): manifest["lock"]}
    return [{"name": name, "value": value} for name, value in named.items()]


def command(values: dict[str, Any]) -> str:
    """The command that makes a report again, with the parameters that are not the default ones."""
    model = parameters.Parameters.model_fields
    given = {name: value for name, value in values.items() if value != model[name].default}
    given["language"] = values["language"]
    options = {name: given.pop(name) for name in ("wave", "language", "segment") if name in given}
    if not given:
        return " ".join(["make report", *(f"{name.upper()}={value}" for name, value in options.items())])
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    words += [word for name, value in given.items() for word in ("--set", f"{name}={value}")]
    return shlex.join([".venv/bin/workbook", "run", *words])
