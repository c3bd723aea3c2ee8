"""What a passkey answers, signed with real keys; and the two formats that bind it to its owner."""

import ast
import hashlib
import hmac
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.crypto import passkeys, passkeywraps, signatures
from app.crypto.bundle import new_member_keys
from app.crypto.passkeys import Place
from app.crypto.primitives import Box, same
from app.errors import Damaged, WrongPassphrase
from tests.crypto.published import VECTORS, flips, hkdf_expand, hkdf_extract
from tests.support.authenticator import Authenticator

HERE = Place("office.example.org", "https://office.example.org")
CHALLENGE = bytes(range(57))
KEYS = new_member_keys(office_root=bytes(32), recovery_print=bytes(32), certificate_serial=9)
WHOSE = (uuid4(), uuid4())
OPENING = bytes(range(32))
KEY = (b"credential", b"public key")
WORD = passkeywraps.sign_passkey(WHOSE, *KEY, KEYS.signing_seed)
BLOB = passkeywraps.wrap_under_passkey(KEYS, OPENING, WHOSE)
BOUND = b"amparo/passkey/wrap/v1\x03" + WHOSE[0].bytes + WHOSE[1].bytes


def _made(device: Authenticator, place: Place = HERE) -> passkeys.NewKey:
    told = device.make(CHALLENGE, place.rp_id, place.origin)
    return passkeys.made(told.client_data, told.attestation, device.credential_id, HERE)


def test_a_start_does_not_wait_for_the_library() -> None:
    """It is imported where a passkey is met, never while a module is."""
    tree = ast.parse(Path(passkeys.__file__).read_text(encoding="utf-8"))
    first = [each for each in tree.body if isinstance(each, ast.Import | ast.ImportFrom)]
    assert first
    assert "webauthn" not in " ".join(ast.unparse(each) for each in first)


@pytest.mark.parametrize("algorithm", passkeys.ALGORITHMS)
def test_a_device_makes_a_key_and_answers_with_it(algorithm: int) -> None:
    """ES256, EdDSA and RS256, each with its own signature."""
    device = Authenticator(algorithm)
    key = _made(device)
    assert (key.credential_id, key.sign_count) == (device.credential_id, 0)
    answer = device.answer(CHALLENGE, HERE.rp_id, HERE.origin)
    assert passkeys.answered(answer, key.public_key, HERE) == 1
    with pytest.raises(Damaged):
        passkeys.answered(answer, _made(Authenticator(algorithm)).public_key, HERE)


@pytest.mark.parametrize(
    ("rp_id", "origin", "more"),
    [
        ("office.example.org", "https://office.example.net", {}),
        ("office.example.org", "http://office.example.org", {}),
        ("office.example.net", "https://office.example.org", {}),
        (HERE.rp_id, HERE.origin, {"verified": False}),
        (HERE.rp_id, HERE.origin, {"present": False}),
        (HERE.rp_id, HERE.origin, {"framed": True}),
        (HERE.rp_id, HERE.origin, {"kind": "webauthn.other"}),
    ],
)
def test_an_answer_for_another_place_or_nobody_is_refused(
    rp_id: str, origin: str, more: dict[str, bool]
) -> None:
    """A false page, a frame in one, a device that recognised nobody, another ceremony."""
    device = Authenticator()
    key = _made(device)
    with pytest.raises(Damaged):
        passkeys.answered(device.answer(CHALLENGE, rp_id, origin, **more), key.public_key, HERE)
    told = device.make(CHALLENGE, rp_id, origin, **more)
    with pytest.raises(Damaged):
        passkeys.made(told.client_data, told.attestation, device.credential_id, HERE)


def test_every_flipped_byte_of_an_answer_is_refused() -> None:
    """What the browser said, what the device said, and the signature."""
    device = Authenticator()
    key, answer = _made(device), device.answer(CHALLENGE, HERE.rp_id, HERE.origin)
    for name in ("client_data", "authenticator_data", "signature"):
        for flipped in flips(getattr(answer, name)):
            changed = passkeys.Answer(
                **{
                    "credential_id": answer.credential_id,
                    "client_data": answer.client_data,
                    "authenticator_data": answer.authenticator_data,
                    "signature": answer.signature,
                    name: flipped,
                }
            )
            with pytest.raises(Damaged):
                passkeys.answered(changed, key.public_key, HERE)


@pytest.mark.parametrize(
    "nonsense", [b"", b"{}", b"[]", b"\xff", b'{"challenge": 1}', b"null", b"[" * 6_000]
)
def test_nonsense_is_refused(nonsense: bytes) -> None:
    """Whatever is sent in place of what a browser says."""
    device = Authenticator()
    told = device.make(CHALLENGE, HERE.rp_id, HERE.origin)
    for client_data, attestation in ((nonsense, told.attestation), (told.client_data, nonsense)):
        with pytest.raises(Damaged):
            passkeys.made(client_data, attestation, device.credential_id, HERE)
    with pytest.raises(Damaged):
        passkeys.challenge_in(nonsense)


def test_a_key_under_another_name_is_refused() -> None:
    """The browser's own word for the credential must be the device's."""
    told = Authenticator().make(CHALLENGE, HERE.rp_id, HERE.origin)
    with pytest.raises(Damaged):
        passkeys.made(told.client_data, told.attestation, b"another", HERE)


