"""A member's bundle opens with her passphrase, on this server, as herself."""

import functools
import hmac
import pickle
import struct
import threading
import unicodedata
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from argon2 import low_level
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from app.crypto import bundle, sealedkey
from app.crypto.bundle import MemberKeys, needs_new_wrap, unwrap_bundle, wrap_bundle
from app.crypto.primitives import Box
from app.errors import Damaged, SignedOut, WrongPassphrase
from tests.crypto import published
from tests.crypto.published import VECTORS, flips
from tests.support import stretching

PEPPER = bytes(range(32))
MEMBER = uuid4()
PASSPHRASE = "canción de cuna"
KEYS = bundle.new_member_keys(office_root=b"r" * 32, recovery_print=b"p" * 32, certificate_serial=7)
COST_AT, SALT_AT, COMMITMENT_AT, NONCE_AT, TEXT_AT = 1, 8, 24, 56, 68


@pytest.fixture(autouse=True)
def _wrapped_already() -> None:
    """Wrap once before a test takes the stretching away."""
    _wrapped()


def test_each_wrap_has_a_salt_of_its_own() -> None:
    """Else one stretched guess would be tried against every bundle of the office."""
    with stretching.each_time():
        blobs = [wrap_bundle(KEYS, PASSPHRASE, pepper=PEPPER, member_id=MEMBER) for _ in range(3)]
        sealed = [sealedkey.seal_server_key(bytes(32), PASSPHRASE) for _ in range(2)]
    assert len({blob[SALT_AT:COMMITMENT_AT] for blob in blobs} | {bytes(16)}) == 4
    assert len({blob[SALT_AT:COMMITMENT_AT] for blob in sealed} | {bytes(16)}) == 3


@functools.cache
def _wrapped() -> bytes:
    return wrap_bundle(KEYS, PASSPHRASE, pepper=PEPPER, member_id=MEMBER)


def _unwrapped(blob: bytes) -> MemberKeys:
    return unwrap_bundle(blob, PASSPHRASE, pepper=PEPPER, member_id=MEMBER)


def _costing(memory: int, passes: int, lanes: int) -> bytes:
    cost = struct.pack(">IHB", memory, passes, lanes)
    return _wrapped()[:COST_AT] + cost + _wrapped()[SALT_AT:]


def _rewritten(payload: bytes) -> bytes:
    """A bundle under the right key whose payload is another."""
    blob = _wrapped()
    salt = blob[SALT_AT:COMMITMENT_AT]
    key, _ = bundle._stretched(PASSPHRASE, bundle.PRESENT, salt, bundle._peppered(PEPPER, MEMBER))
    return blob[:NONCE_AT] + Box(key).lock(payload, bundle._bound(MEMBER, bundle.PRESENT))


def test_the_passphrase_opens_the_bundle() -> None:
    """All keys and anchors come back from 254 bytes."""
    opened = _unwrapped(_wrapped())
    assert opened == KEYS
    assert (opened.office_root, opened.recovery_print) == (b"r" * 32, b"p" * 32)
    assert opened.certificate_serial == 7
    assert len(_wrapped()) == 254 == bundle.WRAP_BYTES


@pytest.mark.parametrize(
    ("root", "recovery"), [(None, None), (b"r" * 32, None), (None, bytes(32)), (bytes(32), None)]
)
def test_an_anchor_can_be_absent(root: bytes | None, recovery: bytes | None) -> None:
    """Absent and all-zero are told apart, so no anchor can be blanked into a trusted one."""
    keys = MemberKeys(b"x" * 32, b"s" * 32, b"u" * 32, root, recovery, 2**64 - 1)
    assert bundle.unpacked(bundle.packed(keys)) == keys


def test_the_format_is_the_written_one() -> None:
    """Argon2, HMAC, HKDF and GCM-SIV by hand, from the written layout, open a bundle."""
    blob = _wrapped()
    memory, passes, lanes = struct.unpack(">IHB", blob[COST_AT:SALT_AT])
    assert (memory, passes, lanes) == (65536, 3, 1)
    slow = low_level.hash_secret_raw(
        unicodedata.normalize("NFKC", PASSPHRASE).encode(),
        blob[SALT_AT:COMMITMENT_AT],
        time_cost=3,
        memory_cost=65536,
        parallelism=1,
        hash_len=32,
        type=low_level.Type.ID,
    )
    salt = hmac.digest(PEPPER, MEMBER.bytes, "sha256")
    both = published.hkdf_expand(published.hkdf_extract(salt, slow), b"amparo/bundle/v1", 64)
    bound = b"amparo/bundle/v1" + b"\x01" + MEMBER.bytes + blob[COST_AT:SALT_AT]
    payload = AESGCMSIV(both[:32]).decrypt(blob[NONCE_AT:TEXT_AT], blob[TEXT_AT:], bound)
    assert blob[COMMITMENT_AT:NONCE_AT] == both[32:]
    assert payload == (
        b"\x01\x03"
        + KEYS.xwing_seed
        + KEYS.signing_seed
        + KEYS.symmetric
        + b"r" * 32
        + b"p" * 32
        + (7).to_bytes(8, "big")
    )


