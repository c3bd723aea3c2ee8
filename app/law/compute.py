"""Answer one rule for one set of inputs: pure, without a clock, every step written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from app.law import sentences
from app.law.besides import write_band, write_late_start, write_shadows
from app.law.calendar import OutsideCalendar, with_added
from app.law.cautions import at_the_desk, write_last_moment, zone_of
from app.law.clocks import Clock, Part
from app.law.conditions import holds
from app.law.count import Way, ends
from app.law.inputs import Given, read_inputs
from app.law.outages import write_last_hour, write_outage
from app.law.printed import write_printed
from app.law.result import Reading, Result
from app.law.rulebook import Citation, Lapse, Rule, Rulebook, Stop, Version
from app.law.sheet import Sheet, write_caveats, write_closed_days
from app.law.versions import Chosen, choose, standing
from app.law.ways import Unanswered
from app.law.writing import write_clock


def compute(rulebook: Rulebook, rule_id: str, inputs: Mapping[str, object]) -> Result:
    """Return what the rule says for inputs by the names of `vocabulary`.

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
    stops = [stop for stop in rule.stops if stop.when is None or holds(stop.when, given.facts)]
    binding = [stop for stop in stops if stop.unless is None or stop.unless not in given.facts]
    passed = [lapse for lapse in rule.lapses if _has_passed(lapse, given)]
    said: list[Stop | Lapse] = [*binding, *passed]
    sheet.none = any(each.gives == "none" for each in said)
    for name in () if sheet.none else _missing(rule, given):
        sheet.asks.append(name)
        sheet.question(f"missing_{name}", rule.declared[name].question)
    for each in said:
        write = sheet.question if each.gives == "needs_human" else sheet.warn
        write(each.id, each.text)
        sheet.step(each.text, *each.cites)
    parts: tuple[Result, ...] = ()
    if not sheet.none and not _blocks(rule, sheet.asks):
        stands = all(stop.safe_stands for stop in stops)
        parts = _count_if_covered(sheet, default_holds=stands)
    write_caveats(sheet)
    whole = _result(sheet, stands=all(stop.safe_stands for stop in binding), parts=parts)
    return whole if parts or sheet.none else replace(whole, parts=_waiting(rule, whole))


def _waiting(rule: Rule, whole: Result) -> tuple[Result, ...]:
    """Return the clocks that will start together once what is asked is answered."""
    every = standing(rule).parts
    together = [part for part in every if part.when is None]
    if whole.status != "needs_human" or len(together) < len(every):
        return ()
    return tuple(
        replace(whole, part=part.id, title=part.title, if_late=(), parts=()) for part in together
    )


def _missing(rule: Rule, given: Given) -> list[str]:
    return [
        entry.name
        for entry in rule.inputs
        if entry.needed and entry.name not in given.facts and entry.unless not in given.facts
    ]


def _blocks(rule: Rule, asks: list[str]) -> bool:
    """Return whether nothing can be counted yet; without days for mail a safe day can."""
    mails = any(version.clock.mail for version in rule.versions)
    return bool(asks) and not (mails and asks == ["service_method"])


def _has_passed(lapse: Lapse, given: Given) -> bool:
    start, today = given.day(lapse.start), given.today
    if start is None or today is None:
        return False
    way = Way(regime="ANNIVERSARY", n=lapse.period.n or 0, unit=lapse.period.unit)
    try:
        return today > ends(way, start) + timedelta(days=lapse.period.plus_days)
    except OverflowError:
        return False


def _count_if_covered(sheet: Sheet, *, default_holds: bool) -> tuple[Result, ...]:
    try:
        return _count(sheet, default_holds=default_holds)
    except OutsideCalendar as gap:
        _write_outside(sheet, gap)
    return ()


def _write_outside(sheet: Sheet, gap: OutsideCalendar) -> None:
    calendar = sheet.calendar
    sheet.days = sheet.safe = sheet.opens = sheet.moments = None
    sheet.readings.clear()
    sheet.question(
        "outside_calendar",
        sentences.OUTSIDE.fill(first=calendar.first, last=calendar.last, day=gap.day),
    )


def _count(sheet: Sheet, *, default_holds: bool) -> tuple[Result, ...]:
    given, rule = sheet.given, sheet.rule
    printed = given.day("printed_date")
    governed = printed is not None and rule.printed == "governs"
    bare = governed and given.day(rule.trigger or "") is None
    held = sheet.open_question
    parts = _count_default(sheet, governed=governed) if default_holds and not bare else ()
    if printed is not None and governed:
        sheet.open_question, sheet.asks = held, []
        write_printed(sheet, printed)
    elif printed is not None and rule.printed == "repeats" and sheet.days is not None:
        write_printed(sheet, printed)
    _write_reach(sheet)
    if sheet.safe is not None and rule.last_hour is None and sheet.moments is None:
        write_last_hour(sheet, sheet.safe)
    return parts


def _write_reach(sheet: Sheet) -> None:
    if sheet.days is not None and sheet.reach is not None:
        write_closed_days(sheet, *sheet.reach)
        if sheet.given.outage is not None:
            write_outage(sheet, sheet.days, sheet.given.outage)


