"""What nobody says they have seen, by who answers for it; and how everybody's dates are kept.

Of hidden cases nothing is here for whoever may not know of them. Who administers reads numbers.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import deadlines
from app.casework.calendar import Calendar, Entry
from app.casework.casefiles import labels, sound
from app.casework.policy import CASEWORK
from app.casework.reminders import marks, openers
from app.casework.reminders.marks import SEEN, Fact
from app.casework.reminders.roster import Roster
from app.casework.reminders.text import code_of
from app.casework.slots import Slot, as_told
from app.db.desk import Desk
from app.models import Deadline

MOST_NAMED = 200  # dates that one page opens; the rest are counted


class UnseenDate(BaseModel):
    """A date that was told and that nobody has seen; its case is named to who can open it."""

    model_config = ConfigDict(frozen=True)

    code: str = Field(description="As mails call it.")
    kind: str
    fatal: bool
    since: datetime
    told: list[str] = Field(description="Who was to be told.")
    id: UUID | None = None
    on: date | None = None
    title: str = Field(default="", repr=False)
    case_number: str = ""
    client_name: str = Field(default="", repr=False)


class UnseenOf(BaseModel):
    """The dates of one colleague that nobody has seen, fatal ones first, then the oldest."""

    model_config = ConfigDict(frozen=True)

    staff_id: UUID
    name: str
    count: int
    fatal: int
    since: datetime
    dates: list[UnseenDate] = Field(repr=False)


class CoverageOf(BaseModel):
    """How the dates that one colleague answers for are kept."""

    model_config = ConfigDict(frozen=True)

    staff_id: UUID
    name: str
    state: str = Field(description="works, away, refuses (her address does) or left.")
    cover: str = Field(description="Who covers while she is away.")
    dates: int
    fatal: int
    told: list[str] = Field(description="Who is told beside her, at the latest on the day.")
    shut: int = Field(description="Dates of which somebody is told who cannot open the case.")
    opened_by_none: int = Field(description="Dates of which nobody who is told can open it.")


class _Unseen(NamedTuple):
    entry: Entry
    since: datetime
    people: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Known:
    """What both lists are made from: the open dates that whoever asks may know of."""

    entries: list[Entry]
    roster: Roster
    names: Mapping[UUID, str]


def by_person(desk: Desk, calendar: Calendar, of: Known, *, named: bool = True) -> list[UnseenOf]:
    """Return what nobody has seen, whoever has a fatal date first; five statements at most.

    With `named` also which dates these are.
    """
    found: dict[UUID, list[_Unseen]] = defaultdict(list)
    for each in _unseen(desk, calendar, of):
        found[each.entry.responsible_id].append(each)
    for rows in found.values():
        rows.sort(key=lambda each: (not each.entry.fatal, each.since, each.entry.day))
    order = sorted(found, key=lambda who: (*_gravity(found[who]), of.names.get(who, "")))
    rows = [each for who in order for each in found[who]] if named else []
    dates = _named(desk, of, rows)
    return [
        UnseenOf(
            staff_id=who,
            name=of.names.get(who, ""),
            count=len(found[who]),
            fatal=sum(each.entry.fatal for each in found[who]),
            since=min(each.since for each in found[who]),
            dates=[dates[each.entry.id] for each in found[who] if each.entry.id in dates],
        )
        for who in order
    ]


def coverage(desk: Desk, of: Known) -> list[CoverageOf]:
    """Return how everybody's dates are kept, those with the most trouble first; two statements."""
    opening = openers.of_open_dates(desk)
    theirs: dict[UUID, list[Entry]] = defaultdict(list)
    for each in of.entries:
        theirs[each.responsible_id].append(each)
    found = [_coverage(desk, of, who, dates, opening) for who, dates in theirs.items()]
    return sorted(found, key=lambda each: (-each.opened_by_none, -each.shut, each.name))


