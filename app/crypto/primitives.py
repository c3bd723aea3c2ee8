"""What the formats share: random bytes, HKDF-SHA512, comparison in constant time, one AEAD."""

import hmac
import os
from typing import Final, NoReturn, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from app.errors import Damaged

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16


class StaysHere:
    """A base for what holds a key: it cannot be pickled or copied out of the process."""

    __slots__ = ()

    def __reduce_ex__(self, protocol: object, /) -> NoReturn:
        raise TypeError("What holds a key is never written out.")


class Sealed(bytes):
    """Bytes that this floor has sealed; nothing else can make one."""

    __slots__ = ()

    def __new__(cls, *_: object) -> Self:
        """Refuse: a Sealed is the result of sealing, never of a cast."""
        raise TypeError("Only app.crypto makes Sealed bytes.")

    def __repr__(self) -> str:
        return f"<Sealed {len(self)} bytes>"


def sealed(blob: bytes) -> Sealed:
    """Return blob as Sealed; for the formats of this floor alone."""
    return bytes.__new__(Sealed, blob)


class Box(StaysHere):
    """One AES-256-GCM-SIV key (RFC 8452), kept ready."""

    __slots__ = ("_cipher",)

    def __init__(self, secret: bytes) -> None:
        if len(secret) != KEY_BYTES:
            raise ValueError("A key is 32 bytes.")
        self._cipher = AESGCMSIV(secret)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def lock(self, plaintext: bytes, bound: bytes) -> bytes:
        """Return nonce and ciphertext; they open only with the same bound bytes."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plaintext, bound)

    def unlock(self, nonce: bytes, ciphertext: bytes, bound: bytes) -> bytes:
        """Return the plaintext.

        Raises:
            Damaged: Key, nonce, ciphertext or bound bytes are not those of the sealing.
        """
        try:
            return self._cipher.decrypt(nonce, ciphertext, bound)
        except (InvalidTag, ValueError):
            # Without the cause: a chained InvalidTag would say which check failed.
            raise Damaged from None


def random_key() -> bytes:
    """Return 32 bytes from the operating system."""
    return os.urandom(KEY_BYTES)


def same(left: bytes, right: bytes) -> bool:
    """Return whether both are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(left, right)


def expand(secret: bytes, label: bytes, length: int) -> bytes:
    """Return length bytes for one use of a uniformly random secret (HKDF-Expand, RFC 5869)."""
    return HKDFExpand(hashes.SHA512(), length, label).derive(secret)


def derive(secret: bytes, *, salt: bytes, label: bytes, length: int) -> bytes:
    """Return length bytes for one use of a secret under a salt (HKDF, RFC 5869)."""
    return HKDF(hashes.SHA512(), length, salt, label).derive(secret)
