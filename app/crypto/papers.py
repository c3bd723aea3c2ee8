"""Secrets on paper: short groups to be printed, and typed back by a person in a bad hour.

Payload: kind 1 | secret | check, the first bytes of SHA-256(label, kind, secret) that fill the last
group. Written in Crockford's base32 (no I, L, O, U), four letters a group and a fifth that checks
the group and its place (Luhn, modulo 32), so that a slip of the pen is told with its group.
Case, spaces and dashes do not matter; O reads as 0, I and L as 1.
"""

import hashlib
import os
from collections.abc import Iterator
from typing import Final

from app.crypto.primitives import same
from app.errors import Refused
from app.words import N_

MEMBER_CODE: Final = 1  # 16 bytes: opens a member's own keys
CUSTODIAN_KIT: Final = 2  # 32 bytes: a custodian's seed
_SECRET_BYTES: Final = {MEMBER_CODE: 16, CUSTODIAN_KIT: 32}
_CHECK_BYTES: Final = {MEMBER_CODE: 3, CUSTODIAN_KIT: 2}

_LABEL: Final = b"amparo/paper/v1"
_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS: Final = str.maketrans("OIL", "011")
_GROUP: Final = 4
_LETTER_BITS: Final = 5
_GROUP_BITS: Final = _GROUP * _LETTER_BITS


def new_secret(kind: int) -> bytes:
    """Return a fresh secret of the length that a kind of paper carries."""
    return os.urandom(_SECRET_BYTES[kind])


def written(kind: int, secret: bytes) -> str:
    """Return the groups to print: 8 for a member's code, 14 for a custodian's kit.

    Raises:
        ValueError: The secret is not of the kind's length.
    """
    if len(secret) != _SECRET_BYTES[kind]:
        raise ValueError("The secret is not of this kind's length.")
    payload = _payload(kind, secret)
    number = int.from_bytes(payload, "big")
    count = len(payload) * 8 // _GROUP_BITS
    groups = []
    for place in range(count):
        bits = number >> (_GROUP_BITS * (count - 1 - place))
        values = [(bits >> shift) & 31 for shift in (15, 10, 5, 0)]
        groups.append(values)
    return "-".join(
        "".join(_LETTERS[value] for value in (*values, _checking(values, place)))
        for place, values in enumerate(groups)
    )


def typed(kind: int, text: str) -> bytes:
    """Return the secret that a person typed from paper.

    Raises:
        Refused: A group is misread, missing or too many, or the paper is of another kind; the
            sentence says which group, and repeats nothing of it.
    """
    groups = list(_groups(text))
    size = 1 + _SECRET_BYTES[kind] + _CHECK_BYTES[kind]
    wanted = size * 8 // _GROUP_BITS
    number = 0
    for place, group in enumerate(groups):
        values = [_LETTERS.find(letter) for letter in group]
        whole = len(values) == _GROUP + 1 and min(values) >= 0
        if not whole or _checking(values[:_GROUP], place) != values[_GROUP]:
            raise Refused(
                N_("Group %(group)s is not as printed. Compare it letter by letter."),
                group=place + 1,
            )
        for value in values[:_GROUP]:
            number = number << _LETTER_BITS | value
    if len(groups) != wanted:
        raise Refused(
            N_("This paper has %(wanted)s groups; %(typed)s were typed."),
            wanted=wanted,
            typed=len(groups),
        )
    payload = number.to_bytes(size, "big")
    secret = payload[1 : 1 + _SECRET_BYTES[kind]]
    if not same(payload, _payload(kind, secret)):
        raise Refused(N_("This is another paper. Look for the one that the page asks for."))
    return secret


def _payload(kind: int, secret: bytes) -> bytes:
    head = bytes((kind,)) + secret
    return head + hashlib.sha256(_LABEL + head).digest()[: _CHECK_BYTES[kind]]


def _groups(text: str) -> Iterator[str]:
    """Split what was typed into fives, however it was spaced."""
    letters = "".join(text.upper().translate(_READ_AS).split()).replace("-", "")
    for start in range(0, len(letters), _GROUP + 1):
        yield letters[start : start + _GROUP + 1]


def _checking(values: list[int], place: int) -> int:
    """Return the letter that makes the group's Luhn sum, its place counted in, zero modulo 32."""
    total = place % 32
    for at, value in enumerate(reversed(values)):
        doubled = value * (2 if at % 2 == 0 else 1)
        total += doubled // 32 + doubled % 32
    return -total % 32
