from decimal import Decimal

import pytest

from helpers.sources import labels


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 234,5", "1234.5"),
        ("1\u202f234,5", "1234.5"),
        ("1\u00a0234", "1234"),
        ("1,234.5", "1234.5"),
        ("12.5", "12.5"),
        ("1,5", "1.5"),
        ("-3", "-3"),
        ("0", "0"),
    ],
)
def test_numbers_are_read_the_french_and_the_english_way(text, value):
    assert labels.number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["12 %", "about 12", "1 2", "1.5.2", "1e5", "", "=1+1", "١٢x"])
def test_what_is_no_plain_number_is_none(text):
    assert labels.number(text) is None


def test_labels_match_whatever_their_case_accents_spaces_and_apostrophes():
    written = "Sp\u00e9cialistes  de l\u2019intelligence\u00a0artificielle "
    assert labels.normalised(written) == labels.normalised("SPECIALISTES DE L'INTELLIGENCE ARTIFICIELLE")
    assert labels.normalised("Bâtiment") != labels.normalised("Bâtiments")
