"""Behind a mail's link: passing a date to its back-up, or escalating it, without signing in."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.casework import reminders
from app.casework.policy import PUBLIC
from app.casework.reminders.passing import ESCALATE, PASS, Deed
from app.db.desk import night
from app.errors import TURNED_BACK, AmparoError, Refused
from app.gate import Shared, SharedDep, doing
from app.web.forms import FormDep
from app.web.pages import page
from app.web.visit import stranger_locale

router = APIRouter()


@router.get("/r/{token}/others", **doing(PUBLIC))
def look(request: Request, there: SharedDep, token: str) -> Response:
    """Show what could be passed on; nothing is written, so a mail scanner does nothing."""
    return _page(request, there, token)


@router.post("/r/{token}/others", **doing(PUBLIC))
def pass_on(request: Request, there: SharedDep, token: str, form: FormDep) -> Response:
    """Tell others of one date of the mail now.

    Raises:
        Refused: Something else is asked for.
    """
    deed = form.one("deed")
    if deed not in {PASS, ESCALATE}:
        raise Refused
    try:
        with night(there.house, writes=True) as desk:
            asked: Deed = PASS if deed == PASS else ESCALATE
            reminders.by_link(desk, token, asked, form.get("item", ()))
    except TURNED_BACK as wrong:
        return _page(request, there, token, wrong)
    return _page(request, there, token, is_passed=True)


def _page(
    request: Request,
    there: Shared,
    token: str,
    wrong: AmparoError | None = None,
    *,
    is_passed: bool = False,
) -> Response:
    with night(there.house, writes=False) as desk:
        view = reminders.link_page(desk, token)
    locale = stranger_locale(request)
    return page(
        "reminders/others.html",
        locale,
        status=wrong.status if wrong else 404 if view.state == "unknown" else 200,
        refused=wrong,
        is_passed=is_passed and bool(view.lines),
        lines=[{"code": line.code, "text": line.said(locale)} for line in view.lines],
        back=f"/r/{token}",
        office_phone=there.house.settings.office_phone,
    )
