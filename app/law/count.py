"""The regimes: how a period is counted and what happens to a last day that is closed.

Each regime answers with four days. `last` is where the bare count ends, before anything moves it;
`due` is the prevailing reading, `safe` the day in time under every reading, `latest` the latest
that some reading allows. For our own deadlines safe <= due <= latest; for a clock that binds the
other side, and for a right that opens, it is the later day that is safe, so safe is latest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from app.law.calendar import (
    BROAD,
    EVERY,
    PREVAILING,
    STRICT,
    Calendar,
    OutsideCalendar,
    covers,
    is_open,
    next_open,
    previous_open,
)


@dataclass(frozen=True, slots=True)
class Days:
    """What one count gives, and the first day on which a closed day could have mattered."""

    last: date
    due: date
    safe: date
    latest: date
    watched_from: date


def count(calendar: Calendar, regime: str, trigger: date, n: int, *, safe_side: str) -> Days:
    """Return the days of n days counted from trigger under the regime.

    Raises:
        OutsideCalendar: Trigger or count leave the days that the calendar knows.
    """
    if not covers(calendar, trigger):
        raise OutsideCalendar(trigger)
    days = _REGIMES[regime](calendar, trigger, n)
    return replace(days, safe=days.latest) if safe_side == "latest" else days


def _eoir_after(calendar: Calendar, trigger: date, n: int) -> Days:
    """Leave out the trigger day; a closed last day moves to the next business day."""
    last = trigger + timedelta(days=n)
    return Days(
        last,
        due=next_open(calendar, last, PREVAILING),
        safe=next_open(calendar, last, STRICT),
        latest=next_open(calendar, last, BROAD),
        watched_from=last,
    )


def _eoir_before(calendar: Calendar, hearing: date, n: int) -> Days:
    """Count back from the hearing as day 0; a closed day still moves *forward*.

    The forward roll is the manual's; an office that files by the business day before is in time
    whether or not a judge follows it.
    """
    last = hearing - timedelta(days=n)
    return Days(
        last,
        due=next_open(calendar, last, PREVAILING),
        safe=previous_open(calendar, last, EVERY),
        latest=next_open(calendar, last, BROAD),
        watched_from=previous_open(calendar, last, EVERY),
    )


def _eoir_date_certain(calendar: Calendar, ordered: date, n: int) -> Days:
    """Take the day an order names; it rolls like a day counted back."""
    return _eoir_before(calendar, ordered, -n)


def _working_days(calendar: Calendar, trigger: date, n: int) -> Days:
    """Leave out the trigger day; count only days that are not weekend or public holiday."""
    due = _nth_open(calendar, trigger, n, PREVAILING)
    return Days(
        due,
        due,
        safe=_nth_open(calendar, trigger, n, STRICT),
        latest=_nth_open(calendar, trigger, n, BROAD),
        watched_from=trigger + timedelta(days=1),
    )


def _nth_open(calendar: Calendar, trigger: date, n: int, closing: frozenset[str]) -> date:
    day = trigger
    for _ in range(n):
        day = next_open(calendar, day + timedelta(days=1), closing)
    return day


_REGIMES: Final[Mapping[str, Callable[[Calendar, date, int], Days]]] = MappingProxyType(
    {
        "EOIR_AFTER": _eoir_after,
        "EOIR_BEFORE": _eoir_before,
        "EOIR_DATE_CERTAIN": _eoir_date_certain,
        "WORKING_DAYS": _working_days,
    }
)


def rolled(days: Days) -> bool:
    """Return whether a closed last day moved the due date."""
    return days.due != days.last


def fell_on_weekend(calendar: Calendar, days: Days) -> bool:
    """Return whether the bare count ends on a Saturday or Sunday."""
    return not is_open(calendar, days.last, frozenset())


def fell_on_holiday(calendar: Calendar, days: Days) -> bool:
    """Return whether the bare count ends on a weekday that is a legal holiday."""
    return not fell_on_weekend(calendar, days) and not is_open(calendar, days.last, STRICT)
