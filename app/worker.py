"""The night shift: wakes, tells what has rung, hands mails over, settles, sleeps.

It never holds a case key. Every step is a short transaction of its own and the mail server is
spoken to outside of all of them, so that whatever moment it is killed in, nothing is lost and at
most the one mail in flight leaves twice.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from threading import Event
from typing import Protocol, TypeVar

from app.casework import (
    absences,
    destroying,
    editions,
    guests,
    lawdeeds,
    pulse,
    reminders,
    removing,
    restored,
    vault,
    witness,
)
from app.casework.calendar import Calendar
from app.casework.delivery import Delivery, place_of
from app.casework.pulse import WORKER, Coverage, beat, self_check
from app.casework.reminders import Roster, bounces, weekly
from app.casework.reminders.clocks import Steady
from app.casework.reminders.troubles import (
    CLOCK,
    CLOSED_DAYS,
    FAULTY,
    LAW_DIFFERS,
    PLAIN,
    gravest,
)
from app.casework.tray import wider
from app.clock import LARGEST_SKEW
from app.config import Settings
from app.db.desk import House, NightDesk, night, undone_alone
from app.db.engine import database_now
from app.errors import AmparoError, Conflict, OutOfRoom, Unavailable
from app.mail.ping import ping
from app.mail.relays import Relays
from app.mail.smtp import Post, Server
from app.words import N_

log = logging.getLogger(__name__)

TICK_SECONDS = 5.0
BEAT_EVERY = timedelta(seconds=60)
CHECK_EVERY = timedelta(hours=1)
# What is told besides dates: at each round, and with the hourly check. None of it holds a date up.
BESIDES = (absences, wider)
BESIDES_HOURLY = (guests, editions, weekly)

T = TypeVar("T")
U = TypeVar("U")


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
        self._failed: set[str] = set()  # that something besides dates could not be done
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
        if self._is_copy():
            return 0
        sent = self._delivery.settle()
        self._beside(bounces.take_up, self._house)
        checked_at = self._checked_at
        may_leave = self._plan()
        if may_leave:
            sent += self._delivery.send()
        else:
            self._delivery.look()
        is_checked = self._checked_at != checked_at
        if is_checked and not self._failed:
            self._destroy()
        self._beat()
        if is_checked:
            self._beside(self._tell_elsewhere, self._house)
        return sent

    def _is_copy(self) -> bool:
        """Tell whether this is a restored copy that waits: it tells and destroys nothing."""
        house = self._house
        with night(house, writes=False) as desk:
            if not restored.waits(desk):
                return False
        now = house.clock()
        if self._beat_at is None or not timedelta(0) <= now - self._beat_at < BEAT_EVERY:
            with night(house, writes=True) as desk:
                restored.stay_silent(desk)
            self._beat_at = now
        return True

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
            now = desk.now
            check = self._jumped or self._is_check_due(now)
            owing = self._owing(desk, check=check)
        if check:
            reminders.set_right(house, self._lease_seconds, jumped=self._jumped)
        for settle in owing:
            self._tried(self._settled, settle)
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
            coverage = self._tried(self._covered, desk) if check else None
            now = desk.now
            if self._steady is not None:
                self._steady.keep(desk)
        calendar.planned(planned.ids, now)
        if check:
            self._checked_at = now
        if coverage is not None:
            calendar.ring(coverage.untold)
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

    def _known(self) -> set[str]:
        jumped = self._steady is not None and self._steady.is_told
        met = self._delivery.met & {PLAIN} | ({CLOCK} if jumped else set())
        return self._witnessed | self._failed | met

    # --- besides dates --------------------------------------------------------------------------

    def _owing(self, desk: NightDesk, *, check: bool) -> list[Callable[[NightDesk], None]]:
        """Return what is to be told besides dates; look for what is wrong, once an hour."""
        self._failed -= {FAULTY} if check else set()  # until then it is shown
        parts = (*BESIDES, *(BESIDES_HOURLY if check else ()))
        owing = [each.settle for each in parts if self._tried(each.is_due, desk)]
        if check:
            self._look_around(desk)
        return owing

    def _look_around(self, desk: NightDesk) -> None:
        """Look once an hour at what no round of planning finds."""
        self._tried(self.calendar.record.follow, desk)  # long at first, it holds nobody up here
        path = self._house.settings.witness_file
        self._witnessed = {self._tried(lambda each: witness.look(each, path), desk) or ""} - {""}
        self._witnessed |= {LAW_DIFFERS} if self._tried(lawdeeds.differs, desk) else set()
        self._witnessed |= {PLAIN} if reminders.left_plain(desk) else set()
        self._witnessed |= {CLOSED_DAYS} if self.calendar.plan.is_ending(desk.now) else set()
        self._delivery.met.clear()

    def _settled(self, settle: Callable[[NightDesk], None]) -> None:
        with night(self._house, writes=True) as desk:
            settle(desk)

    def _covered(self, desk: NightDesk) -> Coverage:
        with undone_alone(desk):
            return self_check(desk, self.calendar)

    def _tried(self, part: Callable[[U], T], given: U) -> T | None:
        """Do what is no date's reminder: where it fails, that is told, and no date waits for it."""
        try:
            return part(given)
        except (Conflict, OutOfRoom, Unavailable) as trouble:
            log.warning("besides dates: %s", trouble.code)  # the next round does it
        except Exception as fault:  # noqa: BLE001 - reminders must go on whatever happened
            log.error("besides dates: %s", place_of(fault))  # noqa: TRY400 - a trace may hold values
            self._failed.add(FAULTY)
        return None

    def _destroy(self) -> None:
        """Destroy the cases whose time has come, once an hour; nothing of it holds up reminders."""
        if not self.calendar.record.is_broken:
            self._beside(destroying.settle, self._house)
            self._beside(removing.sweep, self._house)
            self._beside(vault.sweep, self._house)

    def _beside(self, deed: Callable[[House], object], house: House) -> None:
        """Do what must not hold up reminders."""
        try:
            deed(house)
        except Exception as fault:  # noqa: BLE001 - reminders must go on whatever happened
            log.error("%s failed: %s", deed.__module__, place_of(fault))  # noqa: TRY400 - a trace may hold values

    # --- sign of life ---------------------------------------------------------------------------

    def _beat(self) -> None:
        troubles = self._troubles | self._failed | self._delivery.troubles()
        trouble, now = gravest(troubles), self._house.clock()
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
