"""The watch: looks once a minute whether reminders can leave, and writes to whoever runs Amparo.

It goes to `AMPARO_ALARM_TO`, which stands outside the database, so that it works when the database
does not. What it told is kept in a small file beside the data, so that a program that starts again
and again does not tell again and again. One process of a machine watches; the others wait for its
end.
"""

import fcntl
import json
import logging
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import IO, Any, Self
from uuid import uuid4

from sqlalchemy.exc import SQLAlchemyError

from app.casework import backupdates, pulse, restored
from app.casework.reminders import troubles
from app.clock import Clock
from app.config import Settings
from app.db.desk import House, night
from app.errors import AmparoError, Conflict, OutOfRoom
from app.mail import letters
from app.mail.smtp import NotSentError, Post, Server

log = logging.getLogger(__name__)

LOOK_SECONDS = 60.0
AGAIN_AFTER = timedelta(hours=1)
# How long a fault must stand before it is told; others are told at once.
PATIENCE = {
    troubles.STOPPED: timedelta(minutes=10),  # it counts as stopped after five
    troubles.RELAY_DOWN: timedelta(minutes=15),
    troubles.STANDS_IN: timedelta(minutes=5),  # the first was away for ten before
    troubles.UNCHECKED: timedelta(minutes=10),
    troubles.LATE: timedelta(minutes=30),  # more than one mail server takes a while
    troubles.DATABASE_AWAY: timedelta(minutes=2),
    troubles.DATABASE_LOCKED: timedelta(minutes=2),
}


@dataclass(slots=True)
class Fault:
    """One fault: since when, last told when, and when it ended."""

    since: datetime
    told: datetime | None = None
    ended: datetime | None = None

    def is_due(self, code: str, now: datetime, *, at_once: bool) -> bool:
        """Tell whether it must be told now: once, and again after an hour."""
        if self.ended is not None:
            return self.told is not None or self.ended - self.since >= _patience(code)
        if self.told is not None:
            return not timedelta(0) <= now - self.told < AGAIN_AFTER
        return at_once or now - self.since >= _patience(code)

    def dump(self) -> list[str]:
        """Return it as JSON."""
        return [at.isoformat() if at else "" for at in (self.since, self.told, self.ended)]

    @classmethod
    def load(cls, raw: list[str]) -> Self:
        """Return what `dump` made."""
        since, told, ended = (datetime.fromisoformat(at) if at else None for at in raw)
        if since is None:
            raise ValueError
        return cls(since, told, ended)


