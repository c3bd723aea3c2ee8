"""Terms of custodians: theirs alone, to the byte, and of one time."""

from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.crypto import recoveries, signatures
from app.crypto.recoveries import Terms
from app.errors import Damaged
from tests.crypto.published import flips

ROOT = bytes(range(32))
PUBLIC = signatures.public_of(ROOT)
THREE, FOUR = UUID(int=3, version=4), UUID(int=4, version=4)
TERMS = Terms(THREE, FOUR, bytes(range(32, 64)), 1_800_000_000, 1_800_259_200, 381)
BLOB = recoveries.agree(TERMS, ROOT)
BODY = (
    b"\x01\x01"
    + THREE.bytes
    + FOUR.bytes
    + bytes(range(32, 64))
    + (1_800_000_000).to_bytes(8, "big")
    + (1_800_259_200).to_bytes(8, "big")
    + (381).to_bytes(4, "big")
)


def test_the_root_s_terms_are_read() -> None:
    """As they were agreed."""
    assert recoveries.verify(BLOB, PUBLIC) == TERMS


def test_the_format_is_the_written_one() -> None:
    """Packed by hand, signed by the library alone: Ed25519 is deterministic (RFC 8032)."""
    signed = Ed25519PrivateKey.from_private_bytes(ROOT).sign(b"amparo/recovery-terms/v1\x00" + BODY)
    assert BODY + signed == BLOB
    assert len(BLOB) == 150


def test_every_flipped_byte_is_refused() -> None:
    """Of the terms and of the root."""
    for flipped in flips(BLOB):
        with pytest.raises(Damaged):
            recoveries.verify(flipped, PUBLIC)
    for blob in (BLOB[:-1], BLOB + b"\x00", b""):
        with pytest.raises(Damaged):
            recoveries.verify(blob, PUBLIC)
    with pytest.raises(Damaged):
        recoveries.verify(BLOB, signatures.public_of(bytes(32)))


@pytest.mark.parametrize(
    "other",
    [
        {"print_": bytes(31)},
        {"opens": TERMS.begun - 1},
        {"keys": 2**32},
        {"begun": -1},
        {"opens": 2**64},
    ],
)
def test_what_are_no_terms_is_not_signed(other: dict[str, object]) -> None:
    """A number or hash out of its width, or an end before its beginning."""
    with pytest.raises(ValueError, match="terms"):
        recoveries.agree(TERMS._replace(**other), ROOT)  # type: ignore[arg-type]


def test_the_short_delay_is_the_root_s_word() -> None:
    """Another number of hours, another root or another word: refused."""
    word = recoveries.sign_short_delay(1, ROOT)
    recoveries.verify_short_delay(1, word, PUBLIC)
    for hours in (0, 24, 72, -1, 256):
        with pytest.raises(Damaged):
            recoveries.verify_short_delay(hours, word, PUBLIC)
    with pytest.raises(Damaged):
        recoveries.verify_short_delay(1, word, signatures.public_of(bytes(32)))
    with pytest.raises(Damaged):
        recoveries.verify_short_delay(1, BLOB[-64:], PUBLIC)
