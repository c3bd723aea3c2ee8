"""When each key of the office was last changed, and what a change left to be done."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from app.api.joining import ProvedDigits
from app.api.proof import ProvingDep
from app.api.taking import JSONRoute
from app.casework import keychanges, keyview, newkeys, newpapers
from app.casework.keychanges import Fresh
from app.casework.keyview import Changed, Owed
from app.gate import ReadDeskDep, SharedDep, WriteDeskDep, doing

router = APIRouter(route_class=JSONRoute)


class Keys(BaseModel):
    """When each was changed, and what waits still."""

    model_config = ConfigDict(frozen=True)

    changed: Changed
    owed: Owed


@router.get("/keys", **doing("key.read"))
def keys(desk: ReadDeskDep) -> Keys:
    """Tell when each kind of key was last changed, and what waits still."""
    return Keys(changed=keyview.changed(desk), owed=keyview.owed(desk))


@router.delete("/keys/own", status_code=204, **doing("key.make"))
def withdraw(desk: WriteDeskDep) -> None:
    """Let go of new keys that one made and nobody has confirmed."""
    newkeys.withdraw(desk)


@router.post("/colleagues/{staff_id}/keys/asking", status_code=204, **doing("key.ask"))
def ask(staff_id: UUID, desk: WriteDeskDep) -> None:
    """Ask a colleague to make new keys, since hers may have been stolen."""
    newkeys.ask(desk, staff_id)


@router.put("/colleagues/{staff_id}/keys", status_code=204, **doing("staff.certify"))
def confirm(staff_id: UUID, read: ProvedDigits, proving: ProvingDep, there: SharedDep) -> None:
    """Say that new keys are a colleague's, by the number that both have read."""
    with proving.read() as desk:
        newkeys.require_number(desk, staff_id, read.number)
    with proving.write(read) as desk:
        newkeys.confirm(desk, staff_id, read.number)
    there.sessions.end_all(staff_id)


@router.delete("/new-papers", status_code=204, **doing("kit.print"))
def let_go(desk: WriteDeskDep) -> None:
    """Let go of new papers for the custodians that wait; they are printed on the page alone."""
    newpapers.withdraw(desk)


@router.post("/keys/cases", **doing("key.freshen"))
def freshen(desk: WriteDeskDep) -> Fresh:
    """Give some of one's own cases that wait for it their new key."""
    return keychanges.freshen_mine(desk)
