"""What whoever supervises answers for: who carries how much, what is late, and who stands in.

Figures come from the calendar in memory, from what grants say and from the register of the cases
that open to her: no card is opened for them, and hidden cases are counted nowhere.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.casework import absences, counting, covers, guests, hidden, promised, pulse, staff, unseen
from app.casework.absences import AbsenceView
from app.casework.calendar import Calendar
from app.casework.guests import GuestView
from app.casework.knowing import HORIZON_DAYS
from app.casework.policy import CASEWORK
from app.casework.pulse import PulseView
from app.casework.register import Listed, register
from app.casework.reminders import read_roster
from app.casework.slots import Entry
from app.casework.unseen import CoverageOf, Known, UnseenOf
from app.db.desk import Desk

WEEKS: Final = 8
_WEEK: Final = timedelta(days=7)
NOBODY: Final = CoverageOf(
    staff_id=UUID(int=0), name="", state="works", cover="", dates=0, fatal=0, told=[], shut=0,
    opened_by_none=0,
)  # fmt: skip


class Workload(BaseModel):
    """What one colleague carries."""

    model_config = ConfigDict(frozen=True)

    staff_id: UUID
    name: str
    state: str = Field(description="works, away, refuses (her address does) or left.")
    cover: str = Field(description="Who covers while she is away.")
    cases: int = Field(description="Open ones that she leads, of those that open to the reader.")
    detained: int = Field(description="Of these, with a client who is held.")
    dates: int = Field(description="Open dates that she answers for.")
    fatal: int
    overdue: int
    oldest: date | None = Field(description="Since when the oldest of these is overdue.")
    unseen: int = Field(description="Dates that were told and that nobody has seen.")
    untold: int = Field(description="Hearings within three weeks of which a client does not know.")
    tasks: int = Field(description="Overdue ones, of cases that open to the reader.")
    alone: int = Field(description="Cases that she alone can open, without a cover.")
    unopened: int = Field(description="Dates that are told to nobody who can open the case.")
    weeks: list[int] = Field(description="How many dates fall into each week, from this one on.")


class Oversight(BaseModel):
    """The page of whoever supervises."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    pulse: PulseView
    weeks: list[date] = Field(description="The Monday of each week.")
    people: list[Workload]
    orphans: int = Field(description="Cases that nobody who works here can open.")
    absences: list[AbsenceView] = Field(description="Those that run or are to come.")
    guests: list[GuestView] = Field(repr=False, description="Whose time ends within a week.")
    guests_elsewhere: int = Field(description="The same, of cases that the reader cannot open.")


@dataclass(frozen=True, slots=True)
class _Counts:
    """What is counted by colleague, each in one place."""

    coverage: Mapping[UUID, CoverageOf]
    unseen: Mapping[UUID, UnseenOf]
    overdue: Mapping[UUID, list[Entry]]
    ahead: Mapping[UUID, Counter[date]]
    untold: Counter[UUID]
    tasks: Counter[UUID]
    alone: Mapping[UUID, int]
    cases: Mapping[UUID, list[Listed]]


def oversight(desk: Desk, calendar: Calendar) -> Oversight:
    """Return who carries what; the number of statements is the same in every office."""
    calendar.follow(desk)
    known = dates_known(desk, calendar)
    thin, monday = covers.thin(desk), first_monday(desk)
    weeks = [monday + number * _WEEK for number in range(WEEKS)]
    counts = _counts(desk, calendar, known, thin.of)
    working = {row.id: row.name for row in staff.active(desk, CASEWORK)}
    carrying = counts.coverage.keys() | counts.cases.keys() | thin.of.keys() | working.keys()
    people = [_workload(who, known.names.get(who, ""), counts, weeks) for who in carrying]
    standing = guests.listed(desk, calendar)
    return Oversight(
        at=desk.now,
        pulse=pulse.pulse(desk),
        weeks=weeks,
        people=sorted(people, key=lambda each: (-each.overdue, each.name.casefold())),
        orphans=thin.orphans,
        absences=[each for each in absences.listed(desk) if each.state != "over"],
        guests=[each for each in standing.guests if each.soon],
        guests_elsewhere=standing.elsewhere,
    )


