"""A grant: the secret of a case or group, sealed to one principal and signed by the grantor.

Sealed: ver 1 | suite 1 | enc 1,120 | ciphertext 48 | grantor 16 | signature 64. HPKE base mode
(RFC 9180) with MLKEM768_X25519, HKDF-SHA256, AES-256-GCM; `info` = label | kind 1 | subject 16 |
principal 16 | epoch 4 | commitment 32 | grantor 16. Ed25519 signs info | SHA-256(enc, ciphertext).
Re-wrapped: ver 1 | alg 1 | nonce 12 | ciphertext 48, the same terms bound in without a grantor.
"""

import hashlib
import struct
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.crypto import xwing
from app.crypto.casekeys import case_commitment, group_commitment
from app.crypto.primitives import (
    KEY_BYTES,
    NONCE_BYTES,
    TAG_BYTES,
    Box,
    Sealed,
    same,
    sealed,
)
from app.errors import Damaged

VERSION: Final = 1
X_WING_ED25519: Final = 1
AES_256_GCM_SIV: Final = 1

CASE: Final = 1
GROUP: Final = 2

_LABEL: Final = b"amparo/grant/v1"
_REWRAP_LABEL: Final = b"amparo/rewrap/v1"
_TERMS: Final = struct.Struct(">B16s16sI32s")
_HEAD: Final = 2
_KEM_END: Final = _HEAD + xwing.ENCAPSULATED_BYTES + KEY_BYTES + TAG_BYTES
_GRANTOR_END: Final = _KEM_END + 16
GRANT_BYTES: Final = _GRANTOR_END + 64
_NONCE_END: Final = _HEAD + NONCE_BYTES
REWRAPPED_BYTES: Final = _NONCE_END + KEY_BYTES + TAG_BYTES

_COMMITMENTS: Final[Mapping[int, Callable[[bytes], bytes]]] = {
    CASE: case_commitment,
    GROUP: group_commitment,
}


class GrantTerms(NamedTuple):
    """What a grant says: which secret (kind, subject, epoch, commitment), and to whom."""

    kind: int
    subject: UUID
    principal: UUID
    epoch: int
    commitment: bytes


def commitment_of(kind: int, secret: bytes) -> bytes:
    """Return the 32 public bytes that fix a secret: no second secret has the same.

    Raises:
        Damaged: The kind is not known.
    """
    if kind not in _COMMITMENTS:
        raise Damaged
    return _COMMITMENTS[kind](secret)


def seal_grant(
    secret: bytes,
    terms: GrantTerms,
    recipient_public: bytes,
    grantor_id: UUID,
    signing_seed: bytes,
) -> Sealed:
    """Return the secret sealed to the recipient on these terms, signed by the grantor.

    The caller has checked that the recipient's public key is certified.

    Raises:
        Damaged: The terms are not those of the secret, or the public key is none.
    """
    _committed(secret, terms)
    info = _info(terms, grantor_id.bytes)
    hybrid = xwing.seal(secret, recipient_public, info)
    signature = Ed25519PrivateKey.from_private_bytes(signing_seed).sign(_signed(info, hybrid))
    return sealed(bytes((VERSION, X_WING_ED25519)) + hybrid + grantor_id.bytes + signature)


def open_grant(blob: bytes, terms: GrantTerms, xwing_seed: bytes, grantor_public: bytes) -> bytes:
    """Return the secret of a grant whose signature and commitment both hold.

    The caller has checked that `grantor_public` is the certified key of `grantor_of(blob)`.

    Raises:
        Damaged: The grant was changed, is not on these terms, or was signed by another.
    """
    return open_grant_with(blob, terms, xwing.Opener(xwing_seed), grantor_public)


def open_grant_with(
    blob: bytes, terms: GrantTerms, opener: xwing.Opener, grantor_public: bytes
) -> bytes:
    """Return the secret of a grant as `open_grant`, with a private key that opens many.

    Raises:
        Damaged: The grant was changed, is not on these terms, or was signed by another.
    """
    check_signature(blob, terms, grantor_public)
    hybrid = blob[_HEAD:_KEM_END]
    info = _info(terms, grantor_of(blob).bytes)
    return _committed(opener.open(hybrid, info), terms)


def check_signature(blob: bytes, terms: GrantTerms, grantor_public: bytes) -> None:
    """Return when a grant on these terms was signed with this key; nobody opens it for that.

    Raises:
        Damaged: It was not.
    """
    info = _info(terms, grantor_of(blob).bytes)
    try:
        Ed25519PublicKey.from_public_bytes(grantor_public).verify(
            blob[_GRANTOR_END:], _signed(info, blob[_HEAD:_KEM_END])
        )
    except (InvalidSignature, ValueError):
        raise Damaged from None


def grantor_of(blob: bytes) -> UUID:
    """Return who is said to have signed a grant; believed only once the grant opens.

    Raises:
        Damaged: This is no sealed grant of a known version and suite.
    """
    if len(blob) != GRANT_BYTES or blob[:_HEAD] != bytes((VERSION, X_WING_ED25519)):
        raise Damaged
    return UUID(bytes=bytes(blob[_KEM_END:_GRANTOR_END]))


def rewrap_grant(secret: bytes, terms: GrantTerms, symmetric: bytes) -> Sealed:
    """Return the secret under the principal's own symmetric key: 62 bytes, 70 times faster to open.

    Raises:
        Damaged: The terms are not those of the secret.
    """
    _committed(secret, terms)
    locked = Box(symmetric).lock(secret, _REWRAP_LABEL + _packed(terms))
    return sealed(bytes((VERSION, AES_256_GCM_SIV)) + locked)


def open_rewrapped(blob: bytes, terms: GrantTerms, symmetric: bytes | Box) -> bytes:
    """Return the secret of a re-wrapped grant; a key that opens many is given as a Box.

    Raises:
        Damaged: The grant was changed, is not on these terms, or is under another key.
    """
    box = symmetric if isinstance(symmetric, Box) else Box(symmetric)
    if len(blob) != REWRAPPED_BYTES or blob[:_HEAD] != bytes((VERSION, AES_256_GCM_SIV)):
        raise Damaged
    bound = _REWRAP_LABEL + _packed(terms)
    return _committed(box.unlock(blob[_HEAD:_NONCE_END], blob[_NONCE_END:], bound), terms)


def _committed(secret: bytes, terms: GrantTerms) -> bytes:
    """Return the secret if it is the one the terms commit to (Len, Grubbs, Ristenpart 2021)."""
    if not same(commitment_of(terms.kind, secret), terms.commitment):
        raise Damaged
    return secret


def _info(terms: GrantTerms, grantor: bytes) -> bytes:
    return _LABEL + _packed(terms) + grantor


def _signed(info: bytes, hybrid: bytes) -> bytes:
    return info + hashlib.sha256(hybrid).digest()


def _packed(terms: GrantTerms) -> bytes:
    kind, subject, principal, epoch, commitment = terms
    if len(commitment) != KEY_BYTES:
        # struct would pad or cut it, and two different terms would read the same.
        raise Damaged
    try:
        return _TERMS.pack(kind, subject.bytes, principal.bytes, epoch, commitment)
    except struct.error:
        raise Damaged from None
