"""Whether a run may start: data as described, a segment that may be run, settings that go together.

What was found good is remembered by the hashes of the data and of the code that judges them: looking again
would import the libraries that a run in which nothing changed does without.
"""

import contextlib
import hashlib
import json
from pathlib import Path
from typing import Any

from helpers import paths
from helpers.pipeline.errors import RunError
from helpers.pipeline.running import inputs
from helpers.sources import decisions, waves

JUDGED_BY = ("sources", "statistics")
"""Rooms whose code decides whether data may be used."""
SETTINGS = ("wave", "segment", "baseline", "method")


def ensure(values: dict[str, Any]) -> None:
    """Raise unless the data of the wave and of its baseline are as described and the settings fit them."""
    good = memo(values)
    if good.exists():
        return
    ensure_wave(values["wave"], values["segment"])
    _ensure_baseline(values["wave"], values["baseline"])
    _ensure_method(values)
    # A memo that cannot be kept (a read-only folder) costs a second look, nothing else.
    with contextlib.suppress(OSError):
        good.parent.mkdir(parents=True, exist_ok=True)
        good.touch()


def remembered(values: dict[str, Any]) -> bool:
    """Whether these very data were found good before."""
    return memo(values).exists()


def ensure_wave(wave: str, segment: str = "") -> None:
    """Raise unless the wave's data are as described and the segment may be run."""
    from helpers.sources import checks, responses  # imported late: they need pandas

    settings = waves.read(wave)
    if settings.kind == "answers":
        responses.ensure(wave)
        if settings.weighted:
            _ensure_weights(wave)
    else:
        checks.ensure(waves.folder(wave))
    if segment and settings.kind == "published":
        raise RunError(
            [f"{wave} holds printed tables, no answers of firms: it cannot be cut to the segment {segment!r}"]
        )
    if segment:
        _ensure_segment(wave, segment)


def _ensure_segment(wave: str, segment: str) -> None:
    from helpers.presentation.language import Language
    from helpers.statistics import survey

    refusal = survey.refusal(wave, segment)
    if refusal:
        raise RunError([Language("en").sentence(refusal)])


def _ensure_weights(wave: str) -> None:
    from helpers.statistics import survey

    problems = survey.weight_problems(wave)
    if problems:
        raise RunError([f"{wave}: {problem}" for problem in problems])


def _ensure_method(values: dict[str, Any]) -> None:
    """Raise where the exact hypergeometric interval is asked for firms that are no draw from a population."""
    settings = waves.read(values["wave"])
    drawn = settings.sampling == "random" and settings.population is not None and settings.kind == "answers"
    if values["method"] == "hypergeometric" and (not drawn or settings.weighted or values["segment"]):
        raise RunError(
            [
                "method 'hypergeometric' is for all firms of a random draw from a stated population, "
                f"unweighted; see sampling and population of {values['wave']}"
            ]
        )


def _ensure_baseline(wave: str, baseline: str) -> None:
    """Raise unless a wave of answers has another wave, whose data are as described, to be compared with."""
    if waves.read(wave).kind == "published":
        return
    if baseline == wave:
        raise RunError([f"{wave} cannot be its own baseline; name another with --set baseline=..."])
    ensure_wave(baseline)


def decided(wave: str) -> Path | None:
    """The file with what may be shown of a wave of answers, written unless it is there; None without one."""
    if waves.read(wave).kind == "published":
        return None
    kept = decisions.file(wave, _stamp([*_judges(), *waves.files(wave)]))
    if not kept.exists():
        from helpers.statistics import survey  # imported late: it needs pandas

        if not decisions.write(kept, survey.decision(wave)):
            return None
    return kept


def memo(values: dict[str, Any], *further: str) -> Path:
    """The file that stands for these very data, judged by this very code: there, they were found good."""
    files = [*_judges(), *_files(values["wave"])]
    if waves.read(values["wave"]).kind == "answers":
        files += _files(values["baseline"])
    return (
        paths.cache() / "checked" / f"run-{_stamp(files, {name: values[name] for name in SETTINGS}, further)}"
    )


def _judges() -> list[Path]:
    """The code and the codebook by which data are judged."""
    return [
        *(file for room in JUDGED_BY for file in (paths.PACKAGE / room).rglob("*.py")),
        *paths.CODEBOOK.iterdir(),
    ]


def _stamp(files: list[Path], *further: Any) -> str:
    """A hash of these files, the versions, and whatever else is said."""
    digests = {str(inputs.name(file)): inputs.digest(file) for file in files if file.is_file()}
    versions = {name: inputs.value(name) for name in inputs.fixed()}
    text = json.dumps([digests, versions, *further], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _files(wave: str) -> list[Path]:
    """The files that decide whether a wave is sound, described or not."""
    if waves.read(wave).kind == "answers":
        return waves.files(wave)
    return [file for file in waves.folder(wave).iterdir() if file.suffix in {".csv", ".json", ".toml"}]
