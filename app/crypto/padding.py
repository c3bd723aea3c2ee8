"""Texts made longer before they are sealed, so that their length tells little: length 4 | text."""

import struct
from typing import Final

from app.errors import Damaged

LENGTH_BYTES: Final = 4

_LENGTH: Final = struct.Struct(">I")


def padded(text: bytes, step: int) -> bytes:
    """Return a text behind its length, as long as a multiple of so many bytes."""
    text = _LENGTH.pack(len(text)) + text
    return text.ljust(-(-len(text) // step) * step, b"\0")


def unpadded(text: bytes) -> bytes:
    """Return the text itself.

    Raises:
        Damaged: It was not made longer like that.
    """
    if len(text) < LENGTH_BYTES:
        raise Damaged
    end = LENGTH_BYTES + int(_LENGTH.unpack_from(text)[0])
    if end > len(text) or text[end:].strip(b"\0"):
        raise Damaged
    return text[LENGTH_BYTES:end]
