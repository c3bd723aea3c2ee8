"""New keys for somebody who lost passphrase and printed codes: begun by others, finished by her.

Nobody brings her old keys back. Her account stays, with her name on what she did and on her dates;
she is invited once more, makes new keys, and whoever confirms them gives her the cases back that
she had and that the giver holds. What only she could open, the custodians open for her.
"""

from collections.abc import Mapping
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import delete, select

from app.casework import access, audit, directory, leaving, onetime, screens, sharing, staff
from app.casework.device import AGREED, DEVICE
from app.casework.onetime import JOIN, JOIN_LASTS
from app.casework.policy import SUPERVISING
from app.casework.reminders import mails
from app.casework.sharing import Gift
from app.casework.staff import ACTIVE, INVITED
from app.db.desk import Desk, NightDesk
from app.errors import NotFound, Refused
from app.models import Audit, Grant, Principal, PrintedCode, Staff
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

    Each once: what was taken from her since stays taken.
    """
    owed = _owed(desk, staff_id)
    given = []
    principal = desk.db.get_one(Principal, staff_id)
    for case_id, role in owed.items():
        if screens.between(desk, staff_id, case_id):
            continue
        if access.secrets_of(desk, case_id) and staff_id not in access.readers(desk, case_id):
            sharing.give(desk, case_id, Gift(principal, role))
            desk.db.flush()
            given.append(str(case_id))
    if given:
        audit.note(desk, GIVE_BACK, staff_id, cases=given)
    return len(given)


def began_again(desk: NightDesk, staff_id: UUID) -> bool:
    """Tell whether somebody has had keys before those that she has, or is about to make."""
    former = desk.db.scalar(select(Principal.former).where(Principal.id == staff_id))
    return former is not None


def held_by(desk: NightDesk, staff_id: UUID) -> dict[str, str]:
    """Return the cases that she was granted herself, and as what."""
    rows = desk.db.scalars(select(Grant).where(Grant.principal_id == staff_id))
    lives = (row for row in rows if row.until is None or row.until > desk.now)
    return {str(row.case_id): row.role for row in lives}


def _owed(desk: Desk, staff_id: UUID) -> dict[UUID, str]:
    """Return which cases, on record, she is still to be given back."""
    of_hers = (Audit.object_id == staff_id, Audit.action.in_((BEGIN, GIVE_BACK)))
    owed: dict[UUID, str] = {}
    for entry in desk.db.scalars(select(Audit).where(*of_hers).order_by(Audit.seq)):
        if entry.action == BEGIN:
            owed = {UUID(each): role for each, role in entry.detail["held"].items()}
        else:
            for each in entry.detail["cases"]:
                owed.pop(UUID(each), None)
    return owed


def invite_again(desk: NightDesk, row: Staff, held: Mapping[str, str]) -> str:
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
    audit.note(desk, BEGIN, row.id, held=dict(held))
    mails.invite(desk, row.id)
    return onetime.make(desk, JOIN, JOIN_LASTS, row.id)
