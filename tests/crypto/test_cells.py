"""A cell opens at its own place, whole, and nowhere else."""

import copy
import pickle
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from app.crypto import cells
from app.crypto.cells import CellKey, Place, Sealed
from app.errors import Damaged
from tests.crypto.published import VECTORS, flips

KEY = CellKey(bytes(range(32)))
PLACE = Place(7, 3, uuid4(), uuid4(), 5, 2)
TEXT = b"A-number 999 000 001"


def _id(number: int) -> UUID:
    return UUID(int=number, version=4)


def test_a_cell_opens_at_its_place() -> None:
    """What was sealed comes back, with 34 bytes spent."""
    blob = cells.seal(KEY, PLACE, TEXT)
    assert cells.open_(KEY, PLACE, blob) == TEXT
    assert len(blob) == len(TEXT) + 34 == len(TEXT) + cells.OVERHEAD


def test_an_empty_cell_opens() -> None:
    """Nothing at all can be sealed."""
    assert cells.open_(KEY, PLACE, cells.seal(KEY, PLACE, b"")) == b""


def test_the_format_is_the_written_one() -> None:
    """The library alone, with the header and bound bytes of the paper, opens a cell."""
    blob = cells.seal(KEY, PLACE, TEXT)
    table, field, scope, row, version, epoch = PLACE
    bound = (
        b"AMP1\x01\x01"
        + struct.pack(">IHH", epoch, table, field)
        + scope.bytes
        + row.bytes
        + struct.pack(">I", version)
    )
    assert blob[:6] == b"\x01\x01" + struct.pack(">I", epoch)
    assert len(bound) == 50
    assert AESGCMSIV(bytes(range(32))).decrypt(blob[6:18], blob[18:], bound) == TEXT


def test_the_frozen_cell_opens() -> None:
    """A cell written by the first build."""
    vector = VECTORS["cell 1"]
    key = CellKey(bytes.fromhex(vector["key"]))
    place = Place(7, 3, _id(1), _id(2), 5, 2)
    assert cells.open_(key, place, bytes.fromhex(vector["blob"])).hex() == vector["plaintext"]


def test_every_flipped_byte_is_refused() -> None:
    """No byte of a cell can change."""
    blob = cells.seal(KEY, PLACE, TEXT)
    for flipped in flips(blob):
        with pytest.raises(Damaged):
            cells.open_(KEY, PLACE, flipped)


def test_every_cut_is_refused() -> None:
    """Neither a shorter nor a longer cell opens."""
    blob = cells.seal(KEY, PLACE, TEXT)
    for changed in [blob[:end] for end in range(len(blob))] + [blob + b"\x00"]:
        with pytest.raises(Damaged):
            cells.open_(KEY, PLACE, changed)
    for end in range(cells.OVERHEAD):
        with pytest.raises(Damaged):
            cells.epoch_of(blob[:end])


@pytest.mark.parametrize(
    "elsewhere",
    [
        PLACE._replace(table=8),
        PLACE._replace(field=4),
        PLACE._replace(scope=uuid4()),
        PLACE._replace(scope=UUID(int=0)),
        PLACE._replace(row=uuid4()),
        PLACE._replace(scope=PLACE.row, row=PLACE.scope),
        PLACE._replace(version=4),
        PLACE._replace(version=6),
        PLACE._replace(epoch=1),
        PLACE._replace(epoch=3),
        PLACE._replace(table=PLACE.field, field=PLACE.table),
        PLACE._replace(version=-1),
        PLACE._replace(version=1 << 32),
    ],
)
def test_another_place_is_refused(elsewhere: Place) -> None:
    """Table, field, case, row, version and epoch each hold a cell in its place."""
    blob = cells.seal(KEY, PLACE, TEXT)
    with pytest.raises(Damaged):
        cells.open_(KEY, elsewhere, blob)


def test_another_epoch_in_the_header_is_refused_even_where_it_is_asked_for() -> None:
    """The epoch is bound in, not only compared."""
    blob = cells.seal(KEY, PLACE, TEXT)
    moved = blob[:2] + struct.pack(">I", 9) + blob[6:]
    assert cells.epoch_of(moved) == 9
    with pytest.raises(Damaged):
        cells.open_(KEY, PLACE._replace(epoch=9), moved)


