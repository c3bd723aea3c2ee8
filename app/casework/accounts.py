"""A colleague's account: her name, telephone and language, and another role.

A role is certified, so another one takes a supervisor's signature, and that of a supervising
attorney the custodians'. Keys follow: she leaves the groups that are not of her new role, and one
who works on no cases any more holds none from that moment on, of a narrower role it is asked until
when she reads what was given to her by name, and only the legal staff covers for a colleague.
"""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import select

from app.casework import (
    access,
    audit,
    covers,
    directory,
    docalone,
    enough,
    envelopes,
    guests,
    joining,
    leaving,
    narrowing,
    practice,
    sharing,
    staff,
    widening,
)
from app.casework.calendar import Calendar
from app.casework.departed import TAKEN, UNTIL
from app.casework.joining import Role
from app.casework.leaving import ANOTHER_SUPERVISOR, Leaving, LeavingCase
from app.casework.oneself import Name
from app.casework.policy import CASEWORK, LEGAL, NUMBER_OF, PRACTICE, REPORTERS, SUPERVISING
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import COVERLESS, LET_IN, PROPOSED
from app.casework.sharing import TEAM
from app.casework.sound import is_sound, sound
from app.casework.staff import ACTIVE, INVITED, WAITING
from app.crypto import comparison
from app.db.desk import Desk
from app.errors import Conflict, NotFound, Refused
from app.models import Member, Principal, Staff
from app.words import LOCALES, N_

_NONE = {"alone": 0, "thin": 0}
_LOST: dict[str, Any] = {"cases": [], "elsewhere": 0, **_NONE}
SAME_ROLE = N_("This colleague has this role already.")
NOT_ONESELF = N_("Nobody gives their own account another role. Let another supervisor do it.")


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
    """Another role, who takes over what she cannot keep with it, and what she goes on reading."""

    role: Role
    until: date | None = Field(
        default=None,
        description="With a narrower role: until the end of which day she reads what is hers.",
    )
    take: bool = Field(default=False, description="Or that it is taken from her now.")


