"""Correcting what a deadline counts from: its answers, what they move, and the save."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import correcting, counting, deadlines
from app.casework.correcting import Corrected, Correction, CorrectionPreview
from app.casework.deadlines import DeadlineView
from app.db.desk import Desk
from app.errors import TURNED_BACK, AmparoError, Refused
from app.gate import doing
from app.web.deadlines import under
from app.web.forms import Form, FormDep, as_sent, read
from app.web.visit import Visit, VisitDep
from app.words import N_

router = APIRouter()

UNSEEN = N_(
    "Look at what this moves, then save: other days or other dates stand here than those that you "
    "saw."
)


@router.get("/deadlines/{deadline_id}/recount", **doing("deadline.change"))
def form(visit: VisitDep, deadline_id: UUID) -> Response:
    """Show what a rule was told, to be corrected."""
    with visit.read() as desk:
        stands = deadlines.one(desk, deadline_id)
        filled = _from_file(desk, stands)
        anew = correcting.preview(desk, deadline_id, Corrected(inputs=filled))
        context = _context(desk, stands, anew) | {"filled": filled}
    known = {name: as_sent(value) for name, value in (stands.inputs | filled).items()}
    form = {f"inputs.{name}": value for name, value in known.items()}
    return visit.page("deadlines/recount.html", form=form, **context)


def _from_file(desk: Desk, stands: DeadlineView) -> dict[str, Any]:
    """Return what the client's file answers where nobody answered it for this date."""
    open_still = {None, "", correcting.NOT_KNOWN}
    found = correcting.known(desk, stands)
    return {name: said for name, said in found.items() if stands.inputs.get(name) in open_still}


@router.post("/deadlines/{deadline_id}/recount/preview", **doing("deadline.change"))
def preview(visit: VisitDep, deadline_id: UUID, form: FormDep) -> Response:
    """Show what other answers move; nothing is written."""
    part = bool(visit.request.headers.get("hx-request"))
    try:
        with visit.read() as desk:
            context = _asked(desk, deadline_id, form)
    except Refused as wrong:
        return visit.part_refused(wrong) if part else _again(visit, deadline_id, form, wrong)
    name = "deadlines/recounted.html" if part else "deadlines/recount.html"
    return visit.page(name, form=form.typed(), **context)


@router.post("/deadlines/{deadline_id}/recount", **doing("deadline.change"))
def correct(visit: VisitDep, deadline_id: UUID, form: FormDep) -> Response:
    """Correct what a deadline counts from, with the other dates that were ticked."""
    try:
        fields: dict[str, Any] = form.filled("version", "reason", "sure")
        fields |= {"sure_of": under(form, "sure_of."), "also": form.get("also", [])}
        with visit.write() as desk:
            stands = deadlines.one(desk, deadline_id)
            wanted = read(Correction, fields | {"inputs": _inputs(desk, stands, form)})
            _require_seen(correcting.preview(desk, deadline_id, wanted), form)
            correcting.correct(desk, deadline_id, wanted)
    except TURNED_BACK as wrong:
        return _again(visit, deadline_id, form, wrong)
    return visit.to(f"/deadlines/{deadline_id}")


def _again(visit: Visit, deadline_id: UUID, form: Form, wrong: AmparoError) -> Response:
    with visit.read() as desk:
        try:
            context = _asked(desk, deadline_id, form)
        except Refused:  # an answer cannot be read: what it would move is not known
            context = _context(desk, deadlines.one(desk, deadline_id), None)
    return visit.again("deadlines/recount.html", form, wrong, **context)


def _asked(desk: Desk, deadline_id: UUID, form: Form) -> dict[str, Any]:
    stands = deadlines.one(desk, deadline_id)
    inputs = _inputs(desk, stands, form)
    anew = correcting.preview(desk, deadline_id, Corrected(inputs=inputs))
    return _context(desk, stands, anew) | {"chosen": form.get("also", [])}


def _context(desk: Desk, stands: DeadlineView, anew: CorrectionPreview | None) -> dict[str, Any]:
    return {
        "section": "cases",
        "deadline": stands,
        "questions": counting.questions(desk, stands.rule) if stands.rule else [],
        "slips": anew.slips if anew else (),
        "anew": anew,
        "of_file": correcting.known(desk, stands),
        "filled": {},
        "chosen": (),
    }


def _inputs(desk: Desk, stands: DeadlineView, form: Form) -> dict[str, Any]:
    """Return what was typed as the rule's inputs; a question left open is taken back."""
    if not stands.rule:
        return {}
    typed = counting.answered(desk, stands.rule, under(form, "inputs."))
    asked = {question.name for question in counting.questions(desk, stands.rule)}
    open_still = (asked & stands.inputs.keys()) - typed.keys()
    return typed | dict.fromkeys(open_still)


def _require_seen(anew: CorrectionPreview, form: Form) -> None:
    """Let a correction be saved of which the page has shown every day that it moves.

    Raises:
        Refused: Something moves that was not shown, or to another day.
    """
    if {each.mark for each in (anew.date, *anew.also)} - set(form.get("seen", [])):
        raise Refused(UNSEEN)
