"""The office's name index at rest: slips that anyone hands in, pages that its holders keep.

Slip: ver 1 | suite 1 | giver 16 | enc 1,120 | ciphertext 2,064 | signature 64. One HPKE message to
the X-Wing key in the group's charter; its plaintext is always 2,048 bytes, so that its length says
nothing. `info`: label | group 16 | epoch 4 | slip 16 | giver 16. The giver signs label, `info` and
all before the signature: who can merely write to the database cannot have a name forgotten.
Page: ver 1 | alg 1 | nonce 12 | ciphertext and tag, AES-256-GCM-SIV under a key of its own from
the group's; padded to steps of 4,096. Bound in: label | group 16 | epoch 4 | page 16 | version 4.
"""

import struct
from typing import Final, NamedTuple
from uuid import UUID

from app.crypto import signatures, xwing
from app.crypto.casekeys import GroupKeys
from app.crypto.padding import LENGTH_BYTES, padded, unpadded
from app.crypto.primitives import KEY_BYTES, NONCE_BYTES, TAG_BYTES, Box, Sealed, expand, sealed
from app.crypto.signatures import SIGNATURE_BYTES
from app.errors import Damaged

VERSION: Final = 1
X_WING: Final = 1
AES_256_GCM_SIV: Final = 1
SLIP_TEXT: Final = 2_048
PAGE_STEP: Final = 4_096

_SLIP: Final = b"amparo/name-slip/v1"
_PAGE: Final = b"amparo/name-page/v1"
_PLACE: Final = struct.Struct(">16sI16s16s")
_AT: Final = struct.Struct(">16sI16sI")
_SLIP_HEAD: Final = bytes((VERSION, X_WING))
_PAGE_HEAD: Final = bytes((VERSION, AES_256_GCM_SIV))
_SEALED_AT: Final = len(_SLIP_HEAD) + 16
SLIP_BYTES: Final = _SEALED_AT + xwing.ENCAPSULATED_BYTES + SLIP_TEXT + TAG_BYTES + SIGNATURE_BYTES
LONGEST_SLIP: Final = SLIP_TEXT - LENGTH_BYTES


class SlipPlace(NamedTuple):
    """For which group and epoch of its key, which slip, from whom."""

    group_id: UUID
    epoch: int
    slip_id: UUID
    giver_id: UUID


class PagePlace(NamedTuple):
    """Of which group and epoch of its key, which page, how often written."""

    group_id: UUID
    epoch: int
    page_id: UUID
    version: int


def hand_in(text: bytes, group_public: bytes, place: SlipPlace, signing_seed: bytes) -> Sealed:
    """Return a slip that only the group opens and that only its giver can have made.

    The caller has checked the charter that `group_public` is from.

    Raises:
        ValueError: The text is longer than a slip holds.
        Damaged: The public key is none.
    """
    if len(text) > LONGEST_SLIP:
        raise ValueError("A slip holds no more.")
    info = _info(place)
    plain = padded(text, SLIP_TEXT)
    body = _SLIP_HEAD + place.giver_id.bytes + xwing.seal(plain, group_public, info)
    return sealed(body + signatures.sign(signing_seed, _SLIP, info + body))


def giver_of(slip: bytes) -> UUID:
    """Return who says that she handed a slip in; believed only once `take_in` returned.

    Raises:
        Damaged: This is no slip of a known version.
    """
    if len(slip) != SLIP_BYTES or slip[: len(_SLIP_HEAD)] != _SLIP_HEAD:
        raise Damaged
    return UUID(bytes=slip[len(_SLIP_HEAD) : _SEALED_AT])


def take_in(slip: bytes, keys: GroupKeys, place: SlipPlace, giver_public: bytes) -> bytes:
    """Return what was handed in.

    Raises:
        Damaged: Changed bytes, another group, epoch, slip or giver, or somebody else signed.
    """
    if giver_of(slip) != place.giver_id:
        raise Damaged
    info, body = _info(place), slip[:-SIGNATURE_BYTES]
    signatures.verify(giver_public, _SLIP, info + body, slip[-SIGNATURE_BYTES:])
    return unpadded(xwing.open_(body[_SEALED_AT:], keys.xwing_seed, info))


def seal_page(text: bytes, keys: GroupKeys, place: PagePlace) -> Sealed:
    """Return a page sealed for its place and no other."""
    return sealed(_PAGE_HEAD + _box(keys).lock(padded(text, PAGE_STEP), _bound(place)))


def open_page(page: bytes, keys: GroupKeys, place: PagePlace) -> bytes:
    """Return what a page holds.

    Raises:
        Damaged: Changed bytes, another group, epoch, page or version.
    """
    at = len(_PAGE_HEAD)
    if len(page) < at + NONCE_BYTES + TAG_BYTES or page[:at] != _PAGE_HEAD:
        raise Damaged
    nonce, ciphertext = page[at : at + NONCE_BYTES], page[at + NONCE_BYTES :]
    return unpadded(_box(keys).unlock(nonce, ciphertext, _bound(place)))


def _box(keys: GroupKeys) -> Box:
    return Box(expand(keys.symmetric, _PAGE, KEY_BYTES))


def _info(place: SlipPlace) -> bytes:
    group, epoch, slip, giver = place
    try:
        return _SLIP + _PLACE.pack(group.bytes, epoch, slip.bytes, giver.bytes)
    except struct.error:
        raise Damaged from None


def _bound(place: PagePlace) -> bytes:
    group, epoch, page, version = place
    try:
        return _PAGE + _AT.pack(group.bytes, epoch, page.bytes, version)
    except struct.error:
        raise Damaged from None
