"""Invented contexts for the calendar, in each of its views."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.casework.diary import DiaryDay, DiaryView, Item, Shown
from app.casework.load import Load
from app.web import schemes
from tests.house.page_views import ME, ZONE
from tests.house.sample import FORM, SENTENCE, Sample

SETTING = Item(
    id=UUID(int=1),
    case_id=UUID(int=2),
    kind="hearing",
    starts=datetime(2026, 12, 2, 8, 30),  # noqa: DTZ001 - a wall clock's
    starts_mine=datetime(2026, 12, 2, 9, 30),  # noqa: DTZ001 - likewise
    tz=ZONE,
    number="K7QX-31",
    name="Xicay Tuj, Marisol",
    what="master",
    means="",
    is_appointment=False,
    court="Chicago",
    place="Room 4",
    medium="video",
    fatal=False,
    overdue=False,
    responsible="",
)
OF_A_DEADLINE = {"kind": "deadline", "starts": None, "starts_mine": None, "means": "file_by"}
BRIEF = SETTING.model_copy(
    update=OF_A_DEADLINE
    | {"what": "Send the brief", "court": "", "place": "", "medium": ""}
    | {"fatal": True, "overdue": True, "responsible": "Luis Ortega"}
)
MONDAY, THIRD = date(2026, 11, 30), 2


def day(at: int, *, full: bool, beside: bool = False) -> DiaryDay:
    """Return the day so many days after a Monday; weekends and the Friday before are closed."""
    on = MONDAY + timedelta(days=at)
    counts = {"hearings": 2, "deadlines": 4, "fatal": 1} if full else {}
    return DiaryDay(
        load=Load(on=on, **counts),
        is_closed=on.weekday() > THIRD + 1,
        is_beside=beside,
        items=[SETTING, BRIEF] if full else [],
        more=4 if full else 0,
    )


def calendar(days: list[DiaryDay], **shown: Any) -> dict[str, Any]:
    """Return the context of a calendar with these days."""
    diary = DiaryView(
        shown=Shown(**shown),
        on=days[0].load.on,
        today=date(2026, 12, 1),
        before=MONDAY - timedelta(days=7),
        after=MONDAY + timedelta(days=7),
        zone=ZONE,
        days=days,
        people=[(UUID(int=3), "Luis Ortega")],
        cannot_open=0,
    )
    views = ("day", "week", "month", "agenda")
    known = {"me": ME, "section": "calendar", "diary": diary, "views": views}
    return known | FORM | {"most": max(each.load.all for each in days)}


def samples() -> Iterator[Sample]:
    """Give each view."""
    page = "today/calendar.html"
    week = [day(at, full=at == THIRD) for at in range(7)]
    yield "calendar-week", page, calendar(week, whose="office")
    month = [day(at, full=at == THIRD, beside=at > 31) for at in range(35)]
    yield "calendar-month", page, calendar(month, view="month", clock="mine")
    yield "calendar-agenda", page, calendar(week, view="agenda")
    one = calendar([day(THIRD, full=True)], view="day")
    shut = one["diary"].model_copy(update={"cannot_open": 2})
    yield "calendar-day", page, one | {"diary": shut}
    loads = [each.load for each in month[:14]]
    made_of = {"schemes": schemes.NAMES, "loads": loads, "demo": True}
    yield "design", "demo/design.html", made_of
    wrong = {"errors": {"whose": SENTENCE}, "refused": SENTENCE}
    yield "calendar-none", page, calendar([day(0, full=False)], view="agenda") | wrong
