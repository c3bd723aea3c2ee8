"""A succession: which office root and recovery key follow after which, when papers are replaced.

ver 1 | suite 1 | number 4 | former root 32 | print of the former recovery key 32 | root 32 | print
of the recovery key 32 | signature 64 (`signatures`) of the former root over all before it.
Whoever trusts the former root follows it, once: her keys name the new two afterwards, and no word
leads back. Numbers count from 1 without a gap.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from app.crypto import signatures
from app.crypto.primitives import KEY_BYTES
from app.errors import Damaged

VERSION: Final = 1
MOST: Final = 2**32 - 1

_FORM: Final = signatures.Form(b"amparo/succession/v1", VERSION, "I" + 4 * f"{KEY_BYTES}s")


class Anchors(NamedTuple):
    """What a member's keys trust: the office root, and the print of the recovery key."""

    root: bytes
    recovery_print: bytes


def succeed(number: int, former: Anchors, after: Anchors, former_root_seed: bytes) -> bytes:
    """Return the word that the second anchors follow after the first, signed by the former root.

    Raises:
        ValueError: A key, print or number is not of its width, nothing changes, or another signs.
    """
    if any(len(each) != KEY_BYTES for each in (*former, *after)) or not 1 <= number <= MOST:
        # struct would pad or cut a key of another length.
        raise ValueError("These are no anchors.")
    both_new = after.root != former.root and after.recovery_print != former.recovery_print
    if not both_new or not signatures.is_key(after.root):
        raise ValueError("Root and recovery key are replaced together.")
    if signatures.public_of(former_root_seed) != former.root:
        raise ValueError("The former root signs.")
    return _FORM.sign(former_root_seed, number, *former, *after)


def read(blob: bytes) -> tuple[int, Anchors, Anchors]:
    """Return number, former and new anchors; believed only where `follow` took them.

    Raises:
        Damaged: This is no succession of a known version and suite.
    """
    number, *keys = _FORM.read(blob)
    if number < 1:
        raise Damaged
    former, after = Anchors(*keys[:2]), Anchors(*keys[2:])
    if not signatures.is_key(after.root):
        raise Damaged
    return number, former, after


def follow(known: Anchors, words: Iterable[bytes]) -> Anchors:
    """Return the anchors to which these words lead, in their order, from those that one trusts.

    Words of before one's own anchors are passed over: nothing leads back.

    Raises:
        Damaged: A word that begins at one's own anchors does not hold, or one is left out.
    """
    before = None
    for blob in words:
        number, former, after = read(blob)
        if before is not None and number != before + 1:
            raise Damaged
        before = number
        if former == known:
            _FORM.verify(blob, known.root)
            known = after
    return known
