"""The office's secrets for k of n custodians, by sealing in layers: no new mathematics.

ver 1 | suite 1 | needed 1 | count 1 | length 2 | envelopes. For every set of `needed` custodians,
in the order of `itertools.combinations`, one envelope: the secrets sealed by HPKE to the last of
the set, that sealed to the one before, and so on. 2 of 3 are 3 envelopes, 3 of 5 are 10.
`info` of each layer: label | needed | count | set, one bit a custodian, 2 | layer 1 | SHA-256 of
the custodians' public keys in order. Fewer than `needed` custodians open nothing.
"""

import hashlib
import struct
from collections.abc import Mapping, Sequence
from itertools import combinations
from math import comb
from typing import Final

from app.crypto import xwing
from app.crypto.primitives import TAG_BYTES, Sealed, sealed
from app.errors import Damaged

VERSION: Final = 1
X_WING: Final = 1
MOST: Final = 7  # 35 envelopes of 4 of 7; more people do not make a secret safer

_LABEL: Final = b"amparo/custodians/v1"
_HEAD: Final = struct.Struct(">BBBBH")
_LAYER_BYTES: Final = xwing.ENCAPSULATED_BYTES + TAG_BYTES


def seal_for(publics: Sequence[bytes], needed: int, secrets: bytes) -> Sealed:
    """Return the secrets so that any `needed` of these custodians open them together.

    Raises:
        ValueError: Fewer custodians than needed, none, or too many.
        Damaged: A public key is none.
    """
    count = len(publics)
    if not 1 <= needed <= count <= MOST or len(set(publics)) != count:
        raise ValueError("The custodians are not as many as are needed, or one stands there twice.")
    envelopes = [
        _sealed_to(publics, chosen, needed, secrets)
        for chosen in combinations(range(count), needed)
    ]
    head = _HEAD.pack(VERSION, X_WING, needed, count, len(secrets))
    return sealed(head + b"".join(envelopes))


def open_with(blob: bytes, publics: Sequence[bytes], seeds: Mapping[int, bytes]) -> bytes:
    """Return the secrets.

    Args:
        blob: What `seal_for` returned.
        publics: The custodians' public keys, in the order of the sealing.
        seeds: The seeds of those who are here, by their place in that order, from 0.

    Raises:
        Damaged: Too few seeds, a wrong one, or changed bytes.
    """
    needed, count, length = _read(blob)
    if len(publics) != count or len(seeds) < needed:
        raise Damaged
    chosen = tuple(sorted(seeds)[:needed])
    each = needed * _LAYER_BYTES + length
    for at, envelope_of in enumerate(combinations(range(count), needed)):
        if envelope_of == chosen:
            start = _HEAD.size + at * each
            opened = blob[start : start + each]
            for layer, custodian in enumerate(chosen):
                info = _info(publics, chosen, needed, layer)
                opened = xwing.open_(opened, seeds[custodian], info)
            return opened
    raise Damaged


def needed_of(blob: bytes) -> tuple[int, int]:
    """Return how many custodians are needed, and of how many.

    Raises:
        Damaged: This is none of these envelopes.
    """
    needed, count, _ = _read(blob)
    return needed, count


def _read(blob: bytes) -> tuple[int, int, int]:
    if len(blob) < _HEAD.size:
        raise Damaged
    version, suite, needed, count, length = _HEAD.unpack_from(blob)
    if (version, suite) != (VERSION, X_WING) or not 1 <= needed <= count <= MOST:
        raise Damaged
    if len(blob) != _HEAD.size + comb(count, needed) * (needed * _LAYER_BYTES + length):
        raise Damaged
    return needed, count, length


def _sealed_to(
    publics: Sequence[bytes], chosen: tuple[int, ...], needed: int, secrets: bytes
) -> bytes:
    wrapped = secrets
    for layer in reversed(range(needed)):
        info = _info(publics, chosen, needed, layer)
        wrapped = xwing.seal(wrapped, publics[chosen[layer]], info)
    return wrapped


def _info(publics: Sequence[bytes], chosen: tuple[int, ...], needed: int, layer: int) -> bytes:
    bits = sum(1 << custodian for custodian in chosen)
    everyone = hashlib.sha256(b"".join(publics)).digest()
    head = bytes((needed, len(publics))) + bits.to_bytes(2, "big") + bytes((layer,))
    return _LABEL + head + everyone
