"""Guests: who reads a case until a day, and what ends soon."""

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import guests
from app.casework.policy import may
from app.gate import doing
from app.web.visit import VisitDep

router = APIRouter()


@router.get("/guests", **doing("guest.read"))
def listed(visit: VisitDep) -> Response:
    """Show the guests of the cases that I can open, whoever goes first on top."""
    with visit.read() as desk:
        view = guests.listed(desk, visit.calendar)
    return visit.page(
        "cases/guests.html",
        section="account",
        view=view,
        may_change=may(visit.who.role, "case.share"),
    )
