"""Who can open which case, for many at once: whether those who are told of a date can act on it."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Select, select

from app.casework import away, held
from app.casework.slots import Entry
from app.db.desk import NightDesk
from app.models import Grant, Member, Principal, Schedule


def of_open_dates(desk: NightDesk) -> dict[UUID, set[UUID]]:
    """Return who can open each case that has an open date, by herself or through a group.

    Unproved, as the rows say it: for what a page counts, never for who gets a key. Two statements.
    An ethical screen is not asked here; whoever is told was asked it.
    """
    return _of(desk, select(Schedule.case_id).where(Schedule.open))


def who_opens(desk: NightDesk, entries: Collection[Entry], reader: UUID) -> dict[UUID, str]:
    """Return, for dates of cases that a reader cannot open, who of those named on them can.

    As a role: no mail names anybody. Of a case that nobody's grant is known of, nothing is said;
    nor to whoever covers for somebody, whose envelope opens what she is told of.
    """
    opening = _of(desk, {each.case_id for each in entries})
    shut = [each for each in entries if reader not in opening.get(each.case_id, {reader})]
    if not shut or reader in {each.cover_id for each in away.running(desk)}:
        return {}
    return {each.id: _who(each, opening[each.case_id]) for each in shut}


def _who(entry: Entry, readers: Collection[UUID]) -> str:
    named = {
        "responsible": entry.responsible_id,
        "backup": entry.backup_id,
        "lead": entry.lead_id,
    }
    return next((role for role, person in named.items() if person in readers), "other")


def _of(
    desk: NightDesk, cases: Collection[UUID] | Select[tuple[UUID]] | Select[UUID]
) -> dict[UUID, set[UUID]]:
    inside: dict[UUID, set[UUID]] = defaultdict(set)
    members = select(Member.group_id, Member.person_id).join(
        Principal, (Principal.id == Member.group_id) & (Principal.epoch == Member.epoch)
    )
    for row in desk.db.execute(members.where(held.living(desk.now, Member))):
        inside[row.group_id].add(row.person_id)
    granted = select(Grant.case_id, Grant.principal_id).where(
        Grant.case_id.in_(cases), held.living(desk.now), Grant.epoch == held.newest(Grant.case_id)
    )
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for row in desk.db.execute(granted):
        found[row.case_id] |= {row.principal_id} | inside.get(row.principal_id, set())
    return found
