"""Letters to the people of a case."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from app.api.paging import CaseStretch, Listed, by_id
from app.api.taking import JSONRoute
from app.casework import letters
from app.casework.letters import LetterView, NewLetter
from app.gate import ReadDeskDep, SeatDep, SharedDep, UnopenedDesk, doing

router = APIRouter(prefix="/letters", route_class=JSONRoute)


@router.get("", **doing("letter.read"))
def listed(asked: Annotated[CaseStretch, Query()], desk: ReadDeskDep) -> Listed[LetterView]:
    """List the letters of the cases one can open."""
    found = letters.listed(desk, asked.case_id, after=asked.after, size=asked.limit + 1)
    return by_id(found, asked.limit, lambda each: each.id)


@router.post("", status_code=201, **doing("letter.write"))
def write(new: NewLetter, request: Request, there: SharedDep, seat: SeatDep) -> LetterView:
    """Write a letter, and keep it in its case as a document."""
    unopened = UnopenedDesk(request, there, seat, writes=False)
    with unopened.opened() as desk:
        begun = letters.begin(desk, new)
    written = letters.write(there.house, seat, begun)
    with unopened.opened() as desk:
        return letters.one(desk, written)


@router.get("/{letter_id}", **doing("letter.read"))
def one(letter_id: UUID, desk: ReadDeskDep) -> LetterView:
    """Return one letter, as it was written."""
    return letters.one(desk, letter_id)
