"""A cell: one sealed value that opens only at its own place.

ver 1 | alg 1 | epoch 4 | nonce 12 | ciphertext and tag. Bound in: "AMP1" | ver | alg | epoch 4 |
table 2 | field 2 | scope 16 | row 16 | row version 4, all big-endian and of fixed width.

Version 2 is a cell of a former key in one of the present key, for what must keep its bytes: its
plaintext is the former key 32 | the former cell. Whoever has the former key alone opens neither.
"""

import struct
from typing import Final, NamedTuple
from uuid import UUID

from app.crypto.primitives import KEY_BYTES, NONCE_BYTES, TAG_BYTES, Box, Sealed, sealed
from app.errors import Damaged

__all__ = [
    "OVERHEAD",
    "CellKey",
    "Place",
    "Sealed",
    "carried_over",
    "epoch_of",
    "first_sealed",
    "open_",
    "seal",
]

VERSION: Final = 1
CARRIED: Final = 2
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
    if blob[0] == CARRIED:
        former, first = _parts(_unlocked(key, place, blob, CARRIED))
        return _unlocked(former, place, first, VERSION)
    return _unlocked(key, place, blob, VERSION)


def first_sealed(key: CellKey, place: Place, blob: bytes) -> bytes:
    """Return the cell as it was sealed first, which no change of the key changes.

    Raises:
        Damaged: As `open_`.
    """
    if epoch_of(blob) == place.epoch and blob[0] == CARRIED:
        return _parts(_unlocked(key, place, blob, CARRIED))[1]
    return bytes(blob)


def carried_over(keys: tuple[CellKey, CellKey], secret: bytes, place: Place, blob: bytes) -> Sealed:
    """Return a cell in one of a new key; one that was carried over before is so from now on once.

    Args:
        keys: The former key and the new one.
        secret: The former key's 32 bytes.
        place: Where the cell belongs.
        blob: The cell.

    Raises:
        Damaged: It does not open under the former key.
    """
    former, new = keys
    if epoch_of(blob) == place.epoch and blob[0] == CARRIED:
        inside = _unlocked(former, place, blob, CARRIED)
    else:
        open_(former, place, blob)
        inside = secret + blob
    header = _HEADER.pack(CARRIED, AES_256_GCM_SIV, place.epoch)
    return sealed(header + new.lock(inside, _bound(place, CARRIED)))


def _parts(inside: bytes) -> tuple[CellKey, bytes]:
    if len(inside) < KEY_BYTES + OVERHEAD or inside[KEY_BYTES] != VERSION:
        raise Damaged
    return CellKey(inside[:KEY_BYTES]), inside[KEY_BYTES:]


def _unlocked(key: CellKey, place: Place, blob: bytes, version: int) -> bytes:
    return key.unlock(blob[_NONCE_AT:_TEXT_AT], blob[_TEXT_AT:], _bound(place, version))


def epoch_of(blob: bytes) -> int:
    """Return which epoch of the key a cell asks for; believed only once the cell opens.

    Raises:
        Damaged: This is no cell of a known version.
    """
    if len(blob) < OVERHEAD:
        raise Damaged
    version, algorithm, epoch = _HEADER.unpack_from(blob)
    if version not in {VERSION, CARRIED} or algorithm != AES_256_GCM_SIV:
        raise Damaged
    return int(epoch)


def _bound(place: Place, cell_version: int = VERSION) -> bytes:
    table, field, scope, row, version, epoch = place
    try:
        return _BOUND.pack(
            b"AMP1",
            cell_version,
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
