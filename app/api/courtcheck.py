"""The court check: a portal's list against one's own calendar. Nothing is fetched."""

from fastapi import APIRouter

from app.api.taking import JSONRoute
from app.casework import courtcheck
from app.casework.courtcheck import Checked, CourtCheck, Pasted, Stamped
from app.gate import ReadDeskDep, WriteDeskDep, doing

router = APIRouter(prefix="/court-checks", route_class=JSONRoute)


@router.post("", **doing("court.check"))
def check(pasted: Pasted, desk: ReadDeskDep) -> CourtCheck:
    """Compare a text from the court's portal with one's own cases; nothing is written."""
    return courtcheck.check(desk, pasted)


@router.post("/same", **doing("court.check"))
def stamp(checked: Checked, desk: WriteDeskDep) -> Stamped:
    """Write down that these hearings are the same in the court's calendar."""
    return courtcheck.stamp(desk, checked)
