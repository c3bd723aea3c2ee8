"""The two signed words by which a case is destroyed: one who asks, and another who agrees.

ver 1 | suite 1 | part 1 | shredding 16 | case 16 | maker 16 | rows 32 | at 8 (UTC seconds) |
signature 64 (`signatures`) over all before it. `rows` is a hash of the ids of everything that
stands in the case, so that nobody, whoever holds the server key, passes off another row's deletion
as this deed.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Final, NamedTuple
from uuid import UUID

from app.crypto import signatures
from app.errors import Damaged

VERSION: Final = 1
ASKED, AGREED = 1, 2

_FORM: Final = signatures.Form(b"amparo/shredding/v1", VERSION, "B16s16s16s32sQ")


class Word(NamedTuple):
    """Who asks or agrees that which case is destroyed, with which rows, and when."""

    part: int
    shredding_id: UUID
    case_id: UUID
    maker_id: UUID
    rows: bytes
    at: int


def print_of(rows: Mapping[str, Sequence[UUID]]) -> bytes:
    """Return a hash of the ids of a case's rows, by table."""
    lines = sorted(f"{table} {each.hex}\n" for table, ids in rows.items() for each in ids)
    return sha256("".join(lines).encode()).digest()


def give(word: Word, signing_seed: bytes) -> bytes:
    """Return the word signed with its maker's seed."""
    ids = (word.shredding_id.bytes, word.case_id.bytes, word.maker_id.bytes)
    return _FORM.sign(signing_seed, word.part, *ids, word.rows, word.at)


def read(blob: bytes) -> Word:
    """Return what a word says; believed only once `verify` returned.

    Raises:
        Damaged: This is no word of a known version, suite and part.
    """
    part, shredding_id, case_id, maker_id, rows, at = _FORM.read(blob)
    if part not in {ASKED, AGREED}:
        raise Damaged
    ids = (UUID(bytes=shredding_id), UUID(bytes=case_id), UUID(bytes=maker_id))
    return Word(part, *ids, rows, at)


def verify(blob: bytes, *maker_publics: bytes) -> Word:
    """Return what a word says, its signature having held.

    The caller has checked that each is a certified key of whom it names as its maker.

    Raises:
        Damaged: It was changed, or somebody else signed it.
    """
    return _FORM.said(read, blob, *maker_publics)
