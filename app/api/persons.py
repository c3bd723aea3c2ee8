"""The people of a case."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.api.paging import CaseStretch, Listed, by_id
from app.api.taking import JSONRoute
from app.casework import people
from app.casework.people import NewPerson, PersonChange, PersonView
from app.gate import ReadDeskDep, WriteDeskDep, doing

router = APIRouter(prefix="/persons", route_class=JSONRoute)


@router.get("", **doing("person.read"))
def listed(asked: Annotated[CaseStretch, Query()], desk: ReadDeskDep) -> Listed[PersonView]:
    """List the persons of the cases one can open."""
    found = people.listed(desk, asked.case_id, after=asked.after, size=asked.limit + 1)
    return by_id(found, asked.limit, lambda person: person.id)


@router.post("", status_code=201, **doing("person.add"))
def add(new: NewPerson, desk: WriteDeskDep) -> PersonView:
    """Add a person to a case."""
    return people.add(desk, new)


@router.get("/{person_id}", **doing("person.read"))
def one(person_id: UUID, desk: ReadDeskDep) -> PersonView:
    """Return one person."""
    return people.one(desk, person_id)


@router.patch("/{person_id}", **doing("person.change"))
def change(person_id: UUID, wanted: PersonChange, desk: WriteDeskDep) -> PersonView:
    """Change a person."""
    return people.change(desk, person_id, wanted)
