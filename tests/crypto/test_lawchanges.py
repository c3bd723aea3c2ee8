"""The words by which an office changes the law: what they say, and who can have said them."""

from hashlib import sha256
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.crypto import lawchanges, signatures
from app.crypto.lawchanges import AGREED, ASKED, Word
from app.errors import Damaged
from tests.crypto.published import VECTORS, flips

SEED = bytes(range(1, 33))
PUBLIC = signatures.public_of(SEED)
SAYS = {"until": "2027-03-01", "kind": "version", "rule": "eoir.bia.appeal", "version": 2}
WORD = Word(AGREED, True, UUID(int=1), UUID(int=2), 1_800_000_000, lawchanges.print_of(SAYS))
BLOB = lawchanges.give(WORD, SEED)


def test_the_format_is_the_written_one() -> None:
    """The same bytes from the paper alone."""
    text = b'{"kind":"version","rule":"eoir.bia.appeal","until":"2027-03-01","version":2}'
    ids = b"".join(each.to_bytes(16, "big") for each in (1, 2))
    at = (1_800_000_000).to_bytes(8, "big")
    body = b"\x01\x01\x02\x01" + ids + at + sha256(text).digest()
    key = Ed25519PrivateKey.from_private_bytes(SEED)
    assert body + key.sign(b"amparo/lawchange/v1\x00" + body) == BLOB
    assert lawchanges.verify(BLOB, PUBLIC) == WORD


def test_whatever_is_changed_is_refused() -> None:
    """Each byte, each length, another's key, a part that is none."""
    for changed in (*flips(BLOB), BLOB[:-1], BLOB + b"\x00", b""):
        with pytest.raises(Damaged):
            lawchanges.verify(changed, PUBLIC)
    with pytest.raises(Damaged):
        lawchanges.verify(BLOB, signatures.public_of(bytes(range(2, 34))))
    with pytest.raises(Damaged):
        lawchanges.read(lawchanges.give(WORD._replace(part=5), SEED))


def test_the_words_of_earlier_builds_hold() -> None:
    """The frozen one."""
    kept = VECTORS["lawchange 1"]
    public = signatures.public_of(bytes.fromhex(kept["seed"]))
    says = {"kind": "closed_day", "day": "2027-12-24", "cite": "An order."}
    assert lawchanges.verify(bytes.fromhex(kept["blob"]), public) == Word(
        ASKED,
        False,
        UUID(int=1, version=4),
        UUID(int=5, version=4),
        1_800_000_000,
        lawchanges.print_of(says),
    )
