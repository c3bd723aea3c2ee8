"""A head of the record: the number and the hash of its newest deed, as people keep it elsewhere.

The hash covers every deed before it. Its code is sixteen letters that a mail can carry and a person
can type: 77 bits of SHA-256 over label | number 8 | hash 32, so that nobody finds another record
with the same code. A countersignature is one of `signatures` over number 8 | hash 32 | signer 16:
whoever holds the server key makes up neither. Dated it is a word of its own, ver 1 | suite 1 |
number 8 | hash 32 | signer 16 | at 8 (UTC seconds) | signature 64 over all before it: what the
record held then is as old as that, whatever time its entries say.
"""

import hashlib
import re
from collections.abc import Iterable
from contextlib import suppress
from typing import Final, NamedTuple
from uuid import UUID

from app.crypto import signatures
from app.errors import Damaged

# Without vowels a code spells no word, without 0 and 1 it is read out without a doubt.
LETTERS: Final = "BCDFGHJKLMNPQRSTVWXZ23456789"
GROUPS: Final = 4

_GROUP_LENGTH: Final = 4
_CODE_LABEL: Final = b"amparo/head-code/v1"
_LABEL: Final = b"amparo/head/v1"
_DATED: Final = signatures.Form(b"amparo/head-dated/v1", 1, "Q32s16sQ")


class Dated(NamedTuple):
    """How far the record went when somebody looked, and when that was."""

    number: int
    hash: bytes
    signer: UUID
    at: int


def code_of(number: int, hashed: bytes) -> str:
    """Return by what a head is compared: four groups of four letters."""
    drawn = int.from_bytes(hashlib.sha256(_CODE_LABEL + _body(number, hashed)).digest(), "big")
    letters = []
    for _ in range(GROUPS * _GROUP_LENGTH):
        drawn, place = divmod(drawn, len(LETTERS))
        letters.append(LETTERS[place])
    return grouped("".join(letters))


def grouped(typed: str) -> str:
    """Return a code as it is printed, however it was typed."""
    plain = re.sub(r"[^0-9A-Z]", "", typed.upper())
    return "-".join(plain[at : at + _GROUP_LENGTH] for at in range(0, len(plain), _GROUP_LENGTH))


def sign(signing_seed: bytes, number: int, hashed: bytes, signer: UUID) -> bytes:
    """Return somebody's word that the record stood so when she looked."""
    return signatures.sign(signing_seed, _LABEL, _body(number, hashed) + signer.bytes)


def verify(public: bytes, number: int, hashed: bytes, signer: UUID, signature: bytes) -> None:
    """Return when it is hers.

    Raises:
        Damaged: It is not.
    """
    signatures.verify(public, _LABEL, _body(number, hashed) + signer.bytes, signature)


def verify_any(
    publics: Iterable[bytes], number: int, hashed: bytes, signer: UUID, signature: bytes
) -> None:
    """Return when it was made with one of the keys that somebody has or had.

    Raises:
        Damaged: It was not.
    """
    for public in publics:
        with suppress(Damaged):
            verify(public, number, hashed, signer, signature)
            return
    raise Damaged


def date(signing_seed: bytes, says: Dated) -> bytes:
    """Return somebody's word that the record stood so then."""
    return _DATED.sign(signing_seed, says.number, says.hash, says.signer.bytes, says.at)


def read_dated(blob: bytes) -> Dated:
    """Return what such a word says; believed only once `dated` returned.

    Raises:
        Damaged: This is no word of a known version and suite.
    """
    number, hashed, signer, at = _DATED.read(blob)
    return Dated(number, hashed, UUID(bytes=signer), at)


def dated(blob: bytes, *publics: bytes) -> Dated:
    """Return what such a word says, its signature having held under one of its signer's keys.

    Raises:
        Damaged: It was changed, or none of these signed it.
    """
    return _DATED.said(read_dated, blob, *publics)


def _body(number: int, hashed: bytes) -> bytes:
    return number.to_bytes(8, "big") + hashed
