"""“In court until …”, said on Today or behind a mail's link."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.casework import court
from app.casework.court import NewCourt
from app.casework.policy import PUBLIC
from app.db.desk import night
from app.errors import TURNED_BACK
from app.gate import SharedDep, doing
from app.web import reminders, today
from app.web.forms import FormDep, read
from app.web.visit import VisitDep

router = APIRouter()


@router.post("/in-court", **doing("court.say"))
def sit(visit: VisitDep, form: FormDep) -> Response:
    """Say that I am in court until an hour of today."""
    try:
        new = read(NewCourt, {"until": form.one("until")})
        with visit.write() as desk:
            court.sit(desk, new)
    except TURNED_BACK as wrong:
        return today.show(visit, wrong, form)
    return visit.to("/today")


@router.post("/in-court/end", **doing("court.say"))
def leave(visit: VisitDep) -> Response:
    """Say that I am out again."""
    try:
        with visit.write() as desk:
            court.leave(desk)
    except TURNED_BACK as wrong:
        return today.show(visit, wrong)
    return visit.to("/today")


@router.post("/r/{token}/court", **doing(PUBLIC))
def sit_by_link(request: Request, there: SharedDep, token: str, form: FormDep) -> Response:
    """Say it from a mail, without sign-in: it sends urgent mails to one more, and stops none."""
    try:
        new = read(NewCourt, {"until": form.one("until")})
        with night(there.house, writes=True) as desk:
            court.sit_by_link(desk, token, new)
    except TURNED_BACK as wrong:
        return reminders.show(request, there, token, wrong, form.one("until"))
    return reminders.show(request, there, token)
