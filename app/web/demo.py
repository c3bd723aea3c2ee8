"""The sample office's mailbox, and what pages are made of; on this machine, in the sample only."""

import re
from datetime import timedelta
from email import message_from_string, policy
from typing import Protocol

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response

from app.casework.load import Load
from app.casework.policy import PUBLIC
from app.clock import local
from app.config import LOOPBACK
from app.errors import NotFound
from app.gate import SharedDep, doing
from app.web import schemes
from app.web.pages import page
from app.web.visit import stranger_locale

FATAL_AT = 4  # the day with something fatal


class _Letter(Protocol):
    id: str
    to: str
    subject: str
    received_at: object
    raw: str


async def _at_home(request: Request) -> None:
    """Let a visitor from this machine pass.

    Raises:
        NotFound: She comes from elsewhere; then there is no mailbox.
    """
    if request.client is None or request.client.host not in LOOPBACK:
        raise NotFound


router = APIRouter(dependencies=[Depends(_at_home)])


@router.get("/demo/mailbox", **doing(PUBLIC))
def mailbox(request: Request, there: SharedDep) -> Response:
    """Show the mails that the sample office sent, newest first."""
    return page(
        "demo/mailbox.html",
        stranger_locale(request),
        mails=_letters(request),
        tz=there.house.settings.timezone,
        demo=True,
    )


@router.get("/demo/mailbox.json", **doing(PUBLIC))
def mailbox_json(request: Request) -> Response:
    """Answer the mails for programs, newest first."""
    return JSONResponse(
        [
            {
                "id": letter.id,
                "to": letter.to,
                "subject": letter.subject,
                "received_at": letter.received_at.isoformat().replace("+00:00", "Z"),  # type: ignore[attr-defined]
                "raw": letter.raw,
            }
            for letter in _letters(request)
        ]
    )


@router.get("/demo/mailbox/{letter_id}", **doing(PUBLIC))
def mail(request: Request, there: SharedDep, letter_id: str) -> Response:
    """Show one mail as it arrived."""
    letter = next((each for each in _letters(request) if each.id == letter_id), None)
    if letter is None:
        raise NotFound
    message = message_from_string(letter.raw, policy=policy.default)
    body = message.get_body(("plain",))
    text = body.get_content().rstrip() if body else ""
    shown = {
        "id": letter.id,
        "to": letter.to,
        "sender": str(message["from"]),
        "subject": letter.subject,
        "received_at": letter.received_at,
        "body": text,
        "links": re.findall(r"https?://\S+", text),
    }
    zone = there.house.settings.timezone
    return page("demo/mail.html", stranger_locale(request), mail=shown, tz=zone, demo=True)


@router.get("/demo/design", **doing(PUBLIC))
def design(request: Request, there: SharedDep) -> Response:
    """Show what pages are made of, in every scheme at once."""
    first = local(there.house.clock(), there.house.settings.timezone).date()
    days = [first + timedelta(days=at) for at in range(14)]
    loads = [
        Load(on=day, hearings=at % 3, deadlines=at % 5, fatal=int(at == FATAL_AT))
        for at, day in enumerate(days)
    ]
    locale = stranger_locale(request)
    return page("demo/design.html", locale, schemes=schemes.NAMES, loads=loads, demo=True)


@router.get("/demo/schemes.css", **doing(PUBLIC))
def scheme_sheet() -> Response:
    """Give the style sheet that shows every scheme at once."""
    return Response(schemes.sheet(), media_type="text/css")


def _letters(request: Request) -> list[_Letter]:
    held = request.app.state.mailbox
    return list(held.letters()) if held is not None else []
