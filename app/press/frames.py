"""How the press and whoever ordered speak: pieces that say what they are and how long.

And what both call the tabs of a filing.
"""

import struct
from collections.abc import Iterator
from string import ascii_uppercase
from typing import BinaryIO, Final

ORDER, DOCUMENT = b"O", b"D"  # to the press
FAR, VOLUME, DONE, WRONG = b"F", b"V", b"M", b"W"  # from it
PDF, PICTURE, TEXT, OFFICE = "pdf", "picture", "text", "office"  # kinds of document
MOST_PAGES: Final = 2_000
MOST_DRAWN: Final = 12_000_000  # points of one page
MOST_PIXELS: Final = 50_000_000  # of one picture
MOST_SIGNS: Final = 1_000_000  # of the words of one document
MOST_POINTS: Final = 20_000  # of a page's side
HEAD: Final = struct.Struct(">cQ")
AT_ONCE: Final = 1024 * 1024


class Unusable(Exception):
    """A document that the press cannot use; the code says why."""

    def __init__(self, code: str, place: int = 0) -> None:
        super().__init__(code)
        self.code, self.place = code, place


def put(file: BinaryIO, kind: bytes, payload: bytes = b"") -> None:
    """Write one piece."""
    file.write(HEAD.pack(kind, len(payload)))
    file.write(payload)
    file.flush()


def head(file: BinaryIO) -> tuple[bytes, int] | None:
    """Return what comes next and how long it is; None at the end.

    Raises:
        EOFError: It was cut off.
    """
    told = file.read(HEAD.size)
    if not told:
        return None
    if len(told) < HEAD.size:
        raise EOFError
    kind, length = HEAD.unpack(told)
    return kind, length


def body(file: BinaryIO, length: int) -> Iterator[bytes]:
    """Yield a piece's content.

    Raises:
        EOFError: It was cut off.
    """
    while length:
        piece = file.read(min(length, AT_ONCE))
        if not piece:
            raise EOFError
        length -= len(piece)
        yield piece


def whole(file: BinaryIO, length: int) -> bytes:
    """Return a piece's content at once.

    Raises:
        EOFError: It was cut off.
    """
    return b"".join(body(file, length))


def tab(number: int) -> str:
    """Return the letters of a tab: A to Z, then AA to AZ, and so on."""
    letters = ""
    number += 1
    while number:
        number, left = divmod(number - 1, len(ascii_uppercase))
        letters = ascii_uppercase[left] + letters
    return letters
