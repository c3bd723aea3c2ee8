"""What is handed in for a case opens for its holders, in its own place."""

from uuid import UUID, uuid4

import pytest

from app.crypto import charters, grants, signatures, trays, xwing
from app.crypto.casekeys import GroupKeys, new_case_key, tray_seed
from app.crypto.trays import AnswerPlace, OwnPlace, TrayPlace
from app.errors import Damaged
from tests.crypto import in_tink
from tests.crypto.published import VECTORS, flips, hkdf_expand

SECRET = new_case_key()
SEED = hkdf_expand(SECRET, b"amparo/tray-key/v1", 32)
PUBLIC = xwing.public_bytes(SEED)
PLACE = TrayPlace(uuid4(), 3, uuid4(), uuid4())
BLOB = trays.hand_in(b"a letter of the court", PUBLIC, PLACE)


def _info(place: TrayPlace) -> bytes:
    start = b"amparo/tray/v1" + place.case_id.bytes + place.epoch.to_bytes(4, "big")
    return start + place.item_id.bytes + place.giver_id.bytes


def test_what_is_handed_in_is_taken_out() -> None:
    """With the case's secret; 1,138 bytes more than what was handed in."""
    assert tray_seed(SECRET) == SEED
    assert trays.take_out(BLOB, SECRET, PLACE) == b"a letter of the court"
    assert len(BLOB) == 2 + 1120 + 21 + 16
    assert trays.take_out(trays.hand_in(b"", PUBLIC, PLACE), SECRET, PLACE) == b""


def test_the_key_to_seal_to_is_that_of_the_charter() -> None:
    """The charter's X-Wing key opens with the case's secret."""
    charter = charters.draw_up((grants.CASE, PLACE.case_id), (1, SECRET, None), uuid4(), bytes(32))
    says = charters.verify(charter, signatures.public_of(bytes(32)))
    place = PLACE._replace(epoch=says.epoch)
    assert trays.take_out(trays.hand_in(b"x", says.xwing, place), SECRET, place) == b"x"


def test_it_opens_in_tink_and_tinks_here() -> None:
    """Another implementation, from the written format."""
    assert BLOB[:2] == b"\x01\x01"
    assert in_tink.opened(SEED, BLOB[2:], _info(PLACE)) == b"a letter of the court"
    theirs = b"\x01\x01" + in_tink.sealed(SEED, b"theirs", _info(PLACE))
    assert trays.take_out(theirs, SECRET, PLACE) == b"theirs"


def test_the_frozen_item_opens() -> None:
    """An item handed in with the first build."""
    kept = VECTORS["tray 1"]
    three, eight, five = (UUID(int=number, version=4) for number in (3, 8, 5))
    blob, secret = bytes.fromhex(kept["blob"]), bytes.fromhex(kept["secret"])
    assert trays.take_out(blob, secret, TrayPlace(three, 6, eight, five)) == b"a letter"


def test_every_flipped_byte_is_refused() -> None:
    """No byte can change."""
    for flipped in flips(BLOB):
        with pytest.raises(Damaged):
            trays.take_out(flipped, SECRET, PLACE)


def test_every_other_length_is_refused() -> None:
    """Cut anywhere, or longer."""
    for blob in (*(BLOB[:length] for length in range(0, len(BLOB), 7)), BLOB[:-1], BLOB + b"\x00"):
        with pytest.raises(Damaged):
            trays.take_out(blob, SECRET, PLACE)


@pytest.mark.parametrize(
    "place",
    [
        PLACE._replace(case_id=uuid4()),
        PLACE._replace(epoch=2),
        PLACE._replace(epoch=-1),
        PLACE._replace(epoch=2**32),
        PLACE._replace(item_id=uuid4()),
        PLACE._replace(giver_id=uuid4()),
        PLACE._replace(item_id=PLACE.giver_id, giver_id=PLACE.item_id),
    ],
)
def test_another_place_is_refused(place: TrayPlace) -> None:
    """Case, epoch, item and giver each hold it."""
    with pytest.raises(Damaged):
        trays.take_out(BLOB, SECRET, place)


@pytest.mark.parametrize("head", [b"\x00\x01", b"\x02\x01", b"\x01\x00", b"\x01\x02"])
def test_an_unknown_version_or_suite_is_refused(head: bytes) -> None:
    """Nothing falls back."""
    with pytest.raises(Damaged):
        trays.take_out(head + BLOB[2:], SECRET, PLACE)


@pytest.mark.parametrize("public", [b"", bytes(1215), b"\xff" * 1216, PUBLIC[:1184] + bytes(32)])
def test_a_public_key_that_is_none_is_refused(public: bytes) -> None:
    """Of another length, out of range, or of low order."""
    with pytest.raises(Damaged):
        trays.hand_in(b"x", public, PLACE)


