"""The name index: the look-up at the front desk, the conflict check, how a case answers."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import forgood, policy, staff
from app.casework.conflicts import bursts, frontdesk, repair, search, slips
from app.casework.conflicts.bursts import Burst
from app.casework.conflicts.search import Sought
from app.casework.policy import SUPERVISING
from app.db.desk import Desk
from app.errors import TURNED_BACK, AmparoError, Throttled
from app.gate import doing, evenly
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep

router = APIRouter()


@router.get("/front-desk", **doing("desk.look_up"))
def desk_form(visit: VisitDep) -> Response:
    """Show the form of the look-up."""
    with visit.read() as desk:
        noticed = _bursts(desk)
    return visit.page("conflicts/desk.html", section="desk", answer=None, bursts=noticed)


@router.post("/front-desk", **doing("desk.look_up"))
def look_up(visit: VisitDep, form: FormDep) -> Response:
    """Tell whose client somebody is; the words travel in the body, never in a URL."""
    try:
        sought = read(Sought, form.filled("name", "a_number", "phone"), "name")
        with visit.write() as desk:
            answer = frontdesk.look_up(desk, visit.holding, sought)
            noticed = _bursts(desk)
    except (*TURNED_BACK, Throttled) as wrong:
        with visit.read() as desk:
            noticed = _bursts(desk)
        return visit.again(
            "conflicts/desk.html", form, wrong, section="desk", answer=None, bursts=noticed
        )
    typed = form.typed()
    return evenly(
        visit.page("conflicts/desk.html", section="desk", answer=answer, bursts=noticed, form=typed)
    )


@router.get("/conflicts", **doing("conflict.search"))
def check_form(visit: VisitDep) -> Response:
    """Show the form of the conflict check, and what is lacking in the index."""
    return visit.page("conflicts/check.html", **_standing(visit))


@router.post("/conflicts", **doing("conflict.search"))
def check(visit: VisitDep, form: FormDep) -> Response:
    """Show whom the office may know, with the reasons, fit to be printed."""
    try:
        sought = read(Sought, form.filled(*Sought.model_fields), "name")
        with visit.write() as desk:
            found = search.search(desk, visit.holding, sought)
            office = staff.office(desk).name
    except (*TURNED_BACK, Throttled) as wrong:
        return visit.again("conflicts/check.html", form, wrong, **_standing(visit))
    typed = {name: form.one(name) for name in Sought.model_fields}
    more: dict[str, Any] = {
        "found": found,
        "office": office,
        "form": typed,
        "may_anew": _may_anew(visit),
        "bursts": [],
    }
    return evenly(visit.page("conflicts/check.html", section="conflicts", **more))


@router.post("/conflicts/anew", **doing("index.anew"))
def make_anew(visit: VisitDep) -> Response:
    """Strike the names that cannot be read, and have them handed in anew."""
    try:
        with visit.write() as desk:
            repair.make_anew(desk, visit.holding)
    except TURNED_BACK as wrong:
        return visit.again("conflicts/check.html", Form(), wrong, **_standing(visit))
    return visit.to("/conflicts")


@router.get("/cases/{case_id}/found-as", **doing("case.answer"))
def answer_form(visit: VisitDep, case_id: UUID) -> Response:
    """Show how the name index answers about a case."""
    return _answer(visit, case_id, None, None)


@router.post("/cases/{case_id}/found-as", **doing("case.answer"))
def answer(visit: VisitDep, case_id: UUID, form: FormDep) -> Response:
    """Choose how the name index answers about a case."""
    try:
        with visit.write() as desk:
            slips.answer_as(desk, case_id, form.one("answer"))
    except TURNED_BACK as wrong:
        return _answer(visit, case_id, form, wrong)
    return visit.to(f"/cases/{case_id}")


def _answer(visit: Visit, case_id: UUID, form: Form | None, wrong: AmparoError | None) -> Response:
    with visit.read() as desk:
        stands = slips.found_as(desk, case_id)
        forgood.require(desk, case_id)
    if form is not None and wrong is not None:
        return visit.again("conflicts/answer.html", form, wrong, section="cases", case=stands)
    return visit.page("conflicts/answer.html", section="cases", case=stands)


def _standing(visit: Visit) -> dict[str, Any]:
    """Return what the page says before anything was found."""
    with visit.read() as desk:
        stands = repair.standing(desk, visit.holding)
        is_theirs = desk.who.role in bursts.ANSWERING
        noticed = bursts.since_yesterday(desk, bursts.CHECKED_MANY) if is_theirs else []
    told = {"stands": stands, "may_anew": _may_anew(visit), "bursts": noticed}
    return {"section": "conflicts", "found": None} | told


def _may_anew(visit: Visit) -> bool:
    return policy.may(visit.who.role, "index.anew")


def _bursts(desk: Desk) -> list[Burst]:
    """Return notices, for those who are to look into them."""
    is_theirs = policy.may(desk.who.role, "desk.look_up") and desk.who.role == SUPERVISING
    return bursts.since_yesterday(desk, bursts.LOOKED_UP_MANY) if is_theirs else []
