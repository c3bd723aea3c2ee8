"""Closed files whose time to be kept has run out."""

from fastapi import APIRouter

from app.api.taking import JSONRoute
from app.casework import retention
from app.casework.retention import KeptFiles
from app.gate import ReadDeskDep, doing

router = APIRouter(prefix="/retention", route_class=JSONRoute)


@router.get("", **doing("retention.read"))
def listed(desk: ReadDeskDep) -> KeptFiles:
    """List the closed cases that may be destroyed now, and those without a last day."""
    return retention.of_office(desk)
