"""The signed word that an ethical screen stands between a person and a case.

ver 1 | suite 1 | case 16 | person 16 | maker 16 | since 8 (UTC seconds) | signature 64
(`signatures`) over all before it. It keeps whoever holds the server key, and seals rows with it,
from putting a screen up in a colleague's name.
"""

import struct
from typing import Final, NamedTuple
from uuid import UUID

from app.crypto import signatures
from app.crypto.signatures import SIGNATURE_BYTES
from app.errors import Damaged

VERSION: Final = 1

_LABEL: Final = b"amparo/screen/v1"
_BODY: Final = struct.Struct(">BB16s16s16sQ")
SCREEN_BYTES: Final = _BODY.size + SIGNATURE_BYTES


class Word(NamedTuple):
    """Between which case and whom a screen stands, who put it up, since when."""

    case_id: UUID
    person_id: UUID
    maker_id: UUID
    since: int


def put_up(word: Word, signing_seed: bytes) -> bytes:
    """Return the word signed with its maker's seed."""
    ids = (word.case_id.bytes, word.person_id.bytes, word.maker_id.bytes)
    body = _BODY.pack(VERSION, signatures.ED25519, *ids, word.since)
    return body + signatures.sign(signing_seed, _LABEL, body)


def read(blob: bytes) -> Word:
    """Return what a word says; believed only once `verify` returned.

    Raises:
        Damaged: This is no word of a known version and suite.
    """
    if len(blob) != SCREEN_BYTES:
        raise Damaged
    version, suite, case_id, person_id, maker_id, since = _BODY.unpack_from(blob)
    if (version, suite) != (VERSION, signatures.ED25519):
        raise Damaged
    return Word(UUID(bytes=case_id), UUID(bytes=person_id), UUID(bytes=maker_id), since)


def verify(blob: bytes, maker_public: bytes) -> Word:
    """Return what a word says, its signature having held.

    The caller has checked that `maker_public` is the certified key of whom it names as its maker.

    Raises:
        Damaged: It was changed, or somebody else signed it.
    """
    word = read(blob)
    signatures.verify(maker_public, _LABEL, blob[: _BODY.size], blob[_BODY.size :])
    return word
