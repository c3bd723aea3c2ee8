"""Two files of one person: who may be the same, both side by side, and taking that apart again."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import merging, people, twofiles
from app.casework.casefiles import label_of
from app.casework.merging import Apart, Merging
from app.errors import TURNED_BACK, AmparoError
from app.gate import doing
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep

router = APIRouter()
TAKE = "take."


@router.get("/people/twice", **doing("person.change"))
def twice(visit: VisitDep) -> Response:
    """Show pairs of people in two cases who may be one."""
    with visit.read() as desk:
        pairs = twofiles.twice(desk)
    return visit.page("people/twice.html", section="cases", pairs=pairs)


@router.get("/people/{person_id}/same", **doing("person.change"))
def same(visit: VisitDep, person_id: UUID) -> Response:
    """Show who in other cases may be the same person."""
    with visit.read() as desk:
        person = people.one(desk, person_id)
        label = label_of(desk, person.case_id)
        found = twofiles.same(desk, person_id)
    return visit.page("people/same.html", section="cases", person=person, label=label, found=found)


@router.get("/people/{person_id}/same/{other_id}", **doing("person.change"))
def pair(visit: VisitDep, person_id: UUID, other_id: UUID) -> Response:
    """Show two people side by side, field by field."""
    return _pair(visit, person_id, other_id)


@router.post("/people/{person_id}/same/{other_id}", **doing("person.change"))
def merge(visit: VisitDep, person_id: UUID, other_id: UUID, form: FormDep) -> Response:
    """Say that both are one person, and take over what was chosen."""
    take = {name.removeprefix(TAKE): form.one(name) for name in form if name.startswith(TAKE)}
    try:
        wanted = read(Merging, {**form.filled("version", "other_version"), "take": take})
        with visit.write() as desk:
            merging.put_together(desk, person_id, other_id, wanted)
    except TURNED_BACK as wrong:
        return _pair(visit, person_id, other_id, form, wrong)
    return visit.to(f"/people/{person_id}/same/{other_id}")


@router.post("/people/{person_id}/same/{other_id}/apart", **doing("person.change"))
def apart(visit: VisitDep, person_id: UUID, other_id: UUID, form: FormDep) -> Response:
    """Take both apart again."""
    try:
        wanted = read(Apart, form.filled("version", "other_version"))
        with visit.write() as desk:
            merging.take_apart(desk, person_id, other_id, wanted)
    except TURNED_BACK as wrong:
        return _pair(visit, person_id, other_id, form, wrong)
    return visit.to(f"/people/{person_id}/same/{other_id}")


def _pair(
    visit: Visit,
    person_id: UUID,
    other_id: UUID,
    form: Form | None = None,
    wrong: AmparoError | None = None,
) -> Response:
    with visit.read() as desk:
        view = merging.pair(desk, person_id, other_id)
    if form is not None and wrong is not None:
        return visit.again("people/pair.html", form, wrong, section="cases", view=view)
    return visit.page("people/pair.html", section="cases", view=view)
