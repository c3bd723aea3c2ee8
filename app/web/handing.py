"""Many cases of a colleague at once: choosing them, what it does, and how far it is."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import handing, staff
from app.casework.handing import RUNNING, NewHanding
from app.casework.offered import offered
from app.casework.policy import CASEWORK, LEGAL
from app.db.desk import Desk
from app.errors import TURNED_BACK, AmparoError
from app.gate import doing
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep
from app.words import N_, translator

router = APIRouter()
SHARED_ONLY = N_("to share only, leads no case")
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
            view = handing.preview(desk, visit.calendar, staff_id, wanted)
    except TURNED_BACK as wrong:
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
            handing_id = handing.begin(desk, visit.calendar, staff_id, wanted)
    except TURNED_BACK as wrong:
        return _choose(visit, staff_id, form, wrong)
    return visit.to(f"/handings/{handing_id}")


@router.get("/handings/{handing_id}", **doing("case.reassign"))
def progress(visit: VisitDep, handing_id: UUID) -> Response:
    """Show how far it is; the page itself asks for the next step while anything waits."""
    return _progress(visit, handing_id)


@router.post("/handings/{handing_id}/step", **doing("case.reassign"))
def step(visit: VisitDep, handing_id: UUID) -> Response:
    """Do the next few cases."""
    try:
        with visit.write() as desk:
            handing.go_on(desk, handing_id)
    except TURNED_BACK as wrong:
        return _progress(visit, handing_id, wrong)
    return visit.to(f"/handings/{handing_id}")


@router.post("/handings/{handing_id}/undo", **doing("case.reassign"))
def undo(visit: VisitDep, handing_id: UUID) -> Response:
    """Hand back what was done."""
    try:
        with visit.write() as desk:
            back = handing.undo(desk, handing_id)
    except TURNED_BACK as wrong:
        return _progress(visit, handing_id, wrong)
    return visit.to(f"/handings/{back}")


def _progress(visit: Visit, handing_id: UUID, wrong: AmparoError | None = None) -> Response:
    with visit.read() as desk:
        view = handing.one(desk, handing_id)
    context: dict[str, Any] = {"section": "office", "view": view}
    goes_on = view.state == RUNNING and not view.changed
    if wrong is not None:  # the next step waits for a person then
        return visit.again("colleagues/handing.html", Form(), wrong, goes_on=False, **context)
    return visit.page("colleagues/handing.html", goes_on=goes_on, **context)


def _read(form: Form) -> NewHanding:
    typed: dict[str, Any] = form.filled("kind", "to_id")
    if not form.one("all"):
        typed["case_ids"] = form.get("case_ids", [])
    return read(NewHanding, typed)


def _offered(desk: Desk, staff_id: UUID) -> list[tuple[str, str]]:
    """Return who may be chosen: the legal staff first; of others, that they lead no case."""
    only = translator(desk.who.locale).gettext(SHARED_ONLY)
    others = [each for each in staff.active(desk, CASEWORK) if each.id != staff_id]
    legal = offered(desk, [each for each in others if each.role in LEGAL])
    rest = offered(desk, [each for each in others if each.role not in LEGAL])
    return legal + [(each, f"{said} · {only}") for each, said in rest]


def _choose(
    visit: Visit, staff_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        rows = handing.named(desk, visit.calendar, staff_id)
        name = staff.names(desk, [staff_id]).get(staff_id, "")
        others = _offered(desk, staff_id)
        running = handing.mine(desk)
    order = sorted(rows.values(), key=lambda row: row.name)
    context: dict[str, Any] = {
        "section": "office",
        "staff_id": staff_id,
        "whom": name,
        "cases": [row.label for row in order[:LISTED]],
        "total": len(order),
        "others": others,
        "running": running,
        "ticked": form.get("case_ids", []) if form else [],
    }
    if form is not None and wrong is not None:
        return visit.again("colleagues/cases.html", form, wrong, **context)
    return visit.page("colleagues/cases.html", form={}, errors={}, refused=None, **context)
