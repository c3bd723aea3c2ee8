"""A cover envelope needs the half that the server holds back, and then the cover's own key."""

from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.crypto import covers, grants
from app.crypto.bundle import new_member_keys
from app.crypto.casekeys import new_case_key
from app.crypto.covers import CoverPlace
from app.crypto.grants import CASE, GrantTerms
from app.crypto.primitives import Box
from app.errors import Damaged
from tests.crypto.published import VECTORS, flips, hkdf_expand

GIVER, COVER, GIVER_ID = new_member_keys(), new_member_keys(), uuid4()
SECRET, HALF = new_case_key(), bytes(range(32))
PLACE = CoverPlace(uuid4(), uuid4(), 3, uuid4())
TERMS = GrantTerms(CASE, PLACE.case_id, PLACE.cover_id, 3, grants.commitment_of(CASE, SECRET))
GRANT = grants.seal_grant(SECRET, TERMS, COVER.public.xwing, GIVER_ID, GIVER.signing_seed)
BLOB = covers.close_envelope(GRANT, HALF, PLACE)
BOX = Box(hkdf_expand(HALF, b"amparo/cover/v1", 32))


def _bound(place: CoverPlace) -> bytes:
    ends = place.case_id.bytes + place.cover_id.bytes
    return b"amparo/cover/v1" + ends + place.epoch.to_bytes(4, "big") + place.envelope_id.bytes


def test_half_and_own_key_open() -> None:
    """Both, in this order."""
    grant = covers.open_envelope(BLOB, HALF, PLACE)
    assert grants.open_grant(grant, TERMS, COVER.xwing_seed, GIVER.public.signing) == SECRET


def test_the_format_is_the_written_one() -> None:
    """HKDF and GCM-SIV alone open it, and what they close opens here."""
    assert BLOB[:2] == b"\x01\x01"
    assert BOX.unlock(BLOB[2:14], BLOB[14:], _bound(PLACE)) == GRANT
    assert covers.open_envelope(b"\x01\x01" + BOX.lock(GRANT, _bound(PLACE)), HALF, PLACE) == GRANT
    assert len(BLOB) == 1280 == covers.ENVELOPE_BYTES


def test_the_frozen_envelope_opens() -> None:
    """An envelope written by the first build."""
    kept = VECTORS["cover 1"]
    three, four, seven = (UUID(int=number, version=4) for number in (3, 4, 7))
    blob, half = bytes.fromhex(kept["blob"]), bytes.fromhex(kept["half"])
    opened = covers.open_envelope(blob, half, CoverPlace(three, four, 6, seven))
    assert opened.hex() == kept["grant"]


def test_every_flipped_byte_is_refused() -> None:
    """Of the envelope and of the half."""
    for flipped in flips(BLOB):
        with pytest.raises(Damaged):
            covers.open_envelope(flipped, HALF, PLACE)
    for flipped in flips(HALF):
        with pytest.raises(Damaged):
            covers.open_envelope(BLOB, flipped, PLACE)


@pytest.mark.parametrize(
    "place",
    [
        PLACE._replace(case_id=uuid4()),
        PLACE._replace(cover_id=uuid4()),
        PLACE._replace(case_id=PLACE.cover_id, cover_id=PLACE.case_id),
        PLACE._replace(envelope_id=uuid4()),
        PLACE._replace(epoch=2),
        PLACE._replace(epoch=-1),
        PLACE._replace(epoch=2**32),
    ],
)
def test_another_place_is_refused(place: CoverPlace) -> None:
    """Case, cover, epoch and envelope each hold it."""
    with pytest.raises(Damaged):
        covers.open_envelope(BLOB, HALF, place)


@pytest.mark.parametrize("head", [b"\x00\x01", b"\x02\x01", b"\x01\x00", b"\x01\x02"])
def test_an_unknown_version_or_algorithm_is_refused(head: bytes) -> None:
    """Nothing falls back."""
    with pytest.raises(Damaged):
        covers.open_envelope(head + BLOB[2:], HALF, PLACE)


@pytest.mark.parametrize("blob", [b"", BLOB[:-1], BLOB[1:], BLOB + b"\x00", GRANT])
def test_another_length_is_refused(blob: bytes) -> None:
    """An envelope has one length; a bare grant is none."""
    with pytest.raises(Damaged):
        covers.open_envelope(blob, HALF, PLACE)


@pytest.mark.parametrize(
    "inside",
    [b"", SECRET, GRANT[:-1], b"\x02" + GRANT[1:], bytes(1250)],
    ids=["nothing", "bare key", "cut", "other version", "zeros"],
)
def test_only_a_sealed_grant_is_closed_in(inside: bytes) -> None:
    """A bare case key never lies under the server's half alone."""
    with pytest.raises(Damaged):
        covers.close_envelope(inside, HALF, PLACE)


@pytest.mark.parametrize("half", [b"", HALF[:31], HALF + b"\x00"])
def test_a_half_is_32_bytes(half: bytes) -> None:
    """An empty half would be no lock."""
    with pytest.raises(ValueError, match="half"):
        covers.close_envelope(GRANT, half, PLACE)


def test_the_envelope_gives_nothing_to_whoever_has_only_the_half() -> None:
    """The server, or another colleague, is left with a grant that is not hers."""
    grant = covers.open_envelope(BLOB, HALF, PLACE)
    with pytest.raises(Damaged):
        grants.open_grant(grant, TERMS, GIVER.xwing_seed, GIVER.public.signing)
    with pytest.raises(Damaged):
        grants.open_grant(BLOB, TERMS, COVER.xwing_seed, GIVER.public.signing)


# --- naming a cover ----------------------------------------------------------------------------

NAMED = covers.name_cover(GIVER_ID, PLACE.cover_id, 1_800_000_000, GIVER.signing_seed)


def test_a_naming_is_the_written_one_and_read_back() -> None:
    """Ed25519 alone, over the signatures' label and the written bytes, has the same signature."""
    body = b"\x01\x01" + GIVER_ID.bytes + PLACE.cover_id.bytes + (1_800_000_000).to_bytes(8, "big")
    key = Ed25519PrivateKey.from_private_bytes(GIVER.signing_seed)
    assert NAMED[: len(body)] == body
    assert key.sign(b"amparo/cover-named/v1\x00" + body) == NAMED[42:]
    assert key.public_key().public_bytes_raw() == GIVER.public.signing
    assert covers.named_cover(NAMED, GIVER_ID, GIVER.public.signing) == PLACE.cover_id
    assert len(NAMED) == 106


def test_a_naming_by_or_about_another_is_refused() -> None:
    """Each changed byte, another holder, another's key, a longer word."""
    for flipped in flips(NAMED):
        with pytest.raises(Damaged):
            covers.named_cover(flipped, GIVER_ID, GIVER.public.signing)
    for blob, holder, public in (
        (NAMED, uuid4(), GIVER.public.signing),
        (NAMED, GIVER_ID, COVER.public.signing),
        (NAMED + b"x", GIVER_ID, GIVER.public.signing),
        (b"", GIVER_ID, GIVER.public.signing),
    ):
        with pytest.raises(Damaged):
            covers.named_cover(blob, holder, public)
