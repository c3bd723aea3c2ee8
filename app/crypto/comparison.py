"""Twelve digits by which two people see that they speak of the same keys.

Argon2id (RFC 9106, at the present cost of a passphrase) over SHA-256 of label | subject 16 |
role 1 | X-Wing public | Ed25519 public | office root 32 | recovery print 32, modulo 10^12. Slow on
purpose: whoever wants other keys with the same digits tries 10^12 times at a fifth of a second each
(6,000 years of one core), and the digits are known only once the keys are made. Both anchors are in
it, so that a newcomer who was given another root than her supervisor's reads other digits.
"""

import hashlib
from typing import Final
from uuid import UUID

from argon2.low_level import Type, hash_secret_raw

from app.crypto.bundle import PRESENT, PublicKeys
from app.crypto.primitives import KEY_BYTES

DIGITS: Final = 12

_LABEL: Final = b"amparo/comparison/v1"
_SALT: Final = hashlib.sha256(_LABEL).digest()[:16]


def number_of(subject: UUID, role: int, public: PublicKeys, anchors: tuple[bytes, bytes]) -> str:
    """Return the digits of somebody's keys, in groups of four.

    Args:
        subject: Whose keys.
        role: Her role's number.
        public: Her public keys.
        anchors: The office root and the print of the recovery key that the reader trusts.
    """
    parts = (_LABEL, subject.bytes, bytes((role,)), *public, *anchors)
    slow = hash_secret_raw(
        hashlib.sha256(b"".join(parts)).digest(),
        _SALT,
        time_cost=PRESENT.passes,
        memory_cost=PRESENT.memory,
        parallelism=PRESENT.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )
    digits = f"{int.from_bytes(slow, 'big') % 10**DIGITS:0{DIGITS}d}"
    return " ".join(digits[start : start + 4] for start in range(0, DIGITS, 4))
