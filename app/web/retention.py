"""Closed files whose time to be kept has run out, for whoever supervises."""

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import retention
from app.gate import doing
from app.web.visit import VisitDep

router = APIRouter()


@router.get("/retention", **doing("retention.read"))
def listed(visit: VisitDep) -> Response:
    """Show what may be destroyed now; each is asked for from its own page."""
    with visit.read() as desk:
        view = retention.of_office(desk)
    return visit.page("destroying/retention.html", section="office", view=view)
