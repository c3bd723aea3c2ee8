"""Lockdown, and its release."""

from fastapi import APIRouter, Request

from app import gate
from app.api.proof import ProvingDep
from app.api.taking import JSONRoute
from app.casework import lockdown
from app.casework.signin import Credentials, Proof
from app.gate import SharedDep, doing

router = APIRouter(prefix="/lockdown", route_class=JSONRoute)


@router.post("", status_code=204, **doing("lockdown.begin"))
def begin(typed: Proof, proving: ProvingDep, there: SharedDep) -> None:
    """Lock the office and end every session, this one too, with passphrase and a fresh code."""
    with proving.read():
        pass  # whether her role includes it
    with proving.write(typed) as desk:
        lockdown.begin(desk)
    there.sessions.end_everybody()


@router.post("/release", status_code=204, **doing("public"))
def release(typed: Credentials, request: Request, there: SharedDep) -> None:
    """Let everybody sign in again, on a supervising attorney's passphrase and fresh code."""
    lockdown.release(there.house, there.throttle, typed, gate.network_address(request))
