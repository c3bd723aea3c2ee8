"""Limited advice in an inquiry or a case."""

from uuid import UUID

from fastapi import APIRouter

from app.api.taking import JSONRoute
from app.casework import advice
from app.casework.advice import CaseAdvice, NewAdvice
from app.gate import ReadDeskDep, WriteDeskDep, doing

router = APIRouter(prefix="/cases/{case_id}/advice", route_class=JSONRoute)


@router.get("", **doing("advice.read"))
def of_case(case_id: UUID, desk: ReadDeskDep) -> CaseAdvice:
    """Return what was advised in a case, and which dates are the person's own."""
    return advice.of_case(desk, case_id)


@router.post("", status_code=201, **doing("advice.give"))
def give(case_id: UUID, new: NewAdvice, desk: WriteDeskDep) -> CaseAdvice:
    """Write down what somebody was told, with the dates that are hers as they stand now."""
    return advice.give(desk, case_id, new)
