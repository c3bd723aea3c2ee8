"""A pack's TOML files read into a rulebook, strictly."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from app.law import vocabulary
from app.law.calendar import CLASSES, Calendar, ClosedDay, calendar_of
from app.law.phrases import Text
from app.law.rulebook import (
    Band,
    Carveout,
    Caveat,
    Choice,
    Citation,
    Condition,
    Example,
    LateStart,
    Period,
    Regime,
    Remedy,
    Review,
    Rule,
    Rulebook,
    RuleInput,
    Stop,
    Version,
)
from app.law.strict import Source, Table, read_toml


def read_pack(folder: Path, pack_hash: str) -> tuple[Rulebook, list[str]]:
    """Return the rulebook in folder and what is wrong with it; only a faultless one may be used."""
    top, source = read_toml(folder, "pack.toml")
    sources, rules = [source], []
    for path in sorted((folder / "rules").glob("*.toml")):
        table, of_rule = read_toml(folder, f"rules/{path.name}")
        sources.append(of_rule)
        # An empty table has told its fault already; forty missing keys would hide it.
        if table.written():
            rules.append(_rule(table, path.stem))
    calendar, of_calendar = _calendar(folder)
    sources.append(of_calendar)
    book = Rulebook(
        name=top.text("name"),
        title=top.words("title"),
        edition=top.day("edition"),
        pack_hash=pack_hash,
        rules=tuple(rules),
        regimes=_regimes(top.table("regimes")),
        outages=_citation(top.table("outages")),
        calendar=calendar,
    )
    top.close()
    return book, [fault for each in sources for fault in each.faults]


def _calendar(folder: Path) -> tuple[Calendar, Source]:
    table, source = read_toml(folder, "calendar.toml")
    first, last = table.day("first"), table.day("last")
    names, authorities = table.table("names"), table.table("authorities")
    called = {key: names.words(key) for key in names.written()}
    known = {key: _citation(authorities.table(key)) for key in authorities.written()}
    days = [_closed_day(entry, called, known) for entry in table.tables("closed", least=1)]
    table.close()
    return calendar_of(first, last, days), source


def _closed_day(
    table: Table, names: Mapping[str, Text], authorities: Mapping[str, Citation]
) -> ClosedDay:
    name, authority = table.text("name"), table.text("authority")
    for key, known in ((name, names), (authority, authorities)):
        if key not in known:
            table.fault(f"`{key}` is named here and explained nowhere.")
    day = ClosedDay(
        on=table.day("date"),
        kind=table.one_of("class", CLASSES),
        name=names.get(name, Text(name, name)),
        authority=str(authorities.get(authority, authority)),
        verified_on=table.day("verified_on"),
    )
    table.close()
    return day


def _regimes(table: Table) -> dict[str, Regime]:
    regimes = {}
    for code in table.written():
        entry = table.table(code)
        if code not in vocabulary.REGIMES:
            entry.fault(f"`{code}` is not a way of counting known here.", key=code)
        regimes[code] = Regime(
            code, _citation(entry.table("counting")), _citation(entry.table("rolling"))
        )
        entry.close()
    return regimes


def _citation(table: Table, *, from_memory: bool = False) -> Citation:
    """Read an authority; a count needs one that somebody read, a stop may cite from memory."""
    cite = Citation(
        table.text("text"),
        table.text("url", ""),
        table.day_or_none("read_on") if from_memory else table.day("read_on"),
        table.words("note") if table.has("note") else None,
    )
    table.close()
    return cite


def _rule(table: Table, stem: str) -> Rule:
    done, also = table.table("done_means"), table.list_of("also_takes", str, [])
    rule = Rule(
        id=table.one_of("id", [stem]),
        title=table.words("title"),
        forum=table.one_of("forum", vocabulary.FORUMS),
        follows_from=table.one_of("follows_from", vocabulary.EVENTS),
        trigger=table.text("trigger"),
        then_law=table.text("then_law"),
        means=table.one_of("means", vocabulary.MEANS),
        safe_side=table.one_of("safe_side", vocabulary.SAFE_SIDES),
        consequence=table.one_of("consequence", vocabulary.CONSEQUENCES),
        fatal=table.flag("fatal"),
        government=table.flag("government"),
        zone=table.text("zone") if table.has("zone") else None,
        printed=table.one_of("printed", vocabulary.PRINTED),
        done_means={key: done.one_of(key, vocabulary.DONE_MEANS) for key in _done_keys(done)},
        inputs=tuple(_input(entry) for entry in table.tables("inputs", least=1)),
        also_takes=frozenset(str(name) for name in also),
        stops=tuple(_stop(entry) for entry in table.tables("stops")),
        warnings=tuple(_caveat(entry) for entry in table.tables("warnings")),
        if_late=tuple(_remedy(entry) for entry in table.tables("if_late")),
        versions=tuple(_version(entry) for entry in table.tables("versions", least=1)),
        bands=tuple(_band(entry) for entry in table.tables("bands")),
        open_points=tuple(_open_point(entry) for entry in table.tables("open_points")),
        review=_review(table.table("review")),
        examples=tuple(_example(entry) for entry in table.tables("examples", least=3)),
    )
    done.close()
    table.close()
    return rule


def _done_keys(done: Table) -> list[str]:
    return ["default", *(key for key in vocabulary.CHOICES["filing"] if done.has(key))]


def _input(table: Table) -> RuleInput:
    name = table.one_of("name", list(vocabulary.INPUT_KINDS))
    kind = vocabulary.INPUT_KINDS[name]
    known = vocabulary.CHOICES.get(name, {})
    number = kind == "number"
    entry = RuleInput(
        name=name,
        kind=kind,
        question=table.words("question"),
        needed=table.flag("needed"),
        happened=table.flag("happened") if kind == "date" else False,
        unless=table.text("unless") if table.has("unless") else None,
        choices=tuple(Choice(code, label) for code, label in known.items()),
        lowest=table.whole("lowest") if number else None,
        highest=table.whole("highest") if number else None,
    )
    table.close()
    return entry


def _caveat(table: Table) -> Caveat:
    when = _condition(table.table("when")) if table.has("when") else None
    changes = table.flag("changes_answer", default=False)
    caveat = Caveat(table.text("id"), table.words("text"), when, changes)
    table.close()
    return caveat


def _remedy(table: Table) -> Remedy:
    cites = tuple(_citation(entry, from_memory=True) for entry in table.tables("cite", least=1))
    remedy = Remedy(table.words("text"), cites)
    table.close()
    return remedy


def _stop(table: Table) -> Stop:
    stop = Stop(
        id=table.text("id"),
        text=table.words("text"),
        cites=tuple(_citation(entry, from_memory=True) for entry in table.tables("cite", least=1)),
        when=_condition(table.table("when")),
        unless=table.text("unless") if table.has("unless") else None,
        safe_stands=table.flag("safe_stands"),
    )
    table.close()
    return stop


def _condition(table: Table) -> Condition:
    operators = [key for key in vocabulary.OPERATORS if table.has(key)]
    if len(operators) != 1:
        table.fault(f"A condition has exactly one of {', '.join(vocabulary.OPERATORS)}.")
        return Condition("all")
    operator = operators[0]
    if operator in {"all", "any"}:
        parts = tuple(_condition(part) for part in table.tables(operator, least=1))
        condition = Condition(operator, parts=parts)
    elif operator == "not":
        condition = Condition(operator, parts=(_condition(table.table(operator)),))
    elif operator == "in":
        condition = Condition(operator, table.text("field"), tuple(table.list_of("in", str)))
    else:
        condition = Condition(operator, table.text("field"), table.raw(operator))
    table.close()
    return condition


def _version(table: Table) -> Version:
    sure = table.table("sure")
    version = Version(
        v=table.whole("v"),
        starts=table.day("from"),
        ends=table.day_or_none("until"),
        status=table.one_of("status", vocabulary.STATUSES),
        status_note=table.words("status_note"),
        show_as=table.one_of("show_as", vocabulary.SHOW_AS),
        regime=table.one_of("regime", vocabulary.REGIMES),
        period=_period(table.table("period")),
        carveouts=tuple(_carveout(entry) for entry in table.tables("except")),
        late_start=_late_start(table.table("late_start")) if table.has("late_start") else None,
        cites=tuple(_citation(entry) for entry in table.tables("cite", least=1)),
        source=sure.one_of("source", vocabulary.SOURCES),
        confidence=sure.one_of("confidence", vocabulary.CONFIDENCES),
    )
    sure.close()
    table.close()
    return version


def _period(table: Table) -> Period:
    period = Period(
        table.whole("n"),
        table.one_of("unit", vocabulary.UNITS),
        table.one_of("direction", vocabulary.DIRECTIONS),
    )
    table.close()
    return period


def _carveout(table: Table) -> Carveout:
    carveout = Carveout(_condition(table.table("when")), table.whole("n"))
    table.close()
    return carveout


def _late_start(table: Table) -> LateStart:
    late = LateStart(table.whole("n"), table.words("text"))
    table.close()
    return late


def _band(table: Table) -> Band:
    band = Band(
        starts=table.day("from"),
        ends=table.day("until"),
        between=tuple(int(str(v)) for v in table.list_of("between", int)),
        text=table.words("text"),
    )
    table.close()
    return band


def _open_point(table: Table) -> Text:
    text = Text(table.text("en"), table.text("es"))
    table.close()
    return text


def _review(table: Table) -> Review:
    review = Review(table.text("by"), table.text("bar"), table.day_or_none("on"), table.day("next"))
    table.close()
    return review


def _example(table: Table) -> Example:
    expected = table.table("out")
    outcome: dict[str, object] = {
        key: expected.text(key) for key in ("status",) if expected.has(key)
    }
    outcome |= {key: expected.day(key) for key in ("due", "safe", "latest") if expected.has(key)}
    outcome |= {key: expected.whole(key) for key in ("version",) if expected.has(key)}
    warns = tuple(str(code) for code in expected.list_of("warns", str, []))
    expected.close()
    shows = table.one_of("shows", vocabulary.SHOWS)
    example = Example(shows, table.mapping("in"), outcome, warns)
    table.close()
    return example
