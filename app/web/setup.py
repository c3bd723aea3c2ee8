"""The pages that found an office: one form, and one answer that is printed."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.casework import setup
from app.casework.policy import PUBLIC
from app.casework.setup import MOST_CUSTODIANS, SetUp
from app.db.desk import night
from app.errors import AmparoError, NotFound, Refused
from app.gate import SharedDep, doing
from app.web import qr
from app.web.forms import Form, FormDep, read
from app.web.pages import page
from app.web.visit import stranger_locale
from app.words import LOCALES

router = APIRouter()

PLAIN = (
    "office",
    "name",
    "address",
    "locale",
    "profile",
    "needed",
    "short_hours",
    "reached",
    "place_1",
    "place_2",
)
SECRET = ("passphrase", "again")
ROWS = range(1, MOST_CUSTODIANS + 1)


@router.get("/set-up/{token}", **doing(PUBLIC))
def form(request: Request, there: SharedDep, token: str) -> Response:
    """Show the form of a new office."""
    with night(there.house, writes=False) as desk:
        setup.awaits(desk, token)
    return _form(request, token)


@router.post("/set-up/{token}", **doing(PUBLIC))
def found(request: Request, there: SharedDep, token: str, form: FormDep) -> Response:
    """Found the office and show, once, what must be printed."""
    try:
        wanted = read(SetUp, _fields(form))
        founded = setup.found(there.house, token, wanted)
    except NotFound:
        raise
    except AmparoError as wrong:
        return _form(request, token, form, wrong)
    return page(
        "setup/founded.html",
        wanted.locale,
        founded=founded,
        plan=wanted.plan(),
        qr=qr.path_of(founded.welcome.totp_uri),
        made_at=there.house.clock(),
        tz=there.house.settings.timezone,
    )


def _fields(form: Form) -> dict[str, Any]:
    typed = form.typed()
    custodians = [
        {"name": form.one(f"custodian_{row}"), "outside": form.one(f"outside_{row}") == "true"}
        for row in ROWS
        if form.one(f"custodian_{row}")
    ]
    secrets = {name: typed.get(name, "") for name in SECRET}  # as they were typed, spaces too
    return {**form.filled(*PLAIN), **secrets, "custodians": custodians}


def _form(
    request: Request, token: str, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    locale = stranger_locale(request)
    others = [code for code in LOCALES if code != locale]
    return page(
        "setup/form.html",
        locale,
        status=wrong.status if wrong else 200,
        form=form.typed() if form else {},
        errors=wrong.fields if isinstance(wrong, Refused) else {},
        refused=wrong,
        rows=ROWS,
        other_locales=[(code, f"/set-up/{token}?lang={code}") for code in others],
    )
