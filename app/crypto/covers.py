"""A cover envelope: a case's grant to her cover, closed once more under a half that waits.

ver 1 | alg 1 | nonce 12 | ciphertext of a sealed grant, nothing else. The half is 32 random bytes
that the server keeps sealed under its own key and uses only while an absence or an emergency access
runs. Neither the cover with a copy of the database nor the server without the cover opens the
envelope.
Bound in: label | case 16 | cover 16 | epoch 4 | envelope 16.

Envelopes are made by whoever holds the case, for the cover that its holder *named*: ver 1 |
suite 1 | holder 16 | cover 16 | seconds since 1970 8 | signature 64 (`signatures`) of the holder
over all before it. Whoever holds the server key cannot name another in her place.
"""

import struct
from typing import Final, NamedTuple
from uuid import UUID

from app.crypto import grants, signatures
from app.crypto.primitives import KEY_BYTES, NONCE_BYTES, TAG_BYTES, Box, Sealed, expand, sealed
from app.errors import Damaged

VERSION: Final = 1
AES_256_GCM_SIV: Final = 1

_LABEL: Final = b"amparo/cover/v1"
_HEAD: Final = bytes((VERSION, AES_256_GCM_SIV))
_TEXT_AT: Final = len(_HEAD) + NONCE_BYTES
ENVELOPE_BYTES: Final = _TEXT_AT + grants.GRANT_BYTES + TAG_BYTES
_PLACE: Final = struct.Struct(">16s16sI16s")
_NAMING: Final = signatures.Form(b"amparo/cover-named/v1", VERSION, "16s16sQ")


class CoverPlace(NamedTuple):
    """Which case's key waits for whom, in which epoch and envelope."""

    case_id: UUID
    cover_id: UUID
    epoch: int
    envelope_id: UUID


def close_envelope(grant: bytes, half: bytes, place: CoverPlace) -> Sealed:
    """Return a sealed grant closed under the half that the server holds back.

    Raises:
        Damaged: This is no sealed grant, or the place is none.
    """
    grants.grantor_of(grant)
    return sealed(_HEAD + _box(half).lock(grant, _bound(place)))


def open_envelope(blob: bytes, half: bytes, place: CoverPlace) -> bytes:
    """Return the sealed grant, which only the cover's own key opens further.

    Raises:
        Damaged: Changed bytes, another half, or another place.
    """
    if len(blob) != ENVELOPE_BYTES or blob[: len(_HEAD)] != _HEAD:
        raise Damaged
    return _box(half).unlock(blob[len(_HEAD) : _TEXT_AT], blob[_TEXT_AT:], _bound(place))


def name_cover(holder_id: UUID, cover_id: UUID, at: int, signing_seed: bytes) -> bytes:
    """Return a holder's signed word who covers for her, said at an instant."""
    return _NAMING.sign(signing_seed, holder_id.bytes, cover_id.bytes, at)


def named_cover(blob: bytes, holder_id: UUID, holder_public: bytes) -> UUID:
    """Return whom a holder named.

    The caller has checked that `holder_public` is her certified key.

    Raises:
        Damaged: Somebody else signed it, it is about another, or it was changed.
    """
    holder, cover, _ = _NAMING.read(blob)
    if holder != holder_id.bytes:
        raise Damaged
    _NAMING.verify(blob, holder_public)
    return UUID(bytes=cover)


def _box(half: bytes) -> Box:
    if len(half) != KEY_BYTES:
        raise ValueError("A half is 32 bytes.")
    return Box(expand(half, _LABEL, KEY_BYTES))


def _bound(place: CoverPlace) -> bytes:
    try:
        packed = _PLACE.pack(
            place.case_id.bytes, place.cover_id.bytes, place.epoch, place.envelope_id.bytes
        )
    except struct.error:
        raise Damaged from None
    return _LABEL + packed
