"""Where somebody is held: entering it, looking again, what a transfer may change; the places."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import detention, facilities, people, stays
from app.casework.casefiles import label_of
from app.casework.detention import (
    DetentionChange,
    DetentionFacts,
    Looked,
    NewDetention,
    TransferAnswer,
)
from app.casework.facilities import FacilityChange, FacilityFacts, NewFacility
from app.db.desk import Desk
from app.errors import TURNED_BACK, AmparoError, Conflict, OutOfRoom, Refused
from app.gate import doing
from app.web.errors import conflict_page
from app.web.forms import Form, FormDep, as_sent, read
from app.web.visit import Visit, VisitDep

router = APIRouter()
TODAY = "today"


@router.get("/detentions/new", **doing("detention.add"))
def new(visit: VisitDep, person: UUID) -> Response:
    """Show the form of where somebody is held now."""
    return _form(visit, person)


@router.post("/detentions", **doing("detention.add"))
def add(visit: VisitDep, form: FormDep) -> Response:
    """Enter where somebody is held, and show what follows."""
    person_id = _id(form, "person_id")
    try:
        fields = form.filled(*DetentionFacts.model_fields, "hours")
        wanted = {**fields, "person_id": person_id, "found": form.one("found") != "false"}
        with visit.write() as desk:
            made = detention.add(desk, read(NewDetention, wanted))
    except TURNED_BACK as wrong:
        return _form(visit, person_id, form, wrong)
    return visit.to(f"/detentions/{made.id}")


@router.get("/detentions/{detention_id}", **doing("detention.read"))
def one(visit: VisitDep, detention_id: UUID) -> Response:
    """Show one place of custody, who looked, and what the transfer there may change."""
    return _one(visit, detention_id)


@router.post("/detentions/{detention_id}", **doing("detention.change"))
def change(visit: VisitDep, detention_id: UUID, form: FormDep) -> Response:
    """Change what is known of a stay, or say how it ended."""
    address = f"/detentions/{detention_id}"
    typed = form.every(DetentionFacts) | form.filled("ended", "until")
    try:
        wanted = read(DetentionChange, {**typed, **form.filled("version")})
        with visit.write() as desk:
            detention.change(desk, detention_id, wanted)
    except Conflict as wrong:
        return conflict_page(visit, wrong, "detention", address, typed)
    except (Refused, OutOfRoom) as wrong:
        return _one(visit, detention_id, form, wrong)
    return visit.to(address)


@router.post("/detentions/{detention_id}/looks", **doing("detention.look"))
def look(visit: VisitDep, detention_id: UUID, form: FormDep) -> Response:
    """Note that somebody looked just now, found or not; back to where the button stood."""
    try:
        looked = read(Looked, form.filled("found", "how", "hours"))
        with visit.write() as desk:
            detention.look(desk, detention_id, looked)
    except TURNED_BACK as wrong:
        return _one(visit, detention_id, form, wrong)
    return visit.to("/today" if form.one("back") == TODAY else f"/detentions/{detention_id}")


@router.post("/detentions/{detention_id}/answers", **doing("detention.change"))
def answer(visit: VisitDep, detention_id: UUID, form: FormDep) -> Response:
    """Answer what a transfer may change, with its source."""
    typed = form.filled("question", "answer", "source")
    address = f"/detentions/{detention_id}"
    try:
        said = read(TransferAnswer, {**typed, **form.filled("version")})
        with visit.write() as desk:
            detention.answer(desk, detention_id, said)
    except Conflict as wrong:
        return conflict_page(visit, wrong, "detention", f"{address}/answers", typed)
    except (Refused, OutOfRoom) as wrong:
        return _one(visit, detention_id, form, wrong)
    return visit.to(f"{address}#h-changes")


@router.get("/facilities", **doing("facility.read"))
def places(visit: VisitDep) -> Response:
    """Show every place that the office knows."""
    with visit.read() as desk:
        found = facilities.everywhere(desk)
    return visit.page("detention/places.html", section="cases", places=found)


@router.get("/facilities/new", **doing("facility.add"))
def new_place(visit: VisitDep) -> Response:
    """Show the form of a new place."""
    return _place(visit, None)


@router.post("/facilities", **doing("facility.add"))
def add_place(visit: VisitDep, form: FormDep) -> Response:
    """Enter a place."""
    try:
        wanted = read(NewFacility, form.filled(*FacilityFacts.model_fields))
        with visit.write() as desk:
            made = facilities.add(desk, wanted)
    except TURNED_BACK as wrong:
        return _place(visit, None, form, wrong)
    return visit.to(f"/facilities/{made.id}")


@router.get("/facilities/{facility_id}", **doing("facility.read"))
def one_place(visit: VisitDep, facility_id: UUID) -> Response:
    """Show one place, to be corrected by anyone."""
    return _place(visit, facility_id)


@router.post("/facilities/{facility_id}", **doing("facility.change"))
def change_place(visit: VisitDep, facility_id: UUID, form: FormDep) -> Response:
    """Correct what is known of a place; it counts as checked today."""
    address = f"/facilities/{facility_id}"
    typed = form.every(FacilityFacts)
    try:
        wanted = read(FacilityChange, {**typed, **form.filled("version")})
        with visit.write() as desk:
            facilities.change(desk, facility_id, wanted)
    except Conflict as wrong:
        return conflict_page(visit, wrong, "facility", address, typed)
    except (Refused, OutOfRoom) as wrong:
        return _place(visit, facility_id, form, wrong)
    return visit.to(address)


def _id(form: Form, name: str) -> UUID:
    try:
        return UUID(form.one(name))
    except ValueError:
        raise Refused from None


def _offered(desk: Desk) -> list[tuple[str, str]]:
    return [(str(each.id), each.name) for each in facilities.everywhere(desk)]


def _form(
    visit: Visit, person_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        person = people.one(desk, person_id)
        context: dict[str, Any] = {
            "section": "cases",
            "label": label_of(desk, person.case_id),
            "person": person,
            "places": _offered(desk),
        }
    if form is None or wrong is None:
        return visit.page("detention/new.html", **context)
    return visit.again("detention/new.html", form, wrong, **context)


def _one(
    visit: Visit, detention_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        stay = stays.one(desk, detention_id)
        context: dict[str, Any] = {
            "section": "cases",
            "label": label_of(desk, stay.case_id),
            "stay": stay,
            "places": _offered(desk),
        }
    if form is None or wrong is None:
        known = {name: as_sent(getattr(stay, name)) for name in DetentionFacts.model_fields}
        known |= {"ended": stay.ended, "until": as_sent(stay.until)}
        return visit.page("detention/one.html", form=known, **context)
    return visit.again("detention/one.html", form, wrong, **context)


def _place(
    visit: Visit,
    facility_id: UUID | None,
    form: Form | None = None,
    wrong: AmparoError | None = None,
) -> Response:
    with visit.read() as desk:
        place = None if facility_id is None else facilities.one(desk, facility_id)
    context: dict[str, Any] = {"section": "cases", "place": place}
    if form is not None and wrong is not None:
        return visit.again("detention/place.html", form, wrong, **context)
    known = {} if place is None else place.model_dump(include=set(FacilityFacts.model_fields))
    values = {name: as_sent(value) for name, value in known.items()}
    return visit.page("detention/place.html", form=values, **context)
