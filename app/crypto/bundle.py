"""A member's own keys, wrapped under her passphrase.

Wrap: ver 1 | memory 4 (KiB), passes 2, lanes 1 | salt 16 | commitment 32 | nonce 12 | ciphertext.
Argon2id (RFC 9106) over the NFKC form of the passphrase, then HKDF salted with HMAC(pepper, member
id) gives the wrapping key 32 and the commitment 32. Bound in: label | kind 1 | member 16 | memory,
passes, lanes. Unwrapping is the check of the passphrase; there is no second hash.

Carried: ver 2 | nonce 12 | the former pepper 32 and a wrap under it, sealed under a key of the
pepper that followed it. Bound in: label | member 16. Until its owner signs in, whoever has the
former pepper alone has nothing to guess at.
"""

import hmac
import os
import struct
import threading
import unicodedata
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from uuid import UUID

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.crypto import xwing
from app.crypto.casekeys import GroupKeys
from app.crypto.primitives import (
    KEY_BYTES,
    NONCE_BYTES,
    TAG_BYTES,
    Box,
    Sealed,
    StaysHere,
    derive,
    expand,
    random_key,
    same,
    sealed,
)
from app.errors import Damaged, WrongPassphrase

__all__ = [
    "SALT_BYTES",
    "Cost",
    "GroupKeys",
    "MemberKeys",
    "PublicKeys",
    "carry_over",
    "needs_new_wrap",
    "new_member_keys",
    "new_salt",
    "packed",
    "slowly",
    "spend_same_time",
    "unpacked",
    "unwrap_bundle",
    "wrap_bundle",
]

VERSION: Final = 1
CARRIED: Final = 2
PAYLOAD_VERSION: Final = 1
PASSPHRASE: Final = 1
SALT_BYTES: Final = 16

_LABEL: Final = b"amparo/bundle/v1"
_CARRIED_LABEL: Final = b"amparo/bundle/carried/v1"
_COST: Final = struct.Struct(">IHB")
_WRAP: Final = struct.Struct(f">B7s{SALT_BYTES}s{KEY_BYTES}s{NONCE_BYTES}s")
_PAYLOAD: Final = struct.Struct(">BB32s32s32s32s32sQ")
WRAP_BYTES: Final = _WRAP.size + _PAYLOAD.size + TAG_BYTES
_CARRIED_AT: Final = 1 + NONCE_BYTES
_CARRIED_BYTES: Final = _CARRIED_AT + KEY_BYTES + WRAP_BYTES + TAG_BYTES
_HAS_ROOT: Final = 1
_HAS_RECOVERY: Final = 2
_ABSENT: Final = bytes(KEY_BYTES)


class Cost(NamedTuple):
    """What one guess at a passphrase costs: memory in KiB, passes over it, lanes."""

    memory: int
    passes: int
    lanes: int


PRESENT: Final = Cost(memory=64 * 1024, passes=3, lanes=1)
# A row can ask for less only until someone guesses offline, for more only to exhaust the machine.
FLOOR: Final = Cost(memory=64 * 1024, passes=3, lanes=1)
CEILING: Final = Cost(memory=256 * 1024, passes=8, lanes=4)

# Each derivation holds 64 MiB: fifty sign-ins at once wait instead of exhausting a small machine.
_AT_ONCE: Final = threading.BoundedSemaphore(2)


class PublicKeys(NamedTuple):
    """What the others know of a member: where to seal to, and what her signatures verify with."""

    xwing: bytes
    signing: bytes


@dataclass(frozen=True, slots=True)
class MemberKeys(StaysHere):
    """All that a member's passphrase opens.

    `office_root` and `recovery_print` are the anchors of certificates and of office recovery;
    None until the office has set them up.
    """

    xwing_seed: bytes = field(repr=False)
    signing_seed: bytes = field(repr=False)
    symmetric: bytes = field(repr=False)
    office_root: bytes | None = field(default=None, repr=False)
    recovery_print: bytes | None = field(default=None, repr=False)
    certificate_serial: int = field(default=0, repr=False)

    @property
    def public(self) -> PublicKeys:
        """The halves that others may see."""
        signing = Ed25519PrivateKey.from_private_bytes(self.signing_seed).public_key()
        return PublicKeys(xwing.public_bytes(self.xwing_seed), signing.public_bytes_raw())


def new_salt() -> bytes:
    """Return a salt for a passphrase that is wrapped under anew."""
    return os.urandom(SALT_BYTES)


def new_member_keys(
    *,
    office_root: bytes | None = None,
    recovery_print: bytes | None = None,
    certificate_serial: int = 0,
) -> MemberKeys:
    """Return fresh keys for a person."""
    return MemberKeys(
        random_key(), random_key(), random_key(), office_root, recovery_print, certificate_serial
    )


def wrap_bundle(keys: MemberKeys, passphrase: str, *, pepper: bytes, member_id: UUID) -> Sealed:
    """Return the keys wrapped under a passphrase at the present cost; about 0.2 s."""
    salt = new_salt()
    key, commitment = _stretched(passphrase, PRESENT, salt, _peppered(pepper, member_id))
    locked = Box(key).lock(packed(keys), _bound(member_id, PRESENT))
    head = bytes((VERSION,)) + _COST.pack(*PRESENT)
    return sealed(head + salt + commitment + locked)


