"""My passkeys: the list, adding one, taking one away."""

from contextlib import suppress
from typing import Final
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from app import gate
from app.casework import ownpasskeys, sessions
from app.casework.ownpasskeys import NewPasskey
from app.casework.passkeys import place_of
from app.casework.signin import Proof
from app.errors import TURNED_BACK, AmparoError, Refused
from app.gate import doing, token_of
from app.web import proof
from app.web.forms import FormDep, read
from app.web.visit import Visit, VisitDep

router = APIRouter()

KEPT: Final = ("place", "opens")


@router.get("/passkeys", **doing("passkey.read"))
def mine(visit: VisitDep) -> Response:
    """Show my passkeys, and how to add one."""
    return _list(visit, {})


@router.post("/passkeys", **doing("passkey.keep"))
def add(visit: VisitDep, form: FormDep) -> Response:
    """Add one that the browser made, after my passphrase and a fresh code."""
    _who(visit)
    there, address = visit.there, gate.network_address(visit.request)
    here = (visit.who, there.sessions.found_by(token_of(visit.request)))
    try:
        given = {"place": form.one("place"), "made": form.one("made")} | proof.typed(form)
        new = read(NewPasskey, given)
        ownpasskeys.add(there.house, there.throttle, here, new, address)
    except proof.UNPROVED as wrong:
        return _list(visit, {name: form.one(name) for name in KEPT}, wrong)
    return visit.did("/passkeys")


@router.post("/passkeys/{passkey_id}/removal", **doing("passkey.keep"))
def remove(visit: VisitDep, passkey_id: UUID, form: FormDep) -> Response:
    """Take one away; end other sign-ins, which it may have begun."""
    _who(visit)
    there, address = visit.there, gate.network_address(visit.request)
    try:
        wanted = (passkey_id, read(Proof, proof.typed(form)))
        ownpasskeys.remove(there.house, there.throttle, visit.who, wanted, address)
    except proof.UNPROVED as wrong:
        return _list(visit, {}, wrong, passkey_id)
    # It is taken away, and the others are ended; what could not be noted undoes neither.
    ended = there.sessions.end_others(visit.who.id, token_of(visit.request))
    with suppress(*TURNED_BACK), visit.write() as desk:
        sessions.note_end_others(desk, ended)
    return visit.did("/passkeys")


def _who(visit: Visit) -> None:
    with visit.read():
        pass  # who this is, and whether her role includes it


def _list(
    visit: Visit,
    form: dict[str, str],
    wrong: AmparoError | None = None,
    wrong_at: UUID | None = None,
) -> Response:
    with visit.read() as desk:
        known = ownpasskeys.mine(desk)
    place = place_of(visit.there.house.settings)
    return visit.page(
        "passkeys/list.html",
        status=wrong.status if wrong else 200,
        section="account",
        passkeys=known,
        address=place.origin if place else "",
        tz=visit.who.zone,
        wrong_at=wrong_at,
        form=form,
        errors=wrong.fields if isinstance(wrong, Refused) and wrong_at is None else {},
        refused=wrong,
    )
