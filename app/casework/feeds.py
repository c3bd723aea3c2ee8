"""A calendar feed: one's own days at a secret address, for a calendar's program to fetch.

Off until its owner switches it on, knowing what her calendar's host learns. The address has 128
random bits, is shown once and kept as an HMAC in her sealed account, so a dump does not even tell
who has one. Without any case's key: the days come from the calendar in memory, of cases that she
holds now and in which she answers, backs up or leads. It reminds of nothing: mails do.
"""

import hmac
import logging
import secrets
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from app.casework import audit, held, lockedup, mailways, screens
from app.casework.calendar import Calendar, entry_of
from app.casework.policy import CASEWORK
from app.casework.slots import Entry
from app.casework.sound import is_sound
from app.casework.staff import ACTIVE
from app.casework.throttle import network_of
from app.clock import instant, local
from app.db.desk import Desk, House, NightDesk, night
from app.errors import TURNED_BACK, UNREADABLE_ROW, NotFound, Throttled
from app.mail import ics
from app.models import Audit, Grant, Member, Principal, Schedule, Setting, Staff

log = logging.getLogger(__name__)

MEDIA_TYPE: Final = ics.MEDIA_TYPE
BEGUN, ENDED, READ = "feed.begin", "feed.end", "feed.read"
HELD: Final = "held"  # a hearing that took place: it stands in nobody's way, and was not cancelled
SECRET_BYTES: Final = 16
CANCELLED_FOR: Final = timedelta(days=60)
WITHIN: Final = timedelta(minutes=10)
MOST_READS, MOST_MISSES = 20, 20  # of one feed; of addresses that are none, from one network
_MOST_KEPT: Final = 10_000


class NewFeed(BaseModel):
    """How a feed is switched on; without hours it tells days alone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    hours: bool = False


class FeedView(BaseModel):
    """One's own feed as its owner sees it; never its address."""

    model_config = ConfigDict(frozen=True)

    is_on: bool
    hours: bool = False
    made_at: datetime | None = None
    read_on: str = ""  # the last day on which a program fetched it


@dataclass(slots=True)
class Pace:
    """How often feeds were fetched of late; bounded in memory, gone with a restart."""

    _tries: dict[bytes, list[datetime]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, key: bytes, most: int, now: datetime) -> None:
        """Count a try.

        Raises:
            Throttled: There were too many of late; this one is not counted.
        """
        with self._lock:
            recent = [at for at in self._tries.get(key, ()) if now - WITHIN < at <= now]
            if len(recent) >= most:
                raise Throttled(int((recent[0] + WITHIN - now).total_seconds()) + 1)
            self._tries.pop(key, None)
            self._tries[key] = [*recent, now]
            while len(self._tries) > _MOST_KEPT:
                self._tries.pop(next(iter(self._tries)))


def begin(desk: Desk, wanted: NewFeed) -> str:
    """Switch one's own feed on, or give it another address, and return its secret.

    The address before, if there was one, opens nothing from now on.
    """
    token = secrets.token_urlsafe(SECRET_BYTES)
    made = {"print": _print(desk, token), "hours": wanted.hours, "made_at": desk.now.isoformat()}
    desk.db.get_one(Staff, desk.who.id).feed = {**made, "read_on": ""}
    audit.note(desk, BEGUN, desk.who.id)
    return token


def address_of(house: House, token: str) -> str:
    """Return the whole address of a feed, as a calendar is given it."""
    return f"{house.settings.base_url}/feed/{token}.ics"


def end(desk: Desk) -> None:
    """Switch one's own feed off; its address opens nothing from now on."""
    row = desk.db.get_one(Staff, desk.who.id)
    if row.feed is not None:
        row.feed = None
        audit.note(desk, ENDED, desk.who.id)


def end_all(desk: NightDesk) -> None:
    """Switch every feed off: the office is locked, or a backup was put back."""
    rows = [row for row in desk.db.scalars(select(Staff)) if is_sound(row) and row.feed]
    for row in rows:
        row.feed = None
    desk.db.flush()
    if rows:
        audit.note(desk, ENDED, None, feeds=len(rows))


def mine(desk: Desk) -> FeedView:
    """Return how one's own feed stands."""
    kept = desk.db.get_one(Staff, desk.who.id).feed
    if kept is None:
        return FeedView(is_on=False)
    return FeedView(
        is_on=True,
        hours=kept["hours"],
        made_at=datetime.fromisoformat(kept["made_at"]),
        read_on=kept["read_on"],
    )


