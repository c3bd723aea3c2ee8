"""Deadlines: counted or typed, their law, and how they end."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import (
    adding,
    correcting,
    counting,
    endings,
    following,
    forgood,
    hearings,
    moving,
    rulebook,
    secondlook,
    slips,
    today,
    twice,
)
from app.casework.adding import NewDeadline
from app.casework.casefiles import Label, labels
from app.casework.deadlines import DeadlineFacts, DeadlineView, read_day
from app.casework.endings import AsSeen, Completion
from app.casework.hearings import HearingView
from app.casework.moving import DeadlineChange
from app.casework.offered import offered
from app.casework.reminders.passing import Deed
from app.casework.secondlook import SecondLook
from app.casework.twice import Entered
from app.db.desk import Desk
from app.errors import TURNED_BACK, AmparoError, Conflict, OutOfRoom, Refused
from app.gate import doing
from app.web import begun, fromtray
from app.web.cases import colleagues
from app.web.errors import conflict_page
from app.web.forms import Form, FormDep, read
from app.web.saved import LOOK_OWED, NOT_NEEDED, SECOND_NEEDED, TWO_WEEKS
from app.web.visit import Visit, VisitDep
from app.web.whichcase import about_case, case_of

router = APIRouter()

RULE, TYPED = "rule", "typed"
TODAY = "today"
CONFIRMED = ("sure", "late")
NAMED = ("case_id", "hearing_id", "rule", "part")
UNASKED: dict[str, Any] = {
    "rule": "",
    "questions": (),
    "proposal": None,
    "parts": (),
    "slips": (),
    "standing": (),
}
CHANGEABLE = ("due", "at", "responsible_id", "whose", "fatal", "means")


@router.get("/deadlines/new", **doing("deadline.add"))
def form(
    visit: VisitDep,
    case: UUID | None = None,
    hearing: UUID | None = None,
    handed_in: UUID | None = None,
) -> Response:
    """Show the form of a new deadline: of one case, of one of its hearings, or still to be said.

    What was handed in fills it as far as it says something.
    """
    kept = begun.look(visit, "deadline")
    if handed_in is not None and not fromtray.is_about(kept, handed_in):
        with visit.read() as desk:
            filled = fromtray.deadline(desk, handed_in)
        context = _typed(visit, filled)
        return visit.page("deadlines/new.html", form=filled.typed(), **context)
    if kept is not None and case in {None, case_of(kept)} and hearing in {None, _hearing_of(kept)}:
        context = _typed(visit, kept)
        return visit.page("deadlines/new.html", **context, **begun.shown(kept))
    with visit.read() as desk:
        about = _about(desk, case, hearing)
    return visit.page("deadlines/new.html", mode=RULE, **(about | UNASKED))


@router.post("/deadlines/preview", **doing("deadline.add"))
def preview(visit: VisitDep, form: FormDep) -> Response:
    """Show a rule's questions and its count; nothing is written."""
    part = bool(visit.request.headers.get("hx-request"))
    try:
        with visit.read() as desk:
            _prefill(desk, form)
            asked = _asked(desk, form)
            about = {} if part else _about(desk, case_of(form), _hearing_of(form))
    except Refused as wrong:
        return visit.part_refused(wrong) if part else _again(visit, form, wrong)
    if part:  # what is typed, its page keeps
        return visit.page("deadlines/preview.html", form=form.typed(), **asked)
    begun.keep(visit, "deadline", form)
    return visit.page("deadlines/new.html", mode=RULE, form=form.typed(), **(about | asked))


@router.post("/deadlines", **doing("deadline.add"))
@begun.once
def add(visit: VisitDep, form: FormDep) -> Response:
    """Add a deadline and show it with its law."""
    try:
        fields: dict[str, Any] = form.filled(*NAMED, *DeadlineFacts.model_fields)
        if form.one("rule"):
            with visit.read() as desk:
                _prefill(desk, form)
                fields["inputs"] = counting.answered(desk, form.one("rule"), _inputs(form))
            fields["sure_of"] = under(form, "sure_of.")
        new = read(NewDeadline, fields)
        with visit.write() as desk:
            deadline = adding.add(desk, new)
            fromtray.take(desk, form, deadline.id)
    except TURNED_BACK as wrong:
        begun.keep(visit, "deadline", form)
        return _again(visit, form, wrong)
    begun.forget(visit, "deadline", form)
    return visit.to(f"/deadlines/{deadline.id}")


