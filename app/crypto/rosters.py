"""The roster: who is in the office now, as one signed list.

ver 1 | suite 1 | number 8 | SHA-256 of the roster before 32 | issuer 16 | count 4 | count times
(subject 16, SHA-256 of her certificate 32), in order of subject | signature 64 (`signatures`) over
all before it. A certificate counts only while it stands here, to the byte: putting a removed
colleague's certificate back into its row brings nothing back, and a supervisor who has left can
certify no other keys for anyone. The first roster has zeros before it. Every later one raises the
number by one, names the one before, and is called by somebody whom *that* one named (`follows`), or
by the office root (issuer zero): a roster that names its own caller proves nothing, for a
supervisor who was struck off could call one that brings her back.
"""

import hashlib
import struct
from collections.abc import Mapping
from itertools import pairwise
from typing import Final, NamedTuple
from uuid import UUID

from app.crypto import signatures
from app.crypto.certificates import OFFICE_ROOT
from app.crypto.primitives import same
from app.crypto.signatures import SIGNATURE_BYTES
from app.errors import Damaged

VERSION: Final = 1
MOST: Final = 10_000

_LABEL: Final = b"amparo/roster/v1"
_HEAD: Final = struct.Struct(">BBQ32s16sI")
_PRINT_BYTES: Final = hashlib.sha256().digest_size
_FIRST: Final = bytes(_PRINT_BYTES)
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
        ValueError: Nobody or too many people, a number out of its width, or a later roster that
            does not name the one before it.
    """
    hashes = (roster.before, *roster.prints.values())
    if not _is_whole(roster) or any(len(each) != _PRINT_BYTES for each in hashes):
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
        Damaged: This is no roster of a known version and suite, its lines are not in order, or a
            first one has another before it.
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
    roster = Roster(number, before, UUID(bytes=issuer), dict(lines))
    if not _is_whole(roster):
        raise Damaged
    return roster


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


def follows(blob: bytes, before: bytes, issuer_print: bytes | None) -> None:
    """Return when a roster is the next after `before`, called by somebody whom `before` named.

    Args:
        blob: The roster, its signature having held.
        before: The one before it, which is believed.
        issuer_print: `print_of` the certificate with which the signature was checked; None when it
            was checked with the office root.

    Raises:
        Damaged: It is not.
    """
    after, last = read(blob), read(before)
    if after.number != last.number + 1 or not same(after.before, print_of(before)):
        raise Damaged
    if issuer_print is None and after.issuer == OFFICE_ROOT:
        return
    if last.prints.get(after.issuer) != issuer_print or issuer_print is None:
        raise Damaged


def print_of(blob: bytes) -> bytes:
    """Return the 32 bytes by which a roster names a certificate, and the roster before it."""
    return hashlib.sha256(blob).digest()


def _is_whole(roster: Roster) -> bool:
    """An office has somebody in it, and only its first roster has none before it."""
    is_first = roster.number == 1
    return 1 <= len(roster.prints) <= MOST and is_first == (roster.before == _FIRST)
