"""Looking into one document at the press, in its process: a page of it as points, or its words.

What it answers is points and words and nothing that a file's author put together: whoever ordered
makes a picture of the points by itself.
"""

import json
from typing import Any, BinaryIO, Final

from PIL import Image

from app.press import frames, jail, photographs, sheets, words
from app.press.frames import PDF, Unusable

PICTURE_ERRORS: Final = (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError)
MORE_ERRORS: Final = (RecursionError, NotImplementedError, ArithmeticError, SyntaxError)


def look(taken: BinaryIO, given: BinaryIO) -> None:
    """Answer one order."""
    sheets.warm()
    photographs.warm()
    words.warm()
    jail.shut()
    order: dict[str, Any] = {}
    content = b""
    while (found := frames.head(taken)) is not None:
        kind, length = found
        if kind == frames.ORDER:
            order = json.loads(frames.whole(taken, length))
        else:
            content = frames.whole(taken, length)
    try:
        told, points = looked(order, content)
    except Unusable as wrong:
        _answer(given, frames.WRONG, {"code": wrong.code, "place": 0})
    except (MemoryError, Image.DecompressionBombError):
        _answer(given, frames.WRONG, {"code": "too_large", "place": 0})
    except (*PICTURE_ERRORS, *MORE_ERRORS):
        _answer(given, frames.WRONG, {"code": "damaged", "place": 0})
    else:
        frames.put(given, frames.VOLUME, points)
        _answer(given, frames.DONE, told)


def looked(order: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    """Return what was found, and the points of a page or the words of all.

    Raises:
        Unusable: It cannot be looked into; or as whatever reads it raises.
    """
    if order["asked"] == "words":
        said, is_whole = words.words_of(order["kind"], content)
        return {"is_whole": is_whole}, json.dumps(said).encode()
    draw = sheets.drawn if order["kind"] == PDF else photographs.drawn
    image, pages = draw(content, int(order["page"]), int(order["wide"]))
    plain = _plain(image)
    told = {"across": plain.width, "down": plain.height, "grey": plain.mode == "L"}
    return told | {"pages": pages}, plain.tobytes()


def _plain(image: Image.Image) -> Image.Image:
    """Return a picture in grey where it has no colour, in colour otherwise."""
    if image.mode == "L":
        return image
    red, green, blue = (each.tobytes() for each in image.split())
    has_colour = red != green or green != blue
    return image if has_colour else image.convert("L")


def _answer(given: BinaryIO, kind: bytes, told: dict[str, Any]) -> None:
    frames.put(given, kind, json.dumps(told).encode())
