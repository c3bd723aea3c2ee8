"""A colleague's account: her name, telephone and language, and another role.

A role is certified, so another one takes a supervisor's signature, and that of a supervising
attorney the custodians'. Keys follow: she leaves the groups that are not of her new role, and one
who works on no cases any more holds none from that moment on, and only the legal staff covers for
a colleague.
"""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import delete, select

from app.casework import (
    access,
    audit,
    covers,
    directory,
    enough,
    envelopes,
    groups,
    joining,
    leaving,
    practice,
    sharing,
    staff,
)
from app.casework.calendar import Calendar
from app.casework.joining import Role
from app.casework.leaving import ANOTHER_SUPERVISOR, Leaving, LeavingCase
from app.casework.oneself import Name
from app.casework.policy import CASEWORK, LEGAL, NUMBER_OF, PRACTICE, SUPERVISING
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import COVERLESS
from app.casework.sharing import TEAM
from app.casework.staff import ACTIVE, LEFT
from app.crypto import comparison
from app.db.desk import Desk
from app.errors import Conflict, NotFound, Refused
from app.models import Grant, Member, Principal, Staff
from app.words import LOCALES, N_

_NONE = {"alone": 0, "thin": 0}
_LOST: dict[str, Any] = {"cases": [], "elsewhere": 0, **_NONE}
SAME_ROLE = N_("She has this role already.")


class AccountChange(BaseModel):
    """What is changed of an account; whatever is left out stays."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    version: int
    name: Name = ""
    phone: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = Field(
        default="", repr=False
    )
    locale: str = ""


class NewRole(Leaving):
    """Another role, and who takes over what she cannot keep with it."""

    role: Role


class RolePlan(BaseModel):
    """What another role does to a colleague's groups and cases."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    name: str
    role: str
    new_role: str
    by_custodians: bool = Field(description="The custodians have to confirm it.")
    leaves: list[str] = Field(description="The groups that she leaves at once.")
    keeps_cases: bool = Field(description="Whether she may hold cases with it.")
    cases: list[LeavingCase] = Field(repr=False)
    elsewhere: int
    alone: int
    thin: int


def change(desk: Desk, staff_id: UUID, wanted: AccountChange) -> None:
    """Change a colleague's name, telephone or language.

    Raises:
        Conflict: Somebody saved since.
        NotFound: There is no such colleague, or she left.
        Refused: Amparo does not speak that language.
    """
    row = desk.db.get(Staff, staff_id)
    if row is None or row.state == LEFT:
        raise NotFound
    staff.require_sound(row)
    if row.version != wanted.version:
        raise Conflict
    changed = wanted.model_fields_set - {"version"}
    if "locale" in changed and wanted.locale not in LOCALES:
        raise Refused(fields={"locale": N_("Choose one from the list.")})
    if "name" in changed and not wanted.name:
        raise Refused(fields={"name": N_("This is needed.")})
    for field in sorted(changed):
        setattr(row, field, getattr(wanted, field))
    principal = desk.db.get(Principal, staff_id)
    if principal is not None and "name" in changed:
        principal.name = wanted.name
    desk.db.flush()
    audit.note(desk, "staff.change", staff_id, fields=sorted(changed))


def plan(desk: Desk, calendar: Calendar, staff_id: UUID, role: str) -> RolePlan:
    """Return what another role would do to a colleague's groups and cases.

    Raises:
        NotFound: There is no such colleague at work.
        Refused: It is whoever sits here.
    """
    row, hers = leaving.colleague(desk, staff_id), _LOST
    leaves = _left(desk, staff_id, role)
    if role not in LEGAL and row.role in CASEWORK:
        left = leaving.plan(desk, calendar, staff_id)
        hers = {"cases": left.cases, "elsewhere": left.elsewhere}
        hers |= {"alone": left.alone, "thin": left.thin} if role not in CASEWORK else _NONE
    return RolePlan(
        id=row.id,
        name=row.name,
        role=row.role,
        new_role=role,
        by_custodians=role == SUPERVISING,
        leaves=sorted(group.name for group in leaves),
        keeps_cases=role in CASEWORK,
        **hers,
    )


