"""Papers that were served."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.api.paging import CaseStretch, Listed, by_id
from app.api.taking import JSONRoute
from app.casework import served
from app.casework.served import NewServed, ServedChange, ServedView
from app.gate import ReadDeskDep, WriteDeskDep, doing

router = APIRouter(prefix="/served", route_class=JSONRoute)


@router.get("", **doing("served.read"))
def listed(asked: Annotated[CaseStretch, Query()], desk: ReadDeskDep) -> Listed[ServedView]:
    """List the papers that were served in the cases one can open."""
    found = served.listed(desk, asked.case_id, after=asked.after, size=asked.limit + 1)
    return by_id(found, asked.limit, lambda paper: paper.id)


@router.post("", status_code=201, **doing("served.add"))
def add(new: NewServed, desk: WriteDeskDep) -> ServedView:
    """Enter a paper that was served; the day that stands on it is reminded of."""
    return served.add(desk, new)


@router.get("/{paper_id}", **doing("served.read"))
def one(paper_id: UUID, desk: ReadDeskDep) -> ServedView:
    """Return a paper that was served."""
    return served.one(desk, paper_id)


@router.patch("/{paper_id}", **doing("served.change"))
def change(paper_id: UUID, wanted: ServedChange, desk: WriteDeskDep) -> ServedView:
    """Change what is known of a paper that was served."""
    return served.change(desk, paper_id, wanted)
