"""Absences and covers: who is away, who stands in for her, and what one finds on coming back."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import absences, covers, emergency, returning, staff
from app.casework.absences import NewAbsence
from app.casework.covers import NewCover
from app.casework.offered import offered
from app.casework.policy import ADMINISTRATOR, CASEWORK, LEGAL, MANAGING, SUPERVISING, may
from app.errors import TURNED_BACK, AmparoError
from app.gate import doing
from app.web import today
from app.web.forms import Form, FormDep, read
from app.web.saved import ABSENCE_COVERED, ABSENCE_MINE
from app.web.visit import Visit, VisitDep

router = APIRouter()


@router.get("/absences", **doing("absence.read"))
def listed(visit: VisitDep) -> Response:
    """Show my cover, who is away, and the form of an absence."""
    return _page(visit)


@router.post("/absences", **doing("absence.declare"))
def declare(visit: VisitDep, form: FormDep) -> Response:
    """Declare an absence; it takes effect at once."""
    try:
        new = read(NewAbsence, form.filled("staff_id", "starts", "until", "word_of"))
        with visit.write() as desk:
            absences.declare(desk, new)
            own = new.staff_id in {None, desk.who.id}
    except TURNED_BACK as wrong:
        return _page(visit, form, wrong)
    return visit.to("/absences", ABSENCE_MINE if own else "")


@router.get("/absences/{absence_id}", **doing("absence.read"))
def back(visit: VisitDep, absence_id: UUID) -> Response:
    """Show what was done on my cases while I was away, and what is still open."""
    with visit.read() as desk:
        view = returning.of(desk, visit.calendar, absence_id)
    return visit.page("absences/back.html", section="account", view=view, tz=visit.who.zone)


@router.post("/absences/{absence_id}/end", **doing("absence.end"))
def end(visit: VisitDep, absence_id: UUID) -> Response:
    """End an absence now."""
    try:
        with visit.write() as desk:
            own = absences.one(desk, absence_id).person_id == desk.who.id
            begun = absences.one(desk, absence_id).state == "running"
            told = ABSENCE_COVERED if absences.was_covered(desk, absence_id) else ""
            absences.end(desk, absence_id)
    except TURNED_BACK as wrong:
        return _page(visit, Form(), wrong)
    return visit.to(f"/absences/{absence_id}" if own and begun else "/absences", told)


@router.post("/cover", **doing("cover.name"))
def name(visit: VisitDep, form: FormDep) -> Response:
    """Name my cover, or nobody."""
    try:
        with visit.write() as desk:
            covers.name(desk, read(NewCover, form.filled("cover_id")))
    except TURNED_BACK as wrong:
        return _page(visit, form, wrong)
    return visit.to("/absences")


@router.post("/cover/asking", **doing("cover.ask"))
def ask(visit: VisitDep) -> Response:
    """Ask those who alone can open a case to name a cover."""
    try:
        with visit.write() as desk:
            covers.ask(desk)
    except TURNED_BACK as wrong:
        return today.show(visit, wrong)
    return visit.to("/today")


def _page(visit: Visit, form: Form | None = None, wrong: AmparoError | None = None) -> Response:
    with visit.read() as desk:
        known, taken = absences.listed(desk), emergency.taken(desk)
        cover = covers.mine(desk) if may(desk.who.role, "cover.name") else None
        closed, me = covers.closed_to(desk, known), desk.who.id
        legal, working = (
            offered(desk, [each for each in staff.active(desk, roles) if each.id != me])
            for roles in (LEGAL, CASEWORK)
        )
        supervisors = offered(desk, staff.active(desk, {SUPERVISING}))
    role = visit.who.role
    context: dict[str, Any] = {
        "section": "account",
        "absences": known,
        "taken": taken,
        "closed": closed,
        "cover": cover,
        "legal": legal,
        "others": working,
        "supervisors": supervisors,
        "may_declare": role in MANAGING,
        "needs_word": role == ADMINISTRATOR,
        "may_open": may(role, "emergency.open"),
        "tz": visit.who.zone,
    }
    if form is not None and wrong is not None:
        return visit.again("absences/list.html", form, wrong, **context)
    return visit.page("absences/list.html", form={}, errors={}, refused=None, **context)
