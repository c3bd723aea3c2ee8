"""The page of a forgotten passphrase: who else can act, then the printed code."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app import gate
from app.casework import forgotten
from app.casework.forgotten import NewPassphrase
from app.casework.policy import PUBLIC
from app.errors import AmparoError, Refused
from app.gate import SharedDep, doing
from app.web.forms import Form, FormDep, read
from app.web.pages import page
from app.web.visit import asked_for, stranger_locale

router = APIRouter()

SECRET = ("passphrase", "again")


@router.get("/forgotten", **doing(PUBLIC))
def form(request: Request, there: SharedDep) -> Response:
    """Show who else can act, and the form in which a printed code is typed."""
    return _form(request, there)


@router.post("/forgotten", **doing(PUBLIC))
def choose(request: Request, there: SharedDep, form: FormDep) -> Response:
    """Take the new passphrase, end whatever was open, and show the next printed code, once."""
    try:
        typed = form.typed()
        secrets = {name: typed.get(name, "") for name in SECRET}
        others = {name: form.one(name) for name in form if name not in SECRET}
        wanted, address = read(NewPassphrase, others | secrets), gate.network_address(request)
        done = forgotten.choose(there.house, there.throttle, wanted, address)
    except AmparoError as wrong:
        return _form(request, there, form, wrong)
    there.sessions.end_all(done.staff_id)
    return page("signin/let_back_in.html", stranger_locale(request), back=done)


def _form(
    request: Request, there: SharedDep, form: Form | None = None, wrong: AmparoError | None = None
) -> Response:
    response = page(
        "signin/forgotten.html",
        stranger_locale(request),
        status=wrong.status if wrong else 200,
        form={"email": form.one("email")} if form else {},
        errors=wrong.fields if isinstance(wrong, Refused) else {},
        refused=wrong,
        kept="hx-request" in request.headers,
        office_phone=there.house.settings.office_phone,
        asked_lang=asked_for(request),
    )
    if wrong is not None and hasattr(wrong, "retry_after"):
        response.headers["Retry-After"] = str(wrong.retry_after)
    return response
