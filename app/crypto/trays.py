"""What anyone hands in for a case she cannot open, sealed to those who can.

ver 1 | suite 1 | enc 1,120 | ciphertext: one HPKE message to the X-Wing key in the case's charter.
`info`: label | case 16 | epoch 4 | item 16 | giver 16. No signature: that she handed it in stands
in the record of deeds, and the words are believed like any paper that comes in by the post.

What a holder answers who gives it back has the same form, to the giver's own X-Wing key.
`info`: label | case 16 | item 16 | giver 16 | answerer 16.

What the giver keeps for herself, to know the item again, has the same form, to her own X-Wing key.
`info`: label | case 16 | item 16 | giver 16.
"""

import struct
from typing import Final, NamedTuple
from uuid import UUID

from app.crypto import xwing
from app.crypto.casekeys import tray_seed
from app.crypto.primitives import TAG_BYTES, Sealed, sealed
from app.errors import Damaged

VERSION: Final = 1
X_WING: Final = 1

_LABEL: Final = b"amparo/tray/v1"
_ANSWER_LABEL: Final = b"amparo/tray-answer/v1"
_OWN_LABEL: Final = b"amparo/tray-own/v1"
_HEAD: Final = bytes((VERSION, X_WING))
_PLACE: Final = struct.Struct(">16sI16s16s")
_ANSWER_PLACE: Final = struct.Struct(">16s16s16s16s")
_OWN_PLACE: Final = struct.Struct(">16s16s16s")
_LEAST: Final = len(_HEAD) + xwing.ENCAPSULATED_BYTES + TAG_BYTES


class TrayPlace(NamedTuple):
    """For which case and epoch, which item, from whom."""

    case_id: UUID
    epoch: int
    item_id: UUID
    giver_id: UUID


class AnswerPlace(NamedTuple):
    """About which item of which case, to whom, from whom."""

    case_id: UUID
    item_id: UUID
    giver_id: UUID
    answerer_id: UUID


class OwnPlace(NamedTuple):
    """About which item of which case, by and for whom."""

    case_id: UUID
    item_id: UUID
    giver_id: UUID


def hand_in(plaintext: bytes, tray_public: bytes, place: TrayPlace) -> Sealed:
    """Return plaintext sealed to a case's holders.

    The caller has checked the charter that `tray_public` is from.

    Raises:
        Damaged: The public key is none.
    """
    return sealed(_HEAD + xwing.seal(plaintext, tray_public, _info(place)))


def take_out(blob: bytes, case_secret: bytes, place: TrayPlace) -> bytes:
    """Return what was handed in.

    Raises:
        Damaged: Changed bytes, another case, epoch, item or giver.
    """
    if len(blob) < _LEAST or blob[: len(_HEAD)] != _HEAD:
        raise Damaged
    return xwing.open_(blob[len(_HEAD) :], tray_seed(case_secret), _info(place))


def answer(plaintext: bytes, giver_public: bytes, place: AnswerPlace) -> Sealed:
    """Return plaintext sealed to whoever handed an item in.

    The caller has checked the certificate that `giver_public` is from.

    Raises:
        Damaged: The public key is none.
    """
    return sealed(_HEAD + xwing.seal(plaintext, giver_public, _answer_info(place)))


def read_answer(blob: bytes, giver_seed: bytes, place: AnswerPlace) -> bytes:
    """Return what was answered.

    Raises:
        Damaged: Changed bytes, another item, giver or answerer.
    """
    if len(blob) < _LEAST or blob[: len(_HEAD)] != _HEAD:
        raise Damaged
    return xwing.open_(blob[len(_HEAD) :], giver_seed, _answer_info(place))


def keep_own(plaintext: bytes, giver_seed: bytes, place: OwnPlace) -> Sealed:
    """Return plaintext sealed by whoever handed an item in to herself alone."""
    public = xwing.public_bytes(giver_seed)
    return sealed(_HEAD + xwing.seal(plaintext, public, _own_info(place)))


def read_own(blob: bytes, giver_seed: bytes, place: OwnPlace) -> bytes:
    """Return what she kept for herself.

    Raises:
        Damaged: Changed bytes, another item or giver, or keys that she has no longer.
    """
    if len(blob) < _LEAST or blob[: len(_HEAD)] != _HEAD:
        raise Damaged
    return xwing.open_(blob[len(_HEAD) :], giver_seed, _own_info(place))


def _own_info(place: OwnPlace) -> bytes:
    return _OWN_LABEL + _OWN_PLACE.pack(*(each.bytes for each in place))


def _answer_info(place: AnswerPlace) -> bytes:
    return _ANSWER_LABEL + _ANSWER_PLACE.pack(*(each.bytes for each in place))


def _info(place: TrayPlace) -> bytes:
    try:
        packed = _PLACE.pack(
            place.case_id.bytes, place.epoch, place.item_id.bytes, place.giver_id.bytes
        )
    except struct.error:
        raise Damaged from None
    return _LABEL + packed
