"""A charter fixes which key a case or group has in one epoch, and who made it so."""

import hmac
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.crypto import charters, signatures, xwing
from app.crypto.casekeys import new_case_key, tray_seed
from app.crypto.grants import CASE, GROUP
from app.errors import Damaged
from tests.crypto.published import VECTORS, flips, hkdf_expand

ANA_SEED = bytes(range(1, 33))
ANA = signatures.public_of(ANA_SEED)
ANA_ID, CASE_ID = uuid4(), uuid4()
ONE, TWO = new_case_key(), new_case_key()
FIRST = charters.draw_up((CASE, CASE_ID), (1, ONE, None), ANA_ID, ANA_SEED)
SECOND = charters.draw_up((CASE, CASE_ID), (2, TWO, ONE), ANA_ID, ANA_SEED)


def _unfolded(kind: int, secret: bytes) -> tuple[bytes, bytes]:
    """Commitment and X-Wing seed of a secret, by RFC 5869."""
    if kind == CASE:
        commitment = hkdf_expand(secret, b"amparo/case/v1", 64)[32:]
        return commitment, hkdf_expand(secret, b"amparo/tray-key/v1", 32)
    unfolded = hkdf_expand(secret, b"amparo/group/v1", 96)
    return unfolded[64:], unfolded[:32]


def _body(
    kind: int, secret: bytes, epoch: int, *, head: bytes = b"\x02\x01", public: bytes = b""
) -> bytes:
    commitment, seed = _unfolded(kind, secret)
    return (
        head
        + bytes((kind,))
        + CASE_ID.bytes
        + epoch.to_bytes(4, "big")
        + commitment
        + (public or xwing.public_bytes(seed))
        + ANA_ID.bytes
    )


def _link(body: bytes, before: bytes | None) -> bytes:
    if before is None:
        return bytes(32)
    return hmac.digest(hkdf_expand(before, b"amparo/charter-link/v1", 32), body, "sha256")


def _signed(linked: bytes) -> bytes:
    key = Ed25519PrivateKey.from_private_bytes(ANA_SEED)
    return linked + key.sign(b"amparo/charter/v1\x00" + linked)


@pytest.mark.parametrize("kind", [CASE, GROUP])
def test_the_format_is_the_written_one(kind: int) -> None:
    """The same bytes from the paper alone, for both kinds, with and without an epoch before."""
    for epoch, secret, before in ((1, ONE, None), (2, TWO, ONE), (2**32 - 1, TWO, ONE)):
        body = _body(kind, secret, epoch)
        written = _signed(body + _link(body, before))
        drawn = charters.draw_up((kind, CASE_ID), (epoch, secret, before), ANA_ID, ANA_SEED)
        assert drawn == written
        assert len(drawn) == 1383 == charters.CHARTER_BYTES


def test_a_charter_holds_and_follows() -> None:
    """It says what was drawn up; the second is known by who held the first."""
    says = charters.verify(SECOND, ANA)
    assert says[:3] == (CASE, CASE_ID, 2)
    assert says.maker == ANA_ID
    assert says.xwing == xwing.public_bytes(tray_seed(TWO))
    charters.follows(SECOND, ONE)
    charters.matches(SECOND, TWO)
    charters.matches(FIRST, ONE)


@pytest.mark.parametrize(("name", "enrols"), [("charter 1", False), ("charter 2", True)])
def test_the_frozen_charter_holds(name: str, enrols: bool) -> None:
    """Charters written by earlier builds, each as a group is chartered."""
    kept = VECTORS[name]
    blob = bytes.fromhex(kept["blob"])
    says = charters.verify(blob, bytes.fromhex(kept["signer"]))
    assert says[:3] == (GROUP, UUID(int=3, version=4), 2)
    assert says.enrols is enrols
    charters.follows(blob, bytes.fromhex(kept["before"]))
    charters.matches(blob, bytes.fromhex(kept["secret"]))


def test_every_flipped_byte_is_refused() -> None:
    """With and without a link."""
    for blob in (FIRST, SECOND):
        for flipped in flips(blob):
            with pytest.raises(Damaged):
                charters.verify(flipped, ANA)


