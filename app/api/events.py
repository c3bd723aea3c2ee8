"""What happened in a case, and the dates that follow from it."""

from fastapi import APIRouter

from app.api.taking import JSONRoute
from app.casework import events
from app.casework.events import EventView, NewEvent
from app.gate import WriteDeskDep, doing

router = APIRouter(prefix="/events", route_class=JSONRoute)


@router.post("", status_code=201, **doing("deadline.add"))
def record(new: NewEvent, desk: WriteDeskDep) -> EventView:
    """Enter every date that is taken; of each that follows, something must be decided."""
    return events.record(desk, new)
