"""Where people are held, and the places themselves."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.api.paging import CaseStretch, Listed, by_id
from app.api.taking import JSONRoute
from app.casework import detention, facilities, stays
from app.casework.detention import DetentionChange, Looked, NewDetention, TransferAnswer
from app.casework.facilities import FacilityChange, FacilityView, NewFacility
from app.casework.stays import DetentionView
from app.gate import ReadDeskDep, WriteDeskDep, doing

router = APIRouter(route_class=JSONRoute)


@router.get("/detentions", **doing("detention.read"))
def listed(asked: Annotated[CaseStretch, Query()], desk: ReadDeskDep) -> Listed[DetentionView]:
    """List the places of custody of the cases one can open."""
    found = stays.listed(desk, asked.case_id, after=asked.after, size=asked.limit + 1)
    return by_id(found, asked.limit, lambda each: each.id)


@router.post("/detentions", status_code=201, **doing("detention.add"))
def add(new: NewDetention, desk: WriteDeskDep) -> DetentionView:
    """Enter where somebody is held now; what stood open before ends as a transfer."""
    return detention.add(desk, new)


@router.get("/detentions/{detention_id}", **doing("detention.read"))
def one(detention_id: UUID, desk: ReadDeskDep) -> DetentionView:
    """Return one place of custody."""
    return stays.one(desk, detention_id)


@router.patch("/detentions/{detention_id}", **doing("detention.change"))
def change(detention_id: UUID, wanted: DetentionChange, desk: WriteDeskDep) -> DetentionView:
    """Change a place of custody, or say how it ended."""
    return detention.change(desk, detention_id, wanted)


@router.post("/detentions/{detention_id}/looks", **doing("detention.look"))
def look(detention_id: UUID, looked: Looked, desk: WriteDeskDep) -> DetentionView:
    """Note that somebody looked just now."""
    return detention.look(desk, detention_id, looked)


@router.post("/detentions/{detention_id}/answers", **doing("detention.change"))
def answer(detention_id: UUID, said: TransferAnswer, desk: WriteDeskDep) -> DetentionView:
    """Answer what a transfer may change."""
    return detention.answer(desk, detention_id, said)


@router.get("/facilities", **doing("facility.read"))
def places(desk: ReadDeskDep) -> list[FacilityView]:
    """List every place that the office knows, by name."""
    return facilities.everywhere(desk)


@router.post("/facilities", status_code=201, **doing("facility.add"))
def add_place(new: NewFacility, desk: WriteDeskDep) -> FacilityView:
    """Enter a place."""
    return facilities.add(desk, new)


@router.get("/facilities/{facility_id}", **doing("facility.read"))
def one_place(facility_id: UUID, desk: ReadDeskDep) -> FacilityView:
    """Return one place."""
    return facilities.one(desk, facility_id)


@router.patch("/facilities/{facility_id}", **doing("facility.change"))
def change_place(facility_id: UUID, wanted: FacilityChange, desk: WriteDeskDep) -> FacilityView:
    """Correct what is known of a place; it counts as checked today."""
    return facilities.change(desk, facility_id, wanted)
