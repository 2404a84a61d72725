"""The published tables of a wave: CSV files to typed, tidy frames."""

from pathlib import Path

import pandas as pd

from helpers.sources import checks, codebook, corrections, typed, waves

RECRUITS = "recruits"
"""The question of the codebook that the shares of firms in the table on recruitment answer."""

OCCUPATIONS = {"rd_engineer": "research_engineer", "environment_engineer": "environment_specialist"}
"""Occupations that the table and the codebook name apart; their printed labels are the same."""


def load(wave: str, table: str) -> pd.DataFrame:
    """One published table of a wave, a row a printed figure, declared corrections made.

    Numbers are `Decimal`s as printed (None where empty), so that statistics on them can be exact; whole
    numbers are nullable integers, the rest text. Raises `DataError` with all problems of the wave's files.
    """
    folder = waves.folder(wave)
    checks.ensure(folder)
    return corrections.apply(folder, table, typed.read(folder, table))


def survey_figures(wave: str) -> pd.DataFrame:
    """One row a figure of the survey, those on firms that recruit an occupation among them.

    Sections 5.1 and 5.2 print these beside posts, so they are kept in the table `recruitment`.
    """
    figures = load(wave, "survey_figures")
    if "recruitment" not in tables(wave):
        return figures
    return pd.concat([figures, recruiting(load(wave, "recruitment"))[list(figures)]], ignore_index=True)


def recruiting(figures: pd.DataFrame) -> pd.DataFrame:
    """One row a share of firms that recruit an occupation of the codebook, each once: as `survey_figures`.

    Takes the table `recruitment`. Left out are shares of two occupations together, which no answer gives.
    """
    questions, items = codebook.questions().set_index("question"), codebook.items()
    found = as_in_codebook(figures[figures.measure == "share_of_firms"])
    found = found.assign(question=RECRUITS, item=found.occupation, horizon=questions.horizons[RECRUITS])
    known = found["item"].isin(items["item"][items.question == RECRUITS])
    return found[known].drop_duplicates(["item", "value", "wording"])


def as_in_codebook(recruitment: pd.DataFrame) -> pd.DataFrame:
    """The table on recruitment, its occupations named as the codebook names them."""
    return recruitment.assign(occupation=recruitment.occupation.replace(OCCUPATIONS))


def every(wave: str) -> dict[str, pd.DataFrame]:
    """All published tables of a wave by name, each as `load` gives it."""
    folder = waves.folder(wave)
    checks.ensure(folder)
    return {name: corrections.apply(folder, name, typed.read(folder, name)) for name in tables(wave)}


def corrections_made(wave: str, language: str) -> pd.DataFrame:
    """One row a declared correction: table, column, what is printed, what is used, cells, why."""
    frame = pd.DataFrame(corrections.read(waves.folder(wave)), columns=list(corrections.FIELDS))
    kept = ["table", "column", "printed", "used", "expect"]
    return frame[kept].assign(reason=frame[f"reason_{language}"])


def tables(wave: str) -> dict[str, Path]:
    """Name and file of each published table of a wave."""
    return waves.tables(wave)
