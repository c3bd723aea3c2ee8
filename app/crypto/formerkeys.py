"""A member's former keys within her new ones, until what they opened was brought over.

ver 1 | alg 1 | nonce 12 | her former keys as `bundle.packed`, sealed under a key of her new
symmetric key. Bound in: label | member 16. Only who opens her new bundle opens the former keys.
"""

from typing import Final
from uuid import UUID

from app.crypto.bundle import MemberKeys, packed, unpacked
from app.crypto.primitives import KEY_BYTES, NONCE_BYTES, Box, Sealed, expand, sealed
from app.errors import Damaged

VERSION: Final = 1
AES_256_GCM_SIV: Final = 1

_LABEL: Final = b"amparo/former-keys/v1"
_HEAD: Final = 2
_NONCE_END: Final = _HEAD + NONCE_BYTES


def put_within(former: MemberKeys, new: MemberKeys, member_id: UUID) -> Sealed:
    """Return a member's former keys so that only her new ones open them."""
    locked = _box(new).lock(packed(former), _LABEL + member_id.bytes)
    return sealed(bytes((VERSION, AES_256_GCM_SIV)) + locked)


def taken_out(blob: bytes, new: MemberKeys, member_id: UUID) -> MemberKeys:
    """Return a member's former keys.

    Raises:
        Damaged: They are another's, were changed, or stand within other keys.
    """
    if len(blob) < _NONCE_END or blob[:_HEAD] != bytes((VERSION, AES_256_GCM_SIV)):
        raise Damaged
    opened = _box(new).unlock(blob[_HEAD:_NONCE_END], blob[_NONCE_END:], _LABEL + member_id.bytes)
    return unpacked(opened)


def _box(new: MemberKeys) -> Box:
    return Box(expand(new.symmetric, _LABEL, KEY_BYTES))
