"""One computation on paper: days, readings, steps and warnings as they are written down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from app.law import sentences
from app.law.calendar import EVERY, Calendar, OutsideCalendar, closed_by, of_state
from app.law.clocks import Clock, OtherReading, Period
from app.law.conditions import holds
from app.law.count import CONSTRUED, Way, count
from app.law.days import Days
from app.law.hours import Moments, count_hours
from app.law.inputs import Given
from app.law.phrases import Text
from app.law.result import Caution, Reading, Step
from app.law.rulebook import Citation, Rule, Rulebook, Version, cited
from app.law.vocabulary import BY_THE_HOUR, LATER
from app.law.ways import Asked, Unanswered, missing, number, way_of

_CLOSED_DAY_TEXTS: Final = {
    "observed_friday": sentences.OBSERVED_FRIDAY,
    "closure": sentences.CLOSURE,
    "inauguration": sentences.INAUGURATION,
}
_CLOSED_DAY_IDS: Final = {
    "observed_friday": "observed_friday",
    "closure": "executive_order_closing",
    "inauguration": "inauguration_day",
}
_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5
_UNSETTLED: Final = frozenset(_CLOSED_DAY_IDS)


@dataclass(slots=True)
class Sheet:
    """What is known so far; `days` is None while, or because, there is no one answer."""

    rulebook: Rulebook
    rule: Rule
    given: Given
    calendar: Calendar
    version: Version | None = None
    clock: Clock | None = None
    days: Days | None = None
    safe: date | None = None
    opens: Days | None = None
    moments: Moments | None = None
    reach: tuple[Days, date | None] | None = None
    """The clock's own days, and since when a closed day could have mattered."""
    none: bool = False
    """Whether there is no deadline at all."""
    open_question: bool = False
    """Whether a person must answer first, though a safe day stands."""
    questions: int = 0
    asks: list[str] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    warnings: list[Caution] = field(default_factory=list)

    def step(self, text: Text, *cites: Citation) -> None:
        """Write one line of the count with its authorities."""
        self.steps.append(Step(text, cited(cites)))

    def warn(self, code: str, text: Text, *, changes: bool = True) -> None:
        """Write one warning, and whether the answer hangs on it."""
        self.warnings.append(Caution(code, text, changes))

    def question(self, code: str, text: Text) -> None:
        """Write what a person must answer first; such stand before every other warning."""
        self.warnings.insert(self.questions, Caution(code, text, changes=True))
        self.questions += 1
        self.open_question = True

    def ask(self, question: Unanswered) -> None:
        """Write a question that the count came upon."""
        self.question(question.code, question.text)
        if question.asks and question.asks not in self.asks:
            self.asks.append(question.asks)

    def beside(self, *, held: bool) -> Sheet:
        """Return a sheet for one of several clocks."""
        return Sheet(self.rulebook, self.rule, self.given, self.calendar, open_question=held)

    def take(self, part: Sheet) -> None:
        """Take the answer of one of several clocks for that of the whole."""
        self.version, self.clock = part.version, part.clock
        self.days, self.safe, self.opens = part.days, part.safe, part.opens
        self.moments, self.reach, self.none = part.moments, part.reach, part.none
        self.open_question |= part.open_question
        self.asks += [name for name in part.asks if name not in self.asks]
        self.readings += part.readings
        self.steps += part.steps
        self.warnings[self.questions : self.questions] = part.warnings[: part.questions]
        self.questions += part.questions
        self.warnings += part.warnings[part.questions :]

    @property
    def later(self) -> bool:
        """Whether the later side is the safe one."""
        return self.rule.means in LATER

    @property
    def safer(self) -> Callable[[date, date], date]:
        """Return what picks the safe one of two days."""
        return max if self.later else min

    def start(self, trigger: str | None) -> date:
        """Return the day a count starts from.

        Raises:
            Unanswered: It was not given.
        """
        day = self.given.day(trigger) if trigger is not None else None
        if day is None:
            raise missing(self.rule, trigger or next(iter(self.rule.declared)))
        return day

    def way(self, clock: Clock, period: Period) -> Way:
        """Return how a period is counted.

        Raises:
            Unanswered: One of its numbers is not known.
        """
        return way_of(Asked(self.rulebook, self.rule, self.given, self.calendar), clock, period)

    def count(self, clock: Clock, start: date) -> Days:
        """Return the days that a clock gives, writing nothing down.

        Raises:
            Unanswered: One of its numbers is not known, or it counts nothing.
        """
        if clock.regime in BY_THE_HOUR:
            return self.count_hours(clock).days
        period = clock.closes or clock.opens if clock.regime == "WINDOW" else clock.period
        if clock.text is not None:
            raise Unanswered("counts_nothing", clock.text)
        return count(self.calendar, self.way(clock, period or UNMOVED), start)

    def count_hours(self, clock: Clock) -> Moments:
        """Return the moments that a clock of hours gives.

        Raises:
            Unanswered: The moment it starts from, or its number, is not known.
        """
        start, period = self.given.moment("trigger_at"), clock.period or UNMOVED
        if start is None or start.tzinfo is None:
            raise missing(self.rule, "trigger_at" if start is None else "tz")
        hours, _ = number(self.rule, self.given, clock, period)
        return count_hours(self.calendar, clock.regime, start, hours, later=self.later)

    def tried(self, version: Version, start: date) -> Days | None:
        """Return the days that a version gives, None where it gives none."""
        try:
            return self.count(version.clock, start)
        except (Unanswered, OutsideCalendar):
            return None


