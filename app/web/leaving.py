"""Closing the account of a colleague who leaves, after handing over what names her."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import leaving, staff
from app.casework.leaving import Leaving
from app.casework.offered import offered
from app.casework.policy import LEGAL
from app.errors import AmparoError
from app.gate import doing
from app.web import proof
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep

router = APIRouter()
HEIR_OF = "heir-"


@router.get("/colleagues/{staff_id}/leaving", **doing("staff.leave"))
def form(visit: VisitDep, staff_id: UUID) -> Response:
    """Show what names her, and who may take over."""
    return _page(visit, staff_id)


@router.post("/colleagues/{staff_id}/leaving", **doing("staff.leave"))
def leave(visit: VisitDep, staff_id: UUID, form: FormDep) -> Response:
    """Hand over, change the keys, close her account and everything that is open in it."""
    try:
        wanted = read(Leaving, {**form.filled("heir_id", "sure"), "heirs": heirs_in(form)})
        with visit.read() as desk:
            leaving.require_ready(desk, visit.calendar, staff_id, wanted)
        proof.require(visit, form)
        with visit.write() as desk:
            leaving.leave(desk, visit.calendar, staff_id, wanted)
    except proof.UNPROVED as wrong:
        return _page(visit, staff_id, form, wrong)
    visit.there.sessions.end_all(staff_id)
    return visit.to("/colleagues")


def heirs_in(form: Form) -> dict[str, str]:
    """Return who was chosen to take over single cases."""
    return {
        name.removeprefix(HEIR_OF): form.one(name)
        for name in form
        if name.startswith(HEIR_OF) and form.one(name)
    }


def _page(
    visit: Visit, staff_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        view = leaving.plan(desk, visit.calendar, staff_id)
        others = [each for each in staff.active(desk, LEGAL) if each.id != staff_id]
        staying = offered(desk, others)
    context: dict[str, Any] = {
        "section": "office",
        "view": view,
        "staying": staying,
    }
    if form is not None and wrong is not None:
        return visit.again("colleagues/leaving.html", form, wrong, **context)
    return visit.page("colleagues/leaving.html", **context)
