"""Noting who did what, in order, each entry chained to the one before."""

from hashlib import sha256
from uuid import UUID

from sqlalchemy import select

from app.db.desk import Desk, NightDesk
from app.errors import Damaged
from app.models import Audit, AuditHead

GENESIS = bytes(32)


def note(desk: NightDesk, action: str, object_id: UUID | None = None, **detail: object) -> int:
    """Write one entry in the deed's own transaction and return its number.

    Args:
        desk: A writing desk.
        action: The kind of deed, such as `hearing.schedule`.
        object_id: What a person's deed was done to; never given for the worker's.
        detail: Names of fields and codes; sealed under the audit key. Never a client's words.
    """
    head = desk.db.scalars(select(AuditHead).with_for_update()).one()
    actor = desk.who.id if isinstance(desk, Desk) else None
    entry = Audit(
        seq=head.seq + 1,
        at=desk.now,
        actor_id=actor,
        action=action,
        object_id=object_id,
        hash=GENESIS,
        detail=detail,
    )
    desk.db.add(entry)
    desk.db.flush()  # seals the card, which the chain covers
    entry.hash = link(head.hash, entry)
    head.seq, head.hash = entry.seq, entry.hash
    return entry.seq


def link(before: bytes, entry: Audit) -> bytes:
    """Return the hash that chains an entry to the one before."""
    parts = (
        before,
        entry.seq.to_bytes(8, "big"),
        entry.at.isoformat().encode(),
        entry.actor_id.bytes if entry.actor_id else bytes(16),
        entry.action.encode(),
        entry.object_id.bytes if entry.object_id else bytes(16),
        bytes(entry.card),
    )
    return sha256(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).digest()


def follow_chain(desk: NightDesk) -> int:
    """Return how many entries stand, each opened and each chained to the one before.

    Raises:
        Damaged: An entry was changed, removed or moved, or the head does not fit the last.
    """
    before, count = GENESIS, 0
    for entry in desk.db.scalars(select(Audit).order_by(Audit.seq)):
        count += 1
        _ = entry.detail  # opens the card
        if entry.seq != count or entry.hash != link(before, entry):
            raise Damaged
        before = entry.hash
    head = desk.db.scalars(select(AuditHead)).one()
    if (head.seq, head.hash) != (count, before):
        raise Damaged
    return count
