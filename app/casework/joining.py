"""Joining an office: invited, then waiting with keys of her own, then certified.

Until a supervisor has compared twelve digits with her and signed, a newcomer opens nothing and her
signature counts nowhere. Role and address stand in the invitation; the link carries neither.
"""

from base64 import b64decode
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict
from sqlalchemy import delete, select

from app.casework import audit, directory, groups, onetime, renewal, staff
from app.casework.conflicts.slips import index_group
from app.casework.founding import CUSTODY
from app.casework.oneself import Address, Name, Place, TypedTwice, require_address
from app.casework.onetime import GONE, JOIN, JOIN_LASTS
from app.casework.policy import (
    HELPER,
    INDEX_HOLDERS,
    INTAKE_BY_ROLE,
    INTAKE_TEAM,
    MANAGING,
    OFFICE_TEAM,
    SUPERVISING,
)
from app.casework.reminders import mails
from app.casework.reminders.troubles import CERTIFIED, LET_IN
from app.casework.sound import is_sound
from app.casework.staff import ACTIVE, INVITED, WAITING, Anchors, Welcome
from app.db.desk import Desk, House, NightDesk, night
from app.errors import NotFound, Refused
from app.models import Mail, OneTimeLink, Principal, PrintedCode, Setting, Staff
from app.words import LOCALES, N_

OPEN = "open"
WORKED_HERE = N_(
    "This colleague has worked here before, so the account stays. Make a new link, or where the "
    "old sign-in can still come back, take the new keys back; afterwards it can be closed."
)

Role = Literal[
    "intake",
    "paralegal",
    "attorney",
    "supervising_attorney",
    "office_admin",
    "conflicts_officer",
    "auditor",
    "volunteer",
]


