import re

import pytest

from helpers.presentation import catalogue


@pytest.fixture(scope="module")
def french():
    return {message.id: message for message in catalogue.read("fr") if message.id}


def test_every_text_is_translated(french):
    missing = [text for text in catalogue.texts() if not (text in french and french[text].string)]
    assert missing == []


def test_no_translation_is_left_over(french):
    assert set(french) - set(catalogue.texts()) == set()


def test_no_translation_is_marked_doubtful(french):
    assert [message.id for message in french.values() if message.fuzzy] == []


def test_placeholders_are_the_same_in_both_languages(french):
    def placeholders(text):
        return sorted(re.findall(r"\{[^}]*\}", text))

    wrong = [text for text, message in french.items() if placeholders(text) != placeholders(message.string)]
    assert wrong == []


def test_french_typography():
    """No straight apostrophe, and a no-break space before : ; ? ! and %."""
    wrong = [
        message.string
        for message in catalogue.read("fr")
        if message.id and re.search(r"\w'\w|[^\s\u00a0\u202f:;?!] [;?!%](\s|$)| :(\s|$)", message.string)
    ]
    assert wrong == []
