"""What a new paper proves: all that was printed with it, and nothing else."""

import pytest

from app.crypto import printings, xwing
from app.crypto.printings import Printed
from app.errors import Damaged
from tests.crypto.published import VECTORS

SEEDS = [bytes((at,)) * 32 for at in (38, 39)]
PRINTED = Printed(bytes(32), bytes(range(32)), 2, [xwing.public_bytes(each) for each in SEEDS])


def test_each_part_and_each_paper_counts() -> None:
    """Another root, recovery key, number, order or person, place or paper: refused."""
    blob = printings.prove(PRINTED, 0, SEEDS[0])
    printings.require(blob, PRINTED, 0, SEEDS[0])
    others = [
        PRINTED._replace(root=bytes(31) + b"1"),
        PRINTED._replace(recovery_print=bytes(32)),
        PRINTED._replace(needed=1),
        PRINTED._replace(publics=PRINTED.publics[::-1]),
        PRINTED._replace(publics=PRINTED.publics[:1]),
    ]
    for other in others:
        with pytest.raises(Damaged):
            printings.require(blob, other, 0, SEEDS[0])
    for place, seed in ((1, SEEDS[0]), (0, SEEDS[1]), (2, SEEDS[0]), (-1, SEEDS[0])):
        with pytest.raises(Damaged):
            printings.require(blob, PRINTED, place, seed)
    for at in range(len(blob)):
        changed = blob[:at] + bytes((blob[at] ^ 1,)) + blob[at + 1 :]
        with pytest.raises(Damaged):
            printings.require(changed, PRINTED, 0, SEEDS[0])
    with pytest.raises(Damaged):
        printings.require(blob[:-1], PRINTED, 0, SEEDS[0])


@pytest.mark.parametrize(
    ("printed", "place"),
    [
        (PRINTED._replace(root=b"short"), 0),
        (PRINTED._replace(recovery_print=bytes(33)), 0),
        (PRINTED, 2),
        (PRINTED, -1),
    ],
)
def test_what_is_no_printing_is_not_proved(printed: Printed, place: int) -> None:
    """Keys of another width and places that are none."""
    with pytest.raises(ValueError, match=r"\w"):
        printings.prove(printed, place, SEEDS[0])


def test_the_frozen_proof_holds() -> None:
    """Papers that wait today are put in force by every later build."""
    vector = VECTORS["printing 1"]
    seeds = [bytes((start + at) % 256 for at in range(32)) for start in (38, 39)]
    root, known = (bytes.fromhex(vector[name]) for name in ("root", "recovery"))
    printed = Printed(root, known, 2, [xwing.public_bytes(each) for each in seeds])
    blob = bytes.fromhex(vector["blob"])
    printings.require(blob, printed, 1, seeds[1])
    assert printings.prove(printed, 1, seeds[1]) == blob
