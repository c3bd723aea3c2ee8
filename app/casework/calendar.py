"""Every open date in memory: opened once, then brought up to date by number.

The schedule rows are sealed, so nothing in the database can say what is due. A process with the
schedule key opens the open rows once and afterwards only rows whose number is newer than the last
it saw; numbers are taken under the audit head's lock, so none comes late.
"""

import heapq
import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from threading import RLock
from typing import Any, Final, TypeAlias
from uuid import UUID

from sqlalchemy import Row, Select, or_, select

from app.casework.onrecord import Record
from app.casework.slots import REMINDED, Entry, SlotPlan, shipped_plan
from app.db.desk import NightDesk
from app.errors import UNREADABLE_ROW
from app.models import AuditHead, Heartbeat, Schedule

__all__ = ["AS_IT_STANDS", "FOLLOWED", "Calendar", "Entry", "entry_of"]

log = logging.getLogger(__name__)

FOLLOWED = "followed"  # the heartbeat whose count is the newest number that planning has seen
# All of a row that its opening goes by.
AS_IT_STANDS: Final = (
    Schedule.id,
    Schedule.case_id,
    Schedule.kind,
    Schedule.open,
    Schedule.changed,
    Schedule.version,
    Schedule.card,
)
_AsItStands: TypeAlias = Row[UUID, UUID, str, bool, int, int, bytes]
_AT_ONCE = datetime.min.replace(tzinfo=UTC)
# What a row raises that was changed outside Amparo, or names a zone this machine does not know.
_UNREADABLE = (*UNREADABLE_ROW, OverflowError)


