"""Hearings: a new one with what follows, moving one, and how it ended."""

from itertools import zip_longest
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import counting, hearings
from app.casework.casefiles import labels
from app.casework.counting import ProposalView
from app.casework.hearings import HearingChange, HearingFacts, HearingView, NewHearing
from app.clock import instant, local
from app.db.desk import Desk
from app.errors import AmparoError, Conflict, OutOfRoom, Refused
from app.forums import courts
from app.gate import doing
from app.web.errors import conflict_page
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep
from app.words import N_

router = APIRouter()

OWN = ("case_id", "tz", "court", "kind", "custody", "replaces", "reason", "past")
COURTS = [(court.code, court.name, court.zone) for court in courts.all_courts()]
UNSEEN = N_("What you typed last changed the filing dates. Look at them here and save again.")
ANOTHER = N_("You have another hearing on that day. Compare the hours and the places.")
NOTHING_COUNTED: dict[str, Any] = {
    "when": None,
    "tz": "",
    "when_mine": None,
    "clashes": (),
    "replaced_when": None,
    "earlier": False,
    "weekend": False,
    "proposals": (),
    "chosen": {},
}


@router.get("/hearings/new", **doing("hearing.schedule"))
def form(visit: VisitDep, case: UUID | None = None) -> Response:
    """Show the form of a new hearing, of one case or with the case still to be chosen."""
    with visit.read() as desk:
        about = _about(desk, case)
    return visit.page("hearings/new.html", **(about | NOTHING_COUNTED))


@router.post("/hearings/preview", **doing("hearing.schedule"))
def preview(visit: VisitDep, form: FormDep) -> Response:
    """Show what a hearing would set running; nothing is written."""
    part = bool(visit.request.headers.get("hx-request"))
    try:
        with visit.read() as desk:
            counted = _counted(visit, desk, form)
            about = {} if part else _about(desk, _case_of(form), _replaced(desk, form))
    except Refused as wrong:
        return visit.part_refused(wrong) if part else _again(visit, form, wrong)
    if part:
        return visit.page("hearings/preview.html", **counted)
    return visit.page("hearings/new.html", form=form.typed(), **(about | counted))


@router.post("/hearings", **doing("hearing.schedule"))
def schedule(visit: VisitDep, form: FormDep) -> Response:
    """Put a hearing on the calendar and show it with its deadlines."""
    try:
        # Saved before the count had come: left out, so that whatever the rulebook counts is taken.
        new = read(NewHearing, _typed(form) | {"follows": _follows(form) or None})
        with visit.write() as desk:
            _require_seen(desk, new)
            hearing = hearings.schedule_hearing(desk, new)
    except (Refused, OutOfRoom, Conflict) as wrong:
        return _again(visit, form, wrong)
    return visit.to(f"/hearings/{hearing.id}")


@router.get("/hearings/{hearing_id}", **doing("hearing.read"))
def one(visit: VisitDep, hearing_id: UUID) -> Response:
    """Show one hearing with every setting of it."""
    with visit.read() as desk:
        context = _one(desk, hearing_id)
    hearing = context["hearing"]
    return visit.page("hearings/one.html", form=_values(hearing), **(context | NOTHING_COUNTED))


@router.post("/hearings/{hearing_id}/outcome", **doing("hearing.change"))
def outcome(visit: VisitDep, hearing_id: UUID, form: FormDep) -> Response:
    """Record that a hearing was held or cancelled."""
    typed = form.filled("status", "reason")
    try:
        wanted = read(HearingChange, {**typed, **form.filled("version")})
        with visit.write() as desk:
            hearings.change(desk, hearing_id, wanted)
    except Conflict as wrong:
        return conflict_page(visit, wrong, f"/hearings/{hearing_id}/outcome", typed)
    except (Refused, OutOfRoom) as wrong:
        with visit.read() as desk:
            context = _one(desk, hearing_id) | NOTHING_COUNTED
        return visit.again("hearings/one.html", form, wrong, **context)
    return visit.to(f"/hearings/{hearing_id}")


def _require_seen(desk: Desk, new: NewHearing) -> None:
    """Let a hearing be saved whose filing dates its form has shown.

    Raises:
        Refused: What was typed last sets another date running, which nobody decided about.
    """
    if new.follows is None:
        return
    counted = {proposal.rule for proposal in hearings.preview(desk, new)}
    if counted - {follow.rule for follow in new.follows}:
        raise Refused(fields={"inputs": UNSEEN})


