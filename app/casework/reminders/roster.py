"""Who is told: resolved in the transaction that tells, never stored, never empty."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeGuard
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from app.casework import away, screens
from app.casework.policy import ADMINISTRATOR, CASEWORK, LEGAL, SUPERVISING
from app.casework.slots import GIVER, LOOK, LOOK_WIDENS, Entry, Slot
from app.casework.sound import is_sound
from app.casework.staff import ACTIVE
from app.db.desk import NightDesk
from app.models import Mail, Staff

FALLBACK = "fallback"
COVER = "cover"
LOOKER = "looker"
PARKED = "parked"
BOUNCED = "bounced"


@dataclass(frozen=True, slots=True)
class Roster:
    """The accounts that may sign in, with their roles, and those whose address refuses mail.

    `altered` counts the accounts that were changed outside Amparo; they are in neither. `screened`
    is who is kept from which case. `covers` names everybody who is away, with her cover, or None
    where she has named nobody; `in_court` everybody who said so of herself.
    """

    roles: dict[UUID, str]
    unreachable: frozenset[UUID] = field(default_factory=frozenset)
    altered: int = 0
    screened: frozenset[tuple[UUID, UUID]] = field(default_factory=frozenset)
    covers: Mapping[UUID, UUID | None] = field(default_factory=dict)  # of those who are away
    in_court: Mapping[UUID, datetime] = field(default_factory=dict)  # and until when

    def of_role(self, *roles: str) -> list[UUID]:
        """Return the people of these roles."""
        return sorted(person for person, role in self.roles.items() if role in roles)

    def told_of(self, entry: Entry, *roles: str) -> list[UUID]:
        """Return those of these roles whom no ethical screen keeps from a date's case.

        Of a sealed case those only who answer for the date, back it up or lead the case.
        """
        people = self.of_role(*roles)
        if entry.sealed:
            people = [each for each in people if each in entry.people]
        return [each for each in people if (each, entry.case_id) not in self.screened]

    def recipients(self, entry: Entry, slot: Slot) -> dict[UUID, str]:
        """Return who is told of a slot, and as what.

        Whoever may no longer sign in is passed over, and whoever works on no cases any more. Where
        nobody whose work it is can be reached, the back-up, else the lead, else the supervising
        attorneys, else the administrators are told as well. Whoever is away is told too, and
        beside her the colleague who covers for her; while she is in court, of what is urgent beside
        her the back-up, else the next in line. An ethical screen keeps its mails from all but
        whoever answers for the date or backs her up: no screen is put up before these, so one that
        names them is false.
        """
        if entry.is_unlooked:
            return self._lookers(entry, widely=slot.code >= LOOK + LOOK_WIDENS)
        if slot.to == GIVER:
            return self._givers(entry)
        told = self._by_role(entry, slot)
        for person in self.stand_ins(entry, told) | self._for_court(entry, slot):
            told.setdefault(person, COVER)
        if not self.reached(person for person, role in told.items() if role != "supervisor"):
            for person in self._next_in_line(entry):
                told.setdefault(person, FALLBACK)
        return told

    def _by_role(self, entry: Entry, slot: Slot) -> dict[UUID, str]:
        told: dict[UUID, str] = {}
        if slot.to:
            return {entry.responsible_id: "taker"} if self._works(entry.responsible_id) else {}
        if "supervisor" in slot.roles:
            told.update(dict.fromkeys(self.told_of(entry, SUPERVISING), "supervisor"))
            if entry.sealed and self._works(entry.lead_id):
                told[entry.lead_id] = "supervisor"
        if "backup" in slot.roles and self._works(entry.backup_id):
            told[entry.backup_id] = "backup"
        if self._works(entry.responsible_id):
            told[entry.responsible_id] = "responsible"
        return told

    def _lookers(self, entry: Entry, *, widely: bool) -> dict[UUID, str]:
        """Return who is to look whether a date was filed that somebody marked so; never that one.

        Who answers for it, else the back-up, else the lead, else supervising attorneys; they too
        where it is asked `widely`. Where nobody else is there, whoever marked it looks once more.
        """
        own = [entry.responsible_id, entry.backup_id, entry.lead_id]
        line = [each for each in own if self._looks(each) and each != entry.filed_by]
        above = [each for each in self.told_of(entry, SUPERVISING) if each != entry.filed_by]
        first = [each for each in line if each not in self.covers and self.reached([each])][:1]
        told = dict.fromkeys(first, LOOKER)
        if widely or not told:
            told |= dict.fromkeys(above, LOOKER)
        if not self.reached(told):
            passing = [] if entry.filed_by is None else [entry.filed_by]
            told |= dict.fromkeys(line or self._next_in_line(entry, passing), FALLBACK)
        return told

    def _givers(self, entry: Entry) -> dict[UUID, str]:
        """Return who hears that nobody has taken a date over: who gave it, and supervisors."""
        above = self.told_of(entry, SUPERVISING)
        giver = entry.handed_by
        named = [*above, giver] if giver is not None and giver in self.roles else above
        told = dict.fromkeys(named, "giver")
        if not self.reached(told):
            told |= dict.fromkeys(self._next_in_line(entry, [entry.responsible_id]), FALLBACK)
        return told

    def _looks(self, person: UUID | None) -> TypeGuard[UUID]:
        return person is not None and self.roles.get(person) in LEGAL

    def reached(self, people: Iterable[UUID]) -> bool:
        """Tell whether mail gets through to one of these at least."""
        return not self.unreachable.issuperset(people)

    def stand_ins(self, entry: Entry, told: Iterable[UUID]) -> set[UUID]:
        """Return who is told beside those who are away: covers, else the next in line.

        No cover hears of a sealed case, which does not wait for her either.
        """
        away_now = [person for person in told if person in self.covers] if self.covers else []
        if not away_now:
            return set()
        named = {cover for person in away_now if (cover := self.covers[person]) is not None}
        covers = {each for each in named if self._may_hear(entry, each)}
        if not covers - self.covers.keys():
            line = set(self._next_in_line(entry))
            covers |= line - self.covers.keys() or set(self.told_of(entry, SUPERVISING))
        return covers

    def _for_court(self, entry: Entry, slot: Slot) -> set[UUID]:
        """Return who is told of what is urgent beside somebody who is in court."""
        if not slot.is_urgent or entry.responsible_id not in self.in_court:
            return set()
        return set(self._next_in_line(entry, self.in_court))

    def _works(self, person: UUID | None) -> TypeGuard[UUID]:
        """Tell whether somebody has a role that is given cases: others can open none."""
        return person is not None and self.roles.get(person) in CASEWORK

    def _may_hear(self, entry: Entry, person: UUID) -> bool:
        if person not in self.roles or (person, entry.case_id) in self.screened:
            return False
        return not entry.sealed or person in entry.people

    def _next_in_line(self, entry: Entry, passing: Container[UUID] = ()) -> list[UUID]:
        own = [[each] for each in (entry.backup_id, entry.lead_id) if self._works(each)]
        others = [self.told_of(entry, role) for role in (SUPERVISING, ADMINISTRATOR)]
        for line in (*own, *others):
            here = [each for each in line if each not in passing]
            if self.reached(here):
                return here
        return self.told_of(entry, SUPERVISING, ADMINISTRATOR) or self.of_role(ADMINISTRATOR)


def sits_until(row: Staff, now: datetime) -> datetime | None:
    """Return until when somebody is in court, None where she is not or no more.

    It is an hour of the day on which she said so: a later one is of a clock that ran ahead.
    """
    until = row.in_court_until
    return until if until is not None and now < until <= now + timedelta(days=1) else None


def not_delivered(desk: NightDesk) -> ColumnElement[bool]:
    """Return what holds of a mail that was refused, or that came back within the last day."""
    return or_(Mail.state == PARKED, and_(Mail.state == BOUNCED, Mail.not_before > desk.now))


def read_roster(desk: NightDesk) -> Roster:
    """Return who may be told now; four statements.

    Whose account was changed outside Amparo counts as out of reach: the next in line is told.
    """
    rows = desk.db.scalars(select(Staff)).all()
    sound = [row for row in rows if is_sound(row)]
    people = {row.id: row.role for row in sound if row.state == ACTIVE}
    refused = select(Mail.recipient_id).where(not_delivered(desk)).distinct()
    covers = {each.person_id: each.cover_id for each in away.running(desk, sound)}
    unreachable, altered = frozenset(desk.db.scalars(refused)), len(rows) - len(sound)
    court = {row.id: until for row in sound if (until := sits_until(row, desk.now)) is not None}
    return Roster(people, unreachable, altered, screens.pairs(desk), covers, court)
