"""Today: what can hurt a client this week, in one view."""

from collections import Counter
from datetime import date, datetime, timedelta
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.casework import counting, deadlines, hearings, pulse, reminders
from app.casework.calendar import Calendar, Entry
from app.casework.casefiles import labels
from app.casework.deadlines import DeadlineView
from app.casework.hearings import HearingView
from app.casework.pulse import PulseView
from app.db.desk import Desk

SOON_DAYS = 14
FATAL_DAYS = 7
MOST_SHOWN = 200
AGENDA_DAYS = 30
MOST_LISTED = 1_000
BUCKETS = ("overdue", "3", "7", "30", "overtaken")


class TodayView(BaseModel):
    """The first screen of the day."""

    model_config = ConfigDict(frozen=True)

    now: datetime
    now_local: datetime
    zone: str
    hearings: list[HearingView] = Field(repr=False)
    must_not_miss: list[DeadlineView] = Field(repr=False)
    to_acknowledge: list[DeadlineView] = Field(repr=False)
    soon: list[DeadlineView] = Field(repr=False)
    strip: list[tuple[date, int]]
    open_dates: int
    not_shown: int
    cannot_open: int
    pulse: PulseView


class BucketsView(BaseModel):
    """Open deadlines by how near they are; each stands in one bucket."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    overdue: list[DeadlineView] = Field(repr=False)
    three: list[DeadlineView] = Field(alias="3", repr=False)
    seven: list[DeadlineView] = Field(alias="7", repr=False)
    thirty: list[DeadlineView] = Field(alias="30", repr=False)
    overtaken: list[DeadlineView] = Field(repr=False)


class AgendaView(BaseModel):
    """The day as a program asks for it."""

    model_config = ConfigDict(frozen=True)

    hearings: list[HearingView] = Field(repr=False)
    deadlines: BucketsView = Field(repr=False)
    to_acknowledge: list[DeadlineView] = Field(repr=False)
    not_shown: int
    cannot_open: int
    pulse: PulseView


def agenda(desk: Desk, calendar: Calendar) -> AgendaView:
    """Return the hearings and deadlines of the next thirty days of whoever sits here.

    As in `today`, the number of statements is the same whatever the number of cases.
    """
    calendar.follow(desk)
    mine = [entry for entry in calendar.open_entries() if _is_mine(desk, entry)]
    waiting = reminders.waiting(desk, [entry for entry in mine if entry.kind == "deadline"])
    near = [
        entry
        for entry in mine
        if _is_within(desk, entry, AGENDA_DAYS) or (entry.overtaken or entry.id in waiting)
    ]
    shown = near[:MOST_LISTED]
    known = labels(desk, {entry.case_id for entry in shown})
    ids = {entry.id: _bucket(desk, entry) for entry in shown if entry.kind == "deadline"}
    rows = sorted(
        deadlines.by_ids(desk, ids, known, waiting), key=lambda row: (row.file_by, row.id)
    )
    heard = [entry.id for entry in shown if entry.kind == "hearing"]
    return AgendaView(
        hearings=hearings.by_ids(desk, heard, known),
        deadlines=BucketsView.model_validate(
            {name: [row for row in rows if ids[row.id] == name] for name in BUCKETS}
        ),
        to_acknowledge=[row for row in rows if row.waiting_ack],
        not_shown=len(near) - len(shown),
        cannot_open=sum(entry.case_id not in known for entry in shown),
        pulse=pulse.pulse(desk),
    )


def _is_within(desk: Desk, entry: Entry, days: int) -> bool:
    left = _days_left(desk, entry)
    if entry.kind == "hearing":
        return entry.status == "set" and 0 <= left <= days
    return entry.whose == "ours" and left <= days


def _bucket(desk: Desk, entry: Entry) -> str:
    if entry.overtaken:
        return "overtaken"
    left = _days_left(desk, entry)
    if left < 0:
        return "overdue"
    return next((str(days) for days in (3, 7, AGENDA_DAYS) if left <= days), "later")


def acknowledge(desk: Desk, deadline_id: UUID) -> DeadlineView:
    """Record that whoever sits here has seen a deadline's newest reminder.

    Raises:
        NotFound: No such deadline here.
    """
    deadlines.one(desk, deadline_id)
    reminders.acknowledge(desk, [deadline_id])
    return deadlines.one(desk, deadline_id)


def today(desk: Desk, calendar: Calendar) -> TodayView:
    """Return what concerns whoever sits here: her hearings, her dates, what waits for her word.

    The number of statements is the same whatever the number of cases: order and choice come from
    the calendar in memory, and only what is shown is opened.
    """
    calendar.follow(desk)
    mine = [entry for entry in calendar.open_entries() if _is_mine(desk, entry)]
    waiting = reminders.waiting(desk, [entry for entry in mine if entry.kind == "deadline"])
    heard = [entry for entry in mine if _is_near_hearing(desk, entry)]
    due = sorted(
        (entry for entry in mine if _is_shown_deadline(desk, entry) or entry.id in waiting),
        key=lambda entry: (entry.safe, entry.id),
    )
    shown = [*heard, *due[:MOST_SHOWN]]
    known = labels(desk, {entry.case_id for entry in shown})
    rows = deadlines.by_ids(
        desk, [entry.id for entry in due[:MOST_SHOWN]], known, frozenset(waiting)
    )
    rows.sort(key=lambda row: (row.file_by, row.at or "24:00", row.id))
    urgent = [row for row in rows if _is_urgent(row)]
    return TodayView(
        now=desk.now,
        now_local=desk.local_now(desk.who.zone),
        zone=desk.who.zone,
        hearings=hearings.by_ids(desk, [entry.id for entry in heard], known),
        must_not_miss=urgent,
        to_acknowledge=[row for row in rows if row.waiting_ack],
        soon=[row for row in rows if row not in urgent and 0 <= row.days_left <= SOON_DAYS],
        strip=_strip(desk, mine),
        open_dates=len(mine),
        not_shown=max(0, len(due) - MOST_SHOWN),
        cannot_open=sum(entry.case_id not in known for entry in shown),
        pulse=pulse.pulse(desk),
    )


def _is_mine(desk: Desk, entry: Entry) -> bool:
    return desk.who.id in {entry.responsible_id, entry.backup_id}


def _days_left(desk: Desk, entry: Entry) -> int:
    return (entry.safe - counting.today(desk, entry.tz)).days


def _is_near_hearing(desk: Desk, entry: Entry) -> bool:
    return entry.kind == "hearing" and entry.status == "set" and 0 <= _days_left(desk, entry) <= 1


def _is_shown_deadline(desk: Desk, entry: Entry) -> bool:
    return (
        entry.kind == "deadline" and entry.whose == "ours" and _days_left(desk, entry) <= SOON_DAYS
    )


def _is_urgent(row: DeadlineView) -> bool:
    if row.whose != "ours" or row.status != "open":
        return False
    overdue = row.days_left < 0 and not row.government
    return overdue or row.days_left == 0 or (row.fatal and row.days_left <= FATAL_DAYS)


def _strip(desk: Desk, mine: list[Entry]) -> list[tuple[date, int]]:
    """Return how many dates of mine fall on each of the next fourteen days."""
    first = counting.today(desk, desk.who.zone)
    load = Counter(entry.safe for entry in mine)
    days = [first + timedelta(days=ahead) for ahead in range(SOON_DAYS)]
    return [(day, load[day]) for day in days]
