"""What keeps its bytes at a change of the server key: within a seal of the new one."""

from uuid import UUID, uuid4

import pytest

from app.crypto import bundle, cells, servercopies, xwing
from app.crypto.bundle import carry_over, needs_new_wrap, unwrap_bundle, wrap_bundle
from app.crypto.cells import CellKey, Place, carried_over, first_sealed
from app.errors import Damaged, WrongPassphrase
from tests.crypto.published import VECTORS, flips

SECRETS = [bytes(range(at, at + 32)) for at in range(3)]
OLD, NEW, NEWEST = (CellKey(secret) for secret in SECRETS)
PLACE = Place(16, 0, UUID(int=0), uuid4(), 1, 0)
TEXT = b'{"v":1,"1":{}}'
PASSPHRASE = "a lantern under the stairs"
PEPPERS = (b"p" * 32, b"q" * 32, b"r" * 32)
MEMBER = uuid4()


def _id(number: int) -> UUID:
    return UUID(int=number, version=4)


def test_a_carried_cell_opens_under_the_new_key_alone() -> None:
    """And gives back, to whoever chains hashes, the bytes that were sealed first."""
    first = cells.seal(OLD, PLACE, TEXT)
    blob = carried_over((OLD, NEW), SECRETS[0], PLACE, first)
    assert cells.open_(NEW, PLACE, blob) == TEXT
    assert first_sealed(NEW, PLACE, blob) == first
    assert first_sealed(OLD, PLACE, first) == first
    with pytest.raises(Damaged):
        cells.open_(OLD, PLACE, blob)
    assert blob.find(SECRETS[0]) == -1


def test_carried_on_it_grows_no_more() -> None:
    """The second change takes the first one's seal off."""
    first = cells.seal(OLD, PLACE, TEXT)
    once = carried_over((OLD, NEW), SECRETS[0], PLACE, first)
    twice = carried_over((NEW, NEWEST), SECRETS[1], PLACE, once)
    assert len(once) == len(twice)
    assert cells.open_(NEWEST, PLACE, twice) == TEXT
    assert first_sealed(NEWEST, PLACE, twice) == first
    with pytest.raises(Damaged):
        cells.open_(NEW, PLACE, twice)


def test_no_byte_of_a_carried_cell_can_change_and_no_place() -> None:
    """Moved to another row it does not open either."""
    first = cells.seal(OLD, PLACE, TEXT)
    blob = carried_over((OLD, NEW), SECRETS[0], PLACE, first)
    for flipped in flips(blob):
        with pytest.raises(Damaged):
            cells.open_(NEW, PLACE, flipped)
    with pytest.raises(Damaged):
        cells.open_(NEW, PLACE._replace(row=uuid4()), blob)


def test_what_does_not_open_is_not_carried() -> None:
    """A changed cell must not get a true seal around it."""
    first = cells.seal(OLD, PLACE, TEXT)
    with pytest.raises(Damaged):
        carried_over((NEW, NEWEST), SECRETS[1], PLACE, first)


def test_a_plain_cell_does_not_pass_for_a_carried_one() -> None:
    """The version is bound in: whoever writes another number opens nothing with it."""
    for inside in (TEXT, SECRETS[0] + cells.seal(OLD, PLACE, TEXT)):
        blob = cells.seal(NEW, PLACE, inside)
        with pytest.raises(Damaged):
            cells.open_(NEW, PLACE, bytes((2,)) + blob[1:])


def test_the_frozen_carried_cell_opens() -> None:
    """Written by the first build that changed a server key."""
    vector = VECTORS["carried cell 2"]
    key = CellKey(bytes.fromhex(vector["key"]))
    place = Place(16, 0, _id(0), _id(2), 1, 0)
    blob = bytes.fromhex(vector["blob"])
    assert cells.open_(key, place, blob) == b'{"v":1}'
    assert first_sealed(key, place, blob).hex() == vector["first"]


@pytest.fixture(scope="module")
def carried() -> bytes:
    """A bundle that was carried over once."""
    first = wrap_bundle(bundle.new_member_keys(), PASSPHRASE, pepper=PEPPERS[0], member_id=MEMBER)
    return carry_over(first, PEPPERS[:2], MEMBER)


def test_a_carried_bundle_opens_with_passphrase_and_new_pepper(carried: bytes) -> None:
    """The former pepper alone has nothing to guess at; and it asks to be wrapped anew."""
    opened = unwrap_bundle(carried, PASSPHRASE, pepper=PEPPERS[1], member_id=MEMBER)
    assert len(opened.symmetric) == 32
    assert needs_new_wrap(carried)
    with pytest.raises(Damaged):
        unwrap_bundle(carried, PASSPHRASE, pepper=PEPPERS[0], member_id=MEMBER)
    with pytest.raises(Damaged):
        unwrap_bundle(carried, PASSPHRASE, pepper=PEPPERS[1], member_id=uuid4())
    with pytest.raises(WrongPassphrase):
        unwrap_bundle(carried, PASSPHRASE + "s", pepper=PEPPERS[1], member_id=MEMBER)


def test_a_bundle_carried_on_grows_no_more(carried: bytes) -> None:
    """The pepper that it was wrapped under is kept, whatever came between."""
    twice = carry_over(carried, PEPPERS[1:], MEMBER)
    assert len(twice) == len(carried) == 315
    opened = unwrap_bundle(twice, PASSPHRASE, pepper=PEPPERS[2], member_id=MEMBER)
    assert opened == unwrap_bundle(carried, PASSPHRASE, pepper=PEPPERS[1], member_id=MEMBER)


@pytest.mark.parametrize("at", [0, 1, 13, 44, 45, 100, 314])
def test_a_changed_carried_bundle_does_not_open(carried: bytes, at: int) -> None:
    """No guess at a passphrase is spent on it."""
    changed = carried[:at] + bytes((carried[at] ^ 1,)) + carried[at + 1 :]
    with pytest.raises(Damaged):
        unwrap_bundle(changed, PASSPHRASE, pepper=PEPPERS[1], member_id=MEMBER)


def test_the_frozen_carried_bundle_opens() -> None:
    """Written by the first build that changed a server key."""
    vector = VECTORS["carried bundle 2"]
    pepper = bytes.fromhex(vector["pepper"])
    blob = bytes.fromhex(vector["blob"])
    opened = unwrap_bundle(blob, vector["passphrase"], pepper=pepper, member_id=_id(6))
    assert opened.xwing_seed == bytes(range(3, 35))


def test_custodians_alone_open_their_copy() -> None:
    """Sealed to the key that their papers open; no byte can change, no other seed opens it."""
    seed = bytes(range(32))
    blob = servercopies.seal_copy(SECRETS[1], xwing.public_bytes(seed))
    assert len(blob) == servercopies.BYTES == 1170
    assert servercopies.open_copy(blob, seed) == SECRETS[1]
    with pytest.raises(Damaged):
        servercopies.open_copy(blob, bytes(32))
    for at in (0, 1, 2, 1121, 1122, 1169):
        with pytest.raises(Damaged):
            servercopies.open_copy(blob[:at] + bytes((blob[at] ^ 1,)) + blob[at + 1 :], seed)
    with pytest.raises(Damaged):
        servercopies.open_copy(blob[:-1], seed)


def test_the_frozen_copy_opens() -> None:
    """Custodians keep a paper for years."""
    vector = VECTORS["server copy 1"]
    blob, seed = bytes.fromhex(vector["blob"]), bytes.fromhex(vector["seed"])
    assert servercopies.open_copy(blob, seed).hex() == vector["secret"]
