"""Six-digit codes of the second factor (RFC 6238: SHA-1, 30 seconds)."""

import base64
import os
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from app.crypto.primitives import same
from app.errors import Damaged

STEP_S: Final = 30
DIGITS: Final = 6

_SECRET_BYTES: Final = 20


def new_totp_secret() -> str:
    """Return 160 random bits (RFC 4226, section 4) as base32 without padding."""
    return base64.b32encode(os.urandom(_SECRET_BYTES)).decode()


def accepted_step(secret: str, code: str, at: datetime) -> int | None:
    """Return the time step that a code belongs to, or None when it belongs to none near `at`.

    One step either way is taken for clocks that differ (RFC 6238, section 5.2). The caller keeps
    the step and refuses it, and every earlier one, the next time.
    """
    typed = "".join(code.split()).encode("utf-8", "surrogatepass")
    totp = _totp(secret)
    now = _step(at)
    found = None
    for step in (now - 1, now, now + 1):
        if same(totp.generate(step * STEP_S), typed):
            found = step
    return found


def code_at(secret: str, at: datetime) -> str:
    """Return the code that is right at a moment."""
    return _totp(secret).generate(_step(at) * STEP_S).decode()


def provisioning_uri(secret: str, email: str) -> str:
    """Return the otpauth address that an authenticator app reads from a QR code."""
    return _totp(secret).get_provisioning_uri(email, "Amparo")


def _step(at: datetime) -> int:
    return int(at.timestamp()) // STEP_S


def _totp(secret: str) -> TOTP:
    try:
        raw = base64.b32decode(secret + "=" * (-len(secret) % 8), casefold=True)
        # HMAC does not need SHA-1 to resist collisions, and every authenticator app speaks it.
        return TOTP(raw, DIGITS, SHA1(), STEP_S)  # noqa: S303
    except ValueError:
        raise Damaged from None
