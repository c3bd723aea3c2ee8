"""Clocks of hours: real elapsed time, whatever the clocks on the wall do that night."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.law.calendar import (
    BROAD,
    PREVAILING,
    STRICT,
    Calendar,
    OutsideCalendar,
    covers,
    is_open,
    next_open,
)
from app.law.days import Days

_DAY = timedelta(days=1)


class Moments(NamedTuple):
    """What one count of hours gives, each in the zone of the place where the clock runs."""

    last: datetime
    due: datetime
    safe: datetime
    latest: datetime

    @property
    def days(self) -> Days:
        """The calendar days of the moments, there."""
        return Days(*(moment.date() for moment in self))


def count_hours(
    calendar: Calendar, regime: str, start: datetime, hours: int, *, later: bool
) -> Moments:
    """Return the moments of so many hours from start, a moment with its zone.

    Raises:
        OutsideCalendar: The count leaves the days that the calendar knows.
    """
    try:
        moments = _moments(calendar, regime, start, timedelta(hours=hours))
    except OverflowError:
        raise OutsideCalendar(start.date()) from None
    return moments._replace(safe=moments.latest) if later else moments


def exists(wall: datetime, zone: ZoneInfo) -> bool:
    """Return whether a wall time comes in a zone; the clocks may skip it."""
    there = wall.replace(tzinfo=zone)
    try:
        return there.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall
    except OverflowError:  # in the last hours of year 9999, far beyond any calendar
        return True


def comes_twice(wall: datetime, zone: ZoneInfo) -> bool:
    """Return whether a wall time comes twice in a zone, as the clocks go back."""
    first, second = wall.replace(tzinfo=zone, fold=0), wall.replace(tzinfo=zone, fold=1)
    return exists(wall, zone) and first.utcoffset() != second.utcoffset()


def changes_clock(start: datetime, end: datetime) -> bool:
    """Return whether the clocks of the place changed between two moments."""
    return start.utcoffset() != end.utcoffset()


def _moments(calendar: Calendar, regime: str, start: datetime, hours: timedelta) -> Moments:
    for day in (start.date(), _later(start, hours).date()):
        if not covers(calendar, day):
            raise OutsideCalendar(day)
    if regime == "HOURS_EXCL":
        due = _excluding(calendar, start, hours, PREVAILING)
        safe = _excluding(calendar, start, hours, STRICT)
        return Moments(due, due, safe, _excluding(calendar, start, hours, BROAD))
    last = _later(start, hours)
    if regime == "HOURS_FLAT":
        return Moments(last, last, last, last)
    due, safe, latest = (_rolled(calendar, last, each) for each in (PREVAILING, STRICT, BROAD))
    return Moments(last, due, safe, latest)


def _later(start: datetime, span: timedelta) -> datetime:
    return (start.astimezone(UTC) + span).astimezone(start.tzinfo)


def _rolled(calendar: Calendar, last: datetime, closing: frozenset[str]) -> datetime:
    """Return the same clock time on the first open day."""
    day = next_open(calendar, last.date(), closing)
    return last if day == last.date() else datetime.combine(day, last.timetz())


def _excluding(
    calendar: Calendar, start: datetime, hours: timedelta, closing: frozenset[str]
) -> datetime:
    """Return the end of a clock that stands still on whole closed days, midnight to midnight."""
    now, left = start, hours
    while True:
        if not is_open(calendar, now.date(), closing):
            now = _midnight(next_open(calendar, now.date(), closing), start)
        until = _midnight(now.date() + _DAY, start)
        runs = until.astimezone(UTC) - now.astimezone(UTC)
        if left <= runs:
            end = _later(now, left)
            if not covers(calendar, end.date()):  # just at midnight behind its last day
                raise OutsideCalendar(end.date())
            return end
        now, left = until, left - runs


def _midnight(day: date, there: datetime) -> datetime:
    return datetime.combine(day, time(), there.tzinfo)
