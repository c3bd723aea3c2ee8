"""One Ed25519 signature over a label and some bytes; what every signed format here ends with.

Signed: label | 0 | body. The zero, which no label holds, keeps one label from running on into
another's body. Keys of small order are refused: one signature of theirs fits many bodies, so anyone
could sign in the name of whoever had such a key certified (Chalkias and others, eprint 2020/1244).
"""

import json
import struct
from collections.abc import Callable, Mapping
from contextlib import suppress
from hashlib import sha256
from typing import Any, Final, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.errors import Damaged

ED25519: Final = 1
PUBLIC_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64

Said = TypeVar("Said")

_P: Final = 2**255 - 19
# The y of the eight points whose order divides 8 (RFC 8032, section 5.1, gives the curve).
_EIGHTH: Final = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL_ORDER: Final = frozenset({0, 1, _P - 1, _EIGHTH, _P - _EIGHTH})


def public_of(signing_seed: bytes) -> bytes:
    """Return the 32 bytes that a seed's signatures verify with."""
    return Ed25519PrivateKey.from_private_bytes(signing_seed).public_key().public_bytes_raw()


def is_key(public: bytes) -> bool:
    """Return whether these bytes can stand for one person: written in one way, of large order."""
    y = int.from_bytes(public, "little") & (2**255 - 1)
    return len(public) == PUBLIC_BYTES and y < _P and y not in _SMALL_ORDER


def sign(signing_seed: bytes, label: bytes, body: bytes) -> bytes:
    """Return 64 bytes; the label keeps a signature of one format from serving in another."""
    return Ed25519PrivateKey.from_private_bytes(signing_seed).sign(_signed(label, body))


def verify(public: bytes, label: bytes, body: bytes, signature: bytes) -> None:
    """Return when the signature holds.

    Raises:
        Damaged: It does not, or the public key is none.
    """
    if not is_key(public):
        raise Damaged
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _signed(label, body))
    except (InvalidSignature, ValueError):
        raise Damaged from None


def print_of(says: Mapping[str, Any]) -> bytes:
    """Return the SHA-256 of what a word is about: its JSON with sorted names, without spaces."""
    return sha256(json.dumps(says, sort_keys=True, separators=(",", ":")).encode()).digest()


class Form:
    """A signed word of fixed width: ver 1 | suite 1 | fields | signature 64 over all before it."""

    def __init__(self, label: bytes, version: int, fields: str) -> None:
        """Lay it out, its fields in the letters of `struct`, big end first."""
        self._label, self._version = label, version
        self._body = struct.Struct(f">BB{fields}")
        self.size = self._body.size + SIGNATURE_BYTES

    def sign(self, signing_seed: bytes, *fields: Any) -> bytes:  # noqa: ANN401 - as struct packs
        """Return the word that says this, signed.

        Raises:
            struct.error: A number is out of its width.
        """
        body = self._body.pack(self._version, ED25519, *fields)
        return body + sign(signing_seed, self._label, body)

    def read(self, blob: bytes) -> tuple[Any, ...]:
        """Return the fields of a word; believed only once `verify` returned.

        Raises:
            Damaged: It is none of this form, version and suite.
        """
        if len(blob) != self.size:
            raise Damaged
        version, suite, *fields = self._body.unpack_from(blob)
        if (version, suite) != (self._version, ED25519):
            raise Damaged
        return tuple(fields)

    def verify(self, blob: bytes, public: bytes) -> None:
        """Return when a word's signature holds.

        Raises:
            Damaged: It does not, or the public key is none.
        """
        verify(public, self._label, blob[: self._body.size], blob[self._body.size :])

    def said(self, read: Callable[[bytes], Said], blob: bytes, *publics: bytes) -> Said:
        """Return what a word says, its signature having held under one of these keys.

        Raises:
            Damaged: It was changed, or none of these signed it.
        """
        says = read(blob)
        for public in publics:
            with suppress(Damaged):
                self.verify(blob, public)
                return says
        raise Damaged


def _signed(label: bytes, body: bytes) -> bytes:
    return label + b"\x00" + body
