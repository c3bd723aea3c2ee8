"""The signed word that an ethical screen stands between a person and a case.

ver 1 | suite 1 | case 16 | person 16 | maker 16 | since 8 (UTC seconds) | signature 64
(`signatures`) over all before it. It keeps whoever holds the server key, and seals rows with it,
from putting a screen up in a colleague's name.
"""

from typing import Final, NamedTuple
from uuid import UUID

from app.crypto import signatures

VERSION: Final = 1

_FORM: Final = signatures.Form(b"amparo/screen/v1", VERSION, "16s16s16sQ")


class Word(NamedTuple):
    """Between which case and whom a screen stands, who put it up, since when."""

    case_id: UUID
    person_id: UUID
    maker_id: UUID
    since: int


def put_up(word: Word, signing_seed: bytes) -> bytes:
    """Return the word signed with its maker's seed."""
    ids = (word.case_id.bytes, word.person_id.bytes, word.maker_id.bytes)
    return _FORM.sign(signing_seed, *ids, word.since)


def read(blob: bytes) -> Word:
    """Return what a word says; believed only once `verify` returned.

    Raises:
        Damaged: This is no word of a known version and suite.
    """
    case_id, person_id, maker_id, since = _FORM.read(blob)
    return Word(UUID(bytes=case_id), UUID(bytes=person_id), UUID(bytes=maker_id), since)


def verify(blob: bytes, *maker_publics: bytes) -> Word:
    """Return what a word says, its signature having held.

    The caller has checked that each is a certified key of whom it names as its maker.

    Raises:
        Damaged: It was changed, or somebody else signed it.
    """
    return _FORM.said(read, blob, *maker_publics)
