"""One inquiry: its page, and what is done at it until it ends."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import policy, staff
from app.casework.intake import alarm, board, calls, checking, ending, inquiries, joined, order
from app.casework.intake.alarm import NewStep
from app.casework.intake.board import NewPlace
from app.casework.intake.calls import NewCallBack
from app.casework.intake.checking import NewCheck, NewDecision
from app.casework.intake.ending import Acceptance, InquiryEnd, InquirySeen
from app.casework.intake.joined import Joining
from app.casework.offered import offered
from app.casework.policy import ATTORNEYS, LEGAL
from app.db.desk import Desk
from app.errors import TURNED_BACK, AmparoError, Throttled
from app.gate import doing
from app.web.forms import Form, FormDep, read
from app.web.intake import owners
from app.web.saved import BECAME_A_CASE
from app.web.visit import Visit, VisitDep

router = APIRouter()


@router.get("/intake/{case_id}", **doing("inquiry.read"))
def one(visit: VisitDep, case_id: UUID) -> Response:
    """Show one inquiry with its calls, its checklist, its conflict check and its ends."""
    return _one(visit, case_id)


@router.post("/intake/{case_id}/call-back", **doing("inquiry.take"))
def promise(visit: VisitDep, case_id: UUID, form: FormDep) -> Response:
    """Say who calls back, and by when."""
    wanted = form.filled("version", "owner_id", "call_back_on", "call_back_at")
    return _do(
        visit, case_id, form, lambda desk: calls.promise(desk, case_id, read(NewCallBack, wanted))
    )


@router.post("/intake/{case_id}/place", **doing("inquiry.take"))
def put(visit: VisitDep, case_id: UUID, form: FormDep) -> Response:
    """Put an inquiry before the others, or after them, and say why."""
    wanted = {"where": form.one("where"), **form.filled("version", "reason")}
    return _do(visit, case_id, form, lambda desk: board.put(desk, case_id, read(NewPlace, wanted)))


@router.post("/intake/{case_id}/steps", **doing("inquiry.take"))
def step(visit: VisitDep, case_id: UUID, form: FormDep) -> Response:
    """Note that a step of the old-order checklist was done, or was not."""
    wanted = form.filled("version", "step", "is_done")
    return _do(visit, case_id, form, lambda desk: alarm.step(desk, case_id, read(NewStep, wanted)))


@router.post("/intake/{case_id}/check", **doing("inquiry.check"))
def check(visit: VisitDep, case_id: UUID, form: FormDep) -> Response:
    """Compare everybody of an inquiry with the office's names, and keep what was found."""
    wanted = form.filled("adverse")
    return _do(
        visit,
        case_id,
        form,
        lambda desk: checking.check(desk, visit.holding, case_id, read(NewCheck, wanted)),
    )


@router.post("/intake/{case_id}/decision", **doing("inquiry.end"))
def decide(visit: VisitDep, case_id: UUID, form: FormDep) -> Response:
    """Keep what was decided of the newest conflict check."""
    wanted = form.filled("version", "decision", "note")
    return _do(
        visit, case_id, form, lambda desk: checking.decide(desk, case_id, read(NewDecision, wanted))
    )


@router.post("/intake/{case_id}/case", **doing("inquiry.end"))
def accept(visit: VisitDep, case_id: UUID, form: FormDep) -> Response:
    """Make an inquiry a case."""
    own = ("version", "lead_id", "backup_id", "title", "named_only", "pending_why")
    try:
        with visit.write() as desk:
            ended = ending.accept(desk, case_id, read(Acceptance, form.filled(*own)))
    except TURNED_BACK as wrong:
        return _one(visit, case_id, form, wrong)
    return visit.to(f"/cases/{case_id}" if ended.mine else "/intake", BECAME_A_CASE)


@router.post("/intake/{case_id}/end", **doing("inquiry.end"))
def close(visit: VisitDep, case_id: UUID, form: FormDep) -> Response:
    """Close an inquiry with its reason."""
    own = ("version", "how", "to", "why", "date_told")
    try:
        with visit.write() as desk:
            ending.close(desk, case_id, read(InquiryEnd, form.filled(*own)))
    except TURNED_BACK as wrong:
        return _one(visit, case_id, form, wrong)
    return visit.to("/intake")


@router.post("/intake/{case_id}/reopening", **doing("inquiry.end"))
def reopen(visit: VisitDep, case_id: UUID, form: FormDep) -> Response:
    """Open a closed inquiry again."""
    wanted = form.filled("version")
    return _do(
        visit,
        case_id,
        form,
        lambda desk: ending.reopen(desk, case_id, read(InquirySeen, wanted).version),
    )


@router.post("/intake/{case_id}/join", **doing("inquiry.take"))
def join(visit: VisitDep, case_id: UUID, form: FormDep) -> Response:
    """Put an inquiry to the first about the same person."""
    wanted = form.filled("version", "to_id")
    try:
        with visit.write() as desk:
            first = joined.join(desk, case_id, read(Joining, wanted))
    except TURNED_BACK as wrong:
        return _one(visit, case_id, form, wrong)
    return visit.to(f"/intake/{first}")


@router.post("/intake/{case_id}/parting", **doing("inquiry.take"))
def part(visit: VisitDep, case_id: UUID, form: FormDep) -> Response:
    """Take an inquiry out again that was put to another."""
    wanted = form.filled("version")
    return _do(
        visit,
        case_id,
        form,
        lambda desk: joined.part(desk, case_id, read(InquirySeen, wanted).version),
    )


def _do(visit: Visit, case_id: UUID, form: Form, deed: Callable[[Desk], object]) -> Response:
    """Do something at an inquiry and show it again, also where it was turned back."""
    try:
        with visit.write() as desk:
            deed(desk)
    except (*TURNED_BACK, Throttled) as wrong:
        return _one(visit, case_id, form, wrong)
    return visit.to(f"/intake/{case_id}")


def _one(
    visit: Visit, case_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        context = _around(desk, case_id)
    if form is not None and wrong is not None:
        return visit.again("intake/one.html", form, wrong, **context)
    return visit.page("intake/one.html", **context)


def _around(desk: Desk, case_id: UUID) -> dict[str, Any]:
    view = inquiries.one(desk, case_id)
    checks = checking.of_case(desk, case_id)
    office = staff.office(desk)
    return {
        "section": "intake",
        "view": view,
        "checks": checks,
        "alike": joined.likely(desk, case_id) if view.stage == inquiries.OPEN else [],
        "rule": order.RULE,
        "owners": owners(desk),
        "leads": offered(desk, staff.active(desk, LEGAL)),
        "profile": office.profile,
        "may_check": policy.may(desk.who.role, "inquiry.check"),
        "may_end": policy.may(desk.who.role, "inquiry.end"),
        "may_waive": desk.who.role in ATTORNEYS,
        "tz": desk.who.zone,
    }
