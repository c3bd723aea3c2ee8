"""A device that makes passkeys, with real keys: what a browser and it send, byte for byte.

WebAuthn level 3, sections 5.8.1 and 6.1; COSE keys by RFC 9053 and RFC 8230. CBOR is written here
by hand, so that the application's own library does not check itself.
"""

import base64
import hashlib
import json
import os
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from app.crypto.passkeys import Answer

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40
ES256, EDDSA, RS256 = -7, -8, -257
Private = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Made:
    """What a browser sends of a passkey that was made."""

    client_data: bytes
    attestation: bytes


def base64url(raw: bytes) -> str:
    """Write bytes as browsers do."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class Authenticator:
    """One device with one passkey; it counts its answers, and can be made to misbehave."""

    algorithm: int = ES256
    credential_id: bytes = field(default_factory=lambda: os.urandom(16))
    count: int = 0
    secret: bytes = field(default_factory=lambda: os.urandom(32))  # what the browser derives of it
    private: Private = field(init=False)

    def __post_init__(self) -> None:
        """Make its key."""
        if self.algorithm == ES256:
            self.private = ec.generate_private_key(ec.SECP256R1())
        elif self.algorithm == EDDSA:
            self.private = ed25519.Ed25519PrivateKey.generate()
        else:
            self.private = rsa.generate_private_key(65537, 2048)

    def make(self, challenge: bytes, rp_id: str, origin: str, **more: Any) -> Made:
        """Return what is sent when the passkey is made."""
        client_data = _client_data(more.pop("kind", "webauthn.create"), challenge, origin, **more)
        named = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id
        told = self._told(rp_id, WITH_KEY, **more) + named + cbor(self._public())
        return Made(client_data, cbor({"fmt": "none", "attStmt": {}, "authData": told}))

    def answer(self, challenge: bytes, rp_id: str, origin: str, **more: Any) -> Answer:
        """Return what is sent when it is asked."""
        client_data = _client_data(more.pop("kind", "webauthn.get"), challenge, origin, **more)
        self.count += more.get("counts", 1)
        told = self._told(rp_id, 0, **more)
        signature = self._sign(told + hashlib.sha256(client_data).digest())
        return Answer(self.credential_id, client_data, told, signature)

    def made_as_json(self, challenge: str, place: tuple[str, str], **more: Any) -> dict[str, str]:
        """Return what passkeys.js sends of a passkey that was made."""
        told = self.make(_raw(challenge), *place, **more)
        return {
            "id": base64url(self.credential_id),
            "client_data": base64url(told.client_data),
            "attestation": base64url(told.attestation),
        }

    def as_json(self, challenge: str, place: tuple[str, str], **more: Any) -> dict[str, str]:
        """Return what passkeys.js sends of an answer."""
        told = self.answer(_raw(challenge), *place, **more)
        return {
            "id": base64url(told.credential_id),
            "client_data": base64url(told.client_data),
            "authenticator_data": base64url(told.authenticator_data),
            "signature": base64url(told.signature),
        }

    def _told(self, rp_id: str, flags: int, **more: Any) -> bytes:
        flags |= PRESENT * more.get("present", True) | VERIFIED * more.get("verified", True)
        count = self.count.to_bytes(4, "big")
        return hashlib.sha256(rp_id.encode()).digest() + bytes((flags,)) + count

    def _sign(self, told: bytes) -> bytes:
        if isinstance(self.private, ec.EllipticCurvePrivateKey):
            return self.private.sign(told, ec.ECDSA(SHA256()))
        if isinstance(self.private, ed25519.Ed25519PrivateKey):
            return self.private.sign(told)
        return self.private.sign(told, padding.PKCS1v15(), SHA256())

    def _public(self) -> dict[int, int | bytes]:
        if isinstance(self.private, ec.EllipticCurvePrivateKey):
            at = self.private.public_key().public_numbers()
            x, y = at.x.to_bytes(32, "big"), at.y.to_bytes(32, "big")
            return {1: 2, 3: ES256, -1: 1, -2: x, -3: y}
        if isinstance(self.private, ed25519.Ed25519PrivateKey):
            return {1: 1, 3: EDDSA, -1: 6, -2: self.private.public_key().public_bytes_raw()}
        of = self.private.public_key().public_numbers()
        return {1: 3, 3: RS256, -1: of.n.to_bytes(256, "big"), -2: of.e.to_bytes(3, "big")}


MAJOR: Final = {int: 0, bytes: 2, str: 3, dict: 5}


def cbor(value: Any) -> bytes:
    """Write a value as CBOR (RFC 8949): whole numbers, bytes, text and maps."""
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, dict):
        pairs = (cbor(each) for pair in value.items() for each in pair)
        return _head(MAJOR[dict], len(value)) + b"".join(pairs)
    raw = value.encode() if isinstance(value, str) else value
    return _head(MAJOR[type(value)], len(raw)) + raw


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes((major << 5 | number,))
    size = 1 if number < 1 << 8 else 2
    return bytes((major << 5 | 23 + size,)) + number.to_bytes(size, "big")


def _client_data(kind: str, challenge: bytes, origin: str, **more: Any) -> bytes:
    told = {
        "type": kind,
        "challenge": base64url(challenge),
        "origin": origin,
        "crossOrigin": more.get("framed", False),
    }
    return json.dumps(told).encode()


def _raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
