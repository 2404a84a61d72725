"""The encoding of a text file: as stated, or as its bytes show; every row that does not fit is named."""

import codecs
import io
import mmap
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from helpers.sources.problems import DataError, Problem
from helpers.sources.readers.columns import place, shown

Content = bytes | mmap.mmap
KNOWN = ("utf-8", "cp1252", "mac-roman", "utf-16", "utf-16-le", "utf-16-be", "iso8859-1", "iso8859-15")
"""Encodings that may be stated, as Python names them."""
CHUNK = 1 << 24
MOST = 20
"""Rows named at most."""
SAMPLE = 1 << 20
# UTF-8 for é, «, ’ or €: as cp1252 they would read Ã©, Â«, â€™ or â‚¬, as no text in French or English does.
UTF8_LETTERS = re.compile(rb"\xc3[\x80-\xbf]|\xc2[\xa0-\xbf]|\xe2\x80[\x90-\xaf]|\xe2\x82\xac")
FRENCH = "éèêëàâçîïôöùûüœæÉÈÊÀÂÇÎÔŒ’‘“”«»–—…€°ñ\u00a0"


@contextmanager
def mapped(file: Path) -> Iterator[mmap.mmap]:
    """The bytes of a file, read as they are looked at."""
    with (
        file.open("rb") as opened,
        mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content,
    ):
        yield content


def of(file: Path, stated: str) -> str:
    """The encoding of a text file, in which all its bytes are valid; else `DataError` with the rows."""
    with mapped(file) as content:
        encoding = _stated(file, stated) if stated else _detected(file, content)
        if not encoding.startswith("utf-16") and (at := content.find(b"\0")) >= 0:
            said = "holds NUL bytes: the file is damaged, or its encoding is UTF-16"
            allowed = 'a text; if it is UTF-16, say encoding = "utf-16"'
            [row] = _rows_of(content, [at], encoding)
            raise DataError([Problem(place(file), said, row, allowed=allowed)])
        if rows := _invalid_rows(content, encoding):
            said = f"holds bytes that are not {encoding}"
            allowed = f"{encoding} throughout, or another encoding: {', '.join(KNOWN)}"
            raise DataError([Problem(place(file), said, row, allowed=allowed) for row in rows])
    return encoding


def for_python(encoding: str) -> str:
    """The encoding for Python's readers, which else take a byte-order mark for text."""
    return "utf-8-sig" if encoding == "utf-8" else encoding


def _stated(file: Path, stated: str) -> str:
    try:
        name = codecs.lookup(stated).name.removesuffix("-sig")
    except (LookupError, ValueError):
        name = ""
    if name not in KNOWN:
        said = "not an encoding that can be read"
        value, allowed = shown(stated), ", ".join(KNOWN)
        raise DataError([Problem(place(file), said, column="encoding", value=value, allowed=allowed)])
    return name


def _detected(file: Path, content: Content) -> str:
    if content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    if content[:3] == codecs.BOM_UTF8 or content.find(b"\0") >= 0 or _invalid(content, "utf-8") is None:
        return "utf-8"
    if UTF8_LETTERS.search(content):
        said = "mixes encodings: this row is not UTF-8, others are"
        allowed = "one encoding throughout; `encoding` says which, and overrules this"
        rows = _invalid_rows(content, "utf-8")
        raise DataError([Problem(place(file), said, row, allowed=allowed) for row in rows])
    return _one_byte(content)


def _one_byte(content: Content) -> str:
    """cp1252 or mac-roman, whichever reads the bytes as letters of French; cp1252 where that cannot be told.

    Detectors by statistics (charset-normalizer) need long texts: of a few accents they say either or neither.
    """
    high = re.sub(rb"[\x00-\x7f]+", b"", content[:SAMPLE])
    if not high:
        high = re.sub(rb"[\x00-\x7f]+", b"", content[:])
    letters = {
        encoding: sum(letter in FRENCH for letter in high.decode(encoding, errors="replace"))
        for encoding in ("cp1252", "mac-roman")
    }
    return max(letters, key=letters.__getitem__)


def _invalid(content: Content, encoding: str, start: int = 0) -> int | None:
    """The place of the first byte from `start` on that is not valid; None if all are."""
    decoder = codecs.getincrementaldecoder(encoding)()
    for at in range(start, len(content), CHUNK):
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(content[at : at + CHUNK], at + CHUNK >= len(content))
        except UnicodeDecodeError as refused:
            return at - pending + refused.start
    return None


def _invalid_rows(content: Content, encoding: str) -> list[int]:
    """The first rows with bytes that are not valid; of UTF-16 the first one."""
    offsets: list[int] = []
    at = _invalid(content, encoding)
    while at is not None and len(offsets) < MOST:
        offsets.append(at)
        end = -1 if encoding.startswith("utf-16") else content.find(b"\n", at)
        at = None if end < 0 else _invalid(content, encoding, end + 1)
    return list(dict.fromkeys(_rows_of(content, offsets, encoding)))


def _rows_of(content: Content, offsets: Sequence[int], encoding: str) -> list[int]:
    """The rows in which bytes stand, in their order; line ends within quotation marks do not end a row."""
    letters = codecs.getincrementaldecoder(encoding)(errors="replace")
    lines = io.IncrementalNewlineDecoder(letters, translate=True)
    rows, row, quoted, start = [], 1, 0, 0
    for offset in offsets:
        for at in range(start, offset, CHUNK):
            parts = lines.decode(content[at : min(at + CHUNK, offset)]).split('"')
            row += sum(part.count("\n") for part in parts[quoted::2])
            quoted = (quoted + len(parts) - 1) % 2
        start = offset
        rows.append(row)
    return rows
