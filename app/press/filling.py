"""Filling one order at the press, in its process."""

import json
from typing import Any, BinaryIO

from app.press import frames, jail
from app.press.bundle import LETTER_SHEET, Bound, Volume, bind, set_in_type
from app.press.frames import Unusable
from app.press.warm import warm


def fill(taken: BinaryIO, given: BinaryIO) -> None:
    """Fill one order."""
    warm()  # what is loaded at its first use is loaded now
    jail.shut()
    try:
        order, contents = _taken(taken)
        if "letter" in order:
            bound = Bound([Volume(set_in_type(LETTER_SHEET, order["letter"]), 1, 1)], {})
        else:
            bound = bind(order, contents, lambda done, of: _far(given, done, of))
    except Unusable as wrong:
        frames.put(given, frames.WRONG, _json({"code": wrong.code, "place": wrong.place}))
    except MemoryError:
        frames.put(given, frames.WRONG, _json({"code": "too_large", "place": -1}))
    else:
        for volume in bound.volumes:
            frames.put(given, frames.VOLUME, volume.content)
        told = {
            "volumes": [[each.first, each.last] for each in bound.volumes],
            "stands": bound.stands,
        }
        frames.put(given, frames.DONE, _json(told))


def _taken(file: BinaryIO) -> tuple[dict[str, Any], list[bytes]]:
    order: dict[str, Any] = {}
    contents: list[bytes] = []
    while (found := frames.head(file)) is not None:
        kind, length = found
        content = frames.whole(file, length)
        if kind == frames.ORDER:
            order = json.loads(content)
        else:
            contents.append(content)
    return order, contents


def _far(given: BinaryIO, done: int, of: int) -> None:
    frames.put(given, frames.FAR, _json([done, of]))


def _json(told: object) -> bytes:
    return json.dumps(told).encode()
