"""Who must have been told what by when, as the papers have it: lists and days.

Written from DESIGN.md and reliability.md 2.1 alone, with nothing of the code. It keeps the office
as one would on paper and works everything out anew each time it is asked.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS_BEFORE = (30, 14, 7, 3, 1, 0)
A_DAY = timedelta(days=1)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
PATIENCE = timedelta(hours=3)  # two windows of an hour, and what is left of this one
ANSWERS, BACKS_UP = "whoever answers for it can", "its back-up can"
_LINE = re.compile(r"^- ([A-Z0-9]{4}) · (.+)$", re.MULTILINE)


def holidays(year: int) -> set[date]:
    """Return the federal legal holidays of a year and the days on which they are observed."""

    def nth(month: int, weekday: int, number: int) -> date:
        first = date(year, month, 1)
        return first + A_DAY * ((weekday - first.weekday()) % 7 + 7 * (number - 1))

    last_of_may = date(year, 5, 31)
    moving = {nth(1, 0, 3), nth(2, 0, 3), nth(9, 0, 1), nth(10, 0, 2), nth(11, 3, 4)}
    moving.add(last_of_may - A_DAY * last_of_may.weekday())
    fixed = [date(year, *day) for day in ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))]
    fixed.append(date(year + 1, 1, 1))
    observed = {day - A_DAY for day in fixed if day.weekday() == 5}
    observed |= {day + A_DAY for day in fixed if day.weekday() == 6}
    return {day for day in moving | set(fixed) | observed if day.year == year}


@dataclass
class Person:
    """A colleague as the office's list has her."""

    name: str
    role: str
    is_here: bool = True
    cover: str | None = None
    away: tuple[datetime, datetime] | None = None
    since: datetime = LONG_AGO  # since when all of that holds

    @property
    def address(self) -> str:
        """Where her mail goes."""
        return f"{self.name}@example.org"

    @property
    def works_on_cases(self) -> bool:
        """Whether dates are hers."""
        return self.is_here and self.role != "office_admin"


@dataclass
class Entry:
    """A hearing or deadline as it stands on the wall calendar."""

    code: str
    kind: str
    day: date
    zone: str
    responsible: str
    backup: str | None
    since: datetime  # since when it stands so, with these people
    dated: datetime  # since when it has this day
    status: str = "open"
    edition: int = 1
    earlier: list[tuple[date, datetime]] = field(default_factory=list)  # days it had, until when
    case: str = ""
    by: tuple[str, str] | None = None  # who changed it last, and how

    @property
    def is_open(self) -> bool:
        """Whether anybody must act."""
        return self.status == "open"


