"""Tasks in the morning's mail: how many are overdue and due today, and nothing else of them.

A task has no mail of its own: a routine mail that goes out anyway tells the numbers, and whoever
holds one that is due has the daily mail where she would have none.
"""

from datetime import date
from uuid import UUID

from app.casework import away, promised
from app.clock import local
from app.db.desk import NightDesk
from app.models import Staff


def holders(desk: NightDesk) -> set[UUID]:
    """Return who holds a task that is due on the office's day or overdue, or who covers for her."""
    today = local(desk.now, desk.house.settings.timezone).date()
    found = {row.holder_id for row in promised.all_tasks(desk) if _is_due(row.due_on, today)}
    covers = (each.cover_id for each in away.running(desk) if each.person_id in found)
    return found | {each for each in covers if each is not None}


def of(desk: NightDesk, person: Staff) -> tuple[int, int]:
    """Return how many tasks of hers, and of whom she covers for, are overdue and due today."""
    today = local(desk.now, person.zone or desk.house.settings.timezone).date()
    covered = {each.person_id for each in away.running(desk) if each.cover_id == person.id}
    mine = {person.id} | covered
    days = [row.due_on for row in promised.all_tasks(desk) if row.holder_id in mine and row.due_on]
    return sum(day < today for day in days), sum(day == today for day in days)


def _is_due(day: date | None, today: date) -> bool:
    return day is not None and day <= today
