"""What custodians opened for a colleague and waits; new keys for one who lost hers."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from app.api.once import OnceOnly, link
from app.api.paging import Listed, Stretch, cut
from app.api.proof import ProvingDep
from app.api.taking import JSONRoute
from app.casework import recovery, renewal
from app.casework.recovery import RecoveryView
from app.casework.renewal import NewKeys
from app.casework.signin import Proof
from app.gate import ReadDeskDep, SharedDep, WriteDeskDep, doing

router = APIRouter(route_class=JSONRoute)


class Taken(BaseModel):
    """How many keys opened."""

    model_config = ConfigDict(frozen=True)

    keys: int


class ProvedNewKeys(NewKeys, Proof):
    """That new keys are begun, with the passphrase and a fresh code of whoever says so."""


@router.get("/recoveries", **doing("recovery.read"))
def listed(asked: Annotated[Stretch, Query()], desk: ReadDeskDep) -> Listed[RecoveryView]:
    """List what waits: all of it to a supervisor, to others what is theirs."""
    return cut(recovery.waiting(desk), asked)


@router.delete("/recoveries/{recovery_id}", status_code=204, **doing("recovery.stop"))
def stop(recovery_id: UUID, desk: WriteDeskDep) -> None:
    """Stop what waits for a colleague, all of it."""
    recovery.stop(desk, recovery_id)


@router.post("/recoveries/taking", **doing("recovery.take"))
def take(desk: WriteDeskDep) -> Taken:
    """Take what waits for oneself and whose time has come."""
    return Taken(keys=recovery.take(desk))


@router.post("/colleagues/{staff_id}/new-keys", status_code=201, **doing("staff.begin_again"))
def begin_again(
    staff_id: UUID, wanted: ProvedNewKeys, proving: ProvingDep, there: SharedDep
) -> OnceOnly:
    """Close a colleague's sign-in and answer with the link by which she makes new keys."""
    with proving.read() as desk:
        renewal.require_ready(desk, staff_id, wanted)
    with proving.write(wanted) as desk:
        token = renewal.begin(desk, staff_id, sure=wanted.sure)
    there.sessions.end_all(staff_id)
    return link(there, "join", token)


@router.delete("/colleagues/{staff_id}/new-keys", status_code=204, **doing("staff.begin_again"))
def end_offer(staff_id: UUID, desk: WriteDeskDep) -> None:
    """Let a colleague sign in as before, as long as the link for new keys was not used."""
    renewal.end_offer(desk, staff_id)
