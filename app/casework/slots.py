"""When a date is reminded of: a pure function of the date, its zone and the closed days.

Slots are computed, never stored. They are counted in calendar days before the day to act by and
ring at half past seven on the wall clock of the tribunal; a slot on a closed day rings earlier,
never later. The last two, the day before and the day itself, keep their day and ring once more on
the business day before. From then on an open date rings every morning until somebody closes it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

import app.law as deadline_law

RINGS_AT = time(7, 30)
BEFORE = {"deadline": (30, 14, 7, 3, 1, 0), "hearing": (30, 14, 7, 3, 1, 0)}
URGENT_DAYS = 3
FATAL_DAYS = 7
BACKUP_DAYS = 7
LAST_DAYS = 1  # slots that also ring on the business day before
AHEAD = 1000  # added to the code of that earlier ringing
OVERTAKEN = -1_000_000
LOOK = 1_000_000  # and the number of mornings since a date was marked as filed
HANDED, RETURNS = 500_000_000, 1_000_000_000  # and the minute at which it was handed over
REPEATED = 2_000_000  # and the slot that is told again, and how often it was
REPEATS, REPEATS_EVERY = 5, timedelta(hours=2)  # from half past nine until half past five
TAKER, GIVER = "taker", "giver"
ENDING_DAYS = 60  # from when on it is said that the list of closed days ends
ENDING_SOON_DAYS = 14  # from when on every day, before once a week
LOOK_WIDENS = 2  # from this morning on supervising attorneys are told, too
REMINDED = frozenset({"open", "set"})

_FURTHEST = 14  # no three business days take longer
_DAY = timedelta(days=1)
_ALWAYS = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A hearing or deadline as its schedule row tells it; nothing about the client."""

    id: UUID
    case_id: UUID
    kind: str
    due: date
    safe: date
    latest: date | None
    at: str
    tz: str
    fatal: bool
    whose: str
    edition: int
    status: str
    responsible_id: UUID
    backup_id: UUID | None
    overtaken: bool
    open: bool
    entered_at: str
    lead_id: UUID | None = None  # none in a row that was saved before it was kept there
    sealed: bool = False
    routine: bool = False  # nobody here can miss it: no mail calls it urgent
    unlooked_since: str = ""  # marked as filed then, and looked at by nobody else since
    filed_by: UUID | None = None
    handed_at: str = ""  # to who answers for it, who has not yet said that she has taken it over
    handed_by: UUID | None = None
    tell_by: date | None = None  # of a hearing of which a client does not know yet

    @property
    def day(self) -> date:
        """The day to act by: of the hearing itself, or the last safe day to file."""
        return self.due if self.kind == "hearing" else self.safe

    @property
    def people(self) -> frozenset[UUID]:
        """Who answers for it, backs that colleague up, and leads the case."""
        known = (self.responsible_id, self.backup_id, self.lead_id)
        return frozenset(person for person in known if person is not None)

    @property
    def is_unlooked(self) -> bool:
        """Whether it was marked as filed, and a second look at that is owed."""
        return bool(self.unlooked_since)

    @property
    def is_handed(self) -> bool:
        """Whether it was handed over, and whoever answers for it has not taken it yet."""
        return bool(self.handed_at) and self.is_reminded

    @property
    def is_reminded(self) -> bool:
        """Whether anybody of ours still has to act."""
        return self.open and self.whose == "ours" and not self.is_unlooked


@dataclass(frozen=True, slots=True)
class Slot:
    """One moment of the plan; `number` counts days before the day to act by, or after it (< 0)."""

    number: int
    at: datetime
    code: int  # the number as marks name it, so that two ringings of one number differ
    is_past_hearing: bool = False  # nothing can be missed any more: how it ended must be noted
    is_routine: bool = False
    to: str = ""  # of what was handed over: who takes it, or those to whose notice it returns

    @property
    def is_urgent(self) -> bool:
        """Whether it goes into the urgent mail, however grave its date is."""
        calm = self.is_past_hearing or self.is_routine
        return self.number <= URGENT_DAYS and not calm

    @property
    def roles(self) -> tuple[str, ...]:
        """Who is told."""
        if self.is_urgent:
            return ("responsible", "backup", "supervisor")
        if self.number <= BACKUP_DAYS:
            return ("responsible", "backup")
        return ("responsible",)


def rings(day: date, zone: str) -> datetime:
    """Return the instant of half past seven on a day in a zone.

    Of two equal wall times the first is meant; one that the clocks skip becomes the first instant
    after the gap.
    """
    there = ZoneInfo(zone)
    wall = datetime.combine(day, RINGS_AT, there)
    at = wall.astimezone(UTC)
    if at.astimezone(there).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return at
    early, late = wall.replace(fold=1).astimezone(UTC), at
    after = late.astimezone(there).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) // 2
        if middle.astimezone(there).utcoffset() == after:
            late = middle
        else:
            early = middle
    return late.replace(microsecond=0)


