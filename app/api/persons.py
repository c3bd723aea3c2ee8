"""The people of a case."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.api.paging import CaseStretch, Listed, by_id
from app.api.taking import JSONRoute
from app.casework import merging, people, twofiles
from app.casework.merging import Apart, Merging, PairView
from app.casework.people import NewPerson, PersonChange, PersonView
from app.casework.twofiles import SameView, TwiceView
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


@router.get("/twice", **doing("person.change"))
def twice(desk: ReadDeskDep) -> list[TwiceView]:
    """List pairs of people in two cases one can open who may be one person."""
    return twofiles.twice(desk)


@router.get("/{person_id}", **doing("person.read"))
def one(person_id: UUID, desk: ReadDeskDep) -> PersonView:
    """Return one person."""
    return people.one(desk, person_id)


@router.patch("/{person_id}", **doing("person.change"))
def change(person_id: UUID, wanted: PersonChange, desk: WriteDeskDep) -> PersonView:
    """Change a person."""
    return people.change(desk, person_id, wanted)


@router.get("/{person_id}/same", **doing("person.change"))
def same(person_id: UUID, desk: ReadDeskDep) -> list[SameView]:
    """List who in other cases one can open may be the same person, the likeliest first."""
    return twofiles.same(desk, person_id)


@router.get("/{person_id}/same/{other_id}", **doing("person.change"))
def pair(person_id: UUID, other_id: UUID, desk: ReadDeskDep) -> PairView:
    """Return two people side by side."""
    return merging.pair(desk, person_id, other_id)


@router.post("/{person_id}/same/{other_id}", **doing("person.change"))
def merge(person_id: UUID, other_id: UUID, wanted: Merging, desk: WriteDeskDep) -> PairView:
    """Say that both are one person, and take over what was chosen."""
    return merging.put_together(desk, person_id, other_id, wanted)


@router.post("/{person_id}/same/{other_id}/apart", **doing("person.change"))
def apart(person_id: UUID, other_id: UUID, wanted: Apart, desk: WriteDeskDep) -> PairView:
    """Take both apart again: what was taken over goes back, but for what was changed since."""
    return merging.take_apart(desk, person_id, other_id, wanted)
