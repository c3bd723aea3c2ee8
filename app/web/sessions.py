"""My account: my sign-ins, and my language."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import accounts, sessions, staff
from app.errors import TURNED_BACK, AmparoError, NotFound
from app.gate import doing, token_of
from app.web.forms import Form, FormDep
from app.web.visit import Visit, VisitDep

router = APIRouter()


@router.get("/sessions", **doing("session.read"))
def mine(visit: VisitDep) -> Response:
    """Show my open sign-ins."""
    return _list(visit)


@router.post("/sessions/end-others", **doing("session.end"))
def end_others(visit: VisitDep) -> Response:
    """End all my sign-ins but this one."""
    held, token = visit.there.sessions, token_of(visit.request)
    try:
        with visit.write() as desk:
            sessions.note_end_others(desk, held.count_others(desk.who.id, token))
    except TURNED_BACK as wrong:
        return _list(visit, wrong)
    held.end_others(visit.who.id, token)
    return visit.to("/sessions")


@router.post("/sessions/{session_id}/end", **doing("session.end"))
def end(visit: VisitDep, session_id: UUID) -> Response:
    """End one of my sign-ins."""
    held, token = visit.there.sessions, token_of(visit.request)
    try:
        with suppress(NotFound), visit.write() as desk:  # pressed twice: the list shows it gone
            sessions.note_end(desk, held, token, session_id)
    except TURNED_BACK as wrong:
        return _list(visit, wrong)
    held.end_one(visit.who.id, session_id)
    return visit.to("/sessions")


@router.post("/language", **doing("session.read"))
def speak(visit: VisitDep, form: FormDep) -> Response:
    """Choose my language."""
    try:
        with visit.write() as desk:
            staff.speak(desk, form.one("locale"))
    except TURNED_BACK as wrong:
        return _list(visit, wrong)
    return visit.to("/sessions")


def _list(visit: Visit, wrong: AmparoError | None = None) -> Response:
    with visit.read() as desk:
        held = sessions.mine(desk, visit.there.sessions, token_of(visit.request))
        number = accounts.number(desk)
    context: dict[str, Any] = {"section": "account", "sessions": held, "number": number}
    if wrong is not None:
        return visit.again("sessions/list.html", Form(), wrong, tz=visit.who.zone, **context)
    return visit.page("sessions/list.html", tz=visit.who.zone, **context)
