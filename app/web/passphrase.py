"""My passphrase: choosing another."""

from contextlib import suppress

from fastapi import APIRouter
from fastapi.responses import Response

from app import gate
from app.casework import rechosen, sessions
from app.casework.rechosen import OtherPassphrase
from app.errors import TURNED_BACK, AmparoError, Refused
from app.gate import doing, token_of
from app.web import proof
from app.web.forms import FormDep, read
from app.web.visit import Visit, VisitDep

router = APIRouter()

NEW = ("passphrase", "again")


@router.get("/passphrase", **doing("passphrase.change"))
def form(visit: VisitDep) -> Response:
    """Show the form."""
    return _form(visit)


@router.post("/passphrase", **doing("passphrase.change"))
def change(visit: VisitDep, form: FormDep) -> Response:
    """Take another passphrase after the one of until now and a fresh code; end other sign-ins."""
    with visit.read():
        pass  # who this is
    typed = {name: form.typed().get(name, "") for name in NEW} | proof.typed(form)
    there, address = visit.there, gate.network_address(visit.request)
    try:
        wanted = read(OtherPassphrase, typed)
        rechosen.change(there.house, there.throttle, visit.who, wanted, address)
    except proof.UNPROVED as wrong:
        return _form(visit, wrong)
    # The passphrase is saved, and the others are ended; what could not be noted undoes neither.
    ended = there.sessions.end_others(visit.who.id, token_of(visit.request))
    with suppress(*TURNED_BACK), visit.write() as desk:
        sessions.note_end_others(desk, ended)
    return visit.did("/sessions")


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
