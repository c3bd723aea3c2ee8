"""A clinic's volunteers: each comes in by a code that dies at the end of the day.

A volunteer has keys of her own for the day, under her code, and a supervisor who opened the day
signs for them. She is in the group of the day and in no other, so she opens what it took in.
"""

from dataclasses import dataclass, field
from typing import Annotated, Final
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator
from sqlalchemy import select

from app.casework import access, anchors, audit, directory, groups, seats, signin
from app.casework.clinics import days
from app.casework.policy import HELPER
from app.casework.seats import Seat
from app.casework.signin import Missed
from app.casework.sound import is_sound
from app.casework.staff import FOR_A_DAY, may_sit
from app.casework.throttle import Throttle, network_of
from app.crypto.bundle import (
    MemberKeys,
    new_member_keys,
    spend_same_time,
    unwrap_bundle,
    wrap_bundle,
)
from app.crypto.daycodes import new_code, parts
from app.db.desk import Desk, House, night
from app.errors import Damaged, Refused, WrongPassphrase
from app.models import Principal, Staff
from app.words import LOCALES, N_

MOST: Final = 40
NAME_THEM = N_("Write the name of at least one volunteer.")
TOO_MANY = N_("At most 40 at a time.")
TOO_LONG = N_("A name has at most 120 letters.")
NOT_RIGHT = N_(
    "This code opens nothing: compare it letter by letter. It may be another day's, or the clinic "
    "is over; then ask whoever opened it."
)
LONGEST_NAME = 120


class NewHelpers(BaseModel):
    """Who helps at a clinic, a name on each line."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    names: Annotated[str, StringConstraints(max_length=5_000)]
    locale: str = "en"

    @field_validator("locale")
    @classmethod
    def _spoken(cls, locale: str) -> str:
        if locale not in LOCALES:
            raise ValueError(N_("Choose one from the list."))
        return locale

    @property
    def each(self) -> list[str]:
        """The names, none empty and none twice."""
        lines = (" ".join(line.split()) for line in self.names.splitlines())
        return list(dict.fromkeys(line for line in lines if line))


class TypedDayCode(BaseModel):
    """What a volunteer types to come in."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    code: str = Field(max_length=60, repr=False)


@dataclass(frozen=True, slots=True)
class Slip:
    """A volunteer's code, shown and printed once."""

    id: UUID
    name: str
    code: str = field(repr=False)


def require_new(desk: Desk, clinic_id: UUID, new: NewHelpers) -> list[str]:
    """Return whom to let into a clinic.

    Raises:
        NotFound: There is no such clinic that one is in.
        Refused: It is over, or nobody is named, too many, or one at too great length.
    """
    days.running(desk, clinic_id)
    if not new.each:
        raise Refused(fields={"names": NAME_THEM})
    if len(new.each) > MOST:
        raise Refused(fields={"names": TOO_MANY})
    if any(len(name) > LONGEST_NAME for name in new.each):
        raise Refused(fields={"names": TOO_LONG})
    return new.each


def let_in(desk: Desk, clinic_id: UUID, new: NewHelpers) -> list[Slip]:
    """Let volunteers into a clinic until its end, each by a code of her own; return the codes.

    Raises:
        Forbidden: Whoever sits here is no certified supervisor.
        NotFound, Refused: As `require_new`.
    """
    names = require_new(desk, clinic_id, new)
    return [_let_in(desk, clinic_id, name, new.locale) for name in names]


def _let_in(desk: Desk, clinic_id: UUID, name: str, locale: str) -> Slip:
    clinic, code = days.running(desk, clinic_id), new_code()
    found_by, secret = parts(code)
    own, house = access.own_keys(desk), desk.house
    keys = new_member_keys(office_root=own.office_root, recovery_print=own.recovery_print)
    row = Staff(
        id=uuid4(),
        role=HELPER,
        state=FOR_A_DAY,
        locale=locale,
        address_token=_token(house, found_by),
        bundle=b"",
        name=name,
        address="",
        totp_secret="",
        until=clinic.until,
    )
    row.bundle = wrap_bundle(keys, secret, pepper=house.keys.pepper, member_id=row.id)
    principal = Principal(
        id=row.id,
        kind="person",
        commitment=None,
        epoch=1,
        name=name,
        sealing_key=keys.public.xwing,
        signing_key=keys.public.signing,
    )
    desk.db.add_all([row, principal])
    desk.db.flush()
    directory.certify(desk, principal, HELPER)
    desk.db.flush()
    groups.join(desk, clinic_id, row.id)
    audit.note(desk, "clinic.let_in", clinic_id, helper=str(row.id))
    return Slip(row.id, name, code)


def enter(house: House, throttle: Throttle, typed: TypedDayCode, address: str) -> Seat:
    """Return the seat of whoever has a code of a clinic that runs.

    Raises:
        Damaged: What opens with it was changed outside Amparo.
        Throttled: Too many tries.
        WrongPassphrase: It is none, or not any more.
    """
    found_by, secret = parts(typed.code)
    network = house.keys.network_token(network_of(address))
    token = _token(house, found_by)
    with signin.counted(house, throttle, (token, network), NOT_RIGHT):
        row = _account(house, token)
        if row is None:
            spend_same_time(secret)
            raise Missed("clinic code")
        keys = _opened(house, row, secret)
        if row.state != FOR_A_DAY or not may_sit(row, house.clock()):
            raise Missed("clinic over", row.id)
        seat = Seat(staff_id=row.id, keys=keys)
        with seats.writing(house, seat, signs_in=True) as desk:
            desk.db.get_one(Staff, row.id).totp_step = 1  # she came
            access.rewrap_memberships(desk)
            access.rewrap(desk)
            audit.note(desk, "clinic.enter", row.id)
        return seat


def _account(house: House, token: bytes) -> Staff | None:
    with night(house, writes=False) as desk:
        row = desk.db.scalars(select(Staff).where(Staff.address_token == token)).one_or_none()
        if row is None or not is_sound(row) or row.role != HELPER or not row.bundle:
            return None
        return row


def _opened(house: House, row: Staff, secret: str) -> MemberKeys:
    try:
        keys = unwrap_bundle(row.bundle, secret, pepper=house.keys.pepper, member_id=row.id)
        with night(house, writes=False) as desk:
            return anchors.followed(keys, anchors.words(desk))
    except WrongPassphrase:
        raise Missed("clinic code", row.id) from None
    except Damaged:
        raise Missed("damaged keys", row.id, Damaged(signin.DAMAGED_KEYS)) from None


def _token(house: House, found_by: str) -> bytes:
    return house.keys.address_token(f"clinic {found_by}")
