"""Lists of tasks: mine, the office's as far as I read its cases, and those that nobody holds."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import access, away, counting, promised, staff, tasks
from app.casework.casefiles import Label, labels, sound
from app.casework.tasks import TaskView
from app.db.desk import Desk
from app.models import DueTask, Note

Whose = Literal["mine", "office", "nobody"]
AT_A_TIME: Final = 1_000
NAMED_ON_TODAY: Final = 6  # in words; the rest by number


class TaskLine(TaskView):
    """A task in a list, with its case."""

    case_number: str
    client_name: str = Field(repr=False)
    left: bool = Field(description="Whether its holder has left the office.")
    mine: bool


class TaskPage(BaseModel):
    """A stretch of a list of tasks, what is overdue first."""

    model_config = ConfigDict(frozen=True)

    rows: list[TaskLine] = Field(repr=False)
    more: bool


class NearTask(BaseModel):
    """A task on Today, in its own words: overdue, due, or of somebody whom a court must let go."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    words: str = Field(repr=False)
    due_on: date | None
    overdue: bool
    is_today: bool
    of_record: bool = Field(description="Somebody who has left or handed over is of record still.")
    mine: bool = Field(description="Hers who looks, not of somebody whom she covers for.")
    case_id: UUID
    case_number: str
    client_name: str = Field(repr=False)


class TaskCounts(BaseModel):
    """How many tasks of mine are overdue, due today, and open."""

    model_config = ConfigDict(frozen=True)

    overdue: int = 0
    today: int = 0
    open: int = 0
    covered: int = Field(default=0, description="Of these, of colleagues whom I cover for.")


def counts(desk: Desk) -> TaskCounts:
    """Return how many tasks are hers who sits here, or of whom she covers; no statement of its own.

    What Today reads of looks holds the tasks too.
    """
    mine = _mine(desk)
    rows = [row for row in promised.tasks(desk) if row.holder_id in mine]
    return counted(desk, rows, counting.today(desk, desk.who.zone))


def counted(desk: Desk, rows: Collection[DueTask], today: date) -> TaskCounts:
    """Return how these stand on a day."""
    days = [row.due_on for row in rows if row.due_on is not None]
    return TaskCounts(
        overdue=sum(day < today for day in days),
        today=sum(day == today for day in days),
        open=len(rows),
        covered=sum(row.holder_id != desk.who.id for row in rows),
    )


def near(desk: Desk) -> list[DueTask]:
    """Return what Today names of these tasks: few, and those first whom a court must let go."""
    mine, today = _mine(desk), counting.today(desk, desk.who.zone)
    rows = [
        row
        for row in promised.tasks(desk)
        if row.holder_id in mine and (row.of_record or (row.due_on or date.max) <= today)
    ]
    return sorted(rows, key=lambda row: (not row.of_record, *_by_day(row)))[:NAMED_ON_TODAY]


def by_words(desk: Desk, rows: Collection[DueTask], known: Mapping[UUID, Label]) -> list[NearTask]:
    """Return these tasks of cases that are open here as their notes have them; one statement."""
    if not rows:
        return []
    query = select(Note).where(Note.id.in_([row.id for row in rows]))
    notes = {note.id: note for note in sound(desk, _here(desk.db.scalars(query), known))}
    today = counting.today(desk, desk.who.zone)
    return [
        NearTask(
            id=row.id,
            words=notes[row.id].words,
            due_on=row.due_on,
            overdue=row.due_on is not None and row.due_on < today,
            is_today=row.due_on == today,
            of_record=row.of_record,
            mine=row.holder_id == desk.who.id,
            case_id=row.case_id,
            case_number=known[row.case_id].number,
            client_name=known[row.case_id].client_name,
        )
        for row in rows
        if row.id in notes
    ]


def page(desk: Desk, whose: Whose, *, start: int, size: int) -> TaskPage:
    """Return a stretch of the open tasks of cases that one can open, the earliest day first.

    Eight statements, however many there are.
    """
    rows, gone = promised.tasks(desk), staff.gone(desk)
    mine = _mine(desk)
    if whose == "mine":
        rows = [row for row in rows if row.holder_id in mine]
    elif whose == "nobody":
        rows = [row for row in rows if row.holder_id in gone]
    here = access.reach(desk, {row.case_id for row in rows}) if rows else set()
    known = sorted((row for row in rows if row.case_id in here), key=_by_day)
    shown = known[start : start + size]
    return TaskPage(rows=_lines(desk, shown, mine, gone), more=len(known) > start + size)


def every(desk: Desk, whose: Whose) -> Iterator[TaskLine]:
    """Yield every task of a list; a stretch of it is read at a time."""
    start, more = 0, True
    while more:
        found = page(desk, whose, start=start, size=AT_A_TIME)
        yield from found.rows
        start, more = start + AT_A_TIME, found.more


def listed(desk: Desk, case_id: UUID | None, *, after: UUID | None, size: int) -> list[TaskLine]:
    """Return the next open tasks by id, of one case or of all one can open.

    Raises:
        NotFound: No such case here.
    """
    if case_id is not None:
        access.open_case(desk, case_id)
    rows = [row for row in promised.tasks(desk) if case_id in {None, row.case_id}]
    here = access.reach(desk, {row.case_id for row in rows}) if rows else set()
    known = [row for row in rows if row.case_id in here and (after is None or row.id > after)]
    shown = sorted(known, key=lambda row: row.id)[:size]
    lines = _lines(desk, shown, _mine(desk), staff.gone(desk))
    return sorted(lines, key=lambda line: line.id)


def _by_day(row: DueTask) -> tuple[date, UUID]:
    return (row.due_on or date.max, row.id)


def _mine(desk: Desk) -> set[UUID]:
    return {desk.who.id} | away.covered_by(desk, desk.who.id)


def _lines(
    desk: Desk, shown: list[DueTask], mine: Collection[UUID], gone: Collection[UUID]
) -> list[TaskLine]:
    if not shown:
        return []
    known = labels(desk, {row.case_id for row in shown})
    query = select(Note).where(Note.id.in_([row.id for row in shown]))
    rows = {row.id: row for row in sound(desk, _here(desk.db.scalars(query), known))}
    names = staff.names(desk, tasks.people(rows.values()))
    found = []
    for each in shown:
        view = tasks.view(desk, rows[each.id], names) if each.id in rows else None
        if view is not None:
            label = known[each.case_id]
            found.append(
                TaskLine(
                    **view.model_dump(),
                    case_number=label.number,
                    client_name=label.client_name,
                    left=view.holder_id in gone,
                    mine=view.holder_id in mine,
                )
            )
    return found


def _here(rows: Iterable[Note], known: Collection[UUID]) -> list[Note]:
    return [row for row in rows if row.case_id in known]
