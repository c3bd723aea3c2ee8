"""Tasks: what is to be done on a case, who holds it, by when; done, and taken back.

A task is part of a note, saved with it (`notes`). It is no deadline: whoever holds it may move it.
But it never goes with its holder: whoever takes a case over takes its tasks, and what nobody holds
any more stands in red.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import access, audit, counting, staff
from app.casework.casefiles import expect, open_file, open_row, sound
from app.casework.policy import CASEWORK
from app.casework.sound import sound as as_sealed
from app.casework.typed import Short
from app.db.desk import Desk
from app.errors import Forbidden, NotFound, Refused
from app.models import Case, DueTask, Note
from app.words import N_

UNDO_SECONDS: Final = 30
NOT_A_READER = N_("Choose a colleague who can read this case.")
PASSED = N_("This day has passed. Choose one that is still to come, or leave it empty.")
OTHERS = N_(
    "A colleague holds this task. Whoever gave it, leads the case or backs it up moves it too."
)
DONE = N_("This task is done. Open it again to change it.")
NOT_DONE = N_("This task is open. Nothing is to be taken back.")


class Task(BaseModel):
    """What is to be done; by whoever writes it, where nobody else is named."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    words: Short = Field(min_length=1, repr=False)
    holder_id: UUID | None = None
    due_on: date | None = None


class NewTask(Task):
    """A task that stands alone, without a word more."""

    case_id: UUID


class TaskChange(BaseModel):
    """What changes of a task; whatever is left out stays."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    version: int
    words: Short | None = Field(default=None, min_length=1, repr=False)
    holder_id: UUID | None = None
    due_on: date | None = None


class TaskView(BaseModel):
    """A task as a page or a program sees it; it goes by the id of its note."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    case_id: UUID
    version: int
    words: str = Field(repr=False)
    holder_id: UUID
    holder_name: str
    given_by: str
    due_on: date | None
    overdue: bool
    is_today: bool = Field(description="Whether it is due today, where whoever looks is.")
    done_at: datetime | None
    done_by: str
    may_undo: bool = Field(description="Whether whoever looks did it just now.")
    moved: int = Field(description="How often it changed hands or days.")


def add(desk: Desk, new: NewTask, *, of_record: bool = False) -> TaskView:
    """Put a task on a case, without a note beside it; `of_record`, to let somebody go there.

    Raises:
        NotFound: No such case here.
        Refused: Its holder cannot read the case, or its day has passed.
    """
    open_file(desk, new.case_id)
    row = Note(case_id=new.case_id, text="", author_id=desk.who.id, at=desk.now)
    row.of_record = of_record
    write(desk, row, new)
    desk.db.add(row)
    desk.db.flush()
    keep(desk, row)
    audit.note(desk, "task.add", row.id)
    return _one(desk, row)


def change(desk: Desk, task_id: UUID, wanted: TaskChange) -> TaskView:
    """Move a task to another day or another colleague, or say it in other words.

    Raises:
        Conflict: Somebody saved since.
        Forbidden: It is a colleague's, who is still here.
        NotFound: No such task here.
        Refused: It is done; its holder cannot read the case, or its day has passed.
    """
    row = _open(desk, task_id)
    expect(row, wanted.version, _one(desk, row))
    _require_may_move(desk, row)
    if row.done_at is not None:
        raise Refused(DONE)
    changed = wanted.model_fields_set - {"version"}
    moved = {"by": str(desk.who.id), "at": desk.now.isoformat()}
    if wanted.words is not None and wanted.words != row.words:
        row.moved = [*(row.moved or []), moved | {"words": row.words}]
        row.words = wanted.words
    if wanted.holder_id is not None and wanted.holder_id != row.holder_id:
        _require_reader(desk, row.case_id, wanted.holder_id)
        row.moved = [*(row.moved or []), moved | {"holder_id": str(row.holder_id)}]
        row.holder_id = wanted.holder_id
    if "due_on" in changed and wanted.due_on != row.due_on:
        _require_to_come(desk, wanted.due_on)
        before = row.due_on.isoformat() if row.due_on else ""
        row.moved = [*(row.moved or []), moved | {"due_on": before}]
        row.due_on = wanted.due_on
    keep(desk, row)
    audit.note(desk, "task.change", row.id, fields=sorted(changed))
    return _one(desk, row)


def finish(desk: Desk, task_id: UUID) -> TaskView:
    """Say that a task is done, by whoever reads the case; said twice, it was done the first time.

    Raises:
        NotFound: No such task here.
    """
    row = _open(desk, task_id)
    if row.done_at is None:
        row.done_at, row.done_by = desk.now, desk.who.id
        keep(desk, row)
        audit.note(desk, "task.finish", row.id)
    return _one(desk, row)


def reopen(desk: Desk, task_id: UUID) -> TaskView:
    """Have a task stand open again: within half a minute as if nothing had been said.

    Later, and where a colleague did it, who said so and when stays with it.

    Raises:
        NotFound: No such task here.
        Refused: It is open.
    """
    row = _open(desk, task_id)
    if row.done_at is None or row.done_by is None:
        raise Refused(NOT_DONE)
    if not _may_undo(desk, row):
        said = {"done_by": str(row.done_by), "done_at": row.done_at.isoformat()}
        said |= {"by": str(desk.who.id), "at": desk.now.isoformat()}
        row.moved = [*(row.moved or []), said]
    row.done_at = row.done_by = None
    keep(desk, row)
    audit.note(desk, "task.reopen", row.id)
    return _one(desk, row)


