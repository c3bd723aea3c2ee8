"""Who can open which case, for many at once: whether those who are told of a date can act on it."""

from collections import defaultdict
from uuid import UUID

from sqlalchemy import select

from app.casework import held
from app.db.desk import NightDesk
from app.models import Grant, Member, Principal, Schedule


def of_open_dates(desk: NightDesk) -> dict[UUID, set[UUID]]:
    """Return who can open each case that has an open date, by herself or through a group.

    Unproved, as the rows say it: for what a page counts, never for who gets a key. Two statements.
    An ethical screen is not asked here; whoever is told was asked it.
    """
    inside: dict[UUID, set[UUID]] = defaultdict(set)
    members = select(Member.group_id, Member.person_id).join(
        Principal, (Principal.id == Member.group_id) & (Principal.epoch == Member.epoch)
    )
    for row in desk.db.execute(members.where(held.living(desk.now, Member))):
        inside[row.group_id].add(row.person_id)
    dated = select(Schedule.case_id).where(Schedule.open)
    granted = select(Grant.case_id, Grant.principal_id).where(
        Grant.case_id.in_(dated), held.living(desk.now), Grant.epoch == held.newest(Grant.case_id)
    )
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for row in desk.db.execute(granted):
        found[row.case_id] |= {row.principal_id} | inside.get(row.principal_id, set())
    return found
