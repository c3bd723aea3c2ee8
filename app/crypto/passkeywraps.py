"""What a member's own keys have to do with her passkeys: she signs each, and one may open them.

Word: ver 1 | suite 1 | signature 64 (`signatures`) over ver | suite | member 16 | passkey 16 |
SHA-256 of the credential's id 32 | SHA-256 of its public key 32. So a public key in the place of
hers counts for nothing, also where whoever put it there has the server key.

Wrap, never the only one: the 32 bytes that her browser derives from the passkey's secret (`prf`)
are the secret of `secretwraps`. Bound in: label | kind 1 | member 16 | passkey 16.
"""

import hashlib
import struct
from typing import Final
from uuid import UUID

from app.crypto import secretwraps, signatures
from app.crypto.bundle import MemberKeys
from app.crypto.primitives import KEY_BYTES, Sealed
from app.crypto.secretwraps import PASSKEY
from app.crypto.signatures import SIGNATURE_BYTES
from app.errors import Damaged

VERSION: Final = 1

_WORD_LABEL: Final = b"amparo/passkey/word/v1"
_WORD: Final = struct.Struct(">BB16s16s32s32s")
_WORD_HEAD: Final = bytes((VERSION, signatures.ED25519))
WORD_BYTES: Final = len(_WORD_HEAD) + SIGNATURE_BYTES
_LABEL: Final = b"amparo/passkey/wrap/v1"


def sign_passkey(
    whose: tuple[UUID, UUID], credential_id: bytes, public_key: bytes, signing_seed: bytes
) -> bytes:
    """Return a member's word that this is a passkey of hers.

    Args:
        whose: The member and the row of her passkey.
        credential_id: What the browser knows it by.
        public_key: What its answers verify with.
        signing_seed: Hers.
    """
    body = _said(whose, credential_id, public_key)
    return _WORD_HEAD + signatures.sign(signing_seed, _WORD_LABEL, body)


def require_hers(
    word: bytes, whose: tuple[UUID, UUID], key: tuple[bytes, bytes], signing_public: bytes
) -> None:
    """Return when a member signed that this passkey, by credential id and public key, is hers.

    Raises:
        Damaged: She did not: it is another key, another row, or another member's.
    """
    if len(word) != WORD_BYTES or word[: len(_WORD_HEAD)] != _WORD_HEAD:
        raise Damaged
    signatures.verify(signing_public, _WORD_LABEL, _said(whose, *key), word[len(_WORD_HEAD) :])


def wrap_under_passkey(keys: MemberKeys, opening: bytes, whose: tuple[UUID, UUID]) -> Sealed:
    """Return the keys wrapped under what a passkey's secret gave, for a member and a row.

    Raises:
        ValueError: It is not 32 bytes.
    """
    if len(opening) != KEY_BYTES:
        raise ValueError("What a passkey opens with is 32 bytes.")
    return secretwraps.wrap(keys, opening, PASSKEY, _bound(whose))


def open_with_passkey(blob: bytes, opening: bytes, whose: tuple[UUID, UUID]) -> MemberKeys:
    """Return the keys that a passkey opens.

    Raises:
        WrongPassphrase: It is another passkey's, or another member's.
        Damaged: The bytes were changed.
    """
    return secretwraps.unwrap(blob, opening, PASSKEY, _bound(whose))


def _said(whose: tuple[UUID, UUID], credential_id: bytes, public_key: bytes) -> bytes:
    member, row = whose
    names = (hashlib.sha256(each).digest() for each in (credential_id, public_key))
    return _WORD.pack(VERSION, signatures.ED25519, member.bytes, row.bytes, *names)


def _bound(whose: tuple[UUID, UUID]) -> bytes:
    member, row = whose
    return _LABEL + bytes((PASSKEY,)) + member.bytes + row.bytes
