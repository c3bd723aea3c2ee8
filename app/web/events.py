"""What happened in a case: every date that follows from it is offered, and one save enters all."""

from collections.abc import Iterable, Mapping
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
from app.words import N_, Filled, translator

router = APIRouter()
KIND: begun.Kind = "event"
NAMED = ("case_id", "event", "area", "on", "on_sure", "others", "filing_id")
NOTHING: dict[str, Any] = {"offers": (), "doubt": None, "is_hearing": False}
NOTHING |= {"is_asked": False, "kept": (), "its_day": "", "within": "", "parts": ()}
NOTHING |= {"here": (), "away": (), "touched": 0, "is_no_day": False}
WITHIN, ASIDE, INPUTS = "within", "aside", ".inputs."
OF_ANOTHER = N_("It happened in: %(area)s.")
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
@begun.once
def record(visit: VisitDep, form: FormDep) -> Response:
    """Enter every date that was taken, and lead back to the case."""
    try:
        with visit.read() as desk:
            offers = _offers(desk, form)
            dates = list(_decided(form, offers, _set_aside(desk, form, offers)))
        new = read(NewEvent, {**form.filled(*NAMED), "dates": dates})
        with visit.write() as desk:
            entered = events.record(desk, new)
    except TURNED_BACK as wrong:
        begun.keep(visit, KIND, form)
        return _again(visit, form, wrong)
    begun.forget(visit, KIND, form)
    return visit.to(f"/filings/{new.filing_id}" if new.filing_id else f"/cases/{entered.case_id}")


def _again(visit: Visit, form: Form, wrong: AmparoError) -> Response:
    return visit.again("events/new.html", form, wrong, **_typed(visit, form))


def _typed(visit: Visit, form: Form) -> dict[str, Any]:
    """Return what the page shows beside what was typed, with what is known filled in."""
    with visit.read() as desk:
        offers = _offers(desk, form)
        within, parts = _within(desk, form, offers), _parts(desk, offers)
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
        "is_no_day": asked and not _is_day(form.one("on")),
        "its_day": events.day_of(form.one("event")),
        "kept": kept,
        "within": within,
        "parts": parts,
        "here": [each for each in offers if each.is_of(within)],
        "away": (away := [each for each in offers if not each.is_of(within)]),
        "touched": sum(_is_touched(form, each) for each in away),
    }


def _is_day(typed: str) -> bool:
    try:
        read_day(typed)
    except ValueError:
        return False
    return True


def _is_touched(form: Form, offer: Offer) -> bool:
    """Tell whether somebody decided about a date, or answered what could not be read."""
    return bool(form.one(f"dates.{offer.key}.choice")) or offer.wrong is not None


def _within(desk: Desk, form: Form, offers: list[Offer]) -> str:
    """Return in which part of the practice it happened: as was said, else as the case says.

    What was said of something else that happened may fit no date of this: then it is not heard.
    """
    said = form.one(WITHIN)
    if not offers or (WITHIN in form and (not said or any(o.is_of(said) for o in offers))):
        return said
    case, _ = about_case(desk, case_of(form))
    usual = "" if case is None else events.usual_area(desk, case)
    return usual if usual in {each.area for each in offers} else ""


def _parts(desk: Desk, offers: list[Offer]) -> list[tuple[str, str]]:
    """Return the parts of the practice of which dates are offered, in their order."""
    here = {each.area for each in offers}
    found = [(code, name) for code, name in rulebook.areas(desk) if code in here]
    return found if len(found) > 1 else []


def _set_aside(desk: Desk, form: Form, offers: list[Offer]) -> dict[str, str]:
    """Return why each date of another part of the practice is left out, where that was ticked."""
    within = _within(desk, form, offers) if WITHIN in form else ""
    if not within or form.one(ASIDE) != within:
        return {}
    names = dict(rulebook.areas(desk))
    why = translator(desk.who.locale)(Filled(OF_ANOTHER, area=names.get(within, within)))
    away = [each for each in offers if not each.is_of(within)]
    return {each.key: why for each in away if each.proposal.status != "none"}


def _about(desk: Desk, case: UUID | None) -> dict[str, Any]:
    _, page = about_case(desk, case)
    return page | {"events": rulebook.events(desk)}


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
    return events.offers(desk, case, event, on=on, area=area, typed=_answers(form))


def _answers(form: Form) -> dict[str, dict[str, str]]:
    """Return what was answered, by the key of each date; nothing where no question was shown."""
    found: dict[str, dict[str, str]] = {}
    for name in form:
        key, asked, question = name.removeprefix("dates.").partition(INPUTS)
        if asked and name.startswith("dates."):
            found.setdefault(key, {})[question] = form.one(name)
    return found


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
    shown = {"others", ASIDE} if len(offers) > 1 else set()
    shown |= {WITHIN} if len({each.area for each in offers}) > 1 else set()
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
    besides = {"others", "area", WITHIN, ASIDE}
    decided = [name for name in form if name in besides or name.startswith("dates.")]
    return [(name, form.one(name)) for name in decided if name not in shown]


def _decided(
    form: Form, offers: Iterable[Offer], aside: Mapping[str, str]
) -> Iterable[dict[str, Any]]:
    """Yield what was decided about each date, by itself or with those that were set aside."""
    for offer in offers:
        here = f"dates.{offer.key}."
        if not form.one(f"{here}choice"):
            if offer.key in aside:
                left = {"choice": "leave", "reason": aside[offer.key]}
                yield {"rule": offer.rule, "part": offer.proposal.part} | left
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
