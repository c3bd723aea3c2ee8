"""How an inquiry ends: as a case, or by a reason; and how it is opened again.

It never ends by itself. Where a date runs in it, whoever closes it says that the caller was told
the date. With its end it leaves the intake team, and has a new key at once.
"""

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import (
    access,
    audit,
    cases,
    deadlines,
    envelopes,
    forgood,
    handover,
    held,
    holding,
    sharing,
    staff,
    unneeded,
)
from app.casework.casefiles import expect, sound
from app.casework.conflicts import slips
from app.casework.departed import SHARE
from app.casework.intake import checking, inquiries, order
from app.casework.intake.inquiries import ACCEPTED, CLOSED, ENDED, OPEN, REOPENED
from app.casework.policy import LEGAL, SUPERVISING
from app.casework.sharing import Gift
from app.casework.typed import Long, Short
from app.db.desk import Desk
from app.errors import Refused
from app.models import Case, ClinicRecord, Deadline, Principal
from app.words import N_

How = Literal["referred", "declined", "advised", "elsewhere", "unreached"]
RETAINED = "retained"
TAKE_OUT = N_("It was put to another inquiry. Take it out again there, and it is open.")
DATES = "dates"  # of an end: those that the caller was told with it
CHECK_FIRST = N_(
    "Check for conflicts first, and say what was decided: no inquiry becomes a case without it."
)
DECIDE_FIRST = N_("Say what was decided of the conflict check: none, waived, or pending.")
WHY_PENDING = N_("The conflict check is pending. Say why the case cannot wait for it.")
TO_WHOM = N_("Say to whom, so that whoever calls again is sent to the same place.")
WHY = N_("Say why, and how the caller was told.")
TELL_DATE = N_(
    "A date runs in this inquiry. Say that the caller was told it, and how, before you close it."
)


class Acceptance(BaseModel):
    """That an inquiry becomes a case, and whose."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    version: int
    lead_id: UUID | None = None
    backup_id: UUID | None = None
    title: Short = Field(default="", repr=False)
    named_only: bool = False
    groups: list[UUID] | None = Field(default=None, max_length=20)
    pending_why: Long = Field(
        default="", repr=False, description="Why it cannot wait for a pending conflict check."
    )


class InquiryEnd(BaseModel):
    """How an inquiry ends that becomes no case."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    version: int
    how: How
    to: Short = Field(default="", repr=False, description="Where the caller was sent.")
    why: Long = Field(default="", repr=False, description="Why, and how the caller was told.")
    date_told: Short = Field(default="", repr=False, description="Which date was told, and how.")


