"""What comes next in each case of a list: its first deadline and its next hearing, apart."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app import law
from app.casework import access, counting
from app.casework.calendar import Calendar, Entry
from app.casework.casefiles import sound
from app.casework.deadlines import meaning, title_of
from app.db.desk import Desk
from app.models import Deadline


class NextHearing(BaseModel):
    """The next setting of a case."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    on: date
    at: str
    tz: str


class NextDeadline(NextHearing):
    """The first open deadline of a case; what it is called stands in its card."""

    title: str = Field(repr=False)
    means: str
    fatal: bool
    overdue: bool


class Coming(NamedTuple):
    """Both of one case, each of which may be missing."""

    hearing: NextHearing | None = None
    deadline: NextDeadline | None = None


def coming(desk: Desk, calendar: Calendar, case_ids: Collection[UUID]) -> dict[UUID, Coming]:
    """Return what comes next in these cases; two statements."""
    hearings: dict[UUID, Entry] = {}
    deadlines: dict[UUID, Entry] = {}
    for entry in sorted(calendar.of_cases(case_ids), key=_order):
        if entry.kind == "deadline":
            deadlines.setdefault(entry.case_id, entry)
        elif not counting.is_over(desk, entry.safe, "", entry.tz):
            hearings.setdefault(entry.case_id, entry)
    rows = _rows(desk, deadlines)
    return {
        each: Coming(
            _hearing(hearings[each]) if each in hearings else None,
            _deadline(desk, deadlines[each], rows.get(deadlines[each].id))
            if each in deadlines
            else None,
        )
        for each in case_ids
    }


def nearest_of(desk: Desk, calendar: Calendar, ids: Collection[UUID]) -> dict[UUID, Entry]:
    """Return each case's next hearing, or earliest open deadline."""
    nearest: dict[UUID, Entry] = {}
    entries = calendar.of_cases(ids)
    here = {tz: counting.today(desk, tz) for tz in {entry.tz for entry in entries}}
    for entry in entries:
        if entry.kind == "hearing" and entry.safe < here[entry.tz]:
            continue
        held = nearest.get(entry.case_id)
        if held is None or entry.safe < held.safe:
            nearest[entry.case_id] = entry
    return nearest


def _order(entry: Entry) -> tuple[object, ...]:
    """Order by day and hour; last what nobody of ours can miss any more."""
    later = entry.overtaken or entry.whose != "ours"
    return (later, entry.safe, entry.at or "24:00", not entry.fatal, entry.id)


def _rows(desk: Desk, firsts: dict[UUID, Entry]) -> dict[UUID, Deadline]:
    opened = access.reach(desk, firsts.keys())
    wanted = [entry.id for case_id, entry in firsts.items() if case_id in opened]
    rows = desk.db.scalars(select(Deadline).where(Deadline.id.in_(wanted)))
    return {row.id: row for row in sound(desk, (row for row in rows if row.case_id in opened))}


def _hearing(entry: Entry) -> NextHearing:
    return NextHearing(id=entry.id, on=entry.safe, at=entry.at, tz=entry.tz)


def _deadline(desk: Desk, entry: Entry, row: Deadline | None) -> NextDeadline:
    means = "" if row is None else meaning(row)
    over = counting.is_over(desk, entry.safe, entry.at, entry.tz)
    return NextDeadline(
        id=entry.id,
        on=entry.safe,
        at=entry.at,
        tz=entry.tz,
        fatal=entry.fatal,
        title="" if row is None else title_of(desk, row),
        means=means,
        overdue=over and not entry.overtaken and means not in law.LATER,
    )
