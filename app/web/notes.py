"""Notes on a case."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import notes
from app.casework.casefiles import label_of
from app.casework.notes import NewNote, NoteChange
from app.errors import TURNED_BACK, AmparoError, Conflict, OutOfRoom, Refused
from app.gate import doing
from app.web import begun
from app.web import cases as case_pages
from app.web.errors import conflict_page
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep

router = APIRouter()


@router.post("/notes", **doing("note.add"))
@begun.once
def add(visit: VisitDep, form: FormDep) -> Response:
    """Add a note and show its case again."""
    case = read(NewNote, {**form.filled("case_id"), "text": "-"}).case_id
    try:
        new = read(NewNote, {"case_id": case, "text": form.one("text")})
        with visit.write() as desk:
            notes.add(desk, new)
    except TURNED_BACK as wrong:
        begun.keep(visit, "note", form)
        return case_pages.show(visit, case, form, wrong)
    begun.forget(visit, "note", form)
    return visit.to(f"/cases/{case}#h-notes")


@router.get("/notes/{note_id}", **doing("note.change"))
def known(visit: VisitDep, note_id: UUID) -> Response:
    """Show a note of one's own, to be corrected."""
    return _form(visit, note_id)


@router.post("/notes/{note_id}", **doing("note.change"))
def change(visit: VisitDep, note_id: UUID, form: FormDep) -> Response:
    """Correct one's own note."""
    typed = {"text": form.one("text")}
    try:
        wanted = read(NoteChange, {**typed, **form.filled("version")})
        with visit.write() as desk:
            note = notes.change(desk, note_id, wanted)
    except Conflict as wrong:
        return conflict_page(visit, wrong, "note", f"/notes/{note_id}", typed)
    except (Refused, OutOfRoom) as wrong:
        return _form(visit, note_id, form, wrong)
    return visit.to(f"/cases/{note.case_id}#h-notes")


def _form(
    visit: Visit, note_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        note = notes.own(desk, note_id)
        label = label_of(desk, note.case_id)
    context: dict[str, Any] = {"section": "cases", "label": label, "note": note}
    if form is not None and wrong is not None:
        return visit.again("notes/form.html", form, wrong, **context)
    return visit.page("notes/form.html", form={"text": note.text}, **context)