class InquirySeen(BaseModel):
    """As which version somebody saw it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int


class Ended(BaseModel):
    """How an inquiry ended, and whether whoever ended it still reads it."""

    model_config = ConfigDict(frozen=True)

    case_id: UUID
    number: str
    how: str
    mine: bool


def accept(desk: Desk, case_id: UUID, wanted: Acceptance) -> Ended:
    """Make an inquiry a case: it goes to the people of a new case and leaves the intake team.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such inquiry here.
        Refused: It has ended, nobody checked for conflicts or decided, or the decision is pending
            and nobody says why it cannot wait; or whoever sits here reads it for a while only.
    """
    case, row = inquiries.open_inquiry(desk, case_id, wanted.version)
    forgood.require(desk, case_id)
    _require_checked(desk, case_id, wanted)
    lead_id = cases.colleague(desk, wanted.lead_id, "lead_id") or _lawful(desk, row.owner_id)
    office = staff.office(desk)
    to = holding.groups_for(desk, office, wanted.groups, named_only=wanted.named_only)
    case.stage, case.title = "", wanted.title or case.title
    if desk.db.scalar(select(ClinicRecord.id).where(ClinicRecord.case_id == case_id)):
        case.found_as = ""  # limited service is over: its people enter the name index now
    case.named_only = not to
    backup_id = cases.colleague(desk, wanted.backup_id, "backup_id")
    handover.choose(desk, case, lead_id, backup_id)
    if backup_id is None:
        handover.choose(desk, case, lead_id, cases.default_backup(desk, case))
    _give(desk, case, holding.gifts(desk, case, to, []))
    handover.leave_to_lead(desk, case, _staying(desk, case_id))
    row.ended = _end(desk, RETAINED, why=wanted.pending_why)
    slips.hand_in_case(desk, case_id)
    number = inquiries.done(desk, row, ACCEPTED)
    handover.keep_schedule(desk, case, number)
    return _leave_intake(desk, case, RETAINED)


def close(desk: Desk, case_id: UUID, wanted: InquiryEnd) -> Ended:
    """Close an inquiry with its reason; dates that run in it were told, and are told ones now.

    A date that cannot be cured stays ours, with its reminders: one word silences none.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such inquiry here.
        Refused: It has ended, something was left out: to whom, why, that a date was told; or
            whoever sits here reads it for a while only.
    """
    case, row = inquiries.open_inquiry(desk, case_id, wanted.version)
    forgood.require(desk, case_id)
    _require_said(desk, case_id, wanted)
    case.stage, case.named_only = ENDED, True
    row.call_back_at = None
    row.ended = _end(desk, wanted.how, to=wanted.to, why=wanted.why, told=wanted.date_told)
    told = _tell_dates(desk, case_id, wanted) if wanted.date_told else []
    row.ended = {**row.ended, DATES: [str(each) for each in told]}
    desk.db.flush()
    _give(desk, case, holding.gifts(desk, case, [], []))
    handover.leave_to_lead(desk, case, _staying(desk, case_id))
    slips.hand_in_case(desk, case_id)
    number = inquiries.done(desk, row, CLOSED, dates=[str(each) for each in told])
    handover.keep_schedule(desk, case, number)
    return _leave_intake(desk, case, wanted.how)


def reopen(desk: Desk, case_id: UUID, version: int) -> None:
    """Open a closed inquiry again: it stands on the board and the intake team reads it.

    A sealed one is read by its own people only. Dates that the caller was told at its end are ours
    again, with their reminders.

    Raises:
        Conflict: Somebody saved since.
        NotFound: No such inquiry here.
        Refused: It is open, became a case, or whoever sits here reads it for a while only.
    """
    view = inquiries.one(desk, case_id)
    forgood.require(desk, case_id)
    row = inquiries.row_of(desk, case_id)
    expect(row, version, view)
    if row.joined:
        raise Refused(TAKE_OUT)
    if view.stage != ENDED:
        raise Refused(N_("Only an inquiry that was closed is opened again."))
    case, team_id = desk.db.get_one(Case, case_id), staff.office(desk).intake_id
    _take_dates_back(desk, case_id, row.ended or {})
    case.stage, row.ended = OPEN, None
    desk.db.flush()
    if team_id and not case.sealed:
        case.named_only = False
        team = desk.db.get_one(Principal, team_id)
        sharing.give(desk, case_id, Gift(team, "group"))
        envelopes.keep(desk, case_id, access.secrets_of(desk, case_id))
    slips.hand_in_case(desk, case_id)
    handover.keep_schedule(desk, case, inquiries.done(desk, row, REOPENED))


def _require_checked(desk: Desk, case_id: UUID, wanted: Acceptance) -> None:
    check = checking.newest(desk, case_id)
    if check is None:
        raise Refused(CHECK_FIRST)
    if not check.decision:
        raise Refused(DECIDE_FIRST)
    if check.decision == checking.PENDING and not wanted.pending_why:
        raise Refused(fields={"pending_why": WHY_PENDING})


def _require_said(desk: Desk, case_id: UUID, wanted: InquiryEnd) -> None:
    lacking = {}
    if wanted.how == "referred" and not wanted.to:
        lacking["to"] = TO_WHOM
    if wanted.how != "referred" and not wanted.why:
        lacking["why"] = WHY
    if order.open_dates(desk, case_id) and not wanted.date_told:
        lacking["date_told"] = TELL_DATE
    if lacking:
        raise Refused(fields=lacking)


def _lawful(desk: Desk, owner_id: UUID) -> UUID:
    """Return who leads where nobody was chosen: the owner, if she may lead, else a supervisor."""
    leads = staff.active(desk, LEGAL)
    if owner_id in {each.id for each in leads}:
        return owner_id
    supervisors = [each.id for each in leads if each.role == SUPERVISING]
    if not supervisors:
        raise Refused(fields={"lead_id": N_("Choose a colleague of the legal staff.")})
    return supervisors[0]


def _give(desk: Desk, case: Case, gifts: list[Gift]) -> None:
    """Give a case to those who do not hold it for good; not to whoever only says that it ended."""
    for_good = {row.principal_id for row in access.holders(desk, case.id) if held.lasts(row)}
    for gift in gifts:
        if gift.to.id not in for_good and gift.role != "opened":
            sharing.give(desk, case.id, gift)
            if gift.to.kind == sharing.PERSON:  # so that no deed of before takes it from her
                audit.note(desk, SHARE, case.id, reader=str(gift.to.id), until="")
    desk.db.flush()
    envelopes.keep(desk, case.id, access.secrets_of(desk, case.id))


def _staying(desk: Desk, case_id: UUID) -> set[UUID]:
    """Return who has a case for good once the intake team has it no more."""
    rows = [row for row in access.holders(desk, case_id) if held.lasts(row)]
    given = {row.principal_id for row in rows} - {staff.office(desk).intake_id}
    return given | {row.person_id for row in forgood.members(desk, given)}


def _leave_intake(desk: Desk, case: Case, how: str) -> Ended:
    """Take a case from the intake team: the last deed at it, since whoever does it may lose it too.

    Where she goes on reading it, it has its new key at once, else with the next word in it.
    """
    team_id = staff.office(desk).intake_id
    holders = {row.principal_id for row in access.holders(desk, case.id)}
    number, stays = case.number, bool(holders & desk.who.principals - {team_id})
    if team_id is not None and team_id in holders:
        leave = sharing.take_back if stays else sharing.give_back
        leave(desk, case.id, [team_id])
    return Ended(case_id=case.id, number=number, how=how, mine=stays)


def _tell_dates(desk: Desk, case_id: UUID, wanted: InquiryEnd) -> list[UUID]:
    """Make open dates the caller's, but for those that are, or were, fatal; return which."""
    rows = sound(desk, desk.db.scalars(select(Deadline).where(Deadline.case_id == case_id)))
    ours = [row for row in rows if row.status == "open" and row.whose == "ours"]
    told = [row for row in ours if not unneeded.was_fatal(row)]
    for row in told:
        row.history = [*(row.history or []), deadlines.past(desk, row, wanted.date_told)]
        row.whose = "told"
    return [row.id for row in told]


def _take_dates_back(desk: Desk, case_id: UUID, ended: Mapping[str, Any]) -> None:
    rows = sound(desk, desk.db.scalars(select(Deadline).where(Deadline.case_id == case_id)))
    for row in rows:
        told_then = str(row.id) in ended.get(DATES, ())
        if told_then and row.status == "open" and row.whose == "told":
            row.history = [*(row.history or []), deadlines.past(desk, row, ended["told"])]
            row.whose = "ours"
    desk.db.flush()


def _end(desk: Desk, how: str, *, to: str = "", why: str = "", told: str = "") -> dict[str, Any]:
    by, at = str(desk.who.id), desk.now.isoformat()
    return {"how": how, "to": to, "why": why, "told": told, "by": by, "at": at}
