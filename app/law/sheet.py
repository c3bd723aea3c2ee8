"""One computation on paper: days, readings, steps and warnings as they are written down."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from app.law import sentences
from app.law.calendar import EVERY, Calendar, closed_by
from app.law.conditions import holds
from app.law.count import Days, count, rolled
from app.law.inputs import Given
from app.law.phrases import Text
from app.law.result import Caution, Reading, Step
from app.law.rulebook import Band, Citation, Rule, Rulebook, Version
from app.law.versions import period_of, shadows

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


@dataclass(slots=True)
class Sheet:
    """What is known so far; `days` is None while, or because, there is no one answer."""

    rulebook: Rulebook
    rule: Rule
    given: Given
    calendar: Calendar
    version: Version | None = None
    days: Days | None = None
    safe: date | None = None
    readings: list[Reading] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    warnings: list[Caution] = field(default_factory=list)

    def step(self, text: Text, *cites: Citation) -> None:
        """Write one line of the count with its authorities."""
        self.steps.append(step_of(text, *cites))

    def warn(self, code: str, text: Text, *, changes: bool = True) -> None:
        """Write one warning, and whether the answer hangs on it."""
        self.warnings.append(Caution(code, text, changes))

    def count(self, version: Version, trigger: date) -> Days:
        """Return the days that version gives, writing nothing down."""
        n = period_of(version, self.given.facts)
        return count(self.calendar, version.regime, trigger, n, safe_side=self.rule.safe_side)

    @property
    def safer(self) -> Callable[[date, date], date]:
        """Return what picks the safe one of two days."""
        return max if self.rule.safe_side == "latest" else min

    def settle(self, days: Days, regime: str) -> None:
        """Take days as the answer, with its readings."""
        self.days, self.safe = days, days.safe
        self.readings = list(readings_of(days, regime))


def step_of(text: Text, *cites: Citation) -> Step:
    """Return a sentence with its authorities."""
    told = [cite.told for cite in cites]
    cite = Text("; ".join(each.en for each in told), "; ".join(each.es for each in told))
    return Step(text, cite)


def readings_of(days: Days, regime: str) -> Iterable[Reading]:
    """Yield the prevailing reading, and beside it each one that gives another day."""
    if days.due == days.safe == days.latest:
        yield Reading("prevailing", days.due, sentences.ALL_AGREE)
        return
    yield Reading("prevailing", days.due, sentences.PREVAILING)
    if days.safe != days.due:
        yield Reading("safe", days.safe, sentences.SAFE_BECAUSE[regime])
    if days.latest != days.due:
        yield Reading("latest", days.latest, sentences.LATEST_BECAUSE)


def write_count(sheet: Sheet, chosen: Version, trigger: date) -> None:
    """Count by one version and write down each step."""
    days, regime = sheet.count(chosen, trigger), sheet.rulebook.regimes[chosen.regime]
    direction = chosen.period.direction
    sheet.version = chosen
    sheet.step(sentences.GOVERNS.fill(v=chosen.v, starts=chosen.starts), *chosen.cites)
    sheet.step(sentences.STARTS[direction].fill(day=trigger), regime.counting)
    ends = sentences.ENDS["working_days" if chosen.period.unit == "working_days" else direction]
    n = period_of(chosen, sheet.given.facts)
    sheet.step(ends.fill(n=n, last=days.last), *chosen.cites)
    if chosen.period.unit == "calendar_days":
        write_roll(sheet, days, regime.rolling)
    if days.safe != days.due:
        sheet.step(sentences.SAFE.fill(safe=days.safe), regime.rolling)
    sheet.settle(days, chosen.regime)


def write_roll(sheet: Sheet, days: Days, cite: Citation) -> None:
    """Write down whether a closed last day moved, and why."""
    if not rolled(days):
        sheet.step(sentences.STANDS.fill(last=days.last), cite)
        return
    closed = closed_by(sheet.calendar, days.last, EVERY)
    why = closed[0].name if closed else sentences.WEEKEND
    sheet.step(sentences.ROLLS.fill(last=days.last, why=why, due=days.due), cite)


def write_band(sheet: Sheet, band: Band, trigger: date) -> None:
    """Write down every reading of an unsettled time; only the safest day stands."""
    sheet.warn("transition", band.text)
    safer = sheet.safer
    for version in sheet.rule.versions:
        if version.v in band.between:
            days, because = sheet.count(version, trigger), sentences.BY_VERSION.fill(v=version.v)
            sheet.step(because, *version.cites)
            sheet.readings.append(Reading(f"version_{version.v}", days.due, because))
            sheet.safe = days.safe if sheet.safe is None else safer(sheet.safe, days.safe)


def write_shadows(sheet: Sheet, key: date, trigger: date, governing: Version) -> None:
    """Warn with the date of each version that does not govern but may come, or come back."""
    governed = sheet.count(governing, trigger)
    for version in shadows(sheet.rule, key, governing):
        days = sheet.count(version, trigger)
        if days.due != governed.due:
            text = sentences.SHADOW.fill(note=version.status_note, due=days.due)
            sheet.warn(f"shadow_version_{version.v}", text)


def write_late_start(sheet: Sheet, version: Version, trigger: date) -> None:
    """Write the reading under which the clock began later than the day given."""
    late = version.late_start
    if late is not None:
        days = sheet.count(version, trigger + timedelta(days=late.n))
        sheet.readings.append(Reading("late_start", days.safe, sentences.LATE_START.fill(n=late.n)))
        sheet.warn("late_start", sentences.STARTS_LATE.fill(note=late.text, due=days.safe))


def write_closed_days(sheet: Sheet, days: Days) -> None:
    """Warn of each day in reach of the count whose closing is of an unsettled kind."""
    day, end = min(days.watched_from, days.safe), max(days.latest, days.due)
    while day <= end:
        for closed in closed_by(sheet.calendar, day, frozenset(_CLOSED_DAY_IDS)):
            text = _CLOSED_DAY_TEXTS[closed.kind]
            sheet.warn(_CLOSED_DAY_IDS[closed.kind], text.fill(day=day, name=closed.name))
        day += timedelta(days=1)


def write_caveats(sheet: Sheet) -> None:
    """Write the rule's own warnings that apply to these inputs."""
    for caveat in sheet.rule.warnings:
        if caveat.when is None or holds(caveat.when, sheet.given.facts):
            sheet.warn(caveat.id, caveat.text, changes=caveat.changes)


