"""Waves: one edition of the survey, a folder with a `wave.toml`: published tables, or firms' answers."""

import datetime
import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from helpers import paths
from helpers.sources.problems import DataError, Problem

FORMATS = ("limesurvey", "surveymonkey", "delimited", "spreadsheet", "spss", "parquet")


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Described(_Closed):
    """What every wave says of itself."""

    sampling: Literal["self-selected", "random"]
    fieldwork_start: datetime.date
    fieldwork_end: datetime.date
    title_en: str
    title_fr: str
    source_en: str
    source_fr: str
    population: int | None = Field(None, gt=0, description="firms in the population, where it is known")
    versions: dict[str, int] = Field(
        {}, description="version of a question, or of question.item, that was asked, where it is not 1"
    )
    screened: str = Field(
        "", description="answer that a firm needed to be surveyed, as experience=yes; empty: any firm was"
    )
    synthetic: bool = Field(False, description="made by a generator, not by firms")


class Published(Described):
    """A wave of which only printed tables are known."""

    kind: Literal["published"]
    respondents: int = Field(gt=0, description="number of firms that answered")
    published: str = Field(pattern=r"^\d{4}-\d{2}$", description="year and month of publication")


class Export(_Closed):
    """The file with the answers and how it is read; empty where the reader finds out by itself."""

    file: str = Field(description="name of the file, in the wave's folder")
    format: Literal["limesurvey", "surveymonkey", "delimited", "spreadsheet", "spss", "parquet"]
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    structure: str = Field("", description="LimeSurvey structure export, in the wave's folder")


class Column(_Closed):
    """One column of the export: the question, item and horizon it answers, and what its values mean."""

    name: str = Field(description="the column, as the export names it")
    question: str
    item: str = Field("", description="item of a multiple-response or itemised number question")
    horizon: str = "now"
    separator: str = Field("", description="what stands between several answers in one cell")
    answers: dict[str, str] = Field({}, description="value in the export -> item; empty: by code or label")
    confirmed: bool = Field(True, description="false: proposed by the workbook, not yet looked at")


class Excluded(_Closed):
    """A row of the export that is left out, and why."""

    row: int = Field(ge=2, description="row of the file, the first row of headings being 1")
    reason: str = Field(min_length=1)


class Margin(_Closed):
    """Firms of the population with an answer, to which the weights are raked."""

    question: str
    item: str
    firms: float = Field(gt=0)


class Answered(Described):
    """A wave of which the firms' answers are at hand."""

    kind: Literal["answers"]
    export: Export
    id: str = Field("", description="column with an identifier of the firm; never shown")
    panel: bool = Field(
        False, description="whether the identifier is the firm's in every wave, so that firms can be followed"
    )
    weight: str = Field("", description="column with design weights")
    completed: str = Field("", description="column that is filled only where the questionnaire was finished")
    missing: tuple[str, ...] = Field((), description="codes that stand for no answer")
    ignored: tuple[str, ...] = Field((), description="columns left unread on purpose")
    mandatory: tuple[str, ...] = Field((), description="questions that must be answered by whoever is asked")
    disclosure: Literal["strict", "insee"] = "strict"
    segments: tuple[str, ...] = Field(
        ("activity", "size", "client_sector"), description="questions by whose items a report may be cut"
    )
    exclude: tuple[Excluded, ...] = ()
    margins: tuple[Margin, ...] = ()
    columns: tuple[Column, ...] = ()

    @property
    def weighted(self) -> bool:
        """Whether firms are weighted."""
        return bool(self.weight or self.margins)


Wave = Annotated[Published | Answered, Field(discriminator="kind")]
_READ = TypeAdapter(Wave)


def folder(name: str) -> Path:
    """The folder of a wave; an unknown name is an error that lists the known ones."""
    known = paths.waves()
    if name not in known:
        raise DataError(
            [Problem("data/", f"there is no wave {name!r}", allowed=", ".join(known) or "none yet")]
        )
    return known[name]


def read(name: str) -> Published | Answered:
    """The settings of a wave; every value that is not allowed is reported at once."""
    settings = folder(name) / "wave.toml"
    return _read(f"{name}/wave.toml", settings.read_text(encoding="utf-8"))


def tables(name: str) -> dict[str, Path]:
    """Name and file of each published table of a wave."""
    place = folder(name)
    try:
        package = json.loads((place / "datapackage.json").read_text(encoding="utf-8"))
        return {resource["name"]: place / resource["path"] for resource in package["resources"]}
    except (OSError, ValueError, LookupError, TypeError) as refused:
        raise DataError([Problem(f"{name}/datapackage.json", f"cannot be read: {refused}")]) from None


def files(name: str) -> list[Path]:
    """The files a wave consists of: its settings and its tables, or the export with the answers."""
    place, settings = folder(name), read(name)
    if settings.kind == "published":
        described = [place / "wave.toml", place / "datapackage.json", place / "corrections.toml"]
        files = [*described, *tables(name).values()]
    else:
        named = filter(None, [settings.export.file, settings.export.structure])
        files = [place / "wave.toml", *(place / file for file in named)]
    return [file for file in files if file.is_file()]


@cache
def _read(file: str, text: str) -> Published | Answered:
    try:
        return _READ.validate_python(tomllib.loads(text))
    except tomllib.TOMLDecodeError as refused:
        raise DataError([Problem(file, f"is not valid TOML: {refused}")]) from None
    except ValidationError as refused:
        raise DataError([_problem(file, error) for error in refused.errors()]) from None


def _problem(file: str, error: dict) -> Problem:
    value = None if error["type"] == "missing" else str(error["input"])
    place = [str(part) for part in error["loc"] if part not in ("published", "answers")] or ["kind"]
    return Problem(file, error["msg"].lower(), column=".".join(place), value=value)
