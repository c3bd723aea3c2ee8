"""A check, in milliseconds, that this machine's libraries have what the seals need.

Each check imports what it needs itself: a library built without it must meet a sentence at start,
not a traceback. There is no fallback to anything older.
"""

import hashlib
from collections.abc import Callable
from typing import Final

from app.errors import AmparoError, Unavailable
from app.words import N_


def probe() -> None:
    """Return when every primitive is there and gives its published answer.

    Raises:
        Unavailable: One is missing or answers wrongly; the sentence names it.
    """
    for name, answers in _CHECKS.items():
        try:
            right = answers()
        except Exception as error:  # whatever a broken library raises, the answer is the same
            raise _missing(name) from error
        if not right:
            raise _missing(name)


def _missing(name: str) -> AmparoError:
    return Unavailable(
        N_(
            "This machine cannot encrypt as Amparo needs: %(name)s is missing or broken. "
            "Install Amparo again with its own pinned packages, then start it."
        ),
        name=name,
    )


def _gcm_siv_answers() -> bool:
    """RFC 8452, appendix C.2, the test case with an 8-byte plaintext."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV  # noqa: PLC0415

    key = bytes.fromhex("01" + "00" * 31)
    nonce = bytes.fromhex("03" + "00" * 11)
    plaintext = bytes.fromhex("0100000000000000")
    expected = bytes.fromhex("c2ef328e5c71c83b843122130f7364b761e0b97427e3df28")
    return AESGCMSIV(key).encrypt(nonce, plaintext, None) == expected


def _ed25519_answers() -> bool:
    """RFC 8032, section 7.1, test 1; and a signature that must not hold."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
        Ed25519PrivateKey,
    )

    key = Ed25519PrivateKey.from_private_bytes(
        bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    )
    signature = key.sign(b"")
    expected = bytes.fromhex(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )
    try:
        key.public_key().verify(signature, b"changed")
    except InvalidSignature:
        return signature == expected
    return False


def _argon2id_answers() -> bool:
    """The reference implementation's src/test.c: version 0x13, t=2, m=256 KiB, p=1."""
    from argon2.low_level import Type, hash_secret_raw  # noqa: PLC0415

    answer = hash_secret_raw(b"password", b"somesalt", 2, 256, 1, 32, Type.ID)
    return answer == bytes.fromhex(
        "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe"
    )


def _hybrid_hpke_answers() -> bool:
    """The public key of the X-Wing draft's first test vector; then one secret there and back."""
    from app.crypto import xwing  # noqa: PLC0415

    seed = bytes.fromhex("7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26")
    public = xwing.public_bytes(seed)
    if hashlib.sha256(public).hexdigest() != _XWING_PUBLIC_SHA256:
        return False
    there = xwing.seal(b"amparo", public, b"probe")
    return xwing.open_(there, seed, b"probe") == b"amparo"


def _chunked_files_answer() -> bool:
    """One message there and back through the published format."""
    from app.crypto.chunks import Decryptor, Encryptor  # noqa: PLC0415

    key = bytes(32)
    there, back = Encryptor(key, b"probe"), Decryptor(key, b"probe")
    written = there.update(b"amparo") + there.finalize()
    return back.update(written) + back.finalize() == b"amparo"


# draft-connolly-cfrg-xwing-kem-09, appendix C.
_XWING_PUBLIC_SHA256: Final = "2e816deebcd76c5c80d0cd2d174478871658e8e2ff42bc9d4a6e486372e856bb"
_CHECKS: Final[dict[str, Callable[[], bool]]] = {
    "AES-256-GCM-SIV": _gcm_siv_answers,
    "Ed25519": _ed25519_answers,
    "Argon2id": _argon2id_answers,
    "HPKE with ML-KEM-768 and X25519": _hybrid_hpke_answers,
    "Cobblestone-256": _chunked_files_answer,
}
