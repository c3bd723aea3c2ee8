"""An enrolment: the word of somebody who holds a key that another is to hold it too.

Whoever makes the next key gives it to who stands enrolled under this one. A row in the database,
which whoever has the server key writes too, is no such word.

Of a case: ver 1 | since 8 | until 8 | HMAC-SHA256 32 | role, in UTF-8 to the end. Of a group, let
in by a supervisor: ver 1 | suite 1 | group 16 | person 16 | epoch 4 | until 8 | maker 16 |
HMAC-SHA256 32 | signature 64 (`signatures`) over all before it: who is in the group checks both,
anybody else the signature.
The HMAC's key unfolds from the secret itself; it covers kind 1 | subject 16 | principal 16 |
epoch 4 | since 8 | until 8 | role. Times are microseconds since 1970; of a group `since` is 0 and
there is no role, and an `until` of 0 is for good.
"""

import hmac
import struct
from typing import Final, NamedTuple
from uuid import UUID

from app.crypto import signatures
from app.crypto.grants import CASE, GROUP
from app.crypto.primitives import KEY_BYTES, expand, same
from app.errors import Damaged

VERSION: Final = 1

_LABEL: Final = b"amparo/enrolment/v1"
_TERMS: Final = struct.Struct(">B16s16sIQQ")
_OF_CASE: Final = struct.Struct(f">BQQ{KEY_BYTES}s")
_FORM: Final = signatures.Form(b"amparo/admission/v1", VERSION, f"16s16sIQ16s{KEY_BYTES}s")


class Place(NamedTuple):
    """Of which case or group, who, under which key of it."""

    subject: UUID
    principal: UUID
    epoch: int


class Span(NamedTuple):
    """Since and until when, in microseconds since 1970; 0 says neither. Of a case, as what, too."""

    since: int
    until: int
    role: str = ""


class Admission(NamedTuple):
    """What a supervisor said of somebody in a group."""

    place: Place
    until: int
    maker: UUID


def enrol(secret: bytes, place: Place, span: Span) -> bytes:
    """Return the word that a principal is to hold a case's key, whose secret is given."""
    mac = _mac(secret, (CASE, place, span))
    return _OF_CASE.pack(VERSION, span.since, span.until, mac) + span.role.encode()


def enrolled(blob: bytes, secret: bytes, place: Place) -> Span:
    """Return since and until when, and as what, a principal is to hold a case's key.

    Raises:
        Damaged: Nobody who has this secret said so.
    """
    if len(blob) < _OF_CASE.size or blob[0] != VERSION:
        raise Damaged
    _, since, until, mac = _OF_CASE.unpack_from(blob)
    try:
        said = Span(since, until, blob[_OF_CASE.size :].decode())
    except UnicodeDecodeError:
        raise Damaged from None
    if not same(mac, _mac(secret, (CASE, place, said))):
        raise Damaged
    return said


def admit(secret: bytes, says: Admission, signing_seed: bytes) -> bytes:
    """Return the word that somebody is in a group, signed with its maker's seed."""
    place, until, maker = says
    mac = _mac(secret, (GROUP, place, Span(0, until)))
    ids = (place.subject.bytes, place.principal.bytes)
    return _FORM.sign(signing_seed, *ids, place.epoch, until, maker.bytes, mac)


def read(blob: bytes) -> Admission:
    """Return what the word about a group says; believed only once `verify` returned.

    Raises:
        Damaged: This is no word of a known version and suite.
    """
    group, person, epoch, until, maker, _ = _FORM.read(blob)
    place = Place(UUID(bytes=group), UUID(bytes=person), epoch)
    return Admission(place, until, UUID(bytes=maker))


def verify(blob: bytes, *maker_publics: bytes) -> Admission:
    """Return what the word about a group says, its signature having held.

    The caller has checked that each is a certified key of its maker, a supervisor.

    Raises:
        Damaged: It was changed, or somebody else signed it.
    """
    return _FORM.said(read, blob, *maker_publics)


def matches(blob: bytes, secret: bytes) -> None:
    """Return when the word about a group was made by somebody who has the group's secret.

    Raises:
        Damaged: It was not.
    """
    says = read(blob)
    mac = _FORM.read(blob)[-1]
    if not same(mac, _mac(secret, (GROUP, says.place, Span(0, says.until)))):
        raise Damaged


def anew(blob: bytes, former_public: bytes, seed: bytes) -> bytes:
    """Return a word about a group with what it says, signed with a seed in place of a former one.

    Raises:
        Damaged: It was not signed with the former.
    """
    verify(blob, former_public)
    return _FORM.sign(seed, *_FORM.read(blob))


def _mac(secret: bytes, said: tuple[int, Place, Span]) -> bytes:
    kind, place, span = said
    ids = (place.subject.bytes, place.principal.bytes)
    try:
        packed = _TERMS.pack(kind, *ids, place.epoch, span.since, span.until)
    except struct.error:
        raise Damaged from None
    return hmac.digest(expand(secret, _LABEL, KEY_BYTES), packed + span.role.encode(), "sha256")
