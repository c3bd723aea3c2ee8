"""The signed word by which the first of two says that a date which cannot be cured is not needed.

ver 1 | suite 1 | alone 1 | deadline 16 | maker 16 | edition 8 | at 8 (UTC seconds) | says 32 |
signature 64 (`signatures`) over all before it. `says` is the hash of the date as it stands, with
the reason. `alone` is 1 where nobody else was there who could be the second. Whoever holds the
case's key, and writes cards with it, names nobody else as the first.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple
from uuid import UUID

from app.crypto import signatures

VERSION: Final = 1

_FORM: Final = signatures.Form(b"amparo/unneeded/v1", VERSION, "?16s16sQQ32s")


class Word(NamedTuple):
    """Who says of which date, as it stands in which edition, that it is not needed, and when."""

    alone: bool
    deadline_id: UUID
    maker_id: UUID
    edition: int
    at: int
    says: bytes


def print_of(says: Mapping[str, str]) -> bytes:
    """Return the hash of a date and the reason: their JSON with sorted names."""
    return signatures.print_of(says)


def give(word: Word, signing_seed: bytes) -> bytes:
    """Return the word signed with its maker's seed."""
    ids = (word.deadline_id.bytes, word.maker_id.bytes)
    return _FORM.sign(signing_seed, word.alone, *ids, word.edition, word.at, word.says)


def read(blob: bytes) -> Word:
    """Return what a word says; believed only once `verify` returned.

    Raises:
        Damaged: This is no word of a known version and suite.
    """
    alone, deadline_id, maker_id, edition, at, says = _FORM.read(blob)
    return Word(alone, UUID(bytes=deadline_id), UUID(bytes=maker_id), edition, at, says)


def verify(blob: bytes, maker_public: bytes) -> Word:
    """Return what a word says, its signature having held.

    The caller has checked that `maker_public` is the certified key of whom it names as its maker.

    Raises:
        Damaged: It was changed, or somebody else signed it.
    """
    return _FORM.said(read, blob, maker_public)
