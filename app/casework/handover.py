"""Handing a case's work over: its lead, its back-up, the open dates that somebody answers for."""

from uuid import UUID

from sqlalchemy import select

from app.casework import deadlines, guests, hearings, traydoors
from app.casework.casefiles import sound
from app.casework.conflicts import slips
from app.db.desk import Desk
from app.models import Case, Deadline, Hearing


def hand_over(desk: Desk, case: Case, giver: UUID, taker: UUID) -> None:
    """Put one colleague in another's place wherever a case that is open here names her."""
    before = (case.lead_id, case.backup_id)
    if case.lead_id == giver:
        case.lead_id = taker
    if case.backup_id == giver:
        case.backup_id = taker
    if case.backup_id == case.lead_id:
        case.backup_id = None
    for row in _deadlines(desk, case.id):
        if row.status == "open" and row.responsible_id == giver:
            row.responsible_id = taker
    desk.db.flush()
    if before != (case.lead_id, case.backup_id):
        slips.hand_in_case(desk, case.id)
        traydoors.keep(desk, case)
        guests.keep_lead(desk, case)


def keep_schedule(desk: Desk, case: Case, number: int) -> None:
    """Bring the worker's copies of a case's dates in step with whose they are now.

    Those that ended too: the check compares every one with its case.
    """
    for deadline in _deadlines(desk, case.id):
        deadlines.keep_schedule(desk, deadline, number)
    for hearing in sound(desk, desk.db.scalars(select(Hearing).where(Hearing.case_id == case.id))):
        hearings.keep_schedule(desk, case, hearing, number)


def _deadlines(desk: Desk, case_id: UUID) -> list[Deadline]:
    return sound(desk, desk.db.scalars(select(Deadline).where(Deadline.case_id == case_id)))
