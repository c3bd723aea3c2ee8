"""The intake board, the form of a call, and what is told while one is typed."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import forgood, policy, staff
from app.casework.intake import calls, heard, inquiries, known, order
from app.casework.intake.heard import FOLLOWING, NewCall
from app.casework.intake.known import KnownView, TypedCall
from app.casework.offered import offered
from app.casework.policy import CASEWORK
from app.db.desk import Desk
from app.errors import TURNED_BACK, Refused
from app.gate import doing, evenly
from app.web import begun
from app.web.forms import Form, FormDep, read
from app.web.labels import LABELS
from app.web.visit import Visit, VisitDep
from app.words import translator

router = APIRouter()
ANSWER: Final = "answers."
PLAIN: Final = tuple(name for name in NewCall.model_fields if name not in {"answers", "told"})


@router.get("/intake", **doing("inquiry.read"))
def board(visit: VisitDep) -> Response:
    """Show the open inquiries in call-back order, and the rule of that order."""
    with visit.read() as desk:
        lines = inquiries.listed(desk)
        has_team = staff.office(desk).intake_id is not None
    return visit.page(
        "intake/board.html",
        section="intake",
        lines=lines,
        rule=order.RULE,
        has_team=has_team,
        tabs=_tabs(visit),
    )


@router.get("/intake/new", **doing("inquiry.take"))
def form(visit: VisitDep, tab: int = 0) -> Response:
    """Show an empty form of a call, or one that was begun; without a tab, the first empty one."""
    tabs = _tabs(visit)
    kind = begun.CALLS[tab - 1] if 0 < tab <= len(begun.CALLS) else _empty(tabs)
    kept = begun.look(visit, kind)
    with visit.read() as desk:
        context = _around(desk, kind, tabs)
    if kept is not None:
        context |= {"told_ticked": kept.get("told", [])}
    return visit.page("intake/new.html", **context, **begun.shown(kept))


@router.post("/intake/calls/{kind}", **doing("inquiry.take"))
def take(visit: VisitDep, kind: begun.Kind, form: FormDep) -> Response:
    """Save a call, by itself or beside those about the same person; open the next empty form."""
    kind = kind if kind in begun.CALLS else begun.CALLS[0]
    try:
        new = read(NewCall, _typed(form), "caller")
        with visit.write() as desk:
            if form.one("attach"):
                calls.attach(desk, _id(form.one("attach")), new)
            else:
                calls.take(desk, new)
    except TURNED_BACK as wrong:
        begun.keep(visit, kind, form)
        with visit.read() as desk:
            context = _around(desk, kind, _tabs(visit))
        context |= {"told_ticked": form.get("told", [])}
        return visit.again("intake/new.html", form, wrong, **context)
    begun.forget(visit, kind, form)
    return visit.to("/intake/new")


@router.post("/intake/known", **doing("inquiry.take"))
def taken(visit: VisitDep, form: FormDep) -> Response:
    """Show which calls about the same person were taken; the words travel in the body."""
    try:
        typed = read(TypedCall, form.filled(*TypedCall.model_fields))
    except Refused as wrong:
        return visit.part_refused(wrong)
    with visit.read() as desk:
        view = KnownView(taken=known.taken(desk, typed), ours=None)
    return visit.page("intake/known.html", known=view)


@router.post("/intake/ours", **doing("desk.look_up"))
def ours(visit: VisitDep, form: FormDep) -> Response:
    """Show whether the person is a client already and whom to call, as the front desk is told."""
    try:
        typed = read(TypedCall, form.filled(*TypedCall.model_fields))
        with visit.write() as desk:
            view = known.look(desk, visit.holding, typed)
    except Refused as wrong:
        return visit.part_refused(wrong)
    return evenly(visit.page("intake/ours.html", answer=view.ours))


def _typed(form: Form) -> dict[str, Any]:
    """Return a call's fields; what a tick or a choice left out is not known."""
    answers = {
        name.removeprefix(ANSWER): form.one(name) for name in form if name.startswith(ANSWER)
    }
    told = [each for each in form.get("told", []) if each]
    return {**form.filled(*PLAIN), "answers": answers, "told": told}


def _around(desk: Desk, kind: begun.Kind, tabs: list[tuple[int, str]]) -> dict[str, Any]:
    """Return what the form offers."""
    spanish = translator("es")
    return {
        "section": "intake",
        "kind": kind,
        "tab": begun.CALLS.index(kind) + 1,
        "tabs": tabs,
        "owners": owners(desk),
        "following": FOLLOWING,
        "told_ticked": [],
        "sentences": [
            (code, said, spanish.gettext(said))
            for code, said in LABELS["caller_told"].items()
            if code in heard.SENTENCES
        ],
        "may_look": policy.may(desk.who.role, "desk.look_up"),
    }


def owners(desk: Desk) -> list[tuple[str, str]]:
    """Return who may be given an inquiry: the intake team, where there is one."""
    team_id, here = staff.office(desk).intake_id, staff.active(desk, CASEWORK)
    if team_id is None:
        return offered(desk, [each for each in here if each.id == desk.who.id])
    inside = {row.person_id for row in forgood.members(desk, [team_id])} | {desk.who.id}
    return offered(desk, [each for each in here if each.id in inside])


def _tabs(visit: Visit) -> list[tuple[int, str]]:
    """Return the tabs of calls that are half-typed: number, and whom each is about so far."""
    found = []
    for number, kind in enumerate(begun.CALLS, start=1):
        kept = begun.look(visit, kind)
        if kept is not None:
            names = (kept.one(name) for name in ("given_names", "family_name"))
            said = " ".join(each for each in names if each) or kept.one("caller")
            found.append((number, said or kept.one("phone")))
    return found


def _empty(tabs: list[tuple[int, str]]) -> begun.Kind:
    """Return the first tab with nothing in it; where all are begun, the last."""
    taken_up = {number for number, _ in tabs}
    free = [number for number in range(1, len(begun.CALLS) + 1) if number not in taken_up]
    return begun.CALLS[(free or [len(begun.CALLS)])[0] - 1]


def _id(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise Refused(inquiries.OVER) from None
