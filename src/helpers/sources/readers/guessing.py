"""The format of an export, from its first bytes and, in a text, from its headings."""

import re
from pathlib import Path

from helpers.sources import labels
from helpers.sources.readers import delimited, files, spss

LIMESURVEY = {
    *("submitdate", "lastpage", "startlanguage", "date submitted", "last page", "start language"),
    *("response id", "id de la reponse", "date de soumission", "derniere page", "langue de depart"),
}
SURVEYMONKEY = {
    *("respondent id", "collector id", "respondent_id", "collector_id"),
    *("id du repondant", "id du collecteur", "response", "reponse", "open-ended response", "reponse ouverte"),
}
"""Headings, normalised, that only this tool writes."""
CODE = re.compile(r"[A-Za-z]\w*\[\w+\]")


def format_of(file: Path) -> str:
    """One of `waves.FORMATS`; a text of no known survey tool is `delimited`."""
    files.ensure_unsealed(file)
    start = files.beginning(file, 4)
    if start == b"PAR1":
        return "parquet"
    if start in spss.MAGIC:
        return "spss"
    if start == b"PK\x03\x04":
        return "spreadsheet"
    rows = delimited.starting(file, 2)
    headings = {labels.normalised(cell.partition(". ")[2] or cell) for row in rows for cell in row}
    if SURVEYMONKEY & headings:
        return "surveymonkey"
    first = rows[0] if rows else []
    if LIMESURVEY & headings or any(CODE.match(cell) for cell in first):
        return "limesurvey"
    return "delimited"
