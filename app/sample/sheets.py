"""Sheets of plain text as a PDF, for papers that nobody really has."""

from collections.abc import Sequence
from typing import Final

LETTER: Final = (612, 792)  # points
LINES: Final = 40  # on a sheet
MARGIN, LEADING, POINTS = 72, 16, 11
PER_SHEET: Final = 2  # objects: the page and what stands on it


def pdf(title: str, lines: Sequence[str]) -> bytes:
    """Return a PDF of these lines, each short enough for one, under a title."""
    said = (title, "", *lines)
    sheets = [said[at : at + LINES] for at in range(0, len(said), LINES)]
    kids = b" ".join(b"%d 0 R" % (4 + PER_SHEET * at) for at in range(len(sheets)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, len(sheets)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for at, sheet in enumerate(sheets):
        shown = b"BT /F %d Tf %d %d Td %d TL %b ET" % (
            POINTS,
            MARGIN,
            LETTER[1] - MARGIN,
            LEADING,
            b" ".join(b"(%b) Tj T*" % _said(line) for line in sheet),
        )
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R"
            b" /Resources << /Font << /F 3 0 R >> >> >>" % (*LETTER, 5 + PER_SHEET * at)
        )
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(shown), shown))
    return _whole(objects)


def _said(line: str) -> bytes:
    """Return a line as it stands between the brackets of a PDF."""
    for sign in "\\()":
        line = line.replace(sign, "\\" + sign)
    return line.encode("cp1252")


def _whole(objects: Sequence[bytes]) -> bytes:
    """Return the file: its objects by number, where each begins, where that table does."""
    file, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, each in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    file += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    return bytes(file + b"startxref\n%d\n%%%%EOF\n" % table)
