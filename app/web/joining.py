"""The pages behind a link that works once: joining the office, and a new device."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app import gate
from app.casework import device, joining, staff
from app.casework.device import BothGone, NewDevice
from app.casework.joining import Chosen
from app.casework.policy import PUBLIC
from app.db.desk import night
from app.errors import AmparoError, NotFound, Refused
from app.gate import Shared, SharedDep, doing
from app.web import qr
from app.web.forms import Form, FormDep, read
from app.web.pages import page
from app.web.visit import stranger_locale

router = APIRouter()

SECRET = ("passphrase", "again")


@router.get("/join/{token}", **doing(PUBLIC))
def invited(there: SharedDep, token: str) -> Response:
    """Show the form in which a newcomer chooses her passphrase."""
    return _join_form(there, token)


@router.post("/join/{token}", **doing(PUBLIC))
def join(there: SharedDep, token: str, form: FormDep) -> Response:
    """Give the newcomer keys and show, once, what she must keep."""
    try:
        typed = form.typed()
        secrets = {name: typed.get(name, "") for name in SECRET}
        others = {name: form.one(name) for name in form if name not in SECRET}
        chosen = read(Chosen, others | secrets)
        with night(there.house, writes=False) as desk:
            newcomer, office = joining.invited(desk, token), staff.office(desk).name
        arrived = joining.accept(there.house, token, chosen)
    except NotFound:
        raise
    except AmparoError as wrong:
        return _join_form(there, token, form, wrong)
    return page(
        "joining/arrived.html",
        newcomer.locale,
        arrived=arrived,
        office=office,
        qr=qr.path_of(arrived.welcome.totp_uri),
        office_phone=there.house.settings.office_phone,
    )


@router.get("/device/{token}", **doing(PUBLIC))
def lost(request: Request, there: SharedDep, token: str) -> Response:
    """Show the form that leads to a new secret for a code app."""
    return _device_form(request, there, token)


@router.post("/device/{token}", **doing(PUBLIC))
def renew(request: Request, there: SharedDep, token: str, form: FormDep) -> Response:
    """Show the new secret, once, and end what the old device still had open."""
    try:
        wanted, address = _for_a_device(form), gate.network_address(request)
        renewed = device.renew(there.house, there.throttle, token, wanted, address)
    except NotFound:
        raise
    except AmparoError as wrong:
        return _device_form(request, there, token, wrong, both=bool(form.one("second")))
    there.sessions.end_all(renewed.staff_id)
    return page(
        "device/renewed.html",
        stranger_locale(request),
        renewed=renewed,
        qr=qr.path_of(renewed.totp_uri),
    )


def _for_a_device(form: Form) -> NewDevice | BothGone:
    """Return what was typed; a second printed code stands for a passphrase that is gone."""
    typed = {"passphrase": form.typed().get("passphrase", ""), "paper": form.one("paper")}
    if not form.one("second"):
        return read(NewDevice, typed)
    more = {"second": form.one("second"), "again": form.typed().get("again", "")}
    return read(BothGone, typed | more)


def _join_form(
    there: Shared, token: str, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with night(there.house, writes=False) as desk:
        newcomer = joining.invited(desk, token)
    return page(
        "joining/form.html",
        newcomer.locale,
        status=wrong.status if wrong else 200,
        form=form.typed() if form else {},
        errors=wrong.fields if isinstance(wrong, Refused) else {},
        refused=wrong,
        newcomer=newcomer,
    )


def _device_form(
    request: Request,
    there: Shared,
    token: str,
    wrong: AmparoError | None = None,
    *,
    both: bool = False,
) -> Response:
    with night(there.house, writes=False) as desk:
        asks_paper = device.asks_paper(desk, token)
    return page(
        "device/form.html",
        stranger_locale(request),
        status=wrong.status if wrong else 200,
        form={},
        errors=wrong.fields if isinstance(wrong, Refused) else {},
        refused=wrong,
        both=both,
        kept="hx-request" in request.headers,
        asks_paper=asks_paper,
    )
