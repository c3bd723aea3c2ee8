"""The word that a fatal date is not needed: what it says, and who can have said it."""

from hashlib import sha256
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.crypto import signatures, unneeded
from app.crypto.unneeded import Word
from app.errors import Damaged
from tests.crypto.published import VECTORS, flips

SEED = bytes(range(1, 33))
PUBLIC = signatures.public_of(SEED)
SAYS = {"why": "The client won.", "due": "2027-04-20"}
WORD = Word(True, UUID(int=1), UUID(int=2), 3, 1_800_000_000, unneeded.print_of(SAYS))
BLOB = unneeded.give(WORD, SEED)


def test_the_format_is_the_written_one() -> None:
    """The same bytes from the paper alone."""
    text = b'{"due":"2027-04-20","why":"The client won."}'
    ids = b"".join(each.to_bytes(16, "big") for each in (1, 2))
    numbers = b"".join(each.to_bytes(8, "big") for each in (3, 1_800_000_000))
    body = b"\x01\x01\x01" + ids + numbers + sha256(text).digest()
    key = Ed25519PrivateKey.from_private_bytes(SEED)
    assert body + key.sign(b"amparo/unneeded/v1\x00" + body) == BLOB
    assert unneeded.verify(BLOB, PUBLIC) == WORD


def test_whatever_is_changed_is_refused() -> None:
    """Each byte, each length, another's key."""
    for changed in (*flips(BLOB), BLOB[:-1], BLOB + b"\x00", b""):
        with pytest.raises(Damaged):
            unneeded.verify(changed, PUBLIC)
    with pytest.raises(Damaged):
        unneeded.verify(BLOB, signatures.public_of(bytes(range(2, 34))))


def test_the_words_of_earlier_builds_hold() -> None:
    """The frozen one."""
    kept = VECTORS["unneeded 1"]
    public = signatures.public_of(bytes.fromhex(kept["seed"]))
    says = unneeded.print_of({"due": "2027-12-24", "why": "Withdrawn."})
    ids = (UUID(int=1, version=4), UUID(int=5, version=4))
    known = Word(False, *ids, 2, 1_800_000_000, says)
    assert unneeded.verify(bytes.fromhex(kept["blob"]), public) == known
