"""A cell: one sealed value that opens only at its own place.

ver 1 | alg 1 | epoch 4 | nonce 12 | ciphertext and tag. Bound in: "AMP1" | ver | alg | epoch 4 |
table 2 | field 2 | scope 16 | row 16 | row version 4, all big-endian and of fixed width.
"""

import struct
from typing import Final, NamedTuple
from uuid import UUID

from app.crypto.primitives import NONCE_BYTES, TAG_BYTES, Box, Sealed, sealed
from app.errors import Damaged

__all__ = ["OVERHEAD", "CellKey", "Place", "Sealed", "epoch_of", "open_", "seal"]

VERSION: Final = 1
AES_256_GCM_SIV: Final = 1

_HEADER: Final = struct.Struct(">BBI")
_BOUND: Final = struct.Struct(">4sBBIHH16s16sI")
_NONCE_AT: Final = _HEADER.size
_TEXT_AT: Final = _NONCE_AT + NONCE_BYTES
OVERHEAD: Final = _TEXT_AT + TAG_BYTES


class Place(NamedTuple):
    """Where a cell belongs; `scope` is the case, or zero for what the server keeps."""

    table: int
    field: int
    scope: UUID
    row: UUID
    version: int
    epoch: int


class CellKey(Box):
    """A key that seals cells; its bytes cannot be had back."""

    __slots__ = ()


def seal(key: CellKey, place: Place, plaintext: bytes) -> Sealed:
    """Return plaintext sealed for this place and no other."""
    header = _HEADER.pack(VERSION, AES_256_GCM_SIV, place.epoch)
    return sealed(header + key.lock(plaintext, _bound(place)))


def open_(key: CellKey, place: Place, blob: bytes) -> bytes:
    """Return what was sealed for this place.

    Raises:
        Damaged: The bytes were changed, belong elsewhere, or need another key.
    """
    if epoch_of(blob) != place.epoch:
        raise Damaged
    return key.unlock(blob[_NONCE_AT:_TEXT_AT], blob[_TEXT_AT:], _bound(place))


def epoch_of(blob: bytes) -> int:
    """Return which epoch of the key a cell asks for; believed only once the cell opens.

    Raises:
        Damaged: This is no cell of a known version.
    """
    if len(blob) < OVERHEAD:
        raise Damaged
    version, algorithm, epoch = _HEADER.unpack_from(blob)
    if (version, algorithm) != (VERSION, AES_256_GCM_SIV):
        raise Damaged
    return int(epoch)


def _bound(place: Place) -> bytes:
    table, field, scope, row, version, epoch = place
    try:
        return _BOUND.pack(
            b"AMP1",
            VERSION,
            AES_256_GCM_SIV,
            epoch,
            table,
            field,
            scope.bytes,
            row.bytes,
            version,
        )
    except struct.error:
        # A row version or epoch outside its width was written from outside.
        raise Damaged from None