def _coverage(
    desk: Desk, of: Known, who: UUID, dates: list[Entry], opening: Mapping[UUID, set[UUID]]
) -> CoverageOf:
    told = {each.id: _told_at_last(desk, of.roster, each) for each in dates}
    readers = {each.id: opening.get(each.case_id, set()) for each in dates}
    beside = {person for people in told.values() for person in people} - {who}
    cover = of.roster.covers.get(who)
    return CoverageOf(
        staff_id=who,
        name=of.names.get(who, ""),
        state=_state(of.roster, who),
        cover=of.names.get(cover, "") if cover else "",
        dates=len(dates),
        fatal=sum(each.fatal for each in dates),
        told=sorted(of.names.get(each, "") for each in beside),
        shut=sum(bool(told[each.id] - readers[each.id]) for each in dates),
        opened_by_none=sum(not told[each.id] & readers[each.id] for each in dates),
    )


def _state(roster: Roster, who: UUID) -> str:
    if roster.roles.get(who) not in CASEWORK:
        return "left"
    if who in roster.covers:
        return "away"
    return "refuses" if who in roster.unreachable else "works"


def _told_at_last(desk: Desk, roster: Roster, entry: Entry) -> set[UUID]:
    """Return who is told of a date on its day, if nobody closes it before."""
    return set(roster.recipients(entry, as_told(entry, Slot(0, desk.now, 0))))


def _gravity(rows: Iterable[_Unseen]) -> tuple[bool, datetime]:
    listed = list(rows)
    return not any(each.entry.fatal for each in listed), min(each.since for each in listed)


def _unseen(desk: Desk, calendar: Calendar, of: Known) -> Iterator[_Unseen]:
    """Yield the dates whose newest ringing was seen by none of those it was for."""
    rung = {each.id: calendar.plan.past(each, desk.now) for each in of.entries}
    people = {
        (each.id, slot.code): frozenset(of.roster.recipients(each, slot))
        for each in of.entries
        for slot in rung[each.id]
    }
    facts = [
        Fact(each.id, each.edition, slot.code, person, SEEN)
        for each in of.entries
        for slot in rung[each.id]
        for person in people[each.id, slot.code]
    ]
    seen = {(fact.entry_id, fact.code) for fact in marks.standing(desk, facts)}
    for each in of.entries:
        since = _since(each, rung[each.id], seen)
        if since is not None:
            yield _Unseen(each, since, people[each.id, rung[each.id][-1].code])


def _since(entry: Entry, rung: list[Slot], seen: Collection[tuple[UUID, int]]) -> datetime | None:
    """Return since when a date waits for somebody's word, or None where it was given."""
    waits = None
    for slot in reversed(rung):
        if (entry.id, slot.code) in seen:
            break
        waits = slot.at
    if waits is None or not entry.entered_at:
        return waits
    return max(waits, datetime.fromisoformat(entry.entered_at))


def _named(desk: Desk, of: Known, rows: list[_Unseen]) -> dict[UUID, UnseenDate]:
    """Return the dates one by one, for who works on cases; the rest is counted."""
    if desk.who.role not in CASEWORK:
        return {}
    shown = rows[:MOST_NAMED]
    files = labels(desk, {each.entry.case_id for each in shown})
    ids = [each.entry.id for each in shown if each.entry.case_id in files]
    query = select(Deadline).where(Deadline.id.in_(ids))
    titles = {row.id: deadlines.title_of(desk, row) for row in sound(desk, desk.db.scalars(query))}
    found = {}
    for each in shown:
        entry, label = each.entry, files.get(each.entry.case_id)
        told: dict[str, Any] = {}
        if label is not None:
            told = {"id": entry.id, "on": entry.day, "title": titles.get(entry.id, "")}
            told |= {"case_number": label.number, "client_name": label.client_name}
        found[entry.id] = UnseenDate(
            code=code_of(desk.house, entry.id),
            kind=entry.kind,
            fatal=entry.fatal,
            since=each.since,
            told=sorted(of.names.get(person, "") for person in each.people),
            **told,
        )
    return found
