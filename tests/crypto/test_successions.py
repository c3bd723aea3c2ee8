"""Which anchors follow after which: signed by the former root, and never back."""

from typing import Any

import pytest

from app.crypto import signatures, successions
from app.crypto.successions import Anchors
from app.errors import Damaged
from tests.crypto.published import VECTORS

SEEDS = [bytes((at,)) * 32 for at in range(1, 5)]
ANCHORS = [Anchors(signatures.public_of(seed), bytes((at,)) * 32) for at, seed in enumerate(SEEDS)]


def word(at: int) -> bytes:
    """Return the word that leads from one pair of anchors to the next."""
    return successions.succeed(at + 1, ANCHORS[at], ANCHORS[at + 1], SEEDS[at])


def test_several_words_lead_on_and_none_leads_back() -> None:
    """From wherever one stands to the newest; whoever is there stays there."""
    words = [word(0), word(1), word(2)]
    for at in range(4):
        assert successions.follow(ANCHORS[at], words) == ANCHORS[3]
    assert successions.follow(ANCHORS[1], [word(0)]) == ANCHORS[1]
    assert successions.follow(ANCHORS[0], [word(1)]) == ANCHORS[0], "a gap leads nowhere"


def test_a_word_that_was_left_out_is_missed() -> None:
    """Numbers go on by one: two words that do not are not the office's list."""
    for words in ([word(0), word(2)], [word(1), word(0)], [word(0), word(0)]):
        with pytest.raises(Damaged):
            successions.follow(ANCHORS[0], words)


def test_any_changed_byte_leads_nowhere() -> None:
    """Refused, or from other anchors than one's own: nobody is led astray."""
    blob = word(0)
    assert len(blob) == 198
    for at in range(len(blob)):
        changed = blob[:at] + bytes((blob[at] ^ 1,)) + blob[at + 1 :]
        try:
            assert successions.follow(ANCHORS[0], [changed]) == ANCHORS[0]
        except Damaged:
            continue
    with pytest.raises(Damaged):
        successions.follow(ANCHORS[0], [blob[:-1]])
    stranger = successions.succeed(1, ANCHORS[1], ANCHORS[2], SEEDS[1])
    forged = stranger[:6] + blob[6:70] + stranger[70:]
    with pytest.raises(Damaged):
        successions.follow(ANCHORS[0], [forged])


@pytest.mark.parametrize(
    "given",
    [
        (0, ANCHORS[0], ANCHORS[1], SEEDS[0]),
        (1, ANCHORS[0], ANCHORS[1], SEEDS[1]),
        (1, ANCHORS[0], Anchors(ANCHORS[0].root, bytes(32)), SEEDS[0]),
        (1, ANCHORS[0], Anchors(ANCHORS[1].root, ANCHORS[0].recovery_print), SEEDS[0]),
        (1, ANCHORS[0], Anchors(ANCHORS[1].root, b"short"), SEEDS[0]),
    ],
)
def test_what_is_no_succession_is_not_signed(given: Any) -> None:
    """Both are replaced, by a word of the former root, with a number."""
    with pytest.raises(ValueError, match=r"\w"):
        successions.succeed(*given)


def test_the_frozen_word_leads_on() -> None:
    """What an office holds today is followed by every later build."""
    vector = VECTORS["succession 1"]
    former, after = (bytes.fromhex(vector[name]) for name in ("former", "after"))
    known = Anchors(former[:32], former[32:])
    assert successions.follow(known, [bytes.fromhex(vector["blob"])]) == (after[:32], after[32:])
    assert successions.read(bytes.fromhex(vector["blob"]))[0] == vector["number"]
