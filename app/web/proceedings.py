"""The proceedings of a case: entering one, its page, and changing what is known of it."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import cases, filed, proceedings, staff
from app.casework.casefiles import label_of
from app.casework.policy import LEGAL
from app.casework.proceedings import (
    NewProceeding,
    ProceedingChange,
    ProceedingFacts,
    ProceedingView,
)
from app.errors import TURNED_BACK, AmparoError, Conflict, OutOfRoom, Refused
from app.gate import doing
from app.web.deadlines import under
from app.web.errors import conflict_page
from app.web.forms import Form, FormDep, as_sent, read
from app.web.visit import Visit, VisitDep
from app.web.whichcase import case_of

router = APIRouter()
LISTS = ("charges", "of_record", "bond")


@router.get("/proceedings/new", **doing("proceeding.add"))
def new(visit: VisitDep, case: UUID) -> Response:
    """Show the form of a new proceeding."""
    return _form(visit, case)


@router.post("/proceedings", **doing("proceeding.add"))
def add(visit: VisitDep, form: FormDep) -> Response:
    """Enter a proceeding and show it."""
    case_id = case_of(form)
    if case_id is None:
        raise Refused
    try:
        wanted = read(NewProceeding, {**_typed(form), "case_id": case_id}, lists=LISTS)
        with visit.write() as desk:
            made = proceedings.add(desk, wanted)
    except TURNED_BACK as wrong:
        return _form(visit, case_id, form, wrong)
    return visit.to(f"/proceedings/{made.id}")


@router.get("/proceedings/{proceeding_id}", **doing("proceeding.read"))
def one(visit: VisitDep, proceeding_id: UUID) -> Response:
    """Show one proceeding with its hearings and dates, and the form that changes it."""
    return _one(visit, proceeding_id)


@router.post("/proceedings/{proceeding_id}", **doing("proceeding.change"))
def change(visit: VisitDep, proceeding_id: UUID, form: FormDep) -> Response:
    """Change what is known of a proceeding; from a hearing's page, its court and judge only."""
    address = f"/proceedings/{proceeding_id}"
    follows = form.one("follows") == "hearing"
    typed = form.filled("court", "judge", "judge_on") if follows else _typed(form)
    try:
        wanted = read(ProceedingChange, {**typed, **form.filled("version")}, lists=LISTS)
        with visit.write() as desk:
            proceedings.change(desk, proceeding_id, wanted)
    except Conflict as wrong:
        return conflict_page(visit, wrong, "proceeding", address, form.typed())
    except (Refused, OutOfRoom) as wrong:
        return _one(visit, proceeding_id, form, wrong)
    return visit.to(address)


def _typed(form: Form) -> dict[str, Any]:
    """Return a proceeding as it was typed; what was emptied is cleared."""
    rows: dict[str, Any] = {name: form.rows(name) for name in ("charges", "of_record")}
    bond = {name: value for name, value in under(form, "bond.").items() if value}
    plain = form.every(ProceedingFacts, *LISTS)
    return {**plain, **form.filled("kind"), **rows, "bond": bond or None}


def _form(
    visit: Visit, case_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        context: dict[str, Any] = {
            "section": "cases",
            "label": label_of(desk, case_id),
            "colleagues": [(str(each.id), each.name) for each in staff.active(desk, LEGAL)],
        }
    if form is None or wrong is None:
        return visit.page("proceedings/new.html", **context)
    return visit.again("proceedings/new.html", form, wrong, **context)


def _one(
    visit: Visit, proceeding_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        shown = proceedings.one(desk, proceeding_id)
        case = cases.one(desk, shown.case_id)
        asked = [each for each in filed.of_case(desk, case.id) if each.proceeding_id == shown.id]
        people = {each.id: each.name for each in staff.active(desk, LEGAL)}
    people |= {each.staff_id: each.name for each in shown.of_record if each.staff_id}
    context: dict[str, Any] = {
        "section": "cases",
        "proceeding": shown,
        "case": case,
        "filings": asked,
        "colleagues": [(str(each), name) for each, name in people.items()],
    }
    if form is None or wrong is None:
        return visit.page("proceedings/one.html", form=_values(shown), **context)
    return visit.again("proceedings/one.html", form, wrong, **context)


def _values(shown: ProceedingView) -> dict[str, str]:
    """Return a proceeding's own values as its form holds them."""
    plain = shown.model_dump(mode="json")
    names = (*ProceedingFacts.model_fields, "kind")
    values = {name: as_sent(plain[name]) for name in names if name not in LISTS}
    for name in ("charges", "of_record"):
        for number, row in enumerate(plain[name]):
            values |= {f"{name}.{number}.{part}": as_sent(value) for part, value in row.items()}
    return values | {
        f"bond.{name}": as_sent(value) for name, value in (plain["bond"] or {}).items()
    }
