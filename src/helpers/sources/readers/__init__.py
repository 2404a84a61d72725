"""Exports of survey tools: what columns they hold, and the answers in those that are wanted.

A module a format, named as in `wave.toml`. Files are opened for reading only, and nothing in them is run.
"""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pandas as pd

from helpers.sources import waves
from helpers.sources.readers import files, guessing
from helpers.sources.readers.columns import Column, Layout

__all__ = ["Column", "Layout", "cells", "guess", "layout"]


def layout(folder: Path, export: waves.Export) -> Layout:
    """What an export holds: one `Column` a column with a heading, none of its answers.

    Raises `DataError` with everything that keeps the file from being read.
    """
    return _reader(export).layout(files.located(folder, export.file), export)


def cells(folder: Path, export: waves.Export, names: Sequence[str]) -> pd.DataFrame:
    """One row a respondent, one column a name of `names`; no other column is read.

    Each column is a `category` of the texts as exported (missing where empty); the index `row` is the row of
    the file, its first row of headings being 1. SPSS cells hold the code, not the label.
    """
    return _reader(export).cells(files.located(folder, export.file), export, list(dict.fromkeys(names)))


def guess(file: Path) -> str:
    """The format of a file, one of `waves.FORMATS`, from its first bytes and, in a text, its headings."""
    return guessing.format_of(files.located(file.parent, file.name))


def _reader(export: waves.Export) -> ModuleType:
    """The module of a format, loaded when it is needed: some of their libraries are slow to load."""
    return import_module(f"{__name__}.{export.format}")
