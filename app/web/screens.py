"""Ethical screens of a case: who is kept away, putting up, taking down, asking for one."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import forgood, screening, seconding, staff
from app.casework.screening import NewScreen, ScreenEnd
from app.casework.tray import asking
from app.casework.tray.asking import NewAsk
from app.errors import TURNED_BACK, AmparoError, Refused
from app.gate import doing, evenly
from app.web import begun, proof
from app.web.forms import Form, FormDep, read
from app.web.saved import SCREEN_ASKED as ASKED
from app.web.saved import SCREEN_DOWN_ASKED as DOWN_ASKED
from app.web.visit import Visit, VisitDep

router = APIRouter()
OF_A_CASE = "/cases/{case_id}/screens"


@router.get("/screens", **doing("screen.ask"))
def form(visit: VisitDep) -> Response:
    """Show the form that asks for a screen on a case that I need not open."""
    return _form(visit)


@router.post("/screens", **doing("screen.ask"))
def ask(visit: VisitDep, form: FormDep) -> Response:
    """Ask the people of a case, by its number, to keep a colleague away."""
    try:
        new = read(NewAsk, form.filled(*NewAsk.model_fields))
        with visit.write() as desk:
            given = asking.ask(desk, new)
    except TURNED_BACK as wrong:
        return _form(visit, form, wrong)
    if given is None:
        return evenly(_form(visit, form, Refused(asking.NOWHERE)))
    return visit.to("/handed-in")


@router.get(OF_A_CASE, **doing("case.screen"))
def listed(visit: VisitDep, case_id: UUID) -> Response:
    """Show whom screens keep from the case, and the form that puts one up."""
    return _page(visit, case_id)


@router.post(OF_A_CASE, **doing("case.screen"))
@begun.once
def put_up(visit: VisitDep, case_id: UUID, form: FormDep) -> Response:
    """Keep a colleague from the case."""
    try:
        new = read(NewScreen, form.filled("staff_id", "reason"))
        with visit.write() as desk:
            stands = screening.put_up(desk, case_id, new)
            own = new.staff_id == desk.who.id
    except TURNED_BACK as wrong:
        begun.keep(visit, "screen", form)
        return _page(visit, case_id, form, wrong)
    begun.forget(visit, "screen", form)
    told = "" if stands else ASKED
    return visit.to("/cases" if own else f"/cases/{case_id}/screens", told)


@router.post(OF_A_CASE + "/{staff_id}/agreement", **doing("case.screen"))
def agree(visit: VisitDep, case_id: UUID, staff_id: UUID) -> Response:
    """Agree, as the second of two, that a supervising attorney is kept from the case."""
    try:
        with visit.write() as desk:
            screening.agree(desk, case_id, staff_id)
    except TURNED_BACK as wrong:
        return _page(visit, case_id, Form(), wrong)
    return visit.to(f"/cases/{case_id}/screens")


@router.post(OF_A_CASE + "/{staff_id}/turning-down", **doing("case.screen"))
def turn_down(visit: VisitDep, case_id: UUID, staff_id: UUID) -> Response:
    """Turn down, or withdraw, what was asked: nobody is kept from the case by it."""
    try:
        with visit.write() as desk:
            seconding.turn_down(desk, case_id, staff_id)
    except TURNED_BACK as wrong:
        return _page(visit, case_id, Form(), wrong)
    return visit.to(f"/cases/{case_id}/screens")


@router.post(OF_A_CASE + "/{staff_id}/end", **doing("case.unscreen"))
def take_down(visit: VisitDep, case_id: UUID, staff_id: UUID, form: FormDep) -> Response:
    """Let a colleague be given the case again, or ask for that as the first of two.

    With passphrase and code: nobody does it at a page that somebody left open.
    """
    try:
        end = read(ScreenEnd, form.filled(*ScreenEnd.model_fields))
        with visit.read() as desk:
            screening.require_end(desk, case_id, staff_id, end)
        proof.require(visit, form)
        with visit.write() as desk:
            is_down = screening.take_down(desk, case_id, staff_id, end)
    except proof.UNPROVED as wrong:
        return _page(visit, case_id, form, wrong, ends=staff_id)
    return visit.to(f"/cases/{case_id}/screens", "" if is_down else DOWN_ASKED)


def _form(visit: Visit, form: Form | None = None, wrong: AmparoError | None = None) -> Response:
    with visit.read() as desk:
        working = staff.active(desk)
    context: dict[str, Any] = {
        "section": "office",
        "others": [(str(each.id), each.name) for each in working],
    }
    if form is not None and wrong is not None:
        return visit.again("cases/ask_screen.html", form, wrong, **context)
    return visit.page("cases/ask_screen.html", form={}, errors={}, refused=None, **context)


def _page(
    visit: Visit,
    case_id: UUID,
    form: Form | None = None,
    wrong: AmparoError | None = None,
    ends: UUID | None = None,
) -> Response:
    with visit.read() as desk:
        view, working = screening.of(desk, case_id), staff.active(desk)
        office, borrowed = staff.office(desk).name, forgood.is_borrowed(desk, case_id)
    kept = set() if view.changed else view.standing
    context: dict[str, Any] = {
        "section": "cases",
        "view": view,
        "office": office,
        "borrowed": borrowed,
        "others": [(str(each.id), each.name) for each in working if each.id not in kept],
        "tz": visit.who.zone,
        "ends": ends,
    }
    if form is not None and wrong is not None:
        return visit.again("cases/screens.html", form, wrong, **context)
    half = begun.about(visit, "screen", case_id)
    return visit.page("cases/screens.html", **context, **begun.shown(half))
