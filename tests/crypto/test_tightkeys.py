"""The key of a document opens for the reader that it was sealed to, in its own place."""

from uuid import UUID, uuid4

import pytest

from app.crypto import tightkeys, xwing
from app.crypto.tightkeys import ReaderPlace
from app.errors import Damaged
from tests.crypto import in_tink
from tests.crypto.published import flips

SEED, OTHER = bytes(range(32)), bytes(range(1, 33))
KEY = bytes(range(2, 34))
PLACE = ReaderPlace(uuid4(), uuid4(), uuid4())
BLOB = tightkeys.give(KEY, xwing.public_bytes(SEED), PLACE)


def test_it_opens_for_its_reader_in_its_place_alone() -> None:
    """Another implementation opens it from the written format; every flipped byte is refused."""
    assert tightkeys.take(BLOB, SEED, PLACE) == KEY
    info = b"amparo/document-reader/v1" + b"".join(each.bytes for each in PLACE)
    assert in_tink.opened(SEED, BLOB[2:], info) == KEY
    elsewhere = [(OTHER, PLACE), *((SEED, PLACE._replace(**{x: uuid4()})) for x in PLACE._fields)]
    for seed, place in elsewhere:
        with pytest.raises(Damaged):
            tightkeys.take(BLOB, seed, place)
    for changed in flips(BLOB):
        with pytest.raises(Damaged):
            tightkeys.take(changed, SEED, PLACE)


def test_words_open_in_their_row_alone() -> None:
    """Under another key, in another row or case, changed or cut off, they do not."""
    case_id, row_id = uuid4(), uuid4()
    words = tightkeys.lock(b"Affidavit", KEY, case_id, row_id)
    assert tightkeys.unlock(words, KEY, case_id, row_id) == b"Affidavit"
    wrong: list[tuple[bytes, bytes, UUID, UUID]] = [
        (words, SEED, case_id, row_id),
        (words, KEY, row_id, case_id),
    ]
    wrong += [(words[:-1], KEY, case_id, row_id), (b"", KEY, case_id, row_id)]
    for blob, key, case, row in wrong:
        with pytest.raises(Damaged):
            tightkeys.unlock(blob, key, case, row)
