"""X-Wing (ML-KEM-768 with X25519) keys from their 32-byte seed, and the one HPKE suite in use.

Seed expansion: draft-connolly-cfrg-xwing-kem, section 5.2, checked 2026-11-24: SHAKE256 to 96
bytes, of which 64 are the ML-KEM seed and 32 the X25519 key.
"""

import hashlib
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import mlkem, x25519
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from app.crypto.primitives import StaysHere
from app.errors import Damaged

SUITE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
PUBLIC_BYTES: Final = 1216
ENCAPSULATED_BYTES: Final = 1120

_MLKEM_SEED: Final = 64
_MLKEM_PUBLIC: Final = 1184


def public_bytes(seed: bytes) -> bytes:
    """Return the 1,216 bytes that others seal to."""
    post_quantum, classical = _halves(seed)
    return post_quantum.public_key().public_bytes_raw() + classical.public_key().public_bytes_raw()


def seal(plaintext: bytes, recipient_public: bytes, info: bytes) -> bytes:
    """Return enc and ciphertext that only the holder of the seed opens, with the same info.

    Raises:
        Damaged: The public key is none, or one of low order.
    """
    try:
        key = MLKEM768X25519PublicKey(
            mlkem.MLKEM768PublicKey.from_public_bytes(recipient_public[:_MLKEM_PUBLIC]),
            x25519.X25519PublicKey.from_public_bytes(recipient_public[_MLKEM_PUBLIC:]),
        )
        return SUITE.encrypt(plaintext, key, info=info)
    except ValueError:
        raise Damaged from None


def open_(hybrid: bytes, seed: bytes, info: bytes) -> bytes:
    """Return what was sealed to this seed's public key.

    Raises:
        Damaged: Changed bytes, other info, or another key.
    """
    return Opener(seed).open(hybrid, info)


class Opener(StaysHere):
    """The private key of a seed, kept ready: it costs more to build than to open with."""

    __slots__ = ("_key",)

    def __init__(self, seed: bytes) -> None:
        self._key = MLKEM768X25519PrivateKey(*_halves(seed))

    def __repr__(self) -> str:
        return "<Opener>"

    def open(self, hybrid: bytes, info: bytes) -> bytes:
        """Return what was sealed to the public key.

        Raises:
            Damaged: Changed bytes, other info, or another key.
        """
        try:
            return SUITE.decrypt(hybrid, self._key, info=info)
        except (InvalidTag, ValueError):
            raise Damaged from None


def _halves(seed: bytes) -> tuple[mlkem.MLKEM768PrivateKey, x25519.X25519PrivateKey]:
    expanded = hashlib.shake_256(seed).digest(96)
    return (
        mlkem.MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED]),
        x25519.X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED:]),
    )
