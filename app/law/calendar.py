"""Closed days by class, and the walk from a closed day to an open one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from app.law.days import Days
from app.law.phrases import Text

_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5

STATE: Final = "state"
CLASSES: Final = ("legal", "observed_friday", "closure", "inauguration", STATE)
"""The classes of closed days that a calendar may hold."""

STRICT: Final = frozenset({"legal"})
"""Only what 5 USC 6103(a) and EO 11582 make a holiday for everyone."""
PREVAILING: Final = STRICT | {"observed_friday"}
"""And the Fridays on which federal offices keep a Saturday holiday."""
BROAD: Final = PREVAILING | {"closure"}
"""And the days on which an executive order closed the offices."""
EVERY: Final = BROAD | {"inauguration"}
"""And Inauguration Day, a holiday around Washington only."""


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """One day on which federal offices are closed, and by what authority."""

    on: date
    kind: str
    name: Text
    authority: str
    verified_on: date | None


@dataclass(frozen=True, slots=True)
class OpenDays:
    """Of each day of a calendar, by its place there: the next open day, the last one, and which."""

    after: list[date | None]
    """The day itself or the first open one after it; None where the calendar ends before."""
    before: list[date | None]
    rank: list[int]
    """How many open days there were up to and with it."""
    ranked: list[date]
    """The open days in order."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The closed days between two days; outside them nothing is known."""

    first: date
    last: date
    closed: Mapping[date, tuple[ClosedDay, ...]]
    states: frozenset[str] = frozenset()
    """The states of whose holidays a verified table stands here."""
    under: Calendar | None = None
    """The calendar to which an office added days; its tables hold but for those."""
    tables: dict[frozenset[str], OpenDays] = field(default_factory=dict, repr=False, compare=False)
    """Open days by what closes, made at the first question."""
    moved: dict[object, list[Days | None]] = field(default_factory=dict, repr=False, compare=False)
    """Where each day moves, by the way of rolling; made likewise."""
    base: int = field(init=False, repr=False, compare=False)
    """The number of its first day."""

    def __post_init__(self) -> None:
        """Number its first day."""
        object.__setattr__(self, "base", self.first.toordinal())


class OutsideCalendar(Exception):
    """A count reached a day of which the calendar knows nothing."""

    def __init__(self, day: date) -> None:
        super().__init__(day.isoformat())
        self.day = day


def of_state(state: str) -> str:
    """Return the class of a state's own holidays."""
    return f"{STATE}:{state}"


def calendar_of(
    first: date, last: date, days: Iterable[ClosedDay], states: frozenset[str] = frozenset()
) -> Calendar:
    """Return the calendar of these closed days."""
    closed: dict[date, tuple[ClosedDay, ...]] = {}
    for day in days:
        closed[day.on] = (*closed.get(day.on, ()), day)
    return Calendar(first, last, MappingProxyType(closed), states)


def with_added(calendar: Calendar, days: Iterable[ClosedDay]) -> Calendar:
    """Return the calendar with an office's own closed days beside the shipped ones."""
    added = tuple(days)
    if not added:
        return calendar
    closed = dict(calendar.closed)
    for day in added:
        closed[day.on] = (*closed.get(day.on, ()), day)
    prefix = of_state("")
    own = {day.kind.removeprefix(prefix) for day in added if day.kind.startswith(prefix)}
    states = calendar.states | own
    return Calendar(calendar.first, calendar.last, MappingProxyType(closed), states, calendar)


def covers(calendar: Calendar, day: date) -> bool:
    """Return whether the calendar knows day."""
    return calendar.first <= day <= calendar.last


def is_open(calendar: Calendar, day: date, closing: frozenset[str]) -> bool:
    """Return whether day is neither weekend nor closed by one of these classes.

    Raises:
        OutsideCalendar: The calendar does not reach day.
    """
    if not covers(calendar, day):
        raise OutsideCalendar(day)
    return day.weekday() < _SATURDAY and not closed_by(calendar, day, closing)


