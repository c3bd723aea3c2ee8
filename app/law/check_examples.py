"""A rule's own examples: that each holds, and that they show what must be shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from app.law.calendar import STRICT, OutsideCalendar, closed_by, is_open
from app.law.check_clocks import clocks_of
from app.law.clocks import Clock
from app.law.compute import compute
from app.law.conditions import holds
from app.law.count import fell_on_holiday, fell_on_weekend
from app.law.days import Days
from app.law.inputs import read_inputs
from app.law.refusals import LawError
from app.law.result import Result
from app.law.rulebook import Example, Outcome, Rule, Rulebook
from app.law.sheet import Sheet
from app.law.versions import choose, standing
from app.law.vocabulary import GOVERNING, LATER
from app.law.ways import Unanswered

_DAY: Final = timedelta(days=1)
_LEAST: Final = 3
_SPANNED: Final = frozenset({"WORKING_DAYS", "HOURS_EXCL"})
_ROLLED: Final = _SPANNED | {"FED_HOURS"}


def disorder(result: Result) -> Iterator[str]:
    """Yield a fault unless safe <= due <= latest, or due <= safe = latest on the later side."""
    for part in result.parts:
        yield from disorder(part)
    if result.opens is not None and result.safe_opens is not None:
        if result.opens > result.safe_opens:
            yield "a right is safe before it opens."
        if result.closes is None:
            return
    if result.due is None or result.safe is None or result.latest is None:
        return
    if result.means in LATER and result.closes is None:
        ordered = result.due <= result.safe == result.latest
    else:
        ordered = result.safe <= result.due <= result.latest
    if not ordered:
        yield "the readings are not in order."


def example_faults(rulebook: Rulebook, rule: Rule) -> Iterator[str]:
    """Yield each example that does not hold, and each kind of example that is missing."""
    for number, example in enumerate(rule.examples, 1):
        for fault in _example(rulebook, rule, example):
            yield f"example {number} ({example.shows}): {fault}"
    counts = any(clock.text is None for clock in clocks_of(rule))
    if counts and len(rule.examples) < _LEAST:
        yield f"there are fewer than {_LEAST} examples."
    wanted = ["ordinary"] if counts else []
    wanted += ["weekend", "holiday"] if any(_rolls(clock) for clock in _governing(rule)) else []
    for shown in wanted:
        if shown not in {example.shows for example in rule.examples}:
            yield f"there is no example of: {shown}."
    yield from _edges(rule)


def _governing(rule: Rule) -> list[Clock]:
    versions = (version for version in rule.versions if version.status in GOVERNING)
    return [clock for version in versions for clock in version.clocks]


def _rolls(clock: Clock) -> bool:
    return clock.regime in _ROLLED or clock.roll != "none"


def _edges(rule: Rule) -> Iterator[str]:
    if rule.then_law is None:
        return
    tried = {_key(rule, example) for example in rule.examples}
    edges = {version.starts for version in rule.versions}
    edges |= {band.starts for band in rule.bands} | {band.ends + _DAY for band in rule.bands}
    for edge in sorted(edges):
        for day in (edge - _DAY, edge):
            if day not in tried:
                yield f"there is no example on {day}, beside the edge of {edge}."


def _example(rulebook: Rulebook, rule: Rule, example: Example) -> Iterator[str]:
    try:
        result = compute(rulebook, rule.id, example.inputs)
    except LawError as refusal:
        yield f"refused, {refusal}"
        return
    yield from _differences(example.out, result)
    if example.shows in {"weekend", "holiday"} and not _shows(rulebook, rule, example):
        yield f"no {example.shows} lies where it could matter."
    yield from disorder(result)


def _differences(out: Outcome, result: Result) -> Iterator[str]:
    missing = set(out.warns) - {warning.id for warning in result.warnings}
    if missing:
        yield f"does not warn of {', '.join(sorted(missing))}."
    for name, expected in out.expected.items():
        if not _same(getattr(result, name), expected):
            yield f"{name} is {getattr(result, name)}, not {expected}."
    if out.parts and len(out.parts) != len(result.parts):
        yield f"has {len(result.parts)} parts, not {len(out.parts)}."
    for part, own in zip(out.parts, result.parts, strict=False):
        yield from (f"({own.part}) {fault}" for fault in _differences(part, own))


def _same(found: object, expected: object) -> bool:
    """Return whether two answers are one; moments by instant and by what the clock shows.

    In an hour that comes twice `==` is never true between two kinds of zone (PEP 495).
    """
    if isinstance(found, datetime) and isinstance(expected, datetime):
        alike = found.utcoffset() == expected.utcoffset()
        return alike and found.timestamp() == expected.timestamp()
    return found == expected


def _shows(rulebook: Rulebook, rule: Rule, example: Example) -> bool:
    """Return whether the count of an example meets the closed day that it is there to show."""
    given = read_inputs(rulebook, rule, example.inputs)
    sheet, key = Sheet(rulebook, rule, given, rulebook.calendar), _key(rule, example)
    version = standing(rule)
    if key is not None:
        version = choose(rule, key, None, given.facts).version or version
    parts = [each for each in version.parts if each.when is None or holds(each.when, given.facts)]
    starts = [(each.clock, each.trigger or rule.trigger) for each in parts]
    for clock, trigger in starts or [(version.clock, rule.trigger)]:
        start = given.day(trigger) if trigger is not None else None
        if start is not None and _meets(sheet, clock, start, example.shows):
            return True
    return False


def _meets(sheet: Sheet, clock: Clock, start: date, shown: str) -> bool:
    try:
        days = sheet.count(clock, start)
    except (Unanswered, OutsideCalendar):
        return False
    if clock.regime in _SPANNED:
        return _spans(sheet, start, days, shown)
    moved = days._replace(last=days.due - _DAY) if clock.mail else days
    if shown == "weekend":
        return fell_on_weekend(sheet.calendar, days) or fell_on_weekend(sheet.calendar, moved)
    return (
        fell_on_holiday(sheet.calendar, days)
        or fell_on_holiday(sheet.calendar, moved)
        or days.safe != days.due
        or days.latest != days.due
    )


def _spans(sheet: Sheet, start: date, days: Days, shown: str) -> bool:
    calendar, reach = sheet.calendar, (days.latest - start).days
    for day in (start + _DAY * n for n in range(reach + 1)):
        if shown == "weekend" and not is_open(calendar, day, frozenset()):
            return True
        closing = STRICT | {"observed_friday", "closure"}
        if shown == "holiday" and day > start and closed_by(calendar, day, closing):
            return True
    return False


def _key(rule: Rule, example: Example) -> date | None:
    """Return the day by which an example selects its version."""
    for name in (rule.then_law, rule.trigger):
        value = example.inputs.get(name) if name is not None else None
        if isinstance(value, str):
            return _day(value)
        if isinstance(value, date):
            return value
    return None


def _day(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None
