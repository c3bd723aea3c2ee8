"""Signing in: passphrase and code, each tried only so often."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import access, audit, seats
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import GUESSED
from app.casework.seats import Seat
from app.casework.staff import ACTIVE, is_sound
from app.casework.throttle import Throttle, network_of
from app.crypto.bundle import (
    MemberKeys,
    needs_new_wrap,
    spend_same_time,
    unwrap_bundle,
    wrap_bundle,
)
from app.crypto.totp import accepted_step
from app.db import desk as desks
from app.db.desk import Desk, House
from app.errors import AmparoError, Damaged, Throttled, WrongPassphrase
from app.models import Staff
from app.words import N_, Filled

STEP_S = 30  # RFC 6238
CODE = "code"
WARNED_FOR = timedelta(days=7)  # since the last sign-in that followed wrong codes
MAILED_FROM = 3  # one or two are slips of the fingers
KNOWN_TO_ANOTHER = N_(
    "In the last days a wrong code was typed with your passphrase. How often: %(count)s. If that "
    "was not you, somebody knows your passphrase: tell your administrator today."
)
DAMAGED_KEYS = N_(
    "This account or its keys were changed outside Amparo or are damaged, so no passphrase opens "
    "them. Do not try on: call a supervisor, and a colleague on your cases if a filing is due."
)


class Credentials(BaseModel):
    """What a person types to sign in."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    email: str = Field(max_length=254, repr=False)
    password: str = Field(max_length=256, repr=False)
    code: str = Field(max_length=16, repr=False)


@dataclass(frozen=True, slots=True)
class _Account:
    id: UUID
    state: str
    bundle: bytes = field(repr=False)
    totp_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Try:
    """Which account somebody tries, from where, with what."""

    account: bytes
    network: bytes
    typed: Credentials


class _Missed(Exception):
    """A try that did not open the account; the audit learns why, the person does not."""

    def __init__(
        self, why: str, account: UUID | None = None, answer: AmparoError | None = None
    ) -> None:
        super().__init__(why)
        self.why = why
        self.account = account
        self.answer = answer or WrongPassphrase()


def sign_in(house: House, throttle: Throttle, typed: Credentials, address: str) -> Seat:
    """Return the seat of whoever knows the passphrase and holds the device.

    The address is not told apart from the passphrase or the code, neither in words nor in time.

    Raises:
        Damaged: The keys of the account, or what opens with them, were changed outside Amparo.
        WrongPassphrase: One of the three is not right.
        Throttled: Too many tries, or the code was already used.
    """
    token = house.keys.address_token(typed.email)
    network = house.keys.network_token(network_of(address))
    throttle.knock(token, network, house.clock())
    try:
        seat = _seat(house, throttle, _Try(token, network, typed))
    except _Missed as missed:
        with desks.night(house, writes=True) as desk:
            audit.note(desk, "signin.refused", why=missed.why, account=str(missed.account or ""))
            if missed.why == CODE and missed.account is not None:
                desk.db.get_one(Staff, missed.account).wrong_codes += 1
        raise missed.answer from None
    except BaseException:
        throttle.take_back(token, network)
        raise
    throttle.welcome(token, network)
    return seat


def _seat(house: House, throttle: Throttle, tried: _Try) -> Seat:
    now, typed = house.clock(), tried.typed
    account = _account(house, tried.account)
    if account is None:
        spend_same_time(typed.password)
        raise _Missed("address")
    keys = _opened(house, account, typed.password)
    if account.state != ACTIVE:
        raise _Missed("closed account", account.id)
    step = accepted_step(account.totp_secret, typed.code, now)
    if step is None:
        throttle.wrong_code(tried.account, now)
        raise _Missed(CODE, account.id)
    if not throttle.is_enough(tried.account, tried.network, step, now):
        raise _Missed("first of two codes", account.id)
    seat = Seat(staff_id=account.id, keys=keys)
    with seats.writing(house, seat) as desk:
        staff = desk.db.get_one(Staff, account.id)
        if step <= staff.totp_step:
            raise Throttled(STEP_S - int(now.timestamp()) % STEP_S)
        wrong_codes = _warned_of(desk, staff)
        staff.totp_step = step
        if needs_new_wrap(account.bundle):
            staff.bundle = _wrapped(house, keys, typed.password, account.id)
        seats.sign_memberships(desk.db, seat)
        access.rewrap(desk)
        audit.note(desk, "signin", account.id)
    return replace(seat, wrong_codes=wrong_codes)


def _warned_of(desk: Desk, staff: Staff) -> int:
    """Return of how many wrong codes whoever signs in is told: those of a week.

    The first to sign in after them may be who typed them; so she is told each time, and by mail.
    """
    fresh, staff.wrong_codes = staff.wrong_codes, 0
    if staff.warned_until is not None and staff.warned_until <= desk.now:
        staff.warned_of, staff.warned_until = 0, None
    if fresh:
        staff.warned_of += fresh
        staff.warned_until = desk.now + WARNED_FOR
    if fresh >= MAILED_FROM:
        Mailbox(desk).alarm(staff.id, GUESSED)
    return staff.warned_of


def warning(seat: Seat) -> str:
    """Return what whoever just signed in is told first, or nothing."""
    return Filled(KNOWN_TO_ANOTHER, count=seat.wrong_codes) if seat.wrong_codes else ""


def _opened(house: House, account: _Account, passphrase: str) -> MemberKeys:
    """Return the keys that a passphrase opens; only here damage is hers alone."""
    try:
        return unwrap_bundle(
            account.bundle, passphrase, pepper=house.keys.pepper, member_id=account.id
        )
    except WrongPassphrase:
        raise _Missed("passphrase", account.id) from None
    except Damaged:
        raise _Missed("damaged keys", account.id, Damaged(DAMAGED_KEYS)) from None


def _account(house: House, token: bytes) -> _Account | None:
    with desks.night(house, writes=False) as desk:
        staff = desk.db.scalars(select(Staff).where(Staff.address_token == token)).one_or_none()
        if staff is None:
            return None
        if not is_sound(staff):
            raise _Missed("damaged keys", staff.id, Damaged(DAMAGED_KEYS))
        return _Account(staff.id, staff.state, staff.bundle, staff.totp_secret)


def _wrapped(house: House, keys: MemberKeys, passphrase: str, staff_id: UUID) -> bytes:
    return wrap_bundle(keys, passphrase, pepper=house.keys.pepper, member_id=staff_id)
