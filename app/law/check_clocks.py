"""What is wrong with the clocks of a rule: regime, unit, direction, and the inputs they need."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final

from app.law.choices import CHOICES
from app.law.clocks import Clock, Part, Period
from app.law.rulebook import Rule, Rulebook, Version
from app.law.vocabulary import BY_THE_HOUR, COUNTS_NOTHING, DAYS, EOIR, LONG

_BACK: Final = frozenset({"EOIR_BEFORE", "FED_BEFORE"})
_BOTH_WAYS: Final = frozenset({"SCOTUS"})
"""Regimes that say themselves which way a closed day moves, and count back where it goes back."""
_LONGER: Final = frozenset({DAYS, *LONG})
_UNITS: Final = {
    "EOIR_BEFORE": frozenset({DAYS}),
    "FED_BEFORE": frozenset({DAYS}),
    "WORKING_DAYS": frozenset({"working_days"}),
    "ANNIVERSARY": frozenset(LONG),
    **dict.fromkeys(BY_THE_HOUR, frozenset({"hours"})),
}
"""The units of the regimes that do not take both days and longer ones."""
_ROLLS_BY_ANOTHER: Final = frozenset({"ANNIVERSARY", "PRINTED", "WINDOW"})
_MAILS: Final = frozenset({"USCIS", "FED_AFTER"})
_AS_PRINTED: Final = frozenset({"PRINTED", "EOIR_DATE_CERTAIN"})
_OWN_LABELS: Final = frozenset({"prevailing", "safe", "latest", "printed", "counted", "outage"})


def clocks_of(rule: Rule) -> tuple[Clock, ...]:
    """Return every clock of a rule."""
    return tuple(clock for version in rule.versions for clock in version.clocks)


def clock_faults(rulebook: Rulebook, rule: Rule, version: Version) -> Iterator[str]:
    """Yield each fault of a version's clocks, to be read after its number."""
    if not version.parts:
        yield from _clock(rulebook, rule, version.clock, rule.trigger)
        return
    if len({part.id for part in version.parts}) < len(version.parts):
        yield "has two parts of one id."
    for part in version.parts:
        yield from (f"({part.id}) {fault}" for fault in _part(rulebook, rule, part))


def _part(rulebook: Rulebook, rule: Rule, part: Part) -> Iterator[str]:
    if part.trigger is not None and part.trigger not in rule.declared:
        yield f"starts from `{part.trigger}`, which is not declared as an input."
    yield from _clock(rulebook, rule, part.clock, part.trigger or rule.trigger)


def _clock(rulebook: Rulebook, rule: Rule, clock: Clock, trigger: str | None) -> Iterator[str]:
    regimes = {clock.regime, clock.roll_by}
    regimes |= {
        name for each in clock.other_readings for name in (each.regime, each.roll_by) if name
    }
    if rule.printed == "governs" and rule.forum not in EOIR:
        regimes.add("PRINTED")  # by which such a date is taken as it stands
    for regime in sorted(regimes - COUNTS_NOTHING - rulebook.regimes.keys()):
        yield f"counts by {regime}, for which pack.toml gives no authority."
    for period in clock.periods:
        yield from chain(_period(clock, period), _numbers(rule, clock, period))
    yield from chain(_rolling(clock), _starting(rule, clock, trigger), _extras(rule, clock))


def _period(clock: Clock, period: Period) -> Iterator[str]:
    if period.unit not in _UNITS.get(clock.regime, _LONGER):
        yield f"counts {period.unit} by {clock.regime}."
    if clock.regime == "EARLIEST":
        wanted = {"opens_after"}
    elif clock.regime == "WINDOW":
        wanted = {"after", "before"}
    elif clock.regime in _BOTH_WAYS:
        wanted = {"before" if clock.roll == "previous" else "after"}
    else:
        wanted = {"before" if clock.regime in _BACK else "after"}
    if period.direction not in wanted:
        yield f"counts {period.direction} the trigger by {clock.regime}."


def _numbers(rule: Rule, clock: Clock, period: Period) -> Iterator[str]:
    """Yield what is wrong with where a period's numbers come from."""
    sources = [bool(period.number_from), clock.lookup is not None, period.n is not None]
    if not any(sources):
        yield "has a period without a number: n, an input or a table must say it."
    if clock.lookup is not None and period.n is not None:
        yield "has a table and a number of its own; one of them is never read."
    names = [period.number_from, period.add_input, *period.add_between]
    for name in names:
        if name and name not in rule.declared:
            yield f"counts with `{name}`, which is not declared as an input."
    asked = rule.declared.get(period.number_from)
    if asked is not None and period.n is None and not asked.needed:
        yield f"has no number but that of `{asked.name}`, which must then be needed."
    if period.repeats and "today" not in rule.also_takes:
        yield "recurs, which asks what day it is; also_takes must name today."


def _rolling(clock: Clock) -> Iterator[str]:
    if clock.regime in _ROLLS_BY_ANOTHER and clock.roll != "none" and clock.roll_by == clock.regime:
        yield f"moves a closed day by {clock.regime}; roll_by must say by whose authority."
    if clock.mail and clock.regime not in _MAILS:
        yield f"adds days for mail by {clock.regime}, which knows none."


def _starting(rule: Rule, clock: Clock, trigger: str | None) -> Iterator[str]:
    if clock.regime in BY_THE_HOUR and trigger != "trigger_at":
        yield f"counts by {clock.regime}, which starts from trigger_at."
    if clock.regime in _AS_PRINTED and trigger != "printed_date":
        yield f"counts by {clock.regime}, which starts from printed_date."
    if clock.regime == "EARLIEST" and rule.means != "not_before":
        yield "opens a right; its day must mean not_before."
    if clock.regime == "WINDOW" and not clock.periods:
        yield "is a window that neither opens nor closes."


def _extras(rule: Rule, clock: Clock) -> Iterator[str]:
    if clock.mail and "service_method" not in rule.declared:
        yield "adds days for mail, and service_method is not declared as an input."
    yield from chain(_lookup(rule, clock), _ceiling(rule, clock))
    labels = [each.label for each in clock.other_readings]
    if len(set(labels)) < len(labels) or _OWN_LABELS & set(labels):
        yield "has two readings of one label, or one whose label the count itself uses."


def _lookup(rule: Rule, clock: Clock) -> Iterator[str]:
    if clock.lookup is None:
        return
    known = CHOICES.get(clock.lookup.input, {})
    if clock.lookup.input not in rule.declared or not known:
        yield f"looks up `{clock.lookup.input}`, which is not declared as a choice."
    for value in sorted(clock.lookup.rows.keys() - known.keys()):
        yield f"has a row for `{value}`, which is no answer to {clock.lookup.input}."


def _ceiling(rule: Rule, clock: Clock) -> Iterator[str]:
    if clock.ceiling is None:
        return
    if clock.regime != "PRINTED":
        yield "has a ceiling, which only a printed date can have."
    if clock.ceiling.start not in rule.declared:
        yield f"counts its ceiling from `{clock.ceiling.start}`, which is not declared."
