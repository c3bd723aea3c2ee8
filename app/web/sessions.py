"""My account: my sign-ins, and my language."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import staff
from app.gate import doing, token_of
from app.web.forms import FormDep
from app.web.visit import VisitDep

router = APIRouter()


@router.get("/sessions", **doing("session.read"))
def mine(visit: VisitDep) -> Response:
    """Show my open sign-ins."""
    with visit.read() as desk:
        held = visit.there.sessions.of(desk.who.id, token_of(visit.request), desk.now)
    return visit.page("sessions/list.html", section="account", sessions=held, tz=visit.who.zone)


@router.post("/sessions/end-others", **doing("session.end"))
def end_others(visit: VisitDep) -> Response:
    """End all my sign-ins but this one."""
    with visit.read() as desk:
        visit.there.sessions.end_others(desk.who.id, token_of(visit.request))
    return visit.to("/sessions")


@router.post("/sessions/{session_id}/end", **doing("session.end"))
def end(visit: VisitDep, session_id: UUID) -> Response:
    """End one of my sign-ins."""
    with visit.read() as desk:
        visit.there.sessions.end_one(desk.who.id, session_id)
    return visit.to("/sessions")


@router.post("/language", **doing("session.read"))
def speak(visit: VisitDep, form: FormDep) -> Response:
    """Choose my language."""
    with visit.write() as desk:
        staff.speak(desk, form.one("locale"))
    return visit.to("/sessions")
