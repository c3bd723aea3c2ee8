"""What is wrong with a rule pack, in words: its form, its law, and its own examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import chain, pairwise
from pathlib import Path
from typing import Final

from app.law.calendar import STRICT, Calendar, closed_by
from app.law.compute import compute
from app.law.count import Days, count, fell_on_holiday, fell_on_weekend
from app.law.reader import read_pack
from app.law.refusals import LawError
from app.law.result import Result
from app.law.rulebook import Condition, Example, Rule, Rulebook, Version
from app.law.shelf import pack_hash
from app.law.versions import choose, period_of
from app.law.vocabulary import GIVEN_BY_PROGRAMS, GOVERNING, INCURABLE, LATER, THEIRS

_DAY: Final = timedelta(days=1)
_FORWARD: Final = {"EOIR_AFTER", "WORKING_DAYS"}


def check(folder: Path) -> list[str]:
    """Return each fault of the pack in folder, with its file and, where possible, its line.

    An empty list means that the pack may be used. A fault of form hides the faults of content.
    """
    rulebook, faults = read_pack(folder, pack_hash(folder))
    if faults:
        return faults
    if not rulebook.rules:
        return ["rules: there is no rule in the pack."]
    found = [f"calendar.toml: {fault}" for fault in _calendar_faults(rulebook.calendar)]
    for rule in rulebook.rules:
        faults = list(chain(_names(rule), _marks(rule), _law(rulebook, rule)))
        # Examples of a rule whose law is in disorder would only repeat it.
        faults = faults or list(_examples(rulebook, rule))
        found += [f"rules/{rule.id}.toml: {fault}" for fault in faults]
    return found


def disorder(result: Result) -> Iterator[str]:
    """Yield a fault unless safe <= due <= latest, or due <= safe = latest on the later side."""
    if result.due is None or result.safe is None or result.latest is None:
        return
    if result.means in LATER:
        ordered = result.due <= result.safe == result.latest
    else:
        ordered = result.safe <= result.due <= result.latest
    if not ordered:
        yield "the readings are not in order."


def _calendar_faults(calendar: Calendar) -> Iterator[str]:
    for on, days in calendar.closed.items():
        if not calendar.first <= on <= calendar.last:
            yield f"{on} lies outside the calendar's own first and last day."
        if len({day.kind for day in days}) < len(days):
            yield f"{on} stands twice in one class."
    if list(calendar.closed) != sorted(calendar.closed):
        yield "the days are not in order."


def _names(rule: Rule) -> Iterator[str]:
    declared = {entry.name: entry for entry in rule.inputs}
    if len(declared) < len(rule.inputs):
        yield "an input is declared twice."
    for name in (rule.trigger, rule.then_law):
        if name not in declared or declared[name].kind != "date" or not declared[name].needed:
            yield f"`{name}` must be declared as a needed input that is a date."
    for name in sorted(rule.also_takes - GIVEN_BY_PROGRAMS):
        yield f"`{name}` in also_takes is not an input that programs give."
    unless = [entry.unless for entry in rule.inputs] + [stop.unless for stop in rule.stops]
    conditions = [stop.when for stop in rule.stops] + [
        caveat.when for caveat in rule.warnings if caveat.when is not None
    ]
    conditions += [carveout.when for each in rule.versions for carveout in each.carveouts]
    fields = chain.from_iterable(_fields(condition) for condition in conditions)
    for name in sorted({*fields, *(name for name in unless if name)} - declared.keys()):
        yield f"`{name}` is used in a condition and not declared as an input."
    if ("printed_date" in declared) != (rule.printed != "none"):
        yield "`printed` and the input printed_date must come together."


def _fields(condition: Condition) -> Iterator[str]:
    if condition.field:
        yield condition.field
    for part in condition.parts:
        yield from _fields(part)


def _marks(rule: Rule) -> Iterator[str]:
    if rule.consequence in INCURABLE and not rule.fatal:
        yield f"a rule whose consequence is {rule.consequence} must be marked fatal."
    if len({rule.government, rule.consequence == "government", rule.means == THEIRS}) > 1:
        yield f"a clock of the government has that consequence, and its day means {THEIRS}."
    if (rule.safe_side == "latest") != (rule.means in LATER):
        yield f"{rule.safe_side} is not the safe side of a day that means {rule.means}."
    ids = [stop.id for stop in rule.stops] + [caveat.id for caveat in rule.warnings]
    if len(set(ids)) < len(ids):
        yield "two stops or warnings have one id."


def _law(rulebook: Rulebook, rule: Rule) -> Iterator[str]:
    numbers = [version.v for version in rule.versions]
    if len(set(numbers)) < len(numbers):
        yield "two versions have one number."
    for band in rule.bands:
        if not set(band.between) <= set(numbers):
            yield "a band lies between versions that do not exist."
    for version in rule.versions:
        yield from (f"version {version.v} {fault}" for fault in _version(rulebook, version))
    spans = [(version.starts, version.ends) for version in rule.versions if _governs(version)]
    spans += [(band.starts, band.ends) for band in rule.bands]
    yield from _tiling(spans)


def _version(rulebook: Rulebook, version: Version) -> Iterator[str]:
    if version.regime not in rulebook.regimes:
        yield f"counts by {version.regime}, for which pack.toml gives no authority."
    if _governs(version) != (version.show_as == "governing"):
        yield f"is {version.status} and cannot be shown as {version.show_as}."
    if (version.status == "repealed") != (version.ends is not None):
        yield "must have a last day if it is repealed, and only then."
    if (version.period.unit == "working_days") != (version.regime == "WORKING_DAYS"):
        yield f"counts {version.period.unit} by {version.regime}."
    if (version.period.direction == "after") != (version.regime in _FORWARD):
        yield f"counts {version.period.direction} the trigger by {version.regime}."


def _governs(version: Version) -> bool:
    return version.status in GOVERNING


def _tiling(spans: Iterable[tuple[date, date | None]]) -> Iterator[str]:
    ordered = sorted(spans, key=lambda span: span[0])
    for (_, ends), (starts, _) in pairwise(ordered):
        if ends is None or ends >= starts:
            yield f"versions overlap from {starts}."
        elif ends + _DAY < starts:
            yield f"no version and no band covers {ends + _DAY} to {starts - _DAY}."
    if not ordered or ordered[-1][1] is not None:
        yield "no version governs without end."


def _examples(rulebook: Rulebook, rule: Rule) -> Iterator[str]:
    for number, example in enumerate(rule.examples, 1):
        for fault in _example(rulebook, rule, example):
            yield f"example {number} ({example.shows}): {fault}"
    for shown in ("ordinary", "weekend", "holiday"):
        if shown not in {example.shows for example in rule.examples}:
            yield f"there is no example of: {shown}."
    tried = {_key(rule, example) for example in rule.examples}
    edges = [version.starts for version in rule.versions] + [band.starts for band in rule.bands]
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
    yield from _differences(example, result)
    if example.shows in {"weekend", "holiday"} and not _shows(rulebook, rule, example):
        yield f"no {example.shows} lies where it could matter."
    yield from disorder(result)


def _differences(example: Example, result: Result) -> Iterator[str]:
    missing = set(example.warns) - {warning.id for warning in result.warnings}
    if missing:
        yield f"does not warn of {', '.join(sorted(missing))}."
    for name, expected in example.expected.items():
        if getattr(result, name) != expected:
            yield f"{name} is {getattr(result, name)}, not {expected}."


def _shows(rulebook: Rulebook, rule: Rule, example: Example) -> bool:
    """Return whether the count of an example meets the closed day that it is there to show."""
    calendar, key = rulebook.calendar, _key(rule, example)
    version = choose(rule, key, None).version if key is not None else None
    if key is None or version is None:
        return False
    n = period_of(version, example.inputs)
    days = count(calendar, version.regime, key, n, safe_side=rule.safe_side)
    if version.regime == "WORKING_DAYS":
        return example.shows == "weekend" or _spans_holiday(calendar, days)
    if example.shows == "weekend":
        return fell_on_weekend(calendar, days)
    return fell_on_holiday(calendar, days) or days.safe != days.due or days.latest != days.due


def _spans_holiday(calendar: Calendar, days: Days) -> bool:
    span = (days.latest - days.watched_from).days
    reach = (days.watched_from + _DAY * n for n in range(span + 1))
    return any(closed_by(calendar, day, STRICT | {"observed_friday", "closure"}) for day in reach)


def _key(rule: Rule, example: Example) -> date | None:
    value = example.inputs.get(rule.then_law)
    return value if isinstance(value, date) else None
