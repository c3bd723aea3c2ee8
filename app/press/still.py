"""A PDF that does nothing by itself, asks nobody elsewhere, and brings no file along.

Wherever an action stands in it, it goes; what is left are links to pages, here or on the web, that
a reader clicks on.

Source: ISO 32000-1, 12.6 (actions), 12.5.6 (annotations), 7.11 (files inside and elsewhere),
7.3.8.2 and 8.10.4 (content that lies in another file).
"""

from collections.abc import Iterator
from typing import Any, Final

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NullObject, StreamObject

from app.press.pages import told_of

CLICKED: Final = frozenset({"/GoTo", "/URI"})
ACTIONS: Final = CLICKED | frozenset(
    {"/JavaScript", "/Launch", "/GoToR", "/GoToE", "/Thread", "/Sound", "/Movie", "/Hide"}
    | {"/Named", "/SubmitForm", "/ResetForm", "/ImportData", "/SetOCGState", "/Rendition"}
    | {"/Trans", "/GoTo3DView", "/RichMediaExecute"}
)
PLAYED: Final = frozenset({"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"})
FILES: Final = ("/EF", "/AF")
ELSEWHERE: Final = ("/F", "/FFilter", "/FDecodeParms", "/Ref", "/OPI")  # of a stream


def keep_still(writer: PdfWriter) -> None:
    """Take away whatever a file that is about to be written would do, and the files in it."""
    for each in _everything(writer):
        if isinstance(each, DictionaryObject):
            for name in [name for name, value in each.items() if _goes(each, name, value)]:
                del each[NameObject(name)]
        else:
            for at, value in enumerate(each):
                if _is_action(value) or _of(value, "/Subtype") in PLAYED:
                    each[at] = NullObject()
    for page in writer.pages:
        shown = told_of(page.get("/Annots"))
        if isinstance(shown, ArrayObject):
            left = (each for each in shown if isinstance(told_of(each), DictionaryObject))
            page[NameObject("/Annots")] = ArrayObject(left)


def _everything(writer: PdfWriter) -> Iterator[DictionaryObject | ArrayObject]:
    """Yield every row and list, also those that stand inside of others."""
    waiting: list[Any] = list(writer._objects)  # noqa: SLF001 - whoever refers to it
    while waiting:
        each = waiting.pop()
        if isinstance(each, DictionaryObject):
            waiting += [each.raw_get(name) for name in each]
            yield each
        elif isinstance(each, ArrayObject):
            waiting += list.__iter__(each)
            yield each


def _goes(row: DictionaryObject, name: str, value: object) -> bool:
    if isinstance(row, StreamObject) and name in ELSEWHERE:
        return True
    is_link = name == "/A" and row.get("/Subtype") == "/Link"
    if _is_action(value):
        return not (is_link and _of(value, "/S") in CLICKED)
    return _is_of_files(name, value) or (name == "/AA" and any(map(_is_action, _values(value))))


def _is_of_files(name: str, value: object) -> bool:
    """Tell whether files stand there: a font, too, may be called as they are."""
    found = told_of(value)
    if isinstance(found, DictionaryObject) and not isinstance(found, StreamObject):
        return name in FILES and _of(found, "/Type") in {"", "/Filespec", "/F"}
    return name in FILES and isinstance(found, ArrayObject)


def _is_action(value: object) -> bool:
    return _of(value, "/S") in ACTIONS


def _of(value: object, name: str) -> str:
    row = told_of(value)
    said = told_of(row.get(name)) if isinstance(row, DictionaryObject) else ""
    return said if isinstance(said, str) else ""


def _values(value: object) -> list[Any]:
    row = told_of(value)
    return list(row.values()) if isinstance(row, DictionaryObject) else []
