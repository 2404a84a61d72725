"""Each number of the study's text is in the ledger of claims, or left out on purpose with its reason.

The text is not in the repository. Set STUDY_TEXT to its path; without it these tests are skipped. Numbers
are taken from the text section by section, in digits and in words, with the standard library only.
"""

import csv
import os
import re
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

LEDGER = Path(__file__).resolve().parents[1] / "data" / "study-2023" / "claims.csv"
STUDY_TEXT = os.environ.get("STUDY_TEXT")

SECTIONS = {
    "contents": r"^## TABLE DES MATIERES",
    "1": r"^# 1\. LES OBJECTIFS",
    "2.1": r"^## 2\.1\.",
    "2.2": r"^## 2\.2\.",
    "2.3": r"^## 2\.3\.",
    "3.1": r"^### 3\.1\.",
    "3.2": r"^### 3\.2\.",
    "4.1": r"^## 4\.1\.",
    "4.2": r"^## 4\.2\.",
    "4.3": r"^### 4\.3\.",
    "4.4": r"^## 4\.4\.",
    "5.1": r"^### 5\.1\.",
    "5.2": r"^## 5\.2 ",
    "5.3": r"^### 5\.3 ",
    "5.4": r"^## 5\.4 ",
    "6": r"^# 6\. PRECONISATIONS",
    "annex 1": r"^# ANNEXES",
    "annex 2": r"^\*\*Annexe 2 ",
    "annex 3": r"^\*\*Annexe 3 ",
}

LEFT_OUT = [
    ("web address", r"https?://\S+", None),
    ("page number", r"(?<=\| )(<b>)?\d+(</b>)?\s*\|$", ("contents",)),
    ("page number", r"cf\. page \d+", None),
    ("number of a section or annex", r"^(\| ?<b>|\| |#+ )\d(\.\d)?\.?(?= |$)", None),
    ("number of a section or annex", r"[Aa]nnexe \d|chapitre \d\.\d", None),
    ("number in a list", r"^\s*- \d\)|^\d\. |^### \d [-–]|^(- |#+ )#\d|^## Enjeu n°\d|\bphase \d", None),
    ("number in a list", r"^- ↳ Piste d'action [nN]° ?(?!13)\d+|^\| (?!13)\d+ +\|", ("6",)),
    ("footnote mark", r"^<sup>\d</sup>|(?<=filières)<sup>1</sup>|(?<=ESN|ICT)<sup>\d</sup>", None),
    ("part of a name", r"\b[1-4]D\b|\b[34]D(?=S|E| )|CO(<sup>)?2|EPR2|F16|C4NGP|[34]DExperience", None),
    ("part of a name", r"(Industrie|industrie|Industry|futur|défense|diagnostic) (?=4\.0)4\.0", None),
    ("part of a name", r"Tendances? 2030|Horizon 2020|France 2030|Change2Twin|Shift2Rail|Ci2ANum", None),
    ("part of a name", r"Avenir 4\b|4<sup>ème</sup> PIA|4e Programme|PIA3|4ème révolution|IUT Lyon 1\b", None),
    ("part of a name", r"JTC 1/SC \d+|ISO 23247(-\d)?(:2021)?|3\.2\.[23]|TC 184|ISO 19650|IDCC 1486", None),
    ("name of a level", r"niveau [56]( ou 6)?\b|NIVEAU [123] :", None),
    ("date of publication", r"NOVEMBRE 2023|\((mars )?202[013]\)|ECINews 2021|3 juillet 2020|03-2022", None),
    ("date of publication", r"\| (20\d\d|20\d\d-20\d\d) +\|", ("annex 1",)),
    ("date of publication", r"pour l'année 2023", ("annex 1",)),
    ("mark whose glyph was misread", r"(?<=\| )[14]( [14])? +(?=\| )", ("5.2",)),
    ("no quantity", r"double numérique", None),
]
"""What is left out, and why: reason, pattern (one line of the text at a time), sections or all."""

WORDS = {
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
    "quinzaine": 15, "trentaine": 30, "soixantaine": 60, "triple": 3, "troisième": 3,
    "tiers": Fraction(333, 1000), "quart": Fraction(1, 4), "moitié": Fraction(1, 2), "majorité": Fraction(1, 2),
}  # fmt: skip

NUMBER = re.compile(
    r"(?P<of>(?P<part>\d+)( entreprises?)? sur (?P<whole>2|4|5|10)\b|2/3)"
    r"|(?P<digits>\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+(?:,\d+)?)"
    r"(?P<times> millions (?:d'arbres|de données))?"
    r"|\b(?P<word>" + "|".join(WORDS) + r")\b",
    re.IGNORECASE,
)


def sections(text: str) -> dict[str, list[str]]:
    found, name = {"cover": []}, "cover"
    for line in text.splitlines():
        name = next((key for key, start in SECTIONS.items() if re.search(start, line)), name)
        found.setdefault(name, []).append(line)
    return found


def numbers(line: str, section: str) -> list[Fraction]:
    """Numbers of a line, after what is left out on purpose is taken away."""
    for _, pattern, where in LEFT_OUT:
        if where is None or section in where:
            line = re.sub(pattern, " ", line)
    return [value(found) for found in NUMBER.finditer(line)]


def value(found: re.Match) -> Fraction:
    if found["of"] == "2/3":
        return Fraction(667, 1000)
    if found["of"]:
        return Fraction(int(found["part"]), int(found["whole"]))
    if found["word"]:
        return Fraction(WORDS[found["word"].lower()])
    digits = Fraction(re.sub(r"[ \u00a0\u202f]", "", found["digits"]).replace(",", "."))
    return digits * 1_000_000 if found["times"] else digits


def claimed() -> dict[str, Counter]:
    """How often each number stands in a section's claims: values, base, period, digits of the statement."""
    found: dict[str, Counter] = {}
    with LEDGER.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            said = [row["value_low"]] + [row["value_high"]] * (row["value_high"] != row["value_low"])
            parts = [
                part for text in [*said, row["base"], row["period"]] for part in re.split(r"[-/]|\.\.", text)
            ]
            parts += re.findall(r"\d+(?:\.\d+)?", row["statement_en"])
            times = 1_000_000 if row["unit"] == "million" else 1
            found.setdefault(row["section"], Counter()).update(times * Fraction(part) for part in parts if part)
    return found


@pytest.fixture(scope="module")
def text() -> dict[str, list[str]]:
    if not STUDY_TEXT:
        pytest.skip("STUDY_TEXT is not set: the study's text is not at hand")
    return sections(Path(STUDY_TEXT).read_text(encoding="utf-8"))


def test_every_section_is_found(text):
    assert set(SECTIONS) <= set(text)


def test_every_number_of_the_text_is_claimed_or_left_out_on_purpose(text):
    ledger, missing = claimed(), []
    for section, lines in text.items():
        printed: dict[Fraction, list[str]] = {}
        for line in lines:
            for number in numbers(line, section):
                printed.setdefault(number, []).append(line.strip()[:90])
        for number, where in printed.items():
            year = number.denominator == 1 and 2000 < number < 2060
            claims = ledger.get(section, Counter())[number]
            if claims < (1 if year else len(where)):
                missing.append(
                    f"section {section}: {float(number):g}, {len(where)} times, {claims} claimed: {where}"
                )
    assert not missing, "\n".join(missing)


def test_each_reason_leaves_something_out(text):
    """A pattern that matches nothing is not a purpose."""
    for reason, pattern, where in LEFT_OUT:
        lines = [line for section, found in text.items() if where is None or section in where for line in found]
        assert any(re.search(pattern, line) for line in lines), (reason, pattern)
