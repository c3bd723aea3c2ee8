"""Legal holds: of a case, and of the whole office."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import holds, tocall
from app.casework.holds import NewHold
from app.errors import TURNED_BACK, AmparoError
from app.gate import doing
from app.web import begun
from app.web.destroying import hold_page
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep
from app.words import N_

router = APIRouter()
ASKED = N_(
    "Your word is noted. The hold stands until somebody else lifts it too. Next: call whoever "
    "leads the case, or another supervising attorney; where neither is at work, a colleague of the "
    "legal staff who reads it."
)
ASKED_OF_OFFICE = N_(
    "Your word is noted. The hold stands until somebody else lifts it too. Next: call another "
    "supervising attorney or, where there is none, a colleague of the legal staff."
)
LIFTED = N_("The hold is lifted. Nothing is destroyed by that: it would be asked for.")


@router.get("/cases/{case_id}/holds", **doing("hold.put_up"))
def listed(visit: VisitDep, case_id: UUID) -> Response:
    """Show the holds of the case, and the form that puts one up."""
    return _page(visit, case_id)


@router.post("/cases/{case_id}/holds", **doing("hold.put_up"))
@begun.once
def put_up(visit: VisitDep, case_id: UUID, form: FormDep) -> Response:
    """Hold the case: nothing of it is destroyed until two people lift it."""
    try:
        new = read(NewHold, form.filled("source", "reason"))
        with visit.write() as desk:
            holds.put_up(desk, case_id, new)
    except TURNED_BACK as wrong:
        begun.keep(visit, "hold", form)
        return _page(visit, case_id, form, wrong)
    begun.forget(visit, "hold", form)
    return visit.to(f"/cases/{case_id}/holds")


@router.post("/cases/{case_id}/holds/{hold_id}/lifting", **doing("hold.lift"))
def lift(visit: VisitDep, case_id: UUID, hold_id: UUID) -> Response:
    """Say, as one of two, that a hold is lifted."""
    try:
        with visit.write() as desk:
            is_lifted = holds.lift(desk, case_id, hold_id)
    except TURNED_BACK as wrong:
        return _page(visit, case_id, Form(), wrong)
    return visit.to(f"/cases/{case_id}/holds", LIFTED if is_lifted else ASKED)


@router.get("/holds", **doing("hold.read_office"))
def of_office(visit: VisitDep) -> Response:
    """Show the holds of the whole office, and nothing of a case."""
    with visit.read() as desk:
        view, to_call = holds.of_office(desk), tocall.supervisors(desk)
    context: dict[str, Any] = {"section": "office", "view": view, "tz": visit.who.zone}
    context["to_call"] = to_call
    return visit.page("destroying/office.html", **context)


@router.post("/holds", **doing("hold.put_up_office"))
@begun.once
def put_up_office(visit: VisitDep, form: FormDep) -> Response:
    """Hold the whole office."""
    try:
        new = read(NewHold, form.filled("source", "reason"))
        with visit.write() as desk:
            holds.put_up_office(desk, new)
    except TURNED_BACK as wrong:
        begun.keep(visit, "hold", form)
        return hold_page(visit, form, wrong)
    begun.forget(visit, "hold", form)
    return visit.to("/destructions")


@router.post("/holds/{hold_id}/lifting", **doing("hold.lift_office"))
def lift_office(visit: VisitDep, hold_id: UUID) -> Response:
    """Say, as one of two people, that the hold of the office is lifted."""
    try:
        with visit.write() as desk:
            is_lifted = holds.lift_office(desk, hold_id)
    except TURNED_BACK as wrong:
        return hold_page(visit, Form(), wrong)
    return visit.to("/destructions", LIFTED if is_lifted else ASKED_OF_OFFICE)


def _page(
    visit: Visit,
    case_id: UUID,
    form: Form | None = None,
    wrong: AmparoError | None = None,
) -> Response:
    with visit.read() as desk:
        view = holds.of(desk, case_id)
    context: dict[str, Any] = {"section": "cases", "view": view, "tz": visit.who.zone}
    if form is not None and wrong is not None:
        return visit.again("destroying/holds.html", form, wrong, **context)
    kept = begun.about(visit, "hold", case_id)
    return visit.page("destroying/holds.html", **context, **begun.shown(kept))
