"""My account: my sign-ins, and my language."""

from contextlib import suppress
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import accounts, sessions, staff
from app.errors import NotFound
from app.gate import doing, token_of
from app.web.forms import FormDep
from app.web.visit import VisitDep

router = APIRouter()


@router.get("/sessions", **doing("session.read"))
def mine(visit: VisitDep) -> Response:
    """Show my open sign-ins."""
    with visit.read() as desk:
        held = sessions.mine(desk, visit.there.sessions, token_of(visit.request))
        number = accounts.number(desk)
    return visit.page(
        "sessions/list.html",
        section="account",
        sessions=held,
        tz=visit.who.zone,
        number=number,
    )


@router.post("/sessions/end-others", **doing("session.end"))
def end_others(visit: VisitDep) -> Response:
    """End all my sign-ins but this one."""
    with visit.write() as desk:
        sessions.end_others(desk, visit.there.sessions, token_of(visit.request))
    return visit.to("/sessions")


@router.post("/sessions/{session_id}/end", **doing("session.end"))
def end(visit: VisitDep, session_id: UUID) -> Response:
    """End one of my sign-ins."""
    with suppress(NotFound), visit.write() as desk:  # pressed twice: the list shows it gone
        sessions.end(desk, visit.there.sessions, session_id)
    return visit.to("/sessions")


@router.post("/language", **doing("session.read"))
def speak(visit: VisitDep, form: FormDep) -> Response:
    """Choose my language."""
    with visit.write() as desk:
        staff.speak(desk, form.one("locale"))
    return visit.to("/sessions")