class SlotPlan:
    """The slots of every date, given the closed days."""

    def __init__(self, closed: deadline_law.Calendar) -> None:
        self._closed = closed
        self._known: dict[tuple[str, date, str], tuple[Slot, ...]] = {}
        self._rung_by: tuple[datetime, dict[tuple[str, date, str], list[Slot]]] = (_ALWAYS, {})

    def before(self, entry: Entry) -> tuple[Slot, ...]:
        """Return the slots up to the day to act by, earliest first."""
        key = (entry.kind, entry.day, entry.tz)
        if key not in self._known:
            self._known[key] = ladder(*key, closed=self._closed)
        return self._known[key]

    def is_urgent(self, entry: Entry, now: datetime) -> bool:
        """Tell whether a mail calls a date urgent, as Today does.

        A fatal one is within a week; any other within three days, of which closed ones do not
        count: over Thanksgiving, Monday is near on Wednesday. What the other side owes never is.
        """
        if entry.routine:
            return False
        here = now.astimezone(ZoneInfo(entry.tz)).date()
        left = (entry.day - here).days
        if left <= URGENT_DAYS:
            return left >= 0 or entry.kind != "hearing"
        if entry.fatal and left <= FATAL_DAYS:
            return True
        return self._works_until(here, entry.day) <= URGENT_DAYS

    def is_ending(self, now: datetime) -> bool:
        """Tell whether the closed days are known for sixty days more at most."""
        return self._left(now) <= ENDING_DAYS

    def is_ending_told(self, now: datetime) -> bool:
        """Tell whether that is mailed today: once a week, and daily in the last fortnight."""
        left = self._left(now)
        return left <= ENDING_SOON_DAYS or (ENDING_DAYS - left) % 7 == 0

    def _left(self, now: datetime) -> int:
        return (self._closed.last - now.date()).days

    def _works_until(self, here: date, day: date) -> int:
        """Count the business days that are left; where closed days are not known, every day."""
        left = (day - here).days
        if left > _FURTHEST:
            return left
        try:
            return deadline_law.business_days_between(self._closed, here, day)
        except deadline_law.LawError:
            return left

    def past(self, entry: Entry, now: datetime) -> list[Slot]:
        """Return the slots that have rung, earliest first.

        Of the mornings after the day to act by only the newest stands: it says all that the
        ones before it said.
        """
        if entry.is_unlooked:
            return _look(entry, now)
        if not entry.is_reminded:
            return []
        rung = self._rung(entry, now)
        return [as_told(entry, slot) for slot in rung] if entry.routine else [*rung]

    def handed(self, entry: Entry, now: datetime) -> list[Slot]:
        """Return what rings of a date that was handed over, and has rung: at once, a day later."""
        return [slot for slot in self._handed(entry) if slot.at <= now]

    def _handed(self, entry: Entry) -> Iterator[Slot]:
        if not entry.is_handed:
            return
        at = datetime.fromisoformat(entry.handed_at)
        minute = int(at.timestamp()) // 60 % HANDED
        yield Slot(0, at, HANDED + minute, is_routine=True, to=TAKER)
        returns = self.returns_at(entry)
        yield Slot(0, returns, RETURNS + minute, to=GIVER)

    def returns_at(self, entry: Entry) -> datetime:
        """Return when what nobody has taken over returns to notice: an hour's business day later.

        Where closed days are not known, the next day.
        """
        there = ZoneInfo(entry.tz)
        at = datetime.fromisoformat(entry.handed_at).astimezone(there)
        try:
            day = deadline_law.next_business_day(self._closed, at.date())
        except deadline_law.LawError:
            day = at.date() + _DAY
        return datetime.combine(day, at.time(), there).astimezone(UTC)

    def _rung(self, entry: Entry, now: datetime) -> list[Slot]:
        if entry.overtaken:
            at = datetime.fromisoformat(entry.entered_at) if entry.entered_at else _ALWAYS
            return [Slot(0, at, OVERTAKEN)] if at <= now else []
        at, known = self._rung_by
        if at != now:  # many dates have one day: what rang of it by now is computed once
            self._rung_by = now, (known := {})
        key = (entry.kind, entry.day, entry.tz)
        if key not in known:
            known[key] = self._rung_of(entry, now)
        return known[key]

    def _rung_of(self, entry: Entry, now: datetime) -> list[Slot]:
        rung = [slot for slot in self.before(entry) if slot.at <= now]
        mornings = _mornings_after(entry, now)
        if mornings > 0:
            at = rings(entry.day + _DAY * mornings, entry.tz)
            rung.append(Slot(-mornings, at, -mornings, entry.kind == "hearing"))
        return rung

    def repeat(self, entry: Entry, now: datetime) -> tuple[Slot, int] | None:
        """Return which of today's last slots is told again by now, and for which time.

        One of the day before or of the day itself, on a business day, where nothing was said. A
        hearing that has begun is told no more.
        """
        slot = self._repeated(entry, now)
        number = min((now - slot.at) // REPEATS_EVERY, REPEATS) if slot is not None else 0
        return (as_told(entry, slot), number) if slot is not None and number else None

    def next_repeat(self, entry: Entry, now: datetime) -> datetime | None:
        """Return when it may be told again next, today; none where it is not."""
        slot = self._repeated(entry, now)
        if slot is None or (number := (now - slot.at) // REPEATS_EVERY) >= REPEATS:
            return None
        return slot.at + REPEATS_EVERY * (number + 1)

    def _repeated(self, entry: Entry, now: datetime) -> Slot | None:
        """Return the last slot that rang today, where it is told again."""
        if not entry.is_reminded or entry.overtaken or entry.routine:
            return None
        if (entry.day - now.date()).days > _FURTHEST:  # far ahead, nothing is looked at closely
            return None
        here = now.astimezone(ZoneInfo(entry.tz))
        if entry.kind == "hearing" and (entry.day, entry.at) <= (here.date(), f"{here:%H:%M}"):
            return None
        try:
            works = deadline_law.is_business_day(self._closed, here.date())
        except deadline_law.LawError:
            works = True
        today = [
            slot
            for slot in self.before(entry)
            if slot.number <= LAST_DAYS
            and slot.at <= now
            and slot.at.astimezone(here.tzinfo).date() == here.date()
        ]
        return today[-1] if works and today else None

    def next(self, entry: Entry, now: datetime) -> datetime | None:
        """Return the next instant at which the entry rings, or None where it never does again."""
        ahead = [slot.at for slot in self._handed(entry) if slot.at > now]
        own = self._next(entry, now)
        return min([*ahead, *([own] if own is not None else [])], default=None)

    def _next(self, entry: Entry, now: datetime) -> datetime | None:
        if entry.is_unlooked:
            return rings(_filed_on(entry) + _DAY * (_mornings_since(entry, now) + 1), entry.tz)
        if not entry.is_reminded:
            return None
        if entry.overtaken:
            at = datetime.fromisoformat(entry.entered_at) if entry.entered_at else _ALWAYS
            return at if at > now else None
        for slot in self.before(entry):
            if slot.at > now:
                return slot.at
        return rings(entry.day + _DAY * (max(_mornings_after(entry, now), 0) + 1), entry.tz)


def as_told(entry: Entry, slot: Slot) -> Slot:
    """Return a slot as mails tell it: of what nobody here can miss, no slot is urgent."""
    return replace(slot, is_routine=True) if entry.routine else slot


def ladder(kind: str, day: date, tz: str, *, closed: deadline_law.Calendar) -> tuple[Slot, ...]:
    """Return the slots up to `day`, earliest first."""
    slots = []
    for number in BEFORE[kind]:
        own = day - _DAY * number
        works = deadline_law.is_business_day(closed, own)
        if works or number <= LAST_DAYS:
            slots.append(Slot(number, rings(own, tz), number))
        if not works:
            earlier = rings(deadline_law.previous_business_day(closed, own), tz)
            code = number + AHEAD if number <= LAST_DAYS else number
            slots.append(Slot(number, earlier, code))
    # Two that ring together stand in the order of urgency.
    return tuple(sorted(slots, key=lambda slot: (slot.at, -slot.number)))


def _look(entry: Entry, now: datetime) -> list[Slot]:
    """Return the newest ringing for a second look: as it was filed, then every morning."""
    mornings = _mornings_since(entry, now)
    filed_at = datetime.fromisoformat(entry.unlooked_since)
    at = rings(_filed_on(entry) + _DAY * mornings, entry.tz) if mornings else filed_at
    return [Slot(0, at, LOOK + mornings, is_routine=True)] if filed_at <= now else []


def _filed_on(entry: Entry) -> date:
    return datetime.fromisoformat(entry.unlooked_since).astimezone(ZoneInfo(entry.tz)).date()


def _mornings_since(entry: Entry, now: datetime) -> int:
    here = now.astimezone(ZoneInfo(entry.tz)).date()
    days = (here - _filed_on(entry)).days
    return max(days if rings(here, entry.tz) <= now else days - 1, 0)


def _mornings_after(entry: Entry, now: datetime) -> int:
    here = now.astimezone(ZoneInfo(entry.tz))
    days = (here.date() - entry.day).days
    return days if rings(here.date(), entry.tz) <= now else days - 1


@cache
def shipped_plan() -> SlotPlan:
    """Return the plan by the closed days that come with the house."""
    return SlotPlan(deadline_law.shipped().calendar)
