"""The docket for paper: one's own dates of the next weeks, by file number; stored nowhere.

Names only where she asks for them. Without, a title that somebody typed and that resembles the
client's name is left out too: the file number leads to it.
"""

from collections import defaultdict
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Literal, NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.casework import concerns, counting, deadlines, hearings, hidden, register, staff
from app.casework.calendar import Calendar
from app.casework.casefiles import Label, labels
from app.casework.concerns import TOLD, Concern
from app.casework.deadlines import DeadlineView
from app.casework.hearings import HearingView
from app.casework.telling import resembles
from app.db.desk import Desk

MOST = 400
MOST_FILES = 5_000


class Row(BaseModel):
    """One date: where to be or what to do, of which file."""

    model_config = ConfigDict(frozen=True)

    on: date
    at: str
    tz: str
    kind: Literal["hearing", "deadline"]
    number: str
    name: str = Field(repr=False, description="The client's, where names were asked for.")
    what: str = Field(repr=False, description="Empty where it would name the client.")
    means: str
    court: str
    place: str
    fatal: bool
    overdue: bool
    responsible: str


class Day(NamedTuple):
    """A day and its dates in order."""

    on: date
    rows: list[Row]


class DocketView(BaseModel):
    """What is printed: the days, when it was made, and after which day it tells nothing."""

    model_config = ConfigDict(frozen=True)

    made_at: datetime
    not_after: date
    names: bool
    days: list[Day] = Field(repr=False)
    more: int
    cannot_open: int


def docket(desk: Desk, calendar: Calendar, *, days: int = 14, names: bool = False) -> DocketView:
    """Return the dates of whoever sits here until so many days ahead, and what is overdue.

    The number of statements is the same whatever the number of dates.
    """
    last = counting.today(desk, desk.who.zone) + timedelta(days=days)
    dates = [each for each in concerns.concerning(desk, calendar) if _is_near(each, last)]
    shown = sorted(dates, key=concerns.by_day)[:MOST]
    known = labels(desk, {each.entry.case_id for each in shown})
    rows = _rows(desk, shown, known, names=names)
    ordered = [rows[each.entry.id] for each in shown if each.entry.id in rows]
    return DocketView(
        made_at=desk.now,
        not_after=last,
        names=names,
        days=[Day(on, list(found)) for on, found in groupby(ordered, key=lambda row: row.on)],
        more=len(dates) - len(shown),
        cannot_open=sum(each.entry.case_id not in known for each in shown),
    )


def _is_near(each: Concern, last: date) -> bool:
    if each.tie == TOLD or each.entry.safe > last:
        return False
    if not each.is_deadline:
        return each.entry.status == "set" and each.left >= 0
    return each.entry.whose == "ours" and not (each.entry.overtaken and each.over)


def _rows(
    desk: Desk, shown: list[Concern], known: dict[UUID, Label], *, names: bool
) -> dict[UUID, Row]:
    due = [each.entry.id for each in shown if each.is_deadline]
    heard = [each.entry.id for each in shown if not each.is_deadline]
    found = {row.id: _of_deadline(row, names=names) for row in deadlines.by_ids(desk, due, known)}
    for hearing in hearings.by_ids(desk, heard, known):
        found[hearing.id] = _of_hearing(hearing, names=names)
    return found


def _of_deadline(row: DeadlineView, *, names: bool) -> Row:
    tells = not names and not row.rule and resembles(row.title, [row.client_name])
    return Row(
        on=row.file_by,
        at=row.at,
        tz=row.tz,
        kind="deadline",
        number=row.case_number,
        name=row.client_name if names else "",
        what="" if tells else row.title,
        means=row.means,
        court="",
        place="",
        fatal=row.fatal,
        overdue=row.overdue,
        responsible=row.responsible_name,
    )


def _of_hearing(row: HearingView, *, names: bool) -> Row:
    return Row(
        on=row.starts.date(),
        at=row.starts.strftime("%H:%M"),
        tz=row.tz,
        kind="hearing",
        number=row.case_number,
        name=row.client_name if names else "",
        what=row.kind,
        means="",
        court=row.court_name,
        place=row.place,
        fatal=False,
        overdue=False,
        responsible="",
    )


class Held(BaseModel):
    """A file number, and who backs its lead up."""

    model_config = ConfigDict(frozen=True)

    number: str
    backup: str


class Holder(BaseModel):
    """A colleague with the numbers of the cases that she leads."""

    model_config = ConfigDict(frozen=True)

    name: str
    files: list[Held]


class HoldersView(BaseModel):
    """Who has which case, by file number alone: the sheet beside the office's papers."""

    model_config = ConfigDict(frozen=True)

    made_at: datetime
    holders: list[Holder]
    more: int


def holders(desk: Desk) -> HoldersView:
    """Return who leads which open case that one can open, and who backs that colleague up.

    Sealed cases stand on no paper. The number of statements is the same whatever there are.
    """
    known, hidden_ = register.register(desk), hidden.sealed(desk)
    files = [each.label for each in known.values() if each.label.case_id not in hidden_]
    files = [each for each in files if each.number and not each.closed and not each.stage]
    shown = sorted(files, key=lambda each: each.number)[:MOST_FILES]
    names, led = staff.names(desk), defaultdict[UUID, list[Held]](list)
    for each in shown:
        backup = names.get(each.backup_id, "") if each.backup_id is not None else ""
        led[each.lead_id].append(Held(number=each.number, backup=backup))
    found = [Holder(name=names.get(who, ""), files=rows) for who, rows in led.items()]
    return HoldersView(
        made_at=desk.now,
        holders=sorted(found, key=lambda each: each.name),
        more=len(files) - len(shown),
    )
