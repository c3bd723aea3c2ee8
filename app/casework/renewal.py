"""New keys for somebody who lost passphrase and printed codes: begun by others, finished by her.

Nobody brings her old keys back. Her account stays, with her name on what she did and on her dates;
she is invited once more, makes new keys, and whoever confirms them gives her the cases back that
she had and that the giver holds. What only she could open, the custodians open for her.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import delete, select

from app.casework import (
    access,
    audit,
    directory,
    envelopes,
    guests,
    leaving,
    onetime,
    screens,
    sharing,
    staff,
)
from app.casework.device import AGREED, DEVICE
from app.casework.onetime import JOIN, JOIN_LASTS
from app.casework.policy import SUPERVISING
from app.casework.reminders import mails
from app.casework.sharing import Gift
from app.casework.staff import ACTIVE, INVITED
from app.db.desk import Desk, NightDesk
from app.errors import UNREADABLE_ROW, NotFound, Refused
from app.models import Audit, Case, Grant, Principal, PrintedCode, Staff
from app.words import N_

BEGIN, GIVE_BACK = "staff.begin_again", "staff.give_back"
ALONE = N_(
    "Nobody but her can open some of her cases. If she finds one of her printed codes, let her use "
    "that instead. If she cannot, confirm that the custodians must open these for her."
)
NO_SUPERVISOR = N_(
    "No supervising attorney with this address works here. For anybody else, a supervising "
    "attorney does it on the page of the colleague."
)


class NewKeys(BaseModel):
    """What a supervisor says who begins new keys for a colleague."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sure: bool = Field(
        default=False,
        description="That cases which nobody else can open are left to the custodians.",
    )


def begin(desk: Desk, staff_id: UUID, *, sure: bool = False) -> str:
    """Take a colleague's keys, which she lost, and return the token of a link to make new ones.

    Raises:
        Forbidden: Whoever sits here is no certified supervisor.
        NotFound: There is no such colleague at work.
        Refused: It is whoever sits here, or cases would be left to the custodians.
    """
    row = leaving.colleague(desk, staff_id)
    if not sure and leaving.alone(desk, staff_id):
        raise Refused(fields={"sure": ALONE})
    held = held_by(desk, staff_id)
    leaving.take_keys(desk, staff_id)
    directory.strike(desk, staff_id)
    return invite_again(desk, row, held)


def supervisor(desk: NightDesk, address: str) -> Staff:
    """Return a supervising attorney at work.

    Raises:
        Refused: Nobody with this address is one.
    """
    token = desk.house.keys.address_token(address)
    row = desk.db.scalars(select(Staff).where(Staff.address_token == token)).one_or_none()
    if row is None or (row.role, row.state) != (SUPERVISING, ACTIVE):
        raise Refused(NO_SUPERVISOR)
    staff.require_sound(row)
    return row


def give_back(desk: Desk, staff_id: UUID) -> int:
    """Give somebody with new keys the cases that she had, as far as they are held here.

    Each once: what was taken from her since stays taken. A guest's time ends when it would have.
    """
    owed = _owed(desk, staff_id)
    given = []
    principal = desk.db.get_one(Principal, staff_id)
    for case_id, (role, until) in owed.items():
        is_over = until is not None and until <= desk.now
        if is_over or screens.between(desk, staff_id, case_id):
            continue
        if access.secrets_of(desk, case_id) and staff_id not in access.readers(desk, case_id):
            warned = "" if until is None else guests.warned_at_first(desk, until)
            sharing.give(desk, case_id, Gift(principal, role, until, warned=warned))
            desk.db.flush()
            guests.keep_lead(desk, desk.db.get_one(Case, case_id))
            given.append(str(case_id))
    if given:
        audit.note(desk, GIVE_BACK, staff_id, cases=given)
    return len(given)


def began_again(desk: NightDesk, staff_id: UUID) -> bool:
    """Tell whether somebody has had keys before those that she has, or is about to make."""
    former = desk.db.scalar(select(Principal.former).where(Principal.id == staff_id))
    return former is not None


def held_by(desk: NightDesk, staff_id: UUID) -> dict[str, dict[str, str]]:
    """Return the cases that she was granted herself, as what and until when.

    Not those that she was lent as a cover, or in an emergency: these end with her old keys. A grant
    that was changed outside Amparo gave her nothing.
    """
    found = {}
    for row in desk.db.scalars(select(Grant).where(Grant.principal_id == staff_id)):
        try:
            role, until = row.role, row.until
        except UNREADABLE_ROW:
            continue  # the check names it
        if role not in envelopes.LENT and (until is None or until > desk.now):
            ends = "" if until is None else until.isoformat()
            found[str(row.case_id)] = {"role": role, "until": ends}
    return found


def _owed(desk: Desk, staff_id: UUID) -> dict[UUID, tuple[str, datetime | None]]:
    """Return which cases, on record, she is still to be given back, as what and until when."""
    of_hers = (Audit.object_id == staff_id, Audit.action.in_((BEGIN, GIVE_BACK)))
    owed: dict[UUID, tuple[str, datetime | None]] = {}
    for entry in desk.db.scalars(select(Audit).where(*of_hers).order_by(Audit.seq)):
        if entry.action == BEGIN:
            held = {UUID(each): _as_held(how) for each, how in entry.detail["held"].items()}
            owed = {each: how for each, how in held.items() if how is not None}
        else:
            for each in entry.detail["cases"]:
                owed.pop(UUID(each), None)
    return owed


def _as_held(how: Any) -> tuple[str, datetime | None] | None:  # noqa: ANN401 - as one version or another wrote it
    """Return as what a case was held and until when; None where it was held for a while only.

    An earlier version wrote the role alone, so of whoever was a guest then nobody knows how long.
    """
    if isinstance(how, str):
        return None if how in {*envelopes.LENT, guests.GUEST} else (how, None)
    return how["role"], datetime.fromisoformat(how["until"]) if how["until"] else None


def invite_again(desk: NightDesk, row: Staff, held: Mapping[str, Mapping[str, str]]) -> str:
    """Let go of a person's old keys, of everything that opens them, and invite her once more."""
    desk.db.execute(delete(PrintedCode).where(PrintedCode.staff_id == row.id))
    for purpose in (DEVICE, AGREED, JOIN):
        onetime.withdraw(desk, purpose, row.id)
    principal = desk.db.get(Principal, row.id)
    if principal is None:
        raise NotFound
    directory.give_up(principal)
    row.state, row.bundle, row.totp_secret = INVITED, b"", ""
    desk.db.flush()
    audit.note(desk, BEGIN, row.id, held={each: dict(how) for each, how in held.items()})
    mails.invite(desk, row.id)
    return onetime.make(desk, JOIN, JOIN_LASTS, row.id)
