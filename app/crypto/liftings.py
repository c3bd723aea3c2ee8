"""The two signed words by which a legal hold is lifted: one who says so first, and who lifts it.

ver 1 | suite 1 | part 1 | alone 1 | hold 16 | maker 16 | at 8 (UTC seconds) | signature 64
(`signatures`) over all before it. `alone` is 1 where the first spoke with nobody else there who
could be the second, so that her two weeks begin at `at`. Whoever holds the server key, and seals
rows with it, speaks in nobody's name.
"""

from typing import Final, NamedTuple
from uuid import UUID

from app.crypto import signatures
from app.errors import Damaged

VERSION: Final = 1
ASKED, LIFTED = 1, 2

_FORM: Final = signatures.Form(b"amparo/lifting/v1", VERSION, "B?16s16sQ")


class Word(NamedTuple):
    """Who says that which hold is lifted, when, and whether with nobody else there."""

    part: int
    alone: bool
    hold_id: UUID
    maker_id: UUID
    at: int


def give(word: Word, signing_seed: bytes) -> bytes:
    """Return the word signed with its maker's seed."""
    ids = (word.hold_id.bytes, word.maker_id.bytes)
    return _FORM.sign(signing_seed, word.part, word.alone, *ids, word.at)


def read(blob: bytes) -> Word:
    """Return what a word says; believed only once `verify` returned.

    Raises:
        Damaged: This is no word of a known version, suite and part.
    """
    part, alone, hold_id, maker_id, at = _FORM.read(blob)
    if part not in {ASKED, LIFTED}:
        raise Damaged
    return Word(part, alone, UUID(bytes=hold_id), UUID(bytes=maker_id), at)


def verify(blob: bytes, *maker_publics: bytes) -> Word:
    """Return what a word says, its signature having held.

    The caller has checked that each is a certified key of whom it names as its maker.

    Raises:
        Damaged: It was changed, or somebody else signed it.
    """
    return _FORM.said(read, blob, *maker_publics)
