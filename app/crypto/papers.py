"""Secrets on paper: short groups to be printed, and typed back by a person in a bad hour.

Payload: kind 1 | secret | check, the first bytes of SHA-256(label, kind, secret) that fill the last
group. Written in Crockford's base32 (no I, L, O, U), four letters a group and a fifth that checks
the group and its place, so that a slip of the pen is told with its group. Place (from 0) and the
five letters are the coefficients, highest first, of a polynomial over GF(32) that is zero at x,
the field's modulus being x^5 + x^2 + 1: any one wrong letter, any two letters exchanged and any
group in another's place are found, always. (Luhn modulo 32 misses 0Z for Z0.)
Case, spaces and dashes do not matter; O reads as 0, I and L as 1.
"""

import hashlib
import os
import re
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
# What telephones make of a dash, too: hyphens to the horizontal bar, and the minus sign.
_BETWEEN: Final = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
_MODULUS: Final = 0b100101
_GROUP: Final = 4
_LETTER_BITS: Final = 5
_GROUP_BITS: Final = _GROUP * _LETTER_BITS


class Misread(Refused):
    """One group is not as it is printed; the others may be."""

    def __init__(self, group: int) -> None:
        super().__init__(
            N_("Group %(group)s is not as printed. Compare it letter by letter."), group=group
        )
        self.group = group
        """Its place, from 1."""


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
        Misread: A group is not as printed; the sentence says which, and repeats nothing of it.
        Refused: Groups are missing or too many, or the paper is of another kind.
    """
    size, wanted = _size(kind), _count(kind)
    groups = _groups(text, wanted)
    number = 0
    for place, group in enumerate(groups[:wanted]):
        values = [_LETTERS.find(letter) for letter in group]
        whole = len(values) == _GROUP + 1 and min(values) >= 0
        if not whole or _checking(values[:_GROUP], place) != values[_GROUP]:
            slip = Misread(place + 1)  # with a group too few or too many, not one alone is wrong
            raise slip if len(groups) == wanted else Refused(slip.text, group=slip.group)
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


def typed_again(kind: int, text: str, group: int, again: str) -> str:
    """Return what was typed with one group (from 1) typed once more, or the whole paper anew."""
    pieces, wanted = _groups(again, 1), _count(kind)
    groups = _groups(text, wanted)
    if len(pieces) > 1 or not 0 < group <= len(groups):
        return again
    return "-".join((*groups[: group - 1], *pieces, *groups[group:]))


def _size(kind: int) -> int:
    return 1 + _SECRET_BYTES[kind] + _CHECK_BYTES[kind]


def _count(kind: int) -> int:
    """Return how many groups a paper has."""
    return _size(kind) * 8 // _GROUP_BITS


def _payload(kind: int, secret: bytes) -> bytes:
    head = bytes((kind,)) + secret
    return head + hashlib.sha256(_LABEL + head).digest()[: _CHECK_BYTES[kind]]


def _groups(text: str, wanted: int) -> list[str]:
    """Return what was typed in groups: as it was spaced if that is as printed, else in fives."""
    pieces = [each for each in _BETWEEN.split(text.upper().translate(_READ_AS)) if each]
    if len(pieces) == wanted:
        # A letter too few or too many is then told with its own group.
        return pieces
    letters = "".join(pieces)
    return [letters[start : start + _GROUP + 1] for start in range(0, len(letters), _GROUP + 1)]


def _checking(values: list[int], place: int) -> int:
    """Return the letter that makes the polynomial zero (Horner's rule)."""
    total = place
    for value in values:
        total = _times_x(total) ^ value
    return _times_x(total)


def _times_x(value: int) -> int:
    doubled = value << 1
    return doubled ^ _MODULUS if doubled >> _LETTER_BITS else doubled