class Calendar:
    """The open dates of one process, and which of them ring next; safe to share by threads."""

    def __init__(self, plan: SlotPlan | None = None) -> None:
        self.plan = plan or shipped_plan()
        self.record = Record()  # followed by the hourly check alone
        self._guard = RLock()
        self._seen: int | None = None
        self._entries: dict[UUID, Entry] = {}
        self._open: set[UUID] = set()
        self._told: set[UUID] = set()  # open, of no sealed case, and waiting for no second look
        self._untold: set[UUID] = set()  # hearings of which a client does not know yet
        self._by_case: dict[UUID, set[UUID]] = defaultdict(set)
        self._by_person: dict[UUID, set[UUID]] = defaultdict(set)
        self._unreadable: set[UUID] = set()
        self._unlooked: set[UUID] = set()
        self._handed: set[UUID] = set()
        self._stood: dict[UUID, bytes] = {}  # how each row stood when it was opened last
        self._closed: set[bytes] = set()  # likewise, of what was closed before this process began
        self._was: dict[UUID, UUID] = {}  # of which case a date was that does not open any more
        self._next: dict[UUID, datetime] = {}
        self._heap: list[tuple[datetime, UUID]] = []
        self._rung: set[UUID] = set()
        self._planned_at = _AT_ONCE

    @property
    def seen(self) -> int:
        """The newest number this calendar knows."""
        return self._seen or 0

    @property
    def unreadable(self) -> frozenset[UUID]:
        """Rows that did not open: a person must look; the others go on."""
        return frozenset(self._unreadable)

    @property
    def open_ids(self) -> frozenset[UUID]:
        """Which dates are open."""
        with self._guard:
            return frozenset(self._open)

    @property
    def watched(self) -> int:
        """How many open dates there are."""
        return len(self._open)

    def follow(self, desk: NightDesk) -> set[UUID]:
        """Take up what changed since the last time and return whose ids; one statement if known."""
        query = select(Schedule)
        with self._guard:
            if self._seen is None:
                newest = desk.db.scalar(_followed()) or 0
                query = query.where(or_(Schedule.open.is_(True), Schedule.changed > newest))
            else:
                newest = self._seen
                query = query.where(Schedule.changed > self._seen)
            changed = set()
            for row in desk.db.scalars(query):
                self.take_up(row)
                changed.add(row.id)
                if row.id not in self._unreadable:  # a number put there from outside hides nothing
                    newest = max(newest, row.changed)
            self._seen = newest
            return changed

    def open_entries(self, until: date | None = None) -> list[Entry]:
        """Return every open date, or those up to a day, soonest first."""
        with self._guard:
            found = [self._entries[key] for key in self._open - self._unlooked]
        return _in_order(each for each in found if until is None or each.safe <= until)

    def between(self, first: date, last: date) -> list[Entry]:
        """Return the open dates of these days, in no order."""
        with self._guard:
            known = (self._entries[key] for key in self._open)
            return [each for each in known if first <= each.day <= last and not each.is_unlooked]

    def unlooked_entries(self) -> list[Entry]:
        """Return the dates that were marked as filed and wait for a second look, soonest first."""
        with self._guard:
            return _in_order(self._entries[key] for key in self._unlooked)

    def handed_entries(self) -> list[Entry]:
        """Return the open dates that were handed over and not taken yet, soonest first."""
        with self._guard:
            return _in_order(self._entries[key] for key in self._handed)

    def owing_entries(self) -> list[Entry]:
        """Return both: every date that somebody is still reminded of, soonest first."""
        with self._guard:
            return _in_order(self._entries[key] for key in self._open)

    def count_told(self, walled: Collection[UUID]) -> int:
        """Count the open dates of cases hidden from nobody: neither sealed nor one of these."""
        with self._guard:
            kept = (key for case_id in walled for key in self._by_case.get(case_id, ()))
            return len(self._told) - sum(key in self._told for key in kept)

    def of_untold(self) -> list[Entry]:
        """Return the hearings of which a client does not know yet."""
        with self._guard:
            return [self._entries[key] for key in self._untold]

    def untold_by(self, day: date) -> list[Entry]:
        """Return the hearings to come of which a client must be told by a day and does not know."""
        waiting = self.of_untold()
        return [each for each in waiting if each.tell_by and each.tell_by <= day <= each.day]

    def has_untold(self) -> bool:
        """Tell whether there is any hearing of which a client does not know yet."""
        return bool(self._untold)

    def of_cases(self, case_ids: Collection[UUID]) -> list[Entry]:
        """Return the open dates of these cases, in no order."""
        with self._guard:
            return [
                self._entries[key] for case_id in case_ids for key in self._by_case.get(case_id, ())
            ]

    def of_person(self, person_id: UUID) -> list[Entry]:
        """Return the open dates that a person answers for, backs up or leads, in no order."""
        with self._guard:
            return [self._entries[key] for key in self._by_person.get(person_id, ())]

    def get(self, entry_id: UUID) -> Entry | None:
        """Return one date, also one that was closed since this process began."""
        return self._entries.get(entry_id)

    def case_of(self, entry_id: UUID) -> UUID | None:
        """Return of which case a date is by its seal, or was when it opened last in this process.

        Its row may say another by now: whoever writes to the database aims it where he likes.
        """
        known = self._entries.get(entry_id)
        return self._was.get(entry_id) if known is None else known.case_id

    # --- for the night shift ------------------------------------------------------------------

    def due(self, now: datetime) -> set[UUID]:
        """Return the dates that rang or changed and were not yet `planned`; asks no database.

        Where the clock was set back since, all of them: by another time they ring at another.
        """
        with self._guard:
            if now < self._planned_at:
                self._rung.update(self._open)
                self._planned_at = now
            while self._heap and self._heap[0][0] <= now:
                at, key = heapq.heappop(self._heap)
                if self._next.get(key) == at:
                    del self._next[key]
                    self._rung.add(key)
            return set(self._rung)

    def planned(self, ids: Iterable[UUID], now: datetime) -> None:
        """Note that these are dealt with up to now; they ring again at their next slot."""
        with self._guard:
            self._planned_at = now
            for key in ids:
                self._rung.discard(key)
                entry = self._entries.get(key)
                if entry is None or key not in self._open:
                    continue
                ahead = (self.plan.next(entry, now), self.plan.next_repeat(entry, now))
                if found := [at for at in ahead if at is not None]:
                    self._ring(key, min(found))

    def ring(self, ids: Iterable[UUID] | None = None) -> None:
        """Have these looked at in the next round, or every open one."""
        with self._guard:
            self._rung.update(self._open if ids is None else ids)

    def lacking(self, desk: NightDesk) -> list[Schedule]:
        """Return the open dates that no followed number ever told of; two statements at most."""
        known = self._entries.keys() | self._unreadable
        lacking = set(desk.db.scalars(select(Schedule.id).where(Schedule.open))) - known
        if not lacking:
            return []
        return list(desk.db.scalars(select(Schedule).where(Schedule.id.in_(lacking))))

    def take_up(self, row: Schedule) -> bool:
        """Take up a row as it stands now; return whether that is news."""
        with self._guard:
            return self._take(row)

    def knows_otherwise(self, row: Schedule) -> bool:
        """Tell whether a row says by now what no newer number told of.

        Raises:
            Damaged: It was changed outside Amparo.
        """
        known = self._entries.get(row.id)
        return known is not None and known != entry_of(row)

    def saw(self, row: _AsItStands) -> bool:
        """Tell whether a row is, to the byte, the one that was opened last."""
        seen, stands = self._stood.get(row[0]), _print_of(row)
        if not stands or row[0] in self._unreadable:
            return False
        return stands == seen if seen is not None else stands in self._closed

    def as_opened(self, row: _AsItStands) -> Entry | None:
        """Return what a date says whose row is the one that was opened last; None of any other."""
        with self._guard:
            return self._entries.get(row[0]) if self.saw(row) else None

    def note(self, row: Schedule) -> None:
        """Note how a row stands that was opened and says what is known of it."""
        with self._guard:
            if row.id in self._entries:
                self._stood[row.id] = _print_of(_as_it_stands(row))
            else:
                self._closed.add(_print_of(_as_it_stands(row)))

    def _take(self, row: Schedule) -> bool:
        try:
            entry = entry_of(row)
            self.plan.before(entry)
        except _UNREADABLE as fault:
            is_news = row.id not in self._unreadable
            if (before := self._entries.get(row.id)) is not None:
                self._was[row.id] = before.case_id
            self._forget(row.id)
            log.error("schedule %s does not open: %s", row.id, type(fault).__name__)  # noqa: TRY400 - a trace may hold values
            self._unreadable.add(row.id)
            return is_news
        seen = _print_of(_as_it_stands(row))
        if self._entries.get(row.id) == entry:
            self._stood[row.id] = seen
            return False
        self._forget(row.id)
        self._entries[row.id], self._stood[row.id] = entry, seen
        if entry.open:
            self._open.add(row.id)
            if entry.is_unlooked:
                self._unlooked.add(row.id)
            else:
                self._file(entry)
        self._ring(row.id, _AT_ONCE)
        return True

    def _file(self, entry: Entry) -> None:
        if not entry.sealed:
            self._told.add(entry.id)
        if entry.tell_by is not None:
            self._untold.add(entry.id)
        if entry.is_handed:
            self._handed.add(entry.id)
        self._by_case[entry.case_id].add(entry.id)
        for person in entry.people:
            self._by_person[person].add(entry.id)

    def _forget(self, key: UUID) -> None:
        before = self._entries.pop(key, None)
        if before is not None:
            self._by_case[before.case_id].discard(key)
            for person in before.people:
                self._by_person[person].discard(key)
        for kept in (self._open, self._told, self._untold, self._unlooked, self._handed):
            kept.discard(key)
        self._unreadable.discard(key)
        self._stood.pop(key, None)
        self._next.pop(key, None)

    def _ring(self, key: UUID, at: datetime) -> None:
        self._next[key] = at
        heapq.heappush(self._heap, (at, key))