def _count_default(sheet: Sheet, *, governed: bool) -> tuple[Result, ...]:
    rule, key = sheet.rule, _key(sheet)
    if key is None:
        return _count_version(sheet, Chosen(standing(rule)), None, governed=governed)
    office = sheet.given.office.versions.get(rule.id)
    if office is not None and office.since is not None and key < office.since:
        office = None
    chosen = choose(rule, key, None if office is None else office.v, sheet.given.facts)
    if chosen.version is not None:
        return _count_version(sheet, chosen, key, governed=governed)
    if not governed and chosen.band is not None:
        write_band(sheet, chosen.band, sheet.given.day(rule.trigger or "") or key)
    elif not governed:
        sheet.question("before_first_version", sentences.TOO_OLD.fill(day=key))
    return ()


def _key(sheet: Sheet) -> date | None:
    """Return the day that selects the version."""
    rule, given = sheet.rule, sheet.given
    own = [part.trigger for version in rule.versions for part in version.parts]
    for name in (rule.then_law, rule.trigger, *own):
        day = given.day(name) if name is not None else None
        if day is not None:
            return day
    return None


def _count_version(
    sheet: Sheet, chosen: Chosen, key: date | None, *, governed: bool
) -> tuple[Result, ...]:
    version, held = chosen.version or standing(sheet.rule), sheet.open_question
    parts = [p for p in version.parts if p.when is None or holds(p.when, sheet.given.facts)]
    trigger, own = sheet.rule.trigger, [sheet.beside(held=held) for _ in parts]
    if parts:
        trigger = parts[0].trigger or trigger
        for part, of_part in zip(parts, own, strict=True):
            _write(of_part, version, part.clock, part.trigger or sheet.rule.trigger)
        sheet.take(own[0])
    else:
        _write(sheet, version, version.clock, trigger, governed=governed)
    start = sheet.given.day(trigger) if trigger is not None else None
    if key is not None and start is not None:
        write_shadows(sheet, key, start, version)
        if sheet.days is not None:
            write_late_start(sheet, version, start)
    if chosen.by_office:
        note = version.status_note
        told = sentences.BY_OFFICE.fill(v=version.v, note=note)
        sheet.warn("office_version", told)
        if cite := sheet.given.office.versions[sheet.rule.id].cite:
            sheet.step(told, Citation(cite, "", None, sentences.OFFICES_OWN))
    return tuple(_part(of_part, part) for of_part, part in zip(own, parts, strict=True))


def _write(
    sheet: Sheet, version: Version, clock: Clock, trigger: str | None, *, governed: bool = False
) -> None:
    try:
        write_clock(sheet, version, clock, trigger, governed=governed)
    except Unanswered as question:
        sheet.ask(question)
    except OutsideCalendar as gap:
        _write_outside(sheet, gap)


def _part(sheet: Sheet, part: Part) -> Result:
    """Return the answer of one of several clocks."""
    _write_reach(sheet)
    return replace(_result(sheet, stands=True), part=part.id, title=part.title, if_late=())


def _result(sheet: Sheet, *, stands: bool, parts: tuple[Result, ...] = ()) -> Result:
    rule, days, opens, version = sheet.rule, sheet.days, sheet.opens, sheet.version
    due_at, safe_at = write_last_moment(sheet)
    local = at_the_desk(sheet, due_at)
    status = _status(sheet)
    settled = status not in {"none", "needs_human"}
    stands = stands and not sheet.none
    closes = days if sheet.clock is not None and sheet.clock.regime == "WINDOW" else None
    filing = str(sheet.given.facts.get("filing"))
    return Result(
        rule=rule.id,
        title=rule.title,
        status=status,
        due=days.due if days is not None and settled else None,
        safe=sheet.safe if stands else None,
        latest=days.latest if days is not None and settled else None,
        due_at=due_at if settled else None,
        safe_at=safe_at if stands else None,
        attorney_local=local if settled else None,
        zone=_zone(sheet),
        opens=opens.due if opens is not None and settled else None,
        safe_opens=opens.safe if opens is not None and stands else None,
        closes=closes.due if closes is not None and settled else None,
        safe_closes=sheet.safe if closes is not None and stands else None,
        readings=_told(sheet.readings, settled=settled) if stands else (),
        done_means=rule.done_means.get(filing, rule.done_means["default"]),
        steps=tuple(sheet.steps),
        warnings=tuple(sheet.warnings),
        parts=parts,
        version=version.v if version else None,
        if_late=rule.told_late,
        pack_hash=sheet.rulebook.pack_hash,
        source=version.source if version else None,
        confidence=version.confidence if version else None,
        consequence=rule.consequence,
        means=rule.means,
        fatal=rule.fatal,
        government=rule.government,
        reviewed=rule.reviewed,
        asks=tuple(sheet.asks),
        open_points=rule.open_points,
    )


def _told(readings: list[Reading], *, settled: bool) -> tuple[Reading, ...]:
    """Return the readings; that all agree is said only where none differs and nothing is asked."""
    if settled and len({(each.on, each.at) for each in readings}) == 1:
        return tuple(readings)
    return tuple(
        replace(each, assumption=sentences.AS_COUNTED)
        if each.assumption == sentences.ALL_AGREE
        else each
        for each in readings
    )


def _zone(sheet: Sheet) -> str | None:
    if sheet.moments is not None:
        return str(sheet.moments.due.tzinfo)
    zone = zone_of(sheet)
    return None if zone is None else zone.key


def _status(sheet: Sheet) -> str:
    if sheet.none:
        return "none"
    if sheet.open_question or sheet.asks or (sheet.days is None and sheet.opens is None):
        return "needs_human"
    if sheet.clock is not None and sheet.clock.regime == "WINDOW":
        return "window"
    return "due" if sheet.days is not None else "opens"
