"""Who opened a case and did what in it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.api.taking import JSONRoute
from app.casework import trail
from app.casework.trail import Asked, AskedOf, Trail
from app.gate import ReadDeskDep, doing

router = APIRouter(route_class=JSONRoute)


@router.get("/cases/{case_id}/history", **doing("case.read"))
def of_case(case_id: UUID, asked: Annotated[Asked, Query()], desk: ReadDeskDep) -> Trail:
    """Return a month of a case that one holds, newest first."""
    return trail.of_case(desk, case_id, asked)


@router.post("/record/history", **doing("record.search"))
def of_record(asked: AskedOf, desk: ReadDeskDep) -> Trail:
    """Return a month of any case by its id: deeds and ids, no content."""
    return trail.of_record(desk, asked)
