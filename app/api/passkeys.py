"""My passkeys, and what a passkey is asked."""

from contextlib import suppress
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from app import gate
from app.api.paging import Listed
from app.api.proof import ProvingDep
from app.api.taking import JSONRoute
from app.casework import ownpasskeys, sessions, signin
from app.casework.ownpasskeys import NewPasskey, NewQuestion, PasskeyView
from app.casework.passkeys import PasskeyQuestion
from app.casework.signin import Proof
from app.errors import TURNED_BACK
from app.gate import ReadDeskDep, SharedDep, doing, token_of

router = APIRouter(route_class=JSONRoute)


class Whose(BaseModel):
    """Who wants to sign in, or to prove that it is she."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    email: str = Field(max_length=254, repr=False)


@router.post("/session/passkey", **doing("public"))
def ask(whose: Whose, request: Request, there: SharedDep) -> PasskeyQuestion:
    """Tell what a passkey is to answer within three minutes; the same for every address."""
    return signin.ask(there.house, there.throttle, whose.email, gate.network_address(request))


@router.post("/passkeys/proof", **doing("passkey.keep"))
def ask_again(desk: ReadDeskDep, there: SharedDep) -> PasskeyQuestion:
    """Tell what one of my passkeys is to answer, where a deed asks for it in a code's place."""
    return ownpasskeys.ask_again(desk, there.throttle)


@router.get("/passkeys", **doing("passkey.read"))
def mine(desk: ReadDeskDep) -> Listed[PasskeyView]:
    """Tell my passkeys, and when each was last used."""
    return Listed(items=ownpasskeys.mine(desk), next=None)


@router.post("/passkeys/question", **doing("passkey.keep"))
def ask_new(desk: ReadDeskDep, request: Request, there: SharedDep) -> NewQuestion:
    """Tell what a device that is to make a passkey is asked, in this session."""
    return ownpasskeys.ask(desk, there.throttle, there.sessions.found_by(token_of(request)))


@router.post("/passkeys", status_code=201, **doing("passkey.keep"))
def add(new: NewPasskey, request: Request, there: SharedDep, proving: ProvingDep) -> PasskeyView:
    """Add a passkey, after my passphrase and a fresh code or another passkey."""
    with proving.read():
        pass  # whether her role includes it
    here = (proving.who, there.sessions.found_by(token_of(request)))
    return ownpasskeys.add(there.house, there.throttle, here, new, proving.address)


@router.post("/passkeys/{passkey_id}/removal", status_code=204, **doing("passkey.keep"))
def remove(passkey_id: UUID, typed: Proof, request: Request, proving: ProvingDep) -> None:
    """Take one away, after my passphrase and a fresh code or a passkey; end other sessions."""
    with proving.read():
        pass  # whether her role includes it
    wanted, there = (passkey_id, typed), proving.there
    ownpasskeys.remove(there.house, there.throttle, proving.who, wanted, proving.address)
    # It is taken away, and the others are ended; what could not be noted undoes neither.
    ended = there.sessions.end_others(proving.who.id, token_of(request))
    with suppress(*TURNED_BACK), proving.again() as desk:
        sessions.note_end_others(desk, ended)
