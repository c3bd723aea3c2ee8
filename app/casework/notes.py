"""Notes on a case, each with the time that it took and a task, where there are: saved in one."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import select

from app.casework import audit, staff, tasks, worktime
from app.casework.casefiles import expect, open_file, open_row, sound, stretch
from app.casework.tasks import Task, TaskView
from app.casework.typed import Words
from app.casework.worktime import Worked, WorkedView
from app.db.desk import Desk
from app.errors import Forbidden, Refused
from app.models import Note
from app.words import N_

NOT_YOURS = N_("Only its author changes a note. Add one of your own beside it.")

FOR_GOOD = N_(
    "The reason for an emergency access stands as it was given. Add a note of your own beside it."
)


HAS_ONE = N_("This note has a task already. Write another note for a second one.")
NOTHING = N_("Write a note, the minutes of your work, or a task.")


class NewNote(BaseModel):
    """A note to be added: words, time, a task, or several of these."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    case_id: UUID
    text: Words = Field(default="", repr=False)
    work_product: bool = Field(default=False, description="Left out of what the client is given.")
    time: Worked | None = None
    task: Task | None = Field(default=None, repr=False)

    @model_validator(mode="after")
    def _says_something(self) -> "NewNote":
        if not self.text and self.time is None and self.task is None:
            raise ValueError(NOTHING)
        return self


class NoteChange(BaseModel):
    """What a note says instead; whatever is left out stays. Its task is moved under `/tasks`."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    version: int
    text: Words | None = Field(default=None, repr=False)
    work_product: bool | None = None
    time: Worked | None = Field(default=None, description="Null takes the time away.")
    task: Task | None = Field(
        default=None, repr=False, description="A task for a note that has none yet."
    )


class Wording(BaseModel):
    """What a note said, and how long it took, until it was corrected."""

    model_config = ConfigDict(frozen=True)

    text: str = Field(repr=False)
    minutes: int = 0
    until: datetime
    until_local: datetime = Field(exclude=True)


class NoteView(BaseModel):
    """A note as a page or a program sees it."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    case_id: UUID
    version: int
    author_id: UUID
    author_name: str
    at: datetime
    at_local: datetime = Field(exclude=True)  # for pages; programs get the instant
    text: str = Field(repr=False)
    stands: bool = Field(default=False, description="Whether nobody can correct it.")
    work_product: bool = False
    time: WorkedView | None = None
    task: TaskView | None = Field(default=None, repr=False)
    earlier: list[Wording] = Field(
        default_factory=list, repr=False, description="What it said before, the newest first."
    )


def add(desk: Desk, new: NewNote) -> NoteView:
    """Add a note to a case, with its time and its task in the same save.

    Raises:
        NotFound: No such case here.
        Refused: The time or the task cannot be so.
    """
    open_file(desk, new.case_id)
    note = Note(case_id=new.case_id, text=new.text, author_id=desk.who.id, at=desk.now)
    note.work_product = new.work_product
    if new.time is not None:
        worktime.write(desk, note, new.time)
    if new.task is not None:
        tasks.write(desk, note, new.task)
    desk.db.add(note)
    desk.db.flush()
    tasks.keep(desk, note)
    audit.note(desk, "note.add", note.id)
    return _view(desk, note, staff.names(desk, tasks.people([note])))


def change(desk: Desk, note_id: UUID, wanted: NoteChange) -> NoteView:
    """Change one's own note; what it said before stays below it.

    Raises:
        Conflict: Somebody saved since.
        Forbidden: It is a colleague's, or the reason for an emergency access.
        NotFound: No such note here.
        Refused: Nothing would be left of it; the time or the task cannot be so.
    """
    note = open_row(desk, Note, note_id)
    names = staff.names(desk, tasks.people([note]))
    expect(note, wanted.version, _view(desk, note, names))
    _require_own(desk, note.author_id, stands=note.stands)
    before = {"text": note.text, "minutes": note.minutes, "until": desk.now.isoformat()}
    with desk.db.no_autoflush:  # half-changed, it would be sealed twice
        _write(desk, note, wanted)
    if (note.text, note.minutes) != (before["text"], before["minutes"]):
        note.earlier = [before, *(note.earlier or [])]
    desk.db.flush()
    tasks.keep(desk, note)
    audit.note(desk, "note.change", note.id)
    return _view(desk, note, staff.names(desk, tasks.people([note])))


def _write(desk: Desk, note: Note, wanted: NoteChange) -> None:
    if wanted.text is not None:
        note.text = wanted.text
    if wanted.work_product is not None:
        note.work_product = wanted.work_product
    if wanted.time is not None:
        worktime.write(desk, note, wanted.time)
    elif "time" in wanted.model_fields_set:
        note.minutes, note.worked_on, note.activity, note.problem = 0, None, "", ""
    if wanted.task is not None:
        if note.words:
            raise Refused(fields={"words": HAS_ONE})
        tasks.write(desk, note, wanted.task)
    if not (note.text or note.minutes or note.words):
        raise Refused(fields={"text": NOTHING})


def one(desk: Desk, note_id: UUID) -> NoteView:
    """Return one note.

    Raises:
        NotFound: No such note here.
    """
    note = open_row(desk, Note, note_id)
    return _view(desk, note, staff.names(desk, tasks.people([note])))


def own(desk: Desk, note_id: UUID) -> NoteView:
    """Return one note of one's own, to be corrected.

    Raises:
        Forbidden: It is a colleague's, or the reason for an emergency access.
        NotFound: No such note here.
    """
    note = one(desk, note_id)
    _require_own(desk, note.author_id, stands=note.stands)
    return note


def _require_own(desk: Desk, author_id: UUID, *, stands: bool) -> None:
    if author_id != desk.who.id:
        raise Forbidden(NOT_YOURS)
    if stands:
        raise Forbidden(FOR_GOOD)


def listed(desk: Desk, case_id: UUID | None, *, after: UUID | None, size: int) -> list[NoteView]:
    """Return the next notes by id, of one case or of all one can open.

    Raises:
        NotFound: No such case here.
    """
    rows = stretch(desk, Note, case_id, after=after, size=size)
    names = staff.names(desk, tasks.people(rows))
    return [_view(desk, row, names) for row in rows]


def of_case(desk: Desk, case_id: UUID, names: Mapping[UUID, str]) -> list[NoteView]:
    """Return the notes of a case that is open at this desk, newest first."""
    rows = sound(desk, desk.db.scalars(select(Note).where(Note.case_id == case_id)))
    return sorted((_view(desk, note, names) for note in rows), key=lambda n: n.at, reverse=True)


def _view(desk: Desk, note: Note, names: Mapping[UUID, str]) -> NoteView:
    here = desk.local_now(desk.who.zone).tzinfo
    earlier = [(each, datetime.fromisoformat(each["until"])) for each in note.earlier or []]
    return NoteView(
        id=note.id,
        case_id=note.case_id,
        version=note.version,
        author_id=note.author_id,
        author_name=names.get(note.author_id, ""),
        at=note.at,
        at_local=note.at.astimezone(here),
        text=note.text,
        stands=note.stands,
        work_product=note.work_product,
        time=worktime.view(note),
        task=tasks.view(desk, note, names),
        earlier=[
            Wording(
                text=each["text"],
                minutes=each.get("minutes", 0),
                until=until,
                until_local=until.astimezone(here),
            )
            for each, until in earlier
        ],
    )
