"""Answer one rule for one set of inputs: pure, without a clock, every step written down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.law import sentences
from app.law.calendar import OutsideCalendar, with_added
from app.law.conditions import holds
from app.law.inputs import Given, read_inputs
from app.law.outages import write_last_hour, write_outage
from app.law.result import Result
from app.law.rulebook import Rule, Rulebook, Stop
from app.law.sheet import (
    Sheet,
    step_of,
    write_band,
    write_caveats,
    write_closed_days,
    write_count,
    write_late_start,
    write_printed,
    write_shadows,
)
from app.law.versions import choose


def compute(rulebook: Rulebook, rule_id: str, inputs: Mapping[str, object]) -> Result:
    """Return what the rule says for the inputs of deadline-law.md, section 7.

    Dates may be ISO text or `date`. Where the law gives no one answer the result's status is
    `needs_human`, its warnings tell why, and a safe day may still stand.

    Raises:
        UnknownRule: The rulebook has no such rule.
        UnknownInput: The rule does not take one of the inputs.
        BadValue: An input has a value of the wrong form.
    """
    rule = rulebook.rule(rule_id)
    given = read_inputs(rulebook, rule, inputs)
    sheet = Sheet(rulebook, rule, given, with_added(rulebook.calendar, given.office.closed))
    asks = _missing(rule, given)
    stops = [stop for stop in rule.stops if holds(stop.when, given.facts)]
    binding = [stop for stop in stops if stop.unless is None or stop.unless not in given.facts]
    for name in asks:
        question = next(entry.question for entry in rule.inputs if entry.name == name)
        sheet.warn(f"missing_{name}", question)
    for stop in binding:
        sheet.warn(stop.id, stop.text)
        sheet.step(stop.text, *stop.cites)
    if not asks:
        _count_if_covered(sheet, default_holds=all(stop.safe_stands for stop in stops))
    write_caveats(sheet)
    return _result(sheet, asks, binding)


def _missing(rule: Rule, given: Given) -> tuple[str, ...]:
    return tuple(
        entry.name
        for entry in rule.inputs
        if entry.needed and entry.name not in given.facts and entry.unless not in given.facts
    )


def _count_if_covered(sheet: Sheet, *, default_holds: bool) -> None:
    try:
        _count(sheet, default_holds=default_holds)
    except OutsideCalendar as gap:
        calendar = sheet.calendar
        sheet.days = sheet.safe = None
        sheet.readings.clear()
        sheet.warn(
            "outside_calendar",
            sentences.OUTSIDE.fill(first=calendar.first, last=calendar.last, day=gap.day),
        )


def _count(sheet: Sheet, *, default_holds: bool) -> None:
    given, rule = sheet.given, sheet.rule
    trigger, printed = given.day(rule.trigger), given.day("printed_date")
    governed = printed is not None and rule.printed == "governs"
    if trigger is not None and default_holds:
        _count_default(sheet, trigger, governed=governed)
    if printed is not None and (governed or sheet.days is not None):
        write_printed(sheet, printed)
    if sheet.days is not None:
        write_closed_days(sheet, sheet.days)
        if given.outage is not None:
            write_outage(sheet, sheet.days, given.outage)
    if sheet.safe is not None:
        write_last_hour(sheet, sheet.safe)


def _count_default(sheet: Sheet, trigger: date, *, governed: bool) -> None:
    rule = sheet.rule
    key = sheet.given.day(rule.then_law) or trigger
    chosen = choose(rule, key, sheet.given.office.versions.get(rule.id))
    if chosen.version is not None:
        write_count(sheet, chosen.version, trigger)
        write_shadows(sheet, key, trigger, chosen.version)
        write_late_start(sheet, chosen.version, trigger)
        if chosen.by_office:
            note = chosen.version.status_note
            sheet.warn("office_version", sentences.BY_OFFICE.fill(v=chosen.version.v, note=note))
    elif not governed and chosen.band is not None:
        write_band(sheet, chosen.band, trigger)
    elif not governed:
        sheet.warn("before_first_version", sentences.TOO_OLD.fill(day=key))


def _result(sheet: Sheet, asks: tuple[str, ...], stops: list[Stop]) -> Result:
    rule, days, version = sheet.rule, sheet.days, sheet.version
    settled = days is not None and not stops
    stands = all(stop.safe_stands for stop in stops)
    return Result(
        rule=rule.id,
        title=rule.title,
        status="due" if settled else "needs_human",
        due=days.due if days is not None and settled else None,
        safe=sheet.safe if stands else None,
        latest=days.latest if days is not None and settled else None,
        readings=tuple(sheet.readings) if stands else (),
        done_means=rule.done_means.get(
            str(sheet.given.facts.get("filing")), rule.done_means["default"]
        ),
        steps=tuple(sheet.steps),
        warnings=tuple(sheet.warnings),
        version=version.v if version else None,
        if_late=tuple(step_of(each.text, *each.cites) for each in rule.if_late),
        pack_hash=sheet.rulebook.pack_hash,
        source=version.source if version else None,
        confidence=version.confidence if version else None,
        consequence=rule.consequence,
        means=rule.means,
        fatal=rule.fatal,
        government=rule.government,
        reviewed=rule.reviewed,
        asks=asks,
    )
