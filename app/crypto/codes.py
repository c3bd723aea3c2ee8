"""A member's keys under a code on paper: the way back when the passphrase is gone.

ver 1 | kind 1 | salt 16 | commitment 32 | nonce 12 | ciphertext. HKDF over the 16 random bytes of
the code, salted, gives key and commitment: nothing to guess at, so nothing slow, and no pepper: it
opens also where the server key is lost. Info of HKDF, and bound in: label | kind 1 | member 16.
"""

import os
import struct
from typing import Final
from uuid import UUID

from app.crypto.bundle import MemberKeys, packed, unpacked
from app.crypto.primitives import KEY_BYTES, NONCE_BYTES, Box, Sealed, derive, same, sealed
from app.errors import Damaged, WrongPassphrase

VERSION: Final = 1
PRINTED_CODE: Final = 2  # 1 is the passphrase

_LABEL: Final = b"amparo/code/v1"
_CODE_BYTES: Final = 16
_SALT_BYTES: Final = 16
_HEAD: Final = struct.Struct(f">BB{_SALT_BYTES}s{KEY_BYTES}s{NONCE_BYTES}s")


def wrap_under_code(keys: MemberKeys, code: bytes, member_id: UUID) -> Sealed:
    """Return the keys wrapped under a printed code's 16 bytes.

    Raises:
        ValueError: The code is not 16 bytes.
    """
    if len(code) != _CODE_BYTES:
        raise ValueError("A printed code is 16 bytes.")
    salt = os.urandom(_SALT_BYTES)
    key, commitment = _unfolded(code, salt, member_id)
    locked = Box(key).lock(packed(keys), _bound(member_id))
    return sealed(bytes((VERSION, PRINTED_CODE)) + salt + commitment + locked)


def open_with_code(blob: bytes, code: bytes, member_id: UUID) -> MemberKeys:
    """Return the keys that a printed code opens.

    Raises:
        WrongPassphrase: It is another code's, or another member's.
        Damaged: The bytes were changed.
    """
    if len(blob) <= _HEAD.size:
        raise Damaged
    version, kind, salt, committed, nonce = _HEAD.unpack_from(blob)
    if (version, kind) != (VERSION, PRINTED_CODE):
        raise Damaged
    key, commitment = _unfolded(code, salt, member_id)
    if not same(commitment, committed):
        raise WrongPassphrase
    return unpacked(Box(key).unlock(nonce, blob[_HEAD.size :], _bound(member_id)))


def _unfolded(code: bytes, salt: bytes, member_id: UUID) -> tuple[bytes, bytes]:
    both = derive(code, salt=salt, label=_bound(member_id), length=2 * KEY_BYTES)
    return both[:KEY_BYTES], both[KEY_BYTES:]


def _bound(member_id: UUID) -> bytes:
    return _LABEL + bytes((PRINTED_CODE,)) + member_id.bytes
