"""When a date will be reminded of and who is told: what the worker will do, said beforehand."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.casework import staff
from app.casework.calendar import Calendar
from app.casework.reminders.roster import Roster, read_roster
from app.casework.slots import Entry, Slot, as_told
from app.clock import local
from app.db.desk import Desk

JUST_NOW = timedelta(minutes=2)


class Ringing(BaseModel):
    """A moment from which more people are told, in the date's own zone; `at` None is at once."""

    model_config = ConfigDict(frozen=True)

    at: datetime | None
    tz: str
    me: bool
    names: list[str]


def forecast(desk: Desk, calendar: Calendar, ids: Collection[UUID]) -> dict[UUID, list[Ringing]]:
    """Return for each open date its next reminder, and each later one that tells more people.

    Of a date that was just saved, what had rung before rings at once.
    """
    calendar.follow(desk)
    roster = read_roster(desk)
    entries = [entry for entry in map(calendar.get, ids) if entry is not None and entry.is_reminded]
    plans = {each.id: list(_steps(desk, calendar, roster, each)) for each in entries}
    everyone = {person for steps in plans.values() for _, people in steps for person in people}
    names = staff.names(desk, everyone)
    return {
        entry.id: [_ringing(desk, entry, at, people, names) for at, people in plans[entry.id]]
        for entry in entries
    }


def is_fresh(desk: Desk, entry: Entry) -> bool:
    """Tell whether a date was entered in the last moments."""
    if not entry.entered_at:
        return False
    return desk.now - datetime.fromisoformat(entry.entered_at) < JUST_NOW


def _steps(
    desk: Desk, calendar: Calendar, roster: Roster, entry: Entry
) -> Iterator[tuple[datetime | None, set[UUID]]]:
    """Give the moments at which somebody is told who was not told before."""
    told: set[UUID] = set()
    for at, slot in _slots(desk, calendar, entry):
        joined = set(roster.recipients(entry, slot)) - told
        if joined:
            told |= joined
            yield at, joined


def _slots(desk: Desk, calendar: Calendar, entry: Entry) -> Iterator[tuple[datetime | None, Slot]]:
    rung = calendar.plan.past(entry, desk.now)
    if rung and is_fresh(desk, entry):
        yield None, min(rung, key=lambda slot: slot.number)
    if entry.overtaken:
        return  # told once; what to do next stands on its page
    ahead = [slot for slot in calendar.plan.before(entry) if slot.at > desk.now]
    morning = calendar.plan.next(entry, desk.now)
    if not ahead and morning is not None:
        ahead = [Slot(0, morning, 0)]
    for slot in ahead:
        yield slot.at, as_told(entry, slot)


def _ringing(
    desk: Desk,
    entry: Entry,
    at: datetime | None,
    people: Collection[UUID],
    names: Mapping[UUID, str],
) -> Ringing:
    others = sorted(names.get(person, "") for person in people if person != desk.who.id)
    return Ringing(
        at=None if at is None else local(at, entry.tz).replace(tzinfo=None),
        tz=entry.tz,
        me=desk.who.id in people,
        names=others,
    )
