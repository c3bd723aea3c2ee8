"""Who can open which case, for many at once: whether those who are told of a date can act on it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, CompoundSelect, Select, and_, bindparam, select

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


def _opened_by_each() -> CompoundSelect[UUID, UUID]:
    """Return the question which of some cases each reader can open; every mail asks it."""
    readers: BindParameter[Any] = bindparam("readers", expanding=True)
    now = bindparam("now", type_=Instant())
    stands = _stands(bindparam("cases", expanding=True), now)
    own = select(Grant.principal_id, Grant.case_id).where(*stands, Grant.principal_id.in_(readers))
    inside = select(Member.person_id, Grant.case_id).join(Principal, _OF_NOW)
    inside = inside.join(Grant, Grant.principal_id == Member.group_id)
    hers = (Member.person_id.in_(readers), held.living(now, Member))
    return own.union_all(inside.where(*stands, *hers))


_OPENED_BY_EACH = _opened_by_each()  # put together once
_AT_A_TIME = 10_000  # cases asked about in one statement


def of_open_dates(desk: NightDesk) -> dict[UUID, set[UUID]]:
    """Return who can open each case that has an open date, by herself or through a group.

    Unproved, as the rows say it: for what a page counts, never for who gets a key. Two statements.
    An ethical screen is not asked here; whoever is told was asked it.
    """
    return _of(desk, select(Schedule.case_id).where(Schedule.open))


class Openers:
    """Who can open the cases that mails tell of: read once for all readers of a turn.

    One statement for each ten thousand cases where everybody opens what she is told of.
    """

    def __init__(self, desk: NightDesk, told: Mapping[UUID, Collection[UUID]]) -> None:
        """Read it: `told` has the cases of each reader."""
        self._hers = _opened_by(desk, told)
        shut = {
            each
            for reader, cases in told.items()
            for each in cases
            if each not in self._hers[reader]
        }
        self._opening = _of_many(desk, shut)
        self._here = set[UUID]()
        self._covered: dict[UUID, set[UUID]] = defaultdict(set)
        if self._opening:
            self._here = _here(desk, set[UUID]().union(*self._opening.values()))
            for each in away.running(desk):
                if each.cover_id is not None:
                    self._covered[each.cover_id].add(each.person_id)

    def instead(self, entries: Iterable[Entry], reader: UUID) -> dict[UUID, str]:
        """Return, for dates of cases that a reader cannot open, who of those named on them can.

        As a role: no mail names anybody. Of a case that nobody's grant is known of, nothing is
        said; nor of one that somebody reads for whom the reader covers: the envelope opens it.
        """
        shut = [each for each in entries if each.case_id not in self._hers[reader]]
        if not shut:
            return {}
        opening, covered = self._opening, self._covered.get(reader, set())
        return {
            each.id: _who(each, opening[each.case_id] & self._here)
            for each in shut
            if each.case_id in opening and covered.isdisjoint(opening[each.case_id])
        }


def _here(desk: NightDesk, people: Collection[UUID]) -> set[UUID]:
    """Return who of these may sign in."""
    return set(desk.db.scalars(select(Staff.id).where(Staff.id.in_(people), _ACTIVE)))


def _opened_by(desk: NightDesk, told: Mapping[UUID, Collection[UUID]]) -> dict[UUID, set[UUID]]:
    """Return which of these cases each reader can open, by herself or through a group."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    cases = list(set[UUID]().union(*told.values()))
    for start in range(0, len(cases), _AT_A_TIME):
        asked = {"cases": cases[start : start + _AT_A_TIME], "readers": list(told), "now": desk.now}
        for row in desk.db.execute(_OPENED_BY_EACH, asked):
            found[row[0]].add(row[1])
    return found


def _who(entry: Entry, readers: Collection[UUID]) -> str:
    named = {
        "responsible": entry.responsible_id,
        "backup": entry.backup_id,
        "lead": entry.lead_id,
    }
    return next((role for role, person in named.items() if person in readers), "other")


def _of_many(desk: NightDesk, cases: Collection[UUID]) -> dict[UUID, set[UUID]]:
    rest, found = list(cases), dict[UUID, set[UUID]]()
    for start in range(0, len(rest), _AT_A_TIME):
        found |= _of(desk, rest[start : start + _AT_A_TIME])
    return found


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
