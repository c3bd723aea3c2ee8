"""What the link in a reminder mail opens: without sign-in nothing about any client."""

import re

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app.casework import mailed, reminders
from app.casework.policy import PUBLIC
from app.casework.reminders import LinkView
from app.db.desk import night
from app.errors import TURNED_BACK, AmparoError, Refused, SignedOut
from app.gate import Shared, SharedDep, doing, token_of
from app.web.forms import FormDep
from app.web.pages import page
from app.web.visit import SEE_OTHER, Visit, stranger_locale

router = APIRouter()

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def items_of(token: str) -> str:
    """Return where a mail's dates are shown after sign-in; Today for what is no link of a mail."""
    return f"/r/{token}/items" if _TOKEN.fullmatch(token) else "/today"


@router.get("/r/{token}", **doing(PUBLIC))
def look(request: Request, there: SharedDep, token: str) -> Response:
    """Show what the link stands for; nothing is written, so a mail scanner does nothing."""
    with night(there.house, writes=False) as desk:
        view = reminders.link_page(desk, token)
    return _page(request, there, view, token)


@router.post("/r/{token}", **doing(PUBLIC))
def see(request: Request, there: SharedDep, token: str, form: FormDep) -> Response:
    """Record that the mail was seen, or those of its dates that a button stood for.

    Raises:
        Refused: Something else is asked for, which must not count as seen.
    """
    if form.one("deed") not in {"", "seen"}:
        raise Refused
    try:
        with night(there.house, writes=True) as desk:
            view = reminders.see_link(desk, token, form.get("item", ()))
    except TURNED_BACK as wrong:
        with night(there.house, writes=False) as desk:
            view = reminders.link_page(desk, token)
        return _page(request, there, view, token, wrong)
    return _page(request, there, view, token)


@router.get("/r/{token}/items", **doing("today.read"))
def items(request: Request, there: SharedDep, token: str) -> Response:
    """Show the mail's dates with client and law to its reader, after sign-in."""
    try:
        seat = there.sessions.seat(token_of(request), there.house.clock())
    except SignedOut:
        mail = f"?mail={token}" if _TOKEN.fullmatch(token) else ""
        return RedirectResponse(f"/sign-in{mail}", status_code=SEE_OTHER)
    visit = Visit(request, there, seat)
    with visit.read() as desk:
        view = mailed.mailed(desk, token)
    if not view.codes:
        return visit.to("/today")
    return visit.page("reminders/mailed.html", section="today", mail=view)


def _page(
    request: Request,
    there: Shared,
    view: LinkView,
    token: str,
    wrong: AmparoError | None = None,
) -> Response:
    locale = stranger_locale(request)
    lines = [
        {
            "code": line.code,
            "urgent": line.urgent,
            "is_seen": line.is_seen,
            "text": line.said(locale),
        }
        for line in view.lines
    ]
    return page(
        "reminders/link.html",
        locale,
        status=wrong.status if wrong else 404 if view.state == "unknown" else 200,
        refused=wrong,
        state=view.state,
        lines=lines,
        items_url=items_of(token),
        office_phone=there.house.settings.office_phone,
        demo=False,
    )