@router.get("/deadlines/{deadline_id}", **doing("deadline.read"))
def one(visit: VisitDep, deadline_id: UUID) -> Response:
    """Show one deadline with its law."""
    return _one(visit, deadline_id)


@router.post("/deadlines/{deadline_id}", **doing("deadline.change"))
def change(visit: VisitDep, deadline_id: UUID, form: FormDep) -> Response:
    """Change a deadline's date, hour or who is responsible."""
    typed = form.filled(*CHANGEABLE, "sure", "override_reason") | {"at": form.one("at")}
    try:
        wanted = read(DeadlineChange, {**typed, **form.filled("version")})
        with visit.write() as desk:
            moving.change(desk, deadline_id, wanted)
    except Conflict as wrong:
        return conflict_page(visit, wrong, "deadline", f"/deadlines/{deadline_id}", typed)
    except (Refused, OutOfRoom) as wrong:
        return _one(visit, deadline_id, form, wrong)
    return visit.to(f"/deadlines/{deadline_id}")


@router.post("/deadlines/{deadline_id}/acknowledgement", **doing("deadline.acknowledge"))
def acknowledge(visit: VisitDep, deadline_id: UUID, form: FormDep) -> Response:
    """Record that I have seen what I was told of a deadline."""
    try:
        with visit.write() as desk:
            today.acknowledge(desk, deadline_id)
    except TURNED_BACK as wrong:
        return _one(visit, deadline_id, Form(), wrong)
    return visit.to(_back(form, deadline_id))


@router.post("/deadlines/{deadline_id}/passing", **doing("deadline.acknowledge"))
def pass_on(visit: VisitDep, deadline_id: UUID) -> Response:
    """Tell the back-up now."""
    return _pass_on(visit, deadline_id, "pass")


@router.post("/deadlines/{deadline_id}/escalation", **doing("deadline.acknowledge"))
def escalate(visit: VisitDep, deadline_id: UUID) -> Response:
    """Tell everybody now whom the day itself would tell."""
    return _pass_on(visit, deadline_id, "escalate")


def _pass_on(visit: Visit, deadline_id: UUID, deed: Deed) -> Response:
    try:
        with visit.write() as desk:
            today.pass_on(desk, deadline_id, deed)
    except TURNED_BACK as wrong:
        return _one(visit, deadline_id, Form(), wrong)
    return visit.to(f"/deadlines/{deadline_id}")


@router.get("/deadlines/{deadline_id}/completion", **doing("deadline.complete"))
def filed(visit: VisitDep, deadline_id: UUID, back: str = "") -> Response:
    """Show the form of what was filed: within its row where htmx asks, else as a page."""
    with visit.read() as desk:
        deadline = endings.to_close(desk, deadline_id)
    section = TODAY if back == TODAY else "cases"
    part = bool(visit.request.headers.get("hx-request"))
    name = "deadlines/filed_here.html" if part else "deadlines/filed.html"
    return visit.page(name, section=section, deadline=deadline, focus=part)


@router.post("/deadlines/{deadline_id}/completion", **doing("deadline.complete"))
def complete(visit: VisitDep, deadline_id: UUID, form: FormDep) -> Response:
    """Record that a deadline was filed, or is not needed."""
    typed = form.filled("outcome", "note", "on", "hour", "late", "sure")
    try:
        done = read(Completion, {**typed, **form.filled("version")})
        with visit.write() as desk:
            ended = endings.complete(desk, deadline_id, done)
    except Conflict as wrong:
        plain = typed | ({"late": "true"} if "late" in typed else {})
        return conflict_page(
            visit, wrong, "deadline", f"/deadlines/{deadline_id}/completion", plain
        )
    except (Refused, OutOfRoom) as wrong:
        return _one(visit, deadline_id, form, wrong)
    return visit.to(_back(form, deadline_id), _first_word(ended))


