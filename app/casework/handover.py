"""Handing a case's work over: its lead, its back-up, the open dates that somebody answers for."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from app.casework import deadlines, guests, hearings, representation, taskhands, traydoors
from app.casework.casefiles import sound
from app.casework.conflicts import slips
from app.db.desk import Desk
from app.models import Case, Deadline, Hearing, Inquiry


def hand_over(desk: Desk, case: Case, giver: UUID, taker: UUID) -> None:
    """Put one colleague in another's place wherever a case that is open here names her."""
    lead_id = taker if case.lead_id == giver else case.lead_id
    backup_id = taker if case.backup_id == giver else case.backup_id
    _pass_dates(desk, case, giver, taker)
    _pass_call(desk, case.id, giver, taker)
    taskhands.hand_on(desk, case.id, giver, taker)
    representation.begin(desk, case, giver, taker)
    _name(desk, case, lead_id, None if backup_id == lead_id else backup_id)


def choose(desk: Desk, case: Case, lead_id: UUID, backup_id: UUID | None) -> None:
    """Name who leads an open case, and who backs her up; open dates and tasks go with the lead."""
    _pass_dates(desk, case, case.lead_id, lead_id)
    taskhands.hand_on(desk, case.id, case.lead_id, lead_id)
    if lead_id != case.lead_id:
        representation.begin(desk, case, case.lead_id, lead_id)
    _name(desk, case, lead_id, backup_id)


def leave_to_lead(desk: Desk, case: Case, staying: Collection[UUID]) -> None:
    """Have the lead of an open case answer for the dates and tasks of whoever does not stay."""
    for row in _deadlines(desk, case.id):
        if row.status == "open" and row.responsible_id not in staying:
            row.responsible_id = case.lead_id
    taskhands.pass_on(desk, case.id, case.lead_id, staying)
    desk.db.flush()


def _pass_dates(desk: Desk, case: Case, giver: UUID, taker: UUID) -> None:
    for row in _deadlines(desk, case.id):
        if row.status == "open" and row.responsible_id == giver:
            row.responsible_id = taker
    desk.db.flush()


def _pass_call(desk: Desk, case_id: UUID, giver: UUID, taker: UUID) -> None:
    """Have whoever takes over call back where the giver promised it."""
    query = select(Inquiry).where(Inquiry.case_id == case_id)
    for row in sound(desk, desk.db.scalars(query)):
        if row.owner_id == giver:
            row.owner_id = taker
    desk.db.flush()


def _name(desk: Desk, case: Case, lead_id: UUID, backup_id: UUID | None) -> None:
    """Put lead and back-up into the case, and once into what stands beside it."""
    before = (case.lead_id, case.backup_id)
    case.lead_id, case.backup_id = lead_id, backup_id
    desk.db.flush()
    if before != (lead_id, backup_id):
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
