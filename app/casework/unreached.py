"""Dates whose reminders went to the next in line, because nobody named on them can be reached."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import access, deadlines, pulse, screens
from app.casework.calendar import Calendar, Entry
from app.casework.casefiles import labels, sound
from app.casework.policy import MANAGING
from app.casework.pulse import PulseView
from app.casework.reminders.roster import FALLBACK, Roster, read_roster
from app.casework.reminders.troubles import FELL_BACK
from app.db.desk import Desk
from app.models import Deadline

MOST_NAMED = 10


class UnreachedDate(BaseModel):
    """A date for which somebody else must be named, for whoever can open its case."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    kind: str
    on: date
    title: str = Field(repr=False, description="Empty for a hearing.")
    case_number: str
    client_name: str = Field(repr=False)


class Unreached(BaseModel):
    """What can be named to whoever sits here; nothing where all of it lies elsewhere."""

    model_config = ConfigDict(frozen=True)

    dates: list[UnreachedDate] = Field(repr=False)
    is_told: bool = Field(
        description="Whether the back-up or the lead was told of each of the others."
    )


def told(desk: Desk, calendar: Calendar, beat: PulseView) -> tuple[PulseView, Unreached | None]:
    """Return how reminders are, and the dates that an alarm of theirs is about.

    Quiet as soon as all of them are named again, before the next round.
    """
    if beat.code != FELL_BACK:
        return beat, None
    found = of(desk, calendar)
    return (replace(beat, ok=True, code="", sentence=None) if found is None else beat), found


def of(desk: Desk, calendar: Calendar) -> Unreached | None:
    """Return those that can be opened here, the earliest first; None where none are to be told.

    That there are others is told to who supervises or administers alone, and never of a case that
    is hidden from anybody. The number of statements is the same however many there are.
    """
    calendar.follow(desk)
    roster = read_roster(desk)
    instead = {each: _instead(desk, calendar, roster, each) for each in calendar.open_entries()}
    lost = [each for each, people in instead.items() if people]
    if not lost:
        return None
    here = access.reach(desk, {each.case_id for each in lost})
    shown = sorted((each for each in lost if each.case_id in here), key=lambda each: each.safe)
    walled = {case_id for _, case_id in screens.pairs(desk)}
    others = [each for each in lost if each.case_id not in here and pulse.is_told(each, walled)]
    if not shown and not (others and desk.who.role in MANAGING):
        return None
    return Unreached(
        dates=_named(desk, shown[:MOST_NAMED]),
        is_told=all(instead[each] & {each.backup_id, each.lead_id} for each in others),
    )


def _instead(desk: Desk, calendar: Calendar, roster: Roster, entry: Entry) -> set[UUID]:
    """Return who was told of a date instead of those named on it; nobody where these were."""
    if entry.responsible_id in roster.roles and roster.reached([entry.responsible_id]):
        return set()
    rung = calendar.plan.past(entry, desk.now)
    people = roster.recipients(entry, rung[-1]) if rung else {}
    return {each for each, role in people.items() if role == FALLBACK}


def _named(desk: Desk, entries: list[Entry]) -> list[UnreachedDate]:
    known = labels(desk, {each.case_id for each in entries})
    rows = desk.db.scalars(select(Deadline).where(Deadline.id.in_([each.id for each in entries])))
    titles = {row.id: deadlines.title_of(desk, row) for row in sound(desk, rows)}
    told: list[dict[str, Any]] = [
        {"id": each.id, "kind": each.kind, "on": each.safe, "title": titles.get(each.id, "")}
        | {"case_number": label.number, "client_name": label.client_name}
        for each in entries
        if (label := known.get(each.case_id)) is not None
    ]
    return [UnreachedDate(**each) for each in told]
