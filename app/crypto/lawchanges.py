"""The signed words by which an office has law of its own: who asks for it, agrees, and ends it.

ver 1 | suite 1 | part 1 | alone 1 | change 16 | maker 16 | at 8 (UTC seconds) | says 32 |
signature 64 (`signatures`) over all before it. `says` is the hash of what is changed, with its
reason. `alone` is 1 where nobody else was there who could agree. Whoever holds the server key, and
seals rows with it, moves nobody's dates.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from uuid import UUID

from app.crypto import signatures
from app.errors import Damaged

VERSION: Final = 1
ASKED, AGREED, ENDED, ENDING = 1, 2, 3, 4

_FORM: Final = signatures.Form(b"amparo/lawchange/v1", VERSION, "B?16s16sQ32s")


class Word(NamedTuple):
    """Who asks for which change of the law, agrees to it, would end it or ends it, and when."""

    part: int
    alone: bool
    change_id: UUID
    maker_id: UUID
    at: int
    says: bytes


def print_of(says: Mapping[str, Any]) -> bytes:
    """Return the hash of what is changed: its JSON with sorted names."""
    return signatures.print_of(says)


def give(word: Word, signing_seed: bytes) -> bytes:
    """Return the word signed with its maker's seed."""
    ids = (word.change_id.bytes, word.maker_id.bytes)
    return _FORM.sign(signing_seed, word.part, word.alone, *ids, word.at, word.says)


def read(blob: bytes) -> Word:
    """Return what a word says; believed only once `verify` returned.

    Raises:
        Damaged: This is no word of a known version, suite and part.
    """
    part, alone, change_id, maker_id, at, says = _FORM.read(blob)
    if part not in {ASKED, AGREED, ENDED, ENDING}:
        raise Damaged
    return Word(part, alone, UUID(bytes=change_id), UUID(bytes=maker_id), at, says)


def verify(blob: bytes, maker_public: bytes) -> Word:
    """Return what a word says, its signature having held.

    The caller has checked that `maker_public` is the certified key of whom it names as its maker.

    Raises:
        Damaged: It was changed, or somebody else signed it.
    """
    return _FORM.said(read, blob, maker_public)
