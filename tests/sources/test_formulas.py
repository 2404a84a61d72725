import csv
import io

import pytest

from helpers.sources.formulas import neutral

HOSTILE = [
    '=HYPERLINK("http://x","y")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\rtext",
    "  =1+1",
    "\u00a0=1+1",
    "\ufeff=1",
    "\u200b@x",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "\x00=1",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_that_would_run_begins_with_an_apostrophe(text):
    assert neutral(text).startswith("'")
    assert neutral(text).replace("'", "") == text.replace("'", "").replace("\r", "\n")


@pytest.mark.parametrize("text", [text for text in HOSTILE if not text.startswith("\r")])
@pytest.mark.parametrize("separator", [";", ",", "\t", "\n"])
def test_a_text_that_would_run_where_a_file_is_cut_at_another_separator_does_not(text, separator):
    """Excel cuts a file with commas at `;` where that is the list separator of the system."""
    safe = neutral(f"a{separator}{text}")
    assert f"{separator}'" in safe
    assert safe.replace("'", "") == f"a{separator}{text}".replace("'", "")


@pytest.mark.parametrize("text", [*HOSTILE, "a;=1"])
def test_what_is_neutral_stays_as_it_is(text):
    assert neutral(neutral(text)) == neutral(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Énergie",
        "l’un - l’autre",
        "a = b",
        "19; -3; 4",
        "(-1, 2)",
        "−5 %",
        "–",
        "x+y",
        "a@b.fr",
        "+",
        "++; +",
    ],
)
def test_plain_words_lists_of_numbers_and_lone_signs_are_left(text):
    assert neutral(text) == text


def test_no_text_ends_a_row_of_a_csv():
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerow([neutral("a\rb\r\nc"), "d"])
    assert list(csv.reader(io.StringIO(out.getvalue(), newline=""))) == [["a\nb\nc", "d"]]
