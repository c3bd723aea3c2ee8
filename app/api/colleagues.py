"""Accounts of colleagues: what is changed of them, and another role."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from app.api.proof import ProvingDep
from app.api.taking import JSONRoute
from app.casework import accounts, joining
from app.casework.accounts import AccountChange, NewRole, RolePlan
from app.casework.joining import Newcomer, Role
from app.casework.signin import Proof
from app.gate import ReadDeskDep, SharedDep, WriteDeskDep, doing

router = APIRouter(route_class=JSONRoute)


class Account(BaseModel):
    """A colleague's account."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    version: int
    name: str = Field(repr=False)
    address: str = Field(repr=False)
    phone: str = Field(repr=False)
    role: str
    wanted_role: str
    locale: str
    state: str


def account(person: Newcomer) -> Account:
    """Return an account as it is told."""
    return Account(**{name: getattr(person, name) for name in Account.model_fields})


class ProvedRole(NewRole, Proof):
    """Another role, and what goes with it; with the passphrase and a fresh code."""


@router.get("/colleagues/{staff_id}", **doing("staff.read"))
def one(staff_id: UUID, desk: ReadDeskDep) -> Account:
    """Tell of one colleague's account."""
    return account(joining.colleague(desk, staff_id))


@router.patch("/colleagues/{staff_id}", **doing("staff.change"))
def change(staff_id: UUID, wanted: AccountChange, desk: WriteDeskDep) -> Account:
    """Change a colleague's name, telephone or language."""
    accounts.change(desk, staff_id, wanted)
    return one(staff_id, desk)


@router.get("/colleagues/{staff_id}/role/{role}", **doing("staff.role"))
def plan(staff_id: UUID, role: Role, desk: ReadDeskDep, there: SharedDep) -> RolePlan:
    """Tell what another role would do to a colleague's groups and cases."""
    return accounts.plan(desk, there.calendar, staff_id, role)


@router.delete("/colleagues/{staff_id}/role/wanted", status_code=204, **doing("staff.role"))
def keep(staff_id: UUID, desk: WriteDeskDep) -> None:
    """Take back what was asked of the custodians: this colleague keeps the role of now."""
    accounts.keep_role(desk, staff_id)


@router.put("/colleagues/{staff_id}/role", status_code=204, **doing("staff.role"))
def give(staff_id: UUID, wanted: ProvedRole, proving: ProvingDep, there: SharedDep) -> None:
    """Give a colleague another role, with passphrase and a fresh code; her sign-ins are over."""
    with proving.read() as desk:
        accounts.require_ready(desk, there.calendar, staff_id, wanted)
    with proving.write(wanted) as desk:
        accounts.give_role(desk, there.calendar, staff_id, wanted)
    there.sessions.end_all(staff_id)
