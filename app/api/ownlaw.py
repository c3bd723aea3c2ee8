"""The office's own law, and carrying it through one's cases."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from app.api.paging import Listed, cut
from app.api.paging import Stretch as Paged
from app.api.taking import JSONRoute
from app.casework import newlaw, ownlaw
from app.casework.newlaw import Number, Place, Stretch
from app.casework.ownlaw import LawChangeView, New, Refusal
from app.gate import ReadDeskDep, WriteDeskDep, doing

router = APIRouter(prefix="/law-changes", route_class=JSONRoute)


@router.get("", **doing("law.read"))
def listed(asked: Annotated[Paged, Query()], desk: ReadDeskDep) -> Listed[LawChangeView]:
    """List what the office changed of the law, and the reviews of rules, the newest first."""
    return cut(ownlaw.listed(desk), asked)


@router.get("/{change_id}", **doing("law.read"))
def one(change_id: UUID, desk: ReadDeskDep) -> LawChangeView:
    """Return one of them."""
    return ownlaw.one(desk, change_id)


@router.post("", status_code=201, **doing("law.ask"))
def ask(new: Annotated[New, Field(discriminator="kind")], desk: WriteDeskDep) -> LawChangeView:
    """Ask for a change, or sign for a review of a rule."""
    return ownlaw.one(desk, ownlaw.ask(desk, new))


@router.post("/{change_id}/agreement", **doing("law.agree"))
def agree(change_id: UUID, desk: WriteDeskDep) -> LawChangeView:
    """Agree to what somebody else asked for."""
    ownlaw.agree(desk, change_id)
    return ownlaw.one(desk, change_id)


@router.post("/{change_id}/refusal", **doing("law.agree"))
def refuse(change_id: UUID, why: Refusal, desk: WriteDeskDep) -> LawChangeView:
    """Say no to what somebody else asked for, with the reason."""
    ownlaw.refuse(desk, change_id, why)
    return ownlaw.one(desk, change_id)


@router.post("/{change_id}/ending", **doing("law.end"))
def end(change_id: UUID, desk: WriteDeskDep) -> LawChangeView:
    """End a change, or say so as the first of two: the shipped rules hold again."""
    ownlaw.end(desk, change_id)
    return ownlaw.one(desk, change_id)


@router.post("/look", **doing("law.carry"))
def look(place: Place, desk: ReadDeskDep) -> Stretch:
    """Tell which dates of the next cases the law of today counts otherwise; nothing moves."""
    return newlaw.look(desk, place.after)


@router.post("/carrying", **doing("law.carry"))
def carry(wanted: Number, desk: WriteDeskDep) -> Stretch:
    """Move the dates of the next cases that the law of today counts otherwise."""
    return newlaw.carry(desk, wanted.number)
