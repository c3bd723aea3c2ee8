"""Many cases of a colleague at once: choosing them, what it does, and how far it is."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import handing, staff
from app.casework.handing import RUNNING, NewHanding
from app.casework.policy import CASEWORK
from app.errors import AmparoError, Refused
from app.gate import doing
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep

router = APIRouter()
LISTED = 400  # cases to be ticked one by one; a form takes five hundred fields


@router.get("/colleagues/{staff_id}/cases", **doing("case.reassign"))
def form(visit: VisitDep, staff_id: UUID) -> Response:
    """Show the cases that name her, and who may take them."""
    return _choose(visit, staff_id)


@router.post("/colleagues/{staff_id}/cases", **doing("case.reassign"))
def preview(visit: VisitDep, staff_id: UUID, form: FormDep) -> Response:
    """Show who can read what before and after; nothing is done yet."""
    try:
        wanted = _read(form)
        with visit.read() as desk:
            view = handing.preview(desk, staff_id, wanted)
    except Refused as wrong:
        return _choose(visit, staff_id, form, wrong)
    return visit.page(
        "colleagues/preview.html",
        section="office",
        view=view,
        staff_id=staff_id,
        wanted=wanted,
    )


@router.post("/colleagues/{staff_id}/handing", **doing("case.reassign"))
def begin(visit: VisitDep, staff_id: UUID, form: FormDep) -> Response:
    """Begin, and show how far it is."""
    try:
        wanted = _read(form)
        with visit.write() as desk:
            handing_id = handing.begin(desk, staff_id, wanted)
    except Refused as wrong:
        return _choose(visit, staff_id, form, wrong)
    return visit.to(f"/handings/{handing_id}")


@router.get("/handings/{handing_id}", **doing("case.reassign"))
def progress(visit: VisitDep, handing_id: UUID) -> Response:
    """Show how far it is; the page itself asks for the next step while anything waits."""
    with visit.read() as desk:
        view = handing.one(desk, handing_id)
    return visit.page(
        "colleagues/handing.html", section="office", view=view, goes_on=view.state == RUNNING
    )


@router.post("/handings/{handing_id}/step", **doing("case.reassign"))
def step(visit: VisitDep, handing_id: UUID) -> Response:
    """Do the next few cases."""
    with visit.write() as desk:
        handing.go_on(desk, handing_id)
    return visit.to(f"/handings/{handing_id}")


@router.post("/handings/{handing_id}/undo", **doing("case.reassign"))
def undo(visit: VisitDep, handing_id: UUID) -> Response:
    """Hand back what was done."""
    with visit.write() as desk:
        back = handing.undo(desk, handing_id)
    return visit.to(f"/handings/{back}")


def _read(form: Form) -> NewHanding:
    typed: dict[str, Any] = form.filled("kind", "to_id")
    if not form.one("all"):
        typed["case_ids"] = form.get("case_ids", [])
    return read(NewHanding, typed)


def _choose(
    visit: Visit, staff_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        rows = handing.named(desk, staff_id)
        name = staff.names(desk, [staff_id]).get(staff_id, "")
        others = [each for each in staff.active(desk, CASEWORK) if each.id != staff_id]
        running = handing.mine(desk)
    order = sorted(rows.values(), key=lambda row: row.name)
    context: dict[str, Any] = {
        "section": "office",
        "staff_id": staff_id,
        "whom": name,
        "cases": [row.label for row in order[:LISTED]],
        "total": len(order),
        "others": [(str(each.id), each.name) for each in others],
        "running": running,
        "ticked": form.get("case_ids", []) if form else [],
    }
    if form is not None and wrong is not None:
        return visit.again("colleagues/cases.html", form, wrong, **context)
    return visit.page("colleagues/cases.html", form={}, errors={}, refused=None, **context)
