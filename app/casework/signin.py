"""Signing in: passphrase and code, each tried only so often."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import absences, access, audit, envelopes, heads, recovery, seats, traydoors
from app.casework.conflicts import repair
from app.casework.policy import NUMBER_OF
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import GUESSED
from app.casework.seats import Seat
from app.casework.staff import ACTIVE, WAITING, is_sound
from app.casework.throttle import Throttle, network_of
from app.crypto.bundle import (
    MemberKeys,
    needs_new_wrap,
    spend_same_time,
    unwrap_bundle,
    wrap_bundle,
)
from app.crypto.comparison import number_of
from app.crypto.totp import accepted_step
from app.db.desk import Colleague, Desk, House, NightDesk, night
from app.errors import AmparoError, Damaged, Forbidden, Throttled, WrongPassphrase
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


NOT_YET = N_(
    "Your keys are there, and nobody has certified them yet. Call a supervising attorney and read "
    "her this number: %(number)s. As soon as she has confirmed it, you can sign in."
)


class Proof(BaseModel):
    """What a person types once more before a deed that must be hers."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    password: str = Field(max_length=256, repr=False)
    code: str = Field(max_length=16, repr=False)


class Credentials(Proof):
    """What a person types to sign in."""

    email: str = Field(max_length=254, repr=False)


@dataclass(frozen=True, slots=True)
class Account:
    """What a try at an account is checked against."""

    id: UUID
    role: str
    state: str
    bundle: bytes = field(repr=False)
    totp_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Proved:
    """Whoever knows an account's passphrase and holds its device, before anything is written."""

    account: Account
    keys: MemberKeys = field(repr=False)
    step: int


@dataclass(frozen=True, slots=True)
class _Try:
    """Which account somebody tries, from where, with what."""

    account: bytes
    network: bytes
    typed: Credentials


class Missed(Exception):
    """A try that did not open the account; the audit learns why, the person does not."""

    def __init__(
        self, why: str, account: UUID | None = None, answer: AmparoError | None = None
    ) -> None:
        super().__init__(why)
        self.why = why
        self.account = account
        self.answer = answer


def sign_in(house: House, throttle: Throttle, typed: Credentials, address: str) -> Seat:
    """Return the seat of whoever knows the passphrase and holds the device.

    The address is not told apart from the passphrase or the code, neither in words nor in time.

    Raises:
        Damaged: The keys of the account, or what opens with them, were changed outside Amparo.
        Forbidden: All three are right, and nobody has certified her keys yet.
        WrongPassphrase: One of the three is not right.
        Throttled: Too many tries, or the code was already used.
    """
    token = house.keys.address_token(typed.email)
    network = house.keys.network_token(network_of(address))
    with counted(house, throttle, (token, network)):
        return _seat(house, throttle, _Try(token, network, typed))


def prove(house: House, throttle: Throttle, who: Colleague, typed: Proof, address: str) -> Seat:
    """Return her seat when whoever is signed in typed her passphrase and a fresh code once more.

    Raises:
        As `sign_in`.
    """
    with night(house, writes=False) as desk:
        mail_address = desk.db.get_one(Staff, who.id).address
    again = Credentials(email=mail_address, password=typed.password, code=typed.code)
    seat = sign_in(house, throttle, again, address)
    if seat.staff_id != who.id:
        raise WrongPassphrase
    return seat


@contextmanager
def counted(
    house: House, throttle: Throttle, key: tuple[bytes, bytes], said: str | None = None
) -> Iterator[None]:
    """Count what happens inside as a try: a miss is noted, anything else is none.

    Every miss reads the same, `said` or the sentence of the sign-in.
    """
    throttle.knock(*key, house.clock())
    try:
        yield
    except Missed as missed:
        with night(house, writes=True) as desk:
            audit.note(desk, "signin.refused", why=missed.why, account=str(missed.account or ""))
            if missed.why == CODE and missed.account is not None:
                desk.db.get_one(Staff, missed.account).wrong_codes += 1
        raise missed.answer or WrongPassphrase(said) from None
    except BaseException:
        throttle.take_back(*key)
        raise
    throttle.welcome(*key)


