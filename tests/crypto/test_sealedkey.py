"""The server key under a passphrase: opens with that one, and never for less than the floor."""

import struct

import pytest

from app.crypto import sealedkey
from app.crypto.sealedkey import from_file, in_file, open_server_key, seal_server_key
from app.errors import Damaged, WrongPassphrase
from tests.crypto.published import VECTORS

SECRET = bytes(range(32))
PASSPHRASE = "five words out of nowhere"


@pytest.fixture(scope="module")
def blob() -> bytes:
    """Return a sealed key."""
    return seal_server_key(SECRET, PASSPHRASE)


def test_it_opens_with_its_passphrase_alone(blob: bytes) -> None:
    """Another one is told apart from damage."""
    assert open_server_key(blob, PASSPHRASE) == SECRET
    with pytest.raises(WrongPassphrase, match="does not open the server key"):
        open_server_key(blob, PASSPHRASE + " ")


def test_the_same_letters_typed_otherwise_open_it(blob: bytes) -> None:
    """A keyboard that composes accents gives the same passphrase."""
    composed = seal_server_key(SECRET, "caf\u00e9 se\u00f1al de noche")
    assert open_server_key(composed, "cafe\u0301 sen\u0303al de noche") == SECRET


def test_no_two_seals_are_alike(blob: bytes) -> None:
    """Salt and nonce are fresh each time."""
    assert seal_server_key(SECRET, PASSPHRASE)[8:] != blob[8:]


@pytest.mark.parametrize("at", [0, 7, 8, 24, 68, 115])
def test_a_changed_byte_opens_nothing(blob: bytes, at: int) -> None:
    """Of version, cost, salt, commitment, nonce, ciphertext and tag."""
    changed = blob[:at] + bytes((blob[at] ^ 1,)) + blob[at + 1 :]
    with pytest.raises((Damaged, WrongPassphrase)):
        open_server_key(changed, PASSPHRASE)


@pytest.mark.parametrize(
    "cost", [(64 * 1024, 3, 1), (256 * 1024, 2, 1), (2**21, 3, 1), (256 * 1024, 9, 1)]
)
def test_a_cost_outside_what_is_allowed_is_refused_unspent(
    blob: bytes, cost: tuple[int, int, int]
) -> None:
    """Less would be guessed at, more would exhaust the machine."""
    changed = blob[:1] + struct.pack(">IHB", *cost) + blob[8:]
    with pytest.raises(Damaged):
        open_server_key(changed, PASSPHRASE)


def test_the_floor_is_what_is_written_today() -> None:
    """256 MiB, three passes; nobody gets less."""
    assert sealedkey.FLOOR == sealedkey.PRESENT == (256 * 1024, 3, 1)
    assert sealedkey.BYTES == 116


@pytest.mark.parametrize("length", [0, 115, 117])
def test_another_length_is_damaged(blob: bytes, length: int) -> None:
    """Cut off, or with something behind it."""
    with pytest.raises(Damaged):
        open_server_key((blob + b"x")[:length], PASSPHRASE)


def test_the_frozen_sealed_key_opens() -> None:
    """Every later build opens what this one wrote."""
    vector = VECTORS["sealed server key 1"]
    text = bytes.fromhex(vector["file"])
    blob = from_file(text)
    assert blob is not None
    assert open_server_key(blob, vector["passphrase"]).hex() == vector["secret"]


def test_a_file_says_what_it_is() -> None:
    """An open key is no sealed one; one that only claims to be is damaged."""
    blob = seal_server_key(SECRET, PASSPHRASE)
    assert from_file(in_file(blob)) == blob
    assert from_file(b"AAAA") is None
    with pytest.raises(Damaged):
        from_file(sealedkey.FIRST_LINE + b"\x00not base64")
