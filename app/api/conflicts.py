"""The name index: the conflict check and the look-up at the front desk."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict

from app.api.taking import JSONRoute
from app.casework.conflicts import frontdesk, repair, search, slips
from app.casework.conflicts.frontdesk import LookUpView
from app.casework.conflicts.repair import AnewView
from app.casework.conflicts.search import CheckView, Sought
from app.casework.conflicts.slips import FoundAs
from app.gate import SeatDep, WriteDeskDep, doing, evenly

router = APIRouter(route_class=JSONRoute)


class NewAnswer(BaseModel):
    """How the name index is to answer about a case: `call`, `ask`, `out`, or empty."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    answer: str


@router.post("/conflicts/search", response_model=CheckView, **doing("conflict.search"))
def check(sought: Sought, desk: WriteDeskDep, seat: SeatDep) -> Response:
    """Check whether the office may know somebody; what one may not open is a name to ask."""
    return _even(search.search(desk, seat.holding, sought))


@router.post("/front-desk/look-up", response_model=LookUpView, **doing("desk.look_up"))
def look_up(sought: Sought, desk: WriteDeskDep, seat: SeatDep) -> Response:
    """Tell whose client somebody is, and whom to call."""
    return _even(frontdesk.look_up(desk, seat.holding, sought))


@router.post("/conflicts/anew", **doing("index.anew"))
def make_anew(desk: WriteDeskDep, seat: SeatDep) -> AnewView:
    """Strike the names that cannot be read; says who must sign in before all are there again."""
    return repair.make_anew(desk, seat.holding)


@router.put("/cases/{case_id}/found-as", **doing("case.answer"))
def answer(case_id: UUID, wanted: NewAnswer, desk: WriteDeskDep) -> FoundAs:
    """Choose how the name index answers about a case."""
    slips.answer_as(desk, case_id, wanted.answer)
    return slips.found_as(desk, case_id)


def _even(view: BaseModel) -> Response:
    return evenly(JSONResponse(view.model_dump(mode="json")))
