"""Accounts of colleagues: what is changed of them, and another role."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from app.api.taking import JSONRoute
from app.casework import accounts, joining
from app.casework.accounts import AccountChange, NewRole, RolePlan
from app.casework.joining import Role
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


@router.get("/colleagues/{staff_id}", **doing("staff.read"))
def one(staff_id: UUID, desk: ReadDeskDep) -> Account:
    """Tell of one colleague's account."""
    person = joining.colleague(desk, staff_id)
    return Account(**{name: getattr(person, name) for name in Account.model_fields})


@router.patch("/colleagues/{staff_id}", **doing("staff.change"))
def change(staff_id: UUID, wanted: AccountChange, desk: WriteDeskDep) -> Account:
    """Change a colleague's name, telephone or language."""
    accounts.change(desk, staff_id, wanted)
    return one(staff_id, desk)


@router.get("/colleagues/{staff_id}/role/{role}", **doing("staff.role"))
def plan(staff_id: UUID, role: Role, desk: ReadDeskDep, there: SharedDep) -> RolePlan:
    """Tell what another role would do to a colleague's groups and cases."""
    return accounts.plan(desk, there.calendar, staff_id, role)


@router.put("/colleagues/{staff_id}/role", status_code=204, **doing("staff.role"))
def give(staff_id: UUID, wanted: NewRole, desk: WriteDeskDep, there: SharedDep) -> None:
    """Give a colleague another role; her sign-ins are over."""
    accounts.give_role(desk, there.calendar, staff_id, wanted)
    there.sessions.end_all(staff_id)
