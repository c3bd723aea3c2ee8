"""A member's keys under a code on paper: the way back when the passphrase is gone.

The 16 random bytes of the code are the secret of `secretwraps`.
Bound in: label | kind 1 | member 16.
"""

from typing import Final
from uuid import UUID

from app.crypto import secretwraps
from app.crypto.bundle import MemberKeys
from app.crypto.primitives import Sealed
from app.crypto.secretwraps import PRINTED_CODE

_LABEL: Final = b"amparo/code/v1"
_CODE_BYTES: Final = 16


def wrap_under_code(keys: MemberKeys, code: bytes, member_id: UUID) -> Sealed:
    """Return the keys wrapped under a printed code's 16 bytes.

    Raises:
        ValueError: The code is not 16 bytes.
    """
    if len(code) != _CODE_BYTES:
        raise ValueError("A printed code is 16 bytes.")
    return secretwraps.wrap(keys, code, PRINTED_CODE, _bound(member_id))


def open_with_code(blob: bytes, code: bytes, member_id: UUID) -> MemberKeys:
    """Return the keys that a printed code opens.

    Raises:
        WrongPassphrase: It is another code's, or another member's.
        Damaged: The bytes were changed.
    """
    return secretwraps.unwrap(blob, code, PRINTED_CODE, _bound(member_id))


def _bound(member_id: UUID) -> bytes:
    return _LABEL + bytes((PRINTED_CODE,)) + member_id.bytes
