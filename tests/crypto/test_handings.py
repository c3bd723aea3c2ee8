"""The word about many cases that go to a colleague: what it says, and who can have said it."""

from hashlib import sha256
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.crypto import handings, signatures
from app.crypto.handings import HAND_BACK, HAND_OVER, SHARE, Word
from app.errors import Damaged
from tests.crypto.published import VECTORS, flips

SEED = bytes(range(1, 33))
PUBLIC = signatures.public_of(SEED)
STAND = {"waiting": ["b", "a"], "done": [{"id": "c", "gave": True}], "state": "running"}
PEOPLE = (UUID(int=2), UUID(int=3), UUID(int=4))
WORD = Word(HAND_OVER, UUID(int=1), *PEOPLE, handings.print_of(STAND))
BLOB = handings.give(WORD, SEED)


def test_the_format_is_the_written_one() -> None:
    """The same bytes from the paper alone."""
    ids = b"".join(each.to_bytes(16, "big") for each in (1, 2, 3, 4))
    text = '{"done":[{"gave":true,"id":"c"}],"state":"running","waiting":["b","a"]}'
    body = b"\x01\x01\x01" + ids + sha256(text.encode()).digest()
    key = Ed25519PrivateKey.from_private_bytes(SEED)
    assert body + key.sign(b"amparo/handing/v1\x00" + body) == BLOB
    assert handings.verify(BLOB, PUBLIC) == WORD


def test_a_word_of_an_earlier_build_still_holds() -> None:
    """The frozen one."""
    kept = VECTORS["handing 1"]
    public = signatures.public_of(bytes.fromhex(kept["seed"]))
    assert handings.verify(bytes.fromhex(kept["blob"]), public).kind == SHARE


def test_whatever_is_changed_is_refused() -> None:
    """Each byte, each length, another's key, a kind that there is not."""
    for changed in (*flips(BLOB), BLOB[:-1], BLOB + b"\x00", b""):
        with pytest.raises(Damaged):
            handings.verify(changed, PUBLIC)
    with pytest.raises(Damaged):
        handings.verify(BLOB, signatures.public_of(bytes(range(2, 34))))
    with pytest.raises(Damaged):
        handings.read(handings.give(WORD._replace(kind=4), SEED))
    assert handings.read(handings.give(WORD._replace(kind=HAND_BACK), SEED)).kind == HAND_BACK
