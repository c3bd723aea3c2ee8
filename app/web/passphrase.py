"""My passphrase: choosing another."""

from fastapi import APIRouter
from fastapi.responses import Response

from app import gate
from app.casework import rechosen, sessions
from app.casework.rechosen import OtherPassphrase
from app.errors import AmparoError, Refused
from app.gate import doing, token_of
from app.web.forms import FormDep, read
from app.web.visit import Visit, VisitDep

router = APIRouter()

SECRET = ("password", "passphrase", "again")


@router.get("/passphrase", **doing("passphrase.change"))
def form(visit: VisitDep) -> Response:
    """Show the form."""
    return _form(visit)


@router.post("/passphrase", **doing("passphrase.change"))
def change(visit: VisitDep, form: FormDep) -> Response:
    """Take another passphrase after the one of until now and a fresh code; end other sign-ins."""
    with visit.read():
        pass  # who this is
    typed = {name: form.typed().get(name, "") for name in SECRET} | {"code": form.one("code")}
    there, address = visit.there, gate.network_address(visit.request)
    try:
        wanted = read(OtherPassphrase, typed)
        rechosen.change(there.house, there.throttle, visit.who, wanted, address)
    except AmparoError as wrong:
        return _form(visit, wrong)
    with visit.write() as desk:
        sessions.end_others(desk, there.sessions, token_of(visit.request))
    return visit.to("/sessions")


def _form(visit: Visit, wrong: AmparoError | None = None) -> Response:
    with visit.read():
        pass
    return visit.page(
        "sessions/passphrase.html",
        status=wrong.status if wrong else 200,
        section="account",
        form={},
        errors=wrong.fields if isinstance(wrong, Refused) else {},
        refused=wrong,
    )
