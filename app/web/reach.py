"""How a telephone reaches this server, and the page behind the test mail's link."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app.casework import reach
from app.casework.policy import PUBLIC
from app.casework.reach import NewReach
from app.db.desk import night
from app.errors import TURNED_BACK, AmparoError
from app.gate import Shared, SharedDep, doing, network_address
from app.web.forms import Form, FormDep, read
from app.web.pages import page
from app.web.visit import SEE_OTHER, Visit, VisitDep, stranger_locale

router = APIRouter()


@router.get("/reach", **doing("reach.read"))
def look(visit: VisitDep) -> Response:
    """Show how telephones reach this server."""
    return _page(visit)


@router.post("/reach", **doing("reach.choose"))
def choose(visit: VisitDep, form: FormDep) -> Response:
    """Say how telephones reach this server."""
    try:
        new = read(NewReach, form.filled("how"))
        with visit.write() as desk:
            reach.choose(desk, new)
    except TURNED_BACK as wrong:
        return _page(visit, form, wrong)
    return visit.to("/reach")


@router.post("/reach/test", **doing("reach.choose"))
def send_test(visit: VisitDep) -> Response:
    """Have a mail sent to oneself, with a link that proves the way."""
    try:
        with visit.write() as desk:
            reach.send_test(desk)
    except TURNED_BACK as wrong:
        return _page(visit, Form(), wrong)
    return visit.to("/reach")


@router.get("/r/{token}/reached", **doing(PUBLIC))
def arrived(request: Request, there: SharedDep, token: str) -> Response:
    """Show the button; nothing is written, so a mail scanner proves nothing."""
    with night(there.house, writes=False) as desk:
        reach.look(desk, token)
    return _arrived(request)


@router.post("/r/{token}/reached", **doing(PUBLIC))
def prove(request: Request, there: SharedDep, token: str) -> Response:
    """Note that the link was opened from outside."""
    try:
        with night(there.house, writes=True) as desk:
            reach.prove(desk, token, network_address(request))
    except TURNED_BACK as wrong:
        return _arrived(request, wrong)
    return _arrived(request, is_proved=True)


@router.get("/r/{token}/test", **doing(PUBLIC))
def tested(request: Request, there: SharedDep, token: str) -> Response:
    """Show the buttons of the week's test mail; nothing is written."""
    return _tested(request, there, token)


@router.post("/r/{token}/test", **doing(PUBLIC))
def answer(request: Request, there: SharedDep, token: str, form: FormDep) -> Response:
    """Note that the week's test mail arrived and opened, here or outside."""
    outside = form.one("where") == "outside"
    try:
        with night(there.house, writes=True) as desk:
            reach.answer_test(desk, token, network_address(request), outside=outside)
    except TURNED_BACK as wrong:
        return _tested(request, there, token, wrong)
    return RedirectResponse(f"/r/{token}/test", status_code=SEE_OTHER)


def _tested(
    request: Request, there: Shared, token: str, wrong: AmparoError | None = None
) -> Response:
    with night(there.house, writes=False) as desk:
        view = reach.look_at_test(desk, token)
    return page(
        "reach/tested.html",
        stranger_locale(request),
        status=wrong.status if wrong else 200,
        refused=wrong,
        test=view,
        office_phone=there.house.settings.office_phone,
    )


def _arrived(
    request: Request, wrong: AmparoError | None = None, *, is_proved: bool = False
) -> Response:
    status = wrong.status if wrong else 200
    locale = stranger_locale(request)
    return page("reach/arrived.html", locale, status=status, refused=wrong, is_proved=is_proved)


def _page(visit: Visit, form: Form | None = None, wrong: AmparoError | None = None) -> Response:
    with visit.read() as desk:
        view = reach.view(desk)
    context: dict[str, Any] = {"section": "office", "view": view, "tz": visit.who.zone}
    if form is not None and wrong is not None:
        return visit.again("reach/one.html", form, wrong, **context)
    return visit.page("reach/one.html", **context)