def test_the_link_holds_each_byte_though_signed_again() -> None:
    """A colleague with good keys, who never held the case, cannot change what a holder drew up."""
    end = len(SECOND) - 64
    for at in range(end):
        changed = SECOND[:at] + bytes((SECOND[at] ^ 0x80,)) + SECOND[at + 1 : end]
        with pytest.raises(Damaged):
            charters.follows(_signed(changed), ONE)


def test_whoever_never_held_the_case_makes_no_new_epoch() -> None:
    """Any link but that of the last secret is refused to those who hold it."""
    planted = charters.draw_up((CASE, CASE_ID), (2, new_case_key(), TWO), ANA_ID, ANA_SEED)
    assert charters.verify(planted, ANA)
    with pytest.raises(Damaged):
        charters.follows(planted, ONE)
    with pytest.raises(Damaged):
        charters.follows(FIRST, ONE)


def test_a_key_of_the_makers_own_beside_the_right_commitment_is_found() -> None:
    """Who may draw up a charter still cannot keep the tray open for herself."""
    hers = xwing.public_bytes(bytes(range(32)))
    body = _body(CASE, TWO, 2, public=hers)
    crafted = _signed(body + _link(body, ONE))
    assert charters.verify(crafted, ANA).xwing == hers
    charters.follows(crafted, ONE)
    with pytest.raises(Damaged):
        charters.matches(crafted, TWO)


def test_a_charter_matches_one_secret_in_one_kind() -> None:
    """Another secret, or the same as another kind, is refused."""
    with pytest.raises(Damaged):
        charters.matches(SECOND, ONE)
    body = _body(CASE, ONE, 1)
    as_group = body[:2] + bytes((GROUP,)) + body[3:]
    with pytest.raises(Damaged):
        charters.matches(_signed(as_group + bytes(32)), ONE)


@pytest.mark.parametrize(
    ("head", "kind", "epoch", "link"),
    [
        (b"\x00\x01", 1, 1, bytes(32)),
        (b"\x03\x01", 1, 1, bytes(32)),
        (b"\x02\x00", 1, 1, bytes(32)),
        (b"\x02\x02", 1, 1, bytes(32)),
        (b"\x02\x01", 0, 1, bytes(32)),
        (b"\x02\x01", 3, 1, bytes(32)),
        (b"\x02\x01", 1, 0, bytes(32)),
        (b"\x02\x01", 1, 2, bytes(32)),
        (b"\x02\x01", 1, 1, b"\x01" + bytes(31)),
    ],
)
def test_what_is_no_charter_is_refused_though_signed(
    head: bytes, kind: int, epoch: int, link: bytes
) -> None:
    """Unknown version, suite or kind; a first epoch with a link, a later one without."""
    body = _body(1, ONE, epoch, head=head)
    blob = _signed(body[:2] + bytes((kind,)) + body[3:] + link)
    with pytest.raises(Damaged):
        charters.read(blob)
    with pytest.raises(Damaged):
        charters.verify(blob, ANA)


@pytest.mark.parametrize("blob", [b"", FIRST[:-1], FIRST[1:], FIRST + b"\x00"])
def test_another_length_is_refused(blob: bytes) -> None:
    """1,383 bytes."""
    for check in (charters.read, lambda it: charters.follows(it, ONE)):
        with pytest.raises(Damaged):
            check(blob)


def test_another_makers_key_is_refused() -> None:
    """A charter is its maker's."""
    with pytest.raises(Damaged):
        charters.verify(FIRST, signatures.public_of(bytes(32)))


@pytest.mark.parametrize(
    "epochs",
    [
        (0, ONE, None),
        (1, TWO, ONE),
        (2, TWO, None),
        (2**32, TWO, ONE),
        (-1, TWO, ONE),
        (2, ONE, ONE),
        (1, ONE[:31], None),
    ],
)
def test_no_charter_is_drawn_up_out_of_order(epochs: tuple[int, bytes, bytes | None]) -> None:
    """Epochs follow one another, each with a secret of its own."""
    with pytest.raises(ValueError, match="epoch"):
        charters.draw_up((CASE, CASE_ID), epochs, ANA_ID, ANA_SEED)


def test_an_unknown_kind_is_not_drawn_up() -> None:
    """Cases and groups have charters."""
    with pytest.raises(Damaged):
        charters.draw_up((9, CASE_ID), (1, ONE, None), ANA_ID, ANA_SEED)
