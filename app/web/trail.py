"""Who opened a case and did what in it: for its people, and by id for who watches the record."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import staff, trail
from app.casework.trail import Asked, AskedOf, Trail, TrailLine
from app.db.desk import Desk
from app.errors import Refused
from app.gate import doing
from app.web.forms import Form, FormDep, read
from app.web.labels import label_of
from app.web.tables import as_csv, in_utc
from app.web.visit import Visit, VisitDep
from app.words import translator

router = APIRouter()
COLUMNS = ("number", "at_utc", "who", "deed", "whom", "on", "id")


@router.get("/cases/{case_id}/history", **doing("case.read"))
def of_case(
    visit: VisitDep, case_id: UUID, month: str = "", year: str = "", staff_id: str = ""
) -> Response:
    """Show a month of a case to its people."""
    asked = _asked(_month(month, year), staff_id)
    return _page(visit, lambda desk: trail.of_case(desk, case_id, asked), asked.staff_id)


@router.get("/cases/{case_id}/history.csv", **doing("case.read"))
def as_file(
    visit: VisitDep, case_id: UUID, month: str = "", year: str = "", staff_id: str = ""
) -> Response:
    """Give the same to a spreadsheet."""
    with visit.read() as desk:
        found = trail.of_case(desk, case_id, _asked(_month(month, year), staff_id))
    return _csv(found, visit.who.locale)


@router.post("/record/history", **doing("record.search"))
def of_record(visit: VisitDep, form: FormDep) -> Response:
    """Show a month of any case by its id; the id travels in the body."""
    try:
        with visit.read() as desk:
            case_id = trail.meant(desk, form.one("case_id"))
        month = _month(form.one("month"), form.one("year"))
        typed = {"month": month} | form.filled("staff_id")
        asked = read(AskedOf, {"case_id": case_id, **typed})
        if form.one("as") == "csv":
            with visit.read() as desk:
                found = trail.of_record(desk, asked)
            return _csv(found, visit.who.locale)
        return _page(visit, lambda desk: trail.of_record(desk, asked), asked.staff_id, holds=False)
    except Refused as wrong:
        return _ask_again(visit, form, wrong)


def _month(month: str, year: str) -> str:
    """Return a month that was chosen in two selects, or one that an address names whole."""
    return f"{year}-{month}" if month and year else month


def _asked(month: str, staff_id: str) -> Asked:
    typed = {"month": month, "staff_id": staff_id}
    return read(Asked, {name: value for name, value in typed.items() if value})


def _page(
    visit: Visit, ask: Callable[[Desk], Trail], staff_id: UUID | None, *, holds: bool = True
) -> Response:
    with visit.read() as desk:
        found, names = ask(desk), staff.names(desk)
    people = sorted(((str(each), name) for each, name in names.items()), key=lambda pair: pair[1])
    context: dict[str, Any] = {"section": "cases" if holds else "office", "trail": found}
    chosen = {"staff_id": str(staff_id or ""), "month": found.month}
    return visit.page(
        "record/history.html",
        **context,
        people=people,
        holds=holds,
        form=chosen,
        tz=visit.who.zone,
    )


def _ask_again(visit: Visit, form: Form, wrong: Refused) -> Response:
    with visit.read():
        pass
    return visit.again("record/ask.html", form, wrong, section="office")


def _csv(found: Trail, locale: str) -> Response:
    words = translator(locale)

    def row(line: TrailLine) -> tuple[object, ...]:
        deed = words.gettext(label_of("noted", line.deed))
        kind = words.gettext(label_of("damaged", line.kind))
        return line.number, in_utc(line.at), line.who, deed, line.whom, kind, line.object_id

    return as_csv(f"record-{found.month}", COLUMNS, map(row, found.lines))
