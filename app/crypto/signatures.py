"""One Ed25519 signature over a label and some bytes; what every signed format here ends with.

Signed: label | 0 | body. The zero, which no label holds, keeps one label from running on into
another's body. Keys of small order are refused: one signature of theirs fits many bodies, so anyone
could sign in the name of whoever had such a key certified (Chalkias and others, eprint 2020/1244).
"""

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.errors import Damaged

ED25519: Final = 1
PUBLIC_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64

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


def _signed(label: bytes, body: bytes) -> bytes:
    return label + b"\x00" + body
