"""The terms on which custodians give cases back: for whom, how many keys, and from when.

ver 1 | suite 1 | recovery 16 | beneficiary 16 | SHA-256 of her certificate 32 | begun 8 | opens 8
(UTC seconds) | keys 4 | signature 64 (`signatures`) of the office root over all before it.
Root and recovery key are the custodians' alone, so nobody else can make terms, or change these.
"""

import struct
from typing import Final, NamedTuple
from uuid import UUID

from app.crypto import signatures
from app.errors import Damaged

VERSION: Final = 1

_SHORT: Final = b"amparo/short-delay/v1"
_FORM: Final = signatures.Form(b"amparo/recovery-terms/v1", VERSION, "16s16s32sQQI")


class Terms(NamedTuple):
    """What the custodians agreed to."""

    recovery_id: UUID
    beneficiary_id: UUID
    print_: bytes
    begun: int
    opens: int
    keys: int


def agree(terms: Terms, root_seed: bytes) -> bytes:
    """Return the terms signed by the office root.

    Raises:
        ValueError: A number or hash is not of its width, or it would open before it began.
    """
    if len(terms.print_) != 32 or terms.opens < terms.begun:
        raise ValueError("These are no terms.")
    try:
        return _FORM.sign(
            root_seed,
            terms.recovery_id.bytes,
            terms.beneficiary_id.bytes,
            terms.print_,
            terms.begun,
            terms.opens,
            terms.keys,
        )
    except struct.error:
        raise ValueError("A number in the terms is out of its width.") from None


def verify(blob: bytes, root: bytes) -> Terms:
    """Return the terms, the office root's signature having held.

    Raises:
        Damaged: They are none of a known version, or were changed.
    """
    recovery, beneficiary, print_, *numbers = _FORM.read(blob)
    _FORM.verify(blob, root)
    return Terms(UUID(bytes=recovery), UUID(bytes=beneficiary), print_, *numbers)


def sign_short_delay(hours: int, root_seed: bytes) -> bytes:
    """Return the office root's word on how long cases with a date close by wait."""
    return signatures.sign(root_seed, _SHORT, bytes((hours,)))


def verify_short_delay(hours: int, word: bytes, root: bytes) -> None:
    """Return when the office chose this short delay at its founding.

    Raises:
        Damaged: It did not.
    """
    if not 0 <= hours < 256:
        raise Damaged
    signatures.verify(root, _SHORT, bytes((hours,)), word)
