"""My calendar feed: what its host learns, its secret address, and the calendar at that address."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.casework import feeds
from app.casework.feeds import NewFeed
from app.casework.policy import PUBLIC
from app.errors import TURNED_BACK, AmparoError
from app.gate import SharedDep, doing, network_address
from app.web.forms import Form, FormDep, read
from app.web.visit import Visit, VisitDep

router = APIRouter()


@router.get("/calendar/feed", **doing("feed.read"))
def mine(visit: VisitDep) -> Response:
    """Show what a calendar's host learns, and whether mine is on."""
    return _page(visit)


@router.post("/calendar/feed", **doing("feed.keep"))
def begin(visit: VisitDep, form: FormDep) -> Response:
    """Switch my feed on, or give it another address, which this page alone shows."""
    try:
        wanted = read(NewFeed, form.filled("hours"))
        with visit.write() as desk:
            token = feeds.begin(desk, wanted)
    except TURNED_BACK as wrong:
        return _page(visit, form, wrong)
    address = feeds.address_of(visit.there.house, token)
    return visit.page("mails/address.html", section="account", address=address)


@router.post("/calendar/feed/end", **doing("feed.keep"))
def end(visit: VisitDep) -> Response:
    """Switch my feed off."""
    try:
        with visit.write() as desk:
            feeds.end(desk)
    except TURNED_BACK as wrong:
        return _page(visit, Form(), wrong)
    return visit.to("/calendar/feed")


@router.get("/feed/{token}.ics", **doing(PUBLIC))
def served(request: Request, there: SharedDep, token: str) -> Response:
    """Give the calendar at a secret address to whoever knows it."""
    body = feeds.read(
        there.house, there.calendar, there.pace, token=token, address=network_address(request)
    )
    return Response(body, media_type=feeds.MEDIA_TYPE)


def _page(visit: Visit, form: Form | None = None, wrong: AmparoError | None = None) -> Response:
    with visit.read() as desk:
        feed = feeds.mine(desk)
    context: dict[str, Any] = {"section": "account", "feed": feed, "tz": visit.who.zone}
    if form is not None and wrong is not None:
        return visit.again("mails/calendar.html", form, wrong, **context)
    hours = {"hours": "true"} if feed.hours else {}
    return visit.page("mails/calendar.html", form=hours, errors={}, refused=None, **context)
