"""A charter: the signed word which key a case or a group has in one epoch.

ver 2 | suite 1 | kind 1 | subject 16 | epoch 4 | commitment 32 | X-Wing public 1,216 | maker 16 |
link 32 | signature 64 (`signatures`) over all before it. The X-Wing key unfolds from the same
secret: whoever cannot open a case seals to it what she hands in, and a group is granted keys by it.
`link` is an HMAC over all before it under the secret of the epoch before (zeros in epoch 1): a new
epoch can be made only by somebody who held the last one, whatever certificate she has. Whoever has
the secret checks with `matches` that a maker did not put an X-Wing key of her own beside it.
Version 1 is laid out alike; it is of a time when nobody was enrolled under a key (`enrolments`).
"""

import hashlib
import hmac
import struct
from typing import Final, NamedTuple
from uuid import UUID

from app.crypto import signatures, xwing
from app.crypto.casekeys import GroupKeys, tray_seed
from app.crypto.grants import CASE, GROUP, commitment_of
from app.crypto.primitives import KEY_BYTES, expand, same
from app.crypto.signatures import SIGNATURE_BYTES
from app.errors import Damaged

VERSION: Final = 2
_KNOWN: Final = frozenset({1, VERSION})

_LABEL: Final = b"amparo/charter/v1"
_LINK_LABEL: Final = b"amparo/charter-link/v1"
_BODY: Final = struct.Struct(f">BBB16sI{KEY_BYTES}s{xwing.PUBLIC_BYTES}s16s")
_LINK_END: Final = _BODY.size + KEY_BYTES
CHARTER_BYTES: Final = _LINK_END + SIGNATURE_BYTES
_FIRST: Final = bytes(KEY_BYTES)
_LAST_EPOCH: Final = 2**32 - 1
_MOST_KNOWN: Final = 50_000
_MATCHING: Final[set[bytes]] = set()  # hashes of charters that were found to match: nothing secret


class Charter(NamedTuple):
    """What a charter says."""

    kind: int
    subject: UUID
    epoch: int
    commitment: bytes
    xwing: bytes
    maker: UUID
    version: int = VERSION

    @property
    def enrols(self) -> bool:
        """Whether everybody who is to hold this key is enrolled under it."""
        return self.version > 1


def draw_up(
    subject: tuple[int, UUID],
    epochs: tuple[int, bytes, bytes | None],
    maker: UUID,
    signing_seed: bytes,
) -> bytes:
    """Return the charter of a secret.

    Args:
        subject: CASE or GROUP, and which.
        epochs: The epoch, its secret, and the secret of the epoch before (None in epoch 1).
        maker: Who signs.
        signing_seed: Her own.

    Raises:
        ValueError: An epoch after the first without the one before it, or the other way round; or
            a secret that is none or no new one.
    """
    kind, subject_id = subject
    epoch, secret, before = epochs
    if (epoch == 1) != (before is None) or not 1 <= epoch <= _LAST_EPOCH:
        raise ValueError("An epoch follows from the one before it.")
    if len(secret) != KEY_BYTES or secret == before:
        raise ValueError("A new epoch has a new secret.")
    body = _BODY.pack(
        VERSION,
        signatures.ED25519,
        kind,
        subject_id.bytes,
        epoch,
        commitment_of(kind, secret),
        xwing.public_bytes(_seed(kind, secret)),
        maker.bytes,
    )
    linked = body + (_FIRST if before is None else _link(before, body))
    return linked + signatures.sign(signing_seed, _LABEL, linked)


def read(blob: bytes) -> Charter:
    """Return what a charter says of itself; believed only once `verify` returned.

    Raises:
        Damaged: This is no charter of a known version, suite and kind.
    """
    if len(blob) != CHARTER_BYTES:
        raise Damaged
    version, suite, kind, subject, epoch, commitment, public, maker = _BODY.unpack_from(blob)
    if version not in _KNOWN or suite != signatures.ED25519 or kind not in (CASE, GROUP):
        raise Damaged
    if epoch < 1 or (epoch == 1) != (blob[_BODY.size : _LINK_END] == _FIRST):
        raise Damaged
    ids = (UUID(bytes=subject), UUID(bytes=maker))
    return Charter(kind, ids[0], epoch, commitment, public, ids[1], version)


def verify(blob: bytes, maker_public: bytes) -> Charter:
    """Return what a charter says, its signature having held.

    The caller has checked that `maker_public` is the certified key of the maker, and that she may
    make charters of this kind. Whoever holds the epoch before also calls `follows`.

    Raises:
        Damaged: It was changed, or somebody else signed it.
    """
    says = read(blob)
    signatures.verify(maker_public, _LABEL, blob[:_LINK_END], blob[_LINK_END:])
    return says


def follows(blob: bytes, before: bytes) -> None:
    """Return when a charter was made by somebody who held `before`, the last epoch's secret.

    Raises:
        Damaged: It was not.
    """
    read(blob)
    if not same(blob[_BODY.size : _LINK_END], _link(before, blob[: _BODY.size])):
        raise Damaged


def matches(blob: bytes, secret: bytes) -> None:
    """Return when a charter is of this secret: commitment and X-Wing key both unfold from it.

    Raises:
        Damaged: It is another's, or its X-Wing key was put there by somebody.
    """
    says = read(blob)
    if not same(says.commitment, commitment_of(says.kind, secret)):
        raise Damaged
    known = hashlib.sha256(blob).digest()
    if known in _MATCHING:  # the commitment fixes the secret, and the secret the X-Wing key
        return
    if not same(says.xwing, xwing.public_bytes(_seed(says.kind, secret))):
        raise Damaged
    if len(_MATCHING) >= _MOST_KNOWN:
        _MATCHING.clear()
    _MATCHING.add(known)


def _link(before: bytes, body: bytes) -> bytes:
    return hmac.digest(expand(before, _LINK_LABEL, KEY_BYTES), body, "sha256")


def _seed(kind: int, secret: bytes) -> bytes:
    return tray_seed(secret) if kind == CASE else GroupKeys.derive(secret).xwing_seed
