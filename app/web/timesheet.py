"""Time sheets of a month, and the codes that funders count by."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from app.casework import problems, timesheet
from app.casework.problems import CLOSINGS, PROBLEMS, Problems
from app.casework.timesheet import TimeSheet
from app.casework.trail import Asked
from app.errors import TURNED_BACK, AmparoError
from app.gate import doing
from app.web.forms import Form, FormDep, as_sent, read
from app.web.labels import label_of
from app.web.tables import as_csv
from app.web.visit import Visit, VisitDep
from app.words import translator

router = APIRouter()
ADDRESS = {PROBLEMS: "/problem-codes", CLOSINGS: "/closing-codes"}
COLUMNS = ("day", "number", "client", "minutes", "activity", "code", "meaning")


@router.get("/time", **doing("time.read"))
def sheet(visit: VisitDep, month: str = "", year: str = "", staff_id: str = "") -> Response:
    """Show a month of my time, or of a colleague's in the cases that I can open."""
    asked = _asked(month, year, staff_id)
    with visit.read() as desk:
        view, people = timesheet.of(desk, asked), timesheet.people(desk)
    form = {"staff_id": str(view.staff_id), "month": view.month}
    return visit.page("time/sheet.html", section="time", sheet=view, people=people, form=form)


@router.get("/time.csv", **doing("time.read"))
def as_file(visit: VisitDep, month: str = "", year: str = "", staff_id: str = "") -> Response:
    """Give the same to a spreadsheet."""
    with visit.read() as desk:
        view = timesheet.of(desk, _asked(month, year, staff_id))
    return _csv(view, visit.who.locale)


@router.get("/problem-codes", **doing("time.read"))
def codes(visit: VisitDep) -> Response:
    """Show the codes that funders count by, each with its days."""
    return _codes(visit, PROBLEMS)


@router.get("/closing-codes", **doing("time.read"))
def closing_codes(visit: VisitDep) -> Response:
    """Show the codes by which funders want closed cases counted, each with its days."""
    return _codes(visit, CLOSINGS)


@router.post("/problem-codes", **doing("office.problems"))
def choose(visit: VisitDep, form: FormDep) -> Response:
    """Have the office count by these codes."""
    return _choose(visit, form, PROBLEMS)


@router.post("/closing-codes", **doing("office.problems"))
def choose_closing(visit: VisitDep, form: FormDep) -> Response:
    """Have closed cases counted by these codes."""
    return _choose(visit, form, CLOSINGS)


def _choose(visit: Visit, form: Form, which: str) -> Response:
    typed = {**form.filled("version"), "codes": form.rows("codes")}
    try:
        wanted = read(Problems, typed, lists=("codes",))
        with visit.write() as desk:
            problems.choose(desk, wanted, which)
    except TURNED_BACK as wrong:
        return _codes(visit, which, form, wrong)
    return visit.to(ADDRESS[which])


def _asked(month: str, year: str, staff_id: str) -> Asked:
    whole = f"{year}-{month}" if month and year else month
    typed = {"month": whole, "staff_id": staff_id}
    return read(Asked, {name: value for name, value in typed.items() if value})


def _csv(view: TimeSheet, locale: str) -> Response:
    words = translator(locale)
    rows: list[tuple[object, ...]] = [
        (
            line.worked_on,
            line.case_number,
            line.client_name,
            line.minutes,
            words.gettext(label_of("activity", line.activity)) if line.activity else "",
            line.problem,
            line.meaning,
        )
        for line in view.lines
    ]
    return as_csv(f"time-{view.month}", COLUMNS, rows)


def _codes(
    visit: Visit, which: str, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        known = problems.of_office(desk, which)
    context: dict[str, Any] = {
        "section": "time",
        "problems": known,
        "address": ADDRESS[which],
        "of_closing": which == CLOSINGS,
    }
    if form is not None and wrong is not None:
        return visit.again("time/codes.html", form, wrong, **context)
    return visit.page("time/codes.html", form=_values(known), **context)


def _values(known: Problems) -> dict[str, str]:
    return {
        f"codes.{at}.{name}": as_sent(value)
        for at, each in enumerate(known.codes)
        for name, value in each.model_dump(mode="json").items()
    }