def write_printed(sheet: Sheet, printed: date) -> None:
    """Put a printed date before the count; warn where the count ends earlier.

    A judge's order governs whatever it says. A date that only repeats the law cannot lengthen it,
    so there the safe day is the earlier of the two and the latest the later.
    """
    governs = sheet.rule.printed == "governs"
    regime = "EOIR_DATE_CERTAIN" if governs else "EOIR_AFTER"
    days = count(sheet.calendar, regime, printed, 0, safe_side=sheet.rule.safe_side)
    counted, authority, safer = sheet.days, sheet.rulebook.regimes[regime], sheet.safer
    text = sentences.PRINTED_GOVERNS if governs else sentences.PRINTED_REPEATS
    sheet.step(text.fill(printed=printed), authority.counting)
    write_roll(sheet, days, authority.rolling)
    readings = list(readings_of(days, regime))
    sheet.readings = [Reading("printed", days.due, sentences.AS_PRINTED), *readings[1:]]
    if counted is not None and not governs:
        safe = safer(days.safe, counted.safe)
        days = replace(days, safe=safe, latest=max(days.latest, counted.latest))
    sheet.days, sheet.safe = days, days.safe
    if days.safe != days.due:
        sheet.step(sentences.SAFE.fill(safe=days.safe), authority.rolling)
    if counted is not None and counted.due != days.due:
        sheet.readings.append(Reading("counted", counted.due, sentences.AS_COUNTED))
        if counted.due < days.due:
            sheet.warn("counted_is_earlier", sentences.COUNTED_IS_EARLIER.fill(due=counted.due))
