"""Papers of a case, made of templates."""

from fastapi import APIRouter, Request

from app.api.taking import JSONRoute
from app.casework import documents, drafting
from app.casework.docviews import DocumentView
from app.casework.drafting import Drafting, DraftView, NewDraft
from app.gate import ReadDeskDep, SeatDep, SharedDep, UnopenedDesk, doing

router = APIRouter(prefix="/drafts", route_class=JSONRoute)


@router.post("/preview", **doing("document.draft"))
def preview(wanted: Drafting, desk: ReadDeskDep) -> DraftView:
    """Return what would stand in a paper, and what the case does not say; nothing is made."""
    return drafting.preview(desk, wanted)


@router.post("", status_code=201, **doing("document.draft"))
def make(new: NewDraft, request: Request, there: SharedDep, seat: SeatDep) -> DocumentView:
    """Make a paper, and keep it in its case as a document."""
    unopened = UnopenedDesk(request, there, seat, writes=False)
    with unopened.opened() as desk:
        begun = drafting.begin(desk, new)
    made = drafting.make(there.house, seat, begun)
    with unopened.opened() as desk:
        return documents.one(desk, made)
