"""Leaving the office: what she held goes to others, her keys open nothing that is written next.

A supervisor does it for her, in one deed: her cases get another lead, her groups and cases a new
key, her account is closed. What she read while she worked here, nobody can take out of her head.
"""

import logging
from collections.abc import Collection, Mapping
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import (
    absences,
    access,
    audit,
    covers,
    directory,
    docalone,
    endedkeys,
    enough,
    envelopes,
    forgood,
    groups,
    handover,
    held,
    hidden,
    keychanges,
    screens,
    sharing,
    staff,
    taskhands,
)
from app.casework.calendar import Calendar
from app.casework.casefiles import open_file
from app.casework.conflicts import repair
from app.casework.departed import SHARE
from app.casework.policy import CASEWORK, LEGAL
from app.casework.register import naming, register
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import LEAD_LEFT
from app.casework.sharing import PERSON, TEAM, Gift
from app.casework.sound import sound
from app.casework.staff import LEFT
from app.db.desk import Desk, undone_alone
from app.errors import Damaged, NotFound, Refused
from app.models import Grant, Principal, Staff
from app.words import N_, Filled

log = logging.getLogger(__name__)

HANDED = "handed"
NOT_ONESELF = N_("Nobody closes their own account. Let another supervisor do it.")
NO_HEIR = N_("Choose who takes over each of these cases.")
NOT_LEGAL = N_("Choose a colleague of the legal staff who stays.")
ALONE = N_(
    "Nobody else can open some of this colleague's cases. Let them be shared first; if that cannot "
    "be, confirm that only the custodians together will open them."
)
ANOTHER_SUPERVISOR = N_(
    "This colleague is in a group that you are not in. Let a supervisor close the account who is. "
    "If none is there any more, the custodians let you in first: “amparo recover” with --gone."
)
SCREENED = N_(
    "An ethical screen keeps %(name)s from the case %(number)s. Choose somebody else for this case."
)
CLOSED_MEANWHILE = N_(
    "One of these cases closed to you meanwhile. Look at who takes over once more; if you read it "
    "as a cover, close the account during the absence, or let a colleague do it who can open it."
)
UNTAKEN = N_(
    "This colleague shared cases with others who have not signed in since, and you cannot open "
    "these cases. Let those others sign in once, then close the account."
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
    row = staff.at_work(desk, staff_id, NOT_ONESELF)
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
        for each, known in naming(here, calendar, staff_id).items()
    ]
    return LeavingView(
        id=row.id,
        name=row.name,
        role=row.role,
        cases=sorted(named, key=lambda each: (here[each.id].name, each.number)),
        elsewhere=len(unseen - secret - left.alone),
        alone=len(left.alone - secret),
        thin=len(left.thin - secret),
    )


def require_ready(
    desk: Desk, calendar: Calendar, staff_id: UUID, wanted: Leaving
) -> tuple[LeavingView, dict[UUID, UUID]]:
    """Return what stands to be handed over, and who takes over each case.

    Raises:
        NotFound: There is no such colleague at work.
        Refused: Somebody is missing who takes over, nobody else opens some of her cases, or one
            that was chosen for is not here any more.
    """
    known = plan(desk, calendar, staff_id)
    if wanted.heirs.keys() - {each.id for each in known.cases}:
        raise Refused(CLOSED_MEANWHILE)
    if known.alone and not wanted.sure:
        raise Refused(fields={"sure": ALONE})
    return known, heirs_of(desk, staff_id, known.cases, wanted)