class Alarms(ABC):
    """What is wrong, told when it is due; `run` looks until told to stop, `look` looks once."""

    def __init__(
        self, settings: Settings, clock: Clock, posts: Iterable[Post] | None = None
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._to = settings.alarm_to
        self._posts = list(_posts(settings)) if posts is None else list(posts)
        self._lock: IO[str] | None = None
        self._faults: dict[str, Fault] = {}

    def run(self, stop: Event) -> None:
        """Look once a minute until `stop` is set."""
        while not stop.is_set():
            try:
                self.look()
            except Exception as fault:  # noqa: BLE001 - the next look must come whatever happened
                log.error("watch failed: %s", type(fault).__name__)  # noqa: TRY400 - a trace may hold values
            stop.wait(LOOK_SECONDS)
        self.close()

    def look(self, *, at_once: bool = False) -> None:
        """Look once and tell what is due; `at_once` waits for nothing, for a start that failed."""
        if not self._to or not self._is_on_duty():
            return
        now = self._clock()
        self._take_note(now)
        due = {
            code: fault
            for code, fault in self._faults.items()
            if fault.is_due(code, now, at_once=at_once)
        }
        if due and self._tell(due, now):
            for code, fault in due.items():
                fault.told = now
                if fault.ended is not None:
                    del self._faults[code]
        self._keep()

    def close(self) -> None:
        """Leave the watch to another process."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    # --- what is wrong --------------------------------------------------------------------------

    def _take_note(self, now: datetime) -> None:
        found = self._found()
        # While the database cannot be asked, nothing that it would tell of is over.
        sees = not found & troubles.OF_THE_DATABASE
        for code in found:
            fault = self._faults.setdefault(code, Fault(now))
            fault.ended = None
        for code, fault in list(self._faults.items()):
            if code in found or fault.ended or not (sees or code in troubles.OF_THE_DATABASE):
                continue
            fault.ended = now
            if not fault.is_due(code, now, at_once=False):
                del self._faults[code]

    @abstractmethod
    def _found(self) -> set[str]:
        """Return what is wrong now."""

    # --- telling --------------------------------------------------------------------------------

    def _tell(self, due: dict[str, Fault], now: datetime) -> bool:
        settings = self._settings
        domain = settings.mail_from.rpartition("@")[2]
        mail = letters.alarm(
            to=self._to,
            sender=settings.mail_from,
            message_id=f"<{uuid4().hex}@{domain}>",
            at=now,
            zone=settings.timezone,
            told=[
                letters.Alarm(troubles.sentence_of(code), fault.since, fault.ended)
                for code, fault in due.items()
            ],
        )
        for post in self._posts:
            try:
                post.send(self._to, lambda: mail, lambda: None)
            except NotSentError as trouble:
                log.warning("alarm not sent: %s %s", trouble.fault, trouble.code)
            else:
                return True
            finally:
                post.close()
        return False

    # --- what was told --------------------------------------------------------------------------

    @property
    def _file(self) -> Path:
        return self._settings.data / "alarms.json"

    def _is_on_duty(self) -> bool:
        """Tell whether this process watches; it takes up what another one told before."""
        if self._lock is not None:
            return True
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = self._file.with_suffix(".lock").open("a")
        except OSError:
            return True  # the disk is full or away: better two watches than none
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            return False
        self._lock = lock
        with suppress(OSError, ValueError):
            known: dict[str, Any] = json.loads(self._file.read_text(encoding="utf-8"))
            self._faults = {code: Fault.load(raw) for code, raw in known.items()}
        return True

    def _keep(self) -> None:
        told = {code: fault.dump() for code, fault in self._faults.items()}
        fresh = self._file.with_suffix(".new")
        with suppress(OSError):  # in memory it stands anyway
            fresh.write_text(json.dumps(told), encoding="utf-8")
            fresh.replace(self._file)


class Watch(Alarms):
    """The watch over a house whose database can be asked."""

    def __init__(self, house: House, posts: Iterable[Post] | None = None) -> None:
        super().__init__(house.settings, house.clock, posts)
        self._house = house

    def _found(self) -> set[str]:
        try:
            with night(self._house, writes=True) as desk:
                pulse.beat(desk, pulse.WATCH, 0)
                if restored.waits(desk):
                    return set()  # a copy sends nothing, alarms neither
                found = pulse.found(desk) & troubles.ALARMING
                return found | set(backupdates.kept(desk).troubles)
        except Conflict:
            return {troubles.DATABASE_LOCKED}
        except OutOfRoom:
            return {troubles.DISK_FULL}
        except (AmparoError, SQLAlchemyError):
            return {troubles.DATABASE_AWAY}


class LockedWatch(Alarms):
    """The watch while the server key waits for its passphrase: tells so at each start, and hourly.

    Of what the database would tell of, nothing is over.
    """

    _is_fresh = True

    def _found(self) -> set[str]:
        if self._is_fresh:
            self._is_fresh = False
            self._faults.pop(troubles.SEALED, None)
        return {troubles.SEALED}


def _patience(code: str) -> timedelta:
    return PATIENCE.get(code, timedelta(0))


def _posts(settings: Settings) -> Iterator[Post]:
    """Yield the ways that an alarm can leave, the one that shares least with reminders first."""
    for server in (Server.of_alarms(settings), Server.of(settings), Server.second(settings)):
        if server is not None:
            yield Post(server)
