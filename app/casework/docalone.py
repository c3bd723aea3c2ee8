"""Documents that some of a case read, once a reader went: one is left alone with them, or nobody.

Who reads them stands on record, so that it is known also where their case is not open. Whoever is
taken off goes all the same; those who stay are told by mail, which names nothing.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import select

from app.casework import access, dockeys, hidden, removing, screens, staff
from app.casework.policy import CASEWORK, SUPERVISING
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import DOCUMENT_ALONE, DOCUMENT_SHUT
from app.casework.sound import sound
from app.db.desk import NightDesk
from app.models import Audit, Document

ENOUGH: Final = 2


@dataclass(frozen=True, slots=True)
class Alone:
    """A document with fewer than two readers who work here and can open its case."""

    case_id: UUID
    readers: frozenset[UUID]
    holders: frozenset[UUID]  # who opens its case and does not read it


def tell(desk: NightDesk, gone: Collection[UUID], case_id: UUID | None = None) -> int:
    """Tell who is left alone with documents that these read; return how many documents those are.

    Args:
        desk: Where these were taken off just now.
        gone: Who went.
        case_id: Of which case; of all, where somebody left the office or a group.
    """
    found = _left_by(desk, set(gone), case_id) if gone else []
    if not found:
        return 0
    mailbox = Mailbox(desk)
    for person in sorted({reader for each in found for reader in each.readers}):
        mailbox.alarm(person, DOCUMENT_ALONE)
    told = {holder for each in found if not each.readers for holder in each.holders}
    cases = {each.case_id for each in found}
    open_to_them = cases - hidden.sealed(desk, cases)
    for each in staff.active(desk, {SUPERVISING}):
        if open_to_them - screens.kept_from(desk, each.id):
            told.add(each.id)
    for person in sorted(told):
        mailbox.alarm(person, DOCUMENT_SHUT)
    return len(found)


def _left_by(desk: NightDesk, gone: set[UUID], case_id: UUID | None) -> list[Alone]:
    given = dockeys.on_record(desk)
    theirs = {each: known.readers for each, known in given.items() if known.readers & gone}
    standing = select(Document.id, Document.case_id).where(Document.id.in_(theirs))
    if case_id is not None:
        standing = standing.where(Document.case_id == case_id)
    rows = desk.db.execute(standing).all() if theirs else []
    deleted = _deleted(desk, [row.id for row in rows]) if rows else set()
    working = {row.id for row in staff.active(desk, CASEWORK)} if rows else set()
    opening = {each: access.readers(desk, each) & working for each in {row.case_id for row in rows}}
    found = []
    for row in rows:
        reading = theirs[row.id] & opening[row.case_id]
        if row.id not in deleted and len(reading) < ENOUGH and not reading & gone:
            others = frozenset(opening[row.case_id] - reading)
            found.append(Alone(row.case_id, frozenset(reading), others))
    return found


def _deleted(desk: NightDesk, ids: Iterable[UUID]) -> set[UUID]:
    """Return which of these documents the newest deed of that kind deleted."""
    deeds = (removing.REMOVE, removing.UNDO)
    query = select(Audit).where(Audit.action.in_(deeds), Audit.object_id.in_(ids))
    newest = {
        row.object_id: row.action for row in sound(desk.db.scalars(query.order_by(Audit.seq)))
    }
    return {each for each, deed in newest.items() if each is not None and deed == removing.REMOVE}