def closed_by(calendar: Calendar, day: date, closing: frozenset[str]) -> tuple[ClosedDay, ...]:
    """Return what of these classes closes day."""
    known = calendar.closed.get(day)
    return tuple(closed for closed in known if closed.kind in closing) if known else ()


def next_open(calendar: Calendar, day: date, closing: frozenset[str]) -> date:
    """Return day, or the first open day after it.

    Raises:
        OutsideCalendar: The calendar ends before one.
    """
    if calendar.under is None:
        return _known(
            open_days(calendar, closing).after[place(calendar, day)], calendar.last + _DAY
        )
    day = next_open(calendar.under, day, closing)
    while closed_by(calendar, day, closing):
        day = next_open(calendar.under, day + _DAY, closing)
    return day


def previous_open(calendar: Calendar, day: date, closing: frozenset[str]) -> date:
    """Return day, or the last open day before it.

    Raises:
        OutsideCalendar: The calendar begins after it.
    """
    if calendar.under is None:
        return _known(
            open_days(calendar, closing).before[place(calendar, day)], calendar.first - _DAY
        )
    day = previous_open(calendar.under, day, closing)
    while closed_by(calendar, day, closing):
        day = previous_open(calendar.under, day - _DAY, closing)
    return day


def nth_open(calendar: Calendar, day: date, n: int, closing: frozenset[str]) -> date:
    """Return the nth open day after day.

    Raises:
        OutsideCalendar: The calendar ends before it.
    """
    if calendar.under is None:
        table = open_days(calendar, closing)
        index, end = table.rank[place(calendar, day)] + n - 1, calendar.last + _DAY
        return _known(table.ranked[index] if index < len(table.ranked) else None, end)
    for _ in range(n):
        day = next_open(calendar, day + _DAY, closing)
    return day


def open_days(calendar: Calendar, closing: frozenset[str]) -> OpenDays:
    """Return the open days of a calendar when these classes close, made once."""
    known = calendar.tables.get(closing)
    if known is None:
        known = calendar.tables[closing] = _open_days(calendar, closing)
    return known


def place(calendar: Calendar, day: date) -> int:
    """Return the place of a day in the calendar.

    Raises:
        OutsideCalendar: The calendar does not reach it.
    """
    if not calendar.first <= day <= calendar.last:
        raise OutsideCalendar(day)
    return day.toordinal() - calendar.first.toordinal()


def _open_days(calendar: Calendar, closing: frozenset[str]) -> OpenDays:
    span = (calendar.last - calendar.first).days + 1
    days = [calendar.first + _DAY * n for n in range(span)]
    works = [is_open(calendar, day, closing) for day in days]
    after: list[date | None] = [None] * span
    before: list[date | None] = [None] * span
    rank, reached, count = [0] * span, None, 0
    for n, day in enumerate(days):
        if works[n]:
            reached, count = day, count + 1
        before[n], rank[n] = reached, count
    reached = None
    for n in reversed(range(span)):
        reached = days[n] if works[n] else reached
        after[n] = reached
    return OpenDays(after, before, rank, [day for day in days if is_open(calendar, day, closing)])


def _known(day: date | None, beyond: date) -> date:
    if day is None:
        raise OutsideCalendar(beyond)
    return day


def is_business_day(calendar: Calendar, day: date) -> bool:
    """Return whether federal offices work that day, for reminders.

    Inauguration Day counts as worked. Outside the calendar only weekends are known to be closed:
    a reminder must have a day even where a rule refuses to count.
    """
    return day.weekday() < _SATURDAY and not closed_by(calendar, day, BROAD)


def previous_business_day(calendar: Calendar, day: date) -> date:
    """Return the last business day strictly before day."""
    day -= _DAY
    while not is_business_day(calendar, day):
        day -= _DAY
    return day


def next_business_day(calendar: Calendar, day: date) -> date:
    """Return the first business day strictly after day."""
    day += _DAY
    while not is_business_day(calendar, day):
        day += _DAY
    return day


def business_days_between(calendar: Calendar, start: date, end: date) -> int:
    """Return how many business days lie after start and not after end."""
    span = (end - start).days
    return sum(is_business_day(calendar, start + _DAY * n) for n in range(1, span + 1))
