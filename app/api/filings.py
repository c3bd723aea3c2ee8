"""What was filed in a case."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.api.paging import CaseStretch, Listed, by_id
from app.api.taking import JSONRoute
from app.casework import filed, filings
from app.casework.filed import FilingView
from app.casework.filings import FilingChange, NewFiling
from app.gate import ReadDeskDep, WriteDeskDep, doing

router = APIRouter(prefix="/filings", route_class=JSONRoute)


@router.get("", **doing("filing.read"))
def listed(asked: Annotated[CaseStretch, Query()], desk: ReadDeskDep) -> Listed[FilingView]:
    """List the filings of the cases one can open."""
    found = filed.listed(desk, asked.case_id, after=asked.after, size=asked.limit + 1)
    return by_id(found, asked.limit, lambda each: each.id)


@router.post("", status_code=201, **doing("filing.add"))
def add(new: NewFiling, desk: WriteDeskDep) -> FilingView:
    """Enter a filing of a case."""
    return filings.add(desk, new)


@router.get("/{filing_id}", **doing("filing.read"))
def one(filing_id: UUID, desk: ReadDeskDep) -> FilingView:
    """Return one filing."""
    return filed.one(desk, filing_id)


@router.patch("/{filing_id}", **doing("filing.change"))
def change(filing_id: UUID, wanted: FilingChange, desk: WriteDeskDep) -> FilingView:
    """Change a filing."""
    return filings.change(desk, filing_id, wanted)
