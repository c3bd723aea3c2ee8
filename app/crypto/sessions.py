"""What stands between requests: a sealed session that only the cookie and this boot can open."""

import hashlib
import secrets
from typing import Final

from app.crypto.primitives import KEY_BYTES, NONCE_BYTES, TAG_BYTES, Box, Sealed, derive, sealed
from app.errors import Damaged

VERSION: Final = 1
AES_256_GCM_SIV: Final = 1

_LABEL: Final = b"amparo/session/v1"
_HEAD: Final = bytes((VERSION, AES_256_GCM_SIV))
_TEXT_AT: Final = len(_HEAD) + NONCE_BYTES


def new_token() -> str:
    """Return 32 random bytes as the cookie carries them."""
    return secrets.token_urlsafe(KEY_BYTES)


def lookup_of(token: str) -> bytes:
    """Return where a token's session is kept; the token cannot be had back from it."""
    return hashlib.sha256(_raw(token)).digest()


def seal_session(token: str, boot_secret: bytes, payload: bytes) -> Sealed:
    """Return payload so that neither store, cookie nor boot secret opens it without the others."""
    return sealed(_HEAD + _box(token, boot_secret).lock(payload, _bound(token)))


def open_session(token: str, boot_secret: bytes, blob: bytes) -> bytes:
    """Return what was sealed for this token since this boot.

    Raises:
        Damaged: Another token, another boot, or changed bytes.
    """
    if len(blob) < _TEXT_AT + TAG_BYTES or blob[: len(_HEAD)] != _HEAD:
        raise Damaged
    box = _box(token, boot_secret)
    return box.unlock(blob[len(_HEAD) : _TEXT_AT], blob[_TEXT_AT:], _bound(token))


def _box(token: str, boot_secret: bytes) -> Box:
    return Box(derive(_raw(token), salt=boot_secret, label=_LABEL, length=KEY_BYTES))


def _bound(token: str) -> bytes:
    return _LABEL + lookup_of(token)


def _raw(token: str) -> bytes:
    # A cookie is whatever a stranger sent; it must miss, not fail.
    return token.encode("utf-8", "surrogatepass")
