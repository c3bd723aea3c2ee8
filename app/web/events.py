"""What happened in a case: every date that follows from it is offered, and one save enters all."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import events, rulebook
from app.casework.deadlines import read_day
from app.casework.events import NewEvent, Offer
from app.casework.twice import ANOTHER
from app.db.desk import Desk
from app.errors import TURNED_BACK, AmparoError, Refused
from app.gate import doing
from app.web import begun
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep
from app.web.whichcase import about_case, case_of

router = APIRouter()
KIND: begun.Kind = "event"
NAMED = ("case_id", "event", "area", "on", "on_sure", "others")
NOTHING: dict[str, Any] = {"offers": (), "doubt": None, "is_hearing": False}
NOTHING |= {"is_asked": False, "kept": (), "its_day": ""}
OPEN = ("take", "change")


@router.get("/events/new", **doing("deadline.add"))
def form(visit: VisitDep, case: UUID | None = None) -> Response:
    """Show the form of what happened: in one case, or with the case still to be chosen."""
    kept = begun.look(visit, KIND)
    if kept is not None and case in {None, case_of(kept)}:
        return visit.page("events/new.html", **_typed(visit, kept), **begun.shown(kept))
    with visit.read() as desk:
        about = _about(desk, case)
    return visit.page("events/new.html", **(about | NOTHING))


@router.post("/events/preview", **doing("deadline.add"))
def preview(visit: VisitDep, form: FormDep) -> Response:
    """Show every date that follows, counted as far as is known; nothing is written."""
    begun.keep(visit, KIND, form)
    context = _typed(visit, form)
    if visit.request.headers.get("hx-request"):
        return visit.page("events/offered.html", form=form.typed(), **context)
    return visit.page("events/new.html", form=form.typed(), **context)


@router.post("/events", **doing("deadline.add"))
def record(visit: VisitDep, form: FormDep) -> Response:
    """Enter every date that was taken, and lead back to the case."""
    try:
        with visit.read() as desk:
            dates = list(_decided(form, _offers(desk, form)))
        new = read(NewEvent, {**form.filled(*NAMED), "dates": dates})
        with visit.write() as desk:
            entered = events.record(desk, new)
    except TURNED_BACK as wrong:
        begun.keep(visit, KIND, form)
        return _again(visit, form, wrong)
    begun.forget(visit, KIND, form)
    return visit.to(f"/cases/{entered.case_id}")


def _again(visit: Visit, form: Form, wrong: AmparoError) -> Response:
    return visit.again("events/new.html", form, wrong, **_typed(visit, form))


def _typed(visit: Visit, form: Form) -> dict[str, Any]:
    """Return what the page shows beside what was typed, with what is known filled in."""
    with visit.read() as desk:
        offers = _offers(desk, form)
        _prefill(form, offers)
        kept = _kept(form, offers)
        about = _about(desk, case_of(form))
        doubt = events.doubt_of(desk, offers, read_day(form.one("on"))) if offers else None
    asked = about["case"] is not None and bool(form.one("event") and form.one("on"))
    return about | {
        "offers": offers,
        "doubt": doubt,
        "is_hearing": form.one("event") == events.HEARING,
        "is_asked": asked,
        "its_day": events.day_of(form.one("event")),
        "kept": kept,
    }


def _about(desk: Desk, case: UUID | None) -> dict[str, Any]:
    _, page = about_case(desk, case)
    known = {"events": rulebook.events(desk), "areas": rulebook.areas(desk)}
    return page | known


def _offers(desk: Desk, form: Form) -> list[Offer]:
    """Return what follows from what was typed, once it says which case, what, and when."""
    case, _ = about_case(desk, case_of(form))
    try:
        on = read_day(form.one("on"))
    except ValueError:
        return []
    if case is None:
        return []
    event, area = form.one("event"), form.one("area")
    bare = events.offers(desk, case, event, on=on, area=area)
    typed = {each.key: _answers(form, each) for each in bare}
    return events.offers(desk, case, event, on=on, area=area, typed=typed)


def _answers(form: Form, offer: Offer) -> dict[str, str]:
    """Return what was answered for one date; nothing where its questions were not shown."""
    names = [each.name for each in offer.questions]
    shown = [name for name in names if f"dates.{offer.key}.inputs.{name}" in form]
    return {name: form.one(f"dates.{offer.key}.inputs.{name}") for name in shown}


def _prefill(form: Form, offers: list[Offer]) -> None:
    """Take the only date there is unless somebody says otherwise; fill in what is known."""
    if len(offers) == 1:
        choice = "take" if offers[0].may_be_taken else "change"
        form.setdefault(f"dates.{offers[0].key}.choice", [choice])
    for offer in offers:
        if form.one(f"dates.{offer.key}.choice") in OPEN:
            for each in offer.questions:
                if each.name in offer.inputs:
                    name = f"dates.{offer.key}.inputs.{each.name}"
                    form.setdefault(name, [str(offer.inputs[each.name])])


def _kept(form: Form, offers: list[Offer]) -> list[tuple[str, str]]:
    """Return what was decided or answered and has no field on the page as it stands now."""
    shown = {"others"} if len(offers) > 1 else set()
    for offer in offers:
        here, choice = f"dates.{offer.key}.", form.one(f"dates.{offer.key}.choice")
        shown |= {f"{here}choice", f"{here}sure"}
        if choice == "leave":
            shown.add(f"{here}reason")
        if choice == "change" or (choice in OPEN and not offer.proposal.file_by):
            shown |= {f"{here}due", f"{here}reason"}
        if choice in OPEN:
            shown |= {f"{here}inputs.{each.name}" for each in offer.questions}
            shown |= {f"{here}sure_of.{name}" for name in _doubtful(offer)}
    decided = [name for name in form if name == "others" or name.startswith("dates.")]
    return [(name, form.one(name)) for name in decided if name not in shown]


def _decided(form: Form, offers: Iterable[Offer]) -> Iterable[dict[str, Any]]:
    """Yield what was decided about each date of which somebody decided."""
    for offer in offers:
        here = f"dates.{offer.key}."
        if not form.one(f"{here}choice"):
            continue
        if offer.wrong is not None:  # an answer that could not be read must not be left out
            said = offer.wrong.fields.items()
            raise Refused(fields={here + name: sentence for name, sentence in said})
        own = {name: form.one(here + name) for name in ("choice", "due", "reason", "sure")}
        sure = {name: form.one(f"{here}sure_of.{name}") for name in _doubtful(offer)}
        yield {
            "rule": offer.rule,
            "part": offer.proposal.part,
            "inputs": dict(offer.inputs),
            "sure_of": {name: day for name, day in sure.items() if day},
            **{name: value for name, value in own.items() if value},
        }


def _doubtful(offer: Offer) -> list[str]:
    """Return of what Amparo may ask whether it is right."""
    return [ANOTHER, *(each.name for each in offer.questions)]