def test_other_keys_open_nothing() -> None:
    """Neither another case's secret nor the same secret taken for a group's."""
    with pytest.raises(Damaged):
        trays.take_out(BLOB, new_case_key(), PLACE)
    assert GroupKeys.derive(SECRET).xwing_seed != SEED
    as_group = trays.hand_in(b"x", GroupKeys.derive(SECRET).xwing_public, PLACE)
    with pytest.raises(Damaged):
        trays.take_out(as_group, SECRET, PLACE)


GIVER = new_case_key()  # the seed of her own X-Wing key
ABOUT = AnswerPlace(*(uuid4() for _ in range(4)))
WORD = trays.answer(b"not ours", xwing.public_bytes(GIVER), ABOUT)


def test_an_answer_opens_for_the_giver_in_tink_too() -> None:
    """From the written format: the label, then case, item, giver and answerer."""
    info = b"amparo/tray-answer/v1" + b"".join(each.bytes for each in ABOUT)
    assert trays.read_answer(WORD, GIVER, ABOUT) == b"not ours"
    assert in_tink.opened(GIVER, WORD[2:], info) == b"not ours"
    theirs = b"\x01\x01" + in_tink.sealed(GIVER, b"theirs", info)
    assert trays.read_answer(theirs, GIVER, ABOUT) == b"theirs"


def test_the_frozen_answer_opens() -> None:
    """One given with the first build."""
    kept = VECTORS["tray answer 1"]
    place = AnswerPlace(*(UUID(int=number, version=4) for number in (3, 8, 5, 4)))
    seed, blob = bytes.fromhex(kept["seed"]), bytes.fromhex(kept["blob"])
    assert trays.read_answer(blob, seed, place) == b"not ours"


def test_an_answer_that_was_changed_cut_or_moved_is_refused() -> None:
    """Each byte, each length, each part of its place, each head."""
    cut = (WORD[:length] for length in range(0, len(WORD), 7))
    heads = (head + WORD[2:] for head in (b"\x00\x01", b"\x02\x01", b"\x01\x00", b"\x01\x02"))
    for blob in (*flips(WORD), *cut, *heads, WORD + b"\x00"):
        with pytest.raises(Damaged):
            trays.read_answer(blob, GIVER, ABOUT)
    for name in AnswerPlace._fields:
        with pytest.raises(Damaged):
            trays.read_answer(WORD, GIVER, ABOUT._replace(**{name: uuid4()}))
    with pytest.raises(Damaged):
        trays.answer(b"x", PUBLIC[:1184] + bytes(32), ABOUT)


def test_an_answer_is_no_item_and_an_item_no_answer() -> None:
    """Under one key, the labels hold them apart."""
    as_item = trays.hand_in(b"x", xwing.public_bytes(GIVER), PLACE)
    with pytest.raises(Damaged):
        trays.read_answer(as_item, GIVER, ABOUT)
    as_answer = trays.answer(b"x", PUBLIC, ABOUT)
    with pytest.raises(Damaged):
        trays.take_out(as_answer, SECRET, PLACE)


OWN = OwnPlace(uuid4(), uuid4(), uuid4())
KEPT = trays.keep_own(b"the blue letter", GIVER, OWN)


def test_what_a_giver_keeps_opens_for_her_alone() -> None:
    """Here and in Tink; the frozen one too."""
    info = b"amparo/tray-own/v1" + b"".join(each.bytes for each in OWN)
    assert trays.read_own(KEPT, GIVER, OWN) == b"the blue letter"
    assert in_tink.opened(GIVER, KEPT[2:], info) == b"the blue letter"
    kept = VECTORS["tray own 1"]
    three, eight, five = (UUID(int=number, version=4) for number in (3, 8, 5))
    blob, seed = bytes.fromhex(kept["blob"]), bytes.fromhex(kept["seed"])
    assert trays.read_own(blob, seed, OwnPlace(three, eight, five)) == b"the letter"


def test_what_a_giver_keeps_stays_in_its_place() -> None:
    """No byte, item, giver or use can change; nor does an answer pass for it."""
    for blob in (*flips(KEPT), KEPT[:9], b"\x02" + KEPT[1:], WORD):
        with pytest.raises(Damaged):
            trays.read_own(blob, GIVER, OWN)
    for name in OwnPlace._fields:
        with pytest.raises(Damaged):
            trays.read_own(KEPT, GIVER, OWN._replace(**{name: uuid4()}))
    with pytest.raises(Damaged):
        trays.read_answer(KEPT, GIVER, AnswerPlace(*OWN, OWN.giver_id))