def dates_known(desk: Desk, calendar: Calendar) -> Known:
    """Return the open dates that whoever sits here may know of, and who is told of them."""
    unknown = hidden.of(desk)
    entries = [each for each in calendar.open_entries() if each.is_reminded]
    entries = [each for each in entries if each.case_id not in unknown]
    return Known(entries, read_roster(desk), staff.names(desk))


def first_monday(desk: Desk) -> date:
    """Return the Monday of this week."""
    today = counting.today(desk, desk.who.zone)
    return today - timedelta(days=today.weekday())


def overdue(desk: Desk, entries: Iterable[Entry]) -> list[Entry]:
    """Return the deadlines of ours whose day has passed, the oldest first.

    Not what had passed before anybody knew of it, nor what nobody here can miss.
    """
    return sorted(
        (
            each
            for each in entries
            if each.kind == "deadline"
            and not (each.overtaken or each.routine)
            and counting.is_over(desk, each.safe, each.at, each.tz)
        ),
        key=lambda each: (each.safe, each.id),
    )


def untold(desk: Desk, calendar: Calendar, known: Known) -> list[Entry]:
    """Return the hearings within three weeks of which a client does not know, the next first."""
    today = counting.today(desk, desk.who.zone)
    here = {each.id for each in known.entries}
    last = today + timedelta(days=HORIZON_DAYS)
    waiting = [each for each in calendar.of_untold() if each.id in here]
    near = [each for each in waiting if today <= each.day <= last]
    return sorted(near, key=lambda each: (each.day, each.at, each.id))


def led_by(known: Iterable[Listed]) -> dict[UUID, list[Listed]]:
    """Return the open cases of a register by who leads them; inquiries are not among them."""
    found: dict[UUID, list[Listed]] = {}
    for row in known:
        if not (row.plain["stage"] or row.plain["closed"]) and row.plain["lead_id"]:
            found.setdefault(UUID(row.plain["lead_id"]), []).append(row)
    return found


def _counts(desk: Desk, calendar: Calendar, known: Known, alone: Mapping[UUID, int]) -> _Counts:
    late: dict[UUID, list[Entry]] = {}
    for each in overdue(desk, known.entries):
        late.setdefault(each.responsible_id, []).append(each)
    ahead: dict[UUID, Counter[date]] = {}
    for each in known.entries:
        monday = each.day - timedelta(days=each.day.weekday())
        ahead.setdefault(each.responsible_id, Counter())[monday] += 1
    today = counting.today(desk, desk.who.zone)
    tasks = (row for row in promised.tasks(desk) if row.due_on and row.due_on < today)
    waiting = unseen.by_person(desk, calendar, known, named=False)
    return _Counts(
        coverage={each.staff_id: each for each in unseen.coverage(desk, known)},
        unseen={each.staff_id: each for each in waiting},
        overdue=late,
        ahead=ahead,
        untold=Counter(each.responsible_id for each in untold(desk, calendar, known)),
        tasks=Counter(row.holder_id for row in tasks),
        alone=alone,
        cases=led_by(register(desk).values()),
    )


def _workload(who: UUID, name: str, counts: _Counts, weeks: Collection[date]) -> Workload:
    kept, late = counts.coverage.get(who, NOBODY), counts.overdue.get(who, [])
    cases, ahead = counts.cases.get(who, []), counts.ahead.get(who, Counter())
    waiting = counts.unseen.get(who)
    return Workload(
        staff_id=who,
        name=name,
        state=kept.state,
        cover=kept.cover,
        cases=len(cases),
        detained=sum(row.plain["detained"] is True for row in cases),
        dates=kept.dates,
        fatal=kept.fatal,
        overdue=len(late),
        oldest=late[0].safe if late else None,
        unseen=waiting.count if waiting else 0,
        untold=counts.untold[who],
        tasks=counts.tasks[who],
        alone=counts.alone.get(who, 0),
        unopened=kept.opened_by_none,
        weeks=[ahead[monday] for monday in weeks],
    )
