"""What a passkey answers to a challenge (WebAuthn level 3, read 2026-11), checked by `webauthn`.

Challenge: ver 1 | random 16 | until, seconds since 1970 8 | HMAC-SHA256 32, under a secret of this
start, over label | all before it | what it is bound to. Nothing is stored before it is answered, so
no stranger fills a memory by asking.

The library is imported where it is used: with what it brings along it takes as long as a tenth of
a start, and most starts meet no passkey for minutes.
"""

import base64
import binascii
import hmac
import json
import os
import struct
from dataclasses import dataclass, field
from typing import Any, Final

from app.crypto.primitives import same
from app.errors import Damaged

VERSION: Final = 1

# What every passkey is given to make a secret of (`prf`, section 10.1.4); each makes another.
PRF_SALT: Final = b"amparo/passkey/prf/v1"
# ES256, EdDSA, RS256 (RFC 9053; RFC 8812).
ALGORITHMS: Final = (-7, -8, -257)
LONGEST_ID: Final = 1023

_LABEL: Final = b"amparo/passkey/challenge/v1"
_RANDOM_BYTES: Final = 16
_HEAD: Final = struct.Struct(f">B{_RANDOM_BYTES}sQ")
CHALLENGE_BYTES: Final = _HEAD.size + 32


@dataclass(frozen=True, slots=True)
class Place:
    """For which name passkeys are made, and in which origin alone they answer."""

    rp_id: str
    origin: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a passkey signed."""

    credential_id: bytes
    client_data: bytes = field(repr=False)
    authenticator_data: bytes = field(repr=False)
    signature: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A fresh passkey's public half."""

    credential_id: bytes
    public_key: bytes  # COSE
    sign_count: int


def new_challenge(secret: bytes, bound: bytes, until: int) -> bytes:
    """Return what a passkey is to sign, until an instant, for what it is bound to."""
    head = _HEAD.pack(VERSION, os.urandom(_RANDOM_BYTES), until)
    return head + _proof(secret, bound, head)


def require_ours(secret: bytes, bound: bytes, challenge: bytes, now: int) -> None:
    """Return when a challenge is one of ours, for this, and still stands.

    Raises:
        Damaged: It is not.
    """
    if len(challenge) != CHALLENGE_BYTES:
        raise Damaged
    head = challenge[: _HEAD.size]
    version, _, until = _HEAD.unpack(head)
    is_ours = same(_proof(secret, bound, head), challenge[_HEAD.size :])
    if version != VERSION or not is_ours or now >= until:
        raise Damaged


def challenge_in(client_data: bytes) -> bytes:
    """Return the challenge that a browser says was signed; nothing is checked yet.

    Raises:
        Damaged: There is none.
    """
    try:
        return read_base64(json.loads(client_data)["challenge"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Damaged from None


def written_base64(raw: bytes) -> str:
    """Return bytes as browsers exchange them: base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def read_base64(text: str) -> bytes:
    """Return the bytes of base64url without padding.

    Raises:
        Damaged: It is none.
    """
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Damaged from None


def made(client_data: bytes, attestation: bytes, credential_id: bytes, place: Place) -> NewKey:
    """Return the public half of a passkey that was made for a place, by a person it recognised.

    The caller has checked the challenge in `client_data`. Who built the device is not asked.

    Raises:
        Damaged: It is not as a browser makes it, or for another place.
    """
    from webauthn import verify_registration_response  # noqa: PLC0415 - see above
    from webauthn.helpers.cose import COSEAlgorithmIdentifier  # noqa: PLC0415
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415

    credential = _written(credential_id)
    credential["response"] = {
        "clientDataJSON": written_base64(client_data),
        "attestationObject": written_base64(attestation),
    }
    try:
        found = verify_registration_response(
            credential=credential,
            expected_challenge=_in_our_own_page(client_data),
            expected_rp_id=place.rp_id,
            expected_origin=place.origin,
            require_user_verification=True,
            supported_pub_key_algs=[COSEAlgorithmIdentifier(each) for each in ALGORITHMS],
        )
    except (WebAuthnException, ValueError, LookupError, TypeError, AttributeError):
        raise Damaged from None
    if found.credential_id != credential_id or not 0 < len(credential_id) <= LONGEST_ID:
        raise Damaged
    return NewKey(found.credential_id, found.credential_public_key, found.sign_count)


def answered(answer: Answer, public_key: bytes, place: Place) -> int:
    """Return the sign count of an answer that a passkey signed, for a person it recognised.

    The caller has checked the challenge in the answer, and compares the count with the last one.

    Raises:
        Damaged: Another key signed it, for another place, or without recognising anybody.
    """
    from webauthn import verify_authentication_response  # noqa: PLC0415 - see above
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415

    credential = _written(answer.credential_id)
    credential["response"] = {
        "clientDataJSON": written_base64(answer.client_data),
        "authenticatorData": written_base64(answer.authenticator_data),
        "signature": written_base64(answer.signature),
    }
    try:
        found = verify_authentication_response(
            credential=credential,
            expected_challenge=_in_our_own_page(answer.client_data),
            expected_rp_id=place.rp_id,
            expected_origin=place.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, LookupError, TypeError, AttributeError):
        raise Damaged from None
    return found.new_sign_count


def is_newer(count: int, last: int) -> bool:
    """Tell whether a sign count follows the last one; passkeys that do not count say 0 always."""
    return count > last or count == last == 0


def _in_our_own_page(client_data: bytes) -> bytes:
    """Return the challenge of what was asked in a page that no other site had framed."""
    challenge = challenge_in(client_data)
    if json.loads(client_data).get("crossOrigin", False) is not False:
        raise Damaged
    return challenge


def _written(credential_id: bytes) -> dict[str, Any]:
    name = written_base64(credential_id)
    return {"id": name, "rawId": name, "type": "public-key"}


def _proof(secret: bytes, bound: bytes, head: bytes) -> bytes:
    return hmac.digest(secret, _LABEL + head + bound, "sha256")
