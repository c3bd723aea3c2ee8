"""Signing in: passphrase and code, each tried only so often."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.casework import access, audit, seats
from app.casework.seats import Seat
from app.crypto.bundle import (
    MemberKeys,
    needs_new_wrap,
    spend_same_time,
    unwrap_bundle,
    wrap_bundle,
)
from app.crypto.totp import accepted_step
from app.db import desk as desks
from app.db.desk import House
from app.errors import Damaged, Throttled, WrongPassphrase
from app.models import Staff

STEP_S = 30  # RFC 6238


class Credentials(BaseModel):
    """What a person types to sign in."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    email: str = Field(max_length=254, repr=False)
    password: str = Field(max_length=256, repr=False)
    code: str = Field(max_length=16, repr=False)


@dataclass(slots=True)
class Throttle:
    """How often one may miss in ten minutes before having to wait."""

    within: timedelta = timedelta(minutes=10)
    size: int = 10_000
    _misses: OrderedDict[bytes, list[datetime]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def check(self, key: bytes, most: int, now: datetime) -> None:
        """Let another try pass.

        Raises:
            Throttled: There were too many misses lately.
        """
        with self._lock:
            recent = [at for at in self._misses.get(key, ()) if now - at < self.within]
        if len(recent) >= most:
            raise Throttled(int((recent[-most] + self.within - now).total_seconds()) + 1)

    def missed(self, key: bytes, now: datetime) -> None:
        """Count a miss."""
        with self._lock:
            recent = [at for at in self._misses.pop(key, ()) if now - at < self.within]
            self._misses[key] = [*recent, now]
            while len(self._misses) > self.size:
                self._misses.popitem(last=False)

    def forget(self, key: bytes) -> None:
        """Begin anew after a success."""
        with self._lock:
            self._misses.pop(key, None)


@dataclass(frozen=True, slots=True)
class _Account:
    id: UUID
    bundle: bytes = field(repr=False)
    totp_secret: str = field(repr=False)


def sign_in(house: House, throttle: Throttle, typed: Credentials, network: str) -> Seat:
    """Return the seat of whoever knows the passphrase and holds the device.

    The address is not told apart from the passphrase or the code, neither in words nor in time.

    Raises:
        WrongPassphrase: One of the three is not right.
        Throttled: Too many tries, or the code was already used.
    """
    now = house.clock()
    token = house.keys.address_token(typed.email)
    tries = _tries(token, house.keys.network_token(network))
    for key, most in tries.items():
        throttle.check(key, most, now)
    try:
        seat = _seat(house, token, typed, now)
    except (WrongPassphrase, Damaged):
        for key in tries:
            throttle.missed(key, now)
        with desks.night(house, writes=True) as desk:
            audit.note(desk, "signin.refused")
        raise WrongPassphrase from None
    for key in tries:
        throttle.forget(key)
    return seat


def _tries(account: bytes, network: bytes) -> dict[bytes, int]:
    """Return how many misses each of the three may have.

    The narrowest is the pair: a stranger elsewhere must not be able to lock a colleague out.
    """
    return {account + network: 10, account: 50, network: 50}


def _seat(house: House, token: bytes, typed: Credentials, now: datetime) -> Seat:
    account = _account(house, token)
    if account is None:
        spend_same_time(typed.password)
        raise WrongPassphrase
    keys = unwrap_bundle(
        account.bundle, typed.password, pepper=house.keys.pepper, member_id=account.id
    )
    step = accepted_step(account.totp_secret, typed.code, now)
    if step is None:
        raise WrongPassphrase
    seat = Seat(staff_id=account.id, keys=keys)
    with seats.writing(house, seat) as desk:
        staff = desk.db.get_one(Staff, account.id)
        if step <= staff.totp_step:
            raise Throttled(STEP_S - int(now.timestamp()) % STEP_S)
        staff.totp_step = step
        if needs_new_wrap(account.bundle):
            staff.bundle = _wrapped(house, keys, typed.password, account.id)
        seats.sign_memberships(desk.db, seat)
        access.rewrap(desk)
        audit.note(desk, "signin", account.id)
    return seat


def _account(house: House, token: bytes) -> _Account | None:
    with desks.night(house, writes=False) as desk:
        staff = desk.db.scalars(
            select(Staff).where(Staff.address_token == token, Staff.state == "active")
        ).one_or_none()
        return None if staff is None else _Account(staff.id, staff.bundle, staff.totp_secret)


def _wrapped(house: House, keys: MemberKeys, passphrase: str, staff_id: UUID) -> bytes:
    return wrap_bundle(keys, passphrase, pepper=house.keys.pepper, member_id=staff_id)
