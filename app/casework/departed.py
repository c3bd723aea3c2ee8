"""Whose grant of a case counts no more, whatever its row says: who left, or was taken off it.

Whoever writes to the database can put a grant back that stood there before. It opens what it opened
then; here it is kept from being carried into the case's next key.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.casework import screens
from app.casework.policy import CASEWORK
from app.casework.staff import ACTIVE, is_sound
from app.db.desk import NightDesk
from app.errors import UNREADABLE_ROW
from app.models import Audit, Grant, Staff

UNSHARED = "case.unshare"
ROLE, LEFT, NEW_KEYS = "staff.role", "staff.leave", "staff.begin_again"
WHOM = {UNSHARED: "reader", screens.PUT_UP: "person"}  # how each deed names whom it took off


def of(desk: NightDesk, case_id: UUID, grants: Iterable[Grant]) -> set[UUID]:
    """Return the people among a case's holders who are to have no newer key; three statements.

    Those who work on no cases here, and those whom a deed on record took off this case, or took
    every key from, after the grant was given.
    """
    given = {row.principal_id: row.since for row in grants}
    rows = desk.db.scalars(select(Staff).where(Staff.id.in_(given))).all()
    found = {row.id for row in rows if is_sound(row) and not _works_on_cases(row)}
    for person_id, at in _taken(desk, case_id, {row.id for row in rows}).items():
        since = given[person_id]
        if since is not None and since < at:
            found.add(person_id)
    return found


def _works_on_cases(row: Staff) -> bool:
    return row.state == ACTIVE and row.role in CASEWORK


def _taken(desk: NightDesk, case_id: UUID, people: set[UUID]) -> dict[UUID, datetime]:
    """Return when the newest deed that took the case from each of these was done."""
    of_case = (Audit.object_id == case_id, Audit.action.in_(WHOM))
    of_person = (Audit.object_id.in_(people), Audit.action.in_((ROLE, LEFT, NEW_KEYS)))
    taken: dict[UUID, datetime] = {}
    for conditions in (of_case, of_person):
        for entry in desk.db.scalars(select(Audit).where(*conditions).order_by(Audit.seq)):
            person_id = _whom(entry)
            if person_id in people:
                taken[person_id] = max(entry.at, taken.get(person_id, entry.at))
    return taken


def _whom(entry: Audit) -> UUID | None:
    """Return from whom an entry says that the case was taken; none where it was changed."""
    try:
        if entry.action in WHOM:
            return UUID(entry.detail[WHOM[entry.action]])
        keeps = entry.action == ROLE and entry.detail["role"] in CASEWORK
    except UNREADABLE_ROW:
        return None
    return None if keeps else entry.object_id
