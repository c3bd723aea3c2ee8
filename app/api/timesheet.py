"""Time sheets of a month, and the codes that funders count by. Time is written with a note."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.api.taking import JSONRoute
from app.casework import problems, timesheet
from app.casework.problems import Problems
from app.casework.timesheet import TimeSheet
from app.casework.trail import Asked
from app.gate import ReadDeskDep, WriteDeskDep, doing

router = APIRouter(route_class=JSONRoute)


@router.get("/time", **doing("time.read"))
def sheet(asked: Annotated[Asked, Query()], desk: ReadDeskDep) -> TimeSheet:
    """Return a month of one's own time, or of a colleague's in the cases that one can open."""
    return timesheet.of(desk, asked)


@router.get("/problem-codes", **doing("time.read"))
def codes(desk: ReadDeskDep) -> Problems:
    """Return the codes that funders count by, each with its days."""
    return problems.of_office(desk)


@router.put("/problem-codes", **doing("office.problems"))
def choose(wanted: Problems, desk: WriteDeskDep) -> Problems:
    """Have the office count by these codes, sent whole with the version that stood before."""
    return problems.choose(desk, wanted)
