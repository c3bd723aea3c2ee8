"""The calendar: the open dates of a day, a week, a month or a stretch."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from app.api.taking import JSONRoute
from app.casework import diary
from app.casework.diary import FIRST_DAY, LAST_DAY, DiaryView, Shown
from app.gate import ReadDeskDep, SharedDep, WriteDeskDep, doing

router = APIRouter(prefix="/calendar", route_class=JSONRoute)


@router.get("", **doing("calendar.read"))
def shown(
    desk: ReadDeskDep,
    there: SharedDep,
    on: Annotated[date | None, Query(ge=FIRST_DAY, le=LAST_DAY)] = None,
) -> DiaryView:
    """Return the days around one, today by default, as one chose to see them."""
    return diary.diary(desk, there.calendar, diary.shown(desk), on)


@router.put("", **doing("calendar.keep"))
def keep(wanted: Shown, desk: WriteDeskDep, there: SharedDep) -> DiaryView:
    """Have one's calendar show this from now on, and return it as of today."""
    diary.keep(desk, wanted)
    return diary.diary(desk, there.calendar, wanted)
