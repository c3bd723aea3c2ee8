"""What whoever supervises answers for."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.api.taking import JSONRoute
from app.casework import overseen, oversight
from app.casework.overseen import A_MONTH, A_YEAR, Overseen
from app.casework.oversight import Oversight
from app.gate import ReadDeskDep, SharedDep, doing

router = APIRouter(prefix="/supervision", route_class=JSONRoute)


@router.get("", **doing("office.oversee"))
def look(desk: ReadDeskDep, there: SharedDep) -> Oversight:
    """Return who carries how much, what is late, and who stands in."""
    return oversight.oversight(desk, there.calendar)


@router.get("/{staff_id}", **doing("office.oversee"))
def of_colleague(
    staff_id: UUID,
    desk: ReadDeskDep,
    there: SharedDep,
    days: Annotated[int, Query(ge=1, le=A_YEAR)] = A_MONTH,
) -> Overseen:
    """Return which dates of a colleague are late or ahead, and which clients nobody spoke to."""
    return overseen.overseen(desk, there.calendar, staff_id, days)
