"""The words by which a case is destroyed: what they say, and who can have said them."""

from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.crypto import shreddings, signatures
from app.crypto.shreddings import AGREED, ASKED, Word
from app.errors import Damaged
from tests.crypto.published import VECTORS, flips

SEED = bytes(range(1, 33))
PUBLIC = signatures.public_of(SEED)
ROWS = {"notes": [UUID(int=9), UUID(int=8)], "cases": [UUID(int=2)]}
WORD = Word(ASKED, UUID(int=1), UUID(int=2), UUID(int=3), shreddings.print_of(ROWS), 1_800_000_000)
BLOB = shreddings.give(WORD, SEED)


def test_the_format_is_the_written_one() -> None:
    """The same bytes from the paper alone."""
    ids = b"".join(each.to_bytes(16, "big") for each in (1, 2, 3))
    body = b"\x01\x01\x01" + ids + WORD.rows + (1_800_000_000).to_bytes(8, "big")
    key = Ed25519PrivateKey.from_private_bytes(SEED)
    assert body + key.sign(b"amparo/shredding/v1\x00" + body) == BLOB
    assert shreddings.verify(BLOB, PUBLIC) == WORD


def test_a_word_of_an_earlier_build_still_holds() -> None:
    """The frozen one."""
    kept = VECTORS["shredding 1"]
    public = signatures.public_of(bytes.fromhex(kept["seed"]))
    assert shreddings.verify(bytes.fromhex(kept["blob"]), public).part == ASKED


def test_the_hash_of_rows_knows_table_and_id_and_no_order() -> None:
    """The same rows in another order are the same; one more, fewer or elsewhere is not."""
    assert shreddings.print_of({"cases": [UUID(int=2)], "notes": [UUID(int=8), UUID(int=9)]}) == (
        WORD.rows
    )
    others = (
        {"cases": [UUID(int=2)], "notes": [UUID(int=8)]},
        {**ROWS, "persons": [UUID(int=7)]},
        {"cases": [UUID(int=2)], "persons": [UUID(int=8), UUID(int=9)]},
    )
    assert WORD.rows not in {shreddings.print_of(each) for each in others}


def test_whatever_is_changed_is_refused() -> None:
    """Each byte, each length, another's key, a part that there is not."""
    for changed in (*flips(BLOB), BLOB[:-1], BLOB + b"\x00", b""):
        with pytest.raises(Damaged):
            shreddings.verify(changed, PUBLIC)
    with pytest.raises(Damaged):
        shreddings.verify(BLOB, signatures.public_of(bytes(range(2, 34))))
    with pytest.raises(Damaged):
        shreddings.read(shreddings.give(WORD._replace(part=3), SEED))
    assert shreddings.read(shreddings.give(WORD._replace(part=AGREED), SEED)).part == AGREED