def entry_of(row: Schedule) -> Entry:
    """Open a schedule row.

    Raises:
        Damaged: It was changed outside Amparo.
    """
    told = row.said()
    status, unlooked_since = told["status"], told["unlooked_since"]
    return Entry(
        id=row.id,
        case_id=row.case_id,
        kind=row.kind,
        # A clear column alone must not silence a date.
        open=row.open or status in REMINDED or bool(unlooked_since),
        **told,
    )


def _as_it_stands(row: Schedule) -> tuple[UUID, UUID, str, bool, int, int, bytes]:
    return row.id, row.case_id, row.kind, row.open, row.changed, row.version, row.card


def _print_of(row: Sequence[Any]) -> bytes:
    """Return a hash of all that the opening of a row goes by; empty of a card that is none."""
    key, case_id, kind, is_open, changed, version, card = row
    if not isinstance(card, bytes):
        return b""
    told = f"{key.int} {case_id.int} {kind} {is_open} {changed} {version} ".encode()
    return sha256(told + card).digest()[:16]


def _followed() -> Select[int]:
    """Return the question how far planning has come; a number beyond the newest is believed not."""
    head = select(AuditHead.seq).scalar_subquery()
    return select(Heartbeat.count).where(Heartbeat.name == FOLLOWED, Heartbeat.count <= head)


def _in_order(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.day, entry.at, entry.id.int))
