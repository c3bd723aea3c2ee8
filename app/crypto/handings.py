"""The signed word about many cases that go to a colleague: from whom, to whom, and how far it is.

ver 1 | suite 1 | kind 1 | handing 16 | maker 16 | from 16 | to 16 | stand 32 | signature 64
(`signatures`) over all before it. `stand` is a hash of which cases wait and what was done with the
others, so that nobody, whoever holds the server key, leads the rest elsewhere between two steps.
Its maker signs it when she begins, and anew with each step that she does.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from uuid import UUID

from app.crypto import signatures
from app.errors import Damaged

VERSION: Final = 1
HAND_OVER, SHARE, HAND_BACK = 1, 2, 3

_FORM: Final = signatures.Form(b"amparo/handing/v1", VERSION, "B16s16s16s16s32s")


class Word(NamedTuple):
    """Which cases go from whom to whom, how, and how far that is; who says so."""

    kind: int
    handing_id: UUID
    maker_id: UUID
    from_id: UUID
    to_id: UUID
    stand: bytes


def print_of(stand: Mapping[str, Any]) -> bytes:
    """Return a hash of what waits and what was done: texts, lists, yes and no, by name."""
    return signatures.print_of(stand)


def give(word: Word, signing_seed: bytes) -> bytes:
    """Return the word signed with its maker's seed."""
    ids = (each.bytes for each in word[1:5])
    return _FORM.sign(signing_seed, word.kind, *ids, word.stand)


def read(blob: bytes) -> Word:
    """Return what a word says; believed only once `verify` returned.

    Raises:
        Damaged: This is no word of a known version, suite and kind.
    """
    kind, handing_id, maker_id, from_id, to_id, stand = _FORM.read(blob)
    if kind not in {HAND_OVER, SHARE, HAND_BACK}:
        raise Damaged
    handing, maker = UUID(bytes=handing_id), UUID(bytes=maker_id)
    return Word(kind, handing, maker, UUID(bytes=from_id), UUID(bytes=to_id), stand)


def verify(blob: bytes, *maker_publics: bytes) -> Word:
    """Return what a word says, its signature having held.

    The caller has checked that each is a certified key of whom it names as its maker.

    Raises:
        Damaged: It was changed, or somebody else signed it.
    """
    return _FORM.said(read, blob, *maker_publics)
