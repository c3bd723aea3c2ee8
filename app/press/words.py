"""The words of a document, page by page: of a PDF with letters in it, of text, of office files.

A scan has none: no letters are read out of pictures here.
"""

import codecs
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Final
from xml.parsers import expat

import pypdfium2 as pdfium

from app.press import photographs
from app.press.frames import MOST_SIGNS, OFFICE, PDF, PICTURE, TEXT, Unusable
from app.press.sheets import LEAST_PDF, opened

MOST_UNPACKED: Final = 64 * 1024 * 1024
AT_ONCE: Final = 1024 * 1024
A_SHEET: Final = 3_000  # signs of a text that has no pages
# ECMA-376 part 1, 17.2 and 17.3; OpenDocument 1.3, 5.1.
PARTS: Final = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml", "content.xml")
LINES: Final = frozenset({"w:p", "text:p", "text:h"})
GAPS: Final = frozenset({"w:tab", "w:br", "w:cr", "text:tab", "text:s", "text:line-break"})
LETTERS: Final = frozenset({"w:t"})
MARKS: Final = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))

CODINGS: Final = ("utf-16-le", "utf-16", "utf-8-sig", "cp1252", "cp437", "latin-1", "ascii")


def warm() -> None:
    """Load all that reading needs."""
    for coding in CODINGS:
        codecs.lookup(coding)
    words_of(PDF, LEAST_PDF)
    words_of(TEXT, b"\xff\xfea\x00")
    words_of(TEXT, b"\xe9")
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(PARTS[0], "<w:p xmlns:w='w'><w:t>a</w:t></w:p>")
    words_of(OFFICE, made.getvalue())


def words_of(kind: str, content: bytes) -> tuple[list[str], bool]:
    """Return the words of each page, and whether they are all of them.

    Raises:
        Unusable: It is damaged, locked or too large.
    """
    if kind == PICTURE:
        return [""] * photographs.count(content), True
    count = 0
    if kind == PDF:
        document = opened(content)
        pages, count = _of_sheets(document), len(document)
    elif kind == OFFICE:
        pages = _in_sheets(_of_office(content))
    elif kind == TEXT:
        pages = _in_sheets(iter((_decoded(content[: 4 * MOST_SIGNS]),)))
    else:
        raise Unusable("no_words")
    found: list[str] = []
    left = MOST_SIGNS
    for page in pages:
        found.append(page[:left])
        left -= len(page)
        if left < 0:
            return found + [""] * (count - len(found)), False
    return found, True


def _of_sheets(document: pdfium.PdfDocument) -> Iterator[str]:
    for at in range(len(document)):
        try:
            sheet = document[at]
            told = sheet.get_textpage()
            yield told.get_text_range().replace("\x00", "")
            told.close()
            sheet.close()
        except pdfium.PdfiumError:
            yield ""


def _decoded(content: bytes) -> str:
    for mark, coding in MARKS:
        if content.startswith(mark):
            return content.decode(coding, "replace")
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _in_sheets(pieces: Iterator[str]) -> Iterator[str]:
    """Yield a running text in stretches, each ending at a line's end where there is one near."""
    waiting = ""
    for piece in pieces:
        waiting += piece
        while len(waiting) > A_SHEET:
            end = waiting.rfind("\n", A_SHEET // 2, A_SHEET) + 1 or A_SHEET
            yield waiting[:end]
            waiting = waiting[end:]
    yield waiting


def _of_office(content: bytes) -> Iterator[str]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            there = set(packed.namelist())
            parts = [each for each in PARTS if each in there]
            if not parts:
                raise Unusable("no_words")
            left = MOST_UNPACKED
            for part in parts:
                with packed.open(part) as file:
                    reading = _Reading()
                    while piece := file.read(AT_ONCE):
                        left -= len(piece)
                        if left < 0:
                            raise Unusable("too_large")
                        yield from reading.take(piece)
    except (zipfile.BadZipFile, expat.ExpatError, NotImplementedError, EOFError, RuntimeError):
        raise Unusable("damaged") from None


class _Reading:
    """What stands between the marks of an office file; it may name nothing to be put in."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._found: list[str] = []
        self._depth = 0
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._said
        self._parser.StartDoctypeDeclHandler = self._refuse

    def take(self, piece: bytes) -> Iterator[str]:
        self._parser.Parse(piece)
        yield "".join(self._found)
        self._found.clear()

    def _begin(self, name: str, _more: dict[str, str]) -> None:
        if name in LETTERS or (name.startswith("text:") and name in LINES):
            self._depth += 1
        if name in GAPS:
            self._found.append(" ")

    def _end(self, name: str) -> None:
        if name in LETTERS or (name.startswith("text:") and name in LINES):
            self._depth -= 1
        if name in LINES:
            self._found.append("\n")

    def _said(self, text: str) -> None:
        if self._depth:
            self._found.append(text)

    def _refuse(self, *_: object) -> None:
        raise Unusable("damaged")
