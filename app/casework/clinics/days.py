"""A clinic's day: a place, one key, and an end at which everything is handed on.

Who is in the group of the day reads what it took in, and nothing else by it. At its hour every
volunteer's code dies by itself; when a supervisor ends the day, its records go to the intake team,
each with a new key, and the day's own key opens nothing any more.
"""

from datetime import date, datetime, time
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import select

from app.casework import (
    access,
    audit,
    directory,
    endedkeys,
    envelopes,
    groups,
    handover,
    sharing,
    staff,
)
from app.casework.casefiles import open_file, sound
from app.casework.intake import inquiries
from app.casework.intake.inquiries import OPEN
from app.casework.policy import HELPER
from app.casework.practice import CLINIC_NAME
from app.casework.register import register
from app.casework.sharing import Gift
from app.casework.sound import is_sound
from app.casework.staff import FOR_A_DAY, LEFT
from app.clock import instant, local
from app.db.desk import Desk
from app.errors import NotFound, Refused
from app.models import Case, ClinicDay, ClinicRecord, Member, Principal, Staff
from app.words import N_

STAGE = "clinic"
PASSED = N_("That hour has passed. Give the hour at which the clinic ends.")
TOO_FAR = N_("A clinic is opened for one of the next 30 days.")
OVER = N_("This clinic is over: nothing more is taken in here.")
AHEAD = 30
HANDED_ON = "case.hand_on"


class NewClinic(BaseModel):
    """Where and when a clinic is held."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    place: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    day: date
    until: time = Field(description="Until when, by the office's clock: then each code dies.")


class HelperView(BaseModel):
    """A volunteer of a clinic."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    name: str
    came: bool = Field(description="She came in by her code.")


