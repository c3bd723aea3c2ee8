"""What a drawn rule is, and the days, numbers and zones that are drawn for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from tests.law import naive
from tests.law.closed_days import CLOSED
from tests.law.naive import Answer, Closed, NoSuchDay, Period

FIRST, LAST = date(1996, 1, 1), date(2036, 12, 31)
DAY = timedelta(days=1)
ZONES = (
    *("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"),
    *("America/Phoenix", "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico"),
    *("Pacific/Guam", "America/Indiana/Indianapolis"),
)
Inputs = dict[str, Any]


@dataclass(frozen=True)
class Expected:
    """What the second count finds; a key that the law leaves open is not among the values."""

    values: Mapping[str, object]
    reaches: tuple[date, ...] = ()
    """Further days that the count touches: beyond the calendar nothing may be answered."""
    parts: tuple["Expected", ...] = ()


@dataclass(frozen=True)
class Drawn:
    """A rule as a pack writes it, how its inputs are drawn, and what they must give."""

    text: str
    """The rule file, but for its id."""
    ask: Callable[["Chance"], Inputs]
    expect: Callable[[Inputs, Closed], Expected]


Draw = Callable[["Chance"], Drawn]


class Refusal(Exception):
    """The inputs are such that the law refuses them."""


def _troublesome() -> list[date]:
    """The days about which counts go wrong: closed ones, ends of months and years, leap days."""
    closed = CLOSED.perhaps | CLOSED.inaugurations
    days = {day + n * DAY for day in closed for n in (-1, 0, 1)}
    for year in range(FIRST.year, LAST.year + 1):
        days |= {date(year, month, 1) + n * DAY for month in range(1, 13) for n in (-2, -1, 0)}
        days |= {date(year, 2, 28), date(year, 12, 31), date(year, 1, 31)}
    return sorted(day for day in days if FIRST <= day <= LAST)


def _changes() -> list[date]:
    """The Sundays on which the clocks of New York change."""
    zone, found = ZoneInfo("America/New_York"), []
    day = FIRST
    while day < LAST:
        now, then = (datetime(d.year, d.month, d.day, tzinfo=zone) for d in (day, day + DAY))
        if now.utcoffset() != then.utcoffset():
            found.append(day)
        day += DAY
    return found


TROUBLE, CLOCK_CHANGES = _troublesome(), _changes()
UNSETTLED = sorted(
    day for day in CLOSED.fridays | CLOSED.closures | CLOSED.inaugurations if FIRST <= day <= LAST
)


class Chance(Random):
    """A random source that draws days; the same seed draws the same ones."""

    def day(self) -> date:
        """A day of the calendar, or once in a while just beyond; rather one that makes trouble."""
        which = self.random()
        if which < 0.4:
            return self.choice(TROUBLE)
        if which < 0.55:
            return self.choice(UNSETTLED)
        if which < 0.6:
            return self.choice(CLOCK_CHANGES)
        if which < 0.7:
            return date(self.randrange(1996, 2037, 4), 2, 29)
        if which < 0.71:
            return self.choice((FIRST - DAY, FIRST, LAST, LAST + DAY))
        return FIRST + self.randrange((LAST - FIRST).days + 1) * DAY

    def start(self, n: int, *, back: bool = False) -> date:
        """A day to count n from; in half of the draws the end is one that makes trouble."""
        day = self.day()
        if self.random() < 0.5:
            return day
        return day + n * DAY if back else day - n * DAY

    def many(self, unit: str = "calendar_days") -> int:
        """So many of a unit: mostly as many as rules give."""
        if unit == "calendar_days":
            return self.choice((0, 1, 2, 5, 7, 10, 14, 15, 30, 60, 90, 180, self.randrange(400)))
        if unit == "working_days":
            return self.choice((0, 1, 2, 5, 10, 20, 30, 90, self.randrange(120)))
        if unit == "hours":
            return self.choice((0, 1, 24, 48, 72, 96, self.randrange(300)))
        return self.randrange(1, 30) if unit == "months" else self.randrange(1, 8)

    def moment(self) -> str:
        """A wall time; rather one in a night in which clocks change."""
        day = self.day()
        if self.random() < 0.2:
            day = self.choice(CLOCK_CHANGES) - self.randrange(4) * DAY
        return f"{day}T{self.randrange(24):02}:{self.choice((0, 30, self.randrange(60))):02}"

    def added(self, near: date, *kinds: str) -> dict[str, object]:
        """A closed day that an office entered, near a day."""
        kind, on = self.choice(kinds), near + self.randrange(-3, 4) * DAY
        entry: dict[str, object] = {"date": on.isoformat(), "class": kind}
        return entry | ({"state": self.choice(("LA", "TX"))} if kind == "state" else {})


_PLACES = {
    "legal": "legal",
    "observed_friday": "fridays",
    "closure": "closures",
    "inauguration": "inaugurations",
}


def closed_for(given: Inputs) -> Closed:
    """The closed days, and those that the office of these inputs added."""
    closed = CLOSED
    for entry in given.get("office", {}).get("calendar_add", ()):
        on, kind = date.fromisoformat(str(entry["date"])), str(entry["class"])
        # A state's holidays count only where the court sits in that state.
        mine = kind != "state" or entry["state"] == given.get("state")
        place = _PLACES.get(kind, "entered")
        if mine:
            closed = replace(closed, **{place: getattr(closed, place) | {on}})
    return closed


Count = Callable[[date, Period, Closed], Answer]


def counted(
    way: Count, start: date, period: Period, closed: Closed, *, theirs: bool = False
) -> Expected:
    """Count by a way; for the government's clock the later side is safe, also of a month's end."""
    clamped = replace(
        period, month_end="clamp" if period.month_end == "abort" else period.month_end
    )
    answer = way(start, clamped, closed)
    # Also where the earlier day is not theirs to keep, that reading must be known.
    earlier = answer.safe
    if theirs:
        answer = their_side(way, start, clamped, closed, answer)
    first = replace(clamped, mail_days=0 if period.mail_when == "after_roll" else period.mail_days)
    bare = naive.one_reading(start, replace(first, roll="none"), closed.surely)
    touched = refused_beyond(start, period.unit)
    expected = of_answer(answer, bare, earlier, *touched)
    if period.month_end == "abort" and not _has_its_day(start, period):
        return asked(answer.safe, bare, *touched)
    return expected


def their_side(way: Count, start: date, period: Period, closed: Closed, answer: Answer) -> Answer:
    """The later day is safe; where a month lacks the day, that is counted from the next."""
    up = way(start, replace(period, month_end="next"), closed)
    return naive.theirs(replace(answer, latest=max(answer.latest, up.latest)))


def refused_beyond(start: date, unit: str = "years") -> tuple[date, ...]:
    """The first day if the calendar must hold it; a birth may be older than any calendar."""
    return (start,) if start > LAST or unit not in {"months", "years"} else ()


def _has_its_day(start: date, period: Period) -> bool:
    try:
        naive.bare_end(start, period, frozenset())
    except NoSuchDay:
        return False
    return True


def of_answer(answer: Answer, *reaches: date) -> Expected:
    """The keys of a last day."""
    values: dict[str, object] = {"status": "due", "safe": answer.safe, "latest": answer.latest}
    return Expected(values | ({"due": answer.due} if answer.due else {}), reaches)


def asked(safe: date | None, *reaches: date) -> Expected:
    """A person must answer first; a safe day may stand."""
    values = {"status": "needs_human", "safe": safe}
    return Expected(values | dict.fromkeys(("due", "latest")), reaches)


def widened(first: Answer, *others: Answer) -> Answer:
    """The first, in time also under each other reading."""
    every = (first, *others)
    return Answer(first.due, min(each.safe for each in every), max(each.latest for each in every))
