"""A machine that cannot encrypt says so in a sentence and does not start."""

import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.exceptions import UnsupportedAlgorithm

from app.crypto.probe import probe
from app.errors import Unavailable


class WithoutSiv:
    """What `cryptography` does on a build whose OpenSSL has no GCM-SIV."""

    def __init__(self, _: bytes) -> None:
        raise UnsupportedAlgorithm("AES-GCM-SIV is not supported by this version of OpenSSL")


class WrongSiv:
    """A GCM-SIV that answers, but not as published."""

    def __init__(self, _: bytes) -> None:
        pass

    def encrypt(self, _nonce: bytes, plaintext: bytes, _bound: bytes | None) -> bytes:
        """Return anything."""
        return plaintext + bytes(16)


def _refusal() -> str:
    with pytest.raises(Unavailable) as refused:
        probe()
    return str(refused.value)


def test_this_machine_can() -> None:
    """Every primitive is here and answers as published."""
    assert probe() is None  # type: ignore[func-returns-value]


@pytest.mark.parametrize("broken", [WithoutSiv, WrongSiv])
def test_a_missing_or_wrong_gcm_siv_is_named(broken: type, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no falling back to plain GCM."""
    monkeypatch.setattr("cryptography.hazmat.primitives.ciphers.aead.AESGCMSIV", broken)
    assert "AES-256-GCM-SIV is missing or broken" in _refusal()


def test_a_wrong_argon2id_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A primitive that is there but answers otherwise is as bad as none."""
    monkeypatch.setattr("argon2.low_level.hash_secret_raw", lambda *_: bytes(32))
    assert "Argon2id is missing or broken" in _refusal()


def test_a_wrong_x_wing_expansion_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys that others could not open are found before one is made."""

    class Other:
        def digest(self, length: int) -> bytes:
            return bytes(length)

    monkeypatch.setattr("app.crypto.xwing.hashlib.shake_256", lambda _: Other())
    assert "HPKE with ML-KEM-768 and X25519" in _refusal()


def test_signatures_that_hold_for_anything_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A verify that never refuses is no signature."""

    class Agreeing:
        def verify(self, *_: bytes) -> None:
            return

    class Signing:
        @staticmethod
        def from_private_bytes(_: bytes) -> "Signing":
            return Signing()

        def sign(self, _: bytes) -> bytes:
            return bytes(64)

        def public_key(self) -> Agreeing:
            return Agreeing()

    monkeypatch.setattr(
        "cryptography.hazmat.primitives.asymmetric.ed25519.Ed25519PrivateKey", Signing
    )
    assert "Ed25519" in _refusal()


def test_a_build_without_the_modules_meets_a_sentence() -> None:
    """With no hybrid HPKE at all the probe still loads, and says what is missing."""
    script = (
        "import sys; sys.modules['cryptography.hazmat.primitives.hpke'] = None\n"
        "from app.crypto.probe import probe\n"
        "from app.errors import Unavailable\n"
        "try:\n    probe()\n"
        "except Unavailable as refused:\n    print(refused)\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, text=True, cwd=root
    )
    assert "HPKE with ML-KEM-768 and X25519 is missing or broken" in done.stdout
    assert done.stderr == ""
