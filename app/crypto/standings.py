"""A standing: the office root's word that a group's charter holds although its maker's keys ended.

ver 1 | suite 1 | SHA-256 of the charter 32 | signature 64 (`signatures`) over all before it. The
custodians give it as they end a supervisor's keys or certify new ones of hers, for the charters
that stand then. Another that somebody signs with the former keys afterwards has none.
"""

import hashlib
from typing import Final

from app.crypto import signatures
from app.crypto.primitives import same
from app.errors import Damaged

VERSION: Final = 1

_FORM: Final = signatures.Form(b"amparo/standing/v1", VERSION, "32s")


def give(charter: bytes, root_seed: bytes) -> bytes:
    """Return the word for a charter, which the caller has checked, signed with the root's seed."""
    return _FORM.sign(root_seed, hashlib.sha256(charter).digest())


def verify(blob: bytes, charter: bytes, root_public: bytes) -> None:
    """Return when the root said that this charter holds.

    Raises:
        Damaged: It did not, or said so in a version or suite that is unknown.
    """
    [named] = _FORM.read(blob)
    _FORM.verify(blob, root_public)
    if not same(named, hashlib.sha256(charter).digest()):
        raise Damaged
