"""Guests: who reads a case until a day, and what ends soon."""

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import guests
from app.casework.policy import may
from app.gate import doing
from app.web.tables import as_csv, in_utc
from app.web.visit import VisitDep

router = APIRouter()
COLUMNS = ("number", "client", "guest", "since_utc", "last_day", "open_dates")


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


@router.get("/guests.csv", **doing("guest.read"))
def as_file(visit: VisitDep) -> Response:
    """Give the same to a spreadsheet."""
    with visit.read() as desk:
        view = guests.listed(desk, visit.calendar)
    rows = (
        (each.number, each.client_name, each.name, in_utc(each.since), each.last_day, each.dates)
        for each in view.guests
    )
    return as_csv("guests", COLUMNS, rows)