def test_the_frozen_bundle_opens() -> None:
    """A bundle written by the first build."""
    vector = VECTORS["bundle 1"]
    opened = unwrap_bundle(
        bytes.fromhex(vector["blob"]),
        vector["passphrase"],
        pepper=bytes.fromhex(vector["pepper"]),
        member_id=UUID(int=6, version=4),
    )
    seed, signing, symmetric, root, recovery = (bytes(range(at, at + 32)) for at in range(3, 8))
    assert opened == MemberKeys(seed, signing, symmetric, root, recovery, 8)


def test_a_wrong_passphrase_is_said_to_be_wrong() -> None:
    """Another passphrase is a failed sign-in, not a damaged bundle."""
    with pytest.raises(WrongPassphrase) as refused:
        unwrap_bundle(_wrapped(), PASSPHRASE + " ", pepper=PEPPER, member_id=MEMBER)
    assert isinstance(refused.value, SignedOut)
    assert str(refused.value) == WrongPassphrase.default


def test_another_members_bundle_or_another_servers_does_not_open() -> None:
    """A bundle moved to another row, or guessed at without the pepper, opens with nothing."""
    with pytest.raises(WrongPassphrase):
        unwrap_bundle(_wrapped(), PASSPHRASE, pepper=PEPPER, member_id=uuid4())
    with pytest.raises(WrongPassphrase):
        unwrap_bundle(_wrapped(), PASSPHRASE, pepper=bytes(32), member_id=MEMBER)


def test_a_passphrase_opens_however_it_was_composed() -> None:
    """An accent typed as two characters on one keyboard and as one on another is the same."""
    decomposed = unicodedata.normalize("NFD", PASSPHRASE)
    assert decomposed != PASSPHRASE
    assert unwrap_bundle(_wrapped(), decomposed, pepper=PEPPER, member_id=MEMBER) == KEYS


def test_a_passphrase_that_is_no_text_is_wrong_and_nothing_worse() -> None:
    """A lone surrogate from JSON does not break the sign-in."""
    with pytest.raises(WrongPassphrase):
        unwrap_bundle(_wrapped(), "\ud800", pepper=PEPPER, member_id=MEMBER)


def test_every_flipped_byte_is_refused() -> None:
    """No byte of a bundle can change; those of cost and salt are tried below."""
    for at, flipped in enumerate(flips(_wrapped())):
        if COST_AT <= at // 3 < COMMITMENT_AT:
            continue
        with pytest.raises((Damaged, WrongPassphrase)):
            _unwrapped(flipped)


@pytest.mark.parametrize("at", [SALT_AT, COMMITMENT_AT - 1])
def test_a_flipped_salt_is_refused(at: int) -> None:
    """Another salt stretches to another commitment."""
    flipped = bytearray(_wrapped())
    flipped[at] ^= 1
    with pytest.raises(WrongPassphrase):
        _unwrapped(bytes(flipped))