def proved(house: House, throttle: Throttle, typed: Credentials, address: str) -> Proved:
    """Return whose passphrase and code were typed; the caller uses the code up with `spend`.

    Raises:
        As `sign_in`.
    """
    token = house.keys.address_token(typed.email)
    network = house.keys.network_token(network_of(address))
    with counted(house, throttle, (token, network)):
        return _proved(house, throttle, _Try(token, network, typed))


def _proved(house: House, throttle: Throttle, tried: _Try) -> Proved:
    now, typed = house.clock(), tried.typed
    account = account_of(house, tried.account)
    if account is None:
        spend_same_time(typed.password)
        raise Missed("address")
    keys = _opened(house, account, typed.password)
    if account.state not in {ACTIVE, WAITING}:
        raise Missed("closed account", account.id)
    step = right_step(throttle, (tried.account, tried.network), account, typed.code, now)
    if account.state == WAITING:
        raise _not_yet(account, keys)
    return Proved(account, keys, step)


def _seat(house: House, throttle: Throttle, tried: _Try) -> Seat:
    found, typed = _proved(house, throttle, tried), tried.typed
    account, keys, step = found.account, found.keys, found.step
    seat = Seat(staff_id=account.id, keys=keys)
    with seats.writing(house, seat) as desk:
        staff = desk.db.get_one(Staff, account.id)
        spend(desk, staff, step)
        wrong_codes = _warned_of(desk, staff)
        if needs_new_wrap(account.bundle):
            staff.bundle = _wrapped(house, keys, typed.password, account.id)
        recovery.take(desk)
        access.rewrap_memberships(desk)
        absences.settle(desk)
        access.rewrap(desk)
        envelopes.keep_mine(desk)
        traydoors.keep_mine(desk)
        repair.keep_up(desk)
        audit.note(desk, heads.SIGNIN, account.id, **heads.countersigned(desk))
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


def right_step(
    throttle: Throttle, key: tuple[bytes, bytes], account: Account, code: str, now: datetime
) -> int:
    """Return the step of an account's right code.

    Raises:
        Missed: It is wrong, or right where only the second of two is enough.
    """
    step = accepted_step(account.totp_secret, code, now)
    if step is None:
        throttle.wrong_code(key[0], now)
        raise Missed(CODE, account.id)
    if not throttle.is_enough(*key, step, now):
        raise Missed("first of two codes", account.id)
    return step


def spend(desk: NightDesk, account: Staff, step: int) -> None:
    """Use a code up.

    Raises:
        Throttled: It was used before.
    """
    if step <= account.totp_step:
        raise Throttled(STEP_S - int(desk.now.timestamp()) % STEP_S)
    account.totp_step = step


def _not_yet(account: Account, keys: MemberKeys) -> Forbidden:
    """Return what somebody reads whose keys nobody has certified yet."""
    anchors = (keys.office_root or b"", keys.recovery_print or b"")
    number = number_of(account.id, NUMBER_OF[account.role], keys.public, anchors)
    return Forbidden(NOT_YET, number=number)


def _opened(house: House, account: Account, passphrase: str) -> MemberKeys:
    """Return the keys that a passphrase opens; only here damage is hers alone."""
    try:
        return unwrap_bundle(
            account.bundle, passphrase, pepper=house.keys.pepper, member_id=account.id
        )
    except WrongPassphrase:
        raise Missed("passphrase", account.id) from None
    except Damaged:
        raise Missed("damaged keys", account.id, Damaged(DAMAGED_KEYS)) from None


def account_of(house: House, token: bytes) -> Account | None:
    """Return the account of an address, if somebody there has keys.

    Raises:
        Missed: It was changed outside Amparo.
    """
    with night(house, writes=False) as desk:
        staff = desk.db.scalars(select(Staff).where(Staff.address_token == token)).one_or_none()
        if staff is None:
            return None
        if not is_sound(staff):
            raise Missed("damaged keys", staff.id, Damaged(DAMAGED_KEYS))
        if not staff.bundle:
            return None  # she has no keys yet, or any more, and nobody learns that she is expected
        return Account(staff.id, staff.role, staff.state, staff.bundle, staff.totp_secret)


def _wrapped(house: House, keys: MemberKeys, passphrase: str, staff_id: UUID) -> bytes:
    return wrap_bundle(keys, passphrase, pepper=house.keys.pepper, member_id=staff_id)
