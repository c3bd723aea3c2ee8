"""The calendar: a day, a week, a month or a stretch of dates, and what of it is shown."""

from datetime import date
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Query
from fastapi.responses import Response

from app.casework import diary
from app.casework.diary import FIRST_DAY, LAST_DAY, Shown, View
from app.errors import TURNED_BACK, AmparoError, Refused
from app.gate import doing
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep

router = APIRouter()
VIEWS = get_args(View)
Day = Annotated[date | None, Query(ge=FIRST_DAY, le=LAST_DAY)]


@router.get("/calendar", **doing("calendar.read"))
def page(visit: VisitDep, view: View | None = None, on: Day = None) -> Response:
    """Show the days around one, today by default, as I chose to see them."""
    return _page(visit, view, on)


@router.post("/calendar", **doing("calendar.keep"))
def keep(visit: VisitDep, form: FormDep) -> Response:
    """Have my calendar show this from now on."""
    on = _day(form.one("on"))
    try:
        wanted = read(Shown, form.filled(*Shown.model_fields))
        with visit.write() as desk:
            diary.keep(desk, wanted)
    except TURNED_BACK as wrong:
        return _page(visit, None, on, form, wrong)
    return visit.to("/calendar" if on is None else f"/calendar?on={on.isoformat()}")


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _as_typed(form: Form) -> Shown:
    """Return what was chosen, as far as it can be shown: it stands there though it was not kept."""
    good: dict[str, object] = {}
    for name, typed in form.filled(*Shown.model_fields).items():
        try:
            read(Shown, {name: typed})
        except Refused:
            continue
        good[name] = typed
    return read(Shown, good)


def _page(
    visit: Visit,
    view: View | None,
    on: date | None,
    form: Form | None = None,
    wrong: AmparoError | None = None,
) -> Response:
    with visit.read() as desk:
        wanted = diary.shown(desk) if form is None else _as_typed(form)
        if view is not None:
            wanted = wanted.model_copy(update={"view": view})
        found = diary.diary(desk, visit.calendar, wanted, on)
    most = max((each.load.all for each in found.days), default=0)
    context: dict[str, Any] = {"section": "calendar", "diary": found, "views": VIEWS, "most": most}
    if form is not None and wrong is not None:
        return visit.again("today/calendar.html", form, wrong, **context)
    return visit.page("today/calendar.html", **context)
