"""How a telephone reaches this server."""

from fastapi import APIRouter

from app.api.taking import JSONRoute
from app.casework import reach
from app.casework.reach import NewReach, ReachView
from app.gate import ReadDeskDep, WriteDeskDep, doing

router = APIRouter(prefix="/reach", route_class=JSONRoute)


@router.get("", **doing("reach.read"))
def look(desk: ReadDeskDep) -> ReachView:
    """Return what was chosen, and when a link was last opened from outside."""
    return reach.view(desk)


@router.put("", **doing("reach.choose"))
def choose(new: NewReach, desk: WriteDeskDep) -> ReachView:
    """Say how telephones reach this server."""
    reach.choose(desk, new)
    return reach.view(desk)


@router.post("/test", **doing("reach.choose"))
def send_test(desk: WriteDeskDep) -> ReachView:
    """Have a mail sent to oneself, with a link that proves the way once it is pressed."""
    reach.send_test(desk)
    return reach.view(desk)