@pytest.mark.parametrize(
    "cost",
    [
        (65535, 3, 1),
        (19456, 2, 1),
        (8, 1, 1),
        (0, 0, 0),
        (65536, 2, 1),
        (65536, 3, 0),
        (262145, 3, 1),
        (10 * 1024 * 1024, 3, 1),
        (0xFFFFFFFF, 0xFFFF, 0xFF),
        (65536, 9, 1),
        (65536, 3, 5),
    ],
)
def test_a_cost_outside_the_bounds_is_refused_before_it_is_spent(
    cost: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever writes the database can neither cheapen guessing nor exhaust the machine."""

    def spend(*_: object, **__: object) -> bytes:
        raise AssertionError

    monkeypatch.setattr(bundle, "hash_secret_raw", spend)
    with pytest.raises(Damaged):
        _unwrapped(_costing(*cost))


def test_a_dearer_cost_within_the_bounds_is_spent_and_told_wrong() -> None:
    """The cost is part of what the commitment fixes."""
    with pytest.raises(WrongPassphrase):
        _unwrapped(_costing(65536, 4, 1))


@pytest.mark.parametrize(
    ("cost", "due"),
    [
        ((65536, 3, 1), False),
        ((262144, 8, 4), False),
        ((65535, 3, 1), True),
        ((65536, 2, 1), True),
        ((65536, 3, 0), True),
    ],
)
def test_a_bundle_at_less_than_the_present_cost_is_due_for_a_new_wrap(
    cost: tuple[int, int, int], *, due: bool
) -> None:
    """The count of old wraps can be shown without opening one."""
    assert needs_new_wrap(_costing(*cost)) is due


@pytest.mark.parametrize("version", [b"\x00", b"\x02", b"\xff"])
def test_an_unknown_version_is_refused(version: bytes) -> None:
    """There is no falling back."""
    with pytest.raises(Damaged):
        _unwrapped(version + _wrapped()[1:])
    with pytest.raises(Damaged):
        needs_new_wrap(version + _wrapped()[1:])


def test_another_length_is_refused() -> None:
    """A bundle has one length."""
    for blob in (b"", _wrapped()[:-1], _wrapped() + b"\x00"):
        with pytest.raises(Damaged):
            _unwrapped(blob)


@pytest.mark.parametrize("length", [0, 169, 171])
def test_a_payload_has_one_length(length: int) -> None:
    """Nothing is read from a cut or stretched payload."""
    with pytest.raises(Damaged):
        bundle.unpacked((bundle.packed(KEYS) + b"\x00")[:length])


@pytest.mark.parametrize("head", [b"\x00\x00", b"\x02\x03", b"\x01\x04", b"\x01\x83"])
def test_an_unknown_payload_is_refused(head: bytes) -> None:
    """A payload of a later version, or with flags not known here, is not half understood."""
    with pytest.raises(Damaged):
        _unwrapped(_rewritten(head + bundle.packed(KEYS)[2:]))


def test_a_wrong_key_length_is_never_wrapped() -> None:
    """A short key would be padded in silence."""
    short = MemberKeys(b"x" * 31, b"s" * 32, b"u" * 32)
    with pytest.raises(ValueError, match="32 bytes"):
        bundle.packed(short)


def test_an_unknown_address_costs_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same derivation at the same cost runs for a person who is not there."""
    spent: list[dict[str, object]] = []

    def noted(secret: bytes, salt: bytes, **cost: object) -> bytes:
        spent.append({"secret": secret, "salt": len(salt), **cost})
        return bytes(32)

    monkeypatch.setattr(bundle, "hash_secret_raw", noted)
    with pytest.raises(WrongPassphrase):
        _unwrapped(_wrapped())
    bundle.spend_same_time(PASSPHRASE)
    assert len(spent) == 2
    assert spent[0] == spent[1]


def test_no_more_than_two_are_derived_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty sign-ins at once wait their turn instead of taking 64 MiB each."""
    two_inside, running, seen = threading.Barrier(2, timeout=5), set[int](), list[int]()

    def slow(*_: object, **__: object) -> bytes:
        running.add(threading.get_ident())
        two_inside.wait()
        seen.append(len(running))
        two_inside.wait()
        running.discard(threading.get_ident())
        return bytes(32)

    monkeypatch.setattr(bundle, "hash_secret_raw", slow)
    spend: Callable[[], None] = functools.partial(bundle.spend_same_time, "x")
    threads = [threading.Thread(target=spend) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 6
    assert max(seen) == 2


def test_fresh_keys_are_fresh() -> None:
    """No two members share a key, and no key stands twice in one bundle."""
    one, two = bundle.new_member_keys(), bundle.new_member_keys()
    secrets = {
        getattr(keys, name)
        for keys in (one, two)
        for name in ("xwing_seed", "signing_seed", "symmetric")
    }
    assert len(secrets) == 6
    assert (one.office_root, one.recovery_print, one.certificate_serial) == (None, None, 0)


def test_keys_show_nothing_and_stay_here() -> None:
    """No key in a repr or a pickle; the public halves have their lengths."""
    assert repr(KEYS) == "MemberKeys()"
    assert (len(KEYS.public.xwing), len(KEYS.public.signing)) == (1216, 32)
    with pytest.raises(TypeError, match="never written out"):
        pickle.dumps(KEYS)
