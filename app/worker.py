"""The night shift: wakes, tells what has rung, hands mails over, settles, sleeps.

It never holds a case key. Every step is a short transaction of its own and the mail server is
spoken to outside of all of them, so that whatever moment it is killed in, nothing is lost and at
most the one mail in flight leaves twice.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from threading import Event
from typing import Protocol

from app.casework import (
    absences,
    destroying,
    editions,
    guests,
    lawdeeds,
    pulse,
    reminders,
    witness,
)
from app.casework.calendar import Calendar
from app.casework.delivery import Delivery, place_of
from app.casework.pulse import WORKER, beat, self_check
from app.casework.reminders import Roster, bounces
from app.casework.reminders.clocks import Steady
from app.casework.reminders.troubles import CLOCK, LAW_DIFFERS, PLAIN, gravest
from app.casework.tray import wider
from app.clock import LARGEST_SKEW
from app.config import Settings
from app.db.desk import House, NightDesk, night
from app.db.engine import database_now
from app.errors import AmparoError, Unavailable
from app.mail.ping import ping
from app.mail.relays import Relays
from app.mail.smtp import Post, Server
from app.words import N_

log = logging.getLogger(__name__)

TICK_SECONDS = 5.0
BEAT_EVERY = timedelta(seconds=60)
CHECK_EVERY = timedelta(hours=1)


class SchemaCheck(Protocol):
    """Raises Unavailable where the database's schema is not the one this program was made for."""

    def __call__(self, house: House, /) -> None:
        """Let the worker start."""


