"""Lockdown, and its release."""

from fastapi import APIRouter, Request

from app import gate
from app.api.taking import JSONRoute
from app.casework import lockdown, seats
from app.casework.policy import require
from app.casework.signin import Credentials, Proof, prove
from app.gate import SeatDep, SharedDep, action_of, doing

router = APIRouter(prefix="/lockdown", route_class=JSONRoute)


@router.post("", status_code=204, **doing("lockdown.begin"))
def begin(typed: Proof, request: Request, there: SharedDep, seat: SeatDep) -> None:
    """Lock the office and end every session, this one too, with passphrase and a fresh code."""
    with seats.reading(there.house, seat) as desk:
        require(desk.who.role, action_of(request.scope.get("route")))
        who = desk.who
    prove(there.house, there.throttle, who, typed, gate.network_address(request))
    with seats.writing(there.house, seat) as desk:
        lockdown.begin(desk)
    there.sessions.end_everybody()


@router.post("/release", status_code=204, **doing("public"))
def release(typed: Credentials, request: Request, there: SharedDep) -> None:
    """Let everybody sign in again, on a supervising attorney's passphrase and fresh code."""
    lockdown.release(there.house, there.throttle, typed, gate.network_address(request))
