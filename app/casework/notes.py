"""Notes on a case."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import audit, staff
from app.casework.casefiles import expect, open_file, open_row, sound, stretch
from app.casework.typed import Words
from app.db.desk import Desk
from app.errors import Forbidden
from app.models import Note
from app.words import N_

NOT_YOURS = N_("Only its author changes a note. Add one of your own beside it.")

FOR_GOOD = N_(
    "The reason for an emergency access stands as it was given. Add a note of your own beside it."
)


class NewNote(BaseModel):
    """A note to be added."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    case_id: UUID
    text: Words = Field(min_length=1, repr=False)


class NoteChange(BaseModel):
    """What a note says instead."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    version: int
    text: Words = Field(min_length=1, repr=False)


class Wording(BaseModel):
    """What a note said, until it was corrected."""

    model_config = ConfigDict(frozen=True)

    text: str = Field(repr=False)
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
    earlier: list[Wording] = Field(
        default_factory=list, repr=False, description="What it said before, the newest first."
    )


def add(desk: Desk, new: NewNote) -> NoteView:
    """Add a note to a case.

    Raises:
        NotFound: No such case here.
    """
    open_file(desk, new.case_id)
    note = Note(case_id=new.case_id, text=new.text, author_id=desk.who.id, at=desk.now)
    desk.db.add(note)
    desk.db.flush()
    audit.note(desk, "note.add", note.id)
    return _view(desk, note, {desk.who.id: desk.who.name})


def change(desk: Desk, note_id: UUID, wanted: NoteChange) -> NoteView:
    """Change one's own note; what it said before stays below it.

    Raises:
        Conflict: Somebody saved since.
        Forbidden: It is a colleague's, or the reason for an emergency access.
        NotFound: No such note here.
    """
    note = open_row(desk, Note, note_id)
    names = staff.names(desk, [note.author_id])
    expect(note, wanted.version, _view(desk, note, names))
    _require_own(desk, note.author_id, stands=note.stands)
    if wanted.text != note.text:
        before = {"text": note.text, "until": desk.now.isoformat()}
        note.text, note.earlier = wanted.text, [before, *(note.earlier or [])]
    desk.db.flush()
    audit.note(desk, "note.change", note.id)
    return _view(desk, note, names)


def one(desk: Desk, note_id: UUID) -> NoteView:
    """Return one note.

    Raises:
        NotFound: No such note here.
    """
    note = open_row(desk, Note, note_id)
    return _view(desk, note, staff.names(desk, [note.author_id]))


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
    names = staff.names(desk, {row.author_id for row in rows})
    return [_view(desk, row, names) for row in rows]


def of_case(desk: Desk, case_id: UUID, names: Mapping[UUID, str]) -> list[NoteView]:
    """Return the notes of a case that is open at this desk, newest first."""
    rows = sound(desk, desk.db.scalars(select(Note).where(Note.case_id == case_id)))
    return sorted((_view(desk, note, names) for note in rows), key=lambda n: n.at, reverse=True)


def _view(desk: Desk, note: Note, names: Mapping[UUID, str]) -> NoteView:
    here = desk.local_now(desk.who.zone).tzinfo
    earlier = [(each["text"], datetime.fromisoformat(each["until"])) for each in note.earlier or []]
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
        earlier=[
            Wording(text=text, until=until, until_local=until.astimezone(here))
            for text, until in earlier
        ],
    )
