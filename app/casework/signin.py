"""Signing in: passphrase, then code or passkey, each tried only so often."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import select

from app.casework import (
    absences,
    access,
    anchors,
    audit,
    broughtover,
    envelopes,
    heads,
    keychanges,
    passkeys,
    recovery,
    reportcards,
    seats,
    traydoors,
)
from app.casework.conflicts import repair
from app.casework.passkeys import (
    FOR_DEED,
    FOR_SIGN_IN,
    MaybeAnswer,
    NoPasskey,
    PasskeyAnswer,
    PasskeyQuestion,
    Used,
)
from app.casework.policy import NUMBER_OF
from app.casework.reminders.mails import Mailbox
from app.casework.reminders.troubles import GUESSED
from app.casework.seats import Seat
from app.casework.sound import is_sound
from app.casework.staff import ACTIVE, WAITING
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
from app.errors import AmparoError, Damaged, Forbidden, Refused, Throttled, WrongPassphrase
from app.models import Staff
from app.words import N_, Filled

STEP_S = 30  # RFC 6238
CODE = "code"
# With the right passphrase or printed code; so somebody has it.
COUNTED = frozenset({CODE, passkeys.ANOTHER, passkeys.COPIED})
NOT_RIGHT = N_(
    "The address or passphrase is not right, or this passkey is not one of this account, or does "
    "not open its keys. Check each and try again, or use your code app."
)
NOT_PROVED = N_("The passphrase or code is not right. Check each and try again.")
SECOND = N_("Type the six digits from your code app, or use a passkey.")
WARNED_FOR = timedelta(days=7)  # since the last sign-in that followed wrong codes
MAILED_FROM = 3  # one or two are slips of the fingers
KNOWN_TO_ANOTHER = N_(
    "In the last days a wrong code or passkey was used with your passphrase or one of your printed "
    "codes. How often: %(count)s. If that was not you, somebody has one of them: tell your "
    "administrator today, choose another passphrase, and make both printed codes anew."
)
DAMAGED_KEYS = N_(
    "This account or its keys were changed outside Amparo or are damaged, so no passphrase opens "
    "them. Do not try on: call a supervisor, and a colleague on your cases if a filing is due."
)


NOT_YET = N_(
    "Your keys are there, and nobody has certified them yet. Call a supervising attorney "
    "and read out this number: %(number)s. As soon as it is confirmed, you can sign in."
)


class Proof(BaseModel):
    """What a person types once more before a deed that must be hers; a passkey does for a code."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    password: str = Field(max_length=256, repr=False)
    code: str = Field(default="", max_length=16, repr=False)
    passkey: MaybeAnswer = Field(default=None, repr=False)

    @model_validator(mode="after")
    def _second(self) -> Self:
        """Refuse what has no second factor: that is no try at one."""
        if not self.code and self.passkey is None:
            raise Refused(fields={"code": SECOND})
        return self


class Credentials(Proof):
    """What a person types to sign in; no passphrase where a passkey opens her keys."""

    email: str = Field(max_length=254, repr=False)
    password: str = Field(default="", max_length=256, repr=False)

    def with_passphrase(self) -> Self:
        """Return them where a passkey is the second factor and never the only one."""
        return self.model_copy(update={"passkey": self.passkey and self.passkey.only_factor()})


@dataclass(frozen=True, slots=True)
class Account:
    """What a try at an account is checked against."""

    id: UUID
    role: str
    state: str
    bundle: bytes = field(repr=False)
    totp_secret: str = field(repr=False)
    names_former: bool = False  # her keys name the custodians' papers of before
    words: tuple[bytes, ...] = field(default=(), repr=False)  # that lead to those of now


@dataclass(frozen=True, slots=True)
class Proved:
    """Whoever knows an account's passphrase and holds its device, before anything is written."""

    account: Account
    keys: MemberKeys = field(repr=False)
    second: int | Used  # the step of a code, or a passkey's answer