def unwrap_bundle(blob: bytes, passphrase: str, *, pepper: bytes, member_id: UUID) -> MemberKeys:
    """Return the keys that a passphrase opens; about 0.2 s.

    Raises:
        WrongPassphrase: Another passphrase, another member's bundle, or another server key.
        Damaged: The bundle was changed, or asks for a cost outside what is allowed.
    """
    if _is_carried(blob):
        pepper, blob = _inside(blob, pepper, member_id)
    cost, salt, committed, nonce = _parts(blob)
    if not all(low <= asked <= high for low, asked, high in zip(FLOOR, cost, CEILING, strict=True)):
        raise Damaged
    key, commitment = _stretched(passphrase, cost, salt, _peppered(pepper, member_id))
    if not same(commitment, committed):
        raise WrongPassphrase
    return unpacked(Box(key).unlock(nonce, blob[_WRAP.size :], _bound(member_id, cost)))


def needs_new_wrap(blob: bytes) -> bool:
    """Return whether a bundle was wrapped at less than the present cost, or under a former pepper.

    Raises:
        Damaged: This is no bundle of a known version.
    """
    if _is_carried(blob):
        return True
    cost = _parts(blob)[0]
    return any(asked < now for asked, now in zip(cost, PRESENT, strict=True))


def carry_over(blob: bytes, peppers: tuple[bytes, bytes], member_id: UUID) -> Sealed:
    """Return a bundle, which only its owner opens, within a seal of a new pepper.

    Args:
        blob: The bundle.
        peppers: The former one and the new one.
        member_id: Whose it is.

    Raises:
        Damaged: This is no bundle of a known version, or not of the former pepper.
    """
    former, new = peppers
    if _is_carried(blob):
        former, blob = _inside(blob, former, member_id)
    _parts(blob)
    locked = _carrying(new).lock(former + blob, _CARRIED_LABEL + member_id.bytes)
    return sealed(bytes((CARRIED,)) + locked)


def _is_carried(blob: bytes) -> bool:
    return len(blob) == _CARRIED_BYTES and blob[0] == CARRIED


def _inside(blob: bytes, pepper: bytes, member_id: UUID) -> tuple[bytes, bytes]:
    """Return the former pepper, and what was wrapped under it."""
    bound = _CARRIED_LABEL + member_id.bytes
    inside = _carrying(pepper).unlock(blob[1:_CARRIED_AT], blob[_CARRIED_AT:], bound)
    return inside[:KEY_BYTES], inside[KEY_BYTES:]


def _carrying(pepper: bytes) -> Box:
    return Box(expand(pepper, _CARRIED_LABEL, KEY_BYTES))


def spend_same_time(passphrase: str) -> None:
    """Spend what an unwrap costs, so that an unknown address answers no sooner than a known one."""
    _stretched(passphrase, PRESENT, new_salt(), _ABSENT)


def _stretched(passphrase: str, cost: Cost, salt: bytes, peppered: bytes) -> tuple[bytes, bytes]:
    """Return the wrapping key and the commitment of a passphrase."""
    slow = slowly(passphrase, cost, salt)
    both = derive(slow, salt=peppered, label=_LABEL, length=2 * KEY_BYTES)
    return both[:KEY_BYTES], both[KEY_BYTES:]


def slowly(passphrase: str, cost: Cost, salt: bytes) -> bytes:
    """Return 32 bytes of a passphrase (Argon2id), a few at a time; the caller checks the cost."""
    # Lone surrogates come from JSON; they must be a wrong passphrase, not a failure.
    typed = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    with _AT_ONCE:
        return hash_secret_raw(
            typed,
            salt,
            time_cost=cost.passes,
            memory_cost=cost.memory,
            parallelism=cost.lanes,
            hash_len=KEY_BYTES,
            type=Type.ID,
        )


def _peppered(pepper: bytes, member_id: UUID) -> bytes:
    """Return the salt without which a copied database gives nothing to guess at."""
    return hmac.digest(pepper, member_id.bytes, "sha256")


def _bound(member_id: UUID, cost: Cost) -> bytes:
    return _LABEL + bytes((PASSPHRASE,)) + member_id.bytes + _COST.pack(*cost)


def _parts(blob: bytes) -> tuple[Cost, bytes, bytes, bytes]:
    if len(blob) != WRAP_BYTES:
        raise Damaged
    version, cost, salt, commitment, nonce = _WRAP.unpack_from(blob)
    if version != VERSION:
        raise Damaged
    return Cost(*_COST.unpack(cost)), salt, commitment, nonce


def packed(keys: MemberKeys) -> bytes:
    """Return the keys in clear in their fixed layout, to be sealed by whoever asked.

    ver 1 | flags 1 | X-Wing seed 32 | Ed25519 seed 32 | symmetric 32 | office root 32 |
    recovery print 32 | certificate serial 8; the flags say which anchors are there.
    """
    flags = _HAS_ROOT * (keys.office_root is not None)
    flags |= _HAS_RECOVERY * (keys.recovery_print is not None)
    parts = (
        keys.xwing_seed,
        keys.signing_seed,
        keys.symmetric,
        _ABSENT if keys.office_root is None else keys.office_root,
        _ABSENT if keys.recovery_print is None else keys.recovery_print,
    )
    if any(len(part) != KEY_BYTES for part in parts):
        # struct would pad or cut a key of another length.
        raise ValueError("Each key in a bundle is 32 bytes.")
    return _PAYLOAD.pack(PAYLOAD_VERSION, flags, *parts, keys.certificate_serial)


def unpacked(payload: bytes) -> MemberKeys:
    """Return the keys of a payload that has been opened.

    Raises:
        Damaged: This is no payload of a known version.
    """
    if len(payload) != _PAYLOAD.size:
        raise Damaged
    version, flags, seed, signing, symmetric, root, recovery, serial = _PAYLOAD.unpack(payload)
    if version != PAYLOAD_VERSION or flags & ~(_HAS_ROOT | _HAS_RECOVERY):
        raise Damaged
    return MemberKeys(
        seed,
        signing,
        symmetric,
        root if flags & _HAS_ROOT else None,
        recovery if flags & _HAS_RECOVERY else None,
        serial,
    )