def one(desk: Desk, task_id: UUID) -> TaskView:
    """Return one task.

    Raises:
        NotFound: No such task here.
    """
    return _one(desk, _open(desk, task_id))


def may_move(desk: Desk, task_id: UUID) -> bool:
    """Tell whether whoever sits here may move a task, which opens here."""
    return _may_move(desk, _open(desk, task_id))


def write(desk: Desk, row: Note, task: Task) -> None:
    """Write a task into a note that is being saved; `keep` follows once it is.

    The deed that calls it notes it.

    Raises:
        Refused: Its holder cannot read the case, or its day has passed.
    """
    _require_to_come(desk, task.due_on)
    holder = task.holder_id or desk.who.id
    if holder != desk.who.id:
        _require_reader(desk, row.case_id, holder)
    row.words, row.holder_id, row.due_on = task.words, holder, task.due_on


def keep(desk: Desk, row: Note) -> None:
    """Bring what Today lists in step with a task; the deed that calls it notes it."""
    if not row.words:  # a note without a task never had one
        return
    kept = desk.db.get(DueTask, row.id)
    if row.done_at is None and row.holder_id is not None:
        if kept is None:
            kept = DueTask(id=row.id, case_id=row.case_id)
            desk.db.add(kept)
        kept.holder_id, kept.due_on, kept.of_record = row.holder_id, row.due_on, row.of_record
    elif kept is not None:
        desk.db.delete(kept)
    desk.db.flush()


def otherwise(desk: Desk, case_ids: Collection[UUID]) -> list[str]:
    """Return the tasks of cases that are open here that stand otherwise than their notes say.

    A row that does not open was named already.
    """
    rows = list(desk.db.scalars(select(DueTask).where(DueTask.case_id.in_(case_ids))))
    told = {row.id: (row.holder_id, row.due_on, row.of_record) for row in as_sealed(rows)}
    found = list(desk.db.scalars(select(Note).where(Note.case_id.in_(case_ids))))
    known = sound(desk, found)
    owed = {
        row.id: (row.holder_id, row.due_on, row.of_record)
        for row in known
        if row.words and row.done_at is None
    }
    unsaid = {row.id for row in rows} - told.keys()
    unsaid |= {row.id for row in found} - {row.id for row in known}
    wrong = {each for each in owed.keys() | told.keys() if owed.get(each) != told.get(each)}
    return [f"due_tasks {each}: its note says otherwise" for each in sorted(wrong - unsaid)]


def view(desk: Desk, row: Note, names: Mapping[UUID, str]) -> TaskView | None:
    """Return the task of a note, where it has one."""
    if not row.words or row.holder_id is None:
        return None
    today, is_open = counting.today(desk, desk.who.zone), row.done_at is None
    return TaskView(
        id=row.id,
        case_id=row.case_id,
        version=row.version,
        words=row.words,
        holder_id=row.holder_id,
        holder_name=names.get(row.holder_id, ""),
        given_by=names.get(row.author_id, ""),
        due_on=row.due_on,
        overdue=is_open and row.due_on is not None and row.due_on < today,
        is_today=is_open and row.due_on == today,
        done_at=row.done_at,
        done_by=names.get(row.done_by, "") if row.done_by else "",
        may_undo=_may_undo(desk, row),
        moved=len(row.moved or []),
    )


def able(desk: Desk, case_id: UUID) -> set[UUID]:
    """Return who may hold a task of a case: whoever is at work and can read it."""
    at_work = {each.id for each in staff.active(desk, CASEWORK)}
    return at_work & access.readers(desk, case_id)


def people(rows: Collection[Note]) -> set[UUID]:
    """Return the colleagues whom these notes and their tasks name."""
    named = {each for row in rows for each in (row.author_id, row.holder_id, row.done_by)}
    return {each for each in named if each is not None}


def _one(desk: Desk, row: Note) -> TaskView:
    found = view(desk, row, staff.names(desk, people([row])))
    if found is None:
        raise NotFound
    return found


def _open(desk: Desk, task_id: UUID) -> Note:
    row = open_row(desk, Note, task_id)
    if not row.words:
        raise NotFound
    return row


def _may_undo(desk: Desk, row: Note) -> bool:
    if row.done_at is None:
        return False
    age = desk.now - row.done_at
    return row.done_by == desk.who.id and age <= timedelta(seconds=UNDO_SECONDS)


def _may_move(desk: Desk, row: Note) -> bool:
    case = desk.db.get_one(Case, row.case_id)
    if desk.who.id in {row.holder_id, row.author_id, case.lead_id, case.backup_id}:
        return True
    return row.holder_id not in access.readers(desk, row.case_id)


def _require_may_move(desk: Desk, row: Note) -> None:
    if not _may_move(desk, row):
        raise Forbidden(OTHERS)


def _require_reader(desk: Desk, case_id: UUID, person_id: UUID) -> None:
    if person_id not in able(desk, case_id):
        raise Refused(fields={"holder_id": NOT_A_READER})


def _require_to_come(desk: Desk, day: date | None) -> None:
    if day is not None and day < counting.today(desk, desk.who.zone):
        raise Refused(fields={"due_on": PASSED})
