"""Absences, covers and emergency access."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict

from app import gate
from app.api.paging import Listed, Stretch, cut
from app.api.taking import JSONRoute
from app.casework import absences, covers, emergency, returning, seats
from app.casework.absences import AbsenceView, NewAbsence
from app.casework.covers import CoverView, NewCover
from app.casework.emergency import NewEmergency, TakenView, WaitingCase
from app.casework.returning import ReturnView
from app.gate import ReadDeskDep, SeatDep, SharedDep, WriteDeskDep, doing

router = APIRouter(route_class=JSONRoute)


class Asked(BaseModel):
    """How many people were asked."""

    model_config = ConfigDict(frozen=True)

    people: int


@router.get("/absences", **doing("absence.read"))
def listed(stretch: Annotated[Stretch, Query()], desk: ReadDeskDep) -> Listed[AbsenceView]:
    """List the absences one may know of, those that run first."""
    return cut(absences.listed(desk), stretch)


@router.post("/absences", status_code=201, **doing("absence.declare"))
def declare(new: NewAbsence, desk: WriteDeskDep) -> AbsenceView:
    """Declare an absence: one's own, or as a supervisor or on her word a colleague's."""
    return absences.one(desk, absences.declare(desk, new))


@router.get("/absences/{absence_id}", **doing("absence.read"))
def back(absence_id: UUID, desk: ReadDeskDep, there: SharedDep) -> ReturnView:
    """Tell what others did on one's cases in an absence of one's own, and what is still open."""
    return returning.of(desk, there.calendar, absence_id)


@router.delete("/absences/{absence_id}", status_code=204, **doing("absence.end"))
def end(absence_id: UUID, desk: WriteDeskDep) -> None:
    """End an absence now; the cover's keys lapse."""
    absences.end(desk, absence_id)


@router.get("/cover", **doing("cover.read"))
def mine(desk: ReadDeskDep) -> CoverView:
    """Tell who covers for one, and how many cases nobody else could open."""
    return covers.mine(desk)


@router.put("/cover", **doing("cover.name"))
def name(new: NewCover, desk: WriteDeskDep) -> CoverView:
    """Name one's cover, or nobody."""
    covers.name(desk, new)
    return covers.mine(desk)


@router.post("/cover/asking", **doing("cover.ask"))
def ask(desk: WriteDeskDep) -> Asked:
    """Ask by mail everybody who alone can open a case to name a cover."""
    return Asked(people=covers.ask(desk))


@router.get("/emergency", **doing("emergency.open"))
def waiting(
    stretch: Annotated[Stretch, Query()], desk: ReadDeskDep, there: SharedDep
) -> Listed[WaitingCase]:
    """List the cases that wait for one as a cover, the nearest date first."""
    return cut(emergency.waiting(desk, there.calendar), stretch)


@router.get("/emergency/taken", **doing("absence.read"))
def taken(stretch: Annotated[Stretch, Query()], desk: ReadDeskDep) -> Listed[TakenView]:
    """List the emergency accesses of late that concern one, the newest first."""
    return cut(emergency.taken(desk), stretch)


@router.post("/emergency", status_code=204, **doing("emergency.open"))
def open_case(wanted: NewEmergency, request: Request, there: SharedDep, seat: SeatDep) -> None:
    """Open one of them for some hours, with a reason, one's passphrase and a fresh code."""
    with seats.reading(there.house, seat) as desk:
        who = desk.who
    address = gate.network_address(request)
    emergency.open_case(there.house, there.throttle, who, wanted, address)
