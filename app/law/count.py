"""How a period of days is counted, and what happens to a last day that is closed.

For our own deadlines safe <= due <= latest; for a clock that binds the other side, and for a right
that opens, it is the later day that is safe, so safe is latest.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
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
    nth_open,
    of_state,
    previous_open,
)
from app.law.days import Days
from app.law.vocabulary import DAYS

CONSTRUED: Final = frozenset({"EOIR_BEFORE", "EOIR_DATE_CERTAIN", "PRINTED"})
"""Regimes whose day moves forward by construction alone: the business day before is safer."""
_MAIL_AFTER_ROLL: Final = frozenset({"FED_AFTER"})
_MONTHS: Final[Mapping[str, int]] = MappingProxyType({"months": 1, "years": 12})
_LAST_MONTH: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One count whose every number is known."""

    regime: str
    n: int = 0
    unit: str = DAYS
    back: bool = False
    """Whether it goes back from its day."""
    plus_days: int = 0
    roll: str = "none"
    mail: int = 0
    month_end: str = "clamp"
    later: bool = False
    """Whether the later side is the safe one."""
    state: str = ""
    """The state whose holidays move a last day forward as well."""
    online: bool = False
    """Whether nothing moves a filing that is received as it is submitted."""
    may_be_online: bool = False
    """Whether it is not known which of the two it is."""
    quick: tuple[str, str, bool] | None = field(init=False, repr=False, compare=False)
    """Which table of moved days answers at once: how it rolls, whose holidays, which side."""
    shift: int = field(init=False, repr=False, compare=False)
    years: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """See whether one look into a table will do."""
        quick = None
        if self.unit in {DAYS, "years"} and not (self.mail or self.online or self.may_be_online):
            construed = self.roll == "next" and self.regime in CONSTRUED
            quick = ("construed" if construed else self.roll, self.state, self.later)
        signed = -self.n if self.back else self.n
        object.__setattr__(self, "quick", quick)
        object.__setattr__(self, "years", signed if self.unit == "years" else 0)
        object.__setattr__(self, "shift", self.plus_days + (signed if self.unit == DAYS else 0))


def count(calendar: Calendar, way: Way, start: date) -> Days:
    """Return the days of one count from start.

    Raises:
        OutsideCalendar: The count leaves the days that the calendar knows.
    """
    if way.quick is not None and calendar.under is None and start <= calendar.last:
        days = _at_once(calendar, way, start)
        if days is not None:
            return days
    # A year that began with a birth may have begun before any calendar.
    if start > calendar.last or (start < calendar.first and way.unit not in _MONTHS):
        raise OutsideCalendar(start)
    try:
        days = _counted(calendar, way, start)
    except OverflowError:
        raise OutsideCalendar(start) from None
    return _on_the_later_side(calendar, way, start, days) if way.later else days


def _at_once(calendar: Calendar, way: Way, start: date) -> Days | None:
    """Return what the table of moved days says; None where it cannot say it."""
    table = calendar.moved.get(way.quick) or _moved(calendar, way)
    if way.years:
        try:
            start = start.replace(start.year + way.years)
        except ValueError:  # 29 February, or a year beyond all calendars
            return None
    elif start < calendar.first:
        return None
    place = start.toordinal() - calendar.base + way.shift
    return table[place] if 0 <= place < len(table) else None


def _moved(calendar: Calendar, way: Way) -> list[Days | None]:
    """Return where each day of the calendar moves, made once for a way of rolling."""
    table: list[Days | None] = []
    for place in range((calendar.last - calendar.first).days + 1):
        day = calendar.first + timedelta(days=place)
        try:
            days = _ROLLS[way.roll](calendar, way, day)
        except OutsideCalendar:
            table.append(None)
            continue
        table.append(days._replace(safe=days.latest) if way.later else days)
    calendar.moved[way.quick] = table
    return table


def _counted(calendar: Calendar, way: Way, start: date) -> Days:
    if way.unit == "working_days":
        return _working_days(calendar, way, start)
    last = ends(way, start)
    if way.mail and way.regime in _MAIL_AFTER_ROLL:
        return _mailed_after_roll(calendar, way, last)
    last += timedelta(days=way.mail)
    if not covers(calendar, last):
        raise OutsideCalendar(last)
    rolled_days = _ROLLS[way.roll](calendar, way, last)
    if way.online:
        return rolled_days._replace(due=last, safe=last)
    if way.may_be_online:  # online a closed day moves nothing, and on paper none is received on it
        before = previous_open(calendar, last, STRICT)
        return rolled_days._replace(safe=min(rolled_days.safe, before))
    return rolled_days


