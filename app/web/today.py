"""Today, the page of what can be added, and help."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from app.casework import (
    absences,
    accepting,
    backupdates,
    codes,
    concerns,
    court,
    covers,
    custody,
    editions,
    informing,
    keyview,
    loss,
    ownlaw,
    policy,
    reach,
    recovery,
    staff,
    stays,
    tasklist,
    tidings,
)
from app.casework import today as days
from app.casework.accepting import TakenOver
from app.casework.concerns import Concern
from app.casework.informing import Calls
from app.casework.intake import inquiries
from app.casework.intake.inquiries import CallBacks
from app.casework.policy import MANAGING, SUPERVISING
from app.casework.tasklist import TaskCounts
from app.casework.tray import items
from app.db.desk import Desk
from app.errors import TURNED_BACK, AmparoError, Refused
from app.gate import doing
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep

router = APIRouter()

SIZE = 50
FURTHEST = 10_000


@router.get("/today", **doing("today.read"))
def today(visit: VisitDep) -> Response:
    """Show what can hurt a client this week."""
    return show(visit)


@router.post("/handed-over", **doing("deadline.acknowledge"))
def take_over(visit: VisitDep, form: FormDep) -> Response:
    """Say that I have taken over the dates that were handed to me."""
    try:
        taking = read(TakenOver, {"ids": form.get("ids", [])})
        with visit.write() as desk:
            accepting.accept(desk, taking.ids)
    except TURNED_BACK as wrong:
        # Nothing was typed; a date that is none was sent by no page of ours.
        named = isinstance(wrong, Refused) and bool(wrong.fields)
        return show(visit, Refused(accepting.NOTHING) if named else wrong)
    return visit.to("/today")


def show(visit: Visit, wrong: AmparoError | None = None, form: Form | None = None) -> Response:
    """Return Today, with what was pressed there and refused, where there is something."""
    with visit.read() as desk:
        dates = concerns.concerning(desk, visit.calendar)
        view = days.today(desk, visit.calendar, dates=dates)
        owed = custody.debt(desk) if desk.who.role == SUPERVISING else None
        asks_codes, waiting = codes.is_asked(desk), recovery.waiting(desk)
        owing: dict[str, Any] = {"debt": owed, "asks_codes": asks_codes, "waiting": waiting}
        owing |= {"law_waits": _law_waits(desk), "law_asks": ownlaw.asks(desk)}
        owing["keys"] = keyview.waiting(desk)
        owing["looks"] = stays.due(desk)
        owing["tasks"] = _tasks(desk)
        owing["in_court"] = court.mine(desk).until
        owing["hours"] = court.hours(desk.now, desk.who.zone)
        owing["calls"] = _calls(visit, desk, dates)
        owing["backs"] = _call_backs(desk)
        managing = desk.who.role in MANAGING
        owing["backups"] = backupdates.kept(desk) if managing else None
        owing["reach"] = reach.view(desk) if managing else None
        owing |= _of_covers(desk) | {"tray": items.today(desk), "tidings": tidings.of(desk)}
    # This page tells how reminders are; the notice of every other page would say it twice.
    owing |= {"section": "today", "today": view, "pulse": visit.pulse, "trouble": ()}
    if wrong is not None:
        return visit.again("today/today.html", form or Form(), wrong, **owing)
    return visit.page("today/today.html", **owing)


def _calls(visit: Visit, desk: Desk, dates: list[Concern]) -> Calls | None:
    if not policy.may(desk.who.role, "call.read"):
        return None
    return informing.calls(desk, visit.calendar, most=informing.MOST_ON_TODAY, dates=dates)


def _call_backs(desk: Desk) -> CallBacks | None:
    return inquiries.call_backs(desk) if policy.may(desk.who.role, "inquiry.read") else None


def _tasks(desk: Desk) -> TaskCounts | None:
    return tasklist.counts(desk) if policy.may(desk.who.role, "task.read") else None


def _law_waits(desk: Desk) -> bool:
    return policy.may(desk.who.role, "law.carry") and editions.waits_for(desk, desk.who.id)


def _of_covers(desk: Desk) -> dict[str, Any]:
    """Return for whom she covers, and the cases that hang on one person: hers, a supervisor's."""
    thin = covers.thin(desk) if desk.who.role == SUPERVISING else covers.Thin({}, 0)
    names = staff.names(desk, thin.of) if thin.of else {}
    return {
        "covering": covers.covering(desk),
        "absent": absences.of_mine(desk) if policy.may(desk.who.role, "absence.read") else [],
        "cover": covers.mine(desk) if covers.alone(desk) else None,
        "thin": [(names.get(each, ""), count) for each, count in thin.of.items()],
        "orphans": thin.orphans,
    }


@router.get("/today/dates", **doing("today.read"))
def dates(visit: VisitDep, page: Annotated[int, Query(ge=1, le=FURTHEST)] = 1) -> Response:
    """Show every date of mine, the earliest first, in stretches."""
    with visit.read() as desk:
        view = days.all_dates(desk, visit.calendar, start=(page - 1) * SIZE, size=SIZE)
    last = max(1, -(-view.total // SIZE))
    return visit.page("today/dates.html", section="today", dates=view, page=page, last=last)


@router.get("/new", **doing("hearing.schedule"))
def new(visit: VisitDep) -> Response:
    """Show what can be added."""
    with visit.read():
        pass
    return visit.page("new.html", section="new")


@router.get("/help", **doing("help.read"))
def help_page(visit: VisitDep) -> Response:
    """Show the words and the marks."""
    with visit.read() as desk:
        place = loss.key_place(desk)
    return visit.page("help/help.html", key_place=place)
