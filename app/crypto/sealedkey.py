"""The server key under a passphrase, for a machine that starts locked.

ver 1 | memory 4 (KiB), passes 2, lanes 1 | salt 16 | commitment 32 | nonce 12 | ciphertext and tag.
Argon2id (RFC 9106) over the NFKC form of the passphrase, then HKDF under the salt gives the
wrapping key 32 and the commitment 32. Bound in: label | memory, passes, lanes. The file holds a
first line for whoever looks into it, and these bytes in base64.
"""

import base64
import binascii
import struct
from typing import Final

from app.crypto.bundle import SALT_BYTES, Cost, new_salt, slowly
from app.crypto.primitives import (
    KEY_BYTES,
    NONCE_BYTES,
    TAG_BYTES,
    Box,
    Sealed,
    derive,
    same,
    sealed,
)
from app.errors import Damaged, WrongPassphrase
from app.words import N_

VERSION: Final = 1
FIRST_LINE: Final = b"amparo server key, under a passphrase\n"

# Typed once a start, and whoever has the file guesses at it undisturbed: dearer than a sign-in.
PRESENT: Final = Cost(memory=256 * 1024, passes=3, lanes=1)
FLOOR: Final = PRESENT
CEILING: Final = Cost(memory=1024 * 1024, passes=8, lanes=4)
SHORTEST: Final = 16  # characters of a new passphrase
NOT_THIS: Final = N_(
    "This passphrase does not open the server key. Look at capitals and spaces, then type it again."
)

_LABEL: Final = b"amparo/server-key/v1"
_COST: Final = struct.Struct(">IHB")
_HEAD: Final = struct.Struct(f">B7s{SALT_BYTES}s{KEY_BYTES}s{NONCE_BYTES}s")
BYTES: Final = _HEAD.size + KEY_BYTES + TAG_BYTES


def seal_server_key(secret: bytes, passphrase: str) -> Sealed:
    """Return a server key under a passphrase at the present cost; about a second.

    Raises:
        ValueError: The secret is not 32 bytes.
    """
    if len(secret) != KEY_BYTES:
        raise ValueError("The server key is 32 bytes.")
    salt = new_salt()
    key, commitment = _stretched(passphrase, PRESENT, salt)
    head = bytes((VERSION,)) + _COST.pack(*PRESENT) + salt + commitment
    return sealed(head + Box(key).lock(secret, _bound(PRESENT)))


def open_server_key(blob: bytes, passphrase: str) -> bytes:
    """Return the server key that a passphrase opens; about a second.

    Raises:
        WrongPassphrase: It is another.
        Damaged: The bytes were changed, or ask for a cost outside what is allowed.
    """
    if len(blob) != BYTES:
        raise Damaged
    version, raw, salt, committed, nonce = _HEAD.unpack_from(blob)
    cost = Cost(*_COST.unpack(raw))
    is_allowed = all(
        low <= asked <= high for low, asked, high in zip(FLOOR, cost, CEILING, strict=True)
    )
    if version != VERSION or not is_allowed:
        raise Damaged
    key, commitment = _stretched(passphrase, cost, salt)
    if not same(commitment, committed):
        raise WrongPassphrase(NOT_THIS)
    return Box(key).unlock(nonce, blob[_HEAD.size :], _bound(cost))


def in_file(blob: Sealed) -> bytes:
    """Return what is written into the file."""
    return FIRST_LINE + base64.b64encode(blob) + b"\n"


def from_file(text: bytes) -> bytes | None:
    """Return the sealed bytes of a file's text, None where it is no sealed server key.

    Raises:
        Damaged: It says that it is one, and is not.
    """
    if not text.startswith(FIRST_LINE):
        return None
    try:
        return base64.b64decode(text.removeprefix(FIRST_LINE).strip(), validate=True)
    except binascii.Error:
        raise Damaged from None


def _stretched(passphrase: str, cost: Cost, salt: bytes) -> tuple[bytes, bytes]:
    """Return the wrapping key and the commitment of a passphrase."""
    slow = slowly(passphrase, cost, salt)
    both = derive(slow, salt=salt, label=_LABEL, length=2 * KEY_BYTES)
    return both[:KEY_BYTES], both[KEY_BYTES:]


def _bound(cost: Cost) -> bytes:
    return _LABEL + _COST.pack(*cost)