class RolePlan(BaseModel):
    """What another role does to a colleague's groups and cases."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    name: str
    role: str
    new_role: str
    by_custodians: bool = Field(description="The custodians have to confirm it.")
    leaves: list[str] = Field(description="The groups that she leaves at once.")
    joins: list[str] = Field(
        default_factory=list, description="The groups that she is let into with it."
    )
    gains: int = Field(default=0, description="Cases that open to her by that, of before too.")
    gains_names: bool = Field(default=False, description="Whether it opens the name index to her.")
    keeps_cases: bool = Field(description="Whether she may hold cases with it.")
    asks: bool = Field(description="Whether to say until when she reads what was given by name.")
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
    row = staff.of_state(desk, staff_id, (INVITED, WAITING, ACTIVE))
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
    row, hers = staff.at_work(desk, staff_id, NOT_ONESELF), _LOST
    leaves, asks = _left(desk, staff_id, role), narrowing.asks(row.role, role)
    more = widening.gained(desk, staff_id, role)
    if role not in LEGAL and row.role in CASEWORK:
        left = leaving.plan(desk, calendar, staff_id)
        hers = {"cases": left.cases, "elsewhere": left.elsewhere}
        counted = asks or role not in CASEWORK
        hers |= {"alone": left.alone, "thin": left.thin} if counted else _NONE
    return RolePlan(
        id=row.id,
        name=row.name,
        role=row.role,
        new_role=role,
        by_custodians=role == SUPERVISING,
        leaves=sorted(group.name for group in sound(leaves)),
        joins=more.groups,
        gains=more.cases,
        gains_names=more.names,
        keeps_cases=role in CASEWORK,
        asks=asks,
        **hers,
    )


def require_ready(desk: Desk, calendar: Calendar, staff_id: UUID, wanted: NewRole) -> None:
    """Let another role be given.

    Raises:
        NotFound: There is no such colleague at work.
        Refused: It is her role already, somebody is missing who takes over, or it is not said
            until when she reads what is hers.
    """
    _given(desk, staff_id, wanted)
    if wanted.role != SUPERVISING:
        _ready(desk, calendar, staff_id, wanted)


def give_role(desk: Desk, calendar: Calendar, staff_id: UUID, wanted: NewRole) -> None:
    """Give a colleague another role: certified, with the groups and the cases that go with it.

    A supervising attorney she is when the custodians have confirmed it; until then nothing changes.

    Raises:
        Forbidden: Whoever sits here is no certified supervisor.
        NotFound: There is no such colleague at work.
        Refused: It is her role already, or somebody is missing who takes over.
    """
    row = _given(desk, staff_id, wanted)
    if wanted.role == SUPERVISING:
        directory.require_supervisor(desk)
        row.wanted_role = SUPERVISING
        desk.db.flush()
        audit.note(desk, "staff.propose", staff_id, role=wanted.role)
        Mailbox(desk).alarm(staff_id, PROPOSED)
        return
    before, (known, heirs, until) = covers.only_ones(desk), _ready(desk, calendar, staff_id, wanted)
    takes = known.asks or wanted.role not in CASEWORK
    if takes:
        leaving.ask_for_leads(desk, staff_id)
    leaving.hand_over_all(desk, staff_id, heirs)
    _leave_groups(desk, staff_id, wanted.role)
    if until is None and takes:
        sharing.take_all(desk, staff_id)
    if until is not None:
        narrowing.lend(desk, staff_id, until)
    _certify(desk, row, wanted.role)
    if joining.let_in_by_role(desk, staff_id, wanted.role):
        joining.tell(desk, LET_IN)
    thin = enough.tell(desk, before)
    docalone.tell(desk, [staff_id])
    keys = UNTIL if until else TAKEN if takes else narrowing.KEPT
    detail = {"role": wanted.role, "keys": keys, "handed_over": len(heirs), "thin": thin}
    day = guests.on_record(wanted.until, until) if until else {}
    audit.note(desk, "staff.role", staff_id, **detail, **day)


def keep_role(desk: Desk, staff_id: UUID) -> None:
    """Take back what was asked of the custodians: a colleague keeps the role of now.

    Raises:
        NotFound: Nobody of this id waits for the custodians with another role.
        Refused: It is whoever sits here.
    """
    row = staff.at_work(desk, staff_id, NOT_ONESELF)
    if not row.wanted_role:
        raise NotFound
    row.wanted_role = ""
    desk.db.flush()
    audit.note(desk, "staff.keep_role", staff_id, role=row.role)


def _given(desk: Desk, staff_id: UUID, wanted: NewRole) -> Staff:
    row = staff.at_work(desk, staff_id, NOT_ONESELF)
    if row.role == wanted.role:
        raise Refused(fields={"role": SAME_ROLE})
    return row


def _ready(
    desk: Desk, calendar: Calendar, staff_id: UUID, wanted: NewRole
) -> tuple[RolePlan, dict[UUID, UUID], datetime | None]:
    """Return what the role does, who takes over each case, and until when she reads what is hers.

    Raises:
        Refused: As `require_ready`.
    """
    known = plan(desk, calendar, staff_id, wanted.role)
    if known.alone and not wanted.sure:
        raise Refused(fields={"sure": leaving.ALONE})
    heirs = leaving.heirs_of(desk, staff_id, known.cases, wanted)
    until = narrowing.last_moment(desk, wanted.until, take=wanted.take) if known.asks else None
    return known, heirs, until


def number(desk: Desk) -> str:
    """Return the digits that whoever sits here reads to the custodians; empty where none wait."""
    row, keys = desk.db.get_one(Staff, desk.who.id), access.own_keys(desk)
    if row.wanted_role != SUPERVISING or keys.office_root is None or keys.recovery_print is None:
        return ""
    anchors = (keys.office_root, keys.recovery_print)
    return comparison.number_of(row.id, NUMBER_OF[SUPERVISING], keys.public, anchors)


def _left(desk: Desk, staff_id: UUID, role: str) -> list[Principal]:
    """Return the groups that somebody is in and that are not of a role."""
    inside = select(Member.group_id).where(Member.person_id == staff_id)
    rows = desk.db.scalars(select(Principal).where(Principal.id.in_(inside))).all()
    stays, apart = set(joining.of_role(desk, role)), practice.of_the_office(desk)
    stays |= {row.id for row in rows if row.id not in apart and role in PRACTICE}
    reporting_id = staff.office(desk).reporting_id
    if reporting_id is not None and role in REPORTERS:
        stays.add(reporting_id)
    return [row for row in rows if row.id not in stays and (not is_sound(row) or row.kind == TEAM)]


def _leave_groups(desk: Desk, staff_id: UUID, role: str) -> None:
    """Take the keys of groups that are not of her new role, and what waited for her as a cover."""
    leaving.take_what_waits(desk)
    try:
        for group in _left(desk, staff_id, role):
            leaving.leave_group(desk, group.id, staff_id)
        leaving.renew_signed(desk, staff_id)
    except NotFound:
        raise Refused(ANOTHER_SUPERVISOR) from None
    if role not in LEGAL:
        left, mailbox = envelopes.drop_cover(desk, staff_id), Mailbox(desk)
        for each in sorted(left & {row.id for row in staff.active(desk)}):
            mailbox.alarm(each, COVERLESS)
    desk.db.flush()


def _certify(desk: Desk, row: Staff, role: str) -> None:
    """Sign the same keys for another role; what the former certificate signed is still checked."""
    principal = desk.db.get_one(Principal, row.id)
    directory.give_up(principal)
    directory.certify(desk, principal, role)
    row.role, row.wanted_role, row.state = role, "", ACTIVE
    desk.db.flush()