def leave(desk: Desk, calendar: Calendar, staff_id: UUID, wanted: Leaving) -> None:
    """Hand over what a colleague held, change every key that she had, and close her account.

    Her absence ends with it: until then her cover, who may be whoever closes it, opens her cases.
    Cases that nobody here can open change their key when one of their people next writes.

    Raises:
        Forbidden: Whoever sits here is no certified supervisor.
        NotFound: There is no such colleague at work.
        Refused: Somebody is missing who takes over, or something has to be done before.
    """
    known, heirs = require_ready(desk, calendar, staff_id, wanted)
    before = covers.only_ones(desk)
    ask_for_leads(desk, staff_id)
    hand_over_all(desk, staff_id, heirs)
    take_keys(desk, staff_id)
    absences.end_of_leaver(desk, staff_id)
    _close(desk, staff_id)
    thin = enough.tell(desk, before)
    docalone.tell(desk, [staff_id])
    audit.note(desk, "staff.leave", staff_id, handed_over=len(heirs), alone=known.alone, thin=thin)


def take_keys(desk: Desk, staff_id: UUID) -> None:
    """Take every key from a colleague, and sign anew what she gave and nobody took yet.

    Raises:
        Refused: She is in a group whose key is not here, or gave what cannot be signed anew here.
    """
    take_what_waits(desk)
    _leave_groups(desk, staff_id)
    _give_again(desk, staff_id)
    sharing.take_all(desk, staff_id)


def sign_anew(desk: Desk, staff_id: UUID) -> None:
    """Have what a colleague signed and nobody took yet hang on her signature no more.

    Raises:
        Refused: She is in a group whose key is not here, or gave what cannot be signed anew here.
    """
    take_what_waits(desk)
    teams = desk.db.scalars(select(Principal.id).where(Principal.kind == TEAM)).all()
    inside = [groups.members(desk, each) for each in teams]
    if any(staff_id in each and desk.who.id not in each for each in inside):
        raise Refused(ANOTHER_SUPERVISOR)
    try:
        renew_signed(desk, staff_id)
    except NotFound:
        raise Refused(ANOTHER_SUPERVISOR) from None
    _give_again(desk, staff_id)


def renew_signed(desk: Desk, staff_id: UUID) -> None:
    """Give the groups that hang on somebody's signature a new key, others once they open again.

    Raises:
        NotFound: The key of one is not here.
    """
    for group_id in groups.signed_by(desk, staff_id):
        groups.renew(desk, group_id)
    shut = groups.unsound(desk)
    if shut and keychanges.kept_of(desk):  # the check names them, and a setting that is shut too
        keychanges.add_groups(desk, shut)


def leave_group(desk: Desk, group_id: UUID, staff_id: UUID) -> None:
    """Take somebody out of a group; one whose own row was changed outside Amparo keeps its key.

    Raises:
        NotFound: The group's key is not here.
    """
    if group_id in groups.unsound(desk):
        groups.strike(desk, group_id, staff_id)
    else:
        groups.leave(desk, group_id, staff_id)


def heirs_of(
    desk: Desk, leaver: UUID, cases: Collection[LeavingCase], wanted: Leaving
) -> dict[UUID, UUID]:
    """Return who takes over each case.

    Raises:
        Refused: Somebody is missing, is not of the legal staff, or is kept from one of them.
    """
    staying = {row.id: row.name for row in staff.active(desk, LEGAL) if row.id != leaver}
    heirs = {}
    for case in cases:
        heir = wanted.heirs.get(case.id, wanted.heir_id)
        if heir is None:
            raise Refused(fields={"heir_id": NO_HEIR})
        if heir not in staying:
            raise Refused(fields={"heir_id": NOT_LEGAL})
        heirs[case.id] = heir
    _require_unscreened(desk, cases, heirs, staying)
    return heirs


def _require_unscreened(
    desk: Desk,
    cases: Collection[LeavingCase],
    heirs: Mapping[UUID, UUID],
    names: Mapping[UUID, str],
) -> None:
    """Let heirs be put in her place, before a code is asked and used up.

    Whoever sits here can open these cases, and reads there whom a screen keeps away.

    Raises:
        Refused: A screen keeps one from a case, by its number.
    """
    told: dict[str, str] = {}
    kept = screens.pairs(desk)
    for case in cases:
        heir = heirs[case.id]
        if (heir, case.id) in kept and _is_kept(desk, case.id, heir):
            told[f"heirs.{case.id}"] = Filled(SCREENED, name=names[heir], number=case.number)
    if told:
        raise Refused(fields=told)


