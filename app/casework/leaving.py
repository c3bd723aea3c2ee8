"""Leaving the office: what she held goes to others, her keys open nothing that is written next.

A supervisor does it for her, in one deed: her cases get another lead, her groups and cases a new
key, her account is closed. What she read while she worked here, nobody can take out of her head.
"""

from collections.abc import Iterable
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import delete, select

from app.casework import (
    access,
    audit,
    covers,
    directory,
    enough,
    envelopes,
    groups,
    handover,
    hidden,
    onetime,
    sharing,
    staff,
)
from app.casework.calendar import Calendar
from app.casework.casefiles import open_file
from app.casework.conflicts import repair
from app.casework.device import AGREED, DEVICE
from app.casework.policy import CASEWORK, LEGAL
from app.casework.register import register
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import LEAD_LEFT
from app.casework.sharing import PERSON, TEAM, Gift
from app.casework.staff import ACTIVE, LEFT
from app.db.desk import Desk
from app.errors import NotFound, Refused
from app.models import Grant, Principal, PrintedCode, Staff
from app.words import N_

HANDED = "handed"
NOT_ONESELF = N_("Nobody closes her own account. Let another supervisor do it.")
NO_HEIR = N_("Choose who takes over each of these cases.")
NOT_LEGAL = N_("Choose a colleague of the legal staff who stays.")
ALONE = N_(
    "Nobody but her can open some of her cases. Let her share them first; if she cannot, confirm "
    "that only the custodians together will open them."
)
ANOTHER_SUPERVISOR = N_(
    "She is in a group that you are not in. Let a supervisor close her account who is. If none is "
    "there any more, the custodians let you in first: “amparo recover” with --gone."
)
UNTAKEN = N_(
    "She has shared cases with colleagues who have not signed in since, and you cannot open these "
    "cases. Let those colleagues sign in once, then close her account."
)


class Leaving(BaseModel):
    """Who takes over from somebody who leaves: one for all, others for single cases."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    heir_id: UUID | None = None
    heirs: dict[UUID, UUID] = Field(default_factory=dict)
    sure: bool = Field(
        default=False,
        description="That cases which nobody else can open are left to the custodians.",
    )


class LeavingCase(BaseModel):
    """A case that names her and that whoever sits here can open."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    number: str
    client_name: str = Field(repr=False)
    leads: bool
    dates: int


class LeavingView(BaseModel):
    """What stands to be handed over before somebody leaves."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    name: str
    role: str
    cases: list[LeavingCase] = Field(repr=False)
    elsewhere: int = Field(description="Cases that name her and that you cannot open.")
    alone: int = Field(
        description="Cases that nobody but her can open; none that is hidden from you."
    )
    thin: int = Field(
        default=0, description="Cases that one person alone could open without her, and no cover."
    )


def plan(desk: Desk, calendar: Calendar, staff_id: UUID) -> LeavingView:
    """Return what stands to be handed over.

    Raises:
        NotFound: There is no such colleague at work.
        Refused: It is whoever sits here.
    """
    row = colleague(desk, staff_id)
    calendar.follow(desk)
    dates: dict[UUID, int] = {}
    secret = hidden.of(desk)
    for entry in calendar.of_person(staff_id):
        dates[entry.case_id] = dates.get(entry.case_id, 0) + 1
        if entry.sealed:
            secret.add(entry.case_id)
    here, left = register(desk), covers.without(desk, staff_id)
    unseen = (dates.keys() | _held(desk, staff_id)) - here.keys()
    secret |= covers.unknown(desk, unseen)
    secret -= here.keys()
    named = [
        LeavingCase(
            id=each,
            number=known.label.number,
            client_name=known.label.client_name,
            leads=known.label.lead_id == staff_id,
            dates=dates.get(each, 0),
        )
        for each, known in here.items()
        if each in dates or known.is_of(str(staff_id))
    ]
    return LeavingView(
        id=row.id,
        name=row.name,
        role=row.role,
        cases=sorted(named, key=lambda each: (each.client_name.casefold(), each.number)),
        elsewhere=len(unseen - secret - left.alone),
        alone=len(left.alone - secret),
        thin=len(left.thin - secret),
    )


def leave(desk: Desk, calendar: Calendar, staff_id: UUID, wanted: Leaving) -> None:
    """Hand over what a colleague held, change every key that she had, and close her account.

    Cases that nobody here can open change their key when one of their people next writes.

    Raises:
        Forbidden: Whoever sits here is no certified supervisor.
        NotFound: There is no such colleague at work.
        Refused: Somebody is missing who takes over, or something has to be done before.
    """
    known = plan(desk, calendar, staff_id)
    if known.alone and not wanted.sure:
        raise Refused(fields={"sure": ALONE})
    heirs = heirs_of(desk, staff_id, known.cases, wanted)
    before = covers.only_ones(desk)
    ask_for_leads(desk, staff_id)
    take_keys(desk, staff_id)
    for case_id, heir_id in heirs.items():
        hand_over(desk, case_id, staff_id, heir_id)
    _close(desk, staff_id)
    thin = enough.tell(desk, before)
    audit.note(desk, "staff.leave", staff_id, handed_over=len(heirs), alone=known.alone, thin=thin)


def take_keys(desk: Desk, staff_id: UUID) -> None:
    """Take every key from a colleague, and sign anew what she gave and nobody took yet.

    Raises:
        Refused: She is in a group whose key is not here, or gave what cannot be signed anew here.
    """
    take_what_waits(desk)
    _leave_groups(desk, staff_id)
    _give_again(desk, staff_id)
    envelopes.drop_of(desk, staff_id)
    sharing.make_due(desk, [staff_id])
    desk.db.execute(delete(Grant).where(Grant.principal_id == staff_id))
    desk.db.flush()


def heirs_of(
    desk: Desk, leaver: UUID, cases: Iterable[LeavingCase], wanted: Leaving
) -> dict[UUID, UUID]:
    """Return who takes over each case.

    Raises:
        Refused: Somebody is missing, or is not of the legal staff.
    """
    staying = {member.id for member in staff.active(desk, LEGAL)} - {leaver}
    heirs = {}
    for case in cases:
        heir = wanted.heirs.get(case.id, wanted.heir_id)
        if heir is None:
            raise Refused(fields={"heir_id": NO_HEIR})
        if heir not in staying:
            raise Refused(fields={"heir_id": NOT_LEGAL})
        heirs[case.id] = heir
    return heirs


def _held(desk: Desk, staff_id: UUID) -> set[UUID]:
    """Return the cases that she holds for good by herself, with an open date or without one."""
    hers = (Grant.principal_id == staff_id, Grant.until.is_(None))
    return set(desk.db.scalars(select(Grant.case_id).where(*hers).distinct()))


def ask_for_leads(desk: Desk, staff_id: UUID) -> None:
    """Have the people of the cases that cannot be handed over here choose who leads them."""
    elsewhere = _held(desk, staff_id) - access.reach(desk)
    others = select(Grant.principal_id).where(
        Grant.case_id.in_(elsewhere), Grant.until.is_(None), Grant.principal_id != staff_id
    )
    people = set(desk.db.scalars(others.distinct()))
    mailbox = Mailbox(desk)
    for each in staff.active(desk, CASEWORK):
        if each.id in people:
            mailbox.alarm(each.id, LEAD_LEFT)


def take_what_waits(desk: Desk) -> None:
    """Take what is sealed to whoever sits here while the leaver's signature still counts."""
    access.rewrap_memberships(desk)
    access.rewrap(desk)
    repair.keep_up(desk)


