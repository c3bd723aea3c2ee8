"""What only the custodians keep: the office root, the recovery key, and a copy of the server key.

ver 1 | root seed 32 | recovery seed 32 | server key 32. Made on the spot when an office is founded,
sealed to k of n custodians (`custodians`), and forgotten by the machine.
"""

import hashlib
import struct
from dataclasses import dataclass, field
from typing import Final, Self

from app.crypto import signatures, xwing
from app.crypto.primitives import KEY_BYTES, StaysHere, random_key
from app.errors import Damaged

VERSION: Final = 1
# In place of the server key, where the custodians have it as a copy of its own (`servercopies`).
NO_SERVER_KEY: Final = bytes(KEY_BYTES)

_PAYLOAD: Final = struct.Struct(f">B{KEY_BYTES}s{KEY_BYTES}s{KEY_BYTES}s")


@dataclass(frozen=True, slots=True)
class OfficeSecrets(StaysHere):
    """The three secrets of an office that no running machine needs."""

    root_seed: bytes = field(repr=False)
    recovery_seed: bytes = field(repr=False)
    server_key: bytes = field(repr=False)

    @classmethod
    def fresh(cls, server_key: bytes) -> Self:
        """Return new secrets beside the server key that the machine already has."""
        return cls(random_key(), random_key(), server_key)

    @classmethod
    def unpacked(cls, payload: bytes) -> Self:
        """Return the secrets that custodians opened.

        Raises:
            Damaged: This is no payload of a known version.
        """
        if len(payload) != _PAYLOAD.size or payload[0] != VERSION:
            raise Damaged
        return cls(*_PAYLOAD.unpack(payload)[1:])

    def packed(self) -> bytes:
        """Return the secrets in clear, to be sealed to the custodians."""
        return _PAYLOAD.pack(VERSION, self.root_seed, self.recovery_seed, self.server_key)

    @property
    def root_public(self) -> bytes:
        """What every member's bundle trusts."""
        return signatures.public_of(self.root_seed)

    @property
    def recovery_public(self) -> bytes:
        """What every case's key is granted to, beside its people."""
        return xwing.public_bytes(self.recovery_seed)

    @property
    def anchors(self) -> tuple[bytes, bytes]:
        """The office root and the print of the recovery key, as every member's bundle has them."""
        return self.root_public, print_of_recovery(self.recovery_public)


def print_of_recovery(public: bytes) -> bytes:
    """Return the 32 bytes by which a member's bundle knows the recovery key."""
    return hashlib.sha256(b"amparo/recovery/v1" + public).digest()
