"""Calls about people who are no clients yet."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response

from app.api.paging import Listed, Stretch, cut
from app.api.taking import JSONRoute
from app.casework.intake import alarm, board, calls, checking, ending, inquiries, joined, known
from app.casework.intake.alarm import NewStep
from app.casework.intake.board import NewPlace
from app.casework.intake.calls import NewCallBack
from app.casework.intake.checking import KeptCheck, NewCheck, NewDecision
from app.casework.intake.ending import Acceptance, Ended, InquiryEnd, InquirySeen
from app.casework.intake.heard import NewCall
from app.casework.intake.inquiries import InquiryLine, InquiryView
from app.casework.intake.joined import Joining
from app.casework.intake.known import KnownView, TypedCall
from app.gate import ReadDeskDep, SeatDep, WriteDeskDep, doing, evenly

router = APIRouter(prefix="/inquiries", route_class=JSONRoute)


@router.get("", **doing("inquiry.read"))
def listed(asked: Annotated[Stretch, Query()], desk: ReadDeskDep) -> Listed[InquiryLine]:
    """List the open inquiries one can read, in call-back order."""
    return cut(inquiries.listed(desk), asked)


@router.post("", status_code=201, **doing("inquiry.take"))
def take(new: NewCall, desk: WriteDeskDep) -> InquiryView:
    """Take a call about somebody nobody called about yet; nothing is refused for its form."""
    return inquiries.one(desk, calls.take(desk, new))


@router.post("/taken", **doing("inquiry.take"))
def taken(typed: TypedCall, desk: ReadDeskDep) -> KnownView:
    """Tell which open inquiries may be about the same person."""
    return KnownView(taken=known.taken(desk, typed), ours=None)


@router.post("/known", response_model=KnownView, **doing("desk.look_up"))
def look(typed: TypedCall, desk: WriteDeskDep, seat: SeatDep) -> Response:
    """Tell the same, and whether the person is a client already and whom to call."""
    view = known.look(desk, seat.holding, typed)
    return evenly(JSONResponse(view.model_dump(mode="json")))


@router.get("/{case_id}", **doing("inquiry.read"))
def one(case_id: UUID, desk: ReadDeskDep) -> InquiryView:
    """Return one inquiry with its calls."""
    return inquiries.one(desk, case_id)


@router.post("/{case_id}/calls", status_code=201, **doing("inquiry.take"))
def attach(case_id: UUID, new: NewCall, desk: WriteDeskDep) -> InquiryView:
    """Take one more call about the same person."""
    calls.attach(desk, case_id, new)
    return inquiries.one(desk, case_id)


@router.put("/{case_id}/call-back", **doing("inquiry.take"))
def promise(case_id: UUID, wanted: NewCallBack, desk: WriteDeskDep) -> InquiryView:
    """Say who calls back and by when."""
    calls.promise(desk, case_id, wanted)
    return inquiries.one(desk, case_id)


@router.put("/{case_id}/place", **doing("inquiry.take"))
def put(case_id: UUID, wanted: NewPlace, desk: WriteDeskDep) -> InquiryView:
    """Put an inquiry before the others or after them, with a reason, or back where the rule is."""
    board.put(desk, case_id, wanted)
    return inquiries.one(desk, case_id)


@router.put("/{case_id}/steps", **doing("inquiry.take"))
def step(case_id: UUID, wanted: NewStep, desk: WriteDeskDep) -> InquiryView:
    """Note that a step of the old-order checklist was done, or was not."""
    alarm.step(desk, case_id, wanted)
    return inquiries.one(desk, case_id)


@router.get("/{case_id}/conflict-checks", **doing("inquiry.read"))
def checks(case_id: UUID, desk: ReadDeskDep) -> list[KeptCheck]:
    """List the conflict checks of a case as far as one may see them, the newest first."""
    return checking.of_case(desk, case_id)


@router.post("/{case_id}/conflict-checks", status_code=201, **doing("inquiry.check"))
def check(case_id: UUID, new: NewCheck, desk: WriteDeskDep, seat: SeatDep) -> KeptCheck:
    """Compare everybody of an inquiry with the office's names, and keep what was found."""
    return checking.check(desk, seat.holding, case_id, new)


@router.put("/{case_id}/conflict-checks/decision", **doing("inquiry.end"))
def decide(case_id: UUID, wanted: NewDecision, desk: WriteDeskDep) -> KeptCheck:
    """Keep what was decided of the newest conflict check."""
    return checking.decide(desk, case_id, wanted)


@router.post("/{case_id}/case", **doing("inquiry.end"))
def accept(case_id: UUID, wanted: Acceptance, desk: WriteDeskDep) -> Ended:
    """Make an inquiry a case; the intake team reads it no more."""
    return ending.accept(desk, case_id, wanted)


@router.post("/{case_id}/end", **doing("inquiry.end"))
def close(case_id: UUID, wanted: InquiryEnd, desk: WriteDeskDep) -> Ended:
    """Close an inquiry with its reason."""
    return ending.close(desk, case_id, wanted)


@router.post("/{case_id}/reopening", **doing("inquiry.end"))
def reopen(case_id: UUID, wanted: InquirySeen, desk: WriteDeskDep) -> InquiryView:
    """Open a closed inquiry again."""
    ending.reopen(desk, case_id, wanted.version)
    return inquiries.one(desk, case_id)


@router.post("/{case_id}/join", **doing("inquiry.take"))
def join(case_id: UUID, wanted: Joining, desk: WriteDeskDep) -> InquiryView:
    """Put an inquiry to the first about the same person; return that one."""
    return inquiries.one(desk, joined.join(desk, case_id, wanted))


@router.post("/{case_id}/parting", **doing("inquiry.take"))
def part(case_id: UUID, wanted: InquirySeen, desk: WriteDeskDep) -> InquiryView:
    """Take an inquiry out again that was put to another."""
    joined.part(desk, case_id, wanted.version)
    return inquiries.one(desk, case_id)
