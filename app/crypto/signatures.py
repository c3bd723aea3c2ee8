"""One Ed25519 signature over a label and some bytes; what every signed format here ends with."""

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.errors import Damaged

ED25519: Final = 1
PUBLIC_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64


def public_of(signing_seed: bytes) -> bytes:
    """Return the 32 bytes that a seed's signatures verify with."""
    return Ed25519PrivateKey.from_private_bytes(signing_seed).public_key().public_bytes_raw()


def sign(signing_seed: bytes, label: bytes, body: bytes) -> bytes:
    """Return 64 bytes; the label keeps a signature of one format from serving in another."""
    return Ed25519PrivateKey.from_private_bytes(signing_seed).sign(label + body)


def verify(public: bytes, label: bytes, body: bytes, signature: bytes) -> None:
    """Return when the signature holds.

    Raises:
        Damaged: It does not, or the public key is none.
    """
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, label + body)
    except (InvalidSignature, ValueError):
        raise Damaged from None
