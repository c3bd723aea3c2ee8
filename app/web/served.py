"""A paper was served: what to say at the door, what came, and the dates that follow."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import events, policy, served
from app.casework.casefiles import label_of
from app.casework.served import NewServed, ServedChange, ServedFacts
from app.errors import TURNED_BACK, AmparoError, Conflict, OutOfRoom, Refused
from app.gate import doing
from app.web.errors import conflict_page
from app.web.forms import Form, FormDep, as_sent, read
from app.web.visit import Visit, VisitDep
from app.web.whichcase import about_case, case_of

router = APIRouter()
OF_SERVICE = ("case_id", "served_on", "answer_by", "sure")


@router.get("/served", **doing("served.begin"))
def form(visit: VisitDep, case: UUID | None = None) -> Response:
    """Show what to say at the door, and the form of what came, or the way to hand it in."""
    return _form(visit, case)


@router.post("/served", **doing("served.add"))
def add(visit: VisitDep, form: FormDep) -> Response:
    """Enter a paper that was served, and show which dates follow."""
    try:
        new = read(NewServed, form.filled(*OF_SERVICE, *ServedFacts.model_fields))
        with visit.write() as desk:
            view = served.add(desk, new)
    except TURNED_BACK as wrong:
        return _form(visit, case_of(form), form, wrong)
    return visit.to(f"/served/{view.id}")


@router.get("/served/{paper_id}", **doing("served.read"))
def one(visit: VisitDep, paper_id: UUID) -> Response:
    """Show a paper that was served, and the way to the dates that follow."""
    return _one(visit, paper_id)


@router.post("/served/{paper_id}", **doing("served.change"))
def change(visit: VisitDep, paper_id: UUID, form: FormDep) -> Response:
    """Change what is known of a paper that was served."""
    typed = form.every(ServedFacts)
    try:
        wanted = read(ServedChange, {**typed, **form.filled("version")})
        with visit.write() as desk:
            served.change(desk, paper_id, wanted)
    except Conflict as wrong:
        return conflict_page(visit, wrong, "served", f"/served/{paper_id}", typed)
    except (Refused, OutOfRoom) as wrong:
        return _one(visit, paper_id, form, wrong)
    return visit.to(f"/served/{paper_id}")


@router.get("/cases/{case_id}/served", **doing("served.read"))
def of_case(visit: VisitDep, case_id: UUID) -> Response:
    """Show the papers that were served in a case, the newest first."""
    with visit.read() as desk:
        label, papers = label_of(desk, case_id), served.of_case(desk, case_id)
    return visit.page("served/list.html", section="cases", label=label, papers=papers)


def _form(
    visit: Visit,
    case_id: UUID | None,
    form: Form | None = None,
    wrong: AmparoError | None = None,
) -> Response:
    with visit.read() as desk:
        _, about = about_case(desk, case_id)
    about |= {"sentences": served.SENTENCES, "may_add": policy.may(visit.who.role, "served.add")}
    if form is not None and wrong is not None:
        return visit.again("served/new.html", form, wrong, **about)
    return visit.page("served/new.html", form={}, errors={}, refused=None, **about)


def _one(
    visit: Visit, paper_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        view = served.one(desk, paper_id)
        label = label_of(desk, view.case_id)
    context: dict[str, Any] = {"section": "cases", "view": view, "label": label}
    context["its_day"] = events.day_of(view.event) if view.event else ""
    if form is not None and wrong is not None:
        return visit.again("served/one.html", form, wrong, **context)
    stands = view.model_dump(mode="json", include=set(ServedFacts.model_fields))
    values = {name: as_sent(value) for name, value in stands.items()}
    return visit.page("served/one.html", form=values, errors={}, refused=None, **context)
