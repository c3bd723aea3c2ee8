"""One colleague as whoever supervises sees her: what is late, and whom nobody has spoken to.

Of a case that the reader cannot open there stands the code that mails give its date, and no more.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import access, counting, deadlines, unseen
from app.casework.calendar import Calendar
from app.casework.casefiles import labels, sound
from app.casework.oversight import WEEKS, dates_known, first_monday, led_by, overdue, untold
from app.casework.register import Listed, register
from app.casework.reminders.text import code_of
from app.casework.slots import Entry
from app.casework.unseen import Known, UnseenDate
from app.clock import local
from app.db.desk import Desk
from app.errors import NotFound
from app.models import Deadline, Hearing, Note

A_MONTH, A_YEAR = 30, 366  # days without a word: what is asked for, and at most
MOST_CASES: Final = 300  # of which notes are read; an attorney has fewer
MOST_DATES: Final = 100  # of each kind that are named; the rest is counted
# Work at which one hears the client herself.
SPOKEN: Final = frozenset({"call", "visit", "advice", "preparing"})


class OverseenDate(BaseModel):
    """A date of hers; its case is named to who can open it."""

    model_config = ConfigDict(frozen=True)

    code: str = Field(description="As mails call it.")
    kind: str
    fatal: bool
    on: date
    id: UUID | None = None
    title: str = Field(default="", repr=False)
    case_number: str = ""
    client_name: str = Field(default="", repr=False)


class Silent(BaseModel):
    """A case whose client nobody has spoken to for a while, as far as anybody wrote it down."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    number: str
    client_name: str = Field(repr=False)
    spoken_on: date | None = Field(description="A call, visit or advice, or telling of a hearing.")
    noted_on: date | None = Field(description="The newest note of any kind.")


class Overseen(BaseModel):
    """The page of one colleague for whoever supervises."""

    model_config = ConfigDict(frozen=True)

    staff_id: UUID
    name: str
    days: int
    overdue: list[OverseenDate] = Field(repr=False)
    unseen: list[UnseenDate] = Field(repr=False)
    untold: list[OverseenDate] = Field(repr=False)
    ahead: list[OverseenDate] = Field(repr=False, description="Of the next eight weeks.")
    not_shown: int = Field(description="Further dates of these, counted and not listed.")
    silent: list[Silent] = Field(repr=False)
    cases: int = Field(description="Her open cases that open to the reader.")
    not_read: int = Field(description="Of these, so many whose notes were not read.")


def overseen(desk: Desk, calendar: Calendar, staff_id: UUID, days: int) -> Overseen:
    """Return what is late, ahead and silent of one colleague's; a fixed number of statements.

    Raises:
        NotFound: There is no such colleague.
    """
    calendar.follow(desk)
    known = dates_known(desk, calendar)
    if staff_id not in known.names:
        raise NotFound
    hers = Known(
        [each for each in known.entries if each.responsible_id == staff_id],
        known.roster,
        known.names,
    )
    last = first_monday(desk) + timedelta(weeks=WEEKS)
    today = counting.today(desk, desk.who.zone)
    lists = {
        "overdue": overdue(desk, hers.entries),
        "untold": untold(desk, calendar, hers),
        "ahead": [each for each in hers.entries if today <= each.day < last],
    }
    named = _named(desk, {each.id: each for rows in lists.values() for each in rows[:MOST_DATES]})
    waiting = [row for of in unseen.by_person(desk, calendar, hers) for row in of.dates]
    cases = led_by(register(desk).values()).get(staff_id, [])
    return Overseen(
        staff_id=staff_id,
        name=known.names[staff_id],
        days=days,
        unseen=waiting,
        **{name: [named[each.id] for each in rows[:MOST_DATES]] for name, rows in lists.items()},
        not_shown=sum(max(0, len(rows) - MOST_DATES) for rows in lists.values()),
        silent=_silent(desk, cases[:MOST_CASES], today - timedelta(days=days)),
        cases=len(cases),
        not_read=max(0, len(cases) - MOST_CASES),
    )


def _named(desk: Desk, entries: Mapping[UUID, Entry]) -> dict[UUID, OverseenDate]:
    files = labels(desk, {each.case_id for each in entries.values()} or {UUID(int=0)})
    ids = [each.id for each in entries.values() if each.case_id in files]
    rows = sound(desk, desk.db.scalars(select(Deadline).where(Deadline.id.in_(ids))))
    titles = {row.id: deadlines.title_of(desk, row) for row in rows}
    found = {}
    for each in entries.values():
        label, told = files.get(each.case_id), dict[str, Any]()
        if label is not None:
            told = {"id": each.id, "title": titles.get(each.id, "")}
            told |= {"case_number": label.number, "client_name": label.client_name}
        found[each.id] = OverseenDate(
            code=code_of(desk.house, each.id),
            kind=each.kind,
            fatal=each.fatal,
            on=each.day,
            **told,
        )
    return found


def _silent(desk: Desk, cases: list[Listed], before: date) -> list[Silent]:
    """Return the cases of which nobody wrote since a day that the client was spoken to."""
    known = {row.label.case_id: row.label for row in cases}
    here = access.reach(desk, known.keys() or {UUID(int=0)})
    spoken: dict[UUID, list[date]] = defaultdict(list)
    noted: dict[UUID, list[date]] = defaultdict(list)
    for note in _of(desk, Note, here):
        noted[note.case_id].append(local(note.at, desk.who.zone).date())
        if note.activity in SPOKEN and note.worked_on is not None:
            spoken[note.case_id].append(note.worked_on)
    for hearing in _of(desk, Hearing, here):
        spoken[hearing.case_id] += _told_on(hearing, known[hearing.case_id].clients)
    found = [
        Silent(
            id=each,
            number=known[each].number,
            client_name=known[each].client_name,
            spoken_on=max(spoken[each], default=None),
            noted_on=max(noted[each], default=None),
        )
        for each in here
        if max(spoken[each], default=date.min) < before
    ]
    return sorted(found, key=lambda each: (each.spoken_on or date.min, each.number))


def _of(desk: Desk, model: Any, here: Collection[UUID]) -> Iterable[Any]:  # noqa: ANN401 - either
    return sound(desk, desk.db.scalars(select(model).where(model.case_id.in_(here))))


def _told_on(hearing: Hearing, clients: Collection[str]) -> Iterator[date]:
    """Yield the days on which one of these said that she knows of a hearing."""
    for each in hearing.told or []:
        if each["did"] == "knows" and each["who"] in clients:
            yield date.fromisoformat(each["on"])
