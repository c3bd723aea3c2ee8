"""The end of a case, and its line of time."""

from uuid import UUID

from fastapi import APIRouter

from app.api.taking import JSONRoute
from app.casework import closing, timeline
from app.casework.closing import CaseEnd, Closing, Reopening
from app.casework.timeline import TimeLine
from app.gate import ReadDeskDep, WriteDeskDep, doing

router = APIRouter(prefix="/cases/{case_id}", route_class=JSONRoute)


@router.get("/closing", **doing("case.close"))
def of(case_id: UUID, desk: ReadDeskDep) -> CaseEnd:
    """Return what must be said to close a case, or how it was closed."""
    return closing.of(desk, case_id)


@router.post("/closing", **doing("case.close"))
def close(case_id: UUID, wanted: Closing, desk: WriteDeskDep) -> CaseEnd:
    """Close a case."""
    return closing.close(desk, case_id, wanted)


@router.post("/reopening", **doing("case.close"))
def reopen(case_id: UUID, wanted: Reopening, desk: WriteDeskDep) -> CaseEnd:
    """Open a closed case again."""
    return closing.reopen(desk, case_id, wanted)


@router.get("/timeline", **doing("case.read"))
def line(case_id: UUID, desk: ReadDeskDep, of: UUID | None = None) -> TimeLine:
    """Return a case's line of time, of one proceeding or of all."""
    return timeline.of_case(desk, case_id, of)
