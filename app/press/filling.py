"""Filling one order at the press, in its process."""

import json
from functools import partial
from types import ModuleType
from typing import Any, BinaryIO

from app.press import frames, jail


def fill(taken: BinaryIO, given: BinaryIO) -> None:
    """Fill one order."""
    order, contents = _taken(taken)  # as bytes: nothing of a document is opened yet
    maker = _maker(order)
    maker.warm(order)  # what is loaded at its first use is loaded now
    jail.shut()
    try:
        papers, told = maker.make(order, contents, partial(_far, given))
    except frames.Unusable as wrong:
        frames.put(given, frames.WRONG, _json({"code": wrong.code, "place": wrong.place}))
    except MemoryError:
        frames.put(given, frames.WRONG, _json({"code": "too_large", "place": -1}))
    else:
        for paper in papers:
            frames.put(given, frames.VOLUME, paper)
        frames.put(given, frames.DONE, _json(told))


def _maker(order: dict[str, Any]) -> ModuleType:
    """Return what makes an order; each is loaded for its own orders alone."""
    if "template" in order:
        from app.press import templates

        return templates
    from app.press import filings

    return filings


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
