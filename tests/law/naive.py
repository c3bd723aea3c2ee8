"""The ways of counting a second time, day by day, written from the law and not from the engine.

Nothing of app.law is used. Each answer is what the law settles: where it leaves the prevailing day
open (the Friday kept for a Saturday holiday before a federal court, say) `due` is None, and only
the day that is in time under every reading and the latest that some reading allows stand.
"""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Final, Literal
from zoneinfo import ZoneInfo

Unit = Literal["calendar_days", "working_days", "months", "years"]
Direction = Literal["after", "before"]
Roll = Literal["next", "previous", "none"]
MonthEnd = Literal["clamp", "next", "abort"]
MailWhen = Literal["before_roll", "after_roll"]
DaySet = AbstractSet[date]

DAY: Final = timedelta(days=1)
HOUR: Final = timedelta(hours=1)


class NoSuchDay(Exception):
    """The month of a count has no such day, and the rule does not say which one it takes."""


@dataclass(frozen=True)
class Closed:
    """Closed days by class; each holds single days, observed Mondays among the legal ones."""

    legal: DaySet = frozenset()
    fridays: DaySet = frozenset()
    closures: DaySet = frozenset()
    inaugurations: DaySet = frozenset()
    state: DaySet = frozenset()
    entered: DaySet = frozenset()
    """A state's holidays that an office entered and nobody verified: they move what prevails."""

    @cached_property
    def surely(self) -> DaySet:
        """What is closed under every reading; a state's holidays only if they are given."""
        return self.legal | self.state

    @cached_property
    def in_offices(self) -> DaySet:
        """What is closed as offices of EOIR and DHS keep it."""
        return self.surely | self.fridays

    @cached_property
    def perhaps(self) -> DaySet:
        """What is closed under some reading."""
        return self.in_offices | self.closures | self.entered

    @cached_property
    def counting_back(self) -> DaySet:
        """What may be closed to a count that goes back; a state's holidays never are."""
        return self.legal | self.fridays | self.closures | self.inaugurations


@dataclass(frozen=True)
class Answer:
    """The prevailing day, the one in time under every reading, the latest of any reading."""

    due: date | None
    safe: date
    latest: date


@dataclass(frozen=True)
class Moments:
    """The same for a clock that counts hours."""

    due: datetime | None
    safe: datetime
    latest: datetime


@dataclass(frozen=True)
class Opening:
    """The first day of a right under the earlier and under the later reading."""

    opens: date
    safe_opens: date


@dataclass(frozen=True)
class Window:
    """A right that begins and ends; the safe side lies within on both ends."""

    opens: date
    safe_opens: date
    closes: date
    safe_closes: date


# --- Steps ---------------------------------------------------------------------------------


def is_closed(day: date, closed: DaySet) -> bool:
    """Return whether day is a Saturday, a Sunday or one of the closed days."""
    return day.weekday() in (5, 6) or day in closed


def rolled(day: date, roll: Roll, closed: DaySet) -> date:
    """Return day moved to the next or the previous open day, or left where it stands."""
    if roll == "none":
        return day
    step = DAY if roll == "next" else -DAY
    while is_closed(day, closed):
        day += step
    return day


def days_on(day: date, n: int, direction: Direction) -> date:
    """Return the nth day after or before day, which is itself left out."""
    for _ in range(n):
        day += DAY if direction == "after" else -DAY
    return day


def working_days_on(day: date, n: int, direction: Direction, closed: DaySet) -> date:
    """Return the nth open day after or before day."""
    while n > 0:
        day += DAY if direction == "after" else -DAY
        if not is_closed(day, closed):
            n -= 1
    return day


def months_on(day: date, n: int, direction: Direction, month_end: MonthEnd) -> date:
    """Return the same day of the nth month; where it has none, what month_end says.

    Raises:
        NoSuchDay: The month has no such day and month_end is abort.
    """
    year, month = day.year, day.month
    for _ in range(n):
        month += 1 if direction == "after" else -1
        if month == 13:
            year, month = year + 1, 1
        if month == 0:
            year, month = year - 1, 12
    number = day.day
    while not _exists(year, month, number):
        number -= 1
    found = date(year, month, number)
    if number != day.day and month_end == "abort":
        raise NoSuchDay
    if number != day.day and month_end == "next":
        return found + DAY
    return found


def _exists(year: int, month: int, number: int) -> bool:
    try:
        date(year, month, number)
    except ValueError:
        return False
    return True


# --- One reading ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Period:
    """What a rule says of its time, in the words of the packs."""

    n: int
    unit: Unit = "calendar_days"
    direction: Direction = "after"
    roll: Roll = "next"
    mail_days: int = 0
    mail_when: MailWhen = "before_roll"
    month_end: MonthEnd = "clamp"