class ClinicLine(BaseModel):
    """A clinic in a list."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    place: str
    day: date
    until: datetime
    opened_by: str
    ended_at: datetime | None
    ended_by: str
    handed_on: int
    mine: bool
    runs: bool = Field(description="Something can be taken in.")
    waits: bool = Field(description="Its hour has passed, and nobody has handed it on yet.")


class ClinicView(ClinicLine):
    """A clinic, with its volunteers."""

    helpers: list[HelperView]


def listed(desk: Desk) -> list[ClinicLine]:
    """Return the clinics, the newest first; of a volunteer only her own; two statements."""
    names = staff.names(desk)
    rows = [row for row in desk.db.scalars(select(ClinicDay)) if is_sound(row)]
    found = [_line(desk, row, names) for row in rows]
    if desk.who.role == HELPER:
        found = [each for each in found if each.mine]
    return sorted(found, key=lambda each: (each.day, each.until, each.place), reverse=True)


def one(desk: Desk, clinic_id: UUID) -> ClinicView:
    """Return a clinic.

    Raises:
        NotFound: There is none, or a volunteer's is another.
    """
    row = _row(desk, clinic_id)
    line = _line(desk, row, staff.names(desk))
    if desk.who.role == HELPER and not line.mine:
        raise NotFound
    helpers = [
        HelperView(id=each.id, name=each.name, came=each.totp_step > 0)
        for each in _helpers(desk, row)
    ]
    return ClinicView(**line.model_dump(), helpers=helpers)


def open_day(desk: Desk, new: NewClinic) -> UUID:
    """Open a clinic with a key of its own, whoever sits here in it; return its id.

    Raises:
        Forbidden: Whoever sits here is no certified supervisor.
        Refused: The hour has passed, or the day is too far ahead.
    """
    until = instant(datetime.combine(new.day, new.until), desk.who.zone)
    if until <= desk.now:
        raise Refused(fields={"until": PASSED})
    if (new.day - local(desk.now, desk.who.zone).date()).days > AHEAD:
        raise Refused(fields={"day": TOO_FAR})
    group_id = groups.make(desk, f"{CLINIC_NAME} {new.day.isoformat()}", CLINIC_NAME)
    row = ClinicDay(
        id=group_id,
        place=new.place,
        day=new.day,
        until=until,
        opened_by=desk.who.id,
        opened_at=desk.now,
    )
    desk.db.add(row)
    desk.db.flush()
    audit.note(desk, "clinic.open", group_id)
    return group_id


def running(desk: Desk, clinic_id: UUID) -> ClinicDay:
    """Return a clinic of whoever sits here that takes people in.

    After its hour colleagues of the office still type in what stands on paper, until it is handed
    on; no volunteer does.

    Raises:
        NotFound: There is none that she is in.
        Refused: It is over.
    """
    row = _row(desk, clinic_id)
    if clinic_id not in desk.who.groups:
        raise NotFound
    is_past = row.until <= desk.now and desk.who.role == HELPER
    if row.ended_at is not None or is_past:
        raise Refused(OVER)
    return row


def end(desk: Desk, clinic_id: UUID) -> int:
    """Hand what a clinic took in on to the intake team, and let its volunteers go; return how many.

    Where the office has no intake team, it goes to whoever ends the day and its lead.

    Raises:
        Forbidden: Whoever sits here is no certified supervisor.
        NotFound: There is no such clinic that she is in.
        Refused: It was ended already.
    """
    directory.require_supervisor(desk)
    row = _row(desk, clinic_id)
    if clinic_id not in desk.who.groups:
        raise NotFound
    if row.ended_at is not None:
        raise Refused(OVER)
    case_ids = sorted(record.case_id for record in records_of(desk, clinic_id))
    for case_id in case_ids:
        _hand_on(desk, clinic_id, case_id)
    for helper in _helpers(desk, row):
        _let_go(desk, clinic_id, helper)
    desk.db.get_one(Principal, clinic_id).closed_at = desk.now
    row.ended_at, row.ended_by, row.handed_on = desk.now, desk.who.id, len(case_ids)
    desk.db.flush()
    audit.note(desk, "clinic.end", clinic_id, records=len(case_ids))
    return len(case_ids)


def records_of(desk: Desk, clinic_id: UUID) -> list[ClinicRecord]:
    """Return the records of a clinic that open here and were not handed on."""
    ids = [each for each, row in register(desk).items() if row.plain["stage"] == STAGE]
    opened = access.reach(desk, ids)
    rows = desk.db.scalars(select(ClinicRecord).where(ClinicRecord.case_id.in_(opened)))
    return [row for row in sound(desk, rows) if row.clinic_id == clinic_id]


def _hand_on(desk: Desk, clinic_id: UUID, case_id: UUID) -> None:
    """Make a record an inquiry of the intake team, with a key that the clinic does not have."""
    case, team_id = open_file(desk, case_id), staff.office(desk).intake_id
    to = [team_id] if team_id else [desk.who.id, case.lead_id]
    case.stage, case.named_only = OPEN, team_id is None
    desk.db.flush()
    for principal_id in dict.fromkeys(to):
        principal = desk.db.get_one(Principal, principal_id)
        sharing.give(desk, case_id, Gift(principal, "group" if team_id else "lead"))
    desk.db.flush()
    envelopes.keep(desk, case_id, access.secrets_of(desk, case_id))
    sharing.take_back(desk, case_id, [clinic_id])
    number = inquiries.done(desk, inquiries.row_of(desk, case_id), HANDED_ON)
    handover.keep_schedule(desk, desk.db.get_one(Case, case_id), number)


def _let_go(desk: Desk, clinic_id: UUID, helper: Staff) -> None:
    """Let a volunteer go: her code opens nothing, and her signature counts no more."""
    groups.strike(desk, clinic_id, helper.id)
    directory.strike(desk, helper.id)
    helper.state, helper.bundle = LEFT, b""
    endedkeys.end(desk, helper)


def _helpers(desk: Desk, row: ClinicDay) -> list[Staff]:
    """Return the volunteers of a clinic who were not let go."""
    inside = select(Member.person_id).where(Member.group_id == row.id)
    rows = desk.db.scalars(select(Staff).where(Staff.id.in_(inside)))
    found = [each for each in rows if is_sound(each) and each.state == FOR_A_DAY]
    return sorted(found, key=lambda each: each.name.casefold())


def _row(desk: Desk, clinic_id: UUID) -> ClinicDay:
    row = desk.db.get(ClinicDay, clinic_id)
    if row is None:
        raise NotFound
    return row


def _line(desk: Desk, row: ClinicDay, names: dict[UUID, str]) -> ClinicLine:
    is_over = row.until <= desk.now
    return ClinicLine(
        id=row.id,
        place=row.place,
        day=row.day,
        until=row.until,
        opened_by=names.get(row.opened_by, ""),
        ended_at=row.ended_at,
        ended_by=names.get(row.ended_by, "") if row.ended_by else "",
        handed_on=row.handed_on,
        mine=row.id in desk.who.groups,
        runs=row.ended_at is None and not is_over,
        waits=row.ended_at is None and is_over,
    )
