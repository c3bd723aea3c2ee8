"""The people of a case: adding one, changing what is known."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import people
from app.casework.casefiles import label_of
from app.casework.people import NewPerson, PersonChange, PersonFacts, PersonView
from app.errors import TURNED_BACK, AmparoError, Conflict, OutOfRoom, Refused
from app.gate import doing
from app.web import begun
from app.web.errors import conflict_page
from app.web.forms import Form, FormDep, as_sent, read
from app.web.visit import Visit, VisitDep

router = APIRouter()


@router.get("/people/new", **doing("person.add"))
def new(visit: VisitDep, case: UUID) -> Response:
    """Show the form of a new person."""
    return _form(visit, case, None)


@router.post("/people", **doing("person.add"))
@begun.once
def add(visit: VisitDep, form: FormDep) -> Response:
    """Add a person and go back to her case."""
    try:
        wanted = read(NewPerson, form.filled("case_id", "role", "sure", *PersonFacts.model_fields))
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
    typed = form.every(PersonFacts) | form.filled("role")
    try:
        wanted = read(PersonChange, {**typed, **form.filled("version", "sure")})
        with visit.write() as desk:
            person = people.change(desk, person_id, wanted)
    except Conflict as wrong:
        return conflict_page(visit, wrong, "person", f"/people/{person_id}", typed)
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
    context: dict[str, Any] = {"section": "cases", "label": label, "person": person}
    if form is not None and wrong is not None:
        return visit.again("people/form.html", form, wrong, **context)
    if person is None:
        kept = begun.about(visit, "person", case_id)
        return visit.page("people/form.html", **context, **begun.shown(kept))
    return visit.page("people/form.html", form=_values(person), **context)


def _values(person: PersonView) -> dict[str, str]:
    """Return a person's own values as a form holds them."""
    stands = person.model_dump(include={*PersonFacts.model_fields, "role"})
    return {name: as_sent(value) for name, value in stands.items()}


def _id(form: Form, name: str) -> UUID:
    try:
        return UUID(form.one(name))
    except ValueError:
        raise Refused from None
