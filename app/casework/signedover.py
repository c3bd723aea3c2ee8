"""What whoever hands many cases over signed: between two steps nobody else says where they go.

The server's seal alone would not do: whoever holds its key could name another colleague for the
rest, and the next step would give her keys in the name of whoever began.
"""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.casework import access
from app.casework.shredded import Keys
from app.casework.sound import sound
from app.crypto import handings as words
from app.crypto.bundle import MemberKeys
from app.crypto.handings import Word
from app.db.desk import Desk, NightDesk
from app.errors import UNREADABLE_ROW
from app.models import Audit, Handing

STOOD = "handings"  # in the entry of the deed that ended somebody's keys: what she had signed
HAND_OVER, SHARE, HAND_BACK = "hand_over", "share", "hand_back"
KINDS: Mapping[str, int] = {
    HAND_OVER: words.HAND_OVER,
    SHARE: words.SHARE,
    HAND_BACK: words.HAND_BACK,
}


def sign(desk: Desk, row: Handing) -> None:
    """Sign for how far one's own handing is now."""
    row.word = words.give(_says(row), access.own_keys(desk).signing_seed).hex()


def is_hers(desk: Desk, row: Handing) -> bool:
    """Tell whether a handing stands as whoever sits here signed it last, with her present keys."""
    return _holds(row, [access.own_keys(desk).public.signing])


def as_signed(desk: NightDesk, staff_id: UUID) -> dict[str, str]:
    """Return hashes of the words that somebody's handings stand by, for what ends her keys."""
    return {str(row.id): _print_of(row) for row in _by(desk, staff_id) if row.word}


def sign_again(desk: Desk, former: MemberKeys, ended: str) -> None:
    """Sign with one's new keys what stood by the former ones on the day on which they ended.

    Args:
        desk: A writing desk.
        former: The keys that she gave up.
        ended: The deed that ended them; `as_signed` stands in its entry.
    """
    stood = told_at_end(desk, ended).get(STOOD, {})
    for row in _by(desk, desk.who.id):
        is_same = _print_of(row) == stood.get(str(row.id))
        if is_same and _holds(row, [former.public.signing]):
            sign(desk, row)
    desk.db.flush()


def told_at_end(desk: Desk, ended: str) -> dict[str, Any]:
    """Return what the newest deed that ended one's former keys says; nothing where none did."""
    query = select(Audit).where(Audit.action == ended, Audit.object_id == desk.who.id)
    entry = desk.db.scalar(query.order_by(Audit.seq.desc()).limit(1))
    return {} if entry is None else entry.detail


def print_of(word: str | None) -> str:
    """Return the hash of a signed word, for the deed that ends its maker's keys."""
    return sha256((word or "").encode()).hexdigest()


def _print_of(row: Handing) -> str:
    return print_of(row.word)


def _by(desk: NightDesk, staff_id: UUID) -> Iterator[Handing]:
    rows = desk.db.scalars(select(Handing).order_by(Handing.id)).all()
    return (row for row in sound(rows) if row.by_id == staff_id)


def wrong(desk: NightDesk, keys: Keys) -> Iterator[str]:
    """Yield the handings that are not as whoever began them signed; one statement.

    One from before they were signed goes no further, so nothing comes of it.
    """
    rows = desk.db.scalars(select(Handing).order_by(Handing.id))
    for row in sound(rows):  # the check of cards names the others
        hers = [each.signing for each in keys.get(row.by_id, ())]
        if row.word and not _holds(row, hers):
            yield f"{row.named}: otherwise than whoever began it signed"


def _holds(row: Handing, hers: Sequence[bytes]) -> bool:
    try:
        return words.verify(bytes.fromhex(row.word or ""), *hers) == _says(row)
    except UNREADABLE_ROW:
        return False


def _says(row: Handing) -> Word:
    stand = {"state": row.state, "waiting": row.waiting, "done": row.done, "left": row.left}
    people = (row.by_id, row.from_id, row.to_id)
    return Word(KINDS[row.kind], row.id, *people, words.print_of(stand))
