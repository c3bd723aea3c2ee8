"""Cases."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from app.api.paging import CaseStretch, Listed, Stretch, by_count, by_id
from app.api.taking import JSONRoute
from app.casework import cases, representation
from app.casework.cases import CaseChange, CaseLine, CaseOpened, CaseView, NewCase
from app.casework.representation import Appearance
from app.casework.typed import Short
from app.gate import ReadDeskDep, SharedDep, WriteDeskDep, doing

router = APIRouter(prefix="/cases", route_class=JSONRoute)


class Search(Stretch):
    """What to look for in names, numbers and titles; all words must be there."""

    q: Short = Field(min_length=1, repr=False)


@router.get("", **doing("case.list"))
def listed(
    asked: Annotated[CaseStretch, Query()], desk: ReadDeskDep, there: SharedDep
) -> Listed[CaseLine]:
    """List the cases one can open."""
    found = cases.listed(
        desk, there.calendar, asked.case_id, after=asked.after, size=asked.limit + 1
    )
    return by_id(found, asked.limit, lambda row: row.id)


@router.post("", status_code=201, **doing("case.open"))
def open_new(new: NewCase, desk: WriteDeskDep) -> CaseOpened:
    """Open a case."""
    return cases.open_new(desk, new)


@router.post("/search", **doing("case.list"))
def search(wanted: Search, desk: ReadDeskDep, there: SharedDep) -> Listed[CaseLine]:
    """Find cases one can open; the words travel in the body, so that no log keeps them."""
    page = cases.search(desk, there.calendar, wanted.q, start=wanted.start, size=wanted.limit)
    return by_count(page.rows, start=wanted.start, more=page.more)


@router.get("/{case_id}/representation", **doing("proceeding.read"))
def of_record(case_id: UUID, desk: ReadDeskDep) -> list[Appearance]:
    """List who stands of record in a case, those who must be let go first."""
    return representation.of_case(desk, case_id)


@router.get("/{case_id}", **doing("case.read"))
def one(case_id: UUID, desk: ReadDeskDep) -> CaseView:
    """Return a case with its people, hearings, deadlines and notes."""
    return cases.one(desk, case_id)


@router.patch("/{case_id}", **doing("case.change"))
def change(case_id: UUID, wanted: CaseChange, desk: WriteDeskDep) -> CaseView:
    """Change a case."""
    cases.change(desk, case_id, wanted)
    return cases.one(desk, case_id)
