"""Who can read a case: the page, giving it to a colleague, taking it back, who leads it."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import forgood, formerly, guests, readers, staff
from app.casework.guests import Stay
from app.casework.offered import offered
from app.casework.policy import CASEWORK, LEGAL
from app.casework.readers import NewLead, NewReader
from app.errors import TURNED_BACK, AmparoError, Conflict
from app.gate import doing
from app.web.errors import conflict_page
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep

router = APIRouter(prefix="/cases/{case_id}")


@router.get("/readers", **doing("case.share"))
def listed(visit: VisitDep, case_id: UUID) -> Response:
    """Show who can read a case, and the forms that change it."""
    return _page(visit, case_id)


@router.post("/readers", **doing("case.share"))
def add(visit: VisitDep, case_id: UUID, form: FormDep) -> Response:
    """Give a colleague the case."""
    try:
        new = read(NewReader, form.filled("staff_id", "until"))
        with visit.write() as desk:
            readers.add(desk, case_id, new)
    except TURNED_BACK as wrong:
        return _page(visit, case_id, form, wrong)
    return visit.to(f"/cases/{case_id}/readers")


@router.post("/readers/{staff_id}/end", **doing("case.share"))
def remove(visit: VisitDep, case_id: UUID, staff_id: UUID, form: FormDep) -> Response:
    """Take the case from a colleague."""
    try:
        with visit.write() as desk:
            readers.remove(desk, case_id, staff_id)
            own = staff_id == desk.who.id
    except TURNED_BACK as wrong:
        return _page(visit, case_id, form, wrong)
    return visit.to("/cases" if own else f"/cases/{case_id}/readers")


@router.get("/readers/{staff_id}/stay", **doing("case.share"))
def stay(visit: VisitDep, case_id: UUID, staff_id: UUID) -> Response:
    """Show until when a guest reads the case, and the form that prolongs it."""
    return _stay(visit, case_id, staff_id)


@router.post("/readers/{staff_id}/stay", **doing("case.share"))
def prolong(visit: VisitDep, case_id: UUID, staff_id: UUID, form: FormDep) -> Response:
    """Let a guest read the case until another day, or for good."""
    try:
        wanted = read(Stay, form.filled("until"))
        with visit.write() as desk:
            guests.prolong(desk, case_id, staff_id, wanted)
    except TURNED_BACK as wrong:
        return _stay(visit, case_id, staff_id, form, wrong)
    return visit.to(f"/cases/{case_id}/readers")


@router.post("/lead", **doing("case.share"))
def lead(visit: VisitDep, case_id: UUID, form: FormDep) -> Response:
    """Choose who leads the case, and who backs her up."""
    try:
        wanted = read(NewLead, form.filled("lead_id", "backup_id", "version"))
        with visit.write() as desk:
            readers.lead(desk, case_id, wanted)
    except Conflict as wrong:
        typed = {name: form.one(name) for name in ("lead_id", "backup_id")}
        return conflict_page(visit, wrong, "case", f"/cases/{case_id}/lead", typed)
    except TURNED_BACK as wrong:
        return _page(visit, case_id, form, wrong)
    return visit.to(f"/cases/{case_id}/readers")


def _stay(
    visit: Visit,
    case_id: UUID,
    staff_id: UUID,
    form: Form | None = None,
    wrong: AmparoError | None = None,
) -> Response:
    with visit.read() as desk:
        view = guests.stay(desk, case_id, staff_id)
        forgood.require(desk, case_id, guests.ASK_ITS_LEAD)
    context: dict[str, Any] = {"section": "cases", "view": view}
    if form is not None and wrong is not None:
        return visit.again("cases/stay.html", form, wrong, **context)
    return visit.page("cases/stay.html", form={}, errors={}, refused=None, **context)


def _page(
    visit: Visit, case_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        view, before = readers.of(desk, case_id), formerly.of(desk, case_id)
        may_end = readers.may_end_emergency(desk, view)
        kept = set(view.screened)
        inside = {each.id for each in view.readers if each.until is None} | kept
        others, legal = (
            offered(desk, [each for each in staff.active(desk, roles) if each.id not in left_out])
            for roles, left_out in ((CASEWORK, inside), (LEGAL, kept))
        )
    context: dict[str, Any] = {
        "section": "cases",
        "view": view,
        "formerly": before,
        "may_end_emergency": may_end,
        "others": others,
        "legal": legal,
        "tz": visit.who.zone,
    }
    if form is not None and wrong is not None:
        return visit.again("cases/readers.html", form, wrong, **context)
    return visit.page("cases/readers.html", **context)
