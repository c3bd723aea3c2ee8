"""What somebody promised besides dates, in the morning's mail: numbers alone, and never what.

Tasks, looks where people are held, clients who do not know of a hearing. None has a mail of its
own: a routine mail that goes out anyway tells the numbers, and whoever holds a task that is due has
the daily mail where she would have none. Of a case that a screen keeps her from, nothing.
"""

from datetime import date
from uuid import UUID

from app.casework import away, promised, screens
from app.casework.calendar import Calendar
from app.casework.promised import SHOWN_AHEAD
from app.clock import local
from app.db.desk import NightDesk
from app.models import Staff


def looks(desk: NightDesk, person: UUID) -> int:
    """Count what somebody, or whoever she covers for, promised to look at within half a day.

    One statement where nobody is held.
    """
    rows = [row for row in promised.all_looks(desk) if row.look_by <= desk.now + SHOWN_AHEAD]
    if not rows:
        return 0
    mine, kept = _mine(desk, person), screens.kept_from(desk, person)
    return sum(row.promised_by in mine and row.case_id not in kept for row in rows)


def holders(desk: NightDesk) -> set[UUID]:
    """Return who holds a task that is due on the office's day or overdue, or who covers for her."""
    today = local(desk.now, desk.house.settings.timezone).date()
    found = {row.holder_id for row in promised.all_tasks(desk) if _is_due(row.due_on, today)}
    covers = (each.cover_id for each in away.running(desk) if each.person_id in found)
    return found | {each for each in covers if each is not None}


def tasks(desk: NightDesk, person: Staff) -> tuple[int, int]:
    """Return how many tasks of hers, and of whom she covers for, are overdue and due today.

    One statement where nobody has a task with a day.
    """
    rows = [row for row in promised.all_tasks(desk) if row.due_on is not None]
    if not rows:
        return 0, 0
    today = local(desk.now, person.zone or desk.house.settings.timezone).date()
    mine, kept = _mine(desk, person.id), screens.kept_from(desk, person.id)
    days = [
        row.due_on
        for row in rows
        if row.due_on is not None and row.holder_id in mine and row.case_id not in kept
    ]
    return sum(day < today for day in days), sum(day == today for day in days)


def untold(desk: NightDesk, calendar: Calendar, person: Staff) -> int:
    """Return of how many hearings to come a client must be told by now and does not know.

    Of those that she, or whom she covers for, answers for; of a sealed case hers alone. No
    statement where there is none.
    """
    today = local(desk.now, person.zone or desk.house.settings.timezone).date()
    rows = calendar.untold_by(today)
    if not rows:
        return 0
    mine, kept = _mine(desk, person.id), screens.kept_from(desk, person.id)
    return sum(
        row.responsible_id in ({person.id} if row.sealed else mine) and row.case_id not in kept
        for row in rows
    )


def _mine(desk: NightDesk, person: UUID) -> set[UUID]:
    return {person} | away.covered_by(desk, person)


def _is_due(day: date | None, today: date) -> bool:
    return day is not None and day <= today
