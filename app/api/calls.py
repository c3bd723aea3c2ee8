"""Whom to tell of hearings, and the calls that are still to be made."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.api.taking import JSONRoute
from app.casework import informing
from app.casework.informing import Calls, TellView, Told, Untold
from app.gate import ReadDeskDep, SharedDep, WriteDeskDep, doing

router = APIRouter(route_class=JSONRoute)


class Telling(BaseModel):
    """Who is told of a hearing, and how that stands."""

    people: list[TellView] = Field(repr=False)


@router.get("/calls", **doing("call.read"))
def calls(desk: ReadDeskDep, there: SharedDep) -> Calls:
    """List whom somebody must still tell of a hearing within three weeks."""
    return informing.calls(desk, there.calendar)


@router.get("/hearings/{hearing_id}/telling", **doing("hearing.read"))
def people(hearing_id: UUID, desk: ReadDeskDep) -> Telling:
    """List who is told of a hearing, and who knows."""
    return Telling(people=informing.of_hearing(desk, hearing_id))


@router.post("/hearings/{hearing_id}/telling", **doing("hearing.tell"))
def tell(hearing_id: UUID, told: Told, desk: WriteDeskDep) -> Telling:
    """Write down that a person knows, was not reached, or is not called any more."""
    return Telling(people=informing.tell(desk, hearing_id, told))


@router.post("/hearings/{hearing_id}/telling/undo", **doing("hearing.tell"))
def untell(hearing_id: UUID, told: Untold, desk: WriteDeskDep) -> Telling:
    """Take back what one wrote within the last half minute."""
    return Telling(people=informing.untell(desk, hearing_id, told))