@pytest.mark.parametrize(
    ("count", "last", "newer"), [(1, 0, True), (0, 0, True), (1, 1, False), (0, 1, False)]
)
def test_a_count_that_stands_or_falls_is_a_copys(count: int, last: int, newer: bool) -> None:
    """Devices that do not count say nought always (level 3, 6.1.1)."""
    assert passkeys.is_newer(count, last) == newer


def test_a_challenge_is_the_written_one_and_stands_for_its_time() -> None:
    """The frozen one: HMAC alone makes it again."""
    kept = {name: bytes.fromhex(value) for name, value in VECTORS["challenge 1"].items()}
    blob, label = kept["blob"], b"amparo/passkey/challenge/v1"
    assert (blob[0], int.from_bytes(blob[17:25], "big")) == (1, 1_800_000_000)
    proof = hmac.digest(kept["secret"], label + blob[:25] + kept["bound"], "sha256")
    assert same(blob[25:], proof)
    passkeys.require_ours(kept["secret"], kept["bound"], blob, 1_799_999_999)
    with pytest.raises(Damaged):
        passkeys.require_ours(kept["secret"], kept["bound"], blob, 1_800_000_000)
    with pytest.raises(Damaged):
        passkeys.require_ours(kept["secret"], b"for another", blob, 1_799_999_999)
    for changed in (*flips(blob), blob[:-1], blob + b"\x00", b""):
        with pytest.raises(Damaged):
            passkeys.require_ours(kept["secret"], kept["bound"], changed, 1_700_000_000)


def test_an_unknown_version_of_a_challenge_is_refused() -> None:
    """Also where its proof holds."""
    head = b"\x02" + bytes(16) + (2_000_000_000).to_bytes(8, "big")
    proof = hmac.digest(bytes(32), b"amparo/passkey/challenge/v1" + head, "sha256")
    with pytest.raises(Damaged):
        passkeys.require_ours(bytes(32), b"", head + proof, 1)


def test_her_word_is_the_written_one() -> None:
    """Ed25519 over hashes of both, for one member's one row; the frozen one holds."""
    body = b"\x01\x01" + WHOSE[0].bytes + WHOSE[1].bytes
    body += b"".join(hashlib.sha256(each).digest() for each in KEY)
    assert WORD[:2] == b"\x01\x01"
    assert len(WORD) == 66
    signatures.verify(KEYS.public.signing, b"amparo/passkey/word/v1", body, WORD[2:])
    kept = {name: bytes.fromhex(value) for name, value in VECTORS["passkey 1"].items()}
    frozen = (UUID(int=6, version=4), UUID(int=10, version=4))
    passkeywraps.require_hers(
        kept["word"], frozen, (kept["credential"], kept["public"]), kept["signer"]
    )


def test_another_key_row_member_or_signer_is_refused() -> None:
    """Nothing of what she signed can be exchanged."""
    signer = KEYS.public.signing
    passkeywraps.require_hers(WORD, WHOSE, KEY, signer)
    another = new_member_keys().public.signing
    for word, whose, key, public in (
        (WORD, WHOSE, (KEY[0], b"his key"), signer),
        (WORD, WHOSE, (b"his credential", KEY[1]), signer),
        (WORD, (uuid4(), WHOSE[1]), KEY, signer),
        (WORD, (WHOSE[0], uuid4()), KEY, signer),
        (WORD, WHOSE, KEY, another),
        (b"\x02" + WORD[1:], WHOSE, KEY, signer),
        (WORD[:-1], WHOSE, KEY, signer),
        (b"", WHOSE, KEY, signer),
    ):
        with pytest.raises(Damaged):
            passkeywraps.require_hers(word, whose, key, public)


def test_the_wrap_is_the_written_one_and_opens() -> None:
    """HKDF and GCM-SIV alone open it; the frozen one too."""
    both = hkdf_expand(hkdf_extract(BLOB[2:18], OPENING), BOUND, 64)
    assert BLOB[:2] == b"\x01\x03"
    assert BLOB[18:50] == both[32:]
    assert len(Box(both[:32]).unlock(BLOB[50:62], BLOB[62:], BOUND)) == 170
    assert passkeywraps.open_with_passkey(BLOB, OPENING, WHOSE) == KEYS
    kept = {name: bytes.fromhex(value) for name, value in VECTORS["passkey 1"].items()}
    frozen = (UUID(int=6, version=4), UUID(int=10, version=4))
    keys = passkeywraps.open_with_passkey(kept["blob"], kept["opening"], frozen)
    assert (keys.xwing_seed, keys.certificate_serial) == (bytes(range(3, 35)), 8)


def test_every_change_of_a_wrap_is_refused() -> None:
    """Flipped, cut, another passkey's, another member's, another row's, an unknown version."""
    for changed in (*flips(BLOB), BLOB[:-1], BLOB[:40], b"", b"\x02\x03" + BLOB[2:]):
        with pytest.raises((Damaged, WrongPassphrase)):
            passkeywraps.open_with_passkey(changed, OPENING, WHOSE)
    for opening, whose in (
        (bytes(32), WHOSE),
        (OPENING, (uuid4(), WHOSE[1])),
        (OPENING, (WHOSE[0], uuid4())),
    ):
        with pytest.raises(WrongPassphrase):
            passkeywraps.open_with_passkey(BLOB, opening, whose)
    for opening in (b"", bytes(31), bytes(33)):
        with pytest.raises(ValueError, match="32 bytes"):
            passkeywraps.wrap_under_passkey(KEYS, opening, WHOSE)
