"""A roster says who is in the office now, and follows from the one before it."""

import struct
from collections.abc import Mapping
from uuid import UUID, uuid4

import pytest

from app.crypto import rosters, signatures
from app.crypto.certificates import OFFICE_ROOT
from app.crypto.rosters import Roster
from app.errors import Damaged
from tests.crypto.published import VECTORS, Edwards, flips, sha256

SEED, ROOT_SEED, ANA_SEED = bytes(range(32)), bytes(range(1, 33)), bytes(range(2, 34))
PUBLIC = signatures.public_of(SEED)
BOSS, ANA, BEN = UUID(int=7), UUID(int=2**100), UUID(int=2**127)
PRINTS = {BEN: sha256(b"ben"), BOSS: sha256(b"boss"), ANA: sha256(b"ana")}
FIRST = Roster(1, bytes(32), BOSS, PRINTS)
BLOB = rosters.call(FIRST, SEED)
NEXT = Roster(2, sha256(BLOB), BOSS, {BOSS: PRINTS[BOSS], BEN: PRINTS[BEN]})
AFTER = rosters.call(NEXT, SEED)


def _written(
    roster: Roster,
    lines: list[tuple[UUID, bytes]] | None = None,
    *,
    head: bytes = b"\x01\x01",
    count: int | None = None,
) -> bytes:
    """The roster as the paper writes it, with whatever lines."""
    if lines is None:
        lines = sorted(roster.prints.items(), key=lambda line: line[0].bytes)
    body = head + struct.pack(">Q", roster.number) + roster.before + roster.issuer.bytes
    body += struct.pack(">I", len(lines) if count is None else count)
    body += b"".join(subject.bytes + print_ for subject, print_ in lines)
    return body + Edwards.sign(SEED, b"amparo/roster/v1\x00" + body)


def test_the_format_is_the_written_one() -> None:
    """The same bytes from the paper alone, in whatever order the people come."""
    assert _written(FIRST) == BLOB
    assert rosters.call(FIRST._replace(prints=dict(reversed(PRINTS.items()))), SEED) == BLOB
    assert len(BLOB) == 62 + 3 * 48 + 64
    assert rosters.verify(BLOB, PUBLIC) == FIRST
    assert rosters.print_of(BLOB) == sha256(BLOB)


def test_the_frozen_rosters_hold() -> None:
    """Rosters written by the first build."""
    kept = VECTORS["roster 1"]
    first, second = bytes.fromhex(kept["first"]), bytes.fromhex(kept["second"])
    signer = bytes.fromhex(kept["signer"])
    four, five = UUID(int=4, version=4), UUID(int=5, version=4)
    assert rosters.verify(first, signer).prints == {
        four: bytes(range(19, 51)),
        five: bytes(range(20, 52)),
    }
    assert rosters.verify(second, signer).number == 2
    rosters.follows(second, first, bytes(range(19, 51)))


def test_every_flipped_byte_is_refused() -> None:
    """And every other length, at each line too."""
    for flipped in flips(BLOB):
        with pytest.raises(Damaged):
            rosters.verify(flipped, PUBLIC)
    for length in range(len(BLOB)):
        with pytest.raises(Damaged):
            rosters.verify(BLOB[:length], PUBLIC)
    with pytest.raises(Damaged):
        rosters.verify(BLOB + b"\x00", PUBLIC)


@pytest.mark.parametrize("head", [b"\x00\x01", b"\x02\x01", b"\x01\x00", b"\x01\x02"])
def test_an_unknown_version_or_suite_is_refused_though_signed(head: bytes) -> None:
    """Nothing falls back."""
    with pytest.raises(Damaged):
        rosters.verify(_written(FIRST, head=head), PUBLIC)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [(BOSS, bytes(32)), (BOSS, bytes(32))],
        [(BOSS, bytes(32)), (BOSS, bytes(31) + b"\x01")],
        [(ANA, bytes(32)), (BOSS, bytes(32))],
    ],
)
def test_nobody_doubled_or_disordered_is_refused_though_signed(
    lines: list[tuple[UUID, bytes]],
) -> None:
    """One set of people has one spelling."""
    with pytest.raises(Damaged):
        rosters.verify(_written(FIRST, lines), PUBLIC)


