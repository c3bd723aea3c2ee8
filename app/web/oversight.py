"""The page of whoever supervises, and what it has of each colleague."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

from app.casework import overseen, oversight
from app.casework.overseen import A_MONTH, A_YEAR
from app.gate import doing
from app.web.visit import VisitDep

router = APIRouter(prefix="/supervision")


@router.get("", **doing("office.oversee"))
def look(visit: VisitDep) -> Response:
    """Show who carries how much, what is late, and who stands in."""
    with visit.read() as desk:
        view = oversight.oversight(desk, visit.calendar)
    return visit.page("supervision/office.html", section="office", view=view, tz=visit.who.zone)


@router.get("/{staff_id}", **doing("office.oversee"))
def of_colleague(
    visit: VisitDep, staff_id: UUID, days: Annotated[int, Query(ge=1, le=A_YEAR)] = A_MONTH
) -> Response:
    """Show which dates of a colleague are late or ahead, and which clients nobody spoke to."""
    with visit.read() as desk:
        view = overseen.overseen(desk, visit.calendar, staff_id, days)
    return visit.page("supervision/one.html", section="office", view=view, tz=visit.who.zone)
