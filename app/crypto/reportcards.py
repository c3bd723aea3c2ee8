"""What a case counts as, sealed to those who report; nobody else reads it, and it names nobody.

Handed in: ver 1 | suite 1 | enc 1,120 | ciphertext: one HPKE message to the X-Wing key in the
group's charter. `info`: label | group 16 | epoch 4 | case 16. No signature: what is counted opens
nothing and decides nothing, and the row's own seal tells a change in the database.
Taken in, by one of the group as she signs in or saves, and when it has a new key: ver 1 | form 2 |
nonce 12 | ciphertext and tag, AES-256-GCM-SIV under a key of its own from the group's; bound in is
the same as `info`.
Both are padded to steps of 1,024 bytes before they are sealed.
"""

import struct
from typing import Final, NamedTuple
from uuid import UUID

from app.crypto import xwing
from app.crypto.casekeys import GroupKeys
from app.crypto.padding import padded, unpadded
from app.crypto.primitives import (
    KEY_BYTES,
    NONCE_BYTES,
    TAG_BYTES,
    Box,
    Sealed,
    StaysHere,
    expand,
    sealed,
)
from app.errors import Damaged

VERSION: Final = 1
X_WING: Final = 1
TAKEN_IN: Final = 2
STEP: Final = 1_024

_LABEL: Final = b"amparo/report-card/v1"
HANDED: Final = bytes((VERSION, X_WING))
_TAKEN: Final = bytes((VERSION, TAKEN_IN))
_PLACE: Final = struct.Struct(">16sI16s")


class CardPlace(NamedTuple):
    """For which group and epoch of its key, of which case."""

    group_id: UUID
    epoch: int
    case_id: UUID


def hand_in(text: bytes, group_public: bytes, place: CardPlace) -> Sealed:
    """Return what a case counts as, sealed to those who report.

    The caller has checked the charter that `group_public` is from.

    Raises:
        Damaged: The public key is none.
    """
    return sealed(HANDED + xwing.seal(padded(text, STEP), group_public, _info(place)))


def take_in(text: bytes, keys: GroupKeys, place: CardPlace) -> Sealed:
    """Return the same, sealed by somebody who reports, under a key that opens it faster."""
    return sealed(_TAKEN + _box(keys).lock(padded(text, STEP), _info(place)))


class Reader(StaysHere):
    """The group's key, kept ready for every entry: to build it costs more than to open one."""

    __slots__ = ("_box", "_handed")

    def __init__(self, keys: GroupKeys) -> None:
        self._handed, self._box = xwing.Opener(keys.xwing_seed), _box(keys)

    def __repr__(self) -> str:
        return "<Reader>"

    def read(self, body: bytes, place: CardPlace) -> bytes:
        """Return what was handed in or taken in.

        Raises:
            Damaged: Changed bytes, or another group, epoch or case.
        """
        head, rest = body[: len(HANDED)], body[len(HANDED) :]
        if head == HANDED and len(rest) > xwing.ENCAPSULATED_BYTES + TAG_BYTES:
            return unpadded(self._handed.open(rest, _info(place)))
        if head == _TAKEN and len(rest) > NONCE_BYTES + TAG_BYTES:
            nonce, ciphertext = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
            return unpadded(self._box.unlock(nonce, ciphertext, _info(place)))
        raise Damaged


def _box(keys: GroupKeys) -> Box:
    return Box(expand(keys.symmetric, _LABEL, KEY_BYTES))


def _info(place: CardPlace) -> bytes:
    group, epoch, case = place
    try:
        return _LABEL + _PLACE.pack(group.bytes, epoch, case.bytes)
    except struct.error:
        raise Damaged from None