@pytest.mark.parametrize("count", [0, 2, 4, 10_001, 2**32 - 1])
def test_a_count_that_is_not_that_of_the_lines_is_refused(count: int) -> None:
    """Nothing is read beyond what was signed."""
    with pytest.raises(Damaged):
        rosters.verify(_written(FIRST, count=count), PUBLIC)


@pytest.mark.parametrize(
    ("number", "before"),
    [(0, bytes(32)), (2, bytes(32)), (1, sha256(b"x")), (2**64 - 1, bytes(32))],
)
def test_only_the_first_has_none_before_it(number: int, before: bytes) -> None:
    """Neither called nor read."""
    roster = FIRST._replace(number=number, before=before)
    with pytest.raises(ValueError, match="roster"):
        rosters.call(roster, SEED)
    with pytest.raises(Damaged):
        rosters.verify(_written(roster), PUBLIC)


@pytest.mark.parametrize(
    "roster",
    [
        NEXT._replace(number=2**64),
        NEXT._replace(number=-1),
        NEXT._replace(before=bytes(31) + b"\x01" * 2),
        NEXT._replace(prints={}),
        NEXT._replace(prints={ANA: bytes(31)}),
        NEXT._replace(prints={ANA: bytes(33)}),
        NEXT._replace(prints={UUID(int=at): bytes(32) for at in range(10_001)}),
    ],
)
def test_nothing_is_cut_or_padded_to_fit(roster: Roster) -> None:
    """A number or hash out of its width, nobody, or too many are not signed."""
    with pytest.raises(ValueError, match="roster"):
        rosters.call(roster, SEED)


def test_the_next_follows() -> None:
    """Called by somebody whom the one before named, or by the office root."""
    rosters.follows(AFTER, BLOB, PRINTS[BOSS])
    by_root = rosters.call(NEXT._replace(issuer=OFFICE_ROOT), ROOT_SEED)
    assert rosters.verify(by_root, signatures.public_of(ROOT_SEED)).issuer == OFFICE_ROOT
    rosters.follows(by_root, BLOB, None)


def test_whoever_was_struck_off_cannot_call_herself_back() -> None:
    """Her roster names her, and that is worth nothing."""
    struck = NEXT
    hers = Roster(3, sha256(AFTER), ANA, {**struck.prints, ANA: PRINTS[ANA]})
    blob = rosters.call(hers, ANA_SEED)
    assert rosters.verify(blob, signatures.public_of(ANA_SEED)).prints[ANA] == PRINTS[ANA]
    for print_ in (PRINTS[ANA], PRINTS[BOSS], None):
        with pytest.raises(Damaged):
            rosters.follows(blob, AFTER, print_)


def test_another_certificate_of_the_caller_is_refused() -> None:
    """The key that signed is the one that the roster before named, to the byte."""
    for print_ in (sha256(b"boss, older"), None, b""):
        with pytest.raises(Damaged):
            rosters.follows(AFTER, BLOB, print_)


@pytest.mark.parametrize(
    "changes",
    [
        {"number": 3},
        {"number": 2**64 - 1},
        {"before": sha256(b"another")},
        {"issuer": ANA},
        {"issuer": OFFICE_ROOT},
    ],
)
def test_what_is_not_the_next_is_refused(changes: Mapping[str, object]) -> None:
    """A skipped number, another one before it, another issuer."""
    blob = rosters.call(NEXT._replace(**changes), SEED)  # type: ignore[arg-type]
    with pytest.raises(Damaged):
        rosters.follows(blob, BLOB, PRINTS[BOSS])


def test_an_old_roster_follows_nothing() -> None:
    """Put back, it is the next of none."""
    for old, before in ((BLOB, AFTER), (BLOB, BLOB), (AFTER, AFTER)):
        with pytest.raises(Damaged):
            rosters.follows(old, before, PRINTS[BOSS])


def test_another_issuers_key_is_refused() -> None:
    """A roster is its issuer's."""
    with pytest.raises(Damaged):
        rosters.verify(BLOB, signatures.public_of(ANA_SEED))


def test_the_largest_office_fits() -> None:
    """Ten thousand people."""
    people = {uuid4(): bytes(32) for _ in range(10_000)}
    roster = FIRST._replace(prints=people)
    assert rosters.verify(rosters.call(roster, SEED), PUBLIC).prints == people
