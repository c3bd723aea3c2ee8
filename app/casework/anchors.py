"""Which office root and recovery key a person's keys name, and which followed since."""

from base64 import b64decode
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from typing import Final

from app.casework.founding import CUSTODY
from app.crypto import successions
from app.crypto.bundle import MemberKeys
from app.crypto.signatures import public_of
from app.crypto.successions import Anchors
from app.db.desk import NightDesk
from app.errors import UNREADABLE_ROW
from app.models import Setting

WORDS: Final = "words"  # of the custody setting


def words(desk: NightDesk) -> tuple[bytes, ...]:
    """Return each word by which new papers followed, the first first; one statement."""
    row = desk.db.get(Setting, CUSTODY)
    with suppress(*UNREADABLE_ROW):
        return () if row is None else tuple(b64decode(each) for each in row.value.get(WORDS, []))
    return ()  # the check names the setting; nobody's keys follow anything then


def followed(keys: MemberKeys, words: Sequence[bytes]) -> MemberKeys:
    """Return a person's keys with the anchors that follow after hers, each signed by the former.

    Raises:
        Damaged: A word that begins at hers does not hold.
    """
    if not words or keys.office_root is None or keys.recovery_print is None:
        return keys
    known = Anchors(keys.office_root, keys.recovery_print)
    after = successions.follow(known, words)
    return replace(keys, office_root=after.root, recovery_print=after.recovery_print)


def named_by(keys: MemberKeys) -> str:
    """Return the letters by which an account says which anchors its owner's keys must name."""
    return print_of(Anchors(keys.office_root or b"", keys.recovery_print or b""))


def print_of(anchors: Anchors) -> str:
    """Return 32 letters that fix an office root and the print of a recovery key."""
    return sha256(b"amparo/anchors/v1" + anchors.root + anchors.recovery_print).hexdigest()[:32]


def own_print(keys: MemberKeys) -> str:
    """Return the letters by which an account knows its owner's keys."""
    return own_print_of(public_of(keys.signing_seed))


def own_print_of(signing_public: bytes) -> str:
    """Return 32 letters that fix a public signing key."""
    return sha256(b"amparo/own-keys/v1" + signing_public).hexdigest()[:32]
