"""Cases from the custodians: what waits, for whom and until when; stopping it, taking it."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import recovery
from app.gate import doing
from app.web.visit import VisitDep

router = APIRouter()


@router.get("/recoveries", **doing("recovery.read"))
def listed(visit: VisitDep) -> Response:
    """Show what the custodians opened and what waits for its time."""
    with visit.read() as desk:
        waiting = recovery.waiting(desk)
    return visit.page(
        "recoveries/list.html", section="office", waiting=waiting, tz=visit.who.zone, trouble=()
    )


@router.post("/recoveries/{recovery_id}/stop", **doing("recovery.stop"))
def stop(visit: VisitDep, recovery_id: UUID) -> Response:
    """Stop what waits for a colleague; nothing of it opens."""
    with visit.write() as desk:
        recovery.stop(desk, recovery_id)
    return visit.to("/recoveries")


@router.post("/recoveries/taking", **doing("recovery.take"))
def take(visit: VisitDep) -> Response:
    """Take what waits for whoever sits here and whose time has come."""
    with visit.write() as desk:
        recovery.take(desk)
    return visit.to("/recoveries")
