"""Notes."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.api.paging import CaseStretch, Listed, by_id
from app.api.taking import JSONRoute
from app.casework import notes
from app.casework.notes import NewNote, NoteChange, NoteView
from app.gate import ReadDeskDep, WriteDeskDep, doing

router = APIRouter(prefix="/notes", route_class=JSONRoute)


@router.get("", **doing("note.read"))
def listed(asked: Annotated[CaseStretch, Query()], desk: ReadDeskDep) -> Listed[NoteView]:
    """List the notes of the cases one can open."""
    found = notes.listed(desk, asked.case_id, after=asked.after, size=asked.limit + 1)
    return by_id(found, asked.limit, lambda note: note.id)


@router.post("", status_code=201, **doing("note.add"))
def add(new: NewNote, desk: WriteDeskDep) -> NoteView:
    """Add a note to a case."""
    return notes.add(desk, new)


@router.get("/{note_id}", **doing("note.read"))
def one(note_id: UUID, desk: ReadDeskDep) -> NoteView:
    """Return one note."""
    return notes.one(desk, note_id)


@router.patch("/{note_id}", **doing("note.change"))
def change(note_id: UUID, wanted: NoteChange, desk: WriteDeskDep) -> NoteView:
    """Change a note."""
    return notes.change(desk, note_id, wanted)
