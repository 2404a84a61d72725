"""The French catalogue: complete, with the same placeholders as the English, and typeset as French is."""

import re
import string

import pytest

from helpers.presentation import catalogue

SAME_IN_BOTH = {
    *(
        "Pages",
        "Code",
        "Source",
        "Versions",
        "code",
        "Question",
        "Base",
        "Bases",
        "Horizon",
        "n",
        "Total",
        "Type",
    ),
    *("Programme", "Table", "Verdict", "exact", "million", "Wilson", "Clopper-Pearson"),
    *("ECTS", "Actions", "Budgets", "dimension", "section", "km", "hectares", "Europe", "Audit"),
    *("data engineers", "data scientists", "n = {n} actions", "n = {n} sources"),
    *("n = {n} conclusions", "n = {n} {n:question|questions}", "n = {n}", "(date)", "organisations"),
    *("PDF", "Page", "Segment", "Test", "{wave:sentence}, n = {n}"),
}
"""Texts of letters that are the same word in English and French."""

ENGLISH = r"\b(the|of|and|or|firms?|shares?|with|which|from|that|not|no|is|are|by|their|its|all|each)\b"


@pytest.fixture(scope="module")
def french():
    return {message.id: message for message in catalogue.read("fr") if message.id}


@pytest.fixture(scope="module")
def translated(french):
    return {text: message.string for text, message in french.items()}


def fields(text):
    """Every placeholder of a text: its name and its format."""
    return [(name, spec) for _, name, spec, _ in string.Formatter().parse(text) if name is not None]


def forms(text):
    """The words that a number chooses between, placeholder by placeholder."""
    return [spec.split("|") for _, spec in fields(text) if "|" in spec]


def prose(text):
    """A text with the words its numbers choose from, and without its placeholders."""
    words = (form for found in forms(text) for form in found)
    return "\n".join([re.sub(r"\{[^}]*\}", "0", text), *words])


def test_every_text_is_translated(translated):
    assert [text for text in catalogue.texts() if not translated.get(text)] == []


def test_no_translation_is_left_over(translated):
    assert set(translated) - set(catalogue.texts()) == set()


def test_no_translation_is_marked_doubtful_or_kept_as_a_comment(french):
    assert [message.id for message in french.values() if message.fuzzy] == []
    assert list(catalogue.read("fr").obsolete) == []


def test_placeholders_are_the_same_in_both_languages(translated):
    """Names and formats; words that a number chooses may stand in one language only."""
    wrong = [
        text
        for text, said in translated.items()
        if {name for name, _ in fields(text)} != {name for name, _ in fields(said)}
        or sorted(field for field in fields(text) if "|" not in field[1])
        != sorted(field for field in fields(said) if "|" not in field[1])
    ]
    assert wrong == []


def test_words_chosen_by_a_number_are_two_or_three(translated):
    """Two are for one and many; with three, the first is for none."""
    for text in (*translated, *translated.values()):
        assert all(len(found) in (2, 3) for found in forms(text)), text


def test_only_words_that_both_languages_have_stay_as_they_are(translated):
    same = {text for text, said in translated.items() if text == said and re.search(r"[^\W\d_]", prose(text))}
    bare = {text for text in same if not re.search(r"[^\W\d_]", re.sub(r"\{[^}]*\}", "", text))}
    assert same - bare - SAME_IN_BOTH == set()
    assert SAME_IN_BOTH - same == set()


def test_no_english_is_left_in_the_french(translated):
    found = {said: re.findall(ENGLISH, prose(said)) for said in translated.values()}
    assert {said: words for said, words in found.items() if words} == {}


TYPOGRAPHY = {
    "a straight apostrophe or quotation mark": r"\w'\w|\"",
    "no space before ; ? ! % »": r"[^\s(;?!][;?!%»]",
    "no space before a colon": r"[^\s]:(\s|$)",
    "a space that breaks before : ; ? ! % »": r"[ ][:;?!%»]",
    "a space that breaks after «": r"«(?!\u00a0)",
    "English quotation marks": r"[“”]",
    "three dots, or two spaces": r"\.\.\.|  ",
    "a decimal point": r"(?<!section )(?<!sections )(?<!, )(?<! et )\b\d+\.\d",
}


@pytest.mark.parametrize("fault", TYPOGRAPHY)
def test_french_typography(translated, fault):
    faulty = [said for said in translated.values() if re.search(TYPOGRAPHY[fault], prose(said))]
    assert faulty == []


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        ("a straight apostrophe or quotation mark", "l'étude"),
        ("no space before ; ? ! % »", "12%"),
        ("no space before a colon", "Source: OPIIEC"),
        ("a space that breaks before : ; ? ! % »", "Pourquoi ?"),
        ("a space that breaks after «", "« environ\u00a0»"),
        ("English quotation marks", "“environ”"),
        ("three dots, or two spaces", "etc..."),
        ("a decimal point", "une puissance de 0.80"),
    ],
)
def test_each_rule_of_typography_finds_its_fault(fault, text):
    assert re.search(TYPOGRAPHY[fault], text)


def test_guillemets_come_in_pairs(translated):
    for said in translated.values():
        assert said.count("«") == said.count("»"), said
