"""A session needs its cookie, its store and this boot."""

import hashlib

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from app.crypto import sessions
from app.errors import Damaged
from tests.crypto import published
from tests.crypto.published import VECTORS, flips

BOOT = bytes(range(32))


def test_a_session_opens_with_its_token() -> None:
    """What was kept comes back."""
    token = sessions.new_token()
    assert (
        sessions.open_session(token, BOOT, sessions.seal_session(token, BOOT, b"keys")) == b"keys"
    )


def test_the_format_is_the_written_one() -> None:
    """HKDF and GCM-SIV by hand open a session."""
    token = sessions.new_token()
    blob = sessions.seal_session(token, BOOT, b"keys")
    lookup = hashlib.sha256(token.encode()).digest()
    prk = published.hkdf_extract(BOOT, token.encode())
    key = published.hkdf_expand(prk, b"amparo/session/v1", 32)
    opened = AESGCMSIV(key).decrypt(blob[2:14], blob[14:], b"amparo/session/v1" + lookup)
    assert (blob[:2], opened, sessions.lookup_of(token)) == (b"\x01\x01", b"keys", lookup)


def test_the_frozen_session_opens() -> None:
    """A session of the first build."""
    vector = VECTORS["session 1"]
    blob, boot = bytes.fromhex(vector["blob"]), bytes.fromhex(vector["boot"])
    assert sessions.open_session(vector["token"], boot, blob) == b"keys"


def test_tokens_are_long_and_never_the_same() -> None:
    """32 random bytes each, in the alphabet of a cookie."""
    tokens = {sessions.new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert {len(token) for token in tokens} == {43}


def test_store_cookie_and_boot_are_each_needed() -> None:
    """A stolen store, an old cookie or the time before a restart opens nothing."""
    token = sessions.new_token()
    blob = sessions.seal_session(token, BOOT, b"keys")
    for other_token, other_boot in ((sessions.new_token(), BOOT), (token, bytes(32))):
        with pytest.raises(Damaged):
            sessions.open_session(other_token, other_boot, blob)


def test_every_flipped_byte_and_cut_is_refused() -> None:
    """No byte of a session can change, be added or be missing."""
    token = sessions.new_token()
    blob = sessions.seal_session(token, BOOT, b"keys")
    cuts = [blob[:end] for end in range(len(blob))]
    for changed in [*flips(blob), *cuts, blob + b"\x00"]:
        with pytest.raises(Damaged):
            sessions.open_session(token, BOOT, changed)


@pytest.mark.parametrize("token", ["", "ä", "\udcff", "a" * 10_000])
def test_a_strange_cookie_misses_and_does_not_fail(token: str) -> None:
    """Whatever a stranger sends has a place where nothing lies."""
    blob = sessions.seal_session(sessions.new_token(), BOOT, b"keys")
    assert len(sessions.lookup_of(token)) == 32
    with pytest.raises(Damaged):
        sessions.open_session(token, BOOT, blob)
