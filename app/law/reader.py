"""A pack's TOML files read into a rulebook, strictly."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from app.law import vocabulary
from app.law.calendar import CLASSES, STATE, Calendar, ClosedDay, calendar_of, of_state
from app.law.choices import CHOICES
from app.law.phrases import Text
from app.law.read_terms import citation, clocks, condition_or_none, period
from app.law.rulebook import (
    Band,
    Caveat,
    Choice,
    Circuit,
    Citation,
    Example,
    Lapse,
    Outcome,
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

_DAYS: Final = ("due", "safe", "latest", "opens", "safe_opens", "closes", "safe_closes")


def read_pack(folder: Path, pack_hash: str) -> tuple[Rulebook, list[str]]:
    """Return the rulebook in folder and what is wrong with it; only a faultless one may be used."""
    top, source = read_toml(folder, "pack.toml")
    sources, rules = [source], []
    for path in sorted((folder / "rules").glob("*.toml"), key=lambda path: path.stem):
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
        outages=citation(top.table("outages")),
        circuits=_circuits(top.table("circuits")),
        calendar=calendar,
    )
    top.close()
    return book, [fault for each in sources for fault in each.faults]


def _calendar(folder: Path) -> tuple[Calendar, Source]:
    table, source = read_toml(folder, "calendar.toml")
    first, last = table.day("first"), table.day("last")
    names, authorities = table.table("names"), table.table("authorities")
    called = {key: names.words(key) for key in names.written()}
    known = {key: citation(authorities.table(key)) for key in authorities.written()}
    days = [_closed_day(entry, called, known) for entry in table.tables("closed", least=1)]
    states = frozenset(str(state) for state in table.list_of("states", str, []))
    table.close()
    return calendar_of(first, last, days, states), source


def _closed_day(
    table: Table, names: Mapping[str, Text], authorities: Mapping[str, Citation]
) -> ClosedDay:
    name, authority = table.text("name"), table.text("authority")
    for key, known in ((name, names), (authority, authorities)):
        if key not in known:
            table.fault(f"`{key}` is named here and explained nowhere.")
    kind = table.one_of("class", CLASSES)
    day = ClosedDay(
        on=table.day("date"),
        kind=of_state(table.one_of("state", CHOICES["state"])) if kind == STATE else kind,
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
            code,
            citation(entry.table("counting"), from_memory=True),
            citation(entry.table("rolling"), from_memory=True),
        )
        entry.close()
    return regimes


def _circuits(table: Table) -> dict[str, Circuit]:
    circuits = {}
    for code in table.written():
        entry = table.table(code)
        if code not in CHOICES["circuit"]:
            entry.fault(f"`{code}` is not a circuit known here.", key=code)
        circuits[code] = Circuit(entry.text("zone"), entry.one_of("state", CHOICES["state"]))
        entry.close()
    return circuits


def _rule(table: Table, stem: str) -> Rule:
    done, also = table.table("done_means"), table.list_of("also_takes", str, [])
    trigger = table.text("trigger") if table.has("trigger") else None
    rule = Rule(
        id=table.one_of("id", [stem]),
        title=table.words("title"),
        forum=table.one_of("forum", vocabulary.FORUMS),
        follows_from=tuple(table.some_of("follows_from", vocabulary.EVENTS)),
        asks_day_of=frozenset(table.some_of("asks_day_of", vocabulary.EVENTS, [])),
        trigger=trigger,
        then_law=table.text("then_law") if table.has("then_law") else trigger,
        means=table.one_of("means", vocabulary.MEANS),
        safe_side=table.one_of("safe_side", vocabulary.SAFE_SIDES),
        consequence=table.one_of("consequence", vocabulary.CONSEQUENCES),
        fatal=table.flag("fatal"),
        government=table.flag("government"),
        zone=table.text("zone") if table.has("zone") else None,
        last_hour=table.hour_or_none("last_hour"),
        printed=table.one_of("printed", vocabulary.PRINTED),
        done_means={key: done.one_of(key, vocabulary.DONE_MEANS) for key in _done_keys(done)},
        inputs=tuple(_input(entry) for entry in table.tables("inputs")),
        also_takes=frozenset(str(name) for name in also),
        stops=tuple(_stop(entry) for entry in table.tables("stops")),
        lapses=tuple(_lapse(entry) for entry in table.tables("lapses")),
        warnings=tuple(_caveat(entry) for entry in table.tables("warnings")),
        if_late=tuple(_remedy(entry) for entry in table.tables("if_late")),
        versions=tuple(_version(entry) for entry in table.tables("versions", least=1)),
        bands=tuple(_band(entry) for entry in table.tables("bands")),
        open_points=tuple(_open_point(entry) for entry in table.tables("open_points")),
        review=_review(table.table("review")),
        examples=tuple(_example(entry) for entry in table.tables("examples", least=1)),
    )
    done.close()
    table.close()
    return rule


def _done_keys(done: Table) -> list[str]:
    return ["default", *(key for key in CHOICES["filing"] if done.has(key))]


def _input(table: Table) -> RuleInput:
    name = table.one_of("name", list(vocabulary.INPUT_KINDS))
    kind = vocabulary.INPUT_KINDS[name]
    known = CHOICES.get(name, {})
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
    when = condition_or_none(table)
    changes = table.flag("changes_answer", default=False)
    caveat = Caveat(table.text("id"), table.words("text"), when, changes)
    table.close()
    return caveat


def _remedy(table: Table) -> Remedy:
    cites = tuple(citation(entry, from_memory=True) for entry in table.tables("cite", least=1))
    remedy = Remedy(table.words("text"), cites)
    table.close()
    return remedy


def _stop(table: Table) -> Stop:
    stop = Stop(
        id=table.text("id"),
        text=table.words("text"),
        cites=tuple(citation(entry, from_memory=True) for entry in table.tables("cite", least=1)),
        when=condition_or_none(table),
        gives=table.one_of("gives", vocabulary.GIVES, "needs_human"),
        unless=table.text("unless") if table.has("unless") else None,
        safe_stands=table.flag("safe_stands"),
        another_rule=table.flag("another_rule", default=False),
    )
    table.close()
    return stop


def _lapse(table: Table) -> Lapse:
    lapse = Lapse(
        id=table.text("id"),
        start=table.text("from"),
        period=period(table.table("period")),
        gives=table.one_of("gives", ("warning", *vocabulary.GIVES)),
        text=table.words("text"),
        cites=tuple(citation(entry, from_memory=True) for entry in table.tables("cite", least=1)),
    )
    table.close()
    return lapse


def _version(table: Table) -> Version:
    sure, (clock, parts) = table.table("sure"), clocks(table)
    version = Version(
        v=table.whole("v"),
        starts=table.day("from"),
        ends=table.day_or_none("until"),
        status=table.one_of("status", vocabulary.STATUSES),
        status_note=table.words("status_note"),
        show_as=table.one_of("show_as", vocabulary.SHOW_AS),
        clock=clock,
        parts=parts,
        cites=tuple(citation(entry, from_memory=True) for entry in table.tables("cite", least=1)),
        source=sure.one_of("source", vocabulary.SOURCES),
        confidence=sure.one_of("confidence", vocabulary.CONFIDENCES),
    )
    sure.close()
    table.close()
    return version


def _band(table: Table) -> Band:
    band = Band(
        starts=table.day("from"),
        ends=table.day("until"),
        between=tuple(int(str(v)) for v in table.list_of("between", int)),
        text=table.words("text"),
        when=condition_or_none(table),
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
    example = Example(
        table.one_of("shows", vocabulary.SHOWS), table.mapping("in"), _outcome(table.table("out"))
    )
    table.close()
    return example


def _outcome(table: Table) -> Outcome:
    expected: dict[str, object] = {key: table.text(key) for key in ("status",) if table.has(key)}
    expected |= {key: table.day(key) for key in _DAYS if table.has(key)}
    expected |= {key: table.moment(key) for key in ("due_at", "safe_at") if table.has(key)}
    expected |= {key: table.whole(key) for key in ("version",) if table.has(key)}
    outcome = Outcome(
        expected,
        tuple(str(code) for code in table.list_of("warns", str, [])),
        tuple(_outcome(part) for part in table.tables("parts")),
    )
    table.close()
    return outcome
