"""Twelve digits that two people read to each other."""

import hashlib
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from app.crypto.bundle import PublicKeys
from app.crypto.comparison import number_of

WHO = UUID("7d3b0a52-6a0f-4f0e-9d4e-3f5a1c2b9e10")
PUBLIC = PublicKeys(bytes(range(256)) * 4 + bytes(192), bytes(range(32)))
ANCHORS = (bytes(range(32, 64)), bytes(range(64, 96)))


def test_the_digits_are_what_another_library_computes() -> None:
    """Argon2id of OpenSSL over the documented bytes, modulo 10^12."""
    parts = (b"amparo/comparison/v1", WHO.bytes, bytes((2,)), *PUBLIC, *ANCHORS)
    stretched = Argon2id(
        salt=hashlib.sha256(b"amparo/comparison/v1").digest()[:16],
        length=32,
        iterations=3,
        lanes=1,
        memory_cost=64 * 1024,
    ).derive(hashlib.sha256(b"".join(parts)).digest())
    digits = f"{int.from_bytes(stretched, 'big') % 10**12:012d}"
    assert number_of(WHO, 2, PUBLIC, ANCHORS) == f"{digits[:4]} {digits[4:8]} {digits[8:]}"


@pytest.mark.parametrize(
    "other",
    [
        (UUID(int=1), 2, PUBLIC, ANCHORS),
        (WHO, 3, PUBLIC, ANCHORS),
        (WHO, 2, PublicKeys(b"\x01" + PUBLIC.xwing[1:], PUBLIC.signing), ANCHORS),
        (WHO, 2, PublicKeys(PUBLIC.xwing, bytes(32)), ANCHORS),
        (WHO, 2, PUBLIC, (bytes(32), ANCHORS[1])),
        (WHO, 2, PUBLIC, (ANCHORS[0], bytes(32))),
    ],
    ids=["person", "role", "sealing key", "signing key", "root", "recovery key"],
)
def test_each_of_what_is_compared_changes_the_digits(
    other: tuple[UUID, int, PublicKeys, tuple[bytes, bytes]],
) -> None:
    """Another person, role, key or anchor reads otherwise."""
    assert number_of(*other) != number_of(WHO, 2, PUBLIC, ANCHORS)
