"""Any k of n custodians together open the office's secrets, and fewer open nothing."""

from itertools import combinations
from math import comb

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.crypto import custodians, signatures, xwing
from app.errors import Damaged
from tests.crypto import in_tink
from tests.crypto.published import VECTORS, sha256

ROOT_SEED = bytes(range(32))
ROOT = signatures.public_of(ROOT_SEED)
SECRETS = b"root, recovery and server key"
SEEDS = [bytes((number,)) * 32 for number in range(1, 8)]
PUBLICS = [xwing.public_bytes(seed) for seed in SEEDS]
THREE = PUBLICS[:3]
BLOB = custodians.seal_for(THREE, 2, SECRETS, ROOT_SEED)
SETS = [(0, 1), (0, 2), (1, 2)]
EACH = 2 * (1120 + 16) + len(SECRETS)


def _head(
    needed: int = 2, count: int = 3, length: int = len(SECRETS), start: bytes = b"\x01\x01"
) -> bytes:
    printed = sha256(b"".join(THREE))
    return start + bytes((needed, count)) + length.to_bytes(2, "big") + printed


def _info(chosen: tuple[int, ...], layer: int) -> bytes:
    bits = sum(1 << each for each in chosen)
    return b"amparo/custodians/v1" + _head() + bits.to_bytes(2, "big") + bytes((layer,))


def _signed(body: bytes) -> bytes:
    key = Ed25519PrivateKey.from_private_bytes(ROOT_SEED)
    return body + key.sign(b"amparo/custodians/v1\x00" + body)


def _flipped(at: int) -> bytes:
    return BLOB[:at] + bytes((BLOB[at] ^ 0x80,)) + BLOB[at + 1 :]


def _present(*places: int) -> dict[int, bytes]:
    return {place: SEEDS[place] for place in places}


@pytest.mark.parametrize(
    ("needed", "count"), [(1, 1), (1, 2), (2, 2), (2, 3), (3, 5), (4, 7), (7, 7)]
)
def test_exactly_so_many_open(needed: int, count: int) -> None:
    """Every set of as many as are needed opens; every set of one fewer does not."""
    publics = PUBLICS[:count]
    blob = custodians.seal_for(publics, needed, SECRETS, ROOT_SEED)
    sealed = comb(count, needed) * (needed * 1136 + len(SECRETS))
    assert len(blob) == 38 + sealed + 64
    custodians.verify(blob, publics, ROOT)
    for chosen in combinations(range(count), needed):
        assert custodians.open_with(blob, publics, _present(*chosen)) == SECRETS
    for chosen in combinations(range(count), needed - 1):
        with pytest.raises(Damaged):
            custodians.open_with(blob, publics, _present(*chosen))
    assert custodians.open_with(blob, publics, _present(*range(count))) == SECRETS


def test_each_layer_opens_in_tink() -> None:
    """Another implementation opens every envelope, layer by layer, from the written format."""
    assert BLOB[:38] == _head()
    for at, chosen in enumerate(SETS):
        layer = BLOB[38 + at * EACH : 38 + (at + 1) * EACH]
        for number, custodian in enumerate(chosen):
            layer = in_tink.opened(SEEDS[custodian], layer, _info(chosen, number))
        assert layer == SECRETS


def test_what_tink_sealed_opens_here() -> None:
    """Envelopes built by another implementation, from the written format."""
    body = _head()
    for chosen in SETS:
        inner = in_tink.sealed(SEEDS[chosen[1]], SECRETS, _info(chosen, 1))
        body += in_tink.sealed(SEEDS[chosen[0]], inner, _info(chosen, 0))
    blob = _signed(body)
    custodians.verify(blob, THREE, ROOT)
    for chosen in SETS:
        assert custodians.open_with(blob, THREE, _present(*chosen)) == SECRETS


def test_the_frozen_envelopes_open() -> None:
    """Envelopes written by the first build."""
    kept = VECTORS["custodians 1"]
    seeds = [bytes.fromhex(seed) for seed in kept["seeds"].split(",")]
    publics, blob = [xwing.public_bytes(seed) for seed in seeds], bytes.fromhex(kept["blob"])
    assert custodians.open_with(blob, publics, {0: seeds[0], 2: seeds[2]}) == b"the office's own"
    custodians.verify(blob, publics, signatures.public_of(bytes(range(16, 48))))


def test_every_flipped_byte_is_found_by_whoever_trusts_the_root() -> None:
    """Also one in an envelope that nobody would open today."""
    for at in range(len(BLOB)):
        with pytest.raises(Damaged):
            custodians.verify(_flipped(at), THREE, ROOT)


