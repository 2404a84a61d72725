"""Text that a spreadsheet would run as a formula, and how it is kept from that."""

import re

_BLANKS = r"[\s\x00-\x1f\u00ad\u200b-\u200f\u2060-\u2064\ufeff]*"
_STARTS = r"[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b]"  # also full-width and small ones
_NUMBER = r"[+-]?\d[\d.,]* *(?:[;,)]|$)"
_WORDS = r"(?=(?s:.*)[^\W_])"  # a lone `+`, as the study marks occupations, runs nothing
# A file with commas is cut at `;` too where that is the list separator: a cell may begin behind either.
_RUNS = re.compile(
    rf"\A(?:(?={_BLANKS}{_STARTS}){_WORDS}|(?=[\t\r\n]))"
    rf"|(?<=[;,\t\r\n])(?={_BLANKS}{_STARTS})(?!{_BLANKS}{_NUMBER}){_WORDS}"
)


def neutral(text: str) -> str:
    """The text with an apostrophe wherever a spreadsheet would begin to read a formula in it.

    Carriage returns become line feeds: a writer of CSV quotes these, and leaves those to end the row.
    """
    return _RUNS.sub("'", text).replace("\r\n", "\n").replace("\r", "\n")
