"""The people of a case: adding one, changing what is known."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import people
from app.casework.casefiles import label_of
from app.casework.people import LISTS, NewPerson, PersonChange, PersonFacts, PersonView
from app.errors import TURNED_BACK, AmparoError, Conflict, OutOfRoom, Refused
from app.gate import doing
from app.web import begun
from app.web.errors import conflict_page
from app.web.forms import Form, FormDep, as_sent, read
from app.web.visit import Visit, VisitDep

router = APIRouter()
ROWS = ("phones", "addresses", "numbers", "entries", "relations")
PLAIN = tuple(name for name in PersonFacts.model_fields if name not in LISTS)
COUNTED = ("canonical", "masked")  # of an A-number: read from it, never typed


@router.get("/people/new", **doing("person.add"))
def new(visit: VisitDep, case: UUID) -> Response:
    """Show the form of a new person."""
    return _form(visit, case, None)


@router.post("/people", **doing("person.add"))
@begun.once
def add(visit: VisitDep, form: FormDep) -> Response:
    """Add a person and go back to her case."""
    try:
        typed = {**form.filled("case_id", "role", "sure", *PLAIN), **several(form)}
        wanted = read(NewPerson, typed, lists=LISTS)
        with visit.write() as desk:
            person = people.add(desk, wanted)
    except TURNED_BACK as wrong:
        begun.keep(visit, "person", form)
        return _form(visit, _id(form, "case_id"), None, form, wrong)
    begun.forget(visit, "person", form)
    return visit.to(f"/cases/{person.case_id}")


@router.get("/people/{person_id}", **doing("person.change"))
def known(visit: VisitDep, person_id: UUID) -> Response:
    """Show what is known of a person, to be changed."""
    with visit.read() as desk:
        person = people.one(desk, person_id)
    return _form(visit, person.case_id, person)


@router.post("/people/{person_id}", **doing("person.change"))
def change(visit: VisitDep, person_id: UUID, form: FormDep) -> Response:
    """Change what is known of a person."""
    typed = form.every(PersonFacts, *LISTS) | form.filled("role")
    try:
        sent = {**typed, **several(form), **form.filled("version", "sure")}
        wanted = read(PersonChange, sent, lists=LISTS)
        with visit.write() as desk:
            person = people.change(desk, person_id, wanted)
    except Conflict as wrong:
        rows = {name: form.one(name) for name in form if name.partition(".")[0] in LISTS}
        again = {**typed, **rows}
        return conflict_page(visit, wrong, "person", f"/people/{person_id}", again)
    except (Refused, OutOfRoom) as wrong:
        with visit.read() as desk:
            stands = people.one(desk, person_id)
        return _form(visit, stands.case_id, stands, form, wrong)
    return visit.to(f"/cases/{person.case_id}")


def _form(
    visit: Visit,
    case_id: UUID,
    person: PersonView | None,
    form: Form | None = None,
    wrong: AmparoError | None = None,
) -> Response:
    with visit.read() as desk:
        label = label_of(desk, case_id)
        others = [each for each in people.of_case(desk, case_id) if not _is(each, person)]
    context: dict[str, Any] = {"section": "cases", "label": label, "person": person}
    context["others"] = [(str(each.id), each.name) for each in others]
    if form is not None and wrong is not None:
        return visit.again("people/form.html", form, wrong, **context)
    if person is None:
        kept = begun.about(visit, "person", case_id)
        return visit.page("people/form.html", **context, **begun.shown(kept))
    return visit.page("people/form.html", form=_values(person), **context)


def _is(each: PersonView, person: PersonView | None) -> bool:
    return person is not None and each.id == person.id


def several(form: Form) -> dict[str, Any]:
    """Return what a person has several of, as it was typed; what the form does not show stays."""
    shown = {name.partition(".")[0] for name in form}
    rows: dict[str, Any] = {name: form.rows(name) for name in ROWS if name in shown}
    if "unconfirmed_shown" in shown:
        rows["unconfirmed"] = [each for each in form.get("unconfirmed", []) if each]
    return rows


def _values(person: PersonView) -> dict[str, Any]:
    """Return a person's own values as a form holds them."""
    stands = person.model_dump(mode="json", include={*PersonFacts.model_fields, "role"})
    values: dict[str, Any] = {
        name: as_sent(value) for name, value in stands.items() if name not in LISTS
    }
    for name in ROWS:
        for at, row in enumerate(stands[name]):
            known = {part: value for part, value in row.items() if part not in COUNTED}
            values |= {f"{name}.{at}.{part}": as_sent(value) for part, value in known.items()}
    return values | {"unconfirmed": ",".join(person.unconfirmed)}


def _id(form: Form, name: str) -> UUID:
    try:
        return UUID(form.one(name))
    except ValueError:
        raise Refused from None