def one_reading(trigger: date, period: Period, closed: DaySet) -> date:
    """Return the last day of the period where just these days are closed.

    Mail days lengthen the period before it rolls, or come after it has rolled and roll again.

    Raises:
        NoSuchDay: See months_on.
    """
    last = bare_end(trigger, period, closed)
    if period.mail_when == "before_roll":
        last = days_on(last, period.mail_days, period.direction)
        return rolled(last, period.roll, closed)
    last = rolled(last, period.roll, closed)
    if period.mail_days == 0:
        return last
    last = days_on(last, period.mail_days, period.direction)
    return rolled(last, period.roll, closed)


def bare_end(trigger: date, period: Period, closed: DaySet) -> date:
    """Return where the count ends before mail days and before anything moves it."""
    if period.unit == "calendar_days":
        return days_on(trigger, period.n, period.direction)
    if period.unit == "working_days":
        return working_days_on(trigger, period.n, period.direction, closed)
    months = period.n if period.unit == "months" else 12 * period.n
    return months_on(trigger, months, period.direction, period.month_end)


# --- Regimes counted in days ---------------------------------------------------------------


def office_after(trigger: date, period: Period, closed: Closed) -> Answer:
    """EOIR_AFTER, and USCIS on paper: the kept Friday rolls, though nobody may rely on it."""
    return Answer(
        due=one_reading(trigger, period, closed.in_offices),
        safe=one_reading(trigger, period, closed.surely),
        latest=one_reading(trigger, period, closed.perhaps),
    )


def uscis_online(trigger: date, period: Period, closed: Closed) -> Answer:
    """USCIS online: received when submitted, so the bare end is safe and no roll is relied on."""
    bare = replace(period, roll="none")
    safe = one_reading(trigger, bare, frozenset())
    latest = one_reading(trigger, period, closed.perhaps)
    return Answer(_if_same(safe, latest), safe, latest)


def eoir_before(hearing: date, n: int, closed: Closed) -> Answer:
    """EOIR_BEFORE: counted back, yet rolled forward; safe is the business day before."""
    last = days_on(hearing, n, "before")
    return Answer(
        due=rolled(last, "next", closed.in_offices),
        safe=rolled(last, "previous", closed.counting_back),
        latest=rolled(last, "next", closed.perhaps),
    )


def eoir_date_certain(ordered: date, closed: Closed) -> Answer:
    """EOIR_DATE_CERTAIN: the day of an order, as if it were counted back to."""
    return eoir_before(ordered, 0, closed)


def court_after(trigger: date, period: Period, closed: Closed) -> Answer:
    """FED_AFTER, SCOTUS, and anniversaries in a federal court: the kept Friday is unsettled.

    A state's holiday moves the day only by a verified table (FRCP 6(a)(6)(C)): nobody should rely
    on one that is an office's own entry.
    """
    safe = one_reading(trigger, period, closed.surely)
    moved = one_reading(trigger, period, closed.surely | closed.entered)
    kept = one_reading(trigger, period, closed.in_offices | closed.entered)
    return Answer(_if_same(moved, kept), safe, one_reading(trigger, period, closed.perhaps))


def court_before(hearing: date, n: int, closed: Closed) -> Answer:
    """FED_BEFORE: counted back, and a closed last day goes on back."""
    last = days_on(hearing, n, "before")
    latest = rolled(last, "previous", closed.legal)
    safe = rolled(last, "previous", closed.counting_back)
    return Answer(_if_same(safe, latest), safe, latest)


def working_days(trigger: date, n: int, closed: Closed) -> Answer:
    """WORKING_DAYS of our own: every day that may be a working day is counted as one."""
    return office_after(trigger, Period(n, "working_days", roll="none"), closed)


def their_working_days(trigger: date, n: int, closed: Closed) -> Answer:
    """WORKING_DAYS that bind the government: the later day is the safe one."""
    return theirs(working_days(trigger, n, closed))


def theirs(answer: Answer) -> Answer:
    """Turn an answer into one about the government's clock, on which we sue."""
    return Answer(answer.due, answer.latest, answer.latest)


def not_rolled(trigger: date, period: Period) -> Answer:
    """Count a period that no closed day moves."""
    day = one_reading(trigger, replace(period, roll="none"), frozenset())
    return Answer(day, day, day)


def departure(trigger: date, n: int, closed: Closed) -> Answer:
    """Voluntary departure: rolled for what is filed; whoever leaves does so by the bare end."""
    answer = office_after(trigger, Period(n), closed)
    return replace(answer, safe=days_on(trigger, n, "after"))


