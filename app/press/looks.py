"""Having one document looked into at the press: a page of it as a picture, or its words.

The press read an unknown file and may have been taken over by it, so nothing that it answers is
passed on as it is: of a page it tells points, of which a picture is made here, and of words text.
"""

import json
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import BoundedSemaphore
from typing import Any, Final

from app.press import frames
from app.press.bench import Content, Failed, begun, hand_in, pipe_of
from app.press.frames import MOST_DRAWN, MOST_PAGES, MOST_SIGNS
from app.press.jail import SECONDS_TO_LOOK

WIDE, WIDER = 1_400, 2_400  # points across a page
MOST_WORDS: Final = 16 * 1024 * 1024  # bytes of an answer
WRONGS: Final = ("damaged", "locked", "too_large", "no_page", "no_words")  # as the press says it
AT_ONCE: Final = 3  # documents that are looked into at the same time
WAIT_S: Final = 15.0
SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
GREY, COLOUR = 0, 2  # PNG, 11.2.2: colour types
FAST: Final = 1
_turn: Final = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as a PNG, and how many pages there are."""

    content: bytes = field(repr=False)
    pages: int


@dataclass(frozen=True, slots=True)
class Words:
    """What stands on each page, and whether it is all of it."""

    pages: list[str] = field(repr=False)
    is_whole: bool


def picture(kind: str, content: Content, page: int, wide: int) -> Picture:
    """Return a page as a picture; the first is 0.

    Raises:
        Failed: It cannot be drawn, there is no such page, or it took too long or too much memory.
    """
    order = {"asked": "page", "kind": kind, "page": page, "wide": wide}
    return picture_of(*_answer(order, content))


def picture_of(told: dict[str, Any], points: bytes) -> Picture:
    """Return what the press told of a page as a picture.

    Raises:
        Failed: It is none.
    """
    try:
        across, down, pages = int(told["across"]), int(told["down"]), int(told["pages"])
    except (LookupError, TypeError, ValueError):
        raise Failed("ended") from None
    depth = 1 if told.get("grey") is True else 3
    is_sane = across > 0 and down > 0 and len(points) == across * down * depth
    if not is_sane or not 0 < pages <= MOST_PAGES:
        raise Failed("ended")
    return Picture(_png(points, across, down, depth), pages)


def words(kind: str, content: Content) -> Words:
    """Return the words of a document.

    Raises:
        Failed: It cannot be read, or it took too long or too much memory.
    """
    told, said = _answer({"asked": "words", "kind": kind}, content)
    try:
        pages = json.loads(said)
    except (ValueError, RecursionError):
        raise Failed("ended") from None
    if not isinstance(pages, list) or not all(isinstance(each, str) for each in pages):
        raise Failed("ended")
    if len(pages) > MOST_PAGES or sum(map(len, pages)) > MOST_SIGNS:
        raise Failed("ended")
    return Words([_without_halves(each) for each in pages], told.get("is_whole") is True)


def _without_halves(text: str) -> str:
    """Return a text without halves of signs, which no coding takes."""
    return text.encode("utf-8", "replace").decode()


def _answer(order: dict[str, Any], content: Content) -> tuple[dict[str, Any], bytes]:
    if not _turn.acquire(timeout=WAIT_S):
        raise Failed("busy")
    try:
        with begun(2 * SECONDS_TO_LOOK, "look") as press:
            hand_in(press, order, [content])
            return heard(pipe_of(press.stdout))
    finally:
        _turn.release()


def heard(pipe: Any) -> tuple[dict[str, Any], bytes]:  # noqa: ANN401 - as `pipe_of`
    """Return what the press tells, and the points or words before it.

    Raises:
        Failed: It says what was wrong, or nothing that is understood.
    """
    found = b""
    try:
        for kind, said in _pieces(pipe):
            if kind == frames.VOLUME:
                found = said
                continue
            told = json.loads(said)
            if kind == frames.WRONG:
                raise Failed(told["code"] if told["code"] in WRONGS else "ended")
            if isinstance(told, dict):
                return told, found
    except (EOFError, ValueError, TypeError, LookupError, RecursionError):
        raise Failed("ended") from None
    raise Failed("ended")


def _pieces(pipe: Any) -> Iterator[tuple[bytes, bytes]]:  # noqa: ANN401 - as `pipe_of`
    most = max(MOST_WORDS, 3 * MOST_DRAWN)
    while (head := frames.head(pipe)) is not None:
        kind, length = head
        if length > most:
            raise EOFError
        yield kind, frames.whole(pipe, length)


def _png(points: bytes, across: int, down: int, depth: int) -> bytes:
    """Return points as a picture (PNG, third edition, 5 and 11)."""
    head = struct.pack(">IIBBBBB", across, down, 8, GREY if depth == 1 else COLOUR, 0, 0, 0)
    row = across * depth
    view = memoryview(points)
    packer = zlib.compressobj(FAST)
    packed = [
        packer.compress(b"".join((b"\x00", view[at : at + row])))
        for at in range(0, len(points), row)
    ]
    packed.append(packer.flush())
    parts = ((b"IHDR", head), (b"IDAT", b"".join(packed)), (b"IEND", b""))
    return SIGNATURE + b"".join(_part(name, said) for name, said in parts)


def _part(name: bytes, said: bytes) -> bytes:
    return struct.pack(">I", len(said)) + name + said + struct.pack(">I", zlib.crc32(name + said))
