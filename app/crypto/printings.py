"""What a custodian's new paper proves of the set that it was printed with, until it is in force.

ver 1 | HMAC-SHA-256 32 over ver 1 | place 1 | needed 1 | count 1 | office root 32 | print of the
recovery key 32 | SHA-256 of the custodians' public keys in order 32. Its key is HKDF-Expand of the
paper's seed. Envelopes have no sender: whoever writes to the database with the server key can seal
a root of his own to the public keys that stand there, and cannot make this without a paper.
"""

import hashlib
import hmac
import struct
from collections.abc import Sequence
from typing import Final, NamedTuple

from app.crypto.primitives import KEY_BYTES, expand, same
from app.errors import Damaged

VERSION: Final = 1

_LABEL: Final = b"amparo/printing/v1"
_BODY: Final = struct.Struct(f">BBBB{KEY_BYTES}s{KEY_BYTES}s{KEY_BYTES}s")
BYTES: Final = 1 + hashlib.sha256().digest_size


class Printed(NamedTuple):
    """What was printed together: for which root and recovery key, for whom, how many act."""

    root: bytes
    recovery_print: bytes
    needed: int
    publics: Sequence[bytes]


def prove(printed: Printed, place: int, seed: bytes) -> bytes:
    """Return what the paper at a place, from 0, proves of all that was printed with it.

    Raises:
        ValueError: A key is not of its width, or there is no such place.
    """
    if len(printed.root) != KEY_BYTES or len(printed.recovery_print) != KEY_BYTES:
        # struct would pad or cut a key of another length.
        raise ValueError("These are no anchors.")
    if len(seed) != KEY_BYTES or not 0 <= place < len(printed.publics):
        raise ValueError("This is no paper of these.")
    people = hashlib.sha256(b"".join(printed.publics)).digest()
    numbers = (VERSION, place, printed.needed, len(printed.publics))
    body = _BODY.pack(*numbers, printed.root, printed.recovery_print, people)
    return bytes((VERSION,)) + hmac.digest(expand(seed, _LABEL, KEY_BYTES), body, "sha256")


def require(blob: bytes, printed: Printed, place: int, seed: bytes) -> None:
    """Return when a paper was printed with just these.

    Raises:
        Damaged: It was printed with others, or this is no proof of a known version.
    """
    if len(blob) != BYTES or blob[0] != VERSION:
        raise Damaged
    if not 0 <= place < len(printed.publics) or not same(blob, prove(printed, place, seed)):
        raise Damaged
