"""Ethical screens of a case: who is kept away, putting one up, taking one down."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import screening, staff
from app.casework.screening import NewScreen
from app.errors import AmparoError, Refused
from app.gate import doing
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep

router = APIRouter(prefix="/cases/{case_id}/screens")


@router.get("", **doing("case.screen"))
def listed(visit: VisitDep, case_id: UUID) -> Response:
    """Show whom screens keep from the case, and the form that puts one up."""
    return _page(visit, case_id)


@router.post("", **doing("case.screen"))
def put_up(visit: VisitDep, case_id: UUID, form: FormDep) -> Response:
    """Keep a colleague from the case."""
    try:
        new = read(NewScreen, form.filled("staff_id", "reason"))
        with visit.write() as desk:
            screening.put_up(desk, case_id, new)
            own = new.staff_id == desk.who.id
    except Refused as wrong:
        return _page(visit, case_id, form, wrong)
    return visit.to("/cases" if own else f"/cases/{case_id}/screens")


@router.post("/{staff_id}/end", **doing("case.unscreen"))
def take_down(visit: VisitDep, case_id: UUID, staff_id: UUID) -> Response:
    """Let a colleague be given the case again."""
    with visit.write() as desk:
        screening.take_down(desk, case_id, staff_id)
    return visit.to(f"/cases/{case_id}/screens")


def _page(
    visit: Visit, case_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        view, working = screening.of(desk, case_id), staff.active(desk)
    kept = set() if view.changed else view.standing
    context: dict[str, Any] = {
        "section": "cases",
        "view": view,
        "others": [(str(each.id), each.name) for each in working if each.id not in kept],
        "tz": visit.who.zone,
    }
    if form is not None and wrong is not None:
        return visit.again("cases/screens.html", form, wrong, **context)
    return visit.page("cases/screens.html", **context)