def roll_uncertain(trigger: date, period: Period, closed: Closed) -> Answer:
    """Count what may not roll at all: safe is the last business day not after the bare end."""
    last = one_reading(trigger, replace(period, roll="none"), frozenset())
    safe = rolled(last, "previous", closed.counting_back)
    latest = rolled(last, "next", closed.perhaps)
    return Answer(_if_same(safe, latest), safe, latest)


def _if_same(one: date, other: date) -> date | None:
    return one if one == other else None


# --- Rights that open, windows, ages -------------------------------------------------------


def opens(trigger: date, period: Period, *, once_over: bool) -> Opening:
    """EARLIEST: never rolled; for a day that its month has not, the first of the next is safer.

    once_over: the right begins when the period has wholly passed ("after six months"), so on the
    day after its last; else it begins on that day itself ("at least ten days").
    """
    wait = DAY if once_over else timedelta()
    return Opening(
        bare_end(trigger, Period(period.n, period.unit, month_end="clamp"), frozenset()) + wait,
        bare_end(trigger, Period(period.n, period.unit, month_end="next"), frozenset()) + wait,
    )


def window(
    trigger: date, years: int, opens_before: int, closes_before: int, closed: Closed
) -> Window:
    """WINDOW: so many days before the anniversary of trigger to so many days before it.

    A day that is no working day lies outside the safe end; someone admitted on 29 February has
    the anniversary on 28 February for our last day and on 1 March for the day that opens.
    """
    early = months_on(trigger, 12 * years, "after", "clamp")
    late = months_on(trigger, 12 * years, "after", "next")
    closes = days_on(early, closes_before, "before")
    return Window(
        opens=days_on(early, opens_before, "before"),
        safe_opens=days_on(late, opens_before, "before"),
        closes=closes,
        safe_closes=rolled(closes, "previous", closed.counting_back),
    )


def before_birthday(born: date, age: int, closed: Closed) -> Answer:
    """Give the day before a birthday, on which the person is for the last time not yet that old."""
    last = months_on(born, 12 * age, "after", "clamp") - DAY
    return Answer(
        last,
        rolled(last, "previous", closed.counting_back),
        rolled(last, "next", closed.perhaps),
    )


def aged_out(born: date, filed: date, approved: date) -> date:
    """Give the last day under 21 once the days that the petition was pending are taken off."""
    pending = (approved - filed).days
    return days_on(months_on(born, 12 * 21, "after", "clamp"), pending, "after") - DAY


# --- Regimes counted in hours --------------------------------------------------------------


def flat_hours(started: datetime, n: int) -> datetime:
    """HOURS_FLAT: real hours one after the other, whatever the wall clock does meanwhile."""
    now = started.astimezone(UTC)
    for _ in range(n):
        now += HOUR
    return now.astimezone(started.tzinfo)


def court_hours(started: datetime, n: int, closed: Closed) -> Moments:
    """FED_HOURS: real hours; an end on a closed day is the same time of the next open one."""

    def reading(days: DaySet) -> datetime:
        ends = flat_hours(started, n)
        day = rolled(ends.date(), "next", days)
        return (
            ends
            if day == ends.date()
            else ends.replace(year=day.year, month=day.month, day=day.day)
        )

    safe, kept = reading(closed.surely), reading(closed.in_offices)
    return Moments(kept if kept == safe else None, safe, reading(closed.perhaps))


def hours_without_closed_days(started: datetime, n: int, closed: Closed) -> Moments:
    """HOURS_EXCL, the government's: the clock stands still from midnight to midnight, local."""
    due = _ticked(started, n, closed.in_offices)
    latest = _ticked(started, n, closed.perhaps)
    return Moments(due, latest, latest)


def our_hours_without_closed_days(started: datetime, n: int, closed: Closed) -> Moments:
    """The same where it is we who must be in time: what may be open is counted."""
    theirs = hours_without_closed_days(started, n, closed)
    return replace(theirs, safe=_ticked(started, n, closed.surely))


def _ticked(started: datetime, n: int, closed: DaySet) -> datetime:
    zone = started.tzinfo
    now, left = started.astimezone(UTC), n * HOUR
    while True:
        today = now.astimezone(zone).date()
        midnight = datetime.combine(today + DAY, time(), zone).astimezone(UTC)
        if not is_closed(today, closed):
            if midnight - now >= left:
                return (now + left).astimezone(zone)
            left -= midnight - now
        now = midnight


def by_the_minute(started: datetime, n: int, stands: Callable[[date], bool]) -> datetime:
    """Tick off n hours minute by minute, leaving out the days on which the clock stands."""
    zone = started.tzinfo
    now, left = started.astimezone(UTC), n * 60
    while left > 0:
        if not stands(now.astimezone(zone).date()):
            left -= 1
        now += timedelta(minutes=1)
    return now.astimezone(zone)


def at(wall: str, zone: str) -> datetime:
    """Return a wall time and its zone as one instant."""
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone))
