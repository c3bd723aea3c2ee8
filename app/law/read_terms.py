"""The terms of a rule read strictly: citations, conditions, clocks."""

from __future__ import annotations

from typing import Final

from app.law import vocabulary
from app.law.clocks import (
    Carveout,
    Ceiling,
    Clock,
    Condition,
    LateStart,
    Lookup,
    OtherReading,
    Part,
    Period,
)
from app.law.rulebook import Citation
from app.law.strict import Table
from app.law.vocabulary import COUNTS_NOTHING, DAYS, NO_PERIOD, OWN_ROLL

_CLOCK_KEYS: Final = (
    *("regime", "period", "opens", "closes", "roll", "roll_by", "month_end", "mail"),
    *("except", "table", "late_start", "ceiling", "other_readings", "text"),
)


def citation(table: Table, *, from_memory: bool = False) -> Citation:
    """Return an authority; a count needs one that somebody read, a stop may cite from memory."""
    cite = Citation(
        table.text("text"),
        table.text("url", ""),
        table.day_or_none("read_on") if from_memory else table.day("read_on"),
        table.words("note") if table.has("note") else None,
    )
    table.close()
    return cite


def condition_or_none(table: Table, key: str = "when") -> Condition | None:
    """Return the condition under key, None where it is not written."""
    return condition(table.table(key)) if table.has(key) else None


def condition(table: Table) -> Condition:
    """Return a condition: exactly one operator of the vocabulary."""
    operators = [key for key in vocabulary.OPERATORS if table.has(key)]
    if len(operators) != 1:
        table.fault(f"A condition has exactly one of {', '.join(vocabulary.OPERATORS)}.")
        return Condition("all")
    operator = operators[0]
    if operator in {"all", "any"}:
        parts = tuple(condition(part) for part in table.tables(operator, least=1))
        read = Condition(operator, parts=parts)
    elif operator == "not":
        read = Condition(operator, parts=(condition(table.table(operator)),))
    elif operator == "in":
        read = Condition(operator, table.text("field"), tuple(table.list_of("in", str)))
    elif operator in {"before", "after"}:
        read = Condition(operator, table.text("field"), table.day(operator))
    else:
        read = Condition(operator, table.text("field"), table.raw(operator))
    table.close()
    return read


def clocks(version: Table) -> tuple[Clock, tuple[Part, ...]]:
    """Return a version's clock, and the parts if it starts several."""
    if not version.has("parts"):
        return clock(version), ()
    for key in _CLOCK_KEYS:
        if version.has(key):
            version.fault(f"`{key}` belongs to each of the parts, not beside them.", key=key)
            version.raw(key)
    parts = tuple(_part(table) for table in version.tables("parts", least=1))
    nothing = Clock(regime="ASK_A_PERSON", period=None, roll="none", roll_by="ASK_A_PERSON")
    return (parts[0].clock if parts else nothing), parts


def _part(table: Table) -> Part:
    part = Part(
        id=table.text("id"),
        title=table.words("title"),
        trigger=table.text("trigger") if table.has("trigger") else None,
        when=condition_or_none(table),
        clock=clock(table),
    )
    table.close()
    return part


def clock(table: Table) -> Clock:
    """Return the clock whose keys stand in table."""
    regime = table.one_of("regime", vocabulary.REGIMES)
    with_mail = table.table("mail") if table.has("mail") else None
    own = OWN_ROLL.get(regime, "none")
    wants_text = regime in COUNTS_NOTHING
    read = Clock(
        regime=regime,
        period=None if regime in NO_PERIOD else period(table.table("period")),
        opens=period(table.table("opens")) if _window(table, regime, "opens") else None,
        closes=period(table.table("closes")) if _window(table, regime, "closes") else None,
        roll=table.one_of("roll", vocabulary.ROLLS, own),
        roll_by=table.one_of("roll_by", vocabulary.REGIMES, regime),
        month_end=table.one_of("month_end", vocabulary.MONTH_ENDS, "clamp"),
        mail=0 if with_mail is None else with_mail.whole("n"),
        carveouts=tuple(_carveout(entry) for entry in table.tables("except")),
        lookup=_lookup(table.table("table")) if table.has("table") else None,
        late_start=_late_start(table.table("late_start")) if table.has("late_start") else None,
        ceiling=_ceiling(table.table("ceiling")) if table.has("ceiling") else None,
        other_readings=tuple(_other_reading(each) for each in table.tables("other_readings")),
        text=table.words("text") if wants_text else None,
    )
    if with_mail is not None:
        with_mail.close()
    return read


def _window(table: Table, regime: str, key: str) -> bool:
    return regime == "WINDOW" and table.has(key)


def period(table: Table) -> Period:
    """Return a period."""
    between = tuple(str(name) for name in table.list_of("add_between", str, []))
    if between and len(between) != len(("from", "to")):
        table.fault("`add_between` names two dates, the earlier first.", key="add_between")
    read = Period(
        n=table.whole("n") if table.has("n") else None,
        unit=table.one_of("unit", vocabulary.UNITS),
        direction=table.one_of("direction", vocabulary.DIRECTIONS, "after"),
        number_from=table.one_of("input", ("days", "hours")) if table.has("input") else "",
        add_input=table.one_of("add_input", ("days", "stopped_days"))
        if table.has("add_input")
        else "",
        add_between=between,
        plus_days=table.whole("plus_days", 0),
        repeats=table.flag("repeats", default=False),
    )
    table.close()
    return read


def _carveout(table: Table) -> Carveout:
    carveout = Carveout(
        condition(table.table("when")),
        table.whole("n"),
        table.one_of("unit", vocabulary.UNITS) if table.has("unit") else None,
    )
    table.close()
    return carveout


def _lookup(table: Table) -> Lookup:
    name, rows = table.text("input"), table.table("rows")
    lookup = Lookup(name, {value: rows.whole(value) for value in rows.written()})
    rows.close()
    table.close()
    return lookup


def _late_start(table: Table) -> LateStart:
    late = LateStart(table.whole("n"), table.words("text"))
    table.close()
    return late


def _ceiling(table: Table) -> Ceiling:
    ceiling = Ceiling(
        table.text("from"),
        table.whole("n"),
        table.one_of("unit", (DAYS, *vocabulary.LONG)),
        table.whole("mail", 0),
    )
    table.close()
    return ceiling


def _other_reading(table: Table) -> OtherReading:
    other = OtherReading(
        label=table.text("label"),
        text=table.words("text"),
        of=table.one_of("of", ("opens", "closes"), "closes"),
        when=condition_or_none(table),
        n=table.whole("n") if table.has("n") else None,
        unit=_word(table, "unit", vocabulary.UNITS),
        plus_days=table.whole("plus_days") if table.has("plus_days") else None,
        regime=_word(table, "regime", vocabulary.REGIMES),
        roll=_word(table, "roll", vocabulary.ROLLS),
        roll_by=_word(table, "roll_by", vocabulary.REGIMES),
    )
    table.close()
    return other


def _word(table: Table, key: str, known: tuple[str, ...]) -> str | None:
    return table.one_of(key, known) if table.has(key) else None
