"""A sealed file opens whole and in order, or not at all."""

import hashlib

import pytest

from app.crypto.chunks import MAGIC, Decryptor, Encryptor, Reader, sealed_length
from app.errors import Damaged
from tests.crypto.published import VECTORS, cobblestone_256, flips

KEY = bytes(range(32))
CONTEXT = b"case|document|1"
CHUNK = 16384
FULL = CHUNK + 16
HEADER = 5 + 24 + 32
# Sealed as three full chunks and a short one.
THREE = hashlib.shake_128(b"three chunks").digest(3 * CHUNK + 100)


def _sealed(message: bytes, context: bytes = CONTEXT) -> bytes:
    encryptor = Encryptor(KEY, context)
    return encryptor.update(message) + encryptor.finalize()


def _opened(file: bytes, context: bytes = CONTEXT, *, key: bytes = KEY) -> bytes:
    decryptor = Decryptor(key, context)
    return decryptor.update(file) + decryptor.finalize()


@pytest.mark.parametrize("length", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 100])
def test_the_format_is_the_published_one(length: int) -> None:
    """The specification computed by hand gives the same file for the same salt, at every edge."""
    message = THREE[:length]
    file = _sealed(message)
    assert file == MAGIC + cobblestone_256(KEY, CONTEXT, file[5:29], message)
    assert _opened(file) == message
    assert len(file) == HEADER + length + 16 * (length // CHUNK + 1)


def test_the_frozen_file_opens() -> None:
    """A file of the first build."""
    vector = VECTORS["file 1"]
    blob = bytes.fromhex(vector["blob"])
    assert _opened(blob, b"context", key=bytes.fromhex(vector["key"])) == b"notice to appear"


@pytest.mark.parametrize("step", [1, 7, 4096, FULL, 50_000])
def test_pieces_of_any_size_give_the_same(step: int) -> None:
    """How a stream arrives does not matter, in or out."""
    message = THREE[: 2 * CHUNK + 5] if step > 1 else THREE[:200]
    encryptor, decryptor = Encryptor(KEY, CONTEXT), Decryptor(KEY, CONTEXT)
    file = b"".join(
        encryptor.update(message[at : at + step]) for at in range(0, len(message), step)
    )
    file += encryptor.finalize()
    plain = b"".join(decryptor.update(file[at : at + step]) for at in range(0, len(file), step))
    assert plain + decryptor.finalize() == message


def test_an_empty_file_without_an_update_has_its_head() -> None:
    """Finalizing alone writes a whole file."""
    file = Encryptor(KEY, CONTEXT).finalize()
    assert file.startswith(MAGIC)
    assert _opened(file) == b""


def test_every_cut_is_refused() -> None:
    """A file cut at any byte of its header and last chunk, or at any chunk's edge, is not whole."""
    file = _sealed(THREE)
    edges = [HEADER + number * FULL for number in range(4)]
    ends = [*range(HEADER + 20), *edges, *range(edges[-1] - 20, len(file))]
    for end in ends:
        with pytest.raises(Damaged):
            _opened(file[:end])


def test_moved_doubled_missing_and_added_chunks_are_refused() -> None:
    """Each chunk has its number, and the last is the last."""
    file = _sealed(THREE)
    head = file[:HEADER]
    one, two, three = (file[HEADER + at * FULL : HEADER + (at + 1) * FULL] for at in range(3))
    last = file[HEADER + 3 * FULL :]
    spliced = _sealed(THREE)[HEADER : HEADER + FULL]
    wrong = [
        head + two + one + three + last,
        head + one + one + two + three + last,
        head + one + three + last,
        head + one + two + three + last + last,
        head + one + two + three + three,
        head + spliced + two + three + last,
        file + b"\x00",
        file + bytes(FULL),
    ]
    for changed in wrong:
        with pytest.raises(Damaged):
            _opened(changed)


def test_every_flipped_byte_is_refused() -> None:
    """No byte of a file can change."""
    for flipped in flips(_sealed(b"notice to appear")):
        with pytest.raises(Damaged):
            _opened(flipped)


def test_a_changed_byte_in_each_chunk_is_refused_before_it_is_given_out() -> None:
    """Chunks before the changed one come out whole; nothing of it or after it does."""
    file = _sealed(THREE)
    for number in range(3):
        changed = bytearray(file)
        changed[HEADER + number * FULL + 9] ^= 1
        decryptor = Decryptor(KEY, CONTEXT)
        good = decryptor.update(bytes(changed[: HEADER + number * FULL]))
        assert good == THREE[: number * CHUNK]
        with pytest.raises(Damaged):
            decryptor.update(bytes(changed[HEADER + number * FULL :]))


def test_after_a_refusal_nothing_more_comes_out() -> None:
    """A decryptor that has refused stays shut."""
    file = bytearray(_sealed(THREE))
    file[HEADER] ^= 1
    decryptor = Decryptor(KEY, CONTEXT)
    with pytest.raises(Damaged):
        decryptor.update(bytes(file))
    with pytest.raises(Damaged):
        decryptor.update(b"")
    with pytest.raises(Damaged):
        decryptor.finalize()


def test_a_foreign_magic_keeps_a_decryptor_shut() -> None:
    """Bytes of a later version are refused at once, and nothing after them is taken."""
    decryptor = Decryptor(KEY, CONTEXT)
    with pytest.raises(Damaged):
        decryptor.update(b"AMPF\x02")
    with pytest.raises(Damaged):
        decryptor.update(_sealed(b"x")[5:])
    with pytest.raises(Damaged):
        decryptor.finalize()


def test_another_context_or_key_is_refused_at_the_header() -> None:
    """A file of another case, document or version, or under another key: its commitment refuses."""
    file = _sealed(THREE)
    for context, key in ((b"case|document|2", KEY), (b"", KEY), (CONTEXT, bytes(32))):
        decryptor = Decryptor(key, context)
        with pytest.raises(Damaged):
            decryptor.update(file[:HEADER])


def test_single_chunks_open_at_their_own_places_only() -> None:
    """As the specification seals them: any of them alone, none under another number or head."""
    file = MAGIC + cobblestone_256(KEY, CONTEXT, bytes(24), THREE)
    assert len(file) == sealed_length(len(THREE))
    reader = Reader(KEY, CONTEXT, file[:HEADER])
    for number in range(4):
        sealed = file[HEADER + number * FULL : HEADER + (number + 1) * FULL]
        assert reader.open(number, sealed) == THREE[number * CHUNK : (number + 1) * CHUNK]
        for changed, at in ((sealed, number + 1), (sealed[:-1], number), (sealed + b"x", number)):
            with pytest.raises(Damaged):
                reader.open(at, changed)
    assert reader.open(0, file[HEADER:]) == THREE
    heads = (file[: HEADER - 1], b"AMPF\x02" + file[5:HEADER], file[: HEADER - 1] + b"x", b"")
    for head in heads:
        with pytest.raises(Damaged):
            Reader(KEY, CONTEXT, head)
    for key, context in ((bytes(32), CONTEXT), (KEY, b"")):
        with pytest.raises(Damaged):
            Reader(key, context, file[:HEADER])


def test_two_files_share_nothing() -> None:
    """The same message sealed twice differs from the salt on."""
    one, two = _sealed(THREE), _sealed(THREE)
    assert one[:5] == two[:5]
    assert one[5:29] != two[5:29]
    assert one[29:] != two[29:]


def test_a_key_of_another_length_is_none() -> None:
    """Thirty-two bytes, no fewer."""
    with pytest.raises(ValueError, match=r"(?i)key"):
        Encryptor(bytes(16), CONTEXT)
