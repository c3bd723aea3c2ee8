"""Notes on a case, with the time they took and a task: one box, one save."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import notes
from app.casework.casefiles import label_of
from app.casework.notes import NewNote, NoteChange, NoteView
from app.errors import TURNED_BACK, AmparoError, Conflict, OutOfRoom, Refused
from app.gate import doing
from app.web import begun
from app.web import cases as case_pages
from app.web.errors import conflict_page
from app.web.forms import Form, FormDep, as_sent, read
from app.web.visit import Visit, VisitDep

router = APIRouter()
WORKED = ("minutes", "worked_on", "activity", "problem")
TASK = ("words", "holder_id", "due_on")


@router.post("/notes", **doing("note.add"))
@begun.once
def add(visit: VisitDep, form: FormDep) -> Response:
    """Add a note, with its time and its task, and show its case again."""
    case = read(NewNote, {**form.filled("case_id"), "text": "-"}).case_id
    try:
        new = read(NewNote, {"case_id": case, **_typed(form)}, whole="text")
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
    """Correct one's own note, and the time that it took."""
    typed = _typed(form)
    del typed["task"]
    try:
        wanted = read(NoteChange, {**typed, **form.filled("version")})
        with visit.write() as desk:
            note = notes.change(desk, note_id, wanted)
    except Conflict as wrong:
        return conflict_page(visit, wrong, "note", f"/notes/{note_id}", form.typed())
    except (Refused, OutOfRoom) as wrong:
        return _form(visit, note_id, form, wrong)
    return visit.to(f"/cases/{note.case_id}#h-notes")


def _typed(form: Form) -> dict[str, Any]:
    """Return what was typed into the box; time and task where anything of them was."""
    time, task = form.filled(*WORKED), form.filled(*TASK)
    # Who holds a task is chosen beforehand: alone it says nothing.
    return {
        "text": form.one("text"),
        "work_product": form.one("work_product") == "true",
        "time": time or None,
        "task": task if task.keys() - {"holder_id"} else None,
    }


def _form(
    visit: Visit, note_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        note = notes.own(desk, note_id)
        label = label_of(desk, note.case_id)
    context: dict[str, Any] = {"section": "cases", "label": label, "note": note}
    if form is not None and wrong is not None:
        return visit.again("notes/form.html", form, wrong, **context)
    return visit.page("notes/form.html", form=_values(note), **context)


def _values(note: NoteView) -> dict[str, str]:
    """Return a note's own values as its form holds them."""
    time = note.time.model_dump() if note.time else {}
    plain = {"text": note.text, "work_product": note.work_product}
    return {name: as_sent(value) for name, value in (plain | time).items()}