def _again(visit: Visit, form: Form, wrong: AmparoError) -> Response:
    with visit.read() as desk:
        try:
            counted = _counted(visit, desk, form)
        except Refused:
            counted = NOTHING_COUNTED
        about = _about(desk, _case_of(form), _replaced(desk, form))
    return visit.again("hearings/new.html", form, wrong, **(about | counted))


def _about(desk: Desk, case: UUID | None, replaced: HearingView | None = None) -> dict[str, Any]:
    """Return which case it is, or the cases to choose from."""
    known = labels(desk, None if case is None else [case])
    chosen = known.get(case) if case is not None else None
    mine = sorted(known.values(), key=lambda label: label.client_name)
    return {
        "section": "new",
        "case": None if chosen is None else {"id": chosen.case_id, "number": chosen.number},
        "cases": [(str(each.case_id), f"{each.client_name} · {each.number}") for each in mine],
        "client_name": chosen.client_name if chosen else "",
        "courts": COURTS,
        "replaced": replaced,
    }


def _one(desk: Desk, hearing_id: UUID) -> dict[str, Any]:
    hearing = hearings.one(desk, hearing_id)
    known = labels(desk, [hearing.case_id])
    settings = {view.id: view for view in hearings.of_case(desk, hearing.case_id, known)}
    first = hearing
    while first.replaces is not None and first.replaces in settings:
        first = settings[first.replaces]
    chain = [first]
    while chain[-1].replaced_by is not None and chain[-1].replaced_by in settings:
        chain.append(settings[chain[-1].replaced_by])
    return {
        "section": "cases",
        "hearing": hearing,
        "chain": chain,
        "courts": COURTS,
        "outcomes": ("held", "cancelled") if hearing.status == "set" else (),
    }


def _values(hearing: HearingView) -> dict[str, str]:
    """Return what a moved hearing most likely keeps."""
    kept = ("court", "kind", "medium", "judge", "place", "interpreter", "proceeding", "custody")
    return {name: getattr(hearing, name) for name in kept}


def _typed(form: Form) -> dict[str, Any]:
    fields: dict[str, Any] = form.filled(*OWN, *HearingFacts.model_fields)
    on, at = form.one("on"), form.one("at")
    if on and at:
        fields["starts"] = f"{on}T{at}"
    return fields


def _follows(form: Form) -> list[dict[str, str]]:
    parts = ("rule", "choice", "due", "reason")
    columns = [form.get(f"follow_{part}", []) for part in parts]
    named = [dict(zip(parts, row, strict=True)) for row in zip_longest(*columns, fillvalue="")]
    return [{name: text for name, text in row.items() if text} for row in named]


def _counted(visit: Visit, desk: Desk, form: Form) -> dict[str, Any]:
    """Return what the preview shows, once enough was typed to count from."""
    typed = _typed(form)
    if not {"starts", "kind", "case_id"} <= typed.keys():
        return NOTHING_COUNTED
    new = read(NewHearing, typed)
    proposals: list[ProposalView] = hearings.preview(desk, new)
    zone = hearings.zone_of(desk, new)
    mine = local(instant(new.starts, zone), desk.who.zone).replace(tzinfo=None)
    replaced = _replaced(desk, form)
    chosen = {row["rule"]: row for row in _follows(form) if "rule" in row}
    return {
        "when": new.starts,
        "tz": zone,
        "when_mine": None if mine == new.starts else mine,
        "clashes": _clashes(visit, desk, new),
        "replaced_when": replaced.starts if replaced else None,
        "earlier": replaced is not None and new.starts < replaced.starts,
        "weekend": counting.is_closed(new.starts.date()),
        "proposals": proposals,
        "chosen": chosen,
    }


def _clashes(visit: Visit, desk: Desk, new: NewHearing) -> tuple[str, ...]:
    """Return a sentence where she is due at another hearing on that day."""
    visit.calendar.follow(desk)
    that_day = [
        entry
        for entry in visit.calendar.open_entries()
        if (entry.kind, entry.due, entry.responsible_id)
        == ("hearing", new.starts.date(), desk.who.id)
        and entry.id != new.replaces
    ]
    return (ANOTHER,) if that_day else ()


def _replaced(desk: Desk, form: Form) -> HearingView | None:
    try:
        return hearings.one(desk, UUID(form.one("replaces"))) if form.one("replaces") else None
    except (ValueError, AmparoError):
        return None


def _case_of(form: Form) -> UUID | None:
    try:
        return UUID(form.one("case_id"))
    except ValueError:
        return None
