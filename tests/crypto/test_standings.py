"""The root's word that a charter holds: what it says, and for which charter only."""

from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.crypto import signatures, standings
from app.errors import Damaged
from tests.crypto.published import VECTORS, flips

SEED = bytes(range(1, 33))
PUBLIC = signatures.public_of(SEED)
CHARTER = b"a charter of a group"
BLOB = standings.give(CHARTER, SEED)


def test_the_format_is_the_written_one() -> None:
    """The same bytes from the paper alone."""
    body = b"\x01\x01" + sha256(CHARTER).digest()
    key = Ed25519PrivateKey.from_private_bytes(SEED)
    assert body + key.sign(b"amparo/standing/v1\x00" + body) == BLOB
    standings.verify(BLOB, CHARTER, PUBLIC)


def test_a_word_of_an_earlier_build_still_holds() -> None:
    """The frozen one."""
    kept = {name: bytes.fromhex(text) for name, text in VECTORS["standing 1"].items()}
    standings.verify(kept["blob"], kept["charter"], signatures.public_of(kept["seed"]))
    assert standings.give(kept["charter"], kept["seed"]) == kept["blob"]


def test_whatever_is_changed_is_refused() -> None:
    """Each byte, each length, another charter, another root, an unknown version that it signed."""
    for changed in (*flips(BLOB), BLOB[:-1], BLOB + b"\x00", b""):
        with pytest.raises(Damaged):
            standings.verify(changed, CHARTER, PUBLIC)
    with pytest.raises(Damaged):
        standings.verify(BLOB, CHARTER + b".", PUBLIC)
    with pytest.raises(Damaged):
        standings.verify(BLOB, CHARTER, signatures.public_of(bytes(range(2, 34))))
    newer = b"\x02" + BLOB[1:34]
    signed = newer + signatures.sign(SEED, b"amparo/standing/v1", newer)
    with pytest.raises(Damaged):
        standings.verify(signed, CHARTER, PUBLIC)