def ends(way: Way, start: date) -> date:
    """Return where the bare count ends, before mail and closed days."""
    day = whole_units(way, start)
    return day + timedelta(days=way.plus_days) if way.plus_days else day


def whole_units(way: Way, start: date) -> date:
    """Return the day so many units away, before the days that come on top."""
    months = _MONTHS.get(way.unit)
    n = -way.n if way.back else way.n
    if months is None:
        return start + timedelta(days=n)
    return add_months(start, n * months, up=way.month_end == "next")


def add_months(start: date, months: int, *, up: bool) -> date:
    """Return the same day so many months on; where there is none, the last day, or up, the next."""
    year, month = divmod(start.year * _LAST_MONTH + start.month - 1 + months, _LAST_MONTH)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError
    length = monthrange(year, month + 1)[1]
    if start.day <= length:
        return date(year, month + 1, start.day)
    return date(year, month + 1, length) + timedelta(days=int(up))


def lacks_its_day(way: Way, start: date) -> bool:
    """Return whether a count of months or years ends in a month without the day it began on."""
    months = _MONTHS.get(way.unit)
    if months is None:
        return False
    return add_months(start, (-way.n if way.back else way.n) * months, up=False).day != start.day


def _forward(calendar: Calendar, way: Way, last: date) -> Days:
    if way.regime in CONSTRUED:
        return Days(
            last,
            next_open(calendar, last, PREVAILING),
            previous_open(calendar, last, EVERY),
            next_open(calendar, last, BROAD),
        )
    return Days(
        last,
        next_open(calendar, last, _with_state(PREVAILING, way)),
        next_open(calendar, last, STRICT),
        next_open(calendar, last, _with_state(BROAD, way)),
    )


def _backward(calendar: Calendar, _: Way, last: date) -> Days:
    return Days(
        last,
        previous_open(calendar, last, PREVAILING),
        previous_open(calendar, last, EVERY),
        previous_open(calendar, last, STRICT),
    )


def _uncertain(calendar: Calendar, way: Way, last: date) -> Days:
    return Days(
        last,
        last,
        previous_open(calendar, last, EVERY),
        next_open(calendar, last, _with_state(BROAD, way)),
    )


def _unmoved(_: Calendar, __: Way, last: date) -> Days:
    return Days(last, last, last, last)


_ROLLS: Final[Mapping[str, Callable[[Calendar, Way, date], Days]]] = MappingProxyType(
    {"next": _forward, "previous": _backward, "uncertain": _uncertain, "none": _unmoved}
)


def _with_state(closing: frozenset[str], way: Way) -> frozenset[str]:
    return closing | {of_state(way.state)} if way.state else closing


def _working_days(calendar: Calendar, way: Way, start: date) -> Days:
    """Leave out the first day; count only days that are not weekend or public holiday."""
    if way.n == 0:
        return _unmoved(calendar, way, start)
    due = nth_open(calendar, start, way.n, PREVAILING)
    return Days(
        due,
        due,
        nth_open(calendar, start, way.n, STRICT),
        nth_open(calendar, start, way.n, BROAD),
    )


def _mailed_after_roll(calendar: Calendar, way: Way, last: date) -> Days:
    """Roll, add the days for mail, roll again: each reading by its own closed days.

    FRCP 6(d) adds them "after the period would otherwise expire under Rule 6(a)".
    """
    if not covers(calendar, last):
        raise OutsideCalendar(last)
    more = timedelta(days=way.mail)
    first = _ROLLS[way.roll](calendar, way, last)
    due, safe, latest = (
        _ROLLS[way.roll](calendar, way, day + more)[place]
        for place, day in ((1, first.due), (2, first.safe), (3, first.latest))
    )
    return Days(last, due, safe, latest)


def _on_the_later_side(calendar: Calendar, way: Way, start: date, days: Days) -> Days:
    """Take the latest reading for safe; where a day is missing, that counts from the next month."""
    latest = days.latest
    if lacks_its_day(way, start):
        up = _counted(calendar, replace(way, month_end="next"), start)
        latest = max(latest, up.latest)
    return Days(days.last, days.due, latest, latest)


def fell_on_weekend(calendar: Calendar, days: Days) -> bool:
    """Return whether the bare count ends on a Saturday or Sunday."""
    return not is_open(calendar, days.last, frozenset())


def fell_on_holiday(calendar: Calendar, days: Days) -> bool:
    """Return whether the bare count ends on a weekday that is a legal holiday."""
    return not fell_on_weekend(calendar, days) and not is_open(calendar, days.last, STRICT)
