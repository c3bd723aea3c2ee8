"""Who can open which case, for many at once: whether those who are told of a date can act on it."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Select, Uuid, and_, bindparam, or_, select

from app.casework import away, held
from app.casework.slots import Entry
from app.casework.staff import ACTIVE
from app.db.columntypes import Instant
from app.db.desk import NightDesk
from app.models import Grant, Member, Principal, Schedule, Staff

_Cases = Collection[UUID] | Select[tuple[UUID]] | Select[UUID]
_ACTIVE = Staff.state == ACTIVE
_OF_NOW = and_(Principal.id == Member.group_id, Principal.epoch == Member.epoch)


def _stands(
    cases: _Cases | BindParameter[Any], now: datetime | BindParameter[datetime]
) -> tuple[ColumnElement[bool], ...]:
    """Return what holds of a grant of one of these cases that opens what is written now."""
    newest = Grant.epoch == held.newest(Grant.case_id)
    return (Grant.case_id.in_(cases), held.living(now), newest)


def _opened_by_her() -> Select[UUID]:
    """Return the question which cases a reader can open; every mail asks it."""
    reader, now = bindparam("reader", type_=Uuid()), bindparam("now", type_=Instant())
    groups = select(Member.group_id).join(Principal, _OF_NOW)
    groups = groups.where(Member.person_id == reader, held.living(now, Member))
    holds = or_(Grant.principal_id == reader, Grant.principal_id.in_(groups))
    return select(Grant.case_id).where(*_stands(bindparam("cases", expanding=True), now), holds)


_OPENED_BY = _opened_by_her()  # put together once


def of_open_dates(desk: NightDesk) -> dict[UUID, set[UUID]]:
    """Return who can open each case that has an open date, by herself or through a group.

    Unproved, as the rows say it: for what a page counts, never for who gets a key. Two statements.
    An ethical screen is not asked here; whoever is told was asked it.
    """
    return _of(desk, select(Schedule.case_id).where(Schedule.open))


def who_opens(desk: NightDesk, entries: Collection[Entry], reader: UUID) -> dict[UUID, str]:
    """Return, for dates of cases that a reader cannot open, who of those named on them can.

    As a role: no mail names anybody. Of a case that nobody's grant is known of, nothing is said;
    nor of one that somebody reads for whom the reader covers: the envelope opens it. One statement
    where she opens all of them.
    """
    hers = _opened_by(desk, {each.case_id for each in entries}, reader)
    shut = [each for each in entries if each.case_id not in hers]
    if not shut:
        return {}
    opening = _of(desk, {each.case_id for each in shut})
    if not opening:
        return {}
    readers = set[UUID]().union(*opening.values())
    here = _here(desk, readers)
    covered = away.covered_by(desk, reader)
    return {
        each.id: _who(each, opening[each.case_id] & here)
        for each in shut
        if each.case_id in opening and covered.isdisjoint(opening[each.case_id])
    }


def _here(desk: NightDesk, people: Collection[UUID]) -> set[UUID]:
    """Return who of these may sign in."""
    return set(desk.db.scalars(select(Staff.id).where(Staff.id.in_(people), _ACTIVE)))


def _opened_by(desk: NightDesk, cases: Collection[UUID], reader: UUID) -> set[UUID]:
    """Return which of these cases a reader can open, by herself or through a group."""
    asked = {"cases": list(cases), "reader": reader, "now": desk.now}
    return set(desk.db.scalars(_OPENED_BY, asked))


def _who(entry: Entry, readers: Collection[UUID]) -> str:
    named = {
        "responsible": entry.responsible_id,
        "backup": entry.backup_id,
        "lead": entry.lead_id,
    }
    return next((role for role, person in named.items() if person in readers), "other")


def _of(desk: NightDesk, cases: _Cases) -> dict[UUID, set[UUID]]:
    granted = select(Grant.case_id, Grant.principal_id).where(*_stands(cases, desk.now))
    grants = desk.db.execute(granted).all()
    if not grants:
        return {}
    groups = Member.group_id.in_({principal_id for _, principal_id in grants})
    members = select(Member.group_id, Member.person_id).join(Principal, _OF_NOW).where(groups)
    inside: dict[UUID, set[UUID]] = defaultdict(set)
    for row in desk.db.execute(members.where(held.living(desk.now, Member))):
        inside[row.group_id].add(row.person_id)
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for case_id, principal_id in grants:
        found[case_id] |= {principal_id} | inside.get(principal_id, set())
    return found