@dataclass(frozen=True, slots=True)
class Stood:
    """How a date stood at a moment, and who could read its case."""

    day: date
    is_open: bool
    named: tuple[tuple[str, str | None], ...]
    readers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a mail."""

    to: str
    at: datetime
    code: str
    words: str


def lines(to: str, at: datetime, text: str) -> list[Said]:
    """Return what a mail says of dates."""
    return [Said(to, at, code, words) for code, words in _LINE.findall(text)]


def spoken(day: date) -> str:
    """Return a day as mails in English write it, without its year."""
    return f"{day:%a %b} {day.day}"


@dataclass
class Book:
    """The office on paper."""

    people: dict[str, Person] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)  # by code
    extra: set[date] = field(default_factory=set)  # closed by an order of the year
    said: list[Said] = field(default_factory=list)
    readers: dict[str, frozenset[str]] = field(default_factory=dict)  # by case

    def stood(self) -> dict[str, Stood]:
        """Return how each date stands now."""
        return {
            code: Stood(
                each.day,
                each.is_open,
                (
                    ("whoever answers for it can", each.responsible),
                    ("its back-up can", each.backup),
                ),
                self.readers[each.case],
            )
            for code, each in self.entries.items()
        }

    def may_say(self, stood: Stood, name: str) -> set[str]:
        """Return what a mail may say of who opens a date's case: nothing to who does (I11).

        Nobody who left is named. Whoever covers for a reader may be told nothing either: the case
        opens for her while that colleague is away.
        """
        if name in stood.readers:
            return {""}
        able = {each for each in stood.readers if self.people[each].is_here}
        told = [f"you cannot open it, {said}" for said, each in stood.named if each in able]
        said = told[0] if told else "nobody named on it can open it: call the office"
        covered = {each.name for each in self.people.values() if each.cover == name}
        return {said, ""} if covered & able else {said}

    def is_closed(self, day: date) -> bool:
        """Tell whether federal offices are closed."""
        return day.weekday() >= 5 or day in holidays(day.year) or day in self.extra

    def slots(self, entry: Entry, now: datetime) -> list[tuple[datetime, int]]:
        """Return the instants at which an entry has rung, with the days before the day; sorted."""
        wanted = []
        for number in DAYS_BEFORE:
            day = before = entry.day - A_DAY * number
            while self.is_closed(before):
                before -= A_DAY
            wanted += [(before, number)] if number > 1 else [*{(day, number), (before, number)}]
        last = now.astimezone(ZoneInfo(entry.zone)).date()
        late = (last - entry.day).days
        wanted += [(entry.day + A_DAY * n, -n) for n in range(1, late + 1)]
        rung = [(_half_past_seven(day, entry.zone), number) for day, number in wanted]
        return sorted((at, number) for at, number in rung if at <= now)

    def must_know(self, entry: Entry, number: int, now: datetime) -> set[str]:
        """Return who must be told of a slot: by role, and whoever covers for one who is away."""
        wanted = [entry.responsible]
        if number <= 7:
            wanted.append(entry.backup or "")
        if number <= 3 and not (entry.kind == "hearing" and number < 0):
            wanted += [each.name for each in self._of("supervising_attorney")]
        told = {name for name in wanted if name and self.people[name].works_on_cases}
        covers = {self.people[name].cover for name in told if self.is_away(name, now)}
        return told | {name for name in covers if name and self.people[name].is_here}

    def is_away(self, name: str, now: datetime) -> bool:
        """Tell whether somebody is on leave."""
        away = self.people[name].away
        return away is not None and away[0] <= now < away[1]

    def somebody(self) -> set[str]:
        """Return everybody who could be told where nobody else can."""
        return {each.name for each in self.people.values() if each.is_here}

    def heard(self, name: str, entry: Entry, since: datetime) -> bool:
        """Tell whether somebody was told of an entry's present day from an instant on."""
        day = spoken(entry.day)
        return any(
            said.code == entry.code and day in said.words
            for said in self.said_to(self.people[name].address, since)
        )

    def said_to(self, address: str, since: datetime) -> Iterator[Said]:
        """Yield the lines of mails to an address, newest first, back to an instant."""
        for said in reversed(self.said):
            if said.at < since:
                return
            if said.to == address:
                yield said

    def untold(self, now: datetime, *, settled: datetime, mute: Iterable[str]) -> list[str]:
        """Return what is missing, told in words; `settled` is since when nothing is in the way."""
        by, quiet = now - PATIENCE, set(mute)
        if settled > by or any(each.since > by for each in self.people.values()):
            return []
        missing: list[str] = []
        for entry in self.entries.values():
            if entry.since > by:
                continue
            rung = self.slots(entry, by) if entry.is_open else []
            if rung:
                missing += self._unreached(entry, rung[-1], now, quiet)
            missing += self._uncorrected(entry, now, quiet)
        return missing

    def _unreached(
        self, entry: Entry, slot: tuple[datetime, int], now: datetime, mute: set[str]
    ) -> Iterator[str]:
        at, number = slot
        since = max(at, entry.dated)
        wanted = {name for name in self.must_know(entry, number, now) if name not in mute}
        for name in sorted(wanted):
            if not self.heard(name, entry, since):
                date_ = f"{entry.code} ({entry.kind} of {entry.day})"
                yield f"{name} was not told of {date_}, slot {number}"
        able = self.somebody() - mute
        if able and not any(self.heard(name, entry, since) for name in able):
            yield f"nobody was told of {entry.code}, slot {number}"

    def _uncorrected(self, entry: Entry, now: datetime, mute: set[str]) -> Iterator[str]:
        """Yield whom nobody told that the newest of an entry's earlier days holds no more."""
        if not entry.earlier or entry.status == "filed":
            return
        day, until = entry.earlier[-1]
        if entry.status != "open" and day <= now.astimezone(ZoneInfo(entry.zone)).date() + A_DAY:
            return
        begun = entry.earlier[-2][1] if len(entry.earlier) > 1 else until - timedelta(days=400)
        for name in {entry.responsible, entry.backup} - mute - {None}:
            person = self.people[str(name)]
            told = [each for each in self.said_to(person.address, begun) if each.code == entry.code]
            before = [each for each in told if each.at < until and spoken(day) in each.words]
            if person.works_on_cases and before and not any(each.at >= until for each in told):
                yield f"{name} was told of {entry.code} on {day}, and not that this holds no more"

    def _of(self, role: str) -> list[Person]:
        return [each for each in self.people.values() if each.role == role and each.is_here]


def _half_past_seven(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(7, 30), ZoneInfo(zone)).astimezone(UTC)