def test_every_flipped_byte_is_refused_by_whom_it_concerns() -> None:
    """Head and own envelope hold without the signature; another's may be damaged, and one opens."""
    mine = set(range(38)) | set(range(38 + EACH, 38 + 2 * EACH))
    for at in sorted(mine):
        with pytest.raises(Damaged):
            custodians.open_with(_flipped(at), THREE, _present(0, 2))
    others = BLOB[:38] + bytes(EACH) + BLOB[38 + EACH :]
    assert custodians.open_with(others, THREE, _present(0, 2)) == SECRETS


def test_envelopes_in_each_others_place_are_refused() -> None:
    """A set's envelope opens as that set's alone, even where the outer custodian is the same."""
    parts = [BLOB[38 + at * EACH : 38 + (at + 1) * EACH] for at in range(3)]
    swapped = _signed(BLOB[:38] + parts[1] + parts[0] + parts[2])
    for chosen in SETS[:2]:
        with pytest.raises(Damaged):
            custodians.open_with(swapped, THREE, _present(*chosen))


def test_envelopes_that_another_put_there_are_found() -> None:
    """HPKE has no sender: they open, and only the root's signature tells them from the office's."""
    planted = custodians.seal_for(THREE, 2, SECRETS, bytes(32))
    assert custodians.open_with(planted, THREE, _present(0, 1)) == SECRETS
    with pytest.raises(Damaged):
        custodians.verify(planted, THREE, ROOT)
    fewer = custodians.seal_for(THREE, 1, SECRETS, bytes(32))
    with pytest.raises(Damaged):
        custodians.verify(fewer, THREE, ROOT)


def test_other_custodians_or_another_order_are_refused() -> None:
    """The keys stand in the head by their print."""
    for publics in (PUBLICS[1:4], THREE[::-1], THREE[:2], PUBLICS[:4], []):
        with pytest.raises(Damaged):
            custodians.open_with(BLOB, publics, _present(0, 1, 2))
        with pytest.raises(Damaged):
            custodians.verify(BLOB, publics, ROOT)


def test_a_seed_that_is_not_hers_does_not_count() -> None:
    """It neither helps nor stands in the way of those who are enough without it."""
    wrong = {0: SEEDS[5], 1: SEEDS[1], 2: SEEDS[2], 9: SEEDS[0], -1: SEEDS[2]}
    assert custodians.open_with(BLOB, THREE, wrong) == SECRETS
    for seeds in (
        {0: SEEDS[5], 1: SEEDS[1]},
        {0: SEEDS[1], 1: SEEDS[0]},
        {0: SEEDS[0], 9: SEEDS[2]},
    ):
        with pytest.raises(Damaged):
            custodians.open_with(BLOB, THREE, seeds)


@pytest.mark.parametrize(
    "head",
    [
        _head(start=b"\x00\x01"),
        _head(start=b"\x02\x01"),
        _head(start=b"\x01\x00"),
        _head(start=b"\x01\x02"),
        _head(needed=0),
        _head(needed=1),
        _head(needed=3),
        _head(needed=4),
        _head(count=8),
        _head(length=0),
        _head(length=30),
    ],
)
def test_another_head_is_refused_though_signed(head: bytes) -> None:
    """Version, suite and numbers are those of the sealing."""
    blob = _signed(head + BLOB[38:-64])
    with pytest.raises(Damaged):
        custodians.open_with(blob, THREE, _present(0, 1))
    with pytest.raises(Damaged):
        custodians.verify(blob, THREE, ROOT)


@pytest.mark.parametrize("blob", [b"", BLOB[:37], BLOB[:-1], BLOB[1:], BLOB + b"\x00"])
def test_another_length_is_refused(blob: bytes) -> None:
    """The head fixes the length."""
    with pytest.raises(Damaged):
        custodians.open_with(blob, THREE, _present(0, 1))


@pytest.mark.parametrize(
    ("publics", "needed", "secrets"),
    [
        ([], 0, SECRETS),
        ([], 1, SECRETS),
        (THREE, 0, SECRETS),
        (THREE, 4, SECRETS),
        ([*PUBLICS, xwing.public_bytes(bytes(32))], 2, SECRETS),
        ([PUBLICS[0], PUBLICS[0]], 2, SECRETS),
        (THREE, 2, b""),
        (THREE, 2, bytes(2**16)),
    ],
)
def test_what_cannot_be_shared_is_not_sealed(
    publics: list[bytes], needed: int, secrets: bytes
) -> None:
    """Too few, too many, the same one twice, nothing, too much."""
    with pytest.raises(ValueError, match=r"custodians|secrets"):
        custodians.seal_for(publics, needed, secrets, ROOT_SEED)


@pytest.mark.parametrize(
    "public", [b"", bytes(1215), b"\xff" * 1216, PUBLICS[0][:1184] + bytes(32)]
)
def test_a_public_key_that_is_none_is_refused(public: bytes) -> None:
    """Of another length, out of range, or of low order."""
    with pytest.raises(Damaged):
        custodians.seal_for([public, PUBLICS[1]], 2, SECRETS, ROOT_SEED)
