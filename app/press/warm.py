"""The smallest filing there is: made once, so that all that making one needs is loaded by then."""

import codecs
from io import BytesIO
from typing import Any, Final

from PIL import Image

from app.press.bundle import bind, set_in_type

SHEET: Final = b'#set document(date: none)\n#link("a")[*a* _b_]'
NAMES: Final = ("attorney", "custody", "court", "respondents", "proceedings", "numbers", "judge")
KINDS: Final = (("JPEG", "RGB"), ("PNG", "P"), ("PNG", "I;16"))
# Python loads a coding when something is first read by it; these are what pypdf may read by.
CODINGS: Final = (
    *("ascii", "latin-1", "charmap", "utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-16-le"),
    *("utf-32", "cp1250", "cp1251", "cp1252", "cp1254", "cp1257", "cp932", "cp949", "cp950"),
    *("gbk", "gb18030", "big5", "euc-jp", "euc-kr", "shift-jis", "mac-roman"),
)


def warm() -> None:
    """Make it."""
    for coding in CODINGS:
        codecs.lookup(coding)
    contents = [set_in_type(SHEET, {}), *(_pixel(kind, mode) for kind, mode in KINDS)]
    exhibits = [{"title": "a", "kind": "pdf", "translated": True}]
    exhibits += [{"title": "b", "kind": "picture", "translated": False} for _ in KINDS]
    order: dict[str, Any] = {
        "title": "a",
        "most_bytes": len(contents[0]),
        "cover": {**dict.fromkeys(NAMES, "a\nb"), "hearing": "a"},
        "translation": {"name": "a", "language": "b", "address": "c\nd"},
        "service": {"name": "a", "day": "", "to": "b", "how": "c"},
        "exhibits": exhibits,
    }
    bind(order, contents, lambda _done, _of: None)


def _pixel(kind: str, mode: str) -> bytes:
    made, told = BytesIO(), Image.Exif()
    told[0x0112], told[0x010F] = 6, "a"
    Image.new(mode, (1, 1)).save(made, kind, exif=told)
    return made.getvalue()
