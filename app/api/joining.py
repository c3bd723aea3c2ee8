"""Inviting a colleague, confirming her keys, and a new device for one of them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from app.api.colleagues import Account, account
from app.api.once import OnceOnly, link
from app.api.paging import Listed, Stretch, cut
from app.api.proof import ProvingDep
from app.api.taking import JSONRoute
from app.casework import device, joining
from app.casework.joining import NewInvitation
from app.casework.signin import Proof
from app.gate import ReadDeskDep, SharedDep, WriteDeskDep, doing

router = APIRouter(prefix="/colleagues", route_class=JSONRoute)


class Digits(BaseModel):
    """The number of somebody's keys, which she reads aloud."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: str = Field(max_length=40)


class ProvedDigits(Proof):
    """The number, and that it is oneself who compared it."""

    number: str = Field(max_length=40)


@router.get("", **doing("staff.read"))
def listed(asked: Annotated[Stretch, Query()], desk: ReadDeskDep) -> Listed[Account]:
    """List who works here, who waits and who has left, by name."""
    return cut([account(each) for each in joining.colleagues(desk)], asked)


@router.post("", status_code=201, **doing("staff.invite"))
def invite(wanted: NewInvitation, desk: WriteDeskDep, there: SharedDep) -> OnceOnly:
    """Invite somebody and answer with her link; a mail with a link of its own goes out."""
    return link(there, "join", joining.invite(desk, wanted))


@router.post("/{staff_id}/invitation", status_code=201, **doing("staff.invite"))
def invite_again(staff_id: UUID, desk: WriteDeskDep, there: SharedDep) -> OnceOnly:
    """Replace an invitation's links by a new one."""
    return link(there, "join", joining.invite_again(desk, staff_id))


@router.delete("/{staff_id}/invitation", status_code=204, **doing("staff.invite"))
def withdraw(staff_id: UUID, desk: WriteDeskDep) -> None:
    """Take an invitation back."""
    joining.withdraw(desk, staff_id)


@router.get("/{staff_id}/certification", **doing("staff.read"))
def number(staff_id: UUID, desk: ReadDeskDep) -> Digits:
    """Tell the number to compare with the one that she reads."""
    return Digits(number=joining.number_of(desk, staff_id))


@router.post("/{staff_id}/certification", **doing("staff.certify"))
def certify(staff_id: UUID, read: ProvedDigits, proving: ProvingDep) -> Account:
    """Say that these are her keys, by the number that both have read."""
    with proving.read() as desk:
        joining.require_number(desk, staff_id, read.number)
    with proving.write(read) as desk:
        joining.certify(desk, staff_id, read.number)
        return account(joining.colleague(desk, staff_id))


@router.post("/{staff_id}/team", **doing("staff.certify"))
def let_in(staff_id: UUID, typed: Proof, proving: ProvingDep) -> Account:
    """Let her into the groups of her role."""
    with proving.read() as desk:
        joining.require_to_let_in(desk, staff_id)
    with proving.write(typed) as desk:
        joining.let_in(desk, staff_id)
        return account(joining.colleague(desk, staff_id))


@router.post("/{staff_id}/device", status_code=201, **doing("device.begin"))
def begin_device(staff_id: UUID, desk: WriteDeskDep, there: SharedDep) -> OnceOnly:
    """Answer with a link by which she sets up a new telephone."""
    return link(there, "device", device.begin(desk, staff_id))


@router.post("/{staff_id}/device-agreement", status_code=201, **doing("device.agree"))
def agree_device(staff_id: UUID, desk: WriteDeskDep, there: SharedDep) -> OnceOnly:
    """Agree, as the second of two, and answer with a link that asks for no printed code."""
    return link(there, "device", device.agree(desk, staff_id))
