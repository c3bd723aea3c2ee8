"""An office that lives through years in minutes: its pipeline is real, its clock and post are not.

Models, worker, planning, leases, letters and post are the application's; the clock is moved by
hand from one instant at which something happens to the next, and `relay` stands at the wire. A
crash is a raise at a named point, after which nothing of the process is left but its database.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import get_ident
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import event, func, select

from app.casework import audit, reminders
from app.casework.reminders.mails import WAITING
from app.casework.reminders.text import code_of
from app.clock import local
from app.errors import AmparoError
from app.models import Absence, Mail, Schedule, Staff
from app.worker import Worker
from tests.faults import keyholders
from tests.faults.oracle import Book, Entry, Person, Said, Stood, lines, spoken
from tests.faults.relay import Relay, Taken
from tests.night.house import HandClock, SmallOffice, house_at

BEGUN = datetime(2027, 1, 4, 15, 0, tzinfo=UTC)
ZONES = ("America/New_York", "America/Chicago", "America/Phoenix", "America/Los_Angeles")
SMALL = {
    "ana": "paralegal",
    "luis": "paralegal",
    "sofia": "supervising_attorney",
    "otto": "office_admin",
}
LARGE = SMALL | {"mina": "attorney", "tomas": "attorney", "rosa": "supervising_attorney"}
NONE = Stood(date.min, is_open=False, named=(), readers=frozenset())
AT_MOST = timedelta(hours=12)  # between two rounds; a worker's own are five seconds apart
# Where a process may die: on the wire, before a transaction begins, and before it is committed.
POINTS = ("greet", "mail", "rcpt", "data", "dot", "taken", "begin", "commit")


class KilledError(BaseException):
    """The process ends here; nothing of it may catch this."""


@dataclass
class World:
    """One office, its worker, its mail server, and the same office on paper."""

    folder: Path
    roles: dict[str, str] = field(default_factory=lambda: SMALL)
    clock: HandClock = field(default_factory=lambda: HandClock(BEGUN))
    book: Book = field(default_factory=Book)
    ids: dict[str, UUID] = field(default_factory=dict)  # of dates, by code
    deaths: int = 0
    lives: int = 0  # rounds
    settled: datetime = BEGUN  # since when nothing is in the way of reminders
    faults: list[str] = field(default_factory=list)
    meanwhile: Callable[[], None] | None = None  # what happens while the next mail is handed over
    armed: tuple[str, int] | None = None
    is_running: bool = True
    _in_round: bool = False
    _is_dead: bool = False
    _kept: tuple[Path, Book, dict[str, UUID]] | None = None

    def __post_init__(self) -> None:
        """Found the office and start its worker."""
        self.relay = Relay(clock=self.clock, holds=self._holds, step_of=self._step, hear=self._hear)
        self.relay.__enter__()
        house = house_at(self.folder, self.clock, smtp_port=self.relay.port)
        self.office = SmallOffice(house, self.clock).found()
        self._thread = get_ident()
        event.listen(house.engine, "begin", lambda _connection: self._point("begin"))
        event.listen(house.engine, "commit", lambda _connection: self._point("commit"))
        for name, role in self.roles.items():
            self.office.hire(name, role)
            self.book.people[name] = Person(name, role)
        self.cases = keyholders.open_cases(self.office)
        self.book.readers = dict.fromkeys(keyholders.CASES, frozenset(self.roles))
        for case, names in zip(keyholders.CASES[1:], (self.on_cases[:2], ["sofia"]), strict=True):
            self.book.readers[case] = frozenset(names)
            for name in names:
                keyholders.read(self.office, self.cases[case], self.office.people[name])
        self.worker = Worker(house)

    @property
    def on_cases(self) -> list[str]:
        """Who works on cases."""
        return [name for name, role in self.roles.items() if role != "office_admin"]

    # --- the office's day -----------------------------------------------------------------------

    def enter(self, who: str, days: int, kind: str, zone: str, backup: str | None) -> str:
        """Put a date on the calendar; return its code."""
        key = uuid4()
        while (code := code_of(self.office.house, key)) in self.ids:
            key = uuid4()
        day = local(self.clock.now, zone).date() + timedelta(days=days)
        helper = self.office.people[backup] if backup else None
        case = keyholders.CASES[len(self.ids) % len(keyholders.CASES)]
        told = {"id": key, "tz": zone, "due": day, "safe": day, "case_id": self.cases[case]}
        self.office.enter(who, days, kind, backup_id=helper, **told)
        self.ids[code], now = key, self.clock.now
        self.book.entries[code] = Entry(code, kind, day, zone, who, backup, now, now, case=case)
        return code

    def move(self, code: str, days: int) -> None:
        """Set a date anew: a new edition of it."""
        entry = self.book.entries[code]
        day = local(self.clock.now, entry.zone).date() + timedelta(days=days)
        if day == entry.day or not entry.is_open:
            return
        entry.earlier.append((entry.day, self.clock.now))
        entry.day, entry.edition = day, entry.edition + 1
        entry.since = entry.dated = self.clock.now
        self._change(
            code, "move", lambda row: {"edition": row.edition + 1, "due": day, "safe": day}
        )

    def end(self, code: str, status: str) -> None:
        """File or cancel a date."""
        entry = self.book.entries[code]
        if entry.is_open:
            if status == "cancelled":
                entry.earlier.append((entry.day, self.clock.now))
            entry.status, entry.since = status, self.clock.now
            self._change(code, "end", lambda _row: {"status": status})

    def set_again(self, code: str) -> None:
        """Let a cancelled date stand after all: a new edition of it, as deeds have it."""
        entry = self.book.entries[code]
        if entry.status == "cancelled":
            entry.status, entry.edition = "open", entry.edition + 1
            entry.since = entry.dated = self.clock.now
            self._change(code, "set", lambda row: {"edition": row.edition + 1, "status": "open"})

    def hand_over(self, code: str, to: str) -> None:
        """Let another colleague answer for a date."""
        entry = self.book.entries[code]
        if entry.is_open and self.book.people[to].is_here:
            entry.responsible, entry.since = to, self.clock.now
            answers = self.office.people[to]
            self._change(code, "hand", lambda _row: {"responsible_id": answers})

    def share(self, case: str, name: str) -> None:
        """Let somebody read a case, or read it no more where another does."""
        readers, who = self.book.readers[case], self.office.people[name]
        if case == keyholders.CASES[0] or readers == {name}:
            return
        changed = keyholders.read_no_more if name in readers else keyholders.read
        changed(self.office, self.cases[case], who)
        self.book.readers[case] = readers ^ {name}

    def go_on_leave(self, name: str, days: int, cover: str | None) -> None:
        """Begin an absence now."""
        person, now = self.book.people[name], self.clock.now
        if not person.is_here or self.book.is_away(name, now):
            return
        until = now + timedelta(days=days)
        person.away, person.cover, person.since = (now, until), cover, now
        mine = self.office.people[name]
        with self.office.writing() as desk:
            who = desk.db.get_one(Staff, mine)
            who.cover_id = self.office.people[cover] if cover else None
            told = {"person_id": mine, "declared_by": mine, "declared_at": now, "word_of": None}
            desk.db.add(Absence(state="open", starts=now, until=until, ended_at=None, **told))

    def leave(self, name: str) -> None:
        """Close an account, while others of its role are left."""
        person = self.book.people[name]
        others = [each for each in self.book.people.values() if each.role == person.role]
        if sum(each.is_here for each in others) > 1:
            self._staff(name, "left", is_here=False)

    def come_back(self, name: str) -> None:
        """Open a closed account again."""
        if not self.book.people[name].is_here:
            self._staff(name, "active", is_here=True)

    def acknowledge(self, name: str) -> None:
        """Say of everything on the screen that it was seen; nothing rings less for it."""
        if self.book.people[name].is_here:
            with self.office.desk_of(name, writes=True) as desk:
                reminders.acknowledge(desk, list(self.ids.values()))

    # --- what goes wrong ------------------------------------------------------------------------

    def disturb(self, mood: str) -> None:
        """Change the mail server's mood."""
        self.relay.mood = mood
        self.settled = self.clock.now

    def refuse(self, name: str) -> None:
        """Let an address bounce, or work again."""
        self.relay.refused ^= {self.book.people[name].address}
        self.book.people[name].since = self.clock.now
        self.settled = self.clock.now + timedelta(hours=26)  # a refused mail is tried a day later

    def kill(self, point: str, after: int) -> None:
        """Let the worker die when it comes to a point so many times."""
        self.armed = (point, after)

    def keep(self) -> None:
        """Put a copy of the database away."""
        path = self._settled_file()
        shutil.copy(path, path.with_suffix(".kept"))
        self._kept = (path.with_suffix(".kept"), deepcopy(self.book), dict(self.ids))

    def restore(self) -> None:
        """Put the copy back: what was entered since is lost, what was told since is told again."""
        if self._kept is None:
            return
        self._forget()
        kept, book, ids = self._kept
        path = self._settled_file()
        shutil.copy(kept, path)
        for beside in ("-wal", "-shm"):
            Path(f"{path}{beside}").unlink(missing_ok=True)
        said, extra = self.book.said, self.book.extra
        self.book, self.ids = deepcopy(book), {**self.ids, **ids}
        self.book.said, self.book.extra = said, extra
        for person in self.book.people.values():
            person.since = self.clock.now
        for entry in self.book.entries.values():
            entry.since, entry.earlier = self.clock.now, []
            entry.dated = min(entry.dated, self.clock.now)
        self.relay.copies.clear()
        self.settled = self.clock.now + timedelta(hours=26)

    @contextmanager
    def false_time(self, **span: float) -> Iterator[None]:
        """Let the machine's clock be wrong while the block runs; then somebody sets it."""
        true, spoken_before = self.clock.now, len(self.book.said)
        self.clock.forward(**span)
        self.advance(timedelta(minutes=30))
        yield
        for person in self.book.people.values():  # what ends on a day that is not yet has ended
            if person.away and person.away[1] <= self.clock.now:
                person.away, person.since = None, true
        self.clock.now = true + timedelta(minutes=30)
        for number in range(spoken_before, len(self.book.said)):
            said = self.book.said[number]
            self.book.said[number] = type(said)(said.to, self.clock.now, said.code, said.words)
        self.settled = self.clock.now

    # --- time -----------------------------------------------------------------------------------

    def advance(self, span: timedelta) -> None:
        """Live on for a while: from each instant at which something rings to the next."""
        until = self.clock.now + span
        while self.is_running:
            if self._round() < 0:
                continue  # it died: the next worker begins at once
            at = self._next()
            if at >= until:
                break
            self.clock.now = at
        self.clock.now = until

    def _round(self) -> int:
        """Go round once, and return how many mails left; less than none where the worker died."""
        self.lives += 1
        self._in_round = True
        try:
            return self.worker.run_once()
        except KilledError:
            self._forget()
            return -1
        finally:
            self._in_round = False

    def _next(self) -> datetime:
        now, calendar = self.clock.now, self.worker.calendar
        with self.office.house.engine.connect() as connection:
            query = select(func.min(Mail.not_before)).where(Mail.state.in_(WAITING))
            waits: datetime | None = connection.scalar(query)
        soon = now + timedelta(minutes=10 if self.relay.mood != "well" else 1)
        known = [now + AT_MOST, *calendar._next.values()]
        if calendar._rung:
            known.append(now + timedelta(seconds=5))
        if waits is not None:
            known.append(max(waits, soon))
        since = reminders.awake_since(self.office.house, now + AT_MOST)
        if since is not None and since > now:
            known.append(since)
        return max(min(known), now + timedelta(seconds=1))

    # --- inside ---------------------------------------------------------------------------------

    def _change(self, code: str, deed: str, values: Callable[[Schedule], dict[str, Any]]) -> None:
        """Change a date as a deed of a colleague does, which the record names (I9)."""
        entry = self.book.entries[code]
        by = next(name for name, each in self.book.people.items() if each.works_on_cases)
        entry.by = (by, f"{entry.kind}.{deed}")
        with self.office.desk_of(by, writes=True) as desk:
            row = desk.db.get_one(Schedule, self.ids[code])
            for name, value in values(row).items():
                setattr(row, name, value)
            row.open = row.status in {"open", "set"}
            row.changed = audit.note(desk, entry.by[1], row.id)

    def _staff(self, name: str, state: str, *, is_here: bool) -> None:
        person = self.book.people[name]
        person.is_here, person.since = is_here, self.clock.now
        with self.office.writing() as desk:
            desk.db.get_one(Staff, self.office.people[name]).state = state

    def _step(self, step: str) -> str | None:
        """Let something happen while a mail is handed over, in the mail server's thread."""
        deed, self.meanwhile = self.meanwhile, None
        if deed is not None and not self._is_dead:
            deed()
        if self._dies_at(step):
            return "HANG UP"
        return "KEEP AND HANG UP" if step == "dot" and self._dies_at("taken") else None

    def _point(self, point: str) -> None:
        """Die here if this is the moment; whoever is dead does nothing any more."""
        if self._in_round and get_ident() == self._thread and self._dies_at(point):
            raise KilledError

    def _dies_at(self, point: str) -> bool:
        if not self._is_dead and self.armed is not None and self.armed[0] == point:
            self.armed = (point, self.armed[1] - 1) if self.armed[1] else None
            self._is_dead = self.armed is None
            self.deaths += self._is_dead
        return self._is_dead

    def _forget(self) -> None:
        """Leave nothing of the process, and start the next."""
        self._is_dead = self._in_round = True
        with suppress(KilledError, AmparoError):
            self.worker.close()
        self.armed, self._is_dead, self._in_round = None, False, False
        self.office.house.engine.dispose()
        self.worker = Worker(self.office.house)

    def close(self) -> None:
        """End the world."""
        self.worker.close()
        self.relay.__exit__()
        self.office.house.engine.dispose()

    def _settled_file(self) -> Path:
        with self.office.house.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self.office.house.engine.dispose()
        return self.office.house.settings.database_file

    def _holds(self) -> dict[str, Any]:
        gone = {each.address for each in self.book.people.values() if not each.is_here}
        return {**self.book.stood(), **dict.fromkeys(gone)}

    def _hear(self, taken: Taken) -> None:
        """Write down what a mail said, and whether it held when the mail was written (I2, I11)."""
        held: Any = taken.held
        if taken.to in held:
            self.faults.append(f"{taken.to} left before the mail to her was written")
        for said in lines(taken.to, taken.at, taken.text):
            stood = held.get(said.code, NONE)
            was_withdrawn = "no longer holds" in said.words
            if stood.is_open == was_withdrawn or (
                stood.is_open and spoken(stood.day) not in said.words
            ):
                self.faults.append(f"stale: {said.code} {said.words!r}, but {stood}")
            elif stood.is_open:
                self._hear_who(stood, said)
            self.book.said.append(said)

    def _hear_who(self, stood: Stood, said: Said) -> None:
        """Compare what a mail says of who can open a case with who can."""
        name = said.to.partition("@")[0]
        words = (each.strip() for each in said.words.split(" · "))
        told = {each for each in words if "open it" in each} or {""}
        if not told <= self.book.may_say(stood, name):
            self.faults.append(f"{name} of {said.code}: {told}, but {stood}")
