"""Cases: my list, search, a new one, and the page of one."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import agreeing, cases, practice, shredding, staff, whiletyping
from app.casework.cases import CaseChange, CasePage, NewCase, Order
from app.casework.offered import offered
from app.casework.policy import LEGAL
from app.casework.tray import items
from app.db.desk import Desk
from app.errors import TURNED_BACK, AmparoError, Conflict, OutOfRoom, Refused
from app.gate import doing
from app.web import begun
from app.web.errors import conflict_page
from app.web.forms import Form, FormDep, read
from app.web.people import PLAIN
from app.web.visit import Visit, VisitDep
from app.web.whichcase import case_of

router = APIRouter()
SIZE = 50
AT_ONCE = 8  # of what is found while somebody types


@router.get("/cases", **doing("case.list"))
def mine(visit: VisitDep, by: Order = "date") -> Response:
    """Show the cases I lead, back up or cover for now, the next date first, or by name."""
    return _mine(visit, 0, by)


@router.post("/cases/more", **doing("case.list"))
def more(visit: VisitDep, form: FormDep) -> Response:
    """Show the next stretch of my cases."""
    return _mine(visit, _start(form), "name" if form.one("by") == "name" else "date")


@router.post("/cases/search", **doing("case.list"))
def search(visit: VisitDep, form: FormDep) -> Response:
    """Show the cases that a name or number finds; the words travel in the body, never in a URL."""
    words, start = form.one("q"), _start(form)
    if visit.request.headers.get("hx-request"):
        return _while_typing(visit, words)
    if not words:
        return visit.to("/cases")
    with visit.read() as desk:
        found = cases.search(desk, visit.calendar, words, start=start, size=SIZE)
    return _list(visit, found, words, start)


@router.get("/cases/new", **doing("case.open"))
def form(visit: VisitDep) -> Response:
    """Show the form of a new case."""
    with visit.read() as desk:
        context = _choices(desk)
    kept = begun.look(visit, "case")
    return visit.page("cases/new.html", **context, **begun.shown(kept))


@router.post("/cases", **doing("case.open"))
@begun.once
def open_new(visit: VisitDep, form: FormDep) -> Response:
    """Open a case and go to its page."""
    own = ("title", "note", "named_only", "sealed", "sure", "lead_id", "backup_id")
    try:
        client = form.filled(*PLAIN)
        new = read(NewCase, {"client": client, **form.filled(*own), **_kept_to(form)})
        with visit.write() as desk:
            opened = cases.open_new(desk, new)
    except TURNED_BACK as wrong:
        begun.keep(visit, "case", form)
        with visit.read() as desk:
            context = _choices(desk)
        if form.one("groups_shown"):
            context["to_groups"] = form.get("groups", [])
        return visit.again("cases/new.html", form, wrong, **context)
    begun.forget(visit, "case", form)
    return visit.to(f"/cases/{opened.id}")


@router.get("/cases/{case_id}", **doing("case.read"))
def one(visit: VisitDep, case_id: UUID) -> Response:
    """Show one case."""
    return show(visit, case_id)


@router.post("/cases/{case_id}", **doing("case.change"))
def change(visit: VisitDep, case_id: UUID, form: FormDep) -> Response:
    """Change a case's title."""
    typed = {"title": form.one("title")}
    try:
        wanted = read(CaseChange, {**typed, **form.filled("version")})
        with visit.write() as desk:
            cases.change(desk, case_id, wanted)
    except Conflict as wrong:
        return conflict_page(visit, wrong, "case", f"/cases/{case_id}", typed)
    except (Refused, OutOfRoom) as wrong:
        return show(visit, case_id, form, wrong)
    return visit.to(f"/cases/{case_id}")


def show(
    visit: Visit, case_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    """Return the page of a case, with a form on it that was refused, where there is one."""
    with visit.read() as desk:
        case = cases.one(desk, case_id)
        apart = bool(agreeing.mismatches(desk, case))
        handed_in = items.waiting(desk, case_id)
        held, ending = shredding.on_page(desk, case_id)
    mismatch = agreeing.MISMATCH if apart else None
    context: dict[str, Any] = {"section": "cases", "case": case, "mismatch": mismatch}
    context |= {"held": held, "ending": ending, "tz": visit.who.zone}
    context["handed_in"] = handed_in
    if form is None or wrong is None:
        note = begun.look(visit, "note")
        here = note if note is not None and case_of(note) == case_id else None
        return visit.page("cases/one.html", **context, **begun.shown(here))
    return visit.again("cases/one.html", form, wrong, **context)


def _choices(desk: Desk) -> dict[str, Any]:
    """Return what the form of a new case offers: leads, groups, whom a screen may keep away."""
    office, groups = staff.office(desk), practice.open_groups(desk)
    suggested = practice.default_for(desk, office, desk.who.groups)
    if groups and office.profile == practice.OPEN:
        groups = {office.team_id: practice.team_name(desk), **groups}
    everybody = [each for each in staff.active(desk) if each.id != desk.who.id]
    return {
        "section": "new",
        "colleagues": colleagues(desk),
        "groups": [(str(each), name) for each, name in groups.items()],
        "to_groups": [str(each) for each in suggested],
        "everybody": [(str(each.id), each.name) for each in everybody],
    }


def _kept_to(form: Form) -> dict[str, Any]:
    """Return to which groups a new case goes, and whom a screen keeps away, as it was typed."""
    typed: dict[str, Any] = form.filled("screen_reason")
    if form.one("groups_shown"):
        typed["groups"] = form.get("groups", [])
    screened = [each for each in form.get("screened", []) if each]
    return {**typed, "screened": screened} if screened else typed


def colleagues(desk: Desk) -> list[tuple[str, str]]:
    """Return who may lead a case, as a form's choices."""
    return offered(desk, staff.active(desk, LEGAL))


def _mine(visit: Visit, start: int, by: Order) -> Response:
    with visit.read() as desk:
        found = cases.page(desk, visit.calendar, mine=True, start=start, size=SIZE, by=by)
    return _list(visit, found, "", start, by)


def _list(visit: Visit, found: CasePage, words: str, start: int, by: Order = "date") -> Response:
    after = urlsafe_b64encode(str(start + SIZE).encode()).decode() if found.more else None
    return visit.page(
        "cases/list.html", section="cases", cases=found.rows, q=words, next=after, by=by
    )


def _while_typing(visit: Visit, words: str) -> Response:
    with visit.read() as desk:
        found, more = whiletyping.quickly(desk, words, AT_ONCE)
    return visit.page("cases/hits.html", cases=found, more=more, q=words)


def _start(form: Form) -> int:
    try:
        return max(0, int(urlsafe_b64decode(form.one("cursor")))) if form.one("cursor") else 0
    except ValueError:
        return 0
