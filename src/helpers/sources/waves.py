"""Waves: one edition of the survey and its tables, a folder with a `wave.toml`."""

import datetime
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from helpers import paths
from helpers.sources.problems import DataError, Problem


class Wave(BaseModel):
    """What `wave.toml` says of a wave."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["published"] = Field(description="`published`: printed tables, no answers")
    sampling: Literal["self-selected", "random"]
    respondents: int = Field(gt=0, description="number of firms that answered")
    fieldwork_start: datetime.date
    fieldwork_end: datetime.date
    published: str = Field(pattern=r"^\d{4}-\d{2}$", description="year and month of publication")
    title_en: str
    title_fr: str
    source_en: str
    source_fr: str


def folder(name: str) -> Path:
    """The folder of a wave; an unknown name is an error that lists the known ones."""
    known = paths.waves()
    if name not in known:
        raise DataError(
            [Problem("data/", f"there is no wave {name!r}", allowed=", ".join(known) or "none yet")]
        )
    return known[name]


def read(name: str) -> Wave:
    """The settings of a wave; every value that is not allowed is reported at once."""
    settings = folder(name) / "wave.toml"
    file = f"{name}/wave.toml"
    try:
        return Wave.model_validate(tomllib.loads(settings.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as refused:
        raise DataError([Problem(file, f"is not valid TOML: {refused}")]) from None
    except ValidationError as refused:
        raise DataError([_problem(file, error) for error in refused.errors()]) from None


def _problem(file: str, error: dict) -> Problem:
    value = None if error["type"] == "missing" else str(error["input"])
    return Problem(file, error["msg"].lower(), column=str(error["loc"][0]), value=value)
