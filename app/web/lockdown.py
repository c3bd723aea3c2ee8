"""Lockdown: its page, its deed, and the page at which a supervisor releases it."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app import gate
from app.casework import lockdown
from app.casework.policy import PUBLIC
from app.casework.signin import Credentials
from app.errors import AmparoError, Forbidden
from app.gate import SharedDep, doing, settings_of
from app.web import proof
from app.web.forms import FormDep, read
from app.web.pages import page
from app.web.visit import Visit, VisitDep, answer_here, asked_for, stranger_locale

router = APIRouter()


@router.get("/lockdown", **doing("lockdown.begin"))
def form(visit: VisitDep) -> Response:
    """Say what a lockdown does, and ask for passphrase and code."""
    return _form(visit)


@router.post("/lockdown", **doing("lockdown.begin"))
def begin(visit: VisitDep, form: FormDep) -> Response:
    """Lock the office and end every session."""
    with visit.read():
        pass  # who this is, and whether her role includes it
    try:
        proof.require(visit, form)
        with visit.write() as desk:
            lockdown.begin(desk)
    except proof.UNPROVED as wrong:
        return _form(visit, wrong)
    visit.there.sessions.end_everybody()
    response = page("lockdown/locked.html", visit.who.locale)
    # The cookie stays: it opens nothing any more, but what this person had half typed.
    response.headers["Clear-Site-Data"] = gate.LEAVE_NOTHING
    return response


@router.get("/lockdown/release", **doing(PUBLIC))
def release_form(request: Request) -> Response:
    """Show the form with which a supervisor releases it."""
    return _release_form(request, {}, None)


@router.post("/lockdown/release", **doing(PUBLIC))
def release(request: Request, there: SharedDep, form: FormDep) -> Response:
    """Let everybody sign in again."""
    try:
        fields = {name: form.one(name) for name in Credentials.model_fields}
        fields["password"] = form.typed().get("password", "")
        typed, address = read(Credentials, fields), gate.network_address(request)
        lockdown.release(there.house, there.throttle, typed, address)
    except (*proof.UNPROVED, Forbidden) as wrong:
        return _release_form(request, {"email": form.one("email")}, wrong)
    return page("lockdown/released.html", stranger_locale(request))


def _form(visit: Visit, wrong: AmparoError | None = None) -> Response:
    with visit.read():
        pass
    return visit.page(
        "lockdown/form.html",
        status=wrong.status if wrong else 200,
        section="office",
        refused=wrong,
    )


def _release_form(request: Request, typed: dict[str, str], wrong: AmparoError | None) -> Response:
    response = page(
        "lockdown/release.html",
        stranger_locale(request),
        status=wrong.status if wrong else 200,
        form=typed,
        refused=wrong,
        passkeys_here=answer_here(request, settings_of(request)),
        asked_lang=asked_for(request),
    )
    if wrong is not None and hasattr(wrong, "retry_after"):
        response.headers["Retry-After"] = str(wrong.retry_after)
    return response
