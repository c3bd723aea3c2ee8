"""Slips and pages of the name index open at their place, from who made them, or not at all."""

from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from app.crypto import namepages
from app.crypto.bundle import new_member_keys
from app.crypto.casekeys import GroupKeys, new_case_key
from app.crypto.namepages import LONGEST_SLIP, PAGE_STEP, SLIP_BYTES, PagePlace, SlipPlace
from app.errors import Damaged
from tests.crypto.published import VECTORS, flips, hkdf_expand

KEYS = GroupKeys.derive(new_case_key())
GIVER = new_member_keys()
SLIP_AT = SlipPlace(uuid4(), 2, uuid4(), uuid4())
PAGE_AT = PagePlace(uuid4(), 2, uuid4(), 5)
TEXT = "Inés Quiñones".encode()
SLIP = namepages.hand_in(TEXT, KEYS.xwing_public, SLIP_AT, GIVER.signing_seed)
PAGE = namepages.seal_page(TEXT, KEYS, PAGE_AT)


def _id(number: int) -> UUID:
    return UUID(int=number, version=4)


def _taken(slip: bytes, place: SlipPlace = SLIP_AT, keys: GroupKeys = KEYS) -> bytes:
    return namepages.take_in(slip, keys, place, GIVER.public.signing)


def test_a_slip_opens_for_the_group_and_names_its_giver() -> None:
    """What was handed in comes out, and who says so."""
    assert (_taken(SLIP), namepages.giver_of(SLIP)) == (TEXT, SLIP_AT.giver_id)


@pytest.mark.parametrize("length", [0, 1, 500, LONGEST_SLIP])
def test_every_slip_has_one_length(length: int) -> None:
    """Nobody tells a short name from a long one, or from somebody's removal."""
    slip = namepages.hand_in(b"x" * length, KEYS.xwing_public, SLIP_AT, GIVER.signing_seed)
    assert len(slip) == SLIP_BYTES
    assert _taken(slip) == b"x" * length


def test_a_slip_holds_no_more_than_it_says() -> None:
    """What is too long is refused, never cut."""
    with pytest.raises(ValueError, match="no more"):
        namepages.hand_in(b"x" * (LONGEST_SLIP + 1), KEYS.xwing_public, SLIP_AT, GIVER.signing_seed)


def test_each_changed_byte_of_a_slip_is_refused() -> None:
    """Every byte of its head, its key, its text and its signature counts."""
    for at, slip in enumerate(flips(SLIP)):
        if at % 3 == 0:  # each byte in one of its three ways
            with pytest.raises(Damaged):
                _taken(slip)
    for slip in (b"", SLIP[:-1], SLIP + b"\0"):
        with pytest.raises(Damaged):
            _taken(slip)


@pytest.mark.parametrize(
    "place",
    [
        SLIP_AT._replace(group_id=uuid4()),
        SLIP_AT._replace(epoch=3),
        SLIP_AT._replace(epoch=-1),
        SLIP_AT._replace(slip_id=uuid4()),
        SLIP_AT._replace(giver_id=uuid4()),
    ],
)
def test_a_slip_opens_at_its_own_place_only(place: SlipPlace) -> None:
    """Copied to another row, epoch or group, or under another's name, it is nothing."""
    with pytest.raises(Damaged):
        _taken(SLIP, place)


def test_whoever_only_writes_to_the_database_makes_no_slip() -> None:
    """The public key is there for all to read; the signature is the giver's alone."""
    forged = namepages.hand_in(b"gone", KEYS.xwing_public, SLIP_AT, new_member_keys().signing_seed)
    with pytest.raises(Damaged):
        _taken(forged)
    with pytest.raises(Damaged):
        _taken(SLIP, keys=GroupKeys.derive(new_case_key()))


@pytest.mark.parametrize("length", [0, 1, PAGE_STEP - 4, PAGE_STEP - 3, 20_000])
def test_a_page_grows_in_steps(length: int) -> None:
    """Its length tells nothing finer than four kibibytes."""
    page = namepages.seal_page(b"x" * length, KEYS, PAGE_AT)
    assert (len(page) - 30) % PAGE_STEP == 0
    assert namepages.open_page(page, KEYS, PAGE_AT) == b"x" * length


def test_each_changed_byte_of_a_page_is_refused() -> None:
    """Head, nonce, text and tag."""
    for at, page in enumerate(flips(PAGE)):
        if at % 3 == 0:
            with pytest.raises(Damaged):
                namepages.open_page(page, KEYS, PAGE_AT)


@pytest.mark.parametrize(
    "place",
    [
        PAGE_AT._replace(group_id=uuid4()),
        PAGE_AT._replace(epoch=1),
        PAGE_AT._replace(page_id=uuid4()),
        PAGE_AT._replace(version=4),
        PAGE_AT._replace(version=-1),
    ],
)
def test_a_page_opens_at_its_own_place_only(place: PagePlace) -> None:
    """An older version beside the newer number of its row is refused."""
    with pytest.raises(Damaged):
        namepages.open_page(PAGE, KEYS, place)


def test_a_page_is_what_the_paper_says() -> None:
    """Key, bound bytes and padding computed a second time from their descriptions."""
    key = hkdf_expand(KEYS.symmetric, b"amparo/name-page/v1", 32)
    bound = b"amparo/name-page/v1" + PAGE_AT.group_id.bytes + (2).to_bytes(4, "big")
    bound += PAGE_AT.page_id.bytes + (5).to_bytes(4, "big")
    plain = AESGCMSIV(key).decrypt(PAGE[2:14], PAGE[14:], bound)
    assert PAGE[:2] == b"\x01\x01"
    assert plain == (len(TEXT).to_bytes(4, "big") + TEXT).ljust(PAGE_STEP, b"\0")


def test_frozen_examples_open() -> None:
    """Offices hold such bytes."""
    slip, page = VECTORS["name slip 1"], VECTORS["name page 1"]
    keys = GroupKeys.derive(bytes.fromhex(slip["secret"]))
    place = SlipPlace(_id(7), 3, _id(8), _id(5))
    opened = namepages.take_in(
        bytes.fromhex(slip["blob"]), keys, place, bytes.fromhex(slip["signer"])
    )
    assert opened.decode() == slip["plaintext"]
    opened = namepages.open_page(bytes.fromhex(page["blob"]), keys, PagePlace(_id(7), 3, _id(9), 4))
    assert opened.decode() == page["plaintext"]
