"""The roster: who is in the office now, as one signed list.

ver 1 | suite 1 | number 8 | SHA-256 of the roster before 32 | issuer 16 | count 4 | count times
(subject 16, SHA-256 of her certificate 32), in order of subject | signature 64 over label and all
before it. A certificate counts only while it stands here, to the byte: putting a removed
colleague's certificate back into its row brings nothing back, and a supervisor who has left can
certify no other keys for anyone. A new roster raises the number and names the one before it.
"""

import hashlib
import struct
from collections.abc import Mapping
from itertools import pairwise
from typing import Final, NamedTuple
from uuid import UUID

from app.crypto import signatures
from app.crypto.signatures import SIGNATURE_BYTES
from app.errors import Damaged

VERSION: Final = 1
MOST: Final = 10_000

_LABEL: Final = b"amparo/roster/v1"
_HEAD: Final = struct.Struct(">BBQ32s16sI")
_PRINT_BYTES: Final = hashlib.sha256().digest_size
_LINE: Final = struct.Struct(f">16s{_PRINT_BYTES}s")


class Roster(NamedTuple):
    """Who is in the office: the SHA-256 of the certificate of each."""

    number: int
    before: bytes
    issuer: UUID
    prints: Mapping[UUID, bytes]


def call(roster: Roster, signing_seed: bytes) -> bytes:
    """Return the roster signed with its issuer's seed.

    Raises:
        ValueError: Too many people, or a number out of its width.
    """
    hashes = (roster.before, *roster.prints.values())
    if len(roster.prints) > MOST or any(len(each) != _PRINT_BYTES for each in hashes):
        # struct would pad or cut a hash of another length.
        raise ValueError("This is no roster.")
    try:
        head = _HEAD.pack(
            VERSION,
            signatures.ED25519,
            roster.number,
            roster.before,
            roster.issuer.bytes,
            len(roster.prints),
        )
        lines = [
            _LINE.pack(subject.bytes, print_) for subject, print_ in sorted(roster.prints.items())
        ]
    except struct.error:
        raise ValueError("A number in the roster is out of its width.") from None
    body = head + b"".join(lines)
    return body + signatures.sign(signing_seed, _LABEL, body)


def read(blob: bytes) -> Roster:
    """Return what a roster says; believed only once `verify` returned.

    Raises:
        Damaged: This is no roster of a known version, or its lines are not in order.
    """
    if len(blob) < _HEAD.size + SIGNATURE_BYTES:
        raise Damaged
    version, suite, number, before, issuer, count = _HEAD.unpack_from(blob)
    if (version, suite) != (VERSION, signatures.ED25519) or count > MOST:
        raise Damaged
    end = _HEAD.size + count * _LINE.size
    if len(blob) != end + SIGNATURE_BYTES:
        raise Damaged
    lines = [
        (UUID(bytes=subject), print_)
        for subject, print_ in _LINE.iter_unpack(blob[_HEAD.size : end])
    ]
    subjects = [subject for subject, _ in lines]
    if any(left >= right for left, right in pairwise(subjects)):
        raise Damaged
    return Roster(number, before, UUID(bytes=issuer), dict(lines))


def verify(blob: bytes, issuer_public: bytes) -> Roster:
    """Return what a roster says, its signature having held.

    The caller has checked that `issuer_public` is a certified supervisor's key.

    Raises:
        Damaged: It was changed, or somebody else signed it.
    """
    roster = read(blob)
    body = len(blob) - SIGNATURE_BYTES
    signatures.verify(issuer_public, _LABEL, blob[:body], blob[body:])
    return roster


def print_of(blob: bytes) -> bytes:
    """Return the 32 bytes by which a roster names a certificate, and the roster before it."""
    return hashlib.sha256(blob).digest()
