"""Noting who did what, in order, each entry chained to the one before."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.db.carried import first_card, seal_first
from app.db.desk import Desk, NightDesk
from app.db.once import instead, once
from app.errors import UNREADABLE_ROW, Damaged, Locked
from app.models import Audit, AuditHead
from app.words import N_

GENESIS = bytes(32)
# A deed that goes both ways, with the member of its detail that says which: set, or left empty.
BOTH_WAYS: Mapping[str, tuple[str, str, str]] = {
    "case.openness": ("named_only", "closed", "opened"),
    "case.seal": ("why", "sealed", "unsealed"),
}
# Put together once: every page asks for the newest entry.
_LAST = select(func.max(aliased(Audit).seq)).scalar_subquery()
_NEWEST = select(AuditHead, Audit).outerjoin(Audit, Audit.seq == _LAST).where(AuditHead.id == 1)
_TO_FOLLOW = _NEWEST.with_for_update(of=AuditHead)
ROWS = "rows"  # in an entry's detail: ids by table, of rows written beside the one it is about
BROKEN = N_(
    "The record of who did what was changed outside Amparo, so nothing is saved behind it. "
    "Reminders go on. Keep what you typed, and have whoever runs Amparo run “amparo verify” and "
    "restore the newest backup."
)


class Head(NamedTuple):
    """The newest deed: its number, which is how many there are, its hash, and when it was done."""

    number: int
    hash: bytes
    at: datetime


def note(desk: NightDesk, action: str, object_id: UUID | None = None, **detail: object) -> int:
    """Write one entry in the deed's own transaction and return its number.

    Args:
        desk: A writing desk.
        action: The kind of deed, such as `hearing.schedule`.
        object_id: What a person's deed was done to; never given for the worker's.
        detail: Names of fields and codes; sealed under the audit key. Never what a case's own card
            says, such as a date's rule or why it is sealed: whoever has the server key reads it.

    Raises:
        Damaged: The head that the entry would follow is not that of the newest entry.
    """
    head, _ = _head(desk)
    actor = desk.who.id if isinstance(desk, Desk) else None
    entry = Audit(
        seq=head.seq + 1,
        at=desk.now,
        actor_id=actor,
        action=action,
        object_id=object_id,
        hash=GENESIS,
        detail=detail,
        after=head.hash.hex(),
    )
    desk.db.add(entry)
    seal_first(desk.db, entry)  # the chain covers the card
    entry.hash = link(head.hash, entry)
    head.seq, head.hash = entry.seq, entry.hash
    desk.db.flush()
    instead(desk, AuditHead, (head, entry))
    return entry.seq


def name_row(desk: NightDesk, number: int, table: str, row_id: UUID) -> None:
    """Have the deed's entry, the newest, name a row that it wrote beside the one it is about.

    What a deed entered by the way is on record like everything else: whoever takes the row away
    is found out.

    Raises:
        ValueError: Another entry stands behind it already.
    """
    entry = desk.db.get_one(Audit, number)
    named = entry.detail.get(ROWS, {})
    if row_id == entry.object_id or str(row_id) in named.get(table, []):
        return
    head = desk.db.get_one(AuditHead, 1)
    if head.seq != number:
        msg = "an entry that others are chained to is never changed"
        raise ValueError(msg)
    before = desk.db.scalar(select(Audit.hash).where(Audit.seq == number - 1)) or GENESIS
    rows = {**named, table: [*named.get(table, []), str(row_id)]}
    entry.detail = {**entry.detail, ROWS: rows}
    desk.db.flush()  # seals the card, which the chain covers
    entry.hash = head.hash = link(before, entry)


def deed_of(entry: Audit) -> str:
    """Return an entry's action; of one that goes both ways with which of the two it was.

    Raises:
        Damaged: Its card does not open.
    """
    if entry.action not in BOTH_WAYS:
        return entry.action
    member, is_set, is_empty = BOTH_WAYS[entry.action]
    return f"{entry.action}.{is_set if entry.detail.get(member) else is_empty}"


def newest(desk: NightDesk) -> int | None:
    """Return the number of the newest entry, None where the head is of another; one statement."""
    try:
        return _head(desk)[0].seq
    except Damaged:
        return None


def head(desk: NightDesk) -> Head | None:
    """Return the newest deed, None where the record is empty or broken; one statement."""
    try:
        _, entry = _head(desk)
    except Damaged:
        return None
    return None if entry is None else Head(entry.seq, entry.hash, entry.at)


def _head(desk: NightDesk) -> tuple[AuditHead, Audit | None]:
    """Return the head and the newest entry, which proves the head and which nobody can make up.

    A writing desk locks the head as it asks first; from then on only its own deeds follow.

    Raises:
        Damaged: It is of another entry, or that one was changed.
    """
    query = _TO_FOLLOW if desk.writes else _NEWEST
    found = once(desk, AuditHead, lambda: desk.db.execute(query).one_or_none())
    if found is None:
        raise Damaged(BROKEN)
    head: AuditHead = found[0]
    entry: Audit | None = found[1]
    try:
        stands = (0, GENESIS) if entry is None else (entry.seq, entry.hash)
        if entry is not None:
            entry.open_card()
    except (Damaged, Locked):
        raise Damaged(BROKEN) from None
    if (head.seq, head.hash) != stands:
        raise Damaged(BROKEN)
    return head, entry


def link(before: bytes, entry: Audit) -> bytes:
    """Return the hash that chains an entry to the one before.

    It covers the card as it was sealed first: mails, sign-ins and the witness file repeat it.

    Raises:
        Damaged: The card was carried over to a newer server key and does not open.
    """
    return chained(before, entry, first_card(entry))


def chained(before: bytes, entry: Audit, card: bytes) -> bytes:
    """Return the hash over an entry, its card as it was sealed first, and the hash before it."""
    parts = (
        before,
        entry.seq.to_bytes(8, "big"),
        entry.at.isoformat().encode(),
        entry.actor_id.bytes if entry.actor_id else bytes(16),
        entry.action.encode(),
        entry.object_id.bytes if entry.object_id else bytes(16),
        card,
    )
    return sha256(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).digest()


def stands_behind(before: bytes, entry: Audit) -> bool:
    """Tell whether an entry is whole and its card repeats the hash before it.

    The chain has no key; the card has. Another true card of the same number, of a deed that was
    cut off or undone, breaks the chain at the deed behind it, which names the one that was there.

    Raises:
        Damaged: Its card does not open.
    """
    return entry.after == before.hex() and entry.hash == link(before, entry)


def require_whole(desk: NightDesk, first: int) -> None:
    """Let a deed go on by what stands on record from a number on, if each entry is as it was noted.

    Raises:
        Damaged: One was changed, removed or moved.
    """
    try:
        since(desk, first)
    except UNREADABLE_ROW:
        raise Damaged(BROKEN) from None


def since(desk: NightDesk, first: int) -> list[Audit]:
    """Return the entries from a number on, each opened and chained to the one before.

    Raises:
        Damaged: One was changed, removed or moved, the head is of another, or there is none.
    """
    before = desk.db.scalar(select(Audit.hash).where(Audit.seq == first - 1)) or GENESIS
    entries = list(desk.db.scalars(select(Audit).where(Audit.seq >= first).order_by(Audit.seq)))
    for number, entry in enumerate(entries, start=first):
        if entry.seq != number or not stands_behind(before, entry):
            raise Damaged
        before = entry.hash
    if not entries or newest(desk) != entries[-1].seq:
        raise Damaged
    return entries