def _leave_groups(desk: Desk, leaver: UUID) -> None:
    teams = desk.db.scalars(select(Principal.id).where(Principal.kind == TEAM)).all()
    try:
        for group_id in teams:
            if leaver in groups.members(desk, group_id):
                groups.leave(desk, group_id, leaver)
        for group_id in groups.signed_by(desk, leaver):
            groups.renew(desk, group_id)
    except NotFound:
        raise Refused(ANOTHER_SUPERVISOR) from None


def _give_again(desk: Desk, leaver: UUID) -> None:
    """Sign anew what she gave and nobody took yet: her signature counts no more from now on."""
    people = select(Principal.id).where(Principal.kind == PERSON, Principal.id != leaver)
    waiting = select(Grant).where(
        Grant.grantor_id == leaver,
        Grant.form == access.SEALED,
        Grant.principal_id.in_(people),
    )
    gifts = {(row.case_id, row.principal_id): row for row in desk.db.scalars(waiting)}
    for (case_id, principal_id), row in gifts.items():
        if not access.secrets_of(desk, case_id):
            raise Refused(UNTAKEN)
        principal = desk.db.get_one(Principal, principal_id)
        gift = Gift.again(principal, row)
        of_hers = (Grant.case_id == case_id, Grant.principal_id == principal_id)
        desk.db.execute(delete(Grant).where(*of_hers))
        sharing.give(desk, case_id, gift)
        desk.db.flush()


def hand_over(desk: Desk, case_id: UUID, leaver: UUID, heir_id: UUID) -> None:
    """Put an heir in the leaver's place in a case, with its key and its dates.

    Raises:
        NotFound: No such case here.
    """
    case = open_file(desk, case_id)
    if heir_id not in access.lasting(desk, case_id):
        sharing.give(desk, case_id, Gift(desk.db.get_one(Principal, heir_id), HANDED))
        desk.db.flush()
        envelopes.keep(desk, case_id, access.secrets_of(desk, case_id))
    handover.hand_over(desk, case, leaver, heir_id)
    number = audit.note(desk, "case.lead", case_id, lead=str(case.lead_id))
    handover.keep_schedule(desk, case, number)


def _close(desk: Desk, staff_id: UUID) -> None:
    """Close an account: no passphrase, paper, device or link of hers opens anything."""
    directory.strike(desk, staff_id)
    desk.db.execute(delete(PrintedCode).where(PrintedCode.staff_id == staff_id))
    for purpose in (DEVICE, AGREED):
        onetime.withdraw(desk, purpose, staff_id)
    row = desk.db.get_one(Staff, staff_id)
    row.state, row.bundle, row.totp_secret = LEFT, b"", ""
    desk.db.flush()


def alone(desk: Desk, staff_id: UUID) -> set[UUID]:
    """Return the cases that nobody at work but her can open for good, alone or in a group."""
    return covers.without(desk, staff_id).alone


def colleague(desk: Desk, staff_id: UUID) -> Staff:
    """Return a colleague at work.

    Raises:
        NotFound: There is no such colleague at work.
        Refused: It is whoever sits here.
    """
    row = desk.db.get(Staff, staff_id)
    if row is None or row.state != ACTIVE:
        raise NotFound
    if staff_id == desk.who.id:
        raise Refused(NOT_ONESELF)
    staff.require_sound(row)
    return row
