"""What the link in a reminder mail opens, without sign-in; nothing about any client."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.casework import reminders
from app.casework.policy import PUBLIC
from app.casework.reminders import LinkView
from app.db.desk import night
from app.errors import Refused
from app.gate import Shared, SharedDep, doing
from app.web.forms import FormDep
from app.web.pages import page
from app.web.visit import stranger_locale

router = APIRouter()


@router.get("/r/{token}", **doing(PUBLIC))
def look(request: Request, there: SharedDep, token: str) -> Response:
    """Show what the link stands for; nothing is written, so a mail scanner does nothing."""
    with night(there.house, writes=False) as desk:
        view = reminders.link_page(desk, token)
    return _page(request, there, view)


@router.post("/r/{token}", **doing(PUBLIC))
def see(request: Request, there: SharedDep, token: str, form: FormDep) -> Response:
    """Record that the mail was seen.

    Raises:
        Refused: Something else is asked for, which must not count as seen.
    """
    if form.one("deed") not in {"", "seen"}:
        raise Refused
    with night(there.house, writes=True) as desk:
        view = reminders.see_link(desk, token)
    return _page(request, there, view)


def _page(request: Request, there: Shared, view: LinkView) -> Response:
    settings = there.house.settings
    return page(
        "reminders/link.html",
        stranger_locale(request),
        status=404 if view.state == "unknown" else 200,
        state=view.state,
        urgent=view.urgent,
        others=view.others,
        may_see=True,
        seen_at=None,
        tz=settings.timezone,
        backup_name="",
        office_phone=settings.office_phone,
        demo=False,
    )
