"""Handing something in for a case one cannot open; taking what was handed in for one's own."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app import hatch
from app.casework import policy
from app.casework.tray import files, handing, items
from app.casework.tray.handing import NewItem
from app.casework.tray.items import Answer, Taking
from app.casework.tray.rows import files_with
from app.db.desk import Desk
from app.errors import TURNED_BACK, AmparoError, Refused
from app.gate import SeatDep, SharedDep, doing, evenly
from app.web import begun
from app.web.forms import Form, FormDep, read
from app.web.saved import SCREEN_ASKED as ASKED
from app.web.visit import Visit, VisitDep

router = APIRouter()
KIND = begun.HANDED_IN
SOUGHT = ("name", "a_number", "phone")


@router.get("/handed-in", **doing("tray.hand_in"))
def listed(visit: VisitDep) -> Response:
    """Show the form, what I handed in, and what waits for the cases that I can open."""
    kept = begun.look(visit, KIND)
    with visit.read() as desk:
        context = _around(desk)
    return visit.page("handed_in/list.html", **context, **begun.shown(kept))


@router.post("/handed-in/new", **doing("tray.hand_in"))
def form_for(visit: VisitDep, form: FormDep) -> Response:
    """Show the form with whom the front desk found; the words travel in the body."""
    with visit.read() as desk:
        context = _around(desk)
    return evenly(visit.page("handed_in/list.html", form=form.filled(*SOUGHT), **context))


@router.post("/handed-in", **doing("tray.hand_in"))
@begun.once
def hand_in(visit: VisitDep, form: FormDep) -> Response:
    """Hand something in; whatever goes wrong, what was typed is there again."""
    try:
        new = read(NewItem, form.filled(*NewItem.model_fields), "number")
        with visit.write() as desk:
            given = handing.hand_in(desk, visit.holding, new)
    except TURNED_BACK as wrong:
        return _again(visit, form, wrong)
    except AmparoError:
        begun.keep(visit, KIND, form)
        raise
    if given is None:
        return _again(visit, form, Refused(handing.NOWHERE))
    begun.forget(visit, KIND, form)
    return visit.to("/handed-in")


@router.get("/handed-in/{item_id}", **doing("tray.read"))
def one(visit: VisitDep, item_id: UUID) -> Response:
    """Show what was handed in for a case that I can open."""
    return _one(visit, item_id)


@router.post("/handed-in/{item_id}/taking", **doing("tray.take"))
def take(visit: VisitDep, item_id: UUID) -> Response:
    """Take it into its case, as a note or as the screen that it asks for."""
    try:
        with visit.write() as desk:
            case_id = items.take(desk, item_id, Taking())
    except TURNED_BACK as wrong:
        return _one(visit, item_id, Form(), wrong)
    if case_id is None:
        return visit.to(f"/handed-in/{item_id}", ASKED)
    return visit.to(f"/cases/{case_id}#h-notes")


@router.post("/handed-in/{item_id}/return", **doing("tray.take"))
def give_back(visit: VisitDep, item_id: UUID, form: FormDep) -> Response:
    """Give it back to whoever handed it in, with a word."""
    try:
        answer = read(Answer, {"text": form.one("text")})
        with visit.write() as desk:
            case_id = items.give_back(desk, item_id, answer)
    except TURNED_BACK as wrong:
        return _one(visit, item_id, form, wrong)
    return visit.to(f"/cases/{case_id}")


@router.get("/handed-in/{item_id}/files", **doing("tray.send"))
def files_of(visit: VisitDep, item_id: UUID) -> Response:
    """Show where I send files for something that I handed in."""
    with visit.read() as desk:
        files.require_mine(desk, item_id)
        count = files_with(desk, [item_id]).get(item_id, 0)
    most = visit.there.house.settings.document_bytes
    context: dict[str, Any] = {"item_id": item_id, "count": count, "most": most}
    return visit.page("handed_in/files.html", section="handed_in", **context)


@router.get("/handed-in/{item_id}/files/{file_id}", **doing("tray.read"))
def file(
    request: Request, there: SharedDep, seat: SeatDep, item_id: UUID, file_id: UUID
) -> Response:
    """Give a file of what was handed in for a case that I can open, to be saved."""
    return hatch.shown_before(request, there, seat, item_id, file_id)


def _again(visit: Visit, form: Form, wrong: AmparoError) -> Response:
    begun.keep(visit, KIND, form)
    with visit.read() as desk:
        context = _around(desk)
    return evenly(visit.again("handed_in/list.html", form, wrong, **context))


def _around(desk: Desk) -> dict[str, Any]:
    """Return what stands around the form."""
    opens = policy.may(desk.who.role, "tray.read")
    return {
        "section": "handed_in",
        "given": handing.mine(desk),
        "waiting": items.waiting(desk) if opens else [],
        "by_name": policy.may(desk.who.role, "desk.look_up"),
    }


def _one(
    visit: Visit, item_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        context: dict[str, Any] = {
            "section": "handed_in",
            "item": items.one(desk, item_id),
            "may_enter": policy.may(desk.who.role, "deadline.add"),
        }
    if form is not None and wrong is not None:
        return visit.again("handed_in/one.html", form, wrong, **context)
    return visit.page("handed_in/one.html", **context)
