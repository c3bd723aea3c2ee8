"""The keys of a case and of a group, each from one random secret that grants carry."""

from dataclasses import dataclass, field
from typing import Final, Self

from app.crypto import xwing
from app.crypto.cells import CellKey
from app.crypto.primitives import KEY_BYTES, StaysHere, expand, random_key

_CASE: Final = b"amparo/case/v1"
_TRAY: Final = b"amparo/tray-key/v1"
_GROUP: Final = b"amparo/group/v1"


def new_case_key() -> bytes:
    """Return a fresh secret for one case (or group) and epoch."""
    return random_key()


@dataclass(frozen=True, slots=True)
class CaseKey(StaysHere):
    """What a case secret unfolds to: the key of its cells, and the commitment all may see."""

    cell: CellKey = field(repr=False)
    commitment: bytes = field(repr=False)

    @classmethod
    def derive(cls, secret: bytes) -> Self:
        """Return the case's keys."""
        unfolded = expand(secret, _CASE, 2 * KEY_BYTES)
        return cls(CellKey(unfolded[:KEY_BYTES]), unfolded[KEY_BYTES:])


@dataclass(frozen=True, slots=True)
class GroupKeys(StaysHere):
    """What a group secret unfolds to; whoever is granted it opens what the group is granted."""

    xwing_seed: bytes = field(repr=False)
    symmetric: bytes = field(repr=False)
    commitment: bytes = field(repr=False)

    @classmethod
    def derive(cls, secret: bytes) -> Self:
        """Return the group's keys."""
        unfolded = expand(secret, _GROUP, 3 * KEY_BYTES)
        return cls(
            unfolded[:KEY_BYTES],
            unfolded[KEY_BYTES : 2 * KEY_BYTES],
            unfolded[2 * KEY_BYTES :],
        )

    @property
    def xwing_public(self) -> bytes:
        """The 1,216 bytes that a grant to the group is sealed to."""
        return xwing.public_bytes(self.xwing_seed)


def case_commitment(secret: bytes) -> bytes:
    """Return the commitment of a case secret, without building its cell key."""
    return expand(secret, _CASE, 2 * KEY_BYTES)[KEY_BYTES:]


def tray_seed(secret: bytes) -> bytes:
    """Return the seed of the key to which others seal what they hand in for a case."""
    return expand(secret, _TRAY, KEY_BYTES)


def group_commitment(secret: bytes) -> bytes:
    """Return the commitment of a group secret."""
    return expand(secret, _GROUP, 3 * KEY_BYTES)[2 * KEY_BYTES :]