class Worker:
    """One night shift; `run` works until told to stop, `run_once` does one round."""

    def __init__(
        self,
        house: House,
        *,
        lease_seconds: float = 300,
        tick_seconds: float = TICK_SECONDS,
        schema: SchemaCheck | None = None,
        post: Post | None = None,
        steady: Steady | None = None,
    ) -> None:
        self.calendar = Calendar()
        self._house = house
        relays = Relays([post] if post else list(_posts(house.settings)))
        self._delivery = Delivery(house, self.calendar, relays, lease_seconds)
        self._tick_seconds = tick_seconds
        self._schema = schema
        self._lease_seconds = lease_seconds
        self._steady = steady
        self._jumped = False  # and what hangs on that is not yet set right
        self._roster: Roster | None = None
        self._unreadable: frozenset[object] = frozenset()
        self._troubles: set[str] = set()
        self._witnessed: set[str] = set()  # what is wrong with the witness file, or the record
        self._awake: datetime | None = None
        self._checked_at: datetime | None = None
        self._beat_at: datetime | None = None
        self._beat_trouble = ""

    def run(self, stop: Event) -> None:
        """Work until `stop` is set; a mail in flight is finished first.

        Raises:
            Unavailable: The clocks of this machine and of the database differ, or the schema is
                another program's.
        """
        self._delivery.stop = stop
        self.check()
        try:
            while not stop.is_set():
                if not self._round():
                    self._delivery.rest()
                    stop.wait(self._tick_seconds)
        finally:
            self._delivery.close()

    def check(self) -> None:
        """Refuse to start where reminders could go wrong.

        Raises:
            Unavailable: As `run`.
        """
        if self._schema is not None:
            self._schema(self._house)
        with night(self._house, writes=False) as desk:
            there = database_now(desk.db.connection())
            here = self._house.clock()
        if there is not None and abs(here - there) > LARGEST_SKEW:
            raise Unavailable(
                N_(
                    "The clock of this machine and that of the database differ by more than 5 "
                    "seconds, so reminders could come late. Set the clocks, then start again."
                )
            )

    def run_once(self) -> int:
        """Do one round and return how many mails the mail server took."""
        sent = self._delivery.settle()
        self._beside(bounces.take_up, self._house)
        checked_at = self._checked_at
        may_leave = self._plan()
        sent += self._delivery.send() if may_leave else 0
        is_checked = self._checked_at != checked_at
        if is_checked:
            self._destroy()
        self._beat()
        if is_checked:
            self._beside(self._tell_elsewhere, self._house)
        return sent

    def close(self) -> None:
        """Take leave of the mail servers."""
        self._delivery.close()

    def _round(self) -> int:
        try:
            return self.run_once()
        except AmparoError as trouble:
            log.warning("round not finished: %s", trouble.code)
        except Exception as fault:  # noqa: BLE001 - the next round must come whatever happened
            log.error("round failed: %s", place_of(fault))  # noqa: TRY400 - a trace may hold values
        return 0

    # --- telling --------------------------------------------------------------------------------

    def _plan(self) -> bool:
        """Tell what has rung; return whether a mail may leave. An idle round writes nothing."""
        house, calendar = self._house, self.calendar
        with night(house, writes=False) as desk:
            self._jumped |= self._steady is not None and self._steady.jumps(desk)
            calendar.follow(desk)
            roster = reminders.read_roster(desk)
            may_leave = reminders.is_waiting(desk)
            owing = [each.settle for each in (absences, wider) if each.is_due(desk)]
            now = desk.now
            check = self._jumped or self._is_check_due(now)
            if check:
                owing += [each.settle for each in (guests, editions) if each.is_due(desk)]
                self._look_around(desk)
        if check:
            reminders.set_right(house, self._lease_seconds, jumped=self._jumped)
        for settle in owing:
            with night(house, writes=True) as desk:
                settle(desk)
        if roster != self._roster or self._jumped:
            calendar.ring()
        if not (check or self._has_rung(now)):
            return may_leave
        self._tell(roster, check=check)
        self._jumped = False
        return True

    def _tell(self, roster: Roster, *, check: bool) -> None:
        house, calendar = self._house, self.calendar
        with night(house, writes=True) as desk:
            planned = reminders.plan(desk, calendar, self._known())
            coverage = self_check(desk, calendar) if check else None
            now = desk.now
            if self._steady is not None:
                self._steady.keep(desk)
        calendar.planned(planned.ids, now)
        if coverage is not None:
            calendar.ring(coverage.untold)
            self._checked_at = now
        self._roster, self._unreadable = roster, calendar.unreadable
        self._awake = reminders.awake_since(house, now)
        self._troubles = planned.troubles
        self._delivery.met &= {PLAIN}

    def _is_check_due(self, now: datetime) -> bool:
        return self._checked_at is None or not (
            timedelta(0) <= now - self._checked_at < CHECK_EVERY
        )

    def _has_rung(self, now: datetime) -> bool:
        """Tell whether anything is to be planned."""
        return bool(
            self.calendar.due(now)
            or reminders.awake_since(self._house, now) != self._awake
            or self.calendar.unreadable != self._unreadable
        )

    def _look_around(self, desk: NightDesk) -> None:
        """Look once an hour at what no round of planning finds."""
        self.calendar.record.follow(desk)  # long at first, and here it holds nobody up
        self._witnessed = {witness.look(desk, self._house.settings.witness_file)} - {""}
        self._witnessed |= {LAW_DIFFERS} if lawdeeds.differs(desk) else set()
        self._witnessed |= {PLAIN} if reminders.left_plain(desk) else set()
        self._delivery.met.clear()

    def _known(self) -> set[str]:
        jumped = self._steady is not None and self._steady.is_told
        return self._witnessed | self._delivery.met & {PLAIN} | ({CLOCK} if jumped else set())

    def _destroy(self) -> None:
        """Destroy the cases whose time has come, once an hour; nothing of it holds up reminders."""
        if not self.calendar.record.is_broken:
            self._beside(destroying.settle, self._house)

    def _beside(self, deed: Callable[[House], object], house: House) -> None:
        """Do what must not hold up reminders."""
        try:
            deed(house)
        except Exception as fault:  # noqa: BLE001 - reminders must go on whatever happened
            log.error("%s failed: %s", deed.__module__, place_of(fault))  # noqa: TRY400 - a trace may hold values

    # --- sign of life ---------------------------------------------------------------------------

    def _beat(self) -> None:
        trouble, now = gravest(self._troubles | self._delivery.troubles()), self._house.clock()
        is_fresh = self._beat_at is not None and (timedelta(0) <= now - self._beat_at < BEAT_EVERY)
        if is_fresh and trouble == self._beat_trouble:
            return
        with night(self._house, writes=True) as desk:
            beat(desk, WORKER, self.calendar.watched, trouble)
        self._beat_at, self._beat_trouble = now, trouble

    def _tell_elsewhere(self, house: House) -> None:
        """Give a watcher on another machine its sign of life, once an hour while all is well."""
        url = house.settings.ping_url
        if url is None:
            return
        with night(house, writes=False) as desk:
            is_whole = pulse.is_whole(desk)
        if is_whole:
            ping(url.get_secret_value())


def _posts(settings: Settings) -> Iterator[Post]:
    yield Post(Server.of(settings))
    second = Server.second(settings)
    if second is not None:
        yield Post(second)