def test_another_key_is_refused() -> None:
    """A cell needs its own key."""
    blob = cells.seal(KEY, PLACE, TEXT)
    with pytest.raises(Damaged):
        cells.open_(CellKey(bytes(32)), PLACE, blob)


@pytest.mark.parametrize("head", [b"\x00\x01", b"\x03\x01", b"\x01\x00", b"\x01\x02", b"\x02\x02"])
def test_an_unknown_version_or_algorithm_is_refused(head: bytes) -> None:
    """There is no falling back to another format."""
    blob = head + cells.seal(KEY, PLACE, TEXT)[2:]
    with pytest.raises(Damaged):
        cells.epoch_of(blob)
    with pytest.raises(Damaged):
        cells.open_(KEY, PLACE, blob)


def test_the_epoch_can_be_read_before_opening() -> None:
    """The header says which key is needed."""
    assert cells.epoch_of(cells.seal(KEY, PLACE, TEXT)) == 2


def test_a_refusal_says_nothing() -> None:
    """Damaged carries no cause, no byte and no place."""
    blob = bytearray(cells.seal(KEY, PLACE, TEXT))
    blob[-1] ^= 1
    with pytest.raises(Damaged) as refused:
        cells.open_(KEY, PLACE, bytes(blob))
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__
    assert refused.value.params == {}
    assert str(refused.value) == Damaged.default


def test_only_sealing_makes_sealed_bytes() -> None:
    """Plain bytes cannot be passed off as sealed; sealed bytes still are bytes."""
    blob = cells.seal(KEY, PLACE, TEXT)
    with pytest.raises(TypeError, match=r"Only app\.crypto"):
        Sealed(b"in clear")
    assert isinstance(blob, bytes)
    assert type(blob) is Sealed
    assert repr(blob) == "<Sealed 54 bytes>"


def test_a_key_shows_nothing_and_stays_here() -> None:
    """No key in a repr, a pickle or a copy, and no key of another length."""
    assert repr(KEY) == str(KEY) == "<CellKey>"
    with pytest.raises(TypeError, match="never written out"):
        pickle.dumps(KEY)
    with pytest.raises(TypeError, match="never written out"):
        copy.deepcopy(KEY)
    with pytest.raises(ValueError, match="32 bytes"):
        CellKey(bytes(16))


FORKING = """
import os, sys
from uuid import UUID
from app.crypto.cells import CellKey, Place, seal
key, place = CellKey(bytes(32)), Place(1, 1, UUID(int=0), UUID(int=1), 1, 1)
seal(key, place, b"before the fork")
children = []
for _ in range(8):
    read, write = os.pipe()
    if os.fork() == 0:
        with os.fdopen(write, "wb") as out:
            out.write(b"".join(seal(key, place, b"same")[6:18] for _ in range(2500)))
        os._exit(0)
    os.close(write)
    children.append(read)
for read in children:
    with os.fdopen(read, "rb") as pipe:
        sys.stdout.buffer.write(pipe.read())
"""


def test_nonces_stay_unique_over_forks() -> None:
    """Eight processes forked from one seal 2,500 cells each; no nonce comes twice."""
    done = subprocess.run([sys.executable, "-c", FORKING], capture_output=True, check=True)
    nonces = [done.stdout[at : at + 12] for at in range(0, len(done.stdout), 12)]
    assert len(nonces) == 20_000
    assert len(set(nonces)) == 20_000


def test_one_key_serves_many_threads() -> None:
    """Requests share a key; none of them reads another's text."""

    def sealed_and_opened(number: int) -> bool:
        place, text = PLACE._replace(version=number), str(number).encode() * 50
        return all(
            cells.open_(KEY, place, cells.seal(KEY, place, text)) == text for _ in range(200)
        )

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(sealed_and_opened, range(8)))


def test_a_repeated_nonce_shows_only_equality(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a rollback to a snapshot, two texts under one nonce share no keystream."""
    monkeypatch.setattr("os.urandom", bytes)
    first, again, other = (
        cells.seal(KEY, PLACE, text)[18:] for text in (b"a" * 64, b"a" * 64, b"a" * 63 + b"b")
    )
    assert first == again
    assert sum(one == two for one, two in zip(first, other, strict=True)) < 16