class NewInvitation(BaseModel):
    """Whom a supervisor invites."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: Name
    address: Address
    role: Role
    locale: str = "en"


class Chosen(TypedTwice):
    """What a newcomer chooses herself."""

    place_1: Place = ""
    place_2: Place = ""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody on her way into the office."""

    id: UUID
    name: str
    address: str
    role: str
    locale: str
    state: str
    in_team: bool = False
    phone: str = ""
    version: int = 1
    wanted_role: str = ""
    offered: bool = False  # new keys were begun, and her old sign-in can still come back
    asked_for_keys: bool = False
    made_keys: bool = False  # nobody has confirmed them yet


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a newcomer must keep, and the digits that she reads to her supervisor."""

    welcome: Welcome = field(repr=False)
    number: str
    role: str


def colleagues(desk: Desk) -> list[Newcomer]:
    """Return everybody with an account or an invitation, by name; four statements at most."""
    in_team = groups.members(desk, staff.office(desk).team_id)
    rows = [row for row in desk.db.scalars(select(Staff)) if is_sound(row) and row.role != HELPER]
    return sorted((_view(row, in_team) for row in rows), key=lambda each: each.name.casefold())


def colleague(desk: Desk, staff_id: UUID) -> Newcomer:
    """Return one of them.

    Raises:
        NotFound: There is nobody of this id.
    """
    row = desk.db.get(Staff, staff_id)
    if row is None:
        raise NotFound
    staff.require_sound(row)
    return _view(row, groups.members(desk, staff.office(desk).team_id))


def may_be_let_in(desk: Desk, person: Newcomer) -> bool:
    """Tell a supervisor whether a group of her role is left for a colleague, its key being here."""
    if desk.who.role != SUPERVISING:
        return False
    return bool(_left(desk, person.id, of_role(desk, person.role)))


def invite(desk: NightDesk, new: NewInvitation) -> str:
    """Invite somebody and return the token of her link; a mail with a link of its own goes out.

    Raises:
        Refused: The address has an account or an invitation, or is none.
    """
    require_address(new.address)
    if new.locale not in LOCALES:
        raise Refused(fields={"locale": N_("Choose one from the list.")})
    staff.require_new(desk, new.address)
    row = Staff(
        id=uuid4(),
        role=new.role,
        locale=new.locale,
        state=INVITED,
        address_token=desk.house.keys.address_token(new.address),
        bundle=b"",
        name=new.name,
        address=new.address,
        totp_secret="",
    )
    desk.db.add(row)
    desk.db.flush()
    audit.note(desk, "staff.invite", row.id, role=new.role)
    return _link(desk, row.id)


def invite_again(desk: Desk, staff_id: UUID) -> str:
    """Return the token of a fresh link; those of before open nothing from now on.

    Raises:
        NotFound: She is not invited, or has joined since.
    """
    staff.of_state(desk, staff_id, (INVITED,))
    onetime.withdraw(desk, JOIN, staff_id)
    audit.note(desk, "staff.invite_again", staff_id)
    return _link(desk, staff_id)


def withdraw(desk: Desk, staff_id: UUID) -> None:
    """Take an invitation back, also from somebody who waits; nothing of her account stays.

    Raises:
        NotFound: There is none, or she was certified.
        Refused: She has worked here before, and makes new keys.
    """
    staff.of_state(desk, staff_id, (INVITED, WAITING))
    if renewal.began_again(desk, staff_id):
        raise Refused(WORKED_HERE)
    for model, owner in (
        (PrintedCode, PrintedCode.staff_id),
        (OneTimeLink, OneTimeLink.staff_id),
        (Mail, Mail.recipient_id),
        (Principal, Principal.id),
        (Staff, Staff.id),
    ):
        desk.db.execute(delete(model).where(owner == staff_id))
    audit.note(desk, "staff.withdraw", staff_id)


def invited(desk: NightDesk, token: str) -> Newcomer:
    """Return whom a link invites.

    Raises:
        NotFound: The link opens nothing, or not any more.
    """
    return _view(_invited(desk, token), ())


def accept(house: House, token: str, chosen: Chosen) -> Arrived:
    """Give an invited person keys under her passphrase; all her links open nothing afterwards.

    Raises:
        NotFound: The link opens nothing, or not any more.
    """
    with night(house, writes=True) as desk:
        row = _invited(desk, token)
        if renewal.is_offered(row):
            renewal.let_go(desk, row)
        anchors = _anchors(desk)
        places = (chosen.place_1, chosen.place_2)
        joined = staff.equip(desk, row, chosen.passphrase, anchors, places)
        row.state = WAITING
        onetime.withdraw(desk, JOIN, row.id)
        audit.note(desk, "staff.accept", row.id)
        number = directory.number_by(
            joined.principal, row.role, (anchors.root, anchors.recovery_print)
        )
        return Arrived(joined.welcome(), number, row.role)


def number_of(desk: Desk, staff_id: UUID) -> str:
    """Return the digits of a newcomer's keys as they stand, with one's own anchors.

    Raises:
        NotFound: She does not wait.
    """
    row = staff.of_state(desk, staff_id, (WAITING,))
    return directory.number(desk, desk.db.get_one(Principal, staff_id), row.role)


def certify(desk: Desk, staff_id: UUID, number: str) -> None:
    """Say that these are her keys: sign, name her in the roster, and let her work.

    She is let into the groups of her role; into the office team only where the office is an open
    one.

    Raises:
        Forbidden: Whoever sits here is no certified supervisor, or the root signs that role.
        NotFound: She does not wait.
        Refused: The keys are not those whose digits were compared.
    """
    row = require_number(desk, staff_id, number)
    principal = desk.db.get_one(Principal, staff_id)
    directory.certify(desk, principal, row.role)
    row.state = ACTIVE
    desk.db.flush()
    renewal.change_groups(desk, staff_id)
    let_in_by_role(desk, staff_id, row.role)
    renewal.give_back(desk, staff_id)
    tell(desk, CERTIFIED)


def require_number(desk: Desk, staff_id: UUID, number: str) -> Staff:
    """Return who waits, if these are the digits of her keys.

    Raises:
        NotFound: She does not wait.
        Refused: They are not.
    """
    row = staff.of_state(desk, staff_id, (WAITING,))
    if directory.number(desk, desk.db.get_one(Principal, staff_id), row.role) != number:
        raise Refused(directory.OTHER_NUMBER)
    return row


def tell(desk: Desk, trouble: str) -> None:
    """Mail the other supervisors and the administrators what whoever sits here did."""
    mailbox = mails.Mailbox(desk)
    for each in staff.active(desk, MANAGING):
        if each.id != desk.who.id:
            mailbox.alarm(each.id, trouble, each=True)


def require_to_let_in(desk: Desk, staff_id: UUID) -> list[UUID]:
    """Return the groups of her role that are left for a colleague at work.

    Raises:
        Forbidden: Whoever sits here is no certified supervisor.
        NotFound: There is no such colleague, or nothing is left that one could let her into, or
            give back to her.
        Refused: Her role is in no group, or a screen keeps her from a case of one.
    """
    row = staff.of_state(desk, staff_id, (ACTIVE,))
    wanted = of_role(desk, row.role)
    if not wanted:
        raise Refused(N_("This role is in no group."))
    left = _left(desk, staff_id, wanted)
    for group_id in left:
        groups.require_to_join(desk, group_id, staff_id)
    if not left and not renewal.is_owed(desk, staff_id):
        raise NotFound
    return left


def let_in(desk: Desk, staff_id: UUID) -> None:
    """Let a certified colleague into the groups of her role: the office team, the name index.

    Raises:
        As `require_to_let_in`.
    """
    left = require_to_let_in(desk, staff_id)
    for group_id in left:
        groups.join(desk, group_id, staff_id)
    if not renewal.give_back(desk, staff_id) and not left:
        raise NotFound
    if left:
        tell(desk, LET_IN)


def awaiting_root(house: House, address: str) -> Newcomer:
    """Return the supervising attorney who waits for the custodians.

    Raises:
        Refused: Nobody with this address does.
    """
    with night(house, writes=False) as desk:
        token = desk.house.keys.address_token(address)
        query = select(Staff).where(Staff.address_token == token)
        row = desk.db.scalars(query).one_or_none()
        if row is None or not is_sound(row) or not staff.awaits_root(row):
            raise Refused(N_("Nobody with this address waits to become a supervising attorney."))
        return _view(row, ())


def of_role(desk: NightDesk, role: str) -> list[UUID]:
    """Return the groups that a role belongs to."""
    office = staff.office(desk)
    team = [office.team_id] if role in OFFICE_TEAM else []
    intake = [office.intake_id] if office.intake_id and role in INTAKE_TEAM else []
    reports = [office.reporting_id] if office.reporting_id and role == SUPERVISING else []
    index = [index_group(desk).id] if role in INDEX_HOLDERS else []
    return team + index + intake + reports


def let_in_by_role(desk: Desk, staff_id: UUID, role: str) -> bool:
    """Let a colleague into the groups that a role joins by itself, as far as their keys are here.

    Returns whether there was one.

    Raises:
        Forbidden: Whoever sits here is no certified supervisor.
    """
    left = _left(desk, staff_id, opened_by_role(desk, role))
    for group_id in left:
        groups.join(desk, group_id, staff_id)
    return bool(left)


def opened_by_role(desk: Desk, role: str) -> list[UUID]:
    """Return the groups that a role joins by itself: the team in an open office only."""
    office = staff.office(desk)
    closed = set() if office.profile == OPEN else {office.team_id}
    if office.intake_id and role not in INTAKE_BY_ROLE:
        closed.add(office.intake_id)
    return [each for each in of_role(desk, role) if each not in closed]


def _left(desk: Desk, staff_id: UUID, wanted: Iterable[UUID]) -> list[UUID]:
    """Return those of the groups that nobody let a colleague into yet, and whose key is here.

    A group whose key its supervisor does not hold yet waits for one who does.
    """
    here = [each for each in wanted if desk.who.id in groups.members(desk, each)]
    return [each for each in here if not groups.admits(desk, each, staff_id)]


def _invited(desk: NightDesk, token: str) -> Staff:
    link = onetime.stands(desk, JOIN, token)
    row = desk.db.get(Staff, link.staff_id) if link.staff_id else None
    if row is None or row.state != INVITED:
        raise NotFound(GONE)
    return row


def _link(desk: NightDesk, staff_id: UUID) -> str:
    mails.invite(desk, staff_id)
    return onetime.make(desk, JOIN, JOIN_LASTS, staff_id)


def _anchors(desk: NightDesk) -> Anchors:
    kept = desk.db.get_one(Setting, CUSTODY).value
    recovery = b64decode(kept["recovery"])
    return Anchors.of(b64decode(kept["root"]), recovery)


def newcomer(row: Staff) -> Newcomer:
    """Return an account as somebody on her way into the office."""
    return _view(row, ())


def _view(row: Staff, in_team: set[UUID] | tuple[()]) -> Newcomer:
    return Newcomer(
        row.id,
        row.name,
        row.address,
        row.role,
        row.locale,
        row.state,
        in_team=row.id in in_team,
        phone=row.phone,
        version=row.version,
        wanted_role=row.wanted_role,
        offered=renewal.is_offered(row),
        asked_for_keys=row.state == ACTIVE and row.asked_for_keys,
        made_keys=row.state == ACTIVE and row.next_keys is not None,
    )
