"""The night shift: wakes, tells what has rung, hands mails over, settles, sleeps.

It never holds a case key. Every step is a short transaction of its own and the mail server is
spoken to outside of all of them, so that whatever moment it is killed in, nothing is lost and at
most the one mail in flight leaves twice.
"""

import logging
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum
from threading import Event
from typing import Protocol, TypeVar

from app.casework import (
    absences,
    destroying,
    editions,
    guests,
    lawdeeds,
    reminders,
    restored,
    witness,
)
from app.casework.calendar import Calendar
from app.casework.pulse import WORKER, Coverage, beat, countable, self_check
from app.casework.reminders import Claim, Roster
from app.casework.reminders.troubles import FAULTY, LAW_DIFFERS, RELAY_DOWN, gravest
from app.casework.tray import wider
from app.clock import LARGEST_SKEW
from app.db.desk import House, NightDesk, night, undone_alone
from app.db.engine import database_now
from app.errors import AmparoError, Conflict, OutOfRoom, Unavailable
from app.mail.smtp import Fault, NotSentError, Post, Server
from app.words import N_

log = logging.getLogger(__name__)

TICK_SECONDS = 5.0
PROBE_EVERY = timedelta(seconds=60)
BEAT_EVERY = timedelta(seconds=60)
CHECK_EVERY = timedelta(hours=1)
SETTLE_TRIES = 5
BATCH = 20
# What is told besides dates: at each round, and with the hourly check. None of it holds a date up.
BESIDES = (absences, wider)
BESIDES_HOURLY = (guests, editions)

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
    ) -> None:
        self.calendar = Calendar()
        self._house = house
        self._lease_seconds = lease_seconds
        self._tick_seconds = tick_seconds
        self._schema = schema
        self._post = post or Post(Server.of(house.settings))
        self._stop = Event()
        self._roster: Roster | None = None
        self._unreadable: frozenset[object] = frozenset()
        self._troubles: set[str] = set()
        self._witnessed: set[str] = set()  # what is wrong with the witness file, or the record
        self._failed: set[str] = set()  # that something besides dates could not be done
        self._awake: datetime | None = None
        self._checked_at: datetime | None = None
        self._beat_at: datetime | None = None
        self._beat_trouble = ""
        self._away_since: datetime | None = None  # the mail server's last failure
        self._unsettled: list[Claim] = []  # taken by the mail server, not yet written down

    def run(self, stop: Event) -> None:
        """Work until `stop` is set; a mail in flight is finished first.

        Raises:
            Unavailable: The clocks of this machine and of the database differ, or the schema is
                another program's.
        """
        self._stop = stop
        self.check()
        try:
            while not stop.is_set():
                if not self._round():
                    self._post.close()
                    stop.wait(self._tick_seconds)
        finally:
            self._post.close()

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
        self._settle_unsettled()
        checked_at = self._checked_at
        may_leave = self._plan()
        sent = self._send() if may_leave and self._may_try() else 0
        if self._checked_at != checked_at and not self._failed:
            self._destroy()
        self._beat()
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
        """Take leave of the mail server."""
        self._post.close()

    def _round(self) -> int:
        try:
            return self.run_once()
        except AmparoError as trouble:
            log.warning("round not finished: %s", trouble.code)
        except Exception as fault:  # noqa: BLE001 - the next round must come whatever happened
            log.error("round failed: %s", _place(fault))  # noqa: TRY400 - a trace may hold values
        return 0

    # --- telling --------------------------------------------------------------------------------

    def _plan(self) -> bool:
        """Tell what has rung; return whether a mail may leave. An idle round writes nothing."""
        house, calendar = self._house, self.calendar
        with night(house, writes=False) as desk:
            calendar.follow(desk)
            roster = reminders.read_roster(desk)
            may_leave = reminders.is_waiting(desk)
            now = desk.now
            check = self._checked_at is None or not (
                timedelta(0) <= now - self._checked_at < CHECK_EVERY
            )
            owing = self._owing(desk, check=check)
        for settle in owing:
            self._tried(self._settled, settle)
        if roster != self._roster:
            calendar.ring()
        awake = reminders.awake_since(house, now)
        if not (
            check
            or calendar.due(now)
            or awake != self._awake
            or calendar.unreadable != self._unreadable
        ):
            return may_leave
        with night(house, writes=True) as desk:
            planned = reminders.plan(desk, calendar, self._witnessed | self._failed)
            coverage = self._tried(self._covered, desk) if check else None
            now = desk.now
        calendar.planned(planned.ids, now)
        if check:
            self._checked_at = now
        if coverage is not None:
            calendar.ring(coverage.untold)
        self._roster, self._awake, self._unreadable = roster, awake, calendar.unreadable
        self._troubles = planned.troubles
        return True

    # --- besides dates --------------------------------------------------------------------------

    def _owing(self, desk: NightDesk, *, check: bool) -> list[Callable[[NightDesk], None]]:
        """Return what is to be told besides dates; look for what is wrong, once an hour."""
        self._failed -= {FAULTY} if check else set()  # until then it is shown
        parts = (*BESIDES, *(BESIDES_HOURLY if check else ()))
        owing = [each.settle for each in parts if self._tried(each.is_due, desk)]
        if check:
            self._tried(self.calendar.record.follow, desk)  # long at first, it holds nobody up here
            path = self._house.settings.witness_file
            self._witnessed = {self._tried(lambda each: witness.look(each, path), desk) or ""} - {
                ""
            }
            self._witnessed |= {LAW_DIFFERS} if self._tried(lawdeeds.differs, desk) else set()
        return owing

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
            log.error("besides dates: %s", _place(fault))  # noqa: TRY400 - a trace may hold values
            self._failed.add(FAULTY)
        return None

    def _destroy(self) -> None:
        """Destroy the cases whose time has come, once an hour; nothing of it holds up reminders."""
        if self.calendar.record.is_broken:
            return
        try:
            destroying.settle(self._house)
        except Exception as fault:  # noqa: BLE001 - reminders must go on whatever happened
            log.error("destroying failed: %s", _place(fault))  # noqa: TRY400 - a trace may hold values

    # --- sending --------------------------------------------------------------------------------

    def _may_try(self) -> bool:
        """Tell whether the mail server may be tried: always, or once a minute while it is away."""
        if self._away_since is None:
            return True
        return not timedelta(0) <= self._house.clock() - self._away_since < PROBE_EVERY

    def _send(self) -> int:
        with night(self._house, writes=True) as desk:
            limit = BATCH if self._away_since is None else 1
            claims = reminders.claim(desk, limit=limit, lease_seconds=self._lease_seconds)
        if any(held.is_odd for held in claims):
            self._troubles.add(FAULTY)
        sent, rest = 0, list(claims)
        try:
            while rest and not self._stop.is_set():
                outcome = self._deliver(rest[0])
                if outcome is Outcome.AWAY:
                    break
                del rest[0]
                sent += outcome is Outcome.SENT
        finally:
            # What the mail server took waits to be written down; given back it would leave twice.
            unused = [held for held in rest if held not in self._unsettled]
            if unused:
                self._release(unused)
        return sent

    def _deliver(self, held: Claim) -> "Outcome":
        try:
            is_taken = self._post.send(
                held.address, lambda: self._text(held), lambda: self._still(held)
            )
        except NotSentError as trouble:
            return self._not_sent(held, trouble)
        except AmparoError:
            raise
        except Exception as fault:  # noqa: BLE001 - one mail must not hold up the others
            log.error("mail %s: %s", held.mail_id, _place(fault))  # noqa: TRY400 - a trace may hold values
            self._troubles.add(FAULTY)
            return self._not_sent(held, NotSentError(Fault.LATER))
        self._away_since = None
        if is_taken:
            log.info("mail %s: accepted", held.mail_id)
            self._unsettled.append(held)
            self._settle_unsettled()
        return Outcome.SENT if is_taken else Outcome.SKIPPED

    def _text(self, held: Claim) -> bytes | None:
        with night(self._house, writes=True) as desk:
            watched = countable(desk, self.calendar)
            return reminders.text_of(desk, held, watched=watched, lease_seconds=self._lease_seconds)

    def _still(self, held: Claim) -> None:
        """Hold the lease while the mail server makes up its mind."""
        try:
            with night(self._house, writes=True) as desk:
                reminders.renew(desk, held, self._lease_seconds)
        except AmparoError as trouble:
            log.warning("mail %s: lease not renewed: %s", held.mail_id, trouble.code)

    def _not_sent(self, held: Claim, trouble: NotSentError) -> "Outcome":
        log.warning("mail %s: %s %s", held.mail_id, trouble.fault, trouble.code)
        with night(self._house, writes=True) as desk:
            reminders.failed(desk, held, trouble.fault, trouble.code)
            now = desk.now
        if trouble.fault is Fault.RELAY:
            self._away_since = now
            return Outcome.AWAY
        if trouble.fault is not Fault.UNKNOWN:
            self._away_since = None
        return Outcome.SKIPPED

    def _settle_unsettled(self) -> None:
        """Write down what the mail server took; nothing else is sent before that is done.

        Raises:
            AmparoError: The database takes nothing just now; the next round begins here again.
        """
        while self._unsettled:
            for attempt in range(1, SETTLE_TRIES + 1):
                try:
                    with night(self._house, writes=True) as desk:
                        reminders.settle(desk, self._unsettled[0])
                    break
                except AmparoError:
                    if attempt == SETTLE_TRIES:
                        raise
                    self._stop.wait(0.1 * attempt)
            del self._unsettled[0]

    def _release(self, claims: list[Claim]) -> None:
        try:
            with night(self._house, writes=True) as desk:
                reminders.release(desk, claims)
        except AmparoError as trouble:
            log.warning("%s leases must lapse: %s", len(claims), trouble.code)

    # --- sign of life ---------------------------------------------------------------------------

    def _beat(self) -> None:
        troubles = self._troubles | self._failed
        if self._away_since is not None:
            troubles.add(RELAY_DOWN)
        trouble, now = gravest(troubles), self._house.clock()
        is_fresh = self._beat_at is not None and (timedelta(0) <= now - self._beat_at < BEAT_EVERY)
        if is_fresh and trouble == self._beat_trouble:
            return
        with night(self._house, writes=True) as desk:
            beat(desk, WORKER, self.calendar.watched, trouble)
        self._beat_at, self._beat_trouble = now, trouble


class Outcome(Enum):
    """What became of one mail."""

    SENT = "sent"
    SKIPPED = "skipped"  # dropped, or put back for this recipient's sake
    AWAY = "away"  # the mail server is away: the others wait too


def _place(fault: Exception) -> str:
    """Return the kind of a fault and where it arose; its message may hold values."""
    last = traceback.extract_tb(fault.__traceback__)[-1:]
    where = "".join(f" at {frame.name}:{frame.lineno}" for frame in last)
    return type(fault).__name__ + where
