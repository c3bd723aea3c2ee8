"""One signature over a label and a body, by one person, good for nothing else."""

import ast
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.crypto import heads, signatures
from app.errors import Damaged
from tests.crypto.published import Edwards, flips

SEED = bytes(range(32))
PUBLIC = signatures.public_of(SEED)
SIGNATURE = signatures.sign(SEED, b"amparo/one/v1", b"body")

# RFC 8032, section 7.1: secret key, public key, message, signature.
PUBLISHED = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]


def _small() -> list[tuple[int, int]]:
    """The eight points whose order divides 8, found by multiplying others by the large order."""
    found = {(0, 1)}
    y = 2
    while len(found) < 8:
        for point in Edwards.on_line(y):
            rest = Edwards.times(Edwards.ORDER, point)
            found |= {Edwards.times(number, rest) for number in range(8)}
        y += 1
    return sorted(found)


@pytest.mark.parametrize(("seed", "public", "message", "signature"), PUBLISHED)
def test_the_slow_signer_gives_the_published_answers(
    seed: str, public: str, message: str, signature: str
) -> None:
    """What the other tests compare with is RFC 8032."""
    key = bytes.fromhex(seed)
    assert Edwards.public(key).hex() == public == signatures.public_of(key).hex()
    assert Edwards.sign(key, bytes.fromhex(message)).hex() == signature


def test_label_zero_and_body_are_signed() -> None:
    """The bytes signed are the written ones."""
    assert Edwards.sign(SEED, b"amparo/one/v1\x00body") == SIGNATURE
    signatures.verify(PUBLIC, b"amparo/one/v1", b"body", SIGNATURE)


@pytest.mark.parametrize(
    ("label", "body"),
    [
        (b"amparo/one/v1", b"bodz"),
        (b"amparo/one/v1", b"body\x00"),
        (b"amparo/two/v1", b"body"),
        (b"amparo/one/v1\x00", b"body"),
        (b"amparo/one/v1\x00b", b"ody"),
        (b"amparo/one/v", b"1\x00body"),
        (b"", b"amparo/one/v1\x00body"),
    ],
)
def test_another_label_or_body_is_refused(label: bytes, body: bytes) -> None:
    """Label and body cannot be cut elsewhere."""
    with pytest.raises(Damaged):
        signatures.verify(PUBLIC, label, body, SIGNATURE)


def test_every_flipped_byte_is_refused() -> None:
    """No byte of a signature or of a public key can change."""
    for flipped in flips(SIGNATURE):
        with pytest.raises(Damaged):
            signatures.verify(PUBLIC, b"amparo/one/v1", b"body", flipped)
    for flipped in flips(PUBLIC):
        with pytest.raises(Damaged):
            signatures.verify(flipped, b"amparo/one/v1", b"body", SIGNATURE)


def test_a_signature_has_one_form() -> None:
    """The order of the group added to its second half is refused (RFC 8032, section 5.1.7)."""
    larger = int.from_bytes(SIGNATURE[32:], "little") + Edwards.ORDER
    with pytest.raises(Damaged):
        signatures.verify(
            PUBLIC, b"amparo/one/v1", b"body", SIGNATURE[:32] + larger.to_bytes(32, "little")
        )


@pytest.mark.parametrize("length", [0, 63, 65])
def test_a_signature_of_another_length_is_refused(length: int) -> None:
    """64 bytes."""
    with pytest.raises(Damaged):
        signatures.verify(PUBLIC, b"amparo/one/v1", b"body", (SIGNATURE + b"\x00")[:length])


def test_keys_of_small_order_are_refused_in_every_spelling() -> None:
    """Eight points, and those whose y can also be written above the prime."""
    points = _small()
    assert len(points) == 8
    for _, y in points:
        for sign in (0, 1 << 255):
            assert not signatures.is_key((y | sign).to_bytes(32, "little"))
            if y < 19:
                assert not signatures.is_key((y + Edwards.P | sign).to_bytes(32, "little"))
    assert signatures.is_key(PUBLIC)


def test_the_check_of_small_order_is_needed() -> None:
    """Without it one signature fits every body: the library lets the neutral point verify."""
    neutral = Edwards.written((0, 1))
    anything = neutral + bytes(32)
    Ed25519PublicKey.from_public_bytes(neutral).verify(anything, b"one")
    Ed25519PublicKey.from_public_bytes(neutral).verify(anything, b"two")
    with pytest.raises(Damaged):
        signatures.verify(neutral, b"amparo/one/v1", b"one", anything)


@pytest.mark.parametrize("public", [b"", b"short", bytes(33), b"\xff" * 32, bytes(31)])
def test_a_public_key_that_is_none_is_refused(public: bytes) -> None:
    """Another length, or a y above the prime."""
    assert not signatures.is_key(public)
    with pytest.raises(Damaged):
        signatures.verify(public, b"amparo/one/v1", b"body", SIGNATURE)


def test_labels_of_the_floor_are_told_apart() -> None:
    """Each label stands in one module and none begins another, nor holds a zero."""
    found = []
    for path in sorted((Path(signatures.__file__).parent).glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            value = node.value if isinstance(node, ast.Constant) else None
            if isinstance(value, bytes) and value.startswith(b"amparo/"):
                found.append(value)
    assert {b"amparo/certificate/v1", b"amparo/charter/v1", b"amparo/roster/v1"} <= set(found)
    assert len(found) == len(set(found))
    assert not [(one, two) for one in found for two in found if one != two and two.startswith(one)]
    assert not [one for one in found if b"\x00" in one]


def test_a_word_is_believed_under_any_of_ones_keys_and_under_no_other() -> None:
    """Former keys beside the one of now; none at all believes nothing, and no key reads a word."""
    form = signatures.Form(b"amparo/one/v1", 1, "B")
    blob, other = form.sign(SEED, 7), signatures.public_of(bytes(32))
    assert form.said(form.read, blob, other, PUBLIC) == (7,)
    for keys in ((), (other,), (bytes(32),)):
        with pytest.raises(Damaged):
            form.said(form.read, blob, *keys)
    for changed in flips(blob):
        with pytest.raises(Damaged):
            form.said(form.read, changed, PUBLIC)


def test_a_dated_head_is_of_its_signer_number_hash_and_time_alone() -> None:
    """Ver, suite, number, hash, signer and time stand in it; another of any is refused."""
    says = heads.Dated(7, bytes(range(32)), UUID(int=5), 1_800_000_000)
    blob = heads.date(SEED, says)
    head = bytes((1, 1)) + (7).to_bytes(8, "big") + says.hash + says.signer.bytes
    assert blob[:-64] == head + says.at.to_bytes(8, "big")
    assert heads.dated(blob, PUBLIC) == heads.read_dated(blob) == says
    for changed in flips(blob):
        with pytest.raises(Damaged):
            heads.dated(changed, PUBLIC)
