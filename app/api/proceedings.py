"""The proceedings of a case."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.api.paging import CaseStretch, Listed, by_id
from app.api.taking import JSONRoute
from app.casework import proceedings, representation
from app.casework.proceedings import NewProceeding, ProceedingChange, ProceedingView
from app.casework.representation import Appearance, StepDone
from app.gate import ReadDeskDep, WriteDeskDep, doing

router = APIRouter(prefix="/proceedings", route_class=JSONRoute)


@router.get("", **doing("proceeding.read"))
def listed(asked: Annotated[CaseStretch, Query()], desk: ReadDeskDep) -> Listed[ProceedingView]:
    """List the proceedings of the cases one can open."""
    found = proceedings.listed(desk, asked.case_id, after=asked.after, size=asked.limit + 1)
    return by_id(found, asked.limit, lambda each: each.id)


@router.post("", status_code=201, **doing("proceeding.add"))
def add(new: NewProceeding, desk: WriteDeskDep) -> ProceedingView:
    """Enter a proceeding of a case."""
    return proceedings.add(desk, new)


@router.get("/{proceeding_id}", **doing("proceeding.read"))
def one(proceeding_id: UUID, desk: ReadDeskDep) -> ProceedingView:
    """Return one proceeding."""
    return proceedings.one(desk, proceeding_id)


@router.patch("/{proceeding_id}", **doing("proceeding.change"))
def change(proceeding_id: UUID, wanted: ProceedingChange, desk: WriteDeskDep) -> ProceedingView:
    """Change a proceeding."""
    return proceedings.change(desk, proceeding_id, wanted)


@router.post("/{proceeding_id}/representation", **doing("proceeding.change"))
def let_go(proceeding_id: UUID, step: StepDone, desk: WriteDeskDep) -> list[Appearance]:
    """Note a step by which a court lets somebody go who is of record."""
    return representation.done(desk, proceeding_id, step)
