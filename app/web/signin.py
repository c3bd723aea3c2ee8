"""Signing in and out."""

from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app import gate
from app.casework import seats, staff
from app.casework.policy import PUBLIC
from app.casework.reminders.places import address_of
from app.casework.signin import Credentials, sign_in
from app.db.desk import night
from app.errors import AmparoError
from app.gate import Shared, SharedDep, doing
from app.web import begun
from app.web.forms import FormDep, read
from app.web.pages import page
from app.web.reminders import items_of
from app.web.visit import SEE_OTHER, answer_here, asked_for, stranger_locale
from app.words import LOCALES

router = APIRouter()

BROWSERS = ("Firefox", "Edg", "Chrome", "Safari")
LEADING = ("mail", "to")  # what a mail's link says: of which mail it is, or which page it means
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")


@router.get("/", **doing(PUBLIC))
def start() -> Response:
    """Send everyone to Today."""
    return RedirectResponse("/today", status_code=SEE_OTHER)


@router.get("/sign-in", **doing(PUBLIC))
def form(request: Request, there: SharedDep) -> Response:
    """Show the sign-in form; lead on whoever is signed in and came by a mail's link."""
    to = request.query_params.get("to", "")
    if to and _is_signed_in(request, there):
        return RedirectResponse(address_of(to), status_code=SEE_OTHER)
    return _form(request, there, _led_by(request.query_params), None)


@router.post("/sign-in", **doing(PUBLIC))
def begin(request: Request, there: SharedDep, form: FormDep) -> Response:
    """Sign in and go to Today, or to what the mail that led here told of."""
    try:
        fields = {name: form.one(name) for name in Credentials.model_fields}
        fields["password"] = form.typed().get("password", "")  # as it was typed, spaces too
        typed = read(Credentials, fields)
        seat = sign_in(there.house, there.throttle, typed, gate.network_address(request))
    except AmparoError as wrong:
        kept = {name: form.one(name) for name in ("email", *LEADING)}
        return _form(request, there, kept, wrong)
    to, mail = form.one("to"), form.one("mail")
    place = address_of(to) if to else items_of(mail)
    response = RedirectResponse(place, status_code=SEE_OTHER)
    gate.begin(request, response, seat, device_of(request))
    return response


@router.post("/sign-out", **doing(PUBLIC))
def end(request: Request, there: SharedDep, form: FormDep) -> Response:
    """End this session, if there is one; ask first where something half-typed is lost with it."""
    asked = None if form.one("losing") else _asked(request, there)
    if asked is not None:
        return asked
    response = RedirectResponse("/sign-in", status_code=SEE_OTHER)
    gate.end(request, response)
    return response


def _in(locale: str, typed: Mapping[str, str]) -> str:
    """Return the address of this form in another language, with what led here."""
    led = {name: typed[name] for name in LEADING if typed.get(name)}
    return f"/sign-in?{urlencode({'lang': locale, **led})}"


def _led_by(query: Mapping[str, str]) -> dict[str, str]:
    """Return what the link said that led here."""
    return {name: query.get(name, "") for name in LEADING}


def _is_signed_in(request: Request, there: Shared) -> bool:
    with suppress(AmparoError):
        gate.seat(request, there)
        return True
    return False


def _asked(request: Request, there: Shared) -> Response | None:
    """Return the question what becomes of what is half-typed, where anything is.

    Whoever leaves is signed out also while the database is away, and cannot be asked then.
    """
    with suppress(AmparoError):
        seat = gate.seat(request, there)
        waiting = begun.waiting(request, there)
        if waiting:
            with seats.reading(there.house, seat) as desk:
                me = desk.who
            return page("signin/leaving.html", me.locale, me=me, section="account", waiting=waiting)
    return None


def device_of(request: Request) -> str:
    """Return the family of browser and system, so that a person knows her own sign-ins again."""
    agent = request.headers.get("user-agent", "")
    browser = next((name for name in BROWSERS if name in agent), "")
    system = next((name for name in SYSTEMS if name in agent), "")
    return ", ".join(part for part in (browser.replace("Edg", "Edge"), system) if part)


def _form(
    request: Request, there: SharedDep, typed: dict[str, str], wrong: AmparoError | None
) -> Response:
    locale = stranger_locale(request)
    settings = there.house.settings
    former = request.cookies.get(gate.cookie_name(settings), "")
    response = page(
        "signin/signin.html",
        locale,
        status=wrong.status if wrong else 200,
        form=typed,
        refused=wrong,
        errors={},
        demo=settings.demo,
        demo_people=_people(request, there) if settings.demo else (),
        asked_lang=asked_for(request),
        other_locales=[(code, _in(code, typed)) for code in LOCALES if code != locale],
        office_phone=settings.office_phone,
        passkeys_here=answer_here(request, settings),
        ended=there.sessions.ended_by(former),
        half_typed=there.sessions.is_half_typed(former),
    )
    if wrong is not None and hasattr(wrong, "retry_after"):
        response.headers["Retry-After"] = str(wrong.retry_after)
    return response


def _people(request: Request, there: Shared) -> list[dict[str, str]]:
    """Return the sample's people who work there still, as far as the database can be asked."""
    state, at_work = request.app.state, set()
    with suppress(AmparoError), night(there.house, writes=False) as desk:
        at_work = {row.address for row in staff.active(desk)}
    return [
        {
            "name": person.name,
            "role": person.role,
            "email": person.email,
            "passphrase": person.passphrase,
            "code": state.code_of(person),
        }
        for person in getattr(state, "people", ())
        if person.email in at_work
    ]
