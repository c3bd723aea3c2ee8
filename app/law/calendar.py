"""Closed days by class, and the walk from a closed day to an open one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from app.law.phrases import Text

_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5

CLASSES: Final = ("legal", "observed_friday", "closure", "inauguration")
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
class Calendar:
    """The closed days between two days; outside them nothing is known."""

    first: date
    last: date
    closed: Mapping[date, tuple[ClosedDay, ...]]


class OutsideCalendar(Exception):
    """A count reached a day of which the calendar knows nothing."""

    def __init__(self, day: date) -> None:
        super().__init__(day.isoformat())
        self.day = day


def calendar_of(first: date, last: date, days: Iterable[ClosedDay]) -> Calendar:
    """Return the calendar of these closed days."""
    closed: dict[date, tuple[ClosedDay, ...]] = {}
    for day in days:
        closed[day.on] = (*closed.get(day.on, ()), day)
    return Calendar(first, last, MappingProxyType(closed))


def with_added(calendar: Calendar, days: Iterable[ClosedDay]) -> Calendar:
    """Return the calendar with an office's own closed days beside the shipped ones."""
    added = tuple(days)
    if not added:
        return calendar
    known = [day for on in calendar.closed.values() for day in on]
    return calendar_of(calendar.first, calendar.last, [*known, *added])


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
    """Return day, or the first open day after it."""
    while not is_open(calendar, day, closing):
        day += _DAY
    return day


def previous_open(calendar: Calendar, day: date, closing: frozenset[str]) -> date:
    """Return day, or the last open day before it."""
    while not is_open(calendar, day, closing):
        day -= _DAY
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
