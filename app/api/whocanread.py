"""Who can read what on this server."""

from fastapi import APIRouter

from app.api.taking import JSONRoute
from app.casework import whocanread
from app.casework.whocanread import WhoCanRead
from app.gate import ReadDeskDep, doing

router = APIRouter(route_class=JSONRoute)


@router.get("/who-can-read", **doing("facts.read"))
def facts(desk: ReadDeskDep) -> WhoCanRead:
    """Return the facts; names of colleagues only to who answers for them."""
    return whocanread.facts(desk)