def _is_kept(desk: Desk, case_id: UUID, person_id: UUID) -> bool:
    """Tell what the case's own card says: a screen that was planted keeps nobody away."""
    open_file(desk, case_id)
    return screens.between(desk, person_id, case_id)


def _held(desk: Desk, staff_id: UUID) -> set[UUID]:
    """Return the cases that she holds for good by herself, with an open date or without one."""
    hers = (Grant.principal_id == staff_id, held.for_good())
    return set(desk.db.scalars(select(Grant.case_id).where(*hers).distinct()))


def ask_for_leads(desk: Desk, staff_id: UUID) -> None:
    """Have the people of the cases that cannot be handed over here choose who leads them."""
    elsewhere = _held(desk, staff_id) - access.reach(desk)
    others = select(Grant.principal_id).where(
        Grant.case_id.in_(elsewhere), held.lasting(), Grant.principal_id != staff_id
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
            inside = groups.members(desk, group_id)
            # A damaged row may be hers or planted: it keeps nobody here who is not in the group.
            named = desk.who.id in inside and groups.is_named(desk, group_id, leaver)
            if named or leaver in inside:
                leave_group(desk, group_id, leaver)
        renew_signed(desk, leaver)
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
    rows = sound(desk.db.scalars(waiting))
    for case_id in sorted({row.case_id for row in rows}):
        to = {row.principal_id for row in rows if row.case_id == case_id}
        try:
            with undone_alone(desk):
                is_held = sharing.give_again(desk, case_id, to)
        except Damaged:  # the check names it, and nobody stays for that
            log.error("case %s was not given again: it does not open", case_id)  # noqa: TRY400 - a trace may hold values
            continue
        if not is_held:
            raise Refused(UNTAKEN)


def hand_over_all(desk: Desk, leaver: UUID, heirs: dict[UUID, UUID]) -> None:
    """Put heirs in the leaver's place, before her keys are taken.

    With them goes what her cover was lent, and the cover may be whoever closes the account.

    Raises:
        Refused: One of the cases does not open here any more.
    """
    take_what_waits(desk)
    try:
        for case_id, heir_id in heirs.items():
            hand_over(desk, case_id, leaver, heir_id)
        taskhands.leave(desk, leaver)
    except NotFound:
        raise Refused(CLOSED_MEANWHILE) from None


def hand_over(desk: Desk, case_id: UUID, leaver: UUID, heir_id: UUID) -> None:
    """Put an heir in the leaver's place in a case, with its key and its dates.

    Raises:
        NotFound: No such case here.
    """
    case = open_file(desk, case_id)
    if heir_id not in forgood.of(desk, case_id):
        sharing.give(desk, case_id, Gift(desk.db.get_one(Principal, heir_id), HANDED))
        desk.db.flush()
        envelopes.keep(desk, case_id, access.secrets_of(desk, case_id))
        audit.note(desk, SHARE, case_id, reader=str(heir_id), until="")
    handover.hand_over(desk, case, leaver, heir_id)
    number = audit.note(desk, "case.lead", case_id, lead=str(case.lead_id))
    handover.keep_schedule(desk, case, number)


def _close(desk: Desk, staff_id: UUID) -> None:
    """Close an account: no passphrase, paper, device or link of hers opens anything."""
    directory.strike(desk, staff_id)
    row = desk.db.get_one(Staff, staff_id)
    row.state, row.bundle, row.totp_secret = LEFT, b"", ""
    endedkeys.end(desk, row)


def alone(desk: Desk, staff_id: UUID) -> set[UUID]:
    """Return the cases that nobody at work but her can open for good, alone or in a group."""
    return covers.without(desk, staff_id).alone
