"""Time sheets: a colleague's month, in the cases that whoever asks can open.

Minutes stand in the notes of each case, under its key: nobody adds up a colleague's month from a
copy of the database, and time in a case that is closed to whoever asks is not in the sum.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import access, counting, problems, staff
from app.casework.casefiles import Label, labels, sound
from app.casework.policy import CASEWORK
from app.casework.trail import Asked, first_day, moved_on
from app.db.desk import Desk
from app.models import Audit, Note

AT_A_TIME = 1_000
WRITTEN_BY: Final = ("note.add", "note.change")
A_DAY_IN_ANY_ZONE: Final = timedelta(days=1)


class SheetLine(BaseModel):
    """The time of one note."""

    model_config = ConfigDict(frozen=True)

    note_id: UUID
    case_id: UUID
    case_number: str
    client_name: str = Field(repr=False)
    worked_on: date
    minutes: int
    activity: str
    problem: str
    meaning: str = Field(description="What the code meant on that day; empty if it meant nothing.")


class TimeSheet(BaseModel):
    """A month of a colleague's."""

    model_config = ConfigDict(frozen=True)

    month: str
    before: str
    after: str
    staff_id: UUID
    name: str
    lines: list[SheetLine] = Field(repr=False)
    minutes: int
    by_activity: dict[str, int]
    by_problem: dict[str, int]


def of(desk: Desk, asked: Asked) -> TimeSheet:
    """Return a month of a colleague's time, her own where nobody is named; seven statements.

    Raises:
        Refused: That is no month.
    """
    first = first_day(asked.month or f"{counting.today(desk, desk.who.zone):%Y-%m}")
    after, person = moved_on(first, 1), asked.staff_id or desk.who.id
    timed = _timed(desk, person, first)
    rows = [row for row in timed if row.worked_on and first <= row.worked_on < after]
    known = labels(desk, {row.case_id for row in rows}) if rows else {}
    lines = _lines(desk, rows, known)
    return TimeSheet(
        month=f"{first:%Y-%m}",
        before=f"{moved_on(first, -1):%Y-%m}",
        after=f"{after:%Y-%m}",
        staff_id=person,
        name=staff.names(desk, [person]).get(person, ""),
        lines=lines,
        minutes=sum(line.minutes for line in lines),
        by_activity=_sums((line.activity, line.minutes) for line in lines),
        by_problem=_sums((line.problem, line.minutes) for line in lines),
    )


def people(desk: Desk) -> list[tuple[str, str]]:
    """Return whose sheets a form offers."""
    return [(str(each.id), each.name) for each in staff.active(desk, CASEWORK)]


def _timed(desk: Desk, person: UUID, first: date) -> list[Note]:
    """Return what somebody wrote since a month began, of cases open here, where it took time.

    No time is written before its day, and nobody writes a colleague's: of earlier notes, and of
    what others wrote, none is opened.
    """
    here = access.reach(desk)
    began = datetime.combine(first, time(), UTC) - A_DAY_IN_ANY_ZONE
    wrote = select(Audit.object_id).where(
        Audit.actor_id == person, Audit.action.in_(WRITTEN_BY), Audit.at >= began
    )
    query = select(Note).where(Note.id.in_(wrote), Note.case_id.in_(access.choosing(desk)))
    found = desk.db.scalars(query.execution_options(yield_per=AT_A_TIME))
    rows = sound(desk, (row for row in found if row.case_id in here))
    return [row for row in rows if row.minutes and row.author_id == person]


def _lines(desk: Desk, rows: Iterable[Note], known: dict[UUID, Label]) -> list[SheetLine]:
    codes = problems.of_office(desk)
    found = [
        SheetLine(
            note_id=row.id,
            case_id=row.case_id,
            case_number=known[row.case_id].number,
            client_name=known[row.case_id].client_name,
            worked_on=row.worked_on,
            minutes=row.minutes,
            activity=row.activity,
            problem=row.problem,
            meaning=codes.on(row.worked_on).get(row.problem, ""),
        )
        for row in rows
        if row.worked_on is not None and row.case_id in known
    ]
    return sorted(found, key=lambda line: (line.worked_on, line.note_id))


def _sums(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for name, minutes in pairs:
        sums[name] += minutes
    return dict(sorted(sums.items()))
