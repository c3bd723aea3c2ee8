"""Clinics of one day: the list, a day with its volunteers, its end, and the volunteers' way in."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app import gate
from app.casework import policy
from app.casework.clinics import days, helpers, records
from app.casework.clinics.days import NewClinic
from app.casework.clinics.helpers import NewHelpers, TypedDayCode
from app.casework.policy import PUBLIC
from app.errors import TURNED_BACK, AmparoError
from app.gate import SharedDep, doing
from app.web import proof
from app.web.forms import Form, FormDep, read
from app.web.pages import page
from app.web.signin import device_of
from app.web.visit import SEE_OTHER, Visit, VisitDep, asked_for, stranger_locale
from app.words import LOCALES

router = APIRouter()
PLACE = "/clinics"


@router.get("/clinic", **doing(PUBLIC))
def door(request: Request, there: SharedDep) -> Response:
    """Show the form into which a volunteer types her code."""
    return _door(request, there, None)


@router.post("/clinic", **doing(PUBLIC))
def enter(request: Request, there: SharedDep, form: FormDep) -> Response:
    """Come in by a code of a clinic that runs."""
    try:
        typed = read(TypedDayCode, {"code": form.one("code")})
        seat = helpers.enter(there.house, there.throttle, typed, gate.network_address(request))
    except AmparoError as wrong:
        return _door(request, there, wrong)
    response = RedirectResponse(PLACE, status_code=SEE_OTHER)
    gate.begin(request, response, seat, device_of(request))
    return response


@router.get("/clinics", **doing("clinic.read"))
def listed(visit: VisitDep) -> Response:
    """Show the clinics, and the form of a new one."""
    return _list(visit)


@router.post("/clinics", **doing("clinic.open"))
def open_day(visit: VisitDep, form: FormDep) -> Response:
    """Open a clinic with a key of its own."""
    try:
        new = read(NewClinic, form.filled("place", "day", "until"))
        with visit.write() as desk:
            clinic_id = days.open_day(desk, new)
    except TURNED_BACK as wrong:
        return _list(visit, form, wrong)
    return visit.to(f"{PLACE}/{clinic_id}")


@router.get("/clinics/{clinic_id}", **doing("clinic.serve"))
def one(visit: VisitDep, clinic_id: UUID) -> Response:
    """Show a day: who came, and for its supervisor the volunteers and the end."""
    return _one(visit, clinic_id)


@router.post("/clinics/{clinic_id}/volunteers", **doing("clinic.open"))
def let_in(visit: VisitDep, clinic_id: UUID, form: FormDep) -> Response:
    """Make a code for each volunteer, shown once, to be printed and cut apart."""
    try:
        new = read(NewHelpers, form.filled("names", "locale"))
        with visit.read() as desk:
            helpers.require_new(desk, clinic_id, new)
        proof.require(visit, form)
        with visit.write() as desk:
            slips = helpers.let_in(desk, clinic_id, new)
            view = days.one(desk, clinic_id)
    except proof.UNPROVED as wrong:
        return _one(visit, clinic_id, form, wrong)
    address = f"{visit.there.house.settings.base_url}/clinic"
    return visit.page(
        "clinics/codes.html",
        section="intake",
        view=view,
        slips=slips,
        address=address,
        tz=visit.who.zone,
        in_locale=new.locale,
    )


@router.post("/clinics/{clinic_id}/end", **doing("clinic.open"))
def end(visit: VisitDep, clinic_id: UUID) -> Response:
    """Hand on what the day took in, and let its volunteers go."""
    try:
        with visit.write() as desk:
            days.end(desk, clinic_id)
    except TURNED_BACK as wrong:
        return _one(visit, clinic_id, None, wrong)
    return visit.to(f"{PLACE}/{clinic_id}")


def _list(visit: Visit, form: Form | None = None, wrong: AmparoError | None = None) -> Response:
    with visit.read() as desk:
        lines = days.listed(desk)
    context: dict[str, Any] = {"section": "intake", "lines": lines, "tz": visit.who.zone}
    if form is not None and wrong is not None:
        return visit.again("clinics/list.html", form, wrong, **context)
    return visit.page("clinics/list.html", form={}, errors={}, refused=None, **context)


def _one(
    visit: Visit, clinic_id: UUID, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    with visit.read() as desk:
        view = days.one(desk, clinic_id)
        lines = records.of_clinic(desk, clinic_id)
    context: dict[str, Any] = {
        "section": "intake",
        "view": view,
        "lines": lines,
        "may_keep": view.mine and policy.may(visit.who.role, "clinic.open"),
        "tz": visit.who.zone,
    }
    if wrong is not None:
        return visit.again("clinics/one.html", form or Form(), wrong, **context)
    return visit.page("clinics/one.html", form={}, errors={}, refused=None, **context)


def _door(request: Request, there: SharedDep, wrong: AmparoError | None) -> Response:
    locale = stranger_locale(request)
    response = page(
        "clinics/door.html",
        locale,
        status=wrong.status if wrong else 200,
        form={},
        errors={},
        refused=wrong,
        demo=there.house.settings.demo,
        asked_lang=asked_for(request),
        other_locales=[(code, f"/clinic?lang={code}") for code in LOCALES if code != locale],
    )
    if wrong is not None and hasattr(wrong, "retry_after"):
        response.headers["Retry-After"] = str(wrong.retry_after)
    return response
