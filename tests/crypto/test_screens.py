"""The word of an ethical screen: what it says, and who can have said it."""

from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.crypto import screens, signatures
from app.crypto.screens import Word
from app.errors import Damaged
from tests.crypto.published import flips

SEED = bytes(range(1, 33))
PUBLIC = signatures.public_of(SEED)
WORD = Word(UUID(int=1), UUID(int=2), UUID(int=3), 1_800_000_000)
BLOB = screens.put_up(WORD, SEED)


def test_the_format_is_the_written_one() -> None:
    """The same bytes from the paper alone."""
    ids = b"".join(each.to_bytes(16, "big") for each in (1, 2, 3))
    body = b"\x01\x01" + ids + (1_800_000_000).to_bytes(8, "big")
    key = Ed25519PrivateKey.from_private_bytes(SEED)
    assert body + key.sign(b"amparo/screen/v1\x00" + body) == BLOB
    assert screens.verify(BLOB, PUBLIC) == WORD


def test_whatever_is_changed_is_refused() -> None:
    """Each byte, each length, another's key."""
    for changed in (*flips(BLOB), BLOB[:-1], BLOB + b"\x00", b""):
        with pytest.raises(Damaged):
            screens.verify(changed, PUBLIC)
    with pytest.raises(Damaged):
        screens.verify(BLOB, signatures.public_of(bytes(range(2, 34))))
