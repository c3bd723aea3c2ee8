"""The office's secrets for k of n custodians, by sealing in layers: no new mathematics.

ver 1 | suite 1 | needed 1 | count 1 | length 2 | SHA-256 of the custodians' public keys in order
32 | envelopes | signature 64 (`signatures`) of the office root over all before it. For every set of
`needed` custodians, in the order of `itertools.combinations`, one envelope: the secrets sealed by
HPKE to the last of the set, that sealed to the one before, and so on. 2 of 3 are 3 envelopes, 3 of
5 are 10. `info` of each layer: label | the 38 bytes of the head | set, one bit a custodian, 2 |
layer 1. Fewer than `needed` custodians open nothing. The signature lets anyone who trusts the root
find, long before the bad hour, that an envelope was damaged or that others were put in its place:
a set of custodians sees only its own envelope, and HPKE has no sender.
"""

import hashlib
import struct
from collections.abc import Mapping, Sequence
from itertools import combinations
from math import comb
from typing import Final, NamedTuple

from app.crypto import signatures, xwing
from app.crypto.primitives import TAG_BYTES, Sealed, same, sealed
from app.crypto.signatures import SIGNATURE_BYTES
from app.errors import Damaged

VERSION: Final = 1
X_WING_ED25519: Final = 1
MOST: Final = 7  # 35 envelopes of 4 of 7; more people do not make a secret safer

_LABEL: Final = b"amparo/custodians/v1"
_HEAD: Final = struct.Struct(">BBBBH32s")
_LONGEST: Final = 2**16 - 1
_LAYER_BYTES: Final = xwing.ENCAPSULATED_BYTES + TAG_BYTES


class _Head(NamedTuple):
    needed: int
    people: int
    length: int
    everyone: bytes

    def packed(self) -> bytes:
        return _HEAD.pack(VERSION, X_WING_ED25519, *self)


def seal_for(publics: Sequence[bytes], needed: int, secrets: bytes, root_seed: bytes) -> Sealed:
    """Return the secrets so that any `needed` of these custodians open them together.

    Raises:
        ValueError: Fewer custodians than needed, none, or too many; no secrets, or too long ones.
        Damaged: A public key is none.
    """
    count = len(publics)
    if not 1 <= needed <= count <= MOST or len(set(publics)) != count:
        raise ValueError("The custodians are not as many as are needed, or one stands there twice.")
    if not 1 <= len(secrets) <= _LONGEST:
        raise ValueError("The secrets are not of a length that can be sealed.")
    head = _Head(needed, count, len(secrets), _print_of(publics))
    envelopes = [
        _sealed_to(publics, chosen, head, secrets) for chosen in combinations(range(count), needed)
    ]
    body = head.packed() + b"".join(envelopes)
    return sealed(body + signatures.sign(root_seed, _LABEL, body))


def open_with(blob: bytes, publics: Sequence[bytes], seeds: Mapping[int, bytes]) -> bytes:
    """Return the secrets.

    The signature is not asked for: in the bad hour an office opens what still opens. Whoever has
    the secrets then calls `verify` with the root that was in them.

    Args:
        blob: What `seal_for` returned.
        publics: The custodians' public keys, in the order of the sealing.
        seeds: The seeds of those who are here, by their place in that order, from 0. A seed that is
            not that custodian's does not count.

    Raises:
        Damaged: Too few seeds, other custodians, or changed bytes.
    """
    head = _read(blob)
    if len(publics) != head.people or not same(head.everyone, _print_of(publics)):
        raise Damaged
    present = sorted(at for at, seed in seeds.items() if _is_hers(publics, at, seed))
    if len(present) < head.needed:
        raise Damaged
    chosen = tuple(present[: head.needed])
    each = head.needed * _LAYER_BYTES + head.length
    start = _HEAD.size + each * list(combinations(range(head.people), head.needed)).index(chosen)
    opened = blob[start : start + each]
    for layer, custodian in enumerate(chosen):
        opened = xwing.open_(opened, seeds[custodian], _info(head, chosen, layer))
    return opened


def verify(blob: bytes, publics: Sequence[bytes], root: bytes) -> None:
    """Return when every envelope is as the office root sealed it to these custodians.

    Raises:
        Damaged: It is not.
    """
    if not same(_read(blob).everyone, _print_of(publics)):
        raise Damaged
    signatures.verify(root, _LABEL, blob[:-SIGNATURE_BYTES], blob[-SIGNATURE_BYTES:])


def _read(blob: bytes) -> _Head:
    if len(blob) < _HEAD.size:
        raise Damaged
    version, suite, *rest = _HEAD.unpack_from(blob)
    head = _Head(*rest)
    if (version, suite) != (VERSION, X_WING_ED25519) or head.length < 1:
        raise Damaged
    if not 1 <= head.needed <= head.people <= MOST:
        raise Damaged
    envelopes = comb(head.people, head.needed) * (head.needed * _LAYER_BYTES + head.length)
    if len(blob) != _HEAD.size + envelopes + SIGNATURE_BYTES:
        raise Damaged
    return head


def _is_hers(publics: Sequence[bytes], at: int, seed: bytes) -> bool:
    return 0 <= at < len(publics) and xwing.public_bytes(seed) == publics[at]


def _sealed_to(
    publics: Sequence[bytes], chosen: tuple[int, ...], head: _Head, secrets: bytes
) -> bytes:
    wrapped = secrets
    for layer in reversed(range(head.needed)):
        wrapped = xwing.seal(wrapped, publics[chosen[layer]], _info(head, chosen, layer))
    return wrapped


def _info(head: _Head, chosen: tuple[int, ...], layer: int) -> bytes:
    bits = sum(1 << custodian for custodian in chosen)
    return _LABEL + head.packed() + bits.to_bytes(2, "big") + bytes((layer,))


def _print_of(publics: Sequence[bytes]) -> bytes:
    """Return SHA-256 of the keys; each is 1,216 bytes, or nothing was sealed to it."""
    return hashlib.sha256(b"".join(publics)).digest()