UNMOVED: Final = Period(n=0, unit="calendar_days")


def others_of(sheet: Sheet, clock: Clock, of: str = "closes") -> list[OtherReading]:
    """Return the other readings of a clock that apply to these inputs."""
    facts = sheet.given.facts
    mine = [other for other in clock.other_readings if other.of == of]
    return [other for other in mine if other.when is None or holds(other.when, facts)]


def readings_of(days: Days, way: Way) -> Iterator[Reading]:
    """Yield the prevailing reading, and beside it each one that gives another day."""
    if days.due == days.safe == days.latest:
        yield Reading("prevailing", days.due, sentences.ALL_AGREE)
        return
    stands = days.due == days.last and way.unit != "working_days" and way.roll != "next"
    because = sentences.THE_DAY_ITSELF if stands else sentences.PREVAILING
    yield Reading("prevailing", days.due, because)
    if days.safe != days.due:
        yield Reading("safe", days.safe, _safe_because(way))
    if days.latest != days.due:
        yield Reading("latest", days.latest, _latest_because(way))


def _safe_because(way: Way) -> Text:
    if way.later:
        return _later_because(way)
    if way.unit == "working_days":
        return sentences.STRICTLY_WORKED
    if way.online:
        return sentences.UNMOVED
    if way.may_be_online:
        return sentences.EITHER_WAY
    builds_on_earlier = way.regime in CONSTRUED or way.roll in {"previous", "uncertain"}
    return sentences.FILE_BEFORE if builds_on_earlier else sentences.STRICTLY


def _latest_because(way: Way) -> Text:
    if way.later:
        return _later_because(way)
    if way.roll == "uncertain" or way.online:
        return sentences.MOVED_FORWARD
    return sentences.STANDS_BACK if way.roll == "previous" else sentences.LATEST_BECAUSE


def _later_because(way: Way) -> Text:
    if way.unit == "working_days":
        return sentences.BROADLY_WORKED
    if way.roll == "none":
        return sentences.LATER_MONTH
    return sentences.MOVED_FORWARD if way.roll == "uncertain" else sentences.LATEST_BECAUSE


def write_roll(sheet: Sheet, days: Days, roll: str, cite: Citation, state: str = "") -> None:
    """Write down whether a closed last day moved, and why."""
    closed = closed_by(sheet.calendar, days.last, EVERY | {of_state(state)} if state else EVERY)
    why = closed[0].name if closed else sentences.WEEKEND
    is_closed = bool(closed) or days.last.weekday() >= _SATURDAY
    if roll == "none":
        sheet.step(sentences.NEVER_MOVES.fill(last=days.last), cite)
    elif roll == "uncertain" and is_closed:
        sheet.step(sentences.MAY_NOT_MOVE.fill(last=days.last, why=why), cite)
    elif days.due == days.last:
        stands = sentences.STANDS_THOUGH.fill(last=days.last, why=why)
        sheet.step(stands if is_closed else sentences.STANDS.fill(last=days.last), cite)
    else:
        sheet.step(sentences.ROLLS.fill(last=days.last, why=why, due=days.due), cite)


def write_closed_days(sheet: Sheet, days: Days, since: date | None = None) -> None:
    """Warn of each day in reach of the count whose closing is of an unsettled kind.

    In reach is each day since the first that is not counted if closed, else from the last on.
    """
    day = since or min(days.last, days.safe, days.due)
    end = max(days.last, days.latest, days.due)
    closed = sheet.calendar.closed
    while day <= end:
        for each in closed.get(day, ()):
            if each.kind in _UNSETTLED:
                text = _CLOSED_DAY_TEXTS[each.kind]
                sheet.warn(_CLOSED_DAY_IDS[each.kind], text.fill(day=day, name=each.name))
        day += _DAY


def write_caveats(sheet: Sheet) -> None:
    """Write the rule's own warnings that apply to these inputs."""
    for caveat in sheet.rule.warnings:
        if caveat.when is None or holds(caveat.when, sheet.given.facts):
            sheet.warn(caveat.id, caveat.text, changes=caveat.changes)
