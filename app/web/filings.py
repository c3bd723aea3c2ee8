"""What was filed in a case: the list, entering a filing, its page, and what follows from it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import criminal_cases, deadlines, filed, filings, people, proceedings, rulebook
from app.casework.casefiles import Label, label_of
from app.casework.deadlines import DeadlineView
from app.casework.filed import FilingFacts, FilingView
from app.casework.filings import FilingChange, Follows, NewFiling
from app.db.desk import Desk
from app.errors import TURNED_BACK, AmparoError, Conflict, OutOfRoom, Refused
from app.forums.filings import SORTS
from app.gate import doing
from app.web.deadlines import under
from app.web.errors import conflict_page
from app.web.filinglabels import FILED
from app.web.forms import Form, FormDep, as_sent, read
from app.web.visit import Visit, VisitDep
from app.web.whichcase import case_of

router = APIRouter()
LISTS = ("clock",)


@router.get("/cases/{case_id}/filings", **doing("filing.read"))
def of_case(visit: VisitDep, case_id: UUID) -> Response:
    """Show what was filed in a case, and the criminal cases of its people."""
    with visit.read() as desk:
        context: dict[str, Any] = {
            "section": "cases",
            "label": label_of(desk, case_id),
            "filings": filed.of_case(desk, case_id),
            "criminals": criminal_cases.of_case(desk, case_id),
            "people": _people(desk, case_id),
        }
    return visit.page("filings/list.html", **context)


@router.get("/filings/new", **doing("filing.add"))
def new(visit: VisitDep, case: UUID) -> Response:
    """Show the form of a new filing."""
    return _form(visit, case)


@router.post("/filings", **doing("filing.add"))
def add(visit: VisitDep, form: FormDep) -> Response:
    """Enter a filing and show it."""
    case_id = case_of(form)
    if case_id is None:
        raise Refused
    try:
        wanted = read(NewFiling, {**_typed(form), "case_id": case_id}, lists=LISTS)
        with visit.write() as desk:
            made = filings.add(desk, wanted)
    except TURNED_BACK as wrong:
        return _form(visit, case_id, form, wrong)
    return visit.to(f"/filings/{made.id}")


@router.get("/filings/{filing_id}", **doing("filing.read"))
def one(visit: VisitDep, filing_id: UUID) -> Response:
    """Show one filing, the dates that run from it, and the form that changes it."""
    return _one(visit, filing_id)


@router.post("/filings/{filing_id}", **doing("filing.change"))
def change(visit: VisitDep, filing_id: UUID, form: FormDep) -> Response:
    """Change what is known of a filing."""
    address = f"/filings/{filing_id}"
    try:
        wanted = read(FilingChange, {**_typed(form), **form.filled("version")}, lists=LISTS)
        with visit.write() as desk:
            filings.change(desk, filing_id, wanted)
    except Conflict as wrong:
        return conflict_page(visit, wrong, "filing", address, form.typed())
    except (Refused, OutOfRoom) as wrong:
        return _one(visit, filing_id, form, wrong)
    return visit.to(address)


def _typed(form: Form) -> dict[str, Any]:
    """Return a filing as it was typed; what was emptied is cleared."""
    clock = {name: value for name, value in under(form, "clock.").items() if value}
    return {**form.every(FilingFacts, *LISTS), **form.filled("kind"), "clock": clock or None}


def _people(desk: Desk, case_id: UUID) -> list[tuple[str, str]]:
    return [(str(each.id), each.name) for each in people.of_case(desk, case_id)]


def _beside(desk: Desk, label: Label, but: UUID | None = None) -> dict[str, Any]:
    """Return what a filing may name: kinds by sort, people, proceedings and other filings."""
    others = filed.of_case(desk, label.case_id)
    return {
        "section": "cases",
        "label": label,
        "sorts": [
            (sort, [(kind, FILED["filing"][kind]) for kind in kinds])
            for sort, kinds in SORTS.items()
        ],
        "people": _people(desk, label.case_id),
        "records": proceedings.of_case(desk, label.case_id),
        "others": [each for each in others if each.id != but],
    }


def _form(
    visit: Visit, case_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        context = _beside(desk, label_of(desk, case_id))
    if form is None or wrong is None:
        return visit.page("filings/new.html", **context)
    return visit.again("filings/new.html", form, wrong, **context)


def _one(
    visit: Visit, filing_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        shown = filed.one(desk, filing_id)
        label = label_of(desk, shown.case_id)
        context = _beside(desk, label, filing_id) | {
            "filing": shown,
            "dates": _dates(desk, shown, label),
            "offered": _offered(shown, dict(rulebook.events(desk))),
        }
    if form is None or wrong is None:
        return visit.page("filings/one.html", form=_values(shown), **context)
    return visit.again("filings/one.html", form, wrong, **context)


def _dates(desk: Desk, shown: FilingView, label: Label) -> list[DeadlineView]:
    found = deadlines.by_ids(desk, shown.dates, {label.case_id: label})
    return sorted(found, key=lambda each: (each.status != "open", each.file_by))


def _offered(shown: FilingView, words: Mapping[str, str]) -> list[tuple[Follows, str]]:
    return [(each, words.get(each.event, each.event)) for each in filings.follows(shown)]


def _values(shown: FilingView) -> dict[str, str]:
    """Return a filing's own values as its form holds them."""
    plain = shown.model_dump(mode="json")
    names = (*FilingFacts.model_fields, "kind")
    values = {name: as_sent(plain[name]) for name in names if name not in LISTS}
    return values | {
        f"clock.{name}": as_sent(value) for name, value in (plain["clock"] or {}).items()
    }