@dataclass(frozen=True, slots=True)
class _Try:
    """Which account somebody tries, from where, with what."""

    account: bytes
    network: bytes
    typed: Credentials
    asked: bytes  # for what, and whom, her passkey was asked


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
        Refused: Her passkey answered too late, or a second time.
        WrongPassphrase: One of the three is not right.
        Throttled: Too many tries, or the code was already used.
    """
    return _signed_in(house, throttle, typed, address)


def ask(house: House, throttle: Throttle, email: str, address: str) -> PasskeyQuestion:
    """Return what a passkey is to answer, for whoever signs in as this address.

    Raises:
        Refused: No browser makes passkeys for the office's address.
    """
    account = house.keys.address_token(email)
    network = house.keys.network_token(network_of(address))
    return passkeys.question(house, throttle.asked, FOR_SIGN_IN + account + network)


def prove(house: House, throttle: Throttle, who: Colleague, typed: Proof, address: str) -> Seat:
    """Return her seat when whoever is signed in typed her passphrase and a fresh code once more.

    Raises:
        As `sign_in`.
    """
    with night(house, writes=False) as desk:
        mail_address = desk.db.get_one(Staff, who.id).address
    again = Credentials(
        email=mail_address, password=typed.password, code=typed.code, passkey=typed.passkey
    )
    try:
        seat = _signed_in(house, throttle, again.with_passphrase(), address, for_deed(who))
    except WrongPassphrase:
        if typed.passkey is not None:
            raise
        raise WrongPassphrase(NOT_PROVED) from None  # she typed no address
    if seat.staff_id != who.id:
        raise WrongPassphrase(NOT_PROVED)
    return seat


def for_deed(who: Colleague) -> bytes:
    """Return for what a passkey is asked before a deed: by whom, in which session."""
    return FOR_DEED + who.id.bytes + who.session


def _signed_in(
    house: House, throttle: Throttle, typed: Credentials, address: str, asked: bytes | None = None
) -> Seat:
    tried = _tried(house, typed, address, asked)
    key = (tried.account, tried.network)
    with counted(house, throttle, key, NOT_RIGHT if typed.passkey else None):
        return _seat(house, throttle, tried)


def _tried(house: House, typed: Credentials, address: str, asked: bytes | None = None) -> _Try:
    account = house.keys.address_token(typed.email)
    network = house.keys.network_token(network_of(address))
    return _Try(account, network, typed, asked or FOR_SIGN_IN + account + network)


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
            if missed.why in COUNTED and missed.account is not None:
                desk.db.get_one(Staff, missed.account).wrong_codes += 1
        raise missed.answer or WrongPassphrase(said) from None
    except BaseException:
        throttle.take_back(*key)
        raise
    throttle.welcome(*key)


def proved(house: House, throttle: Throttle, typed: Credentials, address: str) -> Proved:
    """Return whose passphrase and code were typed; the caller uses the second up with `use_up`.

    Raises:
        As `sign_in`.
    """
    tried = _tried(house, typed.with_passphrase(), address)
    key = (tried.account, tried.network)
    with counted(house, throttle, key, NOT_RIGHT if typed.passkey else None):
        return _proved(house, throttle, tried)


def _proved(house: House, throttle: Throttle, tried: _Try) -> Proved:
    typed = tried.typed
    if typed.passkey is not None:
        # Before anything else is looked at, so that no answer to a question tells of another.
        passkeys.take(house, throttle.asked, typed.passkey.client_data, tried.asked)
    account = account_of(house, tried.account)
    if account is None:
        spend_same_time(typed.password)
        raise Missed("address")
    second: int | Used | None = None
    if typed.passkey is not None and typed.passkey.opening and not typed.password:
        keys, second = _alone(house, account, typed.passkey)
    else:
        keys = _opened(house, account, typed.password)
    if account.state not in {ACTIVE, WAITING}:
        raise Missed("closed account", account.id)
    if typed.passkey is None:
        key = (tried.account, tried.network)
        second = right_step(throttle, key, account, typed.code, house.clock())
    elif second is None:
        second = _beside(house, account, typed.passkey, keys)
    if account.state == WAITING:
        raise _not_yet(account, keys)
    return Proved(account, keys, second)


def _beside(house: House, account: Account, given: PasskeyAnswer, keys: MemberKeys) -> Used:
    try:
        return passkeys.beside(house, account.id, given, keys)
    except NoPasskey as none:
        raise Missed(none.why, account.id) from None


def _alone(house: House, account: Account, given: PasskeyAnswer) -> tuple[MemberKeys, Used]:
    try:
        keys, used = passkeys.alone(house, account.id, given)
        return anchors.followed(keys, account.words), used
    except Damaged:
        raise Missed("damaged keys", account.id, Damaged(DAMAGED_KEYS)) from None
    except NoPasskey as none:
        spend_same_time("")  # as an unknown address does
        raise Missed(f"alone: {none.why}", account.id) from None


def _seat(house: House, throttle: Throttle, tried: _Try) -> Seat:
    found, typed = _proved(house, throttle, tried), tried.typed
    account, keys = found.account, found.keys
    seat = Seat(staff_id=account.id, keys=keys)
    with seats.writing(house, seat, signs_in=True) as desk:
        staff = desk.db.get_one(Staff, account.id)
        use_up(desk, found)
        wrong_codes = _warned_of(desk, staff)
        if typed.password and (needs_new_wrap(account.bundle) or account.names_former):
            staff.bundle = _wrapped(house, keys, typed.password, account.id)
            staff.names_former = False
        if typed.passkey is not None and not typed.password and isinstance(found.second, Used):
            passkeys.wrap_anew(desk, found.second, typed.passkey.opening, keys)
        elif account.names_former:
            passkeys.shut_older(desk, account.id, keys)
        broughtover.finish(desk)
        recovery.take(desk)
        access.rewrap_memberships(desk)
        absences.settle(desk)
        access.rewrap(desk)
        envelopes.keep_mine(desk)
        traydoors.keep_mine(desk)
        reportcards.keep_mine(desk)
        reportcards.take_in(desk)
        repair.keep_up(desk)
        keychanges.keep_up(desk)
        by = {} if isinstance(found.second, int) else {"passkey": str(found.second.passkey_id)}
        audit.note(desk, heads.SIGNIN, account.id, **heads.countersigned(desk), **by)
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
        Mailbox(desk).alarm(staff.id, GUESSED, each=True)
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


def use_up(desk: NightDesk, found: Proved) -> None:
    """Use a code or a passkey's answer up.

    Raises:
        Throttled: It was used before.
    """
    if isinstance(found.second, int):
        spend(desk, desk.db.get_one(Staff, found.account.id), found.second)
    else:
        passkeys.spend(desk, found.second)


def _not_yet(account: Account, keys: MemberKeys) -> Forbidden:
    """Return what somebody reads whose keys nobody has certified yet."""
    named = (keys.office_root or b"", keys.recovery_print or b"")
    number = number_of(account.id, NUMBER_OF[account.role], keys.public, named)
    return Forbidden(NOT_YET, number=number)


def _opened(house: House, account: Account, passphrase: str) -> MemberKeys:
    """Return the keys that a passphrase opens; only here damage is hers alone."""
    try:
        keys = unwrap_bundle(
            account.bundle, passphrase, pepper=house.keys.pepper, member_id=account.id
        )
        return anchors.followed(keys, account.words)
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
        words = anchors.words(desk)
        return Account(
            staff.id,
            staff.role,
            staff.state,
            staff.bundle,
            staff.totp_secret,
            staff.names_former,
            words,
        )


def _wrapped(house: House, keys: MemberKeys, passphrase: str, staff_id: UUID) -> bytes:
    return wrap_bundle(keys, passphrase, pepper=house.keys.pepper, member_id=staff_id)