def _first_word(ended: DeadlineView) -> str:
    """Return what is said of a date that is not needed; nothing of its own where it was filed."""
    if ended.status == "not_needed":
        return NOT_NEEDED
    if ended.second_look:
        return LOOK_OWED
    if not ended.unneeded_mine:
        return ""
    return TWO_WEEKS if ended.unneeded_from else SECOND_NEEDED


@router.post("/deadlines/{deadline_id}/keeping", **doing("deadline.change"))
def keep(visit: VisitDep, deadline_id: UUID, form: FormDep) -> Response:
    """Say that a date is needed of which a colleague says that it is not."""
    return _undo(visit, deadline_id, form, endings.keep, "keeping")


@router.post("/deadlines/{deadline_id}/second-look", **doing("deadline.change"))
def look(visit: VisitDep, deadline_id: UUID, form: FormDep) -> Response:
    """Say that somebody else looked whether a fatal date was filed."""
    try:
        seen = read(SecondLook, {**form.filled("version"), "note": form.one("note")})
        with visit.write() as desk:
            secondlook.give(desk, deadline_id, seen)
    except Conflict as wrong:
        typed = {"note": form.one("note")}
        address = f"/deadlines/{deadline_id}/second-look"
        return conflict_page(visit, wrong, "deadline", address, typed)
    except (Refused, OutOfRoom) as wrong:
        return _one(visit, deadline_id, form, wrong)
    return visit.to(f"/deadlines/{deadline_id}")


@router.post("/deadlines/{deadline_id}/reopening", **doing("deadline.reopen"))
def reopen(visit: VisitDep, deadline_id: UUID, form: FormDep) -> Response:
    """Undo how a deadline ended."""
    return _undo(visit, deadline_id, form, endings.reopen, "reopening")


def _undo(
    visit: Visit,
    deadline_id: UUID,
    form: Form,
    deed: Callable[[Desk, UUID, int], DeadlineView],
    name: str,
) -> Response:
    address = f"/deadlines/{deadline_id}"
    try:
        version = read(AsSeen, form.filled("version")).version
        with visit.write() as desk:
            deed(desk, deadline_id, version)
    except Conflict as wrong:
        return conflict_page(visit, wrong, "deadline", f"{address}/{name}", {})
    except (Refused, OutOfRoom) as wrong:
        return _one(visit, deadline_id, form, wrong)
    return visit.to(address)


