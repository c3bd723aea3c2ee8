"""The criminal cases of the people of a case."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.api.paging import CaseStretch, Listed, by_id
from app.api.taking import JSONRoute
from app.casework import criminal_cases
from app.casework.criminal_cases import CriminalCaseChange, CriminalCaseView, NewCriminalCase
from app.gate import ReadDeskDep, WriteDeskDep, doing

router = APIRouter(prefix="/criminal-cases", route_class=JSONRoute)


@router.get("", **doing("criminal_case.read"))
def listed(asked: Annotated[CaseStretch, Query()], desk: ReadDeskDep) -> Listed[CriminalCaseView]:
    """List the criminal cases of the cases one can open."""
    found = criminal_cases.listed(desk, asked.case_id, after=asked.after, size=asked.limit + 1)
    return by_id(found, asked.limit, lambda each: each.id)


@router.post("", status_code=201, **doing("criminal_case.add"))
def add(new: NewCriminalCase, desk: WriteDeskDep) -> CriminalCaseView:
    """Enter a criminal case of somebody."""
    return criminal_cases.add(desk, new)


@router.get("/{criminal_case_id}", **doing("criminal_case.read"))
def one(criminal_case_id: UUID, desk: ReadDeskDep) -> CriminalCaseView:
    """Return one criminal case."""
    return criminal_cases.one(desk, criminal_case_id)


@router.patch("/{criminal_case_id}", **doing("criminal_case.change"))
def change(
    criminal_case_id: UUID, wanted: CriminalCaseChange, desk: WriteDeskDep
) -> CriminalCaseView:
    """Change a criminal case."""
    return criminal_cases.change(desk, criminal_case_id, wanted)
