"""A clock written down: where it starts, each step of the count, and every reading of its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from app.law import sentences
from app.law.calendar import OutsideCalendar
from app.law.cautions import (
    warn_of_ceiling,
    warn_of_month_end,
    warn_of_service,
    warn_of_states,
)
from app.law.clocks import Clock, Period
from app.law.count import Way, count, ends, whole_units
from app.law.days import Days
from app.law.result import Reading
from app.law.rulebook import Regime, Version
from app.law.sheet import UNMOVED, Sheet, others_of, readings_of, write_roll
from app.law.vocabulary import BY_THE_HOUR, DAYS
from app.law.ways import read_otherwise
from app.law.writing_hours import write_hours


def write_clock(
    sheet: Sheet, version: Version, clock: Clock, trigger: str | None, *, governed: bool = False
) -> None:
    """Count by one clock and write down each step.

    Raises:
        Unanswered: What it needs was not given.
        OutsideCalendar: The count leaves the days that the calendar knows.
    """
    sheet.version, sheet.clock = version, clock
    sheet.step(sentences.GOVERNS.fill(v=version.v, starts=version.starts), *version.cites)
    if all(cite.read_on is None for cite in version.cites):
        sheet.warn("from_memory", sentences.FROM_MEMORY_ONLY)
    if clock.text is not None and governed:
        return
    if clock.text is not None:
        _write_nothing(sheet, version, clock)
    elif clock.regime in BY_THE_HOUR:
        write_hours(sheet, version, clock)
    else:
        start = sheet.start(trigger)
        try:
            _WRITES.get(clock.regime, _write_days)(sheet, version, clock, start)
        except OverflowError:
            raise OutsideCalendar(start) from None


def _write_nothing(sheet: Sheet, version: Version, clock: Clock) -> None:
    text = clock.text or sentences.OUTSIDE
    sheet.step(text, *version.cites)
    sheet.none = clock.regime == "NO_DEADLINE"
    if sheet.none:
        sheet.warn("no_deadline", text)
    else:
        sheet.question("ask_a_person", text)


def _write_days(sheet: Sheet, version: Version, clock: Clock, start: date) -> None:
    period, authority = clock.period or UNMOVED, sheet.rulebook.regimes[clock.regime]
    way = sheet.way(clock, period)
    if period.repeats and sheet.given.today is not None:
        way = _recurring(sheet.given.today, way, start)
        sheet.step(sentences.RECURS.fill(today=sheet.given.today), authority.counting)
    days = count(sheet.calendar, way, start)
    if clock.period is None:
        sheet.step(sentences.PRINTED_GOVERNS.fill(printed=start), *version.cites)
    else:
        _write_period(sheet, version, way, period, start)
    if way.unit != "working_days":
        _write_roll(sheet, days, clock, way, start)
    warn_of_month_end(sheet, clock, way, start)
    whole = way.unit == "working_days"
    sheet.reach = days, start + timedelta(days=1) if whole else None
    sheet.readings = list(readings_of(days, way))
    _settle(sheet, warn_of_ceiling(sheet, clock, _with_others(sheet, clock, days, start)))
    warn_of_service(sheet, clock)
    warn_of_states(sheet, clock)


def _write_roll(sheet: Sheet, days: Days, clock: Clock, way: Way, start: date) -> None:
    """Write down whether the last day moved: before days for mail are added after it, and again."""
    regimes = sheet.rulebook.regimes
    cite = regimes[clock.roll_by].rolling
    if way.mail and way.regime == "FED_AFTER":
        own = count(sheet.calendar, replace(way, mail=0), start)
        if own.due != own.last:
            write_roll(sheet, own, clock.roll, cite, way.state)
        days = days._replace(last=own.due + timedelta(days=way.mail))
        mailed = sentences.MAILED_AFTER.fill(n=way.mail, last=days.last)
        sheet.step(mailed, regimes[way.regime].rolling)
    write_roll(sheet, days, clock.roll, cite, way.state)


def _settle(sheet: Sheet, days: Days) -> None:
    sheet.days, sheet.safe = days, days.safe
    if days.safe != days.due and sheet.clock is not None:
        cite = sheet.rulebook.regimes[sheet.clock.roll_by].rolling
        sheet.step(sentences.SAFE.fill(safe=days.safe), cite)


def _write_period(sheet: Sheet, version: Version, way: Way, period: Period, start: date) -> None:
    if not way.n and not way.plus_days and way.unit == DAYS:
        return
    authority: Regime = sheet.rulebook.regimes[way.regime]
    sheet.step(sentences.STARTS[period.direction].fill(day=start), authority.counting)
    working = way.unit == "working_days"
    last = count(sheet.calendar, way, start).last if working else whole_units(way, start)
    told = "before" if way.back else "after"
    sheet.step(sentences.ENDS[f"{way.unit} {told}"].fill(n=way.n, last=last), *version.cites)
    if way.plus_days:
        side = "before" if way.plus_days < 0 else "after"
        more = sentences.SHIFTED.get(str(way.plus_days), sentences.SHIFTED[side])
        sheet.step(more.fill(n=abs(way.plus_days), last=ends(way, start)), *version.cites)
    if way.mail and way.regime != "FED_AFTER":
        sheet.step(sentences.MAILED_FIRST.fill(n=way.mail), authority.counting)


def _recurring(today: date, way: Way, start: date) -> Way:
    """Return the way to the first recurrence that has not passed."""
    each = way.n
    while each and ends(way, start) < today:
        way = replace(way, n=way.n + each)
    return way


def _with_others(sheet: Sheet, clock: Clock, days: Days, start: date) -> Days:
    """Return the days widened by every other reading, each written down."""
    for other in others_of(sheet, clock):
        own = sheet.count(read_otherwise(clock, other), start)
        sheet.readings.append(Reading(other.label, own.due, other.text))
        days = _widened(sheet, days, own)
    return days


def _widened(sheet: Sheet, days: Days, other: Days) -> Days:
    latest = max(days.latest, other.latest)
    safe = latest if sheet.later else min(days.safe, other.safe)
    return days._replace(safe=safe, latest=latest)


def _write_opening(sheet: Sheet, version: Version, clock: Clock, start: date) -> None:
    period = clock.period or UNMOVED
    way = replace(sheet.way(clock, period), later=True, roll="none")
    _write_period(sheet, version, way, period, start)
    _open(sheet, version, clock, way, start)
    sheet.readings += list(readings_of(sheet.opens, way)) if sheet.opens else []
    sheet.safe = None
    warn_of_month_end(sheet, clock, way, start)


def _open(sheet: Sheet, version: Version, clock: Clock, way: Way, start: date) -> None:
    """Write down when a right opens; the later reading is safe to rely on."""
    days = count(sheet.calendar, way, start)
    sheet.step(sentences.OPENS_ON.fill(day=days.due), *version.cites)
    for other in others_of(sheet, clock, "opens" if clock.regime == "WINDOW" else "closes"):
        changed = read_otherwise(clock, other)
        period = changed.opens if clock.regime == "WINDOW" else changed.period
        again = replace(sheet.way(changed, period or UNMOVED), later=True, roll="none")
        own = count(sheet.calendar, again, start)
        sheet.readings.append(Reading(other.label, own.due, other.text))
        latest = max(days.latest, own.latest)
        days = days._replace(safe=latest, latest=latest)
    if days.safe != days.due:
        sheet.step(sentences.SAFE_OPENS.fill(day=days.safe), *version.cites)
    sheet.opens = days


def _write_window(sheet: Sheet, version: Version, clock: Clock, start: date) -> None:
    """Write down when a right opens and when it closes; safe is the later and the earlier day."""
    if clock.opens is not None:
        way = replace(sheet.way(clock, clock.opens), later=True, roll="none")
        _write_period(sheet, version, way, clock.opens, start)
        _open(sheet, version, clock, way, start)
        warn_of_month_end(sheet, clock, way, start)
    if clock.closes is None:
        return
    way = replace(sheet.way(clock, clock.closes), later=False)
    _write_period(sheet, version, way, clock.closes, start)
    days, unsure = count(sheet.calendar, way, start), replace(way, roll="uncertain")
    days = days._replace(safe=min(days.safe, count(sheet.calendar, unsure, start).safe))
    sheet.step(sentences.CLOSES_ON.fill(day=days.due), *version.cites)
    sheet.reach = days, None
    sheet.readings += readings_of(days, unsure)
    for other in others_of(sheet, clock):
        changed = read_otherwise(clock, other)
        again = replace(sheet.way(changed, changed.closes or UNMOVED), later=False)
        own = count(sheet.calendar, again, start)
        sheet.readings.append(Reading(other.label, own.due, other.text))
        days = days._replace(safe=min(days.safe, own.safe), latest=max(days.latest, own.latest))
    if days.safe != days.due:
        sheet.step(sentences.SAFE_CLOSES.fill(day=days.safe), *version.cites)
    sheet.days, sheet.safe = days, days.safe
    if sheet.opens is None:
        warn_of_month_end(sheet, clock, way, start)


_Writes = Callable[[Sheet, Version, Clock, date], None]
_WRITES: Final[Mapping[str, _Writes]] = MappingProxyType(
    {"EARLIEST": _write_opening, "WINDOW": _write_window}
)
