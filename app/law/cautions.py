"""What a count says beside its day: mail not known, a month without the day, states, hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.law import sentences
from app.law.calendar import EVERY, previous_open
from app.law.clocks import Clock
from app.law.count import Way, count, ends, lacks_its_day
from app.law.days import Days
from app.law.result import Reading
from app.law.sheet import UNMOVED, Sheet
from app.law.versions import standing
from app.law.ways import minds_states, state_of

_KNOWN_SERVICE: Final = frozenset({"personal", "mail", "electronic"})


def warn_of_month_end(sheet: Sheet, clock: Clock, way: Way, start: date) -> None:
    """Say that the month lacks the day; where the rule says so, a person must decide."""
    if not lacks_its_day(way, start):
        return
    if clock.month_end == "abort":
        sheet.question("month_end", sentences.MONTH_END_ABORTS)
    else:
        sheet.warn("month_end", sentences.MONTH_END)


def warn_of_service(sheet: Sheet, clock: Clock) -> None:
    """Ask how a paper was served where mail would add days; the safe day stands meanwhile."""
    served = sheet.given.facts.get("service_method")
    if not clock.mail or served in _KNOWN_SERVICE or sheet.days is None:
        return
    said = sentences.SERVICE_UNKNOWN_LATER if sheet.later else sentences.SERVICE_UNKNOWN
    code = "missing_service_method" if served is None else "service_unknown"
    if "service_method" not in sheet.asks:
        sheet.question(code, said.fill(n=clock.mail))
    if served is None and "service_method" not in sheet.asks:
        sheet.asks.append("service_method")
    if sheet.later:
        sheet.safe = _mailed(sheet, clock).latest


def _mailed(sheet: Sheet, clock: Clock) -> Days:
    way = replace(sheet.way(clock, clock.period or UNMOVED), mail=clock.mail)
    return count(sheet.calendar, way, sheet.start(sheet.rule.trigger))


def warn_of_states(sheet: Sheet, clock: Clock) -> None:
    """Say that holidays of the court's state may move the day, where none are known."""
    if minds_states(sheet.rule, clock):
        state = state_of(sheet.rulebook, sheet.rule, sheet.given, clock)
        if state not in sheet.calendar.states:
            sheet.warn("state_holidays", sentences.STATE_HOLIDAYS, changes=False)


def warn_of_ceiling(sheet: Sheet, clock: Clock, days: Days) -> Days:
    """Return the days with no safe one after the latest that a document may print."""
    ceiling = clock.ceiling
    start = sheet.given.day(ceiling.start) if ceiling is not None else None
    if ceiling is None or start is None:
        return days
    mail = ceiling.mail if sheet.given.facts.get("service_method") == "mail" else 0
    way = Way(regime=clock.regime, n=ceiling.n, unit=ceiling.unit)
    last = ends(way, start) + timedelta(days=mail)
    cites = sheet.version.cites if sheet.version else ()
    sheet.step(sentences.CEILING.fill(last=last), *cites)
    if days.due <= last:
        return days
    sheet.warn("printed_after_ceiling", sentences.AFTER_CEILING.fill(last=last))
    sheet.readings.append(Reading("ceiling", last, sentences.CEILING.fill(last=last)))
    online = sheet.given.facts.get("filing") == "electronic"  # no paper is taken on a closed day
    safe = last if online else previous_open(sheet.calendar, last, EVERY)
    return days._replace(safe=min(days.safe, safe))


def write_last_moment(sheet: Sheet) -> tuple[datetime | None, datetime | None]:
    """Return the last moment of the due day, and of the safe one, writing down where it holds."""
    if sheet.moments is not None:
        return sheet.moments.due, sheet.moments.safe
    hour, days, clock = sheet.rule.last_hour, sheet.days, sheet.clock
    if hour is None or days is None or sheet.safe is None:
        return None, None
    if sheet.given.facts.get("filing") == "paper":
        return None, None
    zone = zone_of(sheet)
    if zone is None:
        sheet.warn("zone_unknown", sentences.ZONE_UNKNOWN.fill(time=hour))
        return None, None
    due = datetime.combine(days.due, hour, zone)
    authority = standing(sheet.rule).cites[0]
    if clock is not None:
        authority = sheet.rulebook.regimes[clock.regime].counting
    last = sentences.LAST_MOMENT.fill(time=hour, day=days.due, zone=zone.key)
    sheet.step(last, authority)
    return due, datetime.combine(sheet.safe, hour, zone)


def at_the_desk(sheet: Sheet, moment: datetime | None) -> datetime | None:
    """Return a moment in the attorney's zone, written down, where that zone was given."""
    desk = sheet.given.attorney
    if moment is None or desk is None or sheet.clock is None:
        return None
    local = moment.astimezone(desk)
    authority = sheet.rulebook.regimes[sheet.clock.regime].counting
    told = sentences.AT_THE_DESK.fill(time=local.time(), day=local.date(), zone=desk.key)
    sheet.step(told, authority)
    return local


def zone_of(sheet: Sheet) -> ZoneInfo | None:
    """Return the zone whose clock governs: the court's as given, the circuit's, or the rule's."""
    if sheet.given.court is not None:
        return sheet.given.court
    if sheet.rule.zone == "circuit":
        circuit = sheet.rulebook.circuits.get(str(sheet.given.facts.get("circuit")))
        return ZoneInfo(circuit.zone) if circuit else None
    return ZoneInfo(sheet.rule.zone) if sheet.rule.zone else None
