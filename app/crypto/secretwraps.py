"""A member's keys once more, under a secret at which nobody can guess.

ver 1 | kind 1 | salt 16 | commitment 32 | nonce 12 | ciphertext. HKDF over the secret, salted,
gives key and commitment: nothing to guess at, so nothing slow, and no pepper: it opens also where
the server key is lost or another. Info of HKDF, and bound in: what the caller binds, the kind
among it.
"""

import os
import struct
from typing import Final

from app.crypto.bundle import MemberKeys, packed, unpacked
from app.crypto.primitives import KEY_BYTES, NONCE_BYTES, Box, Sealed, derive, same, sealed
from app.errors import Damaged, WrongPassphrase

VERSION: Final = 1
PRINTED_CODE, PASSKEY = 2, 3  # 1 is the passphrase, stretched: `bundle`

_SALT_BYTES: Final = 16
_HEAD: Final = struct.Struct(f">BB{_SALT_BYTES}s{KEY_BYTES}s{NONCE_BYTES}s")


def wrap(keys: MemberKeys, secret: bytes, kind: int, bound: bytes) -> Sealed:
    """Return the keys wrapped under a random secret, which the caller has measured."""
    salt = os.urandom(_SALT_BYTES)
    key, commitment = _unfolded(secret, salt, bound)
    locked = Box(key).lock(packed(keys), bound)
    return sealed(bytes((VERSION, kind)) + salt + commitment + locked)


def unwrap(blob: bytes, secret: bytes, kind: int, bound: bytes) -> MemberKeys:
    """Return the keys that a secret opens.

    Raises:
        WrongPassphrase: It is another secret, or bound to something else.
        Damaged: The bytes were changed, or are of an unknown version or kind.
    """
    if len(blob) <= _HEAD.size:
        raise Damaged
    version, its_kind, salt, committed, nonce = _HEAD.unpack_from(blob)
    if (version, its_kind) != (VERSION, kind):
        raise Damaged
    key, commitment = _unfolded(secret, salt, bound)
    if not same(commitment, committed):
        raise WrongPassphrase
    return unpacked(Box(key).unlock(nonce, blob[_HEAD.size :], bound))


def _unfolded(secret: bytes, salt: bytes, bound: bytes) -> tuple[bytes, bytes]:
    both = derive(secret, salt=salt, label=bound, length=2 * KEY_BYTES)
    return both[:KEY_BYTES], both[KEY_BYTES:]
