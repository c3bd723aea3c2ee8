"""A clock of hours written down, to the minute and in the zone of the place where it runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.law import sentences
from app.law.clocks import Clock
from app.law.hours import Moments, changes_clock, comes_twice, count_hours
from app.law.phrases import Text
from app.law.result import Reading
from app.law.rulebook import Version
from app.law.sheet import UNMOVED, Sheet, others_of
from app.law.ways import number, read_otherwise


def write_hours(sheet: Sheet, version: Version, clock: Clock) -> None:
    """Count by a clock of hours and write down each step.

    Raises:
        Unanswered: What it needs was not given.
        OutsideCalendar: The count leaves the days that the calendar knows.
    """
    moments, authority = sheet.count_hours(clock), sheet.rulebook.regimes[clock.regime]
    start = sheet.given.moment("trigger_at") or moments.last
    hours, _ = number(sheet.rule, sheet.given, clock, clock.period or UNMOVED)
    begun = sentences.STARTS_AT.fill(time=start.time(), day=start.date(), zone=start.tzinfo)
    sheet.step(begun, authority.counting)
    last, due = moments.last, moments.due
    said = sentences.STANDS_STILL if clock.regime == "HOURS_EXCL" else sentences.ENDS_AT
    sheet.step(said.fill(n=hours, time=last.time(), day=last.date()), *version.cites)
    if due != last:
        moved = sentences.MOVES_AT.fill(time=due.time(), day=due.date())
        sheet.step(moved, authority.rolling)
    if changes_clock(start, moments.latest):
        sheet.warn("clock_change", sentences.CLOCK_CHANGES)
    sheet.reach = moments.days, _since(clock, start)
    sheet.readings = list(_readings(clock, moments, later=sheet.later))
    moments = _from_the_second(sheet, clock, start, moments)
    for other in others_of(sheet, clock):
        own = sheet.count_hours(read_otherwise(clock, other))
        sheet.readings.append(Reading(other.label, own.due.date(), other.text, own.due))
        moments = _widened(sheet, moments, own)
    sheet.moments, sheet.days, sheet.safe = moments, moments.days, moments.safe.date()
    if moments.safe != moments.due:
        sheet.step(sentences.SAFE.fill(safe=sheet.safe), authority.rolling)


def _since(clock: Clock, start: datetime) -> date | None:
    return start.date() if clock.regime == "HOURS_EXCL" else None


def _readings(clock: Clock, moments: Moments, *, later: bool) -> Iterator[Reading]:
    alike = moments.due == moments.safe == moments.latest
    because = sentences.ALL_AGREE if alike else sentences.PREVAILING
    yield Reading("prevailing", moments.due.date(), because, moments.due)
    if moments.safe != moments.due:
        yield Reading("safe", moments.safe.date(), _safe_because(clock, later=later), moments.safe)
    if moments.latest != moments.due:
        yield Reading("latest", moments.latest.date(), _broadly(clock), moments.latest)


def _safe_because(clock: Clock, *, later: bool) -> Text:
    if later:
        return _broadly(clock)
    still = clock.regime == "HOURS_EXCL"
    return sentences.STRICTLY_WORKED if still else sentences.STRICTLY


def _broadly(clock: Clock) -> Text:
    still = clock.regime == "HOURS_EXCL"
    return sentences.BROADLY_WORKED if still else sentences.LATEST_BECAUSE


def _from_the_second(sheet: Sheet, clock: Clock, start: datetime, moments: Moments) -> Moments:
    """Return the moments widened by the second coming of an hour that comes twice that night."""
    zone = start.tzinfo
    if not isinstance(zone, ZoneInfo) or not comes_twice(start.replace(tzinfo=None), zone):
        return moments
    sheet.warn("hour_comes_twice", sentences.HOUR_TWICE)
    hours, _ = number(sheet.rule, sheet.given, clock, clock.period or UNMOVED)
    second = start.replace(fold=1)
    own = count_hours(sheet.calendar, clock.regime, second, hours, later=sheet.later)
    sheet.readings.append(Reading("second_hour", own.due.date(), sentences.SECOND_HOUR, own.due))
    return _widened(sheet, moments, own)


def _widened(sheet: Sheet, moments: Moments, other: Moments) -> Moments:
    # Two moments of one zone compare by the wall: in an hour that comes twice both seem the same.
    latest = max(moments.latest, other.latest, key=datetime.timestamp)
    earliest = min(moments.safe, other.safe, key=datetime.timestamp)
    safe = latest if sheet.later else earliest
    return moments._replace(safe=safe, latest=latest)