def give_role(desk: Desk, calendar: Calendar, staff_id: UUID, wanted: NewRole) -> None:
    """Give a colleague another role: certified, with the groups and the cases that go with it.

    A supervising attorney she is when the custodians have confirmed it; until then nothing changes.

    Raises:
        Forbidden: Whoever sits here is no certified supervisor.
        NotFound: There is no such colleague at work.
        Refused: It is her role already, or somebody is missing who takes over.
    """
    row = leaving.colleague(desk, staff_id)
    if row.role == wanted.role:
        raise Refused(fields={"role": SAME_ROLE})
    if wanted.role == SUPERVISING:
        directory.require_supervisor(desk)
        row.wanted_role = SUPERVISING
        desk.db.flush()
        audit.note(desk, "staff.propose", staff_id, role=wanted.role)
        return
    known, before = plan(desk, calendar, staff_id, wanted.role), covers.only_ones(desk)
    if known.alone and not wanted.sure:
        raise Refused(fields={"sure": leaving.ALONE})
    heirs = leaving.heirs_of(desk, staff_id, known.cases, wanted)
    if wanted.role not in CASEWORK:
        leaving.ask_for_leads(desk, staff_id)
    _take(desk, staff_id, wanted.role)
    for case_id, heir_id in heirs.items():
        leaving.hand_over(desk, case_id, staff_id, heir_id)
    _certify(desk, row, wanted.role)
    joining.let_in_by_role(desk, staff_id, wanted.role)
    thin = enough.tell(desk, before)
    audit.note(desk, "staff.role", staff_id, role=wanted.role, handed_over=len(heirs), thin=thin)


def number(desk: Desk) -> str:
    """Return the digits that whoever sits here reads to the custodians; empty where none wait."""
    row, keys = desk.db.get_one(Staff, desk.who.id), access.own_keys(desk)
    if not staff.awaits_root(row) or keys.office_root is None or keys.recovery_print is None:
        return ""
    anchors = (keys.office_root, keys.recovery_print)
    return comparison.number_of(row.id, NUMBER_OF[SUPERVISING], keys.public, anchors)


def _left(desk: Desk, staff_id: UUID, role: str) -> list[Principal]:
    """Return the groups that somebody is in and that are not of a role."""
    inside = select(Member.group_id).where(Member.person_id == staff_id)
    rows = desk.db.scalars(select(Principal).where(Principal.id.in_(inside))).all()
    stays, apart = set(joining.of_role(desk, role)), practice.of_the_office(desk)
    stays |= {row.id for row in rows if row.id not in apart and role in PRACTICE}
    return [row for row in rows if row.kind == TEAM and row.id not in stays]


def _take(desk: Desk, staff_id: UUID, role: str) -> None:
    """Take the keys of groups that are not of her new role, and of cases where it holds none."""
    leaving.take_what_waits(desk)
    try:
        for group in _left(desk, staff_id, role):
            groups.leave(desk, group.id, staff_id)
        for group_id in groups.signed_by(desk, staff_id):
            groups.renew(desk, group_id)
    except NotFound:
        raise Refused(ANOTHER_SUPERVISOR) from None
    if role not in LEGAL:
        left, mailbox = envelopes.drop_cover(desk, staff_id), Mailbox(desk)
        for each in sorted(left & {row.id for row in staff.active(desk)}):
            mailbox.alarm(each, COVERLESS)
    if role not in CASEWORK:
        envelopes.drop_of(desk, staff_id)
        sharing.make_due(desk, [staff_id])
        desk.db.execute(delete(Grant).where(Grant.principal_id == staff_id))
    desk.db.flush()


def _certify(desk: Desk, row: Staff, role: str) -> None:
    """Sign the same keys for another role; what the former certificate signed is still checked."""
    principal = desk.db.get_one(Principal, row.id)
    directory.give_up(principal)
    directory.certify(desk, principal, role)
    row.role, row.wanted_role, row.state = role, "", ACTIVE
    desk.db.flush()
