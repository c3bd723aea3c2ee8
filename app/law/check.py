"""What is wrong with a rule pack, in words: its form, its law, and its own examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import chain, pairwise
from pathlib import Path
from typing import Final
from zoneinfo import available_timezones

from app.law.calendar import Calendar
from app.law.check_clocks import clock_faults, clocks_of
from app.law.check_examples import disorder, example_faults
from app.law.clocks import Condition
from app.law.reader import read_pack
from app.law.rulebook import Rule, Rulebook, Version
from app.law.shelf import pack_hash
from app.law.vocabulary import FROM_MEMORY, GIVEN_BY_PROGRAMS, GOVERNING, INCURABLE, LATER, THEIRS

__all__ = ["check", "disorder"]

_DAY: Final = timedelta(days=1)
_YEARS_AHEAD: Final = 3
"""How far past the pack's edition its calendar must at least reach."""


def check(folder: Path) -> list[str]:
    """Return each fault of the pack in folder, with its file and, where possible, its line.

    An empty list means that the pack may be used. A fault of form hides the faults of content.
    """
    rulebook, faults = read_pack(folder, pack_hash(folder))
    if faults:
        return faults
    if not rulebook.rules:
        return ["rules: there is no rule in the pack."]
    found = [
        f"calendar.toml: {fault}" for fault in _calendar_faults(rulebook.calendar, rulebook.edition)
    ]
    if found:  # every rule's examples would repeat it
        return found
    for rule in rulebook.rules:
        faults = list(chain(_names(rule), _marks(rule), _law(rulebook, rule)))
        # Examples of a rule whose law is in disorder would only repeat it.
        faults = faults or list(example_faults(rulebook, rule))
        found += [f"rules/{rule.id}.toml: {fault}" for fault in faults]
    return found


def _calendar_faults(calendar: Calendar, edition: date) -> Iterator[str]:
    if calendar.last.year < edition.year + _YEARS_AHEAD:
        yield f"it must reach at least {_YEARS_AHEAD} years past the pack's edition."
    for on, days in calendar.closed.items():
        if not calendar.first <= on <= calendar.last:
            yield f"{on} lies outside the calendar's own first and last day."
        if len({day.kind for day in days}) < len(days):
            yield f"{on} stands twice in one class."
    if list(calendar.closed) != sorted(calendar.closed):
        yield "the days are not in order."


def _names(rule: Rule) -> Iterator[str]:
    if len(rule.declared) < len(rule.inputs):
        yield "an input is declared twice."
    yield from _starting(rule)
    for name in sorted(rule.also_takes - GIVEN_BY_PROGRAMS):
        yield f"`{name}` in also_takes is not an input that programs give."
    for name in sorted(_used(rule) - rule.declared.keys()):
        yield f"`{name}` is used in a condition and not declared as an input."
    starts = {rule.trigger, *(part.trigger for each in rule.versions for part in each.parts)}
    if "printed_date" not in starts and ("printed_date" in rule.declared) != (
        rule.printed != "none"
    ):
        yield "`printed` and the input printed_date must come together."
    if rule.asks_day_of - set(rule.follows_from):
        yield "`asks_day_of` names an event from which the rule does not follow."
    if rule.asks_day_of and rule.trigger is None:
        yield "`asks_day_of` asks for a day, and the rule counts from none."
    if rule.lapses and "today" not in rule.also_takes:
        yield "a lapse asks what day it is; also_takes must name today."


def _starting(rule: Rule) -> Iterator[str]:
    """Yield what is wrong with the inputs that start the count and select the version."""
    declared, has_parts = rule.declared, any(version.parts for version in rule.versions)
    if rule.trigger is None:
        if any(clock.text is None for clock in clocks_of(rule)):
            yield "`trigger` is missing; only a rule that counts nothing does without."
    elif _kind(rule, rule.trigger) not in {"date", "moment"} or not (
        declared[rule.trigger].needed or has_parts
    ):
        yield f"`{rule.trigger}` must be declared as a needed input that is a date."
    if rule.then_law is not None and _kind(rule, rule.then_law) not in {"date", "moment"}:
        yield f"`{rule.then_law}` must be declared as an input that is a date."
    for lapse in rule.lapses:
        if _kind(rule, lapse.start) != "date":
            yield f"`{lapse.start}` of a lapse must be declared as an input that is a date."
    yield from _places(rule)


def _places(rule: Rule) -> Iterator[str]:
    """Yield what is wrong with the zones and hours of a rule."""
    declared = rule.declared
    clock = [name in declared and declared[name].needed for name in ("trigger_at", "tz")]
    if {"trigger_at", "tz"} & declared.keys() and not all(clock):
        yield "`trigger_at` and `tz` come together, both needed."
    if rule.zone == "circuit" and "circuit" not in declared:
        yield "the zone is the circuit's, and `circuit` is not declared as an input."
    elif rule.zone not in {None, "circuit"} and rule.zone not in available_timezones():
        yield f"`{rule.zone}` is not a time zone."
    if rule.last_hour is not None and rule.zone is None and "court_tz" not in rule.also_takes:
        yield "a last hour needs a zone, or court_tz in also_takes."


def _kind(rule: Rule, name: str) -> str:
    return rule.declared[name].kind if name in rule.declared else ""


def _used(rule: Rule) -> set[str]:
    """Return every input that a condition, or an `unless`, looks at."""
    unless = [entry.unless for entry in rule.inputs] + [stop.unless for stop in rule.stops]
    conditions = [stop.when for stop in rule.stops] + [each.when for each in rule.warnings]
    conditions += [band.when for band in rule.bands]
    conditions += [part.when for each in rule.versions for part in each.parts]
    for clock in clocks_of(rule):
        conditions += [carveout.when for carveout in clock.carveouts]
        conditions += [other.when for other in clock.other_readings]
    fields = chain.from_iterable(_fields(each) for each in conditions if each is not None)
    return {*fields, *(name for name in unless if name)}


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
    ids += [lapse.id for lapse in rule.lapses]
    if len(set(ids)) < len(ids):
        yield "two stops or warnings have one id."
    for stop in rule.stops:
        if stop.gives == "none" and stop.safe_stands:
            yield f"the stop {stop.id} says that there is no deadline; no safe day can stand."


def _law(rulebook: Rulebook, rule: Rule) -> Iterator[str]:
    numbers = [version.v for version in rule.versions]
    if len(set(numbers)) < len(numbers):
        yield "two versions have one number."
    for band in rule.bands:
        if not set(band.between) <= set(numbers):
            yield "a band lies between versions that do not exist."
    for version in rule.versions:
        faults = chain(_version(version), clock_faults(rulebook, rule, version))
        yield from (f"version {version.v} {fault}" for fault in faults)
    spans = [(version.starts, version.ends) for version in rule.versions if _governs(version)]
    spans += [(band.starts, band.ends) for band in rule.bands if band.when is None]
    yield from _tiling(spans)


def _version(version: Version) -> Iterator[str]:
    if _governs(version) != (version.show_as == "governing"):
        yield f"is {version.status} and cannot be shown as {version.show_as}."
    if (version.status == "repealed") != (version.ends is not None):
        yield "must have a last day if it is repealed, and only then."
    unread = all(cite.read_on is None for cite in version.cites)
    if unread and version.source != FROM_MEMORY:
        yield "cites nothing that somebody read, and its source is not memory."


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