def read(house: House, calendar: Calendar, pace: Pace, *, token: str, address: str) -> bytes:
    """Return the calendar at an address, and remember on which day it was fetched last.

    Raises:
        NotFound: There is none at this address, or none any more.
        Throttled: It was fetched, or addresses were tried, too often of late.
    """
    with night(house, writes=False) as desk:
        found = _owner(desk, token)
        if found is None:
            network = network_of(address).encode()
            pace.count(b"miss " + house.keys.mark(b"feed", network), MOST_MISSES, desk.now)
            raise NotFound
        row, kept = found
        pace.count(b"feed " + row.id.bytes, MOST_READS, desk.now)
        calendar.follow(desk)
        written = _written(desk, calendar, row, with_hours=kept["hours"])
        is_first = kept["read_on"] != _today(desk)
    if is_first:
        with suppress(*TURNED_BACK):  # the next fetch of the day writes it down
            _remember(house, token)
    return written


def _remember(house: House, token: str) -> None:
    """Write down that a feed is in use: its day for its owner, its month on the record."""
    with night(house, writes=True) as desk:
        found = _owner(desk, token)
        if found is None:
            raise NotFound
        row, kept = found
        today, before = _today(desk), kept["read_on"]
        if before == today:
            return
        row.feed = {**kept, "read_on": today}
        if before[:7] != today[:7]:
            audit.note(desk, READ, None, person=str(row.id), month=today[:7])


def _today(desk: NightDesk) -> str:
    return local(desk.now, desk.house.settings.timezone).date().isoformat()


def _print(desk: NightDesk, token: str) -> str:
    return desk.house.keys.link_lookup(f"feed {token}").hex()


def _owner(desk: NightDesk, token: str) -> tuple[Staff, dict[str, Any]] | None:
    """Return whose feed has this address, where she may have one and the office is not locked.

    Every account is asked, so the time it takes tells nothing of the address.
    """
    sought, found = _print(desk, token), None
    for row in desk.db.scalars(select(Staff)):
        kept = row.feed if is_sound(row) else None
        if kept is not None and hmac.compare_digest(kept["print"], sought):
            found = row, kept
    if found is None or lockedup.is_on(desk.db.get(Setting, lockedup.LOCKDOWN)):
        return None
    return found if found[0].state == ACTIVE and found[0].role in CASEWORK else None


def _written(desk: NightDesk, calendar: Calendar, row: Staff, *, with_hours: bool) -> bytes:
    cases = held_by(desk, row.id) - screens.kept_from(desk, row.id)
    live = {
        entry.id: entry
        for entry in calendar.of_person(row.id)
        if entry.case_id in cases and entry.is_reminded
    }
    ended = {
        entry.id: entry
        for entry in _ended(desk, cases)
        if row.id in entry.people and not entry.is_reminded and entry.status != HELD
    }
    # Whatever happens to a date raises its row's version, so that serves as the sequence.
    query = select(Schedule.id, Schedule.version).where(Schedule.id.in_([*live, *ended]))
    versions = {row.id: row.version for row in desk.db.execute(query)}
    events = [
        ics.Event(
            _name(desk, row, entry),
            versions.get(entry.id, 1) - 1,
            entry.day,
            _instant(entry) if with_hours and entry.at else None,
            cancelled=not entry.is_reminded,
        )
        for entry in sorted((ended | live).values(), key=lambda each: each.day)
    ]
    summary = mailways.calendar_word(desk, row.locale)
    return ics.write(events, summary=summary, made_at=desk.now)


def held_by(desk: NightDesk, person_id: UUID) -> set[UUID]:
    """Return the cases whose newest key a person has now, herself or in a group; one statement.

    As the rows say: what they make believe opens no case, and her days are those that name her.
    """
    inside = (
        select(Member.group_id)
        .join(Principal, (Principal.id == Member.group_id) & (Principal.epoch == Member.epoch))
        .where(Member.person_id == person_id, held.living(desk.now, Member))
    )
    hers = (Grant.principal_id == person_id) | Grant.principal_id.in_(inside)
    newest = Grant.epoch == held.newest(Grant.case_id)
    query = select(Grant.case_id).where(hers, newest, held.living(desk.now))
    return set(desk.db.scalars(query.distinct()))


def _ended(desk: NightDesk, cases: Iterable[UUID]) -> list[Entry]:
    """Return what ended in these cases of late, by the deed that the row was last written in."""
    query = (
        select(Schedule)
        .join(Audit, Audit.seq == Schedule.changed)
        .where(
            Schedule.case_id.in_(list(cases)),
            Audit.at > desk.now - CANCELLED_FOR,
        )
    )
    found = []
    for row in desk.db.scalars(query):
        try:
            entry = entry_of(row)
            found += [entry] if not entry.open or entry.is_unlooked else []
        except UNREADABLE_ROW:
            continue  # the hourly check names it
    return found


def _name(desk: NightDesk, row: Staff, entry: Entry) -> str:
    """Return by what her calendar knows a date: hers alone, the same as long as it stands.

    Two people's hosts cannot find out by it that they share a date.
    """
    return desk.house.keys.mark(b"feed", row.id.bytes, entry.id.bytes)[:16].hex()


def _instant(entry: Entry) -> datetime:
    return instant(datetime.combine(entry.day, time.fromisoformat(entry.at)), entry.tz)
