"""Handing something in for a case one cannot open; taking what was handed in for one's own."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict

from app import hatch
from app.api.errors import answer
from app.api.taking import JSONRoute
from app.casework.tray import handing, items
from app.casework.tray.handing import NOWHERE, GivenView, NewItem
from app.casework.tray.items import Answer, ItemLine, ItemView, Taking
from app.errors import Refused
from app.gate import ReadDeskDep, SeatDep, SharedDep, WriteDeskDep, doing

router = APIRouter(prefix="/handed-in", route_class=JSONRoute)
bodies = APIRouter(prefix="/handed-in", route_class=hatch.BodyRoute)
FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {}}, "description": "The file."},
    206: {"content": {"application/octet-stream": {}}, "description": "A part of it."},
    416: {"description": "It is not as long."},
}


class Given(BaseModel):
    """What I handed in lately, or what of it waits still."""

    model_config = ConfigDict(frozen=True)

    items: list[GivenView]


class Waiting(BaseModel):
    """What waits for the cases that I can open."""

    model_config = ConfigDict(frozen=True)

    items: list[ItemLine]


class Sent(BaseModel):
    """How many files wait with something that I handed in."""

    model_config = ConfigDict(frozen=True)

    files: int


class OfCase(BaseModel):
    """Which case's, where only one's is asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    case_id: UUID | None = None


@router.get("", **doing("tray.hand_in"))
def mine(desk: ReadDeskDep) -> Given:
    """Tell what became of what I handed in; nothing of its content."""
    return Given(items=handing.mine(desk))


@router.post("", status_code=201, response_model=GivenView, **doing("tray.hand_in"))
def hand_in(request: Request, new: NewItem, desk: WriteDeskDep, seat: SeatDep) -> Response:
    """Hand something in for a case, by its number or for whom it is; a miss is noted too."""
    given = handing.hand_in(desk, seat.holding, new)
    if given is None:
        return answer(request, Refused(NOWHERE))
    return JSONResponse(given.model_dump(mode="json"), status_code=201)


@router.get("/waiting", **doing("tray.read"))
def waiting(asked: Annotated[OfCase, Query()], desk: ReadDeskDep) -> Waiting:
    """Tell what waits for the cases that I can open, the urgent first, or for one of them."""
    return Waiting(items=items.waiting(desk, asked.case_id))


@router.get("/{item_id}", **doing("tray.read"))
def one(item_id: UUID, desk: ReadDeskDep) -> ItemView:
    """Return one thing handed in for a case that I can open."""
    return items.one(desk, item_id)


@router.post("/{item_id}/taking", status_code=204, **doing("tray.take"))
def take(item_id: UUID, taking: Taking, desk: WriteDeskDep) -> None:
    """Take it into its case: as a note, and for the date that was entered from it.

    An ethical screen that somebody else has to agree to is asked for, and it waits until then.
    """
    items.take(desk, item_id, taking)


@router.post("/{item_id}/return", status_code=204, **doing("tray.take"))
def give_back(item_id: UUID, word: Answer, desk: WriteDeskDep) -> None:
    """Give it back to whoever handed it in, with a word."""
    items.give_back(desk, item_id, word)


@bodies.put("/{item_id}/files", status_code=201, **doing("tray.send"))
async def send(item_id: UUID, request: Request, there: SharedDep, seat: SeatDep) -> Sent:
    """Send a file for something that I handed in, as the body, while nobody took it."""
    return Sent(files=await hatch.handed_in(request, there, seat, hatch.to_tray(item_id)))


@router.get(
    "/{item_id}/files/{file_id}", response_class=Response, responses=FILE, **doing("tray.read")
)
def file(
    item_id: UUID, file_id: UUID, request: Request, there: SharedDep, seat: SeatDep
) -> Response:
    """Return a file of what was handed in for a case that I can open; parts of it by `Range`."""
    return hatch.shown_before(request, there, seat, item_id, file_id)
