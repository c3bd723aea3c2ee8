"""The word that somebody is to hold a key: its format, and who can have said it."""

import hmac
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.crypto import enrolments, signatures
from app.crypto.casekeys import new_case_key
from app.crypto.enrolments import Admission, Place, Span
from app.errors import Damaged
from tests.crypto.published import VECTORS, flips, hkdf_expand

SEED, OTHER = bytes(range(1, 33)), bytes(range(2, 34))
PUBLIC = signatures.public_of(SEED)
SECRET = new_case_key()
PLACE = Place(UUID(int=1), UUID(int=2), 3)
SPAN = Span(1_800_000_000_000_000, 1_900_000_000_000_000, "guest")
SAYS = Admission(PLACE, 0, UUID(int=4))
OF_CASE = enrolments.enrol(SECRET, PLACE, SPAN)
OF_GROUP = enrolments.admit(SECRET, SAYS, SEED)


def _mac(kind: int, since: int, until: int, role: str = "") -> bytes:
    """The HMAC by RFC 2104 and RFC 5869, over what the paper says."""
    packed = bytes((kind,)) + PLACE.subject.bytes + PLACE.principal.bytes
    packed += b"".join(
        each.to_bytes(size, "big") for each, size in ((3, 4), (since, 8), (until, 8))
    )
    packed += role.encode()
    return hmac.digest(hkdf_expand(SECRET, b"amparo/enrolment/v1", 32), packed, "sha256")


def test_the_format_is_the_written_one() -> None:
    """The same bytes from the paper alone."""
    times = b"".join(each.to_bytes(8, "big") for each in SPAN[:2])
    assert b"\x01" + times + _mac(1, *SPAN) + b"guest" == OF_CASE
    assert enrolments.enrolled(OF_CASE, SECRET, PLACE) == SPAN
    body = b"\x01\x01" + PLACE.subject.bytes + PLACE.principal.bytes + (3).to_bytes(4, "big")
    body += bytes(8) + SAYS.maker.bytes + _mac(2, 0, 0)
    key = Ed25519PrivateKey.from_private_bytes(SEED)
    assert body + key.sign(b"amparo/admission/v1\x00" + body) == OF_GROUP
    assert enrolments.verify(OF_GROUP, PUBLIC) == SAYS
    enrolments.matches(OF_GROUP, SECRET)


def test_the_frozen_words_hold() -> None:
    """Words written by the first build that had them."""
    place = Place(UUID(int=3, version=4), UUID(int=4, version=4), 2)
    kept = VECTORS["enrolment 1"]
    blob, secret = bytes.fromhex(kept["blob"]), bytes.fromhex(kept["secret"])
    assert enrolments.enrolled(blob, secret, place) == (5, 6, "guest")
    kept = VECTORS["admission 1"]
    blob = bytes.fromhex(kept["blob"])
    says = enrolments.verify(blob, bytes.fromhex(kept["signer"]))
    assert says == (place, 6, UUID(int=5, version=4))
    enrolments.matches(blob, bytes.fromhex(kept["secret"]))


@pytest.mark.parametrize(
    "place",
    [
        PLACE._replace(subject=UUID(int=9)),
        PLACE._replace(principal=UUID(int=9)),
        PLACE._replace(epoch=4),
        PLACE._replace(epoch=2**32),
    ],
)
def test_a_word_is_of_its_place(place: Place) -> None:
    """Of no other case, holder or key."""
    with pytest.raises(Damaged):
        enrolments.enrolled(OF_CASE, SECRET, place)


def test_whatever_is_changed_is_refused() -> None:
    """Each byte, each length, another's secret or signature."""
    for changed in (*flips(OF_CASE), OF_CASE[:-1], OF_CASE + b"\x00", b""):
        with pytest.raises(Damaged):
            enrolments.enrolled(changed, SECRET, PLACE)
    with pytest.raises(Damaged):
        enrolments.enrolled(OF_CASE, new_case_key(), PLACE)
    for changed in (*flips(OF_GROUP), OF_GROUP[:-1], OF_GROUP + b"\x00", b""):
        with pytest.raises(Damaged):
            enrolments.verify(changed, PUBLIC)
    with pytest.raises(Damaged):
        enrolments.verify(OF_GROUP, signatures.public_of(OTHER))
    with pytest.raises(Damaged):
        enrolments.matches(OF_GROUP, new_case_key())


def test_a_supervisor_who_has_not_the_secret_changes_nothing() -> None:
    """She can sign what she likes: whoever is in the group finds that it is not under its key."""
    body = OF_GROUP[:-64]
    for at in range(2, len(body)):
        changed = body[:at] + bytes((body[at] ^ 0x80,)) + body[at + 1 :]
        key = Ed25519PrivateKey.from_private_bytes(OTHER)
        signed = changed + key.sign(b"amparo/admission/v1\x00" + changed)
        assert enrolments.verify(signed, signatures.public_of(OTHER))
        if 46 <= at < 62:  # the maker, whom the signature alone fixes
            continue
        with pytest.raises(Damaged):
            enrolments.matches(signed, SECRET)


def test_another_root_signs_the_same_word() -> None:
    """It says what it said; of one that the former had not signed nothing is signed."""
    again = enrolments.anew(OF_GROUP, PUBLIC, OTHER)
    assert enrolments.verify(again, signatures.public_of(OTHER)) == SAYS
    enrolments.matches(again, SECRET)
    with pytest.raises(Damaged):
        enrolments.anew(OF_GROUP, signatures.public_of(OTHER), SEED)
