"""Cases from the custodians: what waits, for whom and until when; stopping it, taking it."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import recovery
from app.errors import TURNED_BACK, AmparoError
from app.gate import doing
from app.web.forms import Form
from app.web.visit import Visit, VisitDep

router = APIRouter()


@router.get("/recoveries", **doing("recovery.read"))
def listed(visit: VisitDep) -> Response:
    """Show what the custodians opened and what waits for its time."""
    return _list(visit)


@router.post("/recoveries/{recovery_id}/stop", **doing("recovery.stop"))
def stop(visit: VisitDep, recovery_id: UUID) -> Response:
    """Stop what waits for a colleague; nothing of it opens."""
    try:
        with visit.write() as desk:
            recovery.stop(desk, recovery_id)
    except TURNED_BACK as wrong:
        return _list(visit, wrong)
    return visit.to("/recoveries")


@router.post("/recoveries/taking", **doing("recovery.take"))
def take(visit: VisitDep) -> Response:
    """Take what waits for whoever sits here and whose time has come."""
    try:
        with visit.write() as desk:
            recovery.take(desk)
    except TURNED_BACK as wrong:
        return _list(visit, wrong)
    return visit.to("/recoveries")


def _list(visit: Visit, wrong: AmparoError | None = None) -> Response:
    with visit.read() as desk:
        waiting = recovery.waiting(desk)
    context: dict[str, Any] = {"section": "office", "waiting": waiting, "tz": visit.who.zone}
    if wrong is not None:
        return visit.again("recoveries/list.html", Form(), wrong, trouble=(), **context)
    return visit.page("recoveries/list.html", trouble=(), **context)
