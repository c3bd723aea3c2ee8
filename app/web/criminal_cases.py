"""The criminal cases of a case's people: entering one, its page, and changing what is known."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import criminal_cases, people
from app.casework.casefiles import label_of
from app.casework.criminal_cases import (
    CriminalCaseChange,
    CriminalCaseFacts,
    CriminalCaseView,
    NewCriminalCase,
)
from app.errors import TURNED_BACK, AmparoError, Conflict, OutOfRoom, Refused
from app.gate import doing
from app.web.errors import conflict_page
from app.web.forms import Form, FormDep, as_sent, read
from app.web.visit import Visit, VisitDep

router = APIRouter()
LISTS = ("charges",)


@router.get("/criminal-cases/new", **doing("criminal_case.add"))
def new(visit: VisitDep, person: UUID) -> Response:
    """Show the form of a new criminal case of somebody."""
    return _form(visit, person)


@router.post("/criminal-cases", **doing("criminal_case.add"))
def add(visit: VisitDep, form: FormDep) -> Response:
    """Enter a criminal case and show it."""
    try:
        person_id = UUID(form.one("person_id"))
    except ValueError:
        raise Refused from None
    try:
        wanted = read(NewCriminalCase, {**_typed(form), "person_id": person_id}, lists=LISTS)
        with visit.write() as desk:
            made = criminal_cases.add(desk, wanted)
    except TURNED_BACK as wrong:
        return _form(visit, person_id, form, wrong)
    return visit.to(f"/criminal-cases/{made.id}")


@router.get("/criminal-cases/{criminal_case_id}", **doing("criminal_case.read"))
def one(visit: VisitDep, criminal_case_id: UUID) -> Response:
    """Show one criminal case, and the form that changes it."""
    return _one(visit, criminal_case_id)


@router.post("/criminal-cases/{criminal_case_id}", **doing("criminal_case.change"))
def change(visit: VisitDep, criminal_case_id: UUID, form: FormDep) -> Response:
    """Change what is known of a criminal case."""
    address = f"/criminal-cases/{criminal_case_id}"
    try:
        typed = {**_typed(form), **form.filled("version")}
        wanted = read(CriminalCaseChange, typed, lists=LISTS)
        with visit.write() as desk:
            criminal_cases.change(desk, criminal_case_id, wanted)
    except Conflict as wrong:
        return conflict_page(visit, wrong, "criminal_case", address, form.typed())
    except (Refused, OutOfRoom) as wrong:
        return _one(visit, criminal_case_id, form, wrong)
    return visit.to(address)


def _typed(form: Form) -> dict[str, Any]:
    """Return a criminal case as it was typed; what was emptied is cleared."""
    return {**form.every(CriminalCaseFacts, *LISTS), "charges": form.rows("charges")}


def _form(
    visit: Visit, person_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        person = people.one(desk, person_id)
        context: dict[str, Any] = {
            "section": "cases",
            "label": label_of(desk, person.case_id),
            "person": person,
        }
    if form is None or wrong is None:
        return visit.page("criminal_cases/new.html", **context)
    return visit.again("criminal_cases/new.html", form, wrong, **context)


def _one(
    visit: Visit,
    criminal_case_id: UUID,
    form: Form | None = None,
    wrong: AmparoError | None = None,
) -> Response:
    with visit.read() as desk:
        shown = criminal_cases.one(desk, criminal_case_id)
        context: dict[str, Any] = {
            "section": "cases",
            "label": label_of(desk, shown.case_id),
            "criminal": shown,
        }
    if form is None or wrong is None:
        return visit.page("criminal_cases/one.html", form=_values(shown), **context)
    return visit.again("criminal_cases/one.html", form, wrong, **context)


def _values(shown: CriminalCaseView) -> dict[str, str]:
    """Return a criminal case's own values as its form holds them."""
    plain = shown.model_dump(mode="json")
    names = CriminalCaseFacts.model_fields
    values = {name: as_sent(plain[name]) for name in names if name not in LISTS}
    for number, row in enumerate(plain["charges"]):
        values |= {f"charges.{number}.{part}": as_sent(value) for part, value in row.items()}
    return values
