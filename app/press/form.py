"""A blank form of an agency (AcroForm): which fields it has, and how each wants to be written.

Source: ISO 32000-1, 12.7 (forms), 12.7.4 (fields).
"""

import codecs
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import BooleanObject, DictionaryObject

from app.press.frames import MOST_PAGES, Unusable
from app.press.pages import told_of
from app.press.warm import CODINGS

MOST_FIELDS: Final = 2_000
MOST_DEEP: Final = 20
TEXT, TICK = "text", "tick"
MANY_LINES, BUTTON, CELLS = 1 << 12, 1 << 16, 1 << 24
ITS_SIZE: Final = re.compile(r"([\d.]+)\s+Tf")
LARGEST, USUAL = 12.0, 10.0
BLANK: Final = (
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [] >> >>\nendobj\n"
    b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
    b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>\nendobj\n"
    b"trailer\n<< /Root 1 0 R /Size 4 >>\nstartxref\n0\n%%EOF\n"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field stands on a page, and how it wants to be written."""

    widget: DictionaryObject
    page: int
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Field:
    """One field, or one box of several; its key is its full name, of a box with its state."""

    key: str
    kind: str
    said: str  # what the form itself calls it
    row: DictionaryObject
    places: list[Place]
    most: int = 0
    many: bool = False
    cells: bool = False
    size: float = 0.0
    side: int = 0
    state: str = ""


def warm() -> None:
    """Load all that reading one needs."""
    for coding in CODINGS:
        codecs.lookup(coding)
    with suppress(Unusable):
        read(BLANK)


def fields_in(content: bytes) -> list[dict[str, Any]]:
    """Return what can be filled in: key, kind, what the form calls it, its page, its longest.

    Raises:
        Unusable: It is damaged, locked, no form, or one that only one program shows.
    """
    found, _ = _opened(content)
    return [
        {
            "key": each.key,
            "kind": each.kind,
            "said": each.said,
            "page": each.places[0].page,
            "most": each.most,
        }
        for each in found
    ]


def read(content: bytes) -> tuple[PdfWriter, list[Field]]:
    """Return a form to be written, and its fields there.

    Raises:
        Unusable: As `fields_in`.
    """
    _, reader = _opened(content)
    writer = PdfWriter(clone_from=reader)
    return writer, list(_fields(writer))


def _opened(content: bytes) -> tuple[list[Field], PdfReader]:
    try:
        reader = PdfReader(BytesIO(content), strict=False)
        wrong = _why_not(reader)
        found = [] if wrong else list(_fields(reader))
    except Unusable:
        raise
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        raise Unusable("damaged") from None
    except (RecursionError, NotImplementedError, ArithmeticError, AssertionError):
        raise Unusable("damaged") from None
    if not found:
        raise Unusable(wrong or "no_form")
    return found, reader


def _why_not(reader: PdfReader) -> str:
    if reader.is_encrypted and not reader.decrypt(""):
        return "locked"
    if len(reader.pages) > MOST_PAGES:
        return "too_large"
    form = told_of(reader.root_object.get("/AcroForm"))
    if "/XFA" not in form:
        return ""
    is_alone = told_of(reader.root_object.get("/NeedsRendering")) == BooleanObject(True)
    return "xfa" if is_alone or not told_of(form.get("/Fields")) else ""


def _fields(of: PdfReader | PdfWriter) -> Iterator[Field]:
    pages = {}
    for at, page in enumerate(of.pages):
        for each in told_of(page.get("/Annots")) or []:
            pages[id(told_of(each))] = at + 1
    form = told_of(of.root_object.get("/AcroForm"))
    leaves = _leaves(told_of(form.get("/Fields")) or [], "", {}, 0)
    for count, (row, name, kept) in enumerate(leaves):
        if count > MOST_FIELDS:
            raise Unusable("too_large")
        kids = [told_of(each) for each in told_of(row.get("/Kids")) or [row]]
        places = [_place(each, pages) for each in kids if id(each) in pages]
        if kept.get("/FT") == "/Tx" and places:
            yield _text(row, name, kept, (places, form))
        elif kept.get("/FT") == "/Btn" and not int(kept.get("/Ff", 0)) & BUTTON:
            yield from _boxes(row, name, places)


def _leaves(
    rows: Any,  # noqa: ANN401 - whatever stands in the file
    above: str,
    kept: Mapping[str, Any],
    depth: int,
) -> Iterator[tuple[DictionaryObject, str, dict[str, Any]]]:
    """Yield the fields that have no fields below them, their names, and what they inherit."""
    if depth > MOST_DEEP:
        raise Unusable("damaged")
    for each in rows:
        row = told_of(each)
        if not isinstance(row, DictionaryObject):
            continue
        name = ".".join(filter(None, (above, str(told_of(row.get("/T", ""))))))
        its = {**kept}
        for key in ("/FT", "/Ff", "/MaxLen", "/DA", "/Q"):
            if key in row:
                its[key] = told_of(row[key])
        below = told_of(row.get("/Kids")) or []
        if any("/T" in told_of(kid) for kid in below):
            yield from _leaves(below, name, its, depth + 1)
        else:
            yield row, name, its


def _place(widget: DictionaryObject, pages: Mapping[int, int]) -> Place:
    at = [float(each) for each in told_of(widget["/Rect"])]
    return Place(widget, pages[id(widget)], abs(at[2] - at[0]), abs(at[3] - at[1]))


def _text(
    row: DictionaryObject,
    name: str,
    kept: Mapping[str, Any],
    where: tuple[list[Place], Any],
) -> Field:
    places, form = where
    flags = int(kept.get("/Ff", 0))
    said = ITS_SIZE.search(str(kept.get("/DA", form.get("/DA", ""))))
    size = float(said[1]) if said else 0.0
    many = bool(flags & MANY_LINES)
    height = min(each.height for each in places)
    usual = USUAL if many else min(LARGEST, max(height * 0.7, 7.0))
    most = max(int(kept.get("/MaxLen", 0)), 0)
    return Field(
        key=name,
        kind=TEXT,
        said=_called(row),
        row=row,
        places=[each for each in places if each.width > 1 and each.height > 1],
        most=most,
        many=many,
        cells=bool(flags & CELLS) and 0 < most <= 100,  # noqa: PLR2004 - no form has more in a row
        size=min(size, LARGEST) or usual,
        side=int(kept.get("/Q", 0)) % 3,
    )


def _boxes(row: DictionaryObject, name: str, places: list[Place]) -> Iterator[Field]:
    for each in places:
        looks = told_of(told_of(each.widget.get("/AP")).get("/N"))
        states = [state for state in looks if state != "/Off"] if looks else []
        if len(states) == 1:
            state = str(states[0])
            key = f"{name}={state[1:]}"
            said = _called(each.widget) or _called(row)
            yield Field(key, TICK, said, row, [each], state=state)


def _called(row: DictionaryObject) -> str:
    return " ".join(str(told_of(row.get("/TU", ""))).split())[:200]
