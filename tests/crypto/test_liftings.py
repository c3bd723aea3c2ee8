"""The words by which a hold is lifted: what they say, and who can have said them."""

from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.crypto import liftings, signatures
from app.crypto.liftings import ASKED, Word
from app.errors import Damaged
from tests.crypto.published import VECTORS, flips

SEED = bytes(range(1, 33))
PUBLIC = signatures.public_of(SEED)
WORD = Word(ASKED, True, UUID(int=1), UUID(int=2), 1_800_000_000)
BLOB = liftings.give(WORD, SEED)


def test_the_format_is_the_written_one() -> None:
    """The same bytes from the paper alone."""
    ids = b"".join(each.to_bytes(16, "big") for each in (1, 2))
    body = b"\x01\x01\x01\x01" + ids + (1_800_000_000).to_bytes(8, "big")
    key = Ed25519PrivateKey.from_private_bytes(SEED)
    assert body + key.sign(b"amparo/lifting/v1\x00" + body) == BLOB
    assert liftings.verify(BLOB, PUBLIC) == WORD


def test_whatever_is_changed_is_refused() -> None:
    """Each byte, each length, another's key, a part that is none."""
    for changed in (*flips(BLOB), BLOB[:-1], BLOB + b"\x00", b""):
        with pytest.raises(Damaged):
            liftings.verify(changed, PUBLIC)
    with pytest.raises(Damaged):
        liftings.verify(BLOB, signatures.public_of(bytes(range(2, 34))))
    with pytest.raises(Damaged):
        liftings.read(liftings.give(WORD._replace(part=3), SEED))


def test_the_words_of_earlier_builds_hold() -> None:
    """The frozen one."""
    kept = VECTORS["lifting 1"]
    public = signatures.public_of(bytes.fromhex(kept["seed"]))
    assert liftings.verify(bytes.fromhex(kept["blob"]), public) == Word(
        ASKED,
        False,
        UUID(int=1, version=4),
        UUID(int=5, version=4),
        1_800_000_000,
    )
