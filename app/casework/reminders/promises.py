"""What somebody promised besides dates, in the morning's mail: numbers alone, and never what.

Tasks, looks where people are held, clients who do not know of a hearing. None has a mail of its
own: a routine mail that goes out anyway tells the numbers, and whoever holds a task that is due has
the daily mail where she would have none. Of a case that a screen keeps her from, nothing.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from app.casework import away, promised, screens
from app.casework.calendar import Calendar
from app.casework.promised import SHOWN_AHEAD
from app.clock import local
from app.db.desk import NightDesk
from app.models import Staff


class Promises:
    """What the office promised and has not done, for all mails of one turn.

    Read by the first mail that asks, so that however many people are told, each card is opened
    once: four statements at most, two where nothing is promised.
    """

    def __init__(self, calendar: Calendar | None = None) -> None:
        self._calendar = calendar  # where it is known of whom a client must know
        self._is_read = False
        self._looks: dict[UUID, list[tuple[UUID, datetime]]] = defaultdict(list)
        self._tasks: dict[UUID, list[tuple[UUID, date]]] = defaultdict(list)
        self._covered: dict[UUID, set[UUID]] = defaultdict(set)  # for whom a colleague stands in
        self._kept: frozenset[tuple[UUID, UUID]] = frozenset()

    def looks(self, desk: NightDesk, person: UUID) -> int:
        """Count what somebody, or whoever she covers for, is to look at within half a day."""
        self._read(desk)
        by = desk.now + SHOWN_AHEAD
        return sum(
            look_by <= by and (person, case_id) not in self._kept
            for each in self._mine(person)
            for case_id, look_by in self._looks.get(each, ())
        )

    def tasks(self, desk: NightDesk, person: Staff) -> tuple[int, int]:
        """Return how many tasks of hers, and of whom she covers for, are overdue and due today."""
        self._read(desk)
        today = local(desk.now, person.zone or desk.house.settings.timezone).date()
        days = [
            due_on
            for each in self._mine(person.id)
            for case_id, due_on in self._tasks.get(each, ())
            if (person.id, case_id) not in self._kept
        ]
        return sum(day < today for day in days), sum(day == today for day in days)

    def untold(self, desk: NightDesk, person: Staff) -> int:
        """Return of how many hearings to come a client must be told by now and does not know.

        Of those that she, or whom she covers for, answers for; of a sealed case hers alone.
        """
        if self._calendar is None:
            return 0
        self._read(desk)
        today = local(desk.now, person.zone or desk.house.settings.timezone).date()
        alone, mine = {person.id}, self._mine(person.id)
        return sum(
            row.responsible_id in (alone if row.sealed else mine)
            and (person.id, row.case_id) not in self._kept
            for row in self._calendar.untold_by(today)
        )

    def _mine(self, person: UUID) -> set[UUID]:
        return {person, *self._covered.get(person, ())}

    def _read(self, desk: NightDesk) -> None:
        if self._is_read:
            return
        self._looks.clear()
        self._tasks.clear()
        for look in promised.all_looks(desk):
            self._looks[look.promised_by].append((look.case_id, look.look_by))
        for task in promised.all_tasks(desk):
            if task.due_on is not None:
                self._tasks[task.holder_id].append((task.case_id, task.due_on))
        untold = self._calendar is not None and self._calendar.has_untold()
        if self._looks or self._tasks or untold:
            for cover, covered in _covers(desk):
                self._covered[cover].add(covered)
            self._kept = screens.pairs(desk)
        self._is_read = True


def holders(desk: NightDesk) -> set[UUID]:
    """Return who holds a task that is due on the office's day or overdue, or who covers for her."""
    today = local(desk.now, desk.house.settings.timezone).date()
    found = {row.holder_id for row in promised.all_tasks(desk) if _is_due(row.due_on, today)}
    return found | {cover for cover, covered in _covers(desk) if covered in found}


def _covers(desk: NightDesk) -> Iterator[tuple[UUID, UUID]]:
    """Yield who stands in now, and for whom."""
    for each in away.running(desk):
        if each.cover_id is not None:
            yield each.cover_id, each.person_id


def _is_due(day: date | None, today: date) -> bool:
    return day is not None and day <= today