def _one(
    visit: Visit, deadline_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        deadline = endings.stands(desk, deadline_id)
        known = _responsible(desk, deadline)
    context: dict[str, Any] = {
        "section": "cases",
        "deadline": deadline,
        "tz": visit.who.zone,
        "colleagues": known,
        "of_hearing": correcting.counts_from_hearing(deadline.rule, deadline.hearing_id),
    }
    if form is not None and wrong is not None:
        _forget_no_days(form)
        return visit.again("deadlines/one.html", form, wrong, **context)
    stands = {name: str(getattr(deadline, name) or "") for name in CHANGEABLE if name != "fatal"}
    return visit.page("deadlines/one.html", form=stands, **context)


def _forget_no_days(form: Form) -> None:
    """Drop a confirmation that names no day: the page would write it out as one."""
    for name in CONFIRMED:
        try:
            read_day(form.one(name))
        except ValueError:
            form.pop(name, None)


def _again(visit: Visit, form: Form, wrong: AmparoError) -> Response:
    return visit.again("deadlines/new.html", form, wrong, **_typed(visit, form))


def _typed(visit: Visit, form: Form) -> dict[str, Any]:
    """Return what the page of a new deadline shows beside what was typed."""
    with visit.read() as desk:
        try:
            asked = _asked(desk, form)
        except Refused:  # an answer cannot be read: what was typed stays in the rule's questions
            asked = _questions(desk, form)
        about = _about(desk, case_of(form), _hearing_of(form))
    mode = RULE if form.one("rule") else form.one("mode") or TYPED
    return {"mode": mode} | about | asked


def _about(desk: Desk, case: UUID | None, hearing: UUID | None) -> dict[str, Any]:
    chosen, page = about_case(desk, case)
    return page | {
        "hearing": _standing(desk, chosen, hearing),
        "rules": rulebook.by_area(desk),
        "colleagues": colleagues(desk) if chosen is None else _on_case(desk, chosen.case_id),
    }


def _hearing_of(form: Form) -> UUID | None:
    try:
        return UUID(form.one("hearing_id"))
    except ValueError:
        return None


def _standing(desk: Desk, case: Label | None, hearing: UUID | None) -> HearingView | None:
    """Return the hearing that a new date belongs to, None where it no longer stands."""
    if case is None or hearing is None:
        return None
    found = hearings.by_ids(desk, [hearing], {case.case_id: case})
    return next((view for view in found if view.status == "set"), None)


def _prefill(desk: Desk, form: Form) -> None:
    """Answer what a rule asks of the hearing or of the client's file, until somebody does."""
    rule, case = form.one("rule"), case_of(form)
    if case is not None and "inputs.custody" not in form:
        told = correcting.of_file(desk, rule, case)
        form |= {f"inputs.{name}": [says] for name, says in told.items()}
    if "inputs.hearing_date" in form or case is None or not counting.runs_from_hearing(rule):
        return
    hearing = _standing(desk, labels(desk, [case]).get(case), _hearing_of(form))
    if hearing is not None:
        facts = following.facts(hearing.starts, hearing.kind, hearing.custody, rule)
        form |= {f"inputs.{name}": [str(value)] for name, value in facts.items()}


def _on_case(desk: Desk, case_id: UUID) -> list[tuple[str, str]]:
    return offered(desk, forgood.answering(desk, case_id))


def _responsible(desk: Desk, deadline: DeadlineView) -> list[tuple[str, str]]:
    """Return who may be responsible; whoever is now stands among them, even if she left."""
    known = _on_case(desk, deadline.case_id)
    now = (str(deadline.responsible_id), deadline.responsible_name)
    return known if now[0] in {each for each, _ in known} else [now, *known]


def _asked(desk: Desk, form: Form) -> dict[str, Any]:
    rule = form.one("rule")
    if not rule:
        return UNASKED
    inputs = counting.answered(desk, rule, _inputs(form))
    proposal = counting.propose(desk, rule, inputs) if inputs else None
    parts = proposal.parts if proposal else []
    if form.one("part") in dict(parts):
        proposal = counting.propose(desk, rule, inputs, None, form.one("part"))
    return {
        "rule": rule,
        "questions": counting.questions(desk, rule),
        "proposal": proposal,
        "parts": parts,
        "slips": slips.of(desk, proposal, inputs) if proposal else (),
        "standing": _standing_by(desk, form),
    }


def _questions(desk: Desk, form: Form) -> dict[str, Any]:
    """Return what a rule asks, without a count; nothing of a rule that there is none of."""
    rule = form.one("rule")
    try:
        questions = counting.questions(desk, rule)
    except Refused:
        return UNASKED
    known = {"rule": rule, "questions": questions, "standing": _standing_by(desk, form)}
    return UNASKED | known


def _standing_by(desk: Desk, form: Form) -> list[DeadlineView]:
    """Return the open dates of the chosen case by the rule that is being entered."""
    case = case_of(form)
    label = None if case is None else labels(desk, [case]).get(case)
    entered = Entered(form.one("rule"), form.one("part"), form.one("proceeding"), _hearing_of(form))
    return [] if label is None else twice.shown(desk, label, entered)


def _inputs(form: Form) -> dict[str, str]:
    return under(form, "inputs.")


def under(form: Form, prefix: str) -> dict[str, str]:
    """Return the fields of a form whose names begin alike, by the rest of their names."""
    return {name.removeprefix(prefix): form.one(name) for name in form if name.startswith(prefix)}


def _back(form: Form, deadline_id: UUID) -> str:
    """Return where a deed was done from; the page says so, since browsers send no referrer here."""
    return "/today" if form.one("back") == TODAY else f"/deadlines/{deadline_id}"
